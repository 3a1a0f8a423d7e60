package probe

import (
	"bytes"
	"unicode/utf8"
)

// This file reads the kernel's text files. Nothing here but programName
// allocates.

// A text is what is left to read of a kernel file.
type text []byte

// line cuts off the first line.
func (t *text) line() (text, bool) {
	if len(*t) == 0 {
		return nil, false
	}
	for i, c := range *t {
		if c == '\n' {
			l := (*t)[:i]
			*t = (*t)[i+1:]
			return l, true
		}
	}
	l := *t
	*t = nil
	return l, true
}

// field cuts off the first word.
func (t *text) field() text {
	b := *t
	i := 0
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	j := i
	for j < len(b) && b[j] != ' ' && b[j] != '\t' && b[j] != '\n' {
		j++
	}
	*t = b[j:]
	return b[i:j]
}

// skip cuts off n words.
func (t *text) skip(n int) {
	for range n {
		t.field()
	}
}

// number cuts off the first word, a decimal number.
func (t *text) number() (int64, bool) {
	w := t.field()
	neg := len(w) > 0 && w[0] == '-'
	if neg {
		w = w[1:]
	}
	if len(w) == 0 {
		return 0, false
	}
	var n int64
	for _, c := range w {
		if c < '0' || c > '9' || n > (1<<63-10)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if neg {
		n = -n
	}
	return n, true
}

// numbers reads len(into) words, all of them numbers.
func (t *text) numbers(into []int64) bool {
	for i := range into {
		n, ok := t.number()
		if !ok {
			return false
		}
		into[i] = n
	}
	return true
}

// value is the number that follows key at the beginning of a line.
func (t text) value(key string) (int64, bool) {
	for {
		l, ok := t.line()
		if !ok {
			return 0, false
		}
		if len(l) > len(key) && string(l[:len(key)]) == key {
			l = l[len(key):]
			return l.number()
		}
	}
}

// values reads the numbers that follow keys at the beginnings of lines, in one
// pass: the keys are in the order of the lines. Bit i of found says that key i
// was there.
func (t text) values(keys []string, into []int64) (found uint64) {
	for next := 0; next < len(keys); {
		l, ok := t.line()
		if !ok {
			break
		}
		for k := next; k < len(keys); k++ {
			key := keys[k]
			if len(l) <= len(key) || string(l[:len(key)]) != key {
				continue
			}
			rest := l[len(key):]
			if into[k], ok = rest.number(); ok {
				found |= 1 << k
			}
			next = k + 1
			break
		}
	}
	return found
}

// pressure is the time, in ns, for which some task waited, by a file of
// pressure stall information: "some avg10=0.00 ... total=MICROSECONDS".
func (t text) pressure() (int64, bool) {
	for {
		l, ok := t.line()
		if !ok {
			return 0, false
		}
		if string(l.field()) != "some" {
			continue
		}
		for f := l.field(); len(f) > 0; f = l.field() {
			if us, ok := f.after("total="); ok {
				return us * 1000, true
			}
		}
	}
}

// after is the number that a word has after a prefix.
func (t text) after(prefix string) (int64, bool) {
	if len(t) <= len(prefix) || string(t[:len(prefix)]) != prefix {
		return 0, false
	}
	t = t[len(prefix):]
	return t.number()
}

// A statLine is what /proc/PID/stat says of a process. Times are in ticks,
// the resident set in pages; see proc_pid_stat(5) for the fields.
type statLine struct {
	state                    byte
	minorFaults, majorFaults int64
	user, system             int64
	threads                  int64
	vms                      int64 // bytes
	rss                      int64 // pages
}

// parseStat reads /proc/PID/stat. The name of the program is in parentheses
// and may contain any character, so the fields are counted after the last
// closing one.
func parseStat(t text) (s statLine, ok bool) {
	i := len(t) - 1
	for i >= 0 && t[i] != ')' {
		i--
	}
	if i < 0 {
		return s, false
	}
	t = t[i+1:]
	st := t.field()
	if len(st) != 1 {
		return s, false
	}
	s.state = st[0]
	var f [21]int64 // fields 4 to 24
	if !t.numbers(f[:]) {
		return s, false
	}
	s.minorFaults, s.majorFaults = f[10-4], f[12-4]
	s.user, s.system = f[14-4], f[15-4]
	s.threads, s.vms, s.rss = f[20-4], f[23-4], f[24-4]
	return s, true
}

// programName is the name in parentheses of /proc/PID/stat, or "" when it is
// not fit to print.
func programName(t text) string {
	i := bytes.IndexByte(t, '(')
	j := bytes.LastIndexByte(t, ')')
	if i < 0 || j < i || j-i > maxName || !utf8.Valid(t[i:j]) {
		return ""
	}
	return string(t[i+1 : j])
}

// cpuLine is the first line of /proc/stat, in ticks since boot and over all
// processors. Guest time is part of user time.
type cpuLine struct {
	user, nice, system, idle, iowait, irq, softirq, steal int64
}

func parseCPU(t text) (c cpuLine, ok bool) {
	if string(t.field()) != "cpu" {
		return c, false
	}
	var f [8]int64
	if !t.numbers(f[:]) {
		return c, false
	}
	return cpuLine{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}, true
}

// A diskLine is what /sys/block/NAME/stat says: requests, bytes, and the time
// requests took, in ns and summed over requests.
type diskLine struct {
	reads, readBytes, readTime    int64
	writes, writeBytes, writeTime int64
}

// parseDisk reads /sys/block/NAME/stat: reads, merged, sectors, ms, writes,
// merged, sectors, ms. Sectors are 512 bytes there, whatever the device's are.
func parseDisk(t text) (d diskLine, ok bool) {
	var f [8]int64
	ok = t.numbers(f[:])
	return diskLine{f[0], f[2] * 512, f[3] * 1e6, f[4], f[6] * 512, f[7] * 1e6}, ok
}

// heapSize is the size of the memory that /proc/PID/maps calls [heap], 0 when
// there is none.
func heapSize(t text) int64 {
	for {
		l, ok := t.line()
		if !ok {
			return 0
		}
		if len(l) < 6 || string(l[len(l)-6:]) != "[heap]" {
			continue
		}
		from, ok1 := l.hex('-')
		to, ok2 := l.hex(' ')
		if ok1 && ok2 && to >= from {
			return to - from
		}
		return 0
	}
}

// hex cuts off a hexadecimal number and the character that ends it.
func (t *text) hex(end byte) (int64, bool) {
	var n int64
	for i, c := range *t {
		switch {
		case c == end && i > 0:
			*t = (*t)[i+1:]
			return n, true
		case c >= '0' && c <= '9':
			n = n<<4 | int64(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 | int64(c-'a'+10)
		default:
			return 0, false
		}
		if n < 0 {
			return 0, false
		}
	}
	return 0, false
}
