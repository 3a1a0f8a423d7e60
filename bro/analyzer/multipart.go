package analyzer

import (
	"bytes"
	"mime"
	"strings"
)

// A multipart takes a body with parts apart (RFC 2046 5.1) as it comes. Each
// part is an entity. What is before the first and after the last part is
// dropped.
type multipart struct {
	sink  partSink
	depth int
	delim []byte // "\n--boundary"
	buf   []byte // what cannot be decided yet
	part  *entity
	fresh bool // nothing of the part has come yet
	done  bool // the last part has ended
}

// maxMIMEBoundary is the longest boundary (RFC 2046 allows 70 bytes).
const maxMIMEBoundary = 256

// newMultipart returns what takes a body of this Content-Type apart, nil if it
// has no parts.
func newMultipart(contentType string, sink partSink, depth int) *multipart {
	const prefix = "multipart/"
	if len(contentType) < len(prefix) || !strings.EqualFold(contentType[:len(prefix)], prefix) {
		return nil
	}
	boundary := boundaryOf(contentType)
	if boundary == "" || len(boundary) > maxMIMEBoundary {
		return nil
	}
	if depth >= MaxMIMEDepth {
		sink.partWeird("exceeded_mime_max_depth", "")
		return nil
	}
	// The body's begin is the begin of a line.
	return &multipart{sink: sink, depth: depth, delim: []byte("\n--" + boundary), buf: []byte{'\n'}}
}

// boundaryOf reads the boundary. Where the standard library sees no media type,
// the rest of the parameters may be at fault.
func boundaryOf(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["boundary"]
	}
	const name = "boundary="
	i := strings.Index(lower(contentType), name)
	if i < 0 {
		return ""
	}
	value := contentType[i+len(name):]
	if quoted, ok := strings.CutPrefix(value, `"`); ok {
		value, _, _ = strings.Cut(quoted, `"`)
		return value
	}
	value, _, _ = strings.Cut(value, ";")
	return strings.TrimSpace(value)
}

func (m *multipart) write(data []byte) {
	if m.done {
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
	tail := b[i+len(m.delim):]
	j := bytes.IndexByte(tail, '\n')
	switch {
	case j < 0 && len(b)-i < len(m.delim)+maxMIMEBoundary:
		m.content(b[:end])
		return b[end:], false // the line is not whole
	case j < 0 || !isDelimiterTail(tail[:j]):
		m.content(b[:i+1]) // begins like a delimiter
		return b[i+1:], true
	}
	m.content(b[:end])
	m.endPart()
	if bytes.HasPrefix(tail[:j], []byte("--")) {
		m.done = true
		return nil, false
	}
	m.part, m.fresh = newEntity(m.sink, m.depth+1), true
	return tail[j:], true // the end of this line may begin the next delimiter
}

// isDelimiterTail reports whether a delimiter line may end so.
func isDelimiterTail(line []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(line, []byte("--")))) == 0
}

// content takes bytes of the part at work.
func (m *multipart) content(b []byte) {
	if len(b) == 0 || m.part == nil {
		return
	}
	if m.fresh {
		b, m.fresh = b[1:], false // the end of the delimiter's line
	}
	m.part.write(b)
}

func (m *multipart) endPart() {
	if m.part != nil {
		m.part.end()
		m.part = nil
	}
}

// end ends a body that need not be whole.
func (m *multipart) end() {
	if m.part != nil {
		b := m.buf
		// The last delimiter need not end its line.
		if i := bytes.Index(b, m.delim); i >= 0 && isDelimiterTail(b[i+len(m.delim):]) {
			b = bytes.TrimSuffix(b[:i], []byte{'\r'})
		}
		m.content(b)
		m.endPart()
	}
	m.buf, m.done = nil, true
}
