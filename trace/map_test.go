package trace_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

var fullMap = &trace.Map{
	Order: trace.BigEndian,
	Functions: []trace.Function{
		{
			ID: 5, Name: "new_connection", Event: true,
			Range: trace.Range{File: "/s/a.bro", FirstLine: 1, LastLine: 9, FirstColumn: 2, LastColumn: 3},
			Bodies: []trace.Body{
				{ID: 0, Range: trace.Range{File: "/s/a.bro", FirstLine: 1, LastLine: 9}},
				{ID: 1, Range: trace.Range{File: "/s/b.bro", FirstLine: 4, LastLine: 5}},
			},
		},
		{ID: trace.MakeID(-1, -1), Name: "", Hook: true},
		{ID: trace.MakeID(5, 1), Nameless: true, Builtin: true},
		{ID: 7, Name: "odd \"\\\n\x01<é€😀>"},
	},
	Components: []trace.Component{{ID: 1, Name: "TCP"}, {ID: 2, Nameless: true}},
}

func TestMapRoundTrip(t *testing.T) {
	for _, m := range []*trace.Map{fullMap, {}} {
		text := m.Text()
		for _, c := range text {
			if c >= 0x80 {
				t.Fatalf("the text is not ASCII:\n%s", text)
			}
		}
		got, err := trace.ParseMap(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(m, got); diff != "" {
			t.Errorf("map (-want +got):\n%s", diff)
		}
	}
}

func TestParseMap(t *testing.T) {
	for _, test := range []struct {
		text string
		want trace.Map
	}{
		{`{"endian":"little","components":[]}`, trace.Map{}},
		{`{"endian":"LE","components":[],"mappings":[]}`, trace.Map{Order: trace.BigEndian}},
		{`{"endian":"little","Components":1,"components":[{"name":"x"}]}`, trace.Map{Components: []trace.Component{{Name: "x"}}}},
		{
			`{"endian":"little","components":[],"more":{},"mappings":[{"id":-1,"name":null,"filename":null}]}`,
			trace.Map{Functions: []trace.Function{{ID: trace.MakeID(-1, -1), Nameless: true}}},
		},
		{
			`{"endian":"little","components":[],"mappings":[{"id":65534,"name":""}]}`,
			trace.Map{Functions: []trace.Function{{ID: trace.MakeID(-2, 0)}}},
		},
	} {
		got, err := trace.ParseMap([]byte(test.text))
		if err != nil {
			t.Errorf("ParseMap(%s): %v", test.text, err)
		} else if diff := cmp.Diff(&test.want, got); diff != "" {
			t.Errorf("ParseMap(%s) (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestParseBadMap(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "the map is empty"},
		{" \n", "the map is empty"},
		{"\xff{}", "this is no map"},
		{"brigtrc2maps", "this is no map"},
		{"{\"endian\": \"\xff\"}", "the map is not UTF-8"},
		{"{\n \"endian\": little}", "line 2, column 12: not JSON"},
		{`{"endian":"little","components":[]} x`, "line 1, column 37: not JSON"},
		{`{"endian":"little","components":[]`, "not JSON: unexpected end"},
		{`[]`, "the map: want an object, not []"},
		{`null`, "the map: want an object, not null"},
		{`{"components":[]}`, `the map: the key "endian" is missing`},
		{`{"endian":null,"components":[]}`, `"endian" is null, want a string`},
		{`{"endian":1,"components":[]}`, `"endian" is 1, want a string`},
		{`{"endian":"little"}`, `the map: the key "components" is missing`},
		{`{"endian":"little","components":null}`, `"components" is null, want a list`},
		{`{"endian":"little","components":[null]}`, "components[0]: want an object, not null"},
		{`{"endian":"little","components":[],"mappings":null}`, `"mappings" is null, want a list`},
		{`{"endian":"little","components":[],"mappings":[{}]}`, `mappings[0]: the key "id" is missing`},
		{`{"endian":"little","components":[],"mappings":[{"id":1},{"id":1.5}]}`, `mappings[1]: "id" is 1.5, want an integer of 32 bits`},
		{`{"endian":"little","components":[],"mappings":[{"id":4294967295}]}`, `"id" is 4294967295, want an integer of 32 bits`},
		{`{"endian":"little","components":[],"mappings":[{"id":"2"}]}`, `"id" is "2", want an integer`},
		{`{"endian":"little","components":[],"mappings":[{"id":2,"bodies":[{"id":"x"}]}]}`, `mappings[0].bodies[0]: "id" is "x"`},
		{`{"endian":"little","components":[],"mappings":[{"id":2,"hook":"` + strings.Repeat("é", 100) + `"}]}`, `"hook" is "` + strings.Repeat("é", 19) + `..., want true or false`},
	} {
		_, err := trace.ParseMap([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("ParseMap(%.80q): error %v, want one line with %q", test.text, err, test.want)
		}
	}
}

func FuzzParseMap(f *testing.F) {
	f.Add(fullMap.Text())
	f.Add([]byte(`{"endian":"little","components":[{}],"mappings":[{"id":1,"bodies":[{}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := trace.ParseMap(text)
		if err != nil {
			return
		}
		again, err := trace.ParseMap(m.Text())
		if err != nil {
			t.Fatalf("parsing the text of a map: %v", err)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Fatalf("map (-first +second):\n%s", diff)
		}
	})
}

func TestMapCalibration(t *testing.T) {
	m := &trace.Map{Functions: []trace.Function{}, Components: []trace.Component{{ID: 1, Name: "TCP"}}, Calibration: &trace.Calibration{Clock: "tsc", Read: 9_800, Entry: 16_250}}
	got, err := trace.ParseMap(m.Text())
	if err != nil {
		t.Fatal(err)
	}
	if got.Calibration == nil || *got.Calibration != *m.Calibration {
		t.Errorf("calibration = %+v, want %+v", got.Calibration, m.Calibration)
	}
	for text, want := range map[string]string{
		`7`:                                      "calibration: want an object",
		`{"clock": "tsc", "read_ps": 1}`:         `"entry_ps" is missing`,
		`{"read_ps": -1, "entry_ps": 5}`:         "want 0 to",
		`{"read_ps": 1, "entry_ps": 1.5}`:        "want an integer",
		`{"read_ps": 1, "entry_ps": 2000000000}`: "want 0 to",
	} {
		_, err := trace.ParseMap([]byte(`{"endian": "little", "components": [], "calibration": ` + text + `}`))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}

// A map with more in it than any trace can refer to is refused before it takes
// memory many times its size.
func TestMapTooLarge(t *testing.T) {
	for _, text := range []string{
		`{"endian": "little", "components": [], "mappings": [` + strings.Repeat(`{"id":1},`, trace.MaxMapEntries) + `{"id":1}]}`,
		`{"endian": "little", "components": [{}` + strings.Repeat(`,{}`, trace.MaxMapEntries) + `]}`,
		`{"endian": "little", "components": [], "mappings": [{"id":1,"bodies":[{}` + strings.Repeat(`,{}`, trace.MaxMapEntries) + `]}]}`,
	} {
		if _, err := trace.ParseMap([]byte(text)); err == nil || !strings.Contains(err.Error(), "functions, bodies and components") {
			t.Errorf("a map of %d bytes: %v", len(text), err)
		}
	}
}
