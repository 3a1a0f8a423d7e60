package builtin

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"brig/bro/interp"
)

// encodingFuncs turns bytes into other bytes.
func encodingFuncs() table {
	return table{
		"bytestring_to_hexstr":     func(c call) (value, error) { return str(hex.EncodeToString([]byte(c.Str(0)))) },
		"string_to_ascii_hex":      func(c call) (value, error) { return str(hex.EncodeToString([]byte(c.Str(0)))) },
		"hexstr_to_bytestring":     fromHex,
		"bytestring_to_count":      bytesToCount,
		"bytestring_to_double":     bytesToDouble,
		"bytestring_to_float":      bytesToFloat,
		"encode_base64":            encodeBase64,
		"decode_base64":            decodeBase64,
		"is_valid_base64":          validBase64,
		"encode_base64_custom":     encodeBase64,
		"decode_base64_custom":     decodeBase64,
		"unescape_URI":             func(c call) (value, error) { return str(unescapeURI(c.Str(0))) },
		"decode_netbios_name":      netbiosName,
		"decode_netbios_name_type": netbiosType,
		"uuid_to_string":           uuidString,
	}
}

func fromHex(c call) (value, error) {
	b, err := hex.DecodeString(c.Str(0))
	if err != nil {
		c.Error("hexstr_to_bytestring: %q is no hexadecimal string", c.Str(0))
		return str("")
	}
	return interp.Bytes(b), nil
}

// bytesToCount reads up to 8 bytes, big endian unless is_le; more are 0 and an
// error message.
func bytesToCount(c call) (value, error) {
	b := []byte(c.Str(0))
	if len(b) > 8 {
		c.Error("unsupported byte length for bytestring_to_count: %d", len(b))
		return count(0)
	}
	if c.Bool(1) {
		slices.Reverse(b)
	}
	n := uint64(0)
	for _, x := range b {
		n = n<<8 | uint64(x)
	}
	return count(n)
}

// bytesToDouble reads an IEEE 754 number of 8 bytes, big endian.
func bytesToDouble(c call) (value, error) {
	if b := []byte(c.Str(0)); len(b) == 8 {
		return double(math.Float64frombits(binary.BigEndian.Uint64(b)))
	}
	c.Error("bytestring_to_double: bad conversion to double")
	return double(0)
}

func bytesToFloat(c call) (value, error) {
	if b := []byte(c.Str(0)); len(b) == 4 {
		return double(float64(math.Float32frombits(binary.BigEndian.Uint32(b))))
	}
	c.Error("bytestring_to_float: bad conversion to float")
	return double(0)
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// alphabet checks an alphabet; "" is the usual one. Padding is added by
// hand, for "=" may be one of the characters.
func alphabet(a string) (string, *base64.Encoding, error) {
	if a == "" {
		a = base64Alphabet
	}
	if len(a) != 64 {
		return "", nil, errors.New("a base64 alphabet must have 64 characters")
	}
	for j := range len(a) {
		if strings.IndexByte(a[j+1:], a[j]) >= 0 || a[j] == '\n' || a[j] == '\r' {
			return "", nil, errors.New("the characters of a base64 alphabet must differ")
		}
	}
	return a, base64.NewEncoding(a).WithPadding(base64.NoPadding), nil
}

func encodeBase64(c call) (value, error) {
	_, enc, err := alphabet(c.Str(1))
	if err != nil {
		c.Error("encode_base64: %v", err)
		return str("")
	}
	text := enc.EncodeToString([]byte(c.Str(0)))
	return str(text + "==="[:(4-len(text)%4)%4])
}

// DecodeBase64 decodes as much as can be decoded. Characters outside of the
// alphabet ("": the usual one) are passed over, and what comes behind padding; the
// problems say so, and that padding is missing.
func DecodeBase64(s, chars string) (data []byte, problems []string, err error) {
	chars, enc, err := alphabet(chars)
	if err != nil {
		return nil, nil, err
	}
	var known [256]bool
	for i := range len(chars) {
		known[chars[i]] = true
	}
	b := make([]byte, 0, len(s))
	end := len(s)
	for i := range len(s) {
		if known[s[i]] {
			b = append(b, s[i])
			continue
		}
		if s[i] == '=' && len(b)%4 > 1 {
			end = i
			break
		}
		if problems == nil && s[i] != '\r' && s[i] != '\n' {
			problems = append(problems, fmt.Sprintf("character %d ignored by Base64 decoding", s[i]))
		}
	}
	padding := strings.Count(strings.TrimRight(s[end:], "\r\n"), "=")
	if missing := (4 - len(b)%4) % 4; missing > padding {
		problems = append(problems, fmt.Sprintf("incomplete base64 group, padding with %d bits of 0", 6*missing))
	}
	if len(b)%4 == 1 {
		b = b[:len(b)-1]
	}
	data, err = enc.AppendDecode(nil, b)
	return data, problems, err
}

// decodeBase64 gives what can be decoded, with error messages about the rest.
func decodeBase64(c call) (value, error) {
	b, problems, err := DecodeBase64(c.Str(0), c.Str(1))
	if err != nil {
		c.Error("decode_base64: %v", err)
		return str("")
	}
	for _, p := range problems {
		c.Error("decode_base64: %s", p)
	}
	return interp.Bytes(b), nil
}

func validBase64(c call) (value, error) {
	_, problems, err := DecodeBase64(c.Str(0), c.Str(1))
	return boolean(err == nil && problems == nil)
}

func unhex(b byte) int { return strings.IndexByte("0123456789abcdef", b|0x20) }

// unescapeURI replaces %HH; what is no such escape stays as it is.
func unescapeURI(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
			b = append(b, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// netbiosBytes decodes the pairs of letters of RFC 1001 section 14.1.
func netbiosBytes(s string) []byte {
	var b []byte
	for i := 0; i+1 < len(s); i += 2 {
		hi, lo := upper(s[i])-'A', upper(s[i+1])-'A'
		if hi > 15 || lo > 15 {
			break
		}
		b = append(b, hi<<4|lo)
	}
	return b
}

// netbiosName gives the name without its type and padding.
func netbiosName(c call) (value, error) {
	b := netbiosBytes(c.Str(0))
	if len(b) > 15 {
		b = b[:15]
	}
	return str(strings.TrimRight(string(b), " \x00"))
}

func netbiosType(c call) (value, error) {
	b := netbiosBytes(c.Str(0))
	if len(b) < 16 {
		return count(255)
	}
	return count(uint64(b[15]))
}

// uuidString writes the 16 bytes of a UUID as they stand in protocols: the first
// three parts are little-endian numbers.
func uuidString(c call) (value, error) {
	b := []byte(c.Str(0))
	if len(b) != 16 {
		return str("<Invalid UUID>")
	}
	slices.Reverse(b[:4])
	slices.Reverse(b[4:6])
	slices.Reverse(b[6:8])
	h := hex.EncodeToString(b)
	return str(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
