package input

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
)

// A file is a source that is read again as it changes.
//
// A named pipe is opened whether or not somebody writes to it. In mode STREAM it
// gives what is in it at present; else there is some patience with writers that
// are late, and then all is read until the last of them has closed it.
type file struct {
	path string
	// Of named pipes:
	follow   bool            // do not wait
	patience time.Duration   // for the first byte
	quit     <-chan struct{} // gives up when closed

	f    *os.File    // open in mode STREAM, and while reading
	info os.FileInfo // of f when it was opened; nil before
	// hushed counts problems that were not reported because the last one was.
	hushed int
	failed bool
}

func newFile(s *stream) file {
	return file{path: s.source, follow: s.mode == streaming, patience: s.beat, quit: s.fw.quit}
}

// open opens the file at its beginning.
func (s *file) open() error {
	s.close()
	f, err := os.OpenFile(s.path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe without writer would block
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	s.f, s.info = f, info
	return nil
}

// contents is what is to be read of the open file.
func (s *file) contents() io.Reader {
	if s.info.Mode()&os.ModeNamedPipe == 0 {
		return s.f
	}
	return &pipe{file: s, late: time.Now().Add(s.patience)}
}

// A pipe reads a named pipe.
type pipe struct {
	*file
	late time.Time // no writer will come after this
}

func (p *pipe) Read(b []byte) (int, error) {
	for {
		p.f.SetReadDeadline(time.Now().Add(poll))
		n, err := p.f.Read(b)
		switch {
		case n > 0:
			p.late = time.Time{}
			return n, nil
		case err == io.EOF && !p.follow && time.Now().Before(p.late):
			time.Sleep(poll)
		case errors.Is(err, syscall.EAGAIN): // Darwin knows no deadlines of named pipes
			time.Sleep(poll)
			fallthrough
		case errors.Is(err, os.ErrDeadlineExceeded):
			if p.follow {
				return 0, io.EOF
			}
		default:
			return 0, err
		}
		select {
		case <-p.quit:
			return 0, io.EOF
		default:
		}
	}
}

func (s *file) close() {
	if s.f != nil {
		s.f.Close()
		s.f = nil
	}
}

// fine notes that the file can be read.
func (s *file) fine(f *feed) {
	if s.hushed > 0 {
		f.report(levelInfo, fmt.Sprintf(": the file can be read again; %d attempts had failed in the meantime", s.hushed+1))
	}
	s.failed, s.hushed = false, 0
}

// changed reports whether the path names another file than was read last, or
// the same with other contents, as far as its size and time tell.
func (s *file) changed() (bool, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return false, err
	}
	old := s.info
	return old == nil || !os.SameFile(old, info) || old.Size() != info.Size() ||
		!old.ModTime().Equal(info.ModTime()), nil
}

// A fate is what has become of a file that is being followed.
type fate int

const (
	stays     fate = iota // it may grow
	replaced              // its path names another file
	truncated             // it does not hold what has been read of it
)

// rewritten reports whether the open file no longer holds what has been read of it last.
func (s *followedFile) rewritten() bool {
	info, err := s.f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	tail := s.lines.tail
	now := make([]byte, len(tail))
	n, err := s.f.ReadAt(now, s.lines.offset-int64(len(tail)))
	return info.Size() < s.lines.offset || n == len(tail) && err == nil && !bytes.Equal(now, tail)
}

// fate tells what has become of the open file.
func (s *followedFile) fate() fate {
	info, err := os.Stat(s.path)
	switch {
	case err != nil: // removed; it may come back, and until then somebody may write on
	case !os.SameFile(s.info, info):
		return replaced
	case s.rewritten():
		return truncated
	}
	return stays
}

// settles reports whether reading the path waits for a disk at most, and not for
// somebody to write.
func settles(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() || info.IsDir()
}

// A followedFile reads lines of a file in mode STREAM.
//
// A last line without separator is held back until its rest arrives, or until
// nothing will come any more, or, if it is impatient, until nothing has come from one look to
// the next. A file that has been replaced is read to its end, the held-back part too, then
// the new one from its beginning. A file that became shorter is read from its
// beginning, and so is one that has other contents than had been read: the last
// bytes of those are compared. One that was removed is read as long as it grows, until there is
// another of its name.
type followedFile struct {
	file
	lines     *lineReader
	begin     func() // called when a file is read from its beginning
	impatient bool
	before    int64 // bytes that had been read at the last look
}

// read calls line for each new line until it returns false; bad is called for lines
// that are too long. If it is the last time the held-back part is a line too.
func (s *followedFile) read(line func([]byte) bool, bad func(), last bool) error {
	for range 3 { // a file that is replaced without end is left for next time
		if s.f != nil && s.rewritten() {
			s.close()
		}
		if s.f == nil {
			if err := s.open(); err != nil {
				return err
			}
			s.lines.reset(s.contents())
			s.before = -1
			s.begin()
		}
		err := eachLine(s.lines, line, bad)
		if err != nil {
			if err == errStopped {
				return nil
			}
			s.close()
			return err
		}
		fate, quiet := s.fate(), s.lines.offset == s.before
		s.before = s.lines.offset
		if fate == replaced || fate == stays && (last || quiet && s.impatient) {
			if rest := s.lines.rest(); len(rest) > 0 && !line(rest) {
				return nil
			}
		}
		if fate == stays {
			return nil
		}
		s.close()
	}
	return nil
}

var errStopped = errors.New("stopped") // nobody wants more lines

// eachLine calls line for all complete lines there are.
func eachLine(l *lineReader, line func([]byte) bool, bad func()) error {
	for {
		b, err := l.next()
		switch {
		case err == errTooLong:
			bad()
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case !line(b):
			return errStopped
		}
	}
}
