package analyzer

import "bytes"

// A lineReader takes one side of a stream apart into lines, which end with CR
// LF, LF or CR. What it keeps of a line whose end has not come is bounded.
type lineReader struct {
	max  int // longest line, without its end; longer ones come in pieces
	buf  []byte
	over bool // the latest line was a piece
}

// next takes the first line of what was kept and of data. It is good until the
// next call. If its end has not come, ok is false and all is kept. A CR is no
// end before it is known whether an LF follows.
func (l *lineReader) next(data []byte) (line, rest []byte, ok bool) {
	if len(data) == 0 {
		return nil, nil, false
	}
	l.over = false
	if n := len(l.buf); n > 0 && l.buf[n-1] == '\r' {
		line, l.buf = l.buf[:n-1], l.buf[:0]
		return line, bytes.TrimPrefix(data, []byte{'\n'}), true
	}
	room := l.max - len(l.buf)
	head := data[:min(len(data), room+1)]
	i := bytes.IndexByte(head, '\n')
	if i >= 0 {
		head = head[:i]
	}
	if j := bytes.IndexByte(head, '\r'); j >= 0 {
		i = j
	}
	switch {
	case i >= 0 && (data[i] == '\n' || i+1 < len(data)):
		line, rest = data[:i], data[i+1:]
		if data[i] == '\r' {
			rest = bytes.TrimPrefix(rest, []byte{'\n'})
		}
	case i < 0 && len(data) > room:
		line, rest = data[:room], data[room:]
		l.over = true
	default:
		l.buf = append(l.buf, data...)
		return nil, nil, false
	}
	if len(l.buf) > 0 {
		line = append(l.buf, line...)
		l.buf = line[:0]
	}
	return line, rest, true
}

// kept is what came of a line whose end has not come. It is not kept any more.
func (l *lineReader) kept() []byte {
	b := l.buf
	l.buf = nil
	return b
}

// gap forgets a line that lacks a part.
func (l *lineReader) gap() { l.buf = l.buf[:0] }
