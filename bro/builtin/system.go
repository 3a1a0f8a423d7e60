package builtin

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"strings"

	"brig/bro/interp"
)

// systemFuncs is the family of the process and the machine around it.
func systemFuncs(h *Host) table {
	version := func(call) (value, error) { return str(h.Version) }
	terminating := func(c call) (value, error) { return boolean(c.In.Ending()) }
	ask := func(f func() bool) interp.Builtin {
		return func(call) (value, error) { return boolean(f != nil && f()) }
	}
	return table{
		"exit": func(c call) (value, error) {
			c.In.Exit(int(c.Int(0)) & 0xff)
			return none, nil
		},
		"terminate": func(c call) (value, error) {
			first := !c.In.Terminating()
			c.In.Terminate()
			return boolean(first)
		},
		"bro_is_terminating":   terminating,
		"zeek_is_terminating":  terminating,
		"bro_version":          version,
		"zeek_version":         version,
		"reading_traces":       ask(h.ReadingTraces),
		"reading_live_traffic": ask(h.ReadingLive),
		"getenv":               func(c call) (value, error) { return str(os.Getenv(c.Str(0))) },
		"setenv": func(c call) (value, error) {
			return succeeds(c, os.Setenv(c.Str(0), c.Str(1)))
		},
		"getpid": func(call) (value, error) { return count(os.Getpid()) },
		"gethostname": func(call) (value, error) {
			name, err := os.Hostname()
			if err != nil {
				name = "localhost"
			}
			return str(name)
		},
		"system":               func(c call) (value, error) { return system(c, nil) },
		"system_env":           func(c call) (value, error) { return system(c, environment(c.Table(1))) },
		"piped_exec":           pipedExec,
		"is_remote_event":      func(call) (value, error) { return boolean(false) },
		"get_local_event_peer": eventPeer,
		"get_event_peer":       eventPeer,
		"bare_mode":            func(call) (value, error) { return boolean(h.Bare) },
		"bro_has_ipv6":         func(call) (value, error) { return boolean(true) },
		"have_spicy":           func(call) (value, error) { return boolean(false) },
		"have_spicy_analyzers": func(call) (value, error) { return boolean(false) },
		"zeek_args":            func(c call) (value, error) { return vector(c.Result, h.Args), nil },
		"syslog": func(c call) (value, error) {
			c.In.Send(interp.Report{Kind: "syslog", Msg: clean(c.Str(0))})
			return none, nil
		},
	}
}

// system runs a shell command and waits for it; its output goes to standard
// error. The result is 0, as the command's own status is not Bro's to tell: that
// leaves the command in the background. It is -1 if there is no shell.
func system(c call, env []string) (value, error) {
	if err := c.In.FlushAll(); err != nil {
		return none, err
	}
	cmd := exec.Command("/bin/sh", "-c", c.Str(0))
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	err := cmd.Run()
	if cmd.ProcessState == nil {
		c.Error("system: %v", err)
		return interp.Int(-1), nil
	}
	return interp.Int(0), nil
}

// environment turns table[string] of string into BRO_ARG_KEY=value and ZEEK_ARG_KEY=value.
func environment(t *interp.Table) []string {
	var env []string
	for i := range t.Cap() {
		if t.Live(i) {
			entry := mapBytes(t.Key(i).Str(), upper) + "=" + t.Yield(i).Str()
			env = append(env, "BRO_ARG_"+entry, "ZEEK_ARG_"+entry)
		}
	}
	return env
}

// pipedExec runs a shell command with the second argument as its input, and
// gives whether it could be started and took all of it.
func pipedExec(c call) (value, error) {
	if err := c.In.FlushAll(); err != nil {
		return none, err
	}
	cmd := exec.Command("/bin/sh", "-c", c.Str(0))
	cmd.Stdin = strings.NewReader(c.Str(1))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	var status *exec.ExitError
	if errors.As(err, &status) {
		err = nil
	}
	return succeeds(c, err)
}

// eventPeer describes this process; its description is the option
// peer_description, if a script declares that.
func eventPeer(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	set(r, "id", interp.Count(0))
	set(r, "host", interp.Addr(netip.AddrFrom4([4]byte{127, 0, 0, 1})))
	set(r, "p", interp.Port(0, interp.TCP))
	set(r, "is_local", interp.Bool(true))
	set(r, "descr", interp.String("bro"))
	if v, ok := c.In.Global("peer_description"); ok && v.IsSet() {
		set(r, "descr", v)
	}
	return r.Value(), nil
}
