package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

func (e *engine) wireHTTP() {
	ev := &e.events.HTTPEvents
	if h := e.handled("http_request", kRecord, kString, kString, kString, kString); h != nil {
		ev.HTTPRequest = func(c *packet.Conn, method, uri, unescaped, version string) {
			h.queue(e.conn(c), interp.String(method), interp.String(uri), interp.String(unescaped), interp.String(version))
		}
	}
	if h := e.handled("http_reply", kRecord, kString, kCount, kString); h != nil {
		ev.HTTPReply = func(c *packet.Conn, version string, code uint64, reason string) {
			h.queue(e.conn(c), interp.String(version), interp.Count(code), interp.String(reason))
		}
	}
	e.wireHTTPHeaders()
	e.wireHTTPBodies()
	if h := e.handled("http_stats", kRecord, kRecord); h != nil {
		s := h.shape(1, "num_requests", "num_replies", "request_version", "reply_version")
		ev.HTTPStats = func(c *packet.Conn, stats analyzer.HTTPStats) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Count(stats.Requests), interp.Count(stats.Replies),
					interp.Double(stats.RequestVersion), interp.Double(stats.ReplyVersion))
			}
			h.queue(e.conn(c), v)
		}
	}
	if h := e.handled("http_connection_upgrade", kRecord, kString); h != nil {
		ev.HTTPConnectionUpgrade = func(c *packet.Conn, protocol string) {
			h.queue(e.conn(c), interp.String(protocol))
		}
	}
}

// wireHTTPHeaders sets the events of header lines. Bro 3 added the name as it
// was sent, before the name in upper case; both forms of http_header are known.
func (e *engine) wireHTTPHeaders() {
	ev := &e.events.HTTPEvents
	kinds := []resolve.Kind{kRecord, kBool, kString, kString}
	if f := e.in.Event("http_header"); f.Type() != nil && len(f.Type().Sig.Params) == 5 {
		kinds = append(kinds, kString)
	}
	if h := e.handled("http_header", kinds...); h != nil {
		if len(h.params) == 5 {
			ev.HTTPHeader = func(c *packet.Conn, isOrig bool, original, name, value string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(original), interp.String(name), interp.String(value))
			}
		} else {
			ev.HTTPHeader = func(c *packet.Conn, isOrig bool, original, name, value string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(name), interp.String(value))
			}
		}
	}
	h := e.handled("http_all_headers", kRecord, kBool, resolve.Table)
	if h == nil {
		return
	}
	ev.HTTPAllHeaders = func(c *packet.Conn, isOrig bool, headers []analyzer.HTTPHeader) {
		var v interp.Value
		if len(h.params) > 2 {
			v = e.headerList(h.params[2].Type, headers)
		}
		h.queue(e.conn(c), interp.Bool(isOrig), v)
	}
}

// headerList makes a mime_header_list: a table of mime_header_rec from 1.
func (e *engine) headerList(t *resolve.Type, headers []analyzer.HTTPHeader) interp.Value {
	list := interp.NewTable(t)
	s := newShape(t.Elem, "original_name", "name", "value")
	for i, hd := range headers {
		rec := s.record(e.in, interp.String(hd.Original), interp.String(hd.Name), interp.String(hd.Value))
		list.Put([]interp.Value{interp.Count(uint64(i + 1))}, rec)
	}
	return list.Value()
}

// wireHTTPBodies sets the events of entities and messages.
func (e *engine) wireHTTPBodies() {
	ev := &e.events.HTTPEvents
	if h := e.handled("http_begin_entity", kRecord, kBool); h != nil {
		ev.HTTPBeginEntity = func(c *packet.Conn, isOrig bool) { h.queue(e.conn(c), interp.Bool(isOrig)) }
	}
	if h := e.handled("http_end_entity", kRecord, kBool); h != nil {
		ev.HTTPEndEntity = func(c *packet.Conn, isOrig bool) { h.queue(e.conn(c), interp.Bool(isOrig)) }
	}
	if h := e.handled("http_content_type", kRecord, kBool, kString, kString); h != nil {
		ev.HTTPContentType = func(c *packet.Conn, isOrig bool, typ, subtype string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(typ), interp.String(subtype))
		}
	}
	if h := e.handled("http_entity_data", kRecord, kBool, kCount, kString); h != nil {
		ev.HTTPEntityData = func(c *packet.Conn, isOrig bool, data []byte) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(uint64(len(data))), interp.String(string(data)))
		}
	}
	if h := e.handled("http_message_done", kRecord, kBool, kRecord); h != nil {
		s := h.shape(2, "start", "interrupted", "finish_msg", "body_length", "content_gap_length", "header_length")
		ev.HTTPMessageDone = func(c *packet.Conn, isOrig bool, st analyzer.HTTPMessageStat) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.Time(seconds(st.Start)), interp.Bool(st.Interrupted), interp.String(st.FinishMsg),
					interp.Count(st.BodyLength), interp.Count(st.ContentGapLength), interp.Count(st.HeaderLength))
			}
			h.queue(e.conn(c), interp.Bool(isOrig), v)
		}
	}
}
