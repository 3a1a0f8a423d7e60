package mongo

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"brig/server/store"
)

// key returns where a record has the field.
func key(field string) string {
	switch field {
	case "uuid":
		return "_id"
	case "created", "updated":
		return field
	}
	return "body." + field
}

// filter returns the conditions as a filter. MongoDB looks into arrays by
// itself, which a store does not do: so each part of the path is asked not to
// be one.
func filter(where []store.Equal) bson.D {
	all := bson.A{}
	for _, w := range where {
		k, value := key(w.Field), w.Value
		if k == "created" || k == "updated" {
			t, _ := w.Time() // Check has seen it
			value = t.UnixNano()
		}
		equal := op(k, "$eq", value)
		if !strings.HasPrefix(k, "body.") {
			all = append(all, equal)
			continue
		}
		self := op(k, "$not", op("$type", "array"))
		parents := bson.A{} // being arrays
		for i := len("body."); i < len(k); i++ {
			if k[i] == '.' {
				parents = append(parents, op(k[:i], "$type", "array"))
			}
		}
		switch {
		case len(parents) == 0:
			all = append(all, equal, self)
		case w.Value == nil:
			// Inside an array there is nothing that has a name.
			all = append(all, op("$or", append(parents, op("$and", bson.A{equal, self}))))
		default:
			all = append(all, equal, self, op("$nor", parents))
		}
	}
	if len(all) == 0 {
		return bson.D{}
	}
	return op("$and", all)
}

// op returns the document {name: value}, with more names inside:
// op("a", "$eq", 1) is {a: {$eq: 1}}.
func op(name string, rest ...any) bson.D {
	if len(rest) == 1 {
		return bson.D{{Key: name, Value: rest[0]}}
	}
	return bson.D{{Key: name, Value: op(rest[0].(string), rest[1:]...)}}
}

// order returns the sort document. It names no field twice, which MongoDB
// refuses and which would change nothing.
func order(sort []store.Order) bson.D {
	var d bson.D
	add := func(key string, direction int) {
		if !slices.ContainsFunc(d, func(e bson.E) bool { return e.Key == key }) {
			d = append(d, bson.E{Key: key, Value: direction})
		}
	}
	for _, o := range sort {
		direction := 1
		if o.Desc {
			direction = -1
		}
		add(key(o.Field), direction)
	}
	add("created", 1)
	add("_id", 1)
	return d
}
