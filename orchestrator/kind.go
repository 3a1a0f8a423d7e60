package orchestrator

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"

	"brig/result"
)

// A kind is what brig knows of a family of engines: what a run of one is given, and
// where it is read what the engine did.
type kind struct {
	suffix    string            // of the names of scripts
	given     map[string]string // files beside the trial's script
	arguments []string          // of the engine, after those that all have
	scripts   []string          // after the trial's, by their names in given
	account   []string          // arguments of the probe: where the engine's account of itself is
	traced    *tracing          // nil when the engine cannot say where its time goes
	choosy    bool              // it may lack scripts: each trial is tried before the first run
	rename    *strings.Replacer // what the scripts that brig makes call by Bro's names
}

// A tracing is what a traced run has beside that.
type tracing struct {
	script    string   // before the trial's scripts
	arguments []string // of the engine
	probe     []string
}

// The files that a run leaves in its work folder.
const (
	traceFile   = "trace.out"
	profileFile = "zeek.prof"
	summaryFile = "summary.json"
)

// The scripts that are given beside an experiment's own, whose names are these
// without a suffix.
const (
	trialScript   = "trial"
	accountScript = "account"
)

// bro is the kind of brig's own engine. It sums itself up and writes a trace.
func bro(seed int64) *kind {
	return &kind{
		suffix:    ".bro",
		arguments: []string{"-s", strconv.FormatInt(seed, 10), "--summary", summaryFile},
		account:   []string{"--summary", summaryFile},
		traced: &tracing{
			script: fmt.Sprintf(`
event bro_init()
	{
	fn_set_file(%q);
	fn_trace_components(T);
	fn_trace_packet_ts(T);
	fn_trace_papi_time(T);
	fn_trace_add(/.*/);
	}

`, traceFile),
			probe: []string{"--trace", traceFile},
		},
		rename: strings.NewReplacer(),
	}
}

// zeekAccount is a script that writes what Zeek knows of what it did, in the form
// of "bro --summary".
//
//go:embed account.zeek
var zeekAccount string

// Zeek's random numbers come from a file: one for its generator and 20 for its
// hashes, of which Bro reads the first 16.
const (
	seedsFile = "seeds"
	zeekSeeds = 21
)

// zeek is the kind of upstream's engine. A script stands for its account of itself,
// in which lines of logs are counted by the probe, and its own script profile for a
// trace; help says whether it has one.
func zeek(seed int64, v version, help string) *kind {
	rng := rand.New(rand.NewPCG(uint64(seed), zeekSeeds))
	var seeds strings.Builder
	for range zeekSeeds {
		fmt.Fprintln(&seeds, rng.Int32())
	}
	k := &kind{
		suffix:    ".zeek",
		given:     map[string]string{accountScript + ".zeek": zeekAccount, seedsFile: seeds.String()},
		arguments: []string{"-G", "../in/" + seedsFile},
		scripts:   []string{accountScript + ".zeek"},
		account:   []string{"--summary", summaryFile, "--logs"},
		choosy:    true,
		rename:    strings.NewReplacer(),
	}
	if v.major >= 3 {
		k.rename = strings.NewReplacer("bro_init", "zeek_init", "bro_done", "zeek_done")
	}
	if strings.Contains(help, "--profile-scripts") {
		k.traced = &tracing{
			arguments: []string{"--profile-scripts=" + profileFile},
			probe:     []string{"--profile", profileFile},
		}
		if strings.Contains(help, "--profile-script-call-stacks") {
			k.traced.arguments = append(k.traced.arguments, "--profile-script-call-stacks")
		}
	}
	return k
}

// load is the end of a command line, from the options that say how scripts are loaded
// on.
func (k *kind) load(t Trial, options ...string) []string {
	if t.Bare {
		options = append([]string{"-b"}, options...)
	}
	// The name of a script can get into a log: it must be the same on every machine.
	argv := append(options, "../in/"+trialScript+k.suffix)
	for _, name := range k.scripts {
		argv = append(argv, "../in/"+name)
	}
	return argv
}

// A version is what an engine's help begins with.
type version struct {
	line         string // "zeek version 8.0.10"
	major, minor int
}

var versionLine = regexp.MustCompile(`(?m)^(?:zeek|bro) version (\d{1,4})\.(\d{1,4})[^\s]*`)

// kindOf tells by its help what an engine is, when name does not say it already.
func kindOf(name, help string, seed int64) (string, *kind, version, error) {
	var v version
	if m := versionLine.FindStringSubmatch(help); m != nil {
		v.line = m[0]
		v.major, _ = strconv.Atoi(m[1]) // digits
		v.minor, _ = strconv.Atoi(m[2])
	}
	switch {
	case name == result.KindBro || name == "" && strings.Contains(help, "--summary"):
		return result.KindBro, bro(seed), v, nil
	case v.line == "" && name == "":
		return "", nil, v, fmt.Errorf("its --help tells neither of --summary nor of a version of zeek or bro: is it an engine? kind = %q in the experiment says that it is", result.KindZeek)
	case v.line == "":
		return "", nil, v, fmt.Errorf("its --help tells of no version of zeek or bro")
	case v.major < 2 || v.major == 2 && v.minor < 5:
		return "", nil, v, fmt.Errorf("%s is too old to be asked what it did: 2.5 is the first that can be", v.line)
	}
	return result.KindZeek, zeek(seed, v, help), v, nil
}
