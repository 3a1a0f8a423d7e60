package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/renameio/v2"
)

// A Bundle is one that has been read and verified, but for its signature: see
// [Bundle.Verify].
type Bundle struct {
	Files    Files
	Manifest Manifest
	SHA256   string // of the file
	// Signature is that of the manifest, in the armour of ssh-keygen -Y sign, or
	// nil.
	Signature []byte

	manifest []byte // the text that is signed
}

// ManifestText is the text of the manifest of files: what is signed.
func ManifestText(files Files) ([]byte, error) {
	m, err := manifest(files)
	if err != nil {
		return nil, err
	}
	for _, f := range m.Files {
		if err := checkName(f.Name); err != nil {
			return nil, err
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

// Write writes files as a bundle, uncompressed. The signature, if not nil, is
// one of ManifestText.
func Write(w io.Writer, files Files, signature []byte) error {
	text, err := ManifestText(files)
	if err != nil {
		return err
	}
	t := tar.NewWriter(w)
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
	if err := add(manifestName, text); err != nil {
		return err
	}
	if signature != nil {
		if err := add(signatureName, signature); err != nil {
			return err
		}
	}
	for _, name := range files.Names() {
		if err := add(name, files[name]); err != nil {
			return err
		}
	}
	return t.Close()
}

// WriteFile writes a bundle to a file that appears only when it is whole,
// compressed as its name says (see [IsName]). It returns the SHA-256 and the size of
// what was written.
func WriteFile(ctx context.Context, name string, files Files, signature []byte) (digest string, size int64, err error) {
	var b bytes.Buffer
	w, err := compress(ctx, name, &b)
	if err != nil {
		return "", 0, err
	}
	err = Write(w, files, signature)
	if err = errors.Join(err, w.Close()); err != nil {
		return "", 0, fmt.Errorf("writing bundle: %w", err)
	}
	if err := renameio.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return "", 0, fmt.Errorf("writing bundle: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:]), int64(b.Len()), nil
}

// Read reads a bundle and verifies every member against the manifest.
func Read(r io.Reader) (*Bundle, error) {
	sum := sha256.New()
	r = io.TeeReader(r, sum)
	z, err := expand(r)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	t := members{r: tar.NewReader(z)}
	b := &Bundle{Files: Files{}}
	if b.manifest, err = t.read(manifestName, MaxFileSize); err != nil {
		return nil, err
	}
	if b.Manifest, err = parseManifest(b.manifest); err != nil {
		return nil, err
	}
	if t.next() == signatureName {
		if b.Signature, err = t.read(signatureName, maxSignature); err != nil {
			return nil, err
		}
	}
	for _, f := range b.Manifest.Files {
		data, err := t.read(f.Name, f.Size)
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
			return nil, fmt.Errorf("member %q: sha256 is %x, the manifest says %s", f.Name, sum, f.SHA256)
		}
		if int64(len(data)) != f.Size {
			return nil, fmt.Errorf("member %q: %d bytes, the manifest says %d", f.Name, len(data), f.Size)
		}
		b.Files[f.Name] = data
	}
	if name := t.next(); name != "" {
		return nil, fmt.Errorf("member %q is not in the manifest", name)
	}
	if t.err != io.EOF {
		return nil, fmt.Errorf("reading bundle: %w", t.err)
	}
	// The end of the compressed stream holds its checksum.
	if n, err := io.Copy(io.Discard, io.LimitReader(z, 1<<20)); err != nil {
		return nil, fmt.Errorf("reading the end of the bundle: %w", err)
	} else if n == 1<<20 {
		return nil, errors.New("reading the end of the bundle: data after the archive")
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(r, MaxSize)); err != nil {
		return nil, fmt.Errorf("reading the end of the bundle: %w", err)
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

// members are those of an archive, one after the other.
type members struct {
	r      *tar.Reader
	header *tar.Header // of the member that is next, if it is known
	err    error
}

// next is the name of the member that is next, or "" if there is none.
func (t *members) next() string {
	if t.header == nil && t.err == nil {
		t.header, t.err = t.r.Next()
	}
	if t.header == nil {
		return ""
	}
	return t.header.Name
}

// read reads the next member, which must be a regular file of that name
// with at most limit bytes.
func (t *members) read(name string, limit int64) ([]byte, error) {
	t.next()
	h := t.header
	t.header = nil
	switch {
	case t.err == io.EOF && name == manifestName, t.err == tar.ErrHeader && name == manifestName:
		return nil, errors.New("not a bundle: what is compressed is no tar archive")
	case t.err == io.EOF:
		return nil, fmt.Errorf("member %q is missing", name)
	case t.err != nil:
		return nil, fmt.Errorf("reading member %q: %w", name, t.err)
	case h.Typeflag != tar.TypeReg:
		return nil, fmt.Errorf("member %q: not a regular file", h.Name)
	case h.Name != name && name == manifestName:
		return nil, fmt.Errorf("not a bundle: the first file of the archive is %q, not %q", h.Name, name)
	case h.Name != name:
		return nil, fmt.Errorf("member %q where %q is expected", h.Name, name)
	case h.Size > limit:
		return nil, fmt.Errorf("member %q: %d bytes (%d are allowed)", name, h.Size, limit)
	}
	var b bytes.Buffer // grows with what is really there, whatever the header claims
	if _, err := io.Copy(&b, t.r); err != nil {
		return nil, fmt.Errorf("reading member %q: %w", name, err)
	}
	return b.Bytes(), nil
}

// ReadFile reads and verifies the bundle in a file.
func ReadFile(name string) (*Bundle, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// ReadBytes is ReadFile for a bundle in memory.
func ReadBytes(name string, data []byte) (*Bundle, error) {
	b, err := Read(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}
