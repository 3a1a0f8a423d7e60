package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"brig/result"
	"brig/zeekprofile"
)

// zeek decodes a profile that Zeek wrote of itself.
func (c *decodeCall) zeek(ctx context.Context, in *input, kind zeekprofile.Kind, out io.Writer) error {
	for _, flag := range []struct {
		name string
		on   bool
	}{
		{"--packets", c.selection.packets != ""}, {"--time", c.selection.times != ""}, {"--text", c.text}, {"--save", c.save != ""},
		{"--info", c.info}, {"--map", c.mapFile != ""}, {"--compat", c.compat != ""},
	} {
		if flag.on {
			return in.fault(fmt.Errorf("this is %s: %s is for traces", kind, flag.name))
		}
	}
	if c.dir != "" {
		return in.fault(fmt.Errorf("this is %s, of which PyBrIG's decoder had no files: \"brig import\" makes documents of it", kind))
	}
	if kind == zeekprofile.ScriptProfile {
		return c.zeekScripts(ctx, in, out)
	}
	return c.zeekSamples(ctx, in, kind, out)
}

// A scriptsSummary says in short what a script profile held.
type scriptsSummary struct {
	Kind      string `json:"kind"`
	Functions int    `json:"functions"` // bodies
	Calls     int64  `json:"calls"`
	Stacks    *int64 `json:"call_stacks,omitempty"`
	CPU       int64  `json:"cpu_ns"`
	Top       any    `json:"top,omitempty"`
	Damage    string `json:"damage,omitempty"`
}

func (c *decodeCall) zeekScripts(ctx context.Context, in *input, out io.Writer) error {
	p, err := zeekprofile.ReadScripts(in)
	damage, damaged := "", error(nil)
	switch {
	case err != nil && p != nil && c.partial:
		damaged = fmt.Errorf("%w (the output holds what came before)", in.fault(err))
		damage = err.Error()
	case err != nil:
		return in.fault(err)
	}
	b := p.Breakdown()
	s := &scriptsSummary{Kind: string(zeekprofile.ScriptProfile), Functions: len(p.Mapping().Functions), Calls: p.Calls(), Damage: damage}
	for i := range b.Costs {
		s.CPU += b.Costs[i].Exclusive
	}
	if chains := b.CallChains(); chains != nil {
		s.Stacks = &chains.Set.Distinct
	}
	if c.forms.any() {
		if s.Top, err = c.forms.give(ctx, &costed{b, p.ScriptTimings(), nil}, out, c.json); err != nil {
			return in.fault(err)
		}
	}
	switch {
	case c.json:
		err = printJSON(out, s)
	case !c.forms.any():
		stacks := "no call stacks"
		if s.Stacks != nil {
			stacks = fmt.Sprintf("%d call stacks", *s.Stacks)
		}
		_, err = fmt.Fprintf(out, "%s: %d functions, %d calls, %s, %.3f s of CPU time\n", s.Kind, s.Functions, s.Calls, stacks, float64(s.CPU)/1e9)
	}
	return errors.Join(err, damaged)
}

// A samplesSummary says in short what the time series of a file held.
type samplesSummary struct {
	Kind   string               `json:"kind"`
	Series []zeekprofile.Series `json:"series"`
	Damage string               `json:"damage,omitempty"`
}

func (c *decodeCall) zeekSamples(ctx context.Context, in *input, kind zeekprofile.Kind, out io.Writer) error {
	if c.forms.top > 0 || c.forms.pprof != "" || c.forms.folded != "" || c.forms.dot != "" {
		return in.fault(fmt.Errorf("this is %s, which knows nothing of functions: --csv gives its columns", kind))
	}
	series, err := zeekprofile.ReadSamples(kind, in)
	damage, damaged := "", error(nil)
	switch {
	case err != nil && series != nil && c.partial:
		damaged = fmt.Errorf("%w (the output holds what came before)", in.fault(err))
		damage = err.Error()
	case err != nil:
		return in.fault(err)
	}
	switch {
	case c.forms.csv != "":
		err = c.forms.write(ctx, c.forms.csv, out, func(w io.Writer) error { return writeSamples(w, series) })
	case c.json:
		err = printJSON(out, samplesSummary{string(kind), series, damage})
	default:
		err = printSeriesOf(out, kind, series)
	}
	return errors.Join(err, damaged)
}

// printSeriesOf prints what the time series of a file came to.
func printSeriesOf(out io.Writer, kind zeekprofile.Kind, series []zeekprofile.Series) error {
	for i := range series {
		if len(series) > 1 {
			if _, err := fmt.Fprintf(out, "%s:\n", printable(series[i].Peer)); err != nil {
				return err
			}
		}
		if err := printSamples(out, kind, &series[i].Samples); err != nil {
			return err
		}
	}
	return nil
}

// A sampleColumn is a column of a series by its name in documents.
type sampleColumn struct {
	name   string
	values []int64
}

// sampleColumns are the columns that Zeek's series can have.
func sampleColumns(s *result.Samples) []sampleColumn {
	var out []sampleColumn
	for _, c := range []sampleColumn{
		{"at_ns", s.At}, {"network_ns", s.Network}, {"user_ns", s.User}, {"system_ns", s.System}, {"rss_bytes", s.RSS},
		{"threads", s.Threads}, {"packets", s.Packets}, {"packet_bytes", s.PacketBytes}, {"events", s.Events}, {"connections", s.Connections},
	} {
		if c.values != nil {
			out = append(out, c)
		}
	}
	return out
}

// writeSamples writes the columns that any of the series has; where another
// lacks one it is empty. With several series the first says whose a row is.
func writeSamples(w io.Writer, series []zeekprofile.Series) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var names []string
	for i := range series {
		for _, c := range sampleColumns(&series[i].Samples) {
			if !slices.Contains(names, c.name) {
				names = append(names, c.name)
			}
		}
	}
	first := 0
	if len(series) > 1 {
		first = 1
		names = slices.Insert(names, 0, "peer")
	}
	out.Write(names)
	for i := range series {
		row := make([]string, len(names))
		if first > 0 {
			row[0] = series[i].Peer
		}
		columns := sampleColumns(&series[i].Samples)
		for n := range series[i].At {
			for _, c := range columns {
				row[slices.Index(names[first:], c.name)+first] = strconv.FormatInt(c.values[n], 10)
			}
			out.Write(row)
		}
	}
	out.Flush()
	return out.Error()
}

// printSamples prints what a series came to.
func printSamples(out io.Writer, kind zeekprofile.Kind, s *result.Samples) error {
	last := len(s.At) - 1
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "samples\t%d\t  %s\n", len(s.At), kind)
	stamp := func(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000Z") }
	if s.Network != nil {
		fmt.Fprintf(w, "network time\t%.3f s\t  %s to %s\n", float64(s.Network[last]-s.Network[0])/1e9, stamp(s.Network[0]), stamp(s.Network[last]))
	}
	if s.Clock == "" {
		fmt.Fprintf(w, "wall clock\t%.3f s\t\n", float64(s.At[last])/1e9)
	}
	if s.User != nil && s.System != nil {
		fmt.Fprintf(w, "CPU time\t%.3f s\t  user %.3f, system %.3f\n", float64(s.User[last]+s.System[last])/1e9, float64(s.User[last])/1e9, float64(s.System[last])/1e9)
	}
	if s.RSS != nil {
		var most int64
		for _, v := range s.RSS {
			most = max(most, v)
		}
		fmt.Fprintf(w, "memory\t%.1f MB\t  at most\n", float64(most)/1e6)
	}
	for _, c := range sampleColumns(s) {
		switch c.name {
		case "packets", "packet_bytes", "events", "connections":
			name := c.name
			if name == "packet_bytes" {
				name = "bytes"
			}
			fmt.Fprintf(w, "%s\t%d\t\n", name, c.values[last])
		}
	}
	return w.Flush()
}
