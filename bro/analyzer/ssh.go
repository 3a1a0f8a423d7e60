package analyzer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"brig/bro/packet"
)

// SSHEvents are raised by the SSH analyzer, for versions 1 and 2.
type SSHEvents struct {
	// SSHClientVersion and SSHServerVersion: the identification without its end
	// of line.
	SSHClientVersion func(c *packet.Conn, version string)
	SSHServerVersion func(c *packet.Conn, version string)
	SSHCapabilities  func(c *packet.Conn, cookie []byte, caps *SSHCapabilities)
	// SSHServerHostKey: the key as it was sent (ssh2_server_host_key).
	SSHServerHostKey func(c *packet.Conn, key []byte)
	// SSH1ServerHostKey: the two numbers of an RSA key, in network byte order
	// (ssh1_server_host_key).
	SSH1ServerHostKey func(c *packet.Conn, modulus, exponent []byte)
	// SSHEncryptedPacket: a segment of the encrypted part.
	SSHEncryptedPacket func(c *packet.Conn, isOrig bool, n uint64)
	// SSHAuthAttempted: the server has answered an attempt to log in, as the
	// sizes of what is encrypted tell.
	SSHAuthAttempted func(c *packet.Conn, authenticated bool)
	// SSHAuthSuccessful: withoutAuth if nothing was asked.
	SSHAuthSuccessful func(c *packet.Conn, withoutAuth bool)
}

// SSHCapabilities are what a side offers, in the order of its preference
// (RFC 4253 7.1). Pairs are for data to the server and to the client.
type SSHCapabilities struct {
	Kex, HostKey                 []string
	Encryption, MAC, Compression [2][]string
	Languages                    [2][]string
	IsServer                     bool
}

const (
	// maxSSHLine is the longest line of the identification (RFC 4253 4.2 has 255).
	maxSSHLine = 1024
	// maxSSHLines is how many lines a server may say before it.
	maxSSHLines = 50
	// maxSSHPacket is the longest packet before encryption (RFC 4253 6.1 has
	// 35000).
	maxSSHPacket = 64 << 10
)

// Messages (RFC 4253 12, RFC 4419 5, RFC 5656 7.1).
const (
	sshKexInit  = 20
	sshNewKeys  = 21
	sshReply    = 31
	sshGEXReply = 33
)

func sshProtocol() *protocol {
	return &protocol{
		name:      "SSH",
		component: componentSSH,
		ports:     tcpPorts(22),
		newStream: func(b base) streamAnalyzer {
			a := &sshAnalyzer{base: b}
			a.sides[0].a, a.sides[1].a, a.sides[1].orig = a, a, true
			return a
		},
		detect: detectSSH,
	}
}

func detectSSH(orig bool, head []byte) match {
	const mark = "SSH-"
	switch n := min(len(head), len(mark)); {
	case string(head[:n]) != mark[:n]:
		return no
	case n < len(mark):
		return maybe
	}
	return yes
}

type sshAnalyzer struct {
	base
	sides   [2]sshSide // responder, originator
	stopped bool
	decided bool // whether the login succeeded is known
	gex     bool // the group of the key exchange is asked for first
	one     bool // version 1 is spoken
	asked   bool // the client has sent something encrypted

	// Sizes of the server's encrypted answers.
	accept, failure int
}

type sshSide struct {
	a         *sshAnalyzer
	orig      bool
	version   string
	lines     int
	buf       []byte
	caps      *SSHCapabilities
	encrypted bool
}

func (a *sshAnalyzer) stream(orig bool, data []byte) {
	if a.stopped || a.c.Partial() {
		return
	}
	s := &a.sides[side(orig)]
	if s.encrypted {
		s.cipher(len(data))
		return
	}
	s.buf = append(s.buf, data...)
	b := s.buf
	for len(b) > 0 && !a.stopped && !s.encrypted {
		n := 0
		switch {
		case s.version == "":
			n = s.line(b)
		case !a.one:
			n = s.packet(b)
		case s.orig:
			n = len(b) // the client's first packet is its key, encrypted
		default:
			n = s.packet1(b)
		}
		if n == 0 {
			break
		}
		b = b[n:]
	}
	if a.stopped || s.encrypted {
		s.buf = nil
		if len(b) > 0 && !a.stopped {
			s.cipher(len(b))
		}
		return
	}
	s.buf = append(s.buf[:0], b...)
}

func (a *sshAnalyzer) fail(why string) {
	a.stopped = true
	a.violate(why)
}

func (a *sshAnalyzer) gap(orig bool, n uint64) {
	s := &a.sides[side(orig)]
	if !s.encrypted {
		a.stopped = true
	}
	a.decided = true // sizes tell nothing any more
}

func (a *sshAnalyzer) end(orig bool) {}
func (a *sshAnalyzer) done()         {}

// line takes a line and says how much that was; 0 if its end has not come.
func (s *sshSide) line(b []byte) int {
	a := s.a
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		if len(b) > maxSSHLine {
			a.weird("contentline_size_exceeded", "")
		}
		if len(b) > maxSSHLine || s.orig && detectSSH(true, b) == no {
			a.fail("malformed ssh identification")
		}
		return 0
	}
	line := string(bytes.TrimSuffix(b[:i], []byte{'\r'}))
	if !strings.HasPrefix(line, "SSH-") {
		// Servers may say something first.
		if s.lines++; s.lines > maxSSHLines {
			a.weird("ssh_excessive_banner", "")
		}
		if s.orig || s.lines > maxSSHLines {
			a.fail("malformed ssh identification")
		}
		return i + 1
	}
	s.version = line
	f := a.ev.SSHServerVersion
	if s.orig {
		f = a.ev.SSHClientVersion
	}
	if f != nil {
		f(a.c, line)
	}
	if v := a.sides[side(!s.orig)].version; v != "" {
		a.confirm()
		switch {
		case speaksSSH2(v) && speaksSSH2(line):
		case strings.HasPrefix(v, "SSH-1.") && strings.HasPrefix(line, "SSH-1."):
			a.one = true
		default:
			a.stopped = true
		}
	}
	return i + 1
}

// speaksSSH2 tells from an identification; 1.99 is version 2 that could do 1
// (RFC 4253 5.1).
func speaksSSH2(version string) bool {
	return strings.HasPrefix(version, "SSH-2.") || strings.HasPrefix(version, "SSH-1.99")
}

// packet takes a packet and says how much that was; 0 if its end has not come.
func (s *sshSide) packet(b []byte) int {
	if len(b) < 5 {
		return 0
	}
	n := binary.BigEndian.Uint32(b)
	padding := uint32(b[4])
	if n > maxSSHPacket {
		s.a.weird("ssh_excessive_packet", fmt.Sprint(n))
	}
	if n > maxSSHPacket || n < padding+2 {
		s.a.fail(fmt.Sprintf("a packet of %d bytes with %d of padding", n, padding))
		return 0
	}
	if uint32(len(b)) < 4+n {
		return 0
	}
	s.message(b[5 : 4+n-padding])
	return int(4 + n)
}

// ssh1PublicKey is the server's first message in version 1, and all that is not encrypted.
const ssh1PublicKey = 2

// packet1 takes a server's packet of version 1: its length without padding, which fills it up
// to a multiple of 8 bytes and comes first, then type, data and check sum.
func (s *sshSide) packet1(b []byte) int {
	if len(b) < 4 {
		return 0
	}
	n := binary.BigEndian.Uint32(b)
	if n < 5 || n > maxSSHPacket {
		s.a.fail(fmt.Sprintf("a packet of %d bytes", n))
		return 0
	}
	padding := 8 - n%8
	size := 4 + padding + n
	if uint32(len(b)) < size {
		return 0
	}
	if body := b[4+padding : size-4]; body[0] == ssh1PublicKey {
		s.publicKey(&field{b: body[1:]})
	}
	s.a.stopped = true
	return int(size)
}

// publicKey reads the server's keys of version 1, of which the second one lasts.
func (s *sshSide) publicKey(f *field) {
	number := func() []byte { return f.take(int(f.number(2)+7) / 8) }
	f.take(8) // cookie
	f.take(4) // size of the first key
	number()
	number()
	f.take(4)
	exponent := number()
	modulus := number()
	if !f.bad && s.a.ev.SSH1ServerHostKey != nil {
		s.a.ev.SSH1ServerHostKey(s.a.c, modulus, exponent)
	}
}

func (s *sshSide) message(b []byte) {
	a := s.a
	typ, f := b[0], &field{b: b[1:]}
	switch typ {
	case sshKexInit:
		cookie := f.take(16)
		caps := &SSHCapabilities{IsServer: !s.orig}
		for _, list := range []*[]string{&caps.Kex, &caps.HostKey, &caps.Encryption[0], &caps.Encryption[1], &caps.MAC[0], &caps.MAC[1],
			&caps.Compression[0], &caps.Compression[1], &caps.Languages[0], &caps.Languages[1]} {
			if names := string(f.vector(4)); names != "" {
				*list = strings.Split(names, ",")
			}
		}
		if f.bad {
			a.fail("malformed key exchange")
			return
		}
		s.caps = caps
		if a.ev.SSHCapabilities != nil {
			a.ev.SSHCapabilities(a.c, cookie, caps)
		}
		if client, server := a.sides[1].caps, a.sides[0].caps; client != nil && server != nil {
			for _, kex := range client.Kex {
				if slices.Contains(server.Kex, kex) {
					a.gex = strings.Contains(kex, "group-exchange")
					break
				}
			}
		}
	case sshReply, sshGEXReply:
		if s.orig || (typ == sshGEXReply) != a.gex {
			return
		}
		if key := f.vector(4); !f.bad && a.ev.SSHServerHostKey != nil {
			a.ev.SSHServerHostKey(a.c, key)
		}
	case sshNewKeys:
		s.encrypted = true
	}
}

// cipher looks at the size of a segment of the encrypted part. The server's
// first answer accepts the service. The next one lets the client in without
// authentication, or does not, which is no attempt to log in. A success is 16
// bytes shorter than the acceptance, all refusals are as long as the first.
func (s *sshSide) cipher(n int) {
	a := s.a
	if a.ev.SSHEncryptedPacket != nil {
		a.ev.SSHEncryptedPacket(a.c, s.orig, uint64(n))
	}
	if s.orig {
		a.asked = true
		return
	}
	switch {
	case a.decided:
	case !a.asked:
		// Not an answer yet: what the server can do (RFC 8308).
	case a.accept == 0:
		a.accept = n
	case n == a.accept-16:
		a.success(a.failure == 0)
	case a.failure == 0:
		a.failure = n
	case n == a.failure:
		a.attempt(false)
	}
}

func (a *sshAnalyzer) attempt(ok bool) {
	if a.ev.SSHAuthAttempted != nil {
		a.ev.SSHAuthAttempted(a.c, ok)
	}
}

func (a *sshAnalyzer) success(withoutAuth bool) {
	a.decided = true
	a.attempt(true)
	if a.ev.SSHAuthSuccessful != nil {
		a.ev.SSHAuthSuccessful(a.c, withoutAuth)
	}
}
