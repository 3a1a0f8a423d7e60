package input

import (
	"fmt"
	"slices"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file fills tables and sets.
//
// In modes MANUAL and REREAD lines are tracked: one that says what it said in
// the last reading is not looked at again, so what a script did to its entry in the
// meantime stays. In mode STREAM a line is compared with the table alone.

// A filler puts the lines of a stream into a table.
type filler struct {
	fw       *Framework
	s        *stream
	dest     *interp.Table
	idx, val *shape // val is nil for sets
	bare     bool   // values are those of val's only field
	pred, ev *interp.Func

	lines tracker
	// moved are the keys of lines whose index the predicate has altered, by
	// the hash of the line's own.
	moved map[uint64]movedKey
	moves int

	total int // an estimate of the lines of the source
	key   []interp.Value
	right interp.Value
	put   func() // dest[key] = right
	args  []interp.Value
}

type movedKey struct {
	order int
	key   []interp.Value
}

// prepareTable sets up a stream that fills a table. It returns the number of columns
// of the index if lines are to be tracked, else 0.
func (fw *Framework) prepareTable(s *stream, desc *interp.Record, l *layout) (tracked int, err error) {
	f := &filler{fw: fw, s: s, moved: map[uint64]movedKey{}}
	dest := desc.Field("destination")
	if k := dest.Kind(); k != resolve.Table && k != resolve.Set {
		return 0, fmt.Errorf("$destination must be a table or set, not %s", typeOf(dest))
	}
	f.dest = dest.Table()
	idxType, err := recordType(desc, "idx")
	if err != nil {
		return 0, err
	}
	unsupported := l.acceptUnsupported
	l.acceptUnsupported = false
	if f.idx, err = l.add(idxType); err != nil {
		return 0, fmt.Errorf("$idx: %w", err)
	}
	l.acceptUnsupported = unsupported
	tracked = len(l.columns)
	for i := range l.columns {
		l.columns[i].needed = true
	}
	if err := f.checkIndex(idxType); err != nil {
		return 0, err
	}
	right, err := f.checkValue(desc, l)
	if err != nil {
		return 0, err
	}
	if err := f.checkCalls(desc, idxType, right); err != nil {
		return 0, err
	}
	f.put = func() { fw.in.TablePut(f.dest, f.key, f.right) }
	s.deliver = f.deliver
	if s.mode == streaming {
		return 0, nil
	}
	s.endRead, s.abort = f.endRead, f.lines.undo
	return tracked, nil
}

func typeOf(v interp.Value) string {
	if !v.IsSet() {
		return "nothing"
	}
	return "a value of type " + v.Type().String()
}

// checkIndex compares the fields of the index record with the index of the table.
func (f *filler) checkIndex(t *resolve.Type) error {
	index := f.dest.Type().Index
	if f.dest.Type().Untyped || len(index) == 0 {
		return fmt.Errorf("$destination has no type of its own; declare it with its index and value")
	}
	if len(f.idx.fields) != len(index) {
		return fmt.Errorf("$idx: %s has %d fields, but $destination has an index of %d", t, len(f.idx.fields), len(index))
	}
	for i, p := range f.idx.fields {
		if ft := t.Fields[p.field]; !resolve.Same(ft.Type, index[i]) {
			return fmt.Errorf("$idx: field %s of %s has type %s, but part %d of the index of $destination has type %s",
				ft.Name, t, ft.Type, i+1, index[i])
		}
	}
	return nil
}

// checkValue compares the value record with the yield of the table, and
// returns the type of what scripts get as right; nil for sets.
func (f *filler) checkValue(desc *interp.Record, l *layout) (*resolve.Type, error) {
	yield := f.dest.Type().Elem
	if !desc.Field("val").IsSet() {
		if f.dest.IsSet() {
			return nil, nil
		}
		return nil, fmt.Errorf("$val is missing, but $destination is a table")
	}
	if f.dest.IsSet() {
		return nil, fmt.Errorf("$val is given, but $destination is a set")
	}
	t, err := recordType(desc, "val")
	if err != nil {
		return nil, err
	}
	from := len(l.columns)
	if f.val, err = l.add(t); err != nil {
		return nil, fmt.Errorf("$val: %w", err)
	}
	if v := desc.Field("want_record"); v.IsSet() {
		f.bare = !v.Bool()
	} else {
		f.bare = !resolve.Same(t, yield) && len(t.Fields) == 1 && resolve.Same(t.Fields[0].Type, yield)
		desc.SetField("want_record", interp.Bool(!f.bare))
	}
	if !f.bare {
		if !resolve.Same(t, yield) {
			return nil, fmt.Errorf("$val is %s, but the values of $destination have type %s", t, yield)
		}
		return yield, nil
	}
	if len(f.val.fields) != 1 {
		return nil, fmt.Errorf("$want_record is F, so $val must have one field; %s has %d", t, len(f.val.fields))
	}
	field := t.Fields[f.val.fields[0].field]
	if !resolve.Same(field.Type, yield) {
		return nil, fmt.Errorf("field %s of $val has type %s, but the values of $destination have type %s", field.Name, field.Type, yield)
	}
	for i := from; i < len(l.columns); i++ {
		l.columns[i].needed = true
	}
	return yield, nil
}

// checkCalls takes the event and the predicate.
func (f *filler) checkCalls(desc *interp.Record, left, right *resolve.Type) (err error) {
	args := []*resolve.Type{f.fw.types.change, left}
	if right != nil {
		args = append(args, right)
	}
	if f.ev, err = eventOf(desc, "ev", desc.Type()); err != nil {
		return err
	}
	if f.ev != nil {
		if err := accepts(f.ev, "ev", append([]*resolve.Type{desc.Type()}, args...)); err != nil {
			return err
		}
	}
	pred := desc.Field("pred")
	if !pred.IsSet() {
		return nil
	}
	if pred.Kind() != resolve.Callable || pred.Func().Type().Sig.Flavour != resolve.Function {
		return fmt.Errorf("$pred must be a function, not %s", typeOf(pred))
	}
	f.pred = pred.Func()
	if res := f.pred.Type().Sig.Result; res.Kind != resolve.Bool && res.Kind != resolve.Any {
		return fmt.Errorf("$pred: %s must return a bool, not %s", f.pred.Name, res)
	}
	return accepts(f.pred, "pred", args)
}

// accepted asks the predicate; a mistake in it counts as F.
func (f *filler) accepted(change int64, left, right interp.Value) (bool, error) {
	f.args = append(f.args[:0], interp.Enum(f.fw.types.change, change), left)
	if f.val != nil {
		f.args = append(f.args, right)
	}
	v, err := f.fw.in.Call(f.pred, f.args...)
	if err == interp.ErrCanceled {
		return false, err
	}
	return err == nil && v.IsSet() && v.Kind() == resolve.Bool && v.Bool(), nil
}

func (f *filler) tell(change int64, left, right interp.Value) {
	f.args = append(f.args[:0], f.s.desc, interp.Enum(f.fw.types.change, change), left)
	if f.val != nil {
		f.args = append(f.args, right)
	}
	f.fw.in.Queue(f.ev, f.args...)
}

// value makes what is stored for a row.
func (f *filler) value(row []interp.Value) interp.Value {
	switch {
	case f.val == nil:
		return interp.Value{}
	case f.bare:
		p := f.val.fields[0]
		if p.sub != nil {
			return p.sub.record(f.fw.in, row)
		}
		return row[p.column]
	}
	return f.val.record(f.fw.in, row)
}

func (f *filler) deliver(b *batch) error {
	defer func() { f.right = interp.Value{} }()
	f.total = b.total
	f.dest.Expect(b.rows(), b.total)
	for i := range b.rows() {
		var err error
		if len(b.keys) > 0 {
			err = f.track(b.row(i), b.keys[i], b.sums[i])
		} else {
			err = f.stream(b.row(i))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// track puts a line into the table unless the last reading had it.
func (f *filler) track(row []interp.Value, key, sum uint64) error {
	change := int64(eventNew)
	at := f.lines.find(key)
	if at >= 0 && !f.lines.seenAt(at) {
		if f.lines.same(at, sum) {
			f.lines.see(at)
			return nil
		}
		change = eventChanged
	}
	f.key = f.idx.values(f.fw.in, row, f.key[:0])
	f.right = f.value(row)
	moved := false
	if f.pred != nil {
		left := f.idx.record(f.fw.in, row)
		ok, err := f.accepted(change, left, f.right)
		if err != nil {
			return err
		}
		if !ok {
			if change == eventChanged {
				f.lines.see(at)
			}
			return nil
		}
		moved = f.takeKey(left.Record())
	}
	old, had := f.lookup(change)
	if err := f.fw.in.Guard(f.put); err == interp.ErrCanceled {
		return err
	}
	if at < 0 && f.s.leaving() {
		f.announce(change, row, old, had)
		return nil // nobody will ask for the line again
	}
	f.lines.put(at, key, sum, f.total)
	if moved {
		f.moves++
		f.moved[key] = movedKey{f.moves, slices.Clone(f.key)}
	} else if len(f.moved) > 0 {
		delete(f.moved, key)
	}
	f.announce(change, row, old, had)
	return nil
}

// takeKey takes the index from a record that the predicate has seen, and
// reports whether it has altered it.
func (f *filler) takeKey(left *interp.Record) (moved bool) {
	for i, p := range f.idx.fields {
		if v := left.At(p.field); v.IsSet() && !interp.Equal(v, f.key[i]) {
			f.key[i] = v
			moved = true
		}
	}
	return moved
}

// lookup is the value that a change replaces, for the event.
func (f *filler) lookup(change int64) (old interp.Value, had bool) {
	if f.ev == nil || change != eventChanged || f.val == nil {
		return interp.Value{}, false
	}
	return f.dest.Lookup(f.key...)
}

// announce raises the event of a change. A changed line whose entry a script had removed is new
// to the table, and told so.
func (f *filler) announce(change int64, row []interp.Value, old interp.Value, had bool) {
	if f.ev == nil {
		return
	}
	right := f.right
	if change == eventChanged {
		if had {
			right = old
		} else {
			change = eventNew
		}
	}
	f.tell(change, f.idx.record(f.fw.in, row), right)
}

// stream puts a line into the table.
func (f *filler) stream(row []interp.Value) error {
	f.key = f.idx.values(f.fw.in, row, f.key[:0])
	change := int64(eventNew)
	var old interp.Value
	had := false
	if f.val != nil && (f.pred != nil || f.ev != nil) {
		if old, had = f.dest.Lookup(f.key...); had {
			change = eventChanged
		}
	}
	f.right = f.value(row)
	if f.pred != nil {
		ok, err := f.accepted(change, f.idx.record(f.fw.in, row), f.right)
		if !ok || err != nil {
			return err
		}
	}
	if err := f.fw.in.Guard(f.put); err == interp.ErrCanceled {
		return err
	}
	f.announce(change, row, old, had)
	return nil
}

// endRead removes what the reading did not have from the table.
func (f *filler) endRead() error {
	if f.lines.unseen() > 0 {
		for _, g := range f.gone() {
			if err := f.remove(g); err != nil {
				return err
			}
		}
	}
	f.lines.next()
	return nil
}

// A goneLine is one that the last reading had and this one has not.
type goneLine struct {
	key   []interp.Value // in the table
	at    int            // in lines
	hash  uint64
	moved bool
}

// gone finds the table's entries of lines that are gone, in the order of the
// table; those whose index a predicate has altered follow. Lines whose
// entries scripts have removed are not among them.
func (f *filler) gone() []goneLine {
	var list []goneLine
	row := make([]interp.Value, f.idx.count())
	for i := range f.dest.Cap() {
		if !f.dest.Live(i) {
			continue
		}
		keys := f.dest.Keys(i)
		f.idx.flatten(keys, row)
		hash := hashRow(row)
		at := f.lines.find(hash)
		if at < 0 || f.lines.seenAt(at) {
			continue
		}
		if _, moved := f.moved[hash]; !moved {
			list = append(list, goneLine{slices.Clone(keys), at, hash, false})
		}
	}
	sorted := len(list)
	for hash, m := range f.moved {
		if at := f.lines.find(hash); at >= 0 && !f.lines.seenAt(at) {
			list = append(list, goneLine{m.key, at, hash, true})
		}
	}
	slices.SortFunc(list[sorted:], func(a, b goneLine) int { return f.moved[a.hash].order - f.moved[b.hash].order })
	return list
}

// remove takes an entry out of the table if the predicate agrees.
func (f *filler) remove(g goneLine) error {
	right, ok := f.dest.Lookup(g.key...)
	if !ok {
		return nil // another handler or predicate was faster
	}
	if f.pred != nil {
		ok, err := f.accepted(eventRemoved, f.left(g.key), right)
		if err != nil {
			return err
		}
		if !ok {
			f.lines.see(g.at)
			return nil
		}
	}
	if f.ev != nil {
		f.tell(eventRemoved, f.left(g.key), right)
	}
	if g.moved {
		delete(f.moved, g.hash)
	}
	if err := f.fw.in.Guard(func() { f.fw.in.TableDelete(f.dest, g.key...) }); err == interp.ErrCanceled {
		return err
	}
	return nil
}

// left makes an index record of a key of the table.
func (f *filler) left(key []interp.Value) interp.Value {
	r := f.fw.in.NewRecord(f.idx.typ)
	for i, p := range f.idx.fields {
		r.SetAt(p.field, interp.Copy(key[i]))
	}
	return r.Value()
}
