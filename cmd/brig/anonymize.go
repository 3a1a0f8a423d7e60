package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"brig/capture"
	"brig/pseudonym"
)

const anonymizeHelp = `Write a capture with pseudonyms for its addresses, the same by the same:

  * addresses of IPv4 and IPv6 that shared a prefix still do (Crypto-PAn); private,
    link-local and multicast addresses stay such; to that end the first bits of those
    next to such a block stay as well;
  * hardware addresses of one vendor still share their first half;
  * in frames, packets, ARP, neighbour discovery, errors that quote packets, tunnels;
  * checksums stay right, or wrong, as they were.

Payload is overwritten with zeros, or cut off with --payload cut, or kept with
--payload keep, with all the names, addresses and secrets that are in it. What is
not understood counts as payload. Ports, sizes and times stay: they can tell who
someone is to those who know what to look for.

The key is that of "bundle create --scrub": an address has the same pseudonym in
documents and captures. The result is a pcap file, compressed if its name ends with
.zst or .gz; comments and names that a pcapng file may hold are left out. The same
capture, key and options give the same bytes.`

func captureAnonymizeCommand() *cobra.Command {
	var out, key string
	var asJSON, force bool
	a := capture.Anonymizing{}
	cmd := &cobra.Command{
		Use:     "anonymize CAPTURE -o FILE",
		Short:   "Write a capture with other addresses of the same structure, and without payload",
		Long:    anonymizeHelp,
		Example: "  brig capture anonymize mine.pcap -o shared.pcap.zst\n  brig capture anonymize mine.pcap -o shared.pcap --payload cut --key my.key",
		Args:    exactArgs(1, "one capture"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case out == "":
				return usagef("say where the new capture goes: -o FILE")
			case a.Payload != capture.PayloadZero && a.Payload != capture.PayloadCut && a.Payload != capture.PayloadKeep:
				return usagef("--payload %s: choose zero, cut or keep", a.Payload)
			}
			if _, err := os.Lstat(out); !force && err == nil {
				return fmt.Errorf("writing %s: %w (--force replaces it)", out, fs.ErrExist)
			}
			k, file, err := pseudonymKey(key)
			if err != nil {
				return err
			}
			a.Pseudonyms = pseudonym.New(k)
			done, err := capture.AnonymizeFile(cmd.Context(), args[0], out, a)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(done)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n  packets    %d\n  size       %d bytes, uncompressed\n  payload    %s\n  key        %s, of %s: keep it to yourself\n",
				out, done.Packets, done.Size, done.Payload, done.Key, file)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "output", "o", "", "`FILE` to write; .zst and .gz compress")
	flags.StringVar(&a.Payload, "payload", capture.PayloadZero, "what becomes of what packets carry: `zero, cut or keep`")
	flags.StringVar(&key, "key", "", "`FILE` of the key of pseudonyms (default: pseudonyms.key in brig's configuration folder, made when it is not there)")
	flags.BoolVar(&force, "force", false, "replace a file that is there")
	flags.BoolVar(&asJSON, "json", false, "print what was made as JSON")
	return cmd
}
