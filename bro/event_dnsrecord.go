package bro

import (
	"net/netip"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// isQuery is the field of that name: 0 for a reply.
func isQuery(m *analyzer.DNSMessage) interp.Value {
	if m.QR {
		return interp.Count(0)
	}
	return interp.Count(1)
}

// fieldVector makes a vector of a field's type; unset if the record has no such field.
func fieldVector(t *resolve.Type, field string, elems ...interp.Value) interp.Value {
	if t == nil || t.Field(field) == nil {
		return interp.Value{}
	}
	return interp.NewVector(t.Field(field).Type, elems...).Value()
}

func stringValues(strs []string) []interp.Value {
	out := make([]interp.Value, len(strs))
	for i, s := range strs {
		out[i] = interp.String(s)
	}
	return out
}

// wireDNSRare sets the events of records that few scripts look at.
func (e *engine) wireDNSRare(d *dnsShapes) {
	ev := &e.events.DNSRecordEvents
	// whole are the fields that most of these records have.
	whole := func(h *handler, fields ...string) shape {
		return h.shape(3, append([]string{"query", "answer_type", "is_query"}, fields...)...)
	}
	raise := func(h *handler, s *shape, c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, fields ...interp.Value) {
		var v interp.Value
		if s.t != nil {
			v = s.record(e.in, append([]interp.Value{interp.String(ans.Query), interp.Count(uint64(ans.Section)), isQuery(m)}, fields...)...)
		}
		h.queue(e.conn(c), d.message(m), d.answer(ans), v)
	}
	if h := e.handled("dns_NSEC3", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := whole(h, "nsec_hash_algo", "nsec_flags", "nsec_iter", "nsec_salt_len", "nsec_salt", "nsec_hlen", "nsec_hash", "bitmaps")
		ev.DNSNSEC3 = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSNSEC3) {
			raise(h, &s, c, m, ans, interp.Count(r.Algorithm), interp.Count(r.Flags), interp.Count(r.Iterations),
				interp.Count(uint64(len(r.Salt))), interp.String(r.Salt), interp.Count(uint64(len(r.Hash))), interp.String(r.Hash),
				fieldVector(s.t, "bitmaps", stringValues(r.Bitmaps)...))
		}
	}
	if h := e.handled("dns_NSEC3PARAM", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := whole(h, "nsec_hash_algo", "nsec_flags", "nsec_iter", "nsec_salt_len", "nsec_salt")
		ev.DNSNSEC3PARAM = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSNSEC3) {
			raise(h, &s, c, m, ans, interp.Count(r.Algorithm), interp.Count(r.Flags), interp.Count(r.Iterations),
				interp.Count(uint64(len(r.Salt))), interp.String(r.Salt))
		}
	}
	if h := e.handled("dns_BINDS", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := whole(h, "algorithm", "key_id", "removal_flag", "complete_flag")
		ev.DNSBINDS = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSBinds) {
			raise(h, &s, c, m, ans, interp.Count(r.Algorithm), interp.Count(r.KeyID), interp.Count(r.Removal), interp.Count(r.Complete))
		}
	}
	if h := e.handled("dns_LOC", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := whole(h, "version", "size", "horiz_pre", "vert_pre", "latitude", "longitude", "altitude")
		ev.DNSLOC = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSLocation) {
			raise(h, &s, c, m, ans, interp.Count(r.Version), interp.Count(r.Size), interp.Count(r.Horizontal), interp.Count(r.Vertical),
				interp.Count(r.Latitude), interp.Count(r.Longitude), interp.Count(r.Altitude))
		}
	}
	if h := e.handled("dns_SSHFP", kRecord, kRecord, kRecord, kCount, kCount, kString); h != nil {
		ev.DNSSSHFP = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, algorithm, typ uint64, fingerprint string) {
			h.queue(e.conn(c), d.message(m), d.answer(ans), interp.Count(algorithm), interp.Count(typ), interp.String(fingerprint))
		}
	}
	if h := e.handled("dns_NAPTR_reply", kRecord, kRecord, kRecord, kRecord); h != nil {
		s := h.shape(3, "order", "preference", "flags", "service", "regexp", "replacement")
		ev.DNSNAPTRReply = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSNAPTR) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Count(r.Order), interp.Count(r.Preference), interp.String(r.Flags),
					interp.String(r.Service), interp.String(r.Regexp), interp.String(r.Replacement))
			}
			h.queue(e.conn(c), d.message(m), d.answer(ans), v)
		}
	}
	ev.DNSSVCB, ev.DNSHTTPS = e.dnsService(d, "dns_SVCB"), e.dnsService(d, "dns_HTTPS")
	e.wireDNSKeys(d)
	e.wireEDNS(d)
}

// dnsService makes an event with where a service is.
func (e *engine) dnsService(d *dnsShapes, name string) func(*packet.Conn, *analyzer.DNSMessage, *analyzer.DNSAnswer, *analyzer.DNSService) {
	h := e.handled(name, kRecord, kRecord, kRecord, kRecord)
	if h == nil {
		return nil
	}
	s := h.shape(3, "svc_priority", "target_name", "svc_params")
	var param shape
	if s.t != nil && s.t.Field("svc_params") != nil && s.t.Field("svc_params").Type.Kind == resolve.Vector {
		param = newShape(s.t.Field("svc_params").Type.Elem, "key", "mandatory", "alpn", "p", "hint", "ech", "raw")
	}
	return func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSService) {
		var v interp.Value
		if s.t != nil {
			var params []interp.Value
			for i := range r.Params {
				if param.t != nil {
					params = append(params, e.dnsParam(&param, &r.Params[i]))
				}
			}
			v = s.record(e.in, interp.Count(r.Priority), interp.String(r.Target), fieldVector(s.t, "svc_params", params...))
		}
		h.queue(e.conn(c), d.message(m), d.answer(ans), v)
	}
}

func (e *engine) dnsParam(s *shape, p *analyzer.DNSServiceParam) interp.Value {
	var mandatory, alpn, port, hint, ech, raw interp.Value
	switch p.Key {
	case analyzer.DNSParamMandatory:
		var keys []interp.Value
		for _, k := range p.Mandatory {
			keys = append(keys, interp.Count(k))
		}
		mandatory = fieldVector(s.t, "mandatory", keys...)
	case analyzer.DNSParamALPN:
		alpn = fieldVector(s.t, "alpn", stringValues(p.ALPN)...)
	case analyzer.DNSParamPort:
		port = interp.Count(p.Port)
	case analyzer.DNSParamIPv4Hint, analyzer.DNSParamIPv6Hint:
		var addrs []interp.Value
		for _, a := range p.Hints {
			addrs = append(addrs, interp.Addr(a))
		}
		hint = fieldVector(s.t, "hint", addrs...)
	case analyzer.DNSParamECH:
		ech = interp.String(p.Raw)
	default:
		raw = interp.String(p.Raw)
	}
	return s.record(e.in, interp.Count(p.Key), mandatory, alpn, port, hint, ech, raw)
}

// wireDNSKeys sets the events of records that protect messages.
func (e *engine) wireDNSKeys(d *dnsShapes) {
	ev := &e.events.DNSRecordEvents
	if h := e.handled("dns_TSIG_addl", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "query", "qtype", "alg_name", "sig", "time_signed", "fudge", "orig_id", "rr_error", "is_query")
		ev.DNSTSIGAddl = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSTSIG) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(ans.Query), interp.Count(uint64(ans.Section)), interp.String(r.Algorithm), interp.String(r.Signature),
					interp.Time(seconds(r.Signed)), interp.Time(seconds(r.Fudge)), interp.Count(r.OriginalID), interp.Count(r.Error), isQuery(m))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
	if h := e.handled("dns_TKEY", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "query", "qtype", "alg_name", "inception", "expiration", "mode", "rr_error", "key_data", "is_query")
		ev.DNSTKEY = func(c *packet.Conn, m *analyzer.DNSMessage, ans *analyzer.DNSAnswer, r *analyzer.DNSTKEY) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(ans.Query), interp.Count(uint64(ans.Section)), interp.String(r.Algorithm),
					interp.Time(seconds(r.Inception)), interp.Time(seconds(r.Expiration)), interp.Count(r.Mode), interp.Count(r.Error),
					interp.String(r.Key), isQuery(m))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
}

// wireEDNS sets the events of options.
func (e *engine) wireEDNS(d *dnsShapes) {
	ev := &e.events.DNSRecordEvents
	if h := e.handled("dns_EDNS_ecs", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "family", "source_prefix_len", "scope_prefix_len", "address")
		ev.DNSEDNSECS = func(c *packet.Conn, m *analyzer.DNSMessage, family uint16, source, scope uint64, a netip.Addr) {
			name := "v4"
			if family == 2 {
				name = "v6"
			}
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(name), interp.Count(source), interp.Count(scope), interp.Addr(a))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
	if h := e.handled("dns_EDNS_tcp_keepalive", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "keepalive_timeout_omitted", "keepalive_timeout")
		ev.DNSEDNSKeepalive = func(c *packet.Conn, m *analyzer.DNSMessage, omitted bool, timeout uint64) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Bool(omitted), interp.Count(timeout))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
	if h := e.handled("dns_EDNS_cookie", kRecord, kRecord, kRecord); h != nil {
		s := h.shape(2, "client_cookie", "server_cookie")
		ev.DNSEDNSCookie = func(c *packet.Conn, m *analyzer.DNSMessage, client, server string) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(client), interp.String(server))
			}
			h.queue(e.conn(c), d.message(m), v)
		}
	}
}
