package bro

import (
	"net"
	"net/netip"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file keeps the records that stand for connections in scripts.
//
// There is one record of type connection for each connection, made when its
// first event is raised. The fields that the engine knows are brought up to
// date before each event; scripts may add fields of their own.

// A shape is a record type together with the places of the fields that the
// engine fills.
type shape struct {
	t     *resolve.Type
	at    []int // -1: the type has no such field
	maker *interp.RecordMaker
	n     int // fields that maker leaves to the caller
}

// newShape finds the fields in t; without a type no record is made.
func newShape(t *resolve.Type, fields ...string) shape {
	s := shape{t: t}
	for _, name := range fields {
		i := -1
		if t != nil && t.Kind == resolve.Record {
			if f := t.Field(name); f != nil {
				i = f.Index
			}
		}
		s.at = append(s.at, i)
	}
	return s
}

func (s *shape) set(r *interp.Record, field int, v interp.Value) {
	if i := s.at[field]; i >= 0 {
		r.SetAt(i, v)
	}
}

func (s *shape) get(r *interp.Record, field int) interp.Value {
	if i := s.at[field]; i >= 0 {
		return r.At(i)
	}
	return interp.Value{}
}

// record makes a record with the fields given in the order of newShape.
func (s *shape) record(in *interp.Interp, fields ...interp.Value) interp.Value {
	r := s.new(in, len(fields))
	for i, v := range fields {
		s.set(r, i, v)
	}
	return r.Value()
}

// new makes a record of which the caller sets the first n fields.
func (s *shape) new(in *interp.Interp, n int) *interp.Record {
	return s.making(in, n).New()
}

// making is what makes such records.
func (s *shape) making(in *interp.Interp, n int) *interp.RecordMaker {
	if s.maker == nil || s.n != n {
		s.maker, s.n = in.RecordMaker(s.t, s.at[:n]...), n
	}
	return s.maker
}

type connShapes struct {
	conn, id, endpoint shape
}

// The order of fields in connShapes.
const (
	connID = iota
	connOrig
	connResp
	connStart
	connDuration
	connHistory
	connUID
	connVLAN
	connInner
	connTunnel
)

const (
	endSize = iota
	endState
	endPackets
	endBytes
	endMissed
	endFlow
	endLink
)

func newConnShapes(in *interp.Interp) (connShapes, error) {
	for _, name := range []string{"connection", "conn_id", "endpoint"} {
		if _, err := in.RecordType(name); err != nil {
			return connShapes{}, err
		}
	}
	return connShapes{
		conn: newShape(in.Type("connection"), "id", "orig", "resp", "start_time", "duration", "history",
			"uid", "vlan", "inner_vlan", "tunnel"),
		id:       newShape(in.Type("conn_id"), "orig_h", "orig_p", "resp_h", "resp_p"),
		endpoint: newShape(in.Type("endpoint"), "size", "state", "num_pkts", "num_bytes_ip", "missed_bytes", "flow_label", "l2_addr"),
	}, nil
}

// A connValue is a connection's script side: packet.Conn.Script. It is made when
// scripts first see the connection, so that those they never see cost nothing.
type connValue struct {
	rec        *interp.Record
	orig, resp *interp.Record
	ends       [2]endCounts // what orig and resp show
	last       int64        // c.Last as its duration shows it
	history    int          // its length in rec
	delivery   uint64       // that it was brought up to date in
	contents   *contents
}

// endCounts are the counts of an endpoint in the order of connShapes.
type endCounts [endFlow + 1]uint64

// conn returns the record of a connection, up to date.
func (e *engine) conn(c *packet.Conn) interp.Value {
	v, ok := c.Script.(*connValue)
	delivery := e.session.Delivery()
	switch {
	case !ok:
		v = e.newConn(c)
	case v.delivery == delivery && delivery != 0:
		return v.rec.Value()
	}
	v.delivery = delivery
	s := &e.conns
	if c.Last != v.last {
		e.setDuration(v, c)
	}
	if n := c.HistoryLen(); n != v.history {
		v.history = n
		s.conn.set(v.rec, connHistory, interp.String(c.History()))
	}
	e.setEndpoint(v.orig, &v.ends[0], c, true)
	e.setEndpoint(v.resp, &v.ends[1], c, false)
	if !ok && e.connKnown != nil {
		e.connKnown.queue(v.rec.Value(), interp.Count(uint64(c.Proto)))
	}
	return v.rec.Value()
}

func (e *engine) newConn(c *packet.Conn) *connValue {
	s := &e.conns
	end := s.endpoint.making(e.in, endFlow+1)
	var parts [4]*interp.Record
	interp.NewTogether(parts[:], s.conn.making(e.in, connVLAN), end, end, s.id.making(e.in, len(s.id.at)))
	v := &connValue{rec: parts[0], orig: parts[1], resp: parts[2]}
	c.Script = v
	e.setID(parts[3], c)
	s.conn.set(v.rec, connID, parts[3].Value())
	s.conn.set(v.rec, connOrig, v.orig.Value())
	s.conn.set(v.rec, connResp, v.resp.Value())
	s.conn.set(v.rec, connStart, interp.Time(seconds(c.Start)))
	s.conn.set(v.rec, connUID, interp.String(c.UID))
	s.conn.set(v.rec, connHistory, interp.String(""))
	e.setDuration(v, c)
	e.setCounts(v.orig, &v.ends[0])
	e.setCounts(v.resp, &v.ends[1])
	e.setLink(v, c)
	if c.VLAN != 0 {
		s.conn.set(v.rec, connVLAN, interp.Int(int64(c.VLAN)))
	}
	if c.Inner != 0 {
		s.conn.set(v.rec, connInner, interp.Int(int64(c.Inner)))
	}
	if c.Tunnel != nil && s.conn.at[connTunnel] >= 0 {
		s.conn.set(v.rec, connTunnel, e.tunnels(c.Tunnel))
	}
	return v
}

func (e *engine) setDuration(v *connValue, c *packet.Conn) {
	v.last = c.Last
	e.conns.conn.set(v.rec, connDuration, interp.Interval(c.Duration().Seconds()))
}

// setLink gives the ends the addresses that they have on their link.
func (e *engine) setLink(v *connValue, c *packet.Conn) {
	for _, end := range []struct {
		rec *interp.Record
		mac [6]byte
	}{{v.orig, c.OrigMAC}, {v.resp, c.RespMAC}} {
		var text interp.Value
		if end.mac != [6]byte{} {
			text = e.links.text(end.mac)
		}
		e.conns.endpoint.set(end.rec, endLink, text)
	}
}

// linkTexts are link addresses as text, as scripts see them. A network's connections
// have few, so the last that fell on each place are kept.
type linkTexts [64]struct {
	mac  [6]byte
	text interp.Value
}

func (l *linkTexts) text(mac [6]byte) interp.Value {
	at := &l[(mac[5]^mac[4]<<1^mac[3]<<2)%uint8(len(l))]
	if at.mac != mac || !at.text.IsSet() {
		at.mac, at.text = mac, interp.String(net.HardwareAddr(mac[:]).String())
	}
	return at.text
}

// connID returns a new conn_id.
func (e *engine) connID(c *packet.Conn) interp.Value {
	r := e.conns.id.new(e.in, len(e.conns.id.at))
	e.setID(r, c)
	return r.Value()
}

func (e *engine) setID(r *interp.Record, c *packet.Conn) {
	s, proto := &e.conns.id, portProtocol(c.Proto)
	s.set(r, 0, interp.Addr(c.Orig.Addr))
	s.set(r, 1, interp.Port(c.Orig.Port, proto))
	s.set(r, 2, interp.Addr(c.Resp.Addr))
	s.set(r, 3, interp.Port(c.Resp.Port, proto))
}

// setEndpoint brings an endpoint up to date. A packet often has many events, so
// mostly nothing has changed.
func (e *engine) setEndpoint(r *interp.Record, shown *endCounts, c *packet.Conn, orig bool) {
	end, size, missed := c.End(orig), c.Size(orig), c.Missed(orig)
	if shown[endPackets] == end.Packets && shown[endSize] == size && shown[endState] == uint64(end.State) &&
		shown[endBytes] == end.IPBytes && shown[endMissed] == missed && shown[endFlow] == uint64(end.FlowLabel) {
		return
	}
	now := endCounts{
		endSize:    size,
		endState:   uint64(end.State),
		endPackets: end.Packets,
		endBytes:   end.IPBytes,
		endMissed:  missed,
		endFlow:    uint64(end.FlowLabel),
	}
	for i, n := range now {
		if n != shown[i] {
			shown[i] = n
			e.conns.endpoint.set(r, i, interp.Count(n))
		}
	}
}

func (e *engine) setCounts(r *interp.Record, counts *endCounts) {
	for i, n := range counts {
		e.conns.endpoint.set(r, i, interp.Count(n))
	}
}

// flipped puts the ends of a connection's record right after they were exchanged.
func (e *engine) flipped(c *packet.Conn) {
	if v, ok := c.Script.(*connValue); ok {
		e.conns.conn.set(v.rec, connID, e.connID(c))
		e.setLink(v, c)
		v.delivery = 0
	}
}

// portProtocol is the protocol that a port of an IP protocol shows.
func portProtocol(proto uint8) int {
	switch proto {
	case packet.ProtoTCP:
		return interp.TCP
	case packet.ProtoUDP:
		return interp.UDP
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return interp.ICMP
	}
	return interp.UnknownPort
}

// lookup returns the connection of a conn_id, or nil.
func (e *engine) lookup(id *interp.Record) *packet.Conn {
	s := &e.conns.id
	if id.Type() != s.t || s.at[0] < 0 || s.at[1] < 0 || s.at[2] < 0 || s.at[3] < 0 {
		return nil
	}
	for _, i := range s.at {
		if !id.At(i).IsSet() {
			return nil
		}
	}
	op, transport := id.At(s.at[1]).Port()
	rp, _ := id.At(s.at[3]).Port()
	orig := netip.AddrPortFrom(id.At(s.at[0]).Addr(), op)
	resp := netip.AddrPortFrom(id.At(s.at[2]).Addr(), rp)
	switch transport {
	case interp.TCP:
		return e.session.Lookup(packet.ProtoTCP, orig, resp)
	case interp.UDP:
		return e.session.Lookup(packet.ProtoUDP, orig, resp)
	case interp.ICMP:
		if orig.Addr().Is4() {
			return e.session.Lookup(packet.ProtoICMP, orig, resp)
		}
		return e.session.Lookup(packet.ProtoICMPv6, orig, resp)
	}
	// Another protocol, which a conn_id does not say.
	for proto := range 256 {
		if portProtocol(uint8(proto)) == interp.UnknownPort {
			if c := e.session.Lookup(uint8(proto), orig, resp); c != nil {
				return c
			}
		}
	}
	return nil
}
