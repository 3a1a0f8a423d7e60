package analyzer

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"brig/bro/packet"
)

// What a hostile connection may cost: memory at any time, and time of the processor
// for a packet on average. The time for the slowest is a guard against work that grows
// with what came before; it is generous, as the garbage of all packets is collected
// during some.
const (
	hostileMemory  = 48 << 20
	hostileAverage = time.Millisecond
	hostileSlowest = 200 * time.Millisecond
)

// processorTime is what the process has used so far. Unlike the time on the wall it does
// not pass while other processes run.
func processorTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Hostile connections are bounded, and told of.
func TestHostile(t *testing.T) {
	nested := func(n int) string {
		var b strings.Builder
		b.WriteString("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n")
		var body strings.Builder
		for i := range n {
			fmt.Fprintf(&body, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
		}
		fmt.Fprintf(&b, "%x\r\n%s\r\n0\r\n\r\n", body.Len(), body.String())
		return b.String()
	}
	parts := func(n int) string {
		body := strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", n) + "--b--\r\n"
		return fmt.Sprintf("POST / HTTP/1.1\r\nContent-Length: %d\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n%s", len(body), body)
	}
	// A handshake message that never ends, in records of a byte.
	drip := "\x16\x03\x03\x00\x04\x0b\x03\xff\xff" + strings.Repeat("\x16\x03\x03\x00\x01x", 200_000)
	tooLong := "\x16\x03\x03\x00\x04\x0b\xff\xff\xff"
	hello := "\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03" + strings.Repeat("r", 32) + "\x00\x00\x02\x00\x2f\x01\x00"
	for _, test := range []struct {
		name  string
		port  uint16
		piece int
		turns []turn
		weird string // "" for what is bounded and nothing odd
	}{
		{"a header line without end", 80, 1400, []turn{{true, "GET / HTTP/1.1\r\nX: " + strings.Repeat("y", 5<<20)}}, "contentline_size_exceeded"},
		{"a request line without end", 80, 1400, []turn{{true, "GET /" + strings.Repeat("y", 5<<20)}}, "contentline_size_exceeded"},
		{"headers without end", 80, 1400, []turn{{true, "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 500_000)}}, "http_excessive_headers"},
		{"a header of many lines", 80, 1400, []turn{{true, "GET / HTTP/1.1\r\nA: b\r\n" + strings.Repeat(" c\r\n", 500_000)}}, "http_excessive_headers"},
		{"a chunk size without end", 80, 1400, []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 5<<20)}}, "contentline_size_exceeded"},
		{"requests without replies", 80, 1400, []turn{{true, strings.Repeat(get, 20_000)}}, "HTTP_excessive_pipelining"},
		{"100,000 nested parts", 80, 1400, []turn{{true, nested(100_000)}}, "exceeded_mime_max_depth"},
		{"100,000 parts", 80, 1400, []turn{{true, parts(100_000)}}, ""},
		{"a decompression bomb", 80, 1400, []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped(strings.Repeat("\x00", 4*MaxInflated))}}, "HTTP_decompression_limit"},
		{"bytes one by one", 80, 1, []turn{{true, "GET / HTTP/1.1\r\nX: " + strings.Repeat("y", 100_000) + "\r\n\r\n"}}, "contentline_size_exceeded"},
		{"a handshake message without end", 443, 1400, []turn{{true, hello}, {false, drip}}, ""},
		{"a handshake message that is too long", 443, 1400, []turn{{true, hello}, {false, tooLong}}, "SSL_handshake_message_too_long"},
		{"a banner without end", 22, 1400, []turn{{false, strings.Repeat("welcome\r\n", 200_000)}}, "ssh_excessive_banner"},
		{"an identification without end", 22, 1400, []turn{{false, strings.Repeat("welcome ", 200_000)}}, "contentline_size_exceeded"},
		{"a packet that is too long", 22, 1400, []turn{{false, "SSH-2.0-x\r\n\x7f\xff\xff\xff\x04" + strings.Repeat("x", 1<<20)}}, "ssh_excessive_packet"},
		{"an IRC line without end", 6667, 1400, []turn{{true, "PRIVMSG a :" + strings.Repeat("y", 5<<20)}}, "contentline_size_exceeded"},
		{"IRC lines that make no sense", 6667, 1400, []turn{{true, strings.Repeat("{}\r\n", 500_000)}}, "irc_line_too_short"},
		{"a SOCKS user without end", 1080, 1, []turn{{true, "\x04\x01\x00\x16\x0a\x00\x00\x09" + strings.Repeat("y", 50_000)}}, "socks_message_too_long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			hostile(t, talk(t, test.port, test.piece, test.turns), test.weird)
		})
	}
}

// Sequence numbers that are not what they should be.
func TestHostileSequence(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	begin := func() *conversation {
		v := &conversation{t: t, sport: 4000, dport: 80, seq: 100, ack: 500}
		v.tcp(true, "S", "")
		v.tcp(false, "SA", "")
		v.tcp(true, "A", "")
		return v
	}
	at := func(v *conversation, seq uint32, flags, data string) {
		v.seq = seq
		v.tcp(true, flags, data)
	}
	for _, test := range []struct {
		name, weird string
		send        func(v *conversation)
	}{
		{"data above a hole", "excessive_data_without_further_acks", func(v *conversation) {
			v.tcp(true, "A", "x")
			v.tcp(false, "A", "")
			for i := range uint32(3000) {
				at(v, 200+i*1400, "A", strings.Repeat("x", 1400))
			}
		}},
		{"data above a hole, and no ACK", "above_hole_data_without_any_acks", func(v *conversation) {
			for i := range uint32(3000) {
				at(v, 200+i*1400, "A", strings.Repeat("x", 1400))
			}
		}},
		{"bytes with holes between, backwards", "excessive_data_without_further_acks", func(v *conversation) {
			for i := range uint32(20_000) {
				at(v, 200_000-i*2, "A", "x")
			}
		}},
		{"overlapping segments", "", func(v *conversation) {
			for range 5000 {
				at(v, 110+rng.Uint32N(60_000), "A", strings.Repeat("z", 1+int(rng.Uint32N(1400))))
			}
		}},
		{"sequence numbers everywhere", "", func(v *conversation) {
			for range 5000 {
				at(v, rng.Uint32(), []string{"A", "S", "FA", "R", "A"}[rng.IntN(5)], strings.Repeat("z", int(rng.Uint32N(100))))
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := begin()
			test.send(v)
			hostile(t, v.frames, test.weird)
		})
	}
}

// hostile analyzes frames and holds what they cost against the limits.
func hostile(t *testing.T, frames [][]byte, weird string) {
	t.Helper()
	weirds := map[string]int{}
	events := 0
	var ev Events
	ev.ConnWeird = func(name string, _ *packet.Conn, _, _ string) { weirds[name]++ }
	ev.HTTPHeader = func(*packet.Conn, bool, string, string, string) { events++ }
	ev.HTTPEntityData = func(*packet.Conn, bool, []byte) { events++ }
	ev.HTTPRequest = func(*packet.Conn, string, string, string, string) { events++ }
	ev.SSLHandshakeMessage = func(*packet.Conn, bool, uint64, uint64) { events++ }
	ev.SSHServerVersion = func(*packet.Conn, string) { events++ }
	s := NewSession(&ev)
	s.RegisterWellKnownPorts()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all, slowest time.Duration
	var raw packet.Raw
	for i, f := range frames {
		raw = packet.Raw{Time: int64(i+1) * 1e7, Data: f, WireLen: len(f), Link: packet.LinkRaw}
		start := processorTime(t)
		s.Advance(raw.Time)
		s.Packet(&raw)
		d := processorTime(t) - start
		all += d
		slowest = max(slowest, d)
	}
	runtime.GC()
	runtime.ReadMemStats(&now)
	if grown := int64(now.HeapAlloc) - int64(before.HeapAlloc); grown > hostileMemory {
		t.Errorf("%d MB are kept", grown>>20)
	}
	s.Close()
	if average := all / time.Duration(len(frames)); average > hostileAverage || slowest > hostileSlowest {
		t.Errorf("%v for a packet, %v for the slowest of %d", average, slowest, len(frames))
	}
	if weird != "" && weirds[weird] == 0 {
		t.Errorf("no %s; there are %v", weird, weirds)
	}
	for name, n := range weirds {
		if n > max(1000, len(frames)/2) {
			t.Errorf("%s %d times", name, n)
		}
	}
	runtime.KeepAlive(frames)
}
