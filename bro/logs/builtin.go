package logs

import (
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// Builtins returns the builtins of the module Log that the script side of the
// framework stands on. All but __default_path and those about delays take a
// Log::ID first and return whether there is such a stream and the call made
// sense.
func (fw *Framework) Builtins() map[string]interp.Builtin {
	return map[string]interp.Builtin{
		"Log::__create_stream": func(c *interp.BuiltinCall) (interp.Value, error) {
			fw.in, fw.policy = c.In, c.In.Func("Log::log_stream_policy")
			if err := fw.create(c.Args[0], c.Record(1)); err != nil {
				c.Error("%v", err)
				return interp.Bool(false), nil
			}
			if c.Args[0].Label() == "Log::PRINTLOG" {
				fw.takePrints()
			}
			return interp.Bool(true), nil
		},
		"Log::__default_path": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.String(DefaultPath(c.Args[0].Label())), nil
		},
		"Log::__write": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			if s.disabled {
				return nil
			}
			return fw.write(c.Call, s, c.Args[1])
		}),
		"Log::__remove_stream": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			fw.remove(s.id)
			return nil
		}),
		"Log::__enable_stream": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			s.disabled = false
			return nil
		}),
		"Log::__disable_stream": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			s.disabled = true
			return nil
		}),
		"Log::__add_filter": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			return fw.addFilter(s, c.Args[1])
		}),
		// A filter that does not exist needs no removing.
		"Log::__remove_filter": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			s.removeFilter(c.Str(1))
			return nil
		}),
		"Log::__set_buf": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			fw.eachLog(s, func(l *log) { l.unbuffered = !c.Bool(1) })
			return nil
		}),
		"Log::__flush": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			fw.eachLog(s, func(l *log) {
				if err := l.flush(); err != nil {
					fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
				}
			})
			return nil
		}),
		"Log::delay": func(c *interp.BuiltinCall) (interp.Value, error) {
			n, err := uint64(0), fmt.Errorf("Log::delay is given no record")
			if c.Args[1].Kind() == resolve.Record {
				n, err = fw.delay(c.Args[0], c.Record(1), thenOf(c.Args[2]))
			}
			if err != nil {
				c.Error("%v", err)
			}
			return token(c.Result, n), nil
		},
		"Log::delay_finish": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			if c.Args[1].Kind() != resolve.Record {
				return errMismatch
			}
			return fw.delayFinish(c.Call, s.id, c.Record(1), c.Args[2])
		}),
		"Log::__expire_delays": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			fw.expire(c.Call, s)
			return nil
		}),
		"Log::__set_max_delay_interval": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			if longest := c.Args[1].Seconds(); longest >= s.delays.longest {
				s.delays.longest = longest
				return nil
			}
			return fmt.Errorf("the longest delay of log stream %s cannot be made shorter", s.id.Label())
		}),
		"Log::__set_max_delay_queue_size": fw.onStream(func(c *interp.BuiltinCall, s *stream) error {
			s.delays.most = int(min(c.Count(1), 1<<30))
			fw.evict(c.Call, s)
			return nil
		}),
		"Log::__get_delay_queue_size": func(c *interp.BuiltinCall) (interp.Value, error) {
			if s := fw.stream(c.Args[0]); s != nil {
				return interp.Int(int64(s.delays.queue.Len())), nil
			}
			return interp.Int(-1), nil
		},
	}
}

// onStream makes a builtin whose first argument names a stream.
func (fw *Framework) onStream(f func(c *interp.BuiltinCall, s *stream) error) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		fw.in = c.In
		s := fw.stream(c.Args[0])
		if s == nil {
			return interp.Bool(false), nil
		}
		if err := f(c, s); err != nil {
			c.Error("%v", err)
			return interp.Bool(false), nil
		}
		return interp.Bool(true), nil
	}
}

// eachLog calls f with the open logs of a stream.
func (fw *Framework) eachLog(s *stream, f func(l *log)) {
	for _, path := range fw.paths() {
		if l := fw.logs[path]; l.stream == s && l.w != nil {
			f(l)
		}
	}
}

// thenOf gives the function to be called when a delay ends: nil for the
// parameter's default, which has nothing to do.
func thenOf(v interp.Value) *interp.Func {
	if f := v.Func(); f.Name != "Log::no_callback" {
		return f
	}
	return nil
}

// takePrints logs what is printed, as Log::print_to_log says.
func (fw *Framework) takePrints() {
	how, ok := fw.in.Global("Log::print_to_log")
	t, err := fw.in.RecordType("Log::PrintLogInfo")
	write := fw.in.Func("Log::write")
	id, known := fw.in.EnumValue("Log::PRINTLOG")
	if !ok || err != nil || write == nil || !known {
		return
	}
	all := how.Label() == "Log::REDIRECT_ALL"
	busy := false // what is printed while a print is logged is not logged itself
	fw.in.Printed = func(f *interp.File, values []interp.Value) bool {
		if busy || !all && f != fw.in.StdoutFile() {
			return false
		}
		busy = true
		defer func() { busy = false }()
		texts := interp.NewVector(t.Field("vals").Type)
		for _, v := range values {
			texts.Append(interp.Bytes(v.Append(nil)))
		}
		r := fw.in.NewRecord(t)
		r.SetField("ts", interp.Time(fw.in.NetworkTime()))
		r.SetField("vals", texts.Value())
		_, _ = fw.in.Call(write, id, r.Value()) // an error is reported
		return true
	}
}
