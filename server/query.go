package server

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"brig/server/store"
)

// Pages of a list.
const (
	defaultPage = 25
	maxPage     = 1000 // more is taken for this
)

// A listQuery is the query string of a list.
type listQuery struct {
	store.Query
	page    int // from 1
	fields  projection
	pretty  bool
	filters url.Values // what makes the list, for links: without page
}

// The parameters of a list and of an item.
var (
	listParams = []string{"where", "sort", "projection", "max_results", "page", "pretty"}
	itemParams = []string{"projection", "pretty"}
)

// parseQuery reads the parameters. It refuses those that are not known: a
// filter that is silently ignored gives the wrong answer.
func parseQuery(params url.Values, known []string) (listQuery, error) {
	q := listQuery{page: 1, filters: url.Values{}}
	q.Limit = defaultPage
	for _, name := range slices.Sorted(maps.Keys(params)) {
		value := params.Get(name)
		if !slices.Contains(known, name) {
			return q, errorf(http.StatusBadRequest, "%s: not supported here; %s are", name, strings.Join(known, ", "))
		}
		if len(params[name]) > 1 {
			return q, errorf(http.StatusBadRequest, "%s: given %d times", name, len(params[name]))
		}
		var err error
		switch name {
		case "where":
			q.Where, err = parseWhere(value)
		case "sort":
			q.Sort, err = parseSort(value)
		case "projection":
			q.fields, err = parseProjection(value)
		case "max_results":
			q.Limit, err = parsePositive(name, value)
			q.Limit = min(q.Limit, maxPage)
		case "page":
			q.page, err = parsePositive(name, value)
		case "pretty":
			q.pretty = true
		}
		if err != nil {
			return q, err
		}
		if name != "page" {
			q.filters.Set(name, value)
		}
	}
	q.Skip = (q.page - 1) * q.Limit
	return q, q.Check()
}

// parsePositive reads a number that is small enough for page * max_results to
// be an int.
func parsePositive(name, value string) (int, error) {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 1 || n > 1e6 {
		return 0, errorf(http.StatusBadRequest, "%s: %q is not a number from 1 to 1000000", name, value)
	}
	return int(n), nil
}

// decodeObject decodes a parameter that is one JSON object.
func decodeObject(name, value, example string) (map[string]any, error) {
	dec := json.NewDecoder(strings.NewReader(value))
	dec.UseNumber()
	var object map[string]any
	err := dec.Decode(&object)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("text after the object")
		}
	}
	if err == nil && object == nil {
		err = errors.New("null")
	}
	if err != nil {
		return nil, errorf(http.StatusBadRequest, "%s: not a JSON object such as %s: %v", name, example, err)
	}
	return object, nil
}

func parseWhere(value string) ([]store.Equal, error) {
	object, err := decodeObject("where", value, `{"suite": "drop", "engine.name": "bro"}`)
	if err != nil {
		return nil, err
	}
	var where []store.Equal
	for _, field := range slices.Sorted(maps.Keys(object)) {
		v := object[field]
		switch n := v.(type) {
		case map[string]any, []any:
			return nil, errorf(http.StatusBadRequest,
				"where: %s: only equality with a string, number, boolean or null is supported, no operators, objects or arrays", field)
		case json.Number:
			if v, err = strconv.ParseInt(n.String(), 10, 64); err != nil {
				if v, err = strconv.ParseFloat(n.String(), 64); err != nil {
					return nil, errorf(http.StatusBadRequest, "where: %s: number %s is out of range", field, n)
				}
			}
		}
		if strings.HasPrefix(field, "$") {
			return nil, errorf(http.StatusBadRequest, "where: operator %s is not supported; equality of fields is, joined by \"and\"", field)
		}
		where = append(where, store.Equal{Field: fieldOf(field), Value: v})
	}
	return where, nil
}

// fieldOf returns the store's name of a field: Eve's meta fields have others.
func fieldOf(name string) string {
	switch name {
	case "_id":
		return "uuid"
	case "_created", "_updated":
		return name[1:]
	}
	return name
}

// Eve's older notation: [("a", -1), ("b", 1)], with brackets of either kind.
const pair = `[\[(]\s*["']([^"']*)["']\s*,\s*(-?1)\s*[\])]`

var (
	pairRE  = regexp.MustCompile(pair)
	pairsRE = regexp.MustCompile(`^\s*\[\s*` + pair + `(\s*,\s*` + pair + `)*\s*\]\s*$`)
)

func parseSort(value string) ([]store.Order, error) {
	var sort []store.Order
	if strings.HasPrefix(strings.TrimSpace(value), "[") {
		if !pairsRE.MatchString(value) {
			return nil, errorf(http.StatusBadRequest, "sort: %q is neither \"a,-b\" nor [(\"a\", 1), (\"b\", -1)]", value)
		}
		for _, m := range pairRE.FindAllStringSubmatch(value, -1) {
			sort = append(sort, store.Order{Field: fieldOf(m[1]), Desc: m[2] == "-1"})
		}
		return sort, nil
	}
	for field := range strings.SplitSeq(value, ",") {
		field, desc := strings.CutPrefix(strings.TrimSpace(field), "-")
		sort = append(sort, store.Order{Field: fieldOf(field), Desc: desc})
	}
	return sort, nil
}

// A projection says which fields of a document to reply with.
type projection struct {
	fields  map[string]bool
	exclude bool // all but these
}

func (p projection) keeps(field string) bool { return p.fields[field] != p.exclude }

func parseProjection(value string) (projection, error) {
	object, err := decodeObject("projection", value, `{"samples": 0} or {"suite": 1, "name": 1}`)
	if err != nil {
		return projection{}, err
	}
	p := projection{fields: map[string]bool{}}
	for i, field := range slices.Sorted(maps.Keys(object)) {
		if strings.Contains(field, ".") {
			return p, errorf(http.StatusBadRequest, "projection: %s: only whole fields of the document can be chosen", field)
		}
		exclude := false
		switch object[field] {
		case json.Number("1"), true:
		case json.Number("0"), false:
			exclude = true
		default:
			return p, errorf(http.StatusBadRequest, "projection: %s: neither 0 nor 1", field)
		}
		if i > 0 && exclude != p.exclude {
			return p, errorf(http.StatusBadRequest, "projection: fields are either all left out (0) or all asked for (1)")
		}
		p.exclude = exclude
		p.fields[field] = true
	}
	if len(p.fields) == 0 {
		p.exclude = true // of nothing
	}
	return p, nil
}
