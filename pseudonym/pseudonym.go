// Package pseudonym replaces what names a machine or a person by something that
// does not, always by the same thing under the same key: what belonged together
// still does, and who has the key can tell what was what.
//
//	p := pseudonym.New(key)
//	p.IPv4(addr)                // addresses that shared a prefix share one still
//	p.Word("host", "planted")   // "host-3f2a91c07b"
//
// Addresses are replaced bit by bit, each depending on those before it, by the
// construction of Crypto-PAn (Xu, Fan, Ammar, Moon, ICNP 2002), under keys
// derived from the given one.
package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// A Key is what pseudonyms depend on. Who has it can try out which name gives a
// pseudonym.
type Key [32]byte

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	rand.Read(k[:]) // never fails, see crypto/rand
	return k
}

// ParseKey reads the text form of a key: 64 hexadecimal digits.
func ParseKey(text []byte) (Key, error) {
	var k Key
	digits := strings.TrimSpace(string(text))
	if len(digits) != 2*len(k) {
		return k, errors.New("a key of pseudonyms has 64 hexadecimal digits")
	}
	if _, err := hex.Decode(k[:], []byte(digits)); err != nil {
		return k, errors.New("a key of pseudonyms has 64 hexadecimal digits")
	}
	return k, nil
}

// Text is the text form of the key.
func (k Key) Text() []byte { return []byte(hex.EncodeToString(k[:]) + "\n") }

func (k Key) derive(purpose, value string) [32]byte {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write([]byte(value))
	return [32]byte(mac.Sum(nil))
}

// ID tells keys apart without revealing them.
func (k Key) ID() string {
	d := k.derive("id", "")
	return hex.EncodeToString(d[:4])
}

// Pseudonyms gives pseudonyms. It is not safe for concurrent use.
type Pseudonyms struct {
	key       Key
	v4, v6    *tree
	mac       *tree
	addresses map[[17]byte][16]byte
}

// maxCache bounds how many addresses are remembered.
const maxCache = 1 << 16

// New returns the pseudonyms of a key.
func New(key Key) *Pseudonyms {
	return &Pseudonyms{
		key:       key,
		v4:        newTree(key.derive("ipv4", ""), special4),
		v6:        newTree(key.derive("ipv6", ""), special6),
		mac:       newTree(key.derive("mac", ""), specialMAC),
		addresses: map[[17]byte][16]byte{},
	}
}

// Key is the key.
func (p *Pseudonyms) Key() Key { return p.key }

// IPv4 replaces an address. Addresses that had their first n bits in common,
// and no more, have n in common still. Private, shared and link-local
// addresses stay what they are; loopback, multicast, broadcast and unspecified
// ones stay as they are. To keep them apart the first bits of their neighbours
// stay too: up to eight, or, next to 172.16.0.0/12 and the other longer blocks,
// as many as the block's prefix has.
func (p *Pseudonyms) IPv4(a [4]byte) [4]byte {
	var in [16]byte
	copy(in[:], a[:])
	out := p.cached(p.v4, 4, in)
	return [4]byte(out[:4])
}

// IPv6 is IPv4 for addresses of version 6: unique local and link-local ones
// stay what they are. Of a solicited-node multicast address, which holds the end
// of another, that end is replaced.
func (p *Pseudonyms) IPv6(a [16]byte) [16]byte {
	if solicited := [13]byte{0xff, 2, 11: 1, 12: 0xff}; [13]byte(a[:13]) == solicited {
		low := p.Low24([3]byte(a[13:]))
		copy(a[13:], low[:])
		return a
	}
	return p.cached(p.v6, 16, a)
}

// MAC replaces a hardware address: addresses of one vendor still share their
// first half. Multicast, broadcast and zero stay, as does whether an address is
// locally administered. The multicast address of a solicited node follows that
// node's (see IPv6).
func (p *Pseudonyms) MAC(a [6]byte) [6]byte {
	switch {
	case a == [6]byte{}:
		return a
	case a[0] == 0x33 && a[1] == 0x33 && a[2] == 0xff:
		low := p.Low24([3]byte(a[3:]))
		copy(a[3:], low[:])
		return a
	case a[0]&1 != 0:
		return a
	}
	var in [16]byte
	copy(in[:], a[:])
	out := p.cached(p.mac, 6, in)
	return [6]byte(out[:6])
}

func (p *Pseudonyms) cached(t *tree, size int, in [16]byte) [16]byte {
	var id [17]byte
	id[0] = byte(size)
	copy(id[1:], in[:])
	out, ok := p.addresses[id]
	if !ok {
		out = t.walk(in, size*8)
		if len(p.addresses) >= maxCache {
			clear(p.addresses)
		}
		p.addresses[id] = out
	}
	return out
}

// Low24 replaces the end of an address that stands alone.
func (p *Pseudonyms) Low24(a [3]byte) [3]byte {
	d := p.key.derive("end", string(a[:]))
	return [3]byte(d[:3])
}

// UUID replaces a UUID by one of version 4.
func (p *Pseudonyms) UUID(u [16]byte) [16]byte {
	d := p.key.derive("uuid", string(u[:]))
	out := [16]byte(d[:16])
	out[6] = out[6]&0x0f | 0x40
	out[8] = out[8]&0x3f | 0x80
	return out
}

// Word replaces a name: "KIND-" and ten hexadecimal digits.
func (p *Pseudonyms) Word(kind, name string) string {
	d := p.key.derive(kind, name)
	return kind + "-" + hex.EncodeToString(d[:5])
}
