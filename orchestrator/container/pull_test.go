package container

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/random"
)

// registry serves, as a registry does, an index with an image for this processor. It
// returns the image's name with tag, and the index's digest.
func registry(t *testing.T) (tagged, digest string) {
	t.Helper()
	img, err := random.Image(100_000, 2)
	if err != nil {
		t.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config.OS, config.Architecture = "linux", runtime.GOARCH
	if img, err = mutate.ConfigFile(img, config); err != nil {
		t.Fatal(err)
	}
	index := mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
		Platform: &v1.Platform{OS: "linux", Architecture: runtime.GOARCH},
	}})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v2/" {
			http.NotFound(w, r)
		}
	})
	serve := func(where, kind string, digest v1.Hash, content []byte) {
		mux.HandleFunc("GET /v2/zeek/zeek/"+where+"/"+digest.String(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Docker-Content-Digest", digest.String())
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			_, _ = w.Write(content)
		})
	}
	for _, m := range []interface {
		partial.Describable
		RawManifest() ([]byte, error)
	}{index, img} {
		kind, _ := m.MediaType() // all is in memory
		hash, _ := m.Digest()
		content, _ := m.RawManifest()
		serve("manifests", string(kind), hash, content)
	}
	layers, _ := img.Layers()
	for _, l := range layers {
		hash, _ := l.Digest()
		r, _ := l.Compressed()
		content, _ := io.ReadAll(r)
		serve("blobs", "application/octet-stream", hash, content)
	}
	name, _ := img.ConfigName()
	content, _ := img.RawConfigFile()
	serve("blobs", "application/octet-stream", name, content)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	hash, err := index.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(server.URL, "http://") + "/zeek/zeek:8.0.10", hash.String()
}

// TestPull pulls an image of somebody else's by its digest and runs a job in it.
func TestPull(t *testing.T) {
	m := machine(t)
	tagged, digest := registry(t)
	probe := filepath.Join(t.TempDir(), "brig-probe")
	own := m.image
	buildJob(t, probe)
	var said []string
	progress := func(line string) { said = append(said, line) }
	if err := m.UseForeign(t.Context(), tagged, probe, own.Paths, progress); err == nil || !strings.Contains(err.Error(), "name it with its digest") {
		t.Errorf("without a digest: %v", err)
	}
	if err := m.UseForeign(t.Context(), tagged+"@"+digest, probe, own.Paths, progress); err != nil {
		t.Fatal(err)
	}
	pulled := m.image.ID
	t.Cleanup(func() {
		if _, err := m.docker.ImageRemove(context.Background(), pulled, image.RemoveOptions{Force: true}); err != nil {
			t.Error(err)
		}
	})
	if m.Image() != digest || len(said) == 0 || !strings.Contains(said[0], "pulling "+tagged+"@"+digest) {
		t.Errorf("image %s, want %s; it said %q", m.Image(), digest, said)
	}
	said = nil
	if err := m.UseForeign(t.Context(), tagged+"@"+digest, probe, own.Paths, progress); err != nil || said != nil {
		t.Errorf("an image that is there was pulled: %v, %q", err, said)
	}
	if err := m.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	j := job(t, "look")
	if err := m.Run(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(filepath.Join(j.Out, "report"))
	if err != nil || !strings.Contains(string(report), "writes root false") || !strings.Contains(string(report), "interface lo") {
		t.Errorf("inside: %v\n%s", err, report)
	}
	other := strings.Repeat("0", 64)
	if err := m.UseForeign(t.Context(), tagged+"@sha256:"+other, probe, own.Paths, progress); err == nil ||
		!strings.Contains(err.Error(), "pulling "+tagged) || !strings.Contains(err.Error(), "docker load") {
		t.Errorf("a digest that the registry does not have: %v", err)
	}
}

// TestNoRegistry says what to do where nothing can be pulled.
func TestNoRegistry(t *testing.T) {
	m := machine(t)
	server := httptest.NewServer(nil)
	server.Close() // nobody listens there any more
	bare := strings.TrimPrefix(server.URL, "http://") + "/zeek:8"
	err := m.UseForeign(t.Context(), bare+"@sha256:"+strings.Repeat("0", 64), "probe", m.image.Paths, func(string) {})
	for _, part := range []string{"pulling " + bare + "@sha256:0", "no registry reachable: ", "docker load -i"} {
		if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want one line with %q", err, part)
		}
	}
}

func TestFollow(t *testing.T) {
	const begun = `{"status":"Downloading","progressDetail":{"current":5,"total":9},"id":"a"}`
	if err := follow(strings.NewReader(begun+"\n"+`{"error":"unexpected EOF"}`), func(string) {}); err == nil || err.Error() != "unexpected EOF" || !unreachable(err) {
		t.Errorf("follow = %v", err)
	}
	if err := follow(strings.NewReader(begun), func(string) {}); err != nil {
		t.Errorf("follow = %v", err)
	}
	if unreachable(errors.New("pull access denied")) {
		t.Error("a registry that refuses is taken for none")
	}
}
