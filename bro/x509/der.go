package x509

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// This file reads the part of DER (X.690) that certificates use. It is lenient
// where certificates in the wild are: lengths need not be minimal.

// Tags.
const (
	tagBool        = 0x01
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctets      = 0x04
	tagOID         = 0x06
	tagUTF8        = 0x0c
	tagPrintable   = 0x13
	tagT61         = 0x14
	tagIA5         = 0x16
	tagUTCTime     = 0x17
	tagTime        = 0x18
	tagUniversal   = 0x1c
	tagBMP         = 0x1e
	tagSequence    = 0x30
	tagSet         = 0x31
	tagContext     = 0x80 // [0] to [30]
	tagConstructed = 0x20
)

var errShort = errors.New("the data ends within an element")

// element takes the first element of b.
func element(b []byte) (tag byte, content, rest []byte, err error) {
	if len(b) < 2 {
		return 0, nil, nil, errShort
	}
	tag = b[0]
	if tag&0x1f == 0x1f {
		return 0, nil, nil, errors.New("a tag number has several bytes")
	}
	n := int(b[1])
	b = b[2:]
	if n >= 0x80 {
		size := n & 0x7f
		if size == 0 || size > 4 || size > len(b) {
			return 0, nil, nil, fmt.Errorf("a length has %d bytes", size)
		}
		n = 0
		for _, c := range b[:size] {
			n = n<<8 | int(c)
		}
		b = b[size:]
	}
	if n < 0 || n > len(b) {
		return 0, nil, nil, errShort
	}
	return tag, b[:n], b[n:], nil
}

// want takes the first element of b, which must have this tag.
func want(b []byte, tag byte, what string) (content, rest []byte, err error) {
	t, content, rest, err := element(b)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	if t != tag {
		return nil, nil, fmt.Errorf("%s: tag %#x instead of %#x", what, t, tag)
	}
	return content, rest, nil
}

// oid is the dotted form of an object identifier.
func oid(b []byte) string {
	var s strings.Builder
	var n uint64
	first := true
	for _, c := range b {
		if n > 1<<56 {
			return s.String() // no identifier has numbers like this
		}
		n = n<<7 | uint64(c&0x7f)
		if c&0x80 != 0 {
			continue
		}
		if first {
			x := min(n/40, 2)
			s.WriteString(strconv.FormatUint(x, 10))
			n -= 40 * x
			first = false
		}
		s.WriteByte('.')
		s.WriteString(strconv.FormatUint(n, 10))
		n = 0
	}
	return s.String()
}

// moment parses UTCTime and GeneralizedTime.
func moment(tag byte, b []byte) (time.Time, error) {
	s := string(b)
	layouts := []string{"20060102150405Z0700", "20060102150405.999999999Z0700", "200601021504Z0700"}
	if tag == tagUTCTime {
		// RFC 5280 4.1.2.5.1: two digits from 50 are of the last century.
		century := "20"
		if len(s) > 0 && s[0] >= '5' {
			century = "19"
		}
		s = century + s
	} else if tag != tagTime {
		return time.Time{}, fmt.Errorf("tag %#x is no time", tag)
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time", b)
}
