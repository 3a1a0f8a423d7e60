package bro

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"brig/bro/analyzer"
	"brig/bro/builtin"
	"brig/bro/input"
	"brig/bro/interp"
	"brig/bro/logs"
	"brig/bro/packet"
	"brig/bro/resolve"
	"brig/bro/syntax"
	"brig/bro/tracer"
)

// An engine is one run.
type engine struct {
	cfg     *Config
	in      *interp.Interp
	events  analyzer.Events
	session *analyzer.Session
	logs    *logs.Framework
	input   *input.Framework
	tracer  tracer.Tracer
	reports reporter
	loaded  *handler // zeek_script_loaded

	fileShapes      fileShapes
	fileHashes      *handler            // file_hash
	fileEntropies   *handler            // file_entropy
	executables     map[string]*handler // pe_dos_header and so on
	extractionLimit *handler            // file_extraction_limit
	certificates    certificateEvents
	roots           rootCache

	profiler      *profiler // nil unless scripts want prof.log
	profileUpdate *handler  // profiling_update
	lookups       builtin.Lookups

	allEvents bool // make those that nothing handles too

	conns     connShapes
	links     linkTexts
	connKnown *handler                // Conn::known, raised when scripts first see a connection
	tags      map[string]interp.Value // Analyzer::Tag by analyzer name
	wrong     []error                 // what is wrong with event declarations
	warnings  []*syntax.Error
	halted    atomic.Bool // the context was canceled

	suspended int // calls of suspend_processing that were not taken back

	filters packetFilters
	weirds  *weirdSampler
	raw     *packet.Raw // being analyzed
	dumped  packetFile  // packets that scripts write

	packets, bytes, first int64
}

func newEngine(cfg *Config) *engine {
	e := &engine{weirds: newWeirdSampler(), cfg: cfg, logs: logs.New(), input: input.New(), tags: map[string]interp.Value{}}
	e.session = analyzer.NewSession(&e.events)
	e.tracer.Names = e.traceNames
	e.logs.Stdout = cfg.Stdout
	e.logs.Create = e.createLog
	return e
}

// createLog creates a log file below Dir.
func (e *engine) createLog(name string) (io.WriteCloser, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("the log would lie outside of the folder for logs")
	}
	return os.Create(e.outputPath(name))
}

// load makes the interpreter from the scripts.
func (e *engine) load() error {
	builtins := builtin.All(&builtin.Host{
		DumpMapping:     e.dumpMapping,
		SetTraceFile:    e.setTraceFile,
		TraceComponents: e.tracer.Components,
		TracePacketTime: e.tracer.PacketTimestamps,
		TraceLZF:        e.tracer.LZF,
		TracePAPI:       e.tracer.PapiTime,
		TraceAdd:        e.traceAdd,
		ReadingTraces:   func() bool { return e.cfg.Capture != "" },
		ReadingLive:     func() bool { return false },
		NetStats: func() (recvd, dropped, link, bytes uint64) {
			return uint64(e.packets), 0, uint64(e.packets), uint64(e.bytes)
		},
		Lookups: &e.lookups,
		Bare:    e.cfg.Bare,
		Args:    e.cfg.Args,
		Version: Version,
	})
	pure := maps.Clone(builtins)
	maps.Copy(builtins, e.logs.Builtins())
	maps.Copy(builtins, e.input.Builtins())
	maps.Copy(builtins, e.builtins())
	maps.Copy(builtins, e.connBuiltins())
	maps.Copy(builtins, e.loginBuiltins())
	maps.Copy(builtins, e.samplingBuiltins())
	maps.Copy(builtins, e.statsBuiltins())
	maps.Copy(builtins, e.packetBuiltins())
	maps.Copy(builtins, e.filesBuiltins())
	maps.Copy(builtins, e.suspendBuiltins())

	base := []string{"base/init-bare"}
	if !e.cfg.Bare {
		base = append(base, "base/init-default")
	}
	prog, err := resolve.Load(&resolve.Config{
		Open:    e.cfg.open,
		Path:    e.cfg.searchPath(),
		Base:    base,
		Scripts: e.cfg.Scripts,
		Code:    e.cfg.Code,
		Redefs:  e.cfg.Redefs,
		Stdin:   e.cfg.Stdin,
		Usage:   e.cfg.Usage,
		Builtin: func(name string) bool { return builtins[name] != nil },
		Cond:    e.condition,
		Eval: func(prog *resolve.Program, g *resolve.Global) (bool, error) {
			return e.evaluate(prog, g, pure)
		},
	})
	if err != nil {
		return scriptError(err)
	}
	e.warnings = prog.Warnings
	if e.in, err = interp.New(prog, builtins); err != nil {
		return scriptError(err)
	}
	in := e.in
	in.Stdout = e.cfg.Stdout
	in.Seed = e.cfg.Seed
	in.Clock = func() float64 { return float64(e.cfg.Now().UnixMicro()) / 1e6 }
	e.reports.e = e
	in.Report = e.reports.report
	if e.conns, err = newConnShapes(in); err != nil {
		return err
	}
	e.wire()
	if len(e.wrong) > 0 {
		return &ScriptError{e.wrong}
	}
	return nil
}

// scriptError takes the errors of a list apart.
func scriptError(err error) error {
	var list resolve.ErrorList
	if errors.As(err, &list) {
		e := &ScriptError{}
		for _, one := range list {
			e.Errors = append(e.Errors, one)
		}
		return e
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return &ScriptError{joined.Unwrap()}
	}
	return &ScriptError{[]error{err}}
}

// condition gives the values of built-in functions within @if.
func (e *engine) condition(name string, args []any) (any, bool) {
	switch name {
	case "reading_traces":
		return e.cfg.Capture != "", true
	case "reading_live_traffic", "Cluster::is_enabled":
		return false, true
	case "getenv":
		if len(args) == 1 {
			if s, ok := args[0].(string); ok {
				return os.Getenv(s), true
			}
		}
	}
	return nil, false
}

// evaluate runs the condition of an @if. The engine is not ready yet: only what
// the language's own functions do can be asked for.
func (e *engine) evaluate(prog *resolve.Program, g *resolve.Global, builtins map[string]interp.Builtin) (bool, error) {
	in, err := interp.New(prog, builtins)
	if missing := (*syntax.Error)(nil); errors.As(err, &missing) {
		err = errors.New(missing.Msg + " yet")
	}
	if err != nil {
		return false, err
	}
	in.Stdout = e.cfg.Stdout
	in.Clock = func() float64 { return float64(e.cfg.Now().UnixMicro()) / 1e6 }
	in.Report = func(interp.Report) {}
	err = in.Start()
	if script := (*interp.RuntimeError)(nil); errors.As(err, &script) {
		err = errors.New(script.Msg)
	}
	if err != nil {
		return false, err
	}
	v, _ := in.Global(g.Name)
	return v.IsSet() && v.Bool(), nil
}

// grace is how long scripts may go on after the run was canceled.
const grace = time.Second

// run runs the program; the analysis of the capture is in the middle.
func (e *engine) run(ctx context.Context) (*Summary, error) {
	var reader *packet.Reader
	if e.cfg.Capture != "" {
		var err error
		if e.cfg.Capture == "-" {
			reader, err = packet.NewReader("standard input", e.cfg.Stdin)
		} else {
			reader, err = packet.Open(e.cfg.Capture)
		}
		if err != nil {
			return nil, err
		}
		defer reader.Close()
	}
	stop := context.AfterFunc(ctx, func() {
		e.halted.Store(true)
		time.AfterFunc(grace, e.in.Cancel)
	})
	defer stop()

	scriptErr, captureErr := e.script(ctx, reader)
	e.input.Close()
	closeErr := errors.Join(e.logs.Close(), e.in.Close(), e.tracer.Close(), e.dumped.close())
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("interrupted: %w", context.Cause(ctx))
	case closeErr != nil:
		return nil, closeErr
	case scriptErr != nil:
		return nil, scriptErr
	}
	if code, exited := e.in.ExitCode(); exited && code != 0 {
		return e.summary(), &ExitError{code}
	}
	return e.summary(), captureErr
}

// script runs the script from its start to its end, with the packets of a
// capture if reader is not nil. The first error ends the run, the second is
// what is wrong with the capture.
func (e *engine) script(ctx context.Context, reader *packet.Reader) (err, captureErr error) {
	in := e.in
	in.Live = reader == nil
	if err := in.Start(); err != nil {
		return e.ended(err, &ExitError{1}), nil
	}
	e.reports.start()
	e.startFiles()
	if err := e.configure(); err != nil {
		return err, nil
	}
	e.startProfiler()
	in.Queue(in.Event("zeek_init"))
	e.tellScripts()
	if err := in.Drain(); err != nil {
		return e.ended(err, err), nil
	}
	e.hookComponents()
	if reader != nil {
		if err := e.input.Settle(ctx); err != nil {
			return e.ended(err, err), nil
		}
		if err, captureErr = e.analyze(ctx, reader); err != nil {
			return e.ended(err, err), captureErr
		}
	}
	e.tracer.End()
	if err := e.awaitAnswers(ctx); err != nil {
		return e.ended(err, err), captureErr
	}
	if e.stays() {
		if err := e.stay(ctx); err != nil {
			return e.ended(err, err), captureErr
		}
	}
	if err := e.input.Finish(ctx); err != nil {
		return e.ended(err, err), captureErr
	}
	if err := e.finish(); err != nil {
		return e.ended(err, err), captureErr
	}
	return nil, captureErr
}

// awaitAnswers lets the conditions that wait for the name service have their
// answers before the run ends. Each comes in seconds, or is that there is none.
func (e *engine) awaitAnswers(ctx context.Context) error {
	for {
		waiting := e.in.Outstanding() > 0
		if err := e.in.Drain(); err != nil {
			return err
		}
		// What was waited for before Drain has sent, or will send, on the channel.
		if !waiting && e.in.Outstanding() == 0 || e.in.Terminating() {
			return nil
		}
		select {
		case <-e.in.Answered():
		case <-ctx.Done():
			return nil
		}
	}
}

// finish ends a run as Bro does: timers that are left fire, then connections
// end, then scripts are told.
func (e *engine) finish() error {
	in := e.in
	if e.profiler != nil && e.profiler.interval > 0 {
		if err := e.profiler.block(); err != nil {
			return err
		}
	}
	in.Queue(in.Event("net_done"), interp.Time(in.NetworkTime()))
	if err := in.Drain(); err != nil {
		return err
	}
	in.Terminate()
	in.End()
	for _, next := range []func(){
		func() {},
		e.session.Close,
		func() { in.Queue(in.Event("zeek_done")) },
	} {
		next()
		if err := in.ExpireAll(); err != nil {
			return err
		}
		if err := in.Drain(); err != nil {
			return err
		}
	}
	return nil
}

// tellScripts raises zeek_script_loaded for each script, in the order of
// loading, with how deep it was loaded.
func (e *engine) tellScripts() {
	h := e.loaded
	if h == nil {
		return
	}
	for _, f := range e.in.Program().Files {
		if f.Name != "<command line>" {
			h.queue(interp.String(f.Name), interp.Count(uint64(f.Level)))
		}
	}
}

// ended is the error of a run that err ended early: none if a script called exit.
func (e *engine) ended(err, otherwise error) error {
	if _, exited := e.in.ExitCode(); exited && errors.Is(err, interp.ErrCanceled) {
		return nil
	}
	return otherwise
}

// analyze takes the packets of a capture through the analyzers, and runs the
// handlers of each packet's events before the next.
func (e *engine) analyze(ctx context.Context, reader *packet.Reader) (err, captureErr error) {
	var raw packet.Raw
	pace := pacer{speed: e.cfg.PseudoRealtime}
	for !e.in.Terminating() && !e.halted.Load() {
		if e.suspended > 0 {
			if err := e.held(ctx); err != nil {
				return err, nil
			}
			continue
		}
		if err := reader.Next(&raw); err != nil {
			if err == io.EOF {
				err = nil
			}
			return nil, err
		}
		now := max(raw.Time, e.session.Now())
		pace.wait(ctx, now)
		if e.packets == 0 {
			e.first = now
		}
		e.packets++
		e.bytes += int64(len(raw.Data))
		e.reports.raised = 0
		if e.tracer.On() {
			e.tracer.Packet(now)
		}
		if err := e.packet(&raw, now); err != nil {
			return err, nil
		}
		if err := e.logs.Err(); err != nil {
			return err, nil // a full disk: no use to go on
		}
	}
	return nil, nil
}

// packet takes one packet through the analyzers and the scripts.
func (e *engine) packet(raw *packet.Raw, now int64) error {
	p := e.profiler
	start := p.start()
	if err := e.in.Advance(seconds(now)); err != nil {
		return err
	}
	if p != nil {
		if err := p.tick(seconds(now)); err != nil {
			return err
		}
	}
	if err := e.input.Advance(); err != nil {
		return err
	}
	e.session.Advance(now)
	start = p.segment("expiring-timers", start)
	e.raw = raw
	e.session.Packet(raw)
	start = p.segment("dispatching-packet", start)
	err := e.in.Drain()
	p.segment("draining-events", start)
	e.raw = nil
	return err
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }
