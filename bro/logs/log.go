package logs

import (
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
	buf        []byte         // header and lines that are not written yet
	hashed     int            // of these, bytes that are in hash or belong to no line
	err        error          // of writing
	room       room           // of the last line
	lines      int64
	hash       hash.Hash // of lines
	unbuffered bool
	format     *format
}

// bufferSize is how much of a log is kept before it is written and hashed.
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
	if l.format.header && !l.format.json {
		l.header(fw.in.NetworkTime())
	}
	return l, nil
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

func (l *log) header(now float64) {
	f := l.format
	var names, types []string
	for _, c := range l.columns {
		names, types = append(names, c.name), append(types, c.typ)
	}
	if f.tsv {
		l.apart(strings.Join(names, f.separator))
		return
	}
	l.apart(f.meta + "separator " + string(hexed(nil, []byte(f.separator), nil)))
	for _, m := range [...][2]string{
		{"set_separator", escaped(f.setSeparator)},
		{"empty_field", escaped(f.empty)},
		{"unset_field", escaped(f.unset)},
		{"path", escaped(l.path)},
		{"open", stamp(now)},
		{"fields", strings.Join(names, f.separator)},
		{"types", strings.Join(types, f.separator)},
	} {
		l.apart(f.meta + m[0] + f.separator + m[1])
	}
}

// apart puts down what is no record's line.
func (l *log) apart(line string) {
	l.sum()
	l.buf = append(append(l.buf, line...), '\n')
	l.hashed = len(l.buf)
}

// sum takes the lines that are not written yet into the hash.
func (l *log) sum() {
	l.hash.Write(l.buf[l.hashed:])
	l.hashed = len(l.buf)
}

// flush writes what there is. After an error nothing more is written.
func (l *log) flush() error {
	l.sum()
	if l.err == nil && len(l.buf) > 0 {
		_, l.err = l.w.Write(l.buf)
	}
	l.buf, l.hashed = l.buf[:0], 0
	return l.err
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
		l.apart(f.meta + "close" + f.separator + stamp(now))
	}
	err := l.flush()
	if cerr := l.w.Close(); err == nil {
		err = cerr
	}
	l.w = nil
	return err
}

// summary is what Logs says of it.
func (l *log) summary() Log {
	l.sum()
	return Log{l.path, l.lines, hex.EncodeToString(l.hash.Sum(nil))}
}

func (l *log) write(r, ext *interp.Record, columns []column, limits limits) error {
	l.room = room{limits: limits}
	if l.format.json {
		l.buf = l.format.appendJSON(l.buf, r, ext, columns, &l.room)
	} else {
		l.buf = l.format.appendTSV(l.buf, r, ext, columns, &l.room)
	}
	l.buf = append(l.buf, '\n')
	l.lines++
	if l.unbuffered || len(l.buf) >= bufferSize {
		return l.flush()
	}
	return nil
}
