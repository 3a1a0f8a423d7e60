package builtin

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// systemFuncs is the family of the process and the machine around it.
func systemFuncs(h *Host) table {
	started := time.Now()
	version := func(call) (value, error) { return str(h.Version) }
	terminating := func(c call) (value, error) { return boolean(c.In.Terminating()) }
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
		"system":              func(c call) (value, error) { return system(c, nil) },
		"system_env":          func(c call) (value, error) { return system(c, environment(c.Table(1))) },
		"piped_exec":          pipedExec,
		"net_stats":           func(c call) (value, error) { return netStats(c, h) },
		"resource_usage":      func(c call) (value, error) { return resourceUsage(c, started) },
		"is_remote_event":     func(call) (value, error) { return boolean(false) },
		"get_event_peer":      eventPeer,
		"lookup_addr":         lookupAddr,
		"lookup_hostname":     lookupHostname,
		"lookup_hostname_txt": lookupText,
		"lookup_location":     lookupLocation,
		"lookup_asn":          func(call) (value, error) { return count(0) },
	}
}

// system starts a shell command and waits for it; its output goes where ours
// goes. The result is the exit status, -1 if it could not be started. Ending
// the command with & leaves it running, as in any shell.
func system(c call, env []string) (value, error) {
	if err := c.In.Flush(); err != nil {
		return none, err
	}
	cmd := exec.Command("/bin/sh", "-c", c.Str(0))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	err := cmd.Run()
	if cmd.ProcessState == nil {
		c.Error("system: %v", err)
		return interp.Int(-1), nil
	}
	return interp.Int(int64(cmd.ProcessState.ExitCode())), nil
}

// environment turns table[string] of string into BRO_ARG_key=value, as Bro names them.
func environment(t *interp.Table) []string {
	var env []string
	for i := range t.Cap() {
		if t.Live(i) {
			env = append(env, "BRO_ARG_"+t.Key(i).String()+"="+t.Yield(i).String(), "ZEEK_ARG_"+t.Key(i).String()+"="+t.Yield(i).String())
		}
	}
	return env
}

// pipedExec runs a shell command with the second argument as its input.
func pipedExec(c call) (value, error) {
	cmd := exec.Command("/bin/sh", "-c", c.Str(0))
	cmd.Stdin = strings.NewReader(c.Str(1))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return succeeds(c, cmd.Run())
}

// set gives a field its value where the script's record type has it.
func set(r *interp.Record, field string, v value) { r.SetField(field, v) }

// netStats makes a NetStats record of counts of packets.
func netStats(c call, h *Host) (value, error) {
	r := c.In.NewRecord(c.Result)
	var recvd, dropped, link, bytes uint64
	if h.NetStats != nil {
		recvd, dropped, link, bytes = h.NetStats()
	}
	set(r, "pkts_recvd", interp.Count(recvd))
	set(r, "pkts_dropped", interp.Count(dropped))
	set(r, "pkts_link", interp.Count(link))
	set(r, "bytes_recvd", interp.Count(bytes))
	return r.Value(), nil
}

// resourceUsage makes a bro_resources record; what Go cannot tell on every
// system stays at 0.
func resourceUsage(c call, started time.Time) (value, error) {
	r := c.In.NewRecord(c.Result)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	set(r, "version", interp.String(""))
	set(r, "start_time", interp.Time(float64(started.UnixMicro())/1e6))
	set(r, "real_time", interp.Interval(time.Since(started).Seconds()))
	set(r, "mem", interp.Count(m.Sys/1024))
	set(r, "num_timers", interp.Count(uint64(c.In.Timers())))
	set(r, "num_events_queued", interp.Count(c.In.Counters.Queued))
	set(r, "num_events_dispatched", interp.Count(c.In.Counters.Events))
	return r.Value(), nil
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

// lookupAddr resolves an address to a name; "<???>" if it has none. The
// interpreter waits for the answer.
func lookupAddr(c call) (value, error) {
	names, err := net.LookupAddr(c.Args[0].Addr().String())
	if err != nil || len(names) == 0 {
		return str("<???>")
	}
	return str(strings.TrimSuffix(names[0], "."))
}

// lookupHostname resolves a name to a set of addresses, empty if it has none.
func lookupHostname(c call) (value, error) {
	out := interp.NewTable(c.Result)
	hosts, _ := net.LookupHost(c.Str(0))
	for _, h := range hosts {
		if a, ok := interp.ParseAddr(h); ok {
			out.Add(a)
		}
	}
	return out.Value(), nil
}

func lookupText(c call) (value, error) {
	texts, err := net.LookupTXT(c.Str(0))
	if err != nil || len(texts) == 0 {
		return str("<???>")
	}
	return str(texts[0])
}

// lookupLocation knows no places: all fields of the geo_location are unset.
func lookupLocation(c call) (value, error) { return c.In.NewRecord(c.Result).Value(), nil }

func localInterface(c call) (value, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		c.Error("is_local_interface: %v", err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.String() == c.Args[0].Addr().String() {
			return boolean(true)
		}
	}
	return boolean(false)
}

// introspectionFuncs asks about the program itself.
func introspectionFuncs() table {
	return table{
		"type_name":             func(c call) (value, error) { return str(typeName(c.Args[0])) },
		"lookup_ID":             lookupID,
		"global_sizes":          globalSizes,
		"record_type_to_vector": recordTypeToVector,
		"enum_names":            enumNames,
		"val_size":              func(c call) (value, error) { return count(footprint(c.Args[0], 0)) },
		"val_footprint":         func(c call) (value, error) { return count(footprint(c.Args[0], 0)) },
		"same_object":           sameObject,
		"is_event_handled": func(c call) (value, error) {
			return boolean(c.In.Event(c.Str(0)).HasHandlers())
		},
	}
}

// typeName is the type as Bro shows it.
func typeName(v value) string {
	if v.Kind() == resolve.TypeType {
		return "type " + v.TypeValue().Describe()
	}
	return v.Type().Describe()
}

// lookupID gives the global of a name, or the string "<unknown id>" or
// "<no ID value>".
func lookupID(c call) (value, error) {
	name := c.Str(0)
	if v, ok := c.In.Global(name); ok {
		if !v.IsSet() {
			return str("<no ID value>")
		}
		return v, nil
	}
	if f := c.In.Func(name); f != nil {
		return f.Value(), nil
	}
	return str("<unknown id>")
}

func globalSizes(c call) (value, error) {
	t := interp.NewTable(c.Result)
	for _, g := range c.In.Program().Globals {
		if v, _ := c.In.Global(g.Name); v.IsSet() {
			t.Put([]value{interp.String(g.Name)}, interp.Count(uint64(footprint(v, 0))))
		}
	}
	return t.Value(), nil
}

// recordTypeToVector lists the fields of a record type, named or given as a type.
func recordTypeToVector(c call) (value, error) {
	t := c.In.Type(c.Args[0].String())
	if c.Args[0].Kind() == resolve.TypeType {
		t = c.Args[0].TypeValue()
	}
	if t == nil || t.Kind != resolve.Record {
		return none, fmt.Errorf("%s is no record type", c.Args[0])
	}
	out := interp.NewVector(c.Result)
	for _, f := range t.Fields {
		out.Append(interp.String(f.Name))
	}
	return out.Value(), nil
}

func enumNames(c call) (value, error) {
	t := c.In.Type(c.Args[0].String())
	if c.Args[0].Kind() == resolve.TypeType {
		t = c.Args[0].TypeValue()
	}
	if t == nil || t.Kind != resolve.Enum {
		return none, fmt.Errorf("%s is no enum type", c.Args[0])
	}
	out := interp.NewTable(c.Result)
	for _, l := range t.Labels {
		out.Add(interp.String(l.Name))
	}
	return out.Value(), nil
}

// footprint counts the values that v consists of.
func footprint(v value, depth int) int {
	if depth > 100 {
		return 1
	}
	n := 1
	switch v.Kind() {
	case resolve.Record:
		for i := range v.Record().Type().Fields {
			if f := v.Record().At(i); f.IsSet() {
				n += footprint(f, depth+1)
			}
		}
	case resolve.Vector:
		for _, e := range v.Vector().Elems() {
			n += footprint(e, depth+1)
		}
	case resolve.Table, resolve.Set:
		t := v.Table()
		for i := range t.Cap() {
			if !t.Live(i) {
				continue
			}
			for _, k := range t.Keys(i) {
				n += footprint(k, depth+1)
			}
			if !t.IsSet() {
				n += footprint(t.Yield(i), depth+1)
			}
		}
	}
	return n
}

// sameObject tells shared containers from copies.
func sameObject(c call) (value, error) { return boolean(interp.Same(c.Args[0], c.Args[1])) }
