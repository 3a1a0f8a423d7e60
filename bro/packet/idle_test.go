package packet

import (
	"encoding/binary"
	"runtime"
	"testing"
)

// An idle TCP connection, handshake and a little data each way done, costs less
// than 2 KB with everything that hangs on it.
func TestBytesPerIdleConnection(t *testing.T) {
	const conns = 5000
	table := NewTable()
	table.Handler.Stream = func(*Conn, bool, []byte) {}
	d := Decoder{IgnoreChecksums: true}
	var p Packet
	frames := [][]byte{}
	for _, s := range after(tcpSegment{orig: true, flags: "PA", seq: 101, ack: 501, data: "a"}, tcpSegment{flags: "PA", seq: 501, ack: 102, data: "b"}) {
		frames = append(frames, s.frame(t))
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range conns {
		for j, f := range frames {
			at := 34
			if j == 1 || j == 4 {
				at = 36 // the client's port is the destination
			}
			binary.BigEndian.PutUint16(f[at:], uint16(1024+i))
			d.Decode(&Raw{Time: seconds(0), Data: f, WireLen: len(f), Link: LinkEthernet}, &p)
			table.Process(&p)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&now)
	if table.Stats.Active != conns {
		t.Fatalf("%d connections, want %d", table.Stats.Active, conns)
	}
	each := int64(now.HeapAlloc-before.HeapAlloc) / conns
	t.Logf("%d bytes per connection", each)
	if each > 2048 {
		t.Errorf("%d bytes per idle connection, want at most 2048", each)
	}
	runtime.KeepAlive(table)
}
