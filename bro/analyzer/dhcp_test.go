package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) dhcp(ev *Events) {
	ev.DHCPMessage = func(c *packet.Conn, isOrig bool, m *DHCPMessage) {
		s := fmt.Sprintf("dhcp %v op %d type %d xid %d secs %d flags %d %v %v %v %v %x %q %q", isOrig, m.Op, m.Type, m.XID, m.Secs, m.Flags,
			m.Client, m.Your, m.Server, m.Relay, m.HardwareAddr, m.ServerName, m.File)
		for _, o := range m.Options {
			s += fmt.Sprintf(" %d=%q", o.Code, o.Data)
		}
		r.say("%s", s)
	}
}

// dhcpMessage is an offer with these options.
func dhcpMessage(options string) string {
	zeros := func(n int) string { return strings.Repeat("\x00", n) }
	return "\x02\x01\x06\x00\x00\x00\x00\x2a\x00\x05\x80\x00" +
		"\x00\x00\x00\x00\x0a\x00\x00\x07\x0a\x00\x00\x01\x0a\x00\x00\x02" +
		"\x00\x16\x3e\x01\x02\x03" + zeros(10) + "server" + zeros(58) + "boot" + zeros(124) + "\x63\x82\x53\x63" + options
}

func TestDHCP(t *testing.T) {
	r := datagrams(t, 67, (*record).dhcp, dhcpMessage("\x35\x01\x02\x00\x00\x0c\x04name\xff\x0c\x01x"))
	want := "confirm DHCP\n" + `dhcp true op 2 type 2 xid 42 secs 5 flags 32768 0.0.0.0 10.0.0.7 10.0.0.1 10.0.0.2 00163e010203 "server" "boot" 53="\x02" 12="name"`
	if got := strings.Join(r.lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	// The end may be missing, and BOOTP knows no type.
	if r := datagrams(t, 67, (*record).dhcp, dhcpMessage("")); !r.has("confirm DHCP") || !strings.Contains(r.lines[1], "type 0") {
		t.Errorf("without options: %q", r.lines)
	}
}

func TestDHCPMalformed(t *testing.T) {
	whole := dhcpMessage("\x35\x01\x02\xff")
	for _, test := range []struct{ name, message, want string }{
		{"empty", "", "truncated DHCP message"},
		{"cut off", whole[:239], "truncated DHCP message"},
		{"no cookie", whole[:236] + "\x63\x82\x53\x64", "bad DHCP cookie"},
		{"hardware address", "\x01\x01\x11" + whole[3:], "DHCP hardware address too long"},
		{"option without a length", whole[:240] + "\x35", "truncated DHCP option"},
		{"option beyond the end", whole[:240] + "\x0c\xffname", "truncated DHCP option"},
	} {
		if r := datagrams(t, 67, (*record).dhcp, test.message); len(r.lines) != 1 || r.lines[0] != "violate DHCP: "+test.want {
			t.Errorf("%s: %q, want %q", test.name, r.lines, test.want)
		}
	}
}

// TestDHCPServerFirst: what a server sends to a client's port is an answer.
func TestDHCPServerFirst(t *testing.T) {
	v := &conversation{t: t, sport: 67, dport: 68}
	v.udp(true, []byte(dhcpMessage("\x35\x01\x05\xff")))
	r := &record{}
	ev := r.events()
	r.dhcp(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, v.frames)
	if len(r.lines) != 2 || !strings.HasPrefix(r.lines[1], "dhcp false") {
		t.Errorf("%q", r.lines)
	}
}

func FuzzDHCP(f *testing.F) {
	f.Add([]byte(dhcpMessage("\x35\x01\x02\x00\x00\x0c\x04name\xff")))
	f.Add([]byte(dhcpMessage("\x0c\xffname")))
	f.Fuzz(func(t *testing.T, msg []byte) {
		m, wrong := parseDHCP(msg)
		if (m == nil) != (wrong != "") {
			t.Fatalf("%v, %q", m, wrong)
		}
		if m != nil && 2*len(m.Options) > len(msg)-240 {
			t.Fatalf("%d options in %d bytes", len(m.Options), len(msg))
		}
	})
}
