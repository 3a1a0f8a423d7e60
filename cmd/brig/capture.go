package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"brig/capture"
	"brig/result"
)

func captureCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "capture",
		Short: "Say what is in a packet capture, or make a longer one of it",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(captureInfoCommand(), captureScaleCommand())
	return cmd
}

func captureInfoCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "info FILE",
		Short: "Digest, packets, duration and protocols of a pcap or pcapng file, plain, gzip or zstd",
		Args:  exactArgs(1, "one capture"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := capture.Info(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			c.Header = newHeader()
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
			}
			return printCapture(cmd, c)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the document as JSON")
	return cmd
}

func printCapture(cmd *cobra.Command, c *result.Capture) error {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s\n", c.Name)
	fmt.Fprintf(w, "  sha256     %s (%d bytes, uncompressed)\n", c.SHA256, c.Size)
	fmt.Fprintf(w, "  link type  %s\n", c.LinkType)
	fmt.Fprintf(w, "  packets    %d, %d bytes on the wire, %d captured\n", c.Packets, c.Bytes, c.Captured)
	fmt.Fprintf(w, "  time       %s to %s (%.3f s)\n",
		time.Unix(0, c.First).UTC().Format(time.RFC3339), time.Unix(0, c.Last).UTC().Format(time.RFC3339), capture.Duration(c).Seconds())
	for _, p := range c.Protocols {
		total := int64(0)
		for _, n := range p.Packets {
			total += n
		}
		if _, err := fmt.Fprintf(w, "  %-10s %d packets\n", p.Name, total); err != nil {
			return err
		}
	}
	return nil
}
