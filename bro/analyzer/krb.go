package analyzer

import (
	"encoding/binary"
	"strings"
	"time"

	"brig/bro/packet"
)

// KRBEvents are raised by the analyzer of Kerberos 5 (RFC 4120) over UDP and TCP.
type KRBEvents struct {
	// KRB holds the events by their names: krb_as_request, krb_as_response,
	// krb_tgs_request, krb_tgs_response, krb_ap_request, krb_ap_response and krb_error.
	// The arguments are what comes behind the connection.
	KRB map[string]func(c *packet.Conn, args ...any)
}

// MaxKRBMessage is the longest message over TCP. Tickets with many groups have 64 KB.
const MaxKRBMessage = 128 << 10

// maxKRBList is how many addresses, kinds of encryption, tickets and names a message may
// list; further ones are passed over.
const maxKRBList = 100

// Messages by the tags of their application (RFC 4120 5.10).
const (
	krbASRequest   = 0x6a
	krbASReply     = 0x6b
	krbTGSRequest  = 0x6c
	krbTGSReply    = 0x6d
	krbAPRequest   = 0x6e
	krbAPReply     = 0x6f
	krbSafe        = 0x74
	krbPrivate     = 0x75
	krbCredentials = 0x76
	krbError       = 0x7e

	krbTicket = 0x61 // not a message of its own
)

func krbProtocol() *protocol {
	return &protocol{
		name:           "KRB",
		component:      componentKRB,
		ports:          udpPorts(88),
		newDatagram:    func(b base) datagramAnalyzer { return &krbAnalyzer{base: b} },
		detectDatagram: func(data []byte) bool { return looksLikeKerberos(true, data) == yes },
	}
}

func krbTCPProtocol() *protocol {
	return &protocol{
		name:      "KRB_TCP",
		component: componentKRB,
		ports:     tcpPorts(88),
		newStream: func(b base) streamAnalyzer { return &krbAnalyzer{base: b} },
		detect:    looksLikeKerberosStream,
	}
}

// Kerberos: requests and replies of the authentication and ticket services, and errors.
func looksLikeKerberos(_ bool, head []byte) match {
	tag, at, _, m := berHeader(head)
	if m != yes {
		return m
	}
	if tag < krbASRequest || tag > krbTGSReply && tag != krbError {
		return no
	}
	if len(head) <= at {
		return maybe
	}
	return decide(head[at] != berSequence, true)
}

func looksLikeKerberosStream(orig bool, head []byte) match {
	if len(head) > 0 && head[0] != 0 {
		return no
	}
	if len(head) < 5 {
		return maybe
	}
	return looksLikeKerberos(orig, head[4:])
}

type krbAnalyzer struct {
	base
	kept    [2][]byte // of messages over TCP that are not whole
	stopped bool
}

func (a *krbAnalyzer) end(bool)         {}
func (a *krbAnalyzer) done()            {}
func (a *krbAnalyzer) gap(bool, uint64) { a.stop() }

func (a *krbAnalyzer) stop() {
	a.stopped = true
	a.kept = [2][]byte{}
}

func (a *krbAnalyzer) fail(why string) {
	a.stop()
	a.violate(why)
}

func (a *krbAnalyzer) datagram(_ bool, data []byte) { a.message(data) }

// stream takes messages behind their lengths (RFC 4120 7.2.2).
func (a *krbAnalyzer) stream(orig bool, data []byte) {
	const header = 4
	kept := &a.kept[side(orig)]
	for len(data) > 0 && !a.stopped {
		want := header
		if len(*kept) >= header {
			want += int(binary.BigEndian.Uint32(*kept))
		}
		n := min(want-len(*kept), len(data))
		*kept = append(*kept, data[:n]...)
		data = data[n:]
		switch {
		case len(*kept) < header:
		case binary.BigEndian.Uint32(*kept) > MaxKRBMessage:
			a.fail("a message of Kerberos is too long")
		case len(*kept) == header+int(binary.BigEndian.Uint32(*kept)):
			a.message((*kept)[header:])
			if !a.stopped {
				*kept = (*kept)[:0]
			}
		}
	}
}

// message takes a message.
func (a *krbAnalyzer) message(data []byte) {
	if a.stopped {
		return
	}
	if a.f.state == undecided {
		if looksLikeKerberos(true, data) != yes {
			a.fail("it is not " + a.f.proto.name)
			return
		}
		a.confirm()
	}
	m := ber{rest: data}
	tag := m.peek()
	body := ber{rest: m.take(tag), bad: m.bad}
	body = body.sequence()
	name := ""
	var args []any
	switch tag {
	case krbASRequest, krbTGSRequest:
		name, args = "krb_as_request", []any{krbRequest(&body)}
		if tag == krbTGSRequest {
			name = "krb_tgs_request"
		}
	case krbASReply, krbTGSReply:
		name, args = "krb_as_response", []any{krbReply(&body)}
		if tag == krbTGSReply {
			name = "krb_tgs_response"
		}
	case krbAPRequest:
		name, args = "krb_ap_request", krbAP(&body)
	case krbAPReply:
		name = "krb_ap_response"
	case krbError:
		name, args = "krb_error", []any{krbFailure(&body)}
	case krbSafe, krbPrivate, krbCredentials:
	default:
		a.fail("unknown message of Kerberos")
		return
	}
	switch {
	case m.bad || body.bad:
		a.fail("malformed message of Kerberos")
	case a.ev.KRB[name] != nil:
		a.ev.KRB[name](a.c, args...)
	}
}

// part is the content of the next value if it is field n of a structure.
func (b *ber) part(n uint8) (ber, bool) {
	if tag := 0xa0 | n; !b.bad && len(b.rest) > 0 && b.rest[0] == tag {
		return ber{rest: b.take(tag), bad: b.bad}, true
	}
	return ber{}, false
}

// must takes back what a part has come to.
func (b *ber) must(p *ber) { b.bad = b.bad || p.bad }

// krbFields collects the parts of a structure that are there into a record.
type krbFields struct {
	b *ber
	r Record
}

// add reads part n as a field of the record.
func (f *krbFields) add(n uint8, name string, read func(p *ber) any) {
	p, ok := f.b.part(n)
	if !ok {
		return
	}
	v := read(&p)
	f.b.must(&p)
	if name != "" && !f.b.bad {
		f.r = append(f.r, Field{name, v})
	}
}

func krbSkip(*ber) any     { return nil }
func krbNumber(p *ber) any { return uint64(p.signed()) }
func krbText(p *ber) any   { return p.text() }

// text is a string of whatever kind.
func (b *ber) text() string { return string(b.take(b.peek())) }

// krbName is the name of a principal, its parts joined as they are written.
func krbName(p *ber) any {
	name := p.sequence()
	name.part(0)
	list, _ := name.part(1)
	parts := list.sequence()
	var words []string
	for len(parts.rest) > 0 && !parts.bad && len(words) < maxKRBList {
		words = append(words, parts.text())
	}
	p.bad = p.bad || name.bad || list.bad || parts.bad
	return strings.Join(words, "/")
}

// krbTime is a time in words (RFC 4120 5.2.3).
func krbTime(p *ber) any {
	t, err := time.Parse("20060102150405Z", p.text())
	if err != nil {
		return Time(0)
	}
	return Time(t.Unix())
}

// krbFlags are named bits, from the highest.
func krbFlags(p *ber, names ...string) Record {
	const berBits = 0x03
	b := p.take(berBits)
	r := Record{}
	for i, name := range names {
		if name != "" {
			at := 1 + i/8 // behind the count of unused ones
			r = append(r, Field{name, at < len(b) && b[at]>>(7-i%8)&1 == 1})
		}
	}
	return r
}

func krbOptions(p *ber) any {
	return krbFlags(p, "", "forwardable", "forwarded", "proxiable", "proxy", "allow_postdate", "postdated", "",
		"renewable", "", "", "", "", "", "pk_cross", "opt_hardware_auth", "", "", "", "", "", "", "", "", "", "",
		"disable_transited_check", "renewable_ok", "enc_tkt_in_skey", "", "renew", "validate")
}

func krbNumbers(p *ber) any {
	list := p.sequence()
	numbers := []uint64{}
	for len(list.rest) > 0 && !list.bad && len(numbers) < maxKRBList {
		numbers = append(numbers, uint64(list.signed()))
	}
	p.must(&list)
	return numbers
}

// krbRequest is Bro's record KRB::KDC_Request.
func krbRequest(b *ber) Record {
	f := krbFields{b: b}
	f.add(1, "pvno", krbNumber)
	f.add(2, "msg_type", krbNumber)
	f.add(3, "", krbSkip)
	if p, ok := b.part(4); ok {
		body := p.sequence()
		f.b = &body
		f.add(0, "kdc_options", krbOptions)
		f.add(1, "client_name", krbName)
		f.add(2, "service_realm", krbText)
		f.add(3, "service_name", krbName)
		f.add(4, "from", krbTime)
		f.add(5, "till", krbTime)
		f.add(6, "rtime", krbTime)
		f.add(7, "nonce", krbNumber)
		f.add(8, "encryption_types", krbNumbers)
		b.bad = b.bad || p.bad || body.bad
	}
	return f.r
}

// krbReply is Bro's record KRB::KDC_Response.
func krbReply(b *ber) Record {
	f := krbFields{b: b}
	f.add(0, "pvno", krbNumber)
	f.add(1, "msg_type", krbNumber)
	f.add(2, "", krbSkip)
	f.add(3, "client_realm", krbText)
	f.add(4, "client_name", krbName)
	f.add(5, "ticket", krbTicketOf)
	return f.r
}

// krbTicketOf is Bro's record KRB::Ticket, cipher the kind of its encryption.
func krbTicketOf(p *ber) any {
	outer := ber{rest: p.take(krbTicket), bad: p.bad}
	ticket := outer.sequence()
	f := krbFields{b: &ticket}
	f.add(0, "pvno", krbNumber)
	f.add(1, "realm", krbText)
	f.add(2, "service_name", krbName)
	if secret, ok := ticket.part(3); ok {
		data := secret.sequence()
		f.b = &data
		f.add(0, "cipher", krbNumber)
		f.add(1, "", krbSkip)
		f.add(2, "ciphertext", krbText)
		ticket.bad = ticket.bad || secret.bad || data.bad
	}
	p.bad = p.bad || outer.bad || ticket.bad
	return f.r
}

// krbAP reads the ticket with which a client comes to a service, and the record
// KRB::AP_Options.
func krbAP(b *ber) []any {
	f := krbFields{b: b}
	f.add(0, "", krbSkip)
	f.add(1, "", krbSkip)
	f.add(2, "options", func(p *ber) any { return krbFlags(p, "", "use_session_key", "mutual_required") })
	f.add(3, "ticket", krbTicketOf)
	if len(f.r) != 2 {
		b.bad = true
		return nil
	}
	return []any{f.r[1].Value, f.r[0].Value}
}

// krbFailure is Bro's record KRB::Error_Msg.
func krbFailure(b *ber) Record {
	f := krbFields{b: b}
	f.add(0, "pvno", krbNumber)
	f.add(1, "msg_type", krbNumber)
	f.add(2, "client_time", krbTime)
	f.add(3, "", krbSkip)
	f.add(4, "server_time", krbTime)
	f.add(5, "", krbSkip)
	f.add(6, "error_code", krbNumber)
	f.add(7, "client_realm", krbText)
	f.add(8, "client_name", krbName)
	f.add(9, "service_realm", krbText)
	f.add(10, "service_name", krbName)
	f.add(11, "error_text", krbText)
	return f.r
}
