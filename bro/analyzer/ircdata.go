package analyzer

import (
	"encoding/binary"

	"brig/bro/files"
)

func ircDataProtocol() *protocol {
	return &protocol{
		name:      "IRC_DATA",
		component: componentIRCData,
		newStream: func(b base) streamAnalyzer { return &ircDataAnalyzer{base: b} },
	}
}

// An ircDataAnalyzer analyzes a connection that an IRC message announced: a
// file from who offered it, the responder, and from the other side how many
// bytes have come so far, as numbers of four bytes.
type ircDataAnalyzer struct {
	base
	file   *files.File
	opened bool
	acks   []byte // of a number that is not whole
	lost   bool   // nobody knows where a number begins
}

func (a *ircDataAnalyzer) stream(orig bool, data []byte) {
	if orig {
		a.received(data)
		return
	}
	if f := a.open(); f != nil {
		a.s.Hooks.EnterComponent(componentFiles)
		f.Write(data)
		a.s.Hooks.LeaveComponent(componentFiles)
	}
}

func (a *ircDataAnalyzer) open() *files.File {
	if !a.opened {
		a.opened = true
		a.file = a.s.Files.Open("IRC_DATA", a.c, false)
	}
	return a.file
}

func (a *ircDataAnalyzer) received(data []byte) {
	f := a.ev.IRCDCCSendAck
	if f == nil || a.lost {
		return
	}
	const size = 4
	a.acks = append(a.acks, data...)
	b := a.acks
	for ; len(b) >= size; b = b[size:] {
		f(a.c, uint64(binary.BigEndian.Uint32(b)))
	}
	a.acks = append(a.acks[:0], b...)
}

func (a *ircDataAnalyzer) gap(orig bool, n uint64) {
	if orig {
		a.lost = true
	} else if f := a.open(); f != nil {
		f.Skip(n)
	}
}

func (a *ircDataAnalyzer) end(orig bool) {
	if !orig {
		a.file.Close()
		a.file = nil
	}
}

func (a *ircDataAnalyzer) done() { a.end(false) }
