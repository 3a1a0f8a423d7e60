package decoder

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"brig/trace"
)

// WriteFiles writes the six files of PyBrIG's decoder into a folder, which it
// makes if need be: map.json, count.json, call_chain.json, packet_chain.json,
// script_timing.json and event_path.json. MapText is the text of the map the
// profile was decoded with; the trial's id may be empty. The profile is one of
// [DecodeForFiles] or [Decode2013].
//
// All files are complete on disk before the first gets its name. On an error
// none is left, unless renaming fails halfway.
func (p *Profile) WriteFiles(dir string, mapText []byte, trial string) (err error) {
	if !p.rounded {
		return errors.New("the profile was not decoded for files")
	}
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	part, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".part-*")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := os.RemoveAll(part); err == nil {
			err = rerr
		}
	}()
	files := p.files(mapText, trial)
	for _, f := range files {
		if err := f.create(filepath.Join(part, f.name)); err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(part, f.name), filepath.Join(dir, f.name)); err != nil {
			return err
		}
	}
	return nil
}

func (f file) create(name string) error {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	err = f.to(out)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// ReadMap reads a trace's map, and unless text is nil keeps its text there, for
// [Profile.WriteFiles]. Errors name the file.
func ReadMap(name string, text *bytes.Buffer) (*trace.Map, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading map: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if text != nil {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			text.Grow(int(min(info.Size(), trace.MaxMapSize)))
		}
		r = io.TeeReader(f, text)
	}
	m, err := trace.ReadMap(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}
