package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"brig/images"
	"brig/probe"
	"brig/result"
	"brig/server"
)

func gatherCommand() *cobra.Command {
	var output, url, token string
	var share sharing
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "gather [-o FILE] [-u URL] [-P [FILE]] [--json]",
		Short: "Describe this machine: processors, memory, interfaces, kernel settings",
		Long: `Describe this machine as a system document: processors with their microcode,
frequencies, turbo, SMT and mitigations, memory, NUMA nodes and huge pages, network
interfaces, file systems, container and limits, kernel modules, settings and
command line, clock source, power supplies, the version of libpcap, and the
digests of brig's images.

The description is printed as text on a terminal, and as JSON otherwise, with
--json, and into a file. With -u it is sent to a server that "brig serve" runs,
and printed only into the file of -o.

With -P whatever names the machine or its site is left out: host name,
addresses, mount points, and all kernel settings but a list of harmless ones.
-P FILE uses rules of your own; "brig privacy rules" prints brig's to start from.

` + sharingHelp,
		Example: `  brig gather
  brig gather -P -o system.json
  brig gather -P -u http://localhost:8100
  brig gather -P my.conf`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := gather(cmd.Context())
			if err != nil {
				return err
			}
			whole, err := systemText(s)
			if err != nil {
				return err
			}
			if share.private.given {
				if err := share.private.apply(s); err != nil {
					return err
				}
			}
			text, err := systemText(s)
			if err != nil {
				return err
			}
			stdout := cmd.OutOrStdout()
			switch {
			case output != "":
				if err := renameio.WriteFile(output, text, 0o644); err != nil {
					return fmt.Errorf("writing %s: %w", output, err)
				}
			case url != "":
			case asJSON || !isTerminal(stdout):
				_, err = stdout.Write(text)
				return err
			default:
				return printSystem(stdout, s)
			}
			if url == "" {
				return nil
			}
			client := &server.Client{URL: url, Token: cmp.Or(token, os.Getenv("BRIG_TOKEN"))}
			err = uploadSystem(cmd.Context(), cmd.ErrOrStderr(), client, whole, &share)
			return reportFindings(cmd, err, asJSON)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write JSON to `FILE`")
	cmd.Flags().StringVarP(&url, "upload", "u", "", "send the description to the server at this `URL`")
	cmd.Flags().StringVar(&token, "token", "", "the server's `token` for writing (default $BRIG_TOKEN)")
	share.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON on a terminal too")
	return cmd
}

// gather describes this machine and the images that brig is pinned to.
func gather(ctx context.Context) (*result.System, error) {
	s, err := probe.Gather(ctx)
	if err != nil {
		return nil, fmt.Errorf("gathering system information: %w", err)
	}
	lock, err := images.ParseLock(images.LockText)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(lock.Images)) {
		if digest, ok := lock.Images[name]["linux/"+runtime.GOARCH]; ok {
			s.Images = append(s.Images, result.Image{Name: name, Digest: digest})
		}
	}
	s.Header = newHeader()
	return s, nil
}

func systemText(s *result.System) ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// uploadSystem sends a description to a server once it may be shared.
func uploadSystem(ctx context.Context, progress io.Writer, client *server.Client, text []byte, share *sharing) error {
	const name = "system.json"
	files, err := share.prepare(progress, map[string][]byte{name: text})
	if err != nil {
		return err
	}
	isNew, err := client.Post(ctx, "systems", files[name])
	if err != nil {
		return uploadError(err)
	}
	what := "stored"
	if !isNew {
		what = "there already"
	}
	_, err = fmt.Fprintf(progress, "%s: the description of this machine is %s\n", client.URL, what)
	return err
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
	if s.CPU.Turbo != nil {
		line("turbo", "%s", onOff(*s.CPU.Turbo))
	}
	text("SMT", s.CPU.SMT)
	text("microcode", s.CPU.Microcode)
	if s.CPU.Cache > 0 {
		line("cache", "%d KiB", s.CPU.Cache>>10)
	}
	line("memory", "%d MiB, swap %d MiB", s.Memory>>20, s.Swap>>20)
	for _, n := range s.NUMA {
		line("node", "%d: processors %s, %d MiB", n.ID, n.CPUs, n.Memory>>20)
	}
	if s.HugePages != nil {
		text("huge pages", s.HugePages.Transparent)
	}
	if s.Limits != nil {
		text("may use", limits(s.Limits))
	}
	text("clock", s.Clock)
	if s.ASLR != nil {
		line("ASLR", "%d", *s.ASLR)
	}
	for _, p := range s.Power {
		power := p.Type
		if p.Online != nil {
			power += ", " + onOff(*p.Online)
		}
		line("power", "%s", strings.TrimSuffix(power+", "+p.Status, ", "))
	}
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
	for _, i := range s.Images {
		line("image", "%s %s", i.Name, i.Digest)
	}
	if len(s.Mitigations) > 0 {
		line("mitigations", "%d processor faults known (--json lists them)", len(s.Mitigations))
	}
	line("modules", "%d", len(s.Modules))
	line("settings", "%d (--json lists modules and settings)", len(s.Sysctl))
	return w.Flush()
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// limits says what the programs may use.
func limits(l *result.Limits) string {
	var all []string
	if l.Affinity != "" {
		all = append(all, "processors "+l.Affinity)
	}
	if l.Processors > 0 {
		all = append(all, fmt.Sprintf("the time of %g processors", l.Processors))
	}
	if l.Memory > 0 {
		all = append(all, fmt.Sprintf("%d MiB of memory", l.Memory>>20))
	}
	return strings.Join(all, ", ")
}
