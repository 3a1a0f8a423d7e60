package input

import (
	"fmt"
	"math"
	"strconv"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// options are those of a reader: the globals of a module, which the $config of a
// stream may override.
type options struct {
	in     *interp.Interp
	config interp.Value // table[string] of string
}

// own returns an entry of the stream's $config.
func (o *options) own(name string) (string, bool) {
	if !o.config.IsSet() {
		return "", false
	}
	v, ok := o.config.Table().Lookup(interp.String(name))
	if !ok {
		return "", false
	}
	return v.Str(), true
}

func (o *options) text(module, name string) string {
	if s, ok := o.own(name); ok {
		return s
	}
	if v, ok := o.in.Global(module + "::" + name); ok && v.Kind() == resolve.String {
		return v.Str()
	}
	return ""
}

// char is a text of exactly one byte.
func (o *options) char(module, name string) (byte, error) {
	s := o.text(module, name)
	if len(s) != 1 {
		return 0, fmt.Errorf("%s::%s must be one byte, not %q", module, name, s)
	}
	return s[0], nil
}

func (o *options) flag(module, name string) (bool, error) {
	if s, ok := o.own(name); ok {
		switch s {
		case "T":
			return true, nil
		case "F":
			return false, nil
		}
		return false, fmt.Errorf("$config: %s must be T or F, not %q", name, s)
	}
	v, ok := o.in.Global(module + "::" + name)
	return ok && v.Bool(), nil
}

// number is a count, int or double that is not negative.
func (o *options) number(module, name string) (float64, error) {
	var d float64
	if s, ok := o.own(name); ok {
		var err error
		if d, err = strconv.ParseFloat(s, 64); err != nil {
			return 0, fmt.Errorf("$config: %s must be a number, not %q", name, s)
		}
	} else if v, ok := o.in.Global(module + "::" + name); ok {
		switch v.Kind() {
		case resolve.Int:
			d = float64(v.Int())
		case resolve.Count:
			d = float64(v.Count())
		default:
			d = v.Double()
		}
	}
	if !(d >= 0 && d <= math.MaxInt32) {
		return 0, fmt.Errorf("%s::%s: %v is out of range", module, name, d)
	}
	return d, nil
}
