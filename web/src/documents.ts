// The documents of package result, as the API gives them. Names, units and
// meanings are those of the Go types; a value that a platform cannot give is
// absent. Lists that Go writes as null when empty are marked as such.

export interface Version {
  name: string;
  version: string;
}

export interface Header {
  uuid: string;
  schema: number;
  created: string;
  benchmark?: string;
  trial?: string;
  run?: string;
  engine?: Version;
  tool: Version;
  source?: string; // "script profile": made of the engine's own profile; absent for a trace
}

export interface TrialRef {
  uuid: string;
  suite: string;
  name: string;
}

export interface Benchmark extends Header {
  name: string;
  title?: string;
  experiment_sha256: string;
  plan_sha256: string;
  seed: number;
  machine: string;
  isolation?: string[];
  image?: string;
  program?: Program; // absent for the engine that brig pins
  system: string;
  capture: string;
  tolerance: number;
  session?: string; // shared by benchmarks that were made in the same blocks
  cost_measure?: "cpu"; // absent means wall time
  interval_ns: number;
  repeats: number;
  warmup: number;
  started: string;
  ended: string;
  doubts?: string[];
  trials: TrialRef[] | null;
  omitted?: Omission[];
}

// A trial that the engine does not take.
export interface Omission {
  suite: string;
  name: string;
  label: string;
  reason: string; // in the engine's words
}

// An engine by the name that an experiment gave it.
export interface Program {
  name: string;
  kind?: "bro" | "zeek"; // absent for brig's own; what engines of different kinds count is not the same
  sha256?: string;
  options?: string[];
  environment?: string[];
}

export interface Estimate {
  median: number;
  low?: number;
  high?: number;
  confidence?: number;
  n: number;
}

export interface ExactSet {
  distinct: number;
  total: number;
  sha256: string;
}

export interface ExactLog {
  path: string;
  lines: number;
  sha256?: string; // absent when only their number is claimed
}

export interface Exact {
  packets: number;
  bytes: number;
  connections: number;
  events: number;
  logs: ExactLog[] | null;
  // From the trace; absent when the engine writes none.
  calls?: number;
  entries?: number;
  call_chains?: ExactSet;
  packet_chains?: ExactSet;
  event_edges?: ExactSet;
}

export interface Cost {
  run: string;
  repeat: number;
  block: number;
  wall_ns: number;
  cpu_ns: number;
  peak_rss_bytes: number;
  broken?: string[];
}

export interface Trial extends Header {
  suite: string;
  name: string;
  index: number;
  label: string;
  skip_ratio?: number;
  scripts?: string[];
  exact?: Exact; // absent when the trial was read from an engine's own logs
  plain?: Cost[] | null; // not in lists
  traced?: Cost[] | null;
  wall_ns: Estimate;
  cpu_ns: Estimate;
  peak_rss_bytes: Estimate;
  slowdown?: Estimate;
  relative: Estimate;
  added_ns?: Estimate; // over the trial before, which loads one script less
  doubts?: string[];
}

export interface Condition {
  load1?: number;
  runnable?: number;
  steal_ns?: number;
  swap_in_pages?: number;
  swap_out_pages?: number;
  throttled?: number;
  cpu_pressure_ns?: number;
  memory_pressure_ns?: number;
  io_pressure_ns?: number;
  mhz?: number;
  busy_ns?: number;
  cgroup_throttled_ns?: number;
  oom_kills?: number;
}

export type SampleColumn =
  // of an engine's own logs
  | "network_ns" | "packets" | "packet_bytes" | "events" | "connections"
  // of the process
  | "user_ns" | "system_ns" | "runqueue_ns" | "rss_bytes" | "vms_bytes" | "shared_bytes" | "text_bytes" | "data_bytes"
  | "anonymous_bytes" | "heap_bytes" | "stack_bytes" | "threads" | "voluntary_switches" | "involuntary_switches"
  | "read_bytes" | "write_bytes" | "read_calls" | "write_calls" | "storage_read_bytes" | "storage_write_bytes"
  | "minor_faults" | "major_faults" | "open_files"
  // of the processor's counters
  | "cycles" | "instructions" | "cache_misses" | "branch_misses"
  // of the control group
  | "cgroup_cpu_ns" | "cgroup_throttled_ns" | "cgroup_memory_bytes" | "cgroup_read_bytes" | "cgroup_write_bytes"
  | "cgroup_cpu_pressure_ns" | "cgroup_memory_pressure_ns" | "cgroup_io_pressure_ns"
  // of the whole machine
  | "machine_user_ns" | "machine_system_ns" | "machine_idle_ns" | "machine_iowait_ns" | "machine_nice_ns" | "machine_irq_ns"
  | "machine_softirq_ns" | "machine_steal_ns" | "available_bytes" | "free_bytes" | "buffers_bytes" | "cached_bytes"
  | "active_bytes" | "inactive_bytes" | "swap_used_bytes" | "swap_in_pages" | "swap_out_pages" | "disk_read_bytes"
  | "disk_write_bytes" | "disk_reads" | "disk_writes" | "disk_read_ns" | "disk_write_ns";

export interface ThreadSamples {
  id: number;
  name?: string;
  first: number; // index into at_ns
  user_ns?: number[];
  system_ns?: number[];
  cpu_ns?: number[];
  runqueue_ns?: number[];
}

export type Samples = { [C in SampleColumn]?: number[] } & {
  interval_ns: number;
  at_ns: number[] | null;
  clock?: "network"; // absent means wall time since the start
  per_thread?: ThreadSamples[];
  threads_left_out?: number;
  thinned?: { every: number; taken: number };
  absent?: { columns: string[]; reason: string }[];
};

export interface Run extends Header {
  suite?: string;
  name?: string;
  kind?: string;
  repeat?: number;
  block?: number;
  machine?: string;
  command: string[] | null;
  started: string;
  exit: { status: number; signal?: string };
  usage?: { // absent when the run was read from an engine's own logs
    wall_ns: number;
    user_ns: number;
    system_ns: number;
    peak_rss_bytes: number;
    minor_faults: number;
    major_faults: number;
    voluntary_switches: number;
    involuntary_switches: number;
    read_blocks: number;
    write_blocks: number;
  };
  outcome?: {
    engine: Version;
    packets: number;
    bytes: number;
    events: number;
    connections: number;
    skipped_connections?: number;
    first_ns?: number;
    last_ns?: number;
    logs: ExactLog[] | null;
  };
  noise: {
    before: Condition;
    after: Condition;
    probe_cpu_ns: number;
    late_ns: number;
    late_p50_ns?: number;
    late_p99_ns?: number;
    missed_samples?: number;
    stopped_ns?: number;
    waited_ns?: number; // before it, for other programs to become quiet
    broken?: string[];
  };
  samples?: Samples;
}

export interface Count {
  name: string;
  entries: number;
  calls?: number;
}

export interface Counts extends Header {
  entries: number;
  calls: number;
  functions: Count[] | null;
  components: Count[] | null;
}

export interface Chains extends Header {
  entries: number;
  set: ExactSet;
  names: string[] | null;
  kept: { names: number[] | null; count: number }[] | null;
}

export interface EventPaths extends Header {
  entries: number;
  set: ExactSet;
  names: string[] | null;
  edges: { from: number; to: number; count: number }[] | null;
}

export interface Spread {
  sum_ns: number;
  mean_ns: number;
  variance_ns2?: number;
}

export interface Timing {
  name: string;
  calls: number;
  exclusive_ns?: number;
  exclusive_cpu_ns?: number; // Zeek's own profile has this only, and virtual with it
  inclusive_ns?: number;
  exclusive_tracing_ns?: number;
  inclusive_tracing_ns?: number;
  real?: Spread;
  virtual?: Spread;
  user?: Spread;
  system?: Spread;
}

export interface Calibration {
  clock: string;
  read_ps: number;
  entry_ps: number;
}

export interface Share {
  name: string;
  calls: number;
  exclusive_ns?: number;
  exclusive_cpu_ns?: number;
  inclusive_ns?: number;
  exclusive_tracing_ns?: number;
  inclusive_tracing_ns?: number;
}

export interface ScriptTimings extends Header {
  entries: number;
  calibration?: Calibration;
  functions: Timing[] | null;
  components?: Timing[];
  modules?: Share[];
  scripts?: Share[];
  stacks?: Stacks;
  component_stacks?: Stacks;
}

// Stacks are call stacks, one array a column, each after its parent.
export interface Stacks {
  clock: string;
  names: string[];
  name: number[];
  parent: number[];
  calls: number[];
  exclusive_ns: number[];
  rest_ns: number[]; // in stacks below that are left out
  omitted?: number;
  left_ns?: number;
}

export interface PacketCost {
  packets: number;
  entries: number;
  cost_ns: number;
  tracing_ns?: number;
}

export interface PacketSpread extends PacketCost {
  p50_ns: number;
  p90_ns: number;
  p99_ns: number;
  max_ns: number;
}

export interface PacketKind extends PacketSpread {
  path: string[] | null;
}

export interface CallCost {
  depth: number;
  name: string;
  component?: boolean;
  calls: number;
  exclusive_ns: number;
  inclusive_ns: number;
}

export interface ExpensivePacket {
  number: number;
  time_ns: number;
  entries: number;
  ran_ns: number;
  cost_ns: number;
  tracing_ns?: number;
  path?: string[];
  calls: CallCost[] | null;
  omitted?: number;
}

export interface PacketCosts extends Header {
  entries: number;
  calibration?: Calibration;
  before: PacketCost;
  all: PacketSpread;
  after: PacketCost;
  kinds: PacketKind[] | null;
  series: {
    first_ns: number;
    width_ns: number;
    packets: number[] | null;
    entries: number[] | null;
    cost_ns: number[] | null;
    tracing_ns?: number[]; // what was subtracted from cost_ns
    parts?: { name: string; component?: boolean; exclusive_ns: number[] | null }[];
  };
  expensive: ExpensivePacket[] | null;
}

export interface System extends Header {
  private: boolean;
  os: string;
  arch: string;
  kernel: string;
  platform?: string;
  hostname?: string;
  virtualization?: string;
  pcap_version?: string;
  cpu: {
    vendor?: string;
    model?: string;
    mhz?: number;
    sockets?: number;
    cores_per_socket?: number;
    logical: number;
    cache_bytes?: number;
    governor?: string;
    min_mhz?: number;
    max_mhz?: number;
    microcode?: string;
    scaling_driver?: string;
    turbo?: boolean;
    smt?: string;
    isolated_cpus?: string;
  };
  memory_bytes: number;
  swap_bytes: number;
  interfaces: { name: string; mac?: string; ipv4?: string[]; ipv6?: string[] }[] | null;
  partitions: { device: string; mount: string; type: string; options?: string }[] | null;
  container?: { runtime: string; id?: string; image?: string; image_id?: string };
  limits?: { processors?: number; memory_bytes?: number; affinity?: string };
  mitigations?: { name: string; value: string }[];
  numa?: { id: number; cpus: string; memory_bytes?: number }[];
  huge_pages?: { transparent?: string; defrag?: string; pools?: { page_bytes: number; pages: number; free: number }[] };
  aslr?: number;
  clock_source?: string;
  kernel_command_line?: string;
  power?: { name?: string; type: string; online?: boolean; status?: string }[];
  images?: { name: string; digest: string }[];
  modules?: string[];
  sysctl?: { name: string; value: string }[];
}

export interface Capture extends Header {
  name: string;
  sha256: string;
  size_bytes: number;
  link_type: string;
  packets: number;
  bytes: number;
  captured_bytes: number;
  first_ns: number;
  last_ns: number;
  intervals: number;
  protocols: { name: string; packets: number[] | null }[] | null;
  sizes?: { from_bytes: number; packets: number }[];
  truncated?: string;
  talkers?: { address: string; packets: number; bytes: number }[];
}

export type Outcome = "reproduced" | "shifted" | "different" | "undecided";

export interface CostClaim {
  trial: string; // or a suite's name, or "" for all trials
  here: Estimate;
  published: Estimate;
  quotient: Estimate;
  outcome: Outcome;
  moved?: boolean;
  p_moved?: number;
  repeats_needed?: number;
  repeats_needed_each?: number;
}

// Costs of two benchmarks of one session; here and published are in nanoseconds.
export interface Direct {
  here: string;
  published: string;
  whole: CostClaim;
  suites: CostClaim[];
  trials: CostClaim[];
  wall: Estimate; // quotients that are not judged
  peak_rss: Estimate;
}

export interface Move {
  kind: "script" | "component";
  name: string;
  trials: number;
  published_percent: number;
  percent: Estimate;
  moved?: boolean;
  p_moved: number;
}

export interface RankClaim {
  of: string;
  kendall: Estimate;
  spearman: Estimate;
}

export interface Verdict extends Header {
  published: string;
  bundle?: string;
  outcome: Outcome;
  exact: Outcome;
  cost: Outcome;
  tolerance: number;
  level: number;
  exact_equal: number;
  other_kind?: boolean; // engines of different kinds: packets are the only exact claims, costs are compared directly only
  exact_differ?: { trial: string; name: string; here: string; published: string }[];
  costs: CostClaim[] | null;
  suites?: CostClaim[];
  moves?: Move[];
  direct?: Direct;
  ranks?: RankClaim[];
  cost_measure?: "cpu";
  warnings?: string[];
}

export interface Bundle extends Header {
  name: string;
  sha256: string;
  size_bytes: number;
  files: number;
}
