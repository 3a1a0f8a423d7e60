package bro_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"brig/bro"
	"brig/bro/scripts"
)

var eventProto = regexp.MustCompile(`(?m)^global (\w+): event\(([^)]*)\);`)

// Every event that the library declares can be handled, with all its arguments
// printed; those that the recorded capture raises are listed.
func TestEveryEvent(t *testing.T) {
	text, err := fs.ReadFile(scripts.FS, "base/bif/event.bif.bro")
	if err != nil {
		t.Fatal(err)
	}
	protos := eventProto.FindAllStringSubmatch(string(text), -1)
	if len(protos) < 50 {
		t.Fatalf("only %d events are declared", len(protos))
	}
	var code strings.Builder
	code.WriteString("global seen: set[string];\n")
	for _, p := range protos {
		name, params := p[1], p[2]
		print := fmt.Sprintf("print %q", name)
		if params != "" {
			for _, param := range strings.Split(params, ", ") {
				arg, _, _ := strings.Cut(param, ":")
				print += ", cat(" + arg + ") != \"\""
			}
		}
		fmt.Fprintf(&code, "event %s(%s) { if ( %q !in seen ) { add seen[%q]; %s; } }\n", name, params, name, name, print)
	}
	code.WriteString(`event bro_init() { for ( p in set(53/udp, 53/tcp) ) Analyzer::__register_for_port(Analyzer::ANALYZER_DNS, p); }`)
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{code.String()}})
	var names []string
	for line := range strings.Lines(o.stdout) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), ",")
		names = append(names, name)
	}
	slices.Sort(names)
	golden(t, "events.txt", strings.Join(names, "\n")+"\n")
}
