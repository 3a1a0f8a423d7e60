package x509

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

var (
	begin = time.Date(2014, 3, 1, 0, 0, 0, 0, time.UTC)
	until = time.Date(2034, 3, 1, 0, 0, 0, 0, time.UTC)
)

// An authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func (a *authority) sign(t testing.TB, template *x509.Certificate, pub crypto.PublicKey) []byte {
	t.Helper()
	parent, key := template, a.key
	if a.cert != nil {
		parent = a.cert
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, pub, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func newAuthority(t testing.TB, name string, by *authority, limit int) (*authority, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: begin, NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, MaxPathLen: limit, KeyUsage: x509.KeyUsageCertSign}
	a := &authority{key: key}
	if by != nil {
		a.cert, a.key = by.cert, by.key
	}
	der := a.sign(t, template, key.Public())
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}, der
}

func TestParse(t *testing.T) {
	ca, _ := newAuthority(t, "Test CA, the first", nil, -1)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := url.Parse("https://www.example/page")
	der := ca.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(0x8001),
		Subject: pkix.Name{Country: []string{"DE"}, Organization: []string{`A + B "quoted"`}, CommonName: "www.exämple",
			ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: "unheard of"}}},
		NotBefore: begin, NotAfter: time.Date(2055, 1, 2, 3, 4, 5, 0, time.UTC),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		BasicConstraintsValid: true,
		DNSNames:              []string{"www.example", "*.example"}, EmailAddresses: []string{"me@example"},
		URIs: []*url.URL{page}, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1), net.ParseIP("2001:db8::1")},
	}, key.Public())
	c, err := Parse(der)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ what, got, want string }{
		{"version", fmt.Sprint(c.Version), "3"},
		{"serial", c.Serial, "8001"},
		{"subject", c.Subject, `1.2.3.4=#130A756E6865617264206F66,CN=www.ex\C3\A4mple,O=A \+ B \"quoted\",C=DE`},
		{"common name", c.CommonName, "www.exämple"},
		{"issuer", c.Issuer, `CN=Test CA\, the first`},
		{"begin", c.NotBefore.Format(time.RFC3339), "2014-03-01T00:00:00Z"},
		{"end", c.NotAfter.Format(time.RFC3339), "2055-01-02T03:04:05Z"},
		{"algorithms", c.KeyAlgorithm + " " + c.SignatureAlgorithm, "rsaEncryption ecdsa-with-SHA256"},
		{"key", fmt.Sprint(c.KeyType, " ", c.KeyBits, " ", c.Exponent, " ", c.Curve), "rsa 2048 65537 "},
		{"constraints", c.BasicConstraints.String(), "CA:FALSE"},
		{"names", c.AltNames.String(), "DNS:www.example, DNS:*.example, URI:https://www.example/page, email:me@example, " +
			"IP Address:192.0.2.1, IP Address:2001:db8::1"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %s, want %s", test.what, test.got, test.want)
		}
	}
	var exts []string
	for _, e := range c.Extensions {
		if e.ShortName == "keyUsage" {
			exts = append(exts, fmt.Sprint(e.Name, " ", e.OID, " ", e.Critical, " ", e.Value))
		}
	}
	if want := "X509v3 Key Usage 2.5.29.15 true Digital Signature, Key Encipherment"; len(exts) != 1 || exts[0] != want {
		t.Errorf("extensions %q, want %q", exts, want)
	}
}

func TestParseKeys(t *testing.T) {
	ca, der := newAuthority(t, "CA", nil, 2)
	c, err := Parse(der)
	if err != nil {
		t.Fatal(err)
	}
	if c.KeyType != "ecdsa" || c.KeyBits != 256 || c.Curve != "prime256v1" || c.KeyAlgorithm != "id-ecPublicKey" {
		t.Errorf("ECDSA: %s %d %s %s", c.KeyType, c.KeyBits, c.Curve, c.KeyAlgorithm)
	}
	if c.BasicConstraints.String() != "CA:TRUE, pathlen:2" {
		t.Errorf("constraints: %s", c.BasicConstraints)
	}
	pub, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der = ca.sign(t, &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: begin, NotAfter: until}, pub)
	if c, err = Parse(der); err != nil || c.KeyAlgorithm != "ED25519" || c.KeyType != "ED25519" || c.KeyBits != 253 || c.Subject != "" {
		t.Errorf("Ed25519: %+v, %v", c, err)
	}
}

// TestParseCut parses a certificate cut off anywhere.
func TestParseCut(t *testing.T) {
	_, der := newAuthority(t, "CA", nil, 0)
	for i := range der {
		if _, err := Parse(der[:i]); err == nil {
			t.Fatalf("%d of %d bytes are a certificate", i, len(der))
		}
	}
}

func TestMoment(t *testing.T) {
	for _, test := range []struct {
		tag  byte
		s    string
		want string
	}{
		{tagUTCTime, "140301120000Z", "2014-03-01 12:00:00"},
		{tagUTCTime, "991231235959Z", "1999-12-31 23:59:59"},
		{tagUTCTime, "1403011200Z", "2014-03-01 12:00:00"},
		{tagUTCTime, "140301120000+0100", "2014-03-01 11:00:00"},
		{tagTime, "20501231235959Z", "2050-12-31 23:59:59"},
		{tagTime, "20501231235959.5Z", "2050-12-31 23:59:59"},
		{tagTime, "nonsense", ""},
		{tagUTCTime, "", ""},
	} {
		got := ""
		if m, err := moment(test.tag, []byte(test.s)); err == nil {
			got = m.UTC().Format(time.DateTime)
		}
		if got != test.want {
			t.Errorf("%q: %s, want %s", test.s, got, test.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]string{"\x00\x91\x2b": "912B", "\x02\x3a": "023A", "\x00": "00", "": "00", "\xff": "-01"} {
		if got := number([]byte(in)); got != want {
			t.Errorf("number(%x) = %s, want %s", in, got, want)
		}
	}
}

func TestVerify(t *testing.T) {
	root, rootDER := newAuthority(t, "Root", nil, -1)
	mid, midDER := newAuthority(t, "Between", root, 0)
	other, otherDER := newAuthority(t, "Other", nil, -1)
	leaf := func(by *authority) []byte {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return by.sign(t, &x509.Certificate{SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "www.example"},
			NotBefore: begin, NotAfter: until}, key.Public())
	}
	at := begin.Add(time.Hour)
	good := leaf(mid)
	for _, test := range []struct {
		what  string
		chain [][]byte
		at    time.Time
		want  string
		certs int
	}{
		{"good", [][]byte{good, midDER}, at, "ok", 3},
		{"with its root", [][]byte{good, midDER, rootDER}, at, "ok", 3},
		{"in any order", [][]byte{good, otherDER, midDER}, at, "ok", 3},
		{"incomplete", [][]byte{good}, at, "unable to get local issuer certificate", 0},
		{"another root", [][]byte{leaf(other), otherDER}, at, "self signed certificate in certificate chain", 0},
		{"self-signed", [][]byte{otherDER}, at, "self signed certificate", 0},
		{"expired", [][]byte{good, midDER}, until.Add(time.Hour), "certificate has expired", 0},
		{"too early", [][]byte{good, midDER}, begin.Add(-time.Hour), "certificate is not yet valid", 0},
		{"garbage", [][]byte{{1, 2, 3}}, at, "unspecified certificate verification error", 0},
		{"nothing", nil, at, "unspecified certificate verification error", 0},
	} {
		v := Verify(test.chain, Pool([][]byte{rootDER, {0}}), test.at)
		if v.Text != test.want || len(v.Chain) != test.certs {
			t.Errorf("%s: %d %q with %d certificates, want %q with %d", test.what, v.Code, v.Text, len(v.Chain), test.want, test.certs)
		}
	}
}

func FuzzX509(f *testing.F) {
	ca, der := newAuthority(f, "Seed CA", nil, 1)
	f.Add(der)
	f.Add(ca.sign(f, &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: begin, NotAfter: until,
		Subject: pkix.Name{Country: []string{"DE"}, SerialNumber: "7"}, DNSNames: []string{strings.Repeat("a", 30)},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 99}, Value: []byte{5, 0}}}}, ca.key.Public()))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err == nil && (c.Version == 0 || c.Serial == "") {
			t.Errorf("a certificate without version or serial number: %+v", c)
		}
	})
}
