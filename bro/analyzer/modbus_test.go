package analyzer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func (r *record) modbus(ev *Events) {
	ev.ModbusMessage = func(c *packet.Conn, h *ModbusHeader, o bool) {
		r.say("modbus %v %d.%d %d+%d", o, h.Transaction, h.Unit, h.Function, h.Len)
	}
	ev.ModbusException = func(c *packet.Conn, h *ModbusHeader, code uint64) { r.say("exception %d", code) }
	ev.ModbusFunction = func(c *packet.Conn, h *ModbusHeader, o bool, args []any) { r.say("%v", args) }
}

// modbus is a message of unit 7.
func modbus(tid byte, pdu string) string {
	return string([]byte{0, tid, 0, 0, 0, byte(len(pdu) + 1), 7}) + pdu
}

// modbusTalk runs messages, by turns, through a connection in pieces of a size.
func modbusTalk(t testing.TB, piece int, pdus ...string) []string {
	var turns []turn
	for i, p := range pdus {
		turns = append(turns, turn{i%2 == 0, p})
	}
	r := &record{}
	ev := r.events()
	r.modbus(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, 502, piece, turns))
	return r.lines
}

func TestModbus(t *testing.T) {
	for _, test := range []struct{ name, request, response, wantRequest, wantResponse string }{
		{"coils", "\x01\x00\x05\x00\x03", "\x01\x01\x05", "[5 3]", "[[true false true false false false false false]]"},
		{"discrete inputs", "\x02\x00\x05\x00\x03", "\x02\x00", "[5 3]", "[[]]"},
		{"holding registers", "\x03\x00\x05\x00\x02", "\x03\x04\x00\x01\xff\xfe", "[5 2]", "[[1 65534]]"},
		{"input registers", "\x04\x01\x00\x00\x01", "\x04\x02\x00\x09", "[256 1]", "[[9]]"},
		{"write a coil", "\x05\x00\x09\xff\x00", "\x05\x00\x09\x00\x00", "[9 true]", "[9 false]"},
		{"write a register", "\x06\x00\x09\x01\x02", "\x06\x00\x09\x01\x02", "[9 258]", "[9 258]"},
		{"diagnostics", "\x08\x00\x0bab", "\x08\x00\x0bcd", "[11 ab]", "[11 cd]"},
		{"write coils", "\x0f\x00\x05\x00\x0a\x02\x01\x02", "\x0f\x00\x05\x00\x0a",
			"[5 [true false false false false false false false false true]]", "[5 10]"},
		{"write registers", "\x10\x00\x05\x00\x02\x04\x00\x01\x00\x02", "\x10\x00\x05\x00\x02", "[5 [1 2]]", "[5 2]"},
		{"file records", "\x14\x0e\x06\x00\x04\x00\x01\x00\x02\x06\x00\x03\x00\x09\x00\x02", "\x14\x0c\x05\x06abcd\x05\x06efgh",
			"[14 [{6 4 1 2 } {6 3 9 2 }]]", "[12 [{6 0 0 5 abcd} {6 0 0 5 efgh}]]"},
		{"write file records", "\x15\x09\x06\x00\x04\x00\x07\x00\x01xy", "\x15\x09\x06\x00\x04\x00\x07\x00\x01xy", "[9 [{6 4 7 1 xy}]]", "[9 [{6 4 7 1 xy}]]"},
		{"mask", "\x16\x00\x04\x00\xf2\x00\x25", "\x16\x00\x04\x00\xf2\x00\x25", "[4 242 37]", "[4 242 37]"},
		{"read and write", "\x17\x00\x03\x00\x06\x00\x0e\x00\x01\x02\x00\xff", "\x17\x02\x00\xfe", "[3 6 14 [255]]", "[[254]]"},
		{"FIFO queue", "\x18\x04\xde", "\x18\x00\x06\x00\x02\x01\xb8\x12\x84", "[1246]", "[[440 4740]]"},
		{"encapsulated", "\x2b\x0e\x01\x00", "\x2b\x0ename", "[14 \x01\x00]", "[14 name]"},
	} {
		want := []string{
			fmt.Sprintf("modbus true 1.7 %d+%d", test.request[0], len(test.request)-1), test.wantRequest,
			"confirm MODBUS",
			fmt.Sprintf("modbus false 1.7 %d+%d", test.request[0], len(test.response)-1), test.wantResponse,
		}
		for _, piece := range []int{0, 1, 3, 9} {
			got := modbusTalk(t, piece, modbus(1, test.request), modbus(1, test.response))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s in pieces of %d (-want +got):\n%s", test.name, piece, diff)
			}
		}
	}
}

func TestModbusException(t *testing.T) {
	want := []string{"modbus true 1.7 3+4", "[5 2]", "confirm MODBUS", "modbus false 1.7 131+1", "exception 2", "modbus true 2.7 100+1"}
	if diff := cmp.Diff(want, modbusTalk(t, 0, modbus(1, "\x03\x00\x05\x00\x02"), modbus(1, "\x83\x02"), modbus(2, "\x64x"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestModbusMalformed(t *testing.T) {
	for _, test := range []struct{ name, message, want string }{
		{"another protocol", "GET / HTTP/1.1\r\n\r\n", "violate MODBUS: protocol identifier is not Modbus"},
		{"too long", "\x00\x01\x00\x00\x10\x01\x07\x01", "violate MODBUS: bad length of a Modbus message"},
		{"too short", "\x00\x01\x00\x00\x00\x01\x07\x01", "violate MODBUS: bad length of a Modbus message"},
		{"a coil of half a value", modbus(1, "\x05\x00\x09\x12\x34"), "violate MODBUS: truncated Modbus message"},
		{"fewer coils than promised", modbus(1, "\x0f\x00\x05\xff\xff\x01\xff"), "violate MODBUS: truncated Modbus message"},
		{"half a register", modbus(1, "\x10\x00\x05\x00\x01\x01\xff"), "violate MODBUS: truncated Modbus message"},
		{"a file record cut off", modbus(1, "\x15\x09\x06\x00\x04\x00\x07\xff\xffxy"), "violate MODBUS: truncated Modbus message"},
	} {
		if got := modbusTalk(t, 0, test.message); !slices.Contains(got, test.want) || slices.Contains(got, "confirm MODBUS") {
			t.Errorf("%s:\n%s\nwant %s", test.name, strings.Join(got, "\n"), test.want)
		}
	}
	if got := modbusTalk(t, 0, modbus(1, "\x01\x00\x05\x00\x03"), modbus(1, "\x14\x02\x00\x06")); !slices.Contains(got, "violate MODBUS: truncated Modbus message") {
		t.Errorf("a response of records of no length: %q", got)
	}
}

// After a gap the analyzer waits for a segment that is one message.
func TestModbusGap(t *testing.T) {
	ask := func(tid byte) turn { return turn{true, modbus(tid, "\x01\x00\x05\x00\x03")} }
	r := &record{}
	ev := r.events()
	r.modbus(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, 502, 0, []turn{ask(1), ask(2), {true, "xxxx"}, ask(4)}, 1))
	want := []string{"modbus true 1.7 1+4", "[5 3]", "gap true 13+12", "modbus true 4.7 1+4", "[5 3]"}
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzModbus(f *testing.F) {
	f.Add([]byte(modbus(1, "\x14\x0e\x06\x00\x04\x00\x01\x00\x02\x06\x00\x03\x00\x09\x00\x02")), []byte(modbus(1, "\x14\x0c\x05\x06abcd\x05\x06efgh")), 5)
	f.Add([]byte(modbus(1, "\x17\x00\x03\x00\x06\x00\x0e\x00\x01\x02\x00\xff")), []byte(modbus(1, "\x18\x00\x06\x00\x02\x01\xb8\x12\x84")), 1)
	f.Add([]byte(modbus(1, "\x0f\x00\x05\x00\x0a\x02\x01\x02")), []byte(modbus(1, "\x83\x02")), 3)
	f.Fuzz(func(t *testing.T, ask, answer []byte, piece int) {
		if piece <= 0 {
			piece = 1
		}
		r := &record{}
		ev := r.events()
		r.modbus(ev)
		s := NewSession(ev)
		in := &instance{proto: modbusProtocol()}
		a := &modbusAnalyzer{base: base{s, ev, &packet.Conn{}, in}}
		for i, data := range [][]byte{ask, answer} {
			for len(data) > 0 {
				n := min(piece, len(data))
				a.stream(i == 0, data[:n])
				data = data[n:]
				if k := len(a.sides[side(i == 0)].kept); k > MaxModbusMessage+modbusBefore {
					t.Fatalf("%d bytes kept, want at most %d", k, MaxModbusMessage+modbusBefore)
				}
			}
		}
	})
}
