package privacy

import (
	"bytes"
	"cmp"
	"compress/bzip2"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// A Finding is something in a document that could tell who or where someone
// is.
type Finding struct {
	Document string `json:"document"`      // its file name
	Key      string `json:"key"`           // where in it: "sysctl[3].value", "line 7"
	Kind     string `json:"kind"`          // one of Kinds
	Value    string `json:"value"`         // as it stands there
	Via      string `json:"via,omitempty"` // how it is encoded there: "base64", "percent", "JSON in base64"...
}

// A Search knows what to look for besides what can be told by its form.
type Search struct {
	Names Names // of this machine, see NamesHere
}

// maxExpanded bounds what a compressed document may expand to.
const maxExpanded = 256 << 20

// A searcher searches one set of documents.
type searcher struct {
	dictionary []knownName
	references map[string]bool // identifiers of documents, in lower case
	pseudonyms map[string]bool // what Scrub has put in
	cache      map[string][]match
}

type knownName struct{ text, kind string }

// Find searches documents, given by their names: JSON by keys and values, tables
// by column, other text by line, compressed ones expanded. Names of hosts and people that one
// document gives away are looked for in all.
func (s *Search) Find(files map[string][]byte) []Finding {
	w := s.searcher(files)
	return w.find(files)
}

// searcher learns names and identifiers from the documents.
func (s *Search) searcher(files map[string][]byte) *searcher {
	names := Names{}
	for name, kind := range s.Names {
		names[name] = kind
	}
	w := &searcher{references: map[string]bool{}, pseudonyms: map[string]bool{}}
	for _, data := range files {
		w.identifiers(data)
	}
	w.reset(names)
	w.learn(files, names)
	w.reset(names)
	return w
}

// Learn adds the names that documents give away to those that are looked for.
// Find does so by itself; this is for documents that give away names which they do
// not hold any more when they are searched.
func (s *Search) Learn(files map[string][]byte) {
	if s.Names == nil {
		s.Names = Names{}
	}
	s.searcher(files).learn(files, s.Names)
}

func (w *searcher) learn(files map[string][]byte, names Names) {
	var learnt []match
	for _, file := range sortedKeys(files) {
		w.document(file, files[file], func(_ string, m match, _ string) {
			if m.kind == KindHost || m.kind == KindUser || m.kind == KindHome || m.kind == KindSerial {
				learnt = append(learnt, m)
			}
		})
	}
	for _, m := range learnt {
		switch m.kind {
		case KindHome:
			names.Add(KindUser, m.value[strings.LastIndexAny(m.value, `/\~`)+1:])
		case KindSerial:
			if len(m.value) >= 6 {
				names.Add(KindSerial, m.value)
			}
		default:
			names.Add(m.kind, m.value)
		}
	}
}

// reset gives the searcher its names, the longest first.
func (w *searcher) reset(names Names) {
	w.dictionary, w.cache = nil, map[string][]match{}
	for text, kind := range names {
		w.dictionary = append(w.dictionary, knownName{text, kind})
	}
	slices.SortFunc(w.dictionary, func(a, b knownName) int {
		return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text))
	})
}

// references are where our documents name each other. An identifier made of a
// hardware address and the time (version 1 or 6) is not passed over.
var references = set(`uuid benchmark trial run system capture session published trials[].uuid plain[].run traced[].run`)

// identifiers notes the identifiers of a document that names documents.
func (w *searcher) identifiers(data []byte) {
	var head struct {
		UUID   string
		Schema int
	}
	if len(data) == 0 || data[0] != '{' || json.Unmarshal(data, &head) != nil || head.Schema < 1 || len(head.UUID) != 36 {
		return
	}
	walkJSON(data, func(j *jsonText, text string, isKey bool) (string, bool) {
		if !isKey && len(text) == 36 && references[j.pattern()] && uuidForm.MatchString(text) && text[14] != '1' && text[14] != '6' {
			w.references[text] = true
		}
		return "", false
	})
}

func (w *searcher) find(files map[string][]byte) []Finding {
	findings := []Finding{}
	for _, file := range sortedKeys(files) {
		w.document(file, files[file], func(key string, m match, via string) {
			findings = append(findings, Finding{file, key, m.kind, m.value, via})
		})
	}
	return findings
}

func sortedKeys(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// document calls found for everything in a document and in its name.
func (w *searcher) document(name string, data []byte, found func(key string, m match, via string)) {
	each(w.text(name, maxNesting), "", func(m match, via string) { found("(the file's name)", m, via) })
	w.content(name, data, "", found)
}

func (w *searcher) content(name string, data []byte, outer string, found func(key string, m match, via string)) {
	expanded, form, err := expand(data)
	switch {
	case err != nil:
		found("(the document)", match{kind: KindOpaque, value: err.Error()}, outer)
		return
	case form != "":
		if outer != "" {
			found("(the document)", match{kind: KindOpaque, value: "compressed more than once"}, outer)
			return
		}
		w.content(name, expanded, form, found)
		return
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		found("(the document)", match{kind: KindOpaque, value: "not text"}, outer)
		return
	}
	report := func(key string, list []match) {
		each(list, outer, func(m match, via string) { found(key, m, via) })
	}
	_, ok := walkJSON(data, func(j *jsonText, text string, isKey bool) (string, bool) {
		if list := w.member(j, text, isKey, maxNesting); len(list) > 0 {
			report(j.where(isKey), list)
		}
		return "", false
	})
	if !ok {
		lines(name, data, func(key, column, text string) string {
			report(key, w.cell(column, text))
			return text
		})
	}
}

// each calls f for each match that is no other's wrapping.
func each(list []match, via string, f func(m match, via string)) {
	for _, m := range list {
		if m.inner == nil {
			f(m, via)
			continue
		}
		deeper := m.via
		if via != "" {
			deeper += " in " + via
		}
		each(m.inner, deeper, f)
	}
}

// cell finds what is in a cell of a table, or in a line if column is empty.
func (w *searcher) cell(column, text string) []match {
	found := w.text(text, maxNesting)
	if kind := kindOfKey(column); kind != "" && text != "" && text != "-" {
		keyed := append([]match(nil), found...)
		w.keyed(text, 0, len(text), kind, &keyed)
		return apart(keyed)
	}
	return found
}

// lines visits the lines of a text or, if it is a table of tabs or commas whose
// first line, or #fields line, names the columns, its cells. It returns the text
// with what visit returns.
func lines(name string, data []byte, visit func(key, column, text string) string) []byte {
	var out bytes.Buffer
	var columns []string
	separator := ""
	switch path.Ext(name) {
	case ".tsv", ".log":
		separator = "\t"
	case ".csv":
		separator = ","
	}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		text := strings.TrimRight(line, "\r\n")
		end := line[len(text):]
		key := fmt.Sprintf("line %d", number)
		if fields, ok := strings.CutPrefix(text, "#fields\t"); ok {
			columns, separator = strings.Split(fields, "\t"), "\t"
		} else if number == 1 && separator != "" && !strings.HasPrefix(text, "#") {
			columns = strings.Split(text, separator)
		}
		cells := []string{text}
		if columns != nil && !strings.HasPrefix(text, "#") {
			cells = strings.Split(text, separator)
		}
		for i, cell := range cells {
			if i > 0 {
				out.WriteString(separator)
			}
			if len(cells) == 1 || i >= len(columns) {
				out.WriteString(visit(key, "", cell))
			} else {
				out.WriteString(visit(key+", "+columns[i], columns[i], cell))
			}
		}
		out.WriteString(end)
	}
	return out.Bytes()
}

// expand returns what is in compressed data and the form it had, or "" if it is
// not compressed.
func expand(data []byte) (expanded []byte, form string, err error) {
	var r io.Reader
	switch {
	case bytes.HasPrefix(data, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderMaxWindow(32<<20), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, "zstd", err
		}
		defer z.Close()
		r, form = z, "zstd"
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, "gzip", err
		}
		r, form = z, "gzip"
	case bytes.HasPrefix(data, []byte("BZh")):
		r, form = bzip2.NewReader(bytes.NewReader(data)), "bzip2"
	default:
		return nil, "", nil
	}
	expanded, err = io.ReadAll(io.LimitReader(r, maxExpanded+1))
	if err == nil && len(expanded) > maxExpanded {
		err = errors.New("larger than can be searched")
	}
	return expanded, form, err
}

// Allow leaves out the findings that are allowed: by kind ("ipv4"), by value
// ("planted-host"), or by both ("host:planted-host"). It also returns the words
// that allowed nothing.
func Allow(findings []Finding, words []string) (left []Finding, unused []string) {
	used := make([]bool, len(words))
	for _, f := range findings {
		allowed := false
		for i, word := range words {
			if word == f.Kind || strings.EqualFold(word, f.Value) || strings.EqualFold(word, f.Kind+":"+f.Value) {
				allowed, used[i] = true, true
			}
		}
		if !allowed {
			left = append(left, f)
		}
	}
	for i, word := range words {
		if !used[i] {
			unused = append(unused, word)
		}
	}
	return left, unused
}
