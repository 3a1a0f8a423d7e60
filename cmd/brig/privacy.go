package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"brig/privacy"
)

func privacyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "privacy",
		Short: "What may leave the machine: rules, a search for what names you or it, scrubbed copies",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(privacyRulesCommand())
	return cmd
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
