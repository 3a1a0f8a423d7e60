package trace

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrEmptyMap is that of [ReadMap2013] for a text without a value, or with
// null for one.
var ErrEmptyMap = errors.New("the map is empty")

// ReadMap2013 is [ReadMap] as lenient as the decoder of 2013 was, which read
// maps with Gson: comments, single quotes, text without quotes, ";" for "," and
// "=" or "=>" for ":" pass, and so do integers in quotes or with a fraction of
// zeros, numbers for names, and null for what nobody needs.
func ReadMap2013(text io.Reader) (*Map, error) {
	strict, w := io.Pipe()
	l := &lenient{in: bufio.NewReaderSize(text, 64<<10), out: bufio.NewWriterSize(w, 64<<10), at: position{1, 1}}
	finished := make(chan error, 1)
	go func() {
		err := l.document()
		w.CloseWithError(err)
		finished <- err
	}()
	m, err := ReadMap(strict)
	strict.Close()
	if lerr := <-finished; lerr != nil && !errors.Is(lerr, io.ErrClosedPipe) {
		return nil, lerr
	}
	return m, err
}

// A lenient makes strict JSON of a map's text.
type lenient struct {
	in    *bufio.Reader
	out   *bufio.Writer
	at    position
	depth int
}

// maxLenientDepth bounds how deep values nest, as package json does.
const maxLenientDepth = 10_000

// A shape is what a value was taken for.
type shape struct {
	scalar  scalar
	null    string // stands for null, unless it is ""
	members map[string]shape
	element *shape // of a list
}

type scalar int

const (
	anyScalar scalar = iota
	textScalar
	integerScalar
	booleanScalar
)

var mapShape = shape{members: map[string]shape{
	"endian": {scalar: textScalar},
	"mappings": {element: &shape{members: withRange(map[string]shape{
		"id":      {scalar: integerScalar},
		"name":    {scalar: textScalar},
		"builtin": {scalar: booleanScalar}, "hook": {scalar: booleanScalar}, "event": {scalar: booleanScalar},
		"bodies": {null: "[]", element: &shape{null: "{}", members: withRange(map[string]shape{
			"id": {scalar: integerScalar, null: "0"},
		})}},
	})}},
	"components": {element: &shape{members: map[string]shape{
		"id":   {scalar: integerScalar, null: "0"},
		"name": {scalar: textScalar},
	}}},
}}

func withRange(members map[string]shape) map[string]shape {
	members["filename"] = shape{scalar: textScalar}
	for _, key := range []string{"firstLine", "lastLine", "firstColumn", "lastColumn"} {
		members[key] = shape{scalar: integerScalar}
	}
	return members
}

func (l *lenient) document() error {
	if mark, err := l.in.Peek(3); err == nil && string(mark) == "\ufeff" {
		l.in.Discard(3)
	}
	c, err := l.next()
	if err == io.EOF {
		return ErrEmptyMap
	} else if err != nil {
		return err
	}
	if isWord(c) {
		if word, err := l.word(); err != nil {
			return err
		} else if strings.EqualFold(word, "null") {
			return ErrEmptyMap
		}
		return errors.New("this is no map: a map is JSON and begins with a brace")
	}
	if err := l.value(mapShape); err != nil {
		return err
	}
	for { // neither comments nor anything else
		c, err := l.read()
		switch {
		case err == io.EOF:
			return l.out.Flush()
		case err != nil:
			return err
		case !isBlank(c):
			return l.at.fault(fmt.Errorf("invalid character %q after the object", c))
		}
	}
}

func (l *lenient) peek() (byte, error) {
	next, err := l.in.Peek(1)
	if err != nil {
		return 0, readError(err)
	}
	return next[0], nil
}

func (l *lenient) read() (byte, error) {
	c, err := l.in.ReadByte()
	if err != nil {
		return 0, readError(err)
	}
	l.at.pass(c)
	return c, nil
}

// next passes over blanks and comments and returns the byte after them.
func (l *lenient) next() (byte, error) {
	for {
		c, err := l.peek()
		switch {
		case err != nil:
			return 0, err
		case c == '#':
			err = l.skipPast("\n")
		case c == '/':
			two, _ := l.in.Peek(2)
			switch string(two) {
			case "//":
				err = l.skipPast("\n")
			case "/*":
				l.read()
				l.read()
				if err = l.skipPast("*/"); err == io.EOF {
					err = l.at.fault(errTextEnds)
				}
			default:
				return c, nil
			}
		case isBlank(c):
			_, err = l.read()
		default:
			return c, nil
		}
		if err != nil && err != io.EOF {
			return 0, err
		}
	}
}

// skipPast passes over everything up to an end of one or two bytes.
func (l *lenient) skipPast(end string) error {
	var before byte
	for {
		c, err := l.read()
		if err != nil {
			return err
		}
		if c == end[len(end)-1] && (len(end) == 1 || before == end[0]) {
			return nil
		}
		before = c
	}
}

// need is next within the text, where it must not end.
func (l *lenient) need() (byte, error) {
	c, err := l.next()
	if err == io.EOF {
		err = l.at.fault(errTextEnds)
	}
	return c, err
}

func (l *lenient) value(s shape) error {
	c, err := l.need()
	if err != nil {
		return err
	}
	switch {
	case c == '{' || c == '[':
		if l.depth++; l.depth > maxLenientDepth {
			return l.at.fault(fmt.Errorf("more than %d values within each other", maxLenientDepth))
		}
		if c == '{' {
			err = l.object(s)
		} else {
			err = l.list(s)
		}
		l.depth--
		return err
	case c == '"' || c == '\'':
		text, err := l.quoted()
		if err != nil {
			return err
		}
		l.scalar(s, text, true)
		return nil
	case isWord(c):
		word, err := l.word()
		if err != nil {
			return err
		}
		l.scalar(s, word, false)
		return nil
	}
	return l.at.fault(fmt.Errorf("invalid character %q, want a value", c))
}

func (l *lenient) object(s shape) error {
	l.read()
	l.out.WriteByte('{')
	c, err := l.need()
	for n := 0; err == nil && (c != '}' || n > 0); n++ {
		var key string
		switch {
		case c == '"' || c == '\'':
			key, err = l.quoted()
		case isWord(c):
			key, err = l.word()
		default:
			err = l.at.fault(fmt.Errorf("invalid character %q, want a key", c))
		}
		if err == nil {
			err = l.colon()
		}
		if err != nil {
			return err
		}
		if n > 0 {
			l.out.WriteByte(',')
		}
		l.text(key)
		l.out.WriteByte(':')
		if err = l.value(s.members[key]); err != nil {
			return err
		}
		if c, err = l.need(); err != nil || c == '}' {
			break
		}
		if err = l.comma(c); err == nil {
			c, err = l.need()
		}
	}
	if err == nil {
		_, err = l.read()
		l.out.WriteByte('}')
	}
	return err
}

// list reads a list. Nothing between its commas is null.
func (l *lenient) list(s shape) error {
	var element shape
	if s.element != nil {
		element = *s.element
	}
	l.read()
	l.out.WriteByte('[')
	c, err := l.need()
	for n := 0; err == nil && (c != ']' || n > 0); n++ {
		if n > 0 {
			l.out.WriteByte(',')
		}
		if c == ',' || c == ';' || c == ']' {
			l.scalar(element, "null", false)
		} else if err = l.value(element); err != nil {
			return err
		}
		if c, err = l.need(); err != nil || c == ']' {
			break
		}
		if err = l.comma(c); err == nil {
			c, err = l.need()
		}
	}
	if err == nil {
		_, err = l.read()
		l.out.WriteByte(']')
	}
	return err
}

func (l *lenient) comma(c byte) error {
	if c != ',' && c != ';' {
		return l.at.fault(fmt.Errorf("invalid character %q, want a comma", c))
	}
	_, err := l.read()
	return err
}

func (l *lenient) colon() error {
	c, err := l.need()
	if err != nil {
		return err
	}
	if c != ':' && c != '=' {
		return l.at.fault(fmt.Errorf("invalid character %q, want a colon", c))
	}
	if _, err = l.read(); err == nil && c == '=' {
		if c, err := l.peek(); err == nil && c == '>' {
			l.read()
		}
	}
	return err
}

// isWord reports whether a byte can be one of a word without quotes.
func isWord(c byte) bool { return strings.IndexByte("/\\;#={}[]:,'\" \t\f\r\n", c) < 0 }

// word reads a word without quotes. One that has begun may hold quotes.
func (l *lenient) word() (string, error) {
	var word []byte
	for {
		c, err := l.peek()
		if err == io.EOF || err == nil && !isWord(c) && c != '"' && c != '\'' {
			return string(word), nil
		}
		if err != nil {
			return "", err
		}
		if len(word) == MaxMapValue {
			return "", errLongValue
		}
		word = append(word, c)
		l.read()
	}
}

var errLongValue = fmt.Errorf("the map has a value of more than %d bytes", MaxMapValue)

// quoted reads a text in single or double quotes. What follows a backslash
// stands for itself if it means nothing else.
func (l *lenient) quoted() (string, error) {
	quote, err := l.read()
	var text []byte
	var high rune // a surrogate that waits for its other half
	for err == nil {
		var c byte
		if c, err = l.read(); err != nil {
			break
		}
		if len(text) >= MaxMapValue {
			return "", errLongValue
		}
		r, escaped := rune(c), false
		if c == '\\' {
			if r, escaped, err = l.escape(); err != nil {
				break
			}
			if !escaped {
				c = byte(r)
			}
		}
		if high != 0 {
			if full := utf16.DecodeRune(high, r); escaped && full != utf8.RuneError {
				text, high = utf8.AppendRune(text, full), 0
				continue
			}
			text, high = append(text, '?'), 0 // what Java writes for a half
		}
		switch {
		case escaped && utf16.IsSurrogate(r) && r < 0xdc00:
			high = r
		case escaped && utf16.IsSurrogate(r):
			text = append(text, '?')
		case escaped:
			text = utf8.AppendRune(text, r)
		case c == quote:
			return string(text), nil
		default:
			text = append(text, c)
		}
	}
	if err == io.EOF {
		err = l.at.fault(errTextEnds)
	}
	return "", err
}

// escape reads what follows a backslash. Escaped is false for a byte that
// stands for itself and may be the first of several.
func (l *lenient) escape() (r rune, escaped bool, err error) {
	c, err := l.read()
	if err != nil {
		return 0, false, err
	}
	if at := strings.IndexByte("btnfr", c); at >= 0 {
		return rune("\b\t\n\f\r"[at]), true, nil
	}
	if c != 'u' {
		return rune(c), c < utf8.RuneSelf, nil
	}
	var digits [4]byte
	for i := range digits {
		if digits[i], err = l.read(); err != nil {
			return 0, false, err
		}
	}
	n, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil {
		return 0, false, l.at.fault(fmt.Errorf("\\u%s, want four hexadecimal digits", digits[:]))
	}
	return rune(n), true, nil
}

// scalar writes a value that is neither object nor list.
func (l *lenient) scalar(s shape, text string, quoted bool) {
	word := ""
	if !quoted {
		for _, known := range []string{"null", "true", "false"} {
			if strings.EqualFold(text, known) {
				word = known
			}
		}
		if word == "" && json.Valid([]byte(text)) { // a number
			word = text
		}
	}
	boolean := word == "true" || word == "false"
	switch {
	case word == "null" && s.null != "":
		word = s.null
	case word == "null":
	case s.scalar == textScalar:
		word = ""
	case s.scalar == booleanScalar && word == "":
		word = strconv.FormatBool(strings.EqualFold(text, "true"))
	case s.scalar == integerScalar && !boolean:
		if n, ok := integer2013(text); ok {
			word = strconv.Itoa(int(n))
		}
	}
	switch {
	case word != "":
		l.out.WriteString(word)
	case boolean: // text in capitals
		l.text(strings.ToLower(text))
	default:
		l.text(text)
	}
}

// integer2013 returns the integer that a text is, if need be as a double.
func integer2013(text string) (int32, bool) {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return int32(n), true
	}
	d, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || strings.Contains(text, "_") || d != math.Trunc(d) || d < math.MinInt32 || d > math.MaxInt32 {
		return 0, false
	}
	return int32(d), true
}

// text writes a text in quotes, other than [appendString] with the bytes that
// it has: whether they are UTF-8 is for the parser of strict JSON to say.
func (l *lenient) text(s string) {
	l.out.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			l.out.WriteByte('\\')
			l.out.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(l.out, `\u%04x`, c)
		default:
			l.out.WriteByte(c)
		}
	}
	l.out.WriteByte('"')
}
