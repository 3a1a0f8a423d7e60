package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"brig/result"
	"brig/server"
)

// resultDir is a small result directory, with files that are no documents and
// runs that are not finished.
func resultDir(t *testing.T) fstest.MapFS {
	t.Helper()
	part := func(n int) result.Header {
		h := header(n)
		h.Benchmark = id(1)
		return h
	}
	dir := fstest.MapFS{}
	put := func(name string, doc result.Document) {
		dir[name] = &fstest.MapFile{Data: []byte(text(t, doc))}
	}
	put("benchmark.json", &result.Benchmark{Header: header(1), Name: "pybrig-2013"})
	put("system.json", &result.System{Header: header(2)})
	put("capture.json", &result.Capture{Header: header(3)})
	put("verdict.json", &result.Verdict{Header: part(4)})
	put("bundle.json", &result.Bundle{Header: part(5)})
	put("trials/drop-0.35.json", &result.Trial{Header: part(6), Suite: "drop", Name: "0.35"})
	put("trials/scripts-load-01.json", &result.Trial{Header: part(7), Suite: "scripts", Name: "load-01"})
	put("runs/0001/run.json", &result.Run{Header: part(8), Samples: result.Samples{At: []int64{0, 1<<53 + 1}}})
	put("runs/0002/run.json", &result.Run{Header: part(9)})
	put("runs/0002/counts.json", &result.Counts{Header: part(10)})
	put("runs/0002/call_chains.json", &result.CallChains{Header: part(11)})
	put("runs/0002/packet_chains.json", &result.PacketChains{Header: part(12)})
	put("runs/0002/event_paths.json", &result.EventPaths{Header: part(13)})
	put("runs/0002/script_timings.json", &result.ScriptTimings{Header: part(14)})
	put("runs/0002/mapping.json", &result.Mapping{Header: part(15)})
	put("runs/0003.partial/run.json", &result.Run{Header: part(16)})
	for _, name := range []string{"experiment.toml", "state.json", "runs/0001/stdout", "runs/0001/conn.log", "run.json.partial", "trials/notes.txt"} {
		dir[name] = &fstest.MapFile{Data: []byte("{}")}
	}
	return dir
}

func TestDocuments(t *testing.T) {
	files, err := server.Documents(resultDir(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []server.File{
		{Path: "system.json", Resource: "systems"},
		{Path: "capture.json", Resource: "captures"},
		{Path: "benchmark.json", Resource: "benchmarks"},
		{Path: "trials/drop-0.35.json", Resource: "trials"},
		{Path: "trials/scripts-load-01.json", Resource: "trials"},
		{Path: "runs/0001/run.json", Resource: "sys_profile_entries"},
		{Path: "runs/0002/run.json", Resource: "sys_profile_entries"},
		{Path: "runs/0002/counts.json", Resource: "counts"},
		{Path: "runs/0002/call_chains.json", Resource: "call_chains"},
		{Path: "runs/0002/packet_chains.json", Resource: "packet_chains"},
		{Path: "runs/0002/event_paths.json", Resource: "event_paths"},
		{Path: "runs/0002/script_timings.json", Resource: "script_timings"},
		{Path: "runs/0002/mapping.json", Resource: "mappings"},
		{Path: "bundle.json", Resource: "bundles"},
		{Path: "verdict.json", Resource: "verdicts"},
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("Documents (-want +got):\n%s", diff)
	}
	if _, err := server.Documents(fstest.MapFS{"a/b.json": {Data: []byte("{}")}}); err == nil || !strings.Contains(err.Error(), "no documents here") {
		t.Errorf("Documents of another folder: %v, want an error", err)
	}
}

func TestUpload(t *testing.T) {
	dir := resultDir(t)
	files, err := server.Documents(dir)
	if err != nil {
		t.Fatal(err)
	}
	client := &server.Client{URL: start(t, server.Config{Token: "s3cret"}), Token: "s3cret"}
	upload := func() (server.Summary, []string) {
		t.Helper()
		var refused []string
		calls := 0
		sum, err := client.Upload(t.Context(), dir, files, func(f server.File, isNew bool, err error) {
			if f != files[calls] {
				t.Errorf("call %d is for %v, want %v", calls, f, files[calls])
			}
			calls++
			if err != nil {
				refused = append(refused, fmt.Sprintf("%s: %v", f.Path, err))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return sum, refused
	}
	if sum, refused := upload(); sum != (server.Summary{New: len(files)}) {
		t.Errorf("first upload: %+v %v, want %d new", sum, refused, len(files))
	}
	if sum, refused := upload(); sum != (server.Summary{Present: len(files)}) {
		t.Errorf("second upload: %+v %v, want %d there", sum, refused, len(files))
	}
	for _, f := range files {
		if err := client.Verify(t.Context(), f.Resource, dir[f.Path].Data); err != nil {
			t.Error(err)
		}
	}
	for resource, want := range map[string]int{"trials": 2, "sys_profile_entries": 2, "verdicts": 1} {
		if n, err := client.Total(t.Context(), resource); err != nil || n != want {
			t.Errorf("Total(%s) = %d, %v, want %d", resource, n, err, want)
		}
	}

	// One changed, one broken, one new; the rest goes on.
	dir["system.json"].Data = []byte(text(t, &result.System{Header: header(2), OS: "plan9"}))
	dir["capture.json"].Data = []byte(`{"uuid":`)
	dir["bundle.json"].Data = []byte(text(t, &result.Bundle{Header: header(50)}))
	sum, refused := upload()
	if sum != (server.Summary{New: 1, Present: len(files) - 3, Refused: 2}) || len(refused) != 2 ||
		!strings.Contains(refused[0], "system.json: a document does not change") || !strings.Contains(refused[1], "capture.json: the request is not JSON") {
		t.Errorf("third upload: %+v %q, want 1 new, 2 refused", sum, refused)
	}
	if err := client.Verify(t.Context(), "systems", dir["system.json"].Data); err == nil || !strings.Contains(err.Error(), "content differs") {
		t.Errorf("Verify of changed content: %v, want that it differs", err)
	}
	var reply *server.Error
	if err := client.Verify(t.Context(), "systems", []byte(text(t, &result.System{Header: header(99)}))); !errors.As(err, &reply) || reply.Code != 404 {
		t.Errorf("Verify of what was not uploaded: %v, want 404", err)
	}
}

func TestUploadGivesUp(t *testing.T) {
	dir := resultDir(t)
	files, err := server.Documents(dir)
	if err != nil {
		t.Fatal(err)
	}
	url := start(t, server.Config{Token: "s3cret"})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		client server.Client
		want   string
	}{
		{"wrong token", t.Context(), server.Client{URL: url, Token: "wrong"}, "writing needs the server's token"},
		{"no server", t.Context(), server.Client{URL: "http://127.0.0.1:1"}, "uploading system.json: talking to http://127.0.0.1:1: dial tcp"},
		{"no API", t.Context(), server.Client{URL: url + "/elsewhere"}, "POST is not supported here (405)"},
		{"no URL", t.Context(), server.Client{URL: "127.0.0.1:8100"}, "is not a URL such as http://"},
		{"cancelled", cancelled, server.Client{URL: url, Token: "s3cret"}, "context canceled"},
	} {
		calls := 0
		sum, err := tt.client.Upload(tt.ctx, dir, files, func(server.File, bool, error) { calls++ })
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Upload = %v, want %q", tt.name, err, tt.want)
		}
		if calls != 0 || sum != (server.Summary{}) {
			t.Errorf("%s: %d calls, %+v, want none", tt.name, calls, sum)
		}
	}
}

// A reply that is none of ours is an error with its status.
func TestClientOfAnotherServer(t *testing.T) {
	client := &server.Client{URL: "http://localhost", HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 502, Body: http.NoBody, Header: http.Header{}}, nil
	})}}
	_, err := client.Post(t.Context(), "trials", []byte("{}"))
	var reply *server.Error
	if !errors.As(err, &reply) || reply.Code != 502 || reply.Error() != "bad gateway (502)" {
		t.Errorf("Post = %v, want bad gateway (502)", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
