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
	return table{
		"Reporter::info":                  at("info"),
		"Reporter::warning":               at("warning"),
		"Reporter::error":                 at("error"),
		"Reporter::fatal":                 fatal,
		"Reporter::fatal_error_with_core": fatal,
	}
}
