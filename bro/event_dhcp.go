package bro

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// A dhcpFormat makes the value of an option's data; unset if the data has not
// the option's form.
type dhcpFormat func(e *engine, t *resolve.Type, data []byte) interp.Value

// A dhcpField is an option that has a field in the record DHCP::Options.
type dhcpField struct {
	name   string
	format dhcpFormat
}

// dhcpFields are the options by their code (RFC 2132, 3004, 3046, 4702).
func dhcpFields() map[uint8]dhcpField {
	return map[uint8]dhcpField{
		1:   {"subnet_mask", dhcpAddr},
		2:   {"time_offset", dhcpInt},
		3:   {"routers", dhcpAddrs},
		4:   {"time_servers", dhcpAddrs},
		5:   {"name_servers", dhcpAddrs},
		6:   {"dns_servers", dhcpAddrs},
		12:  {"host_name", dhcpString},
		15:  {"domain_name", dhcpText},
		19:  {"forwarding", dhcpBool},
		28:  {"broadcast", dhcpAddr},
		42:  {"ntp_servers", dhcpAddrs},
		43:  {"vendor", dhcpString},
		44:  {"nbns", dhcpAddrs},
		50:  {"addr_request", dhcpAddr},
		51:  {"lease", dhcpSeconds},
		54:  {"serv_addr", dhcpAddr},
		55:  {"param_list", dhcpCodes},
		56:  {"message", dhcpString},
		57:  {"max_msg_size", dhcpCount16},
		58:  {"renewal_time", dhcpSeconds},
		59:  {"rebinding_time", dhcpSeconds},
		60:  {"vendor_class", dhcpString},
		61:  {"client_id", dhcpClientID},
		77:  {"user_class", dhcpString},
		81:  {"client_fqdn", dhcpClientFQDN},
		82:  {"sub_opt", dhcpSubOptions},
		116: {"auto_config", dhcpBool},
		252: {"auto_proxy_config", dhcpText},
	}
}

func (e *engine) wireDHCP() {
	h := e.handled("dhcp_message", kRecord, kBool, kRecord, kRecord)
	if h == nil {
		return
	}
	msg := h.shape(2, "op", "m_type", "xid", "secs", "flags", "ciaddr", "yiaddr", "siaddr", "giaddr", "chaddr", "sname", "file_n")
	fields := dhcpFields()
	e.events.DHCPMessage = func(c *packet.Conn, isOrig bool, m *analyzer.DHCPMessage) {
		var v, options interp.Value
		if msg.t != nil {
			v = msg.record(e.in, interp.Count(m.Op), interp.Count(m.Type), interp.Count(m.XID), interp.Interval(float64(m.Secs)),
				interp.Count(m.Flags), interp.Addr(m.Client), interp.Addr(m.Your), interp.Addr(m.Server), interp.Addr(m.Relay),
				interp.String(hardwareAddr(m.HardwareAddr)), interp.String(m.ServerName), interp.String(m.File))
		}
		if len(h.params) > 3 && h.params[3].Type.Kind == resolve.Record {
			options = e.dhcpOptions(h.params[3].Type, fields, m.Options)
		}
		h.queue(e.conn(c), interp.Bool(isOrig), v, options)
	}
}

// dhcpOptions makes a record DHCP::Options. Of an option that is there twice
// the last counts.
func (e *engine) dhcpOptions(t *resolve.Type, fields map[uint8]dhcpField, options []analyzer.DHCPOption) interp.Value {
	r := e.in.NewRecord(t)
	codes := make([]uint64, 0, len(options))
	for _, o := range options {
		codes = append(codes, uint64(o.Code))
		field, known := fields[o.Code]
		if !known {
			continue
		}
		if f := t.Field(field.name); f != nil {
			if v := field.format(e, f.Type, o.Data); v.IsSet() {
				r.SetAt(f.Index, v)
			}
		}
	}
	if f := t.Field("options"); f != nil {
		r.SetAt(f.Index, countVector(f.Type, codes))
	}
	return r.Value()
}

func dhcpAddr(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	if len(data) != 4 {
		return interp.Value{}
	}
	return interp.Addr(netip.AddrFrom4([4]byte(data)))
}

func dhcpAddrs(_ *engine, t *resolve.Type, data []byte) interp.Value {
	v := interp.NewVector(t)
	for ; len(data) >= 4; data = data[4:] {
		v.Append(interp.Addr(netip.AddrFrom4([4]byte(data[:4]))))
	}
	return v.Value()
}

func dhcpInt(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	if len(data) != 4 {
		return interp.Value{}
	}
	return interp.Int(int64(int32(binary.BigEndian.Uint32(data))))
}

func dhcpSeconds(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	if len(data) != 4 {
		return interp.Value{}
	}
	return interp.Interval(float64(binary.BigEndian.Uint32(data)))
}

func dhcpCount16(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	if len(data) != 2 {
		return interp.Value{}
	}
	return interp.Count(uint64(binary.BigEndian.Uint16(data)))
}

func dhcpBool(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	if len(data) != 1 {
		return interp.Value{}
	}
	return interp.Bool(data[0] != 0)
}

func dhcpString(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	return interp.String(string(data))
}

// dhcpText is a string that some end with zeros.
func dhcpText(_ *engine, _ *resolve.Type, data []byte) interp.Value {
	return interp.String(strings.TrimRight(string(data), "\x00"))
}

func dhcpCodes(_ *engine, t *resolve.Type, data []byte) interp.Value {
	codes := make([]uint64, len(data))
	for i, b := range data {
		codes[i] = uint64(b)
	}
	return countVector(t, codes)
}

func dhcpClientID(e *engine, t *resolve.Type, data []byte) interp.Value {
	if len(data) == 0 {
		return interp.Value{}
	}
	s := newShape(t, "hwtype", "hwaddr")
	return s.record(e.in, interp.Count(uint64(data[0])), interp.String(hardwareAddr(data[1:])))
}

func dhcpClientFQDN(e *engine, t *resolve.Type, data []byte) interp.Value {
	if len(data) < 3 {
		return interp.Value{}
	}
	const labels = 4 // flag E: the name is not text, but as in DNS (RFC 4702 2.1)
	name := string(data[3:])
	if data[0]&labels != 0 {
		name = labelled(data[3:])
	}
	s := newShape(t, "flags", "rcode1", "rcode2", "domain_name")
	return s.record(e.in, interp.Count(uint64(data[0])), interp.Count(uint64(data[1])), interp.Count(uint64(data[2])), interp.String(name))
}

// labelled is a name of labels with their lengths, in text form; it may lack its end.
func labelled(data []byte) string {
	var names []string
	for len(data) > 0 && data[0] != 0 {
		n := min(int(data[0]), len(data)-1)
		names = append(names, string(data[1:1+n]))
		data = data[1+n:]
	}
	return strings.Join(names, ".")
}

func dhcpSubOptions(e *engine, t *resolve.Type, data []byte) interp.Value {
	s := newShape(t.Elem, "code", "value")
	v := interp.NewVector(t)
	for len(data) >= 2 {
		n := int(data[1])
		if 2+n > len(data) {
			return interp.Value{}
		}
		v.Append(s.record(e.in, interp.Count(uint64(data[0])), interp.String(string(data[2:2+n]))))
		data = data[2+n:]
	}
	return v.Value()
}

// hardwareAddr is a hardware address of six or eight bytes in text form; others
// have none. Six bytes may be filled up with zeros.
func hardwareAddr(b []byte) string {
	switch {
	case len(b) >= 8 && (b[6] != 0 || b[7] != 0):
		b = b[:8]
	case len(b) == 6 || len(b) >= 8:
		b = b[:6]
	default:
		return ""
	}
	return strings.ReplaceAll(fmt.Sprintf("% x", b), " ", ":")
}
