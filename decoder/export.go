package decoder

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteCSV writes a line for each cost, with the names of the columns before
// them (RFC 4180).
func (b *Breakdown) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write([]string{"name", "kind", "file", "line", "calls", "exclusive_ns", "inclusive_ns"})
	for _, c := range b.Costs {
		kind, line := "function", ""
		if c.Component {
			kind = "component"
		}
		if c.Line > 0 {
			line = strconv.Itoa(c.Line)
		}
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		out.Write([]string{c.Name, kind, c.File, line, number(c.Calls), number(c.Exclusive), number(c.Inclusive)})
	}
	out.Flush()
	return out.Error()
}

// WriteFolded writes call stacks in the form of Brendan Gregg's stackcollapse
// scripts, which flame graph programs and speedscope read: names joined by
// semicolons, a blank, and the exclusive time in nanoseconds. Stacks of
// components begin with "components".
func (b *Breakdown) WriteFolded(w io.Writer) error {
	if b.Stacks == nil {
		return ErrNoStacks
	}
	out := bufio.NewWriter(w)
	stacks := b.frames()
	for i, s := range b.Stacks {
		if s.Exclusive <= 0 {
			continue
		}
		for n, f := range slices.Backward(stacks.of(i)) {
			out.WriteString(frameName(f.Name))
			if n > 0 {
				out.WriteByte(';')
			}
		}
		fmt.Fprintf(out, " %d\n", s.Exclusive)
	}
	return out.Flush()
}

// frameName is a name without what separates names and lines.
func frameName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ';' || r < ' ' {
			return '_'
		}
		return r
	}, name)
}
