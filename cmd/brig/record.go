package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"brig/capture"
)

func captureRecordCommand() *cobra.Command {
	var r capture.Recording
	var out, size string
	var asJSON, force bool
	cmd := &cobra.Command{
		Use:   "record INTERFACE -o FILE {--time TIME | --size SIZE}",
		Short: "Record what passes a network interface (Linux)",
		Long: `Record what passes a network interface into a pcap file, until it has a size, for
a time, or until Ctrl-C: what was recorded is kept. The name of the file says
whether it is compressed: .zst, .gz or neither. This needs root, or the capability
CAP_NET_RAW; on systems other than Linux use tcpdump.`,
		Example: "  sudo brig capture record eth0 -o lunch.pcap.zst --time 30m --size 2GB",
		Args:    exactArgs(1, "one interface"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Interface = args[0]
			if size != "" {
				var err error
				if r.Size, err = parseSize(size); err != nil {
					return usagef("--size %s: %v", size, err)
				}
			}
			switch {
			case out == "":
				return usagef("say where the capture goes: -o FILE")
			case r.Size == 0 && r.Time <= 0:
				return usagef("say when to end: --time or --size")
			case r.Packets < 0 || r.Snap < 0:
				return usagef("--packets and --snap must be positive")
			}
			if _, err := os.Lstat(out); !force && err == nil {
				return fmt.Errorf("writing %s: %w (--force replaces it)", out, fs.ErrExist)
			}
			done, err := capture.RecordFile(cmd.Context(), out, r)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(done)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n  packets    %d, %d dropped by the kernel, which kept up to %d MB\n  size       %d bytes, uncompressed\n  time       %v\n  ended by   %s\n",
				out, done.Packets, done.Dropped, done.Buffer/1e6, done.Size, done.Duration, done.Ended)
			return err
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&out, "output", "o", "", "`FILE` to write; .zst and .gz compress")
	flags.DurationVar(&r.Time, "time", 0, "end after this `TIME`")
	flags.StringVar(&size, "size", "", "end at this `SIZE`, in bytes or kB, MB, GB, MiB, GiB, uncompressed")
	flags.Int64Var(&r.Packets, "packets", 0, "end after `N` packets")
	flags.IntVar(&r.Snap, "snap", 0, "keep `BYTES` of each packet (default: all)")
	flags.BoolVar(&r.Quiet, "no-promiscuous", false, "do not ask the interface for packets of other hosts")
	flags.BoolVar(&force, "force", false, "replace a file that is there")
	flags.BoolVar(&asJSON, "json", false, "print what was recorded as JSON")
	return cmd
}
