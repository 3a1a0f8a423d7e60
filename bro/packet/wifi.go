package packet

import "encoding/binary"

// This file takes 802.11 frames apart (IEEE 802.11-2020, 9.2 and 9.3). Data
// frames that are not encrypted carry an 802.2 header, or several of them in an
// A-MSDU.
//
//	control(2) duration(2) address(6) address(6) address(6) sequence(2)
//	[address(6)] [QoS(2)] [HT control(4)] body

// radio passes over what a driver wrote in front of an 802.11 frame.
func (d *Decoder) radio(p *Packet, b []byte) Drop {
	size, padded := 0, false
	switch {
	case len(b) < 8:
	case p.Link == LinkWiFiRadio:
		size = int(binary.LittleEndian.Uint16(b[2:]))
		padded = radiotapFlags(b[:min(size, len(b))])&0x20 != 0
	case p.Link == LinkWiFiAVS || binary.BigEndian.Uint32(b)>>12 == 0x80211:
		size = int(binary.BigEndian.Uint32(b[4:]))
	default: // Prism, in the byte order of the host
		size = int(binary.LittleEndian.Uint32(b[4:]))
	}
	if size < 8 || size > len(b) {
		d.weird(nil, "IEEE802_11_RADIO", "truncated_radiotap_header")
		return DropTruncated
	}
	return d.wifi(p, b[size:], padded)
}

// radiotapFlags are the flags of a radiotap header, if it has them: they come
// behind the words that say what is present, and behind a time stamp.
func radiotapFlags(b []byte) byte {
	const timestamp, flags, more = 1, 2, uint32(1 << 31)
	if len(b) < 8 {
		return 0
	}
	present, at := binary.LittleEndian.Uint32(b[4:]), 8
	for word := present; word&more != 0; at += 4 {
		if at+4 > len(b) {
			return 0
		}
		word = binary.LittleEndian.Uint32(b[at:])
	}
	if present&flags == 0 {
		return 0
	}
	if present&timestamp != 0 {
		at = (at+7)&^7 + 8
	}
	if at >= len(b) {
		return 0
	}
	return b[at]
}

func (d *Decoder) wifi(p *Packet, b []byte, padded bool) Drop {
	if len(b) < 10 {
		d.weird(nil, "IEEE802_11", "truncated_802_11_header")
		return DropTruncated
	}
	// Type and subtype in the first byte, flags in the second.
	const (
		typeMask, data            = 0x0c, 0x08
		noData, qos               = 0x40, 0x80
		toDS, fromDS              = 0x01, 0x02
		moreFragments             = 0x04
		encrypted, highThroughput = 0x40, 0x80
	)
	if b[0]&typeMask != data || b[0]&noData != 0 {
		return DropNoData
	}
	flags, size := b[1], 24
	if flags&(toDS|fromDS) == toDS|fromDS {
		size += 6
	}
	qosAt := size
	if b[0]&qos != 0 {
		size += 2
		if flags&highThroughput != 0 {
			size += 4
		}
	}
	if len(b) < size {
		d.weird(nil, "IEEE802_11", "truncated_802_11_header")
		return DropTruncated
	}
	if flags&encrypted != 0 {
		return DropNoData
	}
	if flags&moreFragments != 0 || b[22]&0x0f != 0 {
		return DropNoData // a piece of a frame
	}
	switch flags & (toDS | fromDS) {
	case 0:
		p.DstMAC, p.SrcMAC = b[4:10], b[10:16]
	case toDS:
		p.DstMAC, p.SrcMAC = b[16:22], b[10:16]
	case fromDS:
		p.DstMAC, p.SrcMAC = b[4:10], b[16:22]
	default:
		p.DstMAC, p.SrcMAC = b[16:22], b[24:30]
	}
	aggregated := b[0]&qos != 0 && b[qosAt]&0x80 != 0
	if padded {
		size = min((size+3)&^3, len(b))
	}
	if b = b[size:]; aggregated {
		d.rest, d.around = b, p.Tunnel
		return d.msdu(p)
	}
	return d.llc(p, b)
}

// msdu takes the first of d.rest, which then holds the others.
//
//	destination(6) source(6) length(2) body, padded to a multiple of 4
func (d *Decoder) msdu(p *Packet) Drop {
	b := d.rest
	d.rest = nil
	if len(b) < 14 {
		d.weird(nil, "IEEE802_11", "truncated_802_11_header")
		return DropTruncated
	}
	p.DstMAC, p.SrcMAC = b[0:6], b[6:12]
	end := 14 + int(binary.BigEndian.Uint16(b[12:]))
	if end > len(b) {
		return d.llc(p, b[14:]) // cut off by the capture
	}
	if next := (end + 3) &^ 3; next+14 < len(b) {
		d.rest = b[next:]
	}
	return d.llc(p, b[14:end])
}

// More decodes into p the next packet of the frame that was given to Decode, if
// that holds several (802.11 A-MSDU), and reports whether there was one.
func (d *Decoder) More(raw *Raw, p *Packet) (Drop, bool) {
	if d.rest == nil {
		return 0, false
	}
	*p = Packet{Time: raw.Time, Link: raw.Link, WireLen: raw.WireLen, Data: raw.Data, Tunnel: d.around}
	drop := d.msdu(p)
	d.Stats.Drops[drop]++
	return drop, true
}
