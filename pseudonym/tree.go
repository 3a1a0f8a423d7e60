package pseudonym

import (
	"crypto/aes"
	"crypto/cipher"
	"math/bits"
	"net/netip"
)

// A tree permutes addresses as leaves of the binary tree of their bits: at each
// node a bit drawn from the key says whether its two branches are exchanged.
type tree struct {
	block   cipher.Block
	pad     [16]byte
	special []special
}

// A special prefix keeps its place: no node on the way to it exchanges its
// branches. What is below it is permuted unless it is fixed.
type special struct {
	prefix [16]byte
	bits   int
	fixed  bool
}

func specials(fixed bool, prefixes ...string) []special {
	var list []special
	for _, s := range prefixes {
		p := netip.MustParsePrefix(s)
		var b [16]byte
		copy(b[:], p.Addr().AsSlice())
		list = append(list, special{b, p.Bits(), fixed})
	}
	return list
}

var (
	special4 = append(
		specials(true, "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32"),
		specials(false, "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "240.0.0.0/4")...)
	special6 = append(
		specials(true, "::/96", "ff00::/8"),
		specials(false, "2000::/3", "fc00::/7", "fe80::/10")...)
	// The two lowest bits of the first octet: see walk.
	specialMAC []special
)

func newTree(key [32]byte, special []special) *tree {
	block, _ := aes.NewCipher(key[:16]) // fails for other sizes only
	t := &tree{block: block, special: special}
	block.Encrypt(t.pad[:], key[16:])
	return t
}

// walk replaces an address of n bits.
func (t *tree) walk(a [16]byte, n int) [16]byte {
	from := 0
	for _, s := range t.special {
		same := commonBits(a, s.prefix)
		if same >= s.bits && s.fixed {
			return a
		}
		from = max(from, min(same+1, s.bits))
	}
	out := a
	in := t.pad
	var code [16]byte
	for pos := range n {
		// in holds the bits before pos, and the pad's behind them.
		if pos > 0 {
			bit := byte(0x80) >> ((pos - 1) % 8)
			at := (pos - 1) / 8
			in[at] = in[at]&^bit | a[at]&bit
		}
		if pos < from || n == 48 && (pos == 6 || pos == 7) {
			continue
		}
		t.block.Encrypt(code[:], in[:])
		out[pos/8] ^= code[0] >> 7 << (7 - pos%8)
	}
	return out
}

// commonBits is how many bits at the start are equal.
func commonBits(a, b [16]byte) int {
	for i := range a {
		if x := a[i] ^ b[i]; x != 0 {
			return i*8 + bits.LeadingZeros8(x)
		}
	}
	return 128
}
