package orchestrator

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A PyBrIG is a configuration of PyBrIG 2014: its benchmark.conf.
type PyBrIG struct {
	Additive bool     // each trial loads what those before it did, too
	Bare     bool     // bro -b
	Realtime bool     // bro --pseudo-realtime
	Captures []string // files, "~/" being a home folder
	Scripts  []string // loaded in every trial
	Trials   []Set    // named as their sections
}

// ParsePyBrIG reads a benchmark.conf. Errors begin with name and the line.
func ParsePyBrIG(name string, text []byte) (*PyBrIG, error) {
	if len(text) > maxExperiment {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, maxExperiment)
	}
	p := &PyBrIG{}
	seen := map[string]bool{}
	section := ""
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		var err error
		if title, ok := strings.CutPrefix(line, "["); ok {
			section, ok = strings.CutSuffix(title, "]")
			switch {
			case !ok:
				err = fmt.Errorf("%q does not end in ]", line)
			case seen[section]:
				err = fmt.Errorf("a second section [%s]", section)
			default:
				err = p.begin(section)
			}
			seen[section] = true
		} else {
			err = p.add(section, line)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, i+1, err)
		}
	}
	switch {
	case len(p.Captures) == 0:
		return nil, fmt.Errorf("%s: no capture in [captures]", name)
	case len(p.Trials) == 0:
		return nil, fmt.Errorf("%s: no section [trial-1]", name)
	}
	for _, t := range p.Trials {
		if len(t.Scripts) == 0 {
			return nil, fmt.Errorf("%s: [%s] names no script", name, t.Name)
		}
	}
	return p, nil
}

// begin takes the title of a section.
func (p *PyBrIG) begin(section string) error {
	switch section {
	case "options", "captures", "scripts-base":
		return nil
	}
	number, ok := strings.CutPrefix(section, "trial-")
	if _, err := strconv.ParseUint(number, 10, 16); !ok || err != nil {
		return fmt.Errorf("[%s] is none of [options], [captures], [scripts-base] and [trial-N]", section)
	}
	p.Trials = append(p.Trials, Set{Name: section})
	return nil
}

// add takes a line of a section.
func (p *PyBrIG) add(section, line string) error {
	switch section {
	case "":
		return errors.New("before the first section")
	case "options":
		return p.option(line)
	case "captures":
		p.Captures = append(p.Captures, line)
		return nil
	}
	script := strings.TrimPrefix(line, "@load ")
	if err := validScripts([]string{script}); err != nil {
		return err
	}
	if section == "scripts-base" {
		p.Scripts = append(p.Scripts, script)
		return nil
	}
	last := &p.Trials[len(p.Trials)-1]
	last.Scripts = append(last.Scripts, script)
	return nil
}

func (p *PyBrIG) option(line string) error {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		key, value, ok = strings.Cut(line, ":")
	}
	key, value = strings.TrimSpace(key), strings.ToLower(strings.TrimSpace(value))
	where := map[string]*bool{"additive": &p.Additive, "bare_mode": &p.Bare, "realtime": &p.Realtime}[key]
	if !ok || where == nil {
		return fmt.Errorf("option %q: known are additive, bare_mode and realtime", line)
	}
	switch value {
	case "true", "yes", "on", "1":
		*where = true
	case "false", "no", "off", "0":
		*where = false
	default:
		return fmt.Errorf("option %s: %q is neither true nor false", key, value)
	}
	return nil
}

// Experiment writes the experiment of that name that the configuration asks for
// on one capture.
func (p *PyBrIG) Experiment(name, file, sha256 string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name = %q\ntitle = \"Imported from PyBrIG's benchmark.conf\"\nseed = 2014\nrepeats = 5\nbase = 3\nwarmup = 0\n", name)
	if p.Realtime {
		b.WriteString("realtime = 1.0\n")
	}
	fmt.Fprintf(&b, "\n[capture]\nfile = %q\nsha256 = %q\n\n[[suite]]\nkind = %q\n", file, sha256, Custom)
	if p.Bare {
		b.WriteString("bare = true\n")
	}
	if p.Additive {
		b.WriteString("additive = true\n")
	}
	scripts := func(list []string) {
		b.WriteString("scripts = [\n")
		for _, s := range list {
			fmt.Fprintf(&b, "  %q,\n", s)
		}
		b.WriteString("]\n")
	}
	scripts(p.Scripts)
	for _, t := range p.Trials {
		fmt.Fprintf(&b, "\n[[suite.set]]\nname = %q\n", t.Name)
		scripts(t.Scripts)
	}
	return b.Bytes()
}
