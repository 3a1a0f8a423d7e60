package images

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// programs writes stand-ins for the programs: what is tested here is how they
// are packed.
func programs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"bro": "the engine", "brig-probe": "the probe"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func build(t *testing.T, platform string) *Image {
	t.Helper()
	dir := programs(t)
	r, err := Bro(platform, filepath.Join(dir, "bro"), filepath.Join(dir, "brig-probe"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := Build(r)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestBuildTwice(t *testing.T) {
	first, second := build(t, "linux/amd64"), build(t, "linux/amd64")
	a, _ := first.Digest()
	b, _ := second.Digest()
	if a != b {
		t.Errorf("two builds have digests %s and %s", a, b)
	}
	if err := validate.Image(first, validate.Fast); err != nil {
		t.Errorf("not a valid image: %v", err)
	}
	// The validator takes every layer for gzip; this one is plain.
	layers, err := first.Layers()
	if err != nil {
		t.Fatal(err)
	}
	r, err := layers[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	sum, size, err := v1.SHA256(r)
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := layers[0].Digest(); sum != d {
		t.Errorf("the layer's %d bytes have digest %s, it says %s", size, sum, d)
	}
	if other, _ := build(t, "linux/arm64").Digest(); other == a {
		t.Error("another platform has the same digest")
	}
	// The digest of these two stand-ins, whatever machine or day.
	const want = "sha256:d4af1a7cb1fbf164521e3c53fe67a837290ef3c6e3331e41988992789f10f082"
	if a.String() != want {
		t.Errorf("digest = %s, want %s", a, want)
	}
}

func TestLayout(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bro")
	for range 2 { // the second time it is replaced
		if err := WriteLayout(dir, build(t, "linux/amd64"), build(t, "linux/arm64")); err != nil {
			t.Fatal(err)
		}
	}
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index, validate.Fast); err != nil {
		t.Errorf("not a valid layout: %v", err)
	}
	m, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Manifests) != 2 || m.Manifests[1].Platform.String() != "linux/arm64" {
		t.Errorf("manifests = %+v", m.Manifests)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), "*.partial*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestLock(t *testing.T) {
	img := build(t, "linux/amd64")
	digest, _ := img.Digest()
	lock := Lock{Go: "go1", Images: map[string]map[string]string{"brig/bro": {"linux/amd64": digest.String()}}, Upstream: map[string]Upstream{
		"zeek": {Image: "example.org/zeek:9", Digest: "sha256:" + strings.Repeat("0", 64), Source: "\"theirs\""},
	}}
	again, err := ParseLock(lock.Text())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lock, again); diff != "" {
		t.Errorf("lock (-want +got):\n%s", diff)
	}
	if err := again.Check(img, "go1"); err != nil {
		t.Errorf("Check = %v", err)
	}
	const other = "sha256:00"
	lock.Images["brig/bro"]["linux/amd64"] = other
	var mismatch *MismatchError
	if err := lock.Check(img, "go2"); !errors.As(err, &mismatch) {
		t.Fatalf("Check = %v, want a MismatchError", err)
	}
	for _, part := range []string{digest.String(), other, "go1", "go2"} {
		if !strings.Contains(mismatch.Error(), part) {
			t.Errorf("%q does not show %q", mismatch.Error(), part)
		}
	}
	if _, err := ParseLock([]byte("pinned = 1")); err == nil {
		t.Error("a lock with an unknown key was read")
	}
	if _, err := ParseLock([]byte("[upstream.zeek]\nimage = \"zeek\"\ndigest = \"latest\"")); err == nil || !strings.Contains(err.Error(), "upstream zeek") {
		t.Errorf("an upstream image without a digest: %v", err)
	}
}

func TestMissingProgram(t *testing.T) {
	if _, err := Bro("linux/amd64", "no/bro", "no/brig-probe"); err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("error = %v, want one that says what to do", err)
	}
}

// TestPinned checks that the lock that is shipped can be read, and that making it anew
// loses nothing.
func TestPinned(t *testing.T) {
	lock, err := ParseLock(LockText)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(LockText), string(lock.Text())); diff != "" {
		t.Errorf("written anew (-want +got):\n%s", diff)
	}
	if zeek := lock.Upstream["zeek"].Name(); !strings.HasPrefix(zeek, "docker.io/zeek/zeek:") {
		t.Errorf("upstream's image is %s", zeek)
	}
}
