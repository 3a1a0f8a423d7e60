// Package input is the Input Framework: streams that read sources in the
// background and turn their lines into entries of script tables or into events.
//
// # Model
//
// A script opens a stream with Input::add_table or Input::add_event. Record
// types that it names give the columns. Each stream has a reader, which runs in a goroutine of
// its own: it takes requests (read, look for changes, close), one after the other,
// parses lines into values and sends them in batches over a bounded channel. All else
// happens in the goroutine of the interpreter, in the methods of
// [Framework]: entries are put into tables, predicates asked, events queued and
// dispatched. So a source of any size costs a bounded amount of memory
// besides what the script keeps of it.
//
//	fw := input.New()
//	in, err := interp.New(prog, fw.Builtins())  // merged with other builtins
//	...                                          // the script starts
//	fw.Settle(ctx)                               // before the first packet
//	for each packet {
//		in.Advance(t)
//		fw.Advance()
//		...
//	}
//	fw.Finish(ctx)                               // at the end of input, before zeek_done
//	fw.Close()
//
// Without packets, but with a reason to stay, the loop is Live and Wait instead.
//
// # Time and determinism
//
// Readers look for changes at heartbeats, which follow the network time
// (Threading::heartbeat_interval). Readers run beside the analysis and ahead of it as far
// as the channel of their stream goes; what they have is applied between two packets, and no
// packet waits for it.
//
// There are two exceptions, both before and behind the packets. Files of streams that are
// opened before the first packet are read before it: a capture can be read at any time, its
// clock begins when the scripts are ready. So the results of a run whose files stay as they
// are do not depend on how fast the readers are. And at the end of input all that was asked
// of streams is done before the run ends; a command in mode STREAM gets one heartbeat interval
// to end. Commands, pipes and the benchmark reader have a clock of their own: not even the
// first packet waits for them.
//
// When a file changes under a run, or a stream is opened or updated while packets are
// analyzed, the packet from which on that is seen may differ from run to run. A script that needs
// it to be the same calls suspend_processing() with its request and continue_processing() in
// its handler of Input::end_of_data, as in Bro.
//
// Without packets nobody waits for any reader, but files are applied in the order in
// which their streams were opened.
//
// # Sources that change
//
// A file in mode REREAD is read again when its inode, size or time of change differs;
// until then, and while it cannot be read, its entries stay. One in mode STREAM is read on from where
// reading has ended: a file of the same name that has replaced it is noticed, and so is that
// it became shorter or that the last bytes which were read are others now; both are then
// read from their beginning. The last line of a stream waits for its newline, or for the end of
// the run; in the other modes a file's end ends its last line.
//
// A named pipe is read until its last writer has closed it, who has one
// heartbeat interval to begin; in mode STREAM what is in it is taken at each heartbeat. So a
// pipe that nobody writes to is an empty file and holds nothing up, whereas one that is
// kept open in mode MANUAL keeps the run from ending, as a command that does not end does.
//
// # Limits
//
// A line, or a record of the raw reader, may have [MaxLine] bytes; longer
// ones are left out with a warning, and one of [MaxSkipped] ends the stream. After [MaxWarnings] warnings about lines in one
// reading the rest are only counted. A stream that tracks its lines costs about 15 bytes for
// each; one that was removed before its reading has ended tracks nothing. Closing a stream ends
// its command: the whole process group is asked to end with SIGTERM, and half a second later
// killed.
package input

import (
	"context"
	"fmt"
	"slices"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A Framework holds the streams of one run.
type Framework struct {
	in       *interp.Interp
	types    scriptTypes
	streams  []*stream // in the order of creation
	byName   map[string]*stream
	ready    chan struct{} // a reader has sent something
	quit     chan struct{} // closed by Close
	nextBeat float64       // network time; 0 until there is one
}

// New returns a framework without streams.
func New() *Framework {
	return &Framework{
		byName: map[string]*stream{},
		ready:  make(chan struct{}, 1),
		quit:   make(chan struct{}),
	}
}

// Builtins returns what base/bif/input.bif.bro declares.
func (fw *Framework) Builtins() map[string]interp.Builtin {
	add := func(table bool) interp.Builtin {
		return func(c *interp.BuiltinCall) (interp.Value, error) {
			if err := fw.add(c.In, c.Record(0), table); err != nil {
				c.Error("%v", err)
				return interp.Bool(false), nil
			}
			return interp.Bool(true), nil
		}
	}
	return map[string]interp.Builtin{
		"Input::add_table": add(true),
		"Input::add_event": add(false),
		"Input::remove": func(c *interp.BuiltinCall) (interp.Value, error) {
			s := fw.byName[c.Str(0)]
			switch {
			case s == nil:
				return interp.Bool(false), nil
			case s.removed:
				c.Warn("input stream %q is being removed already", s.name)
			default:
				s.removed = true
				s.ask(closing)
			}
			return interp.Bool(true), nil
		},
		"Input::force_update": func(c *interp.BuiltinCall) (interp.Value, error) {
			s := fw.byName[c.Str(0)]
			switch {
			case s == nil:
				c.Error("there is no input stream %q to update", c.Str(0))
			case s.removed:
				c.Error("input stream %q is being removed and cannot be updated", s.name)
			default:
				s.ask(forced)
				return interp.Bool(true), nil
			}
			return interp.Bool(false), nil
		},
	}
}

// Active reports whether there are streams.
func (fw *Framework) Active() bool { return len(fw.streams) > 0 }

// heartbeat is the interval between looks for changes, in seconds.
func heartbeat(in *interp.Interp) float64 {
	if v, ok := in.Global("Threading::heartbeat_interval"); ok && v.Seconds() > 0 {
		return v.Seconds()
	}
	return 1
}

// beat asks streams to look for changes if it is time for that.
func (fw *Framework) beat() {
	now := fw.in.NetworkTime()
	if fw.nextBeat == 0 {
		fw.nextBeat = now + heartbeat(fw.in)
	}
	if now < fw.nextBeat {
		return
	}
	fw.nextBeat = now + heartbeat(fw.in)
	fw.Look()
}

// Look asks the streams that are not in mode MANUAL to look for changes.
func (fw *Framework) Look() {
	for _, s := range fw.streams {
		if s.mode != manual && !s.removed {
			s.ask(regular)
		}
	}
}

// Heartbeat is the interval between looks for changes.
func (fw *Framework) Heartbeat() time.Duration {
	if fw.in == nil { // there never was a stream
		return time.Second
	}
	return time.Duration(min(heartbeat(fw.in), 3600) * float64(time.Second))
}

// Expects reports whether there are streams that something may still come from.
func (fw *Framework) Expects() bool {
	return slices.ContainsFunc(fw.streams, func(s *stream) bool { return s.mode != manual || s.done < s.asked })
}

// Advance does what is due at the network time of the interpreter while
// packets are read: it takes what readers have at present, and waits for none of them. The
// error can only be interp.ErrCanceled, as with the methods below.
func (fw *Framework) Advance() error {
	if len(fw.streams) == 0 {
		return nil
	}
	fw.beat()
	_, err := fw.collect(func(*stream) bool { return true })
	return err
}

// Live does what is due at the network time without waiting for any reader,
// and reports whether readers had something, so that it should be called again.
func (fw *Framework) Live() (more bool, err error) {
	if len(fw.streams) == 0 {
		return false, nil
	}
	fw.beat()
	held := false
	return fw.collect(func(s *stream) bool {
		if !s.settles {
			return true
		}
		if held {
			return false
		}
		held = s.done < s.asked
		return true
	})
}

// Wait returns when a reader has something, after d, or when ctx ends.
func (fw *Framework) Wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-fw.ready:
	case <-t.C:
	case <-ctx.Done():
	}
}

// Next is the network time of the next heartbeat, if there will be one.
func (fw *Framework) Next() (at float64, ok bool) {
	return fw.nextBeat, len(fw.streams) > 0 && fw.nextBeat > 0
}

// perStream is how many messages of a stream are applied before others have a turn.
const perStream = 4

// collect applies messages that streams have sent and that wanted accepts.
func (fw *Framework) collect(wanted func(*stream) bool) (more bool, err error) {
	for _, s := range slices.Clone(fw.streams) {
		if !wanted(s) {
			continue
		}
		n := 0
	available:
		for ; n < perStream; n++ {
			select {
			case m := <-s.out:
				if err := fw.apply(s, m); err != nil {
					return false, err
				}
				if fw.in.Terminating() {
					return false, nil
				}
			default:
				break available
			}
		}
		more = more || n > 0
	}
	return more, nil
}

// maxRounds ends waiting for scripts that ask for more each time they get
// what they asked for.
const maxRounds = 10_000

// Settle waits for the readers of files to do what they were asked for, and
// for what scripts ask when they see the results.
func (fw *Framework) Settle(ctx context.Context) error {
	for range maxRounds {
		busy := false
		for _, s := range slices.Clone(fw.streams) {
			if !s.settles {
				continue
			}
			for goal := s.asked; s.done < goal; {
				busy = true
				select {
				case m := <-s.out:
					if err := fw.apply(s, m); err != nil {
						return err
					}
				case <-ctx.Done():
					return nil
				}
				if fw.in.Terminating() {
					return nil
				}
			}
		}
		if !busy {
			return nil
		}
	}
	fw.in.Send(interp.Report{Kind: "warning", Msg: "input streams are updated whenever they end; going on without them"})
	return nil
}

// Finish waits until all that was asked of streams is done.
func (fw *Framework) Finish(ctx context.Context) error {
	if len(fw.streams) == 0 || fw.in.Terminating() {
		return nil
	}
	for {
		for _, s := range fw.streams {
			if s.mode == streaming && !s.removed && !s.final {
				s.final = true
				s.ask(last)
			}
		}
		if err := fw.Settle(ctx); err != nil || fw.in.Terminating() || ctx.Err() != nil {
			return err
		}
		more, err := fw.collect(func(s *stream) bool { return !s.settles })
		if err != nil || fw.in.Terminating() {
			return err
		}
		busy := func(s *stream) bool { return !s.settles && s.done < s.asked }
		if !more {
			if !slices.ContainsFunc(fw.streams, busy) {
				return nil
			}
			fw.Wait(ctx, time.Second)
		}
	}
}

// Close ends all readers; what they have not delivered is dropped. Commands
// are killed.
func (fw *Framework) Close() {
	close(fw.quit)
	patience := time.After(time.Second) // for readers that hang on a slow disk or a pipe
	for _, s := range fw.streams {
		select {
		case <-s.ended:
		case <-patience:
			return
		}
	}
}

// report shows a message.
func (fw *Framework) report(level int, text string) {
	fw.in.Send(interp.Report{Kind: levels[level], Msg: text})
}

// Values of Reporter::Level.
const (
	levelInfo = iota
	levelWarning
	levelError
)

var levels = [...]string{"info", "warning", "error"}

// scriptTypes are the types that base/frameworks/input declares.
type scriptTypes struct {
	table, event, change, level *resolve.Type
}

func (fw *Framework) lookupTypes(in *interp.Interp) error {
	fw.in = in
	for name, t := range map[string]**resolve.Type{
		"Input::TableDescription": &fw.types.table,
		"Input::EventDescription": &fw.types.event,
		"Input::Event":            &fw.types.change,
		"Reporter::Level":         &fw.types.level,
	} {
		if *t = in.Type(name); *t == nil {
			return fmt.Errorf("no script declares the type %s", name)
		}
	}
	return nil
}
