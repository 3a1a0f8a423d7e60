package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"brig/trace"
	"brig/trace/tracetext"
	"brig/zeekprofile"
)

// An input is a file that decode reads, whatever it holds.
type input struct {
	io.Reader        // at the beginning; an *os.File if it can be sought in
	name      string // for messages
	head      []byte
	size      int64 // of what Reader reads, in bytes; 0 if that is not known
	close     func() error
}

// openInput opens a file, or standard input for "-", and reads its beginning.
// What is compressed with gzip, as Zeek's logs are once they are rotated, is
// read as what is in it.
func openInput(name string, stdin io.Reader) (*input, error) {
	in := &input{name: "standard input", head: make([]byte, zeekprofile.HeadSize), close: func() error { return nil }}
	r := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("reading trace: %w", err)
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, fmt.Errorf("reading trace: %s is a folder", name)
		}
		in.name, in.close, r = name, f.Close, f
	}
	n, err := io.ReadFull(r, in.head)
	in.head = in.head[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		in.close()
		return nil, fmt.Errorf("reading %s: %w", in.name, err)
	}
	if in.gunzip(r) {
		return in, nil
	}
	if f, ok := r.(*os.File); ok {
		if _, err := f.Seek(0, io.SeekStart); err == nil {
			in.Reader = f
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
				in.size = info.Size()
			}
			return in, nil
		}
	}
	in.Reader = io.MultiReader(bytes.NewReader(in.head), r)
	return in, nil
}

// gunzip has the input read what is compressed in it, and reports whether it
// is compressed. A trace of version 1 can begin like it, but has no content
// that expands.
func (in *input) gunzip(r io.Reader) bool {
	if !bytes.HasPrefix(in.head, []byte("\x1f\x8b\x08")) {
		return false
	}
	first := in.head
	z, err := gzip.NewReader(bytes.NewReader(first))
	if err != nil {
		return false
	}
	if n, _ := io.ReadFull(z, make([]byte, 1)); n == 0 {
		return false
	}
	if err := z.Reset(io.MultiReader(bytes.NewReader(first), r)); err != nil {
		return false
	}
	head := make([]byte, zeekprofile.HeadSize)
	n, _ := io.ReadFull(z, head) // an error is met again
	in.head = head[:n]
	in.Reader = io.MultiReader(bytes.NewReader(in.head), z)
	return true
}

// unreadable is an input that only gives the error of opening it.
func unreadable(name string, err error) *input {
	var opening *fs.PathError
	if errors.As(err, &opening) {
		err = opening.Err
	}
	r, w := io.Pipe()
	w.CloseWithError(err)
	return &input{Reader: r, name: name, close: r.Close}
}

var errEmpty = errors.New("the file is empty, as a trace of version 1 without entries is: name its map (-m) if it is that")

// isText reports whether the file is a trace in its text form, after comments.
func (in *input) isText() bool {
	for line := range bytes.Lines(in.head) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		if words := bytes.Fields(line); len(words) > 0 {
			return len(words) == 2 && string(words[0]) == "trace"
		}
	}
	return false
}

// A selection is what is read of a trace.
type selection struct {
	packets, times string // as given
	part           trace.Part
	some           bool // not the whole trace
}

// parse takes the flags apart.
func (s *selection) parse() error {
	s.part = trace.WholeTrace()
	s.some = s.packets != "" || s.times != ""
	if s.packets != "" {
		first, last, ranged := strings.Cut(s.packets, "-")
		if !ranged {
			last = first
		}
		for _, end := range []struct {
			text string
			to   *int64
		}{{first, &s.part.First}, {last, &s.part.Last}} {
			if end.text == "" && ranged && s.packets != "-" {
				continue
			}
			v, err := strconv.ParseInt(end.text, 10, 64)
			if err != nil || v < 0 {
				return usagef("decode --packets %s: want FIRST-LAST, FIRST-, -LAST or a number; the first packet is 1", s.packets)
			}
			*end.to = v
		}
		if s.part.First > s.part.Last {
			return usagef("decode --packets %s: the last packet is before the first", s.packets)
		}
	}
	if s.times == "" {
		return nil
	}
	from, to, ok := strings.Cut(s.times, "..")
	if !ok {
		from, to, ok = strings.Cut(s.times, "-")
	}
	if !ok || from == "" && to == "" {
		return usagef("decode --time %s: want FROM-TO", s.times)
	}
	since := 0
	for _, end := range []struct {
		text string
		to   *int64
	}{{from, &s.part.From}, {to, &s.part.To}} {
		if end.text == "" {
			continue
		}
		v, relative, err := parseMoment(end.text)
		if err != nil {
			return usagef("decode --time %s: %v", s.times, err)
		}
		*end.to = v
		since++
		if relative {
			since += 2
		}
	}
	switch since {
	case 3, 6:
		s.part.SinceFirst = true
	case 4:
		return usagef("decode --time %s: one end is since the first packet, the other is not", s.times)
	}
	if s.part.From > s.part.To {
		return usagef("decode --time %s: the end is before the beginning", s.times)
	}
	return nil
}

// parseMoment reads a time: seconds since 1970, a date as of RFC 3339, or "+"
// and seconds since the first packet.
func parseMoment(text string) (ns int64, relative bool, err error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UnixNano(), false, nil
	}
	number, relative := strings.CutPrefix(text, "+")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(0 <= v && v < 9e9) {
		return 0, false, fmt.Errorf("%q is neither seconds since 1970, nor +SECONDS since the first packet, nor a date like 2013-09-01T12:00:00Z", text)
	}
	whole, part := math.Modf(v)
	return int64(whole)*1e9 + int64(math.Round(part*1e6))*1e3, relative, nil
}

// traceReader returns the trace that is in the file, or made of its text, or
// the part of it that is asked for. Stop ends what makes it.
func (s *selection) traceReader(in *input, m *trace.Map) (r io.Reader, stop func()) {
	r = in.Reader
	var made []*io.PipeReader
	if in.isText() {
		text := r
		made = append(made, pipe(func(w io.Writer) error {
			return unplaced(tracetext.Assemble(w, text, m))
		}))
		r = made[0]
	}
	if s.some {
		whole, order := r, trace.LittleEndian
		if m != nil {
			order = m.Order
		}
		made = append(made, pipe(func(w io.Writer) error { return unplaced(trace.Cut(w, whole, order, s.part)) }))
		r = made[len(made)-1]
	}
	return r, func() {
		for _, p := range made {
			p.Close()
		}
	}
}

// pipe returns what a function writes. It ends when that is closed.
func pipe(write func(io.Writer) error) *io.PipeReader {
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	return r
}

// An unplacedError is one of what makes a trace. Where it happens in that
// trace says nothing.
type unplacedError struct{ error }

// unplaced marks an error, unless it has a place in the trace that is read.
func unplaced(err error) error {
	var damage *trace.Error
	if err == nil || errors.As(err, &damage) {
		return err
	}
	return &unplacedError{err}
}

// fault is an error of a file, with what tells where.
func (in *input) fault(err error) error {
	var line *zeekprofile.Error
	var inner *unplacedError
	var foreign *trace.ForeignError
	var output *outputError
	switch {
	case errors.As(err, &output): // not of this file
		return output
	case errors.As(err, &line):
		return fmt.Errorf("%s:%d: %w", in.name, line.Line, line.Err)
	case errors.As(err, &inner):
		err = inner.error
	case errors.As(err, &foreign) && foreign.Like != "":
		err = foreign
	}
	return fmt.Errorf("%s: %w", in.name, err)
}
