package analyzer

import (
	"math"
	"net/netip"

	"brig/bro/packet"
)

// NTPEvents are raised by the NTP analyzer (RFC 5905, control messages RFC 1305).
type NTPEvents struct {
	NTPMessage func(c *packet.Conn, isOrig bool, m *NTPMessage)
}

// NTPMessage is Bro's record NTP::Message. At most one of the pointers is set.
type NTPMessage struct {
	Version, Mode uint64
	Standard      *NTPStandard // modes 1 to 5
	Control       *NTPControl  // mode 6
	Private       *NTPPrivate  // mode 7
}

// NTPStandard is Bro's record NTP::StandardMessage. Intervals are in seconds,
// times in seconds since the Unix epoch, 0 for a time that is not known.
type NTPStandard struct {
	Stratum                                uint64
	Poll, Precision, RootDelay, RootDisp   float64
	KissCode                               string     // stratum 0
	RefID                                  string     // stratum 1
	RefAddr                                netip.Addr // above
	RefTime, OrigTime, RecvTime, TransTime float64
	Auth                                   *NTPAuth // nil without
	Extensions                             uint64   // number of fields
}

// NTPAuth tells that and how a message is authenticated.
type NTPAuth struct {
	KeyID  uint64
	Digest string
}

// NTPControl is Bro's record NTP::ControlMessage.
type NTPControl struct {
	OpCode                        uint64
	Response, Error, More         bool
	Sequence, Status, Association uint64
	Data                          string
	Auth                          *NTPAuth // nil without
}

// NTPPrivate is Bro's record NTP::Mode7Message.
type NTPPrivate struct {
	Code, Sequence, Implementation, Err uint64
	Auth                                bool
	Data                                string
}

const (
	ntpControl = 6 // modes
	ntpPrivate = 7
)

// ntpEpoch is the Unix epoch in NTP's seconds, which begin with 1900.
const ntpEpoch = 2208988800

func ntpProtocol() *protocol {
	return &protocol{
		name:        "NTP",
		component:   componentNTP,
		ports:       udpPorts(123),
		newDatagram: func(b base) datagramAnalyzer { return &ntpAnalyzer{b} },
	}
}

type ntpAnalyzer struct{ base }

func (a *ntpAnalyzer) done() {}

func (a *ntpAnalyzer) datagram(orig bool, data []byte) {
	m := parseNTP(data)
	if m == nil {
		a.violate("truncated NTP message")
		return
	}
	a.confirm()
	if a.ev.NTPMessage != nil {
		a.ev.NTPMessage(a.c, orig, m)
	}
}

// parseNTP returns nil for a message that is cut off.
func parseNTP(data []byte) *NTPMessage {
	o := octets{rest: data}
	first := o.u8()
	m := &NTPMessage{Version: uint64(first >> 3 & 7), Mode: uint64(first & 7)}
	switch m.Mode {
	case 0: // reserved
	case ntpControl:
		m.Control = ntpControlMessage(&o)
	case ntpPrivate:
		m.Private = ntpPrivateMessage(&o)
	default:
		m.Standard = ntpStandardMessage(&o)
	}
	if o.short {
		return nil
	}
	return m
}

func ntpStandardMessage(o *octets) *NTPStandard {
	s := &NTPStandard{
		Stratum:   uint64(o.u8()),
		Poll:      math.Ldexp(1, int(int8(o.u8()))),
		Precision: math.Ldexp(1, int(int8(o.u8()))),
		RootDelay: ntpShort(o),
		RootDisp:  ntpShort(o),
	}
	switch id := o.take(4); {
	case id == nil:
	case s.Stratum == 0:
		s.KissCode = string(id)
	case s.Stratum == 1:
		s.RefID = string(id)
	default:
		s.RefAddr = netip.AddrFrom4([4]byte(id))
	}
	s.RefTime, s.OrigTime, s.RecvTime, s.TransTime = ntpTime(o), ntpTime(o), ntpTime(o), ntpTime(o)
	// What is longer than the longest digest is an extension field (RFC 7822 3).
	for len(o.rest) > ntpMACMax && !o.short {
		o.take(2) // type
		length := int(o.u16())
		if o.take(length - 4); !o.short {
			s.Extensions++
		}
	}
	s.Auth = ntpAuth(o)
	return s
}

// Sizes of a key's number with an MD5 and a SHA-1 digest.
const (
	ntpMACMin = 20
	ntpMACMax = 24
)

func ntpAuth(o *octets) *NTPAuth {
	if n := len(o.rest); n != ntpMACMin && n != ntpMACMax {
		return nil
	}
	return &NTPAuth{KeyID: uint64(o.u32()), Digest: string(o.take(len(o.rest)))}
}

// ntpControlMessage reads what follows the first byte (RFC 1305 appendix B).
func ntpControlMessage(o *octets) *NTPControl {
	flags := o.u8()
	m := &NTPControl{
		Response:    flags&0x80 != 0,
		Error:       flags&0x40 != 0,
		More:        flags&0x20 != 0,
		OpCode:      uint64(flags & 0x1f),
		Sequence:    uint64(o.u16()),
		Status:      uint64(o.u16()),
		Association: uint64(o.u16()),
	}
	o.take(2) // offset of the data
	count := int(o.u16())
	m.Data = string(o.take(count))
	if padding := -count & 3; padding <= len(o.rest) {
		o.take(padding)
		m.Auth = ntpAuth(o)
	}
	return m
}

// ntpPrivateMessage reads what follows the first byte, as ntpd's ntp_request.h
// has it.
func ntpPrivateMessage(o *octets) *NTPPrivate {
	second := o.u8()
	m := &NTPPrivate{
		Auth:           second&0x80 != 0,
		Sequence:       uint64(second & 0x7f),
		Implementation: uint64(o.u8()),
		Code:           uint64(o.u8()),
	}
	items := o.u16() // four bits of error, then the number of items
	size := int(o.u16() & 0xfff)
	m.Err = uint64(items >> 12)
	m.Data = string(o.take(min(int(items&0xfff)*size, len(o.rest))))
	return m
}

// ntpShort reads 16 bits of seconds and 16 bits of fraction.
func ntpShort(o *octets) float64 { return float64(o.u32()) / (1 << 16) }

// ntpTime reads 32 bits of seconds and 32 bits of fraction.
func ntpTime(o *octets) float64 {
	sec, frac := o.u32(), o.u32()
	if sec == 0 && frac == 0 {
		return 0
	}
	return float64(int64(sec)-ntpEpoch) + float64(frac)/(1<<32)
}
