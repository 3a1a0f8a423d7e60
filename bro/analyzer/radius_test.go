package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) radius(ev *Events) {
	ev.RADIUSMessage = func(c *packet.Conn, m *RADIUSMessage) {
		s := fmt.Sprintf("radius %d %d %q", m.Code, m.ID, m.Authenticator)
		for _, a := range m.Attributes {
			s += fmt.Sprintf(" %d=%q", a.Type, a.Value)
		}
		r.say("%s", s)
	}
	ev.RADIUSAttribute = func(c *packet.Conn, typ uint64, value string) { r.say("attribute %d %q", typ, value) }
}

// radiusMessage is an Access-Request with these attributes.
func radiusMessage(attributes string) string {
	return "\x01\x2a\x00" + string(rune(20+len(attributes))) + "0123456789abcdef" + attributes
}

func TestRADIUS(t *testing.T) {
	r := datagrams(t, 1812, (*record).radius, radiusMessage("\x01\x05ann\x04\x06\x0a\x00\x00\x01\x01\x02")+"padding")
	want := `confirm RADIUS
radius 1 42 "0123456789abcdef" 1="ann" 4="\n\x00\x00\x01" 1=""
attribute 1 "ann"
attribute 4 "\n\x00\x00\x01"
attribute 1 ""`
	if got := strings.Join(r.lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestRADIUSMalformed(t *testing.T) {
	whole := radiusMessage("\x01\x05ann")
	for _, test := range []struct{ name, message, want string }{
		{"empty", "", "truncated RADIUS message"},
		{"cut off", whole[:19], "truncated RADIUS message"},
		{"less than its length", whole[:24], "truncated RADIUS message"},
		{"length of less than a header", whole[:3] + "\x13" + whole[4:], "bad RADIUS length"},
		{"length beyond the limit", whole[:2] + "\x10\x01" + whole[4:], "bad RADIUS length"},
		{"no code", "\x00" + whole[1:], "bad RADIUS code"},
		{"attribute of length 1", radiusMessage("\x01\x01"), "bad RADIUS attribute"},
		{"attribute beyond the end", radiusMessage("\x01\x05an"), "bad RADIUS attribute"},
		{"attribute without a length", radiusMessage("\x01"), "bad RADIUS attribute"},
	} {
		if r := datagrams(t, 1812, (*record).radius, test.message); len(r.lines) != 1 || r.lines[0] != "violate RADIUS: "+test.want {
			t.Errorf("%s: %q, want %q", test.name, r.lines, test.want)
		}
	}
}

func FuzzRADIUS(f *testing.F) {
	f.Add([]byte(radiusMessage("\x01\x05ann\x04\x06\x0a\x00\x00\x01")))
	f.Add([]byte(radiusMessage("\x01\x01")))
	f.Fuzz(func(t *testing.T, msg []byte) {
		m, wrong := parseRADIUS(msg)
		if (m == nil) != (wrong != "") {
			t.Fatalf("%v, %q", m, wrong)
		}
		if m != nil && 2*len(m.Attributes) > len(msg)-20 {
			t.Fatalf("%d attributes in %d bytes", len(m.Attributes), len(msg))
		}
	})
}
