package decoder

import (
	"io"

	"github.com/google/pprof/profile"
)

// WritePprof writes the breakdown in pprof's form, packed with gzip: for each
// call stack how often it ended and its exclusive time. "go tool pprof" and
// speedscope read it.
func (b *Breakdown) WritePprof(w io.Writer) error {
	if b.Stacks == nil {
		return ErrNoStacks
	}
	kind := "time"
	if b.Clock == CPUClock {
		kind = "cpu"
	}
	out := &profile.Profile{
		SampleType:        []*profile.ValueType{{Type: "calls", Unit: "count"}, {Type: kind, Unit: "nanoseconds"}},
		DefaultSampleType: kind,
		PeriodType:        &profile.ValueType{Type: kind, Unit: "nanoseconds"},
		Period:            1,
	}
	locations := map[*Function]*profile.Location{}
	location := func(f *Function) *profile.Location {
		l := locations[f]
		if l == nil {
			function := &profile.Function{
				ID: uint64(len(out.Function) + 1), Name: f.Name, SystemName: f.Name, Filename: f.File, StartLine: int64(f.Line),
			}
			l = &profile.Location{ID: function.ID, Line: []profile.Line{{Function: function, Line: function.StartLine}}}
			out.Function = append(out.Function, function)
			out.Location = append(out.Location, l)
			locations[f] = l
		}
		return l
	}
	components := &Function{Name: "components", Component: true} // around all of them
	for i, s := range b.Stacks {
		if s.Calls == 0 && s.Exclusive == 0 {
			continue
		}
		sample := &profile.Sample{Value: []int64{s.Calls, s.Exclusive}}
		for at := i; at >= 0; at = b.Stacks[at].Parent {
			sample.Location = append(sample.Location, location(b.Stacks[at].Function))
		}
		if s.Function.Component {
			sample.Location = append(sample.Location, location(components))
		}
		out.Sample = append(out.Sample, sample)
	}
	return out.Write(w)
}
