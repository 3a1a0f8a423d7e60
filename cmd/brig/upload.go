package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"brig/server"
)

func uploadCommand() *cobra.Command {
	var url, token string
	var share sharing
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "upload DIR",
		Short: "Upload the documents of a result directory to a server",
		Long: `upload sends every document of a result directory to a server that "brig
serve" runs. Documents that are there already stay as they are, so an upload
that was interrupted, or one of a directory that has grown, is simply repeated.

` + sharingHelp + `

A document that was uploaded as it is cannot be uploaded scrubbed as well: it keeps
its identifier.`,
		Args: exactArgs(1, "a result directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := os.OpenRoot(args[0])
			if err != nil {
				return fmt.Errorf("opening result directory: %w", err)
			}
			defer root.Close()
			dir := root.FS()
			files, err := server.Documents(dir)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			progress := cmd.ErrOrStderr()
			shared, err := prepareUpload(progress, dir, files, &share)
			if err != nil {
				return reportFindings(cmd, err, asJSON)
			}
			fmt.Fprintf(progress, "uploading %d documents to %s\n", len(files), url)
			client := &server.Client{URL: url, Token: cmp.Or(token, os.Getenv("BRIG_TOKEN"))}
			done := 0
			sum, err := client.Upload(cmd.Context(), shared, files, func(f server.File, isNew bool, refused error) {
				done++
				if refused != nil {
					fmt.Fprintf(progress, "%s: refused: %v\n", f.Path, refused)
				}
				if done == len(files) || files[done].Resource != f.Resource {
					fmt.Fprintf(progress, "%4d of %d, %s done\n", done, len(files), f.Resource)
				}
			})
			if err != nil {
				return uploadError(err)
			}
			if err := printSummary(cmd, sum, asJSON); err != nil {
				return err
			}
			if sum.Refused > 0 {
				return fmt.Errorf("%d of %d documents were refused", sum.Refused, len(files))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&url, "url", "http://"+defaultAddress, "upload to the server at this `URL`")
	share.add(cmd)
	cmd.Flags().StringVar(&token, "token", "", "the server's `token` for writing (default $BRIG_TOKEN)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the summary, or what was found, as JSON")
	return cmd
}

// prepareUpload reads the documents as they may be uploaded. Files that are no
// documents but whose digests documents hold are scrubbed along with them.
func prepareUpload(w io.Writer, dir fs.FS, documents []server.File, share *sharing) (fs.FS, error) {
	files := map[string][]byte{}
	for _, f := range documents {
		data, err := server.ReadFile(dir, f.Path)
		if err != nil {
			return nil, err
		}
		files[f.Path] = data
	}
	if share.scrub {
		for _, name := range []string{"experiment.toml", "images.lock"} {
			if data, err := server.ReadFile(dir, name); err == nil {
				files[name] = data
			}
		}
	}
	shared, err := share.prepare(w, files)
	if err != nil {
		return nil, err
	}
	for name := range files {
		if shared[name] == nil {
			return nil, fmt.Errorf("%s: the name of the file would be scrubbed, and an upload goes by names: rename it", name)
		}
	}
	return memory(shared), nil
}

// A memory is a folder of files in memory.
type memory map[string][]byte

func (m memory) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFile{bytes.NewReader(data), name}, nil
}

type memoryFile struct {
	*bytes.Reader
	name string
}

func (f *memoryFile) Close() error { return nil }
func (f *memoryFile) Stat() (fs.FileInfo, error) {
	return nil, &fs.PathError{Op: "stat", Path: f.name, Err: errors.ErrUnsupported}
}

func printSummary(cmd *cobra.Command, sum server.Summary, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(sum)
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d new, %d already there, %d refused\n", sum.New, sum.Present, sum.Refused)
	return err
}

// uploadError adds what can be done about an upload that was given up.
func uploadError(err error) error {
	var reply *server.Error
	switch {
	case !errors.As(err, &reply):
		return fmt.Errorf("%w: is \"brig serve\" running there? See --url", err)
	case reply.Code == 401:
		return fmt.Errorf("%w: give it with --token or BRIG_TOKEN", err)
	}
	return err
}
