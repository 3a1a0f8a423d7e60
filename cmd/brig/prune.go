package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"brig/orchestrator"
)

// A pruning says what is to be removed from a folder of results.
type pruning struct {
	results              string
	older                age
	keep                 int
	unfinished, unshared bool
	yes, asJSON          bool
}

// An age is a time.Duration that may be given in days: "30d".
type age time.Duration

func (a *age) String() string { return "" }
func (a *age) Type() string   { return "AGE" }
func (a *age) Set(text string) error {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 15)
		*a = age(time.Duration(n) * 24 * time.Hour)
		if err != nil {
			return errors.New("give days (30d), hours (12h) or minutes")
		}
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return errors.New("give days (30d), hours (12h) or minutes")
	}
	*a = age(d)
	return nil
}

var prunable = []string{orchestrator.StockResult, orchestrator.StockBundle, orchestrator.StockCapture, orchestrator.StockEngine, orchestrator.StockLeftover}

func pruneCommand() *cobra.Command {
	p := pruning{keep: -1}
	cmd := &cobra.Command{
		Use:   "prune [results|bundles|captures|engines|leftovers ...]",
		Short: "Say what results take on disk, and remove what is named",
		Long: `Say what a folder of results holds and how much that takes on disk. Named kinds are
what would be removed, and with --yes is: result directories, bundles beside them,
expanded captures and made rows, which the next run makes again, copies of engines
that were measured (--engine), and leftovers of what was killed.

Results and bundles are removed by age (--older) or number (--keep), or both. Result
directories stay that are not finished, or of which there is no bundle beside them,
unless --unfinished or --unshared is given; whatever a brig works on stays.`,
		Example: "  brig prune\n  brig prune results --keep 5\n  brig prune results bundles --older 90d --yes\n  brig prune captures leftovers --yes",
		Args: func(cmd *cobra.Command, args []string) error {
			for _, what := range args {
				if !slices.Contains(prunable, what) {
					return usagef("%q: choose %s", what, strings.Join(prunable, ", "))
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.run(cmd.OutOrStdout(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&p.results, "results", "results", "folder of result directories")
	f.Var(&p.older, "older", "what was last changed longer ago than this `AGE`: 30d, 12h")
	f.IntVar(&p.keep, "keep", -1, "all but the latest `N` of each experiment")
	f.BoolVar(&p.unfinished, "unfinished", false, "also result directories that are not finished")
	f.BoolVar(&p.unshared, "unshared", false, "also result directories without a bundle beside them")
	f.BoolVar(&p.yes, "yes", false, "remove it; without, nothing is removed")
	f.BoolVar(&p.asJSON, "json", false, "print what there is, or what is removed, as JSON")
	return cmd
}

func (p *pruning) run(w io.Writer, what []string) error {
	named := slices.Contains(what, orchestrator.StockResult) || slices.Contains(what, orchestrator.StockBundle)
	switch {
	case named && p.older == 0 && p.keep < 0:
		return usagef("say which results or bundles: --older AGE, --keep N or both")
	case len(what) == 0 && p.yes:
		return usagef("say what is to be removed: %s", strings.Join(prunable, ", "))
	case p.keep < -1:
		return usagef("--keep %d: give 0 or more", p.keep)
	}
	all, err := orchestrator.TakeStock(p.results)
	if err != nil {
		return err
	}
	if len(what) > 0 {
		all = p.choose(all, what, time.Now())
	}
	if p.yes {
		for i := range all {
			if err := all[i].Remove(); err != nil {
				return fmt.Errorf("%w (%d of %d were removed)", err, i, len(all))
			}
		}
	}
	if p.asJSON {
		if all == nil {
			all = []orchestrator.Stock{}
		}
		return json.NewEncoder(w).Encode(struct {
			Removed bool                 `json:"removed"`
			Stock   []orchestrator.Stock `json:"stock"`
		}{p.yes, all})
	}
	return p.print(w, all, len(what) > 0)
}

// choose picks from all, the oldest first, what may be removed.
func (p *pruning) choose(all []orchestrator.Stock, what []string, now time.Time) []orchestrator.Stock {
	var chosen []orchestrator.Stock
	later := map[string]int{} // of the same experiment, seen from the end
	for _, s := range slices.Backward(all) {
		if !slices.Contains(what, s.What) {
			continue
		}
		group := s.What + " " + s.Experiment
		counted := s.What == orchestrator.StockResult || s.What == orchestrator.StockBundle
		later[group]++
		switch {
		case s.Busy,
			s.Unfinished && !p.unfinished,
			s.Unshared && !s.Unfinished && !p.unshared,
			now.Sub(s.Changed) < time.Duration(p.older),
			counted && p.keep >= 0 && later[group] <= p.keep:
			continue
		}
		chosen = append(chosen, s)
	}
	slices.Reverse(chosen)
	return chosen
}

func (p *pruning) print(w io.Writer, all []orchestrator.Stock, chosen bool) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	sum := int64(0)
	for _, s := range all {
		sum += s.Size
		var notes []string
		for note, is := range map[string]bool{"not finished": s.Unfinished, "no bundle": s.Unshared && !s.Unfinished, "in use": s.Busy} {
			if is {
				notes = append(notes, note)
			}
		}
		slices.Sort(notes)
		fmt.Fprintf(t, "%s\t%.1f MB\t%s\t%s\t%s\n", s.What, float64(s.Size)/1e6, s.Changed.UTC().Format("2006-01-02 15:04"), s.Path, strings.Join(notes, ", "))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	done := ""
	switch {
	case p.yes:
		done = ", removed"
	case chosen && len(all) > 0:
		done = " would be removed: --yes does it"
	}
	_, err := fmt.Fprintf(w, "%d in %s, %.1f MB%s\n", len(all), p.results, float64(sum)/1e6, done)
	return err
}
