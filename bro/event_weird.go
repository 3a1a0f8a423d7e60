package bro

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file raises the events about what a proper network does not do. An oddity
// that comes again and again raises a share of its events only.

// maxSampled is how many oddities, each of a connection or of two hosts, are
// counted for sampling; with more, all are counted anew.
const maxSampled = 1 << 16

// A weirdSampler decides which oddities raise an event: the first of a name that
// a connection, two hosts or the rest have, up to a threshold, and then one in
// so many.
type weirdSampler struct {
	threshold, rate uint64
	duration        time.Duration   // after which counting begins anew
	always          map[string]bool // names that are not sampled
	global          map[string]bool // names that are counted for all connections and hosts together

	seen map[weirdKey]*weirdCount
}

// A weirdKey tells what is counted together.
type weirdKey struct {
	name     string
	uid      string // of a connection
	src, dst netip.Addr
}

type weirdCount struct {
	n     uint64
	since int64 // when the threshold was passed
}

func newWeirdSampler() *weirdSampler {
	return &weirdSampler{threshold: 25, rate: 1000, duration: 10 * time.Minute, seen: map[weirdKey]*weirdCount{}}
}

// permit counts an oddity and reports whether it is to raise its event.
func (w *weirdSampler) permit(now int64, k weirdKey) bool {
	if w.always[k.name] {
		return true
	}
	if w.global[k.name] {
		k = weirdKey{name: k.name}
	}
	c := w.seen[k]
	if c == nil {
		if len(w.seen) >= maxSampled {
			clear(w.seen)
		}
		c = &weirdCount{}
		w.seen[k] = c
	}
	c.n++
	switch {
	case c.n <= w.threshold:
		return true
	case c.n == w.threshold+1:
		c.since = now
	case now > c.since+int64(w.duration):
		c.n = 1
		return true
	}
	return w.rate > 0 && (c.n-w.threshold)%w.rate == 0
}

// configureWeirds takes the settings that scripts have.
func (e *engine) configureWeirds() error {
	w := e.weirds
	if v, ok := e.in.Global("Weird::sampling_threshold"); ok {
		w.threshold = v.Count()
	}
	if v, ok := e.in.Global("Weird::sampling_rate"); ok {
		w.rate = v.Count()
	}
	if v, ok := e.in.Global("Weird::sampling_duration"); ok {
		d, err := asDuration(v)
		if err != nil {
			return fmt.Errorf("Weird::sampling_duration: %w", err)
		}
		w.duration = d
	}
	if v, ok := e.in.Global("Weird::sampling_whitelist"); ok {
		w.always = stringSet(v)
	}
	if v, ok := e.in.Global("Weird::sampling_global_list"); ok {
		w.global = stringSet(v)
	}
	return nil
}

// stringSet takes a set of strings.
func stringSet(v interp.Value) map[string]bool {
	set := map[string]bool{}
	if v.Kind() != resolve.Set {
		return set
	}
	t := v.Table()
	for i := range t.Cap() {
		if t.Live(i) {
			set[t.Key(i).Str()] = true
		}
	}
	return set
}

// samplingBuiltins are the functions that read and change how oddities are sampled.
func (e *engine) samplingBuiltins() map[string]interp.Builtin {
	w := e.weirds
	get := func(f func(*resolve.Type) interp.Value) interp.Builtin {
		return func(c *interp.BuiltinCall) (interp.Value, error) { return f(c.Result), nil }
	}
	set := func(f func(interp.Value) error) interp.Builtin {
		return func(c *interp.BuiltinCall) (interp.Value, error) {
			err := f(c.Args[0])
			return interp.Bool(err == nil), err
		}
	}
	names := func(set *map[string]bool) (interp.Builtin, interp.Builtin) {
		var latest interp.Value // as it was set, in the order of the names
		return func(c *interp.BuiltinCall) (interp.Value, error) {
				if !latest.IsSet() {
					t := interp.NewTable(c.Result)
					for _, name := range slices.Sorted(maps.Keys(*set)) {
						t.Add(interp.String(name))
					}
					latest = t.Value()
				}
				return latest, nil
			}, func(c *interp.BuiltinCall) (interp.Value, error) {
				latest = interp.Copy(c.Args[0])
				*set = stringSet(latest)
				return interp.Bool(true), nil
			}
	}
	table := map[string]interp.Builtin{
		"Reporter::get_weird_sampling_rate":      get(func(*resolve.Type) interp.Value { return interp.Count(w.rate) }),
		"Reporter::get_weird_sampling_threshold": get(func(*resolve.Type) interp.Value { return interp.Count(w.threshold) }),
		"Reporter::get_weird_sampling_duration":  get(func(*resolve.Type) interp.Value { return interp.Interval(w.duration.Seconds()) }),
		"Reporter::set_weird_sampling_rate":      set(func(v interp.Value) error { w.rate = v.Count(); return nil }),
		"Reporter::set_weird_sampling_threshold": set(func(v interp.Value) error { w.threshold = v.Count(); return nil }),
		"Reporter::set_weird_sampling_duration": set(func(v interp.Value) (err error) {
			w.duration, err = asDuration(v)
			return err
		}),
	}
	table["Reporter::get_weird_sampling_whitelist"], table["Reporter::set_weird_sampling_whitelist"] = names(&w.always)
	table["Reporter::get_weird_sampling_global_list"], table["Reporter::set_weird_sampling_global_list"] = names(&w.global)
	return table
}

// wireWeirds sets the events.
func (e *engine) wireWeirds() {
	ev := &e.events.WeirdEvents
	now := e.session.Now
	if h := e.handled("conn_weird", kString, kRecord, kString, kString); h != nil {
		ev.ConnWeird = func(name string, c *packet.Conn, addl, source string) {
			if e.weirds.permit(now(), weirdKey{name: name, uid: c.UID}) {
				h.queue(interp.String(name), e.conn(c), interp.String(addl), interp.String(source))
			}
		}
	}
	if h := e.handled("flow_weird", kString, kAddr, kAddr, kString, kString); h != nil {
		ev.FlowWeird = func(name string, src, dst netip.Addr, addl, source string) {
			if e.weirds.permit(now(), weirdKey{name: name, src: src, dst: dst}) {
				h.queue(interp.String(name), interp.Addr(src), interp.Addr(dst), interp.String(addl), interp.String(source))
			}
		}
	}
	if h := e.handled("net_weird", kString, kString, kString); h != nil {
		ev.NetWeird = func(name, addl, source string) {
			if e.weirds.permit(now(), weirdKey{name: name}) {
				h.queue(interp.String(name), interp.String(addl), interp.String(source))
			}
		}
	}
}

// raiseWeird raises an event of an oddity as the analyzers do, with the arguments
// that the event takes. The name is the first one.
func (e *engine) raiseWeird(event string) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		e.session.CountWeird(c.Str(0))
		ev := e.in.Event(event)
		if ev.HasHandlers() && e.weirds.permit(e.session.Now(), e.weirdKey(event, c)) {
			args := c.Args
			if n := len(ev.Type().Sig.Params); len(args) > n {
				args = args[:n]
			}
			e.in.Queue(ev, args...)
		}
		return interp.Bool(true), nil
	}
}

// weirdKey is what a call of raiseWeird is counted by.
func (e *engine) weirdKey(event string, c *interp.BuiltinCall) weirdKey {
	k := weirdKey{name: c.Str(0)}
	field := "uid"
	switch event {
	case "flow_weird":
		k.src, k.dst = c.Args[1].Addr(), c.Args[2].Addr()
		return k
	case "expired_conn_weird":
		k.uid = c.Str(2)
		return k
	case "conn_weird":
	case "file_weird":
		field = "id"
	default:
		return k
	}
	if r := c.Record(1); r.Type().Field(field) != nil && r.Field(field).IsSet() {
		k.uid = r.Field(field).Str()
	}
	return k
}
