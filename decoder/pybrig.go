package decoder

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A file is one of the six that PyBrIG's decoder wrote.
type file struct {
	name  string
	write func(*encoder)
}

// files returns the six files in the order in which they were written. The
// trial's id is left out when it is empty.
func (p *Profile) files(mapText []byte, trial string) []file {
	return []file{
		{"map.json", func(w *encoder) { w.mapping(p, mapText, trial) }},
		{"count.json", func(w *encoder) { w.counts(p, trial) }},
		{"call_chain.json", func(w *encoder) {
			w.raw("{")
			w.trial(trial, "", ",")
			w.entries(p, p.paths.entries).raw(`,"chains":`)
			w.chains(p, &p.paths)
			w.raw("}")
		}},
		{"packet_chain.json", func(w *encoder) {
			w.raw("{").entries(p, p.sequences.entries)
			w.trial(trial, ",", "")
			w.raw(`,"chains":`)
			w.chains(p, &p.sequences)
			w.raw("}")
		}},
		{"script_timing.json", func(w *encoder) { w.timings(p, trial) }},
		{"event_path.json", func(w *encoder) { w.paths(p, trial) }},
	}
}

// LeftOut returns how many distinct call chains and packet chains the files
// of [Profile.WriteFiles] lack: their names are not known, or too many.
func (p *Profile) LeftOut() (callChains, packetChains int) {
	return len(p.paths.list) - len(p.paths.inFile()), len(p.sequences.list) - len(p.sequences.inFile())
}

// inFile returns the chains that go into a file, in lexical order.
func (c *chains) inFile() []*chain {
	var names int64
	known := make([]*chain, 0, len(c.list))
	for i := range c.list {
		if c.list[i].at >= 0 {
			known = append(known, &c.list[i])
			names += c.list[i].length
		}
	}
	if names <= maxFileNames {
		return known
	}
	keep := map[*chain]bool{}
	for _, ch := range c.kept(math.MaxInt, maxFileNames) {
		keep[ch] = true
	}
	out := known[:0]
	for _, ch := range known {
		if keep[ch] {
			out = append(out, ch)
		}
	}
	return out
}

// An encoder writes compact JSON in the manner of the 2013 decoder (Gson).
type encoder struct{ *bufio.Writer }

func (w *encoder) raw(s string) *encoder {
	w.WriteString(s)
	return w
}

func (w *encoder) integer(v int64) *encoder {
	w.Write(strconv.AppendInt(w.AvailableBuffer(), v, 10))
	return w
}

// double writes v as Java does: always with a fraction, with an exponent
// from 10^7 up and under 10^-3.
func (w *encoder) double(v float64) *encoder {
	if abs := math.Abs(v); abs == 0 || abs >= 1e-3 && abs < 1e7 {
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return w.raw(s)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'E', -1, 64), "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, _ := strconv.Atoi(exponent)
	return w.raw(mantissa).raw("E").integer(int64(n))
}

func (w *encoder) text(s string) *encoder {
	w.WriteByte('"')
	w.escape(s)
	w.WriteByte('"')
	return w
}

func (w *encoder) escape(s string) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			w.WriteByte('\\')
			w.WriteRune(r)
		case r == '\b':
			w.WriteString(`\b`)
		case r == '\t':
			w.WriteString(`\t`)
		case r == '\n':
			w.WriteString(`\n`)
		case r == '\f':
			w.WriteString(`\f`)
		case r == '\r':
			w.WriteString(`\r`)
		case r < ' ' || strings.ContainsRune("<>&='", r) || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(w, `\u%04x`, r)
		default:
			w.WriteRune(r)
		}
		i += n
	}
}

// trial writes the key of the trial's id, if there is one, between before and
// after.
func (w *encoder) trial(trial, before, after string) {
	if trial != "" {
		w.raw(before).raw(`"trial_id":`).text(trial).raw(after)
	}
}

// entries writes the number of entries and, of a trace that could not be read
// to its end, why.
func (w *encoder) entries(p *Profile, n int64) *encoder {
	w.raw(`"count":`).integer(n)
	if p.damage != "" {
		w.raw(`,"partial":`).text(p.damage)
	}
	return w
}

// mapping writes the text of the map as it is, less one final line end. In
// 2013 the trial's id was pasted in, too.
func (w *encoder) mapping(p *Profile, mapText []byte, trial string) {
	w.raw("{")
	if p.compat && trial != "" {
		w.raw(`"trial_id":"`).raw(trial).raw(`", `)
	} else {
		w.trial(trial, "", ", ")
	}
	w.raw(`"info":`)
	for _, end := range []string{"\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"} { // Java's
		if text, ok := bytes.CutSuffix(mapText, []byte(end)); ok {
			mapText = text
			break
		}
	}
	w.Write(mapText)
	w.raw("}")
}

func (w *encoder) counts(p *Profile, trial string) {
	w.raw("{")
	w.trial(trial, "", ",")
	w.entries(p, p.Entries)
	for _, part := range []struct {
		key  string
		list []total
	}{{"scriptCounts", p.functions}, {"componentCounts", p.components}} {
		w.raw(`,"`).raw(part.key).raw(`":{`)
		for i := range part.list {
			if i > 0 {
				w.raw(",")
			}
			w.text(p.names[part.list[i].name]).raw(":").integer(part.list[i].entries)
		}
		w.raw("}")
	}
	w.raw("}")
}

// chains writes an object whose keys are names joined with commas. A name
// may hold ", "; then different chains can have the same key, and are added
// up under the names of the first.
func (w *encoder) chains(p *Profile, c *chains) {
	list := c.inFile()
	ambiguous := false
	for _, name := range p.names {
		ambiguous = ambiguous || strings.Contains(name, ", ")
	}
	counts := map[string]int64{}
	var names []int
	key := func(ch *chain) string {
		names = c.names(names[:0], ch)
		var b strings.Builder
		for i, name := range names {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(p.names[name])
		}
		return b.String()
	}
	if ambiguous {
		for _, ch := range list {
			counts[key(ch)] += ch.count
		}
	}
	w.raw("{")
	separator := ""
	for _, ch := range list {
		count := ch.count
		if ambiguous {
			k := key(ch)
			if count = counts[k]; count == 0 {
				continue // written
			}
			counts[k] = 0
		}
		names = c.names(names[:0], ch)
		w.raw(separator).raw(`"`)
		for i, name := range names {
			if i > 0 {
				w.raw(", ")
			}
			w.escape(p.names[name])
		}
		w.raw(`":{"count":`).integer(count).raw(`,"calls":[`)
		for i, name := range names {
			if i > 0 {
				w.raw(",")
			}
			w.text(p.names[name])
		}
		w.raw("]}")
		separator = ","
	}
	w.raw("}")
}

// timings writes times in microseconds, as a trace of version 1 has them. A
// clock that is absent is 0.0.
func (w *encoder) timings(p *Profile, trial string) {
	unit := float64(p.unit) / 1000
	w.raw("{").entries(p, p.Entries)
	w.trial(trial, ",", "")
	w.raw(`,"stats":{`)
	separator := ""
	for i := range p.functions {
		t := &p.functions[i].timing
		if t.finished == 0 {
			continue
		}
		w.raw(separator).text(p.names[p.functions[i].name]).raw(":{")
		w.clocks("sum", t, func(c *welford) float64 { return c.sum * unit })
		w.clocks("average", t, func(c *welford) float64 { return c.mean * unit })
		w.clocks("variance", t, func(c *welford) float64 { return c.variance() * unit * unit })
		w.raw(`"count":`).integer(t.finished).raw("}")
		separator = ","
	}
	w.raw("}}")
}

func (w *encoder) clocks(key string, t *timing, value func(*welford) float64) {
	r := t.rounded
	if r == nil {
		r = new(rounded)
	}
	w.raw(`"`).raw(key).raw(`":{"papiVirtual":`).double(value(&r.virtual))
	w.raw(`,"papiReal":`).double(value(&r.real))
	w.raw(`,"rusageSystem":`).double(value(&r.system))
	w.raw(`,"rusageUser":`).double(value(&r.user)).raw("},")
}

func (w *encoder) paths(p *Profile, trial string) {
	w.raw("{").entries(p, p.Entries)
	w.trial(trial, ",", "")
	w.raw(`,"graph":{`)
	for i, e := range p.edges {
		switch {
		case i > 0 && p.edges[i-1].from == e.from:
			w.raw(",")
		case i > 0:
			w.raw("]},")
			fallthrough
		default:
			w.text(p.names[e.from]).raw(`:{"edges":[`)
		}
		w.raw(`{"called":`).text(p.names[e.to]).raw(`,"count":`).double(float64(e.count)).raw("}")
	}
	if len(p.edges) > 0 {
		w.raw("]}")
	}
	w.raw("}}")
}

// to writes the file to out: JSON, or with a callback JSONP.
func (f file) to(out io.Writer, callback string) error {
	w := &encoder{bufio.NewWriterSize(out, 64<<10)}
	if callback == "" {
		f.write(w)
		return w.Flush()
	}
	kind := strings.TrimSuffix(f.name, ".json")
	if kind == "map" {
		kind = "mapping"
	}
	w.raw(callback).raw("('").raw(kind).raw("', ")
	f.write(w)
	w.raw(");")
	return w.Flush()
}
