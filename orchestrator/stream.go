package orchestrator

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
)

// maxRows bounds the size of an input stream: the file has 30 bytes a row.
const maxRows = 10_000_000

// A Stream is the workload of a trial of the input suite: one stream of the
// Input Framework beside the packets.
type Stream struct {
	Reader, Mode string
	Rows         int
}

func (s Stream) name() string { return fmt.Sprintf("%s-%s-%d", s.Reader, s.Mode, s.Rows) }

func (s Stream) label() string {
	switch s.Reader {
	case "ascii":
		return fmt.Sprintf("a table of %d addresses from an ASCII file, mode %s", s.Rows, s.Mode)
	case "raw":
		return fmt.Sprintf("%d lines of a file as events, mode %s", s.Rows, s.Mode)
	}
	if s.Mode == "manual" {
		return fmt.Sprintf("%d made-up rows as events", s.Rows)
	}
	return fmt.Sprintf("%d made-up rows a second as events, mode %s", s.Rows, s.Mode)
}

// file is the name of the stream's file, "" when it needs none.
func (s Stream) file() string {
	if s.Reader == "benchmark" {
		return ""
	}
	return fmt.Sprintf("rows-%d.txt", s.Rows)
}

func (s Suite) validateInput() error {
	check := func(key string, got, known []string) error {
		if len(got) == 0 {
			return fmt.Errorf("%s: missing", key)
		}
		for i, name := range got {
			if !slices.Contains(known, name) {
				return fmt.Errorf("%s: %q is none of %q", key, name, known)
			}
			if slices.Contains(got[:i], name) {
				return fmt.Errorf("%s: %q twice", key, name)
			}
		}
		return nil
	}
	if err := errors.Join(
		check("readers", s.Readers, []string{"ascii", "raw", "benchmark"}),
		check("modes", s.Modes, []string{"manual", "reread", "stream"}),
	); err != nil {
		return err
	}
	if len(s.Sizes) == 0 {
		return errors.New("sizes: missing")
	}
	for i, n := range s.Sizes {
		if n < 1 || n > maxRows {
			return fmt.Errorf("sizes: %d is not between 1 and %d", n, maxRows)
		}
		if slices.Contains(s.Sizes[:i], n) {
			return fmt.Errorf("sizes: %d twice", n)
		}
	}
	return nil
}

// script is the stream in Bro's language. What it saw goes into a log, so that
// every row is accounted for by an exact claim.
func (s Stream) script() string {
	const common = `
module Workload;

export {
	redef enum Log::ID += { LOG };
	type Info: record {
		rows: count &log;
		total: count &log;
	};
}

type Key: record { ip: addr; };
type Value: record { n: count; reason: string; };

global addresses: table[addr] of Value = table();
global rows = 0;
global total = 0;

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $path="workload"]);
	}

event bro_done()
	{
	for ( a in addresses )
		total += addresses[a]$n;
	Log::write(LOG, [$rows=rows + |addresses|, $total=total]);
	}
`
	mode := map[string]string{"manual": "MANUAL", "reread": "REREAD", "stream": "STREAM"}[s.Mode]
	switch s.Reader {
	case "ascii":
		return common + fmt.Sprintf(`
event bro_init()
	{
	Input::add_table([$source="../in/%s", $name="rows", $idx=Key, $val=Value,
	                  $destination=addresses, $mode=Input::%s]);
	}
`, s.file(), mode)
	case "raw":
		return common + fmt.Sprintf(`
type Line: record { text: string; };

event line(description: Input::EventDescription, tpe: Input::Event, text: string)
	{
	++rows;
	total += |text|;
	}

event bro_init()
	{
	Input::add_event([$source="../in/%s", $name="rows", $reader=Input::READER_RAW,
	                  $fields=Line, $ev=line, $want_record=F, $mode=Input::%s]);
	}
`, s.file(), mode)
	}
	return common + fmt.Sprintf(`
type Row: record { n: count; a: addr; text: string; };

event row(description: Input::EventDescription, tpe: Input::Event, r: Row)
	{
	++rows;
	total += |r$text|;
	}

global GLOBAL::lines_changed: event(newlines: count, changetime: time);
global GLOBAL::HeartbeatDone: event();

event bro_init()
	{
	Input::add_event([$source="%d", $name="rows", $reader=Input::READER_BENCHMARK,
	                  $fields=Row, $ev=row, $want_record=T, $mode=Input::%s]);
	}
`, s.Rows, mode)
}

// file makes the file of a stream below dir, the same for the same seed, unless
// it is there.
func (s Stream) make(dir string, seed int64) (path string, err error) {
	path = filepath.Join(dir, fmt.Sprintf("seed-%d-%s", seed, s.file()))
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644))
	if err != nil {
		return "", err
	}
	defer f.Cleanup()
	w := bufio.NewWriterSize(f, 1<<16)
	fmt.Fprint(w, "#fields\tip\tn\treason\n")
	rng := rand.New(rand.NewPCG(uint64(seed), uint64(s.Rows)))
	for i := range s.Rows {
		fmt.Fprintf(w, "10.%d.%d.%d\t%d\tlisted-%d\n", i>>16&255, i>>8&255, i&255, rng.IntN(1_000_000), rng.IntN(1000))
	}
	return path, errors.Join(w.Flush(), f.CloseAtomicallyReplace())
}
