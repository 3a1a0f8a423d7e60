package x509

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// attributes are the short names of the parts of distinguished names.
var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
	"2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
	"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.18": "postOfficeBox", "2.5.4.20": "telephoneNumber",
	"2.5.4.41": "name", "2.5.4.42": "GN", "2.5.4.43": "initials", "2.5.4.44": "generationQualifier",
	"2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
	"0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC",
	"1.2.840.113549.1.9.1": "emailAddress", "1.2.840.113549.1.9.2": "unstructuredName",
	"1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
	"1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

// distinguishedName is the text form of a name (RFC 2253): the last part
// first. cn is the last common name.
func distinguishedName(b []byte) (text, cn string, err error) {
	var rdns []string
	for len(b) > 0 {
		var set []byte
		if set, b, err = want(b, tagSet, "relative distinguished name"); err != nil {
			return "", "", err
		}
		var parts []string
		for len(set) > 0 {
			var pair []byte
			if pair, set, err = want(set, tagSequence, "attribute"); err != nil {
				return "", "", err
			}
			id, rest, err := want(pair, tagOID, "attribute type")
			if err != nil {
				return "", "", err
			}
			tag, value, _, err := element(rest)
			if err != nil {
				return "", "", fmt.Errorf("attribute value: %w", err)
			}
			dotted := oid(id)
			name, known := attributes[dotted]
			if !known {
				parts = append(parts, dotted+"=#"+strings.ToUpper(hex.EncodeToString(rest)))
				continue
			}
			s, ok := characters(tag, value)
			if !ok {
				parts = append(parts, name+"=#"+strings.ToUpper(hex.EncodeToString(rest)))
				continue
			}
			if name == "CN" {
				cn = s
			}
			parts = append(parts, name+"="+escape(s))
		}
		rdns = append(rdns, strings.Join(parts, "+"))
	}
	for i, j := 0, len(rdns)-1; i < j; i, j = i+1, j-1 {
		rdns[i], rdns[j] = rdns[j], rdns[i]
	}
	return strings.Join(rdns, ","), cn, nil
}

// characters gives a string type as UTF-8; ok is false for what is no string.
func characters(tag byte, b []byte) (s string, ok bool) {
	switch tag {
	case tagUTF8, tagPrintable, tagIA5, 0x12, 0x1a, 0x1b:
		return string(b), true
	case tagT61: // used for Latin 1
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		return string(r), true
	case tagBMP:
		u := make([]uint16, len(b)/2)
		for i := range u {
			u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		}
		return string(utf16.Decode(u)), true
	case tagUniversal:
		var out []byte
		for ; len(b) >= 4; b = b[4:] {
			out = utf8.AppendRune(out, rune(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8|uint32(b[3])))
		}
		return string(out), true
	}
	return "", false
}

// escape escapes what has a meaning in the text form, control characters and
// bytes beyond ASCII.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte(`,+"\<>;`, c) >= 0, i == 0 && (c == ' ' || c == '#'), i == len(s)-1 && c == ' ':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&b, "\\%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
