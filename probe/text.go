package probe

// This file reads the kernel's text files. Nothing here allocates.

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

// parseDisk gives the bytes read from and written to a device, by its
// /sys/block/NAME/stat: reads, merged, sectors, ms, writes, merged, sectors.
// Sectors are 512 bytes there, whatever the device's are.
func parseDisk(t text) (read, written int64, ok bool) {
	var f [7]int64
	ok = t.numbers(f[:])
	return f[2] * 512, f[6] * 512, ok
}
