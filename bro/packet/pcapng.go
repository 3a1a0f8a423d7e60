package packet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// A pcapng is a file of blocks (draft-ietf-opsawg-pcapng):
//
//	block  type, length of the whole block, body, length again
//
// A section header begins a section and says its byte order. Interface
// descriptions follow, numbered from 0 in each section; packets name theirs.
// Blocks of any other kind (names, statistics, secrets, journals, custom ones)
// are passed over, and so are whole sections of an unknown version.
type pcapng struct {
	order      binary.ByteOrder
	unknown    bool // the section's version
	interfaces []captureInterface
	last       int64 // time of the last packet
}

// MaxInterfaces is how many interfaces a section of a pcapng file may describe.
const MaxInterfaces = 1 << 16

// A captureInterface is what packets of a pcapng file refer to.
type captureInterface struct {
	link   LinkType
	snap   uint32
	units  units
	offset int64 // s, to add to times
}

// units of time: 10^-exponent s, or 2^-exponent s.
type units struct {
	binary   bool
	exponent uint8
}

const (
	blockSection   = 0x0a0d0d0a // the same in both byte orders
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockEnhanced  = 6

	byteOrderMagic = uint32(0x1a2b3c4d)

	optionEnd        = 0
	optionResolution = 9
	optionOffset     = 14

	maxInterfaceBlock = 64 << 10
)

func isPcapNG(magic []byte) bool {
	return len(magic) == 4 && binary.LittleEndian.Uint32(magic) == blockSection
}

func (g *pcapng) next(c *Reader, raw *Raw) error {
	for {
		b, err := c.peek(12) // the shortest block
		if err != nil {
			return err
		}
		if binary.LittleEndian.Uint32(b) == blockSection {
			if err := g.section(c, b); err != nil {
				return err
			}
		}
		typ, total := g.order.Uint32(b), g.order.Uint32(b[4:])
		if total < 12 || total%4 != 0 || total > 1<<30 {
			return fmt.Errorf("block of type %#x with a length of %d", typ, total)
		}
		c.skip = int(total)
		switch {
		case typ == blockSection || g.unknown:
		case typ == blockInterface:
			if err := g.describe(c, int(total)); err != nil {
				return err
			}
		case typ == blockEnhanced || typ == blockPacket || typ == blockSimple:
			return g.packet(c, raw, typ, int(total))
		}
		if err := c.drop(); err != nil {
			return err
		}
	}
}

// section takes a section header.
func (g *pcapng) section(c *Reader, b []byte) error {
	switch byteOrderMagic {
	case binary.LittleEndian.Uint32(b[8:]):
		g.order = binary.LittleEndian
	case binary.BigEndian.Uint32(b[8:]):
		g.order = binary.BigEndian
	default:
		return errors.New("section header without a byte order")
	}
	b, err := c.peek(16)
	if err != nil {
		return cut(err)
	}
	if g.order.Uint32(b[4:]) < 28 {
		return errors.New("section header that is too short")
	}
	major, minor := g.order.Uint16(b[12:]), g.order.Uint16(b[14:])
	g.unknown = major != 1 || minor != 0 && minor != 2 // 1.2 was written for 1.0 by some
	g.interfaces = g.interfaces[:0]
	return nil
}

// describe takes an interface description of so many bytes.
func (g *pcapng) describe(c *Reader, total int) error {
	if total < 20 || total > maxInterfaceBlock {
		return fmt.Errorf("interface description of %d bytes", total)
	}
	if len(g.interfaces) == MaxInterfaces {
		return fmt.Errorf("more than %d interfaces", MaxInterfaces)
	}
	b, err := c.peek(total)
	if err != nil {
		return cut(err)
	}
	i := captureInterface{link: LinkType(g.order.Uint16(b[8:])), snap: g.order.Uint32(b[12:]), units: units{exponent: 6}}
	for o := b[16 : total-4]; len(o) >= 4; {
		code, n := g.order.Uint16(o), int(g.order.Uint16(o[2:]))
		padded := 4 + (n+3)&^3
		if code == optionEnd || padded > len(o) {
			break
		}
		switch value := o[4 : 4+n]; {
		case code == optionResolution && n >= 1:
			i.units = units{value[0]&0x80 != 0, value[0] & 0x7f}
		case code == optionOffset && n >= 8:
			i.offset = int64(g.order.Uint64(value))
		}
		o = o[padded:]
	}
	g.interfaces = append(g.interfaces, i)
	return nil
}

// packet takes a packet block of so many bytes.
func (g *pcapng) packet(c *Reader, raw *Raw, typ uint32, total int) error {
	header := 28
	if typ == blockSimple {
		header = 12
	}
	if total < header+4 {
		return fmt.Errorf("packet block of %d bytes", total)
	}
	b, err := c.peek(header)
	if err != nil {
		return cut(err)
	}
	id, length, wire := uint32(0), uint32(0), uint32(0)
	switch typ {
	case blockSimple:
		wire = g.order.Uint32(b[8:])
		length = min(wire, uint32(total-header-4))
	case blockPacket:
		id = uint32(g.order.Uint16(b[8:]))
		length, wire = g.order.Uint32(b[20:]), g.order.Uint32(b[24:])
	default:
		id = g.order.Uint32(b[8:])
		length, wire = g.order.Uint32(b[20:]), g.order.Uint32(b[24:])
	}
	if int64(id) >= int64(len(g.interfaces)) {
		return fmt.Errorf("packet of interface %d of %d", id, len(g.interfaces))
	}
	i := &g.interfaces[id]
	if typ != blockSimple {
		g.last = i.time(uint64(g.order.Uint32(b[12:]))<<32 | uint64(g.order.Uint32(b[16:])))
	} else if i.snap != 0 {
		length = min(length, i.snap)
	}
	if int64(length) > int64(total-header-4) {
		return fmt.Errorf("packet of %d bytes in a block of %d", length, total)
	}
	if raw.Data, err = c.frame(header, int(length), total); err != nil {
		return err
	}
	// A simple packet has no time: it gets that of the packet before it.
	raw.Time, raw.WireLen, raw.Link = g.last, int(min(wire, maxWire)), i.link
	return nil
}

// time is that of a time stamp, ns since the Unix epoch. Times that this cannot
// hold become its ends.
func (i *captureInterface) time(stamp uint64) int64 {
	seconds, ns := i.units.split(stamp)
	const most = 1 << 62 / 1_000_000_000
	if seconds > most || i.offset > most || i.offset < -most {
		return 0
	}
	s := int64(seconds) + i.offset
	return min(max(s, 0), most)*1e9 + int64(ns)
}

// split gives whole seconds and nanoseconds.
func (u units) split(stamp uint64) (seconds, ns uint64) {
	e := u.exponent
	switch {
	case u.binary && e > 63:
		return 0, 0
	case u.binary:
		hi, lo := bits.Mul64(stamp&(1<<e-1), 1e9)
		if e == 0 {
			return stamp, 0
		}
		return stamp >> e, hi<<(64-e) | lo>>e
	case e <= 9:
		unit := pow10(e)
		return stamp / unit, stamp % unit * pow10(9-e)
	case e <= 28:
		ns = stamp / pow10(e-9)
		return ns / 1e9, ns % 1e9
	}
	return 0, 0
}

func pow10(n uint8) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
