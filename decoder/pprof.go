package decoder

import (
	"compress/gzip"
	"encoding/binary"
	"io"
	"strings"
)

// WritePprof writes the breakdown in pprof's form, packed with gzip: for each
// call stack how often it ended and its exclusive time. "go tool pprof" and
// speedscope read it. What is written is not kept in memory.
func (b *Breakdown) WritePprof(w io.Writer) error {
	if b.Stacks == nil {
		return ErrNoStacks
	}
	kind := "time"
	if b.Clock == CPUClock {
		kind = "cpu"
	}
	packed := gzip.NewWriter(w)
	p := pprofWriter{w: packed, strings: map[string]uint64{}, locations: map[*Function]uint64{}}
	p.string("") // number 0, as the format wants it
	p.valueType(profileSampleType, "calls", "count")
	p.valueType(profileSampleType, kind, "nanoseconds")
	p.valueType(profilePeriodType, kind, "nanoseconds")
	p.out = p.out.number(profilePeriod, 1)
	p.out = p.out.number(profileDefaultSampleType, p.string(kind))
	p.mapping("[scripts]")
	comment := p.string(b.Note())
	p.out = p.out.number(profileComment, comment)
	stacks := b.frames()
	for i := range b.Stacks {
		f := b.Stacks[i].Function
		p.location(f)
		if f.Component {
			p.location(stacks.root)
		}
		if stacks.depth[i] > maxFrames {
			p.location(stacks.gap)
		}
	}
	for i, s := range b.Stacks {
		if s.Calls == 0 && s.Exclusive == 0 {
			continue
		}
		p.sample(stacks.of(i), s.Calls, s.Exclusive)
	}
	p.flush(0)
	if p.err != nil {
		return p.err
	}
	return packed.Close()
}

// Numbers of the fields of pprof's profile.proto that are written.
const (
	profileSampleType        = 1
	profileSample            = 2
	profileMapping           = 3
	profileLocation          = 4
	profileFunction          = 5
	profileStringTable       = 6
	profilePeriodType        = 11
	profilePeriod            = 12
	profileComment           = 13
	profileDefaultSampleType = 14

	valueTypeType = 1
	valueTypeUnit = 2

	sampleLocationID = 1
	sampleValue      = 2

	mappingID             = 1
	mappingFilename       = 5
	mappingHasFunctions   = 7
	mappingHasFilenames   = 8
	mappingHasLineNumbers = 9

	locationID      = 1
	locationMapping = 2
	locationLine    = 4

	lineFunctionID = 1
	lineLine       = 2

	functionID        = 1
	functionName      = 2
	functionFilename  = 4
	functionStartLine = 5
)

// A message is one of Protocol Buffers in the making.
type message []byte

const (
	wireVarint = 0
	wireBytes  = 2
)

// number adds a field. A field that is 0 is left out, as the format has it.
func (m message) number(field int, v uint64) message {
	if v == 0 {
		return m
	}
	return binary.AppendUvarint(binary.AppendUvarint(m, uint64(field<<3|wireVarint)), v)
}

func (m message) bytes(field int, b []byte) message {
	m = binary.AppendUvarint(m, uint64(field<<3|wireBytes))
	return append(binary.AppendUvarint(m, uint64(len(b))), b...)
}

// A pprofWriter writes a profile field by field. A string, function
// or location is written when it is first met, before what refers to it. A
// location is that of its function and has the same number.
type pprofWriter struct {
	w             io.Writer
	err           error
	out           message // not written yet
	inner, inmost message // used again
	strings       map[string]uint64
	locations     map[*Function]uint64
}

// flush writes what is there if it is more than so many bytes.
func (p *pprofWriter) flush(most int) {
	if len(p.out) <= most {
		return
	}
	if p.err == nil {
		_, p.err = p.w.Write(p.out)
	}
	p.out = p.out[:0]
}

func (p *pprofWriter) string(s string) uint64 {
	n, ok := p.strings[s]
	if !ok {
		n = uint64(len(p.strings))
		p.strings[s] = n
		p.out = p.out.bytes(profileStringTable, []byte(s))
	}
	return n
}

func (p *pprofWriter) valueType(field int, kind, unit string) {
	m := p.inner[:0].number(valueTypeType, p.string(kind)).number(valueTypeUnit, p.string(unit))
	p.out, p.inner = p.out.bytes(field, m), m
}

// mapping writes the only mapping. Its name is like that of what has no file;
// it says that there is nothing to look up in one.
func (p *pprofWriter) mapping(name string) {
	file := p.string(name)
	m := p.inner[:0].number(mappingID, 1).number(mappingFilename, file).
		number(mappingHasFunctions, 1).number(mappingHasFilenames, 1).number(mappingHasLineNumbers, 1)
	p.out, p.inner = p.out.bytes(profileMapping, m), m
}

// pprofName is a name without the last dot of a script's file name: pprof
// shows what is behind a dot where there is no room for all.
func pprofName(name string) string {
	at, dot := strings.LastIndexByte(name, ':'), strings.LastIndexByte(name, '.')
	if dot < 0 || at < dot || name[len(name)-1] != ')' {
		return name
	}
	return name[:dot] + name[at:]
}

func (p *pprofWriter) location(f *Function) {
	if p.locations[f] > 0 {
		return // as most are
	}
	id := uint64(len(p.locations) + 1)
	p.locations[f] = id
	// The system name is left out: pprof takes a function whose names are alike
	// for one of C++, and cuts off what is in parentheses.
	name, file, line := p.string(pprofName(f.Name)), p.string(f.File), uint64(f.Line)
	m := p.inner[:0].number(functionID, id).number(functionName, name).number(functionFilename, file).number(functionStartLine, line)
	p.out = p.out.bytes(profileFunction, m)
	p.inmost = p.inmost[:0].number(lineFunctionID, id).number(lineLine, line)
	m = m[:0].number(locationID, id).number(locationMapping, 1).bytes(locationLine, p.inmost)
	p.out, p.inner = p.out.bytes(profileLocation, m), m
	p.flush(pprofBuffer)
}

func (p *pprofWriter) sample(frames []*Function, calls, exclusive int64) {
	list := p.inmost[:0]
	for _, f := range frames {
		list = binary.AppendUvarint(list, p.locations[f])
	}
	m := p.inner[:0].bytes(sampleLocationID, list)
	list = binary.AppendUvarint(binary.AppendUvarint(list[:0], uint64(calls)), uint64(exclusive))
	m = m.bytes(sampleValue, list)
	p.out, p.inner, p.inmost = p.out.bytes(profileSample, m), m, list
	p.flush(pprofBuffer)
}

// pprofBuffer is how many bytes are written at a time.
const pprofBuffer = 32 << 10
