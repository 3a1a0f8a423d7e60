// Package storetest tests that a [store.Store] keeps the contract. A store's
// own test calls [Run].
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"brig/result"
	"brig/server/store"
)

// Run runs the conformance suite. Each test calls open for a store that is
// empty; open closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"KeepsContent", testKeepsContent},
		{"KeepsResourcesApart", testKeepsResourcesApart},
		{"PutTwice", testPutTwice},
		{"PutAllOrNone", testPutAllOrNone},
		{"UnknownResource", testUnknownResource},
		{"Delete", testDelete},
		{"DefaultOrder", testDefaultOrder},
		{"Sort", testSort},
		{"Where", testWhere},
		{"WhereReferences", testWhereReferences},
		{"Pages", testPages},
		{"BadQuery", testBadQuery},
		{"EachStops", testEachStops},
		{"Cancelled", testCancelled},
		{"RacingSamePut", testRacingSamePut},
		{"RacingConflict", testRacingConflict},
		{"ReadersAndWriters", testReadersAndWriters},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// start is when the first document of a test was created.
var start = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// id returns the nth uuid.
func id(n int) string { return fmt.Sprintf("0b9e7c1e-7d53-4a5e-9d8a-%012x", n) }

// Doc returns the nth document, created n nanoseconds after the first, with
// more fields in JSON ("" for none).
func Doc(t testing.TB, n int, fields string) store.Document {
	t.Helper()
	head, err := json.Marshal(result.Header{
		UUID:    id(n),
		Schema:  result.Schema,
		Created: start.Add(time.Duration(n)),
		Tool:    result.Version{Name: "brig", Version: "0.1.0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(head)
	if fields != "" {
		text = strings.TrimSuffix(text, "}") + "," + fields + "}"
	}
	d, err := store.Parse([]byte(text), start.Add(time.Hour+time.Duration(n)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func put(t *testing.T, st store.Store, resource string, docs ...store.Document) {
	t.Helper()
	outcomes, err := st.Put(t.Context(), resource, docs)
	if err != nil {
		t.Fatalf("Put: %v (%v)", err, outcomes)
	}
}

// list returns the documents of a page and the total.
func list(t *testing.T, st store.Store, resource string, q store.Query) ([]store.Document, int) {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	var docs []store.Document
	total, err := st.List(t.Context(), resource, q, func(d store.Document) error {
		docs = append(docs, d)
		return nil
	})
	if err != nil {
		t.Fatalf("List(%+v): %v", q, err)
	}
	return docs, total
}

// numbers returns which documents of Doc these are.
func numbers(docs []store.Document) []int {
	ns := []int{}
	for _, d := range docs {
		ns = append(ns, int(d.Created.Sub(start)))
	}
	return ns
}

func testKeepsContent(t *testing.T, st store.Store) {
	var docs []store.Document
	for i, fields := range []string{
		"",
		`"zero":0,"least":-9223372036854775808,"most":9223372036854775807,"odd":9007199254740993,"even":9007199254740992`,
		`"tenth":0.1,"tiny":5e-324,"huge":1.7976931348623157e308,"negative":-2.5,"whole":3.0,"big":1e20,"digits":100000000000000000000`,
		`"text":"é \u0000 \ud83d\ude00 <&> \" \\ \u2028","empty":"","slash":"a\/b"`,
		`"yes":true,"no":false,"nothing":null,"object":{},"array":[],"order":{"z":1,"a":{"z":1,"a":2}}`,
		`"list":[1,2.5,"x",null,true,{"a":[{"b":[]}]}],"numbers":[` + strings.Repeat("9007199254740993,", 20_000) + `1]`,
		`"benchmark":"` + id(900) + `","trial":"` + id(901) + `","run":"` + id(902) + `"`,
		`"long":"` + strings.Repeat("0123456789abcdef", 1<<16) + `"`,
	} {
		docs = append(docs, Doc(t, i, fields))
	}
	put(t, st, "trials", docs...)
	all, total := list(t, st, "trials", store.Query{})
	if total != len(docs) || len(all) != len(docs) {
		t.Fatalf("List = %d documents of %d, want %d", len(all), total, len(docs))
	}
	for i, want := range docs {
		got, err := st.Get(t.Context(), "trials", want.UUID)
		if err != nil {
			t.Errorf("Get: %v", err)
			continue
		}
		compare(t, got, want)
		compare(t, all[i], want)
	}
}

// compare compares documents: how the text is spelled is the store's choice,
// what it says is not, to the last bit.
func compare(t *testing.T, got, want store.Document) {
	t.Helper()
	again, err := store.Parse(got.Body, got.Updated)
	if err != nil {
		t.Errorf("document as it came back: %v", err)
		return
	}
	if again.ETag != want.ETag {
		t.Errorf("document came back as\n%.500s, want\n%.500s", got.Body, want.Body)
	}
	got.Body, want.Body = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("document came back as\n%+v, want\n%+v", got, want)
	}
}

func testKeepsResourcesApart(t *testing.T, st store.Store) {
	put(t, st, "trials", Doc(t, 1, `"suite":"drop"`))
	put(t, st, "counts", Doc(t, 1, `"calls":5`))
	for _, r := range result.Resources {
		_, err := st.Get(t.Context(), r.Name, id(1))
		docs, total := list(t, st, r.Name, store.Query{})
		if r.Name == "trials" || r.Name == "counts" {
			if err != nil || total != 1 || len(docs) != 1 {
				t.Errorf("%s: Get = %v, List has %d of %d, want one document", r.Name, err, len(docs), total)
			}
		} else if !errors.Is(err, store.ErrNotFound) || total != 0 || len(docs) != 0 {
			t.Errorf("%s: Get = %v, List has %d of %d, want none", r.Name, err, len(docs), total)
		}
	}
}

func testPutTwice(t *testing.T, st store.Store) {
	first := Doc(t, 1, `"a":1,"b":2`)
	same := Doc(t, 1, `"b":2.0,"a":1`)
	same.Updated = same.Updated.Add(time.Hour)
	other := Doc(t, 1, `"a":1,"b":3`)
	for i, step := range []struct {
		doc  store.Document
		want store.Outcome
		err  error
	}{
		{first, store.Stored, nil},
		{first, store.Present, nil},
		{same, store.Present, nil},
		{other, store.Conflict, store.ErrConflict},
		{first, store.Present, nil},
	} {
		got, err := st.Put(t.Context(), "counts", []store.Document{step.doc})
		if !errors.Is(err, step.err) || len(got) != 1 || got[0] != step.want {
			t.Errorf("Put %d = %v, %v, want %v, %v", i+1, got, err, step.want, step.err)
		}
	}
	got, err := st.Get(t.Context(), "counts", first.UUID)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got, first)
}

func testPutAllOrNone(t *testing.T, st store.Store) {
	put(t, st, "trials", Doc(t, 1, `"a":1`), Doc(t, 2, `"a":1`))
	got, err := st.Put(t.Context(), "trials", []store.Document{
		Doc(t, 3, ""), Doc(t, 2, `"a":2`), Doc(t, 1, `"a":1`), Doc(t, 4, ""),
	})
	want := []store.Outcome{store.Refused, store.Conflict, store.Present, store.Refused}
	if !slices.Equal(got, want) || !errors.Is(err, store.ErrConflict) {
		t.Errorf("Put with a conflict = %v, %v, want %v, %v", got, err, want, store.ErrConflict)
	}
	if docs, _ := list(t, st, "trials", store.Query{}); !slices.Equal(numbers(docs), []int{1, 2}) {
		t.Errorf("after the conflict there are %v, want [1 2]", numbers(docs))
	}

	got, err = st.Put(t.Context(), "trials", []store.Document{Doc(t, 5, `"a":1`), Doc(t, 6, ""), Doc(t, 5, `"a":2`)})
	want = []store.Outcome{store.Refused, store.Refused, store.Conflict}
	if !slices.Equal(got, want) || !errors.Is(err, store.ErrConflict) {
		t.Errorf("Put with a conflict in itself = %v, %v, want %v, %v", got, err, want, store.ErrConflict)
	}

	got, err = st.Put(t.Context(), "trials", []store.Document{Doc(t, 7, ""), Doc(t, 1, `"a":1`), Doc(t, 7, "")})
	want = []store.Outcome{store.Stored, store.Present, store.Present}
	if !slices.Equal(got, want) || err != nil {
		t.Errorf("Put with repetitions = %v, %v, want %v", got, err, want)
	}
	if docs, _ := list(t, st, "trials", store.Query{}); !slices.Equal(numbers(docs), []int{1, 2, 7}) {
		t.Errorf("in the end there are %v, want [1 2 7]", numbers(docs))
	}

	if got, err := st.Put(t.Context(), "trials", nil); err != nil || len(got) != 0 {
		t.Errorf("Put of nothing = %v, %v, want nothing", got, err)
	}
}

func testUnknownResource(t *testing.T, st store.Store) {
	for _, name := range []string{"", "users", "Trials", "sqlite_schema", "trials; DROP TABLE trials", "system.users"} {
		_, err := st.Put(t.Context(), name, []store.Document{Doc(t, 1, "")})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Put in %q: %v, want %v", name, err, store.ErrNotFound)
		}
		if _, err := st.Get(t.Context(), name, id(1)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Get from %q: %v, want %v", name, err, store.ErrNotFound)
		}
		_, err = st.List(t.Context(), name, store.Query{Limit: 1}, func(store.Document) error { return nil })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("List of %q: %v, want %v", name, err, store.ErrNotFound)
		}
		if err := st.Delete(t.Context(), name, id(1), ""); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Delete from %q: %v, want %v", name, err, store.ErrNotFound)
		}
	}
}

func testDelete(t *testing.T, st store.Store) {
	one, two := Doc(t, 1, ""), Doc(t, 2, "")
	put(t, st, "verdicts", one, two)
	for _, step := range []struct {
		uuid, etag string
		want       error
	}{
		{id(3), "", store.ErrNotFound},
		{id(3), one.ETag, store.ErrNotFound},
		{`" OR 1=1`, "", store.ErrNotFound},
		{one.UUID, two.ETag, store.ErrConflict},
		{one.UUID, one.ETag, nil},
		{one.UUID, one.ETag, store.ErrNotFound},
		{two.UUID, "", nil},
	} {
		if err := st.Delete(t.Context(), "verdicts", step.uuid, step.etag); !errors.Is(err, step.want) {
			t.Errorf("Delete(%q, %.8q) = %v, want %v", step.uuid, step.etag, err, step.want)
		}
	}
	if _, total := list(t, st, "verdicts", store.Query{}); total != 0 {
		t.Errorf("%d documents are left, want none", total)
	}
	// What was deleted can come again, with other content too.
	put(t, st, "verdicts", Doc(t, 1, `"outcome":"different"`))
}

func testDefaultOrder(t *testing.T, st store.Store) {
	// The later a document is created the earlier it is stored, and two are
	// created at the same moment.
	twin := Doc(t, 3, "")
	twin.UUID = id(1000)
	put(t, st, "trials", twin)
	for _, n := range []int{5, 3, 4, 1, 2} {
		put(t, st, "trials", Doc(t, n, ""))
	}
	docs, _ := list(t, st, "trials", store.Query{})
	if got, want := numbers(docs), []int{1, 2, 3, 3, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("order = %v, want %v", got, want)
	}
	if docs[3].UUID != twin.UUID {
		t.Errorf("of two created at once the greater uuid comes first")
	}
}

func testSort(t *testing.T, st store.Store) {
	put(t, st, "trials",
		Doc(t, 1, `"suite":"drop","index":10,"x":{"y":2.5}`),
		Doc(t, 2, `"suite":"scripts","index":9,"x":{"y":-1}`),
		Doc(t, 3, `"suite":"drop","index":9007199254740993,"x":{"y":"a"}`),
		Doc(t, 4, `"index":9007199254740992,"x":{"y":"B"}`),
		Doc(t, 5, `"suite":"scripts","index":10,"x":{"y":"é"}`),
		Doc(t, 6, `"suite":null,"x":{}`),
	)
	for _, tt := range []struct {
		sort []store.Order
		want []int
	}{
		{[]store.Order{{Field: "suite"}}, []int{4, 6, 1, 3, 2, 5}},
		{[]store.Order{{Field: "suite", Desc: true}}, []int{2, 5, 1, 3, 4, 6}},
		{[]store.Order{{Field: "suite"}, {Field: "index", Desc: true}}, []int{4, 6, 3, 1, 5, 2}},
		{[]store.Order{{Field: "index"}}, []int{6, 2, 1, 5, 4, 3}},
		{[]store.Order{{Field: "x.y"}}, []int{6, 2, 1, 4, 3, 5}},
		{[]store.Order{{Field: "no.such"}}, []int{1, 2, 3, 4, 5, 6}},
		{[]store.Order{{Field: "created", Desc: true}}, []int{6, 5, 4, 3, 2, 1}},
		{[]store.Order{{Field: "updated", Desc: true}}, []int{6, 5, 4, 3, 2, 1}},
		{[]store.Order{{Field: "uuid", Desc: true}}, []int{6, 5, 4, 3, 2, 1}},
	} {
		docs, _ := list(t, st, "trials", store.Query{Sort: tt.sort})
		if got := numbers(docs); !slices.Equal(got, tt.want) {
			t.Errorf("sorted by %v: %v, want %v", tt.sort, got, tt.want)
		}
	}
}

func testWhere(t *testing.T, st store.Store) {
	put(t, st, "trials",
		Doc(t, 1, `"suite":"drop","name":"0.35","index":7,"object":{"name":"bro","version":"1"}`),
		Doc(t, 2, `"suite":"drop","name":"0.40","index":8.0,"object":{"name":"zeek","version":"1"}`),
		Doc(t, 3, `"suite":"scripts","name":"load-01","index":"7","n":9007199254740993`),
		Doc(t, 4, `"suite":["drop"],"index":true,"n":9007199254740992`),
		Doc(t, 5, `"suite":{"drop":1},"index":[7],"ratio":0.1`),
		Doc(t, 6, `"suite":null,"index":1,"name":"","object":[{"name":"bro"}]`),
		Doc(t, 7, `"suite":"[\"drop\"]","index":false,"ratio":1e-1`),
	)
	for _, tt := range []struct {
		where []store.Equal
		want  []int
	}{
		{nil, []int{1, 2, 3, 4, 5, 6, 7}},
		{[]store.Equal{{Field: "suite", Value: "drop"}}, []int{1, 2}},
		{[]store.Equal{{Field: "suite", Value: `["drop"]`}}, []int{7}},
		{[]store.Equal{{Field: "suite", Value: nil}}, []int{6}},
		{[]store.Equal{{Field: "name", Value: nil}}, []int{4, 5, 7}},
		{[]store.Equal{{Field: "name", Value: ""}}, []int{6}},
		{[]store.Equal{{Field: "suite", Value: "drop"}, {Field: "name", Value: "0.40"}}, []int{2}},
		{[]store.Equal{{Field: "suite", Value: "drop"}, {Field: "name", Value: "load-01"}}, []int{}},
		{[]store.Equal{{Field: "index", Value: int64(7)}}, []int{1}},
		{[]store.Equal{{Field: "index", Value: 7.0}}, []int{1}},
		{[]store.Equal{{Field: "index", Value: int64(8)}}, []int{2}},
		{[]store.Equal{{Field: "index", Value: "7"}}, []int{3}},
		{[]store.Equal{{Field: "index", Value: int64(1)}}, []int{6}},
		{[]store.Equal{{Field: "index", Value: true}}, []int{4}},
		{[]store.Equal{{Field: "index", Value: false}}, []int{7}},
		{[]store.Equal{{Field: "n", Value: int64(9007199254740993)}}, []int{3}},
		{[]store.Equal{{Field: "ratio", Value: 0.1}}, []int{5, 7}},
		{[]store.Equal{{Field: "object.name", Value: "bro"}}, []int{1}},
		{[]store.Equal{{Field: "object.version", Value: "1"}, {Field: "object.name", Value: "zeek"}}, []int{2}},
		{[]store.Equal{{Field: "object.0.name", Value: "bro"}}, []int{}},
		{[]store.Equal{{Field: "suite.0", Value: "drop"}}, []int{}},
		{[]store.Equal{{Field: "suite.drop", Value: int64(1)}}, []int{5}},
		{[]store.Equal{{Field: "object.name", Value: nil}}, []int{3, 4, 5, 6, 7}},
		{[]store.Equal{{Field: "suite.drop", Value: nil}}, []int{1, 2, 3, 4, 6, 7}},
		{[]store.Equal{{Field: "tool.name", Value: "brig"}}, []int{1, 2, 3, 4, 5, 6, 7}},
		{[]store.Equal{{Field: "suite", Value: `drop' OR '1'='1`}}, []int{}},
		{[]store.Equal{{Field: "suite", Value: `$ne`}}, []int{}},
		{[]store.Equal{{Field: "uuid", Value: id(3)}}, []int{3}},
		{[]store.Equal{{Field: "uuid", Value: nil}}, []int{}},
		{[]store.Equal{{Field: "created", Value: "2026-11-21T11:00:00.000000004+01:00"}}, []int{4}},
		{[]store.Equal{{Field: "updated", Value: "2026-11-21T11:00:00.000000004Z"}}, []int{4}},
	} {
		docs, total := list(t, st, "trials", store.Query{Where: tt.where})
		if got := numbers(docs); !slices.Equal(got, tt.want) || total != len(tt.want) {
			t.Errorf("where %v: %v of %d, want %v", tt.where, got, total, tt.want)
		}
	}
}

func testWhereReferences(t *testing.T, st store.Store) {
	put(t, st, "counts",
		Doc(t, 1, `"benchmark":"`+id(100)+`","trial":"`+id(200)+`"`),
		Doc(t, 2, `"benchmark":"`+id(100)+`","trial":"`+id(201)+`"`),
		Doc(t, 3, `"benchmark":"`+id(101)+`","run":"`+id(300)+`"`),
		Doc(t, 4, ""),
		Doc(t, 5, `"benchmark":""`),
	)
	for _, tt := range []struct {
		where store.Equal
		want  []int
	}{
		{store.Equal{Field: "benchmark", Value: id(100)}, []int{1, 2}},
		{store.Equal{Field: "trial", Value: id(201)}, []int{2}},
		{store.Equal{Field: "run", Value: id(300)}, []int{3}},
		{store.Equal{Field: "benchmark", Value: nil}, []int{4}},
		{store.Equal{Field: "benchmark", Value: ""}, []int{5}},
		{store.Equal{Field: "benchmark", Value: int64(1)}, []int{}},
		{store.Equal{Field: "trial", Value: nil}, []int{3, 4, 5}},
	} {
		docs, _ := list(t, st, "counts", store.Query{Where: []store.Equal{tt.where}})
		if got := numbers(docs); !slices.Equal(got, tt.want) {
			t.Errorf("where %v: %v, want %v", tt.where, got, tt.want)
		}
	}
}

func testPages(t *testing.T, st store.Store) {
	var docs []store.Document
	for n := range 23 {
		docs = append(docs, Doc(t, n, fmt.Sprintf(`"parity":%d`, n%2)))
	}
	put(t, st, "trials", docs...)
	odd := []store.Equal{{Field: "parity", Value: int64(1)}}
	for _, tt := range []struct {
		q     store.Query
		want  []int
		total int
	}{
		{store.Query{Limit: 5}, []int{0, 1, 2, 3, 4}, 23},
		{store.Query{Limit: 5, Skip: 20}, []int{20, 21, 22}, 23},
		{store.Query{Limit: 5, Skip: 23}, []int{}, 23},
		{store.Query{Limit: 5, Skip: 1 << 40}, []int{}, 23},
		{store.Query{Limit: 3, Skip: 3, Where: odd}, []int{7, 9, 11}, 11},
		{store.Query{Limit: 2, Where: odd, Sort: []store.Order{{Field: "created", Desc: true}}}, []int{21, 19}, 11},
	} {
		docs, total := list(t, st, "trials", tt.q)
		if got := numbers(docs); !slices.Equal(got, tt.want) || total != tt.total {
			t.Errorf("%+v: %v of %d, want %v of %d", tt.q, got, total, tt.want, tt.total)
		}
	}
}

func testBadQuery(t *testing.T, st store.Store) {
	put(t, st, "trials", Doc(t, 1, ""))
	for _, q := range []store.Query{
		{},
		{Limit: -1},
		{Limit: 1, Skip: -1},
		{Limit: 1, Where: []store.Equal{{Field: "$where", Value: "1"}}},
		{Limit: 1, Where: []store.Equal{{Field: "a')--", Value: "1"}}},
		{Limit: 1, Where: []store.Equal{{Field: "a", Value: []string{"x"}}}},
		{Limit: 1, Sort: []store.Order{{Field: "a b"}}},
		{Limit: 1, Sort: []store.Order{{Field: ""}}},
	} {
		_, err := st.List(t.Context(), "trials", q, func(store.Document) error { return nil })
		if !errors.Is(err, store.ErrBadQuery) {
			t.Errorf("List(%+v): %v, want %v", q, err, store.ErrBadQuery)
		}
	}
}

func testEachStops(t *testing.T, st store.Store) {
	put(t, st, "trials", Doc(t, 1, ""), Doc(t, 2, ""), Doc(t, 3, ""))
	enough := errors.New("enough")
	calls := 0
	_, err := st.List(t.Context(), "trials", store.Query{Limit: 10}, func(store.Document) error {
		calls++
		if calls == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || calls != 2 {
		t.Errorf("List = %v after %d calls, want %v after 2", err, calls, enough)
	}
	put(t, st, "trials", Doc(t, 4, "")) // the list is not in the way
}

func testCancelled(t *testing.T, st store.Store) {
	put(t, st, "trials", Doc(t, 1, ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := st.Put(ctx, "trials", []store.Document{Doc(t, 2, "")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v, want %v", err, context.Canceled)
	}
	if _, err := st.Get(ctx, "trials", id(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v, want %v", err, context.Canceled)
	}
	_, err := st.List(ctx, "trials", store.Query{Limit: 1}, func(store.Document) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("List: %v, want %v", err, context.Canceled)
	}
	if _, total := list(t, st, "trials", store.Query{}); total != 1 {
		t.Errorf("there are %d documents, want 1", total)
	}
}

const (
	racers = 8
	rounds = 20
)

// race runs f for each racer at once.
func race(f func(racer int)) {
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range racers {
		wg.Go(func() {
			<-begin
			f(i)
		})
	}
	close(begin)
	wg.Wait()
}

func testRacingSamePut(t *testing.T, st store.Store) {
	for round := range rounds {
		doc := Doc(t, round, `"a":1`)
		outcomes := make([]store.Outcome, racers)
		race(func(i int) {
			o, err := st.Put(t.Context(), "trials", []store.Document{doc})
			if err != nil {
				t.Errorf("Put: %v", err)
				return
			}
			outcomes[i] = o[0]
		})
		count := map[store.Outcome]int{}
		for _, o := range outcomes {
			count[o]++
		}
		if count[store.Stored] != 1 || count[store.Present] != racers-1 {
			t.Errorf("round %d: outcomes %v, want one stored, the others present", round, outcomes)
		}
	}
}

func testRacingConflict(t *testing.T, st store.Store) {
	for round := range rounds {
		docs := make([]store.Document, racers)
		for i := range docs {
			docs[i] = Doc(t, round, fmt.Sprintf(`"a":%d`, i))
		}
		outcomes := make([]store.Outcome, racers)
		race(func(i int) {
			o, err := st.Put(t.Context(), "trials", docs[i:i+1])
			outcomes[i] = o[0]
			if (err == nil) != (o[0] == store.Stored) || err != nil && !errors.Is(err, store.ErrConflict) {
				t.Errorf("Put = %v, %v, want stored or a conflict", o, err)
			}
		})
		winner := -1
		for i, o := range outcomes {
			if o == store.Stored {
				if winner >= 0 {
					t.Errorf("round %d: outcomes %v, want one stored", round, outcomes)
				}
				winner = i
			}
		}
		if winner < 0 {
			t.Fatalf("round %d: outcomes %v, want one stored", round, outcomes)
		}
		got, err := st.Get(t.Context(), "trials", id(round))
		if err != nil {
			t.Fatal(err)
		}
		compare(t, got, docs[winner])
	}
}

func testReadersAndWriters(t *testing.T, st store.Store) {
	const each = 15
	race(func(i int) {
		for n := range each {
			doc := Doc(t, i*each+n, "")
			if o, err := st.Put(t.Context(), "trials", []store.Document{doc}); err != nil || o[0] != store.Stored {
				t.Errorf("Put = %v, %v, want it stored", o, err)
			}
			// What was acknowledged is there for everyone.
			if _, err := st.Get(t.Context(), "trials", doc.UUID); err != nil {
				t.Errorf("Get after Put: %v", err)
			}
			seen := 0
			total, err := st.List(t.Context(), "trials", store.Query{Limit: 1000}, func(store.Document) error {
				seen++
				return nil
			})
			if err != nil || seen <= n || total <= n {
				t.Errorf("List has %d of %d, %v, want at least %d", seen, total, err, n+1)
			}
		}
	})
	_, total := list(t, st, "trials", store.Query{Limit: 1})
	if total != racers*each {
		t.Errorf("there are %d documents, want %d", total, racers*each)
	}
}
