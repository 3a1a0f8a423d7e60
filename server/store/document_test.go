package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

const (
	uuidA = "0b9e7c1e-7d53-4a5e-9d8a-30f7f6a3a001"
	head  = `"uuid":"` + uuidA + `","schema":1,"created":"2026-11-21T10:00:00.5Z","tool":{"name":"brig","version":"0.1.0"}`
)

func TestParse(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.FixedZone("", 3600))
	got, err := Parse([]byte(` { `+head+`, "benchmark": "0b9e7c1e-7d53-4a5e-9d8a-30f7f6a3a002" , "n" : [ 1 , 2 ] } `), now)
	if err != nil {
		t.Fatal(err)
	}
	want := Document{
		UUID:      uuidA,
		Created:   time.Date(2026, 11, 21, 10, 0, 0, 5e8, time.UTC),
		Benchmark: "0b9e7c1e-7d53-4a5e-9d8a-30f7f6a3a002",
		Updated:   time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC),
		ETag:      got.ETag,
		Body:      json.RawMessage(`{` + head + `,"benchmark":"0b9e7c1e-7d53-4a5e-9d8a-30f7f6a3a002","n":[1,2]}`),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	if len(got.ETag) != 64 {
		t.Errorf("ETag = %q, want 64 hex digits", got.ETag)
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat(`[`, maxDepth+1) + strings.Repeat(`]`, maxDepth+1)
	tests := []struct{ name, body, want string }{
		{"empty", ``, "unexpected end"},
		{"array", `[]`, "a document is a JSON object"},
		{"truncated", `{` + head, "unexpected end"},
		{"two values", `{` + head + `}{}`, "after top-level value"},
		{"not UTF-8", `{` + head + ",\"a\":\"\xff\"}", "not valid UTF-8"},
		{"no uuid", `{"schema":1}`, "uuid"},
		{"other schema", strings.Replace(`{`+head+`}`, `"schema":1`, `"schema":99`, 1), "schema: version 99"},
		{"same name twice", `{` + head + `,"a":1,"b":2,"a":1}`, `field "a" occurs twice`},
		{"same name by escape", `{` + head + `,"a":1,"\u0061":1}`, `field "a" occurs twice`},
		{"upper case", `{` + head + `,"UUID":"x"}`, `"UUID" is not made of`},
		{"dot", `{` + head + `,"o":[{"a.b":1}]}`, `"a.b" is not made of`},
		{"operator", `{` + head + `,"$set":1}`, `"$set" is not made of`},
		{"empty name", `{` + head + `,"":1}`, `"" is not made of`},
		{"too deep", `{` + head + `,"a":` + deep + `}`, "nest deeper than"},
		{"too large a number", `{` + head + `,"a":1e999}`, "beyond the range"},
		{"year 3000", strings.Replace(`{`+head+`}`, "2026", "3000", 1), "not between the years"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.body), time.Now())
			if !errors.Is(err, ErrBadDocument) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse = %v, want ErrBadDocument with %q", err, tt.want)
			}
		})
	}
}

func etag(t *testing.T, fields string) string {
	t.Helper()
	d, err := Parse([]byte(`{`+head+`,`+fields+`}`), time.Now())
	if err != nil {
		t.Fatalf("Parse(%s): %v", fields, err)
	}
	return d.ETag
}

func TestETagIsOfTheContent(t *testing.T) {
	equal := [][2]string{
		{`"a":1,"b":2`, `"b":2,"a":1`},
		{`"a":{"x":1,"y":[{"q":1,"p":2}]}`, `"a":{"y":[{"p":2,"q":1}],"x":1}`},
		{`"a":"<é/"`, `"a":"\u003c\u00e9\/"`},
		{`"a":1`, `"a":1.0`},
		{`"a":1`, `"a":10e-1`},
		{`"a":0`, `"a":-0.0`},
		{`"a":100000000000000000`, `"a":1e17`},
		{`"a":0.1`, `"a":1e-1`},
		{`"a":100000000000000000000`, `"a":1e20`},
	}
	for _, e := range equal {
		if etag(t, e[0]) != etag(t, e[1]) {
			t.Errorf("ETag(%s) != ETag(%s), want equal", e[0], e[1])
		}
	}
	different := [][2]string{
		{`"a":9007199254740992`, `"a":9007199254740993`},
		{`"a":1`, `"a":"1"`},
		{`"a":1`, `"a":true`},
		{`"a":null`, `"b":null`},
		{`"a":[1,2]`, `"a":[2,1]`},
		{`"a":[12]`, `"a":[1,2]`},
		{`"a":["1","2"]`, `"a":["12",""]`},
		{`"a":{"b":1},"c":2`, `"a":{"b":1,"c":2}`},
		{`"a":""`, `"a":null`},
	}
	for _, d := range different {
		if etag(t, d[0]) == etag(t, d[1]) {
			t.Errorf("ETag(%s) == ETag(%s), want different", d[0], d[1])
		}
	}
}

func TestCheckQuery(t *testing.T) {
	tests := []struct {
		name string
		q    Query
		want string // "" for a good one
	}{
		{"good", Query{Where: []Equal{{"cpu.model_2", "x"}, {"a", nil}, {"b", int64(1)}, {"c", 1.5}, {"d", true}}, Sort: []Order{{"a.b", true}}, Limit: 1}, ""},
		{"time", Query{Where: []Equal{{"created", "2026-11-21T10:00:00.5Z"}}, Limit: 1}, ""},
		{"no time", Query{Where: []Equal{{"created", "yesterday"}}, Limit: 1}, "RFC 3339"},
		{"number for a time", Query{Where: []Equal{{"updated", int64(5)}}, Limit: 1}, "RFC 3339"},
		{"quote", Query{Where: []Equal{{`a"b`, nil}}, Limit: 1}, "not a field path"},
		{"empty part", Query{Where: []Equal{{"a..b", nil}}, Limit: 1}, "not a field path"},
		{"operator", Query{Sort: []Order{{Field: "$where"}}, Limit: 1}, "not a field path"},
		{"long path", Query{Sort: []Order{{Field: strings.Repeat("a", MaxPath+1)}}, Limit: 1}, "at most 128"},
		{"object", Query{Where: []Equal{{"a", map[string]any{}}}, Limit: 1}, "not a string, number"},
		{"many conditions", Query{Where: make([]Equal, MaxWhere+1), Limit: 1}, "at most 16"},
		{"many fields", Query{Sort: make([]Order, MaxSort+1), Limit: 1}, "at most 8"},
		{"no limit", Query{}, "no page"},
		{"negative skip", Query{Limit: 1, Skip: -1}, "no page"},
	}
	for _, tt := range tests {
		err := tt.q.Check()
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: Check() = %v, want nil", tt.name, err)
		case tt.want != "" && (!errors.Is(err, ErrBadQuery) || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: Check() = %v, want ErrBadQuery with %q", tt.name, err, tt.want)
		}
	}
}

// Whatever Parse accepts is stored without loss of meaning: encoding/json
// reads the same from the body as from the text, and the ETag is the same for
// the body and for the body with its fields in another order.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{` + head + `,"a":[1,-2.5e3,"x\u0041",true,false,null,{"b":{}}]}`))
	f.Add([]byte(`{` + head + `,"b":1,"a":2,"c":{"z":0,"y":1}}`))
	f.Add([]byte("{" + head + ",\"a\":\"\\ud800\u2028<\"}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse(text, time.Unix(0, 0))
		if err != nil {
			return
		}
		again, err := Parse(d.Body, time.Unix(0, 0))
		if err != nil || again.ETag != d.ETag {
			t.Errorf("Parse(Body) = %v, ETag %s, want %s", err, again.ETag, d.ETag)
		}
		want, got := decode(t, text), decode(t, d.Body)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("body differs from the text (-want +got):\n%s", diff)
		}
		sorted, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(sorted, time.Unix(0, 0))
		if err != nil || s.ETag != d.ETag {
			t.Errorf("with fields sorted Parse = %v, ETag %s, want %s", err, s.ETag, d.ETag)
		}
	})
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("encoding/json refuses what Parse accepted: %v", err)
	}
	return v
}

func BenchmarkParse(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	run := result.Run{
		Header: result.Header{UUID: uuidA, Schema: 1, Created: time.Unix(1, 0), Tool: result.Version{Name: "brig"}},
	}
	for i := range int64(10_000) {
		run.Samples.At = append(run.Samples.At, i*100_000_000)
		run.Samples.RSS = append(run.Samples.RSS, rng.Int64N(1<<33))
		run.Samples.User = append(run.Samples.User, rng.Int64N(1<<40))
	}
	body, err := json.Marshal(run)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := Parse(body, time.Unix(0, 0)); err != nil {
			b.Fatal(err)
		}
	}
}
