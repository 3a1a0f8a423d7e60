package decoder

import (
	"bytes"
	"context"
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
// [DecodeForFiles] or [Decode2013]. With a callback, the name of a function in
// JavaScript, the files are JSONP that calls it.
//
// All files are complete on disk before the first gets its name. On an error
// none is left, unless renaming fails halfway. When ctx ends before that,
// WriteFiles returns its error at once.
func (p *Profile) WriteFiles(ctx context.Context, dir string, mapText []byte, trial, callback string) error {
	if !p.rounded {
		return errors.New("the profile was not decoded for files")
	}
	return writeFiles(ctx, dir, p.files(mapText, trial), callback)
}

// WriteMap2013 writes the one file that the decoder of 2013 wrote when
// [ReadMap2013] fails: map.json, with the text as it is.
func WriteMap2013(ctx context.Context, dir string, mapText []byte, trial, callback string) error {
	p := &Profile{compat: true}
	return writeFiles(ctx, dir, p.files(mapText, trial)[:1], callback)
}

func writeFiles(ctx context.Context, dir string, files []file, callback string) (err error) {
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
	if err := writeAll(ctx, part, files, callback); err != nil {
		return err
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

// writeAll writes files into a folder, and has them on disk. When ctx ends, the
// writing is left behind without anything to write to.
func writeAll(ctx context.Context, dir string, files []file, callback string) error {
	var outs []*os.File
	defer func() {
		for _, out := range outs {
			out.Close()
		}
	}()
	for _, f := range files {
		out, err := os.OpenFile(filepath.Join(dir, f.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
		outs = append(outs, out)
	}
	return unlessDone(ctx, func() error {
		for i, f := range files {
			err := f.to(outs[i], callback)
			if err == nil {
				err = outs[i].Sync()
			}
			if err != nil {
				return fmt.Errorf("writing %s: %w", f.name, err)
			}
		}
		return nil
	})
}

// unlessDone does work that knows no context, and leaves it behind when ctx
// ends.
func unlessDone(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		return err
	}
}

// ReadMap reads a trace's map, and unless text is nil keeps its text there, for
// [Profile.WriteFiles]. Errors name the file.
func ReadMap(name string, text *bytes.Buffer) (*trace.Map, error) {
	return readMap(name, text, trace.ReadMap)
}

// ReadMap2013 is ReadMap as the decoder of 2013 did it, see
// [trace.ReadMap2013]. The text is whole even if there is an error in it.
func ReadMap2013(name string, text *bytes.Buffer) (*trace.Map, error) {
	return readMap(name, text, func(r io.Reader) (*trace.Map, error) {
		m, err := trace.ReadMap2013(r)
		if err != nil {
			if _, rerr := io.Copy(io.Discard, io.LimitReader(r, trace.MaxMapSize)); rerr != nil {
				return nil, rerr
			}
		}
		return m, err
	})
}

func readMap(name string, text *bytes.Buffer, read func(io.Reader) (*trace.Map, error)) (*trace.Map, error) {
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
	m, err := read(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}
