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
}

// A ProtocolCount is a protocol's packets, one figure an interval.
type ProtocolCount struct {
	Name    string  `json:"name"` // "TCP", "UDP", "ICMP", "other"
	Packets []int64 `json:"packets"`
}
