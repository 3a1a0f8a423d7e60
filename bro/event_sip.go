package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

func (e *engine) wireSIP() {
	ev := &e.events.SIPEvents
	if h := e.handled("sip_request", kRecord, kString, kString, kString); h != nil {
		ev.SIPRequest = func(c *packet.Conn, method, uri, version string) {
			h.queue(e.conn(c), interp.String(method), interp.String(uri), interp.String(version))
		}
	}
	if h := e.handled("sip_reply", kRecord, kString, kCount, kString); h != nil {
		ev.SIPReply = func(c *packet.Conn, version string, code uint64, reason string) {
			h.queue(e.conn(c), interp.String(version), interp.Count(code), interp.String(reason))
		}
	}
	if h := e.handled("sip_header", kRecord, kBool, kString, kString); h != nil {
		ev.SIPHeader = func(c *packet.Conn, isOrig bool, name, value string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(name), interp.String(value))
		}
	}
	if h := e.handled("sip_all_headers", kRecord, kBool, resolve.Table); h != nil {
		ev.SIPAllHeaders = func(c *packet.Conn, isOrig bool, headers []analyzer.HTTPHeader) {
			var v interp.Value
			if len(h.params) > 2 {
				v = e.headerList(h.params[2].Type, headers)
			}
			h.queue(e.conn(c), interp.Bool(isOrig), v)
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool)
	}{
		{"sip_begin_entity", &ev.SIPBeginEntity},
		{"sip_end_entity", &ev.SIPEndEntity},
	} {
		if h := e.handled(w.name, kRecord, kBool); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool) { h.queue(e.conn(c), interp.Bool(isOrig)) }
		}
	}
}
