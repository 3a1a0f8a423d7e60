// Package traces carries the capture that ships with the project, so that a
// benchmark needs no packets from anywhere else.
//
// The capture was recorded from real programs talking over real TCP/IP stacks;
// README.md beside this file says what is in it and record.sh how it was made.
// It is stored compressed with zstd. To read the packets, open File in FS and
// pass it through a zstd reader; to check what was read, compare the digest of
// the compressed bytes with SHA256 or of the uncompressed bytes with
// PcapSHA256. Results name a capture by PcapSHA256, which does not change when
// the file is compressed anew.
package traces

import "embed"

// FS holds the stored capture, under the name File.
//
//go:embed site.pcap.zst
var FS embed.FS

// File is the name of the stored capture in FS and in this folder: a classic
// pcap file (microseconds, Ethernet, full packets) compressed with zstd.
const File = "site.pcap.zst"

// These say what the capture is. Recording it anew changes them all; a test
// holds them against the file.
const (
	SHA256      = "51983974d396eaf6ddd5d8df72081f6a43ca5115785f4f1d45313e1a4dd6ee65" // of the stored file, in hex
	PcapSHA256  = "3cf65c2065905a984d09bcfb0d6d06b9241a8b0bec9aadc3305267c429fc2261" // of the uncompressed capture, in hex
	PcapSize    = 17474090                                                           // of the uncompressed capture, in bytes
	Packets     = 51837                                                              // in the capture
	Connections = 6066                                                               // pairs of TCP or UDP addresses and ports, as record/check.sh counts them
)
