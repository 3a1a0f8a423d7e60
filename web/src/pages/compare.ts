// Two benchmarks side by side: what changed?

import { benchmarks, trialsOf } from "../api";
import { intervals } from "../chart-interval";
import { glyph } from "../chart-parts";
import type { Benchmark, Estimate, Exact, Trial } from "../documents";
import { h, replace, type Child } from "../dom";
import { percentChange, share, type Unit } from "../format";
import { empty, open, section } from "../page";
import { benchmarkText, engineText, known, trialHref, trialName, unsound } from "../parts";
import { choose, go, link, param } from "../route";
import { figure, figures, table } from "../table";

interface Measure {
  key: string;
  text: string;
  of: (t: Trial) => Estimate;
  unit: Unit;
  stored: string;
  scale: number;
}

const measures: Measure[] = [
  { key: "relative", text: "Relative cost", of: (t) => t.relative, unit: "x", stored: "", scale: 1 },
  { key: "wall", text: "Wall time", of: (t) => t.wall_ns, unit: "s", stored: "ns", scale: 1e9 },
  { key: "cpu", text: "CPU time", of: (t) => t.cpu_ns, unit: "s", stored: "ns", scale: 1e9 },
  { key: "memory", text: "Peak memory", of: (t) => t.peak_rss_bytes, unit: "B", stored: "bytes", scale: 1 },
];

interface Pair {
  name: string;
  a?: Trial;
  b?: Trial;
}

export function comparePage(): void {
  open("compare", "Compare", async () => {
    const all = await benchmarks();
    if (all.length < 2) {
      return { title: "Compare", body: empty("Nothing to compare yet", "Two benchmarks are needed; a second run on this machine is the simplest.", "brig appliance") };
    }
    const a = all.find((b) => b.uuid === param("a"));
    const b = all.find((x) => x.uuid === param("b"));
    return {
      title: "Compare",
      body: [
        h("div", { class: "pickers" }, picker("First", "a", all, a), picker("Second", "b", all, b),
          a && b ? h("button", { type: "button", class: "button", onclick: () => go(link("/compare", { a: b.uuid, b: a.uuid, m: param("m") })) }, "Swap") : null),
        a && b ? await comparison(a, b) : h("p", { class: "state" }, "Choose two benchmarks."),
      ],
    };
  });
}

function picker(label: string, name: string, all: Benchmark[], chosen: Benchmark | undefined): HTMLElement {
  const select = h("select", { id: `pick-${name}` }, h("option", { value: "" }, "Choose a benchmark"),
    all.map((b) => h("option", { value: b.uuid, selected: b === chosen }, `${benchmarkText(b)} (${engineText(b.engine)}, ${b.machine})`)));
  select.addEventListener("change", () => {
    const query = Object.fromEntries(new URLSearchParams(location.search));
    go(link("/compare", { ...query, [name]: select.value }));
  });
  return h("label", { for: `pick-${name}` }, h("span", {}, label), select);
}

// quotient divides two medians. Its interval is that of the ends farthest
// apart, which is wider than need be but claims nothing about the runs.
function quotient(a: Estimate, b: Estimate): Estimate {
  const out: Estimate = { median: b.median / a.median, n: Math.min(a.n, b.n) };
  if (a.low !== undefined && a.high !== undefined && b.low !== undefined && b.high !== undefined && a.low > 0) {
    out.low = b.low / a.high;
    out.high = b.high / a.low;
    out.confidence = Math.min(a.confidence ?? 0, b.confidence ?? 0) || undefined;
  }
  return out;
}

async function comparison(a: Benchmark, b: Benchmark): Promise<Child> {
  const [left, right] = await Promise.all([trialsOf(a), trialsOf(b)]);
  const pairs = new Map<string, Pair>();
  for (const t of left) pairs.set(trialName(t), { name: trialName(t), a: t });
  for (const t of right) pairs.set(trialName(t), { ...pairs.get(trialName(t)), name: trialName(t), b: t });
  const rows = [...pairs.values()];
  const both = rows.filter((p) => p.a && p.b);
  if (both.length === 0) return h("p", { class: "state" }, "These two have no trial in common.");

  const body = h("div");
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Measure" });
  const draw = () => {
    const m = measures.find((x) => x.key === param("m")) ?? measures[0]!;
    replace(chips, measures.map((x) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(x === m), onclick: () => { choose({ m: x === measures[0] ? undefined : x.key }); draw(); },
    }, x.text)));
    replace(body, pairChart(m, both, a), pairTable(m, rows));
  };
  draw();
  return [equality(both), section("Costs", undefined, chips, body)];
}

// equality says what of the exact values agrees.
function equality(pairs: Pair[]): Child {
  const both = pairs.filter((p) => p.a?.exact && p.b?.exact);
  if (both.length === 0 && pairs.length > 0) return null;
  const values: [string, (e: Exact) => string | number][] = [
    ["packets", (e) => e.packets], ["events", (e) => e.events], ["connections", (e) => e.connections], ["calls", (e) => e.calls],
    ["call chains", (e) => e.call_chains.sha256], ["packet chains", (e) => e.packet_chains.sha256], ["event edges", (e) => e.event_edges.sha256],
    ["logs", (e) => (e.logs ?? []).map((l) => `${l.path} ${l.lines} ${l.sha256}`).join("\n")],
  ];
  return section("Exact values", "In how many trials both have the same.", h("dl", { class: "facts" }, values.map(([name, of]) => {
    const equal = both.filter((p) => of(p.a!.exact!) === of(p.b!.exact!)).length;
    return h("div", {}, h("dt", {}, name), h("dd", { class: equal === both.length ? "" : "word-different" },
      equal === both.length ? `all ${equal} equal` : `${equal} of ${both.length} equal`));
  })));
}

function pairChart(m: Measure, both: Pair[], a: Benchmark): HTMLElement {
  return intervals({
    title: `${m.text}: the second against the first`, axis: "Second over first (×)", unit: "x", tolerance: a.tolerance,
    note: `Strip: the first one's tolerance of ${share(a.tolerance)}. Bars join the far ends of both intervals; a verdict is narrower.`,
    rows: both.filter((p) => known(m.of(p.a!)) && known(m.of(p.b!))).map((p) => ({
      label: p.name, value: quotient(m.of(p.a!), m.of(p.b!)), href: trialHref(p.b!.uuid),
      doubt: unsound(p.a!) || unsound(p.b!) ? "a side has a doubt" : undefined,
    })),
  });
}

function pairTable(m: Measure, rows: Pair[]): HTMLElement {
  const of = (p: Pair) => (p.a && p.b && known(m.of(p.a)) && known(m.of(p.b)) ? quotient(m.of(p.a), m.of(p.b)) : undefined);
  const ends = rows.map(of).flatMap((e) => (e ? [e.low ?? e.median, e.high ?? e.median, 1] : []));
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  return table<Pair>({
    label: "Trials side by side", rows,
    columns: [
      { key: "trial", head: "Trial", class: "name", sort: (p) => p.name, cell: (p) => h("a", { href: trialHref((p.b ?? p.a)!.uuid) }, p.name) },
      figures(rows, "a", "First", (p) => p.a && known(m.of(p.a)), m.unit, m.stored, m.scale),
      figures(rows, "b", "Second", (p) => p.b && known(m.of(p.b)), m.unit, m.stored, m.scale),
      figures(rows, "ratio", "Second / first", (p) => of(p)?.median, "x", ""),
      { key: "change", head: "Change", num: true, sort: (p) => of(p)?.median, cell: (p) => { const e = of(p); return e ? figure(percentChange(e.median), e.median, "") : h("span", { class: "faint" }, p.a && p.b ? "–" : "one side only"); } },
      { key: "glyph", head: "", class: "glyph-cell", cell: (p) => { const e = of(p); return e ? glyph(e, low, high, false) : null; } },
    ],
  });
}
