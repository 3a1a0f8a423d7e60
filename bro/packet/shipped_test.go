package packet_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/klauspost/compress/zstd"

	"brig/bro/packet"
	"brig/traces"
)

// capture is the shipped capture, uncompressed.
func capture(t testing.TB) []byte {
	t.Helper()
	stored, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	file, err := z.DecodeAll(stored, nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func each(t testing.TB, file []byte, f func(*packet.Raw)) (packets int) {
	t.Helper()
	r, err := packet.NewReader("capture", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var raw packet.Raw
	for {
		err := r.Next(&raw)
		if errors.Is(err, io.EOF) {
			return int(r.Packets())
		}
		if err != nil {
			t.Fatal(err)
		}
		f(&raw)
	}
}

// What the capture's own check counts, the table counts too.
func TestShippedCapture(t *testing.T) {
	var d packet.Decoder
	table := packet.NewTable()
	var p packet.Packet
	var tcp, udp, sizes uint64
	table.Handler.Removed = func(c *packet.Conn) {
		switch c.Proto {
		case packet.ProtoTCP:
			tcp++
		case packet.ProtoUDP:
			udp++
		}
		sizes += c.Orig.Packets + c.Resp.Packets
	}
	n := each(t, capture(t), func(raw *packet.Raw) {
		table.Timers.Expire(raw.Time)
		if d.Decode(raw, &p) == packet.DropNone {
			table.Process(&p)
		}
	})
	table.Flush()
	if n != traces.Packets || d.Stats.Packets != traces.Packets {
		t.Errorf("got %d packets, want %d", n, traces.Packets)
	}
	if bad := table.Stats.BadChecksum + d.Stats.Dropped(packet.DropBadChecksum); bad != 0 {
		t.Errorf("%d packets with a wrong checksum, want none", bad)
	}
	if got := int(tcp + udp); got < traces.Connections {
		t.Errorf("got %d connections, want at least the %d pairs of addresses and ports", got, traces.Connections)
	}
	if want := d.Stats.Dropped(packet.DropNone); sizes != want {
		t.Errorf("connections have %d packets, %d were decoded", sizes, want)
	}
	if table.Stats.Active != 0 || table.Timers.Len() != 0 {
		t.Errorf("%d connections, %d timers left", table.Stats.Active, table.Timers.Len())
	}
}
