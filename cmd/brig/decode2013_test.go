package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decode2013 decodes as in 2013 and returns the documents that were written.
func decode2013(t *testing.T, args ...string) (code int, documents map[string]string, stderr string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "documents")
	code, _, stderr = brig(nil, append([]string{"decode", "--compat", "2013", "-o", dir}, args...)...)
	documents = map[string]string{}
	files, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		documents[f.Name()] = string(text)
	}
	return code, documents, stderr
}

func TestDecode2013JSONP(t *testing.T) {
	mapFile, traceFile, _ := decodeFiles(t)
	for _, test := range []struct {
		args         []string
		before, id   string
		pasted, tail string
	}{
		{args: nil},
		{args: []string{"-J"}},
		{args: []string{"-J", "-c"}},
		{args: []string{"-J", "-T", `a"<b>`}, id: `"trial_id":"a\"\u003cb\u003e",`, pasted: `"trial_id":"a"<b>", `},
		{args: []string{"--jsonp", "$.bro.jsonp.callback"}, before: "$.bro.jsonp.callback('KIND', ", tail: ");"},
		{args: []string{"-c", "-T", "x"}, before: "null('KIND', ", id: `"trial_id":"x",`, pasted: `"trial_id":"x", `, tail: ");"},
		{args: []string{"--jsonp", "f"}, before: "f('KIND', ", tail: ");"},
		{args: []string{"word", "-c", "call", "me"}, before: "null('KIND', ", tail: ");"},
	} {
		document := func(kind, text string) string {
			return strings.ReplaceAll(test.before, "KIND", kind) + text + test.tail
		}
		clocks := `{"papiVirtual":0.0,"papiReal":0.0,"rusageSystem":0.0,"rusageUser":0.0}`
		want := map[string]string{
			"map.json":        document("mapping", `{`+test.pasted+`"info":`+decodeMap+`}`),
			"count.json":      document("count", `{`+test.id+`"count":4,"scriptCounts":{"bro_init":4},"componentCounts":{}}`),
			"call_chain.json": document("call_chain", `{`+test.id+`"count":4,"chains":{"bro_init":{"count":2,"calls":["bro_init"]}}}`),
			"packet_chain.json": document("packet_chain",
				`{"count":4,`+test.id+`"chains":{}}`),
			"script_timing.json": document("script_timing",
				`{"count":4,`+test.id+`"stats":{"bro_init":{"sum":`+clocks+`,"average":`+clocks+`,"variance":`+clocks+`,"count":2}}}`),
			"event_path.json": document("event_path", `{"count":4,`+test.id+`"graph":{}}`),
		}
		code, got, stderr := decode2013(t, append([]string{"-m", mapFile, "-t", traceFile}, test.args...)...)
		if code != exitOK || stderr != "" {
			t.Errorf("%q: exit %d, %s", test.args, code, stderr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.args, diff)
		}
	}
	dir := t.TempDir()
	if code, _, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "-o", dir, "--jsonp", "f"); code != exitOK {
		t.Errorf("--jsonp: exit %d, %s", code, stderr)
	}
	got, err := os.ReadFile(filepath.Join(dir, "count.json"))
	if want := `f('count', {"count":4,"scriptCounts":{"bro_init":4},"componentCounts":{}});`; err != nil || string(got) != want {
		t.Errorf("--jsonp: %s (%v), want %s", got, err, want)
	}
	if code, _, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "-c"); code != exitUsage {
		t.Errorf("-c without --compat: exit %d, %s", code, stderr)
	}
}

// TestDecode2013Map shows which maps there were documents of, and which map
// was written to map.json before the decoder gave up.
func TestDecode2013Map(t *testing.T) {
	mapFile, traceFile, _ := decodeFiles(t)
	for _, test := range []struct {
		text, info string // of the map, and what map.json has of it; "" if there is none
		names      string
	}{
		{decodeMap + "\r\n", decodeMap, "bro_init"},
		{decodeMap + "\n\n", decodeMap + "\n", "bro_init"},
		{"{endian=little;mappings=[{id='1';name=f}];components=[]} \r", "{endian=little;mappings=[{id='1';name=f}];components=[]} ", "f"},
		{`{"endian":"little","mappings":[{"id":1.0,"name":"F"}],"components":[]}`, `{"endian":"little","mappings":[{"id":1.0,"name":"F"}],"components":[]}`, "F"},
		{"{\n", "{", ""},
		{decodeMap + " // more", decodeMap + " // more", ""},
		{`{"endian":"little"}` + "\u2028", `{"endian":"little"}`, ""},
		{`{"mappings":[{"id":null}]}`, `{"mappings":[{"id":null}]}`, ""},
		{"", "", ""},
		{" \n", "", ""},
		{"null", "", ""},
		{"{\xff", "", ""},
	} {
		if err := os.WriteFile(mapFile, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		code, got, stderr := decode2013(t, "-J", "-m", mapFile, "-t", traceFile)
		files, want := 0, exitFailure
		switch {
		case test.names != "":
			files, want = 6, exitOK
		case test.info != "":
			files = 1
		}
		if code != want || len(got) != files || (stderr == "") != (code == exitOK) {
			t.Errorf("%q: exit %d, %d files, %q; want exit %d, %d files", test.text, code, len(got), stderr, want, files)
		}
		if test.info != "" && got["map.json"] != `{"info":`+test.info+`}` {
			t.Errorf("%q: map.json is %q", test.text, got["map.json"])
		}
		if want := `"scriptCounts":{"` + test.names + `":4}`; test.names != "" && !strings.Contains(got["count.json"], want) {
			t.Errorf("%q: count.json is %s, want %s", test.text, got["count.json"], want)
		}
	}
}

// TestDecode2013NoTrace shows that there are documents of nothing for what is
// no trace, and for a trace that is not there.
func TestDecode2013NoTrace(t *testing.T) {
	mapFile, traceFile, _ := decodeFiles(t)
	version := append([]byte{8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0}, make([]byte, 8)...)
	for _, test := range []struct {
		content []byte // nil: no file
		message string
	}{
		{version, "version is 3, want 1"},
		{[]byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00"), "it looks like a packet capture"},
		{[]byte{1}, "version is 0, want 1"},
		{nil, "no such file"},
	} {
		name := traceFile
		if test.content == nil {
			name += ".missing"
		} else if err := os.WriteFile(name, test.content, 0o666); err != nil {
			t.Fatal(err)
		}
		code, got, stderr := decode2013(t, "-J", "-m", mapFile, "-t", name)
		if code != exitOK || len(got) != 6 || !strings.Contains(stderr, test.message) {
			t.Errorf("%q: exit %d, %d files, %q", test.content, code, len(got), stderr)
		}
		if want := `{"count":0,"scriptCounts":{},"componentCounts":{}}`; got["count.json"] != want {
			t.Errorf("%q: count.json is %s", test.content, got["count.json"])
		}
	}
}
