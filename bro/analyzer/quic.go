package analyzer

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// This file reads the first packets of QUIC connections (RFC 9000, 9001, 9369): their keys
// are known to all, and they hold the hellos of TLS. Nothing else is told of QUIC.

func quicProtocol() *protocol {
	return &protocol{
		name:           "QUIC",
		component:      componentQUIC,
		newDatagram:    newQUIC,
		detectDatagram: detectQUIC,
	}
}

const (
	quicV1 = 1
	quicV2 = 0x6b3343cf
	// drafts 29 to 32 have the number of the draft in their version.
	quicDraft, quicFirstDraft, quicLastDraft = 0xff000000, 29, 32

	maxQUICID = 20
	// MaxQUICCrypto is how far the hellos of a side may reach; maxQUICPieces is how many
	// pieces of them wait for what comes before.
	MaxQUICCrypto = 64 << 10
	maxQUICPieces = 256
)

// Types of packets with a long header, as version 1 numbers them.
const (
	quicInitial = iota
	quicZeroRTT
	quicHandshake
	quicRetry
)

// A quicVersion is what versions have of their own.
type quicVersion struct {
	salt   string
	prefix string // of the labels
	shift  byte   // of the numbers of types
}

func versionOfQUIC(n uint32) (v quicVersion, ok bool) {
	switch {
	case n == quicV1:
		return quicVersion{salt: "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", prefix: "quic "}, true
	case n == quicV2:
		return quicVersion{salt: "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", prefix: "quicv2 ", shift: 1}, true
	case n >= quicDraft+quicFirstDraft && n <= quicDraft+quicLastDraft:
		return quicVersion{salt: "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99", prefix: "quic "}, true
	}
	return v, false
}

// A quicPacket is a packet with a long header.
type quicPacket struct {
	version  quicVersion
	typ      byte
	dst, src []byte // connection identifiers
	number   int    // where the packet number is
	whole    []byte
}

// quicLong reads a long header and returns what comes behind the packet.
func quicLong(b []byte) (p quicPacket, rest []byte, ok bool) {
	f := field{b: b}
	first := byte(f.number(1))
	p.version, ok = versionOfQUIC(uint32(f.number(4)))
	if !ok || first&0xc0 != 0xc0 {
		return p, nil, false
	}
	p.typ = (first>>4 - p.version.shift) & 3
	p.dst = f.vector(1)
	p.src = f.vector(1)
	if f.bad || len(p.dst) > maxQUICID || len(p.src) > maxQUICID {
		return p, nil, false
	}
	if p.typ == quicRetry {
		return p, nil, true
	}
	if p.typ == quicInitial {
		f.take(int(f.variable())) // a token
	}
	n := int(f.variable())
	p.number = len(b) - len(f.b)
	f.take(n)
	p.whole = b[:len(b)-len(f.b)]
	return p, f.b, !f.bad
}

// variable takes a number of variable length (RFC 9000 16); what is too large for any
// use here is bad.
func (f *field) variable() uint64 {
	if len(f.b) == 0 {
		f.bad = true
		return 0
	}
	size := 1 << (f.b[0] >> 6)
	n := f.number(size) &^ (3 << (8*size - 2))
	if n > 1<<30 {
		f.bad, f.b = true, nil
		return 0
	}
	return n
}

// detectQUIC looks for a client's first packet.
func detectQUIC(data []byte) bool {
	p, _, ok := quicLong(data)
	return ok && p.typ == quicInitial && len(p.dst) >= 8
}

// A quicKey protects the first packets of a direction.
type quicKey struct {
	aead   cipher.AEAD
	header cipher.Block
	iv     []byte
}

// quicKeys are those of responder and originator, for the identifier that the client
// chose for the server (RFC 9001 5.2).
func quicKeys(v quicVersion, id []byte) (keys [2]quicKey, err error) {
	secret, err := hkdf.Extract(sha256.New, id, []byte(v.salt))
	if err != nil {
		return keys, fmt.Errorf("deriving a secret: %w", err)
	}
	for i, label := range [...]string{"server in", "client in"} {
		if keys[i], err = newQUICKey(v, secret, label); err != nil {
			return keys, fmt.Errorf("deriving the key of %s: %w", label, err)
		}
	}
	return keys, nil
}

func newQUICKey(v quicVersion, initial []byte, label string) (k quicKey, err error) {
	secret, err := expandLabel(initial, label, sha256.Size)
	parts := map[string][]byte{"key": make([]byte, 16), "hp": make([]byte, 16), "iv": make([]byte, 12)}
	for name, part := range parts {
		derived, e := expandLabel(secret, v.prefix+name, len(part))
		copy(part, derived)
		err = errors.Join(err, e)
	}
	block, e := aes.NewCipher(parts["key"])
	if err = errors.Join(err, e); err != nil {
		return k, err
	}
	k.iv = parts["iv"]
	if k.aead, err = cipher.NewGCM(block); err != nil {
		return k, err
	}
	k.header, err = aes.NewCipher(parts["hp"])
	return k, err
}

// expandLabel is HKDF-Expand-Label (RFC 8446 7.1).
func expandLabel(secret []byte, label string, n int) ([]byte, error) {
	label = "tls13 " + label
	info := append([]byte{byte(n >> 8), byte(n), byte(len(label))}, label...)
	return hkdf.Expand(sha256.New, secret, string(append(info, 0)), n)
}

// open decrypts what a packet holds. It changes nothing of the packet.
func (k *quicKey) open(p *quicPacket) ([]byte, bool) {
	const sampleAt, sample = 4, 16
	if len(p.whole) < p.number+sampleAt+sample {
		return nil, false
	}
	var mask [aes.BlockSize]byte
	k.header.Encrypt(mask[:], p.whole[p.number+sampleAt:][:sample])
	size := int((p.whole[0]^mask[0])&3) + 1
	header := slices.Clone(p.whole[:p.number+size])
	header[0] ^= mask[0] & 0x0f
	nonce := slices.Clone(k.iv)
	for i := range size {
		header[p.number+i] ^= mask[1+i]
		nonce[len(nonce)-size+i] ^= header[p.number+i] // the first packets have small numbers
	}
	plain, err := k.aead.Open(nil, nonce, p.whole[p.number+size:], header)
	return plain, err == nil
}

func newQUIC(b base) datagramAnalyzer { return &quicAnalyzer{base: b} }

type quicAnalyzer struct {
	base
	keyed   bool
	keys    [2]quicKey  // responder, originator
	tls     sslAnalyzer // gets the hellos
	crypto  [2]quicCrypto
	stopped bool
}

// A quicCrypto is the stream of handshake messages of one side.
type quicCrypto struct {
	next   int // position of what comes next
	pieces []quicPiece
}

type quicPiece struct {
	at   int
	data []byte
}

func (a *quicAnalyzer) done() {}

func (a *quicAnalyzer) datagram(orig bool, data []byte) {
	for len(data) > 0 && !a.stopped {
		p, rest, ok := quicLong(data)
		if !ok {
			break // a short header: encrypted with keys that nobody else has
		}
		switch p.typ {
		case quicRetry:
			a.keyed = false // the next one is protected by another identifier
		case quicInitial:
			a.initial(orig, &p)
		case quicHandshake:
			if a.f.state == confirmed && a.crypto[0].next > 0 {
				a.stopped = true // the hellos are over
			}
		}
		data = rest
	}
	if a.f.state == undecided && !a.keyed {
		a.violate("no first packet of QUIC")
	}
}

func (a *quicAnalyzer) initial(orig bool, p *quicPacket) {
	if !a.keyed {
		keys, err := quicKeys(p.version, p.dst)
		if err != nil || !orig {
			return
		}
		a.keyed, a.keys = true, keys
	}
	plain, ok := a.keys[side(orig)].open(p)
	if !ok {
		if a.f.state == undecided {
			a.stopped = true
			a.violate("the first packet is protected in another way")
		}
		return
	}
	a.confirm()
	a.frames(orig, plain)
}

// Types of frames that first packets may have (RFC 9000 12.4).
const (
	quicPadding = 0x00
	quicPing    = 0x01
	quicACK     = 0x02
	quicACKECN  = 0x03
	quicCRYPTO  = 0x06
)

func (a *quicAnalyzer) frames(orig bool, b []byte) {
	f := field{b: b}
	for len(f.b) > 0 && !a.stopped {
		switch f.number(1) {
		case quicPadding, quicPing:
		case quicACK:
			f.acknowledged()
		case quicACKECN:
			f.acknowledged()
			for range 3 {
				f.variable()
			}
		case quicCRYPTO:
			at, n := int(f.variable()), int(f.variable())
			if data := f.take(n); !f.bad {
				a.handshake(orig, at, data)
			}
		default: // the connection is closed
			return
		}
	}
}

// acknowledged passes over the ranges of an ACK frame.
func (f *field) acknowledged() {
	f.variable() // the largest
	f.variable() // the delay
	ranges := f.variable()
	f.variable() // the first range
	for i := uint64(0); i < ranges && !f.bad; i++ {
		f.variable()
		f.variable()
	}
}

// handshake puts a piece of the handshake messages into its place.
func (a *quicAnalyzer) handshake(orig bool, at int, data []byte) {
	c := &a.crypto[side(orig)]
	if at+len(data) > MaxQUICCrypto || len(c.pieces) == maxQUICPieces {
		a.weird("QUIC_too_much_crypto", "")
		a.stopped = true
		return
	}
	i, _ := slices.BinarySearchFunc(c.pieces, at, func(p quicPiece, at int) int { return p.at - at })
	c.pieces = slices.Insert(c.pieces, i, quicPiece{at, data})
	for len(c.pieces) > 0 && c.pieces[0].at <= c.next {
		p := c.pieces[0]
		c.pieces = c.pieces[1:]
		if old := c.next - p.at; old < len(p.data) {
			c.next = p.at + len(p.data)
			a.secured(orig, p.data[old:])
		}
	}
}

// secured gives handshake messages to TLS.
func (a *quicAnalyzer) secured(orig bool, data []byte) {
	if a.tls.s == nil {
		p := a.s.protocol("SSL")
		if p.off {
			a.stopped = true
			return
		}
		a.s.aid++
		a.tls.base = base{a.s, a.ev, a.c, &instance{proto: p, aid: a.s.aid}}
		a.tls.sides[0].a, a.tls.sides[1].a, a.tls.sides[1].orig = &a.tls, &a.tls, true
	}
	if a.tls.stopped {
		return
	}
	const recordVersion = 0x0301
	a.s.Hooks.EnterComponent(componentSSL)
	a.tls.sides[side(orig)].handshake(data, recordVersion)
	a.s.Hooks.LeaveComponent(componentSSL)
}
