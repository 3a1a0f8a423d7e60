// One run: what did it do, and was it disturbed?

import { item, maybe } from "../api";
import type { Benchmark, Condition, Run, Trial } from "../documents";
import { h, type Child } from "../dom";
import { quantity, type Unit } from "../format";
import { facts, open, section } from "../page";
import { benchmarkHref, benchmarkText, engine, time, trialHref } from "../parts";
import { link } from "../route";
import { runName } from "../series";
import { figure, table } from "../table";
import { timeSection } from "./trial";

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
      body: [runFacts(r), timeSection([r]), noiseSection(r), logSection(r), section("Command", undefined, h("pre", { class: "scroll", tabindex: 0 }, (r.command ?? []).join(" ")))],
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
    ["Connections", r.outcome && `${quantity(r.outcome.connections, "")}, ${quantity(r.outcome.skipped_connections, "")} skipped`],
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
];

function noiseSection(r: Run): HTMLElement {
  const n = r.noise;
  const rows = conditions.filter((c) => c.of(n.before) !== undefined || c.of(n.after) !== undefined);
  const show = (c: (typeof rows)[number], v: number | undefined): Child =>
    v === undefined ? "–" : figure(quantity(v / c.scale, c.unit), v, c.unit === "s" ? "ns" : c.unit === "Hz" ? "MHz" : "");
  return section("Noise", `The probe itself used ${quantity(n.probe_cpu_ns / 1e9, "s")} of CPU; its latest sample was ${quantity(n.late_ns / 1e9, "s")} behind its time.`,
    n.broken?.length ? h("ul", { class: "gates" }, n.broken.map((g) => h("li", {}, h("span", { class: "dot hollow", "aria-hidden": "true" }), "Broke a gate: ", g))) : h("p", {}, "No gate was broken."),
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
      { key: "sha", head: "SHA-256", cell: (l) => h("code", { title: l.sha256 }, l.sha256.slice(0, 12)) },
    ],
  }));
}
