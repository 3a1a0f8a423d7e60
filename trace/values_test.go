package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// members returns the members of an object.
func members(text io.Reader) (map[string]string, error) {
	r := newValueReader(text)
	if c, err := r.peek(); err != nil || c != '{' {
		return nil, errors.Join(err, errors.New("no object"))
	}
	out := map[string]string{}
	err := r.each('}', func() error {
		key, err := r.key()
		if err != nil {
			return err
		}
		value, err := r.value()
		out[key] = string(value)
		return err
	})
	if err == nil {
		err = r.end()
	}
	return out, err
}

// What is cut out of an object is what package json finds in it, and what is
// refused is what that refuses.
func FuzzValues(f *testing.F) {
	for _, text := range []string{
		`{}`, ` { "a" : [ 1 , "]\"" , {"b":null} ] , "c" : -1.5e3 }` + "\n", `{"a":1,"a":2}`, `{"\u0061":"\\"}`, `{"a":[[],{}],"b":""}`,
		`{"a":1,}`, `{,}`, `{"a"}`, `{"a":}`, `{"a":1 2}`, `{"a":[1,]}`, `{"a":tru}`, `{"a":"`, `{`, `{"a":1}}`, `{"a":1]`, `{a:1}`, `{"a":01}`, "{\"\xff\":1}", `{"a":[1}`, `[]`, `1`, `null`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			return // which package json takes
		}
		var raw map[string]json.RawMessage
		wrong := json.Unmarshal(text, &raw)
		if wrong == nil && raw == nil {
			wrong = errors.New("null")
		}
		got, err := members(bytes.NewReader(text))
		if (wrong == nil) != (err == nil) {
			t.Fatalf("%q: %v, of package json %v", text, err, wrong)
		}
		if err != nil {
			return
		}
		want := map[string]string{}
		for key, value := range raw {
			want[key] = string(value)
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Fatalf("%q: %q, of package json %q", text, got, want)
		}
	})
}

// However a text arrives, it is the same; an error of the reader is that of
// the map.
func TestReadMap(t *testing.T) {
	m := &Map{Functions: []Function{{ID: 1, Name: "a\n\"é", Range: Range{File: "x"}, Bodies: []Body{{ID: 2, Range: Range{File: "x"}}}}}, Components: []Component{{ID: 3}}}
	text := m.Text()
	for _, r := range []io.Reader{bytes.NewReader(text), iotest.OneByteReader(bytes.NewReader(text)), iotest.DataErrReader(bytes.NewReader(text))} {
		got, err := ReadMap(r)
		if err != nil || string(got.Text()) != string(text) {
			t.Errorf("%v, %v", got, err)
		}
	}
	broken := errors.New("broken")
	for n := range len(text) {
		_, err := ReadMap(io.MultiReader(bytes.NewReader(text[:n]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Fatalf("broken after %d bytes: %v", n, err)
		}
		if _, err := ParseMap(text[:n]); err == nil && n < len(text)-1 {
			t.Fatalf("no error after %d bytes", n)
		}
	}
	if _, err := ReadMap(strings.NewReader(`{"more": "` + strings.Repeat("x", MaxMapValue) + `"}`)); err == nil || !strings.Contains(err.Error(), "a value of more than 4194304 bytes") {
		t.Errorf("a large value: %v", err)
	}
	if _, err := ReadMap(io.MultiReader(strings.NewReader(`{"endian": "little", "components": []}`), blanks{})); err == nil || !strings.Contains(err.Error(), "the map is larger than 67108864 bytes") {
		t.Errorf("an endless map: %v", err)
	}
}

// blanks is an endless text of blanks.
type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// A map takes memory for what is in it and not for its text.
func TestReadMapMemory(t *testing.T) {
	heap := func() int64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(s)
		return int64(s[0].Value.Uint64())
	}
	const functions, size = 8_000, 5_000
	before, most := heap(), int64(0)
	text, w := io.Pipe()
	go func() {
		fmt.Fprint(w, `{"endian": "little", "components": [], "mappings": [`)
		for i := range functions {
			most = max(most, heap()-before)
			fmt.Fprintf(w, `{"id": %d, "name": "f%d", "filename": "base/f.bro", "more": "%*s"},`, i, i, size, "")
		}
		fmt.Fprint(w, `{"id": -1}]}`)
		w.Close()
	}()
	m, err := ReadMap(text)
	if err != nil || len(m.Functions) != functions+1 {
		t.Fatalf("%d functions (%v)", len(m.Functions), err)
	}
	if most > functions*size/2 {
		t.Errorf("%d bytes of memory for a text of %d", most, functions*size)
	}
	t.Logf("%d bytes of memory for a text of %d", most, functions*size)
}
