package analyzer

import "brig/bro/files"

// This file hands what is read from files and written to them to the files framework.

// MaxSMBOpen is how many reads without an answer, files with contents and trees of pipes
// a connection remembers; with more it begins anew.
const MaxSMBOpen = 1000

// smbFileID is what a file is called while it is open; version 1 has one number.
type smbFileID [2]uint64

// A smbRead is a read that waits for its answer.
type smbRead struct {
	file   smbFileID
	offset uint64
}

// smbFiles is what a connection transfers.
type smbFiles struct {
	reads map[uint64]smbRead // by message number
	open  map[smbFileID]*files.File
	pipes map[uint64]bool // trees of which no file is one
}

// remember puts a value into a map that stays small.
func remember[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil || len(*m) >= MaxSMBOpen {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

// answered takes the read that a message answers.
func (t *smbFiles) answered(message uint64) (smbRead, bool) {
	r, ok := t.reads[message]
	delete(t.reads, message)
	return r, ok
}

// contents takes bytes of a file at an offset. want is how many the message has: those
// beyond the part of it that was kept follow.
func (a *smbAnalyzer) contents(orig bool, tree uint64, id smbFileID, offset uint64, data []byte, want int) {
	if a.files.pipes[tree] || len(data) == 0 {
		return
	}
	f := a.s.Files.Open("SMB", a.c, orig)
	if f == nil {
		return
	}
	remember(&a.files.open, id, f)
	a.s.Hooks.EnterComponent(componentFiles)
	f.WriteAt(offset, data)
	a.s.Hooks.LeaveComponent(componentFiles)
	if want > len(data) {
		s := &a.sides[side(orig)]
		s.file, s.offset, s.left = f, offset+uint64(len(data)), min(want-len(data), s.skip)
	}
}

// more takes bytes of a file that lie beyond the part of the message that is kept.
func (a *smbAnalyzer) more(s *smbSide, b []byte) {
	n := min(len(b), s.left)
	if n == 0 {
		return
	}
	a.s.Hooks.EnterComponent(componentFiles)
	s.file.WriteAt(s.offset, b[:n])
	a.s.Hooks.LeaveComponent(componentFiles)
	s.pass(n)
}

// pass moves n bytes on in the file's contents.
func (s *smbSide) pass(n int) {
	n = min(n, s.left)
	s.offset += uint64(n)
	if s.left -= n; s.left == 0 {
		s.file = nil
	}
}

// closed ends a file.
func (a *smbAnalyzer) closed(id smbFileID) {
	f := a.files.open[id]
	if f == nil {
		return
	}
	delete(a.files.open, id)
	a.s.Hooks.EnterComponent(componentFiles)
	f.Close()
	a.s.Hooks.LeaveComponent(componentFiles)
}

// smbData is the part of a message that is kept of n bytes at an offset from its header.
func smbData(b []byte, offset, n uint64) []byte {
	if offset > uint64(len(b)) {
		return nil
	}
	return b[offset:min(offset+n, uint64(len(b)))]
}
