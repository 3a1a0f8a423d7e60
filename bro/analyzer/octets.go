package analyzer

import (
	"encoding/binary"
	"net/netip"
)

// octets reads a message from its front. After the first read beyond its end
// short is true and all reads return zero values.
type octets struct {
	rest  []byte
	short bool
}

func (o *octets) take(n int) []byte {
	if o.short || n < 0 || n > len(o.rest) {
		o.short = true
		return nil
	}
	b := o.rest[:n]
	o.rest = o.rest[n:]
	return b
}

func (o *octets) u8() uint8 {
	if b := o.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (o *octets) u16() uint16 {
	if b := o.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (o *octets) u32() uint32 {
	if b := o.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (o *octets) addr4() netip.Addr {
	if b := o.take(4); b != nil {
		return netip.AddrFrom4([4]byte(b))
	}
	return netip.Addr{}
}

// The same in little endian.

func (o *octets) le16() uint16 {
	if b := o.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (o *octets) le32() uint32 {
	if b := o.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (o *octets) le64() uint64 {
	if b := o.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}
