package capture

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"brig/result"
)

// Intervals is the number of equal parts for which Info counts protocols.
const Intervals = 100

// sizes are where the classes of packet sizes begin, in bytes on the wire: with
// the powers of two, what is more than an Ethernet frame and more than a jumbo
// frame.
var sizes = []int64{0, 64, 128, 256, 512, 1024, 1519, 9019}

// Info describes the capture in a file, which may be compressed. The header
// of the document is left to the caller. A capture that is cut short or damaged
// is described up to its last whole packet, and Truncated says where that is.
func Info(ctx context.Context, path string) (*result.Capture, error) {
	return describe(ctx, path, nil)
}

// InfoTalkers is Info with the n addresses of the most bytes. They are not for
// sharing.
func InfoTalkers(ctx context.Context, path string, n int) (*result.Capture, error) {
	t := talkers{}
	c, err := describe(ctx, path, t)
	if err == nil {
		c.Talkers = t.top(n)
	}
	return c, err
}

func describe(ctx context.Context, path string, t talkers) (*result.Capture, error) {
	c, err := scan(ctx, path, func(layers.LinkType, gopacket.CaptureInfo, []byte) {})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if c.Packets == 0 {
		if c.Truncated != "" {
			return nil, fmt.Errorf("%s: the capture holds no whole packet: %s", path, c.Truncated)
		}
		return nil, fmt.Errorf("%s: the capture holds no packets", path)
	}
	// The second pass knows how long the capture is.
	counts := map[string][]int64{}
	classes := make([]result.SizeCount, len(sizes))
	for i, from := range sizes {
		classes[i].From = from
	}
	_, err = scan(ctx, path, func(link layers.LinkType, ci gopacket.CaptureInfo, data []byte) {
		name := protocol(link, data)
		if counts[name] == nil {
			counts[name] = make([]int64, Intervals)
		}
		counts[name][interval(c, ci.Timestamp.UnixNano())]++
		i, exact := slices.BinarySearch(sizes, int64(ci.Length))
		if !exact {
			i--
		}
		classes[max(i, 0)].Packets++
		if t != nil {
			t.count(link, data, int64(ci.Length))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c.Intervals, c.Protocols = Intervals, sortedCounts(counts)
	c.Sizes = slices.DeleteFunc(classes, func(s result.SizeCount) bool { return s.Packets == 0 })
	return c, nil
}

// scan reads a capture once, and calls packet for each packet.
func scan(ctx context.Context, path string, packet func(layers.LinkType, gopacket.CaptureInfo, []byte)) (*result.Capture, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := Decompress(f)
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	sum := sha256.New()
	size := &counter{}
	tee := io.TeeReader(&ctxReader{ctx, plain}, io.MultiWriter(sum, size))
	s, err := open(tee)
	if err != nil {
		return nil, err
	}
	c := &result.Capture{Name: filepath.Base(path), LinkType: linkName(s.LinkType())}
	for {
		data, ci, err := s.ZeroCopyReadPacketData()
		if err == io.EOF {
			break
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			c.Truncated = fmt.Sprintf("after packet %d: %v", c.Packets, err)
			break
		}
		at := ci.Timestamp.UnixNano()
		if c.Packets == 0 {
			c.First, c.Last = at, at
		}
		c.First, c.Last = min(c.First, at), max(c.Last, at)
		c.Packets++
		c.Bytes += int64(ci.Length)
		c.Captured += int64(len(data))
		packet(s.LinkType(), ci, data)
	}
	if _, err := io.Copy(io.Discard, tee); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c.Truncated == "" {
			c.Truncated = fmt.Sprintf("after packet %d: %v", c.Packets, err)
		}
	}
	c.SHA256, c.Size = hex.EncodeToString(sum.Sum(nil)), size.n
	return c, nil
}

// interval is the part of the capture that a time is in.
func interval(c *result.Capture, at int64) int {
	if c.Last == c.First {
		return 0
	}
	i := int(float64(at-c.First) / float64(c.Last-c.First) * Intervals)
	return max(0, min(i, Intervals-1))
}

// A counter counts the bytes written to it.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// Duration is the time between a capture's first and last packet.
func Duration(c *result.Capture) time.Duration { return time.Duration(c.Last - c.First) }

// talkers count packets and bytes by address, as source or destination.
type talkers map[netip.Addr]*result.Talker

// maxTalkers bounds how many addresses are counted. Beyond it the lesser half is
// forgotten, so that of a scan of the whole Internet the largest are still found, if
// with a little less than they had.
const maxTalkers = 1 << 18

func (t talkers) count(link layers.LinkType, frame []byte, size int64) {
	packet, ok := network(link, frame)
	if !ok || len(packet) == 0 {
		return
	}
	var pair [2]netip.Addr
	switch {
	case packet[0]>>4 == 4 && len(packet) >= 20:
		pair = [2]netip.Addr{netip.AddrFrom4([4]byte(packet[12:16])), netip.AddrFrom4([4]byte(packet[16:20]))}
	case packet[0]>>4 == 6 && len(packet) >= 40:
		pair = [2]netip.Addr{netip.AddrFrom16([16]byte(packet[8:24])), netip.AddrFrom16([16]byte(packet[24:40]))}
	default:
		return
	}
	for i, a := range pair {
		if i == 1 && a == pair[0] {
			break
		}
		one := t[a]
		if one == nil {
			if len(t) >= maxTalkers {
				t.forget()
			}
			one = &result.Talker{Address: a.String()}
			t[a] = one
		}
		one.Packets++
		one.Bytes += size
	}
}

func (t talkers) forget() {
	list := t.sorted()
	for _, one := range list[len(list)/2:] {
		delete(t, netip.MustParseAddr(one.Address))
	}
}

// sorted is by bytes, the most first.
func (t talkers) sorted() []*result.Talker {
	return slices.SortedFunc(maps.Values(t), func(a, b *result.Talker) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Packets, a.Packets), cmp.Compare(a.Address, b.Address))
	})
}

func (t talkers) top(n int) []result.Talker {
	var top []result.Talker
	for _, one := range t.sorted() {
		if len(top) == n {
			break
		}
		top = append(top, *one)
	}
	return top
}
