package interp

import (
	"math"
	"slices"
	"weak"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file gives tables their attributes: defaults for missing keys, and
// expiry of entries.
//
// A table with expiry has one timer. Every table_expire_interval (ten seconds)
// it looks through the table and removes the entries whose time is over:
// table_incremental_step entries at once, then table_expire_delay later the
// next ones, so that a large table does not hold up the traffic. A lower bound
// of all times saves looking where nothing can be over. Entries are seen by
// scripts until they are removed, as in Bro.

// TableAttrs are the attributes of a table value.
type TableAttrs struct {
	in      *Interp
	pos     syntax.Pos
	def     Value // of missing keys; a copy of it if it is a container
	defFunc *Func // called with the index instead
	insert  bool  // what a missing key yields becomes its entry

	mode       expiry
	timeout    func() Value // interval, which may change
	expireFunc *Func
	onChange   *Func
}

type expiry uint8

const (
	noExpiry expiry = iota
	createExpiry
	writeExpiry
	readExpiry
)

func (a *TableAttrs) expires() bool { return a != nil && a.mode != noExpiry }

// adopt gives t attributes; nil leaves those that it has.
func (t *Table) adopt(a *TableAttrs) {
	if a == nil {
		return
	}
	t.attrs = a
	if a.expires() && t.times == nil {
		t.expire(a)
	}
}

// tableAttrs compiles the attributes that matter to a table value. What it
// returns may give nil.
func (c *compiler) tableAttrs(attrs *resolve.Attrs, t *resolve.Type) func(*Frame) *TableAttrs {
	if attrs == nil || !tableMatters(attrs) {
		attrs = t.Attrs
	}
	if attrs == nil || !tableMatters(attrs) {
		return func(*Frame) *TableAttrs { return nil }
	}
	in := c.in
	base := TableAttrs{in: in}
	var def, timeout, expireFunc, onChange expr
	if attrs.Default != nil && t.Kind == resolve.Table {
		def = c.expr(attrs.Default)
	}
	for mode, e := range []resolve.Expr{createExpiry: attrs.CreateExpire, writeExpiry: attrs.WriteExpire, readExpiry: attrs.ReadExpire} {
		if e == nil {
			continue
		}
		base.mode, base.pos = expiry(mode), e.Pos()
		if c.slots == 0 { // no variable of a body can be meant
			base.timeout = in.standalone(e)
		} else {
			timeout = c.expr(e)
		}
	}
	if attrs.ExpireFunc != nil {
		expireFunc = c.expr(attrs.ExpireFunc)
	}
	if attrs.OnChange != nil {
		onChange = c.expr(attrs.OnChange)
	}
	isFunc := attrs.DefaultFunc
	base.insert = attrs.DefaultInsert
	return func(fr *Frame) *TableAttrs {
		a := base
		if def != nil {
			v := def(fr)
			if isFunc {
				a.defFunc = v.Func()
			} else {
				a.def = v
			}
		}
		if timeout != nil {
			v := timeout(fr)
			a.timeout = func() Value { return v }
		}
		if expireFunc != nil {
			a.expireFunc = expireFunc(fr).Func()
		}
		if onChange != nil {
			a.onChange = onChange(fr).Func()
		}
		return &a
	}
}

func tableMatters(a *resolve.Attrs) bool {
	return a.Default != nil || a.CreateExpire != nil || a.ReadExpire != nil || a.WriteExpire != nil ||
		a.ExpireFunc != nil || a.OnChange != nil
}

// defaultFor returns what a missing key yields: a value of its own, which
// changes of the caller's do not put into the table.
func (t *Table) defaultFor(in *Interp, key []Value, pos syntax.Pos) (Value, bool) {
	a := t.attrs
	if a == nil {
		return Value{}, false
	}
	var v Value
	switch {
	case a.defFunc == nil:
		v = Copy(a.def)
	case len(a.defFunc.typ.Sig.Params) == len(key):
		v = in.call(a.defFunc, slices.Clone(key), pos)
	default:
		v = in.call(a.defFunc, []Value{ListOf(slices.Clone(key)...)}, pos)
	}
	if a.insert && v.IsSet() {
		in.put(t, key, v)
	}
	return v, v.IsSet()
}

// TablePut inserts or overwrites an entry of a table as a script does: expiry
// begins and &on_change functions run.
func (in *Interp) TablePut(t *Table, key []Value, val Value) { in.put(t, key, val) }

// TableDelete removes an entry as a script does and reports whether it was there.
func (in *Interp) TableDelete(t *Table, key ...Value) bool { return in.remove(t, key) }

func (in *Interp) put(t *Table, key []Value, val Value) {
	if t.attrs == nil {
		t.insert(key, val)
		return
	}
	h := t.hashOf(key)
	i := t.find(h, key)
	fresh := i < 0
	var old Value
	if fresh {
		i = t.push(h, key, val)
	} else if t.vals != nil {
		old, t.vals[i] = t.vals[i], val
	}
	if t.times != nil && (fresh || t.attrs.mode != createExpiry) {
		in.touch(t, i)
	}
	if t.attrs.onChange != nil {
		switch {
		case fresh && t.vals == nil:
			in.changed(t, 0, i, Value{})
		case fresh:
			in.changed(t, 0, i, val)
		case t.vals != nil:
			in.changed(t, 1, i, old)
		}
	}
}

func (in *Interp) remove(t *Table, key []Value) bool {
	if t.live == 0 {
		return false
	}
	i := t.find(t.hashOf(key), key)
	if i < 0 {
		return false
	}
	if t.attrs == nil || t.attrs.onChange == nil {
		t.deleteAt(i)
		return true
	}
	keys := t.Keys(i)
	var old Value
	if t.vals != nil {
		old = t.vals[i]
	}
	t.deleteAt(i)
	in.changedKey(t, 2, keys, old)
	return true
}

// changed calls an &on_change function: what is 0 for new, 1 for changed, 2
// for removed and 3 for expired entries, as TableChange numbers them.
func (in *Interp) changed(t *Table, what int64, i int, v Value) {
	in.changedKey(t, what, t.Keys(i), v)
}

func (in *Interp) changedKey(t *Table, what int64, key []Value, v Value) {
	f := t.attrs.onChange
	tpe := Value{uint64(what), resolve.CountType}
	if p := f.typ.Sig.Params; len(p) > 1 && p[1].Type.Kind == resolve.Enum {
		tpe = Enum(p[1].Type, what)
	}
	args := append([]Value{t.Value(), tpe}, key...)
	if t.vals != nil {
		args = append(args, v)
	} else if len(f.typ.Sig.Params) > len(args) {
		args = append(args, Value{0, resolve.IntType})
	}
	onChange := t.attrs.onChange
	t.attrs.onChange = nil // its own changes do not call it again
	defer func() { t.attrs.onChange = onChange }()
	in.call(f, args, t.attrs.pos)
}

// touch notes that entry i was made or used now.
func (in *Interp) touch(t *Table, i int) { t.times[i] = in.now }

// touchAll starts expiry of entries that were put in without it.
func (in *Interp) touchAll(t *Table) {
	for i := range t.times {
		in.touch(t, i)
	}
}

// read notes the use of entry i.
func (in *Interp) read(t *Table, i int) {
	if t.times != nil && t.attrs.mode == readExpiry {
		in.touch(t, i)
	}
}

// A scanPace tells how tables are looked through, by three globals.
type scanPace struct{ every, delay, step *Value }

func (p *scanPace) interval() float64 { return seconds(p.every, 10) }
func (p *scanPace) pause() float64    { return seconds(p.delay, 0.01) }

// entries is how many entries are looked at in one go.
func (p *scanPace) entries() int {
	if p.step == nil || !p.step.IsSet() {
		return 5000
	}
	return int(min(max(p.step.Count(), 1), math.MaxInt32))
}

// seconds is the interval of a global, which may not be there.
func seconds(v *Value, otherwise float64) float64 {
	if v == nil || !v.IsSet() {
		return otherwise
	}
	return max(v.Seconds(), 1e-3)
}

// scanLater sets the timer of t. It does not keep t alive.
func (in *Interp) scanLater(t *Table, after float64) {
	in.setTimer(timer{at: in.now + after, table: weak.Make(t)})
}

// scan looks through the next entries of t.
func (in *Interp) scan(t *Table) {
	timeout := -1.0
	err := in.guard(func() {
		if v := t.attrs.timeout(); v.IsSet() {
			timeout = v.Seconds()
		}
	})
	if err != nil {
		return // reported once; nothing expires
	}
	if timeout < 0 || t.scanned == 0 && t.oldest+timeout >= in.now {
		in.scanLater(t, in.scanning.interval())
		return
	}
	if t.scanned == 0 {
		t.kept = in.now
	}
	for n := in.scanning.entries(); n > 0 && t.scanned < t.Cap(); n-- {
		t.scanned++
		if i := t.scanned - 1; t.Live(i) {
			in.expireEntry(t, i, timeout)
		}
	}
	if t.scanned < t.Cap() {
		in.scanLater(t, in.scanning.pause())
		return
	}
	t.scanned, t.oldest = 0, t.kept
	in.scanLater(t, in.scanning.interval())
}

// expireEntry removes entry i if its time is over and &expire_func agrees.
func (in *Interp) expireEntry(t *Table, i int, timeout float64) {
	if t.times[i] == 0 {
		t.times[i] = in.began // made before there was a network time
	}
	if t.times[i]+timeout >= in.now {
		t.kept = min(t.kept, t.times[i])
		return
	}
	if t.attrs.expireFunc == nil && t.attrs.onChange == nil {
		in.Counters.Expired++
		t.deleteAt(i)
		return
	}
	key := t.Keys(i)
	if t.attrs.expireFunc != nil {
		more := in.callExpire(t, key)
		if i = t.find(t.hashOf(key), key); i < 0 { // the function has removed it
			return
		}
		if more > 0 {
			t.times[i] = in.now - timeout + more
			t.kept = min(t.kept, t.times[i])
			return
		}
	}
	in.Counters.Expired++
	var old Value
	if t.vals != nil {
		old = t.vals[i]
	}
	t.deleteAt(i)
	if t.attrs.onChange != nil {
		_ = in.guard(func() { in.changedKey(t, 3, key, old) })
	}
}

// callExpire asks the &expire_func how long the entry of key may stay.
func (in *Interp) callExpire(t *Table, key []Value) (more float64) {
	f := t.attrs.expireFunc
	args := []Value{t.Value()}
	if len(f.typ.Sig.Params) == 1+t.width() {
		args = append(args, key...)
	} else {
		args = append(args, ListOf(slices.Clone(key)...))
	}
	_ = in.guard(func() {
		if v := in.call(f, args, t.attrs.pos); v.IsSet() {
			more = v.Seconds()
		}
	})
	return more
}
