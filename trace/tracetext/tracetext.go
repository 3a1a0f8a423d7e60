// Package tracetext is the text form of traces, for tests and for reading a
// trace by eye. It converts both ways without loss, except that packed blocks
// are packed anew.
//
//	trace little
//	block packed
//	call 5.1 real=1000 virtual=900 time=1378000000000000
//	component 12.0
//	return 5.1 real=1042 virtual=930 user=1 system=0 maxrss=4096
//
// The first line gives the byte order, or is "trace 2" for a trace of
// version 2. Lines that begin with "map " follow in version 2: the text of the
// map that is in the trace, line by line. A line "block packed" or "block stored" begins a block; a packed
// block that does not get smaller becomes a stored one, and in version 2 that
// decides. Every other line is an entry: its options, its
// identifier as function and body, and its fields. Fields come in the order
// shown; real and virtual come together, as do user, system and maxrss, and
// they set the options that stand for them. The words for the other options
// are call, return, component, left, outside and type; further bits are one hexadecimal
// number. They are joined by plus signs: "call+component+0x408". An entry
// with no option at all is "none". Text from # to the end of a line is a
// comment, but for the lines of the map.
package tracetext

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"brig/trace"
)

// maxLine bounds a line in bytes. Lines of a map can be long.
const maxLine = 1 << 20

// mapLine begins the lines of a map.
const mapLine = "map "

// words are the options with a name and without a field.
var words = [...]struct {
	option trace.Options
	word   string
}{
	{trace.Call, "call"},
	{trace.Return, "return"},
	{trace.ComponentEvent, "component"},
	{trace.ComponentLeft, "left"},
	{trace.Outside, "outside"},
	{trace.Type, "type"},
}

// fields are the optional fields in their order.
var fields = [...]struct {
	option trace.Options
	name   string
	of     func(*trace.Entry) *int64
}{
	{trace.Clocks, "real", func(e *trace.Entry) *int64 { return &e.Real }},
	{trace.Clocks, "virtual", func(e *trace.Entry) *int64 { return &e.Virtual }},
	{trace.Timestamp, "time", func(e *trace.Entry) *int64 { return &e.Time }},
	{trace.Usage, "user", func(e *trace.Entry) *int64 { return &e.User }},
	{trace.Usage, "system", func(e *trace.Entry) *int64 { return &e.System }},
	{trace.Usage, "maxrss", func(e *trace.Entry) *int64 { return &e.MaxRSS }},
}

const fieldOptions = trace.Clocks | trace.Timestamp | trace.Usage

// Print writes the text form of a trace.
func Print(w io.Writer, r io.Reader, order trace.Order) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := printTrace(out, r, order)
	return errors.Join(err, out.Flush())
}

func printTrace(w *bufio.Writer, r io.Reader, order trace.Order) error {
	in := trace.NewReader(r, order)
	if in.Version() == trace.Version2 {
		fmt.Fprintf(w, "trace %d\n", trace.Version2)
		m, err := in.Map()
		if err != nil {
			return err
		}
		for line := range bytes.Lines(m.Text()) {
			w.WriteString(mapLine)
			w.Write(line)
		}
	} else {
		fmt.Fprintf(w, "trace %v\n", order)
	}
	var b trace.Block
	var e trace.Entry
	for {
		if err := in.Next(&b); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := b.Expand(); err != nil {
			return err
		}
		form := "stored"
		if b.Packed() {
			form = "packed"
		}
		fmt.Fprintf(w, "block %s\n", form)
		c := b.Cursor()
		for c.Next(&e) {
			if _, err := w.Write(appendEntry(w.AvailableBuffer(), &e)); err != nil {
				return err
			}
		}
		if err := c.Err(); err != nil {
			return err
		}
	}
}

func appendEntry(b []byte, e *trace.Entry) []byte {
	rest := e.Options &^ fieldOptions
	separator := ""
	for _, w := range words {
		if rest&w.option != 0 {
			b = append(append(b, separator...), w.word...)
			rest &^= w.option
			separator = "+"
		}
	}
	if rest != 0 {
		b = fmt.Appendf(b, "%s%#x", separator, uint32(rest))
	} else if separator == "" {
		b = append(b, "none"...)
	}
	b = fmt.Appendf(b, " %v", e.ID)
	for _, f := range fields {
		if e.Options&f.option != 0 {
			b = append(append(append(b, ' '), f.name...), '=')
			b = strconv.AppendInt(b, *f.of(e), 10)
		}
	}
	return append(b, '\n')
}

// Assemble reads the text form of a trace and writes the trace. The map is for
// one of version 2 whose text has none; it may be nil. Errors in the text give the line.
func Assemble(w io.Writer, r io.Reader, m *trace.Map) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	a := assembler{w: w, m: m}
	line := 0
	for in.Scan() {
		line++
		if text, ok := strings.CutPrefix(in.Text(), mapLine); ok {
			if err := a.mapText(text); err != nil {
				return fmt.Errorf("line %d: %w", line, err)
			}
			continue
		}
		text, _, _ := strings.Cut(in.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		if err := a.line(words); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("line %d: it is longer than %d bytes", line+1, maxLine)
	} else if err != nil {
		return fmt.Errorf("line %d: %w", line+1, err)
	}
	if a.version == 0 {
		return errors.New(`want "trace little", "trace big" or "trace 2" on the first line`)
	}
	if err := a.begin(); err != nil {
		return fmt.Errorf("line %d: %w", line, err)
	}
	if err := a.flush(); err != nil {
		return err
	}
	if a.second != nil {
		return a.second.Close()
	}
	return nil
}

// mapText takes a line of the map.
func (a *assembler) mapText(text string) error {
	switch {
	case a.version != trace.Version2 || a.inBlock:
		return errors.New(`want the map right behind "trace 2"`)
	case len(a.text)+len(text) >= trace.MaxMapSize:
		return fmt.Errorf("the map is larger than %d bytes", trace.MaxMapSize)
	}
	a.text = append(append(a.text, text...), '\n')
	return nil
}

// begin writes what comes before the first block.
func (a *assembler) begin() error {
	if a.version != trace.Version2 || a.second != nil {
		return nil
	}
	if a.m == nil {
		a.m = new(trace.Map)
	}
	if a.text != nil {
		var err error
		if a.m, err = trace.ParseMap(a.text); err != nil {
			return fmt.Errorf("the map before this line: %w", err)
		}
	}
	var err error
	a.second, err = trace.NewWriter2(a.w, a.m)
	return err
}

type assembler struct {
	w       io.Writer
	m       *trace.Map
	text    []byte         // of the map, of version 2
	second  *trace.Writer2 // of version 2, from the first block on
	version int
	order   trace.Order
	inBlock bool
	packed  bool
	size    int // of the entries, at least
	entries []trace.Entry
}

func (a *assembler) line(words []string) error {
	if a.version == 0 {
		if len(words) != 2 || words[0] != "trace" {
			return errors.New(`want "trace little", "trace big" or "trace 2"`)
		}
		a.version = trace.Version
		switch words[1] {
		case "little":
		case "big":
			a.order = trace.BigEndian
		case "2":
			a.version = trace.Version2
		default:
			return errors.New(`want "trace little", "trace big" or "trace 2"`)
		}
		return nil
	}
	if words[0] == "block" {
		if len(words) != 2 || words[1] != "packed" && words[1] != "stored" {
			return errors.New(`want "block packed" or "block stored"`)
		}
		if err := a.begin(); err != nil {
			return err
		}
		err := a.flush()
		a.inBlock, a.packed = true, words[1] == "packed"
		return err
	}
	if !a.inBlock {
		return errors.New(`want "block packed" or "block stored" before the first entry`)
	}
	e, err := parseEntry(words)
	if err != nil {
		return err
	}
	if a.size += 8; a.size > trace.MaxBlockSize {
		return fmt.Errorf("the block is larger than %d bytes", trace.MaxBlockSize)
	}
	a.entries = append(a.entries, e)
	return nil
}

func (a *assembler) flush() error {
	if !a.inBlock {
		return nil
	}
	var err error
	if a.second != nil {
		for i := range a.entries {
			a.second.Append(&a.entries[i])
		}
		err = a.second.Flush()
	} else {
		err = trace.WriteBlock(a.w, a.order, a.packed, a.entries)
	}
	a.entries, a.size = a.entries[:0], 0
	return err
}

func parseEntry(text []string) (trace.Entry, error) {
	var e trace.Entry
	if len(text) < 2 {
		return e, fmt.Errorf("%q: want options and an identifier", text[0])
	}
	var err error
	if e.Options, err = parseOptions(text[0]); err != nil {
		return e, err
	}
	function, body, ok := strings.Cut(text[1], ".")
	f, ferr := strconv.ParseInt(function, 10, 16)
	b, berr := strconv.ParseInt(body, 10, 16)
	if !ok || ferr != nil || berr != nil {
		return e, fmt.Errorf("identifier %q: want function.body, each of 16 bits", text[1])
	}
	e.ID = trace.MakeID(int(f), int(b))

	var seen [len(fields)]bool
	next := 0
	for _, word := range text[2:] {
		name, value, _ := strings.Cut(word, "=")
		for next < len(fields) && fields[next].name != name {
			next++
		}
		if next == len(fields) {
			return e, fmt.Errorf("field %q: want real, virtual, time, user, system, maxrss in this order", word)
		}
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return e, fmt.Errorf("field %q: want a number of 64 bits", word)
		}
		*fields[next].of(&e) = v
		e.Options |= fields[next].option
		seen[next] = true
		next++
	}
	for i, f := range fields {
		if e.Options&f.option != 0 && !seen[i] {
			return e, fmt.Errorf("field %s is missing: real and virtual come together, as do user, system and maxrss", f.name)
		}
	}
	return e, nil
}

func parseOptions(text string) (trace.Options, error) {
	var out trace.Options
	if text == "none" {
		return 0, nil
	}
next:
	for part := range strings.SplitSeq(text, "+") {
		for _, w := range words {
			if part == w.word {
				out |= w.option
				continue next
			}
		}
		v, err := strconv.ParseUint(part, 0, 32)
		if err != nil || !strings.HasPrefix(part, "0x") || trace.Options(v)&fieldOptions != 0 {
			return 0, fmt.Errorf("option %q: want call, return, component, left, outside, type or hexadecimal bits without a field", part)
		}
		out |= trace.Options(v)
	}
	return out, nil
}
