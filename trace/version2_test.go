package trace_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"brig/trace"
)

var smallMap = &trace.Map{
	Functions:  []trace.Function{{ID: trace.MakeID(1, 0), Name: "f"}, {ID: trace.MakeID(1, 1), Name: "f.1"}},
	Components: []trace.Component{{ID: 1, Name: "TCP"}},
}

// encode2 returns a trace of version 2 of the entries.
func encode2(t testing.TB, m *trace.Map, list []trace.Entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := trace.NewWriter2(&buf, m)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		w.Append(&list[i])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestVersion2RoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 3, 500_000} {
		want := entries(n, 1)
		data := encode2(t, smallMap, want)
		for name, r := range map[string]io.Reader{"file": bytes.NewReader(data), "pipe": iotest.HalfReader(bytes.NewReader(data))} {
			got, err := decode(r, trace.BigEndian) // whatever the caller thinks
			if err != nil {
				t.Fatalf("n=%d, %s: %v", n, name, err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("n=%d, %s: entries differ", n, name)
			}
		}
		m, err := trace.NewReader(bytes.NewReader(data), trace.LittleEndian).Map()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(m.Text(), smallMap.Text()) {
			t.Errorf("n=%d: the map is\n%s", n, m.Text())
		}
	}
}

// A trace of version 1 has no map within, whatever its length.
func TestVersion1HasNoMap(t *testing.T) {
	for _, n := range []int{0, 1, 100} {
		r := trace.NewReader(bytes.NewReader(encode(t, entries(n, 1), trace.LittleEndian, true)), trace.LittleEndian)
		if m, err := r.Map(); m != nil || err != nil {
			t.Errorf("n=%d: map %v, error %v", n, m, err)
		}
		var b trace.Block
		err := r.Next(&b)
		if n == 0 && err != io.EOF || n > 0 && err != nil {
			t.Errorf("n=%d: %v", n, err)
		}
	}
}

// Deep stacks, long jumps of clocks and blocks full of symbols are written as
// they are.
func TestVersion2Extremes(t *testing.T) {
	var list []trace.Entry
	for i := range 5000 { // deeper than a block follows
		list = append(list, trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(i), Real: int64(i)})
	}
	for i := 4999; i >= 0; i-- {
		list = append(list, trace.Entry{Options: trace.Return | trace.Clocks, ID: trace.ID(i), Real: 1 << 62, Virtual: -1 << 63})
	}
	for i := range 100_000 { // more symbols than a block holds
		list = append(list, trace.Entry{Options: trace.ComponentEvent, ID: trace.ID(i)})
	}
	list = append(list, trace.Entry{Options: trace.Call | trace.Clocks, Real: -1 << 63, Virtual: 1<<63 - 1},
		trace.Entry{Options: trace.Return | trace.Clocks | trace.Timestamp | trace.Usage, Real: 1<<63 - 1, Time: -1, User: 1 << 63 >> 1, MaxRSS: -5})
	got, err := decode(bytes.NewReader(encode2(t, smallMap, list)), trace.LittleEndian)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, list) {
		t.Error("entries differ")
	}
}

func TestIndex(t *testing.T) {
	list := entries(500_000, 3)
	for i := range list { // no wild ones
		list[i].Options &= trace.Call | trace.Return | trace.Clocks | trace.Timestamp
	}
	data := encode2(t, smallMap, list)
	index, err := trace.ReadIndex(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r := trace.NewReader(bytes.NewReader(data), trace.LittleEndian)
	var b trace.Block
	var e trace.Entry
	var packets int64
	for i, info := range index {
		if err := r.Next(&b); err != nil {
			t.Fatal(err)
		}
		if b.Offset != info.Offset || int64(b.Entries) != info.Entries || packets != info.FirstPacket {
			t.Errorf("block %d: at %d with %d entries from packet %d, the index has %+v", i+1, b.Offset, b.Entries, packets, info)
		}
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		for c := b.Cursor(); c.Next(&e); {
			if e.Options&trace.Timestamp == 0 {
				continue
			}
			packets++
			if packets == info.FirstPacket+1 && e.Time != info.FirstTime {
				t.Errorf("block %d: first time %d, the index has %d", i+1, e.Time, info.FirstTime)
			}
			if packets == info.FirstPacket+info.Packets && e.Time != info.LastTime {
				t.Errorf("block %d: last time %d, the index has %d", i+1, e.Time, info.LastTime)
			}
		}
	}
	if err := r.Next(&b); err != io.EOF || len(index) < 3 {
		t.Errorf("after the %d blocks of the index: %v", len(index), err)
	}
	for n := range len(data) {
		if n%1009 == 0 || len(data)-n < 200 {
			if _, err := trace.ReadIndex(bytes.NewReader(data[:n]), int64(n)); err == nil {
				t.Fatalf("an index was found in the first %d of %d bytes", n, len(data))
			}
		}
	}
}

// A trace that was cut off anywhere, or has a flipped bit, is an error and
// nothing that was read before it is lost.
func TestDamagedVersion2(t *testing.T) {
	list := entries(400, 5)
	data := encode2(t, smallMap, list)
	for n := 8; n < len(data); n++ {
		got, err := decode(bytes.NewReader(data[:n]), trace.LittleEndian)
		if err == nil {
			t.Fatalf("the first %d of %d bytes are a whole trace", n, len(data))
		}
		if !slices.Equal(got, list[:len(got)]) {
			t.Fatalf("the first %d bytes have other entries", n)
		}
	}
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 1 << (i % 8)
		if _, err := decode(bytes.NewReader(damaged), trace.LittleEndian); err == nil {
			t.Fatalf("bit %d of byte %d does not matter", i%8, i)
		}
	}
	if _, err := decode(bytes.NewReader(append(bytes.Clone(data), 0)), trace.LittleEndian); err == nil {
		t.Error("a byte after the end does not matter")
	}
}

func TestHostileVersion2(t *testing.T) {
	good := encode2(t, smallMap, nil)
	end := bytes.LastIndex(good, []byte("indx"))
	begin := good[:end]
	head := blockHead
	symbol := []byte{0x40, 0, 0, 0, 1, 0, 0, 0}
	for _, test := range []struct {
		name, want string
		data       []byte
	}{
		{"no map", "does not begin with its map", slices.Concat([]byte("brigtrc2"), section("bloc", head(0, 0, 0, 0, 0)...))},
		{"large section", "a section of 4294967295 bytes", slices.Concat(begin, []byte("bloc\xff\xff\xff\xff0000"))},
		{"large map", "a section of 4294967295 bytes", []byte("brigtrc2maps\xff\xff\xff\xff0000")},
		{"map that says it is large", "a map of 16777216 bytes packed in 3", slices.Concat([]byte("brigtrc2"), section("maps", 0, 0, 0, 1, 1, 2, 3))},
		{"small block", "a block of 3 bytes", slices.Concat(begin, section("bloc", 1, 2, 3))},
		{"too many symbols", "100000 symbols", slices.Concat(begin, section("bloc", head(0, 100000, 0, 0, 0)...))},
		{"large column", "columns of 4294967295 and 0 bytes", slices.Concat(begin, section("bloc", head(0, 0, 1<<32-1, 0, 0)...))},
		{"sizes that do not add up", "in a block of", slices.Concat(begin, section("bloc", head(1, 0, 1, 1, 0)...))},
		{"too many entries", "cannot hold the stated 5 entries", slices.Concat(begin, section("bloc", append(head(5, 0, 1, 1, 0), 2)...))},
		{"no such symbol", "operation 3 is none of the block's 1 symbols", slices.Concat(begin, section("bloc", slices.Concat(head(1, 1, 1, 1, 0), symbol, []byte{3})...))},
		{"return without a call", "a return without an open call", slices.Concat(begin, section("bloc", slices.Concat(head(1, 1, 1, 1, 0), symbol, []byte{0})...))},
		{"no field", "a field is cut off", slices.Concat(begin, section("bloc", slices.Concat(head(1, 1, 1, 1, 0), symbol, []byte{1})...))},
		{"field left over", "1 bytes are left over", slices.Concat(begin, section("bloc", slices.Concat(head(1, 1, 1, 1, 1), symbol, []byte{2, 9})...))},
		{"fewer entries", "states 1 entries, the block holds 2", slices.Concat(begin, section("bloc", slices.Concat(head(1, 1, 2, 2, 0), symbol, []byte{2, 2})...))},
		{"not zstd", "expanding: ", slices.Concat(begin, section("bloc", slices.Concat(head(9, 1, 9, 5, 0), symbol, []byte("abcde"))...))},
		{"no end", "ends without an index", begin},
	} {
		_, err := decode(bytes.NewReader(test.data), trace.LittleEndian)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
	if _, err := decode(bytes.NewReader(slices.Concat(begin, section("abcd", 1, 2, 3), good[end:])), trace.LittleEndian); err != nil {
		t.Errorf("a section of a kind that nobody knows: %v", err)
	}
}

// A zstd frame may ask for a window that is much larger than what it holds.
func TestLyingWindowAllocatesLittle(t *testing.T) {
	m, empty := smallMap.Text(), encode2(t, smallMap, nil)
	for log := 10; log <= 27; log++ {
		frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0, byte(log-10) << 3} // and one block, not packed
		frame = append(append(frame, byte(len(m)<<3|1), byte(len(m)>>5), 0), m...)
		maps := section("maps", append(binary.LittleEndian.AppendUint32(nil, uint32(len(m))), frame...)...)
		ops := append(append(slices.Clone(frame[:6]), 0x03, 0x01, 0x00), 2) // 32 times 2
		head := blockHead(32, 1, 32, uint32(len(ops)), 0)
		symbol := []byte{0x40, 0, 0, 0, 1, 0, 0, 0}
		for name, data := range map[string][]byte{
			"map":   slices.Concat([]byte("brigtrc2"), maps),
			"block": slices.Concat([]byte("brigtrc2"), empty[8:bytes.LastIndex(empty, []byte("indx"))], section("bloc", slices.Concat(head, symbol, ops)...)),
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			list, err := decode(bytes.NewReader(data), trace.LittleEndian)
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
				t.Errorf("%s, window of 2^%d: %d bytes of trace cost %d bytes of memory", name, log, len(data), n)
			}
			if name == "block" && log < 24 && len(list) != 32 || err == nil {
				t.Errorf("%s, window of 2^%d: %d entries, %v", name, log, len(list), err)
			}
		}
	}
}

// section is a section of a trace of version 2.
func section(kind string, body ...byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(append(b, body...), crc32.MakeTable(crc32.Castagnoli)))
	return append(b, body...)
}

// blockHead is the header of a block with so many entries, and the number of
// its symbols and the sizes of its columns.
func blockHead(entries int64, sizes ...uint32) []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 8), uint64(entries))
	b = append(b, make([]byte, 48)...)
	for _, s := range sizes {
		b = binary.LittleEndian.AppendUint32(b, s)
	}
	return append(b, make([]byte, 48)...)
}

// FuzzVersion2 changes traces and makes their checksums right again. What can
// be read can be written, and is the same then.
func FuzzVersion2(f *testing.F) {
	f.Add(encode2(f, smallMap, nil))
	f.Add(encode2(f, smallMap, entries(40, 5)))
	f.Add(encode2(f, smallMap, entries(400, 6)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("brigtrc2")) {
			return
		}
		data = bytes.Clone(data)
		for rest := data[8:]; len(rest) >= 12; {
			size := int64(binary.LittleEndian.Uint32(rest[4:]))
			if size > int64(len(rest)-12) {
				break
			}
			sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
			sum.Write(rest[:8])
			sum.Write(rest[12 : 12+size])
			binary.LittleEndian.PutUint32(rest[8:], sum.Sum32())
			rest = rest[12+size:]
		}
		trace.ReadIndex(bytes.NewReader(data), int64(len(data)))
		list, _ := decode(bytes.NewReader(data), trace.LittleEndian)
		again, err := decode(bytes.NewReader(encode2(t, smallMap, list)), trace.LittleEndian)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(again, list) {
			t.Errorf("%d entries, written and read again %d others", len(list), len(again))
		}
	})
}

// A block ends before a packet when it is nearly full, and entries keep their order.
func TestBlocksBeginWithPackets(t *testing.T) {
	var buf bytes.Buffer
	w, err := trace.NewWriter2(&buf, &trace.Map{})
	if err != nil {
		t.Fatal(err)
	}
	const packets, calls = 3000, 100
	real := int64(0)
	for p := range packets {
		for c := range calls {
			real += 10
			e := trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(c), Real: real, Virtual: real}
			if c == 0 {
				e.Options |= trace.Timestamp
				e.Time = int64(p)
			}
			w.Append(&e)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := trace.NewReader(&buf, trace.LittleEndian)
	var b trace.Block
	var e trace.Entry
	n, blocks, last := 0, 0, int64(0)
	for ; r.Next(&b) == nil; blocks++ {
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		c := b.Cursor()
		for i := 0; c.Next(&e); i++ {
			if i == 0 && e.Options&trace.Timestamp == 0 {
				t.Errorf("block %d does not begin with a packet", b.Number)
			}
			if e.Real != last+10 {
				t.Fatalf("entry %d is at %d, want %d", n, e.Real, last+10)
			}
			last = e.Real
			n++
		}
		if err := c.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if n != packets*calls || blocks < 2 {
		t.Errorf("%d entries in %d blocks, want %d in some", n, blocks, packets*calls)
	}
}
