package pseudonym

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// The sample that its authors publish with Crypto-PAn.
func TestCryptoPAn(t *testing.T) {
	key := [32]byte{21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
		216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2}
	tr := newTree(key, nil)
	for in, want := range map[string]string{
		"128.11.68.132":   "135.242.180.132",
		"129.118.74.4":    "134.136.186.123",
		"130.132.252.244": "133.68.164.234",
		"141.223.7.43":    "141.167.8.160",
	} {
		var b [16]byte
		copy(b[:], netip.MustParseAddr(in).AsSlice())
		out := tr.walk(b, 32)
		if got, _ := netip.AddrFromSlice(out[:4]); got.String() != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func common4(a, b [4]byte) int {
	var x, y [16]byte
	copy(x[:], a[:])
	copy(y[:], b[:])
	return min(commonBits(x, y), 32)
}

func TestPrefixesStay(t *testing.T) {
	p := New(Key{1, 2, 3})
	rng := rand.New(rand.NewPCG(1, 2))
	seen := map[[4]byte][4]byte{}
	changed := 0
	for range 20000 {
		var a, b [4]byte
		binary.BigEndian.PutUint32(a[:], rng.Uint32())
		binary.BigEndian.PutUint32(b[:], binary.BigEndian.Uint32(a[:])^rng.Uint32()>>rng.IntN(32))
		x, y := p.IPv4(a), p.IPv4(b)
		if got, want := common4(x, y), common4(a, b); got != want {
			t.Fatalf("%v and %v have %d bits in common, their pseudonyms %v and %v %d", a, b, want, x, y, got)
		}
		if other, ok := seen[x]; ok && other != a {
			t.Fatalf("%v and %v both became %v", a, other, x)
		}
		seen[x] = a
		if x != a {
			changed++
		}
		if class(a) != class(x) {
			t.Fatalf("%v became %v: %s is now %s", a, x, class(a), class(x))
		}
	}
	if changed < 17000 { // an eighth is multicast, and more is fixed
		t.Errorf("%d of 20000 addresses changed", changed)
	}
}

func class(a [4]byte) string {
	addr := netip.AddrFrom4(a)
	switch {
	case addr.IsPrivate():
		return "private" + addr.String()[:2]
	case addr.IsLoopback(), addr.IsMulticast(), a[0] == 0:
		return addr.String()
	case addr.IsLinkLocalUnicast():
		return "link-local"
	}
	return "public"
}

func TestIPv6(t *testing.T) {
	p := New(Key{9})
	for in, keep := range map[string]bool{
		"::": true, "::1": true, "ff02::fb": true, "2001:db8::1": false, "fe80::5054:ff:fe12:3456": false, "fd00:1::2": false,
	} {
		a := netip.MustParseAddr(in)
		out := netip.AddrFrom16(p.IPv6(a.As16()))
		if (out == a) != keep {
			t.Errorf("%s became %s", in, out)
		}
		if out.IsPrivate() != a.IsPrivate() || out.IsLinkLocalUnicast() != a.IsLinkLocalUnicast() || out.IsGlobalUnicast() != a.IsGlobalUnicast() {
			t.Errorf("%s became %s, of another kind", in, out)
		}
	}
	group := p.IPv6(netip.MustParseAddr("ff02::1:ff12:3456").As16())
	mac := p.MAC([6]byte{0x33, 0x33, 0xff, 0x12, 0x34, 0x56})
	if [4]byte(group[12:]) != [4]byte(mac[2:]) || mac[3] == 0x12 && mac[4] == 0x34 {
		t.Errorf("solicited node: %x, its frames go to %x", group, mac)
	}
}

func TestMAC(t *testing.T) {
	p := New(Key{5})
	for _, a := range [][6]byte{{}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {1, 0, 0x5e, 0, 0, 1}} {
		if p.MAC(a) != a {
			t.Errorf("%x became %x", a, p.MAC(a))
		}
	}
	a, b := p.MAC([6]byte{0, 0x1b, 0x21, 1, 2, 3}), p.MAC([6]byte{0, 0x1b, 0x21, 9, 2, 3})
	if [3]byte(a[:]) != [3]byte(b[:]) || a == b || a[0]&3 != 0 {
		t.Errorf("%x and %x were of one vendor", a, b)
	}
	if c := p.MAC([6]byte{2, 0x1b, 0x21, 1, 2, 3}); c[0]&3 != 2 {
		t.Errorf("%x was locally administered", c)
	}
}

func TestWords(t *testing.T) {
	p, q := New(Key{1}), New(Key{2})
	if p.Word("host", "a") != New(Key{1}).Word("host", "a") || p.Word("host", "a") == q.Word("host", "a") || p.Word("host", "a") == p.Word("host", "b") {
		t.Error("a word must depend on the key and the name, and on nothing else")
	}
	k := NewKey()
	if back, err := ParseKey(k.Text()); err != nil || back != k {
		t.Errorf("key %x read back as %x, %v", k, back, err)
	}
	for _, bad := range []string{"", "zz", string(k.Text()) + "0"} {
		if _, err := ParseKey([]byte(bad)); err == nil {
			t.Errorf("%q is no key", bad)
		}
	}
}

func BenchmarkIPv4(b *testing.B) {
	p := New(Key{1})
	n := uint32(0)
	for b.Loop() {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], n%5000*7919)
		p.IPv4(a)
		n++
	}
}
