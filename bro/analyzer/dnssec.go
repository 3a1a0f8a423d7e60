package analyzer

import (
	"encoding/binary"

	"brig/bro/packet"
)

// DNSSECEvents are raised for the records of DNSSEC (RFC 4034). Records whose
// event no script handles are unknown ones: DNSUnknownReply.
type DNSSECEvents struct {
	DNSRRSIG  func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, sig *DNSSignature)
	DNSDNSKEY func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, key *DNSKey)
	DNSDS     func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, ds *DNSDelegation)
	// DNSNSEC: bitmaps has the windows of the type bit maps, without their headers.
	DNSNSEC func(c *packet.Conn, m *DNSMessage, ans *DNSAnswer, next string, bitmaps []string)
}

// DNSSignature is Zeek's record dns_rrsig_rr.
type DNSSignature struct {
	TypeCovered, Algorithm, Labels uint64
	OriginalTTL                    int64 // ns
	Expiration, Inception          int64 // ns since the Unix epoch
	KeyTag                         uint64
	Signer                         string
	Signature                      string
}

// DNSKey is Zeek's record dns_dnskey_rr.
type DNSKey struct {
	Flags, Protocol, Algorithm uint64
	PublicKey                  string
}

// DNSDelegation is Zeek's record dns_ds_rr.
type DNSDelegation struct {
	KeyTag, Algorithm, DigestType uint64
	Digest                        string
}

const (
	dnsDS     = 43
	dnsRRSIG  = 46
	dnsNSEC   = 47
	dnsDNSKEY = 48
)

// security reads the data of a DNSSEC record and reports whether it was one
// with an event.
func (a *dnsAnalyzer) security(rr *dnsReader, m *DNSMessage, rtype uint16, answer func() *DNSAnswer) bool {
	const w = "DNS_RR_length_mismatch"
	ev, c := a.ev, a.c
	rest := func() string { return string(rr.take(len(rr.msg)-rr.at, w)) }
	switch {
	case rtype == dnsRRSIG && ev.DNSRRSIG != nil:
		b := rr.take(18, w)
		a.name[1] = rr.name(a.name[1])
		if sig := rest(); !rr.bad {
			second := func(at int) int64 { return int64(binary.BigEndian.Uint32(b[at:])) * 1e9 }
			ev.DNSRRSIG(c, m, answer(), &DNSSignature{
				TypeCovered: uint64(binary.BigEndian.Uint16(b)), Algorithm: uint64(b[2]), Labels: uint64(b[3]),
				OriginalTTL: second(4), Expiration: second(8), Inception: second(12),
				KeyTag: uint64(binary.BigEndian.Uint16(b[16:])), Signer: string(a.name[1]), Signature: sig,
			})
		}
	case rtype == dnsDNSKEY && ev.DNSDNSKEY != nil:
		k := &DNSKey{Flags: uint64(rr.u16(w)), Protocol: uint64(rr.u8(w)), Algorithm: uint64(rr.u8(w)), PublicKey: rest()}
		if !rr.bad {
			ev.DNSDNSKEY(c, m, answer(), k)
		}
	case rtype == dnsDS && ev.DNSDS != nil:
		d := &DNSDelegation{KeyTag: uint64(rr.u16(w)), Algorithm: uint64(rr.u8(w)), DigestType: uint64(rr.u8(w)), Digest: rest()}
		if !rr.bad {
			ev.DNSDS(c, m, answer(), d)
		}
	case rtype == dnsNSEC && ev.DNSNSEC != nil:
		a.name[1] = rr.name(a.name[1])
		if bitmaps := rr.bitmaps(); !rr.bad {
			ev.DNSNSEC(c, m, answer(), string(a.name[1]), bitmaps)
		}
	default:
		return false
	}
	return true
}
