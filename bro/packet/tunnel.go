package packet

// Inner decodes a frame that another packet carries, a tunnel's, into p, which
// is not outer: b is a part of outer's payload and begins with a header of the
// given link type, LinkRaw for an IP datagram. The inner packet has the time of
// the outer one; what the capture cut from the outer packet is taken to be
// missing from the inner one. It is not counted in Packets and Bytes.
//
// p's slices are good as long as outer's. How deep tunnels may nest is for the
// caller to bound: it holds a Packet for each level.
func (d *Decoder) Inner(outer *Packet, link LinkType, b []byte, p *Packet) Drop {
	*p = Packet{Time: outer.Time, Link: link, Data: b, WireLen: len(b) + outer.Len - len(outer.Payload)}
	drop := d.link(p)
	d.Stats.Drops[drop]++
	return drop
}
