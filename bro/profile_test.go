package bro_test

import (
	"regexp"
	"strings"
	"testing"

	"brig/bro"
)

// A profile has a block each 15 seconds of network time, of lines in Bro's form.
func TestProfile(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), IgnoreChecksums: true, Scripts: []string{"misc/profiling"}, Code: []string{
		`redef expensive_profiling_multiple = 2;`}})
	text := files(t, o.dir, ".log")["prof.log"]
	forms := map[string]int{
		`-{24}`: 0,
		`Memory: total=\d+K total_adj=\d+K malloced: \d+K`:                                             0,
		`Run-time: user\+sys=\d+\.\d user=\d+\.\d sys=\d+\.\d real=\d+\.\d`:                            0,
		`Conns: total=\d+ current=\d+/\d+`:                                                             0,
		`Conns: tcp=\d+/\d+ udp=\d+/\d+ icmp=\d+/\d+`:                                                  0,
		`TCP-States: +Inact\. +Syn\. +SA +Part\. +Est\. +Fin\. +Rst\. *`:                               0,
		`TCP-States:(Inact\.|Syn\.|SA|Part\.|Est\.|Fin\.|Rst\.)[ \d]+`:                                 0,
		`Connections expired due to inactivity: \d+`:                                                   0,
		`Total reassembler data: \d+K`:                                                                 0,
		`Timers: current=\d+ max=\d+ lag=\d+\.\d\ds`:                                                   0,
		`DNS_Mgr: requests=\d+ succesful=\d+ failed=\d+ pending=\d+ cached_hosts=\d+ cached_addrs=\d+`: 0,
		`Triggers: total=\d+ pending=\d+`:                                                              0,
		` {8}(ScheduleTimer|TableValTimer|TriggerTimer|ConnectionTimer) = \d+`:                         0,
		`Threads: current=\d+`:                                                                         0,
		` {16}[\w:]+ = \d+ values \(\d+ entries\)`:                                                     0,
		`Global_sizes: \d+ values in tables and records, \d+ table entries`:                            0,
	}
	for line := range strings.Lines(text) {
		known := false
		for form := range forms {
			if regexp.MustCompile(`^\d+\.\d{6} ` + form + `\n$`).MatchString(line) {
				forms[form]++
				known = true
			}
		}
		if !known {
			t.Errorf("a line of another form: %q", line)
		}
	}
	blocks := forms[`-{24}`]
	if blocks < 8 {
		t.Errorf("%d blocks", blocks)
	}
	if n := forms[`TCP-States:(Inact\.|Syn\.|SA|Part\.|Est\.|Fin\.|Rst\.)[ \d]+`]; n != 7*blocks {
		t.Errorf("%d lines of states in %d blocks", n, blocks)
	}
	if n := forms[`Global_sizes: \d+ values in tables and records, \d+ table entries`]; n != blocks/2 {
		t.Errorf("%d expensive blocks of %d", n, blocks)
	}
	for form, n := range forms {
		if n == 0 {
			t.Errorf("no line of the form %q", form)
		}
	}
}

// Segments are the parts of the work on each packet.
func TestSegmentProfile(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), IgnoreChecksums: true, Bare: true, Code: []string{
		`redef profiling_file = open_log_file("prof"); redef segment_profiling = T;`,
		`global n = 0; event new_connection(c: connection) { if ( ++n == 50 ) terminate(); }`}})
	text := files(t, o.dir, ".log")["prof.log"]
	for _, part := range []string{"expiring-timers", "dispatching-packet", "draining-events"} {
		if n := int64(strings.Count(text, " segment-"+part+" dt=")); n != o.summary.Packets {
			t.Errorf("%d times %s with %d packets", n, part, o.summary.Packets)
		}
	}
}
