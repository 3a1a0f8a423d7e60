// Package packet reads capture files and turns packets into connections.
//
// The way of a packet:
//
//	Reader    pcap or pcapng, plain, gzip or zstd      -> Raw
//	Decoder   link, VLAN, IP, fragments, TCP/UDP/ICMP  -> Packet
//	Table     5-tuple, TCP state machine, reassembly   -> Handler calls
//
// A Reader streams a file and holds one packet at a time. A Decoder fills a
// Packet that its caller reuses; the Packet's slices point into the frame and
// are good until the next Decode. A Table owns the connections (Conn), their
// timers and their reassembled streams, and tells a Handler what happens to
// them. The package knows neither protocols above TCP, UDP and ICMP nor
// scripts.
//
// Time is the capture's own: nanoseconds since the Unix epoch (int64). Nothing
// here reads a clock, starts a goroutine or depends on the order of a map, so
// that the same capture and seed give the same calls in the same order.
//
// Everything from the file is hostile. The limits are constants beside the
// code they protect: MaxFrame and MaxInterfaces (capture files), maxTags,
// maxLabels and maxExtensionHeaders (nesting), MaxFragmentedDatagrams and
// MaxFragments (IP fragments), MaxBufferedBytes, MaxBufferedSegments and
// MaxBuffered (reassembly), MaxSentBytes and MaxSentSegments (retransmissions).
// doc/engine.md says what each means.
package packet
