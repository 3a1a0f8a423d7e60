package analyzer

import (
	"bytes"
	"fmt"
	"strings"

	"brig/bro/packet"
)

// SIPEvents are raised by the SIP analyzer (RFC 3261), for messages over UDP.
// The events of a message come in the order of the fields, with SIPHeader for
// each header; SIPRequest or SIPReply is the first.
type SIPEvents struct {
	SIPRequest     func(c *packet.Conn, method, uri, version string)
	SIPReply       func(c *packet.Conn, version string, code uint64, reason string)
	SIPBeginEntity func(c *packet.Conn, isOrig bool)
	// SIPHeader: name in upper case. A value on several lines is one.
	SIPHeader     func(c *packet.Conn, isOrig bool, name, value string)
	SIPAllHeaders func(c *packet.Conn, isOrig bool, headers []HTTPHeader)
	SIPEndEntity  func(c *packet.Conn, isOrig bool)
}

// MaxSIPHeaders is how many headers of a message raise events.
const MaxSIPHeaders = 1000

// maxSIPJunk is how much of what is no message is told.
const maxSIPJunk = 64

func sipProtocol() *protocol {
	return &protocol{
		name:        "SIP",
		component:   componentSIP,
		ports:       udpPorts(5060),
		newDatagram: func(b base) datagramAnalyzer { return &sipAnalyzer{base: b} },
		detectDatagram: func(data []byte) bool {
			line, _, whole := bytes.Cut(data, []byte{'\n'})
			return whole && (bytes.HasPrefix(line, []byte("SIP/2.0 ")) || bytes.HasSuffix(line, []byte(" SIP/2.0\r")))
		},
	}
}

type sipAnalyzer struct{ base }

func (a *sipAnalyzer) done() {}

func (a *sipAnalyzer) datagram(orig bool, data []byte) {
	// Some keep their way through an address translator open with nothing but
	// ends of lines, or with zeros (RFC 5626 3.5.1).
	if len(bytes.Trim(data, "\r\n\x00")) == 0 {
		return
	}
	if n := bytes.IndexFunc(data, isSIPLetter); n > 0 {
		if junk := bytes.Trim(data[:n], "\r\n"); len(junk) > 0 {
			a.weird("sip_junk_before_request", escapeBinary(junk[:min(len(junk), maxSIPJunk)]))
		}
		data = data[n:]
	}
	line, rest, _ := bytes.Cut(data, []byte{'\n'})
	if !a.start(string(bytes.TrimSuffix(line, []byte{'\r'}))) {
		a.violate("malformed SIP message")
		return
	}
	if a.ev.SIPBeginEntity != nil {
		a.ev.SIPBeginEntity(a.c, orig)
	}
	a.headers(orig, rest)
	if a.ev.SIPEndEntity != nil {
		a.ev.SIPEndEntity(a.c, orig)
	}
}

func isSIPLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// escapeBinary is text with \xNN for what is not printed.
func escapeBinary(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		if c < ' ' || c > '~' {
			fmt.Fprintf(&s, `\x%02x`, c)
		} else {
			s.WriteByte(c)
		}
	}
	return s.String()
}

const sipSlash = "SIP/"

// start takes the first line of a request, "method uri SIP/2.0", or of a reply,
// "SIP/2.0 code reason".
func (a *sipAnalyzer) start(line string) bool {
	if version, ok := strings.CutPrefix(line, sipSlash); ok {
		version, rest, _ := strings.Cut(version, " ")
		code, reason, _ := strings.Cut(rest, " ")
		if len(code) != 3 || strings.Trim(code, "0123456789") != "" {
			return false
		}
		a.confirm()
		if a.ev.SIPReply != nil {
			a.ev.SIPReply(a.c, version, number(code), reason)
		}
		return true
	}
	method, rest, _ := strings.Cut(line, " ")
	i := strings.LastIndex(rest, " "+sipSlash)
	if i < 0 || strings.IndexFunc(method, func(r rune) bool { return !isSIPLetter(r) }) >= 0 {
		return false
	}
	a.confirm()
	if a.ev.SIPRequest != nil {
		a.ev.SIPRequest(a.c, method, strings.TrimSpace(rest[:i]), rest[i+1+len(sipSlash):])
	}
	return true
}

// headers takes header lines up to the empty line.
func (a *sipAnalyzer) headers(orig bool, data []byte) {
	if a.ev.SIPHeader == nil && a.ev.SIPAllHeaders == nil {
		return
	}
	var list []HTTPHeader
	n := 0
	for len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte{'\n'})
		line = bytes.TrimSuffix(line, []byte{'\r'})
		if len(line) == 0 {
			break
		}
		for len(data) > 0 && blank(data[0]) {
			var more []byte
			more, data, _ = bytes.Cut(data, []byte{'\n'})
			line = append(line[:len(line):len(line)], more...)
			line = bytes.TrimSuffix(line, []byte{'\r'})
		}
		name, value, ok := bytes.Cut(line, []byte{':'})
		if !ok {
			continue
		}
		if n++; n > MaxSIPHeaders {
			a.weird("sip_excessive_headers", "")
			break
		}
		h := HTTPHeader{Original: string(bytes.TrimRight(name, " \t")), Value: string(bytes.Trim(value, " \t"))}
		h.Name = upper(h.Original)
		if a.ev.SIPHeader != nil {
			a.ev.SIPHeader(a.c, orig, h.Name, h.Value)
		}
		if a.ev.SIPAllHeaders != nil {
			list = append(list, h)
		}
	}
	if a.ev.SIPAllHeaders != nil {
		a.ev.SIPAllHeaders(a.c, orig, list)
	}
}
