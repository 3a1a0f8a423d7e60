package interp

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"brig/bro/resolve"
)

// The longest prefix is the one that looking at all finds, whether a table holds
// few or many, with prefixes of IPv6 or without, and also after deletions.
func TestLongestPrefix(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func(v6 bool) netip.Prefix {
		if v6 {
			b := [16]byte{0x20, 1, byte(rnd.IntN(4)), byte(rnd.IntN(4))}
			return netip.PrefixFrom(netip.AddrFrom16(b), rnd.IntN(129)).Masked()
		}
		b := [4]byte{byte(10 + rnd.IntN(2)), byte(rnd.IntN(3)), byte(rnd.IntN(3)), byte(rnd.IntN(3))}
		return netip.PrefixFrom(netip.AddrFrom4(b), rnd.IntN(33)).Masked()
	}
	for _, size := range []int{0, 1, 5, 8, 9, 40} {
		for _, v6 := range []bool{false, true} {
			set := NewTable(&resolve.Type{Kind: resolve.Set, Index: []*resolve.Type{resolve.SubnetType}})
			for range size {
				set.Add(Subnet(random(v6 && rnd.IntN(2) == 0)))
			}
			for i := range set.Cap() {
				if rnd.IntN(4) == 0 && set.Live(i) {
					set.Delete(set.Key(i))
				}
			}
			for range 300 {
				p := random(v6 && rnd.IntN(2) == 0)
				v := Subnet(p)
				if rnd.IntN(2) == 0 {
					v = Addr(p.Addr())
				}
				want := -1
				for i := range set.Cap() {
					if !set.Live(i) {
						continue
					}
					q := set.Key(i).Subnet()
					if q.Contains(p.Addr()) && q.Bits() <= asPrefix(v).Bits() && (want < 0 || q.Bits() > set.Key(want).Subnet().Bits()) {
						want = i
					}
				}
				if got := set.longest(v); got != want {
					t.Fatalf("%d prefixes, IPv6 %v: %s is within entry %d, want %d", size, v6, v.String(), got, want)
				}
			}
		}
	}
}
