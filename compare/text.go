package compare

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"brig/result"
)

// Text writes a verdict for people: a line for the outcome, the exact claims
// that differ, and the cost claims that are not simply reproduced. All writes
// every cost claim.
func Text(w io.Writer, v *result.Verdict, all bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "verdict  %s\n", v.Outcome)
	writeDirect(&b, v, all)
	fmt.Fprintf(&b, "exact    %s: %d claims equal, %d differ\n", v.Exact, v.ExactEqual, len(v.ExactDiffer))
	for _, c := range v.ExactDiffer {
		fmt.Fprintf(&b, "         %s %s: here %s; published %s\n", c.Trial, c.Name, c.Here, c.Published)
	}
	counts := map[string]int{}
	for _, c := range v.Costs {
		counts[c.Outcome]++
	}
	var parts []string
	for _, outcome := range []string{result.Reproduced, result.Shifted, result.Undecided, result.Different} {
		if n := counts[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	relative := " relative to the first trial of a suite"
	if v.OtherKind {
		relative = ", compared directly"
	}
	fmt.Fprintf(&b, "cost     %s (tolerance %.0f %%, %s%s)\n", v.Cost, 100*v.Tolerance, measureText(v), relative)
	for _, c := range v.Suites {
		fmt.Fprintf(&b, "         %-18s %-10s here/published = %s\n", "all of "+c.Trial, c.Outcome, quotient(c))
	}
	if len(parts) > 0 {
		fmt.Fprintf(&b, "         single trials      %s\n", strings.Join(parts, ", "))
	}
	for _, c := range v.Costs {
		if all || c.Moved || !slices.Contains([]string{result.Reproduced, result.Undecided}, c.Outcome) {
			fmt.Fprintf(&b, "         %-18s %-10s here/published = %s%s\n", c.Trial, c.Outcome, quotient(c), movedMark(c))
		}
	}
	if line := neededLine(v.Costs); line != "" {
		fmt.Fprintf(&b, "         %s\n", line)
	}
	writeMoves(&b, v, all)
	for _, r := range v.Ranks {
		fmt.Fprintf(&b, "order    %s: Kendall %s, Spearman %s\n", r.Of, correlation(r.Kendall), correlation(r.Spearman))
	}
	for _, warning := range v.Warnings {
		fmt.Fprintf(&b, "note     %s\n", warning)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func measureText(v *result.Verdict) string {
	if v.Measure == result.MeasureCPU {
		return "CPU time"
	}
	return "wall time"
}

// Sentence says which of two that were measured in the same blocks is cheaper, and
// by how much. It is empty for a verdict that does not say.
func Sentence(v *result.Verdict) string {
	d := v.Direct
	if d == nil {
		return ""
	}
	q, measure := d.Whole.Quotient, measureText(v)
	if q.N == 0 {
		return fmt.Sprintf("%s and %s have no undisturbed runs in common", d.Here, d.Published)
	}
	percent := percentOf(q)
	switch {
	case d.Whole.Moved && q.Median > 1:
		return fmt.Sprintf("%s costs %.1f %% more %s than %s%s", d.Here, 100*(q.Median-1), measure, d.Published, bounds(percent))
	case d.Whole.Moved:
		return fmt.Sprintf("%s costs %.1f %% less %s than %s%s", d.Here, 100*(1-q.Median), measure, d.Published, bounds(percent))
	case d.Whole.Outcome == result.Reproduced:
		return fmt.Sprintf("%s costs as much %s as %s, within the tolerance: %s", d.Here, measure, d.Published, points(percent))
	}
	return fmt.Sprintf("whether %s or %s costs more %s is open: %s", d.Here, d.Published, measure, points(percent))
}

// percentOf turns a quotient into a change in percent.
func percentOf(q result.Estimate) result.Estimate {
	percent := func(v float64) float64 { return 100 * (v - 1) }
	q.Median = percent(q.Median)
	if q.Low != nil {
		low, high := percent(*q.Low), percent(*q.High)
		q.Low, q.High = &low, &high
	}
	return q
}

// bounds are those of a change in percent, with their signs.
func bounds(e result.Estimate) string {
	if e.Low == nil {
		return ", by too few runs for an interval"
	}
	return fmt.Sprintf(" [%+.1f, %+.1f]", *e.Low, *e.High)
}

// writeDirect writes what two benchmarks of one session cost, compared directly:
// the sentence, what is not judged, and the suites and trials of which something is
// said; all adds the other trials.
func writeDirect(b *strings.Builder, v *result.Verdict, all bool) {
	d := v.Direct
	if d == nil {
		return
	}
	fmt.Fprintf(b, "direct   %s\n", Sentence(v))
	fmt.Fprintf(b, "         mean of %d trials, runs of the same blocks", len(d.Trials))
	if d.Wall.N > 0 {
		fmt.Fprintf(b, "; wall time %s, peak memory %s", points(percentOf(d.Wall)), points(percentOf(d.PeakRSS)))
	}
	b.WriteByte('\n')
	for _, c := range d.Suites {
		fmt.Fprintf(b, "         %-18s %-10s %s\n", "all of "+c.Trial, c.Outcome, directText(c))
	}
	for _, c := range d.Trials {
		if all || c.Moved {
			fmt.Fprintf(b, "         %-18s %-10s %s%s\n", c.Trial, c.Outcome, directText(c), movedMark(c))
		}
	}
}

// directText is a direct claim: the change, and what it is a change of.
func directText(c result.CostClaim) string {
	if c.Quotient.N == 0 {
		return "no undisturbed runs to compare"
	}
	text := fmt.Sprintf("%s: %.1f ms after %.1f ms", points(percentOf(c.Quotient)), c.Here.Median/1e6, c.Published.Median/1e6)
	if c.NeededEach > 0 {
		text += fmt.Sprintf(", %s repeats of each would decide", repeats(c.NeededEach))
	}
	return text
}

// neededLine says how many repeats would decide the undecided claims.
func neededLine(costs []result.CostClaim) string {
	var here, each []int
	for _, c := range costs {
		if c.Needed > 0 {
			here = append(here, c.Needed)
		}
		if c.NeededEach > 0 {
			each = append(each, c.NeededEach)
		}
	}
	var parts []string
	if len(here) > 0 {
		slices.Sort(here)
		parts = append(parts, fmt.Sprintf("%s repeats here would decide half of %d undecided ones, %s nine in ten",
			repeats(here[(len(here)-1)/2]), len(here), repeats(here[(len(here)-1)*9/10])))
	}
	if len(each) > 0 {
		slices.Sort(each)
		parts = append(parts, fmt.Sprintf("for %d the published repeats are too few: %s on each side would decide half of these",
			len(each), repeats(each[(len(each)-1)/2])))
	}
	return strings.Join(parts, "; ")
}

func repeats(n int) string {
	if n >= MaxNeeded {
		return fmt.Sprintf("%d or more", MaxNeeded)
	}
	return fmt.Sprintf("about %d", n)
}

// writeMoves names the scripts and components that moved; all adds the largest
// changes that may be chance.
func writeMoves(b *strings.Builder, v *result.Verdict, all bool) {
	if len(v.Moves) == 0 {
		return
	}
	moved := 0
	for _, m := range v.Moves {
		if m.Moved {
			moved++
		}
	}
	fmt.Fprintf(b, "moved    %d scripts and components of the traced runs\n", moved)
	for _, m := range v.Moves {
		if !m.Moved && !all {
			continue
		}
		mark := ""
		if !m.Moved {
			mark = " (may be chance)"
		}
		fmt.Fprintf(b, "         %s %s: %s of the time of %d trials, of which it was %.1f %%%s\n",
			m.Kind, m.Name, points(m.Percent), m.Trials, m.Share, mark)
	}
}

func points(e result.Estimate) string {
	if e.Low == nil {
		return fmt.Sprintf("%+.1f %%", e.Median)
	}
	return fmt.Sprintf("%+.1f %% [%+.1f, %+.1f]", e.Median, *e.Low, *e.High)
}

func correlation(e result.Estimate) string {
	return fmt.Sprintf("%.2f [%.2f, %.2f]", e.Median, *e.Low, *e.High)
}

func movedMark(c result.CostClaim) string {
	if c.Moved && c.Outcome == result.Undecided {
		return "; it moved, by how much is open"
	}
	return ""
}

func quotient(c result.CostClaim) string {
	q := c.Quotient
	if q.N == 0 {
		return "no undisturbed runs to compare"
	}
	if q.Low == nil {
		return fmt.Sprintf("%.3f, too few runs for an interval", q.Median)
	}
	s := fmt.Sprintf("%.3f [%.3f, %.3f]", q.Median, *q.Low, *q.High)
	switch {
	case c.Needed > 0:
		s += fmt.Sprintf(", %s repeats would decide", repeats(c.Needed))
	case c.NeededEach > 0:
		s += fmt.Sprintf(", %s repeats on each side would decide", repeats(c.NeededEach))
	}
	return s
}
