package analyzer

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf16"

	"brig/bro/files"
	"brig/bro/packet"
)

// SMBEvents are raised by the SMB analyzer: the messages that open and close
// sessions, trees and files, with reads and writes. Their data is the files framework's.
// What is wrapped in them, GSSAPI, NTLM, Kerberos and DCE-RPC, are protocols that the
// connection speaks too; of NTLM and Kerberos there are events of their own.
type SMBEvents struct {
	// SMB holds the events by their names, smb1_message, smb2_create_request and so
	// on. The arguments are what comes behind the connection.
	SMB map[string]func(c *packet.Conn, args ...any)
}

// A Record is the value of a script's record by the names of its fields. Values
// are uint64, bool, string, []string, []uint64, Time, Record or []Record.
type Record []Field

// A Field is part of a Record.
type Field struct {
	Name  string
	Value any
}

// A Time is in seconds since the Unix epoch.
type Time float64

// Limits of the SMB analyzer.
const (
	// MaxSMBKept is how much of a message is kept until it is whole; the rest, which
	// is a file's contents, goes on as it comes. Few read or write more than 1 MB at once.
	MaxSMBKept = 1<<20 + 4<<10
	// maxSMBSpare is how much room stays between messages.
	maxSMBSpare = 128 << 10
	// MaxSMBChain is how many commands one message may hold.
	MaxSMBChain = 32
)

func smbProtocol() *protocol {
	return &protocol{
		name:      "SMB",
		component: componentSMB,
		ports:     tcpPorts(139, 445),
		newStream: func(b base) streamAnalyzer { return &smbAnalyzer{base: b} },
		detect:    detectSMB,
	}
}

// detectSMB knows SMB by its name behind the length of NetBIOS.
func detectSMB(_ bool, head []byte) match {
	switch {
	case len(head) > 0 && head[0] != smbMessage:
		return no
	case len(head) < 8:
		return maybe
	case head[4] >= 0xfc && string(head[5:8]) == "SMB":
		return yes
	}
	return no
}

// Types of NetBIOS session packets (RFC 1002 4.3).
const (
	smbMessage   = 0x00
	smbRequest   = 0x81
	smbPositive  = 0x82
	smbNegative  = 0x83
	smbRetarget  = 0x84
	smbKeepAlive = 0x85
)

type smbAnalyzer struct {
	base
	sides [2]smbSide
	asked bool // a request was seen
	bad   bool // it is not SMB
	files smbFiles
}

type smbSide struct {
	kept []byte // the header and the start of a message
	skip int    // bytes of the message that follow what was kept
	lost bool   // the start of the next message is not known

	// The file whose contents follow, where in it, and how many bytes.
	file   *files.File
	offset uint64
	left   int
}

func (a *smbAnalyzer) done()    {}
func (a *smbAnalyzer) end(bool) {}

func (a *smbAnalyzer) gap(orig bool, n uint64) {
	s := &a.sides[side(orig)]
	if len(s.kept) > smbTellable && !a.bad {
		// What a file's contents lack is no reason to miss the message.
		a.message(orig, s)
	}
	if n <= uint64(s.skip) {
		s.skip -= int(n)
		s.pass(int(n))
		return
	}
	*s = smbSide{lost: true}
}

// smbTellable is how much of a message tells what it is about.
const smbTellable = 256

// A smbCommand is where a command comes from, and the message that holds it, from its
// header on.
type smbCommand struct {
	orig         bool
	number, tree uint64
	bytes        []byte
}

const netbiosHeader = 4

func (a *smbAnalyzer) stream(orig bool, data []byte) {
	s := &a.sides[side(orig)]
	if s.lost {
		// A segment that begins like a message is a start again.
		if detectSMB(orig, data) != yes {
			return
		}
		s.lost = false
	}
	for len(data) > 0 && !a.bad {
		if s.skip > 0 {
			n := min(s.skip, len(data))
			a.more(s, data[:n])
			s.skip, data = s.skip-n, data[n:]
			continue
		}
		want := netbiosHeader
		if len(s.kept) >= netbiosHeader {
			want += min(netbiosLength(s.kept), MaxSMBKept)
		}
		n := min(want-len(s.kept), len(data))
		s.kept = append(s.kept, data[:n]...)
		data = data[n:]
		if len(s.kept) < netbiosHeader || len(s.kept) < netbiosHeader+min(netbiosLength(s.kept), MaxSMBKept) {
			continue
		}
		a.message(orig, s)
	}
}

// message takes a message as far as it is kept.
func (a *smbAnalyzer) message(orig bool, s *smbSide) {
	s.skip = netbiosLength(s.kept) - (len(s.kept) - netbiosHeader)
	a.packet(orig, s.kept[0], s.kept[netbiosHeader:], s.skip > 0)
	if s.kept = s.kept[:0]; cap(s.kept) > maxSMBSpare {
		s.kept = nil
	}
}

func netbiosLength(b []byte) int { return int(binary.BigEndian.Uint32(b) & 0xffffff) }

func (a *smbAnalyzer) refuse(reason string) {
	a.bad = true
	a.violate(reason)
}

// packet takes a NetBIOS packet; cut says that its end was passed over.
func (a *smbAnalyzer) packet(orig bool, typ byte, b []byte, cut bool) {
	switch typ {
	case smbMessage:
	case smbRequest, smbPositive, smbNegative, smbRetarget, smbKeepAlive:
		return
	default:
		a.refuse("unknown type of NetBIOS packet")
		return
	}
	if len(b) < 4 || string(b[1:4]) != "SMB" {
		a.refuse("no SMB message")
		return
	}
	switch b[0] {
	case 0xff:
		a.smb1(orig, b, cut)
	case 0xfe:
		a.smb2(orig, b, cut)
	case 0xfd:
		a.transformed(b)
	case 0xfc: // compressed
	default:
		a.refuse("unknown version of SMB")
	}
}

// seen notes that a side has sent a well-formed message.
func (a *smbAnalyzer) seen(response bool) {
	if !response {
		a.asked = true
	} else if a.asked {
		a.confirm()
	}
}

// What is looked for in security blobs (RFC 4178, RFC 4121) and in what pipes carry.
var (
	ntlmSignature   = []byte("NTLMSSP\x00")
	spnegoObject    = []byte("\x06\x06\x2b\x06\x01\x05\x05\x02")
	kerberosRequest = []byte("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00")
	dceRPCBind      = []byte("\x05\x00\x0b\x03\x10\x00\x00\x00")
	spnegoAnswer    = byte(0xa1)
	maxBindPacket   = 4 << 10
)

// secured looks for what a session's set-up carries.
func (a *smbAnalyzer) secured(b []byte) {
	ntlm := bytes.Index(b, ntlmSignature)
	switch i := bytes.Index(b, spnegoObject); {
	case i >= 0, ntlm > 0 && bytes.IndexByte(b[:ntlm], spnegoAnswer) >= 0:
		a.carries("GSSAPI")
	}
	a.negotiated(b)
	if ntlm >= 0 {
		a.carries("NTLM")
		a.ntlm(b[ntlm:])
	}
	if i := bytes.Index(b, kerberosRequest); i >= 0 {
		a.carries("KRB")
		a.ticket(b[i+len(kerberosRequest):])
	}
}

// ticket tells of the ticket that a client logs in with.
func (a *smbAnalyzer) ticket(b []byte) {
	raise := a.ev.KRB["krb_ap_request"]
	if raise == nil {
		return
	}
	m := ber{rest: b}
	body := ber{rest: m.take(krbAPRequest), bad: m.bad}
	body = body.sequence()
	if args := krbAP(&body); !body.bad {
		raise(a.c, args...)
	}
}

// piped looks for a call of a procedure.
func (a *smbAnalyzer) piped(b []byte) {
	if len(b) <= maxBindPacket && bytes.Contains(b, dceRPCBind) {
		a.carries("DCE_RPC")
	}
}

// raise raises an event if it is handled.
func (a *smbAnalyzer) raise(name string, args ...any) {
	if f := a.ev.SMB[name]; f != nil {
		f(a.c, args...)
	}
}

// transformed tells of an encrypted message (MS-SMB2 2.2.41).
func (a *smbAnalyzer) transformed(b []byte) {
	o := octets{rest: b[4:]}
	signature, nonce, size := o.take(16), o.take(16), o.le32()
	o.le16()
	flags, session := o.le16(), o.le64()
	if o.short {
		a.refuse("truncated SMB message")
		return
	}
	a.raise("smb2_transform_header", Record{{"signature", string(signature)}, {"nonce", string(nonce)},
		{"orig_msg_size", uint64(size)}, {"flags", uint64(flags)}, {"session_id", session}})
}

// smbTime is a time that counts tenths of microseconds since 1601.
func smbTime(n uint64) Time {
	const epoch = 11644473600
	if n == 0 {
		return 0
	}
	return Time(float64(n)/1e7 - epoch)
}

// smbTimes is Bro's record SMB::MACTimes.
func smbTimes(created, accessed, modified, changed uint64) Record {
	return Record{{"modified", smbTime(modified)}, {"modified_raw", modified}, {"accessed", smbTime(accessed)}, {"accessed_raw", accessed},
		{"created", smbTime(created)}, {"created_raw", created}, {"changed", smbTime(changed)}, {"changed_raw", changed}}
}

// utf16Text is the text of UTF-16 in little endian, without trailing NULs.
func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	if i := slices.Index(units, 0); i >= 0 {
		units = units[:i]
	}
	return string(utf16.Decode(units))
}
