package packet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A watch records what a table tells.
type watch struct {
	table *Table
	calls []string
	conns []*Conn
	data  [2]strings.Builder
}

func newWatch() *watch {
	w := &watch{table: NewTable()}
	w.table.LikelyServer = func(proto uint8, port uint16) bool { return port == 80 }
	say := func(format string, args ...any) { w.calls = append(w.calls, fmt.Sprintf(format, args...)) }
	names := [changes]string{"established", "attempt", "rejected", "reset", "finished", "half finished",
		"partial close", "partial", "pending", "timeout", "reused", "SYN", "first ACK"}
	w.table.Handler = Handler{
		New:    func(c *Conn, p *Packet) { w.conns = append(w.conns, c); say("new") },
		Change: func(c *Conn, e Change) { say("%s", names[e]) },
		Stream: func(c *Conn, orig bool, b []byte) {
			i := 0
			if orig {
				i = 1
			}
			w.data[i].Write(b)
		},
		Gap:     func(c *Conn, orig bool, pos, n uint64) { say("gap %v %d+%d", orig, pos, n) },
		End:     func(c *Conn, orig bool) { say("end %v", orig) },
		Removed: func(c *Conn) { say("removed") },
		Weird:   func(c *Conn, name, addl string) { say("weird %s", name) },
	}
	return w
}

func (w *watch) frame(t testing.TB, at int64, b []byte) {
	t.Helper()
	var d Decoder
	var p Packet
	if drop := d.Decode(&Raw{Time: at, Data: b, WireLen: len(b), Link: LinkEthernet}, &p); drop != DropNone {
		t.Fatalf("dropped: %v", drop)
	}
	w.table.Timers.Expire(at)
	w.table.Process(&p)
}

func (w *watch) run(t testing.TB, segments []tcpSegment) {
	t.Helper()
	for _, s := range segments {
		w.frame(t, seconds(s.at), s.frame(t))
	}
}

// Sequence numbers of the tests: the originator's ISN is 100, the responder's
// 500.
var handshake = []tcpSegment{
	{at: 0, orig: true, flags: "S", seq: 100},
	{at: .1, flags: "SA", seq: 500, ack: 101},
	{at: .2, orig: true, flags: "A", seq: 101, ack: 501},
}

func after(s ...tcpSegment) []tcpSegment { return slices.Concat(handshake, s) }

func TestConnStates(t *testing.T) {
	finO := tcpSegment{at: 1, orig: true, flags: "FA", seq: 101, ack: 501}
	finR := tcpSegment{at: 1.1, flags: "FA", seq: 501, ack: 102}
	tests := []struct {
		state, history string
		segments       []tcpSegment
		calls          string
	}{
		{"S0", "S", handshake[:1], "new, SYN, pending, removed"},
		{"S1", "ShA", handshake, "new, SYN, established, first ACK, pending, removed"},
		{"SF", "ShAFf", after(finO, finR), "new, SYN, established, first ACK, end true, half finished, end false, finished, removed"},
		{"REJ", "Sr", []tcpSegment{handshake[0], {at: .1, flags: "RA", ack: 101}}, "new, SYN, rejected, removed"},
		{"S2", "ShAF", after(finO), "new, SYN, established, first ACK, end true, half finished, pending, removed"},
		{"S3", "ShAf", after(tcpSegment{at: 1, flags: "FA", seq: 501, ack: 101}), "new, SYN, established, first ACK, end false, half finished, pending, removed"},
		{"RSTO", "ShAR", after(tcpSegment{at: 1, orig: true, flags: "R", seq: 101}), "new, SYN, established, first ACK, reset, removed"},
		{"RSTR", "ShAr", after(tcpSegment{at: 1, flags: "R", seq: 501}), "new, SYN, established, first ACK, reset, removed"},
		{"RSTOS0", "SR", []tcpSegment{handshake[0], {at: .1, orig: true, flags: "R", seq: 101}}, "new, SYN, removed"},
		{"RSTRH", "^hr", []tcpSegment{handshake[1], {at: .2, flags: "R", seq: 501}}, "new, removed"},
		{"SH", "SF", []tcpSegment{handshake[0], {at: 1, orig: true, flags: "F", seq: 101}}, "new, SYN, weird inappropriate_FIN, end true, removed"},
		{"SHR", "^hf", []tcpSegment{handshake[1], {at: 1, flags: "F", seq: 501}}, "new, weird inappropriate_FIN, end false, removed"},
		{"OTH", "R", []tcpSegment{{at: .1, orig: true, flags: "R", seq: 101}}, "new, weird spontaneous_RST, removed"},
		{"RSTOS0", "SaR", []tcpSegment{handshake[0], {at: .1, flags: "A", seq: 9, ack: 7}, {at: .2, orig: true, flags: "R", seq: 101}},
			"new, SYN, weird TCP_ack_underflow_or_misorder, reset, removed"},
		{"OTH", "SaFR", []tcpSegment{handshake[0], {at: .1, flags: "A", seq: 9, ack: 7}, {at: .2, orig: true, flags: "FA", seq: 101, ack: 9}, {at: .3, orig: true, flags: "R", seq: 102}},
			"new, SYN, weird TCP_ack_underflow_or_misorder, end true, half finished, reset, removed"},
		{"OTH", "DdA", []tcpSegment{
			{at: 0, orig: true, flags: "PA", seq: 9, ack: 7, data: "x"},
			{at: .1, flags: "PA", seq: 7, ack: 10, data: "yz"},
			{at: .2, orig: true, flags: "A", seq: 10, ack: 9},
		}, "new, partial, pending, removed"},
	}
	for _, tt := range tests {
		t.Run(tt.state+" "+tt.history, func(t *testing.T) {
			w := newWatch()
			w.run(t, tt.segments)
			w.table.Flush()
			if len(w.conns) != 1 {
				t.Fatalf("got %d connections, want 1", len(w.conns))
			}
			c := w.conns[0]
			if got := c.ConnState() + " " + c.History(); got != tt.state+" "+tt.history {
				t.Errorf("got %s, want %s %s", got, tt.state, tt.history)
			}
			if diff := cmp.Diff(tt.calls, strings.Join(w.calls, ", ")); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if c.Orig.Addr != client || c.Orig.Port != 1000 || c.Resp.Addr != server || c.Resp.Port != 80 {
				t.Errorf("got %v:%d > %v:%d", c.Orig.Addr, c.Orig.Port, c.Resp.Addr, c.Resp.Port)
			}
		})
	}
}

func TestStreamsAndSizes(t *testing.T) {
	data := func(at float64, seq uint32, s string) tcpSegment {
		return tcpSegment{at: at, orig: true, flags: "PA", seq: seq, ack: 501, data: s}
	}
	ack := func(at float64, n uint32) tcpSegment {
		return tcpSegment{at: at, flags: "A", seq: 501, ack: n}
	}
	fin := tcpSegment{at: 3, orig: true, flags: "FA", seq: 107, ack: 501}
	tests := []struct {
		name, data, history string
		segments            []tcpSegment
		size, missed        uint64
	}{
		{"in order", "abcdef", "ShADaF", after(data(1, 101, "abc"), data(1.1, 104, "def"), ack(2, 107), fin), 6, 0},
		{"out of order", "abcdef", "ShADTaF", after(data(1, 104, "def"), data(1.1, 101, "abc"), ack(2, 107), fin), 6, 0},
		{"retransmitted", "abcdef", "ShADTF", after(data(1, 101, "abc"), data(1.1, 101, "abc"), data(1.2, 104, "def"), fin), 6, 0},
		{"first data wins", "abcdef", "ShADF", after(data(1, 103, "cd"), data(1.1, 101, "abXXef"), fin), 6, 0},
		{"acknowledged hole", "def", "ShADaGF", after(data(1, 104, "def"), ack(2, 107), fin), 6, 3},
		{"hole at the end", "adef", "ShADFG", after(data(1, 101, "a"), data(1.1, 104, "def"), fin), 6, 2},
		{"nothing captured", "", "ShAaGF", after(ack(2, 107), fin), 6, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWatch()
			w.run(t, tt.segments)
			w.table.Flush()
			c := w.conns[0]
			if got := w.data[1].String(); got != tt.data {
				t.Errorf("got data %q, want %q", got, tt.data)
			}
			if c.Size(true) != tt.size || c.Missed(true) != tt.missed || c.History() != tt.history {
				t.Errorf("got size %d, missed %d, history %s, want %d, %d, %s", c.Size(true), c.Missed(true), c.History(), tt.size, tt.missed, tt.history)
			}
		})
	}
}

// Sequence numbers wrap round; a connection of more than 4 GiB is followed.
func TestSequenceWrapAround(t *testing.T) {
	w := newWatch()
	const isn, step, steps = 0xffff_fff0, 1 << 30, 9
	w.run(t, []tcpSegment{
		{at: 0, orig: true, flags: "S", seq: isn},
		{at: .1, flags: "SA", seq: 500, ack: isn + 1},
		{at: .2, orig: true, flags: "PA", seq: isn + 1, ack: 501, data: strings.Repeat("x", 100)},
	})
	if got := w.data[1].Len(); got != 100 {
		t.Fatalf("got %d bytes over the wrap, want 100", got)
	}
	seq := uint32(isn)
	seq += 101
	for i := range steps { // the capture misses nearly all of it, the receiver does not
		seq += step
		w.run(t, []tcpSegment{{at: 1 + float64(i), flags: "A", seq: 501, ack: seq}})
	}
	w.run(t, []tcpSegment{{at: 20, orig: true, flags: "PA", seq: seq, ack: 501, data: "end"}})
	w.table.Flush()
	c := w.conns[0]
	if want := uint64(steps*step + 103); c.Size(true) != want || c.Missed(true) != want-103 {
		t.Errorf("got size %d, missed %d, want %d, %d", c.Size(true), c.Missed(true), want, want-103)
	}
	if got := w.data[1].String(); !strings.HasSuffix(got, "xend") {
		t.Errorf("got data ending in %q, want xend", got[len(got)-4:])
	}
}

func TestTimeouts(t *testing.T) {
	syn := handshake[0].frame(t)
	udp := udpFrame(t, client, server, 9999, 9, "x")
	tests := []struct {
		name     string
		segments [][]byte
		gone     float64
		last     string
	}{
		{"attempt", [][]byte{syn}, 5, "attempt, removed"},
		{"UDP", [][]byte{udp}, 60, "timeout, removed"},
		{"TCP", [][]byte{syn, handshake[1].frame(t)}, 300, "timeout, removed"},
		{"reset", [][]byte{syn, tcpSegment{flags: "RA", ack: 101}.frame(t)}, .1, "rejected, removed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWatch()
			for _, f := range tt.segments {
				w.frame(t, seconds(0), f)
			}
			w.table.Timers.Expire(seconds(tt.gone) - 1)
			if w.table.Stats.Active != 1 {
				t.Fatalf("gone before its time: %v", w.calls)
			}
			w.table.Timers.Expire(seconds(tt.gone))
			if got := strings.Join(w.calls, ", "); w.table.Stats.Active != 0 || !strings.HasSuffix(got, tt.last) {
				t.Errorf("got %s, want ... %s", got, tt.last)
			}
		})
	}
}

// An active connection is not timed out, however many timers ran out meanwhile.
func TestInactivityFollowsPackets(t *testing.T) {
	w := newWatch()
	udp := udpFrame(t, client, server, 9999, 9, "x")
	for i := range 10 {
		w.frame(t, seconds(float64(i*59)), udp)
	}
	if len(w.conns) != 1 || w.conns[0].Orig.Packets != 10 || w.conns[0].Size(true) != 10 {
		t.Errorf("got %d connections, the first with %d packets, want 1 with 10", len(w.conns), w.conns[0].Orig.Packets)
	}
	w.conns[0].SetInactivityTimeout(time.Hour)
	w.frame(t, seconds(9*59+3000), udp)
	if len(w.conns) != 1 {
		t.Errorf("timed out in spite of its own timeout")
	}
}

func TestReuse(t *testing.T) {
	w := newWatch()
	w.run(t, after(
		tcpSegment{at: 1, orig: true, flags: "FA", seq: 101, ack: 501},
		tcpSegment{at: 1.1, flags: "FA", seq: 501, ack: 102},
		tcpSegment{at: 1.2, orig: true, flags: "S", seq: 9000}))
	w.table.Flush()
	if len(w.conns) != 2 || w.conns[0].ConnState() != "SF" || w.conns[1].ConnState() != "S0" {
		t.Errorf("got %d connections, want SF and S0", len(w.conns))
	}
	if !slices.Contains(w.calls, "reused") || !slices.Contains(w.calls, "weird premature_connection_reuse") {
		t.Errorf("got %v, want reused", w.calls)
	}
}

func TestBadChecksumIsNotAnalyzed(t *testing.T) {
	w := newWatch()
	w.run(t, handshake)
	bad := tcpSegment{orig: true, flags: "PA", seq: 101, ack: 501, data: "abc"}.frame(t)
	bad[14+20+20] ^= 1
	for range 11 {
		w.frame(t, seconds(1), bad)
	}
	c := w.conns[0]
	if c.Size(true) != 0 || w.data[1].Len() != 0 || c.History() != "ShACC" || c.Orig.Packets != 2 || c.Duration() != 200*time.Millisecond {
		t.Errorf("got size %d, history %s, %d packets, want 0, ShACC (1st and 10th), 2", c.Size(true), c.History(), c.Orig.Packets)
	}
}

// The servers' side comes first: a heuristic turns the connection round.
func TestFlip(t *testing.T) {
	w := newWatch()
	w.table.LikelyServer = func(proto uint8, port uint16) bool { return port == 53 }
	w.frame(t, seconds(0), udpFrame(t, server, client, 53, 4000, "answer"))
	w.frame(t, seconds(1), udpFrame(t, client, server, 4000, 53, "question"))
	c := w.conns[0]
	if c.Orig.Addr != client || c.Resp.Port != 53 || c.History() != "^dD" || c.ConnState() != "SF" || c.Size(false) != 6 {
		t.Errorf("got %v > %v:%d %s %s, want 10.1.0.1 > 10.2.0.2:53 ^dD SF", c.Orig.Addr, c.Resp.Addr, c.Resp.Port, c.History(), c.ConnState())
	}
}

// What a skip ratio drops, every larger one drops too, and the share is right.
func TestSkipRatio(t *testing.T) {
	const conns = 2000
	skipped := func(ratio float64) map[int]bool {
		w := newWatch()
		w.table.Seed = 42
		w.table.SkipRatio = ratio
		for i := range conns {
			w.frame(t, seconds(float64(i)/1000), udpFrame(t, client, server, uint16(1000+i), 9, "x"))
		}
		m := map[int]bool{}
		for i, c := range w.conns {
			if c.Skipped {
				m[i] = true
			}
		}
		if w.table.Stats.Skipped != uint64(len(m)) || w.table.Stats.SkippedPackets != uint64(len(m)) {
			t.Errorf("ratio %v: statistics say %d, %d packets; want %d", ratio, w.table.Stats.Skipped, w.table.Stats.SkippedPackets, len(m))
		}
		return m
	}
	previous := skipped(0)
	if len(previous) != 0 {
		t.Errorf("ratio 0 skips %d", len(previous))
	}
	for _, ratio := range []float64{.05, .3, .5, .95, 1} {
		m := skipped(ratio)
		for i := range previous {
			if !m[i] {
				t.Errorf("connection %d is skipped at a lower ratio but not at %v", i, ratio)
			}
		}
		if got := float64(len(m)) / conns; got < ratio-.04 || got > ratio+.04 {
			t.Errorf("ratio %v skips %v", ratio, got)
		}
		previous = m
	}
	if len(previous) != conns {
		t.Errorf("ratio 1 skips %d of %d", len(previous), conns)
	}
}

// Uids are part of every log: they may not change from release to release.
func TestUID(t *testing.T) {
	seen := map[string]bool{}
	for i := range uint64(10000) {
		u := UID('C', 1, i)
		if seen[u] || u[0] != 'C' || len(u) > 18 {
			t.Fatalf("UID(1, %d) = %q: duplicate or malformed", i, u)
		}
		seen[u] = true
	}
	got := []string{UID('C', 0, 1), UID('C', 0, 2), UID('C', 7, 1), UID('F', 0, 1)}
	want := []string{"C1335wu7qHDni6nKZZ", "C1sfSrjZkrroiPvCef", "C1A1ef1LU8DC6LUWSZ", "FWWBRS0j4V720OFrw"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("uids (-want +got):\n%s", diff)
	}
}

func TestTimersOrder(t *testing.T) {
	var q Timers
	var got []string
	add := func(name string, at int64) *Timer {
		tm := &Timer{Owner: expirerFunc(func(int64) { got = append(got, name) })}
		q.Start(tm, at)
		return tm
	}
	add("c", 3)
	add("a1", 1)
	stopped := add("x", 1)
	add("a2", 1)
	moved := add("m", 2)
	add("b", 2)
	q.Start(moved, 2) // set again: behind b
	q.Stop(stopped)
	q.Stop(stopped)
	add("late", 9)
	q.Expire(3)
	if diff := cmp.Diff([]string{"a1", "a2", "b", "m", "c"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if q.Len() != 1 {
		t.Errorf("%d timers left, want 1", q.Len())
	}
}

type expirerFunc func(int64)

func (f expirerFunc) Expire(now int64) { f(now) }

// Data that is sent again with other bytes is told of, in what is not
// acknowledged and in the old segments that are kept; never otherwise.
func TestInconsistentRetransmission(t *testing.T) {
	data := func(seq uint32, s string) tcpSegment {
		return tcpSegment{at: 1, orig: true, flags: "PA", seq: seq, ack: 501, data: s}
	}
	ack := tcpSegment{at: 1, flags: "A", seq: 501, ack: 107}
	for _, tt := range []struct {
		name     string
		old      int
		segments []tcpSegment
		want     string
	}{
		{"the same", 0, []tcpSegment{data(101, "abcdef"), data(101, "abc"), data(103, "cdefgh")}, ""},
		{"other bytes", 0, []tcpSegment{data(101, "abcdef"), data(103, "cXef")}, "cdef/cXef"},
		{"in the hole's rest", 0, []tcpSegment{data(104, "def"), data(103, "cdXf")}, "def/dXf"},
		{"two segments", 0, []tcpSegment{data(101, "ab"), data(103, "cd"), data(102, "XY")}, "c/Y b/X"},
		{"acknowledged", 0, []tcpSegment{data(101, "abcdef"), ack, data(101, "XXXXXX")}, ""},
		{"acknowledged, kept", 1, []tcpSegment{data(101, "abcdef"), ack, data(101, "XXXXXX")}, "abcdef/XXXXXX"},
		{"acknowledged, one of two kept", 1, []tcpSegment{data(101, "abc"), data(104, "def"), ack, data(101, "XXXXXX")}, "def/XXX"},
	} {
		w := newWatch()
		var got []string
		w.table.OldSegments = tt.old
		w.table.Handler.Inconsistent = func(c *Conn, orig bool, had, now []byte, flags uint8) {
			if !orig || flags != PSH|ACK {
				t.Errorf("%s: of the originator %v, flags %#x", tt.name, orig, flags)
			}
			got = append(got, string(had)+"/"+string(now))
		}
		w.run(t, after(tt.segments...))
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSentIsBounded(t *testing.T) {
	s := &sent{old: 1 << 20}
	pos := uint64(0)
	for i := range 2000 {
		n := 1 + i%1460
		s.add(pos, make([]byte, n))
		pos += uint64(n)
		if i%3 == 0 {
			s.ack(pos - 700)
		}
		held := 0
		for _, seg := range s.segments {
			held += len(seg.data)
		}
		if held != s.bytes || held > MaxSentBytes || len(s.segments) > MaxSentSegments || s.acked > len(s.segments) {
			t.Fatalf("%d bytes in %d segments, %d acknowledged, counted %d", held, len(s.segments), s.acked, s.bytes)
		}
	}
}

// Odd ways for a connection to go, and what is made of them.
func TestOddConnections(t *testing.T) {
	data := func(at float64, orig bool, seq, ack uint32, s string) tcpSegment {
		return tcpSegment{at: at, orig: orig, flags: "PA", seq: seq, ack: ack, data: s}
	}
	tests := []struct {
		name       string
		segments   []tcpSegment
		summary    string // state, history, sizes
		orig, resp string // data
		weird      string
	}{
		{"simultaneous open", []tcpSegment{
			{at: 0, orig: true, flags: "S", seq: 100},
			{at: .1, flags: "S", seq: 500},
			{at: .2, orig: true, flags: "SA", seq: 100, ack: 501},
			{at: .3, flags: "SA", seq: 500, ack: 101},
			data(1, true, 101, 501, "hi"),
		}, "S1 SsD 2 0", "hi", "", ""},
		{"fast open: data in the SYN", []tcpSegment{
			{at: 0, orig: true, flags: "S", seq: 100, data: "early"},
			{at: .1, flags: "SA", seq: 500, ack: 106},
			data(.2, true, 106, 501, "late"),
		}, "S1 ShD 9 0", "earlylate", "", "SYN_with_data"},
		{"keep-alive: the last byte again", after(
			data(1, true, 101, 501, "abc"),
			tcpSegment{at: 1.1, flags: "A", seq: 501, ack: 104},
			data(60, true, 103, 501, "c"),
			tcpSegment{at: 60.1, flags: "A", seq: 501, ack: 104},
		), "S1 ShADaT 3 0", "abc", "", ""},
		{"zero window and probes", after(
			tcpSegment{at: 1, flags: "AW", seq: 501, ack: 101},
			data(2, true, 101, 501, "p"),
			tcpSegment{at: 2.1, flags: "AW", seq: 501, ack: 101},
			data(4, true, 101, 501, "p"),
		), "S1 ShAawDT 1 0", "p", "", ""},
		{"retransmitted SYN", []tcpSegment{handshake[0], {at: 1, orig: true, flags: "S", seq: 100}, {at: 1.1, flags: "SA", seq: 500, ack: 101}}, "S1 Sh 0 0", "", "", ""},
		{"SYN with another number", []tcpSegment{handshake[0], {at: 1, orig: true, flags: "S", seq: 4000}, {at: 1.1, flags: "SA", seq: 500, ack: 4001}, data(2, true, 4001, 501, "x")},
			"S1 ShD 1 0", "x", "", "SYN_seq_jump"},
		{"a SYN in the middle that nothing preceded", []tcpSegment{
			{at: 0, orig: true, flags: "PA", seq: 101, ack: 501, data: "x"}, {at: .1, orig: true, flags: "S", seq: 7000},
		}, "S0 DS 6900 0", "x", "", "SYN_after_partial"},
		{"before the start", after(data(1, true, 90, 501, "x")), "S1 ShADT 0 0", "", "", "TCP_seq_underflow_or_misorder"},
		{"acknowledges what was before the start", after(data(1, true, 101, 400, "x")), "S1 ShAD 1 0", "x", "", "TCP_ack_underflow_or_misorder"},
		{"SYN-ACK for another SYN", []tcpSegment{handshake[0], {at: 1, flags: "SA", seq: 500, ack: 4000}}, "S1 ShG 3899 0", "", "", "bad_SYN_ack"},
		{"SYN again, with an ACK", []tcpSegment{handshake[0], {at: 1, orig: true, flags: "SA", seq: 100, ack: 7}}, "S0 S 0 0", "", "", "repeated_SYN_with_ack"},
		{"answers that went another way", []tcpSegment{handshake[0], data(1, true, 101, 501, "x")}, "S0 SD 1 0", "x", "", "possible_split_routing"},
		{"data before the answer", []tcpSegment{handshake[0], {at: 1, orig: true, flags: "P", seq: 101, data: "x"}}, "S0 SD 1 0", "x", "", "data_before_established"},
		{"SYN after the end", after(
			tcpSegment{at: 1, orig: true, flags: "R", seq: 101},
			tcpSegment{at: 1.01, flags: "SA", seq: 500, ack: 101},
			tcpSegment{at: 1.02, orig: true, flags: "SA", seq: 100, ack: 501},
		), "RSTO ShAR 0 0", "", "", "SYN_after_reset"},
		{"FIN after RST", after(
			tcpSegment{at: 1, orig: true, flags: "R", seq: 101},
			tcpSegment{at: 1.02, orig: true, flags: "FA", seq: 101, ack: 501},
		), "RSTO ShARF 0 0", "", "", "FIN_after_reset"},
		{"a FIN, another one further on", after(
			tcpSegment{at: 1, orig: true, flags: "FA", seq: 101, ack: 501},
			tcpSegment{at: 1.02, orig: true, flags: "FA", seq: 111, ack: 501},
		), "S2 ShAFF 10 0", "", "", "FIN_advanced_last_seq"},
		{"RSTs at two places", after(
			tcpSegment{at: 1, orig: true, flags: "R", seq: 101},
			tcpSegment{at: 1.01, orig: true, flags: "R", seq: 101},
			tcpSegment{at: 1.02, orig: true, flags: "R", seq: 102},
		), "RSTO ShARR 0 0", "", "", ""},
		{"much above a hole, nothing acknowledged", after(data(1, true, 102, 501, strings.Repeat("x", 9000)), data(2, true, 9102, 501, strings.Repeat("x", 9000)), data(3, true, 101, 501, "y")),
			"S1 ShADT 18001 0", "", "", "above_hole_data_without_any_acks"},
		{"SYN inside", after(data(1, true, 101, 501, "x"), tcpSegment{at: 2, orig: true, flags: "S", seq: 77_000_000}), "S1 ShADS 1 0", "x", "", "SYN_inside_connection"},
		{"data after FIN", after(
			tcpSegment{at: 1, orig: true, flags: "FA", seq: 101, ack: 501},
			data(2, true, 150, 501, "late"),
		), "S2 ShAFD 52 0", "", "", ""},
		{"data after RST", after(
			tcpSegment{at: 1, orig: true, flags: "R", seq: 101},
			data(1.01, true, 101, 501, "late"),
		), "RSTO ShARD 0 0", "late", "", "data_after_reset"},
		{"FIN retransmitted", after(
			tcpSegment{at: 1, orig: true, flags: "FA", seq: 101, ack: 501},
			tcpSegment{at: 2, orig: true, flags: "FA", seq: 101, ack: 501},
			tcpSegment{at: 3, flags: "FA", seq: 501, ack: 102},
		), "SF ShAFf 0 0", "", "", ""},
		{"more than 2 GB between SYN and FIN", after(tcpSegment{at: 1, orig: true, flags: "FA", seq: 3_000_000_101, ack: 501}), "S2 ShAF 3000000000 0", "", "", ""},
		{"FIN and RST at once", after(tcpSegment{at: 1, orig: true, flags: "FRA", seq: 101, ack: 501}), "RSTO ShAI 0 0", "", "", ""},
		{"SYN and FIN at once", []tcpSegment{{at: 0, orig: true, flags: "SF", seq: 100}}, "SH Q 0 0", "", "", ""},
		{"christmas tree", []tcpSegment{{at: 0, orig: true, flags: "SFRP", seq: 100}}, "OTH Q 0 0", "", "", "TCP_christmas"},
		{"half-open: a RST answers data", []tcpSegment{data(0, true, 101, 501, "old"), {at: .1, flags: "R", seq: 501}}, "RSTRH Dr 3 0", "old", "", ""},
		{"the answers only", []tcpSegment{
			{at: .1, flags: "SA", seq: 500, ack: 101},
			data(1, false, 501, 106, "answer"),
			tcpSegment{at: 2, flags: "FA", seq: 507, ack: 106},
		}, "SHR ^hdf 5 6", "", "answer", ""},
		{"the questions only", []tcpSegment{
			handshake[0], handshake[2],
			data(1, true, 101, 501, "question"),
			tcpSegment{at: 2, orig: true, flags: "FA", seq: 109, ack: 507},
		}, "SH SADF 8 6", "question", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWatch()
			w.run(t, tt.segments)
			c := w.conns[0]
			got := fmt.Sprintf("%s %s %d %d", c.ConnState(), c.History(), c.Size(true), c.Size(false))
			w.table.Flush()
			if got != tt.summary {
				t.Errorf("got %s, want %s", got, tt.summary)
			}
			if w.data[1].String() != tt.orig || w.data[0].String() != tt.resp || len(w.conns) != 1 {
				t.Errorf("got %q, %q in %d connections, want %q, %q in one", w.data[1].String(), w.data[0].String(), len(w.conns), tt.orig, tt.resp)
			}
			if tt.weird != "" && !slices.Contains(w.calls, "weird "+tt.weird) {
				t.Errorf("got %v, want weird %s", w.calls, tt.weird)
			}
		})
	}
}

// Many connections with holes cannot make the table keep more than its limit.
func TestBufferedTogetherIsBounded(t *testing.T) {
	table := NewTable()
	delivered := uint64(0)
	table.Handler.Stream = func(c *Conn, orig bool, data []byte) { delivered += uint64(len(data)) }
	payload := make([]byte, 60000)
	p := Packet{Version: 4, Proto: ProtoTCP, DstPort: 80, IPLen: len(payload), Len: len(payload), Payload: payload}
	p.src, p.dst = [16]byte{1}, [16]byte{2}
	sent := uint64(0)
	for port := range uint16(400) {
		for n := range uint32(17) { // just below the limit of one connection
			p.SrcPort, p.TCP.Flags, p.TCP.Seq = 1000+port, ACK, 1000+n*60001
			if n == 0 {
				q := p
				q.TCP.Flags, q.TCP.Seq, q.Len, q.Payload = SYN, 0, 0, nil
				table.Process(&q)
				q.TCP.Flags, q.TCP.Seq, q.Len, q.Payload = ACK, 1, 1, payload[:1]
				table.Process(&q)
				sent++
				q.src, q.dst, q.SrcPort, q.DstPort = p.dst, p.src, p.DstPort, p.SrcPort
				q.TCP.Ack, q.Len, q.Payload = 2, 0, nil
				table.Process(&q)
			}
			table.Process(&p)
			sent += uint64(len(payload))
			if table.Buffered() > MaxBuffered {
				t.Fatalf("%d bytes kept", table.Buffered())
			}
		}
	}
	if held := table.Buffered(); held < MaxBuffered/2 || table.Stats.StreamOverflows == 0 {
		t.Errorf("%d bytes kept, %d overflows", held, table.Stats.StreamOverflows)
	}
	table.Flush()
	if table.Buffered() != 0 || delivered != sent {
		t.Errorf("%d bytes kept after Flush, %d of %d delivered", table.Buffered(), delivered, sent)
	}
}

func TestStorms(t *testing.T) {
	for _, flag := range []string{"F", "R"} {
		w := newWatch()
		w.run(t, handshake)
		for i := range stormSize - 1 {
			w.run(t, []tcpSegment{{at: 1 + float64(i)/1e5, orig: true, flags: flag, seq: 101}})
		}
		name := "weird " + map[string]string{"F": "FIN_storm", "R": "RST_storm"}[flag]
		if slices.Contains(w.calls, name) {
			t.Errorf("%s: told after %d", flag, stormSize-1)
		}
		w.run(t, []tcpSegment{{at: 1.01, orig: true, flags: flag, seq: 101}})
		if !slices.Contains(w.calls, name) {
			t.Errorf("%s: not told", flag)
		}
	}
}

func TestWindowRecision(t *testing.T) {
	tests := []struct {
		name  string
		scale uint8
		offer []uint16
		told  bool
	}{
		{"grows", 0, []uint16{100, 200}, false},
		{"is taken back", 0, []uint16{200, 100}, true},
		{"by less than the scale can say", 4, []uint16{200, 200}, false},
		{"by one step of the scale", 4, []uint16{200, 199}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var e, peer Endpoint
			var told bool
			table := NewTable()
			table.Handler.Weird = func(c *Conn, name, addl string) { told = told || name == "window_recision" }
			syn := &Packet{TCP: TCP{Flags: SYN, Window: 10, Options: []byte{3, 3, tt.scale}}}
			table.offer(new(Conn), &e, &peer, syn)
			for _, w := range tt.offer {
				table.offered(new(Conn), &e, &peer, &Packet{TCP: TCP{Flags: ACK, Seq: 1, Ack: 1, Window: w}}, true)
			}
			if told != tt.told {
				t.Errorf("got %v, want %v", told, tt.told)
			}
		})
	}
}

func TestWindowScaleOutOfRange(t *testing.T) {
	for scale, want := range map[uint8]string{14: "", 15: "TCP_scale_range 15", 255: "TCP_scale_range 255"} {
		var e, peer Endpoint
		var got string
		table := NewTable()
		table.Handler.Weird = func(c *Conn, name, addl string) { got += name + " " + addl }
		table.offer(new(Conn), &e, &peer, &Packet{TCP: TCP{Flags: SYN, Options: []byte{3, 3, scale}}})
		if got != want || e.tcp.scale != maxScale {
			t.Errorf("a shift of %d: %q and a shift of %d, want %q", scale, got, e.tcp.scale, want)
		}
	}
}

// An analyzer's flip of a flow leaves the counts where they are.
func TestFlipOfCounts(t *testing.T) {
	w := newWatch()
	w.table.LikelyServer = nil
	w.frame(t, seconds(0), udpFrame(t, server, client, 53, 53, "answer"))
	c := w.conns[0]
	c.Flip()
	w.frame(t, seconds(1), udpFrame(t, server, client, 53, 53, "again"))
	got := fmt.Sprintf("%v %s %s %d %d %d %d", c.Orig.Addr == client, c.ConnState(), c.History(), c.Orig.Packets, c.Resp.Packets, c.Size(true), c.Size(false))
	if want := "true SF D^d 1 1 6 5"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSYNAfterItsAnswer(t *testing.T) {
	w := newWatch()
	w.table.LikelyServer = nil
	w.run(t, []tcpSegment{handshake[1], handshake[0], handshake[2]})
	c := w.conns[0]
	if got := c.ConnState() + " " + c.History(); got != "S1 Hs^A" || c.Orig.Addr != client || len(w.conns) != 1 {
		t.Errorf("got %s from %v", got, c.Orig.Addr)
	}
}
