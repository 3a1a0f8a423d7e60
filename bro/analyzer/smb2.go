package analyzer

import "encoding/binary"

// This file reads SMB versions 2 and 3 (MS-SMB2).

const (
	smb2Header   = 64
	smb2Response = 1 // flag

	smb2Negotiate    = 0
	smb2SessionSetup = 1
	smb2Logoff       = 2
	smb2TreeConnect  = 3
	smb2TreeClose    = 4
	smb2Create       = 5
	smb2Close        = 6
	smb2Read         = 8
	smb2Write        = 9
	smb2Control      = 11
	smb2SetInfo      = 17

	statusPending        = 0x00000103
	statusMoreProcessing = 0xc0000016

	smb2Pipe = 2 // type of a share
)

// smb2 takes a message, which may be several commands.
func (a *smbAnalyzer) smb2(orig bool, b []byte, cut bool) {
	for n := 0; len(b) > 0; n++ {
		if n == MaxSMBChain {
			a.weird("smb_too_many_commands", "")
			return
		}
		if len(b) < smb2Header {
			if !cut {
				a.refuse("truncated SMB message")
			}
			return
		}
		next := binary.LittleEndian.Uint32(b[20:])
		one := b
		switch {
		case next == 0:
			b = nil
		case next < smb2Header || next%8 != 0 || uint64(next) > uint64(len(b)):
			if cut && uint64(next) > uint64(len(b)) {
				b = nil
				break
			}
			a.refuse("bad offset of the next SMB command")
			return
		default:
			one, b = b[:next], b[next:]
		}
		a.smb2Command(orig, one, cut)
		if a.bad {
			return
		}
	}
}

func (a *smbAnalyzer) smb2Command(orig bool, b []byte, cut bool) {
	o := octets{rest: b[4:smb2Header]}
	o.le16() // structure size
	charge, status, command, credits, flags := o.le16(), o.le32(), o.le16(), o.le16(), o.le32()
	o.le32() // next command
	message, process, tree, session := o.le64(), o.le32(), o.le32(), o.le64()
	h := Record{{"credit_charge", uint64(charge)}, {"status", uint64(status)}, {"command", uint64(command)}, {"credits", uint64(credits)},
		{"flags", uint64(flags)}, {"message_id", message}, {"process_id", uint64(process)}, {"tree_id", uint64(tree)},
		{"session_id", session}, {"signature", string(b[48:smb2Header])}}
	response := flags&smb2Response != 0
	switch command {
	case smb2Negotiate, smb2SessionSetup:
		a.secured(b[smb2Header:])
	case smb2Write, smb2Control:
		a.piped(b[smb2Header:])
	}
	// Whoever is refused has not spoken to a server.
	if !response || command != smb2Negotiate && status == 0 {
		a.seen(response)
	}
	a.raise("smb2_message", h, !response)
	body := octets{rest: b[smb2Header:]}
	m := smbCommand{orig: orig, number: message, tree: uint64(tree), bytes: b}
	switch {
	case !response:
		a.smb2Request(h, command, m, &body)
	case status == 0 || status == statusMoreProcessing && command == smb2SessionSetup:
		a.smb2Reply(h, command, m, &body)
	case command == smb2Read && status != statusPending:
		a.files.answered(message)
	}
	if body.short && !cut {
		a.violate("truncated SMB message")
	}
}

// text is what stands at an offset from the header, in UTF-16.
func smb2Text(b []byte, o *octets, offset, length uint16) string {
	if length == 0 {
		return ""
	}
	if int(offset) < smb2Header || int(offset)+int(length) > len(b) {
		o.short = true
		return ""
	}
	return utf16Text(b[offset : int(offset)+int(length)])
}

func smb2FileID(o *octets) smbFileID { return smbFileID{o.le64(), o.le64()} }

// record is Bro's record SMB2::GUID.
func (id smbFileID) record() Record { return Record{{"persistent", id[0]}, {"volatile", id[1]}} }

func (a *smbAnalyzer) smb2Request(h Record, command uint16, m smbCommand, o *octets) {
	b := m.bytes
	switch command {
	case smb2Negotiate:
		o.le16()
		n := int(o.le16())
		o.take(32)
		dialects := []uint64{}
		for range n {
			if d := o.le16(); !o.short {
				dialects = append(dialects, uint64(d))
			}
		}
		if !o.short {
			a.raise("smb2_negotiate_request", h, dialects)
		}
	case smb2SessionSetup:
		o.take(3)
		if mode := o.u8(); !o.short {
			a.raise("smb2_session_setup_request", h, Record{{"security_mode", uint64(mode)}})
		}
	case smb2Logoff:
		a.raise("smb2_logoff_request", h)
	case smb2TreeConnect:
		o.take(4)
		offset, length := o.le16(), o.le16()
		if path := smb2Text(b, o, offset, length); !o.short {
			a.raise("smb2_tree_connect_request", h, path)
		}
	case smb2TreeClose:
		a.raise("smb2_tree_disconnect_request", h)
	case smb2Create:
		o.take(36)
		disposition, options := o.le32(), o.le32()
		offset, length := o.le16(), o.le16()
		if name := smb2Text(b, o, offset, length); !o.short {
			a.raise("smb2_create_request", h, Record{{"filename", name}, {"disposition", uint64(disposition)}, {"create_options", uint64(options)}})
		}
	case smb2Close:
		o.take(8)
		if id := smb2FileID(o); !o.short {
			a.raise("smb2_close_request", h, id.record())
			a.closed(id)
		}
	case smb2Read:
		o.take(4)
		length, offset := o.le32(), o.le64()
		if id := smb2FileID(o); !o.short {
			a.raise("smb2_read_request", h, id.record(), offset, uint64(length))
			remember(&a.files.reads, m.number, smbRead{id, offset})
		}
	case smb2Write:
		o.le16()
		at, length, offset := o.le16(), o.le32(), o.le64()
		if id := smb2FileID(o); !o.short {
			a.raise("smb2_write_request", h, id.record(), offset, uint64(length))
			a.contents(m.orig, m.tree, id, offset, smbData(b, uint64(at), uint64(length)), int(length))
		}
	case smb2SetInfo:
		a.smb2SetInfo(h, b, o)
	}
}

// smb2SetInfo tells what is done to a file (MS-FSCC 2.4).
func (a *smbAnalyzer) smb2SetInfo(h Record, b []byte, o *octets) {
	const aFile, basic, rename, disposition = 1, 4, 10, 13
	o.le16()
	kind, class, length, offset := o.u8(), o.u8(), o.le32(), o.le16()
	o.take(6)
	id := smb2FileID(o).record()
	if o.short || kind != aFile {
		return
	}
	if int(offset) < smb2Header || uint64(offset)+uint64(length) > uint64(len(b)) {
		o.short = true
		return
	}
	in := octets{rest: b[offset : uint32(offset)+length]}
	switch class {
	case rename:
		in.take(16)
		n := in.le32()
		if name := utf16Text(in.take(int(min(n, uint32(MaxSMBKept))))); !in.short {
			a.raise("smb2_file_rename", h, id, name)
		}
	case disposition:
		if pending := in.u8(); !in.short {
			a.raise("smb2_file_delete", h, id, pending&1 != 0)
		}
	case basic:
		created, accessed, modified, changed, attrs := in.le64(), in.le64(), in.le64(), in.le64(), in.le32()
		if !in.short {
			a.raise("smb2_file_sattr", h, id, smbTimes(created, accessed, modified, changed), smb2Attributes(attrs))
		}
	}
	o.short = o.short || in.short
}

func (a *smbAnalyzer) smb2Reply(h Record, command uint16, m smbCommand, o *octets) {
	switch command {
	case smb2Negotiate:
		o.le16()
		mode, dialect, contexts := o.le16(), o.le16(), o.le16()
		guid := smb2FileID(o).record()
		o.take(16)
		now, start := o.le64(), o.le64()
		if !o.short {
			a.raise("smb2_negotiate_response", h, Record{{"dialect_revision", uint64(dialect)}, {"security_mode", uint64(mode)}, {"server_guid", guid},
				{"system_time", smbTime(now)}, {"server_start_time", smbTime(start)}, {"negotiate_context_count", uint64(contexts)},
				{"negotiate_context_values", []Record{}}})
		}
	case smb2SessionSetup:
		o.le16()
		if flags := o.le16(); !o.short {
			a.raise("smb2_session_setup_response", h, Record{{"flags", Record{
				{"guest", flags&1 != 0}, {"anonymous", flags&2 != 0}, {"encrypt", flags&4 != 0}}}})
		}
	case smb2Logoff:
		a.raise("smb2_logoff_response", h)
	case smb2TreeConnect:
		o.le16()
		if share := o.u8(); !o.short {
			a.raise("smb2_tree_connect_response", h, Record{{"share_type", uint64(share)}})
			remember(&a.files.pipes, m.tree, share == smb2Pipe)
		}
	case smb2TreeClose:
		a.raise("smb2_tree_disconnect_response", h)
	case smb2Create:
		o.take(4)
		action, created, accessed, modified, changed := o.le32(), o.le64(), o.le64(), o.le64(), o.le64()
		o.le64() // allocated
		size, attrs := o.le64(), o.le32()
		o.le32()
		if id := smb2FileID(o); !o.short {
			a.raise("smb2_create_response", h, Record{{"file_id", id.record()}, {"size", size}, {"times", smbTimes(created, accessed, modified, changed)},
				{"attrs", smb2Attributes(attrs)}, {"create_action", uint64(action)}})
		}
	case smb2Close:
		o.take(8)
		created, accessed, modified, changed := o.le64(), o.le64(), o.le64(), o.le64()
		allocated, size, attrs := o.le64(), o.le64(), o.le32()
		if !o.short {
			a.raise("smb2_close_response", h, Record{{"alloc_size", allocated}, {"eof", size},
				{"times", smbTimes(created, accessed, modified, changed)}, {"attrs", smb2Attributes(attrs)}})
		}
	case smb2Read:
		o.le16()
		at := o.u8()
		o.u8()
		length := o.le32()
		if r, ok := a.files.answered(m.number); ok && !o.short {
			a.contents(m.orig, m.tree, r.file, r.offset, smbData(m.bytes, uint64(at), uint64(length)), int(length))
		}
	case smb2Write:
		o.le32()
		if n := o.le32(); !o.short {
			a.raise("smb2_write_response", h, uint64(n))
		}
	}
}

// smb2Attributes is Bro's record SMB2::FileAttrs (MS-FSCC 2.6).
func smb2Attributes(n uint32) Record {
	var r Record
	for _, f := range [...]struct {
		name string
		bit  uint32
	}{
		{"read_only", 0x1}, {"hidden", 0x2}, {"system", 0x4}, {"directory", 0x10}, {"archive", 0x20}, {"normal", 0x80}, {"temporary", 0x100},
		{"sparse_file", 0x200}, {"reparse_point", 0x400}, {"compressed", 0x800}, {"offline", 0x1000}, {"not_content_indexed", 0x2000},
		{"encrypted", 0x4000}, {"integrity_stream", 0x8000}, {"no_scrub_data", 0x20000},
	} {
		r = append(r, Field{f.name, n&f.bit != 0})
	}
	return r
}
