package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"brig/capture"
	"brig/orchestrator"
)

func experimentCommand() *cobra.Command {
	return group("experiment", "Make experiments of what other tools were configured with",
		experimentImportCommand())
}

func experimentImportCommand() *cobra.Command {
	var captures []string
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import BENCHMARK.CONF",
		Short: "Make experiments of PyBrIG's benchmark.conf",
		Long: `Read a benchmark.conf of PyBrIG 2014 and write an experiment for each of its
captures: the scripts of [scripts-base] are loaded in every trial, and [trial-1],
[trial-2], ... are the trials, each after all before it when "additive" is set.

The captures are read once, for their digests. --capture names them where they are
somewhere else; with it, those of the file are not looked at.`,
		Example: "  brig experiment import benchmark.conf\n  brig experiment import benchmark.conf --capture site.pcap -o experiments\n  brig run benchmark-site.toml",
		Args:    exactArgs(1, "one benchmark.conf"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			p, err := orchestrator.ParsePyBrIG(args[0], text)
			if err != nil {
				return err
			}
			if len(captures) > 0 {
				p.Captures = captures
			}
			base := strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
			for _, file := range p.Captures {
				made, err := importOne(p, base, file, out)
				if err != nil {
					return err
				}
				if asJSON {
					err = json.NewEncoder(cmd.OutOrStdout()).Encode(made)
				} else {
					_, err = fmt.Fprintln(cmd.OutOrStdout(), made.File)
				}
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&captures, "capture", nil, "`FILE` of a capture; may be repeated")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object an experiment")
	cmd.Flags().StringVarP(&out, "out", "o", ".", "folder for the experiments")
	return cmd
}

// An importedExperiment is what was made for a capture.
type importedExperiment struct {
	File    string `json:"file"`
	Name    string `json:"name"`
	Capture string `json:"capture"`
	SHA256  string `json:"capture_sha256"`
	Trials  int    `json:"trials"`
}

// importOne writes the experiment of a configuration on one capture.
func importOne(p *orchestrator.PyBrIG, base, file, out string) (*importedExperiment, error) {
	if rest, ok := strings.CutPrefix(file, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("finding the capture %s: %w", file, err)
		}
		file = filepath.Join(home, rest)
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	digest, err := captureDigest(file)
	if err != nil {
		return nil, fmt.Errorf("reading the capture: %w: name it with --capture", err)
	}
	name := experimentName(base + "-" + strings.SplitN(filepath.Base(file), ".", 2)[0])
	text := p.Experiment(name, filepath.ToSlash(file), digest)
	path := filepath.Join(out, name+".toml")
	e, err := orchestrator.ParseExperiment(path, text)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%s is there already: remove it or give another folder with -o", path)
	}
	made := &importedExperiment{path, name, file, digest, len(e.Trials())}
	return made, renameio.WriteFile(path, text, 0o644)
}

// captureDigest is the digest of a capture's plain form.
func captureDigest(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	plain, err := capture.Decompress(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	defer plain.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(plain, capture.MaxSize)); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// experimentName makes a name of an experiment of any text.
func experimentName(text string) string {
	name := []byte(strings.ToLower(text))
	for i, c := range name {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			name[i] = '-'
		}
	}
	return strings.TrimLeft(string(name[:min(len(name), 60)]), "-")
}
