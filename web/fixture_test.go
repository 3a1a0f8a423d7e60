package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"brig/compare"
	"brig/result"
)

// A fixture makes documents with plausible figures for the browser to show.
// The same seed gives the same documents.
type fixture struct {
	rng     *rand.Rand
	n       int // uuids given out
	docs    []document
	repeats int    // plain runs of a trial
	session string // of benchmarks
}

// A document is what is posted to a resource.
type document struct {
	resource string
	doc      any
}

var (
	scripts = []string{
		"base/init-bare.bro", "base/frameworks/logging", "base/frameworks/notice", "base/protocols/conn",
		"base/protocols/dns", "base/protocols/http", "base/protocols/ssl", "base/protocols/ftp", "base/protocols/smtp",
		"policy/frameworks/software/vulnerable.bro", "policy/protocols/conn/known-hosts.bro",
		"policy/protocols/http/detect-sqli.bro", "policy/protocols/ssl/validate-certs.bro", "policy/misc/scan.bro",
	}
	functions = []string{
		"Conn::determine_service", "Conn::set_conn", "connection_established", "connection_state_remove", "new_connection",
		"DNS::hook_answer", "DNS::new_session", "dns_request", "dns_A_reply", "dns_AAAA_reply", "dns_end",
		"HTTP::new_http_session", "HTTP::set_state", "http_request", "http_reply", "http_header", "http_message_done",
		"Log::write", "Log::__write", "Notice::is_being_suppressed", "Notice::apply_policy", "Scan::check_scan_threshold",
		"Scan::add_sumstats", "SumStats::observe", "Software::found", "Site::is_local_addr", "SSL::set_session",
		"ssl_established", "x509_certificate", "KnownHosts::known_hosts_policy_check_of_a_new_host_before_it_is_logged",
	}
	components = []string{"CONN", "DNS", "FTP", "HTTP", "ICMP", "PIA_TCP", "PIA_UDP", "SMTP", "SSH", "SSL", "TCP", "UDP"}
	engine     = result.Version{Name: "bro (embedded)", Version: "0.1.0"}
	tool       = result.Version{Name: "brig", Version: "0.1.0"}
)

func newFixture(seed uint64) *fixture {
	return &fixture{rng: rand.New(rand.NewPCG(seed, 0)), repeats: 6}
}

func (f *fixture) uuid() string {
	f.n++
	sum := sha256.Sum256(fmt.Appendf(nil, "fixture %d", f.n))
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

func digest(words ...any) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(words...)))
	return hex.EncodeToString(sum[:])
}

func (f *fixture) header(at time.Time) result.Header {
	return result.Header{UUID: f.uuid(), Schema: result.Schema, Created: at, Engine: &engine, Tool: tool}
}

func (f *fixture) add(resource string, doc any) { f.docs = append(f.docs, document{resource, doc}) }

// around gives v with a few per cent of noise, never much below it.
func (f *fixture) around(v, spread float64) float64 {
	return v * (1 + spread*(0.3*f.rng.NormFloat64()+0.7*f.rng.ExpFloat64()-0.5))
}

// all makes a published benchmark, one that reproduces it and one that does not.
func (f *fixture) all() []document {
	start := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	system, capture := f.system(start), f.capture(start)
	published := f.benchmark("pybrig-2013", "container", start, system, capture, 1)
	f.session = f.uuid()
	good := f.benchmark("pybrig-2013", "process", start.Add(26*time.Hour), system, capture, 1.02)
	bad := f.benchmark("pybrig-2013", "process", start.Add(50*time.Hour), system, capture, 1.3)
	f.verdict(good, published, result.Reproduced)
	f.verdict(bad, published, result.Different)
	f.add("bundles", &result.Bundle{
		Header: f.of(published, start.Add(time.Hour)), Name: "pybrig-2013.tar.zst",
		SHA256: digest("bundle"), Size: 1_843_221, Files: 412,
	})
	return f.docs
}

func (f *fixture) system(at time.Time) string {
	aslr, online := 2, true
	s := &result.System{
		Header: f.header(at), Private: false, OS: "linux", Arch: "amd64", Kernel: "6.1.0-31-amd64", Platform: "debian 12.11",
		Hostname: "lab-07", Virtual: "kvm guest", PcapVersion: "libpcap version 1.10.3",
		CPU:    result.CPU{Vendor: "GenuineIntel", Model: "Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz", MHz: 3192.5, Sockets: 1, CoresPerSocket: 2, Logical: 2, Cache: 16 << 20, Governor: "performance", MinMHz: 800, MaxMHz: 5100, Turbo: &online, SMT: "off", Microcode: "0x5d"},
		Memory: 8 << 30, Swap: 1 << 30,
		Interfaces: []result.Interface{
			{Name: "eth0", MAC: "52:54:00:12:34:56", IPv4: []string{"192.0.2.17/24"}, IPv6: []string{"2001:db8::5054:ff:fe12:3456/64"}},
			{Name: "lo", IPv4: []string{"127.0.0.1/8"}, IPv6: []string{"::1/128"}},
		},
		Partitions: []result.Partition{
			{Device: "/dev/vda1", Mount: "/", Type: "ext4", Options: "rw,relatime,errors=remount-ro"},
			{Device: "tmpfs", Mount: "/tmp", Type: "tmpfs", Options: "rw,nosuid,nodev"},
		},
		Container:   &result.Container{Runtime: "docker", Image: "brig/bro", ImageID: "sha256:" + digest("image")},
		Limits:      &result.Limits{Processors: 1.5, Memory: 4 << 30, Affinity: "0-1"},
		Mitigations: []result.Setting{{Name: "spectre_v2", Value: "Mitigation: Enhanced / Automatic IBRS; IBPB: conditional; RSB filling"}, {Name: "tsx_async_abort", Value: "Not affected"}},
		NUMA:        []result.Node{{ID: 0, CPUs: "0", Memory: 4 << 30}, {ID: 1, CPUs: "1", Memory: 4 << 30}},
		HugePages:   &result.HugePages{Transparent: "madvise", Defrag: "madvise", Pools: []result.HugePool{{Size: 2 << 20, Pages: 64, Free: 60}}},
		ASLR:        &aslr, Clock: "tsc", CommandLine: "BOOT_IMAGE=/vmlinuz-6.1.0-31-amd64 ro quiet",
		Power:   []result.Supply{{Name: "AC", Type: "Mains", Online: &online}},
		Images:  []result.Image{{Name: "brig/bro", Digest: "sha256:" + digest("image")}},
		Modules: []string{"ext4", "kvm", "overlay", "veth", "virtio_net"},
	}
	for i := range 60 {
		s.Sysctl = append(s.Sysctl, result.Setting{Name: fmt.Sprintf("net.ipv4.conf.if%02d.rp_filter", i), Value: fmt.Sprint(i % 3)})
	}
	f.add("systems", s)
	return s.UUID
}

func (f *fixture) capture(at time.Time) string {
	c := &result.Capture{
		Header: f.header(at), Name: "lab.pcap", SHA256: digest("capture"), Size: 17_204_338, LinkType: "EN10MB",
		Bytes: 16_881_002, Captured: 16_881_002, First: at.UnixNano(), Last: at.Add(312 * time.Second).UnixNano(), Intervals: 100,
		Sizes:     []result.SizeCount{{From: 64, Packets: 9_100}, {From: 128, Packets: 2_212}, {From: 1024, Packets: 11_002}, {From: 9019, Packets: 2}},
		Truncated: "packet 23119: 40 bytes of 1514 are there",
		Talkers:   []result.Talker{{Address: "192.0.2.17", Packets: 12_001, Bytes: 11_000_200}, {Address: "2001:db8::7", Packets: 210, Bytes: 90_021}},
	}
	c.Engine = nil
	for _, p := range []struct {
		name string
		mean float64
	}{{"ICMP", 6}, {"TCP", 180}, {"UDP", 42}, {"other", 2}} {
		count := result.ProtocolCount{Name: p.name}
		for i := range c.Intervals {
			burst := 1.0
			if p.name == "TCP" && i > 60 && i < 68 {
				burst = 5
			}
			n := int64(f.around(p.mean*burst, 0.5))
			count.Packets = append(count.Packets, max(0, n))
			c.Packets += max(0, n)
		}
		c.Protocols = append(c.Protocols, count)
	}
	f.add("captures", c)
	return c.UUID
}

func (f *fixture) of(b *result.Benchmark, at time.Time) result.Header {
	h := f.header(at)
	h.Benchmark = b.UUID
	return h
}

func (f *fixture) benchmark(name, machine string, start time.Time, system, capture string, factor float64) *result.Benchmark {
	b := &result.Benchmark{
		Header: f.header(start.Add(11 * time.Minute)), Name: name, Title: "What each script of the default list costs, and what skipping connections saves",
		Experiment: digest("experiment"), Plan: digest("plan"), Seed: 20130701, Machine: machine, System: system, Capture: capture,
		Tolerance: 0.1, Measure: result.MeasureCPU, Session: f.session, Interval: int64(20 * time.Millisecond), Repeats: f.repeats, Warmup: 1, Started: start, Ended: start.Add(10*time.Minute + 42*time.Second),
	}
	if machine == "process" {
		b.Isolation = []string{"shares its network and file system with the host", "no memory or process limits", "not pinned to a processor"}
	} else {
		b.Image = "sha256:" + digest("image")
	}
	f.add("benchmarks", b)
	base := 0.21e9
	var trials []*result.Trial
	for i, script := range scripts {
		base += []float64{0, 8, 3, 46, 61, 88, 12, 4, 3, 19, 9, 27, 1, 52}[i] * 1e6
		t := &result.Trial{Suite: "scripts", Name: fmt.Sprintf("load-%02d", i+1), Index: i, Label: script, Scripts: scripts[:i+1]}
		f.fill(b, t, base*factor, i, 1)
		trials = append(trials, t)
	}
	for i := range 21 {
		skip := float64(i) / 20
		t := &result.Trial{Suite: "drop", Name: fmt.Sprintf("%.2f", skip), Index: i, Label: fmt.Sprintf("connection_skip_ratio = %.2f", skip), SkipRatio: &skip}
		f.fill(b, t, base*factor*(1-0.72*skip), len(scripts)-1, 1-skip)
		trials = append(trials, t)
	}
	compare.Summarise(trials)
	for _, t := range trials {
		b.Trials = append(b.Trials, result.TrialRef{UUID: t.UUID, Suite: t.Suite, Name: t.Name})
		f.add("trials", t)
	}
	return b
}

// fill gives a trial its exact values, costs, runs and trace documents.
func (f *fixture) fill(b *result.Benchmark, t *result.Trial, wall float64, depth int, kept float64) {
	t.Header = f.of(b, b.Ended)
	packets := int64(23_118)
	t.Exact = result.Exact{
		Packets: packets, Bytes: 16_881_002, Connections: int64(688 * kept), Events: int64(float64(1800+depth*3911) * kept), Calls: int64(float64(5200+depth*11_407) * kept),
		CallChains:   result.ExactSet{Distinct: int64(40 + depth*17), Total: int64(5200 + depth*11_407), SHA256: digest(t.Suite, t.Name, "call")},
		PacketChains: result.ExactSet{Distinct: int64(90 + depth*31), Total: packets, SHA256: digest(t.Suite, t.Name, "packet")},
		EventEdges:   result.ExactSet{Distinct: int64(12 + depth*5), Total: int64(4000 + depth*9000), SHA256: digest(t.Suite, t.Name, "edge")},
		Logs:         []result.ExactLog{{Path: "conn", Lines: int64(688 * kept), SHA256: digest(t.Name, "conn")}, {Path: "dns", Lines: int64(211 * kept), SHA256: digest(t.Name, "dns")}},
	}
	t.Exact.Entries = 2*t.Exact.Calls + 40_112
	for repeat := 1; repeat <= b.Repeats; repeat++ {
		t.Plain = append(t.Plain, f.run(b, t, result.Plain, repeat, wall))
	}
	for repeat := 1; repeat <= 2; repeat++ {
		t.Traced = append(t.Traced, f.run(b, t, result.Traced, repeat, wall*1.6))
	}
	if t.Name == "load-09" {
		t.Doubts = []string{"the runs fall into two groups: 341 ms and 402 ms"}
	}
	f.trace(b, t, depth, wall)
}

// run adds one run with its samples.
func (f *fixture) run(b *result.Benchmark, t *result.Trial, kind string, repeat int, wall float64) result.Cost {
	took := int64(f.around(wall, 0.04))
	r := &result.Run{
		Header: f.of(b, b.Started), Suite: t.Suite, Name: t.Name, Kind: kind, Repeat: repeat, Block: repeat, Machine: b.Machine,
		Command: []string{"bro", "-b", "-C", "-r", "lab.pcap", "-s", "20130701", "--summary", "summary.json", t.Label},
		Started: b.Started.Add(time.Duration(repeat)*100*time.Second + time.Duration(t.Index)*time.Second),
	}
	r.Trial = t.UUID
	s := &r.Samples
	s.Interval = b.Interval
	var user, system, read, written, vol, invol, wait, faults, waited int64
	rss := int64(18 << 20)
	worker := result.ThreadSamples{ID: 4712, Name: t.Suite, First: 2}
	for at := s.Interval; at < took; at += s.Interval {
		user += int64(float64(s.Interval) * min(0.97, 0.86+0.06*f.rng.NormFloat64()*0.5))
		system += int64(float64(s.Interval) * 0.07 * f.rng.Float64())
		read += int64(f.around(840_000, 0.5))
		written += int64(f.around(22_000, 0.9))
		if len(s.At)%4 == 0 { // as what is slow is read
			vol += int64(f.rng.IntN(12))
			invol += int64(f.rng.IntN(8))
			waited += int64(f.rng.IntN(900_000))
		}
		wait += int64(f.around(180_000, 0.9))
		faults += int64(f.rng.IntN(40))
		rss += int64(f.around(160_000, 0.6))
		s.At, s.User, s.System, s.RSS = append(s.At, at), append(s.User, user), append(s.System, system), append(s.RSS, rss)
		s.Voluntary, s.Involuntary = append(s.Voluntary, vol), append(s.Involuntary, invol)
		s.ReadBytes, s.WriteBytes = append(s.ReadBytes, read), append(s.WriteBytes, written)
		s.RunQueue, s.MinorFaults, s.MajorFaults = append(s.RunQueue, wait), append(s.MinorFaults, faults), append(s.MajorFaults, 0)
		s.Anonymous, s.Shared, s.Text = append(s.Anonymous, rss-9<<20), append(s.Shared, 9<<20), append(s.Text, 4<<20)
		s.GroupCPU, s.SystemUser = append(s.GroupCPU, user+system+35_000_000), append(s.SystemUser, 86_400e9+user*2)
		s.GroupCPUPressure = append(s.GroupCPUPressure, 7e9+waited)
		if len(s.At) > worker.First {
			worker.CPU = append(worker.CPU, user/3)
		}
	}
	s.PerThread = []result.ThreadSamples{{ID: 4711, Name: "bro", CPU: slices.Clone(s.User)}, worker}
	s.Absent = []result.Absence{{Columns: []string{"cycles", "instructions", "cache_misses", "branch_misses"}, Reason: "perf_event_open: operation not permitted: kernel.perf_event_paranoid is 3"}}
	r.Usage = result.Usage{Wall: took, User: int64(float64(took) * 0.87), System: int64(float64(took) * 0.04), PeakRSS: rss, MinorFaults: 5211, Voluntary: vol, Involuntary: invol}
	load, after, steal, later := 0.12, 0.31, int64(81_000_000_000), int64(81_020_000_000)
	r.Noise = result.Noise{Before: result.Condition{Load1: &load, Steal: &steal}, After: result.Condition{Load1: &after, Steal: &later}, Probe: 3_100_000, Late: 410_000}
	half, most := int64(61_000), int64(380_000)
	r.Noise.Late50, r.Noise.Late99 = &half, &most
	if repeat == 4 && t.Index%5 == 3 && kind == result.Plain {
		r.Noise.Broken = []string{"load: 4.31 before the run, on 2 processors (limit 4)", "steal: 31ms, 12.4 % of the wall time (limit 1 %)"}
	}
	r.Outcome = &result.Outcome{Engine: engine, Packets: t.Exact.Packets, Bytes: t.Exact.Bytes, Events: t.Exact.Events, Connections: t.Exact.Connections, Logs: t.Exact.Logs}
	f.add("sys_profile_entries", r)
	return result.Cost{Run: r.UUID, Repeat: repeat, Block: repeat, Wall: took, CPU: r.Usage.User + r.Usage.System, PeakRSS: rss, Broken: r.Noise.Broken}
}

// trace adds the documents that are decoded from a traced run.
func (f *fixture) trace(b *result.Benchmark, t *result.Trial, depth int, wall float64) {
	names := slices.Sorted(slices.Values(functions[:min(len(functions), 4+2*depth)]))
	header := func() result.Header {
		h := f.of(b, b.Ended)
		h.Trial = t.UUID
		return h
	}
	counts := &result.Counts{Header: header(), Entries: t.Exact.Entries, Calls: t.Exact.Calls}
	timings := &result.ScriptTimings{Header: header(), Entries: t.Exact.Entries, Calibration: &result.Calibration{Clock: "tsc", Read: 9_812, Entry: 15_240}}
	for i, name := range names {
		calls := int64(20 + float64(t.Exact.Calls)/float64(2+i*i))
		exclusive := int64(wall / float64(3+2*i*i) * f.rng.Float64())
		counts.Functions = append(counts.Functions, result.Count{Name: name, Entries: 2 * calls, Calls: calls})
		timings.Functions = append(timings.Functions, result.Timing{
			Name: name, Calls: calls, Exclusive: &exclusive, ExclusiveVirtual: part(exclusive, 0.9), Real: &result.Spread{Sum: exclusive * 3 / 2, Mean: float64(exclusive) * 1.5 / float64(calls)},
		})
	}
	for i, name := range components {
		entries := int64(40_112 / (1 + (i*7)%12))
		counts.Components = append(counts.Components, result.Count{Name: name, Entries: entries})
		own, all := entries*310, entries*int64(400+90*i)
		timings.Components = append(timings.Components, result.Timing{Name: name, Calls: entries, Exclusive: &own, ExclusiveVirtual: part(own, 0.97), Inclusive: &all, ExclusiveTracing: entries * 15})
	}
	for i, name := range []string{"Conn", "DNS", "FTP", "GLOBAL", "HTTP", "Log", "Notice", "Site", "SSL"} {
		own := int64(wall / float64(6+i*i))
		timings.Modules = append(timings.Modules, result.Share{Name: name, Calls: own / 2000, Exclusive: &own, ExclusiveVirtual: part(own, 0.96), Inclusive: part(own, 2)})
	}
	for i, name := range []string{"", "base/frameworks/logging/main.bro", "base/protocols/conn/main.bro", "base/protocols/http/main.bro", "policy/protocols/ssl/validate-certs.bro"} {
		own := int64(wall / float64(5+i*i))
		timings.Scripts = append(timings.Scripts, result.Share{Name: name, Calls: own / 1800, Exclusive: &own, ExclusiveVirtual: part(own, 0.96), Inclusive: part(own, 1.5)})
	}
	timings.Stacks, timings.ComponentStacks = f.stacks(names, wall), f.stacks(components, wall/2)
	chains := result.Chains{Set: t.Exact.CallChains, Names: names}
	edges := &result.EventPaths{Header: header(), Entries: t.Exact.Entries, Set: t.Exact.EventEdges, Names: names}
	for i := range names {
		chain := result.Chain{Count: 9000 / int64(i+1)}
		for j := 0; j <= i%4; j++ {
			chain.Names = append(chain.Names, (i*3+j*5)%len(names))
		}
		chains.Kept = append(chains.Kept, chain)
		edges.Edges = append(edges.Edges, result.Edge{From: i, To: (i*7 + 3) % len(names), Count: 12_000 / int64(1+i)})
	}
	f.add("counts", counts)
	f.add("script_timings", timings)
	f.add("packet_costs", f.packetCosts(header(), t, wall))
	f.add("call_chains", &result.CallChains{Header: header(), Entries: t.Exact.Entries, Chains: chains})
	f.add("event_paths", edges)
}

// stacks makes up from where what was called, ever less time the deeper.
func (f *fixture) stacks(names []string, wall float64) *result.Stacks {
	s := &result.Stacks{Clock: "wall clock", Names: names, Omitted: 17, Left: int64(wall / 100)}
	for i := range 4 * len(names) {
		parent, all := -1, int64(wall/float64(3+i))
		if i >= len(names) {
			parent = i - len(names)
			all = s.Exclusive[parent] * 2 / 3
			s.Exclusive[parent] -= all
		}
		s.Name, s.Parent, s.Calls = append(s.Name, (i*5)%len(names)), append(s.Parent, parent), append(s.Calls, int64(9000/(i+1)))
		s.Exclusive, s.Rest = append(s.Exclusive, all), append(s.Rest, all/50)
	}
	return s
}

// part is a share of a time.
func part(time int64, share float64) *int64 {
	v := int64(float64(time) * share)
	return &v
}

// packetCosts makes up what packets cost: most little, HTTP more, one much.
func (f *fixture) packetCosts(header result.Header, t *result.Trial, wall float64) *result.PacketCosts {
	spread := func(packets, each int64) result.PacketSpread {
		return result.PacketSpread{
			PacketCost: result.PacketCost{Packets: packets, Entries: 25 * packets, Cost: packets * each, Tracing: packets * 380},
			P50:        each / 2, P90: each * 3, P99: each * 11, Max: each * 180,
		}
	}
	packets := t.Exact.Packets
	each := int64(wall / 2 / float64(packets))
	c := &result.PacketCosts{
		Header: header, Entries: t.Exact.Entries, Calibration: &result.Calibration{Clock: "tsc", Read: 9_812, Entry: 15_240},
		Before: result.PacketCost{Entries: 812, Cost: 1_912_000}, All: spread(packets, each), After: result.PacketCost{Entries: 30_117, Cost: 21_400_000},
	}
	for i, path := range [][]string{{"TCP", "Reassembler", "HTTP", "Files"}, {"TCP", "Reassembler", "HTTP"}, {"UDP", "DNS"}, {"TCP"}, {"TCP", "Conn"}, {"ICMP"}, {}} {
		c.Kinds = append(c.Kinds, result.PacketKind{Path: path, PacketSpread: spread(packets/int64(2+i), each*4/int64(1+i))})
	}
	const buckets = 180
	s := &c.Series
	s.First, s.Width = 1_300_000_000_000_000_000, 256_000_000
	for i := range buckets {
		n := packets/buckets + f.rng.Int64N(packets/buckets+1)
		if i%41 == 40 {
			n = 0
		}
		s.Packets, s.Entries, s.Cost = append(s.Packets, n), append(s.Entries, 25*n), append(s.Cost, n*each)
		s.Tracing = append(s.Tracing, n*380)
	}
	for i, part := range []result.CostPart{{Name: "GLOBAL"}, {Name: "HTTP", Component: true}, {Name: "Log"}, {Name: "Packet", Component: true}, {Name: "DNS", Component: true},
		{Name: "HTTP"}, {Name: "TCP", Component: true}, {Name: "Conn", Component: true}, {Name: "Site"}} {
		for j := range buckets {
			part.Exclusive = append(part.Exclusive, int64(float64(s.Cost[j])*(0.5+f.rng.Float64())/float64(3+2*i)))
		}
		s.Parts = append(s.Parts, part)
	}
	for i := range result.MaxExpensive {
		ran := each * int64(180-8*i)
		e := result.ExpensivePacket{Number: int64(3 + (i*7919)%int(packets)), Time: s.First + int64(i)*3_900_000_000, Entries: int64(60 + 9*i), Ran: ran, Cost: ran, Path: []string{"TCP", "Reassembler", "HTTP"}}
		if i%4 == 1 {
			e.Cost = ran * 5
		}
		for depth, name := range []string{"Packet", "TCP", "Reassembler", "HTTP", "http_reply (base/protocols/http/main.bro:213)", "HTTP::set_state", "Log::write"} {
			e.Calls = append(e.Calls, result.CallCost{Depth: depth, Name: name, Component: depth < 4, Calls: 1, Exclusive: ran / 7, Inclusive: ran * int64(7-depth) / 7})
		}
		c.Expensive = append(c.Expensive, e)
	}
	return c
}

func (f *fixture) verdict(here, published *result.Benchmark, outcome string) {
	v := &result.Verdict{
		Header: f.of(here, here.Ended.Add(time.Minute)), Published: published.UUID, Bundle: digest("bundle"), Outcome: outcome,
		Exact: result.Reproduced, Cost: outcome, Tolerance: 0.1, Level: 0.95, ExactEqual: 35 * 9, Measure: result.MeasureCPU,
	}
	for _, suite := range []string{"scripts", "drop"} {
		v.Suites = append(v.Suites, result.CostClaim{Trial: suite, Here: f.estimate(2.1, 0.05), Published: f.estimate(2.1, 0.03), Quotient: f.estimate(1.004, 0.03), Outcome: result.Reproduced, P: 1})
		v.Ranks = append(v.Ranks, result.RankClaim{Of: suite + " trials", Kendall: f.estimate(0.93, 0.05), Spearman: f.estimate(0.97, 0.02)})
	}
	for i, name := range []string{"base/protocols/http/main.bro", "base/frameworks/logging/main.bro", "", "TCP"} {
		m := result.Move{Kind: result.KindScript, Name: name, Trials: 21 - i, Share: 4.2 / float64(i+1), Percent: f.estimate(0.2, 0.6), P: 1}
		switch {
		case name == "TCP":
			m.Kind, m.Percent = result.KindComponent, f.estimate(-0.1, 0.3)
		case i == 0 && outcome == result.Different:
			m.Moved, m.P, m.Percent = true, 0.0004, f.estimate(3.8, 0.9)
		}
		v.Moves = append(v.Moves, m)
	}
	// As of two engines in one session.
	claim := func(trial string, ns float64) result.CostClaim {
		return result.CostClaim{Trial: trial, Here: result.Estimate{Median: 1.2 * ns, N: 5}, Published: result.Estimate{Median: ns, N: 5},
			Quotient: f.estimate(1.2, 0.02), Outcome: result.Different, Moved: true, P: 0.0003}
	}
	v.Direct = &result.Direct{
		Here: "new", Published: "old", Whole: claim("", 8e8), Wall: f.estimate(1.19, 0.03), PeakRSS: f.estimate(1.001, 0.01),
		Suites: []result.CostClaim{claim("scripts", 7e8), claim("drop", 9e8)}, Trials: []result.CostClaim{claim("scripts/load-07", 6e8)},
	}
	if outcome == result.Different {
		v.Exact = result.Different
		v.ExactEqual -= 2
		v.ExactDiffer = []result.ExactClaim{
			{Trial: "scripts/load-07", Name: "events", Here: "25268", Published: "25266"},
			{Trial: "scripts/load-07", Name: "call_chains", Here: digest("a"), Published: digest("b")},
		}
		v.Warnings = []string{"scripts/load-09: the runs fall into two groups"}
	}
	for i, ref := range here.Trials {
		if i == 0 || ref.Name == "0.00" {
			continue
		}
		q, half, what := 1+0.012*f.rng.NormFloat64(), 0.03+0.02*f.rng.Float64(), result.Reproduced
		c := result.CostClaim{Trial: ref.Suite + "/" + ref.Name, P: 1}
		switch {
		case i%11 == 3:
			q, half, what, c.P, c.Moved = 1.055, 0.03, result.Shifted, 0.004, true
		case outcome == result.Different && i%9 == 5:
			q, half, what, c.P, c.Moved = 1.31, 0.08, result.Different, 0.0002, true
		case i%13 == 8:
			q, half, what = 1.08, 0.15, result.Undecided
			c.Needed = 24
			if i%2 == 0 {
				c.Needed, c.NeededEach, c.Moved, c.P = 0, 140, true, 0.02
			}
		}
		c.Here = result.Estimate{Median: q * (1 + float64(i)*0.05), N: 6}
		c.Published = result.Estimate{Median: 1 + float64(i)*0.05, N: 6}
		low, high := q-half, q+half
		c.Quotient = result.Estimate{Median: q, Low: &low, High: &high, Confidence: 0.9985, N: 6}
		c.Outcome = what
		v.Costs = append(v.Costs, c)
	}
	f.add("verdicts", v)
}

// estimate is a made-up one, so far to each side.
func (f *fixture) estimate(middle, half float64) result.Estimate {
	low, high := middle-half, middle+half
	return result.Estimate{Median: middle, Low: &low, High: &high, Confidence: 0.95, N: 6}
}

// harm is a name that must never be taken for markup.
const harm = `<img src=x onerror="document.title=1"> & 'quotes'`

// bare makes the least that can be stored.
func (f *fixture) bare() []document {
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	s := &result.System{Header: f.header(at), OS: "linux", Arch: "amd64", Kernel: harm}
	c := &result.Capture{Header: f.header(at), Name: harm, SHA256: digest("bare")}
	b := &result.Benchmark{Header: f.header(at), Name: harm, Machine: "process", System: s.UUID, Capture: c.UUID, Started: at, Ended: at}
	b.Engine = nil
	f.add("systems", s)
	f.add("captures", c)
	t := &result.Trial{Header: f.of(b, at), Suite: "custom", Name: harm, Label: harm}
	r := &result.Run{Header: f.of(b, at), Kind: result.Plain, Repeat: 1, Started: at, Exit: result.Exit{Signal: "SIGKILL"}}
	r.Trial = t.UUID
	b.Trials = []result.TrialRef{{UUID: t.UUID, Suite: t.Suite, Name: t.Name}}
	f.add("benchmarks", b)
	f.add("trials", t)
	f.add("sys_profile_entries", r)
	return f.docs
}

// find returns the uuids of a resource's documents that hold the words.
func find(docs []document, resource string, hold func(any) bool) string {
	for _, d := range docs {
		if d.resource == resource && hold(d.doc) {
			return d.doc.(result.Document).Head().UUID
		}
	}
	panic("fixture has no such " + strings.TrimSuffix(resource, "s"))
}
