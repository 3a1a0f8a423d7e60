package analyzer

import (
	"encoding/binary"

	"brig/bro/packet"
)

// NTLMEvents are raised for what a session's set-up carries: GSSAPI's negotiation and
// the messages of NTLM (MS-NLMP 2.2.1).
type NTLMEvents struct {
	// NTLM holds the events by their names: gssapi_neg_result, ntlm_negotiate,
	// ntlm_challenge and ntlm_authenticate. The arguments are what comes behind the
	// connection.
	NTLM map[string]func(c *packet.Conn, args ...any)
}

// Types of messages, and flags that say what is in them.
const (
	ntlmNegotiate    = 1
	ntlmChallenge    = 2
	ntlmAuthenticate = 3

	ntlmUnicode       = 0x1
	ntlmOEMDomain     = 0x1000
	ntlmOEMStation    = 0x2000
	ntlmHasTargetInfo = 0x800000
	ntlmHasVersion    = 0x2000000
)

// A ntlmMessage reads a message; fields point to places in it.
type ntlmMessage struct {
	octets
	all   []byte
	flags uint32
	r     Record
}

func (m *ntlmMessage) add(name string, value any) { m.r = append(m.r, Field{name, value}) }

// field is what the next field points to, nil for nothing.
func (m *ntlmMessage) field() []byte {
	n := uint64(m.le16())
	m.le16() // room
	at := uint64(m.le32())
	if m.short || n == 0 {
		return nil
	}
	if at+n > uint64(len(m.all)) {
		m.short = true
		return nil
	}
	return m.all[at : at+n]
}

// text is a string in the encoding that the two have agreed on.
func (m *ntlmMessage) text(b []byte) string {
	if m.flags&ntlmUnicode != 0 {
		return utf16Text(b)
	}
	return string(b)
}

// ntlm tells of a message of NTLM.
func (a *smbAnalyzer) ntlm(b []byte) {
	if len(a.ev.NTLM) == 0 {
		return
	}
	m := &ntlmMessage{octets: octets{rest: b}, all: b}
	m.take(len(ntlmSignature))
	name := ""
	switch m.le32() {
	case ntlmNegotiate:
		name = "ntlm_negotiate"
		m.negotiate()
	case ntlmChallenge:
		name = "ntlm_challenge"
		m.challenge()
	case ntlmAuthenticate:
		name = "ntlm_authenticate"
		m.authenticate()
	}
	if f := a.ev.NTLM[name]; f != nil && !m.short {
		f(a.c, m.r)
	}
}

func (m *ntlmMessage) negotiate() {
	m.setFlags(m.le32())
	domain, station := m.field(), m.field()
	if m.flags&ntlmOEMDomain != 0 {
		m.add("domain_name", string(domain))
	}
	if m.flags&ntlmOEMStation != 0 {
		m.add("workstation", string(station))
	}
	m.version()
}

func (m *ntlmMessage) challenge() {
	target := m.field()
	m.setFlags(m.le32())
	m.take(16) // the challenge, and room
	if target != nil {
		m.add("target_name", m.text(target))
	}
	if m.flags&ntlmHasTargetInfo != 0 {
		m.add("target_info", m.target(m.field()))
	} else {
		m.field()
	}
	m.version()
}

// target reads what a server says of itself (MS-NLMP 2.2.2.1), Bro's record NTLM::AVs.
func (m *ntlmMessage) target(b []byte) Record {
	names := [...]string{1: "nb_computer_name", 2: "nb_domain_name", 3: "dns_computer_name", 4: "dns_domain_name", 5: "dns_tree_name", 9: "target_name"}
	o := octets{rest: b}
	r := Record{}
	for len(o.rest) > 0 {
		id := int(o.le16())
		value := o.take(int(o.le16()))
		if id == 0 || o.short {
			break
		}
		switch {
		case id < len(names) && names[id] != "":
			r = append(r, Field{names[id], utf16Text(value)})
		case id == 7 && len(value) == 8:
			r = append(r, Field{"timestamp", smbTime(binary.LittleEndian.Uint64(value))})
		}
	}
	return r
}

func (m *ntlmMessage) authenticate() {
	m.field() // the proofs
	m.field()
	domain, user, station, key := m.field(), m.field(), m.field(), m.field()
	m.setFlags(m.le32())
	for _, f := range []struct {
		name  string
		value []byte
	}{{"domain_name", domain}, {"user_name", user}, {"workstation", station}} {
		if f.value != nil {
			m.add(f.name, m.text(f.value))
		}
	}
	if key != nil {
		m.add("session_key", string(key))
	}
	m.version()
}

// version is Bro's record NTLM::Version.
func (m *ntlmMessage) version() {
	if m.flags&ntlmHasVersion == 0 || len(m.rest) < 8 {
		return
	}
	major, minor, build := m.u8(), m.u8(), m.le16()
	m.take(3)
	m.add("version", Record{{"major", uint64(major)}, {"minor", uint64(minor)}, {"build", uint64(build)}, {"ntlmssp", uint64(m.u8())}})
}

// setFlags begins the record with Bro's record NTLM::NegotiateFlags.
func (m *ntlmMessage) setFlags(n uint32) {
	var r Record
	for _, f := range [...]struct {
		name string
		bit  uint32
	}{
		{"negotiate_56", 0x80000000}, {"negotiate_key_exch", 0x40000000}, {"negotiate_128", 0x20000000}, {"negotiate_version", ntlmHasVersion},
		{"negotiate_target_info", ntlmHasTargetInfo}, {"request_non_nt_session_key", 0x400000}, {"negotiate_identify", 0x100000},
		{"negotiate_extended_sessionsecurity", 0x80000}, {"target_type_server", 0x20000}, {"target_type_domain", 0x10000},
		{"negotiate_always_sign", 0x8000}, {"negotiate_oem_workstation_supplied", ntlmOEMStation}, {"negotiate_oem_domain_supplied", ntlmOEMDomain},
		{"negotiate_anonymous_connection", 0x800}, {"negotiate_ntlm", 0x200}, {"negotiate_lm_key", 0x80}, {"negotiate_datagram", 0x40},
		{"negotiate_seal", 0x20}, {"negotiate_sign", 0x10}, {"request_target", 0x4}, {"negotiate_oem", 0x2}, {"negotiate_unicode", ntlmUnicode},
	} {
		r = append(r, Field{f.name, n&f.bit != 0})
	}
	m.flags = n
	m.r = append(m.r, Field{"flags", r})
}

// negotiated tells how far the two have come (RFC 4178 4.2.2), where an answer says so.
func (a *smbAnalyzer) negotiated(b []byte) {
	f := a.ev.NTLM["gssapi_neg_result"]
	if f == nil {
		return
	}
	const berEnumerated = 0x0a
	for i, c := range b {
		if c != spnegoAnswer {
			continue
		}
		blob := ber{rest: b[i:]}
		answer := ber{rest: blob.take(spnegoAnswer), bad: blob.bad}
		answer = answer.sequence()
		state, ok := answer.part(0)
		if n := state.unsigned(berEnumerated); ok && !state.bad {
			f(a.c, n)
			return
		}
	}
}
