package bro

import (
	"fmt"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file turns the analyzers' events into script events: those of
// connections, datagrams, oddities and analyzers. An event that no script
// handles is not made at all.

// A handler is an event that scripts handle.
type handler struct {
	f      *interp.Func
	params []*resolve.Param
	in     *interp.Interp
}

// handled returns the event of this name, or nil if no script handles it. args
// are the kinds of what the engine gives. Scripts may declare the event with
// fewer parameters, as earlier and later versions of Bro do, which then get
// the first of these; anything else is noted in e.wrong.
func (e *engine) handled(name string, args ...resolve.Kind) *handler {
	f := e.in.Event(name)
	if !f.HasHandlers() && !(e.allEvents && f.Type() != nil) {
		return nil
	}
	h := &handler{f, f.Type().Sig.Params, e.in}
	wrong := ""
	if len(h.params) > len(args) {
		wrong = fmt.Sprintf("has %d parameters, the engine gives %d", len(h.params), len(args))
	} else {
		for i, p := range h.params {
			if p.Type.Kind != args[i] && p.Type.Kind != resolve.Any {
				wrong = fmt.Sprintf("has %s of type %s, the engine gives %s", p.Name, p.Type, args[i])
				break
			}
		}
	}
	if wrong != "" {
		e.wrong = append(e.wrong, &syntax.Error{Pos: f.Info().Span.Start, Msg: "event " + name + " " + wrong})
		return nil
	}
	return h
}

// queue raises the event.
func (h *handler) queue(args ...interp.Value) {
	if len(args) > len(h.params) {
		args = args[:len(h.params)]
	}
	h.in.Queue(h.f, args...)
}

// shape is the record type of a parameter, with these fields.
func (h *handler) shape(param int, fields ...string) shape {
	if h == nil || param >= len(h.params) {
		return newShape(nil, fields...)
	}
	return newShape(h.params[param].Type, fields...)
}

// Kinds of arguments, by the names that read well in a table.
const (
	kBool   = resolve.Bool
	kCount  = resolve.Count
	kString = resolve.String
	kAddr   = resolve.Addr
	kRecord = resolve.Record
	kEnum   = resolve.Enum
	kSet    = resolve.Set
	kPort   = resolve.Port
)

// wire sets the analyzers' events that scripts handle.
func (e *engine) wire() {
	e.wireNewEvent()
	e.reports.wire()
	e.loaded = e.handled("zeek_script_loaded", kString, kCount)
	e.profileUpdate = e.handled("profiling_update", resolve.File, kBool)
	e.wireContents()
	e.wireConnections()
	e.wireDatagrams()
	e.wireWeirds()
	e.wireAnalyzers()
	e.wireDNS()
	e.wireHTTP()
	e.wireFiles()
	e.wireSSL()
	e.wireSSH()
	e.wireNTP()
	e.wireDHCP()
	e.wireSyslog()
	e.wireSNMP()
	e.wireTunnels()
	e.wireFTP()
	e.wireSMTP()
	e.wireMIME()
	e.wirePOP3()
	e.wireIMAP()
	e.wireModbus()
	e.wireIRC()
	e.wireSIP()
	e.wireSOCKS()
	e.wireRADIUS()
	e.wireRecords()
	e.wireLogin()
	e.wireIdent()
	e.wireMQTT()
}

// wireNewEvent raises new_event before each other event. Events that nothing handles are
// made when a script calls generate_all_events, and raised from then on.
func (e *engine) wireNewEvent() {
	h := e.handled("new_event", kString, resolve.Vector)
	if h == nil {
		return
	}
	if f := e.in.Program().Func("generate_all_events"); f != nil && f.Used {
		e.allEvents = true
	}
	var arg shape
	if len(h.params) > 1 {
		arg = newShape(h.params[1].Type.Elem, "name", "type", "default_val", "value")
	}
	e.in.OnEvent = func(ev *interp.Func, args []interp.Value) error {
		if ev == h.f || ev.Type() == nil {
			return nil
		}
		given := []interp.Value{interp.String(ev.Name)}
		if arg.t != nil {
			list := interp.NewVector(h.params[1].Type)
			for i, p := range ev.Type().Sig.Params[:min(len(args), len(ev.Type().Sig.Params))] {
				list.Append(arg.record(e.in, interp.String(p.Name), interp.String(p.Type.String()), interp.Value{}, args[i]))
			}
			given = append(given, list.Value())
		}
		return e.in.Dispatch(h.f, given...)
	}
}

// wireConnections sets the events about connections as a whole.
func (e *engine) wireConnections() {
	ev := &e.events.ConnectionEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn)
	}{
		{"new_connection", &ev.NewConnection},
		{"connection_first_ACK", &ev.ConnectionFirstACK},
		{"connection_established", &ev.ConnectionEstablished},
		{"connection_attempt", &ev.ConnectionAttempt},
		{"connection_rejected", &ev.ConnectionRejected},
		{"connection_reset", &ev.ConnectionReset},
		{"connection_finished", &ev.ConnectionFinished},
		{"connection_half_finished", &ev.ConnectionHalfFinished},
		{"connection_partial_close", &ev.ConnectionPartialClose},
		{"connection_pending", &ev.ConnectionPending},
		{"connection_reused", &ev.ConnectionReused},
		{"connection_timeout", &ev.ConnectionTimeout},
		{"partial_connection", &ev.PartialConnection},
	} {
		if h := e.handled(w.name, kRecord); h != nil {
			*w.f = func(c *packet.Conn) { h.queue(e.conn(c)) }
		}
	}

	e.connKnown = e.handled("Conn::known", kRecord, kCount)
	if h := e.handled("Tunnel::inner_connection", kRecord); h != nil {
		told := ev.NewConnection
		ev.NewConnection = func(c *packet.Conn) {
			if c.Tunnel != nil {
				h.queue(e.conn(c))
			}
			if told != nil {
				told(c)
			}
		}
	}
	if h := e.handled("connection_state_remove", kRecord); h != nil {
		ev.ConnectionStateRemove = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
	flipped := e.handled("connection_flipped", kRecord)
	ev.ConnectionFlipped = func(c *packet.Conn) {
		e.flipped(c)
		if flipped != nil {
			flipped.queue(e.conn(c))
		}
	}
	if h := e.handled("connection_flow_label_changed", kRecord, kBool, kCount, kCount); h != nil {
		ev.ConnectionFlowLabelChanged = func(c *packet.Conn, isOrig bool, old, label uint32) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(uint64(old)), interp.Count(uint64(label)))
		}
	}
	if h := e.handled("rexmit_inconsistency", kRecord, kString, kString, kString); h != nil {
		ev.RexmitInconsistency = func(c *packet.Conn, isOrig bool, had, now []byte, flags uint8) {
			h.queue(e.conn(c), interp.String(string(had)), interp.String(string(now)), interp.String(flagLetters(flags)))
		}
	}
	if h := e.handled("connection_EOF", kRecord, kBool); h != nil {
		ev.ConnectionEOF = func(c *packet.Conn, isOrig bool) { h.queue(e.conn(c), interp.Bool(isOrig)) }
	}
	if h := e.handled("content_gap", kRecord, kBool, kCount, kCount); h != nil {
		ev.ContentGap = func(c *packet.Conn, isOrig bool, seq, length uint64) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(seq), interp.Count(length))
		}
	}
}

// wireAnalyzers sets the events about what analyzers find out, each by its
// names of then and now.
func (e *engine) wireAnalyzers() {
	ev := &e.events.ProtocolEvents
	var confirmed, violated []*handler
	for _, name := range []string{"protocol_confirmation", "analyzer_confirmation"} {
		if h := e.handled(name, kRecord, kEnum, kCount); h != nil {
			confirmed = append(confirmed, h)
		}
	}
	for _, name := range []string{"protocol_violation", "analyzer_violation"} {
		if h := e.handled(name, kRecord, kEnum, kCount, kString); h != nil {
			violated = append(violated, h)
		}
	}
	confirmedInfo := e.handled("analyzer_confirmation_info", kEnum, kRecord)
	violatedInfo := e.handled("analyzer_violation_info", kEnum, kRecord)
	if len(confirmed) > 0 || confirmedInfo != nil {
		s := newShape(e.in.Type("AnalyzerConfirmationInfo"), "c", "aid")
		ev.ProtocolConfirmation = func(c *packet.Conn, analyzer string, aid uint64) {
			tag := e.tag(analyzer)
			if !tag.IsSet() {
				return
			}
			if confirmedInfo != nil {
				confirmedInfo.queue(tag, s.record(e.in, e.conn(c), interp.Count(aid)))
			}
			for _, h := range confirmed {
				h.queue(e.conn(c), tag, interp.Count(aid))
			}
		}
	}
	if h := e.handled("scheduled_analyzer_applied", kRecord, kEnum); h != nil {
		ev.ScheduledAnalyzerApplied = func(c *packet.Conn, analyzer string) {
			if tag := e.tag(analyzer); tag.IsSet() {
				h.queue(e.conn(c), tag)
			}
		}
	}
	if len(violated) > 0 || violatedInfo != nil {
		s := newShape(e.in.Type("AnalyzerViolationInfo"), "reason", "c", "aid")
		ev.ProtocolViolation = func(c *packet.Conn, analyzer string, aid uint64, reason string) {
			tag := e.tag(analyzer)
			if !tag.IsSet() {
				return
			}
			if violatedInfo != nil {
				violatedInfo.queue(tag, s.record(e.in, interp.String(reason), e.conn(c), interp.Count(aid)))
			}
			for _, h := range violated {
				h.queue(e.conn(c), tag, interp.Count(aid), interp.String(reason))
			}
		}
	}
}

// flagLetters names TCP flags as scripts see them.
func flagLetters(flags uint8) string {
	letters := ""
	for i, l := range "FSRPAU" {
		if flags&(1<<i) != 0 {
			letters += string(l)
		}
	}
	return letters
}
