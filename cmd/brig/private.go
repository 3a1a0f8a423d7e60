package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"brig/privacy"
	"brig/result"
)

// A privateFlag is -P: privacy rules of a file, or those that ship with brig.
type privateFlag struct {
	given bool
	file  string // empty for brig's own
}

const ownRules = "default"

func (p *privateFlag) String() string { return p.file }
func (p *privateFlag) Type() string   { return "FILE" }
func (p *privateFlag) Set(file string) error {
	p.given, p.file = true, file
	if file == ownRules {
		p.file = ""
	}
	return nil
}

// add adds the flag; absent says what happens without it.
func (p *privateFlag) add(cmd *cobra.Command, absent string) {
	cmd.Flags().VarP(p, "private", "P", "keep of the machine's description what the privacy rules of `FILE` keep; without FILE those of brig ("+absent+")")
	cmd.Flags().Lookup("private").NoOptDefVal = ownRules
}

// rules reads the rules.
func (p *privateFlag) rules() (*privacy.Rules, error) {
	if p.file == "" {
		return privacy.DefaultRules(runtime.GOOS)
	}
	f, err := os.Open(p.file)
	if err != nil {
		return nil, fmt.Errorf("reading privacy rules: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 2<<20)) // more than ParseRules takes
	if err != nil {
		return nil, fmt.Errorf("reading privacy rules: %w", err)
	}
	return privacy.ParseRules(p.file, text)
}

// apply leaves out of a description what the rules do not keep.
func (p *privateFlag) apply(s *result.System) error {
	rules, err := p.rules()
	if err != nil {
		return err
	}
	return rules.Apply(s)
}

// joinPrivateFile lets the file of -P be an argument of its own, as PyBrIG
// meant it: "-P rules.conf" is "-P=rules.conf". Only a name that ends in .conf is
// taken, for a flag whose value may be missing could otherwise swallow what
// is not its own; -P=FILE takes any.
func joinPrivateFile(args []string) []string {
	args = slices.Clone(args)
	for i := 0; i+1 < len(args) && args[i] != "--"; i++ {
		if (args[i] == "-P" || args[i] == "--private") && strings.HasSuffix(args[i+1], ".conf") {
			args[i] += "=" + args[i+1]
			args = slices.Delete(args, i+1, i+2)
		}
	}
	return args
}
