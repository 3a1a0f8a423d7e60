package analyzer

import (
	"encoding/binary"
	"net/netip"

	"brig/bro/packet"
)

// DNSRecordEvents are raised for records that few scripts look at. Records whose event no
// script handles are unknown ones: DNSUnknownReply.
type DNSRecordEvents struct {
	DNSNSEC3      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSNSEC3)
	DNSNSEC3PARAM func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSNSEC3) // without the hash and bit maps
	DNSBINDS      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSBinds)
	DNSSSHFP      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, algorithm, typ uint64, fingerprint string)
	DNSLOC        func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSLocation)
	DNSNAPTRReply func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSNAPTR)
	DNSSVCB       func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSService)
	DNSHTTPS      func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSService)
	DNSTSIGAddl   func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSTSIG)
	DNSTKEY       func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, r *DNSTKEY)

	// Options of EDNS.
	DNSEDNSECS       func(c *packet.Conn, m *DNSMessage, family uint16, source, scope uint64, a netip.Addr)
	DNSEDNSKeepalive func(c *packet.Conn, m *DNSMessage, omitted bool, timeout uint64)
	DNSEDNSCookie    func(c *packet.Conn, m *DNSMessage, client, server string)
}

// DNSNSEC3 is Zeek's record dns_nsec3_rr (RFC 5155).
type DNSNSEC3 struct {
	Algorithm, Flags, Iterations uint64
	Salt, Hash                   string
	Bitmaps                      []string
}

// DNSBinds is Zeek's record dns_binds_rr: how far a server has signed a zone.
type DNSBinds struct{ Algorithm, KeyID, Removal, Complete uint64 }

// DNSLocation is Zeek's record dns_loc_rr, its numbers as they are sent (RFC 1876 2).
type DNSLocation struct {
	Version, Size, Horizontal, Vertical uint64
	Latitude, Longitude, Altitude       uint64
}

// DNSNAPTR is Zeek's record dns_naptr_rr (RFC 3403 4).
type DNSNAPTR struct {
	Order, Preference                   uint64
	Flags, Service, Regexp, Replacement string
}

// DNSService is Zeek's record dns_svcb_rr (RFC 9460).
type DNSService struct {
	Priority uint64
	Target   string
	Params   []DNSServiceParam
}

// A DNSServiceParam is Zeek's record dns_svcb_param: one of its fields is set.
type DNSServiceParam struct {
	Key       uint64
	Mandatory []uint64
	ALPN      []string
	Port      uint64
	Hints     []netip.Addr
	Raw       string // ECH, and of other keys
}

// Keys of a DNSServiceParam.
const (
	DNSParamMandatory = iota
	DNSParamALPN
	_ // no-default-alpn
	DNSParamPort
	DNSParamIPv4Hint
	DNSParamECH
	DNSParamIPv6Hint
)

// DNSTSIG is Bro's record dns_tsig_additional (RFC 8945).
type DNSTSIG struct {
	Algorithm, Signature       string
	Signed, Fudge              int64 // ns
	OriginalID, Error, Section uint64
}

// DNSTKEY is Zeek's record dns_tkey (RFC 2930).
type DNSTKEY struct {
	Algorithm, Key        string
	Inception, Expiration int64 // ns since the Unix epoch
	Mode, Error           uint64
}

const (
	dnsLOC        = 29
	dnsNAPTR      = 35
	dnsSSHFP      = 44
	dnsNSEC3      = 50
	dnsNSEC3PARAM = 51
	dnsSVCB       = 64
	dnsHTTPS      = 65
	dnsTKEY       = 249
	dnsTSIG       = 250
	dnsBINDS      = 65534
)

const dnsMismatch = "DNS_RR_length_mismatch"

// dnsLocationSize is the size of a location (RFC 1876 2).
const dnsLocationSize = 16

func (r *dnsReader) c8() uint64  { return uint64(r.u8(dnsMismatch)) }
func (r *dnsReader) c16() uint64 { return uint64(r.u16(dnsMismatch)) }
func (r *dnsReader) c32() uint64 { return uint64(r.u32(dnsMismatch)) }

func (r *dnsReader) bytes(n int) string { return string(r.take(n, dnsMismatch)) }

// bitmaps reads the windows of type bit maps without their headers (RFC 4034 4.1.2).
func (r *dnsReader) bitmaps() (maps []string) {
	for r.at < len(r.msg) && !r.bad {
		r.c8() // window
		maps = append(maps, r.bytes(int(r.c8())))
	}
	return maps
}

// rare reads the data of a record and reports whether it was one with an event.
func (a *dnsAnalyzer) rare(rr *dnsReader, m *DNSMessage, rtype uint16, answer func() *DNSAnswer) bool {
	ev, c := a.ev, a.c
	name := func() string {
		a.name[1] = rr.name(a.name[1])
		return string(a.name[1])
	}
	switch {
	case rtype == dnsNSEC3 && ev.DNSNSEC3 != nil:
		r := &DNSNSEC3{Algorithm: rr.c8(), Flags: rr.c8(), Iterations: rr.c16()}
		r.Salt = rr.bytes(int(rr.c8()))
		r.Hash = rr.bytes(int(rr.c8()))
		if r.Bitmaps = rr.bitmaps(); !rr.bad {
			ev.DNSNSEC3(c, m, answer(), r)
		}
	case rtype == dnsNSEC3PARAM && ev.DNSNSEC3PARAM != nil:
		r := &DNSNSEC3{Algorithm: rr.c8(), Flags: rr.c8(), Iterations: rr.c16()}
		if r.Salt = rr.bytes(int(rr.c8())); !rr.bad {
			ev.DNSNSEC3PARAM(c, m, answer(), r)
		}
	case rtype == dnsBINDS && ev.DNSBINDS != nil:
		if r := (&DNSBinds{rr.c8(), rr.c16(), rr.c8(), rr.c8()}); !rr.bad {
			ev.DNSBINDS(c, m, answer(), r)
		}
	case rtype == dnsSSHFP && ev.DNSSSHFP != nil:
		algorithm, typ := rr.c8(), rr.c8()
		if f := rr.bytes(len(rr.msg) - rr.at); !rr.bad {
			ev.DNSSSHFP(c, m, answer(), algorithm, typ, f)
		}
	case rtype == dnsLOC && ev.DNSLOC != nil && len(rr.msg)-rr.at < dnsLocationSize:
		rr.fail("dns_invalid_loc_length")
	case rtype == dnsLOC && ev.DNSLOC != nil:
		if r := (&DNSLocation{rr.c8(), rr.c8(), rr.c8(), rr.c8(), rr.c32(), rr.c32(), rr.c32()}); !rr.bad {
			ev.DNSLOC(c, m, answer(), r)
		}
	case rtype == dnsNAPTR && ev.DNSNAPTRReply != nil:
		r := &DNSNAPTR{Order: rr.c16(), Preference: rr.c16(), Flags: string(rr.text()), Service: string(rr.text()), Regexp: string(rr.text())}
		if r.Replacement = name(); !rr.bad {
			ev.DNSNAPTRReply(c, m, answer(), r)
		}
	case rtype == dnsSVCB && ev.DNSSVCB != nil, rtype == dnsHTTPS && ev.DNSHTTPS != nil:
		raise := ev.DNSSVCB
		if rtype == dnsHTTPS {
			raise = ev.DNSHTTPS
		}
		r := &DNSService{Priority: rr.c16(), Target: name()}
		for rr.at < len(rr.msg) && !rr.bad {
			r.Params = append(r.Params, rr.serviceParam())
		}
		if !rr.bad {
			raise(c, m, answer(), r)
		}
	case rtype == dnsTSIG && ev.DNSTSIGAddl != nil:
		r := &DNSTSIG{Algorithm: name()}
		r.Signed = int64(rr.c16()<<32|rr.c32()) * 1e9
		r.Fudge = int64(rr.c16()) * 1e9
		r.Signature = rr.bytes(int(rr.c16()))
		r.OriginalID, r.Error = rr.c16(), rr.c16()
		if !rr.bad {
			ev.DNSTSIGAddl(c, m, answer(), r)
		}
	case rtype == dnsTKEY && ev.DNSTKEY != nil:
		r := &DNSTKEY{Algorithm: name(), Inception: int64(rr.c32()) * 1e9, Expiration: int64(rr.c32()) * 1e9, Mode: rr.c16(), Error: rr.c16()}
		if r.Key = rr.bytes(int(rr.c16())); !rr.bad {
			ev.DNSTKEY(c, m, answer(), r)
		}
	default:
		return false
	}
	return true
}

// serviceParam reads a parameter of a service (RFC 9460 2.2).
func (r *dnsReader) serviceParam() DNSServiceParam {
	p := DNSServiceParam{Key: r.c16()}
	value := r.take(int(r.c16()), dnsMismatch)
	v := dnsReader{msg: value}
	switch p.Key {
	case DNSParamMandatory:
		for v.at < len(value) && !v.bad {
			p.Mandatory = append(p.Mandatory, v.c16())
		}
	case DNSParamALPN:
		for v.at < len(value) && !v.bad {
			p.ALPN = append(p.ALPN, v.bytes(int(v.c8())))
		}
	case DNSParamPort:
		p.Port = v.c16()
	case DNSParamIPv4Hint:
		for v.at < len(value) && !v.bad {
			p.Hints = append(p.Hints, v.addr4())
		}
	case DNSParamIPv6Hint:
		for v.at < len(value) && !v.bad {
			p.Hints = append(p.Hints, v.addr16())
		}
	default:
		p.Raw = string(value)
	}
	if v.bad {
		r.fail(v.weird)
	}
	return p
}

// Options of EDNS with events (RFC 7871, RFC 7873, RFC 7828).
const (
	ednsECS       = 8
	ednsCookie    = 10
	ednsKeepalive = 11
)

// options reads the options of an EDNS record.
func (a *dnsAnalyzer) options(rr *dnsReader, m *DNSMessage) {
	ev, c := a.ev, a.c
	if ev.DNSEDNSECS == nil && ev.DNSEDNSCookie == nil && ev.DNSEDNSKeepalive == nil {
		return
	}
	for rr.at < len(rr.msg) && !rr.bad {
		code := rr.u16(dnsMismatch)
		b := rr.take(int(rr.u16(dnsMismatch)), dnsMismatch)
		switch {
		case rr.bad:
		case code == ednsECS && len(b) >= 4 && ev.DNSEDNSECS != nil:
			a.clientSubnet(m, b)
		case code == ednsKeepalive && len(b) == 0 && ev.DNSEDNSKeepalive != nil:
			ev.DNSEDNSKeepalive(c, m, true, 0)
		case code == ednsKeepalive && len(b) == 2 && ev.DNSEDNSKeepalive != nil:
			ev.DNSEDNSKeepalive(c, m, false, uint64(binary.BigEndian.Uint16(b)))
		case code == ednsCookie && (len(b) == 8 || len(b) >= 16 && len(b) <= 40) && ev.DNSEDNSCookie != nil:
			ev.DNSEDNSCookie(c, m, string(b[:8]), string(b[8:]))
		case code == ednsECS, code == ednsKeepalive, code == ednsCookie:
			a.weird("EDNS_option_invalid_length", "")
		}
	}
}

// clientSubnet reads the network that a question is asked for; its address is sent
// without the bytes that are zero.
func (a *dnsAnalyzer) clientSubnet(m *DNSMessage, b []byte) {
	family := binary.BigEndian.Uint16(b)
	var full [16]byte
	copy(full[:], b[4:])
	var addr netip.Addr
	switch family {
	case 1:
		addr = netip.AddrFrom4([4]byte(full[:4]))
	case 2:
		addr = netip.AddrFrom16(full)
	default:
		a.weird("EDNS_ECS_invalid_addr_family", "")
		return
	}
	a.ev.DNSEDNSECS(a.c, m, family, uint64(b[2]), uint64(b[3]), addr)
}
