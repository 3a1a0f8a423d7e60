package orchestrator

import "context"

// A Machine is where an engine runs. The packages container and process
// implement it.
type Machine interface {
	// Name is the machine's name in documents: "container", "process".
	Name() string
	// Image is the manifest digest of the image that runs are started from,
	// or "" when there is none.
	Image() string
	// Isolation says what this machine does not isolate a run from, one line
	// each; none for a machine that isolates all it should.
	Isolation() []string
	// Prepare makes the machine ready to run, once before the first job. It
	// fails when what would run is not what is pinned.
	Prepare(ctx context.Context) error
	// Run runs one job to its end. The error is about the machine: how the
	// engine ended is in the documents the probe left in job.Out. When ctx
	// ends, Run stops the engine and the probe, removes what it started and
	// returns ctx.Err().
	Run(ctx context.Context, job Job) error
	// Close removes whatever the machine still holds.
	Close() error
}

// A Job is one run as a machine sees it: files to give in, a command made of
// paths, a folder to bring documents back in.
type Job struct {
	// Name labels the job: letters, digits, '-' and '.'.
	Name string
	// In is a folder of the host whose files the command reads. Capture is a
	// capture file of the host.
	In, Capture string
	// Out is an existing empty folder of the host, to which the command may
	// write. What it leaves there is the job's result.
	Out string
	// Command gives the argument vector for the paths inside the machine.
	Command func(Paths) []string
	// Env is added to the environment: "NAME=VALUE".
	Env []string
	// Memory bounds the memory of probe and engine together, in bytes. 0
	// means no bound.
	Memory int64
	// CPUs pins the job to these processors, in the kernel's list syntax
	// ("0", "0-1"). Empty means any.
	CPUs string
}

// Paths are the places of a job inside a machine. In and Work are the folders
// "in" and "work" of one folder, on every machine: a command that runs in Work
// can name what is in In by a relative path, which is then the same everywhere.
type Paths struct {
	Probe   string // the brig-probe program
	Engine  string // the bro program
	In      string // folder, read-only
	Capture string // file, read-only
	Out     string // folder, writable: becomes Job.Out
	Work    string // folder, writable: scratch, discarded
}
