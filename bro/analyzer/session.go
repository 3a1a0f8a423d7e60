package analyzer

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"
	"time"

	"brig/bro/files"
	"brig/bro/packet"
)

// A Session analyzes one capture. Set its fields before the first packet.
type Session struct {
	// Hooks are called when a packet enters and leaves a component.
	Hooks packet.Hooks

	// Filter tells which packets to analyze; nil is all. It may be set between
	// packets.
	Filter func(p *packet.Packet) bool

	// DetectByContent looks for a protocol in connections whose port says
	// nothing, or nothing true.
	DetectByContent bool

	// DetectLimit is how much of each stream is looked at for a protocol
	// (dpd_buffer_size).
	DetectLimit int

	// IgnorePorts looks at contents only (dpd_ignore_ports).
	IgnorePorts bool

	// Files follows the files that connections carry. Its events are set like
	// those of the session.
	Files *files.Framework

	// LoginTexts tell what the lines of a login mean; without them nothing is
	// told of it.
	LoginTexts LoginTexts

	// DNSSkipAuth and DNSSkipAddl leave out the events of the authority and
	// additional sections (dns_skip_all_auth, dns_skip_all_addl).
	DNSSkipAuth, DNSSkipAddl bool
	// DNSQueries is how many questions a message may have; 0 is any number.
	DNSQueries uint64

	// Tunnels says which packets within packets are analyzed.
	Tunnels Tunnels

	ev      *Events
	decoder packet.Decoder
	table   *packet.Table
	pkts    [2]packet.Packet // the present one and the one it carries
	current *packet.Packet
	inner   *packet.Packet // that the present packet carries
	inside  bool           // a packet that another carries is being decoded
	now     int64
	aid     uint64
	started bool

	ports    map[portKey]*protocol
	likely   map[portKey]bool
	expected expectations
	protos   []*protocol
	active   []int // by protocol index: connections with the analyzer now

	deliveries, delivery uint64 // so far; that under way, 0 if there is none
	weirds               map[string]uint64

	ipTunnels     ipTunnels
	detectors     spares[detector]
	decompressors spares[decompressor]
	headers       spares[headerRoom]
	names         headerNames
	words         words
	dns           dnsScratch
}

type portKey struct {
	proto uint8
	port  uint16
}

// A protocol describes an analyzer to the session.
type protocol struct {
	name      string
	component packet.Component
	index     int
	ports     []portKey // where it is well known
	off       bool      // not used for new connections
	packets   bool      // takes packets out of others: Bro's packet analyzers

	newStream   func(b base) streamAnalyzer
	newDatagram func(b base) datagramAnalyzer
	// detect looks at the first bytes of a stream.
	detect func(orig bool, head []byte) match
	// detectDatagram looks at a whole datagram.
	detectDatagram func(data []byte) bool
}

// analyzes reports whether the analyzer is one for an IP protocol.
func (p *protocol) analyzes(proto uint8) bool {
	switch proto {
	case packet.ProtoTCP:
		return p.newStream != nil
	case packet.ProtoUDP:
		return p.newDatagram != nil
	}
	return false
}

// A streamAnalyzer analyzes the two streams of a TCP connection.
type streamAnalyzer interface {
	stream(orig bool, data []byte)
	gap(orig bool, n uint64)
	end(orig bool)
	done()
}

// A datagramAnalyzer analyzes the packets of a UDP flow.
type datagramAnalyzer interface {
	datagram(orig bool, data []byte)
	done()
}

// NewSession returns a session that raises ev's events. Timeouts, limits and
// choices are Bro's defaults; no port is registered.
func NewSession(ev *Events) *Session {
	s := &Session{
		DetectByContent: true,
		DetectLimit:     detectLimit,
		DNSSkipAuth:     true,
		DNSSkipAddl:     true,
		DNSQueries:      DefaultDNSQueries,
		Tunnels:         DefaultTunnels(),
		ev:              ev,
		table:           packet.NewTable(),
		ports:           make(map[portKey]*protocol),
		likely:          make(map[portKey]bool),
		names:           headerNames{},
		words:           words{},
		weirds:          map[string]uint64{},
	}
	s.Files = files.New(&s.table.Timers, func() int64 { return s.now })
	s.protos = []*protocol{
		dnsProtocol(),
		httpProtocol(),
		sslProtocol(),
		sshProtocol(),
		ntpProtocol(),
		dhcpProtocol(),
		syslogProtocol(),
		snmpProtocol(),
		vxlanProtocol(),
		geneveProtocol(),
		teredoProtocol(),
		ayiyaProtocol(),
		gtpv1Protocol(),
		ftpProtocol(),
		ftpDataProtocol(),
		modbusProtocol(),
		ircProtocol(),
		ircDataProtocol(),
		sipProtocol(),
		socksProtocol(),
		radiusProtocol(),
		smtpProtocol(),
		smbProtocol(),
		telnetProtocol(),
		rloginProtocol(),
		rshProtocol(),
		identProtocol(),
		fingerProtocol(),
		mqttProtocol(),
		pop3Protocol(),
		imapProtocol(),
		dtlsProtocol(),
		quicProtocol(),
		greProtocol(),
		krbProtocol(),
		krbTCPProtocol(),
	}
	s.protos = append(s.protos, glances()...)
	for i, p := range s.protos {
		p.index = i
	}
	s.active = make([]int, len(s.protos))
	for _, k := range serverPorts {
		s.likely[k] = true
	}
	s.table.LikelyServer = func(proto uint8, port uint16) bool { return s.likely[portKey{proto, port}] }
	return s
}

// FragmentTimeout sets how long fragments wait for the rest of their datagram; 0 is
// packet.DefaultFragmentTimeout.
func (s *Session) FragmentTimeout(d time.Duration) { s.decoder.FragmentTimeout = int64(d) }

// Seed sets the seed of the identifiers of connections and files and of the skip ratio's choice.
func (s *Session) Seed(seed uint64) { s.table.Seed, s.Files.Seed = seed, seed }

// SkipRatio sets the share of new connections that are not analyzed, 0 to 1
// (connection_skip_ratio). It may be set between packets.
func (s *Session) SkipRatio(r float64) error {
	if !(r >= 0 && r <= 1) {
		return fmt.Errorf("connection_skip_ratio %v: want a number from 0 to 1", r)
	}
	s.table.SkipRatio = r
	return nil
}

// IgnoreChecksums analyzes packets whatever their checksums say (bro -C).
func (s *Session) IgnoreChecksums(ignore bool) { s.decoder.IgnoreChecksums = ignore }

// OldSegments sets how many acknowledged segments are kept to compare
// retransmissions with, if RexmitInconsistency is set (tcp_max_old_segments).
func (s *Session) OldSegments(n int) { s.table.OldSegments = n }

// Timeouts are the connection timeouts, to read or change.
func (s *Session) Timeouts() *packet.Timeouts { return &s.table.Timeouts }

// Timers are the session's timers by network time. Others may add their own,
// which then run out in one order with the connections'.
func (s *Session) Timers() *packet.Timers { return &s.table.Timers }

// Analyzers lists the names of the protocol analyzers.
func (s *Session) Analyzers() []string {
	var names []string
	for _, p := range s.protos {
		names = append(names, p.name)
	}
	return names
}

// protocol is the analyzer of this name, nil if there is none.
func (s *Session) protocol(name string) *protocol {
	for _, p := range s.protos {
		if strings.EqualFold(p.name, name) {
			return p
		}
	}
	return nil
}

// CarriesPackets reports whether the analyzer of this name takes packets out of
// others, and there is one (Bro's is_packet_analyzer).
func (s *Session) CarriesPackets(name string) bool {
	p := s.protocol(name)
	return p != nil && p.packets
}

// DisableAnalyzers switches all analyzers off for new connections (Bro's
// Analyzer::disable_all).
func (s *Session) DisableAnalyzers() {
	for _, p := range s.protos {
		p.off = true
	}
}

// RegisterPort has connections to a port analyzed by the named analyzer. It does
// not make the port a server's: see LikelyServer. proto is packet.ProtoTCP or packet.ProtoUDP.
func (s *Session) RegisterPort(analyzer string, proto uint8, port uint16) error {
	p := s.protocol(analyzer)
	switch {
	case p == nil:
		return fmt.Errorf("registering port %d: no analyzer %q", port, analyzer)
	case !p.analyzes(proto):
		return fmt.Errorf("registering port %d for %s: no such analyzer for IP protocol %d", port, p.name, proto)
	}
	s.ports[portKey{proto, port}] = p
	return nil
}

// LikelyServer takes a port for a server's when a connection's first packet is
// no SYN (likely_server_ports).
func (s *Session) LikelyServer(proto uint8, port uint16) { s.likely[portKey{proto, port}] = true }

// RegisterWellKnownPorts registers the ports of all analyzers as Bro's script
// library does.
func (s *Session) RegisterWellKnownPorts() {
	for _, p := range s.protos {
		for _, k := range p.ports {
			s.ports[k] = p
		}
	}
}

// Lookup returns the connection between two ends, either of which may have begun
// it, or nil.
func (s *Session) Lookup(proto uint8, a, b netip.AddrPort) *packet.Conn {
	if c := s.table.Lookup(proto, a, b); c != nil && !c.Skipped {
		return c
	}
	return nil
}

// Advance moves network time to t and fires the timers that run out on the
// way. Time never goes back: an earlier t is ignored.
func (s *Session) Advance(t int64) {
	s.start()
	if t > s.now {
		s.now = t
	}
	s.table.Timers.Expire(s.now)
}

// Delivery numbers what a connection's packets bring to its analyzers, from 1; it is 0
// while there is no delivery. Until it is over the connection's counts stay what
// they are, unless the ends are exchanged (ConnectionFlipped).
func (s *Session) Delivery() uint64 { return s.delivery }

func (s *Session) beginDelivery() {
	s.deliveries++
	s.delivery = s.deliveries
}

func (s *Session) endDelivery() { s.delivery = 0 }

// Now is the network time.
func (s *Session) Now() int64 { return s.now }

// Packet analyzes a frame.
func (s *Session) Packet(raw *packet.Raw) packet.Drop {
	s.start()
	s.Hooks.EnterComponent(packet.ComponentPacket)
	p := &s.pkts[0]
	drop := s.decoder.Decode(raw, p)
	for next, more := drop, true; more; next, more = s.decoder.More(raw, p) {
		if next == packet.DropNone && (s.Filter == nil || s.Filter(p)) {
			s.analyze(p)
		}
	}
	s.Hooks.LeaveComponent(packet.ComponentPacket)
	return drop
}

// Close ends all connections, oldest first, and what is left of files, and
// raises their last events.
func (s *Session) Close() {
	s.start()
	s.table.Flush()
	s.Files.Close()
	for _, d := range s.decompressors.free {
		d.stop()
	}
	s.decompressors.free = nil
}

// start wires the parts when the caller is done with setting fields.
func (s *Session) start() {
	if s.started {
		return
	}
	s.started = true
	s.decoder.Hooks, s.table.Hooks = s.Hooks, s.Hooks
	s.decoder.Weird = s.packetWeird
	s.decoder.ARP = s.ev.ARP
	s.table.Handler = packet.Handler{
		New:      s.newConn,
		Change:   s.change,
		Datagram: s.datagram,
		Stream:   s.stream,
		Gap:      s.gap,
		End:      s.end,

		TunnelChanged: s.tunnelChanged,

		Flipped: s.ev.ConnectionFlipped,
		Removed: s.removed,
		Weird:   func(c *packet.Conn, name, addl string) { s.weird(c, transportName(c.Proto), name, addl) },
		Packet:  s.ev.NewPacket,

		FlowLabel: s.ev.ConnectionFlowLabelChanged,

		Inconsistent: s.ev.RexmitInconsistency,
	}
}

// Stats says what a session has seen.
type Stats struct {
	packet.DecodeStats
	packet.TableStats
	// Analyzers counts, by name in order, the connections now analyzed.
	Analyzers []AnalyzerStats
	// TCPBytes, FragmentBytes and FileBytes wait for reassembly.
	TCPBytes, FragmentBytes, FileBytes int
	// TCPStates counts the TCP connections that are alive by the states of their
	// originator and responder.
	TCPStates [packet.StateReset + 1][packet.StateReset + 1]int
	// Timers of connections and files, and the most at a time.
	Timers, MaxTimers int
}

// AnalyzerStats counts the connections an analyzer works on now.
type AnalyzerStats struct {
	Name   string
	Active int
}

// Stats returns the counts so far. It looks at all connections.
func (s *Session) Stats() Stats {
	st := Stats{DecodeStats: s.decoder.Stats, TableStats: s.table.Stats,
		TCPBytes: s.table.Buffered(), FragmentBytes: s.decoder.FragmentBytes(), FileBytes: s.Files.Buffered()}
	st.Timers, st.MaxTimers = s.table.Timers.Len(), s.table.Timers.Max()
	s.table.CountStates(&st.TCPStates)
	for _, p := range s.protos {
		st.Analyzers = append(st.Analyzers, AnalyzerStats{p.name, s.active[p.index]})
	}
	sort.Slice(st.Analyzers, func(i, j int) bool { return st.Analyzers[i].Name < st.Analyzers[j].Name })
	return st
}

// Weirds counts oddities by name, raised as events or not.
func (s *Session) Weirds() map[string]uint64 { return s.weirds }

// CountWeird counts an oddity that somebody else has seen.
func (s *Session) CountWeird(name string) { s.weirds[name]++ }

// inTunnel is behind the name of an oddity of a packet in a tunnel.
const inTunnel = "_in_tunnel"

func (s *Session) packetWeird(p *packet.Packet, source, name, addl string) {
	s.weirds[name]++
	switch {
	case p == nil:
		if s.inside {
			name += inTunnel
		}
		if s.ev.NetWeird != nil {
			s.ev.NetWeird(name, addl, source)
		}
	case s.ev.FlowWeird != nil:
		if p.Tunnel != nil {
			name += inTunnel
		}
		s.ev.FlowWeird(name, p.Src(), p.Dst(), addl, source)
	}
}

func (s *Session) weird(c *packet.Conn, source, name, addl string) {
	s.weirds[name]++
	if s.ev.ConnWeird != nil {
		s.ev.ConnWeird(name, c, addl, source)
	}
}

// transportName is the name of the analyzer of a transport protocol.
func transportName(proto uint8) string {
	switch proto {
	case packet.ProtoTCP:
		return "TCP"
	case packet.ProtoUDP:
		return "UDP"
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return "ICMP"
	}
	return "UNKNOWN_IP_TRANSPORT"
}
