package bro

import (
	"cmp"
	stdx509 "crypto/x509"
	"encoding/pem"
	"fmt"
	"math"
	"slices"
	"time"

	"brig/bro/files"
	"brig/bro/interp"
	"brig/bro/resolve"
	"brig/bro/x509"
)

// This file raises the events about certificates, and holds the built-in
// functions that work on them.

// certificateEvents are what scripts handle of them.
type certificateEvents struct {
	certificate, extension, basic, alt *handler

	rec, ext, bc, san shape
}

// A rootCache keeps the roots that were verified against last.
type rootCache struct {
	table *interp.Table
	n     int
	pool  *stdx509.CertPool
}

func (e *engine) wireCertificates() {
	e.fileHashes = e.handled("file_hash", kRecord, kString, kString)
	e.fileEntropies = e.handled("file_entropy", kRecord, kRecord)
	e.extractionLimit = e.handled("file_extraction_limit", kRecord, kRecord, kCount, kCount)
	ev := &e.certificates
	ev.certificate = e.handled("x509_certificate", kRecord, resolve.Opaque, kRecord)
	ev.extension = e.handled("x509_extension", kRecord, kRecord)
	ev.basic = e.handled("x509_ext_basic_constraints", kRecord, kRecord)
	ev.alt = e.handled("x509_ext_subject_alternative_name", kRecord, kRecord)
	ev.rec = certificateShape(e.in.Type("X509::Certificate"))
	ev.ext = ev.extension.shape(1, "name", "short_name", "oid", "critical", "value")
	ev.bc = ev.basic.shape(1, "ca", "path_len")
	ev.san = ev.alt.shape(1, "dns", "uri", "email", "ip", "other_fields")
}

func certificateShape(t *resolve.Type) shape {
	return newShape(t, "version", "serial", "subject", "cn", "issuer", "not_valid_before", "not_valid_after",
		"key_alg", "sig_alg", "tbs_sig_alg", "key_type", "key_length", "exponent", "curve")
}

// raiseCertificate raises the events of a certificate.
func (e *engine) raiseCertificate(f *files.File, c *x509.Certificate) {
	ev := &e.certificates
	v := e.file(f)
	if h := ev.certificate; h != nil {
		h.queue(v, opaqueCertificate(c), e.certificateRecord(&ev.rec, c))
	}
	for _, x := range c.Extensions {
		if h := ev.extension; h != nil {
			r := e.in.NewRecord(ev.ext.t)
			ev.ext.set(r, 0, interp.String(x.Name))
			if x.ShortName != "" {
				ev.ext.set(r, 1, interp.String(x.ShortName))
			}
			ev.ext.set(r, 2, interp.String(x.OID))
			ev.ext.set(r, 3, interp.Bool(x.Critical))
			ev.ext.set(r, 4, interp.String(x.Value))
			h.queue(v, r.Value())
		}
		switch {
		case x.ShortName == "basicConstraints" && c.BasicConstraints != nil && ev.basic != nil:
			r := e.in.NewRecord(ev.bc.t)
			ev.bc.set(r, 0, interp.Bool(c.BasicConstraints.CA))
			if c.BasicConstraints.Limited {
				ev.bc.set(r, 1, interp.Count(c.BasicConstraints.PathLen))
			}
			ev.basic.queue(v, r.Value())
		case x.ShortName == "subjectAltName" && c.AltNames != nil && ev.alt != nil:
			ev.alt.queue(v, e.altNames(c.AltNames))
		}
	}
}

func (e *engine) certificateRecord(s *shape, c *x509.Certificate) interp.Value {
	r := e.in.NewRecord(s.t)
	text := func(field int, v string) {
		if v != "" {
			s.set(r, field, interp.String(v))
		}
	}
	s.set(r, 0, interp.Count(c.Version))
	text(1, c.Serial)
	s.set(r, 2, interp.String(c.Subject))
	text(3, c.CommonName)
	s.set(r, 4, interp.String(c.Issuer))
	s.set(r, 5, interp.Time(float64(c.NotBefore.UnixNano())/1e9))
	s.set(r, 6, interp.Time(float64(c.NotAfter.UnixNano())/1e9))
	if y := c.NotAfter.Year(); y > 2200 { // beyond what fits nanoseconds
		s.set(r, 6, interp.Time(float64(c.NotAfter.Unix())))
	}
	text(7, c.KeyAlgorithm)
	text(8, c.SignatureAlgorithm)
	text(9, c.SignatureAlgorithm)
	text(10, c.KeyType)
	if c.KeyBits > 0 {
		s.set(r, 11, interp.Count(c.KeyBits))
	}
	text(12, c.Exponent)
	text(13, c.Curve)
	return r.Value()
}

func (e *engine) altNames(n *x509.AltNames) interp.Value {
	s := &e.certificates.san
	r := e.in.NewRecord(s.t)
	for i, list := range [][]string{n.DNS, n.URIs, n.Emails} {
		if len(list) > 0 && s.at[i] >= 0 {
			s.set(r, i, stringVector(s.t.Fields[s.at[i]].Type, list))
		}
	}
	if len(n.IPs) > 0 && s.at[3] >= 0 {
		ips := interp.NewVector(s.t.Fields[s.at[3]].Type)
		for _, a := range n.IPs {
			ips.Append(interp.Addr(a))
		}
		s.set(r, 3, ips.Value())
	}
	s.set(r, 4, interp.Bool(n.Other))
	return r.Value()
}

func stringVector(t *resolve.Type, list []string) interp.Value {
	v := interp.NewVector(t)
	for _, x := range list {
		v.Append(interp.String(x))
	}
	return v.Value()
}

func countVector(t *resolve.Type, list []uint64) interp.Value {
	v := interp.NewVector(t)
	for _, n := range list {
		v.Append(interp.Count(n))
	}
	return v.Value()
}

// opaqueCertificate is a certificate as an opaque of x509.
func opaqueCertificate(c *x509.Certificate) interp.Value {
	return (&interp.Opaque{T: resolve.NewOpaque("x509"), X: c}).Value()
}

func certificateOf(v interp.Value) (*x509.Certificate, error) {
	if c, ok := v.Opaque().X.(*x509.Certificate); ok {
		return c, nil
	}
	return nil, fmt.Errorf("there is no certificate in %s", v)
}

func x509FromDER(c *interp.BuiltinCall) (interp.Value, error) {
	cert, err := x509.Parse([]byte(c.Str(0)))
	if err != nil {
		return interp.Value{}, err
	}
	return opaqueCertificate(cert), nil
}

// x509Parse makes the record of an opaque certificate.
func x509Parse(e *engine) interp.Builtin {
	return func(c *interp.BuiltinCall) (interp.Value, error) {
		cert, err := certificateOf(c.Args[0])
		if err != nil {
			return interp.Value{}, err
		}
		s := certificateShape(c.Result)
		return e.certificateRecord(&s, cert), nil
	}
}

// x509String gives a certificate as DER, or as PEM if its second argument is T.
func x509String(c *interp.BuiltinCall) (interp.Value, error) {
	cert, err := certificateOf(c.Args[0])
	if err != nil {
		return interp.Value{}, err
	}
	if len(c.Args) > 1 && c.Bool(1) {
		return interp.Bytes(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.DER})), nil
	}
	return interp.Bytes(cert.DER), nil
}

// x509Verify verifies a chain of opaque certificates against a table of roots
// in DER, at a time or now.
func (e *engine) x509Verify(c *interp.BuiltinCall) (interp.Value, error) {
	var chain [][]byte
	for _, v := range c.Vector(0).Elems() {
		if !v.IsSet() {
			continue
		}
		cert, err := certificateOf(v)
		if err != nil {
			return interp.Value{}, err
		}
		chain = append(chain, cert.DER)
	}
	roots := c.Table(1)
	if e.roots.table != roots || e.roots.n != roots.Len() {
		var ders [][]byte
		for i := range roots.Cap() {
			if roots.Live(i) {
				ders = append(ders, []byte(roots.Yield(i).Str()))
			}
		}
		slices.SortFunc(ders, func(a, b []byte) int { return cmp.Compare(string(a), string(b)) })
		e.roots.table, e.roots.n, e.roots.pool = roots, roots.Len(), x509.Pool(ders)
	}
	at := e.in.NetworkTime()
	if len(c.Args) > 2 && c.Args[2].Double() > 0 {
		at = c.Args[2].Double()
	}
	sec, frac := math.Modf(at)
	verdict := x509.Verify(chain, e.roots.pool, time.Unix(int64(sec), int64(frac*1e9)))
	s := newShape(c.Result, "result", "result_string", "chain_certs")
	r := e.in.NewRecord(s.t)
	s.set(r, 0, interp.Int(int64(verdict.Code)))
	s.set(r, 1, interp.String(verdict.Text))
	if len(verdict.Chain) > 0 && s.at[2] >= 0 {
		certs := interp.NewVector(s.t.Fields[s.at[2]].Type)
		for _, der := range verdict.Chain {
			if cert, err := x509.Parse(der); err == nil {
				certs.Append(opaqueCertificate(cert))
			}
		}
		s.set(r, 2, certs.Value())
	}
	return r.Value(), nil
}

// x509FromPEM gives the certificates of a PEM text as a table for x509_verify,
// in DER by their subjects. Of several with one subject the later ones get a
// number.
func x509FromPEM(c *interp.BuiltinCall) (interp.Value, error) {
	t := interp.NewTable(c.Result)
	for rest := []byte(c.Str(0)); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return t.Value(), nil
		}
		cert, err := x509.Parse(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			continue
		}
		key := interp.String(cert.Subject)
		for n := 2; t.Has(key); n++ {
			key = interp.String(fmt.Sprintf("%s #%d", cert.Subject, n))
		}
		t.Put([]interp.Value{key}, interp.Bytes(cert.DER))
	}
}
