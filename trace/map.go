package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// A Map names what a trace can refer to.
type Map struct {
	Order      Order
	Functions  []Function
	Components []Component
	// Calibration may be nil.
	Calibration *Calibration
}

// A Calibration is what tracing costs by itself, as the engine measured it
// when the trace began: the medians of many entries and of as many readings of
// the clock, of which an entry has one, in picoseconds.
type Calibration struct {
	Clock string `json:"clock"`    // what the real time of entries is read from
	Read  int64  `json:"read_ps"`  // cost of reading it
	Entry int64  `json:"entry_ps"` // cost of an entry with its reading
}

// maxCost bounds the costs of a calibration: a millisecond.
const maxCost = 1e9

// A Function describes a function, or one body of a function that has
// several.
type Function struct {
	ID   ID
	Name string // with its module, as in "HTTP::reply"; "" if Nameless
	// Nameless says that the map gives no name, which is not the same as an
	// empty one.
	Nameless bool
	Range
	Builtin bool
	Hook    bool
	Event   bool
	Bodies  []Body
}

// A Body is one of the bodies of an event handler or hook.
type Body struct {
	ID int
	Range
}

// A Range is a part of a script. Lines and columns begin with 1; 0 is not
// known.
type Range struct {
	File                                         string
	FirstLine, LastLine, FirstColumn, LastColumn int
}

// A Component is an analyzer or another part of the engine.
type Component struct {
	ID       ID
	Name     string
	Nameless bool
}

// ParseMap parses the text of a map: one JSON object. Keys it does not know
// are ignored. The key "endian" and the list "components" must be there; an
// order other than "little" is big. Errors give the line and column, or the
// path of the key.
func ParseMap(text []byte) (*Map, error) {
	if len(text) > MaxMapSize {
		return nil, fmt.Errorf("the map is larger than %d bytes", MaxMapSize)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("the map is empty")
	}
	if !utf8.Valid(text) {
		return nil, errors.New("the map is not UTF-8")
	}
	var all jsonText
	if err := json.Unmarshal(text, &all); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("%s: not JSON: %w", position(text, syntax.Offset), err)
		}
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	m := new(Map)
	top, err := object("the map", all)
	if err != nil {
		return nil, err
	}
	var endian string
	if err := top.need(&endian, "endian"); err != nil {
		return nil, err
	}
	if endian != "little" {
		m.Order = BigEndian
	}
	var mappings, components []jsonText
	if err := top.get(&mappings, "mappings"); err != nil {
		return nil, err
	}
	if err := top.need(&components, "components"); err != nil {
		return nil, err
	}
	entries := len(mappings) + len(components)
	for i, raw := range mappings {
		if entries > MaxMapEntries {
			return nil, errMapEntries
		}
		f, err := parseFunction(fmt.Sprintf("mappings[%d]", i), raw)
		if err != nil {
			return nil, err
		}
		entries += len(f.Bodies)
		m.Functions = append(m.Functions, f)
	}
	if entries > MaxMapEntries {
		return nil, errMapEntries
	}
	for i, raw := range components {
		c, err := parseComponent(fmt.Sprintf("components[%d]", i), raw)
		if err != nil {
			return nil, err
		}
		m.Components = append(m.Components, c)
	}
	if top.has("calibration") {
		m.Calibration, err = parseCalibration("calibration", top.keys["calibration"])
	}
	return m, err
}

var errMapEntries = fmt.Errorf("the map has more than %d functions, bodies and components", MaxMapEntries)

func parseCalibration(path string, raw jsonText) (*Calibration, error) {
	o, err := object(path, raw)
	if err != nil {
		return nil, err
	}
	var c Calibration
	var read, entry int32
	if err := errors.Join(o.get(&c.Clock, "clock"), o.need(&read, "read_ps"), o.need(&entry, "entry_ps")); err != nil {
		return nil, first(err)
	}
	c.Read, c.Entry = int64(read), int64(entry)
	if min(c.Read, c.Entry) < 0 || max(c.Read, c.Entry) > maxCost {
		return nil, fmt.Errorf("%s: an entry costs %d ps and reading the clock %d, want 0 to %d", path, c.Entry, c.Read, int64(maxCost))
	}
	return &c, nil
}

func parseFunction(path string, raw jsonText) (Function, error) {
	var f Function
	o, err := object(path, raw)
	if err != nil {
		return f, err
	}
	var id int32
	var bodies []jsonText
	if err := errors.Join(
		o.need(&id, "id"),
		o.get(&f.Name, "name"),
		o.get(&f.Builtin, "builtin"),
		o.get(&f.Hook, "hook"),
		o.get(&f.Event, "event"),
		o.get(&bodies, "bodies"),
		o.getRange(&f.Range),
	); err != nil {
		return f, first(err)
	}
	f.ID = ID(id)
	f.Nameless = !o.has("name")
	if len(bodies) > MaxMapEntries {
		return f, errMapEntries
	}
	for i, raw := range bodies {
		o, err := object(fmt.Sprintf("%s.bodies[%d]", path, i), raw)
		if err != nil {
			return f, err
		}
		var b Body
		var id int32
		if err := errors.Join(o.get(&id, "id"), o.getRange(&b.Range)); err != nil {
			return f, first(err)
		}
		b.ID = int(id)
		f.Bodies = append(f.Bodies, b)
	}
	return f, nil
}

func parseComponent(path string, raw jsonText) (Component, error) {
	var c Component
	o, err := object(path, raw)
	if err != nil {
		return c, err
	}
	var id int32
	if err := errors.Join(o.get(&id, "id"), o.get(&c.Name, "name")); err != nil {
		return c, first(err)
	}
	c.ID = ID(id)
	c.Nameless = !o.has("name")
	return c, nil
}

// A jsonText is a value within the text of a map.
type jsonText []byte

// UnmarshalJSON keeps the text, where a json.RawMessage has a copy: what is
// within three others would be there four times. The text is that of the
// caller of ParseMap and does not change meanwhile.
func (t *jsonText) UnmarshalJSON(text []byte) error {
	*t = text
	return nil
}

// first returns the first of joined errors: one line says enough.
func first(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()[0]
	}
	return err
}

// An objectValue is a JSON object whose keys match exactly. (Package json folds
// case when it decodes into a struct.)
type objectValue struct {
	path string
	keys map[string]jsonText
}

func object(path string, raw jsonText) (objectValue, error) {
	o := objectValue{path: path}
	if err := json.Unmarshal(raw, &o.keys); err != nil || o.keys == nil {
		return o, fmt.Errorf("%s: want an object, not %s", path, excerpt(raw))
	}
	return o, nil
}

// has reports whether the key is there and not null.
func (o objectValue) has(key string) bool {
	raw, ok := o.keys[key]
	return ok && string(raw) != "null"
}

// need decodes a key that must be there.
func (o objectValue) need(v any, key string) error {
	if _, ok := o.keys[key]; !ok {
		return fmt.Errorf("%s: the key %q is missing", o.path, key)
	}
	return o.get(v, key)
}

// get decodes a key, which may be missing. Null stands for a missing scalar,
// but not for a list.
func (o objectValue) get(v any, key string) error {
	raw, ok := o.keys[key]
	if !ok {
		return nil
	}
	var want string
	switch v.(type) {
	case *string:
		want = "a string"
	case *bool:
		want = "true or false"
	case *int32:
		want = "an integer of 32 bits"
	case *[]jsonText:
		want = "a list"
		if string(raw) == "null" {
			return fmt.Errorf("%s: %q is null, want %s", o.path, key, want)
		}
	}
	if string(raw) == "null" && (key == "endian" || key == "id") {
		return fmt.Errorf("%s: %q is null, want %s", o.path, key, want)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %q is %s, want %s", o.path, key, excerpt(raw), want)
	}
	return nil
}

func (o objectValue) getRange(r *Range) error {
	var firstLine, lastLine, firstColumn, lastColumn int32
	err := errors.Join(
		o.get(&r.File, "filename"),
		o.get(&firstLine, "firstLine"), o.get(&lastLine, "lastLine"),
		o.get(&firstColumn, "firstColumn"), o.get(&lastColumn, "lastColumn"),
	)
	r.FirstLine, r.LastLine = int(firstLine), int(lastLine)
	r.FirstColumn, r.LastColumn = int(firstColumn), int(lastColumn)
	if err != nil {
		return first(err)
	}
	return nil
}

// excerpt shortens a value for an error message.
func excerpt(raw jsonText) string {
	const most = 40
	if len(raw) <= most {
		return string(raw)
	}
	cut := most
	for !utf8.RuneStart(raw[cut]) {
		cut--
	}
	return string(raw[:cut]) + "..."
}

// position returns the line and column of a byte offset.
func position(text []byte, offset int64) string {
	before := text[:min(max(offset-1, 0), int64(len(text)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d", line, column)
}

// Text returns the map as JSON in ASCII, one function or component a line.
// The same map gives the same text, and [ParseMap] of it gives the same map.
func (m *Map) Text() []byte {
	b := append(appendString([]byte(`{"endian": `), m.Order.String()), ",\n"...)
	if c := m.Calibration; c != nil {
		b = appendString(append(b, " \"calibration\": {\"clock\": "...), c.Clock)
		b = appendInt(b, `, "read_ps": `, c.Read)
		b = append(appendInt(b, `, "entry_ps": `, c.Entry), "},\n"...)
	}
	b = append(b, " \"mappings\": ["...)
	for i, f := range m.Functions {
		b = separate(b, i)
		b = appendInt(b, `{"id": `, int64(int32(f.ID)))
		if !f.Nameless {
			b = appendString(append(b, ", \"name\": "...), f.Name)
		}
		b = f.Range.append(b)
		b = strconv.AppendBool(append(b, `, "builtin": `...), f.Builtin)
		b = strconv.AppendBool(append(b, `, "hook": `...), f.Hook)
		b = strconv.AppendBool(append(b, `, "event": `...), f.Event)
		b = append(b, `, "bodies": [`...)
		for j, body := range f.Bodies {
			if j > 0 {
				b = append(b, ", "...)
			}
			b = appendInt(b, `{"id": `, int64(body.ID))
			b = append(body.Range.append(b), '}')
		}
		b = append(b, "]}"...)
	}
	b = append(b, "],\n \"components\": ["...)
	for i, c := range m.Components {
		b = separate(b, i)
		b = appendInt(b, `{"id": `, int64(int32(c.ID)))
		if !c.Nameless {
			b = appendString(append(b, ", \"name\": "...), c.Name)
		}
		b = append(b, '}')
	}
	return append(b, "]}\n"...)
}

func separate(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return append(b, "\n  "...)
}

func (r Range) append(b []byte) []byte {
	b = appendString(append(b, ", \"filename\": "...), r.File)
	b = appendInt(b, `, "firstLine": `, int64(r.FirstLine))
	b = appendInt(b, `, "lastLine": `, int64(r.LastLine))
	b = appendInt(b, `, "firstColumn": `, int64(r.FirstColumn))
	return appendInt(b, `, "lastColumn": `, int64(r.LastColumn))
}

func appendInt(b []byte, key string, n int64) []byte {
	return strconv.AppendInt(append(b, key...), n, 10)
}

// appendString appends s as a JSON string in ASCII: the 2013 decoder reads
// maps in the encoding of its locale.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case ' ' <= r && r < 0x7f:
			b = append(b, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = appendUnit(appendUnit(b, high), low)
		default:
			b = appendUnit(b, r)
		}
	}
	return append(b, '"')
}

func appendUnit(b []byte, r rune) []byte {
	hex := strconv.FormatInt(0x10000+int64(r), 16)
	return append(append(b, `\u`...), hex[1:]...)
}
