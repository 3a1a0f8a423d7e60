package builtin

import "brig/bro/interp"

// reporterFuncs is the module Reporter. Its messages go the way of those of
// the interpreter: they are shown, and raised as reporter_info,
// reporter_warning or reporter_error.
func reporterFuncs() table {
	at := func(kind string) interp.Builtin {
		return func(c call) (value, error) {
			c.In.Send(interp.Report{Pos: c.Pos, Kind: kind, Msg: c.Str(0)})
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
