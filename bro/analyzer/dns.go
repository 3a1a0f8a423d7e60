package analyzer

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"

	"brig/bro/packet"
)

// DNSEvents are raised by the DNS analyzer: DNS over UDP and TCP, mDNS, LLMNR
// and NetBIOS names. Names are in lower case and without a final dot.
type DNSEvents struct {
	DNSMessage func(c *packet.Conn, isOrig bool, m *DNSMessage, length uint64)
	// The names of questions come with upper and lower case as they were sent, too.
	DNSRequest  func(c *packet.Conn, m *DNSMessage, query string, qtype, qclass uint64, original string)
	DNSRejected func(c *packet.Conn, m *DNSMessage, query string, qtype, qclass uint64, original string)
	// DNSQueryReply is the question as a reply repeats it.
	DNSQueryReply func(c *packet.Conn, m *DNSMessage, query string, qtype, qclass uint64, original string)
	DNSEnd        func(c *packet.Conn, m *DNSMessage)
	// DNSDynamicUpdate: a zone is to be changed, or a reply says so. The records of the answer
	// section are then what must hold, those of the authority section the changes (RFC 2136).
	DNSDynamicUpdate func(c *packet.Conn, m *DNSMessage, zone string, class uint64)

	DNSAReply       func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, a netip.Addr)
	DNSAAAAReply    func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, a netip.Addr)
	DNSNSReply      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, name string)
	DNSCNAMEReply   func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, name string)
	DNSPTRReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, name string)
	DNSSOAReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, soa *DNSSOA)
	DNSMXReply      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, name string, preference uint64)
	DNSTXTReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, strs []string)
	DNSSPFReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, strs []string)
	DNSSRVReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, target string, priority, weight, port uint64)
	DNSHINFOReply   func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, cpu, os string)
	DNSCAAReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, flags uint64, tag, value string)
	DNSEDNSAddl     func(c *packet.Conn, m *DNSMessage, edns *DNSEDNS)
	DNSWKSReply     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer)
	DNSUnknownReply func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer)
}

// DNSMessage is Bro's record dns_msg: the header. It is good for the message's events only.
type DNSMessage struct {
	Number                                uint64 // of the session's messages, from 1
	ID                                    uint64
	Opcode, Rcode                         uint64
	QR, AA, TC, RD, RA                    bool
	Z                                     uint64 // the three bits after RA
	Queries, Answers, Authority, Addition uint64
}

// Sections of a DNSAnswer.
const (
	DNSSectionAnswer = 1 + iota // DNS_ANS
	DNSSectionAuth              // DNS_AUTH
	DNSSectionAddl              // DNS_ADDL
)

// DNSAnswer is Bro's record dns_answer. It is good for the event only.
type DNSAnswer struct {
	Section       int // answer_type
	Query         string
	QType, QClass uint64
	TTL           int64 // ns
}

// DNSSOA is Bro's record dns_soa.
type DNSSOA struct {
	MName, RName                    string
	Serial                          uint64
	Refresh, Retry, Expire, Minimum int64 // ns
}

// DNSEDNS is Bro's record dns_edns_additional (RFC 6891).
type DNSEDNS struct {
	Section       int
	Query         string
	PayloadSize   uint64
	ExtendedRcode uint64
	Version       uint64
	ZField        uint64
}

// Record types with an event of their own.
const (
	dnsA     = 1
	dnsNS    = 2
	dnsCNAME = 5
	dnsSOA   = 6
	dnsWKS   = 11
	dnsPTR   = 12
	dnsHINFO = 13
	dnsMX    = 15
	dnsTXT   = 16
	dnsAAAA  = 28
	dnsSRV   = 33
	dnsOPT   = 41
	dnsSPF   = 99
	dnsCAA   = 257
)

// Operations that messages are about.
const (
	dnsQuery  = 0
	dnsNotify = 4 // RFC 1996
	dnsUpdate = 5 // RFC 2136
)

// netbiosPort is that of the names of NetBIOS, whose operations have numbers of their own.
const netbiosPort = 137

// DefaultDNSQueries is how many questions a message may have (dns_max_queries).
const DefaultDNSQueries = 25

func dnsProtocol() *protocol {
	return &protocol{
		name:        "DNS",
		component:   componentDNS,
		ports:       append(udpPorts(53, 137, 5353, 5355), tcpPorts(53)...),
		newStream:   func(b base) streamAnalyzer { return &dnsAnalyzer{base: b, dnsScratch: &b.s.dns} },
		newDatagram: func(b base) datagramAnalyzer { return &dnsAnalyzer{base: b, dnsScratch: &b.s.dns} },
	}
}

type dnsAnalyzer struct {
	base
	*dnsScratch
	seen    bool // a message was parsed
	streams [2]dnsStream
}

// A dnsScratch is what the DNS analyzers of a session use by turns.
type dnsScratch struct {
	name    [2][]byte
	query   string // the name last asked for or answered: mostly the next is the same
	message DNSMessage
	answer  DNSAnswer
}

// A dnsStream collects the messages of a TCP direction: two bytes of length,
// then the message (RFC 1035 4.2.2).
type dnsStream struct {
	buf  []byte
	lost bool // a gap: message boundaries are unknown
}

func (a *dnsAnalyzer) datagram(orig bool, data []byte) { a.read(orig, data) }

func (a *dnsAnalyzer) stream(orig bool, data []byte) {
	s := &a.streams[side(orig)]
	for len(data) > 0 && !s.lost && a.f.state != violated {
		if len(s.buf) == 0 && len(data) >= 2 {
			// The usual case: whole messages that need no copy.
			if n := int(binary.BigEndian.Uint16(data)); len(data) >= 2+n {
				a.read(orig, data[2:2+n])
				data = data[2+n:]
				continue
			}
		}
		want := 2
		if len(s.buf) >= 2 {
			want += int(binary.BigEndian.Uint16(s.buf))
		}
		n := min(want-len(s.buf), len(data))
		s.buf, data = append(s.buf, data[:n]...), data[n:]
		if len(s.buf) >= 2 && len(s.buf) == 2+int(binary.BigEndian.Uint16(s.buf)) {
			a.read(orig, s.buf[2:])
			s.buf = s.buf[:0]
		}
	}
}

func (a *dnsAnalyzer) gap(orig bool, n uint64) {
	s := &a.streams[side(orig)]
	s.lost, s.buf = true, nil
}

func (a *dnsAnalyzer) end(bool) {}

func (a *dnsAnalyzer) done() {}

func (a *dnsAnalyzer) read(orig bool, data []byte) {
	r := dnsReader{msg: data}
	if len(data) < 12 {
		a.weird("DNS_truncated_len_lt_hdr_len", "")
		return
	}
	flags := binary.BigEndian.Uint16(data[2:])
	bit := func(n int) bool { return flags>>n&1 == 1 }
	m := &a.message
	*m = DNSMessage{
		Number:    m.Number + 1,
		ID:        uint64(binary.BigEndian.Uint16(data)),
		QR:        bit(15),
		Opcode:    uint64(flags >> 11 & 15),
		AA:        bit(10),
		TC:        bit(9),
		RD:        bit(8),
		RA:        bit(7),
		Z:         uint64(flags >> 4 & 7),
		Rcode:     uint64(flags & 15),
		Queries:   uint64(binary.BigEndian.Uint16(data[4:])),
		Answers:   uint64(binary.BigEndian.Uint16(data[6:])),
		Authority: uint64(binary.BigEndian.Uint16(data[8:])),
		Addition:  uint64(binary.BigEndian.Uint16(data[10:])),
	}
	r.at = 12
	switch {
	case m.Opcode == dnsQuery, m.Opcode == dnsNotify, m.Opcode == dnsUpdate, a.netbios():
	default:
		a.weird("DNS_unknown_opcode", strconv.FormatUint(m.Opcode, 10))
		return
	}
	if a.s.DNSQueries > 0 && m.Queries > a.s.DNSQueries {
		a.weird("DNS_Conn_count_too_large", fmt.Sprintf("%d > %d", m.Queries, a.s.DNSQueries))
		a.c.NoteLimit(orig)
		a.violate("DNS_Conn_count_too_large")
		return
	}
	sender := orig
	if !a.seen && m.QR && orig && !a.c.Resp.Addr.IsMulticast() {
		a.flip()
		orig = false
	}
	a.seen = true
	if a.ev.DNSMessage != nil {
		a.ev.DNSMessage(a.c, orig, m, uint64(len(data)))
	}
	a.body(&r, m)
	if a.ev.DNSEnd != nil {
		a.ev.DNSEnd(a.c, m)
	}
	if r.bad {
		a.weird(r.weird, "")
		if r.weird == dnsTooManyJumps {
			a.c.NoteLimit(sender)
		}
	}
}

func (a *dnsAnalyzer) netbios() bool { return a.c.Resp.Port == netbiosPort }

// updates says whether a message is to change a zone.
func (a *dnsAnalyzer) updates(m *DNSMessage) bool { return m.Opcode == dnsUpdate && !a.netbios() }

func (a *dnsAnalyzer) body(r *dnsReader, m *DNSMessage) {
	question := a.ev.DNSRequest
	update := a.updates(m)
	switch {
	case update:
		question = nil
		if f := a.ev.DNSDynamicUpdate; f != nil {
			question = func(c *packet.Conn, m *DNSMessage, zone string, _, class uint64, _ string) { f(c, m, zone, class) }
		}
	case m.QR && m.Answers+m.Authority+m.Addition == 0:
		question = a.ev.DNSRejected
	case m.QR:
		question = a.ev.DNSQueryReply
	}
	for range m.Queries {
		var query, original string
		if question == nil {
			r.skipName()
		} else {
			query, original, a.name[0] = r.question(a.name[0])
			a.query = query
		}
		qtype, qclass := r.u16("DNS_truncated_quest"), r.u16("DNS_truncated_quest")
		if r.bad {
			return
		}
		if question != nil {
			question(a.c, m, query, uint64(qtype), uint64(qclass), original)
		}
	}
	a.confirm() // whatever is wrong with the answers
	sections := []struct {
		section int
		count   uint64
		skip    bool
	}{
		{DNSSectionAnswer, m.Answers, false},
		{DNSSectionAuth, m.Authority, a.s.DNSSkipAuth && !update},
		{DNSSectionAddl, m.Addition, a.s.DNSSkipAddl},
	}
	for n := len(sections); sections[n-1].skip; n-- {
		sections = sections[:n-1]
	}
	for _, s := range sections {
		for range s.count {
			a.record(r, m, s.section, s.skip)
			if r.bad {
				return
			}
		}
	}
}

// record reads a resource record (RFC 1035 4.1.3) and raises its event.
func (a *dnsAnalyzer) record(r *dnsReader, m *DNSMessage, section int, skip bool) {
	if skip {
		r.skipName()
	} else {
		a.name[0] = r.name(a.name[0])
	}
	fixed := r.take(10, "DNS_truncated_ans_too_short")
	if r.bad {
		return
	}
	rtype, class := binary.BigEndian.Uint16(fixed), binary.BigEndian.Uint16(fixed[2:])
	ttl, length := binary.BigEndian.Uint32(fixed[4:]), int(binary.BigEndian.Uint16(fixed[8:]))
	if length > len(r.msg)-r.at {
		r.fail("DNS_truncated_RR_rdlength_lt_len")
		return
	}
	end := r.at + length
	switch {
	case skip:
	case length == 0 && a.updates(m):
		// What is asked for or removed has no data, whatever its type.
		if a.ev.DNSUnknownReply != nil {
			a.ev.DNSUnknownReply(a.c, m, a.answered(section, rtype, class, ttl))
		}
	case length == 0 && end < len(r.msg):
		r.fail("DNS_zero_rdlength")
		return
	default:
		// Names in the data may point anywhere before it, so the reader keeps
		// the whole message up to the record's end.
		rr := dnsReader{msg: r.msg[:end], at: r.at}
		if rtype == dnsOPT {
			if a.ev.DNSEDNSAddl != nil {
				a.ev.DNSEDNSAddl(a.c, m, &DNSEDNS{
					Section:       section,
					Query:         string(a.name[0]),
					PayloadSize:   uint64(class),
					ExtendedRcode: uint64(ttl >> 24),
					Version:       uint64(ttl >> 16 & 0xff),
					ZField:        uint64(ttl & 0xffff),
				})
			}
			a.options(&rr, m)
		} else {
			a.data(&rr, m, section, rtype, class, ttl)
		}
		if rr.bad {
			r.fail(rr.weird)
			return
		}
	}
	r.at = end
}

// answered is the answer of the record at hand, whose name has been read.
func (a *dnsAnalyzer) answered(section int, rtype, class uint16, ttl uint32) *DNSAnswer {
	if a.query != string(a.name[0]) {
		a.query = string(a.name[0])
	}
	a.answer = DNSAnswer{
		Section: section,
		Query:   a.query,
		QType:   uint64(rtype),
		QClass:  uint64(class),
		TTL:     int64(ttl) * 1e9,
	}
	return &a.answer
}

// data reads the data of a record, which rr holds the rest of.
func (a *dnsAnalyzer) data(rr *dnsReader, m *DNSMessage, section int, rtype, class uint16, ttl uint32) {
	ev, c := a.ev, a.c
	answer := func() *DNSAnswer { return a.answered(section, rtype, class, ttl) }
	withName := func(f func(*packet.Conn, *DNSMessage, *DNSAnswer, string)) {
		a.name[1] = rr.name(a.name[1])
		if f != nil && !rr.bad {
			f(c, m, answer(), string(a.name[1]))
		}
	}
	withTexts := func(f func(*packet.Conn, *DNSMessage, *DNSAnswer, []string)) {
		var strs []string
		for rr.at < len(rr.msg) && !rr.bad {
			if s := rr.text(); f != nil {
				strs = append(strs, string(s))
			}
		}
		if f != nil && !rr.bad {
			f(c, m, answer(), strs)
		}
	}
	switch rtype {
	case dnsA:
		if addr := rr.addr4(); ev.DNSAReply != nil && !rr.bad {
			ev.DNSAReply(c, m, answer(), addr)
		}
	case dnsAAAA:
		if addr := rr.addr16(); ev.DNSAAAAReply != nil && !rr.bad {
			ev.DNSAAAAReply(c, m, answer(), addr)
		}
	case dnsNS:
		withName(ev.DNSNSReply)
	case dnsCNAME:
		withName(ev.DNSCNAMEReply)
	case dnsPTR:
		withName(ev.DNSPTRReply)
	case dnsSOA:
		a.soa(rr, m, answer)
	case dnsMX:
		preference := rr.u16("DNS_RR_length_mismatch")
		a.name[1] = rr.name(a.name[1])
		if ev.DNSMXReply != nil && !rr.bad {
			ev.DNSMXReply(c, m, answer(), string(a.name[1]), uint64(preference))
		}
	case dnsTXT:
		withTexts(ev.DNSTXTReply)
	case dnsSPF:
		withTexts(ev.DNSSPFReply)
	case dnsSRV:
		const w = "DNS_RR_length_mismatch"
		priority, weight, port := rr.u16(w), rr.u16(w), rr.u16(w)
		a.name[1] = rr.name(a.name[1])
		if ev.DNSSRVReply != nil && !rr.bad {
			ev.DNSSRVReply(c, m, answer(), string(a.name[1]), uint64(priority), uint64(weight), uint64(port))
		}
	case dnsHINFO:
		cpu, os := rr.text(), rr.text()
		if ev.DNSHINFOReply != nil && !rr.bad {
			ev.DNSHINFOReply(c, m, answer(), string(cpu), string(os))
		}
	case dnsCAA:
		flags, tag := rr.u8("DNS_CAA_char_str_past_rdlen"), rr.text()
		if ev.DNSCAAReply != nil && !rr.bad {
			ev.DNSCAAReply(c, m, answer(), uint64(flags), string(tag), string(rr.msg[rr.at:]))
		}
	case dnsWKS:
		if ev.DNSWKSReply != nil {
			ev.DNSWKSReply(c, m, answer())
		}
	default:
		if !a.security(rr, m, rtype, answer) && !a.rare(rr, m, rtype, answer) && ev.DNSUnknownReply != nil {
			ev.DNSUnknownReply(c, m, answer())
		}
	}
}

func (a *dnsAnalyzer) soa(rr *dnsReader, m *DNSMessage, answer func() *DNSAnswer) {
	const w = "DNS_RR_length_mismatch"
	a.name[1] = rr.name(a.name[1])
	mname := string(a.name[1])
	a.name[1] = rr.name(a.name[1])
	serial := rr.u32(w)
	seconds := func() int64 { return int64(rr.u32(w)) * 1e9 }
	refresh, retry, expire, minimum := seconds(), seconds(), seconds(), seconds()
	if a.ev.DNSSOAReply == nil || rr.bad {
		return
	}
	a.ev.DNSSOAReply(a.c, m, answer(), &DNSSOA{
		MName: mname, RName: string(a.name[1]), Serial: uint64(serial),
		Refresh: refresh, Retry: retry, Expire: expire, Minimum: minimum,
	})
}
