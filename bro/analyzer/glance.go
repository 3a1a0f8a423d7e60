package analyzer

import (
	"bytes"
	"encoding/binary"

	"brig/bro/packet"
)

// This file is the analyzer of protocols of which nothing is told but that they are
// spoken, and which may begin to encrypt: the rest is TLS then.

// glanceLimit is how much of each direction is kept until a protocol is recognized and,
// where it may encrypt, until it has.
const glanceLimit = 4 << 10

// A glance says what is known of a protocol.
type glance struct {
	name      string
	component packet.Component
	ports     []portKey
	// looks says whether what a side sends first looks like the protocol.
	looks func(orig bool, head []byte) match
	// both says that it takes an answer to confirm the protocol.
	both bool
	// encrypts says where in what originator and responder send TLS begins.
	encrypts func(orig, resp []byte) (o, r int, ok bool)
}

// stream is the protocol over TCP.
func (g glance) stream() *protocol {
	return &protocol{
		name:      g.name,
		component: g.component,
		ports:     g.ports,
		newStream: func(b base) streamAnalyzer { return &glanceStream{base: b, glance: g} },
		detect:    g.looks,
	}
}

// datagrams is the protocol over UDP.
func (g glance) datagrams() *protocol {
	return &protocol{
		name:           g.name,
		component:      g.component,
		ports:          g.ports,
		newDatagram:    func(b base) datagramAnalyzer { return &glanceDatagrams{b, g} },
		detectDatagram: func(data []byte) bool { return g.looks(true, data) == yes },
	}
}

type glanceStream struct {
	base
	glance
	heads [2][]byte // responder, originator
	ended bool
}

func (a *glanceStream) end(bool) {}
func (a *glanceStream) done()    {}

func (a *glanceStream) gap(bool, uint64) { a.stop() }

func (a *glanceStream) stop() {
	a.ended = true
	a.heads = [2][]byte{}
}

func (a *glanceStream) stream(orig bool, data []byte) {
	if a.ended {
		return
	}
	h := &a.heads[side(orig)]
	if len(*h)+len(data) > glanceLimit {
		data = data[:glanceLimit-len(*h)]
	}
	*h = append(*h, data...)
	r, o := a.looks(false, a.heads[0]), a.looks(true, a.heads[1])
	switch {
	case r == no || o == no:
		a.stop()
		a.violate("it is not " + a.name)
	case r == yes && o == yes || !a.both && (r == yes || o == yes):
		a.confirm()
	}
	if a.f.state == confirmed && a.encrypts != nil {
		if o, r, ok := a.encrypts(a.heads[1], a.heads[0]); ok {
			a.secure(o, r)
			return
		}
	}
	if len(*h) == glanceLimit || a.f.state == confirmed && a.encrypts == nil {
		a.stop()
	}
}

// secure hands the connection over to TLS, which begins at o and r.
func (a *glanceStream) secure(o, r int) {
	resp, orig := a.heads[0][r:], a.heads[1][o:]
	a.stop()
	if a.handOver("SSL") {
		a.pass(true, orig)
		a.pass(false, resp)
	}
}

type glanceDatagrams struct {
	base
	glance
}

func (a *glanceDatagrams) done() {}

func (a *glanceDatagrams) datagram(orig bool, data []byte) {
	if a.f.state != undecided {
		return
	}
	switch a.looks(orig, data) {
	case yes:
		a.confirm()
	case no:
		a.violate("it is not " + a.name)
	}
}

// glances lists the protocols.
func glances() []*protocol {
	return []*protocol{
		glance{name: "LDAP_TCP", component: componentLDAP, ports: tcpPorts(389, 3268), looks: looksLikeLDAP, encrypts: ldapEncrypts}.stream(),
		glance{name: "LDAP_UDP", component: componentLDAP, ports: udpPorts(389), looks: looksLikeLDAP}.datagrams(),
		glance{name: "MYSQL", component: componentMySQL, ports: tcpPorts(1434, 3306), looks: looksLikeMySQL, encrypts: mysqlEncrypts}.stream(),
		glance{name: "POSTGRESQL", component: componentPostgreSQL, ports: tcpPorts(5432), looks: looksLikePostgreSQL, both: true, encrypts: postgresqlEncrypts}.stream(),
		glance{name: "RDP", component: componentRDP, ports: tcpPorts(3389), looks: looksLikeRDP, both: true, encrypts: rdpEncrypts}.stream(),
		glance{name: "XMPP", component: componentXMPP, ports: tcpPorts(5222, 5269), looks: looksLikeXMPP, encrypts: xmppEncrypts}.stream(),
		glance{name: "REDIS", component: componentRedis, ports: tcpPorts(6379), looks: looksLikeRedis, both: true}.stream(),
		glance{name: "DNP3_TCP", component: componentDNP3, ports: tcpPorts(20000), looks: looksLikeDNP3, both: true}.stream(),
		glance{name: "DNP3_UDP", component: componentDNP3, ports: udpPorts(20000), looks: looksLikeDNP3}.datagrams(),
		glance{name: "DCE_RPC", component: componentDCERPC, ports: tcpPorts(135), looks: looksLikeDCERPC, both: true}.stream(),
		glance{name: "RFB", component: componentRFB, looks: looksLikeRFB, both: true}.stream(),
	}
}

// berHeader reads tag and length of a value, and reports where its contents begin and
// end; the value may be cut off.
func berHeader(b []byte) (tag byte, from, to int, m match) {
	if len(b) < 2 {
		return 0, 0, 0, maybe
	}
	length, from := int(b[1]), 2
	if n := length & 0x7f; length >= 0x80 {
		if n == 0 || n > 4 {
			return 0, 0, 0, no
		}
		if len(b) < 2+n {
			return 0, 0, 0, maybe
		}
		length = 0
		for _, x := range b[2 : 2+n] {
			length = length<<8 | int(x)
		}
		from += n
	}
	return b[0], from, from + length, yes
}

// decide is what two observations come to: that it cannot be, that it is.
func decide(bad, good bool) match {
	switch {
	case bad:
		return no
	case good:
		return yes
	}
	return maybe
}

// ldapMessage finds the operation of a message (RFC 4511 4.1.1).
func ldapMessage(b []byte) (operation byte, contents []byte, end int, m match) {
	tag, at, end, m := berHeader(b)
	if m != yes || tag != berSequence {
		return 0, nil, 0, decide(m == no || len(b) > 0 && b[0] != berSequence, false)
	}
	id, from, to, m := berHeader(b[min(at, len(b)):])
	if m != yes || id != berInteger || to-from > 4 {
		return 0, nil, 0, decide(m == no || len(b) > at && b[at] != berInteger || to-from > 4, false)
	}
	if at += to; at >= len(b) {
		return 0, nil, 0, maybe
	}
	operation = b[at]
	if _, from, to, m := berHeader(b[at:]); m == yes && at+to <= len(b) {
		contents = b[at+from : at+to]
	}
	return operation, contents, end, yes
}

// Operations of LDAP: those of clients and of servers (RFC 4511 4.2 to 4.14).
var (
	ldapRequests  = []byte{0x60, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, 0x77}
	ldapResponses = []byte{0x61, 0x64, 0x73, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x78, 0x79}
)

const (
	ldapExtendedRequest  = 0x77
	ldapExtendedResponse = 0x78
)

func looksLikeLDAP(orig bool, head []byte) match {
	operation, _, _, m := ldapMessage(head)
	if m != yes {
		return m
	}
	operations := ldapResponses
	if orig {
		operations = ldapRequests
	}
	if bytes.IndexByte(operations, operation) < 0 {
		return no
	}
	return yes
}

// ldapEncrypts looks for StartTLS as the first request (RFC 4511 4.14).
func ldapEncrypts(orig, resp []byte) (o, r int, ok bool) {
	ask, request, o, m := ldapMessage(orig)
	if m != yes || ask != ldapExtendedRequest || !bytes.Contains(request, []byte("1.3.6.1.4.1.1466.20037")) {
		return 0, 0, false
	}
	answer, response, r, m := ldapMessage(resp)
	success := len(response) >= 3 && response[0] == 0x0a && response[2] == 0
	return o, r, m == yes && answer == ldapExtendedResponse && success && o <= len(orig) && r <= len(resp)
}

// MySQL: packets have a length of three bytes and a number; the server begins.
func looksLikeMySQL(orig bool, head []byte) match {
	const header = 4
	if len(head) <= header {
		return maybe
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if orig {
		return decide(head[3] != 1 || n < 4 || n > 1<<14, true)
	}
	if head[3] != 0 || head[4] != 10 && head[4] != 9 || n > 1024 {
		return no
	}
	text, _, whole := bytes.Cut(head[header+1:], []byte{0})
	for _, c := range text {
		if c < ' ' || c > '~' {
			return no
		}
	}
	return decide(false, whole)
}

// mysqlEncrypts looks for a request for TLS instead of the client's login.
func mysqlEncrypts(orig, resp []byte) (o, r int, ok bool) {
	const wantsTLS, request = 0x0800, 32
	if len(orig) < 6 || len(resp) < 4 {
		return 0, 0, false
	}
	o, r = 4+int(orig[0]), 4+(int(resp[0])|int(resp[1])<<8)
	return o, r, o == 4+request && orig[1] == 0 && binary.LittleEndian.Uint16(orig[4:])&wantsTLS != 0 && o <= len(orig) && r <= len(resp)
}

// PostgreSQL: what a client says first has a length and a version, or a request to
// encrypt, which a server answers with a letter.
func looksLikePostgreSQL(orig bool, head []byte) match {
	if len(head) == 0 {
		return maybe
	}
	if !orig {
		return decide(bytes.IndexByte([]byte("SNRE"), head[0]) < 0, true)
	}
	if len(head) < 8 {
		return decide(head[0] != 0, false)
	}
	n, version := binary.BigEndian.Uint32(head), binary.BigEndian.Uint32(head[4:])
	const version3, requests = 3 << 16, 1234 << 16
	return decide(n < 8 || n > 10000 || version&^0xffff != requests && version&^0xffff != version3, true)
}

func postgresqlEncrypts(orig, resp []byte) (o, r int, ok bool) {
	const request = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	return len(request), 1, bytes.HasPrefix(orig, []byte(request)) && len(resp) > 0 && resp[0] == 'S'
}

// RDP begins with a connection request and confirmation of X.224 in TPKT (RFC 1006).
func looksLikeRDP(orig bool, head []byte) match {
	if len(head) > 0 && head[0] != 3 || len(head) > 1 && head[1] != 0 {
		return no
	}
	if len(head) < 6 {
		return maybe
	}
	want := byte(0xd0)
	if orig {
		want = 0xe0
	}
	return decide(head[5] != want || int(head[4]) > int(binary.BigEndian.Uint16(head[2:])), true)
}

// rdpEncrypts reads which security the server has chosen (MS-RDPBCGR 2.2.1.2.1).
func rdpEncrypts(orig, resp []byte) (o, r int, ok bool) {
	const chosen, response = 11, 2
	if len(orig) < 4 || len(resp) < chosen+8 || resp[chosen] != response || resp[chosen+4] == 0 {
		return 0, 0, false
	}
	o, r = int(binary.BigEndian.Uint16(orig[2:])), int(binary.BigEndian.Uint16(resp[2:]))
	return o, r, o <= len(orig) && r <= len(resp)
}

// XMPP: both sides begin a stream of XML (RFC 6120 4).
func looksLikeXMPP(_ bool, head []byte) match {
	b := bytes.TrimLeft(head, " \t\r\n")
	if p := prefix(b, []byte("<?xml")); p == yes {
		i := bytes.Index(b, []byte("?>"))
		if i < 0 {
			return maybe
		}
		b = bytes.TrimLeft(b[i+2:], " \t\r\n'")
	} else if len(b) > 1 && p == maybe {
		return maybe
	}
	return prefix(b, []byte("<stream:stream"))
}

func xmppEncrypts(orig, resp []byte) (o, r int, ok bool) {
	end := func(b []byte, element string) int {
		i := bytes.Index(b, []byte(element))
		if i < 0 {
			return 0
		}
		close := bytes.IndexByte(b[i:], '>')
		if close < 0 {
			return 0
		}
		end := i + close + 1
		if b[end-2] != '/' {
			tag := "</" + element[1:] + ">"
			k := bytes.Index(b[end:], []byte(tag))
			if k < 0 {
				return 0
			}
			end += k + len(tag)
		}
		return end
	}
	o, r = end(orig, "<starttls"), end(resp, "<proceed")
	return o, r, o > 0 && r > 0
}

// Redis: clients send arrays of strings.
func looksLikeRedis(orig bool, head []byte) match {
	if len(head) == 0 {
		return maybe
	}
	line, rest, whole := bytes.Cut(head, []byte("\r\n"))
	if !orig {
		return decide(bytes.IndexByte([]byte("+-:$*%~"), head[0]) < 0 || len(line) > 512, whole)
	}
	if head[0] != '*' || len(line) > 8 || !digits(line[1:]) || len(rest) > 0 && rest[0] != '$' {
		return no
	}
	return decide(false, whole && len(rest) > 0)
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return c == '\r'
		}
	}
	return true
}

// DNP3: frames begin with the same two bytes (IEEE 1815).
func looksLikeDNP3(_ bool, head []byte) match {
	if len(head) > 10 {
		head = head[:2]
	} else if prefix(head[:min(len(head), 2)], []byte{5, 0x64}) == yes {
		return maybe
	}
	return prefix(head, []byte{5, 0x64})
}

// DCE-RPC over TCP: version 5.0, a client binds, a server answers that.
func looksLikeDCERPC(orig bool, head []byte) match {
	want := []byte{11}
	if !orig {
		want = []byte{12, 13}
	}
	for i, c := range head[:min(len(head), 3)] {
		if i == 0 && c != 5 || i == 1 && c > 1 || i == 2 && bytes.IndexByte(want, c) < 0 {
			return no
		}
	}
	return decide(false, len(head) >= 3)
}

// RFB: both sides name their version (RFC 6143 7.1.1).
func looksLikeRFB(_ bool, head []byte) match { return prefix(head, []byte("RFB 00")) }
