package input

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
)

// MaxWarnings is how many warnings about lines a reading gives.
const MaxWarnings = 20

// A textFile is a file that is read line by line in one of the three modes,
// what is wrong with it or with its lines being reported.
type textFile struct {
	followedFile
	mode     mode
	noRetry  bool // fail_on_file_problem
	disabled bool
	feed     *feed
	line     int
	warnings int
	err      error // that ends the reading

	take  func(line []byte) bool // false when the reading is over, for err if that is set
	whole func() error           // what a file that was read to its end lacks
}

// newTextFile opens nothing yet. Relative names are taken below prefix.
func newTextFile(s *stream, prefix string) textFile {
	t := textFile{mode: s.mode}
	t.file = newFile(s)
	if prefix != "" && !filepath.IsAbs(t.path) {
		t.path = filepath.Join(prefix, t.path)
	}
	s.settles = settles(t.path)
	t.lines = newLineReader(nil, "\n")
	return t
}

// problem reports that the file cannot be read. Until it can be again that is said once.
func (t *textFile) problem(err error) {
	t.close()
	if t.noRetry || t.disabled || err == errEndless {
		t.disabled = true
		t.feed.report(levelError, ": "+reason(err, t.path)+"; the stream ends")
		return
	}
	if t.failed {
		t.hushed++
		return
	}
	t.failed = true
	next := "it is tried again when it changes"
	if t.mode == manual {
		next = "Input::force_update tries again"
	}
	t.feed.report(levelWarning, ": "+reason(err, t.path)+"; "+next)
}

// reason is err without the file's name, which the message has already.
func reason(err error, path string) string {
	var pe *fs.PathError
	if errors.As(err, &pe) && pe.Path == path {
		return pe.Op + ": " + pe.Err.Error()
	}
	return err.Error()
}

func (t *textFile) warnLine(text string) {
	if t.warnings++; t.warnings <= MaxWarnings {
		t.feed.report(levelWarning, ", line "+strconv.Itoa(t.line)+": "+text)
	}
}

func (t *textFile) countWarnings() {
	if n := t.warnings - MaxWarnings; n > 0 {
		t.feed.report(levelWarning, fmt.Sprintf(": %d more warnings about lines", n))
	}
	t.warnings = 0
}

func (t *textFile) tooLong() {
	t.line++
	t.warnLine(fmt.Sprintf("it has more than %d bytes; it is left out", t.lines.max))
}

// read is the method of reader.
func (t *textFile) read(req request, f *feed) {
	t.feed = f
	if t.disabled {
		return
	}
	t.err = nil
	if t.mode == streaming {
		t.followOn(req == last)
		return
	}
	if t.mode == reread && req != first {
		changed, err := t.changed()
		if err != nil {
			t.info = nil // whatever comes next is new
			t.problem(err)
			return
		}
		if !changed {
			return
		}
	} else if req == regular {
		return
	}
	t.readAll()
}

// followOn reads what is new.
func (t *textFile) followOn(last bool) {
	err := t.followedFile.read(t.take, t.tooLong, last)
	if t.err != nil {
		err = t.err
	}
	if err != nil {
		t.problem(err)
	} else if t.whole() == nil {
		t.fine(t.feed)
	}
	t.countWarnings()
}

// readAll reads the whole file.
func (t *textFile) readAll() {
	if err := t.open(); err != nil {
		t.problem(err)
		return
	}
	defer t.close()
	t.lines.reset(t.contents())
	t.begin()
	t.feed.begin(t.info.Size())
	err := eachLine(t.lines, t.take, t.tooLong)
	if err == nil {
		if rest := t.lines.rest(); len(rest) > 0 && !t.take(rest) {
			err = errStopped
		}
	}
	if err == nil {
		err = t.whole()
	}
	if err == errStopped {
		err = t.err
	}
	t.countWarnings()
	if err != nil {
		t.feed.abort()
		t.problem(err)
		return
	}
	if t.feed.stopped {
		return
	}
	t.fine(t.feed)
	t.feed.endOfData()
}

// next counts a line and takes off what is not its text: a carriage return, and a
// byte order mark at the beginning of the file.
func (t *textFile) next(b []byte) []byte {
	if t.line++; t.line == 1 {
		b = bytes.TrimPrefix(b, []byte("\uFEFF"))
	}
	return bytes.TrimSuffix(b, []byte("\r"))
}
