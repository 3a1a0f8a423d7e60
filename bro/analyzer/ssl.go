package analyzer

import (
	"encoding/binary"
	"fmt"

	"brig/bro/packet"
)

// SSLEvents are raised by the analyzer of SSL and TLS, versions 2.0 to 1.3. The
// client is who says ClientHello; isClient says whether it was that side.
//
// The events of a hello come in this order: those of its extensions,
// SSLClientHello or SSLServerHello, SSLHandshakeMessage. From TLS 1.3 on only
// hellos can be read; certificates and all else are encrypted.
//
// OCSP's messages are not taken apart: SSLStapledOCSP brings one as it was sent.
type SSLEvents struct {
	SSLClientHello func(c *packet.Conn, h *SSLClientHello)
	SSLServerHello func(c *packet.Conn, h *SSLServerHello)
	// SSLHandshakeMessage: any handshake message, length without its header.
	SSLHandshakeMessage func(c *packet.Conn, isClient bool, typ, length uint64)

	SSLExtension                func(c *packet.Conn, isClient bool, code uint64, val []byte)
	SSLExtensionServerName      func(c *packet.Conn, isClient bool, names []string)
	SSLExtensionALPN            func(c *packet.Conn, isClient bool, protocols []string)
	SSLExtensionEllipticCurves  func(c *packet.Conn, isClient bool, curves []uint64)
	SSLExtensionECPointFormats  func(c *packet.Conn, isClient bool, formats []uint64)
	SSLExtensionVersions        func(c *packet.Conn, isClient bool, versions []uint64)
	SSLExtensionKeyShare        func(c *packet.Conn, isClient bool, curves []uint64)
	SSLExtensionPSKModes        func(c *packet.Conn, isClient bool, modes []uint64)
	SSLExtensionPSKSelected     func(c *packet.Conn, isClient bool, identity uint64)
	SSLExtensionSignatureScheme func(c *packet.Conn, isClient bool, algorithms []SSLSignatureAlgorithm)

	// SSLExtensionSCT: a log has seen the certificate (RFC 6962 3.2); timestamp in ms.
	SSLExtensionSCT func(c *packet.Conn, isClient bool, s *SSLCertificateTimestamp)
	// SSLExtensionPSKOffered: what a client would resume, and proofs of that.
	SSLExtensionPSKOffered func(c *packet.Conn, isClient bool, identities []SSLPSKIdentity, binders []string)

	// SSLCertificateRequest: the server wants a certificate; authorities are names in DER.
	SSLCertificateRequest func(c *packet.Conn, isClient bool, types []uint64, algorithms []SSLSignatureAlgorithm, authorities []string)
	// SSLServerSignature: of the server's half of the key, from TLS 1.2 on with its algorithm.
	SSLServerSignature func(c *packet.Conn, algorithm SSLSignatureAlgorithm, signature []byte)

	SSLECDHServerParams func(c *packet.Conn, curve uint64, point []byte)
	SSLDHServerParams   func(c *packet.Conn, p, q, ys []byte)
	SSLRSAClientPMS     func(c *packet.Conn, pms []byte)
	SSLDHClientParams   func(c *packet.Conn, yc []byte)
	SSLECDHClientParams func(c *packet.Conn, point []byte)

	// SSLSessionTicketHandshake: lifetime in seconds.
	SSLSessionTicketHandshake func(c *packet.Conn, lifetime uint64, ticket []byte)
	SSLStapledOCSP            func(c *packet.Conn, isClient bool, response []byte)
	SSLChangeCipherSpec       func(c *packet.Conn, isClient bool)
	SSLAlert                  func(c *packet.Conn, isClient bool, level, desc uint64)
	SSLHeartbeat              func(c *packet.Conn, isClient bool, length, typ, payloadLength uint64, payload []byte)
	// SSLEstablished: both sides have switched to encryption, and one has sent
	// something that way.
	SSLEstablished func(c *packet.Conn)

	// SSLPlaintextData: a record that is not encrypted and belongs to no
	// message. SSLEncryptedData: any encrypted record.
	SSLPlaintextData func(c *packet.Conn, isClient bool, version, typ, length uint64)
	SSLEncryptedData func(c *packet.Conn, isClient bool, version, typ, length uint64)
	// SSLProbableEncryptedHandshakeMessage: an encrypted record that says it is one.
	SSLProbableEncryptedHandshakeMessage func(c *packet.Conn, isClient bool, length uint64)
}

// An SSLClientHello offers what a client can do. Slices and byte strings are
// good for the call only.
type SSLClientHello struct {
	Version       uint64
	RecordVersion uint64 // 0 for SSL 2
	Time          int64  // seconds, the first four bytes of what should be random
	Random        []byte // without Time; SSL 2: the challenge
	SessionID     []byte
	Ciphers       []uint64
	Compression   []uint64
}

// An SSLServerHello is the server's choice.
type SSLServerHello struct {
	Version       uint64
	RecordVersion uint64
	Time          int64
	Random        []byte // with Time; SSL 2: the connection's identifier
	SessionID     []byte
	Cipher        uint64
	Compression   uint64
}

// SSLSignatureAlgorithm is Bro's record SSL::SignatureAndHashAlgorithm.
type SSLSignatureAlgorithm struct{ Hash, Signature uint64 }

// An SSLCertificateTimestamp is a signed certificate timestamp.
type SSLCertificateTimestamp struct {
	Version, Timestamp uint64
	LogID, Signature   []byte
	Algorithm          SSLSignatureAlgorithm
}

// SSLPSKIdentity is Zeek's record SSL::PSKIdentity.
type SSLPSKIdentity struct {
	Identity string
	Age      uint64 // of the ticket, disguised
}

// Types of records (RFC 8446 B.1).
const (
	sslChangeCipher = 20
	sslAlert        = 21
	sslHandshake    = 22
	sslData         = 23
	sslHeartbeat    = 24
)

// Versions, as they stand in messages.
const (
	sslV2    = 0x0002
	sslV3    = 0x0300
	sslTLS12 = 0x0303
	sslTLS13 = 0x0304
)

const (
	// maxSSLRecord is the longest body of a record (RFC 5246 6.2.3).
	maxSSLRecord = 1<<14 + 2048
	// MaxSSLHandshake is the longest handshake message that is kept until it is
	// whole. Chains of certificates have some KB.
	MaxSSLHandshake = 256 << 10
)

func sslProtocol() *protocol {
	return &protocol{
		name:      "SSL",
		component: componentSSL,
		ports:     tcpPorts(443, 563, 585, 614, 636, 989, 990, 992, 993, 995, 5223),
		newStream: newSSL,
		detect:    detectSSL,
	}
}

func newSSL(b base) streamAnalyzer {
	a := &sslAnalyzer{base: b}
	a.sides[0].a, a.sides[1].a, a.sides[1].orig = a, a, true
	return a
}

type sslAnalyzer struct {
	base
	sides       [2]sslSide // responder, originator
	clientHello bool
	serverHello bool
	flipped     bool   // the responder is the client
	version     uint64 // chosen by the server
	cipher      uint64
	established bool
	stopped     bool
	datagrams   bool   // DTLS
	identifiers [2]int // size of the identifier that responder and originator want in DTLS 1.3
}

// An sslSide is one direction of the connection.
type sslSide struct {
	a         *sslAnalyzer
	orig      bool
	begun     bool // a record has been seen
	record    []byte
	message   []byte // handshake messages whose end has not come
	encrypted bool   // has changed the cipher
	certs     int    // certificates so far
	staples   int    // answers of OCSP so far
}

// detectSSL looks for the hellos of SSL 3 and TLS.
func detectSSL(orig bool, head []byte) match {
	hello := byte(1)
	if !orig {
		hello = 2
		// A server may warn of an unknown name first.
		if len(head) >= 7 && head[0] == sslAlert && head[1] == 3 && head[3] == 0 && head[4] == 2 {
			head = head[7:]
		}
	}
	if orig && len(head) >= 3 && head[0]&0x80 != 0 && head[2] == 1 {
		return detectSSL2(head)
	}
	for i, c := range head {
		switch i {
		case 0:
			if c != sslHandshake {
				return no
			}
		case 1:
			if c != 3 {
				return no
			}
		case 2:
			if c > 4 {
				return no
			}
		case 5:
			if c != hello {
				return no
			}
			return yes
		}
	}
	return maybe
}

// detectSSL2 looks at a client's hello in the format of SSL 2.
func detectSSL2(head []byte) match {
	if len(head) < 5 {
		return maybe
	}
	if v := binary.BigEndian.Uint16(head[3:]); v == sslV2 || v >= sslV3 && v <= sslTLS13 {
		return yes
	}
	return no
}

func (a *sslAnalyzer) stream(orig bool, data []byte) {
	if a.stopped || a.c.Partial() {
		return
	}
	s := &a.sides[side(orig)]
	for len(data) > 0 && !a.stopped && !a.f.disabled {
		begun := len(s.record) > 0
		head := data
		if begun {
			head = s.record
		}
		n, ok := s.size(head)
		switch {
		case !ok:
			return
		case !begun && n > 0 && n <= len(data):
			s.take(data[:n])
			data = data[n:]
			continue
		case n == 0:
			n = len(s.record) + 1 // the next byte of the header
		}
		k := min(n-len(s.record), len(data))
		s.record = append(s.record, data[:k]...)
		data = data[k:]
		if n, ok := s.size(s.record); ok && n == len(s.record) {
			rec := s.record
			s.record = nil
			s.take(rec)
			if !a.stopped {
				s.record = rec[:0]
			}
		}
	}
}

// sslHeader is the size of a record's header.
const sslHeader = 5

// size is how long the record that begins with b is, with its header; 0 as long
// as that is not whole. It says no, and fails, for what is no record.
func (s *sslSide) size(b []byte) (n int, ok bool) {
	if !s.begun && b[0]&0x80 != 0 {
		if len(b) < 3 {
			return 0, true
		}
		if b[2] == ssl2ClientHello || b[2] == ssl2ServerHello {
			return 2 + int(binary.BigEndian.Uint16(b)&0x7fff), true
		}
	}
	if len(b) < sslHeader {
		return 0, true
	}
	if b[1] != 3 {
		late := ""
		if s.a.clientHello || s.a.serverHello {
			late = " late"
		}
		s.a.fail(fmt.Sprintf("Invalid version%s in TLS connection. Packet reported version: %d", late, binary.BigEndian.Uint16(b[1:])))
		return 0, false
	}
	if b[0] < sslChangeCipher || b[0] > sslHeartbeat {
		s.a.fail(fmt.Sprintf("unknown record type %d", b[0]))
		return 0, false
	}
	n = int(binary.BigEndian.Uint16(b[3:]))
	if n > maxSSLRecord {
		s.a.fail(fmt.Sprintf("a record of %d bytes", n))
		return 0, false
	}
	return sslHeader + n, true
}

// fail ends the analysis: what comes makes no sense.
func (a *sslAnalyzer) fail(why string) {
	a.stop()
	a.violate(why)
}

func (a *sslAnalyzer) stop() {
	a.stopped = true
	for i := range a.sides {
		a.sides[i].record, a.sides[i].message = nil, nil
	}
}

// gap ends the analysis: it is not known where the next record begins.
func (a *sslAnalyzer) gap(orig bool, n uint64) { a.stop() }

func (a *sslAnalyzer) end(orig bool) {}
func (a *sslAnalyzer) done()         {}

// isClient reports whether a side is the client.
func (s *sslSide) isClient() bool { return s.orig != s.a.flipped }

// take handles a whole record.
func (s *sslSide) take(rec []byte) {
	a := s.a
	if !s.begun && rec[0]&0x80 != 0 {
		s.begun = true
		a.hello2(s, rec[2:])
		return
	}
	s.begun = true
	typ, version, body := rec[0], uint64(binary.BigEndian.Uint16(rec[1:])), rec[sslHeader:]
	// TLS 1.3 says handshake only of what is not encrypted, and data of all else.
	plain := !s.encrypted || a.version == sslTLS13 && (typ == sslHandshake || typ == sslChangeCipher)
	if typ == sslData && a.version == sslTLS13 {
		s.encrypted, plain = true, false
	}
	if !plain {
		s.ciphertext(typ, version, body)
		return
	}
	s.plaintext(typ, version, body)
}

// plaintext handles a record that is not encrypted.
func (s *sslSide) plaintext(typ byte, version uint64, body []byte) {
	a := s.a
	switch typ {
	case sslHandshake:
		s.handshake(body, version)
	case sslChangeCipher:
		if a.ev.SSLChangeCipherSpec != nil {
			a.ev.SSLChangeCipherSpec(a.c, s.isClient())
		}
		s.encrypted = true
	case sslAlert:
		if len(body) < 2 {
			a.fail("an alert without a description")
			return
		}
		if a.ev.SSLAlert != nil {
			a.ev.SSLAlert(a.c, s.isClient(), uint64(body[0]), uint64(body[1]))
		}
	case sslHeartbeat:
		s.heartbeat(body)
	default:
		if a.ev.SSLPlaintextData != nil {
			a.ev.SSLPlaintextData(a.c, s.isClient(), version, uint64(typ), uint64(len(body)))
		}
	}
}

func (s *sslSide) ciphertext(typ byte, version uint64, body []byte) {
	a := s.a
	if !a.established && a.sides[0].encrypted && a.sides[1].encrypted {
		a.established = true
		if a.ev.SSLEstablished != nil {
			a.ev.SSLEstablished(a.c)
		}
	}
	if a.ev.SSLEncryptedData != nil {
		a.ev.SSLEncryptedData(a.c, s.isClient(), version, uint64(typ), uint64(len(body)))
	}
	switch typ {
	case sslHandshake:
		if a.ev.SSLProbableEncryptedHandshakeMessage != nil {
			a.ev.SSLProbableEncryptedHandshakeMessage(a.c, s.isClient(), uint64(len(body)))
		}
	case sslHeartbeat:
		s.heartbeat(body)
	}
}

func (s *sslSide) heartbeat(body []byte) {
	f := s.a.ev.SSLHeartbeat
	if f == nil {
		return
	}
	if s.encrypted || len(body) < 3 {
		f(s.a.c, s.isClient(), uint64(len(body)), 0, 0, nil)
		return
	}
	f(s.a.c, s.isClient(), uint64(len(body)), uint64(body[0]), uint64(binary.BigEndian.Uint16(body[1:])), body[3:])
}

// handshake takes a piece of the handshake messages.
func (s *sslSide) handshake(body []byte, version uint64) {
	if len(s.message) > 0 {
		s.message = append(s.message, body...)
		body = s.message
	}
	for len(body) >= 4 && !s.a.stopped {
		n := int(body[1])<<16 | int(body[2])<<8 | int(body[3])
		if n > MaxSSLHandshake {
			s.a.weird("SSL_handshake_message_too_long", fmt.Sprint(n))
			s.a.fail("a handshake message is too long")
			return
		}
		if len(body) < 4+n {
			break
		}
		if !s.a.handshakeMessage(s, body[0], body[4:4+n], version) {
			s.a.fail(fmt.Sprintf("handshake message of type %d is malformed", body[0]))
			return
		}
		body = body[4+n:]
	}
	if s.a.stopped {
		return
	}
	switch len(body) {
	case 0:
		s.message = nil
	case len(s.message): // it only grew, which must not cost a copy each time
	default:
		s.message = append(s.message[:0], body...)
	}
}
