// Package x509 reads certificates (RFC 5280) the way Bro's scripts see them:
// names as text, numbers as hexadecimal, algorithms by their usual names. It
// takes what is in the wild, also what no one should trust; whether a
// certificate is to be trusted is Verify's business.
package x509

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"math/bits"
	"net/netip"
	"strings"
	"time"
)

// MaxSize is the longest certificate that is read; TLS allows 16 MB, real ones
// have some KB.
const MaxSize = 256 << 10

// maxAltNames bounds the alternative names of a certificate.
const maxAltNames = 10000

// A Certificate is what is in a certificate.
type Certificate struct {
	DER        []byte
	Version    uint64 // 1 to 3
	Serial     string // hexadecimal
	Subject    string
	Issuer     string
	CommonName string // the last one of the subject
	NotBefore  time.Time
	NotAfter   time.Time

	KeyAlgorithm       string
	SignatureAlgorithm string // by which the issuer has signed
	KeyType            string // "rsa", "dsa", "ecdsa", or as KeyAlgorithm
	KeyBits            uint64
	Exponent           string // RSA, decimal
	Curve              string // ECDSA

	Extensions       []Extension // in order
	BasicConstraints *BasicConstraints
	AltNames         *AltNames
}

// An Extension is one extension. Value is its content in words for the
// extensions of which that is known, and hexadecimal DER for the others.
type Extension struct {
	Name, ShortName string // ShortName is "" for extensions without one
	OID             string
	Critical        bool
	Value           string
}

// BasicConstraints say whether the certificate may sign others.
type BasicConstraints struct {
	CA      bool
	PathLen uint64
	Limited bool // PathLen means something
}

// AltNames are the names of the subject.
type AltNames struct {
	DNS, URIs, Emails []string
	IPs               []netip.Addr
	Other             bool // there are names of other kinds
}

// algorithms are the names of algorithms and curves.
var algorithms = map[string]string{
	"1.2.840.113549.1.1.1": "rsaEncryption", "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
	"1.2.840.113549.1.1.4": "md5WithRSAEncryption", "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
	"1.2.840.113549.1.1.7": "rsaesOaep", "1.2.840.113549.1.1.10": "rsassaPss",
	"1.2.840.113549.1.1.11": "sha256WithRSAEncryption", "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
	"1.2.840.113549.1.1.13": "sha512WithRSAEncryption", "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
	"1.3.14.3.2.29": "sha1WithRSA", "1.2.840.10040.4.1": "dsaEncryption", "1.2.840.10040.4.3": "dsaWithSHA1",
	"2.16.840.1.101.3.4.3.1": "dsa_with_SHA224", "2.16.840.1.101.3.4.3.2": "dsa_with_SHA256",
	"1.2.840.10045.2.1": "id-ecPublicKey", "1.2.840.10045.4.1": "ecdsa-with-SHA1",
	"1.2.840.10045.4.3.1": "ecdsa-with-SHA224", "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
	"1.2.840.10045.4.3.3": "ecdsa-with-SHA384", "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
	"1.3.101.110": "X25519", "1.3.101.112": "ED25519", "1.3.101.113": "ED448",
	"2.16.840.1.101.3.4.3.17": "ML-DSA-44", "2.16.840.1.101.3.4.3.18": "ML-DSA-65", "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

// curves are named by the parameters of id-ecPublicKey.
var curves = map[string]struct {
	name string
	bits uint64
}{
	"1.2.840.10045.3.1.1": {"prime192v1", 192}, "1.3.132.0.33": {"secp224r1", 224},
	"1.2.840.10045.3.1.7": {"prime256v1", 256}, "1.3.132.0.10": {"secp256k1", 256},
	"1.3.132.0.34": {"secp384r1", 384}, "1.3.132.0.35": {"secp521r1", 521},
	"1.3.36.3.3.2.8.1.1.7": {"brainpoolP256r1", 256}, "1.3.36.3.3.2.8.1.1.11": {"brainpoolP384r1", 384},
	"1.3.36.3.3.2.8.1.1.13": {"brainpoolP512r1", 512},
}

// algorithm is the name of an AlgorithmIdentifier's algorithm, and its
// parameters.
func algorithm(b []byte) (name string, params []byte, err error) {
	id, params, err := want(b, tagOID, "algorithm")
	if err != nil {
		return "", nil, err
	}
	dotted := oid(id)
	if name, ok := algorithms[dotted]; ok {
		return name, params, nil
	}
	return dotted, params, nil
}

// Parse reads a certificate. It keeps der.
func Parse(der []byte) (*Certificate, error) {
	if len(der) > MaxSize {
		return nil, fmt.Errorf("parsing certificate: it has %d bytes", len(der))
	}
	c := &Certificate{DER: der}
	if err := c.parse(der); err != nil {
		return nil, fmt.Errorf("parsing certificate: %w", err)
	}
	return c, nil
}

func (c *Certificate) parse(b []byte) error {
	cert, _, err := want(b, tagSequence, "certificate")
	if err != nil {
		return err
	}
	tbs, rest, err := want(cert, tagSequence, "contents")
	if err != nil {
		return err
	}
	sig, _, err := want(rest, tagSequence, "signature algorithm")
	if err != nil {
		return err
	}
	if c.SignatureAlgorithm, _, err = algorithm(sig); err != nil {
		return err
	}

	c.Version = 1
	if len(tbs) > 0 && tbs[0] == tagContext|tagConstructed {
		var v []byte
		if v, tbs, err = want(tbs, tagContext|tagConstructed, "version"); err != nil {
			return err
		}
		n, _, err := want(v, tagInteger, "version")
		if err != nil || len(n) != 1 {
			return fmt.Errorf("version: want a small number: %x", n)
		}
		c.Version = uint64(n[0]) + 1
	}
	serial, tbs, err := want(tbs, tagInteger, "serial number")
	if err != nil {
		return err
	}
	c.Serial = number(serial)
	if _, tbs, err = want(tbs, tagSequence, "signature"); err != nil {
		return err
	}
	issuer, tbs, err := want(tbs, tagSequence, "issuer")
	if err != nil {
		return err
	}
	if c.Issuer, _, err = distinguishedName(issuer); err != nil {
		return err
	}
	validity, tbs, err := want(tbs, tagSequence, "validity")
	if err != nil {
		return err
	}
	for _, t := range []*time.Time{&c.NotBefore, &c.NotAfter} {
		var tag byte
		var s []byte
		if tag, s, validity, err = element(validity); err != nil {
			return fmt.Errorf("validity: %w", err)
		}
		if *t, err = moment(tag, s); err != nil {
			return err
		}
	}
	subject, tbs, err := want(tbs, tagSequence, "subject")
	if err != nil {
		return err
	}
	if c.Subject, c.CommonName, err = distinguishedName(subject); err != nil {
		return err
	}
	key, tbs, err := want(tbs, tagSequence, "key")
	if err != nil {
		return err
	}
	if err := c.key(key); err != nil {
		return err
	}
	return c.optional(tbs)
}

// number is the hexadecimal form of an integer.
func number(b []byte) string {
	if len(b) == 0 {
		return "00"
	}
	sign := ""
	if b[0]&0x80 != 0 {
		// Two's complement; serial numbers should not be negative.
		n := new(big.Int).SetBytes(b)
		n.Sub(new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))), n)
		sign, b = "-", n.Bytes()
	}
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	return sign + strings.ToUpper(hex.EncodeToString(b))
}

func (c *Certificate) key(b []byte) error {
	alg, rest, err := want(b, tagSequence, "key algorithm")
	if err != nil {
		return err
	}
	name, params, err := algorithm(alg)
	if err != nil {
		return err
	}
	c.KeyAlgorithm = name
	key, _, err := want(rest, tagBitString, "key")
	if err != nil || len(key) == 0 {
		return err
	}
	key = key[1:] // unused bits
	switch name {
	case "rsaEncryption", "rsassaPss":
		c.KeyType = "rsa"
		pair, _, err := want(key, tagSequence, "RSA key")
		if err != nil {
			return err
		}
		modulus, rest, err := want(pair, tagInteger, "modulus")
		if err != nil {
			return err
		}
		exponent, _, err := want(rest, tagInteger, "exponent")
		if err != nil {
			return err
		}
		c.KeyBits = bitLen(modulus)
		if len(exponent) <= 64 { // larger ones are no key
			c.Exponent = new(big.Int).SetBytes(exponent).String()
		}
	case "dsaEncryption":
		c.KeyType = "dsa"
		if seq, _, err := want(params, tagSequence, ""); err == nil {
			if p, _, err := want(seq, tagInteger, ""); err == nil {
				c.KeyBits = bitLen(p)
			}
		}
	case "id-ecPublicKey":
		c.KeyType = "ecdsa"
		if id, _, err := want(params, tagOID, ""); err == nil {
			curve, ok := curves[oid(id)]
			if !ok {
				curve.name = oid(id)
			}
			c.Curve, c.KeyBits = curve.name, curve.bits
		}
	case "X25519", "ED25519":
		c.KeyType, c.KeyBits = name, 253 // of 256, as OpenSSL counts them
	case "ED448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87":
		c.KeyType, c.KeyBits = name, 8*uint64(len(key))
	}
	return nil
}

func bitLen(b []byte) uint64 {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0
	}
	return uint64(8*(len(b)-1) + bits.Len8(b[0]))
}

// optional reads what follows the key: unique identifiers and extensions.
func (c *Certificate) optional(b []byte) error {
	for len(b) > 0 {
		tag, content, rest, err := element(b)
		if err != nil {
			return err
		}
		b = rest
		if tag != tagContext|tagConstructed|3 {
			continue
		}
		list, _, err := want(content, tagSequence, "extensions")
		if err != nil {
			return err
		}
		for len(list) > 0 {
			var ext []byte
			if ext, list, err = want(list, tagSequence, "extension"); err != nil {
				return err
			}
			if err := c.extension(ext); err != nil {
				return err
			}
		}
	}
	return nil
}
