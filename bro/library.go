package bro

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// This file finds scripts: on disk and in the library that the engine carries.

// libraryRoots are the folders of the library in which scripts are searched.
var libraryRoots = [...]string{"", "policy", "site"}

// searchPath lists where scripts are searched, in order. Names in the library
// are relative, so messages and maps do not tell where it lies; a file of the
// same relative name in the current folder takes its place.
func (c *Config) searchPath() []string {
	dirs := []string{"."}
	for _, dir := range c.Path {
		if dir != "" && dir != "." {
			dirs = append(dirs, filepath.ToSlash(dir))
		}
	}
	return append(dirs, libraryRoots[:]...)
}

// open opens a script, or a folder of scripts, on disk or else in the library.
func (c *Config) open(name string) (fs.File, error) {
	f, err := os.Open(filepath.FromSlash(name))
	if err == nil || path.IsAbs(name) || !errors.Is(err, fs.ErrNotExist) && !isNotDir(err) {
		return f, err
	}
	clean := path.Clean(name)
	if clean == "." || strings.HasPrefix(clean, "../") || !fs.ValidPath(clean) {
		return nil, err
	}
	lib, libErr := c.Library.Open(clean)
	if libErr != nil {
		return nil, err
	}
	return lib, nil
}

// isNotDir recognizes that a part of a path is a file.
func isNotDir(err error) bool {
	var pathErr *fs.PathError
	return errors.As(err, &pathErr) && strings.Contains(pathErr.Err.Error(), "not a directory")
}
