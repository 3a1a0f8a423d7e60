package analyzer

import (
	"encoding/binary"
	"fmt"

	"brig/bro/files"
)

// This file reads handshake messages (RFC 8446 4, RFC 5246 7.4).

// Types of handshake messages that are looked into.
const (
	sslClientHello       = 1
	sslServerHello       = 2
	sslHelloVerify       = 3
	sslSessionTicket     = 4
	sslCertificate       = 11
	sslServerKeyExchange = 12
	sslCertificateReq    = 13
	sslClientKeyExchange = 16
	sslCertificateStatus = 22
)

// A field reads the parts of a message in order. After a part that is not there
// it is bad, and gives nothing any more.
type field struct {
	b   []byte
	bad bool
}

func (f *field) take(n int) []byte {
	if f.bad || n > len(f.b) {
		f.bad, f.b = true, nil
		return nil
	}
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

// number takes a number of 1 to 8 bytes.
func (f *field) number(size int) uint64 {
	var n uint64
	for _, c := range f.take(size) {
		n = n<<8 | uint64(c)
	}
	return n
}

// vector takes bytes after their length, which has 1 to 3 bytes.
func (f *field) vector(size int) []byte { return f.take(int(f.number(size))) }

// numbers takes a vector of numbers.
func (f *field) numbers(lengthSize, size int) []uint64 {
	v := field{b: f.vector(lengthSize)}
	list := make([]uint64, 0, len(v.b)/size)
	for len(v.b) >= size {
		list = append(list, v.number(size))
	}
	f.bad = f.bad || len(v.b) > 0
	return list
}

// handshakeMessage handles a message and reports whether it makes sense.
func (a *sslAnalyzer) handshakeMessage(s *sslSide, typ byte, body []byte, recordVersion uint64) bool {
	f := &field{b: body}
	switch typ {
	case sslClientHello:
		a.readClientHello(s, f, recordVersion)
	case sslServerHello:
		a.readServerHello(s, f, recordVersion)
	case sslHelloVerify:
		f.number(2)
		f.vector(1) // a cookie, for the client to bring back
	case sslCertificate:
		list := field{b: f.vector(3)}
		for len(list.b) > 0 {
			a.certificate(s, list.vector(3))
		}
		f.bad = f.bad || list.bad
	case sslServerKeyExchange:
		a.serverKey(f)
	case sslCertificateReq:
		a.certificateRequest(s, f)
	case sslClientKeyExchange:
		a.clientKey(body)
	case sslSessionTicket:
		lifetime := f.number(4)
		if a.version == sslTLS13 {
			break // not in the clear
		}
		ticket := f.vector(2)
		if !f.bad && a.ev.SSLSessionTicketHandshake != nil {
			a.ev.SSLSessionTicketHandshake(a.c, lifetime, ticket)
		}
	case sslCertificateStatus:
		kind := f.number(1)
		response := f.vector(3)
		if !f.bad && kind == 1 {
			a.staple(s, response)
		}
	}
	if f.bad {
		return false
	}
	if a.ev.SSLHandshakeMessage != nil {
		a.ev.SSLHandshakeMessage(a.c, s.isClient(), uint64(typ), uint64(len(body)))
	}
	return true
}

func (a *sslAnalyzer) readClientHello(s *sslSide, f *field, recordVersion uint64) {
	if !a.clientHello && !s.orig {
		a.flipped = true
	}
	h := SSLClientHello{RecordVersion: recordVersion, Version: f.number(2)}
	random := f.take(32)
	h.SessionID = f.vector(1)
	if a.datagrams {
		f.vector(1) // the cookie of a HelloVerifyRequest
	}
	h.Ciphers = f.numbers(2, 2)
	h.Compression = f.numbers(1, 1)
	if f.bad {
		return
	}
	h.Time, h.Random = int64(binary.BigEndian.Uint32(random)), random[4:]
	a.clientHello = true
	a.extensions(s, f, false)
	if !f.bad && a.ev.SSLClientHello != nil {
		a.ev.SSLClientHello(a.c, &h)
	}
}

func (a *sslAnalyzer) readServerHello(s *sslSide, f *field, recordVersion uint64) {
	h := SSLServerHello{RecordVersion: recordVersion, Version: f.number(2)}
	h.Random = f.take(32)
	if h.Version>>8 != 0x7f { // drafts of TLS 1.3 have no session
		h.SessionID = f.vector(1)
	}
	h.Cipher = f.number(2)
	if h.Version>>8 != 0x7f {
		h.Compression = f.number(1)
	}
	if f.bad {
		return
	}
	h.Time = int64(binary.BigEndian.Uint32(h.Random))
	a.serverHello, a.version, a.cipher = true, tlsVersion(h.Version), h.Cipher
	a.extensions(s, f, true)
	if f.bad {
		return
	}
	if a.ev.SSLServerHello != nil {
		a.ev.SSLServerHello(a.c, &h)
	}
	if a.clientHello {
		a.confirm()
	}
}

// tlsVersion is the version of TLS that a hello's version comes to: drafts of TLS 1.3
// and the versions of DTLS have numbers of their own.
func tlsVersion(v uint64) uint64 {
	switch {
	case v>>8 == 0x7f, v == dtls13:
		return sslTLS13
	case v == dtls12:
		return sslTLS12
	case v == dtls10:
		return sslTLS12 - 1
	}
	return v
}

// certificate makes a file of a certificate.
func (a *sslAnalyzer) certificate(s *sslSide, der []byte) {
	if len(der) == 0 {
		return
	}
	// The first one is the server's or client's own.
	mime := "application/x-x509-ca-cert"
	if s.certs == 0 {
		mime = "application/x-x509-user-cert"
	}
	s.certs++
	if f := a.file(s, mime, s.certs); f != nil {
		a.s.Hooks.EnterComponent(componentFiles)
		f.SetSize(uint64(len(der)))
		f.Write(der)
		f.Close()
		a.s.Hooks.LeaveComponent(componentFiles)
	}
}

// file opens the n-th file of a kind that a side sends.
func (a *sslAnalyzer) file(s *sslSide, mime string, n int) *files.File {
	source := a.f.proto.name
	kind := ""
	if mime == ocspResponse {
		kind = "ocsp "
	}
	return a.s.Files.OpenHandle(fmt.Sprintf("%s %s %v %s%d", source, a.c.UID, s.orig, kind, n), source, mime, a.c, s.orig)
}

const ocspResponse = "application/ocsp-response"

// staple makes a file of an answer of OCSP that comes with a certificate (RFC 6066 8).
func (a *sslAnalyzer) staple(s *sslSide, response []byte) {
	s.staples++
	if f := a.file(s, ocspResponse, s.staples); f != nil {
		a.s.Hooks.EnterComponent(componentFiles)
		f.Write(response)
		f.Close()
		a.s.Hooks.LeaveComponent(componentFiles)
	}
	if a.ev.SSLStapledOCSP != nil {
		a.ev.SSLStapledOCSP(a.c, s.isClient(), response)
	}
}

// serverKey reads the server's half of the key.
func (a *sslAnalyzer) serverKey(f *field) {
	switch keyExchange(a.cipher) {
	case exchangeECDHE:
		if f.number(1) != 3 {
			f.b = nil // the curve has no name
			return
		}
		curve := f.number(2)
		point := f.vector(1)
		if !f.bad && a.ev.SSLECDHServerParams != nil {
			a.ev.SSLECDHServerParams(a.c, curve, point)
		}
		a.serverSignature(f)
	case exchangeDHE:
		p, q, ys := f.vector(2), f.vector(2), f.vector(2)
		if !f.bad && a.ev.SSLDHServerParams != nil {
			a.ev.SSLDHServerParams(a.c, p, q, ys)
		}
		a.serverSignature(f)
	}
}

// serverSignature reads what follows the server's half; anonymous servers sign nothing.
func (a *sslAnalyzer) serverSignature(f *field) {
	if a.ev.SSLServerSignature == nil || f.bad || len(f.b) == 0 {
		return
	}
	const unknown = 256 // what Zeek says before TLS 1.2
	alg := SSLSignatureAlgorithm{unknown, unknown}
	g := field{b: f.b}
	if a.version >= sslTLS12 {
		alg = SSLSignatureAlgorithm{g.number(1), g.number(1)}
	}
	if signature := g.vector(2); !g.bad {
		a.ev.SSLServerSignature(a.c, alg, signature)
	}
}

// certificateRequest reads what certificates a server wants (RFC 5246 7.4.4).
func (a *sslAnalyzer) certificateRequest(s *sslSide, f *field) {
	if a.ev.SSLCertificateRequest == nil || a.version == sslTLS13 {
		return
	}
	types := f.numbers(1, 1)
	var algorithms []SSLSignatureAlgorithm
	if a.version >= sslTLS12 {
		for _, n := range f.numbers(2, 2) {
			algorithms = append(algorithms, SSLSignatureAlgorithm{n >> 8, n & 0xff})
		}
	}
	list := field{b: f.vector(2)}
	var authorities []string
	for len(list.b) > 0 {
		authorities = append(authorities, string(list.vector(2)))
	}
	if f.bad = f.bad || list.bad; !f.bad {
		a.ev.SSLCertificateRequest(a.c, s.isClient(), types, algorithms, authorities)
	}
}

// clientKey reads the client's half. It is not always what the cipher suite
// promises, and then of no interest.
func (a *sslAnalyzer) clientKey(body []byte) {
	f := &field{b: body}
	switch keyExchange(a.cipher) {
	case exchangeRSA:
		pms := body
		if a.version > sslV3 {
			pms = f.vector(2)
		}
		if !f.bad && a.ev.SSLRSAClientPMS != nil {
			a.ev.SSLRSAClientPMS(a.c, pms)
		}
	case exchangeDHE:
		if yc := f.vector(2); !f.bad && a.ev.SSLDHClientParams != nil {
			a.ev.SSLDHClientParams(a.c, yc)
		}
	case exchangeECDHE:
		if point := f.vector(1); !f.bad && a.ev.SSLECDHClientParams != nil {
			a.ev.SSLECDHClientParams(a.c, point)
		}
	}
}

// Messages of SSL 2.
const (
	ssl2ClientHello = 1
	ssl2ServerHello = 4
)

// hello2 reads a hello in the format of SSL 2. Clients used it to offer later
// versions too, which then go on in their own format.
func (a *sslAnalyzer) hello2(s *sslSide, b []byte) {
	f := &field{b: b}
	switch f.number(1) {
	case ssl2ClientHello:
		h := SSLClientHello{Version: f.number(2)}
		ciphers, id, challenge := f.number(2), f.number(2), f.number(2)
		list := field{b: f.take(int(ciphers))}
		for len(list.b) >= 3 {
			h.Ciphers = append(h.Ciphers, list.number(3))
		}
		h.SessionID, h.Random = f.take(int(id)), f.take(int(challenge))
		if f.bad {
			break
		}
		a.flipped = !s.orig
		a.clientHello = true
		if a.ev.SSLClientHello != nil {
			a.ev.SSLClientHello(a.c, &h)
		}
		return
	case ssl2ServerHello:
		f.number(1) // whether the session is resumed
		f.number(1) // kind of certificate
		h := SSLServerHello{Version: f.number(2)}
		cert, ciphers, id := f.number(2), f.number(2), f.number(2)
		der := f.take(int(cert))
		list := field{b: f.take(int(ciphers))}
		h.Random = f.take(int(id))
		if f.bad || h.Version != sslV2 {
			break
		}
		if len(list.b) >= 3 {
			h.Cipher = list.number(3)
		}
		a.serverHello, a.version = true, h.Version
		a.certificate(s, der)
		if a.ev.SSLServerHello != nil {
			a.ev.SSLServerHello(a.c, &h)
		}
		if a.clientHello {
			a.confirm()
		}
		a.stop() // the records that follow are of another format, and encrypted
		return
	}
	a.fail("malformed hello of SSL 2")
}
