package packet_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
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

// BenchmarkCapture compares our steps with a bare loop over the same bytes:
// gopacket's reader and its zero-copy layers, which look at every header and
// keep nothing.
func BenchmarkCapture(b *testing.B) {
	file := capture(b)
	report := func(b *testing.B, packets int) {
		b.SetBytes(int64(len(file)))
		b.ReportMetric(float64(packets)*float64(b.N)/b.Elapsed().Seconds(), "packets/s")
	}
	b.Run("step=gopacket", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n = bareLoop(b, file)
		}
		report(b, n)
	})
	b.Run("step=read", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n = each(b, file, func(*packet.Raw) {})
		}
		report(b, n)
	})
	for _, checks := range []bool{false, true} {
		name := ",checksums=ignored"
		if checks {
			name = ",checksums=checked"
		}
		b.Run("step=decode"+name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				d := packet.Decoder{IgnoreChecksums: !checks}
				var p packet.Packet
				n = each(b, file, func(raw *packet.Raw) { d.Decode(raw, &p) })
			}
			report(b, n)
		})
		b.Run("step=connections"+name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				d := packet.Decoder{IgnoreChecksums: !checks}
				table := packet.NewTable()
				table.Handler.Stream = func(*packet.Conn, bool, []byte) {}
				var p packet.Packet
				n = each(b, file, func(raw *packet.Raw) {
					table.Timers.Expire(raw.Time)
					if d.Decode(raw, &p) == packet.DropNone {
						table.Process(&p)
					}
				})
				table.Flush()
			}
			report(b, n)
		})
	}
}

func bareLoop(b *testing.B, file []byte) (packets int) {
	r, err := pcapgo.NewReader(bytes.NewReader(file))
	if err != nil {
		b.Fatal(err)
	}
	var (
		eth     layers.Ethernet
		ip4     layers.IPv4
		ip6     layers.IPv6
		tcp     layers.TCP
		udp     layers.UDP
		icmp    layers.ICMPv4
		icmp6   layers.ICMPv6
		payload gopacket.Payload
	)
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &eth, &ip4, &ip6, &tcp, &udp, &icmp, &icmp6, &payload)
	parser.IgnoreUnsupported = true
	var found []gopacket.LayerType
	for {
		data, _, err := r.ZeroCopyReadPacketData()
		if err == io.EOF {
			return packets
		}
		if err != nil {
			b.Fatal(err)
		}
		packets++
		_ = parser.DecodeLayers(data, &found) // fragments and malformed packets are part of the capture
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
