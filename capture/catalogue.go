package capture

// A Source is a capture that others have published.
type Source struct {
	Name        string   `json:"name"` // of the file
	Description string   `json:"description"`
	URLs        []string `json:"urls"` // tried in order
	// Size and SHA256 are those of the file as it is served, or 0 and "" when
	// they are not known: then the first fetch records them, and later ones must
	// agree.
	Size   int64  `json:"size_bytes,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

// Catalogue returns the captures that brig knows where to get, first those that
// PyBrIG offered. Their addresses are PyBrIG's of 2013 and those that Zeek's own
// tests use today; nobody publishes their digests.
func Catalogue() []Source {
	zeek := func(name, description string) Source {
		return Source{Name: name, Description: description, URLs: []string{
			"https://data.zeek.org/traces/" + name, "http://www.bro.org/static/traces/" + name,
		}}
	}
	return []Source{
		zeek("2009-M57-day11-18.trace.gz", "M57 Patents scenario, day 11 to 18 (2009): the capture of PyBrIG's benchmarks"),
		zeek("2009-M57-day11-21.trace.gz", "M57 Patents scenario, day 11 to 21 (2009)"),
		zeek("ipv6.trace.gz", "IPv6 in many forms"),
		{Name: "jubrowska-capture_1.cap", Description: "Information Security Visualization Contest, hack.lu 2009",
			URLs: []string{"http://2009.hack.lu/archive/2009/InfoVisContest/jubrowska-capture_1.cap"}},
		{Name: "CTU-SME-11-Experiment-VM-Microsoft-Windows7AD-1-malicious-cleaned.pcap.gz", Description: "Windows 7 in a domain, with malware (CTU-SME-11)",
			URLs: []string{"https://data.zeek.org/traces/CTU-SME-11-Experiment-VM-Microsoft-Windows7AD-1-malicious-cleaned.pcap.gz"}},
	}
}
