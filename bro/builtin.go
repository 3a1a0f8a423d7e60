package bro

import (
	"fmt"
	"math"
	"strings"
	"time"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file holds the built-in functions that work on the engine itself: its
// connections, analyzers and settings.

// wireContents prepares for scripts that write what connections carry to files.
func (e *engine) wireContents() {
	if f := e.in.Program().Func("set_contents_file"); f != nil && f.Used {
		e.events.TCPContents = e.streamed
	}
}

// wirePortTimeouts applies Conn::port_inactivity_timeouts to connections when
// they are established. In the engine it costs connections to other ports
// nothing; as the handler of an event it would make scripts see them all.
func (e *engine) wirePortTimeouts() {
	timeouts, ok := e.in.Global("Conn::port_inactivity_timeouts")
	if !ok || timeouts.Kind() != resolve.Table {
		return
	}
	table := timeouts.Table()
	told := e.events.ConnectionEstablished
	e.events.ConnectionEstablished = func(c *packet.Conn) {
		if v, ok := table.Lookup(interp.Port(c.Resp.Port, portProtocol(c.Proto))); ok {
			if d, err := asDuration(v); err == nil {
				c.SetInactivityTimeout(d)
			}
		}
		if told != nil {
			told(c)
		}
	}
}

const tagPrefix = "Analyzer::ANALYZER_"

// tag is the Analyzer::Tag of an analyzer; unset if no script declares it.
func (e *engine) tag(analyzer string) interp.Value {
	v, ok := e.tags[analyzer]
	if !ok {
		v, _ = e.in.EnumValue(tagPrefix + strings.ToUpper(analyzer))
		e.tags[analyzer] = v
	}
	return v
}

// configure takes the settings that scripts have, before the first packet.
func (e *engine) configure() error {
	s := e.session
	s.Seed(e.cfg.Seed)
	if v, ok := e.in.Global("connection_skip_ratio"); ok {
		if err := s.SkipRatio(v.Double()); err != nil {
			return err
		}
	}
	ignore := e.cfg.IgnoreChecksums
	if v, ok := e.in.Global("ignore_checksums"); ok {
		ignore = ignore || v.Bool()
		e.in.SetGlobal("ignore_checksums", interp.Bool(ignore))
	}
	s.IgnoreChecksums(ignore)
	for name, flag := range map[string]*bool{
		"dns_skip_all_auth":            &s.DNSSkipAuth,
		"dns_skip_all_addl":            &s.DNSSkipAddl,
		"dpd_reassemble_first_packets": &s.DetectByContent,
		"dpd_ignore_ports":             &s.IgnorePorts,
	} {
		if v, ok := e.in.Global(name); ok {
			*flag = v.Bool()
		}
	}
	if v, ok := e.in.Global("likely_server_ports"); ok && v.Kind() == resolve.Set {
		ports := v.Table()
		for i := range ports.Cap() {
			if !ports.Live(i) {
				continue
			}
			num, proto := ports.Keys(i)[0].Port()
			if ip, ok := ipProtocol(proto); ok {
				s.LikelyServer(ip, num)
			}
		}
	}
	for name, flag := range map[string]*bool{
		"Tunnel::enable_ip":                 &s.Tunnels.IP,
		"Tunnel::enable_gre":                &s.Tunnels.GRE,
		"Tunnel::delay_teredo_confirmation": &s.Tunnels.DelayTeredo,
		"Tunnel::delay_gtp_confirmation":    &s.Tunnels.DelayGTP,
	} {
		if v, ok := e.in.Global(name); ok {
			*flag = v.Bool()
		}
	}
	if v, ok := e.in.Global("dpd_buffer_size"); ok {
		s.DetectLimit = int(min(v.Count(), math.MaxInt32))
	}
	if v, ok := e.in.Global("Tunnel::max_depth"); ok {
		s.Tunnels.MaxDepth = int(min(v.Count(), math.MaxInt32))
	}
	if v, ok := e.in.Global("Tunnel::max_changes_per_connection"); ok {
		s.Tunnels.MaxChanges = v.Count()
	}
	if v, ok := e.in.Global("dns_max_queries"); ok {
		s.DNSQueries = v.Count()
	}
	if v, ok := e.in.Global("frag_timeout"); ok {
		d, err := asDuration(v)
		if err != nil {
			return fmt.Errorf("frag_timeout: %w", err)
		}
		s.FragmentTimeout(d)
	}
	if v, ok := e.in.Global("tcp_max_old_segments"); ok {
		s.OldSegments(int(min(v.Count(), packet.MaxSentSegments)))
	}
	if err := e.configureWeirds(); err != nil {
		return err
	}
	t := s.Timeouts()
	for name, timeout := range map[string]*time.Duration{
		"Tunnel::ip_tunnel_timeout":     &s.Tunnels.Timeout,
		"tcp_attempt_delay":             &t.TCPAttempt,
		"tcp_inactivity_timeout":        &t.TCPInactivity,
		"tcp_close_delay":               &t.TCPClose,
		"tcp_reset_delay":               &t.TCPReset,
		"tcp_partial_close_delay":       &t.TCPPartialClose,
		"udp_inactivity_timeout":        &t.UDPInactivity,
		"icmp_inactivity_timeout":       &t.ICMPInactivity,
		"unknown_ip_inactivity_timeout": &t.OtherInactivity,
	} {
		v, ok := e.in.Global(name)
		if !ok {
			continue
		}
		d, err := asDuration(v)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		*timeout = d
	}
	e.wirePortTimeouts()
	return e.configureLogin()
}

// asDuration takes an interval that is not negative.
func asDuration(v interp.Value) (time.Duration, error) {
	sec := v.Seconds()
	if !(sec >= 0 && sec < math.MaxInt64/float64(time.Second)) {
		return 0, fmt.Errorf("%s is no possible timeout", v)
	}
	return time.Duration(sec * float64(time.Second)), nil
}

// ipProtocol is the IP protocol of a port.
func ipProtocol(proto int) (uint8, bool) {
	switch proto {
	case interp.TCP:
		return packet.ProtoTCP, true
	case interp.UDP:
		return packet.ProtoUDP, true
	}
	return 0, false
}

// switchAnalyzer switches an analyzer on or off for new connections. It returns
// F for one that this engine does not have.
func (e *engine) switchAnalyzer(on bool) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		name := strings.TrimPrefix(c.Args[0].Label(), tagPrefix)
		return interp.Bool(e.session.EnableAnalyzer(name, on)), nil
	}
}

func (e *engine) builtins() map[string]interp.Builtin {
	return map[string]interp.Builtin{
		// Analyzer::__register_for_port returns F for an analyzer that this
		// engine does not have; scripts may name more than there are.
		"Analyzer::__register_for_port": func(c *interp.BuiltinCall) (interp.Value, error) {
			name := strings.TrimPrefix(c.Args[0].Label(), tagPrefix)
			num, proto := c.Args[1].Port()
			ip, ok := ipProtocol(proto)
			return interp.Bool(ok && e.session.RegisterPort(name, ip, num) == nil), nil
		},
		"Analyzer::__schedule_analyzer": func(c *interp.BuiltinCall) (interp.Value, error) {
			num, proto := c.Args[2].Port()
			ip, ok := ipProtocol(proto)
			if !ok {
				return interp.Bool(false), nil
			}
			wait, err := asDuration(c.Args[4])
			if err != nil {
				return interp.Value{}, err
			}
			name := strings.TrimPrefix(c.Args[3].Label(), tagPrefix)
			return interp.Bool(e.session.Expect(c.Args[0].Addr(), c.Args[1].Addr(), ip, num, name, wait) == nil), nil
		},
		"Analyzer::__name": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.String(strings.TrimPrefix(c.Args[0].Label(), tagPrefix)), nil
		},
		"Analyzer::__tag": func(c *interp.BuiltinCall) (interp.Value, error) {
			v := e.tag(c.Str(0))
			if !v.IsSet() {
				return v, fmt.Errorf("there is no analyzer %q", c.Str(0))
			}
			return v, nil
		},
		"Analyzer::__has_tag": func(c *interp.BuiltinCall) (interp.Value, error) {
			return interp.Bool(e.tag(c.Str(0)).IsSet()), nil
		},
		"Analyzer::__disable_all_analyzers": func(*interp.BuiltinCall) (interp.Value, error) {
			e.session.DisableAnalyzers()
			return interp.Value{}, nil
		},
		"Analyzer::__enable_analyzer":  e.switchAnalyzer(true),
		"Analyzer::__disable_analyzer": e.switchAnalyzer(false),
		"lookup_connection": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.known(c)
			if conn == nil {
				return e.in.NewRecord(c.Result).Value(), nil
			}
			return e.conn(conn), nil
		},
		// packet_source names no link type: a capture may have several.
		"packet_source": func(c *interp.BuiltinCall) (interp.Value, error) {
			s := newShape(c.Result, "live", "path", "link_type", "netmask")
			return s.record(e.in, interp.Bool(false), interp.String(e.cfg.Capture), interp.Int(-1),
				interp.Count(math.MaxUint32)), nil
		},
		// disable_analyzer complains of a missing connection unless its third
		// argument is F.
		"disable_analyzer": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.lookup(c.Record(0))
			if conn == nil {
				if len(c.Args) < 3 || c.Bool(2) {
					c.Error("there is no connection %s", c.Args[0])
				}
				return interp.Bool(false), nil
			}
			return interp.Bool(e.session.DisableAnalyzer(conn, c.Count(1))), nil
		},
		"skip_further_processing": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.lookup(c.Record(0))
			if conn == nil {
				return interp.Bool(false), nil
			}
			e.session.SkipContents(conn)
			return interp.Bool(true), nil
		},
		// set_inactivity_timeout returns the timeout it replaces, 0 for a
		// connection that is gone.
		"set_inactivity_timeout": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.lookup(c.Record(0))
			if conn == nil {
				return interp.Interval(0), nil
			}
			d, err := asDuration(c.Args[1])
			if err != nil {
				return interp.Value{}, err
			}
			old := conn.InactivityTimeout()
			conn.SetInactivityTimeout(d)
			return interp.Interval(old.Seconds()), nil
		},
	}
}
