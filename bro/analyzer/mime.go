package analyzer

import (
	"bytes"
)

// Limits of MIME entities: mails, and the parts of mails and of HTTP's bodies.
const (
	// MaxMIMEDepth is how deep entities may lie within entities; deeper ones are
	// contents like any other.
	MaxMIMEDepth = 20
	// MaxMIMEHeaders is how many headers of an entity raise events.
	MaxMIMEHeaders = 1000
	// MaxMIMEHeader bounds a header with its continuations; what exceeds it is
	// cut off. All headers of an entity together have twice as much.
	MaxMIMEHeader = 64 << 10
)

// mimeIllegalHeader is what partWeird calls a header without a name, of which
// mails have many.
const mimeIllegalHeader = "illegal_mime_header"

// A partSink takes entities: first their headers, then their decoded contents.
type partSink interface {
	beginPart()
	// partHeader: name in upper case.
	partHeader(h HTTPHeader)
	partHeaders(list []HTTPHeader, contentType string)
	partData(data []byte)
	endPart()
	partWeird(name, addl string)
}

// An entity takes a mail or a part apart as it comes (RFC 2045): headers, an
// empty line, and a body that may be encoded or have parts itself.
type entity struct {
	sink  partSink
	depth int

	// The headers.
	line   []byte // a line whose end has not come
	list   []HTTPHeader
	size   int    // of the headers so far
	header []byte // value of the last header, whose continuation may come
	over   bool   // of a limit

	// The body.
	body    bool // it has begun
	decoder *transferDecoder
	parts   *multipart
	inner   *entity // the mail that a part is
}

func newEntity(sink partSink, depth int) *entity {
	sink.beginPart()
	return &entity{sink: sink, depth: depth}
}

func (e *entity) write(data []byte) {
	for len(data) > 0 && !e.body {
		i := bytes.IndexByte(data, '\n')
		if i < 0 {
			e.keep(data)
			return
		}
		line := data[:i]
		data = data[i+1:]
		if len(e.line) > 0 {
			e.keep(line)
			line = e.line
		}
		e.headerLine(bytes.TrimSuffix(line, []byte{'\r'}))
		e.line = e.line[:0]
	}
	if len(data) > 0 {
		e.content(data)
	}
}

// keep keeps the begin of a line.
func (e *entity) keep(b []byte) {
	if room := MaxMIMEHeader - len(e.line); len(b) > room {
		b = b[:room]
		e.exceed()
	}
	e.line = append(e.line, b...)
}

// exceed tells, once, that there is too much of headers.
func (e *entity) exceed() {
	if !e.over {
		e.over = true
		e.sink.partWeird("exceeded_mime_max_header_bytes", "65536")
	}
}

// headerLine takes a line of the headers; the empty line ends them.
func (e *entity) headerLine(line []byte) {
	if len(line) == 0 {
		e.headersDone()
		return
	}
	if e.size += len(line); e.size > 2*MaxMIMEHeader {
		e.exceed()
		return
	}
	if blank(line[0]) {
		// A folded line continues the value before it (RFC 5322 2.2.3).
		switch {
		case len(e.list) == 0:
			e.sink.partWeird(mimeIllegalHeader, "")
		case len(e.header)+len(line) > MaxMIMEHeader:
			e.exceed()
		default:
			e.header = append(e.header, line...)
		}
		return
	}
	name, value, ok := bytes.Cut(line, []byte{':'})
	name = bytes.TrimSpace(name)
	e.headerDone()
	switch {
	case !ok || len(name) == 0:
		e.sink.partWeird(mimeIllegalHeader, "")
	case len(e.list) == MaxMIMEHeaders:
		e.exceed()
	default:
		e.list = append(e.list, HTTPHeader{string(name), upper(string(name)), ""})
		e.header = append(e.header, bytes.TrimLeft(value, " \t")...)
	}
}

// headerDone sets the value of the last header.
func (e *entity) headerDone() {
	if n := len(e.list); n > 0 && len(e.header) > 0 {
		e.list[n-1].Value = string(bytes.TrimSpace(e.header))
	}
	e.header = e.header[:0]
}

// headersDone raises the events of the headers and begins the body.
func (e *entity) headersDone() {
	e.headerDone()
	typ, encoding := "", ""
	for _, h := range e.list {
		switch h.Name {
		case "CONTENT-TYPE":
			typ = h.Value
		case "CONTENT-TRANSFER-ENCODING":
			encoding = h.Value
		}
		e.sink.partHeader(h)
	}
	e.sink.partHeaders(e.list, typ)
	e.body = true
	e.line, e.list, e.header = nil, nil, nil
	e.decoder = newTransferDecoder(encoding)
	if e.parts = newMultipart(typ, e.sink, e.depth); e.parts != nil {
		return
	}
	if major, minor := mediaType(typ); major == "MESSAGE" && minor == "RFC822" {
		if e.depth >= MaxMIMEDepth {
			e.sink.partWeird("exceeded_mime_max_depth", "")
			return
		}
		e.inner = newEntity(e.sink, e.depth+1)
	}
}

// content takes bytes of the body.
func (e *entity) content(b []byte) {
	if e.decoder != nil {
		b = e.decoder.decode(b)
	}
	e.decoded(b)
}

func (e *entity) decoded(b []byte) {
	switch {
	case len(b) == 0:
	case e.parts != nil:
		e.parts.write(b)
	case e.inner != nil:
		e.inner.write(b)
	default:
		e.sink.partData(b)
	}
}

// gap says that bytes of the body are missing, and whether they belong to its
// contents: in headers and between parts nobody knows.
func (e *entity) gap() bool {
	switch {
	case !e.body || e.parts != nil && e.parts.part == nil:
		return false
	case e.parts != nil:
		return e.parts.part.gap()
	case e.inner != nil:
		return e.inner.gap()
	}
	return e.decoder == nil
}

// end ends an entity that need not be whole.
func (e *entity) end() {
	if !e.body {
		if len(e.line) > 0 {
			e.headerLine(bytes.TrimSuffix(e.line, []byte{'\r'}))
		}
		if !e.body {
			e.headersDone()
		}
	}
	if e.decoder != nil {
		e.decoded(e.decoder.end())
	}
	if e.parts != nil {
		e.parts.end()
	}
	if e.inner != nil {
		e.inner.end()
	}
	e.sink.endPart()
}
