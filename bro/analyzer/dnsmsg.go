package analyzer

import (
	"encoding/binary"
	"net/netip"
)

// A dnsReader reads the parts of a DNS message (RFC 1035 4.1). It never reads
// beyond the message; after the first malformed part ok is false, weird names
// what was wrong and all further reads return zero values.
type dnsReader struct {
	msg   []byte
	at    int
	asIs  bool // names keep their case
	bad   bool
	weird string
}

func (r *dnsReader) fail(weird string) {
	if !r.bad {
		r.bad, r.weird = true, weird
	}
}

func (r *dnsReader) take(n int, weird string) []byte {
	if r.bad || n > len(r.msg)-r.at {
		r.fail(weird)
		return nil
	}
	b := r.msg[r.at : r.at+n]
	r.at += n
	return b
}

func (r *dnsReader) u8(weird string) uint8 {
	if b := r.take(1, weird); b != nil {
		return b[0]
	}
	return 0
}

func (r *dnsReader) u16(weird string) uint16 {
	if b := r.take(2, weird); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *dnsReader) u32(weird string) uint32 {
	if b := r.take(4, weird); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// maxName is the longest name in text form that RFC 1035 3.1 allows.
const maxName = 255

// maxJumps is how many compression pointers a name may follow: a name of the
// greatest length has 127 labels.
const maxJumps = 127

const dnsTooManyJumps = "DNS_max_compression_chain_depth_exceeded"

// skipName moves past a name without reading it.
func (r *dnsReader) skipName() {
	for {
		n := r.u8("DNS_label_len_gt_pkt")
		switch {
		case r.bad || n == 0:
			return
		case n >= 0xc0:
			r.u8("DNS_label_len_gt_pkt")
			return
		case n > 63:
			r.fail("DNS_label_too_long")
			return
		}
		r.take(int(n), "DNS_label_len_gt_pkt")
	}
}

// question reads a name as it was sent, and gives it in lower case too.
func (r *dnsReader) question(buf []byte) (lower, original string, _ []byte) {
	r.asIs = true
	buf = r.name(buf)
	r.asIs = false
	original = string(buf)
	lowerASCII(buf)
	if string(buf) == original {
		return original, original, buf
	}
	return string(buf), original, buf
}

func lowerASCII(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}

// name reads a name in lower case, its labels joined by dots; the root is "".
// Compression pointers must point backwards, so that names end.
func (r *dnsReader) name(buf []byte) []byte {
	buf = buf[:0]
	at, limit := r.at, r.at
	jumps := 0
	step := func() byte {
		if at >= len(r.msg) {
			r.fail("DNS_label_len_gt_pkt")
			return 0
		}
		at++
		return r.msg[at-1]
	}
	for !r.bad {
		n := int(step())
		if n == 0 {
			break
		}
		if n >= 0xc0 {
			offset := (n&0x3f)<<8 | int(step())
			if jumps == 0 {
				r.at = at
			}
			if jumps++; jumps > maxJumps {
				r.fail(dnsTooManyJumps)
				break
			}
			if offset >= limit {
				r.fail("DNS_label_forward_compress_offset")
				break
			}
			at, limit = offset, offset
			continue
		}
		switch {
		case n > 63:
			r.fail("DNS_label_too_long")
		case n > len(r.msg)-at:
			r.fail("DNS_label_len_gt_pkt")
		case len(buf)+n+1 > maxName:
			r.fail("DNS_NAME_too_long")
		default:
			if len(buf) > 0 {
				buf = append(buf, '.')
			}
			buf = append(buf, r.msg[at:at+n]...)
			if !r.asIs {
				lowerASCII(buf[len(buf)-n:])
			}
			at += n
		}
	}
	if jumps == 0 {
		r.at = at
	}
	return buf
}

func (r *dnsReader) addr4() netip.Addr {
	if b := r.take(4, "DNS_RR_length_mismatch"); b != nil {
		return netip.AddrFrom4([4]byte(b))
	}
	return netip.Addr{}
}

func (r *dnsReader) addr16() netip.Addr {
	if b := r.take(16, "DNS_RR_length_mismatch"); b != nil {
		return netip.AddrFrom16([16]byte(b))
	}
	return netip.Addr{}
}

// text reads a character string (RFC 1035 3.3).
func (r *dnsReader) text() []byte {
	n := r.u8("DNS_TXT_char_str_past_rdlen")
	return r.take(int(n), "DNS_TXT_char_str_past_rdlen")
}
