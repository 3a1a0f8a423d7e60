package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/compare"
	"brig/result"
)

func compareCommand() *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "compare HERE PUBLISHED",
		Short: "Say whether one benchmark reproduces another",
		Long: `Compare two benchmarks claim by claim. Each is a result directory or a bundle;
the second is the one whose claims are judged, with its tolerance.

Exit status: 0 reproduced or shifted, 3 different, 4 undecided.`,
		Args: exactArgs(2, "two result directories or bundles"),
		RunE: func(cmd *cobra.Command, args []string) error {
			here, _, err := readSet(args[0])
			if err != nil {
				return err
			}
			published, digest, err := readSet(args[1])
			if err != nil {
				return err
			}
			v, err := judge(here, published, digest)
			if err != nil {
				return err
			}
			return printVerdict(cmd.OutOrStdout(), v, asJSON, all)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the verdict as JSON")
	cmd.Flags().BoolVar(&all, "all", false, "print every cost claim")
	return cmd
}

// judge makes the verdict document.
func judge(here, published compare.Set, digest string) (*result.Verdict, error) {
	v, err := compare.Verdict(here, published)
	if err != nil {
		return nil, err
	}
	h := newHeader()
	h.Benchmark, h.Engine = v.Benchmark, v.Engine
	v.Header, v.Bundle = h, digest
	return v, nil
}

// printVerdict prints a verdict. The error it returns carries the exit status
// for the outcome.
func printVerdict(w io.Writer, v *result.Verdict, asJSON, all bool) error {
	var err error
	if asJSON {
		err = json.NewEncoder(w).Encode(v)
	} else {
		err = compare.Text(w, v, all)
	}
	if err != nil {
		return err
	}
	switch v.Outcome {
	case result.Different:
		return &exitError{status: exitDifferent}
	case result.Undecided:
		return &exitError{status: exitUndecided}
	}
	return nil
}

// readSet reads the benchmark in a result directory or a bundle, with the
// digest of the latter.
func readSet(path string) (compare.Set, string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return compare.Set{}, "", err
	}
	var files bundle.Files
	digest := ""
	if info.IsDir() {
		files, err = bundle.ReadDir(path)
	} else if bundle.IsName(path) {
		var b *bundle.Bundle
		if b, err = bundle.ReadFile(path); err == nil {
			files, digest = b.Files, b.SHA256
		}
	} else {
		err = fmt.Errorf("%s: neither a result directory nor a bundle (%s or %s)", path, bundle.Ext, bundle.ExtBzip2)
	}
	if err != nil {
		return compare.Set{}, "", err
	}
	set, err := setOf(files)
	if err != nil {
		return set, "", fmt.Errorf("%s: %w", path, err)
	}
	return set, digest, nil
}

// setOf picks what a comparison needs.
func setOf(files bundle.Files) (compare.Set, error) {
	docs, err := bundle.Documents(files)
	if err != nil {
		return compare.Set{}, err
	}
	var set compare.Set
	trials := map[string]*result.Trial{}
	for _, d := range docs {
		switch doc := d.Document.(type) {
		case *result.Benchmark:
			set.Benchmark = doc
		case *result.Trial:
			trials[doc.UUID] = doc
		}
	}
	if set.Benchmark == nil {
		return set, fmt.Errorf("no benchmark.json")
	}
	for _, ref := range set.Benchmark.Trials {
		if t := trials[ref.UUID]; t != nil {
			set.Trials = append(set.Trials, t)
		}
	}
	return set, set.Validate()
}
