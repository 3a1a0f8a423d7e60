package analyzer

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func (r *record) ntp(ev *Events) {
	ev.NTPMessage = func(c *packet.Conn, isOrig bool, m *NTPMessage) {
		s := fmt.Sprintf("ntp %v version %d mode %d", isOrig, m.Version, m.Mode)
		auth := func(a *NTPAuth) {
			if a != nil {
				s += fmt.Sprintf(" key %d %q", a.KeyID, a.Digest)
			}
		}
		if p := m.Standard; p != nil {
			s += fmt.Sprintf(" stratum %d poll %g precision %g delay %g disp %g ref %q %q %v times %.2f %.2f %.2f %.2f exts %d", p.Stratum, p.Poll, p.Precision,
				p.RootDelay, p.RootDisp, p.KissCode, p.RefID, p.RefAddr, p.RefTime, p.OrigTime, p.RecvTime, p.TransTime, p.Extensions)
			auth(p.Auth)
		}
		if p := m.Control; p != nil {
			s += fmt.Sprintf(" op %d %v %v %v seq %d status %d assoc %d %q", p.OpCode, p.Response, p.Error, p.More, p.Sequence, p.Status, p.Association, p.Data)
			auth(p.Auth)
		}
		if p := m.Private; p != nil {
			s += fmt.Sprintf(" code %d auth %v seq %d impl %d err %d %q", p.Code, p.Auth, p.Sequence, p.Implementation, p.Err, p.Data)
		}
		r.say("%s", s)
	}
}

// datagrams runs payloads, of the originator first and then by turns, through a
// session with the well-known ports.
func datagrams(t testing.TB, port uint16, set func(*record, *Events), payloads ...string) *record {
	t.Helper()
	v := &conversation{t: t, sport: 4000, dport: port}
	for i, p := range payloads {
		v.udp(i%2 == 0, []byte(p))
	}
	r := &record{}
	ev := r.events()
	set(r, ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, v.frames)
	return r
}

// ntpStandard is a message of mode 4; what follows is appended.
func ntpStandard(stratum byte, ref string, more string) string {
	b := []byte{4<<3 | 4, stratum, 6, 0xfe, 0, 1, 0x80, 0, 0, 0, 0x40, 0}
	b = append(b, ref...)
	for i := range uint32(3) {
		b = binary.BigEndian.AppendUint32(b, 2208988800+100+i)
		b = binary.BigEndian.AppendUint32(b, 1<<31)
	}
	return string(b) + strings.Repeat("\x00", 8) + more
}

func TestNTP(t *testing.T) {
	const times = "times 100.50 101.50 102.50 0.00"
	for _, test := range []struct{ name, message, want string }{
		{"a reference's server", ntpStandard(1, "GPS\x00", ""),
			`stratum 1 poll 64 precision 0.25 delay 1.5 disp 0.25 ref "" "GPS\x00" invalid IP ` + times + " exts 0"},
		{"kiss of death", ntpStandard(0, "RATE", ""), `stratum 0 poll 64 precision 0.25 delay 1.5 disp 0.25 ref "RATE" "" invalid IP ` + times + " exts 0"},
		{"a follower with a key", ntpStandard(2, "\xc0\x00\x02\x01", "\x00\x00\x00\x09"+strings.Repeat("d", 16)),
			`stratum 2 poll 64 precision 0.25 delay 1.5 disp 0.25 ref "" "" 192.0.2.1 ` + times + ` exts 0 key 9 "dddddddddddddddd"`},
		{"an extension field and a key", ntpStandard(1, "PPS\x00", "\x01\x04\x00\x10"+strings.Repeat("e", 12)+"\x00\x00\x00\x01"+strings.Repeat("d", 20)),
			`stratum 1 poll 64 precision 0.25 delay 1.5 disp 0.25 ref "" "PPS\x00" invalid IP ` + times + ` exts 1 key 1 "dddddddddddddddddddd"`},
		{"control", "\x16\xe2\x00\x07\x00\x08\x00\x09\x00\x00\x00\x05a=b,c\x00\x00\x00", `op 2 true true true seq 7 status 8 assoc 9 "a=b,c"`},
		{"private", "\x17\x83\x03\x2a\x20\x02\x00\x03abcdefgh", `code 42 auth true seq 3 impl 3 err 2 "abcdef"`},
	} {
		r := datagrams(t, 123, (*record).ntp, test.message)
		if !strings.HasSuffix(strings.Join(r.lines, "\n"), test.want) || !r.has("confirm NTP") {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, strings.Join(r.lines, "\n"), test.want)
		}
	}
}

func TestNTPMalformed(t *testing.T) {
	whole := ntpStandard(1, "GPS\x00", "")
	for _, test := range []struct{ name, message string }{
		{"empty", ""},
		{"cut off", whole[:47]},
		{"an extension field beyond the end", whole + "\x01\x04\x01\x00" + strings.Repeat("e", 24)},
		{"an extension field without a length", whole + "\x01\x04\x00\x00" + strings.Repeat("e", 24)},
		{"more control data than there is", "\x16\x02\x00\x07\x00\x08\x00\x09\x00\x00\xff\xff"},
	} {
		r := datagrams(t, 123, (*record).ntp, test.message)
		if diff := cmp.Diff([]string{"violate NTP: truncated NTP message"}, r.lines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func FuzzNTP(f *testing.F) {
	f.Add([]byte(ntpStandard(1, "GPS\x00", "\x01\x04\x00\x10"+strings.Repeat("e", 12)+strings.Repeat("d", 24))))
	f.Add([]byte("\x16\xe2\x00\x07\x00\x08\x00\x09\x00\x00\x00\x05a=b,c\x00\x00\x00"))
	f.Add([]byte("\x17\x83\x03\x2a\x20\x02\x00\x03abcdefgh"))
	f.Fuzz(func(t *testing.T, msg []byte) {
		m := parseNTP(msg)
		if m != nil && m.Standard != nil && (len(msg) < 48 || m.Standard.Extensions > uint64(len(msg)/4)) {
			t.Fatalf("%+v from %d bytes", m.Standard, len(msg))
		}
	})
}
