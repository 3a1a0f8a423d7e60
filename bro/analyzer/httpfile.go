package analyzer

import (
	"math"
	"strconv"
	"strings"

	"brig/bro/files"
)

// This file makes files of HTTP bodies: one of a body, or of each part of a
// multipart body.

// An httpRange says which part of a file a body is (Content-Range).
type httpRange struct {
	ok    bool
	from  uint64
	total uint64
	whole bool // total is known
}

// parseContentRange parses "bytes 200-1023/4096" (RFC 9110 14.4). weird names what
// is wrong about another, and bad is the part that is.
func parseContentRange(s string) (r httpRange, weird, bad string) {
	unit, rest, _ := strings.Cut(s, " ")
	rest = strings.TrimSpace(rest)
	if !strings.EqualFold(unit, "bytes") {
		return r, "HTTP_content_range_unknown_byte_range_unit", unit
	}
	span, total, ok := strings.Cut(rest, "/")
	first, last, dash := strings.Cut(span, "-")
	from, err := strconv.ParseInt(first, 10, 64)
	to, err2 := strconv.ParseInt(last, 10, 64)
	switch {
	case !ok || !dash || err != nil || err2 != nil:
		return r, "HTTP_content_range_cannot_parse", rest
	case from < 0 || to < 0:
		return r, "HTTP_content_range_invalid", rest
	case to < from:
		return r, "HTTP_non_positive_content_range", rest
	case to-from == math.MaxInt64:
		return r, "HTTP_content_range_overflow", rest
	}
	r = httpRange{ok: true, from: uint64(from)}
	if n, err := strconv.ParseUint(total, 10, 62); err == nil {
		r.total, r.whole = n, true
	}
	return r, "", ""
}

// openFile returns the file that the body or part is, nil if it is of no interest.
func (d *httpSide) openFile() *files.File {
	if d.opened {
		return d.file
	}
	d.opened = true
	d.file = d.a.s.Files.Open("HTTP", d.a.c, d.orig)
	switch {
	case d.partial():
		if d.span.whole {
			d.file.SetSize(d.span.total)
		}
	case d.parts != nil || d.body.coded != nil || d.body.lost:
	case d.body.kind == bodyLength:
		d.file.SetSize(uint64(d.hdr.length))
	}
	return d.file
}

// partial reports whether the body or part is a piece of a file.
func (d *httpSide) partial() bool {
	return d.code == 206 && d.span.ok && d.body.coded == nil && !d.body.lost
}

func (d *httpSide) closeFile() {
	if d.file != nil && (!d.partial() || !d.span.whole) {
		d.file.Close() // a file that comes in ranges ends with the last of them
	}
	d.file, d.opened = nil, false
}

// The parts of a multipart body (partSink). partData also takes bodies
// without parts.

func (d *httpSide) beginPart() {
	d.span, d.at = httpRange{}, 0
	d.entity()
}

func (d *httpSide) partHeader(h HTTPHeader) {
	if h.Name == "CONTENT-RANGE" {
		d.span, _, _ = parseContentRange(h.Value) // a part of multipart/byteranges
	}
	if f := d.a.ev.HTTPHeader; f != nil {
		f(d.a.c, d.orig, h.Original, h.Name, h.Value)
	}
}

func (d *httpSide) partHeaders(list []HTTPHeader, contentType string) {
	if f := d.a.ev.HTTPAllHeaders; f != nil {
		f(d.a.c, d.orig, list)
	}
	if f := d.a.ev.HTTPContentType; f != nil {
		typ, subtype := mediaType(contentType)
		f(d.a.c, d.orig, typ, subtype)
	}
}

func (d *httpSide) partData(data []byte) {
	if f := d.a.ev.HTTPEntityData; f != nil {
		f(d.a.c, d.orig, data)
	}
	at := d.at
	d.at += uint64(len(data))
	f := d.openFile()
	if f == nil {
		return
	}
	d.a.s.Hooks.EnterComponent(componentFiles)
	if d.partial() {
		f.WriteAt(d.span.from+at, data)
	} else {
		f.Write(data)
	}
	d.a.s.Hooks.LeaveComponent(componentFiles)
}

func (d *httpSide) endPart() {
	d.closeFile()
	if f := d.a.ev.HTTPEndEntity; f != nil {
		f(d.a.c, d.orig)
	}
}

func (d *httpSide) partWeird(name, addl string) { d.a.weird(name, addl) }
