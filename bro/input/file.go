package input

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// A file is a source that is read again as it changes.
type file struct {
	path string
	f    *os.File    // open in mode STREAM, and while reading
	info os.FileInfo // of f when it was opened; nil before
	// hushed counts problems that were not reported because the last one was.
	hushed int
	failed bool
}

// open opens the file at its beginning.
func (s *file) open() error {
	s.close()
	f, err := os.Open(s.path)
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
	truncated             // it is shorter than what has been read
)

// followed tells what has become of the open file, of which offset bytes have been read.
func (s *file) followed(offset int64) fate {
	info, err := os.Stat(s.path)
	if err != nil {
		return stays // removed; it may come back, and until then somebody may write on
	}
	switch {
	case !os.SameFile(s.info, info):
		return replaced
	case info.Mode().IsRegular() && info.Size() < offset:
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
// A last line without separator is held back until its rest arrives. A file
// that has been replaced is read to its end, the held-back part too, then
// the new one from its beginning. A file that became shorter is read from its
// beginning; if it has grown beyond what had been read before anybody looked
// there is no telling. One that was removed is read as long as it grows, until there is
// another of its name.
type followedFile struct {
	file
	lines *lineReader
	begin func() // called when a file is read from its beginning
}

// read calls line for each new line until it returns false; bad is called for lines
// that are too long.
func (s *followedFile) read(line func([]byte) bool, bad func()) error {
	for range 3 { // a file that is replaced without end is left for next time
		if s.f == nil {
			if err := s.open(); err != nil {
				return err
			}
			s.lines.reset(s.f)
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
		switch s.followed(s.lines.offset) {
		case stays:
			return nil
		case replaced:
			if rest := s.lines.rest(); len(rest) > 0 && !line(rest) {
				return nil
			}
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
