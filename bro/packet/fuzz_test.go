package packet

import (
	"bytes"
	"io"
	"net/netip"
	"testing"

	"github.com/klauspost/compress/zstd"

	"brig/traces"
)

// shipped gives every nth frame of the capture that ships with the project.
func shipped(t testing.TB, n int, f func(raw *Raw)) {
	t.Helper()
	stored, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(traces.File, bytes.NewReader(stored))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var raw Raw
	for i := 0; r.Next(&raw) == nil; i++ {
		if i%n == 0 {
			f(&raw)
		}
	}
}

// shippedHead is the start of the capture itself.
func shippedHead(t testing.TB, n int) []byte {
	t.Helper()
	stored, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(bytes.NewReader(stored))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	head := make([]byte, n)
	if _, err := io.ReadFull(z, head); err != nil {
		t.Fatal(err)
	}
	return head
}

// FuzzConnection sends segments with any flags, numbers and lengths over one
// connection, six bytes each:
//
//	flags  who, jump, ACK kept  sequence number(2)  length  time
func FuzzConnection(f *testing.F) {
	f.Add([]byte{SYN, 1, 0, 0, 0, 1, SYN | ACK, 0, 0, 0, 0, 1, ACK, 1, 0, 1, 0, 1, ACK | PSH, 1, 0, 1, 50, 1, ACK | FIN, 1, 0, 51, 0, 1})
	f.Add([]byte{ACK, 1, 0, 0, 90, 0, ACK, 0, 0, 200, 9, 0, RST, 1, 9, 0, 0, 0, SYN, 1, 9, 9, 0, 250})
	f.Add([]byte{SYN, 3, 0, 0, 0, 1, SYN, 2, 0, 0, 0, 1, SYN | ACK, 3, 0, 0, 0, 1, SYN | ACK, 2, 0, 0, 0, 1, SYN | FIN | RST, 1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, ops []byte) {
		table := NewTable()
		var got [2]uint64
		table.Handler.Stream = func(c *Conn, orig bool, data []byte) {
			if orig {
				got[0] += uint64(len(data))
			} else {
				got[1] += uint64(len(data))
			}
		}
		table.Handler.Inconsistent = func(*Conn, bool, []byte, []byte, uint8) {}
		table.Handler.Removed = func(c *Conn) {
			if c.ConnState() == "" || c.Duration() < 0 {
				t.Fatalf("state %q, duration %v", c.ConnState(), c.Duration())
			}
		}
		now, sent := int64(0), uint64(0)
		for ; len(ops) >= 6; ops = ops[6:] {
			now += int64(ops[5]) * 1e8
			orig := ops[1]&1 != 0
			base := [2]uint32{1 << 31, 0xffffff00}
			p := Packet{Time: now, Version: 4, Proto: ProtoTCP, SrcPort: 1000, DstPort: 80, IPLen: 40}
			p.src, p.dst = netip.AddrFrom4([4]byte{10, 0, 0, 1}).As16(), netip.AddrFrom4([4]byte{10, 0, 0, 2}).As16()
			if !orig {
				p.src, p.dst, p.SrcPort, p.DstPort = p.dst, p.src, 80, 1000
				base[0], base[1] = base[1], base[0]
			}
			p.TCP.Flags, p.TCP.Window = ops[0], uint16(ops[1]>>4)
			p.TCP.Seq = base[0] + uint32(ops[2])<<8 + uint32(ops[3])
			p.TCP.Ack = base[1] + uint32(ops[3])<<8 + uint32(ops[2])
			if ops[1]&8 != 0 {
				p.TCP.Seq += 1 << 30
			}
			p.Len = int(ops[4])
			p.Payload = make([]byte, ops[4])
			if ops[1]&4 != 0 {
				p.Payload = p.Payload[:len(p.Payload)/2] // cut by the capture
			}
			sent += uint64(p.Len)
			table.Timers.Expire(now)
			table.Process(&p)
			held := 0
			for _, c := range table.conns {
				for _, e := range [...]*Endpoint{&c.Orig, &c.Resp} {
					if s := e.tcp.stream; s != nil && (s.buffered > MaxBufferedBytes || len(s.segments) > MaxBufferedSegments) {
						t.Fatalf("%d bytes in %d segments kept", s.buffered, len(s.segments))
					} else if s != nil {
						held += s.buffered
					}
				}
			}
			if held != table.Buffered() {
				t.Fatalf("%d bytes kept, counted %d", held, table.Buffered())
			}
		}
		table.Flush()
		if got[0]+got[1] > sent {
			t.Fatalf("%d bytes delivered, %d sent", got[0]+got[1], sent)
		}
		if table.Stats.Active != 0 || table.Timers.Len() != 0 {
			t.Fatalf("%d connections and %d timers after Flush", table.Stats.Active, table.Timers.Len())
		}
	})
}

// FuzzFragments puts the pieces of a datagram together and compares with a
// reference that keeps every byte in an array. Each piece is three bytes: where
// it begins and how long it is, in units of eight, and whether it is the last.
func FuzzFragments(f *testing.F) {
	f.Add([]byte{0, 5, 0, 5, 5, 0, 10, 3, 1})
	f.Add([]byte{10, 3, 1, 5, 9, 0, 0, 9, 0})
	f.Add([]byte{2, 2, 0, 0, 5, 0, 4, 1, 0, 5, 2, 1})
	f.Fuzz(func(t *testing.T, pieces []byte) {
		var d Decoder
		var have [256 * 16]byte // 0: not here
		size, highest, done := -1, 0, false
		for i := 0; len(pieces) >= 3 && i < MaxFragments; i, pieces = i+1, pieces[3:] {
			offset, n, last := int(pieces[0])*8, int(pieces[1])*8, pieces[2]&1 != 0
			if n == 0 {
				continue
			}
			data := bytes.Repeat([]byte{byte(i%255 + 1)}, n)
			p := Packet{Version: 4, Proto: 99}
			drop := d.fragment(&p, fragmentHeader{id: 1, proto: 99, offset: offset, length: n, header: 20, more: !last}, data)
			end := offset + n
			if last && (size >= 0 && size != end || end < highest) || size >= 0 && end > size {
				if drop != DropFragment {
					t.Fatalf("piece %d: inconsistent, got drop %v", i, drop)
				}
				continue
			}
			if last {
				size = end
			}
			highest = max(highest, end)
			for j, c := range data {
				if have[offset+j] == 0 {
					have[offset+j] = c
				}
			}
			done = size >= 0 && bytes.IndexByte(have[:size], 0) < 0
			if done != (drop == DropNone) {
				t.Fatalf("piece %d: whole %v, got drop %v", i, done, drop)
			}
			if done {
				if !bytes.Equal(p.Payload, have[:size]) {
					t.Fatalf("piece %d: got %v, want %v", i, p.Payload, have[:size])
				}
				return
			}
		}
	})
}
