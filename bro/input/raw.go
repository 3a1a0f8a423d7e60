package input

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A rawReader reads records as they are: what lies between two separators of a
// file, or of the output of a command.
type rawReader struct {
	followedFile
	mode      mode
	separator string
	offset    int64 // where to begin in the file; negative from its end, -1 is the end
	withErr   bool  // a second column tells standard output from error
	command   *command
	name      string
	source    string
	feed      *feed
	left      int  // records left out
	endless   bool // one of them has no end, so there are no more
}

func newRaw(s *stream, columns []column, o *options) (*rawReader, error) {
	r := &rawReader{mode: s.mode, name: s.name, source: s.source}
	r.separator = o.text("InputRaw", "record_separator")
	if r.separator == "" {
		return nil, errors.New("InputRaw::record_separator must not be empty")
	}
	_, r.withErr = o.own("read_stderr")
	kinds := []resolve.Kind{resolve.String}
	if r.withErr {
		kinds = append(kinds, resolve.Bool)
	}
	if len(columns) != len(kinds) {
		return nil, fmt.Errorf("the raw reader gives %d columns here, not %d", len(kinds), len(columns))
	}
	for i, k := range kinds {
		if columns[i].typ.Kind != k {
			return nil, fmt.Errorf("column %s of the raw reader must be a %s, not a %s", columns[i].name, k, columns[i].typ)
		}
	}
	if text, ok := o.own("offset"); ok {
		var err error
		if r.offset, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("$config: offset must be a number, not %q", text)
		}
	}
	line, isCommand := strings.CutSuffix(strings.TrimSpace(s.source), "|")
	if !isCommand {
		if r.withErr {
			return nil, errors.New("$config: read_stderr is for commands only")
		}
		r.file = newFile(s)
		s.settles = settles(r.path)
		r.lines = newLineReader(nil, r.separator)
		r.begin = r.seek
		r.impatient = true
		return r, nil
	}
	if s.mode == reread {
		return nil, errors.New("a command cannot be read in mode REREAD; there is no telling whether it has changed")
	}
	if r.offset != 0 {
		return nil, errors.New("$config: offset is for files only")
	}
	input, hasInput := o.own("stdin")
	_, kill := o.own("force_kill")
	r.command = &command{line: line, kill: kill, separator: r.separator, patience: s.beat}
	if hasInput {
		r.command.input = &input
	}
	return r, nil
}

// seek goes to where a file is read from when it is opened. A file that has replaced
// another is read from its beginning.
func (r *rawReader) seek() {
	off, whence := r.offset, io.SeekStart
	if off < 0 {
		off, whence = off+1, io.SeekEnd
	}
	if off == 0 && whence == io.SeekStart {
		return
	}
	if at, err := r.f.Seek(off, whence); err == nil {
		r.lines.offset = at
	} else {
		r.feed.report(levelWarning, fmt.Sprintf(": going to offset %d: %v", r.offset, err))
	}
	if r.mode == streaming {
		r.offset = 0
	}
}

// take sends a record.
func (r *rawReader) take(b []byte) bool { return r.takeFrom(b, false) }

func (r *rawReader) takeFrom(b []byte, stderr bool) bool {
	row := [2]interp.Value{interp.String(string(b)), interp.Bool(stderr)}
	return r.feed.push(row[:r.feed.cols], len(b))
}

func (r *rawReader) tooLong() { r.left++ }

func (r *rawReader) countLeft() {
	if r.left > 0 {
		r.feed.report(levelWarning, fmt.Sprintf(": %d records have more than %d bytes and are left out", r.left, MaxLine))
		r.left = 0
	}
}

// read is the method of reader.
func (r *rawReader) read(req request, f *feed) {
	r.feed = f
	defer r.countLeft()
	switch {
	case r.endless:
	case r.command != nil:
		r.readCommand(req)
	case r.mode == streaming:
		r.report(r.followedFile.read(r.take, r.tooLong, req == last))
	case req == regular && r.mode == manual:
	case req != first && r.mode == reread:
		changed, err := r.changed()
		if err != nil {
			r.info = nil
			r.report(err)
		} else if changed {
			r.readAll()
		}
	default:
		r.readAll()
	}
}

// report tells of a problem with the file, or of its end.
func (r *rawReader) report(err error) {
	if err == nil {
		r.fine(r.feed)
		return
	}
	if err == errEndless {
		r.endless = true
		r.feed.report(levelError, ": "+err.Error()+"; the stream ends")
		return
	}
	if r.failed {
		r.hushed++
		return
	}
	r.failed = true
	r.feed.report(levelWarning, ": "+reason(err, r.path))
}

func (r *rawReader) readAll() {
	err := r.open()
	if err == nil {
		r.lines.reset(r.contents())
		r.seek()
		err = eachLine(r.lines, r.take, r.tooLong)
	}
	if err == nil {
		if rest := r.lines.rest(); len(rest) > 0 {
			r.take(rest)
		}
	}
	r.followedFile.close()
	if err != nil && err != errStopped {
		r.report(err)
		return
	}
	r.report(nil)
	r.feed.endOfData()
}

// readCommand runs a command, or goes on with the one that runs.
func (r *rawReader) readCommand(req request) {
	c := r.command
	if !c.running() {
		if req != first && req != forced {
			return
		}
		if err := c.start(r.withErr); err != nil {
			r.feed.report(levelError, ": "+err.Error())
			return
		}
	}
	if !c.gather(r, r.mode == streaming, req == last) {
		return
	}
	r.countLeft()
	code, signal, err := c.wait()
	switch {
	case err != nil:
		r.feed.report(levelError, ": "+err.Error())
	case signal:
		r.feed.report(levelWarning, ": the command was ended by a signal")
	case code != 0:
		r.feed.report(levelWarning, fmt.Sprintf(": the command ended with status %d", code))
	}
	r.feed.endOfData()
	r.feed.raise("InputRaw::process_finished", interp.String(r.name), interp.String(r.source),
		interp.Count(uint64(code)), interp.Bool(signal))
}

func (r *rawReader) close() {
	r.followedFile.close()
	if r.command != nil {
		r.command.end()
	}
}
