package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

func (e *engine) wireSMTP() {
	ev := &e.events.SMTPEvents
	if h := e.handled("smtp_request", kRecord, kBool, kString, kString); h != nil {
		ev.SMTPRequest = func(c *packet.Conn, isOrig bool, command, arg string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(command), interp.String(arg))
		}
	}
	if h := e.handled("smtp_reply", kRecord, kBool, kCount, kString, kString, kBool); h != nil {
		ev.SMTPReply = func(c *packet.Conn, isOrig bool, code uint64, cmd, msg string, cont bool) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(code), interp.String(cmd), interp.String(msg), interp.Bool(cont))
		}
	}
	if h := e.handled("smtp_data", kRecord, kBool, kString); h != nil {
		ev.SMTPData = func(c *packet.Conn, isOrig bool, data []byte) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(string(data)))
		}
	}
	if h := e.handled("smtp_unexpected", kRecord, kBool, kString, kString); h != nil {
		ev.SMTPUnexpected = func(c *packet.Conn, isOrig bool, msg, detail string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(msg), interp.String(detail))
		}
	}
	if h := e.handled("smtp_starttls", kRecord); h != nil {
		ev.SMTPStartTLS = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
}

// wireMIME sets the events of mails.
func (e *engine) wireMIME() {
	ev := &e.events.MIMEEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn)
	}{
		{"mime_begin_entity", &ev.MIMEBeginEntity},
		{"mime_end_entity", &ev.MIMEEndEntity},
	} {
		if h := e.handled(w.name, kRecord); h != nil {
			*w.f = func(c *packet.Conn) { h.queue(e.conn(c)) }
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, []byte)
	}{
		{"mime_segment_data", &ev.MIMESegmentData},
		{"mime_entity_data", &ev.MIMEEntityData},
		{"mime_all_data", &ev.MIMEAllData},
	} {
		if h := e.handled(w.name, kRecord, kCount, kString); h != nil {
			*w.f = func(c *packet.Conn, data []byte) {
				h.queue(e.conn(c), interp.Count(uint64(len(data))), interp.String(string(data)))
			}
		}
	}
	if h := e.handled("mime_one_header", kRecord, kRecord); h != nil {
		s := h.shape(1, "original_name", "name", "value")
		ev.MIMEOneHeader = func(c *packet.Conn, hd analyzer.HTTPHeader) {
			var v interp.Value
			if s.t != nil {
				v = s.record(e.in, interp.String(hd.Original), interp.String(hd.Name), interp.String(hd.Value))
			}
			h.queue(e.conn(c), v)
		}
	}
	if h := e.handled("mime_all_headers", kRecord, resolve.Table); h != nil {
		ev.MIMEAllHeaders = func(c *packet.Conn, list []analyzer.HTTPHeader) {
			var v interp.Value
			if len(h.params) > 1 {
				v = e.headerList(h.params[1].Type, list)
			}
			h.queue(e.conn(c), v)
		}
	}
	if h := e.handled("mime_event", kRecord, kString, kString); h != nil {
		ev.MIMEEvent = func(c *packet.Conn, typ, detail string) {
			h.queue(e.conn(c), interp.String(typ), interp.String(detail))
		}
	}
	if h := e.handled("mime_content_hash", kRecord, kCount, kString); h != nil {
		ev.MIMEContentHash = func(c *packet.Conn, n uint64, digest []byte) {
			h.queue(e.conn(c), interp.Count(n), interp.String(string(digest)))
		}
	}
}

func (e *engine) wirePOP3() {
	ev := &e.events.POP3Events
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, string, string)
	}{
		{"pop3_request", &ev.POP3Request},
		{"pop3_reply", &ev.POP3Reply},
		{"pop3_unexpected", &ev.POP3Unexpected},
		{"pop3_login_success", &ev.POP3LoginSuccess},
		{"pop3_login_failure", &ev.POP3LoginFailure},
	} {
		if h := e.handled(w.name, kRecord, kBool, kString, kString); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, a, b string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(a), interp.String(b))
			}
		}
	}
	if h := e.handled("pop3_data", kRecord, kBool, kString); h != nil {
		ev.POP3Data = func(c *packet.Conn, isOrig bool, data []byte) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(string(data)))
		}
	}
	if h := e.handled("pop3_starttls", kRecord); h != nil {
		ev.POP3StartTLS = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
}

func (e *engine) wireIMAP() {
	ev := &e.events.IMAPEvents
	if h := e.handled("imap_capabilities", kRecord, resolve.Vector); h != nil {
		ev.IMAPCapabilities = func(c *packet.Conn, capabilities []string) {
			var v interp.Value
			if len(h.params) > 1 {
				v = stringVector(h.params[1].Type, capabilities)
			}
			h.queue(e.conn(c), v)
		}
	}
	if h := e.handled("imap_starttls", kRecord); h != nil {
		ev.IMAPStartTLS = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
}
