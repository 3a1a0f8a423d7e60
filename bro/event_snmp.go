package bro

import (
	"net/netip"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// snmpShapes are the record types of SNMP messages.
type snmpShapes struct {
	in                                  *interp.Interp
	header, v1, v2, v3, context         shape
	pdu, trap, bulk, binding, objectVal shape
	bindings                            *resolve.Type
}

func (e *engine) wireSNMP() {
	s := &snmpShapes{
		in:     e.in,
		header: newShape(e.in.Type("SNMP::Header"), "version", "v1", "v2", "v3"),
		v1:     newShape(e.in.Type("SNMP::HeaderV1"), "community"),
		v2:     newShape(e.in.Type("SNMP::HeaderV2"), "community"),
		v3: newShape(e.in.Type("SNMP::HeaderV3"), "id", "max_size", "flags", "auth_flag", "priv_flag", "reportable_flag",
			"security_model", "security_params", "pdu_context"),
		context:   newShape(e.in.Type("SNMP::ScopedPDU_Context"), "engine_id", "name"),
		pdu:       newShape(e.in.Type("SNMP::PDU"), "request_id", "error_status", "error_index", "bindings"),
		trap:      newShape(e.in.Type("SNMP::TrapPDU"), "enterprise", "agent", "generic_trap", "specific_trap", "time_stamp", "bindings"),
		bulk:      newShape(e.in.Type("SNMP::BulkPDU"), "request_id", "non_repeaters", "max_repetitions", "bindings"),
		binding:   newShape(e.in.Type("SNMP::Binding"), "oid", "value"),
		objectVal: newShape(e.in.Type("SNMP::ObjectValue"), "tag", "oid", "signed", "unsigned", "address", "octets"),
		bindings:  e.in.Type("SNMP::Bindings"),
	}
	for _, t := range []*resolve.Type{s.header.t, s.v1.t, s.v2.t, s.v3.t, s.context.t, s.pdu.t, s.trap.t, s.bulk.t, s.binding.t, s.objectVal.t, s.bindings} {
		if t == nil {
			return // scripts without these types handle no SNMP events
		}
	}
	ev := &e.events.SNMPEvents
	byTag := map[uint8]*handler{}
	for i, name := range []string{"snmp_get_request", "snmp_get_next_request", "snmp_response", "snmp_set_request", "snmp_trap",
		"snmp_get_bulk_request", "snmp_inform_request", "snmp_trapV2", "snmp_report"} { // in the order of their tags
		if h := e.handled(name, kRecord, kBool, kRecord, kRecord); h != nil {
			byTag[analyzer.SNMPGet+uint8(i)] = h
		}
	}
	if len(byTag) > 0 {
		ev.SNMPPDU = func(c *packet.Conn, isOrig bool, m *analyzer.SNMPHeader, p *analyzer.SNMPPDU) {
			if h := byTag[p.Tag]; h != nil {
				h.queue(e.conn(c), interp.Bool(isOrig), s.headerValue(m), s.pduValue(p))
			}
		}
	}
	unknown := e.handled("snmp_unknown_pdu", kRecord, kBool, kRecord, kCount)
	scoped := e.handled("snmp_unknown_scoped_pdu", kRecord, kBool, kRecord, kCount)
	ev.SNMPUnknownPDU = func(c *packet.Conn, isOrig bool, m *analyzer.SNMPHeader, tag uint8) {
		h := unknown
		if m.Version == analyzer.SNMPv3 && !m.Scoped {
			h = scoped
		}
		if h != nil {
			h.queue(e.conn(c), interp.Bool(isOrig), s.headerValue(m), interp.Count(uint64(tag)))
		}
	}
	if h := e.handled("snmp_encrypted_pdu", kRecord, kBool, kRecord); h != nil {
		ev.SNMPEncryptedPDU = func(c *packet.Conn, isOrig bool, m *analyzer.SNMPHeader) {
			h.queue(e.conn(c), interp.Bool(isOrig), s.headerValue(m))
		}
	}
	if h := e.handled("snmp_unknown_header_version", kRecord, kBool, kCount); h != nil {
		ev.SNMPUnknownVersion = func(c *packet.Conn, isOrig bool, version uint64) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(version))
		}
	}
}

func (s *snmpShapes) headerValue(m *analyzer.SNMPHeader) interp.Value {
	var v1, v2, v3 interp.Value
	switch m.Version {
	case analyzer.SNMPv1:
		v1 = s.v1.record(s.in, interp.String(m.Community))
	case analyzer.SNMPv2c:
		v2 = s.v2.record(s.in, interp.String(m.Community))
	case analyzer.SNMPv3:
		const auth, priv, reportable = 1, 2, 4 // RFC 3412 6.4
		var context interp.Value
		if m.Scoped {
			context = s.context.record(s.in, interp.String(m.EngineID), interp.String(m.ContextName))
		}
		v3 = s.v3.record(s.in, interp.Count(m.ID), interp.Count(m.MaxSize), interp.Count(m.Flags), interp.Bool(m.Flags&auth != 0),
			interp.Bool(m.Flags&priv != 0), interp.Bool(m.Flags&reportable != 0), interp.Count(m.SecurityModel),
			interp.String(m.SecurityParams), context)
	}
	return s.header.record(s.in, interp.Count(m.Version), v1, v2, v3)
}

func (s *snmpShapes) pduValue(p *analyzer.SNMPPDU) interp.Value {
	list := interp.NewVector(s.bindings)
	for _, b := range p.Bindings {
		list.Append(s.binding.record(s.in, interp.String(b.OID), s.object(b.Tag, b.Data)))
	}
	switch p.Tag {
	case analyzer.SNMPTrap:
		return s.trap.record(s.in, interp.String(p.Trap.Enterprise), interp.Addr(p.Trap.Agent), interp.Int(p.Trap.Generic),
			interp.Int(p.Trap.Specific), interp.Count(p.Trap.Time), list.Value())
	case analyzer.SNMPGetBulk:
		return s.bulk.record(s.in, interp.Int(p.RequestID), interp.Count(uint64(p.ErrorStatus)), interp.Count(uint64(p.ErrorIndex)), list.Value())
	}
	return s.pdu.record(s.in, interp.Int(p.RequestID), interp.Int(p.ErrorStatus), interp.Int(p.ErrorIndex), list.Value())
}

// object makes a value by its tag (RFC 3416 3). One whose data is not what the
// tag says has the tag only.
func (s *snmpShapes) object(tag uint8, data []byte) interp.Value {
	var oid, signed, unsigned, address, octets interp.Value
	switch tag {
	case 0x02: // INTEGER
		if n, ok := analyzer.SNMPInt(data); ok {
			signed = interp.Int(n)
		}
	case 0x04, 0x44: // OCTET STRING, Opaque
		octets = interp.String(string(data))
	case 0x06: // OBJECT IDENTIFIER
		if text, ok := analyzer.SNMPOID(data); ok {
			oid = interp.String(text)
		}
	case 0x40: // IpAddress
		if len(data) == 4 {
			address = interp.Addr(netip.AddrFrom4([4]byte(data)))
		}
	case 0x41, 0x42, 0x43, 0x46: // Counter32, Unsigned32, TimeTicks, Counter64
		if n, ok := analyzer.SNMPUint(data); ok {
			unsigned = interp.Count(n)
		}
	}
	return s.objectVal.record(s.in, interp.Count(uint64(tag)), oid, signed, unsigned, address, octets)
}
