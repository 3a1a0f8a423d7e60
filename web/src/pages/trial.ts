// One trial: where did the time go?

import { first, item, maybe, runsOf } from "../api";
import { Group, timeChart } from "../chart-time";
import { confidence, interval } from "../chart-parts";
import type { Benchmark, Chains, Counts, Estimate, EventPaths, Run, PacketCosts, ScriptTimings, Timing, Trial } from "../documents";
import { h, replace, type Child } from "../dom";
import { quantity, ratio } from "../format";
import { facts, open, section } from "../page";
import { benchmarkHref, benchmarkText, doubt, engine, known, runHref, trialHref, trialName } from "../parts";
import { choose, link, param } from "../route";
import { componentSection, packetSections, shareSections, tracing } from "./cost";
import { type Clock, endOf, lines, measures, runName } from "../series";
import { type Column, bar, cut, figure, figures, table } from "../table";

const kinds = ["plain", "traced"];

export function trialPage([uuid]: string[]): void {
  open("benchmarks", "Trial", async () => {
    const t = await item<Trial>("trials", uuid!);
    const [b, runs, counts, timings, chains, paths, costs] = await Promise.all([
      maybe<Benchmark>("benchmarks", t.benchmark), runsOf(t.uuid),
      first<Counts>("counts", { trial: t.uuid }), first<ScriptTimings>("script_timings", { trial: t.uuid }),
      first<Chains>("call_chains", { trial: t.uuid }), first<EventPaths>("event_paths", { trial: t.uuid }),
      first<PacketCosts>("packet_costs", { trial: t.uuid }),
    ]);
    const shown = await Promise.all(runs.filter((r) => kinds.includes(r.kind ?? "")).map((r) => item<Run>("sys_profile_entries", r.uuid)));
    return {
      title: trialName(t),
      crumbs: [
        { text: "Benchmarks", href: link("/benchmarks") },
        ...(b ? [{ text: benchmarkText(b), href: benchmarkHref(b.uuid) }, { text: t.suite, href: link(`/benchmarks/${b.uuid}`, { suite: t.suite }) }] : []),
        { text: t.name },
      ],
      actions: neighbours(b, t),
      body: [
        h("p", { class: "lead mono" }, t.label),
        trialFacts(t),
        doubt(t) ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `Doubt: ${doubt(t)}.`)) : null,
        timeSection(shown),
        functionSection(timings, counts),
        shareSections(timings),
        h("div", { class: "columns" }, componentSection(timings, counts?.components ?? []), edgeSection(paths)),
        packetSections(costs),
        chainSection(chains),
        runSection(t, runs),
      ],
    };
  });
}

// neighbours leads to the trials before and after it in its suite.
function neighbours(b: Benchmark | undefined, t: Trial): Child {
  const own = (b?.trials ?? []).filter((r) => r.suite === t.suite);
  const i = own.findIndex((r) => r.uuid === t.uuid);
  const before = own[i - 1];
  const after = i < 0 ? undefined : own[i + 1];
  return [
    before ? h("a", { class: "button", href: trialHref(before.uuid), rel: "prev" }, `‹ ${before.name}`) : null,
    after ? h("a", { class: "button", href: trialHref(after.uuid), rel: "next" }, `${after.name} ›`) : null,
  ];
}

const seconds = (e: Estimate) => quantity(e.n > 0 ? e.median / 1e9 : undefined, "s");

function trialFacts(t: Trial): HTMLElement {
  const e = t.exact;
  const perPacket = e && e.packets > 0 && t.wall_ns.n > 0 ? t.wall_ns.median / e.packets / 1e9 : undefined;
  return facts(
    ["Engine", engine(t)],
    ["Wall time", h("span", { title: interval(t.wall_ns, "s", 1e9) }, seconds(t.wall_ns),
      t.wall_ns.low !== undefined && t.wall_ns.high !== undefined
        ? h("span", { class: "sub" }, `${quantity(t.wall_ns.low / 1e9, "s")} – ${quantity(t.wall_ns.high / 1e9, "s")} (${confidence(t.wall_ns)}, n = ${t.wall_ns.n})`) : null)],
    ["CPU time", h("span", { title: interval(t.cpu_ns, "s", 1e9) }, seconds(t.cpu_ns))],
    ["Time per packet", perPacket === undefined ? undefined : quantity(perPacket, "s")],
    ["Peak memory", h("span", { title: interval(t.peak_rss_bytes, "B") }, quantity(known(t.peak_rss_bytes), "B"))],
    ["Traced / plain", t.slowdown ? h("span", { title: interval(t.slowdown, "x") }, ratio(t.slowdown.median)) : undefined],
    ["Relative cost", h("span", { title: interval(t.relative, "x") }, ratio(known(t.relative)))],
    ["Events", e && figure(quantity(e.events, ""), e.events, "events")],
    ["Packets", e && figure(quantity(e.packets, ""), e.packets, "packets")],
    ["Connections", e && figure(quantity(e.connections, ""), e.connections, "connections")],
    ["Calls", e && figure(quantity(e.calls, ""), e.calls, "calls")],
    ["Log lines", e?.logs?.length ? h("span", { title: e.logs.map((l) => `${l.path}.log: ${l.lines}`).join("\n") }, quantity(e.logs.reduce((n, l) => n + l.lines, 0), "")) : undefined],
  );
}

// timeSection draws what the probe sampled, for the kinds of run chosen.
export function timeSection(runs: Run[]): HTMLElement {
  const there = [...kinds, "warmup", undefined].filter((k) => runs.some((r) => r.kind === k));
  const body = h("div", { class: "charts even" });
  const controls = h("div", { class: "chips" });
  const draw = () => {
    const off = new Set((param("hide") ?? "").split(",").filter(Boolean));
    const clock: Clock = param("x") === "cpu" ? "cpu" : "wall";
    replace(controls,
      there.length > 1 ? h("span", { role: "group", "aria-label": "Runs" }, there.map((k) => h("button", {
        type: "button", class: "chip", "aria-pressed": String(!off.has(k ?? "")),
        onclick: () => {
          if (off.has(k ?? "")) off.delete(k ?? "");
          else off.add(k ?? "");
          choose({ hide: [...off].join(",") });
          draw();
        },
      }, `${k ?? "run"} (${runs.filter((r) => r.kind === k).length})`))) : null,
      h("span", { role: "group", "aria-label": "x axis" }, (["wall", "cpu"] as const).map((c) => h("button", {
        type: "button", class: "chip", "aria-pressed": String(c === clock),
        onclick: () => { choose({ x: c === "cpu" ? "cpu" : undefined, zoom: undefined }); draw(); },
      }, c === "cpu" ? "over CPU time" : "over wall time"))));
    const shown = there.filter((k) => !off.has(k ?? "")).flatMap((k) => runs.filter((r) => r.kind === k));
    const group = new Group("zoom", endOf(shown, clock));
    const xLabel = clock === "cpu" ? "CPU time used (s)" : "Wall time since the start (s)";
    replace(body, measures.map((m) => {
      const drawn = lines(m, shown, clock);
      if (drawn.length === 0) return missing(m.title, shown.length > 0);
      return timeChart({ title: titleOf(m.title, shown), xLabel, yLabel: m.yLabel, unit: m.unit, lines: drawn }, group);
    }));
  };
  draw();
  const broken = runs.filter((r) => r.noise.broken?.length).length;
  return section("Over time", "Drag to zoom, double click to see all. One line a run; the key gives the median of the runs under the cursor and their range."
    + (broken ? ` Dotted: ${broken} run${broken > 1 ? "s" : ""} that broke a gate.` : ""), controls, body);
}

function titleOf(what: string, runs: Run[]): string {
  const parts = [...new Set(runs.map((r) => r.kind ?? "run"))];
  if (runs.length === 1) return `${what}: ${runName(runs[0]!)}`;
  return parts.length > 1 ? `${what}: ${parts.join(" against ")} runs` : `${what}: ${parts[0]} runs`;
}

function missing(title: string, runs: boolean): HTMLElement {
  return h("figure", { class: "figure" }, h("figcaption", {}, h("h3", {}, title)),
    h("p", { class: "state" }, runs ? "These runs have no such samples: the platform does not give them, or the runs ended before the first sample." : "No runs are chosen."));
}

interface FunctionRow {
  name: string;
  calls?: number;
  exclusive?: number;
  inclusive?: number;
}

function functionSection(timings: ScriptTimings | undefined, counts: Counts | undefined): HTMLElement {
  const timed = new Map((timings?.functions ?? []).map((f) => [f.name, f]));
  const rows: FunctionRow[] = [...timed.values()].map((f: Timing) => ({ name: f.name, calls: f.calls, exclusive: f.exclusive_ns ?? f.exclusive_cpu_ns, inclusive: f.inclusive_ns ?? f.real?.sum_ns ?? f.virtual?.sum_ns }));
  for (const f of counts?.functions ?? []) if (!timed.has(f.name)) rows.push({ name: f.name, calls: f.calls });
  if (rows.length === 0) return section("Functions", undefined, h("p", { class: "state" }, "No traced run of this trial is stored, so nothing is known about its functions."));

  const most = Math.max(0, ...rows.map((r) => r.exclusive ?? 0));
  const total = rows.reduce((n, r) => n + (r.exclusive ?? 0), 0);
  const clocked = rows.some((r) => r.exclusive !== undefined);
  const columns: Column<FunctionRow>[] = [
    { key: "name", head: "Function", class: "name", sort: (r) => r.name, cell: (r) => cut(r.name, 56) },
    figures(rows, "exclusive", "Exclusive", (r) => r.exclusive, "s", "ns", 1e9, "time in the function itself"),
    { key: "percent", head: "Share", unit: "%", num: true, sort: (r) => r.exclusive, cell: (r) => (r.exclusive === undefined ? "–" : ((100 * r.exclusive) / (total || 1)).toFixed(1)) },
    { key: "bar", head: "", class: "bar-cell", cell: (r) => (r.exclusive === undefined ? null : bar(r.exclusive, most, `${quantity((100 * r.exclusive) / (total || 1), "%")} of all`)) },
    figures(rows, "inclusive", "Inclusive", (r) => r.inclusive, "s", "ns", 1e9, "with the functions it called"),
    figures(rows, "calls", "Calls", (r) => r.calls, "", "calls"),
    figures(rows, "each", "Per call", (r) => (r.exclusive !== undefined && r.calls ? Math.round(r.exclusive / r.calls) : undefined), "s", "ns", 1e9, "exclusive time of one call, on average"),
  ];
  const body = h("div");
  const draw = () => {
    const word = (param("fn") ?? "").toLowerCase();
    const fit = rows.filter((r) => r.name.toLowerCase().includes(word));
    replace(body, fit.length ? table({ label: "Functions", columns, rows: fit, sort: clocked ? "-exclusive" : "-calls", param: "fsort", limit: 20 }) : h("p", { class: "state" }, "No function has that in its name."));
  };
  const filter = h("input", { type: "search", class: "filter", placeholder: "Filter functions", "aria-label": "Filter functions", value: param("fn") ?? "" });
  filter.addEventListener("input", () => {
    choose({ fn: filter.value || undefined }, true);
    draw();
  });
  draw();
  const cpu = [...timed.values()].some((f) => f.exclusive_ns === undefined && f.exclusive_cpu_ns !== undefined);
  return section("Functions", cpu ? "CPU time of the process, from the engine's own profile, profiling included." : `From the traced run. ${tracing(timings?.calibration)}`, filter, body);
}

function edgeSection(paths: EventPaths | undefined): HTMLElement {
  const names = paths?.names ?? [];
  const rows = (paths?.edges ?? []).map((e) => ({ from: names[e.from] ?? "?", to: names[e.to] ?? "?", count: e.count }));
  if (rows.length === 0) return section("Event paths", undefined, h("p", { class: "state" }, "The trace holds no calls from one function to another."));
  const most = Math.max(0, ...rows.map((r) => r.count));
  return section("Event paths", `Who calls whom: ${quantity(paths!.set.distinct, "")} edges.`, table({
    label: "Event paths", rows, sort: "-count", param: "esort", limit: 12,
    columns: [
      { key: "from", head: "Caller", class: "name", sort: (r) => r.from, cell: (r) => cut(r.from, 22) },
      { key: "to", head: "Callee", sort: (r) => r.to, cell: (r) => cut(r.to, 22) },
      figures(rows, "count", "Calls", (r) => r.count, "", "calls"),
      { key: "bar", head: "", class: "bar-cell", cell: (r) => bar(r.count, most, `${r.count} calls`) },
    ],
  }));
}

function chainSection(chains: Chains | undefined): HTMLElement {
  const names = chains?.names ?? [];
  const rows = (chains?.kept ?? []).map((c) => ({ chain: (c.names ?? []).map((i) => names[i] ?? "?"), count: c.count }));
  if (rows.length === 0) return section("Call chains", undefined, h("p", { class: "state" }, "No call stacks are stored for this trial."));
  const set = chains!.set;
  const note = `Call stacks from root to leaf, counted on return: ${quantity(set.distinct, "")} different ones, ${quantity(set.total, "")} in all`
    + (rows.length < set.distinct ? `; the ${rows.length} most frequent are kept.` : ".");
  return section("Call chains", note, table({
    label: "Call chains", rows, sort: "-count", param: "chsort", limit: 12,
    columns: [
      figures(rows, "count", "Count", (r) => r.count, "", "times"),
      { key: "depth", head: "Depth", num: true, sort: (r) => r.chain.length, cell: (r) => r.chain.length },
      { key: "chain", head: "Chain", class: "chain", sort: (r) => r.chain.join(" "), cell: (r) => chainCell(r.chain) },
    ],
  }));
}

const chainNames = 24; // a longer chain is cut in its middle

function chainCell(chain: string[]): Child {
  const names = chain.length <= chainNames ? chain
    : [...chain.slice(0, chainNames / 2), `… ${chain.length - chainNames} more …`, ...chain.slice(-chainNames / 2)];
  return names.map((n, i) => [i ? h("span", { class: "faint" }, " › ") : null, h("span", { class: "mono" }, n)]);
}

function runSection(t: Trial, runs: Run[]): HTMLElement {
  const broken = new Map([...(t.plain ?? []), ...(t.traced ?? [])].map((c) => [c.run, c.broken ?? []]));
  const why = (r: Run) => [...new Set([...(r.noise.broken ?? []), ...(broken.get(r.uuid) ?? [])])];
  if (runs.length === 0) return section("Runs", undefined, h("p", { class: "state" }, "No runs of this trial are stored."));
  return section("Runs", "A hollow mark is a run that broke a gate: it is kept, and was repeated.", table<Run>({
    label: "Runs", rows: runs, param: "rsort",
    columns: [
      { key: "run", head: "Run", class: "name", sort: runName,
        cell: (r) => [h("span", { class: why(r).length ? "dot hollow" : "dot", "aria-hidden": "true" }), h("a", { href: runHref(r.uuid) }, runName(r))] },
      { key: "block", head: "Block", num: true, sort: (r) => r.block ?? 0, cell: (r) => r.block ?? "–" },
      figures(runs, "wall", "Wall time", (r) => r.usage?.wall_ns, "s", "ns", 1e9),
      figures(runs, "user", "User", (r) => r.usage?.user_ns, "s", "ns", 1e9),
      figures(runs, "system", "System", (r) => r.usage?.system_ns, "s", "ns", 1e9),
      figures(runs, "memory", "Peak memory", (r) => r.usage?.peak_rss_bytes, "B", "bytes"),
      figures(runs, "involuntary", "Preempted", (r) => r.usage?.involuntary_switches, "", "involuntary context switches"),
      figures(runs, "load", "Load before", (r) => r.noise.before.load1, "", "1-minute load average"),
      { key: "gates", head: "Noise", class: "wrap", sort: (r) => why(r).length, cell: (r) => (why(r).length ? why(r).join("; ") : h("span", { class: "faint" }, "none")) },
    ],
  }));
}

