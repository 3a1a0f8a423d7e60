package packet

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// A key names a connection whichever way its packets go: the lower end first.
// IPv4 addresses are mapped into IPv6 (RFC 4291 2.5.5.2). It is comparable and
// has no pointers, which is what makes the table's map quick to look up and
// cheap for the garbage collector.
type key struct {
	low, high         [16]byte
	lowPort, highPort uint16
	proto             uint8
}

// tuple fills k from a packet's ends and says whether the source is the low end.
// oneWay keeps the order as it is: ICMP messages that have no answer.
func (k *key) tuple(src, dst *[16]byte, sport, dport uint16, proto uint8, oneWay bool) (forward bool) {
	k.proto = proto
	order := bytes.Compare(src[:], dst[:])
	if oneWay || order < 0 || order == 0 && sport <= dport {
		k.low, k.high, k.lowPort, k.highPort = *src, *dst, sport, dport
		return true
	}
	k.low, k.high, k.lowPort, k.highPort = *dst, *src, dport, sport
	return false
}

// recent holds connections whose packets came lately, by a hash of their key. Three
// packets in four find theirs here, without a hash of all of the key.
type recent [256]struct {
	key
	c *Conn
}

func (r *recent) place(k *key) uint8 {
	h := uint32(k.lowPort)<<16 | uint32(k.highPort)
	h ^= binary.LittleEndian.Uint32(k.low[12:]) ^ binary.LittleEndian.Uint32(k.high[12:])
	return uint8(h * 0x9e3779b1 >> 24)
}

func (r *recent) find(k *key) *Conn {
	if e := &r[r.place(k)]; e.c != nil && e.key == *k {
		return e.c
	}
	return nil
}

func (r *recent) add(k *key, c *Conn) {
	e := &r[r.place(k)]
	e.key, e.c = *k, c
}

func (r *recent) remove(k *key) {
	if e := &r[r.place(k)]; e.key == *k {
		e.c = nil
	}
}

// hash is FNV-1a over the key and a start time, then mixed so that every bit of
// the result depends on every input bit. It decides what connection_skip_ratio
// drops and so must not change between releases or machines.
func (k *key) hash(seed uint64, start int64) uint64 {
	const prime = 0x100000001b3
	var buf [2*16 + 2*2 + 1 + 8]byte
	b := append(buf[:0], k.low[:]...)
	b = append(b, k.high[:]...)
	b = binary.BigEndian.AppendUint16(b, k.lowPort)
	b = binary.BigEndian.AppendUint16(b, k.highPort)
	b = append(b, k.proto)
	b = binary.BigEndian.AppendUint64(b, uint64(start))
	h := mix(seed) ^ 0xcbf29ce484222325
	for _, c := range b {
		h = (h ^ uint64(c)) * prime
	}
	return mix(h)
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

const base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// UID makes a name in the form of Bro's connection and file identifiers: the
// prefix and 96 bits in base 62. It depends on the seed and the ordinal only.
// Connections use prefix 'C'; other users pick other prefixes.
func UID(prefix byte, seed, ordinal uint64) string {
	hi := mix(mix(seed^uint64(prefix)<<56) ^ ordinal)
	lo := mix(hi^0xd1b54a32d192ed03^ordinal<<1) & 0xffffffff
	var buf [18]byte
	n := len(buf)
	for (hi | lo) != 0 {
		// Divide the 96-bit number hi*2^32 + lo by 62.
		q, r := hi/62, hi%62
		t := r<<32 | lo
		hi, lo = q, t/62
		n--
		buf[n] = base62[t%62]
	}
	n--
	buf[n] = prefix
	return string(buf[n:])
}

func addr(a *[16]byte, v4 bool) netip.Addr {
	if v4 {
		return netip.AddrFrom4([4]byte(a[12:16]))
	}
	return netip.AddrFrom16(*a)
}
