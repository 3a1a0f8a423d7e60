package builtin

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"brig/bro/interp"
)

// fileFuncs is the family of files. Errors of the operating system are error
// messages, and F where the result is a bool.
func fileFuncs() table {
	opened := rotation{}
	return table{
		"open":                opened.open(os.O_TRUNC),
		"open_for_append":     opened.open(os.O_APPEND),
		"close":               func(c call) (value, error) { delete(opened, c.Args[0].File()); return closeFile(c) },
		"rotate_file":         opened.rotate,
		"rotate_file_by_name": rotateByName,
		"calc_next_rotate":    nextRotation,
		"file_mode":           func(c call) (value, error) { return str(fileMode(c.Count(0))) },
		"write_file":          writeFile,
		"print_raw":           printRaw,
		"flush_all":           flushAll,
		"set_buf":             func(c call) (value, error) { return boolean(true) },
		"enable_raw_output":   enableRaw,
		"get_file_name":       func(c call) (value, error) { return str(c.Args[0].File().Name) },
		"active_file":         func(c call) (value, error) { return boolean(c.Args[0].File().Open) },
		"file_size":           fileSize,
		"mkdir":               mkdir,
		"rmdir":               rmdir,
		"unlink":              unlink,
		"rename":              rename,
		"file_exists": func(c call) (value, error) {
			_, err := os.Stat(c.Str(0))
			return boolean(err == nil)
		},
	}
}

// succeeds reports an error and gives whether there was none.
func succeeds(c call, err error) (value, error) {
	if err != nil {
		c.Error("%v", err)
	}
	return boolean(err == nil)
}

// openFile opens a file for writing. One that cannot be opened is an error
// message and a file that is not active.
func openFile(c call, flag int) (value, error) {
	name := c.Str(0)
	if name == "-" || name == "/dev/stdout" {
		return c.In.StdoutFile().Value(), nil
	}
	if name == "/dev/stderr" {
		f := interp.NewFile(name, os.Stderr)
		c.In.File(f)
		return f.Value(), nil
	}
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|flag, 0o666)
	if err != nil {
		c.Error("can't open %s: %v", name, errors.Unwrap(err))
		f := interp.NewFile(name, nil)
		f.Open = false
		return f.Value(), nil
	}
	f := interp.NewFile(name, w)
	c.In.File(f)
	return f.Value(), nil
}

func closeFile(c call) (value, error) {
	f := c.Args[0].File()
	if f == c.In.StdoutFile() {
		return succeeds(c, f.Flush())
	}
	return succeeds(c, f.Close())
}

func writeFile(c call) (value, error) {
	f := c.Args[0].File()
	if !f.Open {
		return boolean(false)
	}
	_, err := f.Write([]byte(c.Str(1)))
	return succeeds(c, err)
}

// printRaw writes its arguments to standard output without separators,
// escapes and newline.
func printRaw(c call) (value, error) {
	var b []byte
	for _, a := range c.Args {
		b = a.Append(b)
	}
	_, err := c.In.StdoutFile().Write(b)
	return succeeds(c, err)
}

func flushAll(c call) (value, error) { return succeeds(c, c.In.FlushAll()) }

func enableRaw(c call) (value, error) {
	c.Args[0].File().Raw = true
	return none, nil
}

func fileSize(c call) (value, error) {
	info, err := os.Stat(c.Str(0))
	if err != nil {
		return double(-1)
	}
	return double(float64(info.Size()))
}

// warned reports what did not work, as a warning, and gives whether it did.
func warned(c call, what string, err error) (value, error) {
	if err != nil {
		c.Warn("%s: %v", what, errors.Unwrap(err))
	}
	return boolean(err == nil)
}

// mkdir gives T also if the directory is there already.
func mkdir(c call) (value, error) {
	err := os.Mkdir(c.Str(0), 0o777)
	if errors.Is(err, fs.ErrExist) {
		if info, e := os.Stat(c.Str(0)); e == nil && info.IsDir() {
			return boolean(true)
		}
	}
	return warned(c, "cannot create directory '"+c.Str(0)+"'", err)
}

// rmdir removes an empty directory, and nothing else.
func rmdir(c call) (value, error) {
	what := "cannot remove directory '" + c.Str(0) + "'"
	if info, err := os.Lstat(c.Str(0)); err == nil && !info.IsDir() {
		return warned(c, what, &fs.PathError{Op: "rmdir", Path: c.Str(0), Err: syscall.ENOTDIR})
	}
	return warned(c, what, os.Remove(c.Str(0)))
}

// unlink removes a file that is no directory.
func unlink(c call) (value, error) {
	what := "cannot unlink file '" + c.Str(0) + "'"
	if info, err := os.Lstat(c.Str(0)); err == nil && info.IsDir() {
		return warned(c, what, &fs.PathError{Op: "unlink", Path: c.Str(0), Err: syscall.EISDIR})
	}
	return warned(c, what, os.Remove(c.Str(0)))
}

func rename(c call) (value, error) {
	return warned(c, "cannot rename file '"+c.Str(0)+"' to '"+c.Str(1)+"'", os.Rename(c.Str(0), c.Str(1)))
}

// fileMode writes permissions as ls does: rwxr-x--T.
func fileMode(mode uint64) string {
	var b [9]byte
	for i := range b {
		b[i] = '-'
		if mode>>(8-i)&1 != 0 {
			b[i] = "rwx"[i%3]
		}
	}
	for i, special := range []string{"Ss", "Ss", "Tt"} { // set-user-id, set-group-id, sticky
		if mode>>(11-i)&1 == 0 {
			continue
		}
		at := 3*i + 2
		if b[at] == 'x' {
			b[at] = special[1]
		} else {
			b[at] = special[0]
		}
	}
	return string(b[:])
}
