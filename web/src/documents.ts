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
  system: string;
  capture: string;
  tolerance: number;
  interval_ns: number;
  repeats: number;
  warmup: number;
  started: string;
  ended: string;
  trials: TrialRef[] | null;
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
  sha256: string;
}

export interface Exact {
  packets: number;
  bytes: number;
  connections: number;
  events: number;
  calls: number;
  entries: number;
  call_chains: ExactSet;
  packet_chains: ExactSet;
  event_edges: ExactSet;
  logs: ExactLog[] | null;
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
  plain: Cost[] | null;
  traced: Cost[] | null;
  wall_ns: Estimate;
  cpu_ns: Estimate;
  peak_rss_bytes: Estimate;
  slowdown?: Estimate;
  relative: Estimate;
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
}

export interface Samples {
  interval_ns: number;
  at_ns: number[] | null;
  user_ns?: number[];
  system_ns?: number[];
  rss_bytes?: number[];
  vms_bytes?: number[];
  threads?: number[];
  voluntary_switches?: number[];
  involuntary_switches?: number[];
  read_bytes?: number[];
  write_bytes?: number[];
  minor_faults?: number[];
  major_faults?: number[];
  open_files?: number[];
  machine_user_ns?: number[];
  machine_system_ns?: number[];
  machine_idle_ns?: number[];
  machine_iowait_ns?: number[];
  available_bytes?: number[];
  swap_used_bytes?: number[];
  disk_read_bytes?: number[];
  disk_write_bytes?: number[];
}

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
    skipped_connections: number;
    first_ns: number;
    last_ns: number;
    logs: ExactLog[] | null;
  };
  noise: {
    before: Condition;
    after: Condition;
    probe_cpu_ns: number;
    late_ns: number;
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
  exclusive_cpu_ns?: number; // Zeek's own profile has CPU time only, and virtual with it
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
  exclusive_ns: number;
  inclusive_ns: number;
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
    parts?: { name: string; component?: boolean; exclusive_ns: number[] | null }[];
  };
  expensive: ExpensivePacket[] | null;
}

export interface Mapping extends Header {
  functions: { id: number; body: number; name: string; file?: string; first_line?: number; last_line?: number }[] | null;
  components: { id: number; name: string }[] | null;
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
  };
  memory_bytes: number;
  swap_bytes: number;
  interfaces: { name: string; mac?: string; ipv4?: string[]; ipv6?: string[] }[] | null;
  partitions: { device: string; mount: string; type: string; options?: string }[] | null;
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
}

export type Outcome = "reproduced" | "shifted" | "different" | "undecided";

export interface CostClaim {
  trial: string;
  here: Estimate;
  published: Estimate;
  quotient: Estimate;
  outcome: Outcome;
  repeats_needed?: number;
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
  exact_differ?: { trial: string; name: string; here: string; published: string }[];
  costs: CostClaim[] | null;
  warnings?: string[];
}

export interface Bundle extends Header {
  name: string;
  sha256: string;
  size_bytes: number;
  files: number;
}
