package packet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"slices"
	"strings"
	"testing"
)

// ngWriter writes blocks of a pcapng file in a byte order.
type ngWriter struct {
	order binary.AppendByteOrder
	file  []byte
}

func (w *ngWriter) block(typ uint32, body ...[]byte) {
	b := slices.Concat(body...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	n := uint32(len(b) + 12)
	w.file = w.order.AppendUint32(w.order.AppendUint32(w.file, typ), n)
	w.file = w.order.AppendUint32(append(w.file, b...), n)
}

// words is 32-bit numbers.
func (w *ngWriter) words(v ...uint32) (b []byte) {
	for _, v := range v {
		b = w.order.AppendUint32(b, v)
	}
	return b
}

func (w *ngWriter) option(code uint16, value ...byte) []byte {
	b := w.order.AppendUint16(w.order.AppendUint16(nil, code), uint16(len(value)))
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (w *ngWriter) section(major uint16) {
	version := w.order.AppendUint16(w.order.AppendUint16(nil, major), 0)
	w.block(blockSection, w.words(byteOrderMagic), version, w.words(^uint32(0), ^uint32(0)), w.option(4, []byte("test")...))
}

func (w *ngWriter) describe(link LinkType, snap uint32, options ...[]byte) {
	w.block(blockInterface, w.order.AppendUint16(nil, uint16(link)), []byte{0, 0}, w.words(snap), slices.Concat(options...))
}

func (w *ngWriter) enhanced(id uint32, stamp uint64, wire uint32, data string) {
	w.block(blockEnhanced, w.words(id, uint32(stamp>>32), uint32(stamp), uint32(len(data)), wire), []byte(data+strings.Repeat("\x00", -len(data)&3)), w.option(1, []byte("a comment")...))
}

// readAll gives "time link data/length" of each packet, and how reading ends.
func readAll(t testing.TB, file []byte) (packets []Raw, err error) {
	t.Helper()
	r, err := NewReader("x", bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for {
		var raw Raw
		if err := r.Next(&raw); err != nil {
			return packets, err
		}
		raw.Data = bytes.Clone(raw.Data)
		packets = append(packets, raw)
	}
}

// All kinds of blocks, in two sections of either byte order.
func TestPcapNGBlocks(t *testing.T) {
	var file []byte
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		w := &ngWriter{order: order}
		w.section(1)
		w.describe(LinkEthernet, 0)
		w.block(4, w.words(1, 0), []byte("names"))                                            // name resolution
		w.describe(LinkRaw, 3, w.option(9, 9), w.option(14, order.AppendUint64(nil, 100)...)) // ns, 100 s late
		w.enhanced(1, 5_000_000_007, 60, "data")
		w.block(5, w.words(0, 0, 0)) // statistics
		w.enhanced(0, 6_000_001, 4, "more")
		w.block(blockSimple, w.words(9), []byte("simple..."))
		w.block(0xbad, w.words(32473), []byte("custom"))
		w.block(blockPacket, w.order.AppendUint16(nil, 1), []byte{0xff, 0xff}, w.words(1, 0, 2, 77), []byte("ab"))
		w.block(10, w.words(0x544c534b, 3), []byte("key")) // secrets
		w.block(0x7fffffff)
		w.section(7) // unknown: all of it is passed over
		w.describe(LinkNull, 0)
		w.enhanced(0, 1, 1, "x")
		file = append(file, w.file...)
	}
	got, err := readAll(t, file)
	if err != io.EOF {
		t.Fatal(err)
	}
	one := []Raw{
		{Time: 105_000_000_007, Link: LinkRaw, WireLen: 60, Data: []byte("data")},
		{Time: 6_000_001_000, Link: LinkEthernet, WireLen: 4, Data: []byte("more")},
		{Time: 6_000_001_000, Link: LinkEthernet, WireLen: 9, Data: []byte("simple...")},
		{Time: 100e9 + 1<<32, Link: LinkRaw, WireLen: 77, Data: []byte("ab")},
	}
	want := append(one, one...)
	if len(got) != len(want) {
		t.Fatalf("got %d packets, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		if g := got[i]; g.Time != w.Time || g.Link != w.Link || g.WireLen != w.WireLen || !bytes.Equal(g.Data, w.Data) {
			t.Errorf("packet %d: got %+v, want %+v", i, g, w)
		}
	}
}

func TestTimeUnits(t *testing.T) {
	tests := []struct {
		resolution byte
		stamp      uint64
		seconds    uint64
		ns         uint64
	}{
		{0, 1400000000, 1400000000, 0},
		{3, 1400000000_250, 1400000000, 250_000_000},
		{6, 1400000000_000007, 1400000000, 7000},
		{9, 1400000000_000000007, 1400000000, 7},
		{12, 1400000_000000007_999, 1400000, 7},
		{19, 1_500000000_9999999999, 1, 500000000},
		{29, 1 << 63, 0, 0},
		{0x80, 1400000000, 1400000000, 0},
		{0x80 | 1, 3, 1, 500_000_000},
		{0x80 | 32, 1400000000<<32 | 1<<31, 1400000000, 500_000_000},
		{0x80 | 63, 1<<63 | 1<<62, 1, 500_000_000},
		{0x80 | 64, 1 << 63, 0, 0},
	}
	for _, tt := range tests {
		u := units{tt.resolution&0x80 != 0, tt.resolution & 0x7f}
		if s, ns := u.split(tt.stamp); s != tt.seconds || ns != tt.ns {
			t.Errorf("resolution %#x: %d is %d s %d ns, want %d, %d", tt.resolution, tt.stamp, s, ns, tt.seconds, tt.ns)
		}
	}
	for _, offset := range []int64{-1 << 63, -5, 1<<63 - 1} {
		i := captureInterface{units: units{exponent: 6}, offset: offset}
		if at := i.time(1_000_000); at < 0 {
			t.Errorf("offset %d: time %d", offset, at)
		}
	}
	if bits.UintSize < 64 {
		t.Log("on a 32-bit machine")
	}
}

func TestPcapNGDamaged(t *testing.T) {
	le := func() *ngWriter {
		w := &ngWriter{order: binary.LittleEndian}
		w.section(1)
		w.describe(LinkRaw, 0)
		w.enhanced(0, 1, 4, "data")
		return w
	}
	whole := le().file
	edit := func(f func(w *ngWriter)) []byte {
		w := le()
		f(w)
		return w.file
	}
	tests := []struct {
		name string
		file []byte
		cut  bool
		want string
	}{
		{"no interface", edit(func(w *ngWriter) { w.enhanced(1, 1, 1, "x") }), false, "packet of interface 1 of 1"},
		{"length below its frame", edit(func(w *ngWriter) { w.block(blockEnhanced, w.words(0, 0, 0, 5, 5), []byte("four")) }), false, "packet of 5 bytes in a block"},
		{"short packet block", edit(func(w *ngWriter) { w.block(blockEnhanced, w.words(0)) }), false, "packet block of 16 bytes"},
		{"odd length", edit(func(w *ngWriter) { w.file = append(w.file, w.words(99, 13, 0, 0)...) }), false, "length of 13"},
		{"no length", edit(func(w *ngWriter) { w.file = append(w.file, w.words(99, 0, 0)...) }), false, "length of 0"},
		{"huge length", edit(func(w *ngWriter) { w.file = append(w.file, w.words(99, 0xfffffffc, 0)...) }), false, "length of 4294967292"},
		{"no byte order", edit(func(w *ngWriter) { w.file = append(w.file, w.words(blockSection, 28, 7)...) }), false, "without a byte order"},
		{"short interface", edit(func(w *ngWriter) { w.block(blockInterface) }), false, "interface description of 12 bytes"},
		{"cut in a length", append(bytes.Clone(whole), 9, 0, 0, 0, 16), true, "cut off at byte"},
		{"cut in a body", append(bytes.Clone(whole), edit(func(w *ngWriter) { w.block(99, make([]byte, 100)) })[len(whole):len(whole)+50]...), true, "cut off at byte"},
	}
	for _, tt := range tests {
		got, err := readAll(t, tt.file)
		var damaged *DamagedError
		if !errors.As(err, &damaged) || damaged.Cut != tt.cut || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want a DamagedError with %q", tt.name, err, tt.want)
		}
		if len(got) != 1 {
			t.Errorf("%s: got %d packets, want 1", tt.name, len(got))
		}
	}
}

// A frame that does not fit into the buffer is read whole, in both formats.
func TestLargeFrames(t *testing.T) {
	data := strings.Repeat("large frame. ", 2*readBuffer/13)
	w := &ngWriter{order: binary.LittleEndian}
	w.section(1)
	w.describe(LinkRaw, 0)
	w.enhanced(0, 1, 0, data)
	w.enhanced(0, 2, 0, "small")
	classic := pcapIn(binary.LittleEndian, magicNano, 1)[:24]
	for _, s := range []string{data, "small"} {
		classic = append(append(classic, w.words(0, 1, uint32(len(s)), 0)...), s...)
	}
	for name, file := range map[string][]byte{"pcapng": w.file, "pcap": classic} {
		got, err := readAll(t, file)
		if err != io.EOF || len(got) != 2 || string(got[0].Data) != data || string(got[1].Data) != "small" {
			t.Errorf("%s: got %d packets, %v", name, len(got), err)
			continue
		}
		if got[0].WireLen != len(data) {
			t.Errorf("%s: got a length on the wire of %d, less than was captured", name, got[0].WireLen)
		}
		if _, err := readAll(t, file[:len(file)/2]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: cut within the frame: got %v", name, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(pcapIn(binary.LittleEndian, magicMicro, 7))
	f.Add(pcapIn(binary.BigEndian, magicNano, 7))
	f.Add(pcapIn(binary.LittleEndian, magicModified, 7))
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		w := &ngWriter{order: order}
		w.section(1)
		w.describe(LinkRaw, 3, w.option(9, 0x8a), w.option(14, make([]byte, 8)...))
		w.enhanced(0, 5_000_000_007, 60, "data")
		w.block(blockSimple, w.words(9), []byte("simple..."))
		w.block(blockPacket, w.words(0, 1, 0, 2, 77), []byte("ab"))
		f.Add(w.file)
	}
	f.Add(shippedHead(f, 2000))
	f.Fuzz(func(t *testing.T, file []byte) {
		packets, err := readAll(t, file)
		if err == nil {
			t.Fatal("no end")
		}
		n := 0
		for _, p := range packets {
			if p.WireLen < len(p.Data) || p.Time < 0 {
				t.Fatalf("packet of %d bytes, %d on the wire, at %d", len(p.Data), p.WireLen, p.Time)
			}
			n += len(p.Data)
		}
		// Compressed files expand; others hold what they say.
		if n > len(file) && !bytes.HasPrefix(file, magicGzip) && !bytes.HasPrefix(file, magicZstd) {
			t.Fatalf("%d bytes of packets in %d bytes", n, len(file))
		}
	})
}
