package bro

import (
	"brig/bro/interp"
	"brig/bro/packet"
)

func (e *engine) wireSyslog() {
	if h := e.handled("syslog_message", kRecord, kCount, kCount, kString); h != nil {
		e.events.SyslogMessage = func(c *packet.Conn, facility, severity uint64, msg []byte) {
			h.queue(e.conn(c), interp.Count(facility), interp.Count(severity), interp.String(string(msg)))
		}
	}
}
