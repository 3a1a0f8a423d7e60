package decoder

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"path"
	"slices"
	"strings"

	"brig/result"
	"brig/trace"
)

// Counts returns the entries by function and component, without a header.
func (p *Profile) Counts() *result.Counts {
	doc := &result.Counts{
		Entries:    p.Entries,
		Calls:      p.Calls,
		Functions:  make([]result.Count, 0, len(p.functions)),
		Components: make([]result.Count, 0, len(p.components)),
	}
	for _, t := range p.functions {
		doc.Functions = append(doc.Functions, result.Count{Name: p.names[t.name], Entries: t.entries, Calls: t.calls})
	}
	for _, t := range p.components {
		doc.Components = append(doc.Components, result.Count{Name: p.names[t.name], Entries: t.entries})
	}
	return doc
}

// CallChains returns the call chains, without a header.
func (p *Profile) CallChains() *result.CallChains {
	return &result.CallChains{Entries: p.Entries, Chains: p.chainsDocument(&p.paths)}
}

// PacketChains returns the packet chains, without a header.
func (p *Profile) PacketChains() *result.PacketChains {
	return &result.PacketChains{Entries: p.Entries, Chains: p.chainsDocument(&p.sequences)}
}

func (p *Profile) chainsDocument(c *chains) result.Chains {
	kept := c.kept(result.MaxChains, result.MaxChainNames)
	doc := result.Chains{Set: c.set(), Summarised: c.summarised, Kept: make([]result.Chain, len(kept))}
	for i, ch := range kept {
		doc.Kept[i] = result.Chain{Names: c.names(nil, ch), Count: ch.count}
	}
	index := p.newNameIndex()
	for _, ch := range doc.Kept {
		index.use(ch.Names...)
	}
	doc.Names = index.names()
	for _, ch := range doc.Kept {
		for i, name := range ch.Names {
			ch.Names[i] = index.at[name]
		}
	}
	return doc
}

// EventPaths returns the graph of callers and callees, without a header. An
// edge's digest is that of the chain of its two names. If there was no room for
// all of them, the set has no digest, and its total is more than theirs.
func (p *Profile) EventPaths() *result.EventPaths {
	doc := &result.EventPaths{Entries: p.Entries, Edges: make([]result.Edge, 0, len(p.edges))}
	index := p.newNameIndex()
	counted := make([]countedDigest, len(p.edges))
	for i, e := range p.edges {
		index.use(e.from, e.to)
		form := append(canonical(p.names[e.from]), canonical(p.names[e.to])...)
		counted[i] = countedDigest{sha256.Sum256(form), e.count}
	}
	doc.Set = setOf(counted)
	if p.lostEdges > 0 {
		doc.Set.Total += p.lostEdges
		doc.Set.SHA256 = ""
	}
	doc.Names = index.names()
	for _, e := range p.edges {
		doc.Edges = append(doc.Edges, result.Edge{From: index.at[e.from], To: index.at[e.to], Count: e.count})
	}
	return doc
}

// A nameIndex numbers those names of a profile that a document uses. Both
// are sorted, so the order of names is the same in both.
type nameIndex struct {
	p    *Profile
	used []bool
	at   []int // index in the document of a name of the profile
}

func (p *Profile) newNameIndex() *nameIndex {
	return &nameIndex{p, make([]bool, len(p.names)), make([]int, len(p.names))}
}

func (x *nameIndex) use(names ...int) {
	for _, name := range names {
		x.used[name] = true
	}
}

func (x *nameIndex) names() []string {
	out := []string{}
	for i, used := range x.used {
		if used {
			x.at[i] = len(out)
			out = append(out, x.p.names[i])
		}
	}
	return out
}

type countedDigest struct {
	digest digest
	count  int64
}

func setOf(list []countedDigest) result.ExactSet {
	list = sortDigests(list)
	set := result.ExactSet{Distinct: int64(len(list))}
	h := sha256.New()
	var form []byte
	for i := range list {
		set.Total += list[i].count
		form = binary.BigEndian.AppendUint64(append(form[:0], list[i].digest[:]...), uint64(list[i].count))
		h.Write(form)
	}
	set.SHA256 = hex.EncodeToString(h.Sum(nil))
	return set
}

// sortDigests returns the list in the order of its digests. They are spread
// evenly: by their first bits, of which there are up to two bytes, few are
// together.
func sortDigests(list []countedDigest) []countedDigest {
	width := min(bits.Len(uint(len(list))), 16)
	bucket := func(c *countedDigest) int { return int(binary.BigEndian.Uint16(c.digest[:]) >> (16 - width)) }
	ends := make([]int32, 1<<width+1)
	for i := range list {
		ends[bucket(&list[i])+1]++
	}
	for i := range 1 << width {
		ends[i+1] += ends[i]
	}
	out := make([]countedDigest, len(list))
	for i := range list {
		end := &ends[bucket(&list[i])]
		out[*end] = list[i]
		*end++
	}
	from := int32(0)
	for _, end := range ends[:1<<width] {
		if of := out[from:end]; len(of) > 1 {
			slices.SortFunc(of, func(x, y countedDigest) int { return bytes.Compare(x.digest[:], y.digest[:]) })
		}
		from = end
	}
	return out
}

// ScriptTimings returns the time by function and component, without a header.
// A function none of whose calls returned is not in it.
func (p *Profile) ScriptTimings() *result.ScriptTimings {
	return &result.ScriptTimings{
		Entries: p.Entries, Calibration: calibration(p.m),
		Functions: p.timings(p.functions), Components: p.timings(p.components),
		Modules: p.attribution.modules, Scripts: p.attribution.scripts,
		Stacks: p.stacks(p.tree), ComponentStacks: p.stacks(p.parts),
	}
}

func (p *Profile) timings(list []total) []result.Timing {
	out := []result.Timing{}
	for i := range list {
		t := &list[i].timing
		if t.finished == 0 {
			continue
		}
		timing := result.Timing{
			Name:    p.names[list[i].name],
			Calls:   t.finished,
			Real:    t.real.spread(p.unit),
			Virtual: t.virtual.spread(p.unit),
		}
		if t.usage != nil {
			timing.User, timing.System = t.usage.user.spread(p.unit), t.usage.system.spread(p.unit)
		}
		timing.Exclusive, timing.ExclusiveTracing = list[i].own(p.unit)
		timing.ExclusiveVirtual = list[i].ownCPU(p.unit)
		timing.Inclusive, timing.InclusiveTracing = list[i].all(p.unit)
		out = append(out, timing)
	}
	return out
}

// Mapping returns the functions and components that the map names, without a
// header. A body that the map lists only within its function has an entry of
// its own.
func (p *Profile) Mapping() *result.Mapping {
	doc := &result.Mapping{Functions: []result.Function{}, Components: []result.Component{}}
	functions := map[trace.ID]result.Function{}
	name := func(id trace.ID) string { return p.identifiers.name(id, true) }
	for _, f := range p.m.Functions {
		functions[f.ID] = function(f, f.ID, name(f.ID), f.Range)
	}
	for _, f := range p.m.Functions {
		for _, b := range f.Bodies {
			id := trace.MakeID(f.ID.Function(), b.ID)
			if _, ok := functions[id]; !ok && id.Body() == b.ID {
				functions[id] = function(f, id, name(id), b.Range)
			}
		}
	}
	for _, f := range functions {
		doc.Functions = append(doc.Functions, f)
	}
	slices.SortFunc(doc.Functions, func(x, y result.Function) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Body, y.Body))
	})
	components := map[int]string{}
	for _, c := range p.m.Components {
		components[int(int32(c.ID))] = p.identifiers.name(c.ID, false)
	}
	for id, name := range components {
		doc.Components = append(doc.Components, result.Component{ID: id, Name: name})
	}
	slices.SortFunc(doc.Components, func(x, y result.Component) int { return cmp.Compare(x.ID, y.ID) })
	return doc
}

func function(f trace.Function, id trace.ID, name string, r trace.Range) result.Function {
	return result.Function{
		ID: id.Function(), Body: id.Body(), Name: name,
		File: relative(r.File), FirstLine: r.FirstLine, LastLine: r.LastLine,
		Builtin: f.Builtin, Hook: f.Hook, Event: f.Event,
	}
}

// relative returns the part of a script's file name after the first folder
// "scripts" of an absolute path: where scripts are installed does not matter.
func relative(file string) string {
	if !path.IsAbs(file) {
		return file
	}
	if _, after, ok := strings.Cut(file, "/scripts/"); ok {
		return after
	}
	return file
}
