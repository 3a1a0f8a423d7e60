package privacy

import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Limits of a file of rules.
const (
	maxRulesSize = 1 << 20
	maxRuleLine  = 4096
	maxRules     = 10_000
	maxErrors    = 20
)

// Rules say what is kept of the description of a machine. The format is that
// of PyBrIG's privacy.conf:
//
//	# a comment
//	[output.enabled]
//	sysctl:true
//	interfaces:false
//	[sysctl.include]
//	vm\..*:[0-9]+$
//	[sysctl.exclude]
//	vm\.secret:.*
//
// A rule is NAME-REGEX:VALUE-REGEX, each matched from the start of the name or
// value (not necessarily to its end: $ says so). What an exclude rule matches is
// left out, whatever an include rule says; so is what no rule matches. When
// there is an [output.enabled], a section that it does not set to true is left
// out altogether. Of a value matched by an expression with a group named keep,
// only that group's text is kept.
//
// The sections are system (what is no part of another: kernel, memory_bytes...;
// PyBrIG called it facter) and the lists and objects of a system document under
// their own names: cpu, interfaces, modules, partitions, sysctl...
type Rules struct {
	sections map[string]*section
}

type section struct {
	enabled          bool
	include, exclude []rule
}

type rule struct{ name, value *regexp.Regexp }

// sectionNames are PyBrIG's names of sections, and interface fields, that are
// called something else here.
var (
	sectionNames   = map[string]string{"facter": "system"}
	interfaceNames = map[string]string{"mac": "hwaddr", "ipv4": "address", "ipv6": "address6"}
)

//go:embed linux.conf freebsd.conf darwin.conf
var defaults embed.FS

// DefaultText is the file of rules that ships with brig for an operating
// system, by Go's name of it.
func DefaultText(system string) []byte {
	text, err := defaults.ReadFile(system + ".conf")
	if err != nil {
		text, _ = defaults.ReadFile("linux.conf") // its names are found nowhere else: little is kept
	}
	return text
}

// DefaultRules are the rules that ship with brig for an operating system.
func DefaultRules(system string) (*Rules, error) {
	return ParseRules(system+".conf", DefaultText(system))
}

// ParseRules reads a file of rules. Errors name file and line; as many as are
// useful are reported together.
func ParseRules(file string, text []byte) (*Rules, error) {
	if len(text) > maxRulesSize {
		return nil, fmt.Errorf("%s: %d bytes of privacy rules (%d are allowed)", file, len(text), maxRulesSize)
	}
	p := rulesParser{rules: &Rules{map[string]*section{}}}
	line := 0
	for text := range strings.Lines(string(text)) {
		line++
		if err := p.line(strings.TrimSpace(text)); err != nil {
			p.errs = append(p.errs, fmt.Errorf("%s:%d: %w", file, line, err))
			if len(p.errs) == maxErrors {
				break
			}
		}
	}
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	for name, s := range p.rules.sections {
		s.enabled = !p.listed || p.enabled[name]
	}
	return p.rules, nil
}

// A rulesParser holds where in a file of rules the reader is.
type rulesParser struct {
	rules   *Rules
	current *section
	part    string // "include", "exclude", "enabled"; empty before the first header and after a wrong one
	listed  bool   // there is an [output.enabled]
	enabled map[string]bool
	count   int
	errs    []error
}

func (p *rulesParser) line(text string) error {
	switch {
	case text == "" || text[0] == '#' || text[0] == ';':
		return nil
	case len(text) > maxRuleLine:
		return fmt.Errorf("a line of %d bytes (%d are allowed)", len(text), maxRuleLine)
	case text[0] == '[' && !strings.Contains(text, ":"): // an expression may begin with a class
		return p.header(text)
	case p.part == "enabled":
		return p.enable(text)
	case p.part == "":
		if len(p.errs) > 0 {
			return nil // below a header that was wrong
		}
		return errors.New("a rule before the first section, such as [sysctl.include]")
	}
	if p.count++; p.count > maxRules {
		return fmt.Errorf("more than %d rules", maxRules)
	}
	name, value, ok := splitRule(text)
	if !ok {
		return fmt.Errorf("%q: want NAME-REGEX:VALUE-REGEX", text)
	}
	var r rule
	var err error
	if r.name, err = anchored(name); err != nil {
		return err
	}
	if r.value, err = anchored(value); err != nil {
		return err
	}
	if p.part == "include" {
		p.current.include = append(p.current.include, r)
	} else {
		p.current.exclude = append(p.current.exclude, r)
	}
	return nil
}

func (p *rulesParser) header(text string) error {
	p.part = ""
	inner, ok := strings.CutSuffix(text[1:], "]")
	name, part, dot := strings.Cut(inner, ".")
	switch {
	case !ok || !dot:
		return fmt.Errorf("%q: want a section such as [sysctl.include]", text)
	case inner == "output.enabled":
		if p.enabled == nil {
			p.listed, p.enabled = true, map[string]bool{}
		}
		p.part = "enabled"
		return nil
	}
	name, err := sectionNamed(name)
	if err != nil {
		return err
	}
	if part != "include" && part != "exclude" {
		return fmt.Errorf("[%s]: want [%s.include] or [%s.exclude]", inner, name, name)
	}
	p.part = part
	if p.rules.sections[name] == nil {
		p.rules.sections[name] = &section{}
	}
	p.current = p.rules.sections[name]
	return nil
}

func (p *rulesParser) enable(text string) error {
	name, value, ok := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	if !ok || value != "true" && value != "false" {
		return fmt.Errorf("%q: want SECTION:true or SECTION:false", text)
	}
	name, err := sectionNamed(strings.TrimSpace(name))
	if err != nil {
		return err
	}
	p.enabled[name] = value == "true"
	return nil
}

func sectionNamed(name string) (string, error) {
	if own := sectionNames[name]; own != "" {
		name = own
	}
	for _, known := range sections() {
		if name == known {
			return name, nil
		}
	}
	return "", fmt.Errorf("unknown section %q: one of %s", name, strings.Join(sections(), ", "))
}

// splitRule cuts a rule at the first colon that is no part of an expression: not
// escaped, not in brackets, and not of a group's flags.
func splitRule(text string) (name, value string, ok bool) {
	inClass, group := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case inClass:
			if strings.HasPrefix(text[i:], "[:") {
				if end := strings.Index(text[i:], ":]"); end > 0 {
					i += end + 1
				}
			} else if c == ']' {
				inClass = false
			}
		case c == '[':
			inClass = true
			if strings.HasPrefix(text[i+1:], "^]") {
				i += 2
			} else if strings.HasPrefix(text[i+1:], "]") {
				i++
			}
		case c == '(' && strings.HasPrefix(text[i:], "(?"):
			group = true
		case group && (c == ':' || c == ')' || c == '>'):
			group = false
		case c == ':':
			return text[:i], text[i+1:], true
		}
	}
	return "", "", false
}

// anchored compiles an expression that matches from the start; a dot matches
// the end of a line too, for values may have several.
func anchored(expr string) (*regexp.Regexp, error) {
	re, err := regexp.Compile("^(?s:" + expr + ")")
	if err != nil {
		return nil, fmt.Errorf("%q: %w", expr, err)
	}
	return re, nil
}

// keep applies the rules to one value, which may go by several names. It
// returns what is kept of the value, and whether anything is.
func (r *Rules) keep(sectionName, value string, names ...string) (string, bool) {
	s := r.sections[sectionName]
	if s == nil || !s.enabled {
		return "", false
	}
	for _, rule := range s.exclude {
		if _, ok := rule.match(value, names); ok {
			return "", false
		}
	}
	for _, rule := range s.include {
		if kept, ok := rule.match(value, names); ok {
			return kept, true
		}
	}
	return "", false
}

func (r rule) match(value string, names []string) (kept string, ok bool) {
	for _, name := range names {
		if name == "" || !r.name.MatchString(name) {
			continue
		}
		if m := r.value.FindStringSubmatch(value); m != nil {
			if i := r.value.SubexpIndex("keep"); i >= 0 {
				return m[i], true
			}
			return value, true
		}
	}
	return "", false
}
