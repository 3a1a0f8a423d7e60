package logs

import (
	"math"
	"strconv"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file writes records as JSON objects. Fields that are not set are left
// out, unless the format wants them.

// appendJSON appends a record's object.
func (f *format) appendJSON(b []byte, r, ext *interp.Record, columns []column, room *room) []byte {
	b = append(b, '{')
	start := len(b)
	for i := range columns {
		c := &columns[i]
		v := c.of(r, ext)
		if !v.IsSet() && !f.jsonUnset {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, c.key...)
		b = f.appendJSONValue(b, v, room)
	}
	return append(b, '}')
}

func (f *format) appendJSONValue(b []byte, v interp.Value, room *room) []byte {
	switch v.Kind() {
	case resolve.Invalid:
		return append(b, "null"...)
	case resolve.Bool:
		return strconv.AppendBool(b, v.Bool())
	case resolve.Int, resolve.Count:
		return v.Append(b)
	case resolve.Double, resolve.Interval:
		return interp.AppendJSONNumber(b, v.Double())
	case resolve.Time:
		return f.appendTimestamp(b, v.Seconds())
	case resolve.Port:
		num, _ := v.Port()
		return strconv.AppendUint(b, uint64(num), 10)
	case resolve.String, resolve.Callable, resolve.File, resolve.Pattern:
		return interp.AppendJSONString(b, room.text(textOf(v)))
	case resolve.Set:
		t := v.Table()
		b = append(b, '[')
		left := room.elements(t.Len())
		for i := 0; left > 0; i++ {
			if !t.Live(i) {
				continue
			}
			b = f.appendJSONValue(b, t.Keys(i)[0], room)
			if left--; left > 0 {
				b = append(b, ',')
			}
		}
		return append(b, ']')
	case resolve.Vector:
		elems := v.Vector().Elems()
		b = append(b, '[')
		for i, x := range elems[:room.elements(len(elems))] {
			if i > 0 {
				b = append(b, ',')
			}
			b = f.appendJSONValue(b, x, room)
		}
		return append(b, ']')
	}
	// Addresses, subnets and enums have nothing in them that must be escaped.
	return append(v.Append(append(b, '"')), '"')
}

// appendTimestamp appends a time in the way of the option json_timestamps.
func (f *format) appendTimestamp(b []byte, sec float64) []byte {
	switch f.timestamps {
	case "JSON::TS_MILLIS", "JSON::TS_MILLIS_UNSIGNED":
		ms := math.Trunc(sec * 1000)
		if f.timestamps == "JSON::TS_MILLIS_UNSIGNED" {
			ms = math.Abs(ms)
		}
		return strconv.AppendFloat(b, ms+0, 'f', -1, 64)
	case "JSON::TS_ISO8601":
		whole := math.Floor(sec)
		micros := math.Round((sec - whole) * 1e6)
		t := time.Unix(int64(whole), int64(micros)*1000).UTC()
		return append(t.AppendFormat(append(b, '"'), "2006-01-02T15:04:05.000000Z"), '"')
	}
	return interp.AppendJSONNumber(b, sec)
}
