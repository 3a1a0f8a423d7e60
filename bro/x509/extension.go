package x509

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
)

// extensionNames are the long and short names of extensions.
var extensionNames = map[string][2]string{
	"2.5.29.9":  {"X509v3 Subject Directory Attributes", "subjectDirectoryAttributes"},
	"2.5.29.14": {"X509v3 Subject Key Identifier", "subjectKeyIdentifier"},
	"2.5.29.15": {"X509v3 Key Usage", "keyUsage"},
	"2.5.29.16": {"X509v3 Private Key Usage Period", "privateKeyUsagePeriod"},
	"2.5.29.17": {"X509v3 Subject Alternative Name", "subjectAltName"},
	"2.5.29.18": {"X509v3 Issuer Alternative Name", "issuerAltName"},
	"2.5.29.19": {"X509v3 Basic Constraints", "basicConstraints"},
	"2.5.29.30": {"X509v3 Name Constraints", "nameConstraints"},
	"2.5.29.31": {"X509v3 CRL Distribution Points", "crlDistributionPoints"},
	"2.5.29.32": {"X509v3 Certificate Policies", "certificatePolicies"},
	"2.5.29.33": {"X509v3 Policy Mappings", "policyMappings"},
	"2.5.29.35": {"X509v3 Authority Key Identifier", "authorityKeyIdentifier"},
	"2.5.29.36": {"X509v3 Policy Constraints", "policyConstraints"},
	"2.5.29.37": {"X509v3 Extended Key Usage", "extendedKeyUsage"},
	"2.5.29.54": {"X509v3 Inhibit Any Policy", "inhibitAnyPolicy"},

	"1.3.6.1.5.5.7.1.1":       {"Authority Information Access", "authorityInfoAccess"},
	"1.3.6.1.5.5.7.1.24":      {"TLS Feature", "tlsfeature"},
	"1.3.6.1.4.1.11129.2.4.2": {"CT Precertificate SCTs", "ct_precert_scts"},
	"1.3.6.1.4.1.11129.2.4.3": {"CT Precertificate Poison", "ct_precert_poison"},
	"2.16.840.1.113730.1.1":   {"Netscape Cert Type", "nsCertType"},
	"2.16.840.1.113730.1.13":  {"Netscape Comment", "nsComment"},
}

func (c *Certificate) extension(b []byte) error {
	id, rest, err := want(b, tagOID, "extension")
	if err != nil {
		return err
	}
	e := Extension{OID: oid(id)}
	if names, ok := extensionNames[e.OID]; ok {
		e.Name, e.ShortName = names[0], names[1]
	} else {
		e.Name = e.OID
	}
	if len(rest) > 0 && rest[0] == tagBool {
		var flag []byte
		if flag, rest, err = want(rest, tagBool, "critical"); err != nil {
			return err
		}
		e.Critical = len(flag) > 0 && flag[0] != 0
	}
	value, _, err := want(rest, tagOctets, "extension value")
	if err != nil {
		return err
	}
	// What cannot be read is shown as it is.
	e.Value = hex.EncodeToString(value)
	switch e.ShortName {
	case "basicConstraints":
		if bc, ok := basicConstraints(value); ok {
			c.BasicConstraints, e.Value = &bc, bc.String()
		}
	case "subjectAltName":
		if names, ok := altNames(value); ok {
			c.AltNames, e.Value = &names, names.String()
		}
	case "keyUsage":
		if s, ok := keyUsage(value); ok {
			e.Value = s
		}
	case "subjectKeyIdentifier":
		if id, _, err := want(value, tagOctets, ""); err == nil {
			e.Value = colons(id)
		}
	}
	c.Extensions = append(c.Extensions, e)
	return nil
}

func basicConstraints(b []byte) (bc BasicConstraints, ok bool) {
	seq, _, err := want(b, tagSequence, "")
	if err != nil {
		return bc, false
	}
	if len(seq) > 0 && seq[0] == tagBool {
		flag, rest, err := want(seq, tagBool, "")
		if err != nil {
			return bc, false
		}
		bc.CA, seq = len(flag) > 0 && flag[0] != 0, rest
	}
	if len(seq) > 0 {
		n, _, err := want(seq, tagInteger, "")
		if err != nil || len(n) == 0 || len(n) > 8 || n[0]&0x80 != 0 {
			return bc, false
		}
		bc.Limited = true
		for _, c := range n {
			bc.PathLen = bc.PathLen<<8 | uint64(c)
		}
	}
	return bc, true
}

func (bc BasicConstraints) String() string {
	s := "CA:FALSE"
	if bc.CA {
		s = "CA:TRUE"
	}
	if bc.Limited {
		s += fmt.Sprintf(", pathlen:%d", bc.PathLen)
	}
	return s
}

// altNames reads GeneralNames.
func altNames(b []byte) (names AltNames, ok bool) {
	seq, _, err := want(b, tagSequence, "")
	if err != nil {
		return names, false
	}
	for n := 0; len(seq) > 0 && n < maxAltNames; n++ {
		var tag byte
		var v []byte
		if tag, v, seq, err = element(seq); err != nil {
			return names, false
		}
		switch tag {
		case tagContext | 1:
			names.Emails = append(names.Emails, string(v))
		case tagContext | 2:
			names.DNS = append(names.DNS, string(v))
		case tagContext | 6:
			names.URIs = append(names.URIs, string(v))
		case tagContext | 7:
			if a, ok := netip.AddrFromSlice(v); ok {
				names.IPs = append(names.IPs, a)
				continue
			}
			names.Other = true
		default:
			names.Other = true
		}
	}
	return names, true
}

func (n AltNames) String() string {
	var s []string
	for _, x := range n.DNS {
		s = append(s, "DNS:"+x)
	}
	for _, x := range n.URIs {
		s = append(s, "URI:"+x)
	}
	for _, x := range n.Emails {
		s = append(s, "email:"+x)
	}
	for _, x := range n.IPs {
		s = append(s, "IP Address:"+x.String())
	}
	if n.Other {
		s = append(s, "othername:<unsupported>")
	}
	return strings.Join(s, ", ")
}

var usages = [...]string{"Digital Signature", "Non Repudiation", "Key Encipherment", "Data Encipherment", "Key Agreement",
	"Certificate Sign", "CRL Sign", "Encipher Only", "Decipher Only"}

func keyUsage(b []byte) (string, bool) {
	set, _, err := want(b, tagBitString, "")
	if err != nil || len(set) < 2 {
		return "", false
	}
	var s []string
	for i, name := range usages {
		if byteAt := 1 + i/8; byteAt < len(set) && set[byteAt]&(0x80>>(i%8)) != 0 {
			s = append(s, name)
		}
	}
	return strings.Join(s, ", "), true
}

// colons is the form 0A:1B:2C.
func colons(b []byte) string {
	parts := make([]string, len(b))
	for i, c := range b {
		parts[i] = fmt.Sprintf("%02X", c)
	}
	return strings.Join(parts, ":")
}
