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
	Container   *Container  `json:"container,omitempty"`   // that the programs ran in
	Limits      *Limits     `json:"limits,omitempty"`      // of the control group and of the process
	Mitigations []Setting   `json:"mitigations,omitempty"` // of the processor's faults, sorted by name
	NUMA        []Node      `json:"numa,omitempty"`
	HugePages   *HugePages  `json:"huge_pages,omitempty"`
	ASLR        *int        `json:"aslr,omitempty"`         // 0 none, 1 stacks and libraries, 2 the heap too
	Clock       string      `json:"clock_source,omitempty"` // "tsc"
	CommandLine string      `json:"kernel_command_line,omitempty"`
	Power       []Supply    `json:"power,omitempty"`
	Images      []Image     `json:"images,omitempty"`  // that the programs' images are pinned to
	Modules     []string    `json:"modules,omitempty"` // kernel modules, sorted
	Sysctl      []Setting   `json:"sysctl,omitempty"`  // sorted by name
}

// CPU describes the processors.
type CPU struct {
	Vendor         string  `json:"vendor,omitempty"`
	Model          string  `json:"model,omitempty"`
	MHz            float64 `json:"mhz,omitempty"`     // when it was asked
	MinMHz         float64 `json:"min_mhz,omitempty"` // that the governor may choose
	MaxMHz         float64 `json:"max_mhz,omitempty"`
	Sockets        int     `json:"sockets,omitempty"`
	CoresPerSocket int     `json:"cores_per_socket,omitempty"`
	Logical        int     `json:"logical"`
	Cache          int64   `json:"cache_bytes,omitempty"` // of the last level
	Microcode      string  `json:"microcode,omitempty"`
	Governor       string  `json:"governor,omitempty"`
	Driver         string  `json:"scaling_driver,omitempty"`
	Turbo          *bool   `json:"turbo,omitempty"`         // it may run faster than its nominal frequency
	SMT            string  `json:"smt,omitempty"`           // "on", "off", "forceoff", "notsupported"
	Isolated       string  `json:"isolated_cpus,omitempty"` // kept out of the scheduler, as a list
}

// A Container is what the programs ran in. Image and ImageID are known when
// the runtime tells its containers.
type Container struct {
	Runtime string `json:"runtime"` // "docker"
	ID      string `json:"id,omitempty"`
	Image   string `json:"image,omitempty"`
	ImageID string `json:"image_id,omitempty"` // a digest
}

// Limits are what the programs may use.
type Limits struct {
	Processors float64 `json:"processors,omitempty"` // CPU quota, in processors
	Memory     int64   `json:"memory_bytes,omitempty"`
	Affinity   string  `json:"affinity,omitempty"` // processors, as a list: "0-3,8"
}

// A Node is a part of the machine whose memory is equally near.
type Node struct {
	ID     int    `json:"id"`
	CPUs   string `json:"cpus"`
	Memory int64  `json:"memory_bytes,omitempty"`
}

// HugePages says how the kernel hands out pages larger than usual.
type HugePages struct {
	Transparent string     `json:"transparent,omitempty"` // "always", "madvise", "never"
	Defrag      string     `json:"defrag,omitempty"`
	Pools       []HugePool `json:"pools,omitempty"` // reserved, by size
}

// A HugePool is huge pages of one size that are reserved.
type HugePool struct {
	Size  int64 `json:"page_bytes"`
	Pages int64 `json:"pages"`
	Free  int64 `json:"free"`
}

// A Supply is a source of power: "Mains", "Battery".
type Supply struct {
	Name   string `json:"name,omitempty"`
	Type   string `json:"type"`
	Online *bool  `json:"online,omitempty"`
	Status string `json:"status,omitempty"` // of a battery: "Discharging"
}

// An Image is a container image by name and digest.
type Image struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
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
