package decoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/maphash"
)

// packets counts the sequences of calls and component events of packets.
//
// The sequence of the current packet is collected as symbols of four bytes.
// At its end the whole is looked up by a hash of those bytes. A sequence that
// is new gets a copy and a digest; once there is no memory for copies, the
// digest alone tells sequences apart.
type packets struct {
	symbols *symbols
	current []byte
	length  int64
	long    hash.Hash // of a packet whose sequence exceeded maxChainBytes
	forms   []byte    // that are on their way into a hash

	seed   maphash.Seed
	chains []packetChain
	slots  []packetSlot
	copied int64 // bytes in all copies
	arena  []byte

	summarised int64 // packets that could not be told apart
	unnamed    bool  // the names of some are not kept
	limits     limits
}

type packetChain struct {
	count    int64
	length   int64  // symbols
	sequence []byte // nil if only the digest is known
	digest   digest
}

type packetSlot struct {
	hash  uint64
	chain int32 // index + 1, or 0
}

func newPackets(s *symbols, l limits) *packets {
	return &packets{symbols: s, seed: maphash.MakeSeed(), slots: make([]packetSlot, 1<<10), limits: l}
}

func (p *packets) add(s symbol) {
	p.current = binary.LittleEndian.AppendUint32(p.current, uint32(s))
	p.length++
	if len(p.current) >= p.limits.chainBytes {
		p.drain()
	}
}

// drain moves what has been collected of a long packet into its digest.
func (p *packets) drain() {
	if p.long == nil {
		p.long = sha256.New()
		p.unnamed = true
	}
	p.write(p.long)
	p.current = p.current[:0]
}

func (p *packets) write(h hash.Hash) {
	const enough = 4 << 10 // for what a call takes not to matter
	for b := p.current; len(b) > 0; {
		p.forms = p.forms[:0]
		for ; len(b) > 0 && len(p.forms) < enough; b = b[4:] {
			p.forms = append(p.forms, p.symbols.forms[binary.LittleEndian.Uint32(b)]...)
		}
		h.Write(p.forms)
	}
}

// end counts the current packet, if it has any calls, and begins the next. It
// returns the number of its chain, or -1 if there is none.
func (p *packets) end() int32 { return p.endAs(nil) }

// endAs is end where the digest of a packet that is not too long may be known.
func (p *packets) endAs(known *digest) int32 {
	if p.length == 0 {
		return -1
	}
	var chain int32
	if p.long != nil {
		p.drain()
		var sum digest
		p.long.Sum(sum[:0])
		chain = p.count(binary.LittleEndian.Uint64(sum[:]), true, &sum)
		p.long = nil
	} else {
		chain = p.count(maphash.Bytes(p.seed, p.current), false, known)
	}
	p.current, p.length = p.current[:0], 0
	return chain
}

// count looks the current sequence up by its hash and counts it. The digest is
// given when the sequence was too long to be collected; else it may be nil.
func (p *packets) count(hash uint64, long bool, known *digest) int32 {
	mask := uint64(len(p.slots) - 1)
	i := hash & mask
	for ; p.slots[i].chain != 0; i = (i + 1) & mask {
		if p.slots[i].hash != hash {
			continue
		}
		c := &p.chains[p.slots[i].chain-1]
		if c.length != p.length {
			continue
		}
		if c.sequence == nil {
			if known == nil {
				known = p.sum()
			}
			if c.digest == *known {
				c.count++
				return p.slots[i].chain - 1
			}
		} else if bytes.Equal(c.sequence, p.current) {
			c.count++
			return p.slots[i].chain - 1
		}
	}
	if len(p.chains) >= p.limits.chains {
		p.summarised++
		p.unnamed = true
		return -1
	}
	c := packetChain{count: 1, length: p.length}
	if known == nil {
		known = p.sum()
	}
	if !long {
		c.sequence = p.copy()
	}
	p.unnamed = p.unnamed || c.sequence == nil
	c.digest = *known
	p.chains = append(p.chains, c)
	p.slots[i] = packetSlot{hash, int32(len(p.chains))}
	if 2*len(p.chains) > len(p.slots) {
		p.grow()
	}
	return int32(len(p.chains) - 1)
}

func (p *packets) sum() *digest {
	h := sha256.New()
	p.write(h)
	sum := new(digest)
	h.Sum(sum[:0])
	return sum
}

// copy returns a copy of the current sequence, or nil when there is no more
// memory for it.
func (p *packets) copy() []byte {
	n := len(p.current)
	if p.copied+int64(n) > int64(p.limits.chainsBytes) {
		return nil
	}
	p.copied += int64(n)
	const chunk = 256 << 10
	if n > chunk/4 {
		return bytes.Clone(p.current)
	}
	if cap(p.arena)-len(p.arena) < n {
		p.arena = make([]byte, 0, chunk)
	}
	from := len(p.arena)
	p.arena = append(p.arena, p.current...)
	return p.arena[from:len(p.arena):len(p.arena)]
}

func (p *packets) grow() {
	old := p.slots
	p.slots = make([]packetSlot, 2*len(old))
	mask := uint64(len(p.slots) - 1)
	for _, slot := range old {
		if slot.chain == 0 {
			continue
		}
		i := slot.hash & mask
		for p.slots[i].chain != 0 {
			i = (i + 1) & mask
		}
		p.slots[i] = slot
	}
}
