package tracer

import (
	"fmt"
	"os"
	"path/filepath"

	"brig/trace"
)

// A Function is one body of a function of the engine's scripts, or a built-in
// function.
type Function struct {
	ID   int // -32768 to 32767
	Body int // 0, and on for further bodies of an event handler or hook
	Name string
	File string

	FirstLine, LastLine, FirstColumn, LastColumn int // from 1; 0 is not known

	Builtin, Hook, Event bool
}

// A Component is an analyzer or another part of the engine.
type Component struct {
	ID   int
	Name string
}

// names are what can be traced.
type names struct {
	functions  []Function
	components []Component
}

func (t *Tracer) names() (n names) {
	if t.Names != nil {
		n.functions, n.components = t.Names()
	}
	return n
}

// traceMap makes the map; see DumpMapping for its names.
func (n names) traceMap() (*trace.Map, error) {
	m := &trace.Map{Order: trace.LittleEndian}
	taken := make(map[string]bool, len(n.functions))
	for _, f := range n.functions {
		id := trace.MakeID(f.ID, f.Body)
		if id.Function() != f.ID || id.Body() != f.Body {
			return nil, fmt.Errorf("%s: %d.%d is out of the range of identifiers, -32768 to 32767", f.Name, f.ID, f.Body)
		}
		r := trace.Range{File: f.File, FirstLine: f.FirstLine, LastLine: f.LastLine, FirstColumn: f.FirstColumn, LastColumn: f.LastColumn}
		full := f.Name
		if (f.Event || f.Hook) && f.File != "" {
			full = fmt.Sprintf("%s (%s:%d)", f.Name, f.File, f.FirstLine)
		}
		if taken[full] {
			full = fmt.Sprintf("%s.%d", full, f.Body)
		}
		taken[full] = true
		m.Functions = append(m.Functions, trace.Function{
			ID: id, Name: full, Range: r, Builtin: f.Builtin, Hook: f.Hook, Event: f.Event,
			Bodies: []trace.Body{{ID: f.Body, Range: r}},
		})
	}
	for _, c := range n.components {
		m.Components = append(m.Components, trace.Component{ID: trace.ID(c.ID), Name: c.Name})
	}
	return m, nil
}

// DumpMapping writes the map into a file of its own, which is complete or not
// there at all. The body of an event or hook is called after where it is, as in
// "new_connection (base/protocols/conn/main.bro:120)", so that names tell
// bodies apart and stay the same whatever other scripts are loaded. Names that
// are still alike get the body's number, as in "new_connection.1". An error is
// kept for Close.
func (t *Tracer) DumpMapping(name string) error {
	m, err := t.names().traceMap()
	if err == nil {
		err = writeFile(name, m.Text())
	}
	if err != nil {
		return t.keep(fmt.Errorf("writing trace map: %w", err))
	}
	return nil
}

// writeFile writes a file under another name and then renames it.
func writeFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
