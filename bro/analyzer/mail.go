package analyzer

import (
	"bytes"
	"crypto/md5"
	"hash"

	"brig/bro/files"
	"brig/bro/packet"
)

// MIMEEvents are raised for mails, whatever protocol carries them. A mail is an
// entity, and so is each of its parts. The events of an entity come in this
// order: MIMEBeginEntity, MIMEOneHeader for each header, MIMEAllHeaders, the
// data or the entities within, MIMEEndEntity.
type MIMEEvents struct {
	MIMEBeginEntity func(c *packet.Conn)
	MIMEOneHeader   func(c *packet.Conn, h HTTPHeader)
	MIMEAllHeaders  func(c *packet.Conn, list []HTTPHeader)
	// MIMESegmentData brings decoded contents in pieces of SegmentLength, and the
	// rest of an entity.
	MIMESegmentData func(c *packet.Conn, data []byte)
	// MIMEEntityData brings the decoded contents of an entity, up to MaxMIMEData.
	MIMEEntityData func(c *packet.Conn, data []byte)
	MIMEEndEntity  func(c *packet.Conn)
	// MIMEAllData brings the decoded contents of all entities of a mail, up to
	// MaxMIMEData.
	MIMEAllData func(c *packet.Conn, data []byte)
	// MIMEContentHash: the MD5 digest of the same, whatever its length n.
	MIMEContentHash func(c *packet.Conn, n uint64, digest []byte)
	// MIMEEvent: what does not look like MIME.
	MIMEEvent func(c *packet.Conn, typ, detail string)
}

const (
	// mimeSegment is the length of pieces for MIMESegmentData
	// (mime_segment_length).
	mimeSegment = 1024
	// MaxMIMEData is how much of contents is kept for the events that bring them
	// as a whole.
	MaxMIMEData = 1 << 20
)

// A mail takes one message apart, raises its events and makes files of its
// contents. It is a partSink.
type mail struct {
	base
	orig   bool
	source string // of the files
	whole  *entity
	ended  bool

	file   *files.File
	opened bool // file has been asked for

	segment, entity, all []byte
	digest               hash.Hash
	length               uint64
	large                bool // more than MaxMIMEData, as was said
}

// newMail begins a message. Its files are those of the analyzer.
func newMail(b base, orig bool) *mail {
	m := &mail{base: b, orig: orig, source: b.f.proto.name}
	if b.ev.MIMEContentHash != nil {
		m.digest = md5.New()
	}
	m.whole = newEntity(m, 0)
	return m
}

// write takes a piece of the message.
func (m *mail) write(data []byte) { m.whole.write(data) }

// gap says that n bytes of the message are missing.
func (m *mail) gap(n uint64) {
	if m.whole.gap() {
		m.openFile().Skip(n)
	}
}

// end ends the message, which need not be whole.
func (m *mail) end() {
	if m.ended {
		return
	}
	m.ended = true
	m.whole.end()
	if m.ev.MIMEAllData != nil {
		m.ev.MIMEAllData(m.c, m.all)
	}
	if m.digest != nil {
		m.ev.MIMEContentHash(m.c, m.length, m.digest.Sum(nil))
	}
}

func (m *mail) beginPart() {
	if m.ev.MIMEBeginEntity != nil {
		m.ev.MIMEBeginEntity(m.c)
	}
}

func (m *mail) partHeader(h HTTPHeader) {
	if m.ev.MIMEOneHeader != nil {
		m.ev.MIMEOneHeader(m.c, h)
	}
}

func (m *mail) partHeaders(list []HTTPHeader, contentType string) {
	if m.ev.MIMEAllHeaders != nil {
		m.ev.MIMEAllHeaders(m.c, list)
	}
}

func (m *mail) partData(data []byte) {
	if f := m.openFile(); f != nil {
		m.s.Hooks.EnterComponent(componentFiles)
		f.Write(data)
		m.s.Hooks.LeaveComponent(componentFiles)
	}
	m.length += uint64(len(data))
	if m.digest != nil {
		m.digest.Write(data)
	}
	if m.ev.MIMESegmentData != nil {
		m.segments(data)
	}
	if m.ev.MIMEEntityData != nil {
		m.entity = m.keep(m.entity, data)
	}
	if m.ev.MIMEAllData != nil {
		m.all = m.keep(m.all, data)
	}
}

// keep adds data to contents that are kept.
func (m *mail) keep(kept, data []byte) []byte {
	if room := MaxMIMEData - len(kept); len(data) > room {
		data = data[:room]
		if !m.large {
			m.large = true
			m.weird("mime_data_too_large", "")
		}
	}
	return append(kept, data...)
}

// segments cuts data into pieces of equal length.
func (m *mail) segments(data []byte) {
	for len(data) > 0 {
		n := min(mimeSegment-len(m.segment), len(data))
		m.segment = append(m.segment, data[:n]...)
		data = data[n:]
		if len(m.segment) == mimeSegment {
			m.ev.MIMESegmentData(m.c, m.segment)
			m.segment = m.segment[:0]
		}
	}
}

func (m *mail) openFile() *files.File {
	if !m.opened {
		m.opened = true
		m.file = m.s.Files.Open(m.source, m.c, m.orig)
	}
	return m.file
}

func (m *mail) endPart() {
	if m.file != nil {
		m.file.Close()
	}
	m.file, m.opened = nil, false
	if len(m.segment) > 0 {
		m.ev.MIMESegmentData(m.c, m.segment)
		m.segment = m.segment[:0]
	}
	if m.ev.MIMEEntityData != nil {
		m.ev.MIMEEntityData(m.c, m.entity)
		m.entity = m.entity[:0]
	}
	if m.ev.MIMEEndEntity != nil {
		m.ev.MIMEEndEntity(m.c)
	}
}

func (m *mail) partWeird(name, addl string) {
	if name != mimeIllegalHeader {
		m.weird(name, addl)
	} else if m.ev.MIMEEvent != nil {
		m.ev.MIMEEvent(m.c, "illegal format", "header without a name")
	}
}

// A dotReader takes a mail out of a stream that ends it with a line "." and
// doubles the dot of lines that begin with one (RFC 5321 4.5.2). Lines end with
// CR LF afterwards.
type dotReader struct {
	inLine bool      // the line's begin has been passed on
	cr     bool      // its last byte so far is CR
	dots   textLines // a line that begins with a dot
	out    []byte
}

// next takes a piece of the stream. It returns what it has of the mail, which is
// good until the next call, and what follows the mail if its end was there.
func (r *dotReader) next(data []byte) (mail, rest []byte, end bool) {
	r.out = r.out[:0]
	for len(data) > 0 {
		if !r.inLine && (len(r.dots.kept) > 0 || data[0] == '.') {
			line, after, _, ok := r.dots.next(data)
			if !ok {
				return r.out, nil, false
			}
			data = after
			if len(line) == 1 {
				return r.out, data, true
			}
			r.out = append(append(r.out, line[1:]...), '\r', '\n')
			continue
		}
		i := bytes.IndexByte(data, '\n')
		if i < 0 {
			r.out = append(r.out, data...)
			r.inLine, r.cr = true, data[len(data)-1] == '\r'
			return r.out, nil, false
		}
		r.out = append(r.out, data[:i]...)
		if i > 0 && data[i-1] == '\r' || i == 0 && r.cr {
			r.out = append(r.out, '\n')
		} else {
			r.out = append(r.out, '\r', '\n')
		}
		data = data[i+1:]
		r.inLine, r.cr = false, false
	}
	return r.out, nil, false
}

// gap says that bytes are missing, among them perhaps the end of a line.
func (r *dotReader) gap() { r.inLine, r.cr, r.dots = true, false, textLines{} }
