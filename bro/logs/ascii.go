package logs

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file writes logs in the format of Bro's ASCII writer: one line a
// record, columns between separators, after a header that names them.

// A format holds the LogAscii options.
type format struct {
	separator, setSeparator string
	empty, unset            string
	meta                    string
	header, toStdout        bool
	special                 [256]bool // bytes that are written as \xHH
}

func newFormat(in *interp.Interp) *format {
	text := func(name, otherwise string) string {
		for _, module := range []string{"LogAscii::", "Log::"} {
			if v, ok := in.Global(module + name); ok && v.Kind() == resolve.String {
				return v.Str()
			}
		}
		return otherwise
	}
	flag := func(name string, otherwise bool) bool {
		if v, ok := in.Global("LogAscii::" + name); ok && v.Kind() == resolve.Bool {
			return v.Bool()
		}
		return otherwise
	}
	f := &format{
		separator:    text("separator", "\t"),
		setSeparator: text("set_separator", ","),
		empty:        text("empty_field", "(empty)"),
		unset:        text("unset_field", "-"),
		meta:         text("meta_prefix", "#"),
		header:       flag("include_meta", true),
		toStdout:     flag("output_to_stdout", false),
	}
	for b := range f.special {
		f.special[b] = b < 0x20 || b >= 0x7f
	}
	// A longer separator is broken by hiding its first byte.
	if f.separator != "" {
		f.special[f.separator[0]] = true
	}
	return f
}

// A log is a file being written.
type log struct {
	path, file string
	w          io.WriteCloser // nil once closed
	buf        *bufio.Writer
	line       []byte
	lines      int64
	hash       hash.Hash
	unbuffered bool
	format     *format
}

// bufferSize is how much of a log is kept before it is written.
const bufferSize = 64 << 10

type stdout struct{ io.Writer }

func (stdout) Close() error { return nil }

// start creates the file of a path and writes the header.
func (fw *Framework) start(path string, columns []column) (*log, error) {
	l := &log{path: path, file: path + ".log", hash: sha256.New(), format: fw.format}
	if path == "/dev/stdout" || fw.format.toStdout {
		if fw.Stdout == nil {
			return nil, fmt.Errorf("writing log %s: there is no standard output", path)
		}
		l.w, l.file = stdout{fw.Stdout}, path
	} else {
		w, err := fw.Create(l.file)
		if err != nil {
			return nil, fmt.Errorf("creating log %s: %w", l.file, err)
		}
		l.w = w
	}
	l.buf = bufio.NewWriterSize(l.w, bufferSize)
	if fw.format.header {
		l.writeHeader(columns, fw.in.NetworkTime())
	}
	return l, nil // an error of the header stays in buf
}

func (l *log) writeHeader(columns []column, now float64) {
	f := l.format
	var names, types strings.Builder
	for _, c := range columns {
		names.WriteString(f.separator + c.name)
		types.WriteString(f.separator + c.typ)
	}
	fmt.Fprintf(l.buf, "%sseparator ", f.meta)
	for i := range len(f.separator) {
		fmt.Fprintf(l.buf, "\\x%02x", f.separator[i])
	}
	l.buf.WriteByte('\n')
	for _, m := range [...][2]string{
		{"set_separator", f.setSeparator},
		{"empty_field", f.empty},
		{"unset_field", f.unset},
		{"path", l.path},
		{"open", stamp(now)},
	} {
		l.buf.WriteString(f.meta + m[0] + f.separator + m[1] + "\n")
	}
	l.buf.WriteString(f.meta + "fields" + names.String() + "\n")
	l.buf.WriteString(f.meta + "types" + types.String() + "\n")
}

// stamp gives seconds since 1970 as in "#open".
func stamp(sec float64) string {
	return time.Unix(int64(sec), 0).UTC().Format("2006-01-02-15-04-05")
}

func (l *log) close(now float64) error {
	if l.format.header {
		l.buf.WriteString(l.format.meta + "close" + l.format.separator + stamp(now) + "\n")
	}
	err := l.buf.Flush()
	if cerr := l.w.Close(); err == nil {
		err = cerr
	}
	l.w = nil
	return err
}

func (l *log) digest() string { return hex.EncodeToString(l.hash.Sum(nil)) }

func (l *log) write(r *interp.Record, columns []column) error {
	b := l.line[:0]
	for i := range columns {
		if i > 0 {
			b = append(b, l.format.separator...)
		}
		b = l.format.append(b, columns[i].of(r))
	}
	// A line must not be taken for a header line.
	if m := l.format.meta; m != "" && len(b) >= len(m) && string(b[:len(m)]) == m {
		b = append([]byte(fmt.Sprintf("\\x%02x", m[0])), b[1:]...)
	}
	b = append(b, '\n')
	l.line = b
	l.lines++
	l.hash.Write(b)
	_, err := l.buf.Write(b)
	if err == nil && l.unbuffered {
		err = l.buf.Flush()
	}
	return err
}

// append appends a column.
func (f *format) append(b []byte, v interp.Value) []byte {
	switch v.Kind() {
	case resolve.Invalid:
		return append(b, f.unset...)
	case resolve.Set:
		t := v.Table()
		if t.Len() == 0 {
			return append(b, f.empty...)
		}
		first := true
		for i := range t.Cap() {
			if !t.Live(i) {
				continue
			}
			if !first {
				b = append(b, f.setSeparator...)
			}
			first = false
			b = f.appendAtom(b, t.Keys(i)[0], true)
		}
		return b
	case resolve.Vector:
		elems := v.Vector().Elems()
		if len(elems) == 0 {
			return append(b, f.empty...)
		}
		for i, x := range elems {
			if i > 0 {
				b = append(b, f.setSeparator...)
			}
			b = f.appendAtom(b, x, true)
		}
		return b
	}
	return f.appendAtom(b, v, false)
}

// appendAtom appends a value without parts; element says that it is one of a
// set or vector.
func (f *format) appendAtom(b []byte, v interp.Value, element bool) []byte {
	switch v.Kind() {
	case resolve.Invalid:
		return append(b, f.unset...)
	case resolve.String:
		return f.appendText(b, v.Str(), element)
	case resolve.Time, resolve.Interval:
		return strconv.AppendFloat(b, v.Seconds(), 'f', 6, 64)
	case resolve.Port:
		num, _ := v.Port()
		return strconv.AppendUint(b, uint64(num), 10)
	case resolve.Callable:
		return f.appendText(b, v.Func().Name, element)
	case resolve.File:
		return f.appendText(b, v.File().Name, element)
	case resolve.Pattern:
		return f.appendText(b, v.Pattern().String(), element)
	}
	return v.Append(b)
}

// appendText appends a string such that it cannot be taken for anything else.
// Bytes that are no printable ASCII become \xHH and a backslash is doubled.
func (f *format) appendText(b []byte, s string, element bool) []byte {
	switch s {
	case "":
		return append(b, f.empty...)
	case f.unset, f.empty:
		return appendHex(b, s[0], s[1:])
	}
	for i := range len(s) {
		switch c := s[i]; {
		case f.special[c], element && f.setSeparator != "" && c == f.setSeparator[0]:
			b = appendHex(b, c, "")
		case c == '\\':
			b = append(b, '\\', '\\')
		default:
			b = append(b, c)
		}
	}
	return b
}

func appendHex(b []byte, c byte, rest string) []byte {
	const digits = "0123456789abcdef"
	return append(append(b, '\\', 'x', digits[c>>4], digits[c&15]), rest...)
}
