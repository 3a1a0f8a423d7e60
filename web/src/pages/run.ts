// One run: what did it do, and was it disturbed?

import { item, maybe } from "../api";
import type { Benchmark, Condition, Run, Trial } from "../documents";
import { h, type Child } from "../dom";
import { quantity, share, type Unit } from "../format";
import { facts, open, section } from "../page";
import { benchmarkHref, benchmarkText, engine, gateOf, time, trialHref } from "../parts";
import { link } from "../route";
import { runName } from "../series";
import { figure, table } from "../table";
import { samplesSection } from "./samples";

export function runPage([uuid]: string[]): void {
  open("benchmarks", "Run", async () => {
    const r = await item<Run>("sys_profile_entries", uuid!);
    const [b, t] = await Promise.all([maybe<Benchmark>("benchmarks", r.benchmark), maybe<Trial>("trials", r.trial)]);
    return {
      title: runName(r),
      crumbs: [
        { text: "Benchmarks", href: link("/benchmarks") },
        ...(b ? [{ text: benchmarkText(b), href: benchmarkHref(b.uuid) }] : []),
        ...(t ? [{ text: t.suite, href: link(`/benchmarks/${t.benchmark}`, { suite: t.suite }) }, { text: t.name, href: trialHref(t.uuid) }] : []),
        { text: runName(r) },
      ],
      body: [runFacts(r), samplesSection([r], 1), noiseSection(r), logSection(r), section("Command", undefined, h("pre", { class: "scroll", tabindex: 0 }, (r.command ?? []).join(" ")))],
    };
  });
}

function runFacts(r: Run): HTMLElement {
  const u = r.usage;
  const status = r.exit.signal ? `ended by ${r.exit.signal}` : `status ${r.exit.status}`;
  return facts(
    ["Engine", engine(r)],
    ["Started", time(r.started)],
    ["Ended", status],
    ["Wall time", u && figure(quantity(u.wall_ns / 1e9, "s"), u.wall_ns, "ns")],
    ["User", u && figure(quantity(u.user_ns / 1e9, "s"), u.user_ns, "ns")],
    ["System", u && figure(quantity(u.system_ns / 1e9, "s"), u.system_ns, "ns")],
    ["Peak memory", u && figure(quantity(u.peak_rss_bytes, "B"), u.peak_rss_bytes, "bytes")],
    ["Page faults", u && `${quantity(u.minor_faults, "")} minor, ${quantity(u.major_faults, "")} major`],
    ["Switches", u && `${quantity(u.voluntary_switches, "")} voluntary, ${quantity(u.involuntary_switches, "")} involuntary`],
    ["Packets", r.outcome && figure(quantity(r.outcome.packets, ""), r.outcome.packets, "packets")],
    ["Events", r.outcome && figure(quantity(r.outcome.events, ""), r.outcome.events, "events")],
    ["Connections", r.outcome && quantity(r.outcome.connections, "") + (r.outcome.skipped_connections === undefined ? "" : `, ${quantity(r.outcome.skipped_connections, "")} skipped`)],
    ["Repeat", r.repeat && `${r.repeat} in block ${r.block ?? "–"}`],
  );
}

const conditions: { name: string; of: (c: Condition) => number | undefined; unit: Unit; scale: number; grows: boolean }[] = [
  { name: "Load, 1 minute", of: (c) => c.load1, unit: "", scale: 1, grows: false },
  { name: "Runnable tasks", of: (c) => c.runnable, unit: "", scale: 1, grows: false },
  { name: "Clock", of: (c) => c.mhz, unit: "Hz", scale: 1e-6, grows: false },
  { name: "Stolen by the hypervisor", of: (c) => c.steal_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Pages swapped in", of: (c) => c.swap_in_pages, unit: "", scale: 1, grows: true },
  { name: "Pages swapped out", of: (c) => c.swap_out_pages, unit: "", scale: 1, grows: true },
  { name: "Thermal throttling", of: (c) => c.throttled, unit: "", scale: 1, grows: true },
  { name: "Waited for CPU (PSI)", of: (c) => c.cpu_pressure_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Waited for memory (PSI)", of: (c) => c.memory_pressure_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Waited for storage (PSI)", of: (c) => c.io_pressure_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Processors busy", of: (c) => c.busy_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Held back by the CPU quota", of: (c) => c.cgroup_throttled_ns, unit: "s", scale: 1e9, grows: true },
  { name: "Processes killed for memory", of: (c) => c.oom_kills, unit: "", scale: 1, grows: true },
];

// probeFacts is what sampling cost, and how evenly it was done.
function probeFacts(r: Run): HTMLElement {
  const n = r.noise;
  const used = (r.usage?.user_ns ?? 0) + (r.usage?.system_ns ?? 0);
  const taken = r.samples?.thinned?.taken ?? r.samples?.at_ns?.length ?? 0;
  const time = (ns: number | undefined) => ns !== undefined && figure(quantity(ns / 1e9, "s"), ns, "ns");
  return facts(
    ["Samples", taken ? `${quantity(taken, "")}, one every ${quantity((r.samples?.interval_ns ?? 0) / 1e9, "s")}` : undefined],
    ["CPU of the probe itself", [time(n.probe_cpu_ns), used ? h("span", { class: "sub" }, `${share(n.probe_cpu_ns / used)} of what the engine used`) : null]],
    ["Late by, half the samples", time(n.late_p50_ns)],
    ["Late by, 99 in 100", time(n.late_p99_ns)],
    ["Late by, the worst", time(n.late_ns)],
    ["Samples missed", n.missed_samples && quantity(n.missed_samples, "")],
    ["Waited before, for quiet", n.waited_ns ? time(n.waited_ns) : undefined],
    ["Stopped to be sampled", n.stopped_ns ? time(n.stopped_ns) : undefined],
  );
}

// gateTable takes apart what the probe writes of gates: "steal: 31ms, 12 % of
// the wall time (limit 1 %)".
function gateTable(broken: string[]): HTMLElement {
  const rows = broken.map((line) => {
    const limit = /\(limit ([^()]*)\)$/.exec(line);
    const rest = limit ? line.slice(0, limit.index).trim() : line;
    const gate = rest.includes(": ") ? gateOf(rest) : "";
    return { gate, measured: gate ? rest.slice(gate.length + 2) : rest, limit: limit?.[1] };
  });
  return table({
    label: "Gates that this run broke", rows, param: "gsort", slim: true,
    columns: [
      { key: "gate", head: "Gate", class: "name", cell: (g) => [h("span", { class: "dot hollow", "aria-hidden": "true" }), g.gate || "broken"] },
      { key: "measured", head: "Measured", class: "wrap", cell: (g) => g.measured },
      { key: "limit", head: "Limit", class: "nowrap", cell: (g) => g.limit ?? "–" },
    ],
  });
}

function noiseSection(r: Run): HTMLElement {
  const n = r.noise;
  const rows = conditions.filter((c) => c.of(n.before) !== undefined || c.of(n.after) !== undefined);
  const show = (c: (typeof rows)[number], v: number | undefined): Child =>
    v === undefined ? "–" : figure(quantity(v / c.scale, c.unit), v, c.unit === "s" ? "ns" : c.unit === "Hz" ? "MHz" : "");
  return section("Noise", "What could have disturbed this run, and what looking at it cost.",
    probeFacts(r),
    n.broken?.length ? [h("p", {}, `It broke ${n.broken.length === 1 ? "a gate" : `${n.broken.length} gates`}, so its costs do not count:`), gateTable(n.broken)] : h("p", {}, "No gate was broken."),
    rows.length === 0 ? null : table({
      label: "State of the machine", rows, param: "nsort",
      columns: [
        { key: "what", head: "State of the machine", class: "name", cell: (c) => c.name },
        { key: "before", head: "Before", num: true, cell: (c) => (c.grows ? h("span", { class: "faint" }, show(c, c.of(n.before))) : show(c, c.of(n.before))) },
        { key: "after", head: "After", num: true, cell: (c) => (c.grows ? h("span", { class: "faint" }, show(c, c.of(n.after))) : show(c, c.of(n.after))) },
        { key: "change", head: "During the run", num: true,
          cell: (c) => {
            const a = c.of(n.before);
            const z = c.of(n.after);
            return c.grows && a !== undefined && z !== undefined ? show(c, z - a) : "";
          } },
      ],
    }));
}

function logSection(r: Run): Child {
  const logs = r.outcome?.logs ?? [];
  if (logs.length === 0) return null;
  return section("Logs", "What the engine wrote.", table({
    label: "Logs", rows: logs, slim: true, param: "lsort",
    columns: [
      { key: "path", head: "Log", class: "name", sort: (l) => l.path, cell: (l) => h("span", { class: "mono" }, `${l.path}.log`) },
      { key: "lines", head: "Lines", num: true, sort: (l) => l.lines, cell: (l) => figure(quantity(l.lines, ""), l.lines, "lines") },
      { key: "sha", head: "SHA-256", cell: (l) => (l.sha256 ? h("code", { title: l.sha256 }, l.sha256.slice(0, 12)) : h("span", { class: "faint" }, "not claimed")) },
    ],
  }));
}
