package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/google/renameio/v2"

	"brig/decoder"
)

// exports reports whether a form of the profile other than the documents is
// asked for.
func (c *decodeCall) exports() bool {
	return c.top > 0 || c.pprof != "" || c.folded != "" || c.dot != "" || c.csv != ""
}

// export writes the forms that are asked for. Files are complete or not there.
func (c *decodeCall) export(b *decoder.Breakdown, stdout io.Writer) error {
	for _, form := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{c.pprof, b.WritePprof},
		{c.folded, b.WriteFolded},
		{c.dot, b.WriteDOT},
		{c.csv, b.WriteCSV},
	} {
		if err := writeForm(form.name, stdout, form.write); err != nil {
			return err
		}
	}
	if c.top > 0 && !c.json {
		return printTop(stdout, b.Costs, c.top)
	}
	return nil
}

func writeForm(name string, stdout io.Writer, write func(io.Writer) error) error {
	switch name {
	case "":
		return nil
	case "-":
		return write(stdout)
	}
	f, err := renameio.NewPendingFile(name, renameio.WithPermissions(0o666))
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if err := write(f); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return f.CloseAtomicallyReplace()
}

// printTop prints the most expensive functions and components and what part
// of all time theirs is.
func printTop(out io.Writer, costs []decoder.Cost, n int) error {
	var total int64
	for _, c := range costs {
		total += c.Exclusive
	}
	share := func(part int64) float64 { return 100 * float64(part) / float64(max(total, 1)) }
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "exclusive ms\t%\tinclusive ms\tcalls\tns a call\t  what")
	var rest, calls int64
	for i, c := range costs {
		if i >= n {
			rest, calls = rest+c.Exclusive, calls+c.Calls
			continue
		}
		what := c.Name
		if c.Component {
			what = "component " + what
		}
		fmt.Fprintf(w, "%.3f\t%.1f\t%.3f\t%d\t%.0f\t  %s\n", float64(c.Exclusive)/1e6, share(c.Exclusive),
			float64(c.Inclusive)/1e6, c.Calls, float64(c.Exclusive)/float64(c.Calls), what)
	}
	if len(costs) > n {
		fmt.Fprintf(w, "%.3f\t%.1f\t\t%d\t\t  %d others\n", float64(rest)/1e6, share(rest), calls, len(costs)-n)
	}
	fmt.Fprintf(w, "%.3f\t100.0\t\t\t\t  all, tracing included\n", float64(total)/1e6)
	return w.Flush()
}
