package logs

import (
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A filter sends records of a stream to logs.
type filter struct {
	name     string
	def      interp.Value // the Log::Filter, for its policy hook
	path     string       // "" until the path function has given one
	policy   *interp.Func
	pred     *interp.Func
	pathFunc *interp.Func
	extFunc  *interp.Func // nil if there are no extension columns
	columns  []column     // those of the extension first
	format   *format
	discards bool            // Log::WRITER_NONE
	logs     map[string]*log // by the path asked for
}

// addFilter adds a filter to a stream, in place of an earlier one of its name.
func (fw *Framework) addFilter(s *stream, v interp.Value) error {
	f, err := fw.newFilter(s, v)
	if err != nil {
		return fmt.Errorf("filter %s of %s: %w", text(v.Record(), "name"), s.id.Label(), err)
	}
	s.removeFilter(f.name)
	s.filters = append(s.filters, f)
	return nil
}

func (fw *Framework) newFilter(s *stream, v interp.Value) (*filter, error) {
	def := v.Record()
	f := &filter{
		name:     text(def, "name"),
		def:      v,
		path:     text(def, "path"),
		policy:   function(def, "policy"),
		pred:     function(def, "pred"),
		pathFunc: function(def, "path_func"),
		logs:     map[string]*log{},
	}
	if f.policy == nil {
		f.policy = s.policy
	}
	if f.path == "" && f.pathFunc == nil {
		f.path = DefaultPath(s.id.Label())
	}
	if w := def.Field("writer"); w.IsSet() {
		switch label := w.Label(); label {
		case "Log::WRITER_ASCII":
		case "Log::WRITER_NONE":
			f.discards = true
		default:
			return nil, fmt.Errorf("this engine has no writer %s", label)
		}
	}
	if fw.format == nil {
		fw.format = newFormat(fw.in)
	}
	var err error
	if f.format, err = fw.format.with(texts(def.Field("config"))); err != nil {
		return nil, err
	}
	how := naming{separator: ".", names: texts(def.Field("field_name_map"))}
	if sep := def.Field("scope_sep"); sep.IsSet() {
		how.separator = sep.Str()
	}
	if err := f.extend(def, how); err != nil {
		return nil, err
	}
	how.include, how.exclude = names(def.Field("include")), names(def.Field("exclude"))
	columns, err := newColumns(s.columns, how)
	if err != nil {
		return nil, err
	}
	f.columns = append(f.columns, columns...)
	return f, nil
}

// extend adds the columns of what the filter's ext_func gives.
func (f *filter) extend(def *interp.Record, how naming) error {
	ext := function(def, "ext_func")
	if ext == nil || ext.Type().Sig.Result.Kind == resolve.Void {
		return nil
	}
	if ext.Type().Sig.Result.Kind != resolve.Record {
		return fmt.Errorf("ext_func gives no record but %s", ext.Type().Sig.Result)
	}
	how.prefix = text(def, "ext_prefix")
	columns, err := newColumns(ext.Type().Sig.Result, how)
	if err != nil {
		return err
	}
	for i := range columns {
		columns[i].ext = true
	}
	f.extFunc, f.columns = ext, columns
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

// texts returns the entries of a table of string by string.
func texts(v interp.Value) map[string]string {
	m := map[string]string{}
	if !v.IsSet() {
		return m
	}
	t := v.Table()
	for i := range t.Cap() {
		if t.Live(i) {
			m[t.Keys(i)[0].Str()] = t.Yield(i).Str()
		}
	}
	return m
}
