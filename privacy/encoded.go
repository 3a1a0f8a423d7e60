package privacy

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNesting bounds how often what was decoded is decoded again.
const maxNesting = 3

var (
	percentForm = regexp.MustCompile(`[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*`)
	escapeForm  = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})`)
	base64Form  = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}={0,2}`)
	hexForm     = regexp.MustCompile(`(?:[0-9A-Fa-f]{2}){8,}`)
)

// encoded searches what a text holds in another form: JSON in a string, percent
// signs of URLs, escapes of characters, base64 and hexadecimal digits.
func (s *searcher) encoded(v string, depth int, found *[]match) {
	note := func(start, end int, via, decoded string, encode func(string) string) {
		if decoded == v[start:end] {
			return
		}
		if inner := s.text(decoded, depth-1); len(inner) > 0 {
			*found = append(*found, match{start: start, end: end, via: via, inner: inner, replace: func(r *replacer) string {
				return encode(r.text(decoded, inner))
			}})
		}
	}
	if trimmed := strings.TrimSpace(v); len(trimmed) > 1 && (trimmed[0] == '{' || trimmed[0] == '[') {
		s.embedded(v, depth, found)
	}
	if strings.IndexByte(v, '%') >= 0 {
		for _, at := range percentForm.FindAllStringIndex(v, -1) {
			if decoded, err := url.PathUnescape(v[at[0]:at[1]]); err == nil {
				note(at[0], at[1], "percent", decoded, url.PathEscape)
			}
		}
	}
	if strings.IndexByte(v, '\\') >= 0 && escapeForm.MatchString(v) {
		note(0, len(v), "escaped", unescape(v), func(text string) string { return text })
	}
	if len(v) < 12 {
		return
	}
	for _, at := range base64Form.FindAllStringIndex(v, -1) {
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
			if b, err := e.DecodeString(v[at[0]:at[1]]); err == nil && readable(b) {
				note(at[0], at[1], "base64", string(b), func(text string) string { return e.EncodeToString([]byte(text)) })
				break
			}
		}
	}
	for _, at := range hexForm.FindAllStringIndex(v, -1) {
		if b, err := hex.DecodeString(v[at[0]:at[1]]); err == nil && readable(b) {
			note(at[0], at[1], "hex", string(b), func(text string) string { return hex.EncodeToString([]byte(text)) })
		}
	}
}

// readable reports whether bytes are text.
func readable(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
			return false
		}
	}
	return true
}

// unescape replaces \uXXXX and \xXX, whatever the language they are of.
func unescape(v string) string {
	return escapeForm.ReplaceAllStringFunc(v, func(e string) string {
		n, err := strconv.ParseUint(e[2:], 16, 32)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// embedded searches JSON in a string: its keys say what its values are.
func (s *searcher) embedded(v string, depth int, found *[]match) {
	var all []match
	if _, ok := walkJSON([]byte(v), func(j *jsonText, text string, isKey bool) (string, bool) {
		all = append(all, s.member(j, text, isKey, depth-1)...)
		return "", false
	}); !ok || len(all) == 0 {
		return
	}
	*found = append(*found, match{start: 0, end: len(v), via: "JSON", inner: all, replace: func(r *replacer) string {
		out, _ := walkJSON([]byte(v), func(j *jsonText, text string, isKey bool) (string, bool) {
			list := s.member(j, text, isKey, depth-1)
			return r.text(text, list), len(list) > 0
		})
		return string(out)
	}})
}

// member finds what is in a string of a JSON text.
func (s *searcher) member(j *jsonText, text string, isKey bool, depth int) []match {
	found := s.text(text, depth)
	if isKey {
		return found
	}
	if kind := kindOfKey(j.key()); kind != "" && text != "" {
		keyed := append([]match(nil), found...)
		s.keyed(text, 0, len(text), kind, &keyed)
		return apart(keyed)
	}
	return found
}
