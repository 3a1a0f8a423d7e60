package bro_test

import (
	"bufio"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"brig/bro"
	"brig/bro/analyzer"
	"brig/bro/packet"
	"brig/capture"
	"brig/trace"
)

var (
	scaleTo      = flag.Int64("scale", 256e6, "`bytes` to which the benchmarks scale the recorded capture")
	eachAnalyzer = flag.Bool("analyzers", false, "measure each protocol analyzer by itself too")
)

// BenchmarkRun analyzes the recorded capture with the default scripts.
func BenchmarkRun(b *testing.B) {
	for _, bb := range []struct {
		name string
		code []string
	}{
		{"trace=off", nil},
		{"trace=all", []string{tracingAll}},
		{"trace=all,version=1", []string{tracing}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			dir := b.TempDir()
			var packets int64
			for b.Loop() {
				s, err := bro.Run(b.Context(), &bro.Config{Capture: site(), Code: bb.code, Dir: dir})
				if err != nil {
					b.Fatal(err)
				}
				packets += s.Packets
			}
			b.ReportMetric(float64(packets)/b.Elapsed().Seconds(), "packets/s")
			if bb.name == "trace=all" {
				b.ReportMetric(bytesPerEntry(b, filepath.Join(dir, "trace.out")), "bytes/entry")
			}
		})
	}
}

// bytesPerEntry is the size of a trace of version 2 over its entries.
func bytesPerEntry(b *testing.B, name string) float64 {
	b.Helper()
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	index, err := trace.ReadIndex(f, info.Size())
	if err != nil {
		b.Fatal(err)
	}
	var entries int64
	for i := range index {
		entries += index[i].Entries
	}
	return float64(info.Size()) / float64(entries)
}

// scaled writes the recorded capture, scaled, to a file.
func scaled(t testing.TB, s capture.Scaling) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "scaled.pcap")
	if _, err := capture.ScaleFile(t.Context(), site(), name, s); err != nil {
		t.Fatal(err)
	}
	return name
}

// each gives the packets of a capture to f.
func each(t testing.TB, name string, f func(*packet.Raw)) (packets uint64) {
	t.Helper()
	r, err := packet.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var raw packet.Raw
	for {
		switch err := r.Next(&raw); {
		case errors.Is(err, io.EOF):
			return r.Packets()
		case err != nil:
			t.Fatal(err)
		}
		f(&raw)
	}
}

// BenchmarkCapture takes the recorded capture, scaled, through more and more of the
// engine. What it is compared with is a bare loop over the same file: gopacket's
// reader and its zero-copy layers, which look at every header and keep nothing.
func BenchmarkCapture(b *testing.B) {
	file := scaled(b, capture.Scaling{Size: *scaleTo})
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	step := func(name string, f func(b *testing.B) uint64) {
		b.Run("step="+name, func(b *testing.B) {
			b.SetBytes(info.Size())
			packets := uint64(0)
			for b.Loop() {
				packets += f(b)
			}
			b.ReportMetric(float64(packets)/b.Elapsed().Seconds(), "packets/s")
		})
	}
	step("gopacket", func(b *testing.B) uint64 { return bareLoop(b, file) })
	step("read", func(b *testing.B) uint64 { return each(b, file, func(*packet.Raw) {}) })
	decode := func(ignore bool) func(b *testing.B) uint64 {
		return func(b *testing.B) uint64 {
			d := packet.Decoder{IgnoreChecksums: ignore}
			var p packet.Packet
			return each(b, file, func(raw *packet.Raw) { d.Decode(raw, &p) })
		}
	}
	step("decode,checksums=ignored", decode(true))
	step("decode,checksums=checked", decode(false))
	step("connections", func(b *testing.B) uint64 {
		var d packet.Decoder
		table := packet.NewTable()
		table.Handler.Stream = func(*packet.Conn, bool, []byte) {}
		var p packet.Packet
		n := each(b, file, func(raw *packet.Raw) {
			table.Timers.Expire(raw.Time)
			if d.Decode(raw, &p) == packet.DropNone {
				table.Process(&p)
			}
		})
		table.Flush()
		return n
	})
	names := []string{"none", "all"}
	if *eachAnalyzer {
		names = append(names, analyzer.NewSession(&analyzer.Events{}).Analyzers()...)
	}
	for _, name := range names {
		step("analyzer,name="+name, func(b *testing.B) uint64 {
			var ev analyzer.Events
			s := analyzer.NewSession(&ev)
			s.RegisterWellKnownPorts()
			for _, a := range s.Analyzers() {
				s.EnableAnalyzer(a, name == "all" || name == a)
			}
			n := each(b, file, func(raw *packet.Raw) {
				s.Advance(raw.Time)
				s.Packet(raw)
			})
			s.Close()
			return n
		})
	}
	step("scripts", func(b *testing.B) uint64 {
		defer debug.SetGCPercent(debug.SetGCPercent(400)) // as cmd/bro has it for as much memory
		s, err := bro.Run(b.Context(), &bro.Config{Capture: file, Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		return uint64(s.Packets)
	})
}

func bareLoop(b *testing.B, name string) (packets uint64) {
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r, err := pcapgo.NewReader(bufio.NewReaderSize(f, 256<<10))
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

// Memory is bounded by what is alive at once, not by the length of a capture: of
// copies that follow each other eight need what one needs, and what scripts keep
// of hosts they have seen.
func TestMemoryIsConstantOverLength(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	peak := func(copies int) float64 {
		file := scaled(t, capture.Scaling{Copies: copies})
		most := make(chan float64)
		stop := make(chan struct{})
		runtime.GC()
		go func() {
			sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
			high := 0.0
			for {
				metrics.Read(sample)
				high = max(high, float64(sample[0].Value.Uint64()))
				select {
				case <-stop:
					most <- high
					return
				case <-time.After(2 * time.Millisecond):
				}
			}
		}()
		if _, err := bro.Run(t.Context(), &bro.Config{Capture: file, Dir: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
		close(stop)
		return <-most
	}
	peak(1)
	one, eight := peak(1), peak(8)
	t.Logf("live heap at most %.1f MB with one copy, %.1f MB with eight: ratio %.2f", one/1e6, eight/1e6, eight/one)
	if eight > 2*one {
		t.Errorf("live heap grows with the length of the capture: %.1f MB, then %.1f MB", one/1e6, eight/1e6)
	}
}
