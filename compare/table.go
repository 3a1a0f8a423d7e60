package compare

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"brig/result"
)

// A Named is a verdict and what the benchmark it judges is called.
type Named struct {
	Name string
	*result.Verdict
}

// cell is what a table says of a cost claim.
func cell(c *result.CostClaim) string {
	switch {
	case c == nil:
		return "-"
	case c.Quotient.N == 0:
		return "no runs"
	case c.Quotient.Low == nil:
		return fmt.Sprintf("%.3f, %s", c.Quotient.Median, c.Outcome)
	}
	return fmt.Sprintf("%.3f [%.2f, %.2f] %s", c.Quotient.Median, *c.Quotient.Low, *c.Quotient.High, c.Outcome)
}

// A claimFamily is a list of a verdict's cost claims.
type claimFamily struct {
	kind, prefix string // of a line of CSV, and of a claim's name in a table
	claims       []result.CostClaim
}

// What a table calls the direct claims, and that of all trials.
const (
	directly   = "directly "
	everything = "all"
)

// claimFamilies lists the cost claims of a verdict by what they compare.
func claimFamilies(v *result.Verdict) []claimFamily {
	list := []claimFamily{{"trial", "", v.Costs}, {"suite", "", v.Suites}}
	if d := v.Direct; d != nil {
		whole := d.Whole
		whole.Trial = everything
		list = append(list, claimFamily{"direct", directly, slices.Concat([]result.CostClaim{whole}, d.Suites, d.Trials)})
	}
	return list
}

// rows lists the trials and suites that any verdict has a claim of, in order, with
// the claim of each verdict.
func rows(verdicts []Named) (names []string, claims map[string][]*result.CostClaim) {
	claims = map[string][]*result.CostClaim{}
	for i, v := range verdicts {
		for _, list := range claimFamilies(v.Verdict) {
			for k := range list.claims {
				name := list.prefix + list.claims[k].Trial
				if claims[name] == nil {
					claims[name] = make([]*result.CostClaim, len(verdicts))
					names = append(names, name)
				}
				claims[name][i] = &list.claims[k]
			}
		}
	}
	return names, claims
}

// Several writes verdicts on the same published benchmark beside each other: the
// outcomes, and the cost claims that are not simply reproduced or undecided
// everywhere. All writes every cost claim.
func Several(w io.Writer, verdicts []Named, all bool) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(first string, of func(v Named) string) {
		parts := []string{first}
		for _, v := range verdicts {
			parts = append(parts, of(v))
		}
		fmt.Fprintln(t, strings.Join(parts, "\t"))
	}
	line("here", func(v Named) string { return v.Name })
	line("verdict", func(v Named) string { return v.Outcome })
	line("exact", func(v Named) string { return fmt.Sprintf("%d equal, %d differ", v.ExactEqual, len(v.ExactDiffer)) })
	names, claims := rows(verdicts)
	for _, name := range names {
		if !all && name != directly+everything && !telling(name, claims[name]) {
			continue
		}
		parts := []string{name}
		for _, c := range claims[name] {
			parts = append(parts, cell(c))
		}
		fmt.Fprintln(t, strings.Join(parts, "\t"))
	}
	line("moved", func(v Named) string { return strings.Join(movedNames(v.Verdict), " ") })
	return t.Flush()
}

// telling reports whether one of the claims of a name says that something changed, or
// whether there is none from a benchmark that should have one.
func telling(name string, claims []*result.CostClaim) bool {
	for _, c := range claims {
		if c == nil {
			if !strings.HasPrefix(name, directly) {
				return true
			}
			continue
		}
		if c.Moved || c.Outcome == result.Shifted || c.Outcome == result.Different {
			return true
		}
	}
	return false
}

// movedNames lists the scripts and components that moved.
func movedNames(v *result.Verdict) []string {
	var names []string
	for _, m := range v.Moves {
		if m.Moved {
			names = append(names, fmt.Sprintf("%s %+.1f %%", m.Name, m.Percent.Median))
		}
	}
	if len(names) == 0 {
		return []string{"none"}
	}
	return names
}

// Markdown writes verdicts as a table with every cost claim, and what moved.
func Markdown(w io.Writer, verdicts []Named) error {
	var b strings.Builder
	line := func(first string, of func(v Named) string) {
		fmt.Fprintf(&b, "| %s |", markdownText(first))
		for _, v := range verdicts {
			fmt.Fprintf(&b, " %s |", markdownText(of(v)))
		}
		b.WriteByte('\n')
	}
	line("", func(v Named) string { return v.Name })
	line("---", func(Named) string { return "---" })
	line("verdict", func(v Named) string { return "**" + v.Outcome + "**" })
	line("exact claims", func(v Named) string { return fmt.Sprintf("%d equal, %d differ", v.ExactEqual, len(v.ExactDiffer)) })
	line("moved", func(v Named) string { return strings.Join(movedNames(v.Verdict), "; ") })
	names, claims := rows(verdicts)
	for _, name := range names {
		fmt.Fprintf(&b, "| %s |", markdownText(name))
		for _, c := range claims[name] {
			fmt.Fprintf(&b, " %s |", markdownText(cell(c)))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownText keeps a text from ending its cell.
func markdownText(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}

// CSV writes a line for each claim: exact ones that differ, costs of trials and
// suites, moves, ranks. Numbers are as the documents have them.
func CSV(w io.Writer, verdicts []Named) error {
	c := csv.NewWriter(w)
	c.Write([]string{"benchmark", "kind", "name", "outcome", "here", "published", "value", "low", "high", "confidence", "p_moved", "repeats_needed", "repeats_needed_each"})
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	bounds := func(e result.Estimate) (low, high, confidence string) {
		if e.Low == nil {
			return "", "", ""
		}
		return number(*e.Low), number(*e.High), number(e.Confidence)
	}
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	moved := func(yes bool) string {
		if yes {
			return "moved"
		}
		return ""
	}
	for _, v := range verdicts {
		for _, x := range v.ExactDiffer {
			c.Write([]string{v.Name, "exact", x.Trial + " " + x.Name, result.Different, x.Here, x.Published, "", "", "", "", "", "", ""})
		}
		for _, list := range claimFamilies(v.Verdict) {
			for _, x := range list.claims {
				low, high, confidence := bounds(x.Quotient)
				c.Write([]string{v.Name, list.kind, x.Trial, x.Outcome, number(x.Here.Median), number(x.Published.Median),
					number(x.Quotient.Median), low, high, confidence, number(x.P), count(x.Needed), count(x.NeededEach)})
			}
		}
		for _, m := range v.Moves {
			low, high, confidence := bounds(m.Percent)
			c.Write([]string{v.Name, m.Kind, m.Name, moved(m.Moved), "", number(m.Share), number(m.Percent.Median), low, high, confidence, number(m.P), "", ""})
		}
		for _, r := range v.Ranks {
			for _, k := range []struct {
				name string
				e    result.Estimate
			}{{"Kendall", r.Kendall}, {"Spearman", r.Spearman}} {
				low, high, confidence := bounds(k.e)
				c.Write([]string{v.Name, "order", r.Of + " " + k.name, "", "", "", number(k.e.Median), low, high, confidence, "", "", ""})
			}
		}
	}
	c.Flush()
	return c.Error()
}
