package analyzer

import "bytes"

// MaxTextLine is the longest line of FTP, SMTP, POP3 and IMAP that is kept;
// what exceeds it is cut off. SMTP has 998 bytes (RFC 5322 2.1.1).
const MaxTextLine = 16 << 10

// textLines finds the lines of protocols whose lines end with CR LF; LF alone
// will do. It never ends a line before its LF, so that what comes after a line
// may be of another protocol.
type textLines struct {
	kept []byte // begin of a line whose end has not come
	cut  bool   // the line is longer than MaxTextLine
	lost bool   // the line's begin is missing
}

// line takes the next whole line from data; it says no when data is used up. A line
// without its begin is left out, one that is too long told of.
func (l *textLines) line(b base, data []byte) (line, rest []byte, ok bool) {
	for len(data) > 0 {
		line, rest, cut, ok := l.next(data)
		if !ok {
			break
		}
		if !l.lost {
			if cut {
				b.weird("line_too_long", "")
			}
			return line, rest, true
		}
		data, l.lost = rest, false
	}
	return nil, nil, false
}

// each calls f with each whole line of data.
func (l *textLines) each(data []byte, f func(line []byte)) {
	for {
		line, rest, _, ok := l.next(data)
		if !ok {
			return
		}
		f(line)
		data = rest
	}
}

// gap forgets the line at hand, whose end will be the next to come.
func (l *textLines) gap() { *l = textLines{lost: true} }

// next takes a line from data, without its end: LF, or CR LF. It says no if the
// end has not come; what there is of the line is then kept. cut tells that the
// line was too long. The line is good until the next call.
func (l *textLines) next(data []byte) (line, rest []byte, cut, ok bool) {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		l.keep(data)
		return nil, nil, false, false
	}
	line, rest = data[:i], data[i+1:]
	if len(l.kept) > 0 || l.cut {
		l.keep(line)
		line = l.kept
	}
	cut = l.cut || len(line) > MaxTextLine
	line = line[:min(len(line), MaxTextLine)]
	l.kept, l.cut = l.kept[:0], false
	return bytes.TrimSuffix(line, []byte{'\r'}), rest, cut, true
}

func (l *textLines) keep(b []byte) {
	if room := MaxTextLine + 1 - len(l.kept); len(b) > room {
		b, l.cut = b[:room], true
	}
	l.kept = append(l.kept, b...)
}

// drop forgets the line at hand and returns what was kept of it.
func (l *textLines) drop() []byte {
	b := l.kept
	*l = textLines{}
	return b
}

// firstLine is the first line of what a side says, and whether it is whole.
func firstLine(head []byte) (line []byte, whole bool) {
	line, _, whole = bytes.Cut(head, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'}), whole
}

// word splits the first word off a line.
func word(line []byte) (first, rest []byte) {
	line = bytes.TrimLeft(line, " \t")
	i := bytes.IndexAny(line, " \t")
	if i < 0 {
		return line, nil
	}
	return line[:i], bytes.TrimLeft(line[i:], " \t")
}

// replyCode reads the three digits that begin a reply of FTP and SMTP, and
// what separates them from the text; sep is 0 if nothing comes after them.
func replyCode(line []byte) (code uint64, sep byte, text []byte, ok bool) {
	if len(line) < 3 {
		return 0, 0, nil, false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, 0, nil, false
		}
		code = 10*code + uint64(c-'0')
	}
	if len(line) == 3 {
		return code, 0, nil, true
	}
	return code, line[3], line[4:], true
}
