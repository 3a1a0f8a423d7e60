package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"brig/result"
)

// maxDepth bounds how deep objects and arrays nest. Every document of package
// result stays far below, and SQLite and MongoDB allow more.
const maxDepth = 64

// A Document is a stored document. Make one with [Parse]; stores rely on what
// it checks.
type Document struct {
	UUID      string
	Created   time.Time // as the document itself says
	Benchmark string    // uuid, or empty; so for the next two
	Trial     string
	Run       string
	Updated   time.Time // when it was stored
	// ETag is the SHA-256 of the content in hex. It does not depend on white
	// space, the order of fields or how numbers and strings are spelled.
	ETag string
	Body json.RawMessage // one JSON object, compact
}

// Parse makes a Document of the JSON text of one document of package result.
// It returns ErrBadDocument, with the reason, if body is not one JSON object
// in valid UTF-8 with a valid [result.Header], nests too deep, names a field
// twice or not in lower-case letters, digits and underscores, or has a number
// that is beyond float64. That the rest of it fits the resource is for the
// caller to check.
func Parse(body []byte, now time.Time) (Document, error) {
	bad := func(err error) (Document, error) {
		return Document{}, fmt.Errorf("%w: %w", ErrBadDocument, err)
	}
	if !utf8.Valid(body) {
		return bad(fmt.Errorf("the text is not valid UTF-8"))
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, body); err != nil {
		return bad(err)
	}
	text := compact.Bytes()
	if text[0] != '{' {
		return bad(fmt.Errorf("a document is a JSON object"))
	}
	c := canon{text: text, out: make([]byte, 0, len(text)+len(text)/2)}
	if err := c.value(0); err != nil {
		return bad(err)
	}
	var head result.Header
	if err := json.Unmarshal(text, &head); err != nil {
		return bad(err)
	}
	if err := head.Validate(); err != nil {
		return bad(err)
	}
	if err := checkTime(head.Created); err != nil {
		return bad(fmt.Errorf("created: %w", err))
	}
	sum := sha256.Sum256(c.out)
	return Document{
		UUID:      head.UUID,
		Created:   head.Created.UTC(),
		Benchmark: head.Benchmark,
		Trial:     head.Trial,
		Run:       head.Run,
		Updated:   now.UTC(),
		ETag:      hex.EncodeToString(sum[:]),
		Body:      text,
	}, nil
}

// checkTime accepts the times that are int64 nanoseconds of the Unix epoch,
// as which stores keep them.
func checkTime(t time.Time) error {
	if !time.Unix(0, t.UnixNano()).Equal(t) {
		return fmt.Errorf("%s is not between the years 1678 and 2262", t.Format(time.RFC3339))
	}
	return nil
}

// validName reports whether name can be the name of a field. The narrow
// alphabet makes every field addressable by a path, keeps names that mean
// something to a database out, and leaves encoding/json, which ignores case,
// no room to take one name for another.
func validName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_') {
			return false
		}
	}
	return name != ""
}

// A canon walks JSON text that is known to be valid and compact, checks what
// Parse promises and writes a form in which equal contents are equal bytes:
//
//	object  { field... }    in the order of names; a field is a name, then a value
//	array   [ value... ]
//	string  s LENGTH : BYTES
//	number  i DECIMAL ;     if its value is an int64, however it is spelled
//	        f SHORTEST ;    otherwise, as float64
//	others  t f n           written as T, F, N
type canon struct {
	text []byte // what is left
	out  []byte
	// fields is a stack of the fields of the objects that are open.
	fields []field
}

// A field is where its name and its canonical form lie in canon.out.
type field struct {
	name       string
	start, end int
}

func (c *canon) value(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("objects and arrays nest deeper than %d", maxDepth)
	}
	switch c.text[0] {
	case '{':
		return c.object(depth)
	case '[':
		return c.array(depth)
	case '"':
		s, err := c.str()
		if err != nil {
			return err
		}
		c.putString(s)
	case 't':
		c.literal('T', len("true"))
	case 'f':
		c.literal('F', len("false"))
	case 'n':
		c.literal('N', len("null"))
	default:
		return c.number()
	}
	return nil
}

func (c *canon) literal(kind byte, n int) {
	c.out = append(c.out, kind)
	c.text = c.text[n:]
}

func (c *canon) array(depth int) error {
	c.out = append(c.out, '[')
	for c.text = c.text[1:]; c.text[0] != ']'; {
		if c.text[0] == ',' {
			c.text = c.text[1:]
		}
		if err := c.value(depth + 1); err != nil {
			return err
		}
	}
	c.text = c.text[1:]
	c.out = append(c.out, ']')
	return nil
}

func (c *canon) object(depth int) error {
	c.out = append(c.out, '{')
	begin, base := len(c.out), len(c.fields)
	for c.text = c.text[1:]; c.text[0] != '}'; {
		if c.text[0] == ',' {
			c.text = c.text[1:]
		}
		name, err := c.str()
		if err != nil {
			return err
		}
		if !validName(string(name)) {
			return fmt.Errorf("field name %q is not made of lower-case letters, digits and _", name)
		}
		f := field{name: string(name), start: len(c.out)}
		c.putString(name)
		c.text = c.text[1:] // the colon
		if err := c.value(depth + 1); err != nil {
			return err
		}
		f.end = len(c.out)
		c.fields = append(c.fields, f)
	}
	c.text = c.text[1:]

	fields := c.fields[base:]
	byName := func(a, b field) int { return strings.Compare(a.name, b.name) }
	if !slices.IsSortedFunc(fields, byName) {
		slices.SortFunc(fields, byName)
		unsorted := slices.Clone(c.out[begin:])
		c.out = c.out[:begin]
		for _, f := range fields {
			c.out = append(c.out, unsorted[f.start-begin:f.end-begin]...)
		}
	}
	for i := 1; i < len(fields); i++ {
		if fields[i].name == fields[i-1].name {
			return fmt.Errorf("field %q occurs twice in an object", fields[i].name)
		}
	}
	c.fields = c.fields[:base]
	c.out = append(c.out, '}')
	return nil
}

// str takes a string off the text and returns what it stands for.
func (c *canon) str() ([]byte, error) {
	escaped := false
	for i := 1; ; i++ {
		switch c.text[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			quoted := c.text[:i+1]
			c.text = c.text[i+1:]
			if !escaped {
				return quoted[1:i], nil
			}
			var s string
			if err := json.Unmarshal(quoted, &s); err != nil {
				return nil, err
			}
			return []byte(s), nil
		}
	}
}

func (c *canon) putString(s []byte) {
	c.out = append(c.out, 's')
	c.out = strconv.AppendInt(c.out, int64(len(s)), 10)
	c.out = append(c.out, ':')
	c.out = append(c.out, s...)
}

func (c *canon) number() error {
	n := slices.IndexFunc(c.text, func(b byte) bool { return b == ',' || b == ']' || b == '}' })
	digits := string(c.text[:n])
	c.text = c.text[n:]

	i, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		x, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return fmt.Errorf("number %.40s is beyond the range of float64", digits)
		}
		if x != math.Trunc(x) || x < math.MinInt64 || x >= -math.MinInt64 {
			c.out = append(c.out, 'f')
			c.out = strconv.AppendFloat(c.out, x, 'g', -1, 64)
			c.out = append(c.out, ';')
			return nil
		}
		i = int64(x)
	}
	c.out = append(c.out, 'i')
	c.out = strconv.AppendInt(c.out, i, 10)
	c.out = append(c.out, ';')
	return nil
}
