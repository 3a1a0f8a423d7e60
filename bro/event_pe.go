package bro

import (
	"brig/bro/analyzer"
	"brig/bro/files"
	"brig/bro/interp"
)

// wireExecutables finds the handlers of the headers of executables.
func (e *engine) wireExecutables() {
	e.executables = map[string]*handler{}
	for _, name := range []string{"pe_dos_header", "pe_file_header", "pe_optional_header", "pe_section_header"} {
		e.executables[name] = e.handled(name, kRecord, kRecord)
	}
	e.executables["pe_dos_code"] = e.handled("pe_dos_code", kRecord, kString)
}

// executable reads the headers of a file.
func (e *engine) executable(f *files.File) files.Analyzer {
	return analyzer.NewPE(func(name string, args ...any) {
		h := e.executables[name]
		if h == nil {
			return
		}
		values := []interp.Value{e.file(f)}
		if len(h.params) > 1 {
			values = append(values, e.recordValue(h.params[1].Type, args[0]))
		}
		h.queue(values...)
	})
}
