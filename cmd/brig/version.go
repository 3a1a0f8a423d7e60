package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"brig/result"
)

// tool is this program in the documents it writes.
var tool = result.Version{Name: "brig", Version: "0.1.0"}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of brig and of the documents it writes",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionText())
			return err
		},
	}
}

func versionText() string {
	return fmt.Sprintf("brig %s, documents version %d, %s %s/%s",
		tool.Version, result.Schema, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
