package input

import (
	"fmt"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file checks the descriptions of streams and opens them.

// add opens the stream that a description asks for.
func (fw *Framework) add(in *interp.Interp, given *interp.Record, table bool) error {
	if fw.types.table == nil {
		if err := fw.lookupTypes(in); err != nil {
			return err
		}
	}
	name := given.Field("name")
	if !name.IsSet() || !given.Field("source").IsSet() {
		return fmt.Errorf("an input stream needs a name and a source")
	}
	if err := fw.open(copyRecord(given), table); err != nil {
		return fmt.Errorf("input stream %q: %w", name.Str(), err)
	}
	return nil
}

// copyRecord is a copy of the record alone: what scripts change in their
// description later is not the stream's.
func copyRecord(r *interp.Record) *interp.Record {
	c := interp.NewRecord(r.Type())
	for i := range r.Type().Fields {
		c.SetAt(i, r.At(i))
	}
	return c
}

func (fw *Framework) open(desc *interp.Record, table bool) error {
	s := &stream{
		fw:     fw,
		name:   desc.Field("name").Str(),
		source: desc.Field("source").Str(),
		mode:   mode(desc.Field("mode").Int()),
		beat:   fw.Heartbeat(),
		desc:   desc.Value(),
		out:    make(chan message, batches),
		wake:   make(chan struct{}, 1),
		ended:  make(chan struct{}),
	}
	if fw.byName[s.name] != nil {
		return fmt.Errorf("there is a stream of this name already")
	}
	kind := desc.Field("reader").Label()
	s.label = s.source + "/" + kind
	l := &layout{}
	if v, ok := fw.in.Global("Input::accept_unsupported_types"); ok {
		l.acceptUnsupported = v.Bool()
	}
	var err error
	tracked := 0
	if table {
		tracked, err = fw.prepareTable(s, desc, l)
	} else {
		err = fw.prepareEvent(s, desc, l)
	}
	if err != nil {
		return err
	}
	if len(l.columns) == 0 {
		return fmt.Errorf("there is no column to read")
	}
	if err := fw.prepareErrors(s, desc); err != nil {
		return err
	}
	opts := options{in: fw.in, config: desc.Field("config")}
	var r reader
	switch kind {
	case "Input::READER_ASCII":
		r, err = newASCII(s, l.columns, &opts)
	case "Input::READER_RAW":
		tracked, s.endRead = 0, nil
		r, err = newRaw(s, l.columns, &opts)
	case "Input::READER_CONFIG":
		r, err = newConfig(s, l.columns, &opts)
	case "Input::READER_BENCHMARK":
		r, err = newBenchmark(s, l.columns, &opts)
	default:
		err = fmt.Errorf("there is no reader %s", kind)
	}
	if err != nil {
		return err
	}
	for _, name := range l.leftOut {
		fw.report(levelInfo, fmt.Sprintf("input stream %q: field %s is left out, its type cannot be read", s.name, name))
	}
	s.feed = newFeed(s, len(l.columns), tracked)
	fw.byName[s.name] = s
	fw.streams = append(fw.streams, s)
	s.ask(first)
	go s.serve(r, s.feed)
	return nil
}

// forget drops a stream whose reader has ended.
func (fw *Framework) forget(s *stream) {
	delete(fw.byName, s.name)
	for i, t := range fw.streams {
		if t == s {
			fw.streams = append(fw.streams[:i:i], fw.streams[i+1:]...)
			return
		}
	}
}

// raiseEnd tells scripts that all has been read.
func (s *stream) raiseEnd() {
	for _, name := range []string{"Input::update_finished", "Input::end_of_data"} {
		s.fw.in.Queue(s.fw.in.Event(name), interp.String(s.name), interp.String(s.source))
	}
}

// problem reports something about a stream.
func (fw *Framework) problem(s *stream, level int, text string) {
	if s.errorEv != nil {
		fw.in.Queue(s.errorEv, s.desc, interp.String(strings.TrimLeft(text, ":, ")), interp.Enum(fw.types.level, int64(level)))
	}
	fw.report(level, s.label+text)
}

// eventOf takes an event with at least n parameters, the first of type desc.
func eventOf(rec *interp.Record, field string, desc *resolve.Type) (*interp.Func, error) {
	v := rec.Field(field)
	if !v.IsSet() {
		return nil, nil
	}
	if v.Kind() != resolve.Callable {
		return nil, fmt.Errorf("$%s %w, not a value of type %s", field, errNoEvent, v.Type())
	}
	f := v.Func()
	if !f.IsEvent() {
		return nil, fmt.Errorf("$%s %w; %s is a %s", field, errNoEvent, f.Name, f.Type().Sig.Flavour)
	}
	return f, nil
}

// accepts checks that a function can be called with arguments of these types.
func accepts(f *interp.Func, field string, args []*resolve.Type) error {
	params := f.Type().Sig.Params
	if len(params) != len(args) {
		return fmt.Errorf("$%s: %s takes %d arguments, but must take %d: (%s)", field, f.Name, len(params), len(args), typeList(args))
	}
	for i, p := range params {
		if p.Type.Kind != resolve.Any && !resolve.Same(p.Type, args[i]) {
			return fmt.Errorf("$%s: parameter %d (%s) of %s has type %s, but must have type %s",
				field, i+1, p.Name, f.Name, p.Type, args[i])
		}
	}
	return nil
}

func typeList(types []*resolve.Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.String()
	}
	return strings.Join(names, ", ")
}

func (fw *Framework) prepareErrors(s *stream, desc *interp.Record) error {
	f, err := eventOf(desc, "error_ev", desc.Type())
	if err != nil || f == nil {
		return err
	}
	s.errorEv = f
	return accepts(f, "error_ev", []*resolve.Type{desc.Type(), resolve.StringType, fw.types.level})
}

// prepareEvent sets up a stream that raises events.
func (fw *Framework) prepareEvent(s *stream, desc *interp.Record, l *layout) error {
	t, err := recordType(desc, "fields")
	if err != nil {
		return err
	}
	sh, err := l.add(t)
	if err != nil {
		return err
	}
	ev, err := eventOf(desc, "ev", desc.Type())
	if err != nil {
		return err
	}
	if ev == nil {
		return fmt.Errorf("$ev is missing")
	}
	head := []*resolve.Type{desc.Type(), fw.types.change}
	single := append(head[:2:2], t)
	each := head[:2:2]
	for _, p := range sh.fields {
		each = append(each, t.Fields[p.field].Type)
	}
	asRecord := false
	if v := desc.Field("want_record"); v.IsSet() {
		asRecord = v.Bool()
	} else {
		asRecord = accepts(ev, "ev", single) == nil
		desc.SetField("want_record", interp.Bool(asRecord))
	}
	want := each
	if asRecord {
		want = single
	}
	if err := accepts(ev, "ev", want); err != nil {
		return err
	}
	isNew := interp.Enum(fw.types.change, eventNew)
	var args []interp.Value
	s.deliver = func(b *batch) error {
		for i := range b.rows() {
			args = append(args[:0], s.desc, isNew)
			if asRecord {
				args = append(args, sh.record(fw.in, b.row(i)))
			} else {
				args = sh.values(fw.in, b.row(i), args)
			}
			fw.in.Queue(ev, args...)
		}
		clear(args)
		return nil
	}
	return nil
}

// Values of Input::Event.
const (
	eventNew = iota
	eventChanged
	eventRemoved
)
