package analyzer

// This file reads the extensions of hellos.

// Extensions that have an event of their own.
const (
	extServerName      = 0
	extCurves          = 10
	extPointFormats    = 11
	extSignatures      = 13
	extALPN            = 16
	extTimestamps      = 18
	extPreSharedKey    = 41
	extVersions        = 43
	extPSKModes        = 45
	extKeyShare        = 51
	extConnectionID    = 54
	maxSSLNames        = 100 // names and protocols of an extension
	sslHelloRetryGroup = 2   // size of the key share of a HelloRetryRequest
)

// extensions reads the extensions at the end of a hello. An extension whose
// own contents are malformed has no event of its own.
func (a *sslAnalyzer) extensions(s *sslSide, f *field, server bool) {
	if len(f.b) == 0 {
		return // SSL 3, TLS 1.0
	}
	list := field{b: f.vector(2)}
	for len(list.b) > 0 && !f.bad {
		code := list.number(2)
		val := list.vector(2)
		if list.bad {
			f.bad = true
			return
		}
		if a.ev.SSLExtension != nil {
			a.ev.SSLExtension(a.c, s.isClient(), code, val)
		}
		if server && code == extVersions && len(val) == 2 {
			a.version = tlsVersion(uint64(val[0])<<8 | uint64(val[1]))
		}
		if code == extConnectionID && len(val) > 0 {
			a.identifiers[side(s.orig)] = int(val[0])
		}
		a.extension(s.isClient(), code, field{b: val}, server)
	}
}

func (a *sslAnalyzer) extension(client bool, code uint64, f field, server bool) {
	ev := a.ev
	switch code {
	case extServerName:
		if ev.SSLExtensionServerName == nil || len(f.b) == 0 {
			return // a server says only that it knows the name
		}
		list := field{b: f.vector(2)}
		var names []string
		for len(list.b) > 0 && len(names) < maxSSLNames {
			kind := list.number(1)
			name := list.vector(2)
			if kind == 0 && !list.bad {
				names = append(names, string(name))
			}
		}
		if !f.bad && !list.bad {
			ev.SSLExtensionServerName(a.c, client, names)
		}
	case extALPN:
		if ev.SSLExtensionALPN == nil {
			return
		}
		list := field{b: f.vector(2)}
		var protocols []string
		for len(list.b) > 0 && len(protocols) < maxSSLNames {
			protocols = append(protocols, string(list.vector(1)))
		}
		if !f.bad && !list.bad {
			ev.SSLExtensionALPN(a.c, client, protocols)
		}
	case extCurves:
		if list := f.numbers(2, 2); !f.bad && ev.SSLExtensionEllipticCurves != nil {
			ev.SSLExtensionEllipticCurves(a.c, client, list)
		}
	case extPointFormats:
		if list := f.numbers(1, 1); !f.bad && ev.SSLExtensionECPointFormats != nil {
			ev.SSLExtensionECPointFormats(a.c, client, list)
		}
	case extPSKModes:
		if list := f.numbers(1, 1); !f.bad && ev.SSLExtensionPSKModes != nil {
			ev.SSLExtensionPSKModes(a.c, client, list)
		}
	case extSignatures:
		if ev.SSLExtensionSignatureScheme == nil {
			return
		}
		var list []SSLSignatureAlgorithm
		for _, n := range f.numbers(2, 2) {
			list = append(list, SSLSignatureAlgorithm{n >> 8, n & 0xff})
		}
		if !f.bad {
			ev.SSLExtensionSignatureScheme(a.c, client, list)
		}
	case extVersions:
		var list []uint64
		if server {
			list = []uint64{f.number(2)}
		} else {
			list = f.numbers(1, 2)
		}
		if !f.bad && ev.SSLExtensionVersions != nil {
			ev.SSLExtensionVersions(a.c, client, list)
		}
	case extKeyShare:
		a.keyShare(client, f, server)
	case extTimestamps:
		if ev.SSLExtensionSCT != nil {
			a.timestamps(client, f)
		}
	case extPreSharedKey:
		if server && ev.SSLExtensionPSKSelected != nil {
			if n := f.number(2); !f.bad {
				ev.SSLExtensionPSKSelected(a.c, client, n)
			}
		}
		if !server && ev.SSLExtensionPSKOffered != nil {
			a.preSharedKeys(client, f)
		}
	}
}

// keyShare tells the groups of the keys that are offered or chosen.
func (a *sslAnalyzer) keyShare(client bool, f field, server bool) {
	if a.ev.SSLExtensionKeyShare == nil {
		return
	}
	var groups []uint64
	switch {
	case server && len(f.b) == sslHelloRetryGroup:
		groups = append(groups, f.number(2))
	case server:
		groups = append(groups, f.number(2))
		f.vector(2)
	default:
		list := field{b: f.vector(2)}
		for len(list.b) > 0 && len(groups) < maxSSLNames {
			groups = append(groups, list.number(2))
			list.vector(2)
		}
		f.bad = f.bad || list.bad
	}
	if !f.bad {
		a.ev.SSLExtensionKeyShare(a.c, client, groups)
	}
}

// timestamps reads signed certificate timestamps (RFC 6962 3.3).
func (a *sslAnalyzer) timestamps(client bool, f field) {
	list := field{b: f.vector(2)}
	for n := 0; len(list.b) > 0 && n < maxSSLNames; n++ {
		one := field{b: list.vector(2)}
		t := &SSLCertificateTimestamp{Version: one.number(1), LogID: one.take(32)}
		t.Timestamp = one.number(8)
		one.vector(2) // extensions
		t.Algorithm = SSLSignatureAlgorithm{one.number(1), one.number(1)}
		if t.Signature = one.vector(2); list.bad || one.bad {
			return
		}
		a.ev.SSLExtensionSCT(a.c, client, t)
	}
}

// preSharedKeys reads what a client offers to resume (RFC 8446 4.2.11).
func (a *sslAnalyzer) preSharedKeys(client bool, f field) {
	list, proofs := field{b: f.vector(2)}, field{b: f.vector(2)}
	var identities []SSLPSKIdentity
	for len(list.b) > 0 && len(identities) < maxSSLNames {
		identities = append(identities, SSLPSKIdentity{string(list.vector(2)), list.number(4)})
	}
	var binders []string
	for len(proofs.b) > 0 && len(binders) < maxSSLNames {
		binders = append(binders, string(proofs.vector(1)))
	}
	if !f.bad && !list.bad && !proofs.bad {
		a.ev.SSLExtensionPSKOffered(a.c, client, identities, binders)
	}
}

// Ways to agree on a key.
const (
	exchangeOther = iota // pre-shared keys, SRP, GOST, TLS 1.3
	exchangeRSA
	exchangeDHE
	exchangeECDHE
)

// exchanges lists the cipher suites by how they agree on a key: ranges of
// numbers of the registry.
var exchanges = []struct {
	from, to uint64
	by       int
}{
	{0x0001, 0x000a, exchangeRSA}, {0x0011, 0x001b, exchangeDHE}, {0x002f, 0x002f, exchangeRSA}, {0x0032, 0x0034, exchangeDHE},
	{0x0035, 0x0035, exchangeRSA}, {0x0038, 0x003a, exchangeDHE}, {0x003b, 0x003d, exchangeRSA}, {0x0040, 0x0040, exchangeDHE},
	{0x0041, 0x0041, exchangeRSA}, {0x0044, 0x0046, exchangeDHE}, {0x0067, 0x0067, exchangeDHE}, {0x006a, 0x006d, exchangeDHE},
	{0x0084, 0x0084, exchangeRSA}, {0x0087, 0x0089, exchangeDHE}, {0x0096, 0x0096, exchangeRSA}, {0x0099, 0x009b, exchangeDHE},
	{0x009c, 0x009d, exchangeRSA}, {0x009e, 0x009f, exchangeDHE}, {0x00a2, 0x00a3, exchangeDHE}, {0x00a6, 0x00a7, exchangeDHE},
	{0x00ba, 0x00ba, exchangeRSA}, {0x00bd, 0x00bf, exchangeDHE}, {0x00c0, 0x00c0, exchangeRSA}, {0x00c3, 0x00c5, exchangeDHE},
	{0xc006, 0xc00a, exchangeECDHE}, {0xc010, 0xc019, exchangeECDHE}, {0xc023, 0xc024, exchangeECDHE}, {0xc027, 0xc028, exchangeECDHE},
	{0xc02b, 0xc02c, exchangeECDHE}, {0xc02f, 0xc030, exchangeECDHE}, {0xc048, 0xc049, exchangeECDHE}, {0xc04c, 0xc04d, exchangeECDHE},
	{0xc05c, 0xc05d, exchangeECDHE}, {0xc060, 0xc061, exchangeECDHE}, {0xc072, 0xc073, exchangeECDHE}, {0xc076, 0xc077, exchangeECDHE},
	{0xc07a, 0xc07b, exchangeRSA}, {0xc07c, 0xc07d, exchangeDHE}, {0xc086, 0xc087, exchangeECDHE}, {0xc08a, 0xc08b, exchangeECDHE},
	{0xc09c, 0xc09d, exchangeRSA}, {0xc09e, 0xc09f, exchangeDHE}, {0xc0a0, 0xc0a1, exchangeRSA}, {0xc0a2, 0xc0a3, exchangeDHE},
	{0xc0ac, 0xc0af, exchangeECDHE}, {0xcc13, 0xcc14, exchangeECDHE}, {0xcc15, 0xcc15, exchangeDHE}, {0xcca8, 0xcca9, exchangeECDHE},
	{0xccaa, 0xccaa, exchangeDHE},
}

// keyExchange tells how a cipher suite agrees on a key.
func keyExchange(cipher uint64) int {
	for _, r := range exchanges {
		if r.from <= cipher && cipher <= r.to {
			return r.by
		}
	}
	return exchangeOther
}
