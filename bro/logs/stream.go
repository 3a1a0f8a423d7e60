package logs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A stream is what scripts write to under one Log::ID.
type stream struct {
	id       interp.Value
	columns  *resolve.Type
	event    *interp.Func // Log::Stream$ev
	policy   *interp.Func // Log::Stream$policy, of filters without their own
	filters  []*filter
	disabled bool
	limits   limits
	delays   delays
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
	cols, err := newColumns(s.columns, naming{separator: "."})
	switch {
	case err != nil:
		return fmt.Errorf("log stream %s: %w", id.Label(), err)
	case len(cols) == 0:
		return fmt.Errorf("log stream %s: no field of its columns has the attribute &log", id.Label())
	}
	if ev := def.Field("ev"); ev.IsSet() {
		if ev.Kind() != resolve.Callable || !ev.Func().IsEvent() {
			return fmt.Errorf("ev of log stream %s is no event", id.Label())
		}
		s.event = ev.Func()
	}
	if s.policy = function(def, "policy"); s.policy == nil {
		s.policy = fw.modulePolicy(id.Label())
	}
	s.limits = newLimits(def)
	s.delays = newDelays(def)
	fw.remove(id)
	fw.streams[id.Int()] = s
	return nil
}

// modulePolicy is the hook log_policy of the module of a stream that is called
// LOG there, if scripts have one.
func (fw *Framework) modulePolicy(label string) *interp.Func {
	module, ok := strings.CutSuffix(label, "::LOG")
	if !ok {
		return nil
	}
	if hook := fw.in.Func(module + "::log_policy"); hook != nil && hook.IsHook() && len(hook.Type().Sig.Params) == 3 {
		return hook
	}
	return nil
}

// function returns a field with a function, event or hook; nil if it is not set.
func function(r *interp.Record, field string) *interp.Func {
	if v := r.Field(field); v.IsSet() {
		return v.Func()
	}
	return nil
}

// text returns a field with a string; "" if it is not set.
func text(r *interp.Record, field string) string {
	if v := r.Field(field); v.IsSet() {
		return v.Str()
	}
	return ""
}

// remove removes a stream and ends its logs, whose paths are free again.
func (fw *Framework) remove(id interp.Value) {
	s := fw.stream(id)
	if s == nil {
		return
	}
	fw.releaseAll(s)
	delete(fw.streams, id.Int())
	for _, path := range fw.paths() {
		if l := fw.logs[path]; l.stream == s {
			fw.end(l)
			fw.closed = append(fw.closed, l.summary())
			delete(fw.logs, path)
		}
	}
}

func (s *stream) removeFilter(name string) {
	s.filters = slices.DeleteFunc(s.filters, func(f *filter) bool { return f.name == name })
}

var errMismatch = errors.New("the record has not the type of the stream's columns")

// A caller calls a function of the script for the framework: BuiltinCall.Call
// while a script runs.
type caller func(f *interp.Func, args ...interp.Value) interp.Value

// A writing is a record on its way to a stream: what Log::delay refers to.
type writing struct {
	s       *stream
	rec     *interp.Record
	delayed *delayed // if it is to wait
}

// write logs a record to all filters of a stream.
func (fw *Framework) write(call caller, s *stream, v interp.Value) error {
	if v.Kind() != resolve.Record {
		return errMismatch
	}
	if v.Record().Type() != s.columns {
		var ok bool
		if v, ok = fw.in.As(v, s.columns); !ok {
			return errMismatch
		}
	}
	if s.event != nil {
		fw.in.Queue(s.event, v)
	}
	veto := false
	if hook := fw.policy; hook != nil && hook.HasHandlers() {
		w := &writing{s: s, rec: v.Record()}
		fw.during(w, func() { veto = !call(hook, v, s.id).Bool() })
		switch {
		case w.delayed != nil && !veto:
			fw.enqueue(call, w.delayed)
			return nil
		case w.delayed != nil:
			s.delays.forget(w.delayed)
		}
	}
	return fw.toFilters(call, s, v, veto)
}

// during runs hooks that may delay the record of w.
func (fw *Framework) during(w *writing, hooks func()) {
	fw.writing = append(fw.writing, w)
	defer func() { fw.writing = fw.writing[:len(fw.writing)-1] }()
	hooks()
}

// toFilters writes a record to each filter that lets it pass. After a veto
// their hooks are called all the same.
func (fw *Framework) toFilters(call caller, s *stream, v interp.Value, veto bool) error {
	for _, f := range s.filters {
		if f.policy != nil && f.policy.HasHandlers() && !call(f.policy, v, s.id, f.def).Bool() || veto {
			continue
		}
		if f.pred != nil && !call(f.pred, v).Bool() {
			continue
		}
		path := f.path
		if f.pathFunc != nil {
			path = call(f.pathFunc, s.id, interp.String(f.path), v).Str()
			if f.path == "" {
				f.path = path
			}
		}
		if f.discards || fw.err != nil {
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
		var ext *interp.Record
		if f.extFunc != nil {
			if e := call(f.extFunc, interp.String(path)); e.IsSet() && e.Kind() == resolve.Record {
				ext = e.Record()
			}
		}
		if err := l.write(v.Record(), ext, f.columns, s.limits); err != nil {
			fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
		}
		fw.tell(s, l)
	}
	return nil
}

// open gives the log for a filter's records of one path: the one that a filter
// of the same name and columns has begun, or a new one. A path that is written
// already gets a number, as in Bro.
func (fw *Framework) open(s *stream, f *filter, want string) (*log, error) {
	path := want
	for n := 2; ; n++ {
		l := fw.logs[path]
		if l == nil {
			break
		}
		if l.stream == s && l.filter == f.name && *l.format == *f.format && slices.EqualFunc(l.columns, f.columns, column.equal) {
			return l, nil
		}
		path = fmt.Sprintf("%s-%d", want, n)
	}
	if path != want {
		fw.in.Send(interp.Report{Kind: "warning", Msg: fmt.Sprintf(
			"filter '%s' of log stream %s writes to '%s': another filter writes to '%s'", f.name, s.id.Label(), path, want)})
	}
	l, err := fw.start(s, f, path)
	if err != nil {
		return nil, err
	}
	fw.logs[path] = l
	return l, nil
}
