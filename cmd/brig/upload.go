package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"brig/server"
)

func uploadCommand() *cobra.Command {
	var url, token string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "upload DIR",
		Short: "Upload the documents of a result directory to a server",
		Long: `upload sends every document of a result directory to a server that "brig
serve" runs. Documents that are there already stay as they are, so an upload
that was interrupted, or one of a directory that has grown, is simply repeated.`,
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
			fmt.Fprintf(progress, "uploading %d documents to %s\n", len(files), url)
			client := &server.Client{URL: url, Token: cmp.Or(token, os.Getenv("BRIG_TOKEN"))}
			done := 0
			sum, err := client.Upload(cmd.Context(), dir, files, func(f server.File, isNew bool, refused error) {
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
	cmd.Flags().StringVar(&token, "token", "", "the server's `token` for writing (default $BRIG_TOKEN)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the summary as JSON")
	return cmd
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
