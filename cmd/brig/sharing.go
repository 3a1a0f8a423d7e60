package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/privacy"
	"brig/pseudonym"
	"brig/result"
)

const sharingHelp = `Before anything leaves the machine its documents are searched for what could tell
who or where someone is: addresses, MACs, names of hosts and users, home folders,
e-mail addresses, serial numbers and identifiers of machines. What is found is
listed by document and key, and nothing is shared unless --allow names it, by kind
(ipv4, host, ...) or value, or --scrub replaces it by pseudonyms. Exit status 5
says that something was found.`

// A sharing is what a command that shares documents is told about privacy.
type sharing struct {
	private privateFlag
	allow   []string
	scrub   bool
	key     string // file of the key of pseudonyms
	sign    string // file of the SSH key that signs a bundle; empty for none

	scrubbed scrubbing // what was replaced, once something was
}

// A scrubbing is what was replaced by pseudonyms.
type scrubbing struct {
	Findings map[string]int `json:"findings"` // by kind
	Key      string         `json:"key"`      // tells keys apart, and nothing of the key
	KeyFile  string         `json:"key_file"`
}

func (s *sharing) add(cmd *cobra.Command) {
	s.addSearch(cmd)
	s.private.add(cmd, "default: as it is")
}

// addSearch adds the flags of the search alone, for commands that have -P for
// what they gather.
func (s *sharing) addSearch(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&s.allow, "allow", nil, "share findings of this `KIND` or with this value; may be repeated")
	f.BoolVar(&s.scrub, "scrub", false, "replace findings by pseudonyms: the same by the same everywhere, addresses by addresses of the same structure")
	f.StringVar(&s.key, "key", "", "`FILE` of the key of pseudonyms (default: pseudonyms.key in brig's configuration folder, made when it is not there)")
}

// addSign adds the flag of commands that make a bundle.
func (s *sharing) addSign(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.sign, "sign", "", "sign the bundle with this SSH `KEY`: the file of a private key, or of a public one that ssh-agent has")
}

// checkSign reports a key that cannot sign. One with a passphrase is asked for it
// when there is something to sign.
func (s *sharing) checkSign() error {
	if s.sign == "" {
		return nil
	}
	_, err := bundle.ReadSigner(s.sign, nil)
	var protected *bundle.PassphraseError
	if errors.As(err, &protected) {
		return nil
	}
	return err
}

// A findingsError says that documents must not be shared as they are.
type findingsError struct{ findings []privacy.Finding }

func (e *findingsError) Error() string {
	kinds := map[string]bool{}
	for _, f := range e.findings {
		kinds[f.Kind] = true
	}
	return fmt.Sprintf("nothing is shared: %d findings of %s: name what may be with --allow, or use --scrub",
		len(e.findings), strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
}

// prepare returns the documents as they may be shared, or a *findingsError.
// What it did is said on w.
func (s *sharing) prepare(w io.Writer, files map[string][]byte) (map[string][]byte, error) {
	files = maps.Clone(files)
	search := privacy.Search{Names: privacy.NamesHere("/")}
	if s.private.given {
		search.Learn(files) // a name that the rules leave out of one document may be in another
		rules, err := s.private.rules()
		if err != nil {
			return nil, err
		}
		for name, data := range files {
			if path.Base(name) != "system.json" {
				continue
			}
			if files[name], err = privateSystem(rules, data); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if !s.scrub {
		left, unused := privacy.Allow(search.Find(files), s.allow)
		for _, word := range unused {
			fmt.Fprintf(w, "note       --allow %s: nothing of that was found\n", word)
		}
		if len(left) > 0 {
			return nil, &findingsError{left}
		}
		return files, nil
	}
	key, file, err := pseudonymKey(s.key)
	if err != nil {
		return nil, err
	}
	scrubbed, replaced, err := search.Scrub(files, pseudonym.New(key), s.allow)
	if err != nil {
		return nil, err
	}
	s.scrubbed = scrubbing{Findings: map[string]int{}, Key: key.ID(), KeyFile: file}
	for _, f := range replaced {
		s.scrubbed.Findings[f.Kind]++
	}
	fmt.Fprintf(w, "scrubbed   %d findings, with key %s of %s: keep it to yourself\n", len(replaced), key.ID(), file)
	return scrubbed, nil
}

func privateSystem(rules *privacy.Rules, data []byte) ([]byte, error) {
	var system result.System
	if err := json.Unmarshal(data, &system); err != nil {
		return nil, err
	}
	if err := rules.Apply(&system); err != nil {
		return nil, err
	}
	out, err := json.Marshal(system)
	return append(out, '\n'), err
}

// pseudonymKey reads the key of pseudonyms, or makes one.
func pseudonymKey(file string) (pseudonym.Key, string, error) {
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return pseudonym.Key{}, "", fmt.Errorf("finding the key of pseudonyms: %w: give one with --key", err)
		}
		file = filepath.Join(dir, "brig", "pseudonyms.key")
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return pseudonym.Key{}, "", fmt.Errorf("making the key of pseudonyms: %w", err)
		}
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key := pseudonym.NewKey()
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return key, file, fmt.Errorf("making the key of pseudonyms: %w", err)
		}
		_, err = f.Write(key.Text())
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return key, file, fmt.Errorf("making the key of pseudonyms: %w", err)
		}
		return key, file, nil
	}
	if err != nil {
		return pseudonym.Key{}, file, fmt.Errorf("reading the key of pseudonyms: %w", err)
	}
	key, err := pseudonym.ParseKey(text)
	if err != nil {
		return key, file, fmt.Errorf("%s: %w", file, err)
	}
	return key, file, nil
}

// report prints the findings of an error, as JSON for programs, and returns the
// error that ends the command. Other errors are returned as they are.
func reportFindings(cmd *cobra.Command, err error, asJSON bool) error {
	var found *findingsError
	if !errors.As(err, &found) {
		return err
	}
	if asJSON {
		if err := printFindingsJSON(cmd.OutOrStdout(), found.findings); err != nil {
			return err
		}
	} else if err := printFindings(cmd.ErrOrStderr(), found.findings); err != nil {
		return err
	}
	return &exitError{exitFindings, err.Error()}
}

func printFindingsJSON(w io.Writer, findings []privacy.Finding) error {
	return json.NewEncoder(w).Encode(struct {
		Findings []privacy.Finding `json:"findings"`
	}{findings})
}

// maxPlaces is how many places of one value a list for people names.
const maxPlaces = 4

// printFindings lists findings by kind and value, with the places of each.
func printFindings(w io.Writer, findings []privacy.Finding) error {
	type value struct{ kind, text string }
	var values []value
	places := map[value][]string{}
	for _, f := range findings {
		v := value{f.Kind, f.Value}
		if places[v] == nil {
			values = append(values, v)
		}
		place := f.Document + ": " + f.Key
		if f.Via != "" {
			place += " (" + f.Via + ")"
		}
		places[v] = append(places[v], place)
	}
	slices.SortStableFunc(values, func(a, b value) int {
		return slices.Index(privacy.Kinds, a.kind) - slices.Index(privacy.Kinds, b.kind)
	})
	var b bytes.Buffer
	for _, v := range values {
		fmt.Fprintf(&b, "%-10s %s\n", v.kind, printable(v.text))
		for i, place := range places[v] {
			if i == maxPlaces && len(places[v]) > maxPlaces+1 {
				fmt.Fprintf(&b, "             and %d more places (--json lists all)\n", len(places[v])-i)
				break
			}
			fmt.Fprintf(&b, "             %s\n", printable(place))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// printable is text without what could move a terminal's cursor.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, text)
}
