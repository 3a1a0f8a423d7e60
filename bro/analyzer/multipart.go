package analyzer

import (
	"bytes"
	"mime"
	"strings"
)

// Limits of multipart bodies.
const (
	// MaxMIMEDepth is how deep parts may lie within parts; deeper ones are
	// contents like any other.
	MaxMIMEDepth = 20
	// maxMIMEBoundary is the longest boundary (RFC 2046 allows 70 bytes).
	maxMIMEBoundary = 256
	// maxMIMEHeaders is how many headers of a part raise events.
	maxMIMEHeaders = 100
	// maxMIMELine bounds a header line with its continuations.
	maxMIMELine = 16 << 10
)

// A partSink takes the parts of a multipart body.
type partSink interface {
	beginPart()
	// partHeader: name in upper case.
	partHeader(original, name, value string)
	partHeaders(list []HTTPHeader, contentType string)
	partData(data []byte)
	endPart()
	partWeird(name string)
}

// A multipart takes a body with parts apart (RFC 2046 5.1) as it comes. What is
// before the first and after the last part is dropped.
type multipart struct {
	sink  partSink
	depth int
	delim []byte // "\n--boundary"
	state partState
	buf   []byte // what cannot be decided yet

	list  []HTTPHeader
	typ   string
	fresh bool       // nothing of the part's body has come yet
	inner *multipart // of a part that has parts itself
}

type partState uint8

const (
	partOutside partState = iota // before the first part
	partHead
	partBody
	partDone // after the last
)

// newMultipart returns what takes a body of this Content-Type apart, nil if it
// has no parts.
func newMultipart(contentType string, sink partSink, depth int) *multipart {
	const prefix = "multipart/"
	if len(contentType) < len(prefix) || !strings.EqualFold(contentType[:len(prefix)], prefix) {
		return nil
	}
	_, params, err := mime.ParseMediaType(contentType)
	boundary := params["boundary"]
	if err != nil || boundary == "" || len(boundary) > maxMIMEBoundary {
		return nil
	}
	if depth >= MaxMIMEDepth {
		sink.partWeird("exceeded_mime_max_depth")
		return nil
	}
	// The body's begin is the begin of a line.
	return &multipart{sink: sink, depth: depth, delim: []byte("\n--" + boundary), buf: []byte{'\n'}}
}

func (m *multipart) write(data []byte) {
	if m.state == partDone {
		return
	}
	m.buf = append(m.buf, data...)
	b := m.buf
	for more := true; more; {
		b, more = m.step(b)
	}
	m.buf = append(m.buf[:0], b...)
}

// step takes what can be decided from b, and reports whether that was anything.
func (m *multipart) step(b []byte) (rest []byte, more bool) {
	switch m.state {
	case partOutside, partBody:
		i := bytes.Index(b, m.delim)
		if i < 0 {
			// The end may be the begin of a delimiter with its CR.
			if keep := len(m.delim); len(b) > keep {
				m.content(b[:len(b)-keep])
				b = b[len(b)-keep:]
			}
			return b, false
		}
		end := i
		if end > 0 && b[end-1] == '\r' {
			end--
		}
		if j := bytes.IndexByte(b[i+len(m.delim):], '\n'); j < 0 && len(b)-i < len(m.delim)+maxMIMEBoundary {
			m.content(b[:end])
			return b[end:], false // the line is not whole
		} else if line := b[i+len(m.delim):][:max(j, 0)]; j < 0 || !isDelimiterTail(line) {
			m.content(b[:i+1]) // begins like a delimiter
			return b[i+1:], true
		} else {
			m.content(b[:end])
			m.endBody()
			m.state = partHead
			if bytes.HasPrefix(line, []byte("--")) {
				m.state = partDone
				return nil, false
			}
			m.sink.beginPart()
			return b[i+len(m.delim)+j+1:], true
		}
	case partHead:
		return m.head(b)
	}
	return nil, false
}

// isDelimiterTail reports whether a delimiter line may end so.
func isDelimiterTail(line []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(line, []byte("--")))) == 0
}

// head takes a header line; the empty line ends the headers.
func (m *multipart) head(b []byte) (rest []byte, more bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		if len(b) > maxMIMELine {
			return b[:maxMIMELine], false // the rest of the line is dropped
		}
		return b, false
	}
	line := bytes.TrimSuffix(b[:i], []byte{'\r'})
	if len(line) == 0 {
		m.headDone()
		// The empty line may be the one before a delimiter.
		return b[i:], true
	}
	if blank(line[0]) {
		if n := len(m.list); n > 0 && len(m.list[n-1].Value) < maxMIMELine {
			m.list[n-1].Value += " " + string(bytes.TrimSpace(line))
		}
		return b[i+1:], true
	}
	name, value, ok := bytes.Cut(line, []byte{':'})
	name = bytes.TrimSpace(name)
	switch {
	case !ok || len(name) == 0:
		m.sink.partWeird("illegal_mime_header")
	case len(m.list) < maxMIMEHeaders:
		m.list = append(m.list, HTTPHeader{string(name), strings.ToUpper(string(name)), string(bytes.TrimSpace(value))})
	}
	return b[i+1:], true
}

func (m *multipart) headDone() {
	for _, h := range m.list {
		if h.Name == "CONTENT-TYPE" {
			m.typ = h.Value
		}
		m.sink.partHeader(h.Original, h.Name, h.Value)
	}
	m.sink.partHeaders(m.list, m.typ)
	m.inner = newMultipart(m.typ, m.sink, m.depth+1)
	m.list, m.typ = nil, ""
	m.state = partBody
	m.fresh = true
}

// content takes bytes of the part at work.
func (m *multipart) content(b []byte) {
	if m.fresh && len(b) > 0 {
		b, m.fresh = b[1:], false // the end of the empty line after the headers
	}
	switch {
	case len(b) == 0 || m.state == partOutside:
	case m.inner != nil:
		m.inner.write(b)
	default:
		m.sink.partData(b)
	}
}

func (m *multipart) endBody() {
	if m.state != partBody {
		return
	}
	if m.inner != nil {
		m.inner.end()
		m.inner = nil
	}
	m.sink.endPart()
}

// end ends a body that need not be whole.
func (m *multipart) end() {
	switch m.state {
	case partHead:
		m.headDone()
		m.endBody()
	case partBody:
		b := m.buf
		// The last delimiter need not end its line.
		if i := bytes.Index(b, m.delim); i >= 0 && isDelimiterTail(b[i+len(m.delim):]) {
			b = bytes.TrimSuffix(b[:i], []byte{'\r'})
		}
		m.content(b)
		m.endBody()
	}
	m.buf, m.state = nil, partDone
}
