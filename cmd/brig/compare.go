package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/compare"
	"brig/result"
)

func compareCommand() *cobra.Command {
	var asJSON, all bool
	form := formText
	cmd := &cobra.Command{
		Use:   "compare HERE [HERE ...] PUBLISHED",
		Short: "Say whether benchmarks reproduce another",
		Long: `Compare benchmarks claim by claim. Each is a result directory or a bundle; the
last is the one whose claims are judged, with its tolerance. With several others,
each is judged against it, and more strictly than alone, so that chance moves
nothing in all of them together.

Exit status: 0 reproduced or shifted, 3 different, 4 undecided; of several, the
worst.`,
		Example: "  brig compare results/mine published/pybrig-2013.tar.zst\n  brig compare old.tar.zst new.tar.zst base.tar.zst --format markdown",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("give two or more result directories or bundles: see \"%s --help\"", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				form = formJSON
			}
			if !slices.Contains(verdictForms, form) {
				return usagef("--format %q: choose %s", form, strings.Join(verdictForms, ", "))
			}
			last := len(args) - 1
			published, digest, err := readSet(args[last])
			if err != nil {
				return err
			}
			var sets []compare.Set
			for _, arg := range args[:last] {
				here, _, err := readSet(arg)
				if err != nil {
					return err
				}
				sets = append(sets, here)
			}
			verdicts, err := compare.Verdicts(published, sets...)
			if err != nil {
				return err
			}
			named := make([]compare.Named, last)
			for i, v := range verdicts {
				address(v, digest)
				named[i] = compare.Named{Name: args[i], Verdict: v}
			}
			if err := printVerdicts(cmd.OutOrStdout(), named, form, all); err != nil {
				return err
			}
			return worstExit(verdicts)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	cmd.Flags().StringVar(&form, "format", form, "of what is printed: "+strings.Join(verdictForms, ", "))
	cmd.Flags().BoolVar(&all, "all", false, "print every cost claim, in text")
	return cmd
}

// Forms of a comparison.
const (
	formText     = "text"
	formMarkdown = "markdown"
	formCSV      = "csv"
	formJSON     = "json"
)

var verdictForms = []string{formText, formMarkdown, formCSV, formJSON}

// printVerdicts prints verdicts. As JSON, a single one is an object and several
// are a list.
func printVerdicts(w io.Writer, verdicts []compare.Named, form string, all bool) error {
	switch form {
	case formMarkdown:
		return compare.Markdown(w, verdicts)
	case formCSV:
		return compare.CSV(w, verdicts)
	case formJSON:
		if len(verdicts) == 1 {
			return json.NewEncoder(w).Encode(verdicts[0].Verdict)
		}
		list := make([]*result.Verdict, len(verdicts))
		for i, v := range verdicts {
			list[i] = v.Verdict
		}
		return json.NewEncoder(w).Encode(list)
	}
	if len(verdicts) == 1 {
		return compare.Text(w, verdicts[0].Verdict, all)
	}
	return compare.Several(w, verdicts, all)
}

// worstExit is the error that carries the exit status for verdicts.
func worstExit(verdicts []*result.Verdict) error {
	status := exitOK
	for _, v := range verdicts {
		switch {
		case v.Outcome == result.Different:
			status = exitDifferent
		case v.Outcome == result.Undecided && status == exitOK:
			status = exitUndecided
		}
	}
	if status == exitOK {
		return nil
	}
	return &exitError{status: status}
}

// judge makes the verdict document.
func judge(here, published compare.Set, digest string) (*result.Verdict, error) {
	v, err := compare.Verdict(here, published)
	if err != nil {
		return nil, err
	}
	address(v, digest)
	return v, nil
}

// address gives a verdict its header and the digest of the published bundle.
func address(v *result.Verdict, digest string) {
	h := newHeader()
	h.Benchmark, h.Engine = v.Benchmark, v.Engine
	v.Header, v.Bundle = h, digest
}

// printVerdict prints a verdict. The error it returns carries the exit status
// for the outcome.
func printVerdict(w io.Writer, v *result.Verdict, asJSON, all bool) error {
	form := formText
	if asJSON {
		form = formJSON
	}
	if err := printVerdicts(w, []compare.Named{{Verdict: v}}, form, all); err != nil {
		return err
	}
	return worstExit([]*result.Verdict{v})
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
