package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/klauspost/compress/zstd"
)

// Ext is the usual end of a bundle's name.
const Ext = ".tar.zst"

// maxWindow bounds the memory a hostile archive can make the expander take.
const maxWindow = 32 << 20

// Write writes files as a bundle and returns the SHA-256 of what was written.
func Write(w io.Writer, files Files) (digest string, err error) {
	m, err := manifest(files)
	if err != nil {
		return "", err
	}
	for _, f := range m.Files {
		if err := checkName(f.Name); err != nil {
			return "", err
		}
	}
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	// One goroutine: the bytes must not depend on the number of processors.
	z, err := zstd.NewWriter(io.MultiWriter(w, sum), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return "", err
	}
	t := tar.NewWriter(z)
	add := func(name string, data []byte) error {
		err := t.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg,
			Name:     name,
			Size:     int64(len(data)),
			Mode:     0o644,
			ModTime:  time.Unix(0, 0),
		})
		if err == nil {
			_, err = t.Write(data)
		}
		if err != nil {
			return fmt.Errorf("writing member %q: %w", name, err)
		}
		return nil
	}
	if err := add(manifestName, append(head, '\n')); err != nil {
		return "", err
	}
	for _, f := range m.Files {
		if err := add(f.Name, files[f.Name]); err != nil {
			return "", err
		}
	}
	if err := errors.Join(t.Close(), z.Close()); err != nil {
		return "", fmt.Errorf("writing bundle: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// WriteFile writes a bundle to a file that appears only when it is whole.
func WriteFile(name string, files Files) (digest string, size int64, err error) {
	var b bytes.Buffer
	if digest, err = Write(&b, files); err != nil {
		return "", 0, err
	}
	if err := renameio.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return "", 0, fmt.Errorf("writing bundle: %w", err)
	}
	return digest, int64(b.Len()), nil
}

// Read reads a bundle and verifies every member against the manifest.
func Read(r io.Reader) (Files, Manifest, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, Manifest{}, err
	}
	defer z.Close()
	t := tar.NewReader(z)
	head, err := member(t, manifestName, MaxFileSize)
	if err != nil {
		return nil, Manifest{}, err
	}
	m, err := parseManifest(head)
	if err != nil {
		return nil, m, err
	}
	files := Files{}
	for _, f := range m.Files {
		data, err := member(t, f.Name, f.Size)
		if err != nil {
			return nil, m, err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
			return nil, m, fmt.Errorf("member %q: sha256 is %x, the manifest says %s", f.Name, sum, f.SHA256)
		}
		if int64(len(data)) != f.Size {
			return nil, m, fmt.Errorf("member %q: %d bytes, the manifest says %d", f.Name, len(data), f.Size)
		}
		files[f.Name] = data
	}
	switch h, err := t.Next(); {
	case err == nil:
		return nil, m, fmt.Errorf("member %q is not in the manifest", h.Name)
	case err != io.EOF:
		return nil, m, fmt.Errorf("reading bundle: %w", err)
	}
	// The end of the compressed stream holds its checksum.
	if n, err := io.Copy(io.Discard, io.LimitReader(z, 1<<20)); err != nil {
		return nil, m, fmt.Errorf("reading the end of the bundle: %w", err)
	} else if n == 1<<20 {
		return nil, m, errors.New("reading the end of the bundle: data after the archive")
	}
	return files, m, nil
}

// member reads the next member, which must be a regular file of that name
// with at most limit bytes.
func member(t *tar.Reader, name string, limit int64) ([]byte, error) {
	h, err := t.Next()
	switch {
	case err == io.EOF:
		return nil, fmt.Errorf("member %q is missing", name)
	case err != nil:
		return nil, fmt.Errorf("reading member %q: %w", name, err)
	case h.Typeflag != tar.TypeReg:
		return nil, fmt.Errorf("member %q: not a regular file", h.Name)
	case h.Name != name:
		return nil, fmt.Errorf("member %q where %q is expected", h.Name, name)
	case h.Size > limit:
		return nil, fmt.Errorf("member %q: %d bytes (%d are allowed)", name, h.Size, limit)
	}
	var b bytes.Buffer // grows with what is really there, whatever the header claims
	if _, err := io.Copy(&b, t); err != nil {
		return nil, fmt.Errorf("reading member %q: %w", name, err)
	}
	return b.Bytes(), nil
}

// ReadFile reads and verifies the bundle in a file. The digest is that of the
// file.
func ReadFile(name string) (files Files, m Manifest, digest string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, m, "", err
	}
	defer f.Close()
	return readNamed(name, f)
}

// ReadBytes is ReadFile for a bundle in memory.
func ReadBytes(name string, data []byte) (files Files, m Manifest, digest string, err error) {
	return readNamed(name, bytes.NewReader(data))
}

func readNamed(name string, r io.Reader) (files Files, m Manifest, digest string, err error) {
	sum := sha256.New()
	files, m, err = Read(io.TeeReader(r, sum))
	if err == nil {
		_, err = io.Copy(sum, r)
	}
	if err != nil {
		return nil, m, "", fmt.Errorf("%s: %w", name, err)
	}
	return files, m, hex.EncodeToString(sum.Sum(nil)), nil
}

// IsName reports whether a file's name is that of a bundle.
func IsName(name string) bool { return strings.HasSuffix(name, Ext) }
