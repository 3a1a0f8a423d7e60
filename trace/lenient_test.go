package trace_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

func TestReadMap2013(t *testing.T) {
	f := func(name string) *trace.Map {
		return &trace.Map{Functions: []trace.Function{{ID: 1, Name: name}}, Components: []trace.Component{{ID: 2, Name: "TCP"}}}
	}
	for _, text := range []string{
		`{"endian": "little", "mappings": [{"id": 1, "name": "f"}], "components": [{"id": 2, "name": "TCP"}]}`,
		"\ufeff" + `{'endian': 'little', 'mappings': [{'id': 1, 'name': 'f'}], 'components': [{'id': 2, 'name': 'TCP'}]}` + "\r\n \t",
		`{endian: little, mappings: [{id: 1, name: f}], components: [{id: 2, name: TCP}]}`,
		`{endian = little; mappings => [{id = "1"; name = f}]; components = [{id = 2.0; name = TCP}]}`,
		"// one\n# two\n/* three * / */{endian/**/:/**/little,#\nmappings:[{id:1e0,name:f}] // four\n,components:[{id:\" 2 \",name:TCP}]}",
		`{endian: little, mappings: [{id: 01, name: f, hook: no, event: 'x', builtin: FALSE}], components: [{id: +2, name: TCP}]}`,
		`{endian: little, mappings: [{id: 1, name: f, bodies: NULL}], components: [{id: 2, name: TCP}], more: [,{a: word; 'b': [1,]},-], less: {id: x, bodies: null}}`,
	} {
		got, err := trace.ReadMap2013(iotest.OneByteReader(strings.NewReader(text)))
		if err != nil {
			t.Errorf("%s\n%v", text, err)
		} else if diff := cmp.Diff(f("f"), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	for name, want := range map[string]string{
		`5`: "5", `1.50`: "1.50", `True`: "true", `a"b'c`: `a"b'c`, `"a\tb\u00e9\q\'\/\"\\"`: "a\tbéq'/\"\\", `'a"b'`: `a"b`,
		"\"a\nb\x01\"": "a\nb\x01", `"\ud83d\ude00"`: "😀", `"\ud800\ude"`: "", `"\ud83dx\ude00"`: "?x?", `"\ud83d\ud83d\ude00"`: "?😀",
		`"\ud83d😀"`: "?😀", `"\é"`: "é", "é日": "é日", `-`: "-", `0x10`: "0x10", "\"a\\\nb\"": "a\nb", `nul`: "nul",
	} {
		text := `{endian: little, mappings: [{id: 1, name: ` + name + `}], components: [{id: 2, name: TCP}]}`
		got, err := trace.ReadMap2013(strings.NewReader(text))
		if want == "" {
			if err == nil {
				t.Errorf("%s: no error", text)
			}
		} else if err != nil {
			t.Errorf("%s\n%v", text, err)
		} else if diff := cmp.Diff(f(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	got, err := trace.ReadMap2013(strings.NewReader(`{endian: 5, mappings: [{id: -1, name: null, bodies: [null, {id: null}]}], components: [{id: null}]}`))
	want := &trace.Map{
		Order:      trace.BigEndian,
		Functions:  []trace.Function{{ID: trace.MakeID(-1, -1), Nameless: true, Bodies: []trace.Body{{}, {}}}},
		Components: []trace.Component{{Nameless: true}},
	}
	if err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nulls (-want +got):\n%s", diff)
	}
}

func TestReadMap2013Errors(t *testing.T) {
	for _, text := range []string{"", "\n", "null", " // nothing", "NULL\n"} {
		if _, err := trace.ReadMap2013(strings.NewReader(text)); !errors.Is(err, trace.ErrEmptyMap) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, test := range []struct{ text, want string }{
		{`[]`, "the map: want an object, not []"},
		{`5`, "this is no map: a map is JSON and begins with a brace"},
		{`{`, "line 1, column 2: not JSON: unexpected end of JSON input"},
		{"{endian: little,\n}", `line 2, column 1: not JSON: invalid character '}', want a key`},
		{`{endian: little components: []}`, `line 1, column 17: not JSON: invalid character 'c', want a comma`},
		{`{endian little}`, `line 1, column 9: not JSON: invalid character 'l', want a colon`},
		{`{endian: }`, `line 1, column 10: not JSON: invalid character '}', want a value`},
		{`{endian: 'little}`, "line 1, column 18: not JSON: unexpected end of JSON input"},
		{`{endian: "\u12", a: b}`, `line 1, column 17: not JSON: \u12",, want four hexadecimal digits`},
		{`{endian: little, components: []} x`, `line 1, column 35: not JSON: invalid character 'x' after the object`},
		{`{endian: little, components: []} // x`, `line 1, column 35: not JSON: invalid character '/' after the object`},
		{`{endian: little, components: [] /* x`, "line 1, column 37: not JSON: unexpected end of JSON input"},
		{`{endian: little}`, `the map: the key "components" is missing`},
		{`{components: []}`, `the map: the key "endian" is missing`},
		{`{endian: null, components: []}`, `the map: "endian" is null, want a string`},
		{`{endian: little, components: null}`, `the map: "components" is null, want a list`},
		{`{endian: little, components: [], mappings: [{id: null}]}`, `mappings[0]: "id" is null, want an integer of 32 bits`},
		{`{endian: little, components: [], mappings: [{id: 1.5}]}`, `mappings[0]: "id" is 1.5, want an integer of 32 bits`},
		{`{endian: little, components: [], mappings: [{id: 4294967295}]}`, `mappings[0]: "id" is 4294967295, want an integer of 32 bits`},
		{`{endian: little, components: [], mappings: [{id: 1_0}]}`, `mappings[0]: "id" is "1_0", want an integer of 32 bits`},
		{`{endian: little, components: [], mappings: [{id: 1, event: 1}]}`, `mappings[0]: "event" is 1, want true or false`},
		{`{endian: little, components: [], mappings: [{id: 1, name: []}]}`, `mappings[0]: "name" is [], want a string`},
		{`{endian: little, components: [null]}`, `components[0]: want an object, not null`},
		{"{endian: little, components: [{name: '\xff'}]}", "the map is not UTF-8"},
		{strings.Repeat("[", 20_000), "line 1, column 10001: not JSON: more than 10000 values within each other"},
	} {
		_, err := trace.ReadMap2013(strings.NewReader(test.text))
		if err == nil || err.Error() != test.want {
			t.Errorf("%.60s: %v\nwant %s", test.text, err, test.want)
		}
	}
}

// FuzzReadMap2013 holds the lenient reading to the strict one: whatever that
// takes, this takes for the same.
func FuzzReadMap2013(f *testing.F) {
	f.Add([]byte(`{"endian": "big", "mappings": [{"id": 1, "name": "\ud83d\u00e9"}], "components": [{"id": 2, "name": null}], "x": [1e5, {}]}`))
	f.Add(fullMap.Text())
	f.Add([]byte("{endian = little; #\n components => [,{id: '2'}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, lerr := trace.ReadMap2013(strings.NewReader(string(text)))
		want, err := trace.ParseMap(text)
		if err != nil || strings.Contains(string(text), `\u`) { // halves of surrogates differ
			return
		}
		if lerr != nil {
			t.Fatal(lerr)
		}
		want.Calibration, got.Calibration = nil, nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-strict +lenient):\n%s", diff)
		}
	})
}
