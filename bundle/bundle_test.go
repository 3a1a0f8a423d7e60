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
	"time"

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

// write makes a bundle in the compression that ext names.
func write(t testing.TB, files Files, ext string, signature []byte) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "b"+ext)
	digest, size, err := WriteFile(t.Context(), name, files, signature)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(data); digest != hex.EncodeToString(sum[:]) || size != int64(len(data)) {
		t.Errorf("WriteFile says %s, %d bytes", digest, size)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	for _, ext := range []string{Ext, ExtBzip2} {
		t.Run(ext, func(t *testing.T) {
			data := write(t, sample(), ext, nil)
			b, err := Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sample(), b.Files); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if sum := sha256.Sum256(data); b.Manifest.Benchmark != id || len(b.Manifest.Files) != len(b.Files) || b.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("manifest %+v, sha256 %s", b.Manifest, b.SHA256)
			}
			if again := write(t, sample(), ext, nil); !bytes.Equal(data, again) {
				t.Error("the same files gave different bytes")
			}
		})
	}
}

// The archive is the same wherever and whenever it is made.
func TestArchiveBytes(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, sample(), nil); err != nil {
		t.Fatal(err)
	}
	const want = "cdc781065078d95cf2be50aad96bae84ebc789500ce3ba60e25e9e08abb5a9c5"
	if got := hex.EncodeToString(sha256Of(b.Bytes())); got != want {
		t.Errorf("the archive of the sample has sha256 %s, want %s", got, want)
	}
}

func sha256Of(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func TestDocuments(t *testing.T) {
	files := sample()
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
	good := write(t, sample(), Ext, nil)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "not a bundle: it is shorter"},
		{"not zstd", []byte("hello, world, this is no archive"), "not a bundle: it is compressed neither"},
		{"truncated", good[:len(good)-20], ""},
		{"a flipped bit", flipped, ""},
		{"no manifest first", archive(t, file("a.json", "{}")), `not a bundle: the first file of the archive is "a.json"`},
		{"a manifest of another version", archive(t, file(manifestName, `{"version":9}`)), "bundle version 9"},
		{"a path that climbs", archive(t, file(manifestName, listing("../a", "x")), file("../a", "x")), "not a clean relative path"},
		{"an absolute path", archive(t, file(manifestName, listing("/a", "x")), file("/a", "x")), "not a clean relative path"},
		{"a link", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeSymlink, Name: "a", Linkname: "/etc/passwd"}), "not a regular file"},
		{"another content", archive(t, file(manifestName, listing("a", "x")), file("a", "y")), "the manifest says"},
		{"a longer file", archive(t, file(manifestName, listing("a", "x")), file("a", "xx")), "2 bytes (1 are allowed)"},
		{"a missing member", archive(t, file(manifestName, listing("a", "x"))), `member "a" is missing`},
		{"an extra member", archive(t, file(manifestName, listing("a", "x")), file("a", "x"), file("b", "y")), `member "b" is not in the manifest`},
		{"a hard link", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeLink, Name: "a", Linkname: "b"}), "not a regular file"},
		{"a device", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeChar, Name: "a", Devmajor: 1, Devminor: 3}), "not a regular file"},
		{"a pipe", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeFifo, Name: "a"}), "not a regular file"},
		{"a folder", archive(t, file(manifestName, listing("a", "")), tar.Header{Typeflag: tar.TypeDir, Name: "a/"}), "not a regular file"},
		{"a manifest that is a link", archive(t, tar.Header{Typeflag: tar.TypeSymlink, Name: manifestName, Linkname: "/etc/passwd"}), "not a regular file"},
		{"a backslash", archive(t, file(manifestName, listing("a\\b", "x"))), "control characters and backslashes"},
		{"names that differ in case", archive(t, file(manifestName, listing("A.json", "x", "a.json", "x"))), "only in case"},
		{"a file that is a folder", archive(t, file(manifestName, listing("a", "x", "a-b", "x", "a/b", "x"))), "is a file and a folder"},
		{"the signature in the manifest", archive(t, file(manifestName, listing(signatureName, "x"))), "out of order"},
		{"a large signature", archive(t, file(manifestName, listing("a", "x")), file(signatureName, strings.Repeat("x", maxSignature+1))), "65536 are allowed"},
		{"two manifests", archive(t, file(manifestName, listing("a", "x")), file(manifestName, "{}")), "where \"a\" is expected"},
		{"a file larger than may be", archive(t, file(manifestName, `{"version":1,"files":[{"name":"a","size_bytes":67108865}]}`)), "0 to 67108864"},
		{"a negative size", archive(t, file(manifestName, `{"version":1,"files":[{"name":"a","size_bytes":-1}]}`)), "size -1"},
		{"zeros without end", bomb(t), "not in the manifest"},
		{"bzip2 that is none", []byte("BZh9 and so on"), "reading member"},
		{"a member twice", archive(t, file(manifestName, listing("a", "x", "a", "x")), file("a", "x"), file("a", "x")), "out of order"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(bytes.NewReader(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one with %q", err, tt.want)
			}
		})
	}
}

// bomb is a small archive with a member of a gigabyte.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	text := listing("a", "x")
	for _, m := range []struct{ name, text string }{{manifestName, text}, {"a", "x"}} {
		w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: m.name, Size: int64(len(m.text))})
		w.Write([]byte(m.text))
	}
	w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "b", Size: 1 << 30})
	zeros := make([]byte, 1<<20)
	for range 64 {
		w.Write(zeros)
	}
	z.Close()
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, sample(), Ext, nil))
	f.Add(write(f, sample(), ExtBzip2, nil))
	f.Add(write(f, sample(), Ext, []byte("x")))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if len(b.Files) != len(b.Manifest.Files) {
			t.Errorf("%d files, %d in the manifest", len(b.Files), len(b.Manifest.Files))
		}
		b.Verify(nil, time.Unix(0, 0))
	})
}
