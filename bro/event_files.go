package bro

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"hash"
	"strings"

	"brig/bro/analyzer"
	"brig/bro/builtin"
	"brig/bro/files"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
	"brig/bro/x509"
)

// This file keeps the records that stand for files in scripts, raises the
// events about files and gives scripts the Files Framework.
//
// Handlers of some of these events decide what is done with the contents that
// come next, so that these events do not wait for the end of the packet.

// A fileValue is a file's script side: files.File.Script.
type fileValue struct {
	rec   *interp.Record
	conns *interp.Table
	n     int // connections in conns
}

type fileShapes struct {
	file, meta shape
	conns      *resolve.Type
	handle     string // given by set_file_handle
}

// The order of fields in fileShapes.file.
const (
	fileID = iota
	fileSource
	fileIsOrig
	fileConns
	fileLastActive
	fileSeen
	fileTotal
	fileMissing
	fileOverflow
	fileTimeout
	fileBOFSize
	fileBOF
	fileMIME
)

// file returns the record of a file, up to date.
func (e *engine) file(f *files.File) interp.Value {
	s := &e.fileShapes
	v, ok := f.Script.(*fileValue)
	if !ok {
		v = &fileValue{rec: s.file.new(e.in, 0)}
		f.Script = v
		s.file.set(v.rec, fileID, interp.String(f.ID))
		s.file.set(v.rec, fileSource, interp.String(f.Source))
		s.file.set(v.rec, fileIsOrig, interp.Bool(f.IsOrig))
		s.file.set(v.rec, fileBOFSize, interp.Count(files.BOFSize))
		if s.conns != nil {
			v.conns = interp.NewTable(s.conns)
			s.file.set(v.rec, fileConns, v.conns.Value())
		}
	}
	for ; v.n < len(f.Conns); v.n++ {
		c := e.conn(f.Conns[v.n])
		if id := e.conns.conn.get(c.Record(), connID); v.conns != nil && id.IsSet() {
			e.in.TablePut(v.conns, []interp.Value{id}, c)
		}
	}
	s.file.set(v.rec, fileLastActive, interp.Time(seconds(f.LastActive)))
	s.file.set(v.rec, fileSeen, interp.Count(f.Seen))
	if n, known := f.Size(); known {
		s.file.set(v.rec, fileTotal, interp.Count(n))
	}
	s.file.set(v.rec, fileMissing, interp.Count(f.Missing))
	s.file.set(v.rec, fileOverflow, interp.Count(f.Overflow))
	s.file.set(v.rec, fileTimeout, interp.Interval(f.Timeout.Seconds()))
	return v.rec.Value()
}

// atOnce runs the handlers of what is queued. When scripts have been stopped,
// whoever drains the queue next is told.
func (e *engine) atOnce() { _ = e.in.Drain() }

// wireFiles sets the events about files.
func (e *engine) wireFiles() {
	ev := &e.session.Files.Events
	e.fileShapes.file = newShape(e.in.Type("fa_file"), "id", "source", "is_orig", "conns", "last_active", "seen_bytes",
		"total_bytes", "missing_bytes", "overflow_bytes", "timeout_interval", "bof_buffer_size", "bof_buffer", "mime_type")
	if t := e.fileShapes.file.t; t != nil && e.fileShapes.file.at[fileConns] >= 0 {
		e.fileShapes.conns = t.Field("conns").Type
	}
	if h := e.handled("get_file_handle", kEnum, kRecord, kBool); h != nil {
		ev.Handle = func(source string, c *packet.Conn, isOrig bool) string {
			tag := e.tag(source)
			if !tag.IsSet() {
				return ""
			}
			e.fileShapes.handle = ""
			h.queue(tag, e.conn(c), interp.Bool(isOrig))
			e.atOnce()
			return e.fileShapes.handle
		}
	}
	for _, w := range []struct {
		name   string
		f      *func(*files.File)
		atOnce bool
	}{
		{"file_new", &ev.FileNew, true},
		{"file_timeout", &ev.FileTimeout, true},
		{"file_state_remove", &ev.FileStateRemove, false},
	} {
		if h := e.handled(w.name, kRecord); h != nil {
			*w.f = func(f *files.File) {
				h.queue(e.file(f))
				if w.atOnce {
					e.atOnce()
				}
			}
		}
	}
	if h := e.handled("file_over_new_connection", kRecord, kRecord, kBool); h != nil {
		ev.FileOverNewConnection = func(f *files.File, c *packet.Conn, isOrig bool) {
			v := e.file(f)
			h.queue(v, e.conn(c), interp.Bool(isOrig))
			e.atOnce()
			// Scripts may know the size where the protocol does not tell it.
			if _, known := f.Size(); !known {
				if n := e.fileShapes.file.get(v.Record(), fileTotal); n.IsSet() {
					f.SetSize(n.Count())
				}
			}
		}
	}
	if h := e.handled("file_gap", kRecord, kCount, kCount); h != nil {
		ev.FileGap = func(f *files.File, offset, n uint64) {
			h.queue(e.file(f), interp.Count(offset), interp.Count(n))
		}
	}
	if h := e.handled("file_reassembly_overflow", kRecord, kCount, kCount); h != nil {
		ev.FileReassemblyOverflow = func(f *files.File, offset, skipped uint64) {
			h.queue(e.file(f), interp.Count(offset), interp.Count(skipped))
		}
	}
	e.wireFileTypes()
	e.wireCertificates()
	e.wireExecutables()
}

// startFiles takes the options about files, which have their values once the program has
// started.
func (e *engine) startFiles() {
	if v, ok := e.in.Global("Files::reassembly_buffer_size"); ok && v.Kind() == resolve.Count {
		e.session.Files.Reassembly = int(min(v.Count(), files.MaxReassembly))
	}
}

// wireFileTypes sets the events that tell a file's type: file_sniff, and
// file_mime_type as Bro 2.3 had it.
func (e *engine) wireFileTypes() {
	sniff := e.handled("file_sniff", kRecord, kRecord)
	typ := e.handled("file_mime_type", kRecord, kString)
	if sniff == nil && typ == nil {
		return
	}
	meta := sniff.shape(1, "mime_type", "inferred")
	e.session.Files.FileSniff = func(f *files.File, mime string) {
		v := e.file(f)
		s := &e.fileShapes.file
		s.set(v.Record(), fileBOF, interp.String(string(f.BOF())))
		if mime != "" {
			s.set(v.Record(), fileMIME, interp.String(mime))
			if typ != nil {
				typ.queue(v, interp.String(mime))
			}
		}
		if sniff != nil {
			var m interp.Value
			if meta.t != nil {
				r := meta.new(e.in, 0)
				if mime != "" {
					meta.set(r, 0, interp.String(mime))
				}
				m = r.Value()
			}
			sniff.queue(v, m)
		}
		e.atOnce()
	}
}

const fileTagPrefix = "Files::ANALYZER_"

// analyzerKey tells an analyzer from others of a file. args is of type
// Files::AnalyzerArgs.
func analyzerKey(tag string, args *interp.Record) string {
	name := strings.TrimPrefix(tag, fileTagPrefix)
	switch name {
	case "EXTRACT":
		return name + " " + text(args, "extract_filename")
	case "DATA_EVENT":
		for _, ev := range dataEvents(args) {
			name += " "
			if ev != nil {
				name += ev.Info().Name
			}
		}
	}
	return name
}

// dataEvents are the events that ANALYZER_DATA_EVENT raises, by piece and in
// order; nil for those that are not set.
func dataEvents(args *interp.Record) [2]*interp.Func {
	var evs [2]*interp.Func
	for i, field := range [...]string{"chunk_event", "stream_event"} {
		if args.Type().Field(field) != nil && args.Field(field).IsSet() {
			evs[i] = args.Field(field).Func()
		}
	}
	return evs
}

// fileAnalyzer makes the analyzer of a tag.
func (e *engine) fileAnalyzer(f *files.File, tag string, args *interp.Record) (files.Analyzer, error) {
	switch strings.TrimPrefix(tag, fileTagPrefix) {
	case "MD5":
		return e.fileHash(f, "md5", md5.New()), nil
	case "SHA1":
		return e.fileHash(f, "sha1", sha1.New()), nil
	case "SHA256":
		return e.fileHash(f, "sha256", sha256.New()), nil
	case "ENTROPY":
		return e.fileEntropy(f), nil
	case "X509":
		return files.NewWhole(x509.MaxSize, func(der []byte) { e.certificate(f, der) }), nil
	case "PE":
		return e.executable(f), nil
	case "DATA_EVENT":
		return e.fileData(f, args)
	case "EXTRACT":
		return e.extraction(f, args)
	}
	return nil, fmt.Errorf("there is no file analyzer %s", tag)
}

// text is a string field of a record, "" if it is not set.
func text(r *interp.Record, field string) string {
	if r.Type().Field(field) == nil {
		return ""
	}
	if v := r.Field(field); v.IsSet() {
		return v.Str()
	}
	return ""
}

func (e *engine) fileHash(f *files.File, kind string, h hash.Hash) files.Analyzer {
	ev := e.fileHashes
	return files.NewHash(h, func(digest string) {
		if ev != nil {
			ev.queue(e.file(f), interp.String(kind), interp.String(digest))
		}
	})
}

// fileEntropy tells how random a whole file looks; of one with gaps it tells nothing.
func (e *engine) fileEntropy(f *files.File) files.Analyzer {
	ev := e.fileEntropies
	var tests builtin.Entropy
	return files.NewSum(tests.Add, func() {
		if ev != nil {
			var v interp.Value
			if len(ev.params) > 1 {
				v = tests.Result(e.in, ev.params[1].Type)
			}
			ev.queue(e.file(f), v)
		}
	})
}

// fileData hands contents to the events of the arguments.
func (e *engine) fileData(f *files.File, args *interp.Record) (files.Analyzer, error) {
	evs := dataEvents(args)
	chunk, stream := evs[0], evs[1]
	if chunk == nil && stream == nil {
		return nil, fmt.Errorf("neither chunk_event nor stream_event is set")
	}
	return files.NewStream(func(b []byte, off uint64) {
		v, data := e.file(f), interp.String(string(b))
		if stream != nil {
			e.in.Queue(stream, v, data)
		}
		if chunk != nil {
			e.in.Queue(chunk, v, data, interp.Count(off))
		}
	}, nil), nil
}

// filesBuiltins are what base/frameworks/files needs.
func (e *engine) filesBuiltins() map[string]interp.Builtin {
	fw := e.session.Files
	// onFile makes a built-in function of a file's id that gives F when there
	// is no such file.
	onFile := func(do func(c *interp.BuiltinCall, f *files.File) bool) interp.Builtin {
		return func(c *interp.BuiltinCall) (interp.Value, error) {
			f := fw.Lookup(c.Str(0))
			return interp.Bool(f != nil && do(c, f)), nil
		}
	}
	return map[string]interp.Builtin{
		"set_file_handle": func(c *interp.BuiltinCall) (interp.Value, error) {
			e.fileShapes.handle = c.Str(0)
			return interp.Value{}, nil
		},
		"Files::__file_exists": onFile(func(*interp.BuiltinCall, *files.File) bool { return true }),
		"Files::__lookup_file": func(c *interp.BuiltinCall) (interp.Value, error) {
			f := fw.Lookup(c.Str(0))
			if f == nil {
				return interp.Value{}, fmt.Errorf("there is no file %q", c.Str(0))
			}
			return e.file(f), nil
		},
		"Files::__stop": onFile(func(_ *interp.BuiltinCall, f *files.File) bool {
			f.Ignore()
			return true
		}),
		"Files::__set_timeout_interval": onFile(func(c *interp.BuiltinCall, f *files.File) bool {
			d, err := asDuration(c.Args[1])
			if err != nil {
				c.Error("%v", err)
				return false
			}
			f.SetTimeout(d)
			return true
		}),
		"Files::__set_reassembly": onFile(func(c *interp.BuiltinCall, f *files.File) bool {
			f.SetReassembly(int(min(c.Count(1), files.MaxReassembly)))
			return true
		}),
		"FileExtract::__set_limit": onFile(func(c *interp.BuiltinCall, f *files.File) bool {
			x, ok := f.Analyzer(analyzerKey("EXTRACT", c.Record(1))).(*extraction)
			if ok {
				x.limit = c.Count(2)
			}
			return ok
		}),
		"Files::__add_analyzer": onFile(func(c *interp.BuiltinCall, f *files.File) bool {
			key := analyzerKey(c.Args[1].Label(), c.Record(2))
			if f.Has(key) {
				return true
			}
			a, err := e.fileAnalyzer(f, c.Args[1].Label(), c.Record(2))
			if err != nil {
				c.Error("adding %s: %v", c.Args[1].Label(), err)
				return false
			}
			return f.Add(key, a)
		}),
		"Files::__remove_analyzer": onFile(func(c *interp.BuiltinCall, f *files.File) bool {
			return f.Remove(analyzerKey(c.Args[1].Label(), c.Record(2)))
		}),
		"Files::__analyzer_name": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.String(strings.TrimPrefix(c.Args[0].Label(), fileTagPrefix)), nil
		},
		// identify_data names what text looks like.
		"identify_data": func(c *interp.BuiltinCall) (interp.Value, error) {
			if mime := files.MIMEType([]byte(c.Str(0))); mime != "" {
				return interp.String(mime), nil
			}
			return interp.String("<unknown>"), nil
		},
		"x509_parse":                  x509Parse(e),
		"x509_from_der":               x509FromDER,
		"x509_from_pem":               x509FromPEM,
		"x509_get_certificate_string": x509String,
		"x509_verify":                 e.x509Verify,
	}
}

// enterComponent tells the trace that a part of the packet path works.
func (e *engine) enterComponent(c packet.Component) { e.session.Hooks.EnterComponent(c) }
func (e *engine) leaveComponent(c packet.Component) { e.session.Hooks.LeaveComponent(c) }

// certificate raises the events of a certificate that a file is.
func (e *engine) certificate(f *files.File, der []byte) {
	e.enterComponent(analyzer.ComponentX509)
	defer e.leaveComponent(analyzer.ComponentX509)
	cert, err := x509.Parse(der)
	if err != nil {
		if e.events.ConnWeird != nil && len(f.Conns) > 0 {
			e.events.ConnWeird("x509_bad_certificate", f.Conns[0], err.Error(), "X509")
		}
		return
	}
	e.raiseCertificate(f, cert)
}
