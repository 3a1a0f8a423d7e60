package analyzer

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func zlibbed(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

const get = "GET /a%20b HTTP/1.1\r\nHost: x\r\n\r\n"

func TestHTTPExchange(t *testing.T) {
	r := analyze(talk(t, 80, 0, []turn{
		{true, get},
		{false, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\nX-Folded: one\r\n two\r\n\r\nhello"},
	}))
	want := []string{
		"request GET /a%20b /a b 1.1", "begin true", "header HOST=x", "headers 1", "type TEXT/PLAIN", "end true",
		"done body 0 gap 0 interrupted false",
		"confirm HTTP",
		"reply 1.1 200 OK", "begin false", "weird HTTP_obsolete_line_folding X-Folded", "header CONTENT-TYPE=text/html; charset=utf-8", "header CONTENT-LENGTH=5",
		"header X-FOLDED=one two", "headers 3", "type TEXT/HTML", "end false", "done body 5 gap 0 interrupted false",
		"stats 1 1",
	}
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := r.bodies[0].String(); got != "hello" {
		t.Errorf("got body %q, want hello", got)
	}
}

// Bodies in all their forms give the same content, however the stream is cut
// into segments.
func TestHTTPBodies(t *testing.T) {
	text := strings.Repeat("All work and no play. ", 200)
	chunked := func(s string) string {
		var b strings.Builder
		for len(s) > 0 {
			n := min(len(s), 700)
			fmt.Fprintf(&b, "%x;ext=1\r\n%s\r\n", n, s[:n])
			s = s[n:]
		}
		return b.String() + "0\r\nTrailer: x\r\n\r\n"
	}
	raw := zlibbed(text)
	tests := []struct{ name, reply, body string }{
		{"length", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text), text},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(text), text},
		{"until close", "HTTP/1.0 200 OK\r\n\r\n" + text, text},
		{"gzip", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(gzipped(text)), gzipped(text)), text},
		{"gzip, chunked", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(gzipped(text)), text},
		{"deflate with zlib header", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(raw), text},
		{"raw deflate", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + raw[2:len(raw)-4], text},
		{"cut gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped(text)[:len(gzipped(text))-8], text},
		{"no content", "HTTP/1.1 204 No Content\r\nContent-Length: 77\r\n\r\n", ""},
		{"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", ""},
	}
	for _, tt := range tests {
		for _, piece := range []int{0, 1, 7, 1000} {
			t.Run(fmt.Sprintf("%s, piece=%d", tt.name, piece), func(t *testing.T) {
				r := analyze(talk(t, 80, piece, []turn{{true, get}, {false, tt.reply}}))
				if got := r.bodies[0].String(); got != tt.body {
					t.Errorf("got a body of %d bytes, want %d: %.60q", len(got), len(tt.body), got)
				}
				if want := fmt.Sprintf("done body %d gap 0 interrupted false", len(tt.body)); !r.has(want) || !r.has("stats 1 1") {
					t.Errorf("want %q and stats 1 1, got\n%s", want, strings.Join(r.lines, "\n"))
				}
			})
		}
	}
}

// Bodies one after the other share decompressors, whatever became of those before. They end
// with the session.
func TestDecompressorsReused(t *testing.T) {
	before := runtime.NumGoroutine()
	text := strings.Repeat("all work and no play ", 500)
	raw := zlibbed(text)
	reply := func(coding, body string) turn {
		return turn{false, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, len(body), body)}
	}
	var turns []turn
	for range 3 {
		for _, r := range []turn{
			reply("gzip", gzipped(text)),
			reply("gzip", gzipped(text)[:40]),
			reply("deflate", raw),
			reply("deflate", "\x78\x9c this is not zlib"),
			reply("gzip", "neither is this gzip"),
			reply("deflate", raw[2:len(raw)-4]),
		} {
			turns = append(turns, turn{true, get}, r)
		}
	}
	r := analyze(talk(t, 80, 100, turns))
	if got := strings.Count(r.bodies[0].String(), text); got != 9 {
		t.Errorf("%d whole bodies, want 9", got)
	}
	weirds := 0
	for _, l := range r.lines {
		if l == "weird inflate_failed" {
			weirds++
		}
	}
	if weirds != 6 {
		t.Errorf("%d times inflate_failed, want 6:\n%s", weirds, strings.Join(r.lines, "\n"))
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines are left, %d there were", n, before)
	}
}

func TestHTTPReplyMatching(t *testing.T) {
	tests := []struct {
		name  string
		turns []turn
		want  []string // lines that must be there
	}{
		{"pipelined", []turn{
			{true, "GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"},
			{false, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nyz"}},
			[]string{"request GET /3 /3 1.1", "reply 1.1 404 No", "done body 2 gap 0 interrupted false", "stats 3 3"}},
		{"continue", []turn{
			{true, "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"},
			{false, "HTTP/1.1 100 Continue\r\n\r\n"},
			{true, "ab"},
			{false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}},
			[]string{"reply 1.1 100 Continue", "reply 1.1 200 OK", "stats 1 1", "done body 2 gap 0 interrupted false"}},
		{"unmatched", []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}}, []string{"weird unmatched_HTTP_reply"}},
		{"CONNECT", []turn{
			{true, "CONNECT x:443 HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\n\r\n"},
			{true, "\x16\x03\x01 not HTTP\r\n"}, {false, "\x16\x03\x03 neither\r\n"}},
			[]string{"stats 1 1"}},
		{"refused CONNECT", []turn{
			{true, "CONNECT x:443 HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"},
			{true, "GET / HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}},
			[]string{"stats 2 2"}},
		{"upgrade", []turn{
			{true, "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"},
			{false, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello"}},
			[]string{"upgrade websocket"}},
		{"0.9", []turn{{true, "GET /index\r\n\r\n"}, {false, "<html>\r\nhello"}},
			[]string{"request GET /index /index 0.9", "reply 0.9 0 <empty>", "done body 13 gap 0 interrupted false", "confirm HTTP"}},
		{"no HTTP", []turn{{true, "\x00\x01binary\n"}, {false, "SSH-2.0-x\n"}},
			[]string{"weird bad_HTTP_request", "violate HTTP: not a http reply line"}},
		{"missing URI", []turn{{true, "OPTIONS HTTP/1.1\r\n\r\n"}}, []string{"weird missing_HTTP_uri", "request OPTIONS   1.1"}},
		{"bad chunk", []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}},
			[]string{"weird HTTP_bad_chunk_size zz", "done body 0 gap 0 interrupted true"}},
		{"odd escapes", []turn{{true, "GET /a%%b%zz%4 HTTP/1.1\r\n\r\nGET /% HTTP/1.1\r\n\r\nGET /{a|b} HTTP/1.1\r\n\r\n"}},
			[]string{"weird double_%_in_URI", "weird unescaped_%_in_URI", "weird partial_escape_at_end_of_URI", "request GET /a%%b%zz%4 /a%b%zz%4 1.1",
				"weird illegal_%_at_end_of_URI", "request GET /% /% 1.1", "weird unescaped_special_URI_char", "request GET /{a|b} /{a|b} 1.1"}},
		{"empty line before a request", []turn{{true, "\r\nGET / HTTP/1.1\r\n\r\n"}}, []string{"weird empty_http_request", "request GET / / 1.1"}},
		{"another version", []turn{
			{true, get + "GET / HTTP/1.0\r\n\r\n"}, {false, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"}},
			[]string{"weird HTTP_version_mismatch"}},
		{"length and chunks", []turn{{true, "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"}},
			[]string{"weird HTTP_content_length_and_chunked", "done body 2 gap 0 interrupted false"}},
		{"codings after chunks", []turn{{true, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\nab\r\n0\r\n\r\n"}},
			[]string{"weird HTTP_chunked_multi , identity", "done body 2 gap 0 interrupted false"}},
		{"zeros before a length", []turn{{true, "POST / HTTP/1.1\r\nContent-Length: 0003\r\n\r\nabc"}},
			[]string{"weird HTTP_content_length_leading_zeros 0003", "done body 3 gap 0 interrupted false"}},
		{"length below zero", []turn{{true, "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"}},
			[]string{"weird HTTP_bad_content_length -1", "request GET /2 /2 1.1"}},
		{"folded header", []turn{{true, "GET / HTTP/1.1\r\nX-Two:\r\n  one\r\n\t two\r\n\r\n"}},
			[]string{"weird HTTP_obsolete_line_folding X-Two", "header X-TWO=one\t two"}},
		{"interrupted", []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}},
			[]string{"done body 3 gap 0 interrupted true"}},
		{"bare line feeds", []turn{{true, "GET / HTTP/1.1\nHost: y\n\n"}, {false, "HTTP/1.1 200 OK\nContent-Length: 1\n\nx"}},
			[]string{"header HOST=y", "stats 1 1"}},
	}
	for _, tt := range tests {
		for _, piece := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s, piece=%d", tt.name, piece), func(t *testing.T) {
				r := analyze(talk(t, 80, piece, tt.turns))
				for _, want := range tt.want {
					if !r.has(want) {
						t.Errorf("no event %q in\n%s", want, strings.Join(r.lines, "\n"))
					}
				}
			})
		}
	}
}

func TestContentRange(t *testing.T) {
	tests := []struct{ value, weird, bad string }{
		{"bytes 10-19/100", "", ""},
		{"bytes 10-19/*", "", ""},
		{"bytes 5-4/9", "HTTP_non_positive_content_range", "5-4/9"},
		{"bytes 3--4/9", "HTTP_content_range_invalid", "3--4/9"},
		{"bytes a-b/c", "HTTP_content_range_cannot_parse", "a-b/c"},
		{"bytes */9", "HTTP_content_range_cannot_parse", "*/9"},
		{"bytes 0-9223372036854775807/*", "HTTP_content_range_overflow", "0-9223372036854775807/*"},
		{"pages 1-2/3", "HTTP_content_range_unknown_byte_range_unit", "pages"},
	}
	for _, tt := range tests {
		if r, weird, bad := parseContentRange(tt.value); weird != tt.weird || bad != tt.bad || r.ok != (weird == "") {
			t.Errorf("%s: got %+v, %q, %q, want %q, %q", tt.value, r, weird, bad, tt.weird, tt.bad)
		}
	}
}

func TestHTTPGaps(t *testing.T) {
	body := strings.Repeat("0123456789", 30)
	reply := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	again := []turn{{true, get}, {false, reply}, {true, get}, {false, reply}}
	// Segments of 100 bytes: 0 request, 1 to 4 reply, 5 request, 6 to 9 reply.
	r := analyze(talk(t, 80, 100, again, 2))
	for _, want := range []string{"gap false 101+100", "done body 300 gap 100 interrupted false", "stats 2 2"} {
		if !r.has(want) {
			t.Errorf("gap in a body: no event %q in\n%s", want, strings.Join(r.lines, "\n"))
		}
	}
	r = analyze(talk(t, 80, 100, again, 1))
	if !r.has("stats 2 0") {
		t.Errorf("gap in headers: want no reply, got\n%s", strings.Join(r.lines, "\n"))
	}
}

func TestHTTPLimits(t *testing.T) {
	bomb := gzipped(strings.Repeat("\x00", MaxInflated+1<<20))
	tests := []struct {
		name  string
		turns []turn
		want  string
	}{
		{"endless header", []turn{{true, "GET / HTTP/1.1\r\nX: " + strings.Repeat("y", 3*MaxHTTPLine) + "\r\n\r\n"}}, "weird contentline_size_exceeded"},
		{"many headers", []turn{{true, "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 5*MaxHTTPHeaders) + "\r\n"}}, fmt.Sprintf("headers %d", MaxHTTPHeaders)},
		{"bomb", []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb}}, "weird HTTP_decompression_limit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := analyze(talk(t, 80, 1400, tt.turns))
			if !r.has(tt.want) {
				t.Errorf("no event %q", tt.want)
			}
			if n := r.bodies[0].Len(); n > MaxInflated {
				t.Errorf("body of %d bytes delivered", n)
			}
		})
	}
}

// A port that nobody registered: the content tells.
func TestDetectHTTP(t *testing.T) {
	exchange := []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}}
	for _, piece := range []int{0, 1, 10} {
		byPort, byContent := analyze(talk(t, 80, piece, exchange)), analyze(talk(t, 4711, piece, exchange))
		if diff := cmp.Diff(byPort.lines, byContent.lines); diff != "" {
			t.Errorf("piece %d: by port (-), by content (+):\n%s", piece, diff)
		}
	}
	for name, turns := range map[string][]turn{
		"request only": {{true, get}, {false, "SSH-2.0-OpenSSH\r\n"}},
		"nothing":      {{true, "\x16\x03\x01"}, {false, "HTTP/1.1 200 OK\r\n\r\n"}},
	} {
		if r := analyze(talk(t, 4711, 0, turns)); len(r.lines) > 0 {
			t.Errorf("%s: got %q, want nothing", name, r.lines)
		}
	}
}

func TestDisableAnalyzer(t *testing.T) {
	var ev Events
	var s *Session
	requests := 0
	var aid uint64
	ev.ProtocolConfirmation = func(c *packet.Conn, name string, id uint64) { aid = id }
	ev.HTTPRequest = func(c *packet.Conn, m, u, x, v string) { requests++ }
	ev.HTTPReply = func(c *packet.Conn, v string, code uint64, reason string) {
		if !s.DisableAnalyzer(c, aid) || s.DisableAnalyzer(c, aid) || s.DisableAnalyzer(c, aid+1) {
			t.Error("DisableAnalyzer: want true once")
		}
	}
	s = NewSession(&ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, 80, 0, []turn{{true, get}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, {true, get}}))
	if requests != 1 {
		t.Errorf("got %d requests, want the one before the analyzer was disabled", requests)
	}
	for _, a := range s.Stats().Analyzers {
		if a.Active != 0 {
			t.Errorf("%s: %d active at the end", a.Name, a.Active)
		}
	}
}

// FuzzHTTP holds that events do not depend on how streams are cut up, and that
// nothing is left behind.
func FuzzHTTP(f *testing.F) {
	f.Add(get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
	f.Add("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest")
	f.Add("GET /index\r\n\r\n", "anything")
	f.Add(get, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+gzipped("text"))
	f.Add(get, "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n"+zlibbed("text"))
	f.Add("CONNECT / HTTP/1.1\r\nA:b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nX")
	f.Fuzz(func(t *testing.T, request, reply string) {
		if len(request)+len(reply) > 4000 {
			return
		}
		run := func(piece int) *record {
			r := &record{}
			s := NewSession(r.events())
			a := httpProtocol()
			c := &packet.Conn{Proto: packet.ProtoTCP}
			fl := &flow{}
			c.App = fl
			s.attach(c, fl, a)
			for _, say := range []turn{{true, request}, {false, reply}} {
				for data := []byte(say.data); len(data) > 0; {
					n := min(piece, len(data))
					s.deliver(c, fl, say.orig, bytes.Clone(data[:n]))
					data = data[n:]
				}
				s.end(c, say.orig)
			}
			s.detach(fl)
			return r
		}
		whole, cut := run(1<<20), run(1)
		if diff := cmp.Diff(whole.lines, cut.lines); diff != "" {
			t.Fatalf("events whole (-) and byte by byte (+):\n%s", diff)
		}
		for i := range whole.bodies {
			if whole.bodies[i].String() != cut.bodies[i].String() {
				t.Fatalf("bodies differ: %q, %q", whole.bodies[i].String(), cut.bodies[i].String())
			}
		}
	})
}
