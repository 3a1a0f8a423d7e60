package x509

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"
)

// A Verdict is what Verify finds. Code and Text are those that Bro's
// x509_verify gives, which are OpenSSL's.
type Verdict struct {
	Code  int
	Text  string
	Chain [][]byte // from the certificate to the root, if Code is 0
}

// The verdicts that are told apart.
var (
	verdictOK         = Verdict{0, "ok", nil}
	verdictBad        = Verdict{1, "unspecified certificate verification error", nil}
	verdictSignature  = Verdict{7, "certificate signature failure", nil}
	verdictNotYet     = Verdict{9, "certificate is not yet valid", nil}
	verdictExpired    = Verdict{10, "certificate has expired", nil}
	verdictSelfSigned = Verdict{18, "self signed certificate", nil}
	verdictSelfRoot   = Verdict{19, "self signed certificate in certificate chain", nil}
	verdictNoIssuer   = Verdict{20, "unable to get local issuer certificate", nil}
	verdictInvalidCA  = Verdict{24, "invalid CA certificate", nil}
	verdictPathLength = Verdict{25, "path length constraint exceeded", nil}
)

// maxVerify bounds the certificates of a chain, whose order is free, so that
// the search for a path stays short.
const maxVerify = 20

// Verify looks for a path from the first certificate to one of the roots that
// is valid at a time, by the rules of Go's crypto/x509. Names are not compared
// with a host's, and nothing is asked of the network: neither revocation lists
// nor OCSP. SHA-1 and older signatures are no proof.
func Verify(chain [][]byte, roots *x509.CertPool, at time.Time) Verdict {
	if len(chain) == 0 {
		return verdictBad
	}
	var certs []*x509.Certificate
	for _, der := range chain[:min(len(chain), maxVerify)] {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return verdictBad
		}
		certs = append(certs, c)
	}
	between := x509.NewCertPool()
	for _, c := range certs[1:] {
		between.AddCert(c)
	}
	paths, err := certs[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return verdict(err, certs, at)
	}
	v := verdictOK
	for _, c := range paths[0] {
		v.Chain = append(v.Chain, c.Raw)
	}
	return v
}

func verdict(err error, certs []*x509.Certificate, at time.Time) Verdict {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &invalid):
		switch invalid.Reason {
		case x509.Expired:
			if invalid.Cert != nil && at.Before(invalid.Cert.NotBefore) {
				return verdictNotYet
			}
			return verdictExpired
		case x509.NotAuthorizedToSign:
			return verdictInvalidCA
		case x509.TooManyIntermediates:
			return verdictPathLength
		}
	case errors.As(err, &unknown):
		self := func(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }
		last := certs[len(certs)-1]
		switch {
		case self(certs[0]):
			return verdictSelfSigned
		case self(last):
			return verdictSelfRoot
		}
		for i, c := range certs[:len(certs)-1] {
			if bytes.Equal(c.RawIssuer, certs[i+1].RawSubject) && c.CheckSignatureFrom(certs[i+1]) != nil {
				return verdictSignature
			}
		}
		return verdictNoIssuer
	}
	return verdictBad
}

// Pool makes roots for Verify of certificates in DER; those that cannot be read
// are left out.
func Pool(roots [][]byte) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, der := range roots {
		if c, err := x509.ParseCertificate(der); err == nil {
			pool.AddCert(c)
		}
	}
	return pool
}
