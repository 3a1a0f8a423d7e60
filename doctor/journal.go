package doctor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// A Journal holds the changes that were made, or were about to be made, and
// not undone yet: a line of JSON each, the first of them about the boot. A lock
// on it says that its process lives, so that nobody undoes what is still wanted.
type Journal struct {
	root, path string
	file       *os.File
	left       []Change // by an earlier process
	stale      bool     // the machine was started anew since: nothing is changed any more
}

// maxJournal bounds a journal.
const maxJournal = 1 << 20

// ErrTuned says that another process has changed settings and lives.
var ErrTuned = errors.New("settings are tuned by another brig doctor: end that one first")

// beginning is the first line of a journal.
type beginning struct {
	Version int    `json:"brig_doctor_journal"`
	Boot    string `json:"boot"` // the kernel's boot_id
}

// Open opens the journal of the machine below root, or makes it in a folder
// that only its owner can write to. What an earlier process left in it is to be
// undone by Restore before anything else is changed.
func Open(root, path string) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	j := &Journal{root: root, path: path, file: f}
	if err := j.begin(); err != nil {
		f.Close()
		return nil, err
	}
	return j, nil
}

// Left reports whether there is a journal that an earlier process left, and
// nobody holds.
func Left(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) == nil
}

func (j *Journal) begin() error {
	if err := unix.Flock(int(j.file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return ErrTuned
	}
	// It may have been removed by the one who held it a moment ago.
	mine, err := j.file.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(j.path); err != nil || !os.SameFile(mine, there) {
		return ErrTuned
	}
	text, err := io.ReadAll(io.LimitReader(j.file, maxJournal+1))
	switch {
	case err != nil:
		return fmt.Errorf("reading the journal %s: %w", j.path, err)
	case len(text) > maxJournal:
		return fmt.Errorf("reading the journal %s: larger than %d bytes", j.path, maxJournal)
	}
	boot := read(filepath.Join(j.root, "proc/sys/kernel/random/boot_id"))
	if len(bytes.TrimSpace(text)) > 0 && bytes.IndexByte(text, '\n') >= 0 {
		return j.parse(text, boot)
	}
	// Empty, or its first line was cut: nothing had been changed.
	return errors.Join(j.file.Truncate(0), j.write(beginning{1, boot}, 0), syncDir(filepath.Dir(j.path)))
}

// parse reads what an earlier process noted. A last line without an end was
// not written to its end, so its change was not made.
func (j *Journal) parse(text []byte, boot string) error {
	lines := bufio.NewScanner(bytes.NewReader(text[:bytes.LastIndexByte(text, '\n')+1]))
	lines.Buffer(nil, maxJournal)
	for n := 1; lines.Scan(); n++ {
		if n == 1 {
			var b beginning
			if err := json.Unmarshal(lines.Bytes(), &b); err != nil || b.Version != 1 {
				return fmt.Errorf("reading the journal %s: not one of brig doctor", j.path)
			}
			j.stale = b.Boot != boot
			continue
		}
		var c Change
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil || !known(c) {
			return fmt.Errorf("reading the journal %s: line %d is no change that brig doctor makes", j.path, n)
		}
		j.left = append(j.left, c)
	}
	return lines.Err()
}

// note writes a change to the disk.
func (j *Journal) note(c Change) error {
	at, err := j.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if err := j.write(c, at); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.left = append(j.left, c)
	return nil
}

func (j *Journal) write(v any, at int64) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = j.file.WriteAt(append(text, '\n'), at)
	return errors.Join(err, j.file.Sync())
}

// Restore undoes the changes in the journal, the last first, and removes it.
// A setting that someone else has changed since stays as it is and is in
// kept. When a setting cannot be restored the journal stays.
func (j *Journal) Restore() (restored, kept []Change, err error) {
	var errs []error
	for _, c := range slices.Backward(j.left) {
		path := filepath.Join(j.root, c.File)
		switch now := value(path); {
		case j.stale || now == c.Before: // it was not made, or is gone
		case now != c.After && now != "": // it may have been cut off in writing
			kept = append(kept, c)
		default:
			if err := set(path, c.Before); err != nil {
				errs = append(errs, fmt.Errorf("restoring %s: %w", c.Name, err))
				continue
			}
			restored = append(restored, c)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return restored, kept, errors.Join(err, j.file.Close())
	}
	// Removed while it is locked: nobody can have begun to write to it.
	err = os.Remove(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return restored, kept, errors.Join(err, syncDir(filepath.Dir(j.path)), j.file.Close())
}

func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
