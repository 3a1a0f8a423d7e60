package decoder

import (
	"io"

	"github.com/google/pprof/profile"
)

// WritePprof writes the profile in pprof's form, packed with gzip: for each
// call stack how often it ended and its exclusive wall clock time. "go tool
// pprof" and speedscope read it.
func (p *Profile) WritePprof(w io.Writer) error {
	out := &profile.Profile{
		SampleType:        []*profile.ValueType{{Type: "calls", Unit: "count"}, {Type: "time", Unit: "nanoseconds"}},
		DefaultSampleType: "time",
		PeriodType:        &profile.ValueType{Type: "time", Unit: "nanoseconds"},
		Period:            1,
	}
	places := p.places()
	locations := map[string]*profile.Location{}
	location := func(name string, script bool) *profile.Location {
		key := name
		if !script {
			key += "\x00"
		}
		if l := locations[key]; l != nil {
			return l
		}
		f := &profile.Function{ID: uint64(len(out.Function) + 1), Name: name, SystemName: name}
		line := int64(0)
		if place := places[name]; script && place != nil {
			f.Filename = relative(place.File)
			f.StartLine = int64(place.FirstLine)
			line = f.StartLine
		}
		l := &profile.Location{ID: f.ID, Line: []profile.Line{{Function: f, Line: line}}}
		out.Function = append(out.Function, f)
		out.Location = append(out.Location, l)
		locations[key] = l
		return l
	}
	for _, t := range []*tree{p.tree, p.parts} {
		for i := 1; i < len(t.nodes); i++ {
			n := &t.nodes[i]
			if n.returns == 0 && n.exclusive == 0 {
				continue
			}
			s := &profile.Sample{Value: []int64{n.returns, n.exclusive * p.unit}}
			for at := int32(i); at > 0; at = t.nodes[at].parent {
				s.Location = append(s.Location, location(p.names[t.nodes[at].key], t == p.tree))
			}
			if t == p.parts {
				s.Location = append(s.Location, location("components", false))
			}
			out.Sample = append(out.Sample, s)
		}
	}
	return out.Write(w)
}
