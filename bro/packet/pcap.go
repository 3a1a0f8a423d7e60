package packet

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A pcap is a file of tcpdump's own format: a header of 24 bytes, then records.
//
//	header  magic, version 2.4, time zone, accuracy, snap length, link type
//	record  seconds, fraction, captured length, length, [8 bytes,] frame
//
// The magic number tells the byte order of all numbers and the unit of
// fractions.
type pcap struct {
	order  binary.ByteOrder
	unit   int64 // of fractions, ns
	record int   // bytes of a record's header
	link   LinkType
}

const (
	magicMicro    = 0xa1b2c3d4
	magicNano     = 0xa1b23c4d
	magicModified = 0xa1b2cd34 // Kuznetzov's: 8 more bytes in each record
	pcapHeader    = 24
)

var errNoPcap = errors.New("neither a pcap nor a pcapng magic number")

func newPcap(c *Reader) (*pcap, error) {
	b, err := c.peek(pcapHeader)
	if len(b) < 4 {
		return nil, fmt.Errorf("%w: %w", ErrNotCapture, cut(err))
	}
	p := &pcap{order: binary.LittleEndian, unit: 1000, record: 16}
	if order := binary.BigEndian; order.Uint32(b)>>16 == magicMicro>>16 {
		p.order = order
	}
	switch p.order.Uint32(b) {
	case magicMicro:
	case magicNano:
		p.unit = 1
	case magicModified:
		p.record = 24
	default:
		return nil, fmt.Errorf("%w: %w", ErrNotCapture, errNoPcap)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: reading file header: %w", ErrNotCapture, cut(err))
	}
	if major, minor := p.order.Uint16(b[4:]), p.order.Uint16(b[6:]); major != 2 || minor != 4 {
		return nil, fmt.Errorf("%w: pcap version %d.%d, not 2.4", ErrNotCapture, major, minor)
	}
	// The upper bits of the field hold the length of a frame check sequence.
	p.link = LinkType(p.order.Uint32(b[20:]))
	c.skip = pcapHeader
	return p, nil
}

func (p *pcap) next(c *Reader, raw *Raw) error {
	b, err := c.peek(p.record)
	if err != nil {
		return err
	}
	var sec, frac, length, wire uint32
	// Calls through the interface would cost a fifth of reading.
	if p.order == binary.LittleEndian {
		le := binary.LittleEndian
		sec, frac, length, wire = le.Uint32(b), le.Uint32(b[4:]), le.Uint32(b[8:]), le.Uint32(b[12:])
	} else {
		be := binary.BigEndian
		sec, frac, length, wire = be.Uint32(b), be.Uint32(b[4:]), be.Uint32(b[8:]), be.Uint32(b[12:])
	}
	if length > MaxFrame {
		return fmt.Errorf("a frame of %d bytes", length)
	}
	raw.Data, err = c.frame(p.record, int(length), p.record+int(length))
	if err != nil {
		return err
	}
	raw.Time = int64(sec)*1e9 + int64(frac)*p.unit
	raw.WireLen = int(min(wire, maxWire))
	raw.Link = p.link
	return nil
}

// maxWire bounds what a record may say of a frame's length on the wire, so that
// sums of it do not overflow.
const maxWire = 1 << 28
