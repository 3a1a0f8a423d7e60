package syntax

import (
	"cmp"
	"fmt"
	"strings"
)

// A File is one source of code: a script, or code given on the command line.
type File struct {
	Name  string // as shown in messages: the path it was found under, or "<command line>"
	Level int    // how deep it is nested in the files that load it; 0 for what nothing loads

	src string // set by Parse
}

// A Pos is a place in a file. Lines and columns count from 1, columns in
// bytes. The zero Pos is no place: it belongs to what the engine itself made.
type Pos struct {
	File      *File
	Line, Col int32
}

// IsValid reports whether p is a place in a file.
func (p Pos) IsValid() bool { return p.File != nil }

// String gives "FILE, line N, column M", as messages begin.
func (p Pos) String() string {
	if !p.IsValid() {
		return "<no location>"
	}
	return fmt.Sprintf("%s, line %d, column %d", p.File.Name, p.Line, p.Col)
}

// A Span is the text from Start up to and including the character before End.
type Span struct {
	Start, End Pos
}

// Pos returns the start of the span; embedded, it gives a node its position.
func (s Span) Pos() Pos { return s.Start }

// Extent returns the span itself.
func (s Span) Extent() Span { return s }

// Text returns the source within the span, on one line, or "" if there is none.
func (s Span) Text() string {
	if !s.Start.IsValid() || s.Start.File != s.End.File {
		return ""
	}
	src := s.Start.File.src
	from, to := offset(src, s.Start), offset(src, s.End)
	if from > to {
		return ""
	}
	return strings.Join(strings.Fields(src[from:to]), " ")
}

// offset finds p in its file.
func offset(src string, p Pos) int {
	off := 0
	for range p.Line - 1 {
		n := strings.IndexByte(src[off:], '\n')
		if n < 0 {
			break
		}
		off += n + 1
	}
	return min(off+int(p.Col)-1, len(src))
}

// An Error is a message about a place in a script.
type Error struct {
	Pos     Pos
	Msg     string
	Warning bool // the program can run nevertheless
}

// Error gives the message in Bro's manner:
// "FILE, line N, column M: error: MESSAGE".
func (e *Error) Error() string {
	kind := "error"
	if e.Warning {
		kind = "warning"
	}
	return fmt.Sprintf("%s: %s: %s", e.Pos, kind, e.Msg)
}

// Compare orders positions of one file by line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}
