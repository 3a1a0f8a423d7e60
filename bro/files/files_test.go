package files

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

// A recorder is a framework whose events are lines of text.
type recorder struct {
	*Framework
	timers packet.Timers
	now    int64
	lines  []string
	onNew  func(f *File)
	onType func(f *File)
}

func newRecorder() *recorder {
	r := &recorder{}
	r.Framework = New(&r.timers, func() int64 { return r.now })
	r.Handle = func(source string, c *packet.Conn, orig bool) string { return fmt.Sprint(source, c.UID, orig) }
	r.FileNew = func(f *File) {
		r.say("new")
		if r.onNew != nil {
			r.onNew(f)
		}
	}
	r.FileOverNewConnection = func(f *File, c *packet.Conn, orig bool) { r.say("over %s %v", c.UID, orig) }
	r.FileSniff = func(f *File, mime string) {
		r.say("type %q", mime)
		if r.onType != nil {
			r.onType(f)
		}
	}
	r.FileTimeout = func(f *File) { r.say("timeout") }
	r.FileGap = func(f *File, off, n uint64) { r.say("gap %d+%d", off, n) }
	r.FileStateRemove = func(f *File) { r.say("end seen %d missing %d overflow %d", f.Seen, f.Missing, f.Overflow) }
	return r
}

func (r *recorder) say(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) want(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// contents records what an analyzer is given.
func (r *recorder) contents(name string) (Analyzer, *bytes.Buffer) {
	var b bytes.Buffer
	return NewStream(func(data []byte, off uint64) {
		for uint64(b.Len()) < off {
			b.WriteByte('_')
		}
		b.Write(data)
	}, func() { r.say("%s: %d bytes", name, b.Len()) }), &b
}

func TestEvents(t *testing.T) {
	r := newRecorder()
	c := &packet.Conn{UID: "C1"}
	f := r.Open("HTTP", c, false)
	if again := r.Open("HTTP", c, false); again != f {
		t.Error("one name is two files")
	}
	f.SetSize(12)
	f.Write([]byte("hello "))
	f.Write([]byte("world!"))
	f.Write([]byte("more")) // the file is whole
	f.Close()
	r.want(t, "new", "over C1 false", `type "text/plain"`, "end seen 12 missing 0 overflow 0")
	if r.Len() != 0 || r.timers.Len() != 0 {
		t.Errorf("%d files and %d timers are left", r.Len(), r.timers.Len())
	}
	if !strings.HasPrefix(f.ID, "F") || len(f.ID) < 10 {
		t.Errorf("identifier %q", f.ID)
	}
}

func TestNobodyWants(t *testing.T) {
	r := newRecorder()
	r.Handle = func(string, *packet.Conn, bool) string { return "" }
	f := r.Open("HTTP", &packet.Conn{}, true)
	if f != nil {
		t.Fatal("a file without a name")
	}
	f.SetSize(1)
	f.Write([]byte("x"))
	f.WriteAt(7, []byte("x"))
	f.Skip(1)
	f.Close()
	r.want(t)
}

// TestAnalyzersMissNothing attaches analyzers at both times at which they get
// all contents, with pieces of many sizes.
func TestAnalyzersMissNothing(t *testing.T) {
	text := strings.Repeat("All of it. ", 1000)
	for _, piece := range []int{1, 7, 1460, BOFSize - 1, BOFSize, BOFSize + 1, len(text)} {
		r := newRecorder()
		early, b1 := r.contents("early")
		late, b2 := r.contents("late")
		digest := ""
		r.onNew = func(f *File) { f.Add("early", early) }
		r.onType = func(f *File) {
			f.Add("late", late)
			f.Add("md5", NewHash(md5.New(), func(d string) { digest = d }))
		}
		f := r.Open("HTTP", &packet.Conn{UID: "C"}, false)
		for rest := []byte(text); len(rest) > 0; {
			n := min(piece, len(rest))
			f.Write(rest[:n])
			rest = rest[n:]
		}
		f.Close()
		if b1.String() != text || b2.String() != text {
			t.Errorf("pieces of %d: %d and %d bytes instead of %d", piece, b1.Len(), b2.Len(), len(text))
		}
		sum := md5.Sum([]byte(text))
		if digest != hex.EncodeToString(sum[:]) {
			t.Errorf("pieces of %d: digest %s", piece, digest)
		}
	}
}

func TestLateAnalyzer(t *testing.T) {
	r := newRecorder()
	f := r.Open("HTTP", &packet.Conn{}, false)
	f.Write(bytes.Repeat([]byte("x"), BOFSize+10))
	a, b := r.contents("late")
	digest := "none"
	f.Add("late", a)
	f.Add("md5", NewHash(md5.New(), func(d string) { digest = d }))
	f.Write([]byte("rest"))
	f.Close()
	if got := strings.TrimLeft(b.String(), "_"); got != "rest" || b.Len() != BOFSize+14 {
		t.Errorf("a late analyzer got %q after %d bytes", got, b.Len()-len(got))
	}
	if digest != "none" {
		t.Error("a digest of half a file")
	}
}

func TestGap(t *testing.T) {
	r := newRecorder()
	a, b := r.contents("contents")
	whole := ""
	r.onNew = func(f *File) {
		f.Add("a", a)
		f.Add("md5", NewHash(md5.New(), func(string) { whole += "digest " }))
		f.Add("whole", NewWhole(100, func([]byte) { whole += "whole" }))
	}
	f := r.Open("HTTP", &packet.Conn{UID: "C"}, true)
	f.SetSize(20)
	f.Write([]byte("0123456789"))
	f.Skip(5)
	f.Write([]byte("fghij"))
	r.want(t, "new", "over C true", `type "text/plain"`, "gap 10+5", "contents: 20 bytes", "end seen 15 missing 5 overflow 0")
	if b.String() != "0123456789_____fghij" || whole != "" {
		t.Errorf("contents %q, %q of a file with a gap", b, whole)
	}
}

func TestOutOfOrder(t *testing.T) {
	text := "0123456789abcdefghij"
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 0, 3, 2}, {2, 0, 0, 3, 1}} {
		r := newRecorder()
		a, b := r.contents("a")
		r.onNew = func(f *File) { f.Add("a", a) }
		f := r.Open("HTTP", &packet.Conn{}, false)
		f.SetSize(20)
		for _, i := range order {
			f.WriteAt(uint64(5*i), []byte(text[5*i:5*i+5]))
		}
		if b.String() != text || f.Missing != 0 || f.Overflow != uint64(5*(len(order)-4)) {
			t.Errorf("order %v: %q, missing %d, overflow %d", order, b, f.Missing, f.Overflow)
		}
	}
	// What never comes is a gap at the end, or when too much waits for it.
	r := newRecorder()
	f := r.Open("HTTP", &packet.Conn{UID: "C"}, false)
	f.WriteAt(10, []byte("abc"))
	f.WriteAt(1<<63, []byte("far"))
	f.WriteAt(1<<64-1, []byte("over the end"))
	f.Close()
	if f.Missing != 1<<63-3 || f.Overflow != 12 {
		t.Errorf("missing %d, overflow %d", f.Missing, f.Overflow)
	}
	g := r.Open("HTTP", &packet.Conn{UID: "D"}, false)
	for i := range 100 {
		g.WriteAt(uint64(1+i*10000), bytes.Repeat([]byte("y"), 10000))
	}
	if g.earlySize > MaxReassembly || g.Missing != 1 {
		t.Errorf("%d bytes wait, missing %d", g.earlySize, g.Missing)
	}
}

// What is kept that came before its place has a limit, of which scripts may set
// a smaller one; with none everything out of order leaves a gap.
func TestReassemblyLimit(t *testing.T) {
	for _, tt := range []struct {
		most     int
		want     string
		overflow []string
	}{
		{100, "0123456789abcde", nil},
		{9, "_____56789abcde", []string{"0: 5 skipped"}},
		{0, "_____56789abcde", nil},
	} {
		r := newRecorder()
		var overflow []string
		r.FileReassemblyOverflow = func(f *File, off, n uint64) {
			overflow = append(overflow, fmt.Sprintf("%d: %d skipped", off, n))
		}
		a, b := r.contents("a")
		r.onNew = func(f *File) { f.Add("a", a); f.SetReassembly(tt.most) }
		f := r.Open("HTTP", &packet.Conn{}, false)
		f.WriteAt(5, []byte("56789"))
		f.WriteAt(10, []byte("abcde"))
		f.WriteAt(0, []byte("01234"))
		f.Close()
		if b.String() != tt.want || !slices.Equal(overflow, tt.overflow) {
			t.Errorf("at most %d: %q, overflow %q, want %q, %q", tt.most, b, overflow, tt.want, tt.overflow)
		}
	}
}

func TestTimeout(t *testing.T) {
	r := newRecorder()
	f := r.Open("HTTP", &packet.Conn{UID: "C"}, false)
	f.Write([]byte("beginning of a file"))
	r.now = int64(90 * time.Second)
	f.Write([]byte("!"))
	r.timers.Expire(int64(3 * time.Minute))
	r.want(t, "new", "over C false")
	waited := false
	r.FileTimeout = func(f *File) {
		if r.say("timeout"); !waited {
			waited = true
			r.now = int64(4 * time.Minute)
			f.SetTimeout(time.Hour)
		}
	}
	r.timers.Expire(int64(4 * time.Minute))
	if r.Lookup(f.ID) == nil {
		t.Fatal("the file got no more time")
	}
	r.timers.Expire(int64(70 * time.Minute))
	r.want(t, "new", "over C false", "timeout", "timeout", `type "text/plain"`, "end seen 20 missing 0 overflow 0")
}

// TestClose ends files in the order in which they began.
func TestClose(t *testing.T) {
	r := newRecorder()
	var ids, ended []string
	timeouts := 0
	r.FileTimeout = func(*File) { timeouts++ }
	r.FileStateRemove = func(f *File) { ended = append(ended, f.ID) }
	for i := range 50 {
		ids = append(ids, r.Open("HTTP", &packet.Conn{UID: fmt.Sprint(i)}, false).ID)
	}
	r.Framework.Close()
	if !slices.Equal(ids, ended) {
		t.Errorf("ended %v, began %v", ended, ids)
	}
	if timeouts != len(ids) {
		t.Errorf("%d files had no time left, want all %d", timeouts, len(ids))
	}
}

func TestMIMEType(t *testing.T) {
	zip := func(names ...string) string {
		s := ""
		for _, n := range names {
			s += "PK\x03\x04" + strings.Repeat("\x00", 26) + n + "data"
		}
		return s
	}
	tar := func(name string) string {
		return name + strings.Repeat("\x00", 100-len(name)) + "0000644\x000000000\x000000000\x00" +
			"00000000005\x0014371573000\x00005752\x00 0"
	}
	for _, test := range []struct{ data, want string }{
		{"\x89PNG\r\n\x1a\n", "image/png"},
		{"GIF89a", "image/gif"},
		{"\xff\xd8\xff\xe0", "image/jpeg"},
		{"\x00\x00\x01\x00\x01\x00", "image/x-icon"},
		{"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", "image/x-ms-bmp"},
		{"%PDF-1.4\n", "application/pdf"},
		{"MZ\x90\x00", "application/x-dosexec"},
		{"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00", "application/x-executable"},
		{"\x7fELF\x01\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03", "application/x-sharedlib"},
		{"\xca\xfe\xba\xbe\x00\x00\x00\x34", "application/x-java-applet"},
		{"\xca\xfe\xba\xbe\x00\x00\x00\x02", "application/x-mach-o-executable"},
		{"\x1f\x8b\x08", "application/x-gzip"},
		{zip("a.txt"), "application/zip"},
		{zip("META-INF/MANIFEST.MF"), "application/java-archive"},
		{zip("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{zip("[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{zip("mimetypeapplication/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.textdata"},
		{"PK\x03\x04" + strings.Repeat("\x00", 26) + "mimetypeapplication/vnd.oasis.opendocument.textPK", "application/vnd.oasis.opendocument.text"},
		{"\x00\x00\x00\x18ftypisom", "video/mp4"},
		{"\x00\x00\x01\xba\x44", "video/mpeg"},
		{"\xff\xfb\x90", "audio/mpeg"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"},
		{"-----BEGIN CERTIFICATE-----\n", "application/x-pem"},
		{"<!DOCTYPE html><p>", "text/html"},
		{" \n<!-- note --> <HTML>", "text/html"},
		{"<?xml version='1.0'?><html>", "text/html"},
		{"<?xml version='1.0'?><x/>", "application/xml"},
		{"<?xml version='1.0'?><rss version='2'>", "text/rss"},
		{"<feed xmlns='http://www.w3.org/2005/Atom'>", "text/atom"},
		{`{"a": 1}`, "text/json"},
		{"[ {", "text/json"},
		{"[1, 2]", "text/json"},
		{"{}", "text/json"},
		{`{"a" 1 and no more}`, "text/plain"},
		{"#!/bin/sh\n", "text/x-shellscript"},
		{"#!/usr/bin/env python3\n", "text/x-python"},
		{"#!/usr/bin/perl -w\n", "text/x-perl"},
		{"<?php echo 1;", "text/x-php"},
		{"body { color: red }", "text/plain"},
		{"\xef\xbb\xbfhello world", "text/plain"},
		{"<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg width='1'/>", "image/svg+xml"},
		{"<?xml version='1.0'?><urlset/>", "application/xml-sitemap"},
		{"<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'>", "application/vnd.google-earth.kml+xml"},
		{"<manifest xmlns=\"http://ns.adobe.com/f4m/1.0\">", "application/f4m"},
		{"Return-Path: <me@example.com>\r\n", "message/rfc822"},
		{"Received: from here\r\n", "message/rfc822"},
		{"@echo off\r\ncls", "text/x-msdos-batch"},
		{"@REM what it does", "text/x-msdos-batch"},
		{"@media print {}", "text/plain"},
		{"dnl a macro file", "text/x-m4"},
		{"BEGIN:VCARD\r\n", "text/x-vcard"},
		{"solid cube\nfacet", "application/sla"},
		{"MZ" + strings.Repeat("\x00", 28) + "PKLITE Copr. 1990", "application/zip"},
		{"\x1aE\xdf\xa3\x01\x02B\x82\x84webm", "video/webm"},
		{"\x1aE\xdf\xa3B\x82\x00xB\x82\x88matroska", "video/x-matroska"},
		{"\x1aE\xdf\xa3\x01\x02\x03\x04", ""},
		{"\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjpx ", "image/jpx"},
		{"\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 ", "image/jp2"},
		{"\x00\x00\x01\xb3\x01", "video/mpv"},
		{"\x00\x00\x01\xb5\x01", "video/mp4v-es"},
		{"\x00\x00\x00\x01\x67\x42", "video/h264"},
		{"II*\x00\x10\x00\x00\x00CR\x02", "image/x-canon-cr2"},
		{"II*\x00\x08\x00\x00\x00", "image/tiff"},
		{"AT&TFORM\x00\x00\x00\x10DJVU", "image/vnd.djvu"},
		{"RIFF\x10\x00\x00\x00CDR6", "image/x-coreldraw"},
		{"\xcb\r\r\n\x00\x00", "application/x-python-bytecode"},
		{"\x03\xf3\r\n\x00\x00", "application/x-python-bytecode"},
		{"\x00\x00\r\n\x00\x00", ""},
		{"!\x11-lh5-\x00", "application/x-lzh"},
		{"x\xda\xed\xd5\x00", "application/x-dmg"},
		{"x\xda\xed\x15\x00", ""},
		{tar("file.txt"), "application/x-tar"},
		{tar("file\xff.txt"), ""},
		{"wOF2\x00\x01", "application/font-woff2"},
		{strings.Repeat("\x01", 34) + "LP", "application/vnd.ms-fontobject"},
		{"\xc7q\x00\x00", "application/x-cpio"},
		{"short", ""},
		{"\x00\x01\x02\x03\x04\x05", ""},
		{"", ""},
	} {
		if got := MIMEType([]byte(test.data)); got != test.want {
			t.Errorf("MIMEType(%q) = %q, want %q", test.data, got, test.want)
		}
	}
}

func FuzzMIMEType(f *testing.F) {
	for _, m := range marks {
		f.Add([]byte(strings.Repeat("x", m.off) + m.mark))
	}
	f.Add([]byte("PK\x03\x04[Content_Types].xml"))
	f.Add([]byte("<!-- <!-- --> {[\"\":"))
	f.Fuzz(func(t *testing.T, b []byte) { MIMEType(b) })
}

// FuzzFile writes pieces in any order and holds what an analyzer gets against
// what the file counts.
func FuzzFile(f *testing.F) {
	f.Add([]byte{0, 5, 5, 5, 3, 9, 30, 1})
	f.Fuzz(func(t *testing.T, ops []byte) {
		r := newRecorder()
		var got uint64
		r.onNew = func(f *File) {
			f.Add("n", NewStream(func(b []byte, off uint64) {
				if off < got {
					t.Fatalf("offset %d after %d", off, got)
				}
				got = off + uint64(len(b))
			}, nil))
		}
		file := r.Open("x", &packet.Conn{}, true)
		for i := 0; i+1 < len(ops); i += 2 {
			data := bytes.Repeat([]byte{'z'}, int(ops[i+1]%40))
			switch ops[i] % 4 {
			case 0:
				file.Write(data)
			case 1:
				file.Skip(uint64(ops[i+1]))
			default:
				file.WriteAt(uint64(ops[i]), data)
			}
		}
		file.Close()
		if file.pos < got {
			t.Errorf("the analyzer is at %d, the file at %d", got, file.pos)
		}
	})
}
