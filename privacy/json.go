package privacy

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// A jsonText is JSON text whose strings are visited, keys and values alike, and
// may be replaced; everything else stays byte for byte.
type jsonText struct {
	data  []byte
	pos   int
	path  []step
	visit func(j *jsonText, text string, isKey bool) (replacement string, replace bool)

	out    bytes.Buffer
	copied int // data up to here is in out
}

// A step is a member of an object or an element of a list.
type step struct {
	key   string // of the member
	index int    // of the element, or -1
	// label is the value of the object's member "name": in a list of named
	// values it says what "value" is.
	label string
}

// walkJSON visits the strings of a text and returns the text with what was
// replaced. ok is false if it is not JSON.
func walkJSON(data []byte, visit func(j *jsonText, text string, isKey bool) (string, bool)) (out []byte, ok bool) {
	if !json.Valid(data) {
		return nil, false
	}
	j := jsonText{data: data, visit: visit}
	j.space()
	j.value()
	if j.copied == 0 {
		return data, true
	}
	j.out.Write(data[j.copied:])
	return j.out.Bytes(), true
}

// The text is known to be valid.

func (j *jsonText) space() {
	for j.pos < len(j.data) && strings.IndexByte(" \t\r\n,:", j.data[j.pos]) >= 0 {
		j.pos++
	}
}

func (j *jsonText) value() {
	switch j.data[j.pos] {
	case '{':
		j.pos++
		j.path = append(j.path, step{index: -1})
		for j.space(); j.data[j.pos] != '}'; j.space() {
			at := len(j.path) - 1
			key := j.string(true)
			j.path[at].key = key
			j.space()
			if key == "name" && j.data[j.pos] == '"' {
				j.path[at].label = j.string(false)
			} else {
				j.value()
			}
		}
		j.path = j.path[:len(j.path)-1]
		j.pos++
	case '[':
		j.pos++
		j.path = append(j.path, step{})
		for j.space(); j.data[j.pos] != ']'; j.space() {
			j.value()
			j.path[len(j.path)-1].index++
		}
		j.path = j.path[:len(j.path)-1]
		j.pos++
	case '"':
		j.string(false)
	default:
		for j.pos < len(j.data) && strings.IndexByte(" \t\r\n,]}", j.data[j.pos]) < 0 {
			j.pos++
		}
	}
}

func (j *jsonText) string(isKey bool) string {
	start := j.pos
	escaped := false
	for j.pos++; j.data[j.pos] != '"'; j.pos++ {
		if j.data[j.pos] == '\\' {
			escaped = true
			j.pos++
		}
	}
	j.pos++
	text := string(j.data[start+1 : j.pos-1])
	if escaped {
		_ = json.Unmarshal(j.data[start:j.pos], &text) // valid, see walkJSON
	}
	if isKey && len(j.path) > 0 {
		j.path[len(j.path)-1].key = text
	}
	if replacement, ok := j.visit(j, text, isKey); ok {
		quoted, _ := json.Marshal(replacement) // a string always has a form
		j.out.Write(j.data[j.copied:start])
		j.out.Write(quoted)
		j.copied = j.pos
	}
	return text
}

// key is what says what the current string is: the name of its member or, if
// it is the value of a named value, that name. For elements of a list it is the
// key of the list.
func (j *jsonText) key() string {
	for i := len(j.path) - 1; i >= 0; i-- {
		s := j.path[i]
		switch {
		case s.index >= 0:
		case s.key == "value" && s.label != "":
			return s.label
		default:
			return s.key
		}
	}
	return ""
}

// where is the path of the current string: "trials[3].uuid".
func (j *jsonText) where(isKey bool) string {
	var b strings.Builder
	for i, s := range j.path {
		switch {
		case s.index >= 0:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case i > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	if isKey {
		b.WriteString(" (the key)")
	}
	if b.Len() == 0 {
		return "(the document)"
	}
	return b.String()
}

// pattern is the path without the numbers of elements: "trials[].uuid".
func (j *jsonText) pattern() string {
	var b strings.Builder
	for i, s := range j.path {
		switch {
		case s.index >= 0:
			b.WriteString("[]")
		case i > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	return b.String()
}
