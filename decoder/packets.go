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
// is new gets a copy; once there is no memory for copies, a digest tells
// sequences apart.
type packets struct {
	current []byte
	length  int64
	hash    *chainHash
	long    bool // the sequence exceeded maxChainBytes, and is in the hash

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
	digest   digest // of a chain without a sequence
}

type packetSlot struct {
	hash  uint64
	chain int32 // index + 1, or 0
}

func newPackets(s *symbols, l limits) *packets {
	return &packets{hash: newChainHash(s), seed: maphash.MakeSeed(), slots: make([]packetSlot, 1<<10), limits: l}
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
	p.long, p.unnamed = true, true
	p.hash.add(p.current)
	p.current = p.current[:0]
}

// A chainHash makes digests of chains.
type chainHash struct {
	hash.Hash
	symbols *symbols
	forms   []byte // that are on their way into the hash
}

func newChainHash(s *symbols) *chainHash { return &chainHash{Hash: sha256.New(), symbols: s} }

// add adds a sequence to a chain.
func (h *chainHash) add(sequence []byte) {
	const enough = 4 << 10 // for what a call takes not to matter
	for len(sequence) > 0 {
		h.forms = h.forms[:0]
		for ; len(sequence) > 0 && len(h.forms) < enough; sequence = sequence[4:] {
			h.forms = append(h.forms, h.symbols.forms[binary.LittleEndian.Uint32(sequence)]...)
		}
		h.Write(h.forms)
	}
}

// digest returns the digest of the chain, and begins the next.
func (h *chainHash) digest() (sum digest) {
	h.Sum(sum[:0])
	h.Reset()
	return sum
}

// end counts the current packet, if it has any calls, and begins the next. It
// returns the number of its chain, or -1 if there is none.
func (p *packets) end() int32 {
	if p.length == 0 {
		return -1
	}
	var chain int32
	if p.long {
		p.drain()
		p.long = false
		sum := p.hash.digest()
		chain = p.count(binary.LittleEndian.Uint64(sum[:]), &sum)
	} else {
		chain = p.count(maphash.Bytes(p.seed, p.current), nil)
	}
	p.current, p.length = p.current[:0], 0
	return chain
}

// count looks the current sequence up by its hash and counts it. The digest is
// given when the sequence was too long to be collected.
func (p *packets) count(hash uint64, long *digest) int32 {
	mask := uint64(len(p.slots) - 1)
	i, sum := hash&mask, long
	for ; p.slots[i].chain != 0; i = (i + 1) & mask {
		if p.slots[i].hash != hash {
			continue
		}
		c := &p.chains[p.slots[i].chain-1]
		if c.length != p.length {
			continue
		}
		same := false
		switch {
		case c.sequence != nil:
			same = long == nil && bytes.Equal(c.sequence, p.current)
		default:
			sum = p.sum(sum)
			same = c.digest == *sum
		}
		if same {
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
	if long == nil {
		c.sequence = p.copy()
	}
	if c.sequence == nil {
		p.unnamed = true
		c.digest = *p.sum(sum)
	}
	p.chains = append(p.chains, c)
	p.slots[i] = packetSlot{hash, int32(len(p.chains))}
	if 2*len(p.chains) > len(p.slots) {
		p.grow()
	}
	return int32(len(p.chains) - 1)
}

// sum returns the digest of the current sequence, unless it is known.
func (p *packets) sum(known *digest) *digest {
	if known != nil {
		return known
	}
	p.hash.add(p.current)
	sum := p.hash.digest()
	return &sum
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
