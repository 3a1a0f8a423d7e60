package analyzer

import (
	"bytes"
	"strings"

	"brig/bro/files"
	"brig/bro/packet"
)

// HTTPEvents are raised by the HTTP/1.x analyzer.
//
// The events of a message come in this order: HTTPRequest or HTTPReply,
// HTTPBeginEntity, HTTPHeader for each header, HTTPAllHeaders, HTTPContentType,
// HTTPEntityData with decoded pieces of the body, HTTPEndEntity,
// HTTPMessageDone.
type HTTPEvents struct {
	// HTTPRequest: uri as sent, unescaped with its %XX decoded; version is "1.1".
	HTTPRequest func(c *packet.Conn, method, uri, unescaped, version string)
	HTTPReply   func(c *packet.Conn, version string, code uint64, reason string)
	// HTTPHeader: name in upper case, original as sent.
	HTTPHeader     func(c *packet.Conn, isOrig bool, original, name, value string)
	HTTPAllHeaders func(c *packet.Conn, isOrig bool, headers []HTTPHeader)

	HTTPBeginEntity func(c *packet.Conn, isOrig bool)
	HTTPContentType func(c *packet.Conn, isOrig bool, typ, subtype string)
	// HTTPEntityData brings the body without chunks and compression, in pieces
	// of any size.
	HTTPEntityData  func(c *packet.Conn, isOrig bool, data []byte)
	HTTPEndEntity   func(c *packet.Conn, isOrig bool)
	HTTPMessageDone func(c *packet.Conn, isOrig bool, stat HTTPMessageStat)

	HTTPStats func(c *packet.Conn, stats HTTPStats)
	// HTTPConnectionUpgrade: what follows is another protocol.
	HTTPConnectionUpgrade func(c *packet.Conn, protocol string)
}

// An HTTPHeader is one header line.
type HTTPHeader struct {
	Original string // name as sent
	Name     string // name in upper case
	Value    string
}

// HTTPMessageStat is Bro's record http_message_stat.
type HTTPMessageStat struct {
	Start            int64 // time of the start line, ns
	Interrupted      bool  // the message has no proper end
	FinishMsg        string
	BodyLength       uint64 // of the decoded body, gaps included
	ContentGapLength uint64
	HeaderLength     uint64
}

// HTTPStats is Bro's record http_stats_rec.
type HTTPStats struct {
	Requests, Replies            uint64
	RequestVersion, ReplyVersion float64
}

// Limits of the HTTP analyzer.
const (
	// MaxHTTPLine is the longest start, header or chunk size line; what exceeds
	// it is cut off.
	MaxHTTPLine = 64 << 10
	// MaxHTTPHeaders is how many headers of a message raise events.
	MaxHTTPHeaders = 1000
	// maxHTTPPending bounds the requests that wait for a reply.
	maxHTTPPending = 1000
)

func httpProtocol() *protocol {
	return &protocol{
		name:      "HTTP",
		component: componentHTTP,
		ports:     tcpPorts(80, 81, 631, 1080, 3128, 8000, 8080, 8888),
		newStream: func(b base) streamAnalyzer {
			a := &httpAnalyzer{base: b}
			a.dirs[0].a, a.dirs[1].a, a.dirs[1].orig = a, a, true
			return a
		},
		detect: detectHTTP,
	}
}

type httpAnalyzer struct {
	base
	dirs    [2]httpSide // responder, originator
	pending []string    // methods of requests without a reply yet
	one     [1]string   // pending, as long as there is but one
	stats   HTTPStats
	stopped bool // CONNECT, upgrade: no HTTP any more
	nine    bool // the latest request was HTTP/0.9
	flooded bool // more requests than are kept wait for a reply
}

// What a side of the connection expects next.
type httpState uint8

const (
	httpStart   httpState = iota // request or status line
	httpHeaders                  // header line or the empty line
	httpBody                     // see httpSide.body
	httpSkip                     // nothing that can be made sense of
)

// An httpSide is one direction of the connection.
type httpSide struct {
	a     *httpAnalyzer
	orig  bool
	state httpState
	line  []byte // start of a line whose end has not come
	cut   bool   // the line is longer than the limit
	cr    bool   // the line so far ends in CR

	// The message.
	method  string // of the request, or that the reply answers
	code    uint64
	version string // of the last one until another begins
	hdr     httpHead
	stat    HTTPMessageStat
	in      bool // between start line and HTTPMessageDone
	interim bool // a 1xx reply
	body    httpBodyState
	parts   *multipart // takes the body apart, if it has parts
	span    httpRange  // of the body or part
	at      uint64     // bytes of the body or part so far
	file    *files.File
	opened  bool // file has been asked for
}

func (a *httpAnalyzer) stream(orig bool, data []byte) {
	if a.stopped || a.c.Partial() {
		return
	}
	d := &a.dirs[side(orig)]
	for len(data) > 0 && !a.stopped {
		switch d.state {
		case httpSkip:
			return
		case httpBody:
			n := d.bodyData(data)
			data = data[n:]
		case httpStart:
			if !orig && a.nine {
				a.replyNine(d)
				continue
			}
			data = d.lines(data)
		default:
			data = d.lines(data)
		}
	}
	a.pass(orig, data) // after CONNECT
}

// lines takes one line from data and returns the rest.
func (d *httpSide) lines(data []byte) []byte {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		d.keep(data)
		return nil
	}
	line := data[:i]
	if len(d.line) > 0 || d.cut {
		d.keep(line)
		line = d.line
	}
	if !d.cut && len(line) > MaxHTTPLine {
		d.a.weird("contentline_size_exceeded", "")
	}
	line = line[:min(len(line), MaxHTTPLine)]
	d.cut = false
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	d.stat.HeaderLength += uint64(len(line)) + 2
	d.line = d.line[:0] // line stays readable: nothing is kept before it is used
	d.takeLine(line)
	return data[i+1:]
}

func (d *httpSide) keep(b []byte) {
	if room := MaxHTTPLine - len(d.line); len(b) > room {
		b = b[:room]
		if !d.cut {
			d.cut = true
			d.a.weird("contentline_size_exceeded", "")
		}
	}
	d.line = append(d.line, b...)
}

func (d *httpSide) takeLine(line []byte) {
	switch {
	case d.state == httpHeaders:
		d.header(line)
	case d.orig:
		d.a.request(d, line)
	default:
		d.a.reply(d, line)
	}
}

func (a *httpAnalyzer) gap(orig bool, n uint64) {
	if a.stopped {
		return
	}
	d := &a.dirs[side(orig)]
	if d.state == httpBody && d.bodyGap(n) {
		return
	}
	// A start line or headers are lost, and with them where messages end.
	d.finish(true, "message ends in a content gap")
	d.state, d.line = httpSkip, nil
}

func (a *httpAnalyzer) end(orig bool) {
	d := &a.dirs[side(orig)]
	if d.state == httpBody && d.body.kind == bodyUntilClose {
		d.finish(false, "message ends normally")
		return
	}
	d.finish(true, "message interrupted when connection done")
}

func (a *httpAnalyzer) done() {
	for _, orig := range [...]bool{true, false} {
		d := &a.dirs[side(orig)]
		d.finish(true, "message interrupted when connection done")
		d.body.close()
	}
	if a.ev.HTTPStats != nil {
		a.ev.HTTPStats(a.c, a.stats)
	}
}

// request handles a request line.
func (a *httpAnalyzer) request(d *httpSide, line []byte) {
	if len(line) == 0 {
		a.weird("empty_http_request", "") // ignored, as RFC 9112 2.2 wants it
		return
	}
	r, weird := a.s.words.requestLine(line)
	if weird != "" {
		a.weird(weird, "")
		d.state = httpSkip
		return
	}
	if r.missingURI {
		a.weird("missing_HTTP_uri", "")
	}
	if r.version == "0.9" && r.method != "GET" {
		a.weird("invalid_http_09_request_method", r.method)
	}
	a.stats.Requests++
	a.stats.RequestVersion = versionNumber(r.version)
	a.nine = r.version == "0.9"
	if len(a.pending) == 0 {
		a.pending = a.one[:0]
	}
	if len(a.pending) < maxHTTPPending {
		a.pending = append(a.pending, r.method)
	} else if !a.flooded {
		a.flooded = true
		a.weird("HTTP_excessive_pipelining", "")
	}
	d.begin(r.method, r.version, 0)
	if a.ev.HTTPRequest != nil {
		uri := string(r.uri)
		unescaped := uri
		if strings.IndexByte(uri, '%') >= 0 {
			unescaped = unescapeURI(uri, func(weird string) { a.weird(weird, "") })
		}
		if special(uri) {
			a.weird("unescaped_special_URI_char", "") // once, however many there are
		}
		a.ev.HTTPRequest(a.c, r.method, uri, unescaped, r.version)
	}
	d.entity()
}

// reply handles a status line.
func (a *httpAnalyzer) reply(d *httpSide, line []byte) {
	version, code, reason, ok := a.s.words.statusLine(line)
	if !ok {
		if len(line) == 0 {
			return
		}
		a.violate("not a http reply line")
		d.state = httpSkip
		return
	}
	method := ""
	interim := code >= 100 && code < 200 && code != 101
	switch {
	case len(a.pending) > 0:
		method = a.pending[0]
		if !interim {
			a.pending = a.pending[1:]
		}
	case a.stats.Requests == 0:
		// There was no request, or one beyond understanding, which was reported.
	default:
		a.weird("unmatched_HTTP_reply", "")
	}
	if !interim {
		a.stats.Replies++
	}
	a.stats.ReplyVersion = versionNumber(version)
	if a.stats.Requests > 0 && code != 101 {
		a.confirm()
	}
	d.begin(method, version, code)
	d.interim = interim
	if a.ev.HTTPReply != nil {
		a.ev.HTTPReply(a.c, version, code, reason)
	}
	d.entity()
}

// replyNine begins the reply to an HTTP/0.9 request: a body until the end,
// whatever it looks like.
func (a *httpAnalyzer) replyNine(d *httpSide) {
	if len(a.pending) > 0 {
		a.pending = a.pending[1:]
	}
	a.stats.Replies++
	a.stats.ReplyVersion = 0.9
	a.confirm()
	d.begin("GET", "0.9", 0)
	if a.ev.HTTPReply != nil {
		a.ev.HTTPReply(a.c, "0.9", 0, "<empty>")
	}
	d.entity()
	d.headersDone()
	d.body.kind = bodyUntilClose
	d.state = httpBody
}

func (d *httpSide) begin(method, version string, code uint64) {
	if d.version != "" && d.version != version {
		d.a.weird("HTTP_version_mismatch", "")
	}
	d.method, d.version, d.code = method, version, code
	d.in, d.interim = true, false
	d.stat = HTTPMessageStat{Start: d.a.s.now}
	d.hdr.reset()
	d.body.reset()
	d.parts = nil
	d.state = httpHeaders
}

func (d *httpSide) entity() {
	if f := d.a.ev.HTTPBeginEntity; f != nil {
		f(d.a.c, d.orig)
	}
}

// finish ends the message at work, if there is one.
func (d *httpSide) finish(interrupted bool, msg string) {
	if !d.in {
		return
	}
	d.in = false
	a := d.a
	if !d.hdr.done {
		d.headersDone()
	}
	d.line = d.line[:0]
	d.body.close()
	if d.parts != nil {
		d.parts.end()
	}
	d.closeFile()
	if a.ev.HTTPEndEntity != nil {
		a.ev.HTTPEndEntity(a.c, d.orig)
	}
	d.stat.Interrupted, d.stat.FinishMsg = interrupted, msg
	d.stat.BodyLength = d.body.length
	if a.ev.HTTPMessageDone != nil {
		a.ev.HTTPMessageDone(a.c, d.orig, d.stat)
	}
	d.state = httpStart
	if d.orig {
		return
	}
	switch {
	case d.code == 101:
		a.upgrade(d.hdr.upgrade)
	case d.method == "CONNECT" && d.code >= 200 && d.code < 300:
		a.tunnel()
	}
}

// upgrade ends HTTP on the connection: it becomes one of another protocol.
func (a *httpAnalyzer) upgrade(protocol string) {
	if strings.EqualFold(protocol, "websocket") {
		a.carries("WEBSOCKET")
	}
	a.confirm() // Bro names the protocol within first
	a.stop()
	if a.ev.HTTPConnectionUpgrade != nil {
		a.ev.HTTPConnectionUpgrade(a.c, protocol)
	}
}

// tunnel hands over what a CONNECT has opened.
func (a *httpAnalyzer) tunnel() {
	early := a.dirs[side(true)].line
	a.stop()
	if a.handOverUnknown() {
		a.pass(true, early)
	}
}

func (a *httpAnalyzer) stop() {
	a.stopped = true
	a.dirs[0].line, a.dirs[1].line = nil, nil
}
