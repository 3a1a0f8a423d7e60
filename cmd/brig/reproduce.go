package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/compare"
	"brig/published"
)

// A publication is a published benchmark and what it takes to repeat it.
type publication struct {
	set        compare.Set
	experiment []byte // the text of its experiment
	lock       []byte // the images it was made with
	digest     string // of its bundle
}

// openPublication reads and verifies a bundle: a file or, when there is none
// of that name, one that ships with brig.
func openPublication(name string) (*publication, error) {
	b, err := bundle.ReadFile(name)
	if shipped := path.Base(name); errors.Is(err, fs.ErrNotExist) {
		if data, embedErr := published.FS.ReadFile(shipped); embedErr == nil {
			b, err = bundle.ReadBytes(shipped, data)
		}
	}
	if err != nil {
		return nil, err
	}
	set, err := setOf(b.Files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &publication{set: set, experiment: b.Files["experiment.toml"], lock: b.Files["images.lock"], digest: b.SHA256}
	if p.experiment == nil {
		return nil, fmt.Errorf("%s: no experiment.toml: nothing says how to repeat this", name)
	}
	return p, nil
}

// publicationOf returns the published result that ships with brig for an
// experiment, or nil.
func publicationOf(experiment string) (*publication, error) {
	name := experiment + bundle.Ext
	if _, err := fs.Stat(published.FS, name); err != nil {
		return nil, nil
	}
	return openPublication(name)
}

func reproduceCommand() *cobra.Command {
	var b benchmarkRun
	var captureFile string
	var all bool
	cmd := &cobra.Command{
		Use:   "reproduce BUNDLE",
		Short: "Repeat a published benchmark and say whether it was reproduced",
		Long: `Verify a bundle, run its experiment on this machine, and compare claim by claim.

A bundle of an engine that is not brig's own is repeated with the program or image
that --engine names (--engine new=path/to/bro); its settings are those of the bundle.

Exact claims (packets, events, calls, chains, logs) are equal or not. What a
trial costs is compared relative to the first trial of its suite, with the
tolerance that the bundle's experiment states.

Exit status: 0 reproduced or shifted, 3 different, 4 undecided.`,
		Example: "  brig reproduce published/pybrig-2013.tar.zst\n  brig reproduce theirs.tar.zst --capture theirs.pcap",
		Args:    exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := openPublication(args[0])
			if err != nil {
				return err
			}
			w := cmd.ErrOrStderr()
			says := voice{w, b.JSON}
			says.say("published", "%s, benchmark %s, sha256:%s", args[0], p.set.Benchmark.UUID, p.digest)
			switch other, err := otherImages(p.lock); {
			case err != nil:
				return err
			case other:
				says.say("note", "it was made with other images than this brig pins: exact claims may differ")
			}
			b.Experiment, b.text = args[0], p.experiment
			b.capture = captureFile
			b.published = p.set.Benchmark
			dirs, err := b.execute(cmd.Context(), w)
			if err != nil {
				return err
			}
			if len(dirs) > 1 {
				return usagef("--machine: reproduce a bundle on one machine")
			}
			dir := dirs[0]
			here, _, err := readSet(dir)
			if err != nil {
				return err
			}
			v, err := judge(here, p.set, p.digest)
			if err != nil {
				return err
			}
			if err := writeDocument(dir, "verdict.json", v); err != nil {
				return err
			}
			says.say("results", "%s", dir)
			return printVerdict(cmd.OutOrStdout(), v, b.JSON, all)
		},
	}
	b.flags(cmd)
	cmd.Flags().StringVar(&captureFile, "capture", "", "the capture's file, if it is not where the experiment says")
	cmd.Flags().BoolVar(&all, "all", false, "print every cost claim")
	return cmd
}
