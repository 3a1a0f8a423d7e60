package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/privacy"
)

func privacyCommand() *cobra.Command {
	return group("privacy", "What may leave the machine: rules, a search for what names you or it, scrubbed copies",
		privacyCheckCommand(), privacyRulesCommand(), privacyScrubCommand())
}

func privacyRulesCommand() *cobra.Command {
	system := runtime.GOOS
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "Print the rules that ship with brig, to begin your own with",
		Example: "  brig privacy rules > my.conf\n  brig gather -P my.conf",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch system {
			case "linux", "freebsd", "darwin":
			default:
				return usagef("--system %s: there are rules for linux, freebsd and darwin", system)
			}
			_, err := cmd.OutOrStdout().Write(privacy.DefaultText(system))
			return err
		},
	}
	cmd.Flags().StringVar(&system, "system", system, "rules for this operating `system`: linux, freebsd or darwin")
	return cmd
}

func privacyCheckCommand() *cobra.Command {
	var share sharing
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check DIR|BUNDLE|FILE",
		Short: "List what in documents could tell who or where someone is",
		Long:  "Search the documents of a result directory, a bundle or any folder, or one file, as\nupload and bundle create do, and share nothing. Exit status 5 says that something was found.",
		Args:  exactArgs(1, "one result directory, bundle or file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := readShared(args[0])
			if err != nil {
				return err
			}
			search := privacy.Search{Names: privacy.NamesHere("/")}
			left, _ := privacy.Allow(search.Find(files), share.allow)
			switch {
			case asJSON:
				if err := printFindingsJSON(cmd.OutOrStdout(), left); err != nil {
					return err
				}
			case len(left) == 0:
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "nothing found in %d documents\n", len(files))
				return err
			default:
				if err := printFindings(cmd.OutOrStdout(), left); err != nil {
					return err
				}
			}
			if len(left) > 0 {
				return &exitError{status: exitFindings}
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&share.allow, "allow", nil, "leave out findings of this `KIND` or with this value; may be repeated")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return cmd
}

// A scrubbed copy, as --json prints it.
type scrubbedCopy struct {
	Output    string `json:"output"`
	Documents int    `json:"documents"`
	scrubbing
}

func privacyScrubCommand() *cobra.Command {
	var share sharing
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "scrub DIR -o DIR",
		Short:   "Copy documents with pseudonyms for what could tell who or where someone is",
		Example: "  brig privacy scrub results/mine-20260102T030405Z -o shared",
		Args:    exactArgs(1, "one directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usagef("say where the copy goes: -o DIR")
			}
			if _, err := os.Lstat(out); err == nil {
				return fmt.Errorf("writing %s: %w", out, fs.ErrExist)
			}
			if info, err := os.Stat(args[0]); err == nil && !info.IsDir() {
				return usagef("%s: give a directory", args[0])
			}
			files, err := readShared(args[0])
			if err != nil {
				return err
			}
			share.scrub = true
			shared, err := share.prepare(cmd.ErrOrStderr(), files)
			if err != nil {
				return err
			}
			if err := writeFiles(out, shared); err != nil || !asJSON {
				return err
			}
			return json.NewEncoder(cmd.OutOrStdout()).Encode(scrubbedCopy{out, len(shared), share.scrubbed})
		},
	}
	share.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as a JSON object")
	cmd.Flags().Lookup("scrub").Hidden = true
	cmd.Flags().StringVarP(&out, "output", "o", "", "`DIR` of the copy, which must not exist")
	return cmd
}

// readShared reads the documents of a result directory or bundle, or one file.
func readShared(name string) (map[string][]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		if _, err := os.Stat(filepath.Join(name, "benchmark.json")); err == nil {
			return bundle.ReadDir(name) // what would be shared of it
		}
		return readTree(name)
	case bundle.IsName(name):
		b, err := bundle.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return b.Files, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, bundle.MaxFileSize+1))
	if err == nil && len(data) > bundle.MaxFileSize {
		err = fmt.Errorf("%s: larger than the %d bytes that a document may have", name, bundle.MaxFileSize)
	}
	return map[string][]byte{filepath.Base(name): data}, err
}

// readTree reads all files below a folder that is no result directory, such as
// the documents of decode -o.
func readTree(dir string) (map[string][]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	files := map[string][]byte{}
	total := int64(0)
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if total += info.Size(); total > bundle.MaxSize || len(files) >= bundle.MaxFiles {
			return fmt.Errorf("%s: more than %d files or %d bytes", dir, bundle.MaxFiles, int64(bundle.MaxSize))
		}
		files[name], err = root.ReadFile(name)
		return err
	})
	return files, err
}

// writeFiles writes files below a new directory, which appears when all of them
// are there.
func writeFiles(dir string, files map[string][]byte) error {
	partial := filepath.Clean(dir) + ".partial"
	if err := os.Mkdir(partial, 0o755); err != nil {
		return err
	}
	err := func() error {
		root, err := os.OpenRoot(partial)
		if err != nil {
			return err
		}
		defer root.Close()
		for name, data := range files {
			if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o755); err != nil {
				return err
			}
			if err := root.WriteFile(filepath.FromSlash(name), data, 0o644); err != nil {
				return err
			}
		}
		return os.Rename(partial, dir)
	}()
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", dir, err), os.RemoveAll(partial))
	}
	return nil
}
