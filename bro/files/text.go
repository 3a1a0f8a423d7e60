package files

import (
	"bytes"
	"strings"
)

// tellText tells kinds of text apart.
func tellText(b []byte) string {
	if mime := tellScript(b); mime != "" {
		return mime
	}
	text := bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	for _, tell := range []func([]byte) string{tellMarkup, tellMail, tellBatch} {
		if mime := tell(text); mime != "" {
			return mime
		}
	}
	switch {
	case isJSON(text):
		return "text/json"
	case bytes.HasPrefix(b, []byte(";ELC")) && len(b) > 4 && (b[4] < 0x20 || b[4] > 0x7f):
		return "application/x-elc"
	case bytes.HasPrefix(b, []byte("solid ")):
		return "application/sla"
	}
	if isPlain(b) {
		return "text/plain"
	}
	return ""
}

// tellMail looks for header lines that a mail begins with.
func tellMail(b []byte) string {
	low := strings.ToLower(string(b[:min(len(b), 16)]))
	switch {
	case strings.HasPrefix(low, "delivered-to:"), strings.HasPrefix(low, "return-path:"):
		return "message/rfc822"
	case bytes.HasPrefix(b, []byte("MIME-Version:")) && bytes.Contains(b, []byte(`protocol="application/pkcs7-signature"`)):
		return "application/pkcs7-signature"
	}
	return ""
}

// tellBatch looks for the commands that scripts for DOS begin with.
func tellBatch(b []byte) string {
	rest, ok := strings.CutPrefix(strings.ToLower(string(b[:min(len(b), 80)])), "@")
	if !ok {
		return ""
	}
	words := strings.Fields(rest)
	if len(words) > 1 && words[0] == "echo" && strings.HasPrefix(words[1], "off") ||
		strings.HasPrefix(rest, "rem") || strings.HasPrefix(rest, "set ") {
		return "text/x-msdos-batch"
	}
	return ""
}

// interpreters are the programs that the first line of a script names.
var interpreters = []struct{ program, mime string }{
	{"perl", "text/x-perl"}, {"ruby", "text/x-ruby"}, {"python", "text/x-python"}, {"php", "text/x-php"},
	{"awk", "text/x-awk"}, {"gawk", "text/x-awk"}, {"nawk", "text/x-awk"}, {"wish", "text/x-tcl"}, {"tcl", "text/x-tcl"},
	{"lua", "text/x-lua"}, {"node", "application/javascript"},
	{"sh", "text/x-shellscript"}, {"bash", "text/x-shellscript"}, {"csh", "text/x-shellscript"}, {"tcsh", "text/x-shellscript"},
	{"zsh", "text/x-shellscript"}, {"ksh", "text/x-shellscript"}, {"ash", "text/x-shellscript"}, {"fash", "text/x-shellscript"},
}

func tellScript(b []byte) string {
	if !bytes.HasPrefix(b, []byte("#!")) {
		return ""
	}
	line, _, _ := bytes.Cut(b[2:min(len(b), 80)], []byte{'\n'})
	words := strings.Fields(string(line))
	if len(words) == 0 || !strings.Contains(words[0], "bin/") {
		return ""
	}
	program := words[0][strings.LastIndexByte(words[0], '/')+1:]
	if program == "env" && len(words) > 1 {
		program = words[1]
	}
	for _, i := range interpreters {
		// python2.7 is python as well.
		if rest, ok := strings.CutPrefix(program, i.program); ok && strings.Trim(rest, "0123456789.js") == "" {
			return i.mime
		}
	}
	return ""
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipBlank(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	return b
}

// skipComments skips blanks and comments of HTML and XML.
func skipComments(b []byte) []byte {
	for {
		b = skipBlank(b)
		if !bytes.HasPrefix(b, []byte("<!--")) {
			return b
		}
		i := bytes.Index(b, []byte("-->"))
		if i < 0 {
			return b
		}
		b = b[i+3:]
	}
}

// tellMarkup tells the languages that look like HTML.
func tellMarkup(b []byte) string {
	b = skipComments(b)
	xml := bytes.HasPrefix(b, []byte("<?xml "))
	if xml {
		if i := bytes.Index(b, []byte("?>")); i >= 0 {
			b = skipComments(b[i+2:])
		}
	}
	var low []byte
	if len(b) > 0 && (b[0] == '<' || b[0]|0x20 == 'd') { // as all tags below begin
		low = bytes.ToLower(b[:min(len(b), 200)])
	}
	starts := func(tags ...string) bool {
		for _, t := range tags {
			if bytes.HasPrefix(low, []byte(t)) {
				return true
			}
		}
		return false
	}
	doctype := ""
	if rest, ok := bytes.CutPrefix(low, []byte("<!doctype ")); ok {
		doctype = string(bytes.TrimLeft(rest, " "))
	}
	switch {
	case strings.HasPrefix(doctype, "html"), starts("<html", "<head", "<title", "<body", "<meta http-equiv"):
		return "text/html"
	case strings.HasPrefix(doctype, "cross-domain-policy"), starts("<cross-domain-policy"):
		return "text/x-cross-domain-policy"
	case starts("<feed") && bytes.Contains(low, []byte("http://www.w3.org/2005/atom")), starts("<rss") && bytes.Contains(low, []byte("xmlns:atom")):
		return "text/atom"
	case starts("<rss"):
		return "text/rss"
	case starts("<soap:envelope", "<soap-env:envelope"):
		return "application/soap+xml"
	case starts("<methodresponse>"):
		return "application/xml-rpc"
	case starts("<manifest") && bytes.Contains(low, []byte(`xmlns="http://ns.adobe.com/f4m/`)):
		return "application/f4m"
	case starts("<cfparam", "<cfset", "<cfif"):
		return "magnus-internal/cold-fusion"
	case starts("<script") && bytes.Contains(low, []byte("javascript")), starts("<script>var ", "<script>function "):
		return "application/javascript"
	case xml:
		return tellXML(b)
	case bytes.HasPrefix(b, []byte("for (;;);")), starts("document.write"), bytes.HasPrefix(b, []byte("(function() {")), bytes.HasPrefix(b, []byte("(function(){")):
		return "application/javascript"
	}
	if line, _, _ := bytes.Cut(b, []byte{'\n'}); bytes.Contains(line, []byte("<?php")) {
		return "text/x-php"
	}
	return ""
}

// tellXML tells languages of XML by what comes after the declaration.
func tellXML(b []byte) string {
	for _, sign := range [...]struct{ text, mime string }{
		{"http://earth.google.com/kml", "application/vnd.google-earth.kml+xml"},
		{"http://www.opengis.net/kml", "application/vnd.google-earth.kml+xml"},
		{"<!DOCTYPE X3D", "model/x3d"},
		{"<svg", "image/svg+xml"},
		{"<urlset", "application/xml-sitemap"},
		{"<gnc-v2", "application/x-gnucash"},
	} {
		if bytes.Contains(b, []byte(sign.text)) {
			return sign.mime
		}
	}
	return "application/xml"
}

// isJSON looks at the first member of an object or element of an array.
func isJSON(b []byte) bool {
	b = skipBlank(b)
	if len(b) == 0 || b[0] != '{' && b[0] != '[' {
		return false
	}
	object := b[0] == '{'
	b = skipBlank(b[1:])
	if len(b) > 0 && (object && b[0] == '}' || !object && b[0] == ']') {
		return len(skipBlank(b[1:])) == 0
	}
	if !object {
		if len(b) > 0 && (b[0] == '{' || b[0] == '[') {
			return true
		}
		return jsonScalarThenComma(b)
	}
	if len(b) > 0 && b[0] == '"' {
		i := bytes.IndexByte(b[1:], '"')
		if i < 1 {
			return false
		}
		b = b[i+2:]
	} else {
		n := 0
		for n < len(b) && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z' || n > 0 && (b[n] >= '0' && b[n] <= '9' || b[n] == '_' || b[n] == '\\')) {
			n++
		}
		if n == 0 {
			return false
		}
		b = b[n:]
	}
	b = skipBlank(b)
	if len(b) == 0 || b[0] != ':' {
		return false
	}
	b = skipBlank(b[1:])
	return len(b) > 0 && (bytes.IndexByte([]byte("\"[{0123456789"), b[0]) >= 0 || bytes.HasPrefix(b, []byte("true")) || bytes.HasPrefix(b, []byte("false")))
}

func jsonScalarThenComma(b []byte) bool {
	switch {
	case len(b) == 0:
		return false
	case b[0] == '"':
		i := bytes.IndexByte(b[1:], '"')
		if i < 1 {
			return false
		}
		b = b[i+2:]
	case bytes.HasPrefix(b, []byte("true")):
		b = b[4:]
	case bytes.HasPrefix(b, []byte("false")):
		b = b[5:]
	default:
		n := 0
		for n < len(b) && (b[n] >= '0' && b[n] <= '9' || n > 0 && b[n] == '.') {
			n++
		}
		if n == 0 {
			return false
		}
		b = b[n:]
	}
	b = skipBlank(b)
	return len(b) > 0 && b[0] == ','
}

// plainLength is how many characters of text make a text.
const plainLength = 10

// isPlain looks for text after an optional byte order mark.
func isPlain(b []byte) bool {
	for _, bom := range []string{"\xef\xbb\xbf", "\x00\x00\xfe\xff", "\xff\xfe\x00\x00", "\xfe\xff", "\xff\xfe"} {
		if rest, ok := bytes.CutPrefix(b, []byte(bom)); ok {
			b = rest
			break
		}
	}
	if len(b) < plainLength {
		return false
	}
	for _, c := range b[:plainLength] {
		if c < 0x20 && (c < '\t' || c > '\r') || c > 0x7e {
			return false
		}
	}
	return true
}
