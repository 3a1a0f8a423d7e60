package builtin

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"brig/bro/interp"
	"brig/bro/pattern"
	"brig/bro/resolve"
)

// jsonFuncs turns values into JSON (RFC 8259) and back.
func jsonFuncs() table {
	return table{"to_json": toJSON, "from_json": fromJSON}
}

// maxJSONDepth bounds the nesting of values that are written.
const maxJSONDepth = 100

// A jsonWriter writes values as JSON:
//
//	bool, int, count, double   true, 5, 5, 5.0
//	time                       seconds since 1970
//	interval                   "1.0 min 40.0 secs", or with seconds set 100.0
//	port                       {"port":80,"proto":"tcp"}
//	record                     an object of the fields that are set
//	table                      an object; keys that are no strings are written as JSON first
//	set, vector, index list    an array; holes are null
//	all else                   a string, its print form
//
// Bytes that are no UTF-8 stand as \xHH in strings.
type jsonWriter struct {
	loggable bool             // only fields with &log
	strip    *pattern.Pattern // the first match in a field's name is left out
	seconds  bool
	b        []byte
}

// toJSON takes: value, only_loggable, field_escape_pattern, interval_as_double.
func toJSON(c call) (value, error) {
	w := jsonWriter{loggable: c.Bool(1), strip: c.Args[2].Pattern(), seconds: c.Bool(3)}
	if err := w.value(c.Args[0], 0); err != nil {
		return none, err
	}
	return interp.Bytes(w.b), nil
}

func (w *jsonWriter) value(v value, depth int) error {
	if depth > maxJSONDepth {
		return errors.New("the value is nested too deep")
	}
	switch v.Kind() {
	case resolve.Invalid:
		w.b = append(w.b, "null"...)
	case resolve.Bool:
		w.b = strconv.AppendBool(w.b, v.Bool())
	case resolve.Int:
		w.b = strconv.AppendInt(w.b, v.Int(), 10)
	case resolve.Count:
		w.b = strconv.AppendUint(w.b, v.Count(), 10)
	case resolve.Double, resolve.Time:
		w.number(v.Double())
	case resolve.Interval:
		if w.seconds {
			w.number(v.Double())
		} else {
			w.quoted(v.String())
		}
	case resolve.Port:
		num, proto := v.Port()
		w.b = fmt.Appendf(w.b, `{"port":%d,"proto":"%s"}`, num, protoNames[proto])
	case resolve.Vector:
		return w.array(v.Vector().Elems(), depth)
	case resolve.List:
		return w.array(v.List().Parts, depth)
	case resolve.Set:
		return w.array(keysOf(v.Table()), depth)
	case resolve.Table:
		return w.table(v.Table(), depth)
	case resolve.Record:
		return w.record(v.Record(), depth)
	default:
		w.quoted(v.String())
	}
	return nil
}

var protoNames = [...]string{interp.UnknownPort: "unknown", interp.TCP: "tcp", interp.UDP: "udp", interp.ICMP: "icmp"}

func (w *jsonWriter) number(d float64) { w.b = interp.AppendJSONNumber(w.b, d) }

func (w *jsonWriter) array(vs []value, depth int) error {
	w.b = append(w.b, '[')
	for i, e := range vs {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		if err := w.value(e, depth+1); err != nil {
			return err
		}
	}
	w.b = append(w.b, ']')
	return nil
}

func (w *jsonWriter) table(t *interp.Table, depth int) error {
	w.b = append(w.b, '{')
	first := true
	for i := range t.Cap() {
		if !t.Live(i) {
			continue
		}
		if !first {
			w.b = append(w.b, ',')
		}
		first = false
		key := jsonWriter{loggable: w.loggable, strip: w.strip, seconds: w.seconds}
		if err := key.value(t.Key(i), depth+1); err != nil {
			return err
		}
		if key.b[0] == '"' {
			w.b = append(w.b, key.b...)
		} else {
			w.quoted(string(key.b))
		}
		w.b = append(w.b, ':')
		if err := w.value(t.Yield(i), depth+1); err != nil {
			return err
		}
	}
	w.b = append(w.b, '}')
	return nil
}

func (w *jsonWriter) record(r *interp.Record, depth int) error {
	w.b = append(w.b, '{')
	first := true
	for i, f := range r.Type().Fields {
		if !r.At(i).IsSet() || w.loggable && !f.Log {
			continue
		}
		if !first {
			w.b = append(w.b, ',')
		}
		first = false
		name := f.Name
		if start, end, ok := w.strip.Find(name, 0); ok {
			name = name[:start] + name[end:]
		}
		w.quoted(name)
		w.b = append(w.b, ':')
		if err := w.value(r.At(i), depth+1); err != nil {
			return err
		}
	}
	w.b = append(w.b, '}')
	return nil
}

func (w *jsonWriter) quoted(s string) { w.b = interp.AppendJSONString(w.b, s) }

// fromJSON takes: text, type, key_func. It gives a from_json_result: v and
// valid, or err.
func fromJSON(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	refuse := func(err error) (value, error) {
		r.SetField("valid", interp.Bool(false))
		r.SetField("err", interp.String(err.Error()))
		return r.Value(), nil
	}
	if c.Args[1].Kind() != resolve.TypeType {
		r.SetField("valid", interp.Bool(false))
		c.Error("from_json() requires a type argument")
		return r.Value(), nil
	}
	// encoding/json bounds the nesting; what is kept is in proportion to the text.
	d := json.NewDecoder(strings.NewReader(c.Str(0)))
	d.UseNumber()
	var x any
	if err := d.Decode(&x); err != nil {
		return refuse(fmt.Errorf("JSON parse error: %w Offset: %d", err, d.InputOffset()))
	}
	if d.More() {
		return refuse(fmt.Errorf("JSON parse error: the document root must not be followed by other values. Offset: %d", d.InputOffset()))
	}
	j := jsonReader{c: c}
	if f := c.Args[2].Func(); f.Name != "from_json_default_key_mapper" {
		j.key = f
	}
	v, err := j.value(x, c.Args[1].TypeValue())
	if err != nil {
		return refuse(err)
	}
	r.SetField("v", v)
	r.SetField("valid", interp.Bool(true))
	return r.Value(), nil
}

// A jsonReader makes values of a type wanted from JSON.
type jsonReader struct {
	c   call
	key *interp.Func // gives the field for a key; nil: the key itself
}

// kindOf names what JSON has.
func kindOf(x any) string {
	switch x := x.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(x)
	case json.Number:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

func mismatch(x any, t *resolve.Type) error {
	name, _, _ := strings.Cut(t.Describe(), " ")
	name, _, _ = strings.Cut(name, "[")
	return fmt.Errorf("cannot convert JSON type '%s' to Zeek type '%s'", kindOf(x), name)
}

func (j *jsonReader) value(x any, t *resolve.Type) (value, error) {
	switch t.Kind {
	case resolve.Bool:
		if b, ok := x.(bool); ok {
			return interp.Bool(b), nil
		}
	case resolve.Int, resolve.Count, resolve.Double, resolve.Time, resolve.Interval:
		if n, ok := x.(json.Number); ok {
			return readNumber(string(n), t)
		}
		if s, ok := x.(string); ok && t.Kind == resolve.Interval {
			if sec, ok := interp.ParseInterval(s); ok {
				return interp.Interval(sec), nil
			}
		}
	case resolve.Port:
		return readPort(x, t)
	case resolve.String, resolve.Pattern, resolve.Addr, resolve.Subnet, resolve.Enum:
		if s, ok := x.(string); ok {
			return j.text(s, t)
		}
	case resolve.Vector:
		if list, ok := x.([]any); ok {
			return j.vector(list, t)
		}
	case resolve.Set:
		if list, ok := x.([]any); ok {
			return j.set(list, t)
		}
	case resolve.Table:
		return j.table(x, t)
	case resolve.Record:
		if m, ok := x.(map[string]any); ok {
			return j.record(m, t)
		}
	default:
		return none, fmt.Errorf("type '%s' unsupported", t)
	}
	return none, mismatch(x, t)
}

func readNumber(n string, t *resolve.Type) (value, error) {
	switch t.Kind {
	case resolve.Int:
		if i, err := strconv.ParseInt(n, 10, 64); err == nil {
			return interp.Int(i), nil
		}
	case resolve.Count:
		if u, err := strconv.ParseUint(n, 10, 64); err == nil {
			return interp.Count(u), nil
		}
	default:
		d, err := strconv.ParseFloat(n, 64)
		switch {
		case err != nil:
		case t.Kind == resolve.Time:
			return interp.Time(d), nil
		case t.Kind == resolve.Interval:
			return interp.Interval(d), nil
		default:
			return interp.Double(d), nil
		}
	}
	return none, mismatch(json.Number(n), t)
}

// readPort takes "80/tcp" and {"port":80,"proto":"tcp"}.
func readPort(x any, t *resolve.Type) (value, error) {
	switch x := x.(type) {
	case string:
		if v, ok := interp.ParsePort(x); ok && strings.Contains(x, "/") {
			return v, nil
		}
		return none, errPortFormat
	case map[string]any:
		num, isNumber := x["port"].(json.Number)
		proto, isString := x["proto"].(string)
		if isNumber && isString {
			if v, ok := interp.ParsePort(string(num) + "/" + proto); ok {
				return v, nil
			}
		}
		return none, errPortFormat
	}
	return none, mismatch(x, t)
}

var errPortFormat = errors.New(`wrong port format, string must be /[0-9]{1,5}\/(tcp|udp|icmp|unknown)/`)

func (j *jsonReader) text(s string, t *resolve.Type) (value, error) {
	switch t.Kind {
	case resolve.Addr:
		if v, ok := interp.ParseAddr(s); ok {
			return v, nil
		}
		return none, fmt.Errorf("failed converting string '%s' to IP address", s)
	case resolve.Subnet:
		if v, ok := interp.ParseSubnet(strings.NewReplacer("[", "", "]", "").Replace(s)); ok {
			return v, nil
		}
		return none, fmt.Errorf("failed converting string '%s' to IP prefix", s)
	case resolve.Pattern:
		if len(s) >= 2 && s[0] == '/' && s[len(s)-1] == '/' {
			s = s[1 : len(s)-1]
		}
		p, err := pattern.Compile(s, 0)
		if err != nil {
			return none, fmt.Errorf("error compiling pattern: %w", err)
		}
		return interp.Pattern(p), nil
	case resolve.Enum:
		if v, ok := j.c.In.EnumValue(s); ok && resolve.Same(v.Type(), t) {
			return v, nil
		}
		return none, fmt.Errorf("'%s' is not a valid enum for '%s'.", s, t) //nolint:staticcheck // as Zeek says it
	}
	return interp.String(s), nil
}

func (j *jsonReader) vector(list []any, t *resolve.Type) (value, error) {
	out := interp.NewVector(t)
	for _, x := range list {
		if x == nil {
			out.Append(none)
			continue
		}
		v, err := j.value(x, t.Elem)
		if err != nil {
			return none, err
		}
		out.Append(v)
	}
	return out.Value(), nil
}

func (j *jsonReader) set(list []any, t *resolve.Type) (value, error) {
	out := interp.NewTable(t)
	for _, x := range list {
		if x == nil {
			continue
		}
		key, err := j.index(x, t)
		if err != nil {
			return none, err
		}
		out.Add(key...)
	}
	return out.Value(), nil
}

// index reads the parts of an index: an array if there are several.
func (j *jsonReader) index(x any, t *resolve.Type) ([]value, error) {
	if len(t.Index) == 1 {
		v, err := j.value(x, t.Index[0])
		return []value{v}, err
	}
	list, ok := x.([]any)
	if !ok {
		return nil, mismatch(x, t)
	}
	if len(list) != len(t.Index) {
		return nil, errors.New("table or set index type does not match: wrong number of parts")
	}
	var key []value
	for i, part := range list {
		v, err := j.value(part, t.Index[i])
		if err != nil {
			return nil, err
		}
		key = append(key, v)
	}
	return key, nil
}

// table takes what to_json writes: an object whose keys are strings, or JSON
// in a string for an index of other types.
func (j *jsonReader) table(x any, t *resolve.Type) (value, error) {
	m, ok := x.(map[string]any)
	if !ok {
		return none, mismatch(x, t)
	}
	out := interp.NewTable(t)
	for _, name := range sortedKeys(m) {
		var k any = name
		if len(t.Index) > 1 || t.Index[0].Kind < resolve.String || t.Index[0].Kind > resolve.Enum {
			d := json.NewDecoder(strings.NewReader(name))
			d.UseNumber()
			if err := d.Decode(&k); err != nil {
				return none, fmt.Errorf("reading the key %q: %w", name, err)
			}
		}
		key, err := j.index(k, t)
		if err != nil {
			return none, err
		}
		v, err := j.value(m[name], t.Elem)
		if err != nil {
			return none, err
		}
		out.Put(key, v)
	}
	return out.Value(), nil
}

func (j *jsonReader) record(m map[string]any, t *resolve.Type) (value, error) {
	if j.key != nil {
		named := make(map[string]any, len(m))
		for _, name := range sortedKeys(m) {
			named[j.c.Call(j.key, interp.String(name)).Str()] = m[name]
		}
		m = named
	}
	r := j.c.In.NewRecord(t)
	for i, f := range t.Fields {
		x, given := m[f.Name]
		if x == nil {
			if f.Optional || f.Default() != nil {
				continue
			}
			what := "missing"
			if given {
				what = "null"
			}
			return none, fmt.Errorf("required field %s$%s is %s in JSON", t.Name, f.Name, what)
		}
		v, err := j.value(x, f.Type)
		if err != nil {
			return none, err
		}
		r.SetAt(i, v)
	}
	return r.Value(), nil
}
