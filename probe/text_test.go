package probe

import (
	"strings"
	"testing"
)

func TestParseStatOfStrangeNames(t *testing.T) {
	fields := " R 1 2 3 0 -1 4194304 11 0 5 0 7 9 0 0 20 0 4 0 99 4096 3 0"
	for _, name := range []string{"(sh)", "(a b)", "(a) R 9 9)", "())", "(\n)"} {
		s, ok := parseStat(text("42 " + name + fields))
		if !ok || s.state != 'R' || s.minorFaults != 11 || s.user != 7 || s.system != 9 || s.threads != 4 || s.vms != 4096 || s.rss != 3 {
			t.Errorf("parseStat with the name %q = %+v, %v", name, s, ok)
		}
	}
	for _, bad := range []string{"", "42", "42 (sh)", "42 (sh) R 1 2", "42 (sh) R" + strings.Repeat(" x", 30)} {
		if s, ok := parseStat(text(bad)); ok {
			t.Errorf("parseStat(%q) = %+v, want none", bad, s)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"0", 0, true}, {"  12 3", 12, true}, {"-7", -7, true}, {"9223372036854775807", 0, false},
		{"922337203685477579", 922337203685477579, true}, {"", 0, false}, {"-", 0, false}, {"1x", 0, false},
	} {
		in := text(tt.in)
		if got, ok := in.number(); got != tt.want || ok != tt.ok {
			t.Errorf("number of %q = %d, %v, want %d, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

func TestValueIsAtTheBeginningOfALine(t *testing.T) {
	in := text("nonvoluntary_ctxt_switches:\t5\nvoluntary_ctxt_switches:\t77\nlast: 3")
	for _, tt := range []struct {
		key  string
		want int64
		ok   bool
	}{{"voluntary_ctxt_switches:", 77, true}, {"last:", 3, true}, {"none:", 0, false}} {
		if got, ok := in.value(tt.key); got != tt.want || ok != tt.ok {
			t.Errorf("value(%q) = %d, %v, want %d, %v", tt.key, got, ok, tt.want, tt.ok)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("42 (sh) R 1 2 3 0 -1 4194304 11 0 5 0 7 9 0 0 20 0 4 0 99 4096 3 0\n")
	f.Add("cpu  1 2 3 4 5 6 7 8 9 10\nMemAvailable:  77 kB\n")
	f.Add("-\n\n99999999999999999999999")
	f.Fuzz(func(t *testing.T, in string) {
		parseStat(text(in))
		parseCPU(text(in))
		parseDisk(text(in))
		text(in).value("MemAvailable:")
		lines := 0
		for rest := text(in); ; lines++ {
			if _, ok := rest.line(); !ok {
				break
			}
		}
		if want := len(strings.SplitAfter(strings.TrimSuffix(in, "\n"), "\n")); in != "" && lines != want {
			t.Errorf("%d lines in %q, want %d", lines, in, want)
		}
	})
}
