package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/capture"
	"brig/traces"
)

func TestCaptureScale(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, traces.File), filepath.Join(dir, "big.pcap")
	stored, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, stored, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := brig(nil, "capture", "scale", in, "-o", out, "--size", "35MB", "--every", "50s", "--json")
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	var done capture.Scaled
	if err := json.Unmarshal([]byte(stdout), &done); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(out); err != nil || done.Copies != 2 || done.AtOnce != 2 || st.Size() != done.Size || done.Packets != 2*traces.Packets {
		t.Errorf("got %+v, %v", done, err)
	}
	for _, tt := range []struct {
		code int
		want string
		args []string
	}{
		{2, "one capture", nil},
		{2, "-o FILE", []string{in, "--copies", "1"}},
		{2, "either --size or --copies", []string{in, "-o", "x"}},
		{2, "either --size or --copies", []string{in, "-o", "x", "--copies", "1", "--size", "1GB"}},
		{2, "want at least 1", []string{in, "-o", "x", "--copies", "0"}},
		{2, "such as 1GB", []string{in, "-o", "x", "--size", "large"}},
		{2, "to 1 TiB", []string{in, "-o", "x", "--size", "-3MB"}},
		{2, "to 1 TiB", []string{in, "-o", "x", "--size", "2TiB"}},
		{2, "greater than 0", []string{in, "-o", "x", "--copies", "2", "--every", "0s"}},
		{1, "--force replaces it", []string{in, "-o", out, "--copies", "1"}},
		{1, "bytes already", []string{in, "-o", filepath.Join(dir, "x"), "--size", "1MB"}},
		{1, "no such file", []string{"/nonexistent", "-o", filepath.Join(dir, "x"), "--copies", "1"}},
	} {
		code, _, stderr := brig(nil, append([]string{"capture", "scale"}, tt.args...)...)
		if code != tt.code || !strings.Contains(stderr, tt.want) {
			t.Errorf("%v: exit %d, %s; want %d and %q", tt.args, code, stderr, tt.code, tt.want)
		}
	}
	if code, _, stderr := brig(nil, "capture", "scale", in, "-o", out, "--copies", "1", "--force"); code != exitOK {
		t.Errorf("--force: exit %d, %s", code, stderr)
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{"1GB": 1e9, "256 MB": 256e6, "1.5GiB": 3 << 29, "17kb": 17e3, "100": 100, "5B": 5} {
		if got, err := parseSize(s); err != nil || got != want {
			t.Errorf("parseSize(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "GB", "NaN", "Inf", "1e30", "0", "1 XB"} {
		if got, err := parseSize(s); err == nil {
			t.Errorf("parseSize(%q) = %d", s, got)
		}
	}
}
