package analyzer

import (
	"bytes"
	"encoding/binary"
)

// This file reads SMB version 1 (MS-CIFS, MS-SMB).

const (
	smb1Header   = 32
	smb1Response = 0x80   // flag
	smb1Unicode  = 0x8000 // second flags

	smb1Close        = 0x04
	smb1Read         = 0x2e
	smb1Write        = 0x2f
	smb1TreeClose    = 0x71
	smb1Negotiate    = 0x72
	smb1Transaction  = 0x25
	smb1SessionSetup = 0x73
	smb1Logoff       = 0x74
	smb1TreeConnect  = 0x75
	smb1Create       = 0xa2
	smb1None         = 0xff // no command follows
)

// A smb1Block is a command's words and bytes.
type smb1Block struct {
	words, bytes octets
	count        uint64 // of words
	start        int    // of the bytes, from the header
	unicode      bool   // strings are UTF-16
	message      smbCommand
}

// smb1 takes a message, which may be a chain of commands.
func (a *smbAnalyzer) smb1(orig bool, b []byte, cut bool) {
	if len(b) < smb1Header {
		if !cut {
			a.refuse("truncated SMB message")
		}
		return
	}
	o := octets{rest: b[4:smb1Header]}
	command, status, flags, flags2, high := o.u8(), o.le32(), o.u8(), o.le16(), o.le16()
	o.take(10)
	tid, pid, uid, mid := o.le16(), o.le16(), o.le16(), o.le16()
	h := Record{{"command", uint64(command)}, {"status", uint64(status)}, {"flags", uint64(flags)}, {"flags2", uint64(flags2)},
		{"tid", uint64(tid)}, {"pid", uint64(high)<<16 | uint64(pid)}, {"uid", uint64(uid)}, {"mid", uint64(mid)}}
	response := flags&smb1Response != 0
	switch command {
	case smb1Negotiate, smb1SessionSetup:
		a.secured(b[smb1Header:])
	case smb1Write, smb1Transaction:
		a.piped(b[smb1Header:])
	}
	a.seen(response)
	a.raise("smb1_message", h, !response)
	if status != 0 {
		a.raise("smb1_error", h, !response)
	}
	at := smb1Header
	for n := 0; command != smb1None; n++ {
		if n == MaxSMBChain {
			a.weird("smb_andx_depth_exceeded", "")
			return
		}
		block, ok := smb1Take(b, at)
		if !ok {
			if !cut {
				a.violate("truncated SMB message")
			}
			return
		}
		block.unicode = flags2&smb1Unicode != 0
		block.message = smbCommand{orig: orig, number: uint64(mid), tree: uint64(tid), bytes: b}
		next, offset := byte(smb1None), 0
		if chained(command) && block.count >= 2 {
			next, offset = block.words.u8(), int(binary.LittleEndian.Uint16(block.words.rest[1:]))
			block.words.take(3)
		}
		if response {
			switch {
			case status == 0 || status == statusMoreProcessing && command == smb1SessionSetup:
				a.smb1Reply(h, command, &block)
			case command == smb1Read:
				a.files.answered(uint64(mid))
			}
		} else {
			a.smb1Request(h, command, &block)
		}
		if (block.words.short || block.bytes.short) && !cut {
			a.violate("truncated SMB message")
			return
		}
		if next != smb1None && offset <= at {
			a.weird("smb_andx_offset_not_advancing", "")
			return
		}
		command, at = next, offset
	}
}

// chained reports whether another command may follow in the same message.
func chained(command byte) bool {
	switch command {
	case 0x24, 0x2d, smb1Read, smb1Write, smb1SessionSetup, smb1Logoff, smb1TreeConnect, smb1Create:
		return true
	}
	return false
}

func smb1Take(b []byte, at int) (block smb1Block, ok bool) {
	if at >= len(b) {
		return block, false
	}
	o := octets{rest: b[at:]}
	block.count = uint64(o.u8())
	block.words.rest = o.take(2 * int(block.count))
	n := int(o.le16())
	block.start = len(b) - len(o.rest)
	block.bytes.rest = o.take(min(n, len(o.rest)))
	return block, !o.short
}

// text is the next string of the bytes, in the message's encoding.
func (k *smb1Block) text() string {
	if !k.unicode {
		return k.ascii()
	}
	all := len(k.bytes.rest)
	if k.start%2 != 0 && all > 0 {
		k.bytes.take(1) // characters are aligned
		k.start++
	}
	b := k.bytes.rest
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			k.take(i + 2)
			return utf16Text(b[:i])
		}
	}
	k.take(len(b)) // the last string may lack its end
	return utf16Text(b)
}

func (k *smb1Block) ascii() string {
	b := k.bytes.rest
	i := bytes.IndexByte(b, 0)
	if i < 0 {
		k.take(len(b))
		return string(b)
	}
	k.take(i + 1)
	return string(b[:i])
}

func (k *smb1Block) take(n int) []byte {
	k.start += n
	return k.bytes.take(n)
}

func (a *smbAnalyzer) smb1Request(h Record, command byte, k *smb1Block) {
	w, m := &k.words, &k.message
	switch command {
	case smb1Negotiate:
		dialects := []string{}
		for len(k.bytes.rest) > 1 && k.bytes.rest[0] == 2 {
			k.take(1)
			dialects = append(dialects, k.ascii())
		}
		a.raise("smb1_negotiate_request", h, dialects)
	case smb1SessionSetup:
		a.smb1Setup(h, k)
	case smb1Logoff:
		a.raise("smb1_logoff_andx", h, true)
	case smb1TreeConnect:
		w.le16()
		n := int(w.le16())
		k.take(n)
		path := k.text()
		if service := k.ascii(); !w.short && !k.bytes.short {
			a.raise("smb1_tree_connect_andx_request", h, path, service)
		}
	case smb1TreeClose:
		a.raise("smb1_tree_disconnect", h, true)
	case smb1Create:
		w.take(3)
		if name := k.text(); !w.short {
			a.raise("smb1_nt_create_andx_request", h, name)
		}
	case smb1Close:
		if id := uint64(w.le16()); !w.short {
			a.raise("smb1_close_request", h, id)
			a.closed(smbFileID{id})
		}
	case smb1Read:
		id, offset, n := uint64(w.le16()), uint64(w.le32()), w.le16()
		w.take(8)
		if offset |= k.highOffset(); !w.short {
			a.raise("smb1_read_andx_request", h, id, offset, uint64(n))
			remember(&a.files.reads, m.number, smbRead{smbFileID{id}, offset})
		}
	case smb1Write:
		id, offset := uint64(w.le16()), uint64(w.le32())
		w.take(8)
		n := uint64(w.le16())<<16 | uint64(w.le16())
		at := uint64(w.le16())
		if offset |= k.highOffset(); !w.short {
			a.raise("smb1_write_andx_request", h, id, offset, n)
			a.contents(m.orig, m.tree, smbFileID{id}, offset, smbData(m.bytes, at, n), int(n))
		}
	}
}

// highOffset is the upper half of an offset, which old clients do not send.
func (k *smb1Block) highOffset() uint64 {
	if len(k.words.rest) < 4 {
		return 0
	}
	return uint64(k.words.le32()) << 32
}

// smb1Setup tells of a session's beginning. What proves who the user is stays
// as it was sent.
func (a *smbAnalyzer) smb1Setup(h Record, k *smb1Block) {
	w := &k.words
	r := Record{{"word_count", k.count}, {"max_buffer_size", uint64(w.le16())}, {"max_mpx_count", uint64(w.le16())},
		{"vc_number", uint64(w.le16())}, {"session_key", uint64(w.le32())}}
	switch k.count {
	case 10: // LAN Manager
		n := int(w.le16())
		password := k.take(n)
		r = append(r, Field{"account_password", string(password)}, Field{"account_name", k.text()}, Field{"primary_domain", k.text()})
	case 12: // a security blob
		n := int(w.le16())
		w.le32()
		r = append(r, Field{"capabilities", smb1Capabilities(w.le32())}, Field{"security_blob", string(k.take(n))})
	case 13: // passwords of NT
		n, m := int(w.le16()), int(w.le16())
		w.le32()
		r = append(r, Field{"capabilities", smb1Capabilities(w.le32())}, Field{"case_insensitive_password", string(k.take(n))},
			Field{"case_sensitive_password", string(k.take(m))}, Field{"account_name", k.text()}, Field{"primary_domain", k.text()})
	default:
		return
	}
	r = append(r, Field{"native_os", k.text()}, Field{"native_lanman", k.text()})
	if !w.short && !k.bytes.short {
		a.raise("smb1_session_setup_andx_request", h, r)
	}
}

// smb1Capabilities is Bro's record SMB1::SessionSetupAndXCapabilities.
func smb1Capabilities(n uint32) Record {
	return Record{{"unicode", n&0x4 != 0}, {"large_files", n&0x8 != 0}, {"nt_smbs", n&0x10 != 0},
		{"status32", n&0x40 != 0}, {"level_2_oplocks", n&0x80 != 0}, {"nt_find", n&0x200 != 0}}
}

func (a *smbAnalyzer) smb1Reply(h Record, command byte, k *smb1Block) {
	w, m := &k.words, &k.message
	switch command {
	case smb1Negotiate:
		a.smb1Negotiated(h, k)
	case smb1SessionSetup:
		r := Record{{"word_count", k.count}}
		if k.count >= 3 {
			r = append(r, Field{"is_guest", w.le16()&1 != 0})
		}
		if k.count == 4 {
			r = append(r, Field{"security_blob", string(k.take(int(w.le16())))})
		}
		r = append(r, Field{"native_os", k.text()}, Field{"native_lanman", k.text()})
		if k.count == 3 {
			r = append(r, Field{"primary_domain", k.text()})
		}
		if !w.short && !k.bytes.short {
			a.raise("smb1_session_setup_andx_response", h, r)
		}
	case smb1Logoff:
		a.raise("smb1_logoff_andx", h, false)
	case smb1TreeConnect:
		service := k.ascii()
		a.raise("smb1_tree_connect_andx_response", h, service, k.text())
		remember(&a.files.pipes, m.tree, service == "IPC")
	case smb1Read:
		w.take(6) // how much is left
		n, at := uint64(w.le16()), uint64(w.le16())
		n |= uint64(w.le16()) << 16
		if r, ok := a.files.answered(m.number); ok && !w.short {
			a.contents(m.orig, m.tree, r.file, r.offset, smbData(m.bytes, at, n), int(n))
		}
	case smb1TreeClose:
		a.raise("smb1_tree_disconnect", h, false)
	case smb1Create:
		w.u8()
		id := w.le16()
		w.le32()
		created, accessed, modified, changed := w.le64(), w.le64(), w.le64(), w.le64()
		w.take(12)
		if size := w.le64(); !w.short {
			a.raise("smb1_nt_create_andx_response", h, uint64(id), size, smbTimes(created, accessed, modified, changed))
		}
	case smb1Close:
		a.raise("smb1_close_response", h)
	}
}

// smb1Negotiated tells which dialect the server has chosen and what it can.
func (a *smbAnalyzer) smb1Negotiated(h Record, k *smb1Block) {
	const core, manager, nt = 1, 13, 17
	w := &k.words
	index := uint64(w.le16())
	var r Record
	switch k.count {
	case core:
		r = Record{{"core", Record{{"dialect_index", index}}}}
	case manager:
		security := w.le16()
		buffer, mpx, vcs, raw, session := w.le16(), w.le16(), w.le16(), w.le16(), w.le32()
		w.take(6) // date, time and zone
		n := int(w.le16())
		w.le16()
		key := k.take(n)
		r = Record{{"lanman", Record{{"word_count", k.count}, {"dialect_index", index}, {"security_mode", smb1Security(uint8(security))},
			{"max_buffer_size", uint64(buffer)}, {"max_mpx_count", uint64(mpx)}, {"max_number_vcs", uint64(vcs)},
			{"raw_mode", Record{{"read_raw", raw&1 != 0}, {"write_raw", raw&2 != 0}}}, {"session_key", uint64(session)},
			{"server_time", Time(0)}, {"encryption_key", string(key)}, {"primary_domain", k.text()}}}}
	case nt:
		r = Record{{"ntlm", a.smb1NT(index, k)}}
	default:
		return
	}
	if !w.short && !k.bytes.short {
		a.raise("smb1_negotiate_response", h, r)
	}
}

func (a *smbAnalyzer) smb1NT(index uint64, k *smb1Block) Record {
	const extended = 0x80000000
	w := &k.words
	security, mpx, vcs, buffer, raw, session, can, now := w.u8(), w.le16(), w.le16(), w.le32(), w.le32(), w.le32(), w.le32(), w.le64()
	w.le16()
	n := int(w.u8())
	r := Record{{"word_count", k.count}, {"dialect_index", index}, {"security_mode", smb1Security(security)},
		{"max_buffer_size", uint64(buffer)}, {"max_mpx_count", uint64(mpx)}, {"max_number_vcs", uint64(vcs)}, {"max_raw_size", uint64(raw)},
		{"session_key", uint64(session)}, {"server_time", smbTime(now)}}
	abilities := Record{}
	for i, name := range [...]string{"raw_mode", "mpx_mode", "unicode", "large_files", "nt_smbs", "rpc_remote_apis", "status32", "level_2_oplocks",
		"lock_and_read", "nt_find", "", "", "dfs", "infolevel_passthru", "large_readx", "large_writex"} { // from the lowest bit
		if name != "" {
			abilities = append(abilities, Field{name, can>>i&1 != 0})
		}
	}
	abilities = append(abilities, Field{"unix", can&0x800000 != 0}, Field{"bulk_transfer", can&0x20000000 != 0},
		Field{"compressed_data", can&0x40000000 != 0}, Field{"extended_security", can&extended != 0})
	r = append(r, Field{"capabilities", abilities})
	if can&extended != 0 {
		guid := k.take(16)
		return append(r, Field{"guid", string(guid)}, Field{"security_blob", string(k.take(len(k.bytes.rest)))})
	}
	key := k.take(n)
	return append(r, Field{"encryption_key", string(key)}, Field{"domain_name", k.text()}, Field{"security_blob", ""})
}

// smb1Security is Bro's record SMB1::NegotiateResponseSecurity.
func smb1Security(n uint8) Record {
	return Record{{"user_level", n&1 != 0}, {"challenge_response", n&2 != 0}, {"signatures_enabled", n&4 != 0}, {"signatures_required", n&8 != 0}}
}
