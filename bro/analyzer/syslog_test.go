package analyzer

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func (r *record) syslog(ev *Events) {
	ev.SyslogMessage = func(c *packet.Conn, facility, severity uint64, msg []byte) {
		r.say("syslog %d %d %q", facility, severity, msg)
	}
}

func TestSyslog(t *testing.T) {
	for _, test := range []struct{ message, want string }{
		{"<133>Jun  5 12:00:00 host prog: text", `syslog 16 5 "Jun  5 12:00:00 host prog: text"`},
		{"<0>", `syslog 0 0 ""`},
		{"<191>x<1>", `syslog 23 7 "x<1>"`},
		{"no priority", `syslog 999 999 "no priority"`},
		{"", `syslog 999 999 ""`},
		{"<", `syslog 999 999 "<"`},
		{"<>x", `syslog 999 999 "<>x"`},
		{"<13", `syslog 999 999 "<13"`},
		{"<1 3>x", `syslog 999 999 "<1 3>x"`},
		{"<99999999999999999999999>x", `syslog 999 999 "<99999999999999999999999>x"`},
		{"<-1>x", `syslog 999 999 "<-1>x"`},
	} {
		r := datagrams(t, 514, (*record).syslog, test.message)
		if diff := cmp.Diff([]string{test.want}, r.lines); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.message, diff)
		}
	}
}

func FuzzSyslog(f *testing.F) {
	f.Add([]byte("<133>text"))
	f.Add([]byte("<9999>text"))
	f.Fuzz(func(t *testing.T, data []byte) {
		facility, severity, msg := parseSyslog(data)
		if !bytes.HasSuffix(data, msg) {
			t.Fatalf("%q is no end of %q", msg, data)
		}
		if facility > 999>>3 && facility != SyslogUnspecified || severity > 7 && severity != SyslogUnspecified {
			t.Fatalf("facility %d, severity %d", facility, severity)
		}
	})
}
