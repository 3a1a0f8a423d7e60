package bro

import (
	"brig/bro/interp"
	"brig/bro/packet"
)

func (e *engine) wireFTP() {
	ev := &e.events.FTPEvents
	if h := e.handled("ftp_request", kRecord, kString, kString); h != nil {
		ev.FTPRequest = func(c *packet.Conn, command, arg string) {
			h.queue(e.conn(c), interp.String(command), interp.String(arg))
		}
	}
	if h := e.handled("ftp_reply", kRecord, kCount, kString, kBool); h != nil {
		ev.FTPReply = func(c *packet.Conn, code uint64, msg string, cont bool) {
			h.queue(e.conn(c), interp.Count(code), interp.String(msg), interp.Bool(cont))
		}
	}
	if h := e.handled("ftp_starttls", kRecord); h != nil {
		ev.FTPStartTLS = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
}
