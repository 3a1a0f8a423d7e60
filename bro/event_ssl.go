package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// vectorOf is the vector type of a parameter, nil if nothing wants it.
func (h *handler) vectorOf(param int) *resolve.Type {
	if h == nil || param >= len(h.params) || h.params[param].Type.Kind != resolve.Vector {
		return nil
	}
	return h.params[param].Type
}

func (e *engine) wireSSL() {
	ev := &e.events.SSLEvents
	if h := e.handled("ssl_client_hello", kRecord, kCount, kCount, resolve.Time, kString, kString, resolve.Vector, resolve.Vector); h != nil {
		ciphers, compression := h.vectorOf(6), h.vectorOf(7)
		ev.SSLClientHello = func(c *packet.Conn, m *analyzer.SSLClientHello) {
			h.queue(e.conn(c), interp.Count(m.Version), interp.Count(m.RecordVersion), interp.Time(float64(m.Time)),
				interp.String(string(m.Random)), interp.String(string(m.SessionID)),
				countVector(ciphers, m.Ciphers), countVector(compression, m.Compression))
		}
	}
	if h := e.handled("ssl_server_hello", kRecord, kCount, kCount, resolve.Time, kString, kString, kCount, kCount); h != nil {
		ev.SSLServerHello = func(c *packet.Conn, m *analyzer.SSLServerHello) {
			h.queue(e.conn(c), interp.Count(m.Version), interp.Count(m.RecordVersion), interp.Time(float64(m.Time)),
				interp.String(string(m.Random)), interp.String(string(m.SessionID)), interp.Count(m.Cipher), interp.Count(m.Compression))
		}
	}
	if h := e.handled("ssl_handshake_message", kRecord, kBool, kCount, kCount); h != nil {
		ev.SSLHandshakeMessage = func(c *packet.Conn, isClient bool, typ, length uint64) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(typ), interp.Count(length))
		}
	}
	e.wireSSLExtensions()
	e.wireSSLKeys()
	e.wireSSLRecords()
}

func (e *engine) wireSSLExtensions() {
	ev := &e.events.SSLEvents
	if h := e.handled("ssl_extension", kRecord, kBool, kCount, kString); h != nil {
		ev.SSLExtension = func(c *packet.Conn, isClient bool, code uint64, val []byte) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(code), interp.String(string(val)))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, []string)
	}{
		{"ssl_extension_server_name", &ev.SSLExtensionServerName},
		{"ssl_extension_application_layer_protocol_negotiation", &ev.SSLExtensionALPN},
	} {
		if h := e.handled(w.name, kRecord, kBool, resolve.Vector); h != nil {
			t := h.vectorOf(2)
			*w.f = func(c *packet.Conn, isClient bool, names []string) {
				h.queue(e.conn(c), interp.Bool(isClient), stringVector(t, names))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, []uint64)
	}{
		{"ssl_extension_elliptic_curves", &ev.SSLExtensionEllipticCurves},
		{"ssl_extension_ec_point_formats", &ev.SSLExtensionECPointFormats},
		{"ssl_extension_supported_versions", &ev.SSLExtensionVersions},
		{"ssl_extension_key_share", &ev.SSLExtensionKeyShare},
		{"ssl_extension_psk_key_exchange_modes", &ev.SSLExtensionPSKModes},
	} {
		if h := e.handled(w.name, kRecord, kBool, resolve.Vector); h != nil {
			t := h.vectorOf(2)
			*w.f = func(c *packet.Conn, isClient bool, list []uint64) {
				h.queue(e.conn(c), interp.Bool(isClient), countVector(t, list))
			}
		}
	}
	if h := e.handled("ssl_extension_pre_shared_key_server_hello", kRecord, kBool, kCount); h != nil {
		ev.SSLExtensionPSKSelected = func(c *packet.Conn, isClient bool, identity uint64) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(identity))
		}
	}
	if h := e.handled("ssl_extension_signature_algorithm", kRecord, kBool, resolve.Vector); h != nil {
		t := h.vectorOf(2)
		ev.SSLExtensionSignatureScheme = func(c *packet.Conn, isClient bool, list []analyzer.SSLSignatureAlgorithm) {
			h.queue(e.conn(c), interp.Bool(isClient), e.algorithmVector(t, list))
		}
	}
	if h := e.handled("ssl_extension_signed_certificate_timestamp", kRecord, kBool, kCount, kString, kCount, kRecord, kString); h != nil {
		s := h.shape(5, "HashAlgorithm", "SignatureAlgorithm")
		ev.SSLExtensionSCT = func(c *packet.Conn, isClient bool, t *analyzer.SSLCertificateTimestamp) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(t.Version), interp.String(string(t.LogID)), interp.Count(t.Timestamp),
				e.algorithm(&s, t.Algorithm), interp.String(string(t.Signature)))
		}
	}
	if h := e.handled("ssl_extension_pre_shared_key_client_hello", kRecord, kBool, resolve.Vector, resolve.Vector); h != nil {
		offered, proofs := h.vectorOf(2), h.vectorOf(3)
		var s shape
		if offered != nil {
			s = newShape(offered.Elem, "identity", "obfuscated_ticket_age")
		}
		ev.SSLExtensionPSKOffered = func(c *packet.Conn, isClient bool, identities []analyzer.SSLPSKIdentity, binders []string) {
			list := interp.NewVector(offered)
			for _, id := range identities {
				list.Append(s.record(e.in, interp.String(id.Identity), interp.Count(id.Age)))
			}
			h.queue(e.conn(c), interp.Bool(isClient), list.Value(), stringVector(proofs, binders))
		}
	}
}

// algorithm makes an SSL::SignatureAndHashAlgorithm.
func (e *engine) algorithm(s *shape, a analyzer.SSLSignatureAlgorithm) interp.Value {
	if s.t == nil {
		return interp.Value{}
	}
	return s.record(e.in, interp.Count(a.Hash), interp.Count(a.Signature))
}

// algorithmVector makes a vector of them; unset without a type.
func (e *engine) algorithmVector(t *resolve.Type, list []analyzer.SSLSignatureAlgorithm) interp.Value {
	if t == nil {
		return interp.Value{}
	}
	s := newShape(t.Elem, "HashAlgorithm", "SignatureAlgorithm")
	v := interp.NewVector(t)
	for _, a := range list {
		v.Append(e.algorithm(&s, a))
	}
	return v.Value()
}

// wireSSLKeys sets the events about how a key is agreed on. ssl_server_curve is
// what Bro 2 raised for ssl_ecdh_server_params.
func (e *engine) wireSSLKeys() {
	ev := &e.events.SSLEvents
	params := e.handled("ssl_ecdh_server_params", kRecord, kCount, kString)
	curve := e.handled("ssl_server_curve", kRecord, kCount)
	if params != nil || curve != nil {
		ev.SSLECDHServerParams = func(c *packet.Conn, n uint64, point []byte) {
			if curve != nil {
				curve.queue(e.conn(c), interp.Count(n))
			}
			if params != nil {
				params.queue(e.conn(c), interp.Count(n), interp.String(string(point)))
			}
		}
	}
	if h := e.handled("ssl_dh_server_params", kRecord, kString, kString, kString); h != nil {
		ev.SSLDHServerParams = func(c *packet.Conn, p, q, ys []byte) {
			h.queue(e.conn(c), interp.String(string(p)), interp.String(string(q)), interp.String(string(ys)))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, []byte)
	}{
		{"ssl_rsa_client_pms", &ev.SSLRSAClientPMS},
		{"ssl_dh_client_params", &ev.SSLDHClientParams},
		{"ssl_ecdh_client_params", &ev.SSLECDHClientParams},
	} {
		if h := e.handled(w.name, kRecord, kString); h != nil {
			*w.f = func(c *packet.Conn, b []byte) { h.queue(e.conn(c), interp.String(string(b))) }
		}
	}
	if h := e.handled("ssl_certificate_request", kRecord, kBool, resolve.Vector, resolve.Vector, resolve.Vector); h != nil {
		kinds, schemes, names := h.vectorOf(2), h.vectorOf(3), h.vectorOf(4)
		ev.SSLCertificateRequest = func(c *packet.Conn, isClient bool, types []uint64, algorithms []analyzer.SSLSignatureAlgorithm, authorities []string) {
			h.queue(e.conn(c), interp.Bool(isClient), countVector(kinds, types), e.algorithmVector(schemes, algorithms), stringVector(names, authorities))
		}
	}
	if h := e.handled("ssl_server_signature", kRecord, kRecord, kString); h != nil {
		s := h.shape(1, "HashAlgorithm", "SignatureAlgorithm")
		ev.SSLServerSignature = func(c *packet.Conn, algorithm analyzer.SSLSignatureAlgorithm, signature []byte) {
			h.queue(e.conn(c), e.algorithm(&s, algorithm), interp.String(string(signature)))
		}
	}
	if h := e.handled("ssl_session_ticket_handshake", kRecord, kCount, kString); h != nil {
		ev.SSLSessionTicketHandshake = func(c *packet.Conn, lifetime uint64, ticket []byte) {
			h.queue(e.conn(c), interp.Count(lifetime), interp.String(string(ticket)))
		}
	}
	if h := e.handled("ssl_stapled_ocsp", kRecord, kBool, kString); h != nil {
		ev.SSLStapledOCSP = func(c *packet.Conn, isClient bool, response []byte) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.String(string(response)))
		}
	}
}

func (e *engine) wireSSLRecords() {
	ev := &e.events.SSLEvents
	if h := e.handled("ssl_established", kRecord); h != nil {
		ev.SSLEstablished = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
	if h := e.handled("ssl_change_cipher_spec", kRecord, kBool); h != nil {
		ev.SSLChangeCipherSpec = func(c *packet.Conn, isClient bool) { h.queue(e.conn(c), interp.Bool(isClient)) }
	}
	if h := e.handled("ssl_alert", kRecord, kBool, kCount, kCount); h != nil {
		ev.SSLAlert = func(c *packet.Conn, isClient bool, level, desc uint64) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(level), interp.Count(desc))
		}
	}
	if h := e.handled("ssl_heartbeat", kRecord, kBool, kCount, kCount, kCount, kString); h != nil {
		ev.SSLHeartbeat = func(c *packet.Conn, isClient bool, length, typ, n uint64, payload []byte) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(length), interp.Count(typ), interp.Count(n),
				interp.String(string(payload)))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, uint64, uint64, uint64)
	}{
		{"ssl_plaintext_data", &ev.SSLPlaintextData},
		{"ssl_encrypted_data", &ev.SSLEncryptedData},
	} {
		if h := e.handled(w.name, kRecord, kBool, kCount, kCount, kCount); h != nil {
			*w.f = func(c *packet.Conn, isClient bool, version, typ, length uint64) {
				h.queue(e.conn(c), interp.Bool(isClient), interp.Count(version), interp.Count(typ), interp.Count(length))
			}
		}
	}
	if h := e.handled("ssl_probable_encrypted_handshake_message", kRecord, kBool, kCount); h != nil {
		ev.SSLProbableEncryptedHandshakeMessage = func(c *packet.Conn, isClient bool, length uint64) {
			h.queue(e.conn(c), interp.Bool(isClient), interp.Count(length))
		}
	}
}
