package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

// fileLines are the events of files.
func (r *record) fileLines() string {
	var s []string
	for _, l := range r.lines {
		if strings.HasPrefix(l, "file ") {
			s = append(s, l)
		}
	}
	return strings.Join(s, "\n")
}

func TestHTTPFiles(t *testing.T) {
	get := turn{true, "GET / HTTP/1.1\r\nHost: www.example\r\n\r\n"}
	page := "<html>" + strings.Repeat("words ", 100) + "</html>"
	form := "--sep\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nsome plain text\r\n--sep\r\n\r\n{\"a\": 1}\r\n--sep--\r\n"
	for _, test := range []struct {
		name  string
		turns []turn
		want  string
		files []string
	}{
		{"length", []turn{get, {false, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(page), page)}},
			"file of HTTP is text/html\nfile of HTTP ends: false seen 613 missing 0 size 613 true", []string{page}},
		{"until close", []turn{get, {false, "HTTP/1.1 200 OK\r\n\r\n" + page}},
			"file of HTTP is text/html\nfile of HTTP ends: false seen 613 missing 0 size 0 false", []string{page}},
		{"chunked", []turn{get, {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"}},
			"file of HTTP is text/plain\nfile of HTTP ends: false seen 11 missing 0 size 0 false", []string{"hello world"}},
		{"no body", []turn{get, {false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}}, "", nil},
		{"both ways", []turn{{true, "POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"q\": 1}"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nGIF8"}},
			"file of HTTP is text/json\nfile of HTTP ends: true seen 8 missing 0 size 8 true\n" +
				"file of HTTP is image/gif\nfile of HTTP ends: false seen 4 missing 0 size 4 true", []string{`{"q": 1}`, "GIF8"}},
		{"form", []turn{{true, fmt.Sprintf("POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=sep\r\nContent-Length: %d\r\n\r\n%s", len(form), form)}},
			"file of HTTP is text/plain\nfile of HTTP ends: true seen 15 missing 0 size 0 false\n" +
				"file of HTTP is text/json\nfile of HTTP ends: true seen 8 missing 0 size 0 false", []string{"some plain text", `{"a": 1}`}},
		{"cut off", []turn{get, {false, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all of it"}},
			"file of HTTP is text/plain\nfile of HTTP ends: false seen 13 missing 0 size 100 true", []string{"not all of it"}},
	} {
		for _, piece := range []int{0, 1, 10} {
			r := analyzeTLS(talk(t, 80, piece, test.turns))
			if got := r.fileLines(); got != test.want {
				t.Errorf("%s, pieces of %d:\n%s\nwant\n%s", test.name, piece, got, test.want)
			}
			for i, want := range test.files {
				if i >= len(r.contents) || string(r.contents[i]) != want {
					t.Errorf("%s, pieces of %d: file %d is not %q", test.name, piece, i, want)
				}
			}
		}
	}
}

// TestHTTPRanges puts the ranges of a resource together.
func TestHTTPRanges(t *testing.T) {
	r := &record{}
	s := NewSession(r.events())
	s.RegisterWellKnownPorts()
	r.files(s.Files)
	s.Files.Handle = func(string, *packet.Conn, bool) string { return "one resource" }
	get := turn{true, "GET / HTTP/1.1\r\n\r\n"}
	part := func(from int, text string) turn {
		return turn{false, fmt.Sprintf("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/20\r\nContent-Length: %d\r\n\r\n%s",
			from, from+len(text)-1, len(text), text)}
	}
	feed(s, talk(t, 80, 0, []turn{get, part(10, "abcdefghij"), get, part(0, "0123456789")}))
	if want := "file of HTTP is text/plain\nfile of HTTP ends: false seen 20 missing 0 size 20 true"; r.fileLines() != want {
		t.Errorf("%s\nwant\n%s", r.fileLines(), want)
	}
	if len(r.contents) != 1 || string(r.contents[0]) != "0123456789abcdefghij" {
		t.Errorf("contents %q", r.contents)
	}
}

// TestHTTPByteRanges takes ranges out of the parts of one reply.
func TestHTTPByteRanges(t *testing.T) {
	r := &record{}
	s := NewSession(r.events())
	s.RegisterWellKnownPorts()
	r.files(s.Files)
	s.Files.Handle = func(string, *packet.Conn, bool) string { return "one resource" }
	part := func(from int, text string) string {
		return fmt.Sprintf("--sep\r\nContent-Range: bytes %d-%d/40\r\n\r\n%s\r\n", from, from+len(text)-1, text)
	}
	body := part(0, "0123456789") + part(20, "abcdefghij") + "--sep--\r\n"
	feed(s, talk(t, 80, 0, []turn{{true, "GET / HTTP/1.1\r\n\r\n"}, {false, fmt.Sprintf(
		"HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=sep\r\nContent-Length: %d\r\n\r\n%s", len(body), body)}}))
	if want := "file of HTTP is text/plain\nfile of HTTP ends: false seen 20 missing 10 size 40 true"; r.fileLines() != want {
		t.Errorf("%s\nwant\n%s", r.fileLines(), want)
	}
}

// TestHTTPFileGap loses a segment of a body.
func TestHTTPFileGap(t *testing.T) {
	body := strings.Repeat("0123456789", 30)
	turns := []turn{{true, "GET / HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n" + body}}
	r := analyzeTLS(talk(t, 80, 100, turns, 3))
	if want := "file of HTTP is text/plain\nfile of HTTP ends: false seen 200 missing 100 size 300 true"; r.fileLines() != want {
		t.Errorf("%s\nwant\n%s\n%s", r.fileLines(), want, strings.Join(r.lines, "\n"))
	}
}
