package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"brig/result"
)

// A waiter is written to by one goroutine and waited on by another.
type waiter struct {
	mu   sync.Mutex
	text bytes.Buffer
	line chan string // the first line
	once sync.Once
}

func (w *waiter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if line, _, ok := strings.Cut(w.text.String(), "\n"); ok {
		w.once.Do(func() { w.line <- line })
	}
	return len(p), nil
}

// startServe runs brig serve until the test ends and returns its URL.
func startServe(t *testing.T, args ...string) string {
	t.Helper()
	t.Setenv("BRIG_MONGODB_URI", "")
	t.Setenv("BRIG_TOKEN", "")
	ctx, cancel := context.WithCancel(t.Context())
	stdout := &waiter{line: make(chan string, 1)}
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, args...), nil, stdout, &stderr)
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ended with %d, %s, want %d", code, &stderr, exitOK)
		}
	})
	select {
	case line := <-stdout.line:
		url, ok := strings.CutPrefix(line, "listening on ")
		if !ok {
			t.Fatalf("serve says %q", line)
		}
		return strings.TrimSuffix(url, "/")
	case code := <-ended:
		ended <- exitOK
		t.Fatalf("serve ended with %d: %s", code, &stderr)
	case <-time.After(30 * time.Second):
		t.Fatal("serve does not start")
	}
	return ""
}

func putDocument(t *testing.T, file string, doc result.Document) {
	t.Helper()
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestServeAndUpload(t *testing.T) {
	url := startServe(t)
	dir := t.TempDir()
	head := result.Header{
		UUID: "0b9e7c1e-7d53-4a5e-9d8a-000000000001", Schema: 1, Created: time.Unix(1, 0).UTC(), Tool: tool,
	}
	putDocument(t, filepath.Join(dir, "benchmark.json"), &result.Benchmark{Header: head, Name: "pybrig-2013"})
	putDocument(t, filepath.Join(dir, "trials", "drop-0.35.json"), &result.Trial{Header: head, Suite: "drop", Name: "0.35"})

	for _, want := range []string{"2 new, 0 already there, 0 refused\n", "0 new, 2 already there, 0 refused\n"} {
		code, stdout, stderr := brig(nil, "upload", dir, "--url", url)
		if code != exitOK || stdout != want || !strings.Contains(stderr, "uploading 2 documents to "+url) {
			t.Errorf("upload = %d %q %q, want %d %q", code, stdout, stderr, exitOK, want)
		}
	}
	putDocument(t, filepath.Join(dir, "trials", "drop-0.35.json"), &result.Trial{Header: head, Suite: "drop", Name: "0.40"})
	code, stdout, stderr := brig(nil, "upload", dir, "--url", url, "--json")
	if code != exitFailure || strings.TrimSpace(stdout) != `{"new":0,"already_there":1,"refused":1}` ||
		!strings.Contains(stderr, "trials/drop-0.35.json: refused: ") || !strings.HasSuffix(stderr, "brig: 1 of 2 documents were refused\n") {
		t.Errorf("upload of a changed trial = %d %q %q, want it refused", code, stdout, stderr)
	}

	// The results browser is there.
	res, err := http.Get(url + "/ui/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("GET /ui/ = %d %s, want the results browser", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

func TestServeRefuses(t *testing.T) {
	t.Setenv("BRIG_MONGODB_URI", "")
	t.Setenv("BRIG_TOKEN", "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	busy := l.Addr().String()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"serve", "--listen", busy}, exitFailure, "brig: address " + busy + " is in use: choose another with --listen\n"},
		{[]string{"serve", "--listen", "0.0.0.0:0"}, exitFailure, "writing needs a token: set one with --token or BRIG_TOKEN"},
		{[]string{"serve", "--listen", "127.0.0.1:0", "--data", file}, exitFailure, "brig: opening store " + file},
		{[]string{"serve", "--listen", "127.0.0.1:0", "--mongodb", "mongodb://me:s3cret@127.0.0.1:1/lab?serverSelectionTimeoutMS=200"}, exitFailure, "brig: opening store mongodb://127.0.0.1:1/lab: "},
		{[]string{"serve", "extra"}, exitUsage, "brig: unexpected argument"},
		{[]string{"serve", "--port", "1"}, exitUsage, "brig: unknown flag"},
		{[]string{"upload"}, exitUsage, "brig: give a result directory"},
		{[]string{"upload", file + ".missing"}, exitFailure, "brig: opening result directory: "},
		{[]string{"upload", filepath.Dir(file)}, exitFailure, "no documents here"},
	} {
		code, stdout, stderr := brig(nil, tt.args...)
		if code != tt.code || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "s3cret") {
			t.Errorf("brig %s = %d %q %q, want %d and one line with %q", strings.Join(tt.args, " "), code, stdout, stderr, tt.code, tt.want)
		}
	}
	dir := t.TempDir()
	putDocument(t, filepath.Join(dir, "system.json"), &result.System{})
	code, _, stderr := brig(nil, "upload", dir, "--url", "http://127.0.0.1:1")
	if code != exitFailure || !strings.Contains(stderr, `is "brig serve" running there?`) {
		t.Errorf("upload without a server = %d %q", code, stderr)
	}
}

func TestUploadToken(t *testing.T) {
	url := startServe(t, "--token", "s3cret")
	dir := t.TempDir()
	putDocument(t, filepath.Join(dir, "system.json"), &result.System{Header: result.Header{
		UUID: "0b9e7c1e-7d53-4a5e-9d8a-000000000001", Schema: 1, Created: time.Unix(1, 0).UTC(), Tool: tool,
	}})
	code, _, stderr := brig(nil, "upload", dir, "--url", url)
	if code != exitFailure || !strings.Contains(stderr, "give it with --token or BRIG_TOKEN") {
		t.Errorf("upload without the token = %d %q", code, stderr)
	}
	t.Setenv("BRIG_TOKEN", "s3cret")
	if code, stdout, stderr := brig(nil, "upload", dir, "--url", url); code != exitOK || stdout != "1 new, 0 already there, 0 refused\n" {
		t.Errorf("upload with the token = %d %q %q", code, stdout, stderr)
	}
}
