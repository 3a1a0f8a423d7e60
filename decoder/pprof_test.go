package decoder

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/pprof/profile"
)

// pprofOf puts a breakdown together as a profile of package profile.
func pprofOf(b *Breakdown) *profile.Profile {
	out := &profile.Profile{
		SampleType:        []*profile.ValueType{{Type: "calls", Unit: "count"}, {Type: "time", Unit: "nanoseconds"}},
		DefaultSampleType: "time",
		PeriodType:        &profile.ValueType{Type: "time", Unit: "nanoseconds"},
		Period:            1,
		Comments:          []string{"wall clock, the measuring included"},
		Mapping:           []*profile.Mapping{{ID: 1, File: "[scripts]", HasFunctions: true, HasFilenames: true, HasLineNumbers: true}},
	}
	locations := map[*Function]*profile.Location{}
	location := func(f *Function) *profile.Location {
		if locations[f] == nil {
			id := uint64(len(locations) + 1)
			function := &profile.Function{ID: id, Name: f.Name, Filename: f.File, StartLine: int64(f.Line)}
			locations[f] = &profile.Location{ID: id, Mapping: out.Mapping[0], Line: []profile.Line{{Function: function, Line: int64(f.Line)}}}
			out.Function = append(out.Function, function)
			out.Location = append(out.Location, locations[f])
		}
		return locations[f]
	}
	components := &Function{Name: "components"}
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
	return out
}

// randomStacks returns a breakdown with all that stacks can be.
func randomStacks(rng *rand.Rand) *Breakdown {
	b := &Breakdown{Clock: WallClock, Stacks: []Stack{}}
	functions := make([]*Function, 1+rng.IntN(300))
	for i := range functions {
		functions[i] = &Function{Name: fmt.Sprint("f", rng.IntN(200)), Line: rng.IntN(3)}
		if i == 0 || rng.IntN(5) == 0 {
			functions[i].Name = strings.Repeat("é\x00", rng.IntN(100))
		}
		if rng.IntN(2) == 0 {
			functions[i].File = fmt.Sprint("base/", rng.IntN(4), ".bro")
		}
		functions[i].Component = i%2 == 1
	}
	for i := range rng.IntN(2000) {
		s := Stack{Parent: -1, Function: functions[rng.IntN(len(functions))]}
		if i > 0 && rng.IntN(6) > 0 {
			s.Parent = i - 1 - rng.IntN(min(i, 5))
			component := b.Stacks[s.Parent].Function.Component
			for s.Function.Component != component {
				s.Function = functions[rng.IntN(len(functions))]
			}
		}
		if rng.IntN(4) > 0 {
			s.Calls, s.Exclusive = rng.Int64N(1<<rng.IntN(62)+1), rng.Int64N(1<<rng.IntN(62)+1)
		}
		if rng.IntN(10) == 0 {
			s.Exclusive = -s.Exclusive // clocks that run backwards
		}
		b.Stacks = append(b.Stacks, s)
	}
	return b
}

// What is written as a stream is what package profile makes of the breakdown,
// and always the same.
func TestPprofAgrees(t *testing.T) {
	for seed := range uint64(100) {
		b := randomStacks(rand.New(rand.NewPCG(seed, 3)))
		var data, again bytes.Buffer
		if err := b.WritePprof(&data); err != nil {
			t.Fatal(err)
		}
		if err := b.WritePprof(&again); err != nil || !bytes.Equal(data.Bytes(), again.Bytes()) {
			t.Fatalf("written twice it differs (%v)", err)
		}
		p, err := profile.ParseData(data.Bytes())
		if err == nil {
			err = p.CheckValid()
		}
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := pprofOf(b).Write(&want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(stacks(t, want.Bytes())), string(stacks(t, data.Bytes()))); diff != "" {
			t.Fatalf("seed %d: samples (-package profile +got):\n%s", seed, diff)
		}
		reference, got := pprofOf(b), p.Copy()
		reference.Sample, got.Sample = nil, nil
		if diff := cmp.Diff(reference.Compact().String(), got.Compact().String()); diff != "" {
			t.Fatalf("seed %d: all but samples (-package profile +got):\n%s", seed, diff)
		}
	}
}

// A stack that is very deep has its ends only: a recursion's stacks would be
// as large together as the square of its depth.
func TestDeepStacks(t *testing.T) {
	const depth = 50_000
	names := make([]*Function, 10)
	for i := range names {
		names[i] = &Function{Name: fmt.Sprint("f", i)}
	}
	b := &Breakdown{Clock: WallClock, Stacks: []Stack{}}
	for i := range depth {
		b.Stacks = append(b.Stacks, Stack{Parent: i - 1, Function: names[i%10], Calls: 1, Exclusive: 1})
	}
	frames := b.frames()
	for i := range depth {
		list := slices.Clone(frames.of(i))
		slices.Reverse(list)
		if i < maxFrames {
			if len(list) != i+1 || list[0] != names[0] || list[i] != names[i%10] {
				t.Fatalf("stack %d has %d frames", i, len(list))
			}
			continue
		}
		const half = maxFrames / 2
		if len(list) != maxFrames+1 || list[half] != frames.gap {
			t.Fatalf("stack %d has %d frames", i, len(list))
		}
		for n := range half {
			if list[n] != names[n%10] || list[maxFrames-n] != names[(i-n)%10] {
				t.Fatalf("stack %d: frames %d of its ends are %s and %s", i, n, list[n].Name, list[maxFrames-n].Name)
			}
		}
	}
	var data bytes.Buffer
	if err := b.WritePprof(&data); err != nil {
		t.Fatal(err)
	}
	if data.Len() > 4<<20 {
		t.Errorf("%d bytes", data.Len())
	}
	p, err := profile.ParseData(data.Bytes())
	if err != nil || len(p.Sample) != depth {
		t.Errorf("%d samples (%v)", len(p.Sample), err)
	}
}
