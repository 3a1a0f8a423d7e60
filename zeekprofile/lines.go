package zeekprofile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// An Error says where in a file something is wrong.
type Error struct {
	Line int // from 1
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// lines reads the lines of a file.
type lines struct {
	*bufio.Scanner
	number int // of the line read last
}

func newLines(r io.Reader) *lines {
	l := &lines{Scanner: bufio.NewScanner(r)}
	l.Buffer(nil, maxLine)
	return l
}

func (l *lines) next() bool {
	if !l.Scan() {
		return false
	}
	l.number++
	return true
}

// errorf returns an error of the line read last.
func (l *lines) errorf(format string, args ...any) error {
	return &Error{max(l.number, 1), fmt.Errorf(format, args...)}
}

// err returns what ended reading, if it was not the end of the file.
func (l *lines) err() error {
	err := l.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = fmt.Errorf("it is longer than %d bytes", maxLine)
	}
	if err != nil {
		return &Error{l.number + 1, err}
	}
	return nil
}

// Bounds of numbers, so that sums of them over maxSamples rows stay within 64
// bits.
const (
	maxTime     = 9e9  // seconds since 1970: the year 2255
	maxDuration = 1e8  // seconds: three years
	maxCount    = 8e12 // of anything: the bytes of ten minutes at 100 Gbit/s
	maxBytes    = 1 << 50
)

// moment parses a time in seconds since 1970 and returns nanoseconds.
func moment(text string) (int64, error) { return nanoseconds(text, 0, maxTime) }

// duration parses a duration in seconds and returns nanoseconds.
func duration(text string) (int64, error) { return nanoseconds(text, -maxDuration, maxDuration) }

func nanoseconds(text string, low, high float64) (int64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(low <= v && v <= high) {
		return 0, fmt.Errorf("%s is no number of seconds, or one out of range", excerpt(text))
	}
	// By parts: a time in nanoseconds has more digits than a double.
	whole, part := math.Modf(v)
	return int64(whole)*1e9 + int64(math.Round(part*1e6))*1e3, nil
}

// count parses a number that cannot be negative.
func count(text string) (int64, error) { return number(text, maxCount) }

func kilobytes(text string) (int64, error) { return number(text, maxBytes>>10) }

func megabytes(text string) (int64, error) { return number(text, maxBytes>>20) }

func number(text string, most int64) (int64, error) {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 0 || v > most {
		return 0, fmt.Errorf("%s is no number from 0 to %d", excerpt(text), most)
	}
	return v, nil
}

// excerpt quotes the beginning of a text.
func excerpt(text string) string {
	const most = 60
	if len(text) > most {
		return fmt.Sprintf("%.*q...", most, text)
	}
	return strconv.Quote(text)
}
