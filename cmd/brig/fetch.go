package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"brig/capture"
)

// defaultCaptures is the folder of fetched captures.
const defaultCaptures = "captures"

func captureListCommand() *cobra.Command {
	var dir string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the public captures that fetch knows",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(capture.Catalogue())
			}
			f := &capture.Fetcher{Dir: dir}
			for _, s := range capture.Catalogue() {
				state := f.Kept(s)
				if state == "" {
					state = "not here"
				}
				digest := s.SHA256
				if digest == "" {
					digest = "unknown, recorded at first fetch"
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s\n  %s\n  %s\n  sha256 %s; %s\n",
					s.Name, s.Description, strings.Join(s.URLs, "\n  "), digest, state); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", defaultCaptures, "folder of fetched captures")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return cmd
}

func captureFetchCommand() *cobra.Command {
	f := capture.Fetcher{Retries: 5}
	var digest string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "fetch NAME|URL",
		Short: "Download a public capture, and go on with a download that broke off",
		Long: `Download a capture of the list that "brig capture list" prints, or any by its
http or https address. A download that broke off, was stopped or killed goes on where
it was, if the server can and still has the same file. When it is complete its SHA-256
is checked: that of --sha256, or that of the first fetch, which is recorded beside
the file (NAME.fetched.json), and that it is a capture that can be expanded.`,
		Example: "  brig capture fetch 2009-M57-day11-18.trace.gz\n  brig capture fetch https://example.org/x.pcap.zst --sha256 3cf65c...",
		Args:    exactArgs(1, "the name of a capture, or its URL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, err := findSource(args[0])
			if err != nil {
				return err
			}
			if digest != "" {
				if len(digest) != 64 || strings.Trim(digest, "0123456789abcdef") != "" {
					return usagef("--sha256 %s: want 64 lower-case hex digits", digest)
				}
				source.SHA256 = digest
			}
			var bar *progressbar.ProgressBar
			if isTerminal(cmd.ErrOrStderr()) {
				bar = newBar(cmd.ErrOrStderr(), -1, "fetching")
				f.Progress = func(done, total int64) {
					if total != bar.GetMax64() {
						bar.ChangeMax64(total)
					}
					bar.Set64(done)
				}
			}
			file, got, err := f.Fetch(cmd.Context(), source)
			if bar != nil {
				bar.Clear()
			}
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(got)
			}
			how := "fetched from " + got.URL
			if got.Present {
				how = "was here, unchanged"
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n%d bytes, %s\n", got.SHA256, file, got.Size, how)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Dir, "dir", defaultCaptures, "folder of fetched captures")
	flags.StringVar(&digest, "sha256", "", "the `DIGEST` that the file must have, as it is served")
	flags.BoolVar(&f.Force, "force", false, "fetch anew what is there, whatever its digest was")
	flags.BoolVar(&asJSON, "json", false, "print what was fetched as JSON")
	return cmd
}

func findSource(name string) (capture.Source, error) {
	if u, err := url.Parse(name); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		return capture.Source{Name: path.Base(u.Path), URLs: []string{name}}, nil
	}
	var names []string
	for _, s := range capture.Catalogue() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return capture.Source{}, usagef("no capture %q: give a URL or one of %s", name, strings.Join(names, ", "))
}
