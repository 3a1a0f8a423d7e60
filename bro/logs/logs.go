// Package logs is the Logging Framework: streams of records that scripts
// write, filters that choose where and what of them is kept, and a writer of
// Bro's log files, tab-separated or JSON.
//
// # Model
//
// A script creates a stream for each label of Log::ID, saying with a record
// type what its columns are: the fields with the attribute &log, those of
// nested records in their place under a dotted name ("id.orig_h"). Each filter
// of a stream turns a record into a line of a log file. The path of a log
// ("conn") is the name of its file without suffix.
//
//	fw := logs.New()
//	fw.Create = func(name string) (io.WriteCloser, error) { return os.Create(name) }
//	in, err := interp.New(prog, fw.Builtins())
//	...                        // the script runs
//	err = fw.Close()           // writes what is buffered and the closing lines
//	for _, l := range fw.Logs() { fmt.Println(l.Path, l.Lines, l.SHA256) }
//
// What is written goes this way: the stream's event is queued, the hook
// Log::log_stream_policy is called and may delay or refuse the record, then
// for each filter its policy hook, its predicate, its path function and the
// function that gives extension columns.
//
// # Determinism
//
// The lines of a log depend on nothing but the records. The times in "#open"
// and "#close" are network times, in UTC: of the first record and of the last
// packet. (Bro writes the wall clock there.) So a run gives the same bytes
// each time it is repeated.
//
// # Errors
//
// The first file that cannot be created or written ends logging: what comes
// after is dropped, and [Framework.Err] and [Framework.Close] return the error.
package logs

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"brig/bro/interp"
)

// A Framework holds the streams and logs of one run. Create it with New and
// set Create before the script starts.
type Framework struct {
	// Create makes the file of a log, by its name ("conn.log").
	Create func(name string) (io.WriteCloser, error)
	// Stdout takes what is logged under the path /dev/stdout.
	Stdout io.Writer

	in      *interp.Interp
	policy  *interp.Func // Log::log_stream_policy
	format  *format
	streams map[int64]*stream // by the value of the Log::ID
	logs    map[string]*log   // by path
	closed  []Log             // of streams that were removed, whose paths may be used again
	err     error

	writing   []*writing // being written, innermost last
	lastToken uint64     // of records that are delayed
	closing   bool
	cut       map[string]int // how often values were cut, by the weird that tells it
}

// New returns a framework without streams.
func New() *Framework {
	return &Framework{streams: map[int64]*stream{}, logs: map[string]*log{}, cut: map[string]int{}}
}

// A Log says what has been written under one path.
type Log struct {
	Path   string
	Lines  int64  // without header and footer
	SHA256 string // of these lines, in hex
}

// Logs lists the logs written so far, sorted by path.
func (fw *Framework) Logs() []Log {
	list := append([]Log{}, fw.closed...)
	for _, path := range fw.paths() {
		list = append(list, fw.logs[path].summary())
	}
	slices.SortStableFunc(list, func(a, b Log) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Err returns the first error of writing a log.
func (fw *Framework) Err() error { return fw.err }

func (fw *Framework) keep(err error) {
	if fw.err == nil {
		fw.err = err
	}
}

// Close writes the records that are still delayed, ends all logs and returns
// the first error there was.
func (fw *Framework) Close() error {
	fw.closing = true
	for _, id := range slices.Sorted(maps.Keys(fw.streams)) {
		fw.releaseAll(fw.streams[id])
	}
	for _, path := range fw.paths() {
		fw.end(fw.logs[path])
	}
	return fw.err
}

// end ends a log that is still open.
func (fw *Framework) end(l *log) {
	if l.w == nil {
		return
	}
	if err := l.close(fw.in.NetworkTime()); err != nil {
		fw.keep(fmt.Errorf("writing log %s: %w", l.file, err))
	}
}

func (fw *Framework) paths() []string { return slices.Sorted(maps.Keys(fw.logs)) }
