package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// A valueReader takes a JSON text apart while it is read: into the members of
// an object and the elements of a list, whose values package json parses one
// at a time. So a long list takes no more memory than what is made of it.
type valueReader struct {
	in   *bufio.Reader
	size int64    // bytes read
	at   position // of the next one
	text []byte   // of the value read last
}

// A position is a line and a column in bytes, both from 1.
type position struct{ line, column int }

func (p *position) pass(c byte) {
	if c == '\n' {
		p.line, p.column = p.line+1, 1
	} else {
		p.column++
	}
}

func newValueReader(text io.Reader) *valueReader {
	return &valueReader{in: bufio.NewReaderSize(text, 64<<10), at: position{1, 1}}
}

// fault is an error of the text at a position.
func (p position) fault(err error) error {
	return fmt.Errorf("line %d, column %d: not JSON: %w", p.line, p.column, err)
}

var errTextEnds = errors.New("unexpected end of JSON input")

// read takes the next byte. The end of the text is io.EOF.
func (r *valueReader) read() (byte, error) {
	c, err := r.in.ReadByte()
	if err != nil {
		return 0, readError(err)
	}
	if r.size++; r.size > MaxMapSize {
		return 0, fmt.Errorf("the map is larger than %d bytes", MaxMapSize)
	}
	r.at.pass(c)
	return c, nil
}

func readError(err error) error {
	if err == io.EOF {
		return err
	}
	return fmt.Errorf("reading the map: %w", err)
}

// peek passes over blanks and returns the byte after them.
func (r *valueReader) peek() (byte, error) {
	for {
		next, err := r.in.Peek(1)
		if err != nil {
			return 0, readError(err)
		}
		if !isBlank(next[0]) {
			return next[0], nil
		}
		if _, err := r.read(); err != nil {
			return 0, err
		}
	}
}

// need is peek within the text, where it must not end.
func (r *valueReader) need() (byte, error) {
	c, err := r.peek()
	if err == io.EOF {
		err = r.at.fault(errTextEnds)
	}
	return c, err
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// value reads the next value and makes sure that it is one. The text is good
// until the next call.
func (r *valueReader) value() (jsonText, error) {
	if _, err := r.need(); err != nil {
		return nil, err
	}
	from := r.at
	if err := r.cut(); err != nil {
		return nil, err
	}
	if !utf8.Valid(r.text) {
		return nil, errors.New("the map is not UTF-8")
	}
	if !json.Valid(r.text) {
		err := json.Unmarshal(r.text, new(json.RawMessage)) // which says why
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			for _, c := range r.text[:min(max(syntax.Offset-1, 0), int64(len(r.text)))] {
				from.pass(c)
			}
		}
		return nil, from.fault(err)
	}
	return r.text, nil
}

// cut reads as much into text as may be a value: to the bracket or quote that
// closes what the first byte opens, or up to what ends a number or word.
func (r *valueReader) cut() error {
	r.text = r.text[:0]
	take := func() (byte, error) {
		c, err := r.read()
		if err == nil {
			if len(r.text) == MaxMapValue {
				return 0, fmt.Errorf("the map has a value of more than %d bytes", MaxMapValue)
			}
			r.text = append(r.text, c)
		}
		return c, err
	}
	depth, quoted := 0, false
	for {
		if depth == 0 && !quoted && len(r.text) > 0 {
			next, err := r.in.Peek(1)
			if err == io.EOF || err == nil && (isBlank(next[0]) || bytes.IndexByte([]byte(",:]}"), next[0]) >= 0) {
				return nil
			}
		}
		c, err := take()
		if err == nil && quoted && c == '\\' {
			_, err = take()
		}
		switch {
		case err == io.EOF:
			return nil // package json says what is missing
		case err != nil:
			return err
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth <= 0 && !quoted && bytes.IndexByte([]byte(`"]}`), c) >= 0 {
			return nil
		}
	}
}

// each reads what is between brackets, the elements of a list or the members
// of an object, each of which element reads. The next byte is the first bracket.
func (r *valueReader) each(closing byte, element func() error) error {
	if _, err := r.read(); err != nil {
		return err
	}
	c, err := r.need()
	if err == nil && c == closing {
		_, err = r.read()
		return err
	}
	for err == nil {
		if err = element(); err != nil {
			break
		}
		if c, err = r.need(); err != nil {
			break
		}
		if c != ',' && c != closing {
			return r.at.fault(fmt.Errorf("invalid character %q, want a comma or %q", c, closing))
		}
		if _, err = r.read(); c == closing {
			break
		}
	}
	return err
}

// key reads the key of a member and the colon behind it.
func (r *valueReader) key() (string, error) {
	c, err := r.need()
	if err == nil && c != '"' {
		err = r.at.fault(fmt.Errorf("invalid character %q, want a key", c))
	}
	if err != nil {
		return "", err
	}
	text, err := r.value()
	if err != nil {
		return "", err
	}
	key := string(text.text())
	if c, err = r.need(); err == nil && c != ':' {
		err = r.at.fault(fmt.Errorf("invalid character %q, want a colon", c))
	}
	if err == nil {
		_, err = r.read()
	}
	return key, err
}

// end makes sure that nothing is left.
func (r *valueReader) end() error {
	c, err := r.peek()
	if err == nil {
		return r.at.fault(fmt.Errorf("invalid character %q after the object", c))
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// A jsonText is a valid value within the text of a map, without blanks around
// it.
type jsonText []byte

// A jsonMember is a member of an object.
type jsonMember struct {
	key   []byte
	value jsonText
}

// text returns what a string is, perhaps in the memory of t.
func (t jsonText) text() []byte {
	if bytes.IndexByte(t, '\\') < 0 {
		return t[1 : len(t)-1]
	}
	var s string
	if err := json.Unmarshal(t, &s); err != nil {
		panic(err) // it is valid
	}
	return []byte(s)
}

// elements returns the elements of a list.
func (t jsonText) elements() (out []jsonText) {
	for rest := t[1:].skip(); rest[0] != ']'; rest = rest.skip() {
		n := rest.size()
		out = append(out, rest[:n])
		if rest = rest[n:].skip(); rest[0] == ',' {
			rest = rest[1:]
		}
	}
	return out
}

// members returns the members of an object.
func (t jsonText) members() []jsonMember {
	out := make([]jsonMember, 0, 12) // of a function
	for rest := t[1:].skip(); rest[0] != '}'; rest = rest.skip() {
		n := rest.size()
		key := rest[:n].text()
		rest = rest[n:].skip()[1:].skip() // behind the colon
		n = rest.size()
		out = append(out, jsonMember{key, rest[:n]})
		if rest = rest[n:].skip(); rest[0] == ',' {
			rest = rest[1:]
		}
	}
	return out
}

// skip passes over blanks.
func (t jsonText) skip() jsonText {
	for len(t) > 0 && isBlank(t[0]) {
		t = t[1:]
	}
	return t
}

// size returns how long the value is that a text begins with.
func (t jsonText) size() int {
	depth, quoted := 0, false
	for i := 0; i < len(t); i++ {
		c := t[i]
		switch {
		case quoted:
			if c == '\\' {
				i++
			}
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
			continue
		case depth == 0 && (c == ',' || c == '}' || c == ']' || isBlank(c)):
			return i
		case c == '}' || c == ']':
			depth--
		default:
			continue
		}
		if depth == 0 && !quoted {
			return i + 1
		}
	}
	return len(t)
}
