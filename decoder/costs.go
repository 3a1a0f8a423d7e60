package decoder

// A packet is what came of a packet, or of what ran before the first.
type packet struct {
	time    int64 // network time; 0 before the first packet
	cost    int64 // real time of calls that ended in it, without that of calls within, in the trace's unit
	entries int64
	calls   int64
	chain   int32 // of packets; -1 if it has no calls, or they could not be told apart
}

// costs adds up packets.
type costs struct {
	packets int64
	total   int64
}

// add takes a packet that is whole.
func (c *costs) add(p *packet) {
	c.packets++
	c.total += p.cost
}

// merge adds those of a part of the trace, whose chains have other numbers.
func (c *costs) merge(o *costs, chains []int32) {
	c.packets += o.packets
	c.total += o.total
}
