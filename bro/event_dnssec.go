package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// wireDNSSEC sets the events of DNSSEC's records, with Zeek's record types.
func (e *engine) wireDNSSEC(d *dnsShapes) {
	ev := &e.events.DNSSECEvents
	// common are the fields that all of these records begin with.
	common := func(h *handler, fields ...string) shape {
		return h.shape(3, append([]string{"query", "answer_type", "is_query"}, fields...)...)
	}
	record := func(s *shape, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, fields ...interp.Value) interp.Value {
		if s.t == nil {
			return interp.Value{}
		}
		return s.record(e.in, append([]interp.Value{interp.String(ans.Query), interp.Count(uint64(ans.Section)), isQuery(m)}, fields...)...)
	}
	if h := e.handled("dns_RRSIG", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := common(h, "type_covered", "algorithm", "labels", "orig_ttl", "sig_exp", "sig_incep", "key_tag", "signer_name", "signature")
		ev.DNSRRSIG = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, sig *analyzer.DNSSignature) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), record(&s, m, ans,
				interp.Count(sig.TypeCovered), interp.Count(sig.Algorithm), interp.Count(sig.Labels),
				interp.Interval(seconds(sig.OriginalTTL)), interp.Time(seconds(sig.Expiration)), interp.Time(seconds(sig.Inception)),
				interp.Count(sig.KeyTag), interp.String(sig.Signer), interp.String(sig.Signature)))
		}
	}
	if h := e.handled("dns_DNSKEY", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := common(h, "flags", "protocol", "algorithm", "public_key")
		ev.DNSDNSKEY = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, k *analyzer.DNSKey) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), record(&s, m, ans,
				interp.Count(k.Flags), interp.Count(k.Protocol), interp.Count(k.Algorithm), interp.String(k.PublicKey)))
		}
	}
	if h := e.handled("dns_DS", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := common(h, "key_tag", "algorithm", "digest_type", "digest_val")
		ev.DNSDS = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, ds *analyzer.DNSDelegation) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), record(&s, m, ans,
				interp.Count(ds.KeyTag), interp.Count(ds.Algorithm), interp.Count(ds.DigestType), interp.String(ds.Digest)))
		}
	}
	if h := e.handled("dns_NSEC", kRecord, kRecord, kRecord, kString, resolve.Vector); h != nil {
		ev.DNSNSEC = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, next string, bitmaps []string) {
			args := []interp.Value{e.conn(c), d.message(m), d.answer(ans), interp.String(next)}
			if len(h.params) > 4 {
				vec := interp.NewVector(h.params[4].Type)
				for _, b := range bitmaps {
					vec.Append(interp.String(b))
				}
				args = append(args, vec.Value())
			}
			h.queue(args...)
		}
	}
}
