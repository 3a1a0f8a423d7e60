package bro

import (
	"net/netip"
	"strings"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// dnsShapes are the record types of the DNS events.
type dnsShapes struct {
	e        *engine
	msg, ans shape

	last   uint64 // the number of the message that record stands for
	record interp.Value
}

// message is the record of a message: one for all of its events.
func (d *dnsShapes) message(m *analyzer.DNSMessage) interp.Value {
	if m.Number == d.last {
		return d.record
	}
	d.last = m.Number
	d.record = d.msg.record(d.e.in,
		interp.Count(m.ID), interp.Count(m.Opcode), interp.Count(m.Rcode),
		interp.Bool(m.QR), interp.Bool(m.AA), interp.Bool(m.TC), interp.Bool(m.RD), interp.Bool(m.RA),
		interp.Count(m.Z), interp.Count(m.Queries), interp.Count(m.Answers),
		interp.Count(m.Authority), interp.Count(m.Addition))
	return d.record
}

func (d *dnsShapes) answer(a *analyzer.DNSAnswer) interp.Value {
	return d.ans.record(d.e.in,
		interp.Count(uint64(a.Section)), interp.String(a.Query), interp.Count(a.QType),
		interp.Count(a.QClass), interp.Interval(seconds(a.TTL)))
}

func (e *engine) wireDNS() {
	ev := &e.events.DNSEvents
	d := &dnsShapes{
		e: e,
		msg: newShape(e.in.Type("dns_msg"), "id", "opcode", "rcode", "QR", "AA", "TC", "RD", "RA", "Z",
			"num_queries", "num_answers", "num_auth", "num_addl"),
		ans: newShape(e.in.Type("dns_answer"), "answer_type", "query", "qtype", "qclass", "TTL"),
	}
	if d.msg.t == nil || d.ans.t == nil {
		return // scripts without these types handle no DNS events
	}
	if h := e.handled("dns_message", kRecord, kBool, kRecord, kCount); h != nil {
		ev.DNSMessage = func(c *packet.Conn, isOrig bool, m *analyzer.DNSMessage, length uint64) {
			h.queue(e.conn(c), interp.Bool(isOrig), d.message(m), interp.Count(length))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *analyzer.DNSMessage, string, uint64, uint64, string)
	}{
		{"dns_request", &ev.DNSRequest},
		{"dns_rejected", &ev.DNSRejected},
		{"dns_query_reply", &ev.DNSQueryReply},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kString, kCount, kCount, kString); h != nil {
			*w.f = func(c *packet.Conn, m *analyzer.DNSMessage, query string, qtype, qclass uint64, original string) {
				h.queue(e.conn(c), d.message(m), interp.String(query), interp.Count(qtype), interp.Count(qclass), interp.String(original))
			}
		}
	}
	if h := e.handled("dns_end", kRecord, kRecord); h != nil {
		ev.DNSEnd = func(c *packet.Conn, m *analyzer.DNSMessage) { h.queue(e.conn(c), d.message(m)) }
	}
	if h := e.handled("dns_dynamic_update", kRecord, kRecord, kString, kCount); h != nil {
		ev.DNSDynamicUpdate = func(c *packet.Conn, m *analyzer.DNSMessage, zone string, class uint64) {
			h.queue(e.conn(c), d.message(m), interp.String(zone), interp.Count(class))
		}
	}
	e.wireDNSNames(d)
	e.wireDNSRecords(d)
	e.wireDNSSEC(d)
	e.wireDNSRare(d)
}

// wireDNSNames sets the events of answers that hold an address, a name, or nothing we parse.
func (e *engine) wireDNSNames(d *dnsShapes) {
	ev := &e.events.DNSEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *analyzer.DNSMessage, *analyzer.DNSAnswer, netip.Addr)
	}{
		{"dns_A_reply", &ev.DNSAReply},
		{"dns_AAAA_reply", &ev.DNSAAAAReply},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kRecord, kAddr); h != nil {
			*w.f = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, a netip.Addr) {
				h.queue(e.conn(c), d.message(m), d.answer(ans), interp.Addr(a))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *analyzer.DNSMessage, *analyzer.DNSAnswer, string)
	}{
		{"dns_NS_reply", &ev.DNSNSReply},
		{"dns_CNAME_reply", &ev.DNSCNAMEReply},
		{"dns_PTR_reply", &ev.DNSPTRReply},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kRecord, kString); h != nil {
			*w.f = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, name string) {
				h.queue(e.conn(c), d.message(m), d.answer(ans), interp.String(name))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *analyzer.DNSMessage, *analyzer.DNSAnswer)
	}{
		{"dns_WKS_reply", &ev.DNSWKSReply},
		{"dns_unknown_reply", &ev.DNSUnknownReply},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kRecord); h != nil {
			*w.f = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer) {
				h.queue(e.conn(c), d.message(m), d.answer(ans))
			}
		}
	}
}

// wireDNSRecords sets the events of answers with several parts.
func (e *engine) wireDNSRecords(d *dnsShapes) {
	ev := &e.events.DNSEvents
	if h := e.handled("dns_SOA_reply", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := h.shape(3, "mname", "rname", "serial", "refresh", "retry", "expire", "minimum")
		ev.DNSSOAReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, soa *analyzer.DNSSOA) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(soa.MName), interp.String(soa.RName), interp.Count(soa.Serial),
					interp.Interval(seconds(soa.Refresh)), interp.Interval(seconds(soa.Retry)),
					interp.Interval(seconds(soa.Expire)), interp.Interval(seconds(soa.Minimum)))
			}
			h.queue(e.conn(c), d.message(m), d.answer(ans), v)
		}
	}
	if h := e.handled("dns_MX_reply", kRecord, kRecord, kRecord, kString, kCount); h != nil {
		ev.DNSMXReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, name string, preference uint64) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), interp.String(name), interp.Count(preference))
		}
	}
	ev.DNSTXTReply = e.dnsStrings(d, "dns_TXT_reply")
	ev.DNSSPFReply = e.dnsStrings(d, "dns_SPF_reply")
	if h := e.handled("dns_SRV_reply", kRecord, kRecord, kRecord, kString, kCount, kCount, kCount); h != nil {
		ev.DNSSRVReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, target string, priority, weight, port uint64) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), interp.String(target),
				interp.Count(priority), interp.Count(weight), interp.Count(port))
		}
	}
	if h := e.handled("dns_HINFO_reply", kRecord, kRecord, kRecord, kString, kString); h != nil {
		ev.DNSHINFOReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, cpu, os string) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), interp.String(cpu), interp.String(os))
		}
	}
	if h := e.handled("dns_CAA_reply", kRecord, kRecord, kRecord, kCount, kString, kString); h != nil {
		ev.DNSCAAReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, flags uint64, tag, value string) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), interp.Count(flags), interp.String(tag), interp.String(value))
		}
	}
	if h := e.handled("dns_EDNS_addl", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "answer_type", "query", "qtype", "payload_size", "extended_rcode", "version", "z_field", "is_query")
		ev.DNSEDNSAddl = func(c *packet.Conn, m *analyzer.DNSMessage, edns *analyzer.DNSEDNS) {
			const typeOPT = 41 // RFC 6891
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Count(uint64(edns.Section)), interp.String(edns.Query), interp.Count(typeOPT),
					interp.Count(edns.PayloadSize), interp.Count(edns.ExtendedRcode),
					interp.Count(edns.Version), interp.Count(edns.ZField), isQuery(m))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
}

// dnsStrings makes an event with the strings of an answer: a vector of string,
// or one string (before Bro 2.4).
func (e *engine) dnsStrings(d *dnsShapes, name string) func(*packet.Conn, *analyzer.DNSMessage, *analyzer.DNSAnswer, []string) {
	kind := kString
	if f := e.in.Event(name); f.Type() != nil && len(f.Type().Sig.Params) > 3 && f.Type().Sig.Params[3].Type.Kind == resolve.Vector {
		kind = resolve.Vector
	}
	h := e.handled(name, kRecord, kRecord, kRecord, kind)
	if h == nil {
		return nil
	}
	return func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, strs []string) {
		v := interp.Value{}
		if kind == kString {
			v = interp.String(strings.Join(strs, " "))
		} else {
			vec := interp.NewVector(h.params[3].Type)
			for _, s := range strs {
				vec.Append(interp.String(s))
			}
			v = vec.Value()
		}
		h.queue(e.conn(c), d.message(m), d.answer(ans), v)
	}
}
