package files

import "bytes"

// This file tells a file's type from its first bytes. Types have the names that
// Bro gives them.

// MIMEType tells the type of a file from its beginning; "" if it has no marks.
func MIMEType(b []byte) string {
	if mime := strong.tell(b); mime != "" {
		return mime
	}
	for _, tell := range []func([]byte) string{tellZip, tellDOS, tellRIFF, tellELF, tellJava, tellMPEG, tellMatroska, tellJPEG2000,
		tellBMP, tellPython, tellLHA, tellDMG, tellTar, tellOCSP} {
		if mime := tell(b); mime != "" {
			return mime
		}
	}
	if mime := weak.tell(b); mime != "" {
		return mime
	}
	return tellText(b)
}

// A markTable holds marks by the first byte of the files that can have them, in
// their order.
type markTable [256][]*magic

var strong, weak = byFirst(marks), byFirst(weakMarks)

func byFirst(marks []magic) (t markTable) {
	for c := range t {
		t[c] = make([]*magic, 0, 40) // two thirds of marks are at the beginning
	}
	for i := range marks {
		m := &marks[i]
		if m.off == 0 {
			t[m.mark[0]] = append(t[m.mark[0]], m)
			continue
		}
		for c := range t {
			t[c] = append(t[c], m)
		}
	}
	return t
}

// tell looks for the first mark that b has.
func (t *markTable) tell(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	for _, m := range t[b[0]] {
		if end := m.off + len(m.mark); len(b) >= end && string(b[m.off:end]) == m.mark {
			return m.mime
		}
	}
	return ""
}

// tellZip tells what a ZIP archive is the container of, from the names of its
// first entries.
func tellZip(b []byte) string {
	if !bytes.HasPrefix(b, []byte("PK\x03\x04")) || len(b) < 30 {
		return ""
	}
	name := b[30:]
	const opendocument = "mimetypeapplication/vnd.oasis.opendocument."
	switch {
	case bytes.HasPrefix(name, []byte(opendocument)):
		kind := name[len(opendocument)-len("vnd.oasis.opendocument."):]
		n := 0
		for n < len(kind) && (kind[n] >= 'a' && kind[n] <= 'z' || kind[n] == '.' || kind[n] == '-') {
			n++
		}
		return "application/" + string(kind[:n])
	case bytes.Contains(b[:min(len(b), 300)], []byte("META-INF/MANIFEST.MF")):
		return "application/java-archive"
	case b[4] == 0x14 && bytes.HasPrefix(name, []byte("doc.kml")):
		return "application/vnd.google-earth.kmz"
	}
	const office = "application/vnd.openxmlformats-officedocument"
	if bytes.HasPrefix(name, []byte("[Content_Types].xml")) || bytes.HasPrefix(name, []byte("_rels/.rels")) {
		for _, part := range []struct{ folder, kind string }{
			{"word/", ".wordprocessingml.document"}, {"xl/", ".spreadsheetml.sheet"}, {"ppt/", ".presentationml.presentation"},
		} {
			for rest := name; ; {
				i := bytes.Index(rest, []byte("PK\x03\x04"))
				if i < 0 || len(rest) < i+30 {
					break
				}
				if rest = rest[i+30:]; bytes.HasPrefix(rest, []byte(part.folder)) {
					return office + part.kind
				}
			}
		}
	}
	if bytes.HasPrefix(b[4:], []byte("\x14\x00\x06\x00")) {
		return office
	}
	return "application/zip"
}

func tellRIFF(b []byte) string {
	if len(b) < 12 || !bytes.HasPrefix(b, []byte("RIFF")) {
		return ""
	}
	switch string(b[8:12]) {
	case "WEBP":
		return "image/webp"
	case "WAVE":
		return "audio/x-wav"
	case "AVI ":
		return "video/x-msvideo"
	case "CDRA", "CDR6":
		return "image/x-coreldraw"
	}
	return ""
}

func tellELF(b []byte) string {
	if len(b) < 18 || !bytes.HasPrefix(b, []byte("\x7fELF")) {
		return ""
	}
	kind := int(b[16]) | int(b[17])<<8
	if b[5] == 2 { // big endian
		kind = int(b[17]) | int(b[16])<<8
	}
	switch kind {
	case 1:
		return "application/x-object"
	case 2:
		return "application/x-executable"
	case 3:
		return "application/x-sharedlib"
	case 4:
		return "application/x-coredump"
	}
	return ""
}

// tellJava tells a class file from a Mach-O file of several architectures:
// both begin alike, followed by a version or the number of architectures.
func tellJava(b []byte) string {
	if len(b) < 8 || !bytes.HasPrefix(b, []byte("\xca\xfe\xba\xbe")) {
		return ""
	}
	if b[7] >= 0x2d {
		return "application/x-java-applet"
	}
	return "application/x-mach-o-executable"
}

func tellMPEG(b []byte) string {
	switch {
	case len(b) >= 2 && b[0] == 0xff && bytes.IndexByte([]byte("\xe2\xe3\xf2\xf3\xf6\xf7\xfa\xfb\xfc\xfd"), b[1]) >= 0:
		return "audio/mpeg"
	case len(b) < 5 || b[0] != 0 || b[1] != 0:
		return ""
	case b[2] == 0 && b[3] == 1 && b[4]&0x1f == 7:
		return "video/h264"
	case b[2] != 1:
		return ""
	}
	switch c := b[3]; {
	case c == 0xb3:
		return "video/mpv"
	case c == 0xb0 || c == 0xb5:
		return "video/mp4v-es"
	case c > 0xb0 && c <= 0xbb:
		return "video/mpeg"
	}
	return ""
}

// tellMatroska looks for the name of the document's type among the first
// elements of an EBML file.
func tellMatroska(b []byte) string {
	if !bytes.HasPrefix(b, []byte("\x1aE\xdf\xa3")) {
		return ""
	}
	for rest := b[4:]; ; {
		i := bytes.Index(rest, []byte("B\x82"))
		if i < 0 || len(rest) < i+3 {
			return ""
		}
		rest = rest[i+3:]
		if bytes.HasPrefix(rest, []byte("webm")) {
			return "video/webm"
		}
		if bytes.HasPrefix(rest, []byte("matroska")) {
			return "video/x-matroska"
		}
	}
}

// tellJPEG2000 tells the parts of the standard apart by the brand of the file.
func tellJPEG2000(b []byte) string {
	if len(b) < 24 || !bytes.HasPrefix(b, []byte("\x00\x00\x00\x0cjP  \r\n\x87\n")) {
		return ""
	}
	switch string(b[20:24]) {
	case "jpx ":
		return "image/jpx"
	case "jpm ":
		return "image/jpm"
	case "mjp2":
		return "video/mj2"
	}
	return "image/jp2"
}

// tellDOS tells programs for DOS and Windows from archives that unpack
// themselves.
func tellDOS(b []byte) string {
	at := func(off int, mark string) bool {
		return len(b) >= off && bytes.HasPrefix(b[off:], []byte(mark))
	}
	switch {
	case !at(0, "MZ"):
		return ""
	case at(30, "Copyright 1989-1990 PKWARE Inc."), at(30, "PKLITE Copr."):
		return "application/zip"
	case at(36, "LHa's SFX"), at(36, "LHA's SFX"):
		return "application/x-lha"
	}
	return "application/x-dosexec"
}

// bytecodes are the first two bytes of compiled Python, as ranges of numbers in
// the byte order of the file, by the releases that have them.
var bytecodes = []struct{ from, to uint16 }{
	{50428, 50428}, {20121, 20121}, // 1
	{50823, 50823}, {60202, 60202}, {60717, 60717}, {62011, 62211}, // 2
	{3000, 3131}, {3141, 3151}, {3160, 3180}, {3190, 3230}, // 3.0 to 3.3
	{3250, 3310}, {3320, 3351}, {3360, 3379}, {3390, 3394}, // 3.4 to 3.7
	{3400, 3401}, {3410, 3413}, {3420, 3425}, {3430, 3439}, {3450, 3495}, {3500, 3531}, // to 3.12
	{3550, 3571}, {3600, 3609},
}

func tellPython(b []byte) string {
	if len(b) < 4 || b[2] != '\r' || b[3] != '\n' {
		return ""
	}
	n := uint16(b[0]) | uint16(b[1])<<8
	for _, r := range bytecodes {
		if n >= r.from && n <= r.to {
			return "application/x-python-bytecode"
		}
	}
	return ""
}

// tellLHA looks for the method of the first member, between hyphens.
func tellLHA(b []byte) string {
	if len(b) < 7 || b[2] != '-' || b[6] != '-' {
		return ""
	}
	switch kind, c := string(b[3:5]), b[5]; {
	case kind == "lh" && bytes.IndexByte([]byte(" abcdex0123456789"), c) >= 0,
		kind == "lz" && (c == 's' || c >= '2' && c <= '8'),
		kind == "pm" && (c == 's' || c >= '0' && c <= '2'),
		kind == "pc" && c == '1':
		return "application/x-lzh"
	}
	return ""
}

// tellDMG looks for the compressed beginnings of Apple's disk images.
func tellDMG(b []byte) string {
	for _, mark := range []string{"x\x01s\rbb`", "x\xdac`\x18\x05", "x\x01c`\x18\x05", "x\xdas\r"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return "application/x-dmg"
		}
	}
	if len(b) >= 4 && b[0] == 'x' && (b[1] == 1 || b[1] == 0xda) && b[2] == 0xed && b[3] >= 0xd0 && b[3] <= 0xd9 {
		return "application/x-dmg"
	}
	return ""
}

// tellTar looks at the first member's header: a name, and numbers in octal
// digits that end with NUL.
func tellTar(b []byte) string {
	if len(b) < 157 || b[0] == 0 {
		return ""
	}
	for _, c := range b[:100] {
		if c != 0 && (c < 0x20 || c > 0x7e) {
			return ""
		}
	}
	for _, field := range [...][]byte{b[100:108], b[108:116], b[116:124], b[124:136], b[136:148]} {
		last := len(field) - 1
		for _, c := range field[:last] {
			if c != ' ' && (c < '0' || c > '9') {
				return ""
			}
		}
		if field[last] != 0 {
			return ""
		}
	}
	for _, c := range b[148:155] {
		if c != ' ' && c != 0 && (c < '0' || c > '9') {
			return ""
		}
	}
	if b[155] != ' ' && b[155] != 0 || b[156] != 0 && (b[156] < '0' || b[156] > '7') {
		return ""
	}
	return "application/x-tar"
}

func tellBMP(b []byte) string {
	if len(b) < 16 || b[0] != 'B' || b[1] != 'M' || b[15] != 0 || bytes.IndexByte([]byte("\x0c\x28\x40\x6c\x7c\x80"), b[14]) < 0 {
		return ""
	}
	return "image/x-ms-bmp"
}

// tellOCSP looks for the object identifiers with which requests (SHA-1) and
// answers (id-pkix-ocsp-basic) begin.
func tellOCSP(b []byte) string {
	if len(b) < 20 || b[0] != 0x30 {
		return ""
	}
	head := b[11:min(len(b), 19+11)]
	switch {
	case bytes.Contains(head, []byte("\x06\x05\x2b\x0e\x03\x02\x1a")):
		return "application/ocsp-request"
	case bytes.Contains(head, []byte("\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01")):
		return "application/ocsp-response"
	}
	return ""
}
