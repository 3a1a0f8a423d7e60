package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/google/renameio/v2"
	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"brig/probe"
	"brig/result"
)

func gatherCommand() *cobra.Command {
	var output string
	var private privateFlag
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "gather [-o FILE] [-P [FILE]] [--json]",
		Short: "Describe this machine: processors, memory, interfaces, kernel settings",
		Long: `Describe this machine as a system document: processors, memory, network
interfaces, file systems, kernel modules and settings, the version of libpcap.

The description is printed as text on a terminal, and as JSON otherwise, with
--json, and into a file.

With -P whatever names the machine or its site is left out: host name,
addresses, mount points, and all kernel settings but a list of harmless ones.
-P FILE uses rules of your own; "brig privacy rules" prints brig's to start from.`,
		Example: `  brig gather
  brig gather -P -o system.json
  brig gather -P my.conf`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := probe.Gather(cmd.Context())
			if err != nil {
				return fmt.Errorf("gathering system information: %w", err)
			}
			if private.given {
				if err := private.apply(s); err != nil {
					return err
				}
			}
			s.Header = result.Header{UUID: uuid.NewString(), Schema: result.Schema, Created: time.Now().UTC(), Tool: tool}
			text, err := json.MarshalIndent(s, "", "  ")
			if err != nil {
				return err
			}
			text = append(text, '\n')
			stdout := cmd.OutOrStdout()
			switch {
			case output != "":
				if err := renameio.WriteFile(output, text, 0o644); err != nil {
					return fmt.Errorf("writing %s: %w", output, err)
				}
				return nil
			case asJSON || !isTerminal(stdout):
				_, err = stdout.Write(text)
				return err
			}
			return printSystem(stdout, s)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write JSON to `FILE`")
	private.add(cmd, "default: keep everything")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON on a terminal too")
	return cmd
}

// printSystem prints a description for people.
func printSystem(out io.Writer, s *result.System) error {
	w := bufio.NewWriter(out)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-12s "+format+"\n", append([]any{name}, args...)...)
	}
	text := func(name, value string) {
		if value != "" {
			line(name, "%s", value)
		}
	}
	text("host", s.Hostname)
	line("system", "%s/%s, kernel %s", s.OS, s.Arch, s.Kernel)
	text("platform", s.Platform)
	text("virtual", s.Virtual)
	text("processor", s.CPU.Model)
	text("vendor", s.CPU.Vendor)
	line("processors", "%d", s.CPU.Logical)
	if s.CPU.Sockets > 0 {
		line("sockets", "%d, with %d cores each", s.CPU.Sockets, s.CPU.CoresPerSocket)
	}
	if s.CPU.MHz > 0 {
		line("frequency", "%.0f MHz", s.CPU.MHz)
	}
	text("governor", s.CPU.Governor)
	if s.CPU.Cache > 0 {
		line("cache", "%d KiB", s.CPU.Cache>>10)
	}
	line("memory", "%d MiB, swap %d MiB", s.Memory>>20, s.Swap>>20)
	if s.PcapVersion != "" {
		line("libpcap", "%s (installed; brig does not use it)", s.PcapVersion)
	}
	for _, i := range s.Interfaces {
		line("interface", "%s", i.Name)
		text("  mac", i.MAC)
		for _, a := range i.IPv4 {
			text("  ipv4", a)
		}
		for _, a := range i.IPv6 {
			text("  ipv6", a)
		}
	}
	for _, p := range s.Partitions {
		if p.Mount == "" {
			line("partition", "%s", p.Type)
		} else {
			line("partition", "%s on %s (%s)", p.Device, p.Mount, p.Type)
		}
	}
	line("modules", "%d", len(s.Modules))
	line("settings", "%d (--json lists modules and settings)", len(s.Sysctl))
	return w.Flush()
}
