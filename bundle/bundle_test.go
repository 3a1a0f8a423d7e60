package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

const id = "01234567-89ab-4def-8123-456789abcdef"

func sample() Files {
	head := `{"uuid":"` + id + `","schema":1,"created":"2026-01-02T03:04:05Z","tool":{"name":"brig","version":"1"}`
	return Files{
		"benchmark.json":             []byte(head + `,"name":"x"}`),
		"experiment.toml":            []byte("name = \"x\"\n"),
		"trials/drop-0.00.json":      []byte(head + `,"suite":"drop","name":"0.00"}`),
		"runs/drop-0.00/run.json":    []byte(head + `}`),
		"runs/drop-0.00/counts.json": []byte(head + `,"entries":7}`),
	}
}

func write(t *testing.T, files Files) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Write(&b, files); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	data := write(t, sample())
	files, m, err := Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if m.Benchmark != id || len(m.Files) != len(files) {
		t.Errorf("manifest = %+v", m)
	}
	if again := write(t, sample()); !bytes.Equal(data, again) {
		t.Error("the same files gave different bytes")
	}
	docs, err := Documents(files)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		got = append(got, d.Resource+" "+d.Name)
	}
	want := []string{"benchmarks benchmark.json", "trials trials/drop-0.00.json",
		"sys_profile_entries runs/drop-0.00/run.json", "counts runs/drop-0.00/counts.json"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func TestReadDir(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadDir(dir); err == nil || !strings.Contains(err.Error(), "not a finished result directory") {
		t.Errorf("reading an empty directory: %v", err)
	}
	for name, data := range sample() {
		put(name, string(data))
	}
	put("verdict.json", "{}")
	put("runs/x.partial/run.json", "{}")
	put("runs/drop-0.00/stderr.txt", "secret")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.json")); err != nil {
		t.Fatal(err)
	}
	files, err := ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// archive makes a tar.zst of the members as they come.
func archive(t *testing.T, members ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, h := range members {
		data := h.PAXRecords["BRIG.data"]
		h.PAXRecords = nil
		h.Size = int64(len(data))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

func file(name, data string) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{"BRIG.data": data}}
}

func listing(members ...string) string {
	m := Manifest{Version: Version}
	for i := 0; i < len(members); i += 2 {
		sum := sha256.Sum256([]byte(members[i+1]))
		m.Files = append(m.Files, Member{members[i], int64(len(members[i+1])), hex.EncodeToString(sum[:])})
	}
	data, _ := json.Marshal(m)
	return string(data)
}

func TestReadRefuses(t *testing.T) {
	good := write(t, sample())
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "manifest.json"},
		{"not zstd", []byte("hello, world, this is no archive"), "reading member"},
		{"truncated", good[:len(good)-20], ""},
		{"a flipped bit", flipped, ""},
		{"no manifest first", archive(t, file("a.json", "{}")), `member "a.json" where "manifest.json" is expected`},
		{"a manifest of another version", archive(t, file(manifestName, `{"version":9}`)), "bundle version 9"},
		{"a path that climbs", archive(t, file(manifestName, listing("../a", "x")), file("../a", "x")), "not a clean relative path"},
		{"an absolute path", archive(t, file(manifestName, listing("/a", "x")), file("/a", "x")), "not a clean relative path"},
		{"a link", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeSymlink, Name: "a", Linkname: "/etc/passwd"}), "not a regular file"},
		{"another content", archive(t, file(manifestName, listing("a", "x")), file("a", "y")), "the manifest says"},
		{"a longer file", archive(t, file(manifestName, listing("a", "x")), file("a", "xx")), "2 bytes (1 are allowed)"},
		{"a missing member", archive(t, file(manifestName, listing("a", "x"))), `member "a" is missing`},
		{"an extra member", archive(t, file(manifestName, listing("a", "x")), file("a", "x"), file("b", "y")), `member "b" is not in the manifest`},
		{"a member twice", archive(t, file(manifestName, listing("a", "x", "a", "x")), file("a", "x"), file("a", "x")), "out of order"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read(bytes.NewReader(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one with %q", err, tt.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if _, err := Write(&b, sample()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if files, m, err := Read(bytes.NewReader(data)); err == nil && len(files) != len(m.Files) {
			t.Errorf("%d files, %d in the manifest", len(files), len(m.Files))
		}
	})
}
