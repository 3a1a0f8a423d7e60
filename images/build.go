package images

import (
	"archive/tar"
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// An Image is a built image and what it was built for.
type Image struct {
	Recipe Recipe
	v1.Image
}

// epoch is the time of everything in an image.
var epoch = time.Unix(0, 0).UTC()

// Build makes the image of a recipe. The layer is not compressed: the digest
// then does not hang on any compressor's version.
func Build(r Recipe) (*Image, error) {
	layer, err := layerTar(r.Files)
	if err != nil {
		return nil, fmt.Errorf("building image %s: %w", r.Name, err)
	}
	goos, arch, ok := strings.Cut(r.Platform, "/")
	if !ok {
		return nil, fmt.Errorf("building image %s: platform %q is not OS/ARCH", r.Name, r.Platform)
	}
	img := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	img, err = mutate.Append(img, mutate.Addendum{
		Layer:   static.NewLayer(layer, types.OCIUncompressedLayer),
		History: v1.History{Created: v1.Time{Time: epoch}, CreatedBy: "brig images build"},
	})
	if err != nil {
		return nil, fmt.Errorf("building image %s: %w", r.Name, err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("building image %s: %w", r.Name, err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = goos, arch, v1.Time{Time: epoch}
	config.Config = v1.Config{
		Env:        []string{"PATH=/bin", "LC_ALL=C", "TZ=UTC"},
		User:       "1000:1000",
		WorkingDir: WorkPath,
		Labels: map[string]string{
			ocispec.AnnotationTitle:    r.Title,
			ocispec.AnnotationLicenses: "BSD-3-Clause",
		},
	}
	img, err = mutate.ConfigFile(img, config)
	if err != nil {
		return nil, fmt.Errorf("building image %s: %w", r.Name, err)
	}
	return &Image{r, img}, nil
}

// layerTar writes files as a tar archive in the order of their paths.
func layerTar(files []File) ([]byte, error) {
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range sorted {
		h := &tar.Header{
			Format:  tar.FormatUSTAR,
			Name:    strings.TrimPrefix(f.Path, "/"),
			Mode:    f.Mode,
			ModTime: epoch,
		}
		if f.Content == nil {
			h.Typeflag = tar.TypeDir
			h.Name += "/"
		} else {
			h.Typeflag = tar.TypeReg
			h.Size = int64(len(f.Content))
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
		if _, err := w.Write(f.Content); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	return b.Bytes(), w.Close()
}
