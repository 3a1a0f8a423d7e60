package builtin

import "brig/bro/interp"

// reporterFuncs is the module Reporter. A message raises the event
// reporter_info, reporter_warning or reporter_error if scripts handle it, and
// is otherwise shown like the messages of the interpreter.
func reporterFuncs() table {
	at := func(kind string) interp.Builtin {
		return func(c call) (value, error) {
			report(c, kind, c.Str(0))
			return boolean(true)
		}
	}
	fatal := func(c call) (value, error) {
		c.In.Send(interp.Report{Pos: c.Pos, Kind: "fatal error", Msg: c.Str(0)})
		c.In.Exit(1)
		return none, nil
	}
	t := table{
		"Reporter::info":                  at("info"),
		"Reporter::warning":               at("warning"),
		"Reporter::error":                 at("error"),
		"Reporter::fatal":                 fatal,
		"Reporter::fatal_error_with_core": fatal,
	}
	// All weirds are raised; how they are to be sampled is only remembered.
	for name, setting := range map[string]value{
		"rate": interp.Count(1000), "threshold": interp.Count(25), "duration": interp.Interval(600), "whitelist": none, "global_list": none,
	} {
		t["Reporter::get_weird_sampling_"+name] = func(c call) (value, error) {
			if !setting.IsSet() {
				setting = interp.NewTable(c.Result).Value()
			}
			return setting, nil
		}
		t["Reporter::set_weird_sampling_"+name] = func(c call) (value, error) {
			setting = interp.Copy(c.Args[0])
			return boolean(true)
		}
	}
	return t
}

func report(c call, kind, msg string) {
	ev := c.In.Event("reporter_" + kind)
	if !ev.HasHandlers() {
		c.In.Send(interp.Report{Pos: c.Pos, Kind: kind, Msg: msg})
		return
	}
	c.In.Queue(ev, interp.Time(c.In.NetworkTime()), interp.String(msg), interp.String(interp.Location(c.Pos)))
}

// optionFuncs is the module Option: changing options while scripts run.
func optionFuncs() table {
	type handler struct {
		f        *interp.Func
		priority int64
	}
	handlers := map[string][]handler{}
	return table{
		// set runs the change handlers of an option by falling priority; each
		// gives the value that goes on to the next, and at last to the option.
		"Option::set": func(c call) (value, error) {
			name := c.Str(0)
			g := c.In.Program().Global(name)
			if g == nil || !g.Option {
				c.Error("Option::set: %q is no option", name)
				return boolean(false)
			}
			v, ok := c.In.As(c.Args[1], g.Type)
			if !ok {
				c.Error("Option::set: option %q has type %s, not %s", name, g.Type, c.Args[1].Type())
				return boolean(false)
			}
			for _, h := range handlers[name] {
				args := []value{interp.String(name), v}
				if len(h.f.Type().Sig.Params) > 2 {
					args = append(args, c.Args[2])
				}
				v = c.Call(h.f, args...)
			}
			return boolean(c.In.SetGlobal(name, v))
		},
		"Option::set_change_handler": func(c call) (value, error) {
			name, f := c.Str(0), c.Args[1].Func()
			if g := c.In.Program().Global(name); g == nil || !g.Option {
				c.Error("Option::set_change_handler: %q is no option", name)
				return boolean(false)
			}
			h := handler{f, c.Int(2)}
			list := handlers[name]
			i := 0
			for i < len(list) && list[i].priority >= h.priority {
				i++
			}
			handlers[name] = append(list[:i:i], append([]handler{h}, list[i:]...)...)
			return boolean(true)
		},
		// global_options lists all options.
		"global_options": func(c call) (value, error) {
			set := interp.NewTable(c.Result)
			for _, g := range c.In.Program().Globals {
				if g.Option {
					set.Add(interp.String(g.Name))
				}
			}
			return set.Value(), nil
		},
		"Option::any_set_to_any_vec": func(c call) (value, error) {
			t := c.Table(0)
			out := interp.NewVector(c.Result)
			for i := range t.Cap() {
				if t.Live(i) {
					out.Append(t.Key(i))
				}
			}
			return out.Value(), nil
		},
	}
}
