package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"golang.org/x/sys/unix"

	"brig/result"
)

// A folder is a result folder in the making. It has its name with ".partial"
// until it is complete and on disk, so that a folder without is never half
// written, whatever the probe dies of. A lock on it keeps a second probe out
// and ends with the process.
type folder struct {
	name, partial string
	lock          *os.File
}

// createFolder makes a folder for documents. An empty folder of that name,
// and what a killed probe left in the way, are removed.
func createFolder(name string) (*folder, error) {
	switch err := unix.Rmdir(name); {
	case err == nil || errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, unix.EBUSY):
		return nil, fmt.Errorf("%s is a mount point: name a folder in it", name)
	case errors.Is(err, fs.ErrExist): // ENOTEMPTY is one of them
		return nil, fmt.Errorf("%s is not empty: name a folder that is empty or does not exist", name)
	default:
		return nil, fmt.Errorf("making a result folder %s: %w", name, err)
	}
	var err error
	d := &folder{name: name, partial: name + ".partial"}
	if err := os.Mkdir(d.partial, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("making a result folder: %w", err)
	}
	if d.lock, err = os.Open(d.partial); err != nil {
		return nil, fmt.Errorf("making a result folder: %w", err)
	}
	if err := unix.Flock(int(d.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		d.lock.Close()
		return nil, fmt.Errorf("%s is being written by another probe", d.partial)
	}
	left, err := os.ReadDir(d.partial)
	for _, e := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(d.partial, e.Name())))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("emptying %s: %w", d.partial, err), d.lock.Close())
	}
	return d, nil
}

// write writes a file through to the disk.
func (d *folder) write(name string, content []byte) error {
	f, err := os.OpenFile(filepath.Join(d.partial, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("writing a document: %w", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing a document: %w", err)
	}
	return nil
}

// writeDocuments writes documents under the names their kinds have.
func (d *folder) writeDocuments(documents []result.Document) error {
	for _, doc := range documents {
		text, err := json.Marshal(doc)
		if err != nil {
			return fmt.Errorf("writing %s: %w", fileName(doc), err)
		}
		if err := d.write(fileName(doc), append(text, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// fileName is the name of a document's kind in a result folder.
func fileName(doc result.Document) string {
	for _, r := range result.Resources {
		if reflect.TypeOf(r.New()) == reflect.TypeOf(doc) {
			return r.File
		}
	}
	return ""
}

// publish gives a complete folder its name.
func (d *folder) publish() error {
	if err := d.lock.Sync(); err != nil {
		return fmt.Errorf("writing %s: %w", d.partial, err)
	}
	if err := os.Rename(d.partial, d.name); err != nil {
		return err
	}
	d.partial = ""
	parent, err := os.Open(filepath.Dir(d.name))
	if err != nil {
		return err
	}
	return errors.Join(parent.Sync(), parent.Close())
}

// discard removes the folder unless it was published.
func (d *folder) discard() error {
	var err error
	if d.partial != "" {
		err = os.RemoveAll(d.partial)
	}
	return errors.Join(err, d.lock.Close())
}
