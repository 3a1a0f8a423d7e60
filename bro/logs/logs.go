// Package logs is the Logging Framework: streams of records that scripts
// write, filters that choose where and what of them is kept, and a writer of
// Bro's tab-separated log files.
//
// # Model
//
// A script creates a stream for each label of Log::ID, saying with a record
// type what its columns are: the fields with the attribute &log, those of
// nested records in their place under a dotted name ("id.orig_h"). Each filter
// of a stream turns a record into a line of a log file. The path of a log
// ("conn") is the name of its file without suffix.
//
//	fw := logs.New()
//	fw.Create = func(name string) (io.WriteCloser, error) { return os.Create(name) }
//	in, err := interp.New(prog, fw.Builtins())
//	...                        // the script runs
//	err = fw.Close()           // writes what is buffered and the closing lines
//	for _, l := range fw.Logs() { fmt.Println(l.Path, l.Lines, l.SHA256) }
//
// # Determinism
//
// The lines of a log depend on nothing but the records. The times in "#open"
// and "#close" are network times, in UTC: of the first record and of the last
// packet. (Bro writes the wall clock there.) So a run gives the same bytes
// each time it is repeated.
//
// # Errors
//
// The first file that cannot be created or written ends logging: what comes
// after is dropped, and [Framework.Err] and [Framework.Close] return the error.
package logs

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A Framework holds the streams and logs of one run. Create it with New and
// set Create before the script starts.
type Framework struct {
	// Create makes the file of a log, by its name ("conn.log").
	Create func(name string) (io.WriteCloser, error)
	// Stdout takes what is logged under the path /dev/stdout.
	Stdout io.Writer

	in      *interp.Interp
	format  *format
	streams map[int64]*stream // by the value of the Log::ID
	logs    map[string]*log   // by path
	err     error
}

// New returns a framework without streams.
func New() *Framework {
	return &Framework{streams: map[int64]*stream{}, logs: map[string]*log{}}
}

// A Log says what has been written under one path.
type Log struct {
	Path   string
	Lines  int64  // without header and footer
	SHA256 string // of these lines, in hex
}

// Logs lists the logs written so far, sorted by path.
func (fw *Framework) Logs() []Log {
	list := []Log{}
	for _, l := range fw.logs {
		list = append(list, Log{l.path, l.lines, l.digest()})
	}
	slices.SortFunc(list, func(a, b Log) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Err returns the first error of writing a log.
func (fw *Framework) Err() error { return fw.err }

func (fw *Framework) keep(err error) {
	if fw.err == nil {
		fw.err = err
	}
}

// Close ends all logs and returns the first error there was.
func (fw *Framework) Close() error {
	for _, path := range fw.paths() {
		if l := fw.logs[path]; l.w != nil {
			if err := l.close(fw.in.NetworkTime()); err != nil {
				fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
			}
		}
	}
	return fw.err
}

func (fw *Framework) paths() []string {
	var paths []string
	for p := range fw.logs {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// A stream is what scripts write to under one Log::ID.
type stream struct {
	id       interp.Value
	columns  *resolve.Type
	event    *interp.Func // Log::Stream$ev
	path     string       // Log::Stream$path
	filters  []*filter
	disabled bool
}

// A filter sends records of a stream to logs.
type filter struct {
	name     string
	path     string // "" until the first record decides it
	pred     *interp.Func
	pathFunc *interp.Func
	columns  []column
	logs     map[string]*log // by the path asked for
}

// stream returns the stream of a Log::ID, or nil.
func (fw *Framework) stream(id interp.Value) *stream { return fw.streams[id.Int()] }

// create makes a stream, in place of an earlier one of this id.
func (fw *Framework) create(id interp.Value, def *interp.Record) error {
	columns := def.Field("columns")
	if !columns.IsSet() || columns.Kind() != resolve.TypeType || columns.TypeValue() == nil ||
		columns.TypeValue().Kind != resolve.Record {
		return fmt.Errorf("columns of log stream %s are no record type", id.Label())
	}
	s := &stream{id: id, columns: columns.TypeValue()}
	if _, err := newColumns(s.columns, nil, nil); err != nil {
		return fmt.Errorf("log stream %s: %w", id.Label(), err)
	}
	if ev := def.Field("ev"); ev.IsSet() {
		if ev.Kind() != resolve.Callable || !ev.Func().IsEvent() {
			return fmt.Errorf("ev of log stream %s is no event", id.Label())
		}
		s.event = ev.Func()
	}
	if p := def.Field("path"); p.IsSet() {
		s.path = p.Str()
	}
	fw.streams[id.Int()] = s
	return nil
}

// addFilter adds a filter to a stream, in place of an earlier one of its name.
func (fw *Framework) addFilter(s *stream, def *interp.Record) error {
	f := &filter{logs: map[string]*log{}}
	if v := def.Field("name"); v.IsSet() {
		f.name = v.Str()
	}
	if v := def.Field("path"); v.IsSet() {
		f.path = v.Str()
	}
	if v := def.Field("pred"); v.IsSet() {
		f.pred = v.Func()
	}
	if v := def.Field("path_func"); v.IsSet() {
		f.pathFunc = v.Func()
	}
	var err error
	f.columns, err = newColumns(s.columns, names(def.Field("include")), names(def.Field("exclude")))
	if err != nil {
		return fmt.Errorf("filter %s of %s: %w", f.name, s.id.Label(), err)
	}
	if w := def.Field("writer"); w.IsSet() {
		switch label := w.Label(); label {
		case "Log::WRITER_ASCII":
		case "Log::WRITER_NONE":
			f.columns = nil
		default:
			return fmt.Errorf("filter %s of %s: this engine has no writer %s", f.name, s.id.Label(), label)
		}
	}
	s.removeFilter(f.name)
	s.filters = append(s.filters, f)
	return nil
}

// names returns the elements of a set of string, nil if it is not set.
func names(v interp.Value) map[string]bool {
	if !v.IsSet() {
		return nil
	}
	t := v.Table()
	set := map[string]bool{}
	for i := range t.Cap() {
		if t.Live(i) {
			set[t.Keys(i)[0].Str()] = true
		}
	}
	return set
}

func (s *stream) removeFilter(name string) bool {
	n := len(s.filters)
	s.filters = slices.DeleteFunc(s.filters, func(f *filter) bool { return f.name == name })
	return len(s.filters) < n
}

var errMismatch = errors.New("the record has not the type of the stream's columns")

// write logs a record to all filters of a stream.
func (fw *Framework) write(c *interp.BuiltinCall, s *stream, v interp.Value) error {
	if v.Kind() != resolve.Record {
		return errMismatch
	}
	if v.Record().Type() != s.columns {
		var ok bool
		if v, ok = c.In.As(v, s.columns); !ok {
			return errMismatch
		}
	}
	if s.event != nil {
		c.In.Queue(s.event, v)
	}
	for _, f := range s.filters {
		if f.pred != nil && !c.Call(f.pred, v).Bool() {
			continue
		}
		if f.path == "" && f.pathFunc == nil {
			if f.path = s.path; f.path == "" {
				f.path = DefaultPath(s.id.Label())
			}
		}
		path := f.path
		if f.pathFunc != nil {
			path = c.Call(f.pathFunc, s.id, interp.String(path), v).Str()
		}
		if f.columns == nil || fw.err != nil {
			continue
		}
		l := f.logs[path]
		if l == nil {
			var err error
			if l, err = fw.open(s, f, path); err != nil {
				fw.keep(err)
				continue
			}
			f.logs[path] = l
		}
		if err := l.write(v.Record(), f.columns); err != nil {
			fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
		}
	}
	return nil
}

// open begins the log for a filter's records of one path. A path that another
// filter writes already gets a number, as in Bro.
func (fw *Framework) open(s *stream, f *filter, want string) (*log, error) {
	path := want
	for n := 2; fw.logs[path] != nil; n++ {
		path = fmt.Sprintf("%s-%d", want, n)
	}
	if fw.format == nil {
		fw.format = newFormat(fw.in)
	}
	l, err := fw.start(path, f.columns)
	if err != nil {
		return nil, err
	}
	fw.logs[path] = l
	return l, nil
}

// DefaultPath is the path for a Log::ID without another: "conn" for Conn::LOG,
// "dns_queries" for DNS::QUERIES_LOG.
func DefaultPath(id string) string {
	module, label, ok := strings.Cut(id, "::")
	if !ok {
		module, label = "", id
	}
	if label == "LOG" && module != "" {
		return snake(module)
	}
	label = strings.ToLower(strings.TrimSuffix(label, "_LOG"))
	if module == "" {
		return label
	}
	return snake(module) + "_" + label
}

// snake turns CamelCase into camel_case; runs of capitals stay together.
func snake(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 {
			prev := s[i-1] >= 'A' && s[i-1] <= 'Z' || s[i-1] == '_'
			next := i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
			if !prev || next && s[i-1] != '_' {
				b.WriteByte('_')
			}
		}
		if upper {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}
