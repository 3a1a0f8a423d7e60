package analyzer

import "strconv"

// Tags of ASN.1 (X.690).
const (
	berInteger  = 0x02
	berOctets   = 0x04
	berObjectID = 0x06
	berSequence = 0x30
)

// ber reads values in ASN.1's basic encoding from its front: those of SNMP,
// which have tags of one byte and definite lengths (RFC 3417 8). After the first
// that is not as expected bad is true and all reads return zero values.
type ber struct {
	rest []byte
	bad  bool
}

// peek is the tag of the next value; bad if there is none.
func (b *ber) peek() uint8 {
	if b.bad || len(b.rest) == 0 {
		b.bad = true
		return 0
	}
	return b.rest[0]
}

// take is the content of the next value, which has this tag.
func (b *ber) take(tag uint8) []byte {
	if b.peek() != tag || b.bad || len(b.rest) < 2 {
		b.bad = true
		return nil
	}
	length, at := int(b.rest[1]), 2
	if length >= 0x80 {
		n := length & 0x7f // bytes that the length has
		if n == 0 || n > 4 || n > len(b.rest)-at {
			b.bad = true
			return nil
		}
		length = 0
		for _, x := range b.rest[at : at+n] {
			length = length<<8 | int(x)
		}
		at += n
	}
	if length < 0 || length > len(b.rest)-at {
		b.bad = true
		return nil
	}
	content := b.rest[at : at+length]
	b.rest = b.rest[at+length:]
	return content
}

func (b *ber) sequence() ber {
	content := b.take(berSequence)
	return ber{rest: content, bad: b.bad}
}

func (b *ber) signed() int64 {
	n, ok := berInt(b.take(berInteger))
	b.bad = b.bad || !ok
	return n
}

func (b *ber) unsigned(tag uint8) uint64 {
	n, ok := berUint(b.take(tag))
	b.bad = b.bad || !ok
	return n
}

func (b *ber) oid() string {
	s, ok := berOID(b.take(berObjectID))
	b.bad = b.bad || !ok
	return s
}

func berInt(data []byte) (n int64, ok bool) {
	if len(data) == 0 || len(data) > 8 {
		return 0, false
	}
	n = int64(int8(data[0]))
	for _, x := range data[1:] {
		n = n<<8 | int64(x)
	}
	return n, true
}

// berUint takes numbers that lack the zero byte in front of a high bit, as some
// agents send them.
func berUint(data []byte) (n uint64, ok bool) {
	if len(data) == 9 && data[0] == 0 {
		data = data[1:]
	}
	if len(data) == 0 || len(data) > 8 {
		return 0, false
	}
	for _, x := range data {
		n = n<<8 | uint64(x)
	}
	return n, true
}

// berOID is an object identifier as numbers with dots (X.690 8.19).
func berOID(data []byte) (oid string, ok bool) {
	if len(data) == 0 || data[len(data)-1]&0x80 != 0 {
		return "", false
	}
	text := make([]byte, 0, 3*len(data))
	number := uint64(0)
	for _, x := range data {
		if number >= 1<<56 {
			return "", false
		}
		if number = number<<7 | uint64(x&0x7f); x&0x80 != 0 {
			continue
		}
		if len(text) == 0 { // the first two are in one
			first := min(number/40, 2)
			text = strconv.AppendUint(text, first, 10)
			number -= 40 * first
		}
		text = append(text, '.')
		text = strconv.AppendUint(text, number, 10)
		number = 0
	}
	return string(text), true
}
