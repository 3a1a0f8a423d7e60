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
	fmt.Fprintf(&b, "cost     %s: %s (tolerance %.0f %%, all intervals together at %.0f %%)\n",
		v.Cost, strings.Join(parts, ", "), 100*v.Tolerance, 100*v.Level)
	var needed []int
	for _, c := range v.Costs {
		if c.Needed > 0 {
			needed = append(needed, c.Needed)
		}
		if !all && slices.Contains([]string{result.Reproduced, result.Undecided}, c.Outcome) {
			continue
		}
		fmt.Fprintf(&b, "         %-18s %-10s here/published = %s\n", c.Trial, c.Outcome, quotient(c))
	}
	if len(needed) > 0 {
		slices.Sort(needed)
		fmt.Fprintf(&b, "         about %d repeats a side would decide half of the undecided ones\n", needed[(len(needed)-1)/2])
	}
	for _, warning := range v.Warnings {
		fmt.Fprintf(&b, "note     %s\n", warning)
	}
	_, err := io.WriteString(w, b.String())
	return err
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
	if c.Needed > 0 {
		s += fmt.Sprintf(", %d repeats would decide", c.Needed)
	}
	return s
}
