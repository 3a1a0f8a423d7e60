package mongo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// toBSON converts the JSON text of a document. Fields keep their order.
func toBSON(text []byte) (bson.Raw, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := value(dec)
	if err != nil {
		return nil, err
	}
	return bson.Marshal(v)
}

// value reads the next value of dec as what the driver encodes in order.
func value(dec *json.Decoder) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		d := bson.D{}
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			v, err := value(dec)
			if err != nil {
				return nil, err
			}
			d = append(d, bson.E{Key: name.(string), Value: v})
		}
		_, err := dec.Token()
		return d, err
	case json.Delim('['):
		a := bson.A{}
		for dec.More() {
			v, err := value(dec)
			if err != nil {
				return nil, err
			}
			a = append(a, v)
		}
		_, err := dec.Token()
		return a, err
	}
	if n, ok := tok.(json.Number); ok {
		if i, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			return i, nil
		}
		return strconv.ParseFloat(n.String(), 64)
	}
	return tok, nil // a string, a boolean or nil
}

// toJSON converts a document back.
func toJSON(raw bson.Raw) ([]byte, error) {
	return appendObject(nil, raw)
}

func appendObject(out []byte, raw bson.Raw) ([]byte, error) {
	elems, err := raw.Elements()
	if err != nil {
		return nil, err
	}
	out = append(out, '{')
	for i, e := range elems {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, e.Key()) // lower-case letters, digits and _
		out = append(out, ':')
		if out, err = appendValue(out, e.Value()); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Key(), err)
		}
	}
	return append(out, '}'), nil
}

func appendValue(out []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument:
		return appendObject(out, v.Document())
	case bson.TypeArray:
		elems, err := v.Array().Values()
		if err != nil {
			return nil, err
		}
		out = append(out, '[')
		for i, e := range elems {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = appendValue(out, e); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case bson.TypeString:
		text, err := json.Marshal(v.StringValue())
		return append(out, text...), err
	case bson.TypeInt64:
		return strconv.AppendInt(out, v.Int64(), 10), nil
	case bson.TypeInt32: // by another hand than ours
		return strconv.AppendInt(out, int64(v.Int32()), 10), nil
	case bson.TypeDouble:
		x := v.Double()
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("%v is not a number of JSON", x)
		}
		return strconv.AppendFloat(out, x, 'g', -1, 64), nil
	case bson.TypeBoolean:
		return strconv.AppendBool(out, v.Boolean()), nil
	case bson.TypeNull:
		return append(out, "null"...), nil
	}
	return nil, fmt.Errorf("a %v is not a value of JSON", v.Type)
}
