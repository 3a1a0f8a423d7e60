package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A flaky server serves content, and misbehaves as its fields say.
type flaky struct {
	content  atomic.Pointer[[]byte]
	etag     string
	breakAt  func(request int) int64 // bytes after which a reply breaks off; -1 for never
	handle   func(request int, w http.ResponseWriter, r *http.Request) bool
	requests atomic.Int64
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(f.requests.Add(1))
	if f.handle != nil && f.handle(n, w, r) {
		return
	}
	data := *f.content.Load()
	if f.etag != "" {
		w.Header().Set("ETag", f.etag)
	}
	if f.breakAt != nil {
		if at := f.breakAt(n); at >= 0 {
			w = &breaking{w, at}
		}
	}
	http.ServeContent(w, r, "x", time.Unix(1000, 0), bytes.NewReader(data))
}

// A breaking writer closes the connection after some bytes.
type breaking struct {
	http.ResponseWriter
	left int64
}

func (b *breaking) Write(p []byte) (int, error) {
	if int64(len(p)) <= b.left {
		b.left -= int64(len(p))
		return b.ResponseWriter.Write(p)
	}
	b.ResponseWriter.Write(p[:b.left])
	if fl, ok := b.ResponseWriter.(http.Flusher); ok {
		fl.Flush()
	}
	panic(http.ErrAbortHandler)
}

// published is a capture of about 300 kB, compressed.
func published(t testing.TB) []byte {
	var b bytes.Buffer
	g, _ := gzip.NewWriterLevel(&b, gzip.NoCompression)
	g.Write(pcap(t, 5000))
	g.Close()
	return b.Bytes()
}

func serve(t *testing.T, f *flaky, content []byte) (*httptest.Server, Source) {
	t.Helper()
	f.content.Store(&content)
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s, Source{Name: "x.pcap.gz", URLs: []string{s.URL + "/x.pcap.gz"}}
}

func fetcher(t testing.TB, dir string) *Fetcher {
	return &Fetcher{Dir: dir, Retries: 3, Stall: 5 * time.Second, Pause: func(context.Context, int) error { return nil }}
}

// left checks that a failed fetch left no file that passes for a capture.
func left(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "x.pcap.gz")); err == nil {
		t.Error("a file was kept under its name")
	}
}

func TestFetch(t *testing.T) {
	content := published(t)
	f := &flaky{etag: `"1"`}
	_, source := serve(t, f, content)
	dir := t.TempDir()
	fetch := fetcher(t, dir)
	path, got, err := fetch.Fetch(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(data, content) || got.Size != int64(len(content)) || got.Present {
		t.Errorf("fetched %+v", got)
	}
	// Again, nothing is asked; what was changed by someone is not taken for it.
	n := f.requests.Load()
	if _, got, err = fetch.Fetch(t.Context(), source); err != nil || !got.Present || f.requests.Load() != n {
		t.Errorf("a second time: %+v, %v", got, err)
	}
	if err := os.WriteFile(path, []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err = fetch.Fetch(t.Context(), source); err == nil || !strings.Contains(err.Error(), "--force") {
		t.Errorf("a changed file: %v", err)
	}
	// What the first fetch recorded holds for later ones, also of a file that is gone.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	other := published(t)
	other[len(other)/2] ^= 1
	f.content.Store(&other)
	if _, _, err = fetch.Fetch(t.Context(), source); err == nil || !strings.Contains(err.Error(), "should have "+got.SHA256) {
		t.Errorf("other content than at the first fetch: %v", err)
	}
	left(t, dir)
	f.content.Store(&content)
	fetch.Force = true
	if _, _, err = fetch.Fetch(t.Context(), source); err != nil {
		t.Errorf("with force: %v", err)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*partial*")); names != nil {
		t.Errorf("left over: %v", names)
	}
}

func TestFetchThatBreaksOff(t *testing.T) {
	content := published(t)
	f := &flaky{etag: `"1"`, breakAt: func(request int) int64 {
		if request < 8 {
			return 40_000
		}
		return -1
	}}
	_, source := serve(t, f, content)
	path, got, err := fetcher(t, t.TempDir()).Fetch(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(data, content) {
		t.Errorf("fetched %+v", got)
	}
	if n := f.requests.Load(); n != int64(len(content)/40_000)+1 && n != 8 {
		t.Errorf("%d requests for %d bytes in pieces of 40000: it did not go on where it was", n, len(content))
	}
	// One that never brings anything more is given up, and what came is kept.
	dir := t.TempDir()
	f = &flaky{etag: `"1"`, breakAt: func(request int) int64 { return map[bool]int64{true: 50_000, false: 0}[request == 1] }}
	_, source = serve(t, f, content)
	if _, _, err = fetcher(t, dir).Fetch(t.Context(), source); err == nil || !strings.Contains(err.Error(), "broke off after") {
		t.Errorf("given up: %v", err)
	}
	left(t, dir)
	if k := (&Fetcher{Dir: dir}).Kept(source); !strings.HasSuffix(k, " bytes here") {
		t.Errorf("kept: %q", k)
	}
	f.breakAt = nil
	if _, _, err = fetcher(t, dir).Fetch(t.Context(), source); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestFetchOfWhatChanges(t *testing.T) {
	first, second := published(t), published(t)
	f := &flaky{etag: `"1"`}
	_, source := serve(t, f, first)
	f.breakAt = func(request int) int64 {
		if request == 1 {
			return 100_000
		}
		f.etag = `"2"`
		f.content.Store(&second)
		return -1
	}
	path, _, err := fetcher(t, t.TempDir()).Fetch(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(data, second) {
		t.Error("parts of two files were put together")
	}
	// A server that pays no heed to If-Range gives itself away by size or tag.
	for name, header := range map[string]map[string]string{
		"another tag":  {"ETag": `"2"`, "Content-Range": "bytes %d-%d/%d"},
		"another size": {"ETag": `"1"`, "Content-Range": "bytes %d-%d/9%d"},
		"another part": {"ETag": `"1"`, "Content-Range": "bytes 1%d-%d/%d"},
		"no range":     {"ETag": `"1"`},
	} {
		f := &flaky{etag: `"1"`}
		_, source := serve(t, f, first)
		f.breakAt = func(request int) int64 { return map[bool]int64{true: 100_000, false: -1}[request == 1] }
		f.handle = func(request int, w http.ResponseWriter, r *http.Request) bool {
			if r.Header.Get("Range") == "" {
				return false
			}
			from, _ := strconv.Atoi(strings.Trim(r.Header.Get("Range"), "bytes=-"))
			for key, value := range header {
				if strings.Contains(value, "%d") {
					value = fmt.Sprintf(value, from, len(first)-1, len(first))
				}
				w.Header().Set(key, value)
			}
			w.WriteHeader(http.StatusPartialContent)
			w.Write(bytes.Repeat([]byte("?"), len(first)-from))
			return true
		}
		path, _, err := fetcher(t, t.TempDir()).Fetch(t.Context(), source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if data, _ := os.ReadFile(path); !bytes.Equal(data, first) {
			t.Errorf("%s: what arrived is something else", name)
		}
	}
}

func TestFetchFails(t *testing.T) {
	content := published(t)
	long := func(w http.ResponseWriter, n int) { w.Header().Set("Content-Length", strconv.Itoa(n)) }
	cases := map[string]struct {
		handle func(request int, w http.ResponseWriter, r *http.Request) bool
		source func(s *Source)
		want   string
	}{
		"not there": {func(_ int, w http.ResponseWriter, _ *http.Request) bool { http.NotFound(w, nil); return true }, nil, `the server says "404 Not Found"`},
		"a login page": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			io.WriteString(w, "<html>please log in</html>")
			return true
		}, nil, "no whole capture"},
		"less than it says": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			long(w, len(content)+100)
			w.Header().Set("ETag", `"1"`)
			w.Write(content)
			return true
		}, nil, "broke off after"},
		"another size than known": {nil, func(s *Source) { s.Size = 5 }, fmt.Sprintf("the server has %d bytes, and it should be 5", len(content))},
		"another digest":          {nil, func(s *Source) { s.SHA256 = strings.Repeat("0", 64) }, "and should have 0000"},
		"cut gzip": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Write(content[:len(content)-9])
			return true
		}, nil, "no whole capture"},
		"busy for ever": {func(_ int, w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(503); return true }, nil, `"503 Service Unavailable"`},
		"round in circles": {func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return true
		}, nil, "redirects"},
		"larger than anything": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			long(w, MaxSize+1)
			w.Write(content)
			return true
		}, nil, "more than brig takes"},
		"nothing comes": {func(_ int, w http.ResponseWriter, r *http.Request) bool {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}, nil, "nothing arrived for 200ms"},
		"no such host":  {nil, func(s *Source) { s.URLs = []string{"http://nosuchhost.invalid/x"} }, "nosuchhost.invalid"},
		"no such port":  {nil, func(s *Source) { s.URLs = []string{"http://127.0.0.1:1/x"} }, "connection refused"},
		"no URL at all": {nil, func(s *Source) { s.URLs = []string{"::"} }, "missing protocol scheme"},
		"a path":        {nil, func(s *Source) { s.Name = "../x" }, "is no name for a file"},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			_, source := serve(t, &flaky{handle: tt.handle}, content)
			if tt.source != nil {
				tt.source(&source)
			}
			dir := t.TempDir()
			f := fetcher(t, dir)
			f.Stall = 200 * time.Millisecond
			if name != "nothing comes" {
				f.Stall = 10 * time.Second
			}
			_, _, err := f.Fetch(t.Context(), source)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			left(t, dir)
		})
	}
	// A second address serves when the first does not.
	_, source := serve(t, &flaky{}, content)
	source.URLs = append([]string{"http://127.0.0.1:1/x"}, source.URLs...)
	if _, got, err := fetcher(t, t.TempDir()).Fetch(t.Context(), source); err != nil || got.URL != source.URLs[1] {
		t.Errorf("the second address: %+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := fetcher(t, t.TempDir()).Fetch(ctx, source); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestKilledFetch kills a fetching process at random moments until one of them
// gets to the end.
func TestKilledFetch(t *testing.T) {
	if url := os.Getenv("FETCH_TEST_URL"); url != "" {
		_, _, err := fetcher(t, os.Getenv("FETCH_TEST_DIR")).Fetch(t.Context(), Source{Name: "x.pcap.gz", URLs: []string{url}})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	content := published(t)
	f := &flaky{etag: `"1"`}
	server, source := serve(t, f, content)
	f.handle = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		http.ServeContent(&slow{w}, r, "x", time.Unix(1000, 0), bytes.NewReader(content))
		return true
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 2))
	kills := 0
	for {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledFetch$")
		cmd.Env = append(os.Environ(), "FETCH_TEST_URL="+source.URLs[0], "FETCH_TEST_DIR="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < 30 {
			time.Sleep(time.Duration(rng.IntN(80)) * time.Millisecond)
			cmd.Process.Kill()
		}
		err := cmd.Wait()
		if _, statErr := os.Stat(filepath.Join(dir, "x.pcap.gz")); statErr == nil {
			break
		}
		if kills++; kills > 30 {
			t.Fatalf("a fetch that nobody killed: %v", err)
		}
	}
	server.Close()
	if data, _ := os.ReadFile(filepath.Join(dir, "x.pcap.gz")); !bytes.Equal(data, content) {
		t.Error("the file is another")
	}
	if _, got, err := fetcher(t, dir).Fetch(t.Context(), source); err != nil || !got.Present {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
	t.Logf("%d kills, %d requests", kills, f.requests.Load())
}

// A slow writer gives a little at a time.
type slow struct{ http.ResponseWriter }

func (s *slow) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		m, e := s.ResponseWriter.Write(p[:min(len(p), 2000)])
		s.ResponseWriter.(http.Flusher).Flush()
		time.Sleep(3 * time.Millisecond)
		n, p, err = n+m, p[m:], e
	}
	return n, err
}
