package zeekprofile

import (
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// header begins the names of columns.
const header = "#fields\t"

// isScripts reports whether a line has the columns of a script profile, in any
// order, or at least those that tell it from a log.
func isScripts(line string) bool {
	fields, ok := strings.CutPrefix(line, header)
	names := strings.Split(strings.TrimRight(fields, "\t\r"), "\t")
	for _, name := range []string{"function", "location", "type", "ncall"} {
		ok = ok && slices.Contains(names, name)
	}
	return ok
}

// Scripts is a script profile. All times are CPU time of the process, that of
// its other threads included, and memory is left out: what Zeek prints is the
// growth of the most that was resident so far.
type Scripts struct {
	// HasStacks says that the profile was made with call stacks.
	HasStacks bool
	rows      []row
	byName    map[string][]int // rows of a function's bodies
	outside   *row             // what is not in scripts
	stacks    []stack
	index     map[stackKey]int
}

// A row is the cost of a body of a function.
type row struct {
	function     string
	file         string
	line         int
	kind         string // "function", "event", "hook" or "BiF"
	calls        int64
	total, child int64 // nanoseconds
}

// A stack is that of its parent and a function.
type stack struct {
	parent    int // index of an earlier stack, or -1
	function  string
	calls     int64
	inclusive int64 // nanoseconds
	within    int64 // of stacks that have it as parent
}

type stackKey struct {
	parent   int
	function string
}

// ReadScripts reads a script profile. What a script printed before it, which
// goes to the same place when Zeek is told no file, is passed over.
func ReadScripts(r io.Reader) (*Scripts, error) {
	p := &Scripts{byName: map[string][]int{}, index: map[stackKey]int{}}
	in := newLines(r)
	var c *columns
	for in.next() {
		text := in.Text()
		switch {
		case c == nil && isScripts(text):
			var err error
			if c, err = newColumns(text); err != nil {
				return nil, in.errorf("%w", err)
			}
			p.HasStacks = c.stacks >= 0
		case c == nil || strings.HasPrefix(text, "#"):
		case p.outside != nil: // the table has ended
			return p, nil
		default:
			if err := p.add(c, strings.Split(text, "\t")); err != nil {
				return p.partial(), in.errorf("%w", err)
			}
		}
	}
	switch err := in.err(); {
	case err != nil:
		return p.partial(), err
	case c == nil:
		return nil, in.errorf("there is no line %q with the columns function, location, type and ncall", strings.TrimSpace(header))
	case p.outside == nil:
		return p.partial(), in.errorf("the profile ends without the row %q: Zeek was stopped, or the file is cut off", "non-scripts")
	}
	return p, nil
}

// partial returns the profile if there is anything in it.
func (p *Scripts) partial() *Scripts {
	if len(p.rows) == 0 {
		return nil
	}
	return p
}

// columns are where the columns of the table are.
type columns struct {
	function, location, kind, calls, total, child int
	stacks, stackCalls, stackCPU                  int // -1 without stacks
	width                                         int // of a row, at least
}

// newColumns finds the columns by name: versions of Zeek differ in which they
// have, and in an empty one at the end.
func newColumns(line string) (*columns, error) {
	names := strings.Split(strings.TrimRight(line, "\t\r"), "\t")[1:]
	c := new(columns)
	need := []struct {
		name string
		at   *int
	}{
		{"function", &c.function}, {"location", &c.location}, {"type", &c.kind}, {"ncall", &c.calls},
		{"tot_CPU", &c.total}, {"child_CPU", &c.child},
	}
	c.stacks, c.stackCalls, c.stackCPU = -1, -1, -1
	if slices.Contains(names, "stacks") {
		need = append(need, []struct {
			name string
			at   *int
		}{{"stacks", &c.stacks}, {"stack_calls", &c.stackCalls}, {"stack_CPU", &c.stackCPU}}...)
	}
	for _, n := range need {
		if *n.at = slices.Index(names, n.name); *n.at < 0 {
			return nil, fmt.Errorf("the column %s is missing", n.name)
		}
		c.width = max(c.width, *n.at+1)
	}
	return c, nil
}

// kinds are the types of functions.
var kinds = []string{"function", "event", "hook", "BiF"}

var severalLocations = regexp.MustCompile(`^[0-9]+-locations$`)

func (p *Scripts) add(c *columns, fields []string) error {
	if len(fields) < c.width {
		return fmt.Errorf("%d columns, want %d", len(fields), c.width)
	}
	if c.stacks >= 0 && len(fields) > c.width && fields[c.stacks] == "" {
		// Zeek ends the columns without stacks with a tab, and begins those
		// with stacks with one.
		fields = slices.Delete(fields, c.stacks, c.stacks+1)
	}
	r := row{function: strings.Clone(fields[c.function]), kind: fields[c.kind]} // not the line it is in
	if severalLocations.MatchString(fields[c.location]) {
		return nil // adds up other rows
	}
	for _, n := range []struct {
		name  string
		at    int
		to    *int64
		parse func(string) (int64, error)
	}{
		{"ncall", c.calls, &r.calls, count}, {"tot_CPU", c.total, &r.total, duration}, {"child_CPU", c.child, &r.child, duration},
	} {
		v, err := n.parse(fields[n.at])
		if err != nil {
			return fmt.Errorf("column %s: %w", n.name, err)
		}
		*n.to = v
	}
	if r.kind == "TOTAL" {
		p.outside = &r
		return nil
	}
	kind := slices.Index(kinds, r.kind)
	if kind < 0 {
		return fmt.Errorf("column type: %s, want one of %s", excerpt(r.kind), strings.Join(kinds, ", "))
	}
	r.kind = kinds[kind]
	if r.function == "" {
		return errors.New("column function: it is empty")
	}
	// What Zeek writes as the location of a BiF is where its parser happened to
	// be when it made it.
	if location := fields[c.location]; location != "<no-location>" && r.kind != "BiF" {
		colon := strings.LastIndexByte(location, ':')
		line, err := strconv.Atoi(location[colon+1:])
		if colon <= 0 || err != nil || line < 0 {
			return fmt.Errorf("column location: %s, want FILE:LINE", excerpt(location))
		}
		r.file, r.line = strings.Clone(scriptFile(location[:colon])), line
	}
	if len(p.rows) == maxRows {
		return fmt.Errorf("there are more than %d functions", maxRows)
	}
	p.byName[r.function] = append(p.byName[r.function], len(p.rows))
	p.rows = append(p.rows, r)
	if c.stacks < 0 {
		return nil
	}
	return p.addStacks(&r, fields[c.stacks], fields[c.stackCalls], fields[c.stackCPU])
}

// addStacks adds the stacks that a body was called in. They are joined with
// "|", as are how often that was, and the CPU time of those calls.
func (p *Scripts) addStacks(r *row, stacks, calls, cpu string) error {
	if stacks == "" || stacks == "-" {
		return nil // no call returned
	}
	n := strings.Count(stacks, "|")
	if strings.Count(calls, "|") != n || strings.Count(cpu, "|") != n {
		return errors.New("the columns stacks, stack_calls and stack_CPU differ in how many there are")
	}
	for more := true; more; {
		var text, callText, cpuText string
		text, stacks, more = strings.Cut(stacks, "|")
		callText, calls, _ = strings.Cut(calls, "|")
		cpuText, cpu, _ = strings.Cut(cpu, "|")
		times, err := count(callText)
		if err != nil {
			return fmt.Errorf("column stack_calls: %w", err)
		}
		took, err := duration(cpuText)
		if err != nil {
			return fmt.Errorf("column stack_CPU: %w", err)
		}
		// Zeek writes the function itself, then its callers, the outermost first.
		leaf, callers, called := strings.Cut(text, ";")
		if leaf != r.function {
			return fmt.Errorf("column stacks: %s does not begin with the function %s", excerpt(text), excerpt(r.function))
		}
		at := -1
		for called {
			var caller string
			caller, callers, called = strings.Cut(callers, ";")
			if at, err = p.stack(at, caller); err != nil {
				return err
			}
		}
		parent := at
		if at, err = p.stack(at, leaf); err != nil {
			return err
		}
		p.stacks[at].calls += times
		p.stacks[at].inclusive += took
		if parent >= 0 {
			p.stacks[parent].within += took
		}
	}
	return nil
}

func (p *Scripts) stack(parent int, function string) (int, error) {
	key := stackKey{parent, function}
	at, ok := p.index[key]
	if !ok {
		at = len(p.stacks)
		if at == maxStacks {
			return 0, fmt.Errorf("there are more than %d call stacks", maxStacks)
		}
		key.function = strings.Clone(function)
		p.index[key] = at
		p.stacks = append(p.stacks, stack{parent: parent, function: key.function})
	}
	return at, nil
}

// scriptFile is a file name without the folder that scripts are installed in,
// and without the "./" of "@load ./main".
func scriptFile(name string) string {
	name = path.Clean(name)
	for _, folder := range []string{"/share/zeek/", "/share/bro/", "/scripts/"} {
		if _, after, ok := strings.Cut(name, folder); ok && strings.HasPrefix(name, "/") {
			return after
		}
	}
	return name
}
