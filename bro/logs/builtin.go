package logs

import (
	"fmt"

	"brig/bro/interp"
)

// Builtins returns the builtins of the module Log that the script side of the
// framework stands on. All but __default_path take a Log::ID first and return
// whether there is such a stream and the call made sense.
func (fw *Framework) Builtins() map[string]interp.Builtin {
	onStream := func(f func(c *interp.BuiltinCall, s *stream) error) interp.Builtin {
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
	return map[string]interp.Builtin{
		"Log::__create_stream": func(c *interp.BuiltinCall) (interp.Value, error) {
			fw.in = c.In
			if err := fw.create(c.Args[0], c.Record(1)); err != nil {
				c.Error("%v", err)
				return interp.Bool(false), nil
			}
			return interp.Bool(true), nil
		},
		"Log::__default_path": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.String(DefaultPath(c.Args[0].Label())), nil
		},
		"Log::__write": onStream(func(c *interp.BuiltinCall, s *stream) error {
			if s.disabled {
				return nil
			}
			return fw.write(c, s, c.Args[1])
		}),
		"Log::__remove_stream": onStream(func(c *interp.BuiltinCall, s *stream) error {
			delete(fw.streams, s.id.Int())
			return nil
		}),
		"Log::__enable_stream":  onStream(func(c *interp.BuiltinCall, s *stream) error { s.disabled = false; return nil }),
		"Log::__disable_stream": onStream(func(c *interp.BuiltinCall, s *stream) error { s.disabled = true; return nil }),
		"Log::__add_filter": onStream(func(c *interp.BuiltinCall, s *stream) error {
			return fw.addFilter(s, c.Record(1))
		}),
		"Log::__remove_filter": onStream(func(c *interp.BuiltinCall, s *stream) error {
			if !s.removeFilter(c.Str(1)) {
				return fmt.Errorf("log stream %s has no filter %q", s.id.Label(), c.Str(1))
			}
			return nil
		}),
		"Log::__set_buf": onStream(func(c *interp.BuiltinCall, s *stream) error {
			for _, f := range s.filters {
				for _, l := range f.logs {
					l.unbuffered = !c.Bool(1)
				}
			}
			return nil
		}),
		"Log::__flush": onStream(func(c *interp.BuiltinCall, s *stream) error {
			for _, f := range s.filters {
				for _, l := range f.logs {
					if err := l.buf.Flush(); err != nil {
						fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
					}
				}
			}
			return nil
		}),
	}
}
