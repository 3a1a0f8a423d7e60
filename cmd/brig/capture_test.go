package main

import (
	"bytes"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"brig/traces"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares what was printed with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// siteCapture writes the capture that ships with brig into a folder, cut to
// size bytes unless that is 0.
func siteCapture(t *testing.T, size int) string {
	t.Helper()
	data, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "site.pcap.zst")
	if size > 0 {
		z, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		if data, err = z.DecodeAll(data, nil); err != nil {
			t.Fatal(err)
		}
		data, file = data[:size], strings.TrimSuffix(file, ".zst")
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestCaptureInfo(t *testing.T) {
	whole, cut := siteCapture(t, 0), siteCapture(t, 100_000)
	for _, tt := range []struct {
		golden string
		args   []string
	}{
		{"capture-info.txt", []string{whole}},
		{"capture-info-private.txt", []string{whole, "-P"}},
		{"capture-info-cut.txt", []string{cut}},
	} {
		code, stdout, stderr := brig(nil, append([]string{"capture", "info"}, tt.args...)...)
		if code != exitOK {
			t.Fatalf("%q: status %d: %s", tt.args, code, stderr)
		}
		stderr = strings.ReplaceAll(stderr, filepath.Dir(cut)+"/", "")
		golden(t, tt.golden, stderr+stdout)
	}
	if _, stdout, _ := brig(nil, "capture", "info", whole, "--json", "-P"); !strings.Contains(stdout, `"sizes":[`) || strings.Contains(stdout, "talkers") {
		t.Errorf("--json -P: %.300s", stdout)
	}
	if _, stdout, _ := brig(nil, "capture", "info", whole, "--json"); !strings.Contains(stdout, `"talkers":[{"address":`) {
		t.Errorf("--json: %.300s", stdout)
	}
	// A benchmark needs a whole capture.
	b := newBench(t)
	b.write("cut.pcap", string(read(t, cut)))
	b.experiment(strings.NewReplacer("CAPTURE", "cut.pcap", "SHA256", sha256Hex(string(read(t, cut)))).Replace(small))
	b.fails(exitFailure, []string{"cut.pcap", "not whole", "after packet"}, "run", "small.toml", "--machine", "process")
}

func TestCaptureFetch(t *testing.T) {
	data := read(t, siteCapture(t, 0))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}))
	defer server.Close()
	dir := t.TempDir()
	address := server.URL + "/site.pcap.zst"
	if out := runBrig(t, []string{"capture", "fetch", address, "--dir", dir, "--sha256", sha256Hex(string(data))}, exitOK); !strings.Contains(out, "fetched from "+address) {
		t.Errorf("%s", out)
	}
	if out := runBrig(t, []string{"capture", "fetch", address, "--dir", dir}, exitOK); !strings.Contains(out, "was here, unchanged") {
		t.Errorf("%s", out)
	}
	runBrig(t, []string{"capture", "fetch", "nosuch"}, exitUsage)
	runBrig(t, []string{"capture", "fetch", address, "--sha256", "x"}, exitUsage)
	runBrig(t, []string{"capture", "fetch", server.URL, "--dir", dir}, exitFailure)
	out := runBrig(t, []string{"capture", "list", "--dir", dir}, exitOK)
	golden(t, "capture-list.txt", out)
}

func TestCaptureAnonymize(t *testing.T) {
	in, dir := siteCapture(t, 0), t.TempDir()
	out, key := filepath.Join(dir, "out.pcap.zst"), filepath.Join(dir, "key")
	text := runBrig(t, []string{"capture", "anonymize", in, "-o", out, "--key", key}, exitOK)
	if !strings.Contains(text, "packets    51837\n") || !strings.Contains(text, "payload    zero\n") {
		t.Errorf("%s", text)
	}
	runBrig(t, []string{"capture", "anonymize", in, "-o", out, "--key", key}, exitFailure) // it is there
	runBrig(t, []string{"capture", "anonymize", in}, exitUsage)
	runBrig(t, []string{"capture", "anonymize", in, "-o", out, "--payload", "some"}, exitUsage)
	before, after := runBrig(t, []string{"capture", "info", in}, exitOK), runBrig(t, []string{"capture", "info", out}, exitOK)
	if strings.Contains(after, "198.51.100.10") || !strings.Contains(before, "198.51.100.10") {
		t.Errorf("%s", after)
	}
	// All but the addresses is as it was.
	for _, line := range strings.Split(before, "\n") {
		if !strings.Contains(line, "talker") && !strings.Contains(line, "sha256") && !strings.Contains(line, ".pcap") && !strings.Contains(after, line) {
			t.Errorf("%q is not in\n%s", line, after)
		}
	}
}
