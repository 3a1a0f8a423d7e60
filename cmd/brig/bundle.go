package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/result"
)

func bundleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bundle",
		Short: "Make, check and list archives of benchmarks",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(bundleCreateCommand(), bundleVerifyCommand(), bundleListCommand())
	return cmd
}

func bundleCreateCommand() *cobra.Command {
	var out string
	var share sharing
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "create DIR",
		Short: "Make a bundle of a finished result directory",
		Long: `Make a bundle of a finished result directory: its documents, experiment and
image lock in one .tar.zst with sorted names and fixed times. The same documents
give the same bytes.

` + sharingHelp,
		Example: "  brig bundle create results/pybrig-2013-20260102T030405Z -o result.tar.zst\n  brig bundle create results/mine-20260102T030405Z --scrub",
		Args:    exactArgs(1, "one result directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := out
			if name == "" {
				name = filepath.Clean(args[0]) + bundle.Ext
			}
			doc, err := makeBundle(cmd.ErrOrStderr(), args[0], name, &share)
			if err != nil {
				return reportFindings(cmd, err, asJSON)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(doc)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n%d files, %d bytes\n", doc.SHA256, name, doc.Files, doc.Size)
			return err
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the bundle's file (default: DIR"+bundle.Ext+")")
	share.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the bundle's document, or what was found, as JSON")
	return cmd
}

// makeBundle makes a bundle of a result directory and describes it. The error
// is a *findingsError if the documents must not be shared as they are.
func makeBundle(w io.Writer, dir, name string, share *sharing) (*result.Bundle, error) {
	files, err := bundle.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	if files, err = share.prepare(w, files); err != nil {
		return nil, err
	}
	docs, err := bundle.Documents(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	digest, size, err := bundle.WriteFile(name, files)
	if err != nil {
		return nil, err
	}
	doc := &result.Bundle{Header: newHeader(), Name: filepath.Base(name), SHA256: digest, Size: size, Files: len(files)}
	for _, d := range docs {
		if b, ok := d.Document.(*result.Benchmark); ok {
			doc.Benchmark, doc.Engine = b.UUID, b.Engine
		}
	}
	return doc, nil
}

func bundleVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Check every file of a bundle against its manifest and every document against its kind",
		Args:  exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, m, digest, err := bundle.ReadFile(args[0])
			if err != nil {
				return err
			}
			docs, err := bundle.Documents(files)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\nbenchmark %s: %d files, %d documents, all as the manifest says\n",
				digest, args[0], m.Benchmark, len(files), len(docs))
			return err
		},
	}
}

func bundleListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list BUNDLE",
		Short: "List the files of a bundle with their sizes and digests",
		Args:  exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, m, _, err := bundle.ReadFile(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(m)
			}
			for _, f := range m.Files {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %10d  %s\n", f.SHA256, f.Size, f.Name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the manifest as JSON")
	return cmd
}
