// Agreement compares the engine's logs with those that another monitor wrote
// of the same captures.
//
//	go run ./bro/agreement [-o doc/agreement.md] [-v LOG.FIELD] FOLDER
//
// Each folder below FOLDER holds one capture (capture.pcap, or compressed as
// capture.pcap.gz or capture.pcap.zst) and the reference logs, in Bro's
// tab-separated form. The engine runs with its default scripts and ignores
// checksums. Lines are compared with the lines of the same connection that
// agree best; identifiers that depend on a seed agree when both are set or
// both are not. With -o the tables replace what follows the heading "Measured"
// in a Markdown file, with -v the values of a field that differ are listed.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"brig/bro"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "agreement:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("agreement", flag.ContinueOnError)
	into := flags.String("o", "", "Markdown `file` that takes the tables")
	field := flags.String("v", "", "list the differences of a field, `LOG.FIELD`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("want one folder of captures with reference logs")
	}
	folders, err := captures(flags.Arg(0))
	if err != nil {
		return err
	}
	t := newTally()
	t.watch, t.out = *field, w
	for _, f := range folders {
		if err := t.folder(ctx, f); err != nil {
			return fmt.Errorf("comparing %s: %w", f.dir, err)
		}
	}
	if *field != "" {
		return nil
	}
	var tables bytes.Buffer
	t.markdown(&tables)
	if *into == "" {
		_, err = w.Write(tables.Bytes())
		return err
	}
	return replaceTables(*into, tables.Bytes())
}

// heading is the line of the Markdown file after which the tables stand.
const heading = "## Measured\n"

func replaceTables(name string, tables []byte) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, _, ok := bytes.Cut(text, []byte(heading))
	if !ok {
		return fmt.Errorf("%s has no heading %q", name, strings.TrimSpace(heading))
	}
	return os.WriteFile(name, slices.Concat(before, []byte(heading), []byte("\n"), tables), 0o644)
}

// A folder is a capture with its reference logs.
type folder struct {
	dir, capture string
	logs         []string // files
}

func captures(root string) ([]folder, error) {
	var found []folder
	names, err := filepath.Glob(filepath.Join(root, "*", "capture.pcap*"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		f := folder{dir: filepath.Dir(name), capture: name}
		if f.logs, err = filepath.Glob(filepath.Join(f.dir, "*.log")); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no folder in it holds a capture.pcap", root)
	}
	return found, nil
}

// folder runs the engine on a capture and adds up what its logs agree in.
func (t *tally) folder(ctx context.Context, f folder) error {
	dir, err := os.MkdirTemp("", "agreement")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var messages bytes.Buffer
	cfg := bro.Config{Capture: f.capture, IgnoreChecksums: true, Dir: dir, Stderr: &messages}
	if _, err := bro.Run(ctx, &cfg); err != nil {
		// The capture may be cut off; the logs of what came before count.
		fmt.Fprintf(os.Stderr, "%s: %v\n", f.capture, err)
	}
	if messages.Len() > 0 {
		fmt.Fprintf(os.Stderr, "%s:\n%s", f.capture, messages.String())
	}
	for _, name := range f.logs {
		ref, err := readLog(name)
		if err != nil {
			return err
		}
		own, err := readLog(filepath.Join(dir, filepath.Base(name)))
		if os.IsNotExist(err) {
			own, err = &table{}, nil
		}
		if err != nil {
			return err
		}
		t.add(filepath.Base(f.dir), strings.TrimSuffix(filepath.Base(name), ".log"), ref, own)
	}
	return nil
}
