package packet

import (
	"bytes"
	"fmt"
	"testing"
)

// collect is a sink that rebuilds the stream, with '?' for missing bytes.
type collect struct {
	got       []byte
	overflows int
}

func (c *collect) deliver(b []byte) { c.got = append(c.got, b...) }
func (c *collect) gap(pos, n uint64) {
	if pos != uint64(len(c.got)) || n == 0 {
		panic(fmt.Sprintf("gap %d+%d at position %d", pos, n, len(c.got)))
	}
	c.got = append(c.got, bytes.Repeat([]byte{'?'}, int(n))...)
}
func (c *collect) overflow()                { c.overflows++ }
func (c *collect) inconsistent(_, _ []byte) {}

// FuzzStream feeds segments and acknowledgments to a Stream and to a reference
// that keeps every byte in an array.
func FuzzStream(f *testing.F) {
	f.Add([]byte{0, 3, 9, 3, 3, 8})
	f.Add([]byte{5, 3, 9, 0, 5, 1, 0, 0xff, 0, 2, 9, 200})
	f.Add([]byte{20, 10, 1, 40, 10, 2, 15, 40, 3, 0, 60, 4})
	f.Fuzz(func(t *testing.T, ops []byte) {
		var s Stream
		var out collect
		var bytesAt [600]byte // 0: never seen
		next := 0
		var want []byte
		drain := func() {
			for next < len(bytesAt) && bytesAt[next] != 0 {
				want = append(want, bytesAt[next])
				next++
			}
		}
		skipTo := func(n int) { // to the ACKed position, delivering what is there
			for next < n {
				if bytesAt[next] != 0 {
					want = append(want, bytesAt[next])
				} else {
					want = append(want, '?')
				}
				next++
			}
			drain()
		}
		for ; len(ops) >= 3; ops = ops[3:] {
			pos, n, v := int(ops[0]), int(ops[1]), ops[2]
			if n == 0xff { // an acknowledgment
				s.acked(uint64(pos+int(v)), &out)
				skipTo(pos + int(v))
				continue
			}
			data := make([]byte, n)
			for i := range data {
				data[i] = '@' + (v+byte(i))%64
				if at := pos + i; at >= next && bytesAt[at] == 0 {
					bytesAt[at] = data[i]
				}
			}
			s.add(uint64(pos), data, &out)
			for i := range data {
				data[i] = '!' // the caller's buffer is reused
			}
			drain()
		}
		if !bytes.Equal(out.got, want) {
			t.Fatalf("got  %q\nwant %q", out.got, want)
		}
		held := 0
		for i, seg := range s.segments {
			held += len(seg.data)
			if len(seg.data) == 0 || seg.pos <= s.next || i > 0 && seg.pos < s.segments[i-1].end() {
				t.Fatalf("segment %d: %d+%d, next %d", i, seg.pos, len(seg.data), s.next)
			}
		}
		if held != s.buffered {
			t.Fatalf("%d bytes buffered, counted %d", held, s.buffered)
		}
		s.finish(&out)
		last := next
		for i := next; i < len(bytesAt); i++ {
			if bytesAt[i] != 0 {
				last = i + 1
			}
		}
		skipTo(last)
		if !bytes.Equal(out.got, want) {
			t.Fatalf("after finish: got  %q\nwant %q", out.got, want)
		}
	})
}

// A sender that leaves a hole cannot make the stream keep more than its limits.
func TestStreamIsBounded(t *testing.T) {
	for _, size := range []int{1, 1400, 60000} {
		var s Stream
		var out countSink
		for i := range 3 * MaxBufferedBytes / max(size, 256) {
			s.add(uint64(1+i*2*size), make([]byte, size), &out)
			if s.buffered > MaxBufferedBytes || len(s.segments) > MaxBufferedSegments {
				t.Fatalf("segments of %d bytes: %d bytes in %d segments kept", size, s.buffered, len(s.segments))
			}
		}
		if out.overflows == 0 || out.missing == 0 {
			t.Errorf("segments of %d bytes: no overflow reported", size)
		}
	}
}

type countSink struct {
	bytes, missing uint64
	overflows      int
}

func (c *countSink) deliver(b []byte)         { c.bytes += uint64(len(b)) }
func (c *countSink) gap(pos, n uint64)        { c.missing += n }
func (c *countSink) overflow()                { c.overflows++ }
func (c *countSink) inconsistent(_, _ []byte) {}
