package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
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
func ParseMap(text []byte) (*Map, error) { return ReadMap(bytes.NewReader(text)) }

// ReadMap is [ParseMap] of a text that is read. Its functions and components
// are parsed one at a time, so the text is never in memory as a whole.
func ReadMap(text io.Reader) (*Map, error) {
	r := newValueReader(text)
	switch c, err := r.peek(); {
	case err == io.EOF:
		return nil, errors.New("the map is empty")
	case err != nil:
		return nil, err
	case c != '{':
		raw, err := r.value()
		if err != nil {
			return nil, errors.New("this is no map: a map is JSON and begins with a brace")
		}
		return nil, fmt.Errorf("the map: want an object, not %s", excerpt(raw))
	}
	p := mapParser{valueReader: r, files: map[string]string{}}
	if err := r.each('}', p.member); err != nil {
		return nil, err
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	if !p.endian {
		return nil, missing("the map", "endian")
	}
	if !p.components {
		return nil, missing("the map", "components")
	}
	return &p.m, nil
}

// A mapParser makes a map of its text.
type mapParser struct {
	*valueReader
	m                  Map
	endian, components bool // were there
	entries            int  // functions, bodies and components
	files              map[string]string
}

// member reads a member of the map. Of two with one key the last one counts.
func (p *mapParser) member() error {
	key, err := p.key()
	if err != nil {
		return err
	}
	switch key {
	case "mappings":
		p.m.Functions = nil
		return p.list(key, p.function)
	case "components":
		p.m.Components, p.components = nil, true
		return p.list(key, p.component)
	}
	raw, err := p.value()
	if err != nil {
		return err
	}
	o := objectValue{"the map", []jsonMember{{[]byte(key), raw}}}
	switch key {
	case "endian":
		var order string
		err = o.get(&order, key)
		p.m.Order, p.endian = LittleEndian, true
		if order != "little" {
			p.m.Order = BigEndian
		}
	case "calibration":
		p.m.Calibration = nil
		if o.has(key) {
			p.m.Calibration, err = parseCalibration(key, raw)
		}
	}
	return err
}

// list reads the list that is the value of a key.
func (p *mapParser) list(key string, parse func(path string, raw jsonText) error) error {
	c, err := p.need()
	if err != nil {
		return err
	}
	if c != '[' {
		raw, err := p.value()
		if err != nil {
			return err
		}
		o := objectValue{"the map", []jsonMember{{[]byte(key), raw}}}
		return o.get(new([]jsonText), key)
	}
	n := 0
	return p.each(']', func() error {
		raw, err := p.value()
		if err != nil {
			return err
		}
		if err := p.count(1); err != nil {
			return err
		}
		path := fmt.Sprintf("%s[%d]", key, n)
		n++
		return parse(path, raw)
	})
}

// count counts entries of the map.
func (p *mapParser) count(n int) error {
	if p.entries += n; p.entries > MaxMapEntries {
		return fmt.Errorf("the map has more than %d functions, bodies and components", MaxMapEntries)
	}
	return nil
}

// file returns the name of a file: many functions are in one.
func (p *mapParser) file(name string) string {
	if known, ok := p.files[name]; ok {
		return known
	}
	p.files[name] = name
	return name
}

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

func (p *mapParser) function(path string, raw jsonText) error {
	o, err := object(path, raw)
	if err != nil {
		return err
	}
	var f Function
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
		return first(err)
	}
	f.ID = ID(id)
	f.Nameless = !o.has("name")
	f.File = p.file(f.File)
	if err := p.count(len(bodies)); err != nil {
		return err
	}
	if len(bodies) > 0 {
		f.Bodies = make([]Body, 0, len(bodies))
	}
	for i, raw := range bodies {
		b, err := parseBody(fmt.Sprintf("%s.bodies[%d]", path, i), raw)
		if err != nil {
			return err
		}
		b.File = p.file(b.File)
		f.Bodies = append(f.Bodies, b)
	}
	p.m.Functions = append(p.m.Functions, f)
	return nil
}

func parseBody(path string, raw jsonText) (Body, error) {
	var b Body
	o, err := object(path, raw)
	if err != nil {
		return b, err
	}
	var id int32
	if err := errors.Join(o.get(&id, "id"), o.getRange(&b.Range)); err != nil {
		return b, first(err)
	}
	b.ID = int(id)
	return b, nil
}

func (p *mapParser) component(path string, raw jsonText) error {
	o, err := object(path, raw)
	if err != nil {
		return err
	}
	var c Component
	var id int32
	if err := errors.Join(o.get(&id, "id"), o.get(&c.Name, "name")); err != nil {
		return first(err)
	}
	c.ID = ID(id)
	c.Nameless = !o.has("name")
	p.m.Components = append(p.m.Components, c)
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
	path    string
	members []jsonMember
}

func object(path string, raw jsonText) (objectValue, error) {
	if raw[0] != '{' {
		return objectValue{path: path}, fmt.Errorf("%s: want an object, not %s", path, excerpt(raw))
	}
	return objectValue{path, raw.members()}, nil
}

// find returns the value of a key, the last one if there are several.
func (o objectValue) find(key string) (jsonText, bool) {
	for _, m := range slices.Backward(o.members) {
		if string(m.key) == key {
			return m.value, true
		}
	}
	return nil, false
}

// has reports whether the key is there and not null.
func (o objectValue) has(key string) bool {
	raw, ok := o.find(key)
	return ok && string(raw) != "null"
}

// need decodes a key that must be there.
func (o objectValue) need(v any, key string) error {
	if _, ok := o.find(key); !ok {
		return missing(o.path, key)
	}
	return o.get(v, key)
}

func missing(path, key string) error { return fmt.Errorf("%s: the key %q is missing", path, key) }

// get decodes a key, which may be missing. Null stands for a missing scalar,
// but not for a list.
func (o objectValue) get(v any, key string) error {
	raw, ok := o.find(key)
	if !ok {
		return nil
	}
	null := string(raw) == "null"
	var want string
	switch v := v.(type) {
	case *string:
		want = "a string"
		if ok = raw[0] == '"'; ok {
			*v = string(raw.text())
		}
	case *bool:
		want = "true or false"
		*v, ok = string(raw) == "true", string(raw) == "true" || string(raw) == "false"
	case *int32:
		want = "an integer of 32 bits"
		n, err := strconv.ParseInt(string(raw), 10, 32)
		*v, ok = int32(n), err == nil
	case *[]jsonText:
		want = "a list"
		if ok = raw[0] == '['; ok {
			*v = raw.elements()
		}
	}
	switch {
	case ok:
		return nil
	case !null:
		return fmt.Errorf("%s: %q is %s, want %s", o.path, key, excerpt(raw), want)
	case key == "endian" || key == "id" || want == "a list":
		return fmt.Errorf("%s: %q is null, want %s", o.path, key, want)
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
