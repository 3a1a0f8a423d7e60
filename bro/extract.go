package bro

import (
	"fmt"
	"os"
	"path/filepath"

	"brig/bro/files"
	"brig/bro/interp"
)

// An extraction writes a file to disk (files.Analyzer).
type extraction struct {
	e     *engine
	f     *files.File
	args  *interp.Record // of type Files::AnalyzerArgs
	name  string
	w     *os.File
	off   uint64
	limit uint64 // 0 for none
	over  bool   // no more is written: the limit or an error stands against it
}

// extraction opens the file below the folder for logs: names come from the
// network, and none of them leads out of there.
func (e *engine) extraction(f *files.File, args *interp.Record) (files.Analyzer, error) {
	x := &extraction{e: e, f: f, args: args, name: filepath.FromSlash(text(args, "extract_filename"))}
	if x.name == "" {
		return nil, fmt.Errorf("extract_filename is not set")
	}
	if args.Type().Field("extract_limit") != nil {
		if v := args.Field("extract_limit"); v.IsSet() {
			x.limit = v.Count()
		}
	}
	dir := e.cfg.Dir
	if dir == "" {
		dir = "."
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if err := root.MkdirAll(filepath.Dir(x.name), 0o755); err != nil {
		return nil, err
	}
	if x.w, err = root.Create(x.name); err != nil {
		return nil, err
	}
	return x, nil
}

// Data writes what the limit leaves, after a script had the chance to raise it.
func (x *extraction) Data(b []byte) {
	off := x.off
	x.off += uint64(len(b))
	if x.over {
		return
	}
	if n := x.excess(); n > 0 {
		x.askForMore()
		n = x.excess()
		x.over = n > 0
		b = b[:uint64(len(b))-min(n, uint64(len(b)))]
	}
	if len(b) == 0 {
		return
	}
	if _, err := x.w.WriteAt(b, int64(off)); err != nil {
		x.over = true
		x.e.in.Send(interp.Report{Kind: "error", Msg: fmt.Sprintf("extracting %s: %v", x.name, err)})
	}
}

// askForMore tells scripts that the limit is reached, as long as they raise it.
func (x *extraction) askForMore() {
	ev := x.e.extractionLimit
	for ev != nil {
		limit := x.limit
		ev.queue(x.e.file(x.f), x.args.Value(), interp.Count(limit), interp.Count(x.excess()))
		x.e.atOnce()
		if x.excess() == 0 || x.limit <= limit {
			return
		}
	}
}

// excess is how much more than its limit the file has.
func (x *extraction) excess() uint64 {
	if x.limit == 0 || x.off <= x.limit {
		return 0
	}
	return x.off - x.limit
}

// Gap leaves a hole, which reads as zeros.
func (x *extraction) Gap(n uint64) bool {
	x.off += n
	return true
}

func (x *extraction) End() { x.w.Close() }
