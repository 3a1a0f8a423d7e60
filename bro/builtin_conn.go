package bro

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/packet"
)

// This file holds the built-in functions about single connections.

// known returns the connection of the first argument, a conn_id. An unknown one
// is an error message.
func (e *engine) known(c *interp.BuiltinCall) *packet.Conn {
	conn := e.lookup(c.Record(0))
	if conn == nil {
		c.Error("connection ID not a known connection: %s", c.Args[0])
	}
	return conn
}

// transport gives the transport_proto of a connection.
func (e *engine) transport(c *interp.BuiltinCall) (interp.Value, error) {
	proto := interp.UnknownPort
	if conn := e.known(c); conn != nil {
		proto = portProtocol(conn.Proto)
	}
	return interp.Enum(c.Result, int64(proto)), nil
}

// sequence gives the sequence number behind what an end of a TCP connection sent.
func (e *engine) sequence(orig bool) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		conn := e.lookup(c.Record(0))
		if conn == nil || conn.Proto != packet.ProtoTCP {
			return interp.Count(0), nil
		}
		return interp.Count(uint64(conn.Seq(orig))), nil
	}
}

// decodeBase64 is decode_base64 for what a connection carried: its problems
// are weirds of the connection.
func (e *engine) decodeBase64(c *interp.BuiltinCall) (interp.Value, error) {
	conn := e.known(c)
	if conn == nil {
		return interp.String(""), nil
	}
	data, problems, err := builtin.DecodeBase64(c.Str(1), c.Str(2))
	if err != nil {
		return interp.Value{}, err
	}
	for _, p := range problems {
		if e.events.ConnWeird != nil {
			e.events.ConnWeird("base64_illegal_encoding", conn, p, "")
		}
	}
	return interp.Bytes(data), nil
}

// The directions of set_contents_file.
const (
	contentsNone = iota
	contentsOrig
	contentsResp
	contentsBoth
)

// contents are the files that the streams of a connection are written to.
type contents struct{ orig, resp *interp.File }

// setContents has the data of a TCP connection's streams written to a file,
// from now on.
func (e *engine) setContents(c *interp.BuiltinCall) (interp.Value, error) {
	conn := e.lookup(c.Record(0))
	if conn == nil || conn.Proto != packet.ProtoTCP {
		return interp.Bool(false), nil
	}
	e.conn(conn)
	v := conn.Script.(*connValue)
	if v.contents == nil {
		v.contents = &contents{}
	}
	to := v.contents
	f := c.Args[2].File()
	switch c.Count(1) {
	case contentsNone:
		*to = contents{}
	case contentsOrig:
		to.orig = f
	case contentsResp:
		to.resp = f
	case contentsBoth:
		*to = contents{f, f}
	default:
		c.Error("set_contents_file: bad direction %d", c.Count(1))
		return interp.Bool(false), nil
	}
	return interp.Bool(true), nil
}

// getContents gives the file of a direction, or one that is not open.
func (e *engine) getContents(c *interp.BuiltinCall) (interp.Value, error) {
	closed := interp.NewFile("", nil)
	closed.Open = false
	conn := e.lookup(c.Record(0))
	if conn == nil {
		return closed.Value(), nil
	}
	e.conn(conn)
	from := conn.Script.(*connValue).contents
	if from == nil {
		return closed.Value(), nil
	}
	f := from.orig
	if c.Count(1) == contentsResp {
		f = from.resp
	}
	if f == nil {
		f = closed
	}
	return f.Value(), nil
}

// streamed writes data to the file of its stream. What the file does not take
// closes it.
func (e *engine) streamed(c *packet.Conn, isOrig bool, data []byte) {
	v, ok := c.Script.(*connValue)
	if !ok || v.contents == nil {
		return
	}
	f := v.contents.resp
	if isOrig {
		f = v.contents.orig
	}
	if f == nil || !f.Open {
		return
	}
	if _, err := f.Write(data); err != nil {
		e.in.Send(interp.Report{Kind: "error", Msg: fmt.Sprintf("writing contents to %s: %v", f.Name, err)})
		f.Open = false
	}
}

// communityID is the hash of a flow that other tools give it too
// (https://github.com/corelight/community-id-spec, version 1).
func communityID(c *interp.BuiltinCall) (interp.Value, error) {
	id := c.Record(0)
	src, dst := id.Field("orig_h"), id.Field("resp_h")
	sp, proto := id.Field("orig_p").Port()
	dp, _ := id.Field("resp_p").Port()
	ip := map[int]byte{interp.TCP: packet.ProtoTCP, interp.UDP: packet.ProtoUDP, interp.ICMP: packet.ProtoICMP}[proto]
	if ip == 0 {
		return interp.String(""), nil
	}
	a, b := src.Addr().AsSlice(), dst.Addr().AsSlice()
	oneWay := false
	if ip == packet.ProtoICMP {
		if src.Addr().Is6() {
			ip = packet.ProtoICMPv6
		}
		dp, oneWay = icmpAnswer(ip, sp, dp)
	}
	if order := strings.Compare(string(a), string(b)); !oneWay && (order > 0 || order == 0 && sp > dp) {
		a, b, sp, dp = b, a, dp, sp
	}
	h := binary.BigEndian.AppendUint16(nil, uint16(c.Count(1)))
	h = append(append(h, a...), b...)
	h = append(h, ip, 0)
	h = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(h, sp), dp)
	sum := sha1.Sum(h)
	if c.Bool(2) {
		return interp.String("1:" + base64.StdEncoding.EncodeToString(sum[:])), nil
	}
	return interp.String("1:" + hex.EncodeToString(sum[:])), nil
}

// icmpAnswer gives the type that answers an ICMP message; a message without an
// answer goes one way, with its code in place of a port.
func icmpAnswer(proto byte, typ, code uint16) (port uint16, oneWay bool) {
	pairs := [][2]uint16{{0, 8}, {9, 10}, {13, 14}, {15, 16}, {17, 18}}
	if proto == packet.ProtoICMPv6 {
		pairs = [][2]uint16{{128, 129}, {130, 131}, {133, 134}, {135, 136}, {139, 140}, {144, 145}}
	}
	for _, p := range pairs {
		switch typ {
		case p[0]:
			return p[1], false
		case p[1]:
			return p[0], false
		}
	}
	return code, true
}

func (e *engine) connBuiltins() map[string]interp.Builtin {
	exists := func(c *interp.BuiltinCall) (interp.Value, error) {
		return interp.Bool(e.lookup(c.Record(0)) != nil), nil
	}
	nothing := func(*interp.BuiltinCall) (interp.Value, error) { return interp.Value{}, nil }
	return map[string]interp.Builtin{
		"connection_exists":        exists,
		"get_conn_transport_proto": e.transport,
		"get_orig_seq":             e.sequence(true),
		"get_resp_seq":             e.sequence(false),
		"decode_base64_conn":       e.decodeBase64,
		"current_analyzer":         func(*interp.BuiltinCall) (interp.Value, error) { return interp.Count(0), nil },
		"set_record_packets":       exists,
		"set_contents_file":        e.setContents,
		"get_contents_file":        e.getContents,
		"community_id_v1":          communityID,
		"lookup_connection_analyzer_id": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.known(c)
			if conn == nil {
				return interp.Count(0), nil
			}
			return interp.Count(e.session.AnalyzerID(conn, strings.TrimPrefix(c.Args[1].Label(), tagPrefix))), nil
		},
		"is_protocol_analyzer": func(c *interp.BuiltinCall) (interp.Value, error) {
			name := strings.TrimPrefix(c.Args[0].Label(), tagPrefix)
			return interp.Bool(!e.session.CarriesPackets(name) && slices.ContainsFunc(e.session.Analyzers(), func(a string) bool {
				return strings.EqualFold(a, name)
			})), nil
		},
		"is_packet_analyzer": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.Bool(e.session.CarriesPackets(strings.TrimPrefix(c.Args[0].Label(), tagPrefix))), nil
		},
		// A Files::Tag is another type.
		"is_file_analyzer":             func(c *interp.BuiltinCall) (interp.Value, error) { return interp.Bool(false), nil },
		"skip_http_entity_data":        nothing,
		"skip_smtp_data":               nothing,
		"set_file_handle":              nothing,
		"Reporter::conn_weird":         e.raiseWeird("conn_weird"),
		"Reporter::expired_conn_weird": e.raiseWeird("expired_conn_weird"),
		"Reporter::file_weird":         e.raiseWeird("file_weird"),
		"Reporter::flow_weird":         e.raiseWeird("flow_weird"),
		"Reporter::net_weird":          e.raiseWeird("net_weird"),
	}
}
