package bro

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"

	"brig/bro/interp"
	"brig/bro/packet"
)

// This file holds the built-in functions about packets: which are dropped, the
// one that is being analyzed, and writing packets to files.

// A packetFilters is what scripts have asked to be dropped.
type packetFilters struct {
	compiled map[int64]filter // by PcapFilterID
	wanted   filter           // installed; nil: all
	err      string
	drops    map[bool]map[netip.Prefix]drop // of packets from (T) and to (F) addresses
	random   *rand.Rand
}

// A drop is the share of packets without any of the TCP flags that is dropped.
type drop struct {
	flags uint8
	share float64
}

// wants tells whether a packet is to be analyzed.
func (f *packetFilters) wants(p *packet.Packet) bool {
	if f.wanted != nil && !f.wanted(p) {
		return false
	}
	return !f.drop(true, p.Src(), p) && !f.drop(false, p.Dst(), p)
}

// drop decides by the longest prefix that holds the address.
func (f *packetFilters) drop(src bool, a netip.Addr, p *packet.Packet) bool {
	if len(f.drops[src]) == 0 {
		return false
	}
	for bits := a.BitLen(); bits >= 0; bits-- {
		net, _ := a.Prefix(bits)
		d, ok := f.drops[src][net]
		if !ok {
			continue
		}
		if p.Proto == packet.ProtoTCP && p.TCP.Flags&d.flags != 0 {
			return false
		}
		return f.random.Float64() < d.share
	}
	return false
}

// install drops a share of the packets from (src) or to some addresses.
func (e *engine) install(src bool) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		f := &e.filters
		if f.drops == nil {
			f.drops = map[bool]map[netip.Prefix]drop{true: {}, false: {}}
			f.random = rand.New(rand.NewPCG(e.cfg.Seed, 0x66696c74))
		}
		f.drops[src][prefixOf(c.Args[0])] = drop{uint8(c.Count(1)), c.Double(2)}
		e.session.Filter = f.wants
		return interp.Bool(true), nil
	}
}

func (e *engine) uninstall(src bool) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		net := prefixOf(c.Args[0])
		_, ok := e.filters.drops[src][net]
		delete(e.filters.drops[src], net)
		return interp.Bool(ok), nil
	}
}

// prefixOf takes an addr or a subnet.
func prefixOf(v interp.Value) netip.Prefix {
	if v.Type().Kind == kAddr {
		return netip.PrefixFrom(v.Addr(), v.Addr().BitLen())
	}
	return v.Subnet()
}

func (e *engine) precompileFilter(c *interp.BuiltinCall) (interp.Value, error) {
	f, err := parseFilter(c.Str(1))
	if err != nil {
		e.filters.err = err.Error()
		return interp.Bool(false), nil
	}
	e.filters.err = ""
	if e.filters.compiled == nil {
		e.filters.compiled = map[int64]filter{}
	}
	e.filters.compiled[c.Int(0)] = f
	return interp.Bool(true), nil
}

func (e *engine) installFilter(c *interp.BuiltinCall) (interp.Value, error) {
	f, ok := e.filters.compiled[c.Int(0)]
	if !ok {
		e.filters.err = "the filter has not been compiled"
		return interp.Bool(false), nil
	}
	e.filters.wanted = f
	e.session.Filter = e.filters.wants
	return interp.Bool(true), nil
}

func (e *engine) filterError(*interp.BuiltinCall) (interp.Value, error) {
	return interp.String(cmp.Or(e.filters.err, "no error")), nil
}

// A packetFile is a pcap file that scripts write packets to.
type packetFile struct {
	name string
	w    *os.File
	link packet.LinkType
}

func (f *packetFile) close() error {
	if f.w == nil {
		return nil
	}
	w := f.w
	f.w = nil
	return w.Close()
}

// write appends a packet. The file stays open until one of another name is
// written; one that holds packets already is continued.
func (f *packetFile) write(name string, raw *packet.Raw) error {
	if f.w == nil || f.name != name {
		if err := f.close(); err != nil {
			return err
		}
		w, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return err
		}
		f.name, f.w, f.link = name, w, raw.Link
		if err := f.begin(); err != nil {
			f.close()
			return err
		}
	}
	if raw.Link != f.link {
		return fmt.Errorf("writing to %s: its packets have link type %d, not %d", name, f.link, raw.Link)
	}
	b := make([]byte, 16, 16+len(raw.Data))
	binary.LittleEndian.PutUint32(b[0:], uint32(raw.Time/1e9))
	binary.LittleEndian.PutUint32(b[4:], uint32(raw.Time%1e9/1e3))
	binary.LittleEndian.PutUint32(b[8:], uint32(len(raw.Data)))
	binary.LittleEndian.PutUint32(b[12:], uint32(max(raw.WireLen, len(raw.Data))))
	_, err := f.w.Write(append(b, raw.Data...))
	return err
}

const pcapMagic = 0xa1b2c3d4

// begin writes the file header, or takes the link type of one that is there.
func (f *packetFile) begin() error {
	var head [24]byte
	if n, _ := io.ReadFull(f.w, head[:]); n > 0 {
		if n < len(head) || binary.LittleEndian.Uint32(head[:]) != pcapMagic {
			return fmt.Errorf("writing to %s: it is no capture that this engine wrote", f.name)
		}
		f.link = packet.LinkType(binary.LittleEndian.Uint32(head[20:]))
		_, err := f.w.Seek(0, io.SeekEnd)
		return err
	}
	binary.LittleEndian.PutUint32(head[0:], pcapMagic)
	binary.LittleEndian.PutUint16(head[4:], 2)
	binary.LittleEndian.PutUint16(head[6:], 4)
	binary.LittleEndian.PutUint32(head[16:], 65535)
	binary.LittleEndian.PutUint32(head[20:], uint32(f.link))
	_, err := f.w.Write(head[:])
	return err
}

func (e *engine) dump(c *interp.BuiltinCall, name string, raw *packet.Raw) (interp.Value, error) {
	if raw == nil {
		return interp.Bool(false), nil
	}
	err := e.dumped.write(name, raw)
	if err != nil {
		c.Error("%v", err)
	}
	return interp.Bool(err == nil), nil
}

// currentPacket gives a pcap_packet; outside of the analysis of a packet its
// counts are 0.
func (e *engine) currentPacket(c *interp.BuiltinCall) (interp.Value, error) {
	s := newShape(c.Result, "ts_sec", "ts_usec", "caplen", "len", "data", "link_type")
	raw := e.raw
	if raw == nil {
		raw = &packet.Raw{}
	}
	link := int64(0)
	if raw.Link == packet.LinkEthernet {
		link = 1
	}
	return s.record(e.in, interp.Count(uint64(raw.Time/1e9)), interp.Count(uint64(raw.Time%1e9/1e3)),
		interp.Count(uint64(len(raw.Data))), interp.Count(uint64(raw.WireLen)), interp.String(string(raw.Data)),
		interp.Enum(c.Result.Field("link_type").Type, link)), nil
}

// dumpPacket writes a pcap_packet.
func (e *engine) dumpPacket(c *interp.BuiltinCall) (interp.Value, error) {
	r := c.Record(0)
	field := func(name string) int64 {
		if v := r.Field(name); v.IsSet() {
			return v.Int()
		}
		return 0
	}
	raw := &packet.Raw{Time: field("ts_sec")*1e9 + field("ts_usec")*1e3, WireLen: int(field("len")), Link: packet.LinkRaw}
	if v := r.Field("data"); v.IsSet() {
		raw.Data = []byte(v.Str())
	}
	if field("link_type") == 1 {
		raw.Link = packet.LinkEthernet
	}
	return e.dump(c, c.Str(1), raw)
}

func (e *engine) packetBuiltins() map[string]interp.Builtin {
	return map[string]interp.Builtin{
		"install_src_addr_filter":   e.install(true),
		"install_src_net_filter":    e.install(true),
		"install_dst_addr_filter":   e.install(false),
		"install_dst_net_filter":    e.install(false),
		"uninstall_src_addr_filter": e.uninstall(true),
		"uninstall_src_net_filter":  e.uninstall(true),
		"uninstall_dst_addr_filter": e.uninstall(false),
		"uninstall_dst_net_filter":  e.uninstall(false),
		"precompile_pcap_filter":    e.precompileFilter,
		"install_pcap_filter":       e.installFilter,
		"pcap_error":                e.filterError,

		"Pcap::precompile_pcap_filter": e.precompileFilter,
		"Pcap::install_pcap_filter":    e.installFilter,
		"Pcap::error":                  e.filterError,

		"get_current_packet": e.currentPacket,
		"get_current_packet_ts": func(*interp.BuiltinCall) (interp.Value, error) {
			if e.raw == nil {
				return interp.Time(0), nil
			}
			return interp.Time(seconds(e.raw.Time)), nil
		},
		"dump_current_packet": func(c *interp.BuiltinCall) (interp.Value, error) { return e.dump(c, c.Str(0), e.raw) },
		"dump_packet":         e.dumpPacket,
	}
}
