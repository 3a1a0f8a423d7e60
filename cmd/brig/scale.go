package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"brig/capture"
)

const scaleHelp = `Scale makes a long capture out of a short one, to measure what a monitor does on
gigabytes of traffic without having to keep gigabytes. The new capture holds copies
of the old one. The first copy is the capture as it is; in each of the others

  * hosts have other addresses: the last two bytes of an IPv4 address change (for
    up to 256 copies only the third), two bytes of an IPv6 address; private
    addresses stay private, multicast and broadcast stay;
  * clients have other ports: those of 32768 and up change, services keep theirs;
  * checksums are brought along: right ones stay right, wrong ones wrong;
  * time is later. By default a copy begins when the one before it has ended, so
    that the number of live connections stays what it is. With --every copies
    overlap: --every 1s on a capture of a minute has 60 copies running at once.

What packets carry is not changed: names and cookies are the same in all copies,
and an FTP server still announces the address and port it had. What tunnels carry
is rewritten in IP-in-IP, 6in4 and plain GRE only.

The result is a pcap file, compressed if its name ends with .zst or .gz. The same
capture, options and seed give the same bytes. Memory does not grow with its size.`

func captureScaleCommand() *cobra.Command {
	var s capture.Scaling
	var out, size string
	var asJSON, force bool
	cmd := &cobra.Command{
		Use:   "scale CAPTURE -o FILE {--size SIZE | --copies N}",
		Short: "Make a long capture out of a short one: copies with other hosts, ports and times",
		Long:  scaleHelp,
		Example: `  brig capture scale site.pcap.zst -o big.pcap --size 1GB
  brig capture scale site.pcap.zst -o crowd.pcap.zst --copies 60 --every 1s
  brig capture scale site.pcap.zst -o other.pcap --copies 2 --seed 7 --json`,
		Args: exactArgs(1, "one capture"),
		RunE: func(cmd *cobra.Command, args []string) error {
			flags := cmd.Flags()
			switch {
			case out == "":
				return usagef("say where the new capture goes: -o FILE")
			case flags.Changed("size") == flags.Changed("copies"):
				return usagef("give either --size or --copies")
			case flags.Changed("copies") && s.Copies < 1:
				return usagef("--copies %d: want at least 1", s.Copies)
			case flags.Changed("every") && s.Every <= 0:
				return usagef("--every %v: want a time greater than 0", s.Every)
			}
			if flags.Changed("size") {
				var err error
				if s.Size, err = parseSize(size); err != nil {
					return usagef("--size %s: %v", size, err)
				}
			}
			if _, err := os.Lstat(out); !force && err == nil {
				return fmt.Errorf("writing %s: %w (--force replaces it)", out, fs.ErrExist)
			}
			var bar *progressbar.ProgressBar
			s.Progress = func(done, total int64) {
				if bar == nil && isTerminal(cmd.ErrOrStderr()) {
					bar = newBar(cmd.ErrOrStderr(), total, "scaling")
				}
				if bar != nil {
					bar.Set64(done)
				}
			}
			done, err := capture.ScaleFile(cmd.Context(), args[0], out, s)
			if bar != nil {
				bar.Clear()
			}
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(done)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n  copies     %d, one every %v, %d at once\n  packets    %d\n  size       %d bytes, uncompressed\n  time       %v\n",
				out, done.Copies, done.Every, done.AtOnce, done.Packets, done.Size, done.Duration)
			return err
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&out, "output", "o", "", "`FILE` to write; .zst and .gz compress")
	flags.StringVar(&size, "size", "", "about how large the capture is to be: `SIZE` in bytes or kB, MB, GB, MiB, GiB; the nearest whole number of copies")
	flags.IntVar(&s.Copies, "copies", 0, "`N` copies")
	flags.DurationVar(&s.Every, "every", 0, "`TIME` from the start of one copy to that of the next (default: they follow each other)")
	flags.Uint64Var(&s.Seed, "seed", 0, "`SEED` of addresses and ports")
	flags.BoolVar(&force, "force", false, "replace a file that is there")
	flags.BoolVar(&asJSON, "json", false, "print what was made as JSON")
	return cmd
}

// newBar shows how far bytes have got; of -1 bytes it shows how many.
func newBar(w io.Writer, total int64, what string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(what), progressbar.OptionSetWidth(30), progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// parseSize reads a number of bytes with a unit.
func parseSize(s string) (int64, error) {
	units := []struct {
		suffix string
		bytes  float64
	}{
		{"KIB", 1 << 10}, {"MIB", 1 << 20}, {"GIB", 1 << 30}, {"TIB", 1 << 40},
		{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1}, {"", 1},
	}
	upper := strings.ToUpper(strings.TrimSpace(s))
	for _, u := range units {
		number, ok := strings.CutSuffix(upper, u.suffix)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || math.IsNaN(v) {
			return 0, fmt.Errorf("want a number with kB, MB, GB, MiB or GiB, such as 1GB")
		}
		if v *= u.bytes; v < 1 || v > capture.MaxSize {
			return 0, fmt.Errorf("want a size from 1 byte to 1 TiB")
		}
		return int64(v), nil
	}
	return 0, fmt.Errorf("want a size")
}
