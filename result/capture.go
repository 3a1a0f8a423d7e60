package result

// A Capture describes a packet capture without its content.
type Capture struct {
	Header
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`     // of the uncompressed file
	Size     int64  `json:"size_bytes"` // of the uncompressed file
	LinkType string `json:"link_type"`  // "EN10MB"
	Packets  int64  `json:"packets"`
	Bytes    int64  `json:"bytes"` // on the wire
	Captured int64  `json:"captured_bytes"`
	First    int64  `json:"first_ns"` // Unix epoch
	Last     int64  `json:"last_ns"`
	// Protocols counts packets by protocol in Intervals equal parts of the
	// capture's duration, as PyBrIG's capture page showed them.
	Intervals int             `json:"intervals"`
	Protocols []ProtocolCount `json:"protocols"` // sorted by name
	// Sizes counts packets by their size on the wire, in classes; empty ones are
	// absent.
	Sizes []SizeCount `json:"sizes,omitempty"`
	// Truncated says why the capture cannot be read beyond some packet: all else
	// is about what could be read. Absent for a whole capture.
	Truncated string `json:"truncated,omitempty"`
	// Talkers are the addresses of the most bytes, the most first. No document of
	// a benchmark has them.
	Talkers []Talker `json:"talkers,omitempty"`
}

// A SizeCount is how many packets have a size of From bytes or more, but less
// than that of the next class: 0, 64, 128, 256, 512, 1024, 1519, 9019.
type SizeCount struct {
	From    int64 `json:"from_bytes"`
	Packets int64 `json:"packets"`
}

// A Talker is an address and what was sent from or to it.
type Talker struct {
	Address string `json:"address"`
	Packets int64  `json:"packets"`
	Bytes   int64  `json:"bytes"` // on the wire
}

// A ProtocolCount is a protocol's packets, one figure an interval.
type ProtocolCount struct {
	Name    string  `json:"name"` // "TCP", "UDP", "ICMP", "other"
	Packets []int64 `json:"packets"`
}
