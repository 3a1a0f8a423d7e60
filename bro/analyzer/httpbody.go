package analyzer

import (
	"bytes"
	"strconv"
	"strings"
)

// httpHead is what the analyzer itself needs of a message's headers.
type httpHead struct {
	list    []HTTPHeader
	count   int
	length  int64 // Content-Length, -1 without
	chunked bool
	coding  string // Content-Encoding in lower case
	typ     string // Content-Type
	upgrade string
	span    httpRange
	folded  int  // the headers up to the last one that was
	done    bool // the events were raised
}

func (h *httpHead) reset() { *h = httpHead{list: h.list[:0], length: -1} }

// A headerRoom has room for as many headers as most messages have. Messages use it by
// turns: mostly their headers come together.
type headerRoom [10]HTTPHeader

// drop gives up the list when its events were raised.
func (h *httpHead) drop(spare *spares[headerRoom]) {
	clear(h.list)
	if cap(h.list) == len(headerRoom{}) {
		spare.put((*headerRoom)(h.list[:len(headerRoom{})]))
	}
	h.list = nil
}

// header handles a header line; the empty line ends the headers.
func (d *httpSide) header(line []byte) {
	a, h := d.a, &d.hdr
	if len(line) == 0 {
		if d.hdr.done { // these were trailers
			d.finish(false, "message ends normally")
			return
		}
		d.headersDone()
		d.bodyStart()
		return
	}
	if h.done {
		return // trailers raise no events
	}
	if h.count++; h.count > MaxHTTPHeaders {
		if h.count == MaxHTTPHeaders+1 {
			a.weird("http_excessive_headers", "")
		}
		return
	}
	if blank(line[0]) {
		// A folded line continues the value before it (RFC 9112 5.2).
		if n := len(h.list); n > 0 && len(h.list[n-1].Value) < MaxHTTPLine {
			if h.folded != n {
				h.folded = n
				a.weird("HTTP_obsolete_line_folding", h.list[n-1].Original)
			}
			h.list[n-1].Value = strings.TrimLeft(h.list[n-1].Value+string(bytes.TrimRight(line, " \t")), " \t")
		}
		return
	}
	name, value, ok := bytes.Cut(line, []byte{':'})
	name = bytes.TrimRight(name, " \t")
	if !ok || len(name) == 0 {
		a.weird("illegal_HTTP_header", "")
		return
	}
	f := a.s.names.header(name, bytes.TrimSpace(value))
	if h.list == nil {
		h.list = a.s.headers.get()[:0]
	}
	h.list = append(h.list, f)
}

// headerNames are the names of headers seen so far, of which there are few, each with
// the value that it had last: often the next message has the same.
type headerNames map[string]*HTTPHeader

// maxHeaderNames bounds how many are kept, maxHeaderName their length and
// maxHeaderValue that of their values.
const (
	maxHeaderNames = 1000
	maxHeaderName  = 64
	maxHeaderValue = 256
)

// header is a header of that name and value.
func (n headerNames) header(name, value []byte) HTTPHeader {
	h := n[string(name)]
	if h == nil {
		original := string(name)
		h = &HTTPHeader{Original: original, Name: upper(original)}
		if len(n) < maxHeaderNames && len(name) <= maxHeaderName {
			n[original] = h
		}
	}
	switch {
	case h.Value == string(value):
	case len(value) <= maxHeaderValue:
		h.Value = string(value)
	default:
		return HTTPHeader{h.Original, h.Name, string(value)}
	}
	return *h
}

// headersDone raises the header events, now that folded lines are joined, and
// notes what decides about the body.
func (d *httpSide) headersDone() {
	a, h := d.a, &d.hdr
	h.done = true
	for i := range h.list {
		f := &h.list[i]
		switch f.Name {
		case "CONTENT-LENGTH":
			d.contentLength(f.Value)
		case "TRANSFER-ENCODING":
			d.transferEncoding(f.Value)
		case "CONTENT-ENCODING":
			h.coding = lower(f.Value)
		case "CONTENT-TYPE":
			h.typ = f.Value
		case "UPGRADE":
			h.upgrade = f.Value
		case "CONTENT-RANGE":
			var weird, bad string
			if h.span, weird, bad = parseContentRange(f.Value); weird != "" {
				a.weird(weird, bad)
			}
		}
		if a.ev.HTTPHeader != nil {
			a.ev.HTTPHeader(a.c, d.orig, f.Original, f.Name, f.Value)
		}
	}
	if a.ev.HTTPAllHeaders != nil {
		a.ev.HTTPAllHeaders(a.c, d.orig, h.list)
	}
	if a.ev.HTTPContentType != nil && d.version != "0.9" {
		typ, subtype := mediaType(h.typ)
		a.ev.HTTPContentType(a.c, d.orig, typ, subtype)
	}
	h.drop(&a.s.headers)
}

// transferEncoding takes the value of a Transfer-Encoding.
func (d *httpSide) transferEncoding(value string) {
	a, h := d.a, &d.hdr
	first, _, _ := strings.Cut(value, ",")
	first = strings.TrimRight(first, " \t")
	switch {
	case strings.EqualFold(first, "chunked"):
		if rest := value[len(first):]; rest != "" {
			a.weird("HTTP_chunked_multi", rest)
		}
	case !strings.HasSuffix(lower(value), "chunked"):
		return
	}
	h.chunked = true
	if h.length >= 0 {
		a.weird("HTTP_content_length_and_chunked", "")
	}
}

// contentLength takes the value of a Content-Length.
func (d *httpSide) contentLength(value string) {
	a, h := d.a, &d.hdr
	if h.chunked {
		a.weird("HTTP_content_length_and_chunked", "")
	}
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil || n < 0:
		a.weird("HTTP_bad_content_length", value)
		return
	case h.length >= 0 && h.length != n:
		a.weird("HTTP_content_length_mismatch", "")
		return
	case len(value) > 1 && value[0] == '0':
		a.weird("HTTP_content_length_leading_zeros", value)
	}
	h.length = n
}

// mediaType splits a Content-Type in upper case, as Bro gives it; without one
// it is text/plain.
func mediaType(s string) (typ, subtype string) {
	s, _, _ = strings.Cut(s, ";")
	typ, subtype, ok := strings.Cut(upper(strings.TrimSpace(s)), "/")
	if !ok || typ == "" {
		return "TEXT", "PLAIN"
	}
	return strings.TrimSpace(typ), strings.TrimSpace(subtype)
}

type bodyKind uint8

const (
	bodyNone bodyKind = iota
	bodyLength
	bodyChunked
	bodyUntilClose
)

type chunkState uint8

const (
	chunkSize chunkState = iota
	chunkData
	chunkEnd // CR LF after the data
)

type httpBodyState struct {
	kind   bodyKind
	chunk  chunkState
	left   int64 // bytes until the end of the body or chunk
	length uint64
	coded  *inflater
	lost   bool   // compressed data is missing: the rest cannot be decompressed
	buf    []byte // a chunk size line whose end has not come
}

func (b *httpBodyState) reset() {
	b.close()
	*b = httpBodyState{buf: b.buf[:0]}
}

func (b *httpBodyState) close() {
	if b.coded != nil {
		b.coded.close()
		b.coded = nil
	}
}

// bodyStart decides how the body ends (RFC 9112 6.3).
func (d *httpSide) bodyStart() {
	h, b := &d.hdr, &d.body
	switch {
	case !d.orig && (d.method == "HEAD" || d.code >= 100 && d.code < 200 || d.code == 204 || d.code == 304):
		b.kind = bodyNone
	case !d.orig && d.method == "CONNECT" && d.code >= 200 && d.code < 300:
		b.kind = bodyNone
	case h.chunked:
		b.kind, b.chunk = bodyChunked, chunkSize
	case h.length >= 0:
		b.kind, b.left = bodyLength, h.length
	case d.orig:
		b.kind = bodyNone
	default:
		b.kind = bodyUntilClose
	}
	if b.kind == bodyNone || b.kind == bodyLength && b.left == 0 {
		d.finish(false, "message ends normally")
		return
	}
	switch h.coding {
	case "gzip", "x-gzip", "deflate":
		b.coded = newInflater(&d.a.s.decompressors, h.coding, d.decoded)
	}
	d.parts = newMultipart(h.typ, d, 0)
	d.span, d.at = h.span, 0
	d.state = httpBody
}

// bodyData takes what belongs to the body from data and says how much.
func (d *httpSide) bodyData(data []byte) int {
	b := &d.body
	switch b.kind {
	case bodyUntilClose:
		d.content(data)
		return len(data)
	case bodyLength:
		n := int(min(b.left, int64(len(data))))
		b.left -= int64(n)
		d.content(data[:n])
		if b.left == 0 {
			d.finish(false, "message ends normally")
		}
		return n
	}
	return d.chunkData(data)
}

func (d *httpSide) chunkData(data []byte) int {
	b := &d.body
	if b.chunk == chunkData {
		n := int(min(b.left, int64(len(data))))
		b.left -= int64(n)
		d.content(data[:n])
		if b.left == 0 {
			b.chunk = chunkEnd
		}
		return n
	}
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		if len(b.buf)+len(data) > MaxHTTPLine {
			d.a.weird("contentline_size_exceeded", "")
			d.badChunk()
			return len(data)
		}
		b.buf = append(b.buf, data...)
		return len(data)
	}
	line := data[:i]
	if len(b.buf) > 0 {
		b.buf = append(b.buf, line...)
		line = b.buf
	}
	line = bytes.TrimSpace(line)
	b.buf = b.buf[:0]
	switch {
	case b.chunk == chunkEnd && len(line) == 0:
		b.chunk = chunkSize
	case b.chunk == chunkEnd:
		d.a.weird("inconsistent_HTTP_chunk", "")
		d.badChunk()
	default:
		size, _, _ := bytes.Cut(line, []byte{';'})
		n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 62)
		switch {
		case err != nil:
			d.a.weird("HTTP_bad_chunk_size", string(line))
			d.badChunk()
		case n == 0:
			d.state = httpHeaders // trailers, then the empty line
		default:
			b.left, b.chunk = int64(n), chunkData
		}
	}
	return i + 1
}

func (d *httpSide) badChunk() {
	d.finish(true, "bad chunk")
	d.state = httpSkip
}

// bodyGap takes n missing bytes for body; it says no when the gap hides where
// the message ends.
func (d *httpSide) bodyGap(n uint64) bool {
	b := &d.body
	switch b.kind {
	case bodyUntilClose:
	case bodyLength:
		if n > uint64(b.left) {
			return false
		}
		b.left -= int64(n)
	case bodyChunked:
		if b.chunk != chunkData || n > uint64(b.left) {
			return false
		}
		b.left -= int64(n)
		if b.left == 0 {
			b.chunk = chunkEnd
		}
	}
	b.lost = b.coded != nil || b.lost
	b.close()
	b.length += n
	d.stat.ContentGapLength += n
	switch {
	case d.parts != nil && d.file == nil:
	case d.partial():
		d.at += n // what comes next has its place
	default:
		d.openFile().Skip(n)
	}
	if b.kind == bodyLength && b.left == 0 {
		d.finish(false, "message ends normally")
	}
	return true
}

// content takes body bytes without chunk framing.
func (d *httpSide) content(data []byte) {
	if len(data) == 0 {
		return
	}
	if d.body.coded == nil {
		if !d.body.lost {
			d.decoded(data)
		}
		return
	}
	if problem := d.body.coded.write(data); problem != "" {
		d.a.weird(problem, "")
	}
}

// decoded takes body bytes as the application sees them.
func (d *httpSide) decoded(data []byte) {
	d.body.length += uint64(len(data))
	if d.parts != nil {
		d.parts.write(data)
		return
	}
	d.partData(data)
}
