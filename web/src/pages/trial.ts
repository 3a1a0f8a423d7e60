// One trial: where did the time go?

import { first, item, maybe, runsOf } from "../api";
import { confidence, interval, range } from "../chart-parts";
import type { Benchmark, Chains, Counts, Estimate, EventPaths, Run, PacketCosts, ScriptTimings, Trial } from "../documents";
import { h, replace, type Child } from "../dom";
import { quantity, ratio, type Unit } from "../format";
import { flame } from "../chart-flame";
import { grow } from "../flame";
import { facts, later, open, section } from "../page";
import { benchmarkHref, benchmarkText, doubt, engine, known, measured, runHref, trialHref, trialName } from "../parts";
import { choose, link, param } from "../route";
import { byCost, componentSection, packetSections, shareSections, type Spent, spent, times, tracing } from "./cost";
import { runName } from "../series";
import { samplesSection } from "./samples";
import { type Column, bar, cut, figure, figures, table } from "../table";

export function trialPage([uuid]: string[]): void {
  open("benchmarks", "Trial", async () => {
    const t = await item<Trial>("trials", uuid!);
    const [b, runs, counts, timings, chains, paths, costs] = await Promise.all([
      maybe<Benchmark>("benchmarks", t.benchmark), runsOf(t.uuid),
      first<Counts>("counts", { trial: t.uuid }), first<ScriptTimings>("script_timings", { trial: t.uuid }),
      first<Chains>("call_chains", { trial: t.uuid }), first<EventPaths>("event_paths", { trial: t.uuid }),
      first<PacketCosts>("packet_costs", { trial: t.uuid }),
    ]);
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
        trialFacts(t, b),
        doubt(t) ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `Doubt: ${doubt(t)}.`)) : null,
        flameSection(timings),
        later("reserved", () => samples(runs, b?.interval_ns)),
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

// maxSamples bounds what is read to draw the samples of a trial's runs: each
// has some sixty numbers.
const maxSamples = 40_000;

// samples reads the samples of runs, of as many as a page can draw: traced ones
// first, which are few.
async function samples(runs: Run[], interval: number | undefined): Promise<HTMLElement> {
  const wanted = runs.filter((r) => r.kind !== "warmup").sort((a, b) => Number(b.kind === "traced") - Number(a.kind === "traced"));
  let count = 0;
  const chosen = wanted.filter((r, i) => (count += (r.usage?.wall_ns ?? 0) / (interval || 1e8)) <= maxSamples || i === 0);
  return samplesSection(await Promise.all(chosen.map((r) => item<Run>("sys_profile_entries", r.uuid))), wanted.length);
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

// estimated is an estimate as a fact, with its interval under it.
function estimated(e: Estimate | undefined, unit: Unit, scale: number): Child {
  if (!e || e.n === 0) return undefined;
  return h("span", { title: interval(e, unit, scale) }, quantity(e.median / scale, unit),
    e.low !== undefined && e.high !== undefined && e.low < e.high
      ? h("span", { class: "sub" }, `${range(e, unit, scale)} (${confidence(e)}, n = ${e.n})`) : null);
}

function trialFacts(t: Trial, b: Benchmark | undefined): HTMLElement {
  const e = t.exact;
  const m = measured(b);
  const perPacket = e && e.packets > 0 && m.of(t).n > 0 ? m.of(t).median / e.packets / 1e9 : undefined;
  return facts(
    ["Engine", engine(t)],
    [m.word, estimated(m.of(t), "s", 1e9)],
    ["Added to the trial before", estimated(t.added_ns, "s", 1e9)],
    ["Relative cost", estimated(t.relative, "x", 1)],
    ["Wall time", m.word === "Wall time" ? undefined : h("span", { title: interval(t.wall_ns, "s", 1e9) }, seconds(t.wall_ns))],
    [`${m.word} a packet`, perPacket === undefined ? undefined : quantity(perPacket, "s")],
    ["Peak memory", known(t.peak_rss_bytes) === undefined ? undefined : h("span", { title: interval(t.peak_rss_bytes, "B") }, quantity(known(t.peak_rss_bytes), "B"))],
    [t.source ? "Profiled / plain" : "Traced / plain", t.slowdown ? h("span", { title: interval(t.slowdown, "x") }, ratio(t.slowdown.median)) : undefined],
    ["Events", e && figure(quantity(e.events, ""), e.events, "events")],
    ["Packets", e && figure(quantity(e.packets, ""), e.packets, "packets")],
    ["Connections", e && figure(quantity(e.connections, ""), e.connections, "connections")],
    ["Calls", e?.calls === undefined ? undefined : figure(quantity(e.calls, ""), e.calls, "calls")],
    ["Log lines", e?.logs?.length ? h("span", { title: e.logs.map((l) => `${l.path}.log: ${l.lines}`).join("\n") }, quantity(e.logs.reduce((n, l) => n + l.lines, 0), "")) : undefined],
  );
}

function flameSection(timings: ScriptTimings | undefined): Child {
  const root = grow(timings);
  if (!root) return null;
  const left = (timings?.stacks?.omitted ?? 0) + (timings?.component_stacks?.omitted ?? 0);
  const clock = timings?.stacks?.clock === "CPU time" ? "CPU time" : "Time";
  return section("Where the time went", undefined, flame(`${clock} by call stack`,
    `A frame is as wide as the time in it, with what it called below it; a colour is a module or an analyzer. Click to zoom.${left ? ` ${quantity(left, "")} call stacks that took less are left out.` : ""}`, root));
}

function functionSection(timings: ScriptTimings | undefined, counts: Counts | undefined): HTMLElement {
  const timed = new Map((timings?.functions ?? []).map((f) => [f.name, f]));
  const rows = [...timed.values()].map((f) => spent(f));
  for (const f of counts?.functions ?? []) if (!timed.has(f.name)) rows.push({ name: f.name, calls: f.calls });
  if (rows.length === 0) return section("Functions", undefined, h("p", { class: "state" }, "No traced run of this trial is stored, so nothing is known about its functions."));

  const own = (r: Spent) => r.cpu ?? r.exclusive;
  const columns: Column<Spent>[] = [
    ...times(rows, "Function", "function", 56),
    figures(rows, "each", "Per call", (r) => (own(r) !== undefined && r.calls ? Math.round(own(r)! / r.calls) : undefined), "s", "ns", 1e9, "of one call, on average, without what it called"),
  ];
  const body = h("div");
  const draw = () => {
    const word = (param("fn") ?? "").toLowerCase();
    const fit = rows.filter((r) => r.name.toLowerCase().includes(word));
    replace(body, fit.length ? table({ label: "Functions", columns, rows: fit, sort: byCost(rows), param: "fsort", limit: 20 }) : h("p", { class: "state" }, "No function has that in its name."));
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
      { key: "from", head: "Caller", class: "name", sort: (r) => r.from, cell: (r) => cut(r.from, 24) },
      { key: "to", head: "Callee", sort: (r) => r.to, cell: (r) => cut(r.to, 24) },
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

