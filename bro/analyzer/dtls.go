package analyzer

import (
	"encoding/binary"
	"fmt"
)

// This file reads DTLS 1.0, 1.2 and 1.3 (RFC 6347, 9147): records that each stand in
// one datagram, with handshake messages in pieces. What the messages say is as in TLS.

func dtlsProtocol() *protocol {
	return &protocol{
		name:           "DTLS",
		component:      componentDTLS,
		newDatagram:    newDTLS,
		detectDatagram: detectDTLS,
	}
}

const (
	dtls10 = 0xfeff
	dtls12 = 0xfefd
	dtls13 = 0xfefc

	dtlsHeader = 13
	// dtlsCID is the type of an encrypted record with a connection identifier (RFC 9146).
	dtlsCID = 25
	// dtlsPieces is how many pieces of a handshake message are kept.
	dtlsPieces = 256
)

// detectDTLS looks for a client's hello.
func detectDTLS(data []byte) bool {
	return len(data) > dtlsHeader && data[0] == sslHandshake && isDTLS(binary.BigEndian.Uint16(data[1:])) &&
		data[3] == 0 && data[4] == 0 && data[dtlsHeader] == sslClientHello
}

func isDTLS(version uint16) bool { return version == dtls10 || version == dtls12 }

func newDTLS(b base) datagramAnalyzer {
	a := &dtlsAnalyzer{sslAnalyzer: sslAnalyzer{base: b, datagrams: true}}
	a.sides[0].a, a.sides[1].a, a.sides[1].orig = &a.sslAnalyzer, &a.sslAnalyzer, true
	return a
}

type dtlsAnalyzer struct {
	sslAnalyzer
	partial [2]dtlsMessage
}

// A dtlsMessage is a handshake message of which not all pieces have come.
type dtlsMessage struct {
	seq    uint16
	typ    byte
	body   []byte
	pieces []dtlsPiece // that have come, disjoint
	have   int         // bytes of body
}

type dtlsPiece struct{ from, to int }

func (a *dtlsAnalyzer) datagram(orig bool, data []byte) {
	s := &a.sides[side(orig)]
	for len(data) > 0 && !a.stopped && !a.f.disabled {
		if data[0]&0xe0 == 0x20 {
			data = a.unified(s, data)
			continue
		}
		f := field{b: data}
		typ, version, epoch := byte(f.number(1)), uint64(f.number(2)), f.number(2)
		f.number(6)
		body := f.vector(2)
		switch {
		case f.bad:
			a.fail("truncated DTLS record")
			return
		case typ == dtlsCID:
			s.encrypted = true
			s.ciphertext(sslData, version, body)
			data = nil // how long its header is, only the two know
			continue
		case typ < sslChangeCipher || typ > sslHeartbeat:
			a.fail(fmt.Sprintf("unknown record type %d", typ))
			return
		case !isDTLS(uint16(version)):
			a.fail(fmt.Sprintf("unknown version %#x", version))
			return
		}
		data = f.b
		switch {
		case epoch > 0:
			s.encrypted = true
			s.ciphertext(typ, version, body)
		case typ == sslHandshake:
			a.pieces(s, body, version)
		default:
			s.plaintext(typ, version, body)
		}
	}
}

// unified reads an encrypted record of DTLS 1.3 (RFC 9147 4), and returns what comes
// behind.
func (a *dtlsAnalyzer) unified(s *sslSide, data []byte) []byte {
	if a.version != sslTLS13 {
		a.fail("an encrypted record before the hellos")
		return nil
	}
	flags := data[0]
	f := field{b: data[1:]}
	const hasCID, longNumber, hasLength = 0x10, 0x08, 0x04
	if flags&hasCID != 0 {
		f.take(a.identifiers[side(!s.orig)]) // that the receiver asked for
	}
	if f.number(1); flags&longNumber != 0 {
		f.number(1)
	}
	body := f.b
	if flags&hasLength != 0 {
		body = f.vector(2)
	} else {
		f.b = nil
	}
	if f.bad {
		a.fail("truncated DTLS record")
		return nil
	}
	s.encrypted = true
	s.ciphertext(sslData, dtls13, body)
	return f.b
}

// pieces takes the pieces of handshake messages that a record holds.
func (a *dtlsAnalyzer) pieces(s *sslSide, body []byte, version uint64) {
	for len(body) > 0 && !a.stopped {
		f := field{b: body}
		typ, size, seq := byte(f.number(1)), int(f.number(3)), uint16(f.number(2))
		at, n := int(f.number(3)), int(f.number(3))
		piece := f.take(n)
		body = f.b
		switch {
		case f.bad || at+n > size:
			a.fail("malformed piece of a handshake message")
			return
		case size > MaxSSLHandshake:
			a.weird("SSL_handshake_message_too_long", fmt.Sprint(size))
			a.fail("a handshake message is too long")
			return
		}
		if n < size {
			m := &a.partial[side(s.orig)]
			if !m.add(typ, size, seq, at, piece) {
				continue
			}
			piece = m.body
			*m = dtlsMessage{}
		}
		if !a.handshakeMessage(s, typ, piece, version) {
			a.fail(fmt.Sprintf("handshake message of type %d is malformed", typ))
		}
	}
}

// add takes a piece and reports whether the message is whole.
func (m *dtlsMessage) add(typ byte, size int, seq uint16, at int, piece []byte) bool {
	if m.body == nil || m.seq != seq || m.typ != typ || len(m.body) != size {
		*m = dtlsMessage{seq: seq, typ: typ, body: make([]byte, size)}
	}
	for _, p := range m.pieces {
		if at < p.to && p.from < at+len(piece) {
			return false // sent again
		}
	}
	if len(m.pieces) == dtlsPieces {
		return false
	}
	m.pieces = append(m.pieces, dtlsPiece{at, at + len(piece)})
	m.have += copy(m.body[at:], piece)
	return m.have == size
}
