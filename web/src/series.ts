// From a run's samples to lines over time: which columns are drawn together,
// and how counters become rates. A column that the platform does not give has
// no line, and the run's samples say why.

import { place, places } from "./colour";
import type { Line } from "./chart-time";
import type { Run, SampleColumn, Samples, ThreadSamples } from "./documents";
import type { Unit } from "./format";

export type Clock = "wall" | "cpu" | "network";

// A Part is a line of each run: a column, or a sum or quotient of two.
interface Part {
  name: string;
  of: SampleColumn;
  plus?: SampleColumn;
  over?: SampleColumn;
}

// A Measure is what one chart shows.
export interface Measure {
  key: string; // in the address
  group: "Process" | "Processor's counters" | "Engine's own logs" | "Control group" | "Machine";
  title: string;
  word: string; // of the y axis
  unit: Unit; // of the columns, "s" for nanoseconds
  counter?: boolean; // they only grow
  base?: boolean; // and did before the run
  slow?: boolean; // read at most every slowest, and repeated in between
  parts: Part[] | "threads";
}

const slowest = 80e6; // ns, as package probe has it

const part = (name: string, of: SampleColumn, plus?: SampleColumn): Part => ({ name, of, plus });

export const measures: Measure[] = [
  { key: "cpu", group: "Process", title: "CPU, of one processor", word: "CPU use", unit: "s", counter: true, parts: [part("", "user_ns", "system_ns")] },
  { key: "modes", group: "Process", title: "User and system time", word: "CPU use", unit: "s", counter: true, parts: [part("user", "user_ns"), part("system", "system_ns")] },
  { key: "wait", group: "Process", title: "Waiting for a processor", word: "Waiting", unit: "s", counter: true, parts: [part("", "runqueue_ns")] },
  { key: "memory", group: "Process", title: "Memory", word: "Resident", unit: "B", parts: [part("", "rss_bytes")] },
  { key: "kinds", group: "Process", title: "Memory by kind", word: "Size", unit: "B", slow: true,
    parts: [part("anonymous", "anonymous_bytes"), part("shared", "shared_bytes"), part("heap", "heap_bytes"), part("stack", "stack_bytes"), part("code", "text_bytes")] },
  { key: "space", group: "Process", title: "Address space", word: "Size", unit: "B", parts: [part("all", "vms_bytes"), part("data", "data_bytes")] },
  { key: "faults", group: "Process", title: "Page faults", word: "Faults", unit: "", counter: true, parts: [part("minor", "minor_faults"), part("major", "major_faults")] },
  { key: "io", group: "Process", title: "Input and output", word: "Bytes", unit: "B", counter: true, parts: [part("read", "read_bytes"), part("written", "write_bytes")] },
  { key: "calls", group: "Process", title: "Calls that read and write", word: "Calls", unit: "", counter: true, parts: [part("read", "read_calls"), part("write", "write_calls")] },
  { key: "storage", group: "Process", title: "Storage", word: "Bytes", unit: "B", counter: true, parts: [part("read", "storage_read_bytes"), part("written", "storage_write_bytes")] },
  { key: "switches", group: "Process", title: "Context switches", word: "Switches", unit: "", counter: true, slow: true,
    parts: [part("voluntary", "voluntary_switches"), part("involuntary", "involuntary_switches")] },
  { key: "threads", group: "Process", title: "Threads and open files", word: "Number", unit: "", parts: [part("threads", "threads"), part("open files", "open_files")] },
  { key: "each", group: "Process", title: "CPU by thread", word: "CPU use", unit: "s", counter: true, parts: "threads" },

  { key: "cycles", group: "Processor's counters", title: "Cycles and instructions", word: "Rate", unit: "", counter: true, parts: [part("cycles", "cycles"), part("instructions", "instructions")] },
  { key: "ipc", group: "Processor's counters", title: "Instructions per cycle", word: "Instructions", unit: "", counter: true, parts: [{ name: "", of: "instructions", over: "cycles" }] },
  { key: "misses", group: "Processor's counters", title: "Cache and branch misses", word: "Misses", unit: "", counter: true, parts: [part("cache", "cache_misses"), part("branches", "branch_misses")] },

  { key: "packets", group: "Engine's own logs", title: "Packets", word: "Packets", unit: "", counter: true, parts: [part("", "packets")] },
  { key: "wire", group: "Engine's own logs", title: "Bytes of packets", word: "Bytes", unit: "B", counter: true, parts: [part("", "packet_bytes")] },
  { key: "events", group: "Engine's own logs", title: "Events and connections", word: "Number", unit: "", counter: true, parts: [part("events", "events"), part("connections", "connections")] },
  { key: "pace", group: "Engine's own logs", title: "Network time", word: "Network time", unit: "s", counter: true, base: true, parts: [part("", "network_ns")] },

  { key: "gcpu", group: "Control group", title: "CPU of the control group", word: "CPU use", unit: "s", counter: true, base: true, slow: true,
    parts: [part("used", "cgroup_cpu_ns"), part("held back", "cgroup_throttled_ns")] },
  { key: "gmemory", group: "Control group", title: "Memory of the control group", word: "Size", unit: "B", slow: true, parts: [part("", "cgroup_memory_bytes")] },
  { key: "gio", group: "Control group", title: "Storage of the control group", word: "Bytes", unit: "B", counter: true, base: true, slow: true,
    parts: [part("read", "cgroup_read_bytes"), part("written", "cgroup_write_bytes")] },
  { key: "pressure", group: "Control group", title: "Pressure in the control group", word: "Tasks waited", unit: "s", counter: true, base: true, slow: true,
    parts: [part("processors", "cgroup_cpu_pressure_ns"), part("memory", "cgroup_memory_pressure_ns"), part("storage", "cgroup_io_pressure_ns")] },

  { key: "mcpu", group: "Machine", title: "All processors", word: "Time", unit: "s", counter: true, base: true, slow: true,
    parts: [part("user", "machine_user_ns"), part("system", "machine_system_ns"), part("nice", "machine_nice_ns"), part("interrupts", "machine_irq_ns", "machine_softirq_ns"),
      part("waiting for storage", "machine_iowait_ns"), part("stolen", "machine_steal_ns"), part("idle", "machine_idle_ns")] },
  { key: "mmemory", group: "Machine", title: "Memory of the machine", word: "Size", unit: "B", slow: true,
    parts: [part("available", "available_bytes"), part("free", "free_bytes"), part("cached", "cached_bytes"), part("buffers", "buffers_bytes"), part("active", "active_bytes"), part("inactive", "inactive_bytes"), part("swap used", "swap_used_bytes")] },
  { key: "swapping", group: "Machine", title: "Swapping", word: "Pages", unit: "", counter: true, base: true, slow: true, parts: [part("in", "swap_in_pages"), part("out", "swap_out_pages")] },
  { key: "disks", group: "Machine", title: "Disks", word: "Bytes", unit: "B", counter: true, base: true, slow: true, parts: [part("read", "disk_read_bytes"), part("written", "disk_write_bytes")] },
  { key: "requests", group: "Machine", title: "Requests to disks", word: "Requests", unit: "", counter: true, base: true, slow: true, parts: [part("read", "disk_reads"), part("write", "disk_writes")] },
  { key: "latency", group: "Machine", title: "Time of requests to disks", word: "Time", unit: "s", counter: true, base: true, slow: true, parts: [part("reading", "disk_read_ns"), part("writing", "disk_write_ns")] },
];

export const usual = ["cpu", "wait", "memory", "faults", "io", "switches"];

// unitOf is the unit of what is drawn: a counter of nanoseconds grows by per
// cents of one processor.
export function unitOf(m: Measure, totals: boolean): Unit {
  if (m.parts !== "threads" && m.parts.some((p) => p.over)) return "";
  if (!m.counter || totals) return m.unit;
  return m.unit === "s" ? "%" : m.unit === "B" ? "B/s" : "/s";
}

// columnsOf names the columns that a measure is made of.
export function columnsOf(m: Measure): SampleColumn[] {
  return m.parts === "threads" ? [] : m.parts.flatMap((p) => [p.of, p.plus, p.over].filter((c) => c !== undefined));
}

// A Track is one line's values at some of the samples.
interface Track {
  at: number[]; // indices of samples, rising
  y: (number | undefined)[];
}

// samplesAt gives the samples at which a counter was read: what is slow was
// read as often as package probe does, and grows by leaps otherwise.
function samplesAt(times: number[], slow: boolean | undefined): number[] {
  const out: number[] = [];
  let last = -Infinity;
  times.forEach((t, i) => {
    if (slow && t - last < slowest) return;
    out.push(i);
    last = t;
  });
  return out;
}

// track gives what is drawn of a column, read at these samples.
function track(m: Measure, times: number[], at: number[], column: number[], over: number[] | undefined, totals: boolean): Track {
  const scale = m.unit === "s" ? 1e9 : 1;
  if (!m.counter) return { at, y: at.map((i) => column[i]! / scale) };
  const first = m.base ? at[0]! : undefined;
  const from = (list: number[], i: number | undefined) => (i === undefined ? 0 : list[i]!);
  const y = at.map((i, k) => {
    const before = totals ? first : k > 0 ? at[k - 1]! : first;
    if (before === i) return totals ? 0 : undefined; // nothing is known of the time before
    const grown = column[i]! - from(column, before);
    if (grown < 0) return undefined;
    if (over) {
      const by = over[i]! - from(over, before);
      return by > 0 ? grown / by : undefined;
    }
    if (totals) return grown / scale;
    const took = (times[i]! - from(times, before)) / 1e9;
    return took > 0 ? grown / took / (m.unit === "s" ? 1e7 : 1) : undefined;
  });
  return { at, y };
}

function sum(a: number[] | undefined, b: number[] | undefined): number[] | undefined {
  return a && b && a.length === b.length ? a.map((v, i) => v + b[i]!) : undefined;
}

// tracks gives the lines of a run for a measure, by name.
function tracks(m: Measure, s: Samples, totals: boolean): Map<string, Track> {
  const times = s.at_ns ?? [];
  const out = new Map<string, Track>();
  if (times.length === 0) return out;
  if (m.parts === "threads") {
    for (const t of s.per_thread ?? []) {
      const own = threadTime(t);
      if (!own) continue;
      const there = times.slice(t.first, t.first + own.length);
      // A thread that began after the process has a past only within it.
      const one = track({ ...m, base: t.first > 0 }, there, samplesAt(there, !t.cpu_ns), own, undefined, totals);
      out.set(`${t.name ?? "thread"} ${t.id}`, { at: one.at.map((i) => i + t.first), y: one.y });
    }
    return out;
  }
  const at = samplesAt(times, m.slow && m.counter);
  for (const p of m.parts) {
    const column = p.plus ? sum(s[p.of], s[p.plus]) : s[p.of];
    const over = p.over && s[p.over];
    if (!column || column.length !== times.length || (p.over && over?.length !== times.length)) continue;
    out.set(p.name, track(m, times, at, column, over, totals));
  }
  return out;
}

const threadTime = (t: ThreadSamples) => t.cpu_ns ?? sum(t.user_ns, t.system_ns);

// clockOf gives the x of each sample in seconds, or nothing when the run
// does not have that clock. Network time is since the first sample of all runs.
function clockOf(s: Samples, clock: Clock, runs: Run[]): number[] | undefined {
  const first = clock === "network" ? Math.min(...runs.map((r) => r.samples?.network_ns?.[0] ?? Infinity)) : 0;
  const used = clock === "cpu" ? sum(s.user_ns, s.system_ns) : clock === "network" ? s.network_ns : s.at_ns ?? [];
  return used?.map((v) => (v - first) / 1e9);
}

// placed puts a track on a clock. A CPU clock stands still while the process
// sleeps: points at which it did not advance are left out.
function placed(t: Track, clock: number[]): { x: number[]; y: (number | undefined)[] } {
  const out = { x: [] as number[], y: [] as (number | undefined)[] };
  let last = -Infinity;
  t.at.forEach((i, k) => {
    if (clock[i]! <= last) return;
    last = clock[i]!;
    out.x.push(last);
    out.y.push(t.y[k]);
  });
  return out;
}

// runName is the name of a run within its trial. What was imported of a cluster
// is called after its processes.
export const runName = (run: Run) =>
  (run.suite === "imported" && run.machine !== "imported" && run.machine) || `${run.kind ?? "run"} ${run.repeat ?? ""}`.trim();

const dashes: Record<string, number[]> = { traced: [6, 3], warmup: [2, 3] };

// lines draws a measure of all runs. Where it has several parts these have the
// colours and kinds of run are told by dashes.
export function lines(measure: Measure, runs: Run[], clock: Clock, totals: boolean): Line[] {
  const all = runs.map((run) => ({ run, x: run.samples && clockOf(run.samples, clock, runs), own: run.samples ? tracks(measure, run.samples, totals) : new Map<string, Track>() }));
  const names = [...new Set(all.flatMap(({ own }) => [...own.keys()]))];
  const colours = places(names);
  const mixed = new Set(runs.map((r) => r.kind)).size > 1;
  const allBroken = runs.every((r) => r.noise.broken?.length);
  return all.flatMap(({ run, x, own }) => (x ? [...own] : []).map(([name, t]): Line => {
    const kind = run.kind ?? "run";
    return {
      name: [runName(run), name].join(" ").trim(),
      kind: name === "" ? kind : mixed ? `${kind} ${name}` : name,
      colour: name === "" ? place(kind) : colours.get(name) ?? 0,
      dash: name === "" || !mixed ? undefined : dashes[kind],
      faint: !allBroken && !!run.noise.broken?.length,
      ...placed(t, x!),
    };
  }));
}

// why says for what reason runs have nothing of a measure, where it is known.
export function why(m: Measure, runs: Run[]): string {
  const columns = new Set<string>(columnsOf(m));
  const reasons = runs.flatMap((r) => (r.samples?.absent ?? []).filter((a) => a.columns.some((c) => columns.has(c))).map((a) => a.reason));
  return [...new Set(reasons)].join("; ") || "these runs have no such samples";
}

export function endOf(runs: Run[], clock: Clock): number {
  return Math.max(0, ...runs.map((r) => {
    const x = r.samples && clockOf(r.samples, clock, runs);
    return x?.[x.length - 1] ?? 0;
  }));
}
