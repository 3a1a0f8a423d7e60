package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

func (e *engine) wireRADIUS() {
	ev := &e.events.RADIUSEvents
	if h := e.handled("radius_attribute", kRecord, kCount, kString); h != nil {
		ev.RADIUSAttribute = func(c *packet.Conn, typ uint64, value string) {
			h.queue(e.conn(c), interp.Count(typ), interp.String(value))
		}
	}
	h := e.handled("radius_message", kRecord, kRecord)
	if h == nil {
		return
	}
	msg := h.shape(1, "code", "trans_id", "authenticator", "attributes")
	var attributes *resolve.Type
	if msg.t != nil && msg.at[3] >= 0 {
		attributes = msg.t.Fields[msg.at[3]].Type
	}
	ev.RADIUSMessage = func(c *packet.Conn, m *analyzer.RADIUSMessage) {
		var v, list interp.Value
		if attributes != nil && len(m.Attributes) > 0 {
			list = radiusAttributes(attributes, m.Attributes)
		}
		if msg.t != nil {
			v = msg.record(e.in, interp.Count(m.Code), interp.Count(m.ID), interp.String(string(m.Authenticator)), list)
		}
		h.queue(e.conn(c), v)
	}
}

// radiusAttributes makes a table of the values of each type.
func radiusAttributes(t *resolve.Type, list []analyzer.RADIUSAttribute) interp.Value {
	values := map[uint8]*interp.Vector{}
	table := interp.NewTable(t)
	for _, a := range list {
		v := values[a.Type]
		if v == nil {
			v = interp.NewVector(t.Elem)
			values[a.Type] = v
			table.Put([]interp.Value{interp.Count(uint64(a.Type))}, v.Value())
		}
		v.Append(interp.String(string(a.Value)))
	}
	return table.Value()
}
