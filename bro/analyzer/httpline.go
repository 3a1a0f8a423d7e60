package analyzer

import (
	"bytes"
	"strings"
)

type requestLine struct {
	method, version string
	uri             []byte
	missingURI      bool
}

// tchar says which bytes a method is made of (RFC 9110 5.6.2).
func tchar(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0
}

func skipToken(b []byte) int {
	n := 0
	for n < len(b) && tchar(b[n]) {
		n++
	}
	return n
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

var httpSlash = []byte("HTTP/")

// requestLine takes a request line apart, as leniently as Bro: the version
// is what follows the last blank and begins with HTTP/, without one it is 0.9.
// weird names a line that is no request.
func (w words) requestLine(line []byte) (r requestLine, weird string) {
	n := skipToken(line)
	if n == 0 {
		if _, second, ok := bytes.Cut(line, []byte{' '}); ok && bytes.HasPrefix(second, httpSlash) {
			return r, "bad_HTTP_request_with_version"
		}
		return r, "bad_HTTP_request"
	}
	rest := bytes.TrimLeft(line[n:], " \t")
	if len(rest) == len(line)-n {
		return r, "bad_HTTP_request" // no blank after the method
	}
	r.method, r.version = w.of(line[:n]), "0.9"
	if bytes.HasPrefix(rest, httpSlash) && bytes.IndexByte(rest, ' ') < 0 {
		r.missingURI = true
		r.version = w.httpVersion(rest)
		return r, ""
	}
	r.uri = rest
	for i := len(rest) - 1; i > 0; i-- {
		if blank(rest[i-1]) && bytes.HasPrefix(rest[i:], httpSlash) {
			r.version = w.httpVersion(rest[i:])
			r.uri = rest[:i]
			break
		}
	}
	r.uri = bytes.TrimRight(r.uri, " \t")
	return r, ""
}

// httpVersion is "1.1" for HTTP/1.1 and "0.0" for what is no version.
func (w words) httpVersion(b []byte) string {
	b = b[len(httpSlash):]
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	if len(b) >= 3 && digit(b[0]) && b[1] == '.' && digit(b[2]) {
		return w.of(b[:3])
	}
	return "0.0"
}

func versionNumber(v string) float64 {
	return float64(v[0]-'0') + float64(v[2]-'0')/10
}

func (w words) statusLine(line []byte) (version string, code uint64, reason string, ok bool) {
	if !bytes.HasPrefix(line, httpSlash) {
		return "", 0, "", false
	}
	i := bytes.IndexAny(line, " \t")
	if i < 0 {
		return "", 0, "", false
	}
	rest := bytes.TrimLeft(line[i:], " \t")
	n := 0
	for n < len(rest) && n < 3 && '0' <= rest[n] && rest[n] <= '9' {
		code = code*10 + uint64(rest[n]-'0')
		n++
	}
	if n != 3 || n < len(rest) && !blank(rest[n]) {
		return "", 0, "", false
	}
	return w.httpVersion(line), code, w.of(bytes.TrimLeft(rest[n:], " \t")), true
}

// unescapeURI decodes %XX and tells what is odd about the escapes.
func unescapeURI(uri string, weird func(string)) string {
	out := make([]byte, 0, len(uri))
	for i := 0; i < len(uri); i++ {
		if uri[i] != '%' {
			out = append(out, uri[i])
			continue
		}
		rest := uri[i+1:]
		switch {
		case len(rest) == 0:
			weird("illegal_%_at_end_of_URI")
			out = append(out, '%')
			continue
		case rest[0] == '%':
			// Bro takes %% for an escaped percent sign.
			weird("double_%_in_URI")
			out = append(out, '%')
			i++
			continue
		}
		hi, ok := unhex(rest[0])
		switch {
		case !ok:
			weird("unescaped_%_in_URI")
			out = append(out, '%')
			continue
		case len(rest) == 1:
			weird("partial_escape_at_end_of_URI")
			out = append(out, '%')
			continue
		}
		lo, ok := unhex(rest[1])
		if !ok {
			weird("unescaped_%_in_URI")
			out = append(out, '%')
			continue
		}
		out = append(out, hi<<4|lo)
		i += 2
	}
	return string(out)
}

// special reports whether a URI has bytes that ought to be escaped.
func special(uri string) bool {
	for i := range len(uri) {
		if c := uri[i]; c != '%' && !uriChar(c) {
			return true
		}
	}
	return false
}

// uriChars are the bytes that a URI may have as they are (RFC 2396 2.2 and 2.3).
const uriChars = ";/?:@&=+$,-_.!~*'()"

func uriChar(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte(uriChars, c) >= 0
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// detectHTTP recognizes a request line ("word word HTTP/") and a status line.
func detectHTTP(orig bool, head []byte) match {
	if !orig {
		return prefix(head, httpSlash)
	}
	if len(head) == 0 {
		return maybe
	}
	line, _, whole := bytes.Cut(head, []byte{'\n'})
	n := skipToken(line)
	switch {
	case n == 0 || n < len(line) && !blank(line[n]):
		return no
	case bytes.Contains(line[n:], []byte(" HTTP/")):
		return yes
	case whole:
		return no
	}
	return maybe
}

func prefix(b, want []byte) match {
	switch {
	case bytes.HasPrefix(b, want):
		return yes
	case bytes.HasPrefix(want, b):
		return maybe
	}
	return no
}
