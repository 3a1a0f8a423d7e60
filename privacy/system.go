package privacy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"brig/result"
)

// sections are the names of the sections of rules: "system", and the fields of
// a system document that are lists or objects.
func sections() []string {
	names := []string{"system"}
	t := reflect.TypeFor[result.System]()
	for i := range t.NumField() {
		f := t.Field(i)
		typ := f.Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if k := typ.Kind(); !f.Anonymous && (k == reflect.Struct || k == reflect.Slice || k == reflect.Map) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Apply leaves out of a description what the rules do not keep, and marks it
// private. Its header stays. It works on the JSON form: a field that is new is
// private until a rule names it.
func (r *Rules) Apply(s *result.System) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	head, err := json.Marshal(s.Header)
	if err != nil {
		return err
	}
	var fields, header map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&fields); err != nil {
		return err
	}
	if err := json.Unmarshal(head, &header); err != nil {
		return err
	}
	for name, value := range fields {
		if _, ok := header[name]; ok || name == "private" {
			delete(fields, name)
			continue
		}
		var kept any
		if isScalar(value) {
			kept = r.filter("system", name, value)
		} else {
			kept = r.filter(name, "", value)
		}
		if fields[name] = kept; kept == nil {
			delete(fields, name)
		}
	}
	if text, err = json.Marshal(fields); err != nil {
		return err
	}
	out := result.System{Header: s.Header, Private: true, Interfaces: []result.Interface{}, Partitions: []result.Partition{}}
	if err := json.Unmarshal(text, &out); err != nil {
		return fmt.Errorf("applying privacy rules: %w", err)
	}
	*s = out
	return nil
}

func isScalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// filter returns what is kept of a value at the path name within a section, or
// nil.
func (r *Rules) filter(section, name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		// A name with its value is one item, as a setting of the kernel is.
		if key, ok := v["name"].(string); ok && len(v) == 2 && v["value"] != nil {
			kept := r.scalar(section, v["value"], key)
			if kept == nil {
				return nil
			}
			return map[string]any{"name": key, "value": kept}
		}
		out := map[string]any{}
		for key, member := range v {
			path := key
			if name != "" {
				path = name + "." + key
			}
			if kept := r.filter(section, path, member); kept != nil {
				out[key] = kept
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		var out []any
		for _, element := range v {
			var kept any
			if text, ok := element.(string); ok && name == "" {
				kept = r.scalar(section, element, text) // a list of names
			} else {
				kept = r.filter(section, name, element)
			}
			if kept != nil {
				out = append(out, kept)
			}
		}
		if out == nil {
			return nil
		}
		return out
	}
	other := ""
	if section == "interfaces" {
		other = interfaceNames[name]
	}
	return r.scalar(section, v, name, other)
}

func (r *Rules) scalar(section string, v any, names ...string) any {
	text := ""
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		kept, ok := r.keep(section, v, names...)
		if !ok {
			return nil
		}
		return kept
	default:
		text = fmt.Sprint(v)
	}
	kept, ok := r.keep(section, text, names...)
	switch {
	case !ok:
		return nil
	case kept != text:
		return nil // part of a number is another number
	}
	return v
}
