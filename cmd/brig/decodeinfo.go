package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"brig/trace"
)

// A traceInfo is what --info prints.
type traceInfo struct {
	*trace.Info
	Damage string `json:"damage,omitempty"`
}

// printInfo says what the trace is.
func (c *decodeCall) printInfo(in *input, r io.Reader, out io.Writer) error {
	info, err := trace.ReadInfo(r)
	damage, damaged := "", error(nil)
	switch {
	case err != nil && info != nil && c.partial:
		damaged = fmt.Errorf("%w (the output holds what came before)", in.fault(err))
		damage = err.Error()
	case err != nil:
		return in.fault(err)
	}
	if c.json {
		return errors.Join(printJSON(out, traceInfo{info, damage}), damaged)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(what, value, note string, args ...any) {
		fmt.Fprintf(w, "%s\t%s\t  %s\n", what, value, fmt.Sprintf(note, args...))
	}
	per := func(n, by int64) float64 { return float64(n) / float64(max(by, 1)) }
	note := "the map is inside"
	if info.Version == trace.Version {
		note = info.Order + " endian, the map is a file of its own"
	}
	row("version", fmt.Sprint(info.Version), "%s", note)
	row("bytes", fmt.Sprint(info.Bytes), "%.2f an entry", per(info.Bytes, info.Entries))
	row("blocks", fmt.Sprint(info.Blocks), "%.0f entries each, %d bytes that expand to %d (%.2f : 1)",
		per(info.Entries, info.Blocks), info.Stored, info.Expanded, per(info.Expanded, info.Stored))
	row("entries", fmt.Sprint(info.Entries), "")
	if info.Packets != nil {
		row("packets", fmt.Sprint(*info.Packets), "%.1f entries each", per(info.Entries, *info.Packets))
	}
	if info.FirstTime != nil {
		stamp := func(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000000Z") }
		row("network time", fmt.Sprintf("%.6f s", float64(*info.LastTime-*info.FirstTime)/1e9), "%s to %s", stamp(*info.FirstTime), stamp(*info.LastTime))
	}
	if info.Wall != nil {
		row("wall clock", fmt.Sprintf("%.6f s", float64(*info.Wall)/1e9), "from the first entry to the last")
	}
	if m := info.Map; m != nil {
		row("map", fmt.Sprint(m.Bytes), "bytes: %d functions and bodies, %d components", m.Functions, m.Components)
		if m.Calibration != nil {
			row("calibration", fmt.Sprintf("%.1f ns", float64(m.Calibration.Entry)/1e3), "an entry costs, %.1f ns of it reading the clock (%s)",
				float64(m.Calibration.Read)/1e3, m.Calibration.Clock)
		}
	}
	return errors.Join(w.Flush(), damaged)
}
