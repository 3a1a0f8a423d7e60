package interp

import (
	"math/bits"
	"net/netip"

	"brig/bro/resolve"
)

// This file looks into tables that are indexed by subnets.

// prefixLengths counts the prefixes of each length in a table of subnets, so
// that the longest match needs one lookup for each length that occurs.
type prefixLengths struct {
	v4     [33]int32
	v6     [129]int32
	occur4 uint64    // bit n: v4[n] is not 0
	occur6 [3]uint64 // the same of v6
	probe  subnet6   // what is being looked for
}

func (l *prefixLengths) add(p netip.Prefix, n int32) {
	bit := p.Bits()
	at, occur := &l.v4[min(bit, 32)], &l.occur4
	if !p.Addr().Is4() {
		at, occur = &l.v6[bit], &l.occur6[bit/64]
	}
	if *at += n; *at != 0 {
		*occur |= 1 << (bit % 64)
	} else {
		*occur &^= 1 << (bit % 64)
	}
}

// below6 is the greatest length below n that an IPv6 prefix has, or -1.
func (l *prefixLengths) below6(n int) int {
	for i := len(l.occur6) - 1; i >= 0; i-- {
		occur := l.occur6[i]
		if n < 64*(i+1) {
			occur &= 1<<max(n-64*i, 0) - 1
		}
		if occur != 0 {
			return 64*i + bits.Len64(occur) - 1
		}
	}
	return -1
}

// longest returns the number of the entry whose prefix is the longest to hold
// an addr or subnet, or -1.
func (t *Table) longest(v Value) int {
	if v.ref == resolve.SubnetType {
		return t.longest4(v.n>>8, int(v.n&0xff))
	}
	if v.isWord() {
		return t.longest4(v.n, 32)
	}
	p, l := asPrefix(v), t.lengths
	for n := l.below6(p.Bits() + 1); n >= 0; n = l.below6(n) {
		l.probe.p = netip.PrefixFrom(p.Addr(), n).Masked()
		key := [1]Value{{0, &l.probe}}
		if i := t.find(t.hashOf(key[:]), key[:]); i >= 0 {
			return i
		}
	}
	return -1
}

// longest4 is longest for so many bits of an IPv4 address.
func (t *Table) longest4(addr uint64, length int) int {
	for occur := t.lengths.occur4 & (2<<length - 1); occur != 0; {
		n := bits.Len64(occur) - 1
		occur &^= 1 << n
		if i := t.findSubnet4(addr>>(32-n)<<(32-n)<<8 | uint64(n)); i >= 0 {
			return i
		}
	}
	return -1
}

// findSubnet4 is find for the word of an IPv4 subnet.
func (t *Table) findSubnet4(n uint64) int {
	if t.mode == keyWord {
		return t.findWord(n)
	}
	if t.index == nil {
		key := [1]Value{{n, resolve.SubnetType}}
		return t.find(hashWord(n), key[:])
	}
	mask := uint32(len(t.index) - 1)
	for slot := hashWord(n) & mask; ; slot = (slot + 1) & mask {
		e := t.index[slot]
		if e == 0 {
			return -1
		}
		if k := &t.keys[e-1]; k.n == n && k.isWord() {
			return int(e - 1)
		}
	}
}

// asPrefix returns an addr or subnet as a subnet.
func asPrefix(v Value) netip.Prefix {
	switch r := v.ref.(type) {
	case *subnet6:
		return r.p
	case *addr6:
		return netip.PrefixFrom(r.a, 128)
	}
	if v.ref == resolve.SubnetType {
		return v.Subnet()
	}
	return netip.PrefixFrom(v.Addr(), 32)
}
