package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
)

// ntpShapes are the record types of NTP messages.
type ntpShapes struct {
	message, standard, control, private shape
}

func (e *engine) wireNTP() {
	h := e.handled("ntp_message", kRecord, kBool, kRecord)
	if h == nil {
		return
	}
	s := ntpShapes{
		message: h.shape(2, "version", "mode", "std_msg", "control_msg", "mode7_msg"),
		standard: newShape(e.in.Type("NTP::StandardMessage"), "stratum", "poll", "precision", "root_delay", "root_disp",
			"kiss_code", "ref_id", "ref_addr", "ref_time", "org_time", "rec_time", "xmt_time", "key_id", "digest", "num_exts"),
		control: newShape(e.in.Type("NTP::ControlMessage"), "op_code", "resp_bit", "err_bit", "more_bit", "sequence", "status",
			"association_id", "data", "key_id", "crypto_checksum"),
		private: newShape(e.in.Type("NTP::Mode7Message"), "req_code", "auth_bit", "sequence", "implementation", "err", "data"),
	}
	e.events.NTPMessage = func(c *packet.Conn, isOrig bool, m *analyzer.NTPMessage) {
		var v interp.Value
		if s.message.t != nil {
			v = s.value(e.in, m)
		}
		h.queue(e.conn(c), interp.Bool(isOrig), v)
	}
}

func (s *ntpShapes) value(in *interp.Interp, m *analyzer.NTPMessage) interp.Value {
	var standard, control, private interp.Value
	if p := m.Standard; p != nil && s.standard.t != nil {
		key, digest := ntpAuth(p.Auth)
		var kiss, id, addr interp.Value
		switch {
		case p.Stratum == 0:
			kiss = interp.String(p.KissCode)
		case p.Stratum == 1:
			id = interp.String(p.RefID)
		default:
			addr = interp.Addr(p.RefAddr)
		}
		standard = s.standard.record(in, interp.Count(p.Stratum), interp.Interval(p.Poll), interp.Interval(p.Precision),
			interp.Interval(p.RootDelay), interp.Interval(p.RootDisp), kiss, id, addr,
			interp.Time(p.RefTime), interp.Time(p.OrigTime), interp.Time(p.RecvTime), interp.Time(p.TransTime),
			key, digest, interp.Count(p.Extensions))
	}
	if p := m.Control; p != nil && s.control.t != nil {
		key, digest := ntpAuth(p.Auth)
		control = s.control.record(in, interp.Count(p.OpCode), interp.Bool(p.Response), interp.Bool(p.Error), interp.Bool(p.More),
			interp.Count(p.Sequence), interp.Count(p.Status), interp.Count(p.Association), optionalString(p.Data), key, digest)
	}
	if p := m.Private; p != nil && s.private.t != nil {
		private = s.private.record(in, interp.Count(p.Code), interp.Bool(p.Auth), interp.Count(p.Sequence),
			interp.Count(p.Implementation), interp.Count(p.Err), optionalString(p.Data))
	}
	return s.message.record(in, interp.Count(m.Version), interp.Count(m.Mode), standard, control, private)
}

func ntpAuth(a *analyzer.NTPAuth) (key, digest interp.Value) {
	if a != nil {
		key, digest = interp.Count(a.KeyID), interp.String(a.Digest)
	}
	return key, digest
}

// optionalString is unset for a string that is not there.
func optionalString(s string) interp.Value {
	if s == "" {
		return interp.Value{}
	}
	return interp.String(s)
}
