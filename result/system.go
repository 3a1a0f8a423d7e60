package result

// A System describes a machine. With the privacy filter on, hostname,
// interface addresses and anything else that names a site are absent.
type System struct {
	Header
	Private     bool        `json:"private"` // the privacy filter was on
	OS          string      `json:"os"`      // "linux"
	Arch        string      `json:"arch"`    // "amd64"
	Kernel      string      `json:"kernel"`
	Platform    string      `json:"platform,omitempty"` // "debian 12.11"
	Hostname    string      `json:"hostname,omitempty"`
	Virtual     string      `json:"virtualization,omitempty"` // "kvm guest"
	PcapVersion string      `json:"pcap_version,omitempty"`
	CPU         CPU         `json:"cpu"`
	Memory      int64       `json:"memory_bytes"`
	Swap        int64       `json:"swap_bytes"`
	Interfaces  []Interface `json:"interfaces"`
	Partitions  []Partition `json:"partitions"`
	Modules     []string    `json:"modules,omitempty"` // kernel modules, sorted
	Sysctl      []Setting   `json:"sysctl,omitempty"`  // sorted by name
}

// CPU describes the processors.
type CPU struct {
	Vendor         string  `json:"vendor,omitempty"`
	Model          string  `json:"model,omitempty"`
	MHz            float64 `json:"mhz,omitempty"`
	Sockets        int     `json:"sockets,omitempty"`
	CoresPerSocket int     `json:"cores_per_socket,omitempty"`
	Logical        int     `json:"logical"`
	Cache          int64   `json:"cache_bytes,omitempty"`
	Governor       string  `json:"governor,omitempty"`
}

// An Interface is a network interface.
type Interface struct {
	Name string   `json:"name"`
	MAC  string   `json:"mac,omitempty"`
	IPv4 []string `json:"ipv4,omitempty"` // "192.0.2.1/24"
	IPv6 []string `json:"ipv6,omitempty"`
}

// A Partition is a mounted file system.
type Partition struct {
	Device  string `json:"device"`
	Mount   string `json:"mount"`
	Type    string `json:"type"`
	Options string `json:"options,omitempty"`
}

// A Setting is one kernel setting.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
