package logs

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"brig/bro/interp"
)

// A log is a file being written.
type log struct {
	path, file string
	stream     *stream
	filter     string // the name of the one that began it
	columns    []column
	w          io.WriteCloser // nil once closed
	buf        *bufio.Writer
	line       []byte
	room       room // of the line
	lines      int64
	hash       hash.Hash
	unbuffered bool
	format     *format
}

// bufferSize is how much of a log is kept before it is written.
const bufferSize = 64 << 10

type stdout struct{ io.Writer }

func (stdout) Close() error { return nil }

// A gzipFile compresses what is written to a file.
type gzipFile struct {
	*gzip.Writer
	file io.Closer
}

func (z gzipFile) Close() error { return errors.Join(z.Writer.Close(), z.file.Close()) }

// start creates the file of a path and writes the header.
func (fw *Framework) start(s *stream, f *filter, path string) (*log, error) {
	l := &log{path: path, stream: s, filter: f.name, columns: f.columns, hash: sha256.New(), format: f.format}
	if path == "/dev/stdout" || l.format.toStdout {
		if fw.Stdout == nil {
			return nil, fmt.Errorf("writing log %s: there is no standard output", path)
		}
		l.w, l.file = stdout{fw.Stdout}, path
	} else if err := fw.createFile(l); err != nil {
		return nil, err
	}
	l.buf = bufio.NewWriterSize(l.w, bufferSize)
	if l.format.header && !l.format.json {
		l.writeHeader(fw.in.NetworkTime())
	}
	return l, nil // an error of the header stays in buf
}

// createFile creates the file of a log.
func (fw *Framework) createFile(l *log) error {
	l.file = l.path + ".log"
	if dir, ok := fw.in.Global("Log::default_logdir"); ok && dir.Str() != "" {
		l.file = dir.Str() + "/" + l.file
	}
	if l.format.gzipLevel > 0 {
		l.file += "." + l.format.gzipExtension
	}
	w, err := fw.Create(l.file)
	if err != nil {
		return fmt.Errorf("creating log %s: %w", l.file, err)
	}
	if l.w = w; l.format.gzipLevel > 0 {
		z, err := gzip.NewWriterLevel(w, l.format.gzipLevel)
		if err != nil {
			return fmt.Errorf("compressing log %s: %w", l.file, err)
		}
		l.w = gzipFile{z, w}
	}
	return nil
}

func (l *log) writeHeader(now float64) {
	f := l.format
	var names, types []string
	for _, c := range l.columns {
		names, types = append(names, c.name), append(types, c.typ)
	}
	if f.tsv {
		l.buf.WriteString(strings.Join(names, f.separator) + "\n")
		return
	}
	fmt.Fprintf(l.buf, "%sseparator %s\n", f.meta, hexed(nil, []byte(f.separator), nil))
	for _, m := range [...][2]string{
		{"set_separator", escaped(f.setSeparator)},
		{"empty_field", escaped(f.empty)},
		{"unset_field", escaped(f.unset)},
		{"path", escaped(l.path)},
		{"open", stamp(now)},
		{"fields", strings.Join(names, f.separator)},
		{"types", strings.Join(types, f.separator)},
	} {
		l.buf.WriteString(f.meta + m[0] + f.separator + m[1] + "\n")
	}
}

// escaped gives a string with every byte that is no printable ASCII as \xHH.
func escaped(s string) string {
	var b []byte
	for i := range len(s) {
		if c := s[i]; c >= 0x20 && c < 0x7f {
			b = append(b, c)
		} else {
			b = hexed(b, []byte{c}, nil)
		}
	}
	return string(b)
}

// stamp gives seconds since 1970 as in "#open".
func stamp(sec float64) string {
	return time.Unix(int64(sec), 0).UTC().Format("2006-01-02-15-04-05")
}

func (l *log) close(now float64) error {
	if f := l.format; f.header && !f.json && !f.tsv {
		l.buf.WriteString(f.meta + "close" + f.separator + stamp(now) + "\n")
	}
	err := l.buf.Flush()
	if cerr := l.w.Close(); err == nil {
		err = cerr
	}
	l.w = nil
	return err
}

// summary is what Logs says of it.
func (l *log) summary() Log {
	return Log{l.path, l.lines, hex.EncodeToString(l.hash.Sum(nil))}
}

func (l *log) write(r, ext *interp.Record, columns []column, limits limits) error {
	l.room = room{limits: limits}
	if l.format.json {
		l.line = l.format.appendJSON(l.line[:0], r, ext, columns, &l.room)
	} else {
		l.line = l.format.appendTSV(l.line[:0], r, ext, columns, &l.room)
	}
	l.line = append(l.line, '\n')
	l.lines++
	l.hash.Write(l.line)
	_, err := l.buf.Write(l.line)
	if err == nil && l.unbuffered {
		err = l.buf.Flush()
	}
	return err
}
