package files

import "bytes"

// This file tells a file's type from its first bytes. Types have the names that
// Bro gives them.

// A magic is a mark at a fixed place.
type magic struct {
	off  int
	mark string
	mime string
}

// marks are tried in this order: what is more specific comes first.
var marks = []magic{
	{0, "\x89PNG", "image/png"},
	{0, "GIF8", "image/gif"},
	{0, "%PDF-", "application/pdf"},
	{0, "MM\x00*", "image/tiff"},
	{0, "II*\x00", "image/tiff"},
	{0, "8BPS", "image/vnd.adobe.photoshop"},
	{0, "gimp xcf", "image/x-xcf"},
	{0, "\x00\x00\x01\x00", "image/x-icon"},
	{0, "\x00\x00\x02\x00", "image/x-cursor"},
	{0, "\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"},
	{4, "ftypjp2", "image/jp2"},
	{4, "ftypisom", "video/mp4"},
	{4, "ftypmp41", "video/mp4"},
	{4, "ftypmp42", "video/mp4"},
	{4, "ftypM4A", "audio/m4a"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftypavc1", "video/3gpp"},
	{4, "ftypqt", "video/quicktime"},
	{4, "moov", "video/quicktime"},
	{4, "mdat", "video/quicktime"},
	{0, "FLV", "video/x-flv"},
	{0, "\x1aE\xdf\xa3", "video/x-matroska"},
	{0, "OggS", "application/ogg"},
	{0, "ID3", "audio/mpeg"},
	{0, "fLaC", "audio/x-flac"},
	{0, "FWS", "application/x-shockwave-flash"},
	{0, "CWS", "application/x-shockwave-flash"},
	{0, "ZWS", "application/x-shockwave-flash"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"},
	{0, "{\\rtf", "text/rtf"},
	{0, "%!PS", "application/postscript"},
	{0, "PK\x07\x08PK\x03\x04", "application/zip"},
	{0, "Rar!", "application/x-rar"},
	{0, "7z\xbc\xaf'\x1c", "application/x-7z-compressed"},
	{0, "\x1f\x8b", "application/x-gzip"},
	{0, "\x1f\x9d", "application/x-compress"},
	{0, "BZh", "application/x-bzip2"},
	{0, "\xfd7zXZ\x00", "application/x-xz"},
	{0, "]\x00\x00", "application/x-lzma"},
	{0, "\x04\"M\x18", "application/x-lz4"},
	{0, "MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"},
	{0, "xar!", "application/x-xar"},
	{0, "\xed\xab\xee\xdb", "application/x-rpm"},
	{0, "!<arch>\ndebian", "application/x-debian-package"},
	{0, "!<arch>", "application/x-archive"},
	{257, "ustar", "application/x-tar"},
	{0, "WARC/", "application/warc"},
	{0, "\xcf\xfa\xed\xfe", "application/x-mach-o-executable"},
	{0, "\xce\xfa\xed\xfe", "application/x-mach-o-executable"},
	{0, "L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F", "application/x-ms-shortcut"},
	{0, "x\x9f>\"", "application/vnd.ms-tnef"},
	{0, "-----BEGIN CERTIFICATE-----", "application/x-pem"},
	{0, "-----BEGIN PGP SIGNATURE-", "application/pgp-signature"},
	{0, "-----BEGIN PGP MESSAGE-", "application/pgp"},
	{0, "-----BEGIN PGP PUBLIC KEY BLOCK-", "application/pgp-keys"},
	{0, "\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"},
	{0, "\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"},
	{0, "\n\r\r\n", "application/vnd.tcpdump.pcap"},
	{0, "wOFF", "application/font-woff"},
	{0, "OTTO", "application/vnd.ms-opentype"},
	{0, "\x00\x01\x00\x00\x00", "application/x-font-ttf"},
	{0, "<jnlp ", "application/x-java-jnlp-file"},
	{0, "\xff\xd8", "image/jpeg"},
	{0, "MZ", "application/x-dosexec"},
}

// MIMEType tells the type of a file from its beginning; "" if it has no marks.
func MIMEType(b []byte) string {
	for _, m := range marks {
		if len(b) >= m.off && bytes.HasPrefix(b[m.off:], []byte(m.mark)) {
			return m.mime
		}
	}
	for _, tell := range []func([]byte) string{tellZip, tellRIFF, tellELF, tellJava, tellMPEG, tellBMP, tellOCSP, tellText} {
		if mime := tell(b); mime != "" {
			return mime
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
	case len(b) >= 4 && b[0] == 0 && b[1] == 0 && b[2] == 1 && b[3] == 0xb3:
		return "video/mpv"
	case len(b) >= 4 && b[0] == 0 && b[1] == 0 && b[2] == 1 && b[3] >= 0xb0 && b[3] <= 0xbb:
		return "video/mpeg"
	case len(b) >= 2 && b[0] == 0xff && bytes.IndexByte([]byte("\xe2\xe3\xf2\xf3\xf6\xf7\xfa\xfb\xfc\xfd"), b[1]) >= 0:
		return "audio/mpeg"
	}
	return ""
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
