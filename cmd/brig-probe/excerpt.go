package main

import (
	"bytes"
	"fmt"
	"strings"
)

// half is how much of an output is kept at its beginning, and at its end.
const half = 512 << 10

// An excerpt keeps the beginning and the end of what is written to it, at
// most 1 MB.
type excerpt struct {
	head, tail []byte // tail is a ring once it is full
	at         int    // where the ring begins
	left       int64  // bytes between the two that were left out
}

func (e *excerpt) Write(p []byte) (int, error) {
	n := len(p)
	take := min(half-len(e.head), len(p))
	e.head = append(e.head, p[:take]...)
	p = p[take:]
	for len(p) > 0 {
		if len(e.tail) < half {
			take := min(half-len(e.tail), len(p))
			e.tail = append(e.tail, p[:take]...)
			p = p[take:]
			continue
		}
		c := copy(e.tail[e.at:], p)
		e.at = (e.at + c) % half
		e.left += int64(c)
		p = p[c:]
	}
	return n, nil
}

// bytes is what was kept, with a line that says what was not.
func (e *excerpt) bytes() []byte {
	b := bytes.Clone(e.head)
	if e.left > 0 {
		b = fmt.Appendf(b, "\n[%d bytes left out]\n", e.left)
	}
	b = append(b, e.tail[e.at:]...)
	return append(b, e.tail[:e.at]...)
}

// lastLine is the last line that is not empty, shortened.
func (e *excerpt) lastLine() string {
	text := strings.TrimSpace(string(e.bytes()))
	line := strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
	if len(line) > 300 {
		line = line[:300] + "..."
	}
	return strings.ToValidUTF8(line, "?")
}
