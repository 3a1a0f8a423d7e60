package analyzer

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// A transferDecoder decodes contents as they come (RFC 2045 6).
type transferDecoder struct {
	base64 bool
	out    []byte

	// Of base64: characters of a group that is not whole.
	group [4]byte
	n     int
	// Of quoted-printable: what waits for what comes after it, an escape or
	// blanks before the end of a line.
	held []byte
}

// maxHeldBlanks is how many blanks wait for the end of their line.
const maxHeldBlanks = 1000

// newTransferDecoder returns the decoder of a Content-Transfer-Encoding, nil for
// those that leave contents as they are.
func newTransferDecoder(encoding string) *transferDecoder {
	switch lower(strings.TrimSpace(encoding)) {
	case "base64":
		return &transferDecoder{base64: true}
	case "quoted-printable":
		return &transferDecoder{}
	}
	return nil
}

// decode returns what b is, which is good until the next call.
func (d *transferDecoder) decode(b []byte) []byte {
	d.out = d.out[:0]
	if d.base64 {
		d.decodeBase64(b)
	} else {
		d.decodeQuoted(b)
	}
	return d.out
}

// end returns what was held back.
func (d *transferDecoder) end() []byte {
	d.out = d.out[:0]
	if d.base64 {
		d.flushGroup()
		return d.out
	}
	if len(d.held) > 0 && d.held[0] == '=' {
		d.out = append(d.out, d.held...)
	}
	return d.out
}

// decodeBase64 skips what is not of the alphabet, as RFC 2045 6.8 asks for.
// Padding ends a group; another may follow.
func (d *transferDecoder) decodeBase64(b []byte) {
	for _, c := range b {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/':
			d.group[d.n] = c
			if d.n++; d.n == 4 {
				d.flushGroup()
			}
		case c == '=':
			d.flushGroup()
		}
	}
}

func (d *transferDecoder) flushGroup() {
	var bytes [3]byte
	n, err := base64.RawStdEncoding.Decode(bytes[:], d.group[:d.n])
	if err == nil {
		d.out = append(d.out, bytes[:n]...)
	}
	d.n = 0
}

// decodeQuoted decodes =XX, joins lines that end in "=", and drops blanks at the
// end of a line. What is no escape stays as it is.
func (d *transferDecoder) decodeQuoted(b []byte) {
	for len(b) > 0 {
		if len(d.held) == 0 {
			i := bytes.IndexAny(b, "= \t\r\n")
			if i < 0 {
				i = len(b)
			}
			d.out = append(d.out, b[:i]...)
			if b = b[i:]; len(b) == 0 {
				return
			}
		}
		c := b[0]
		b = b[1:]
		if len(d.held) > 0 && d.held[0] == '=' && d.escape(c) {
			continue
		}
		switch c {
		case '=':
			d.out = append(d.out, d.held...)
			d.held = append(d.held[:0], c)
		case ' ', '\t', '\r':
			d.held = append(d.held, c)
			if len(d.held) > maxHeldBlanks {
				d.out = append(d.out, d.held...)
				d.held = d.held[:0]
			}
		case '\n':
			d.held = d.held[:0]
			d.out = append(d.out, '\r', '\n')
		default:
			d.out = append(append(d.out, d.held...), c)
			d.held = d.held[:0]
		}
	}
}

// escape takes a byte after "=". It says no if that makes no escape of it.
func (d *transferDecoder) escape(c byte) bool {
	after := d.held[1:]
	_, hex := unhex(c)
	switch {
	case len(bytes.Trim(after, " \t\r")) == 0 && c == '\n':
		d.held = d.held[:0] // a soft line break
		return true
	case len(after) == 0 && hex,
		len(bytes.Trim(after, " \t\r")) == 0 && (blank(c) || c == '\r') && len(after) < maxHeldBlanks:
		d.held = append(d.held, c)
		return true
	case len(after) == 1 && hex:
		if hi, ok := unhex(after[0]); ok {
			lo, _ := unhex(c)
			d.out = append(d.out, hi<<4|lo)
			d.held = d.held[:0]
			return true
		}
	}
	d.out = append(d.out, d.held...)
	d.held = d.held[:0]
	return false
}
