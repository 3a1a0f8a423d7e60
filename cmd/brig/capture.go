package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"brig/capture"
	"brig/result"
)

func captureCommand() *cobra.Command {
	return group("capture", "Fetch, record, describe, anonymize and lengthen packet captures",
		captureAnonymizeCommand(), captureFetchCommand(), captureInfoCommand(), captureListCommand(), captureRecordCommand(), captureScaleCommand())
}

func captureInfoCommand() *cobra.Command {
	var asJSON, private bool
	cmd := &cobra.Command{
		Use:   "info FILE",
		Short: "Digest, packets, duration, protocols, sizes and talkers of a pcap or pcapng file, plain, gzip or zstd",
		Long: `Describe a capture: digest, packets, bytes, link type, time, packets by protocol
(in 100 intervals with --json) and by size, and the addresses that sent and were
sent the most, which -P leaves out. A capture that is cut short is described as far
as it goes, with a note on standard error.`,
		Args: exactArgs(1, "one capture"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n := topTalkers
			if private {
				n = 0
			}
			c, err := capture.InfoTalkers(cmd.Context(), args[0], n)
			if err != nil {
				return err
			}
			if c.Truncated != "" {
				fmt.Fprintf(cmd.ErrOrStderr(), "brig: %s: not whole: %s; what follows is about what could be read\n", args[0], c.Truncated)
			}
			c.Header = newHeader()
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
			}
			return printCapture(cmd, c)
		},
	}
	cmd.Flags().BoolVarP(&private, "private", "P", false, "leave out addresses")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the document as JSON")
	return cmd
}

// topTalkers is how many addresses are named.
const topTalkers = 10

func printCapture(cmd *cobra.Command, c *result.Capture) error {
	w := bufio.NewWriter(cmd.OutOrStdout())
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
		fmt.Fprintf(w, "  %-10s %d packets\n", p.Name, total)
	}
	for _, s := range c.Sizes {
		fmt.Fprintf(w, "  size       %8d packets of %d bytes and more\n", s.Packets, s.From)
	}
	for _, t := range c.Talkers {
		fmt.Fprintf(w, "  talker     %-39s %8d packets %12d bytes\n", t.Address, t.Packets, t.Bytes)
	}
	return w.Flush()
}
