package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) snmp(ev *Events) {
	ev.SNMPPDU = func(c *packet.Conn, isOrig bool, h *SNMPHeader, p *SNMPPDU) {
		s := fmt.Sprintf("snmp %v version %d %q pdu %x id %d %d %d", isOrig, h.Version, h.Community, p.Tag, p.RequestID, p.ErrorStatus, p.ErrorIndex)
		if t := p.Trap; t != nil {
			s += fmt.Sprintf(" trap %s %v %d %d %d", t.Enterprise, t.Agent, t.Generic, t.Specific, t.Time)
		}
		for _, b := range p.Bindings {
			s += fmt.Sprintf(" %s=%x:%x", b.OID, b.Tag, b.Data)
		}
		r.say("%s", s)
	}
	ev.SNMPUnknownPDU = func(c *packet.Conn, isOrig bool, h *SNMPHeader, tag uint8) { r.say("unknown %x %v", tag, h.Scoped) }
	ev.SNMPEncryptedPDU = func(c *packet.Conn, isOrig bool, h *SNMPHeader) { r.say("encrypted %d flags %d", h.ID, h.Flags) }
	ev.SNMPUnknownVersion = func(c *packet.Conn, isOrig bool, version uint64) { r.say("version %d", version) }
}

// asn is a value of these parts.
func asn(tag byte, parts ...string) string {
	content := strings.Join(parts, "")
	if len(content) >= 0x80 {
		return string([]byte{tag, 0x82, byte(len(content) >> 8), byte(len(content))}) + content
	}
	return string([]byte{tag, byte(len(content))}) + content
}

func snmpV2(tag byte, bindings ...string) string {
	return asn(0x30, "\x02\x01\x01", asn(4, "public"), asn(tag, "\x02\x02\xff\x38\x02\x01\x00\x02\x01\x00", asn(0x30, bindings...)))
}

func snmpV3(data string) string {
	return asn(0x30, "\x02\x01\x03", asn(0x30, "\x02\x01\x09\x02\x02\x05\xdc\x04\x01\x03\x02\x01\x03"), asn(4, "params"), data)
}

func snmpBinding(value string) string {
	return asn(0x30, asn(6, "\x2b\x06\x01\x02\x01\x01\x01\x00"), value)
}

func TestSNMP(t *testing.T) {
	trap := asn(0x30, "\x02\x01\x00", asn(4, "c"), asn(0xa4, asn(6, "\x2b\x86\x48"), "\x40\x04\x0a\x00\x00\x01\x02\x01\x06\x02\x01\x07\x43\x02\x01\x00", asn(0x30)))
	for _, test := range []struct{ name, message, want string }{
		{"get", snmpV2(0xa0, snmpBinding("\x05\x00")), `snmp true version 1 "public" pdu a0 id -200 0 0 1.3.6.1.2.1.1.1.0=5:`},
		{"response", snmpV2(0xa2, snmpBinding(asn(4, "x")), snmpBinding("\x43\x01\x09")),
			`snmp true version 1 "public" pdu a2 id -200 0 0 1.3.6.1.2.1.1.1.0=4:78 1.3.6.1.2.1.1.1.0=43:09`},
		{"long", snmpV2(0xa2, snmpBinding(asn(4, strings.Repeat("x", 200)))), `snmp true version 1 "public" pdu a2 id -200 0 0 1.3.6.1.2.1.1.1.0=4:` + strings.Repeat("78", 200)},
		{"trap", trap, `snmp true version 0 "c" pdu a4 id 0 0 0 trap 1.3.840 10.0.0.1 6 7 256`},
		{"encrypted", snmpV3(asn(4, "secret")), "encrypted 9 flags 3"},
		{"scoped", snmpV3(asn(0x30, asn(4, "engine"), asn(4), asn(0xa9))), "unknown a9 true"},
		{"no scoped PDU", snmpV3(asn(5)), "unknown 5 false"},
		{"unknown PDU", asn(0x30, "\x02\x01\x00", asn(4), asn(0xaf)), "unknown af false"},
	} {
		r := datagrams(t, 161, (*record).snmp, test.message)
		if !r.has("confirm SNMP") || !r.has(test.want) {
			t.Errorf("%s: %q, want %q", test.name, r.lines, test.want)
		}
		for n := range len(test.message) {
			if r := datagrams(t, 161, (*record).snmp, test.message[:n]); len(r.lines) != 1 || r.lines[0] != "violate SNMP: malformed SNMP message" {
				t.Errorf("%s, %d bytes of it: %q", test.name, n, r.lines)
			}
		}
	}
	if r := datagrams(t, 161, (*record).snmp, asn(0x30, "\x02\x01\x07")); len(r.lines) != 1 || r.lines[0] != "version 7" {
		t.Errorf("another version: %q", r.lines)
	}
}

func TestSNMPValues(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", "0 false, 0 false,  false"},
		{"\xff", "-1 true, 255 true,  false"},
		{"\x00\xff\xff\xff\xff\xff\xff\xff\xff", "0 false, 18446744073709551615 true,  false"},
		{"\x2a", "42 true, 42 true, 1.2 true"},
		{"\x88\x37", "-30665 true, 34871 true, 2.999 true"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "0 false, 0 false,  false"},
	} {
		i, iok := SNMPInt([]byte(test.data))
		u, uok := SNMPUint([]byte(test.data))
		o, ook := SNMPOID([]byte(test.data))
		if got := fmt.Sprintf("%d %v, %d %v, %s %v", i, iok, u, uok, o, ook); got != test.want {
			t.Errorf("% x: %s, want %s", test.data, got, test.want)
		}
	}
}

func FuzzSNMP(f *testing.F) {
	f.Add([]byte(snmpV2(0xa2, snmpBinding(asn(4, "x")))))
	f.Add([]byte(snmpV3(asn(0x30, asn(4, "engine"), asn(4), asn(0xa8)))))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, ok := parseSNMP(data)
		if !ok || m.pdu == nil {
			return
		}
		if 4*len(m.pdu.Bindings) > len(data) {
			t.Fatalf("%d bindings in %d bytes", len(m.pdu.Bindings), len(data))
		}
		for _, b := range m.pdu.Bindings {
			SNMPInt(b.Data)
			SNMPUint(b.Data)
			if oid, ok := SNMPOID(b.Data); ok && len(oid) > 4*len(b.Data) {
				t.Fatalf("identifier of %d bytes from %d", len(oid), len(b.Data))
			}
		}
	})
}
