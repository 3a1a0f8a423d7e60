// Benchmarks side by side: what changed against the first?

import { benchmarks, list, trialsOf } from "../api";
import { intervals, type IntervalRow } from "../chart-interval";
import { glyph, swatch } from "../chart-parts";
import type { Benchmark, Estimate, Exact, Trial, Verdict } from "../documents";
import { h, replace, type Child } from "../dom";
import { percentChange, share, type Unit } from "../format";
import { empty, open, section } from "../page";
import { benchmarkHref, benchmarkText, engineText, known, latest, trialHref, trialName, unsound, verdictHref } from "../parts";
import { choose, go, link, param } from "../route";
import { type Column, figure, figures, table } from "../table";
import { badge } from "../verdicts";

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
  { key: "cpu", text: "CPU time", of: (t) => t.cpu_ns, unit: "s", stored: "ns", scale: 1e9 },
  { key: "wall", text: "Wall time", of: (t) => t.wall_ns, unit: "s", stored: "ns", scale: 1e9 },
  { key: "memory", text: "Peak memory", of: (t) => t.peak_rss_bytes, unit: "B", stored: "bytes", scale: 1 },
];

// A Side is a benchmark that is compared with the first.
interface Side {
  benchmark: Benchmark;
  letter: string; // stands for it in tables
  colour: number;
  trials: Map<string, Trial>;
  verdict?: Verdict; // against the first
}

const most = 6; // sides that are told apart at a glance
const colours = [4, 5, 2, 6, 0, 7]; // of the palette

export function comparePage(): void {
  open("compare", "Compare", async () => {
    const all = await benchmarks();
    if (all.length < 2) {
      return { title: "Compare", body: empty("Nothing to compare yet", "Two benchmarks are needed; a second run on this machine is the simplest.", "brig appliance") };
    }
    const first = all.find((b) => b.uuid === param("a"));
    const others = [...new Set((param("b") ?? "").split(","))].flatMap((uuid) => all.find((b) => b.uuid === uuid) ?? []).slice(0, most);
    return {
      title: "Compare",
      body: [pickers(all, first, others), first && others.length ? await comparison(first, others) : h("p", { class: "state" }, "Choose two benchmarks.")],
    };
  });
}

// pickers choose the first and the others; the last adds one more.
function pickers(all: Benchmark[], first: Benchmark | undefined, others: Benchmark[]): HTMLElement {
  const to = (a: string | undefined, b: (string | undefined)[]) =>
    go(link("/compare", { a, b: b.filter(Boolean).join(",") || undefined, m: param("m") }));
  const ids = others.map((b) => b.uuid);
  const more = others.length > 0 && others.length < Math.min(most, all.length - 1);
  return h("div", { class: "pickers" },
    picker("First", "Choose a benchmark", all, first, (uuid) => to(uuid, ids)),
    others.map((b, i) => picker(others.length > 1 ? `Against it, ${letterOf(i)}` : "Second", "Leave out", all, b, (uuid) => to(first?.uuid, ids.with(i, uuid)))),
    others.length === 0 ? picker("Second", "Choose a benchmark", all, undefined, (uuid) => to(first?.uuid, [uuid])) : null,
    more ? picker("One more", "None", all.filter((b) => b !== first && !others.includes(b)), undefined, (uuid) => to(first?.uuid, [...ids, uuid])) : null,
    first && others.length === 1 ? h("button", { type: "button", class: "button", onclick: () => to(ids[0], [first.uuid]) }, "Swap") : null);
}

function picker(label: string, none: string, all: Benchmark[], chosen: Benchmark | undefined, pick: (uuid: string) => void): HTMLElement {
  const select = h("select", {}, h("option", { value: "" }, none),
    all.map((b) => h("option", { value: b.uuid, selected: b === chosen }, `${benchmarkText(b)} (${engineText(b.engine)}, ${b.machine})`)));
  select.addEventListener("change", () => pick(select.value));
  return h("label", {}, h("span", {}, label), select);
}

const letterOf = (i: number) => String.fromCharCode(66 + i); // the first is A

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

async function comparison(first: Benchmark, others: Benchmark[]): Promise<Child> {
  const [own, judged, ...trials] = await Promise.all([trialsOf(first), verdictsAgainst(first), ...others.map(trialsOf)]);
  const sides = others.map((b, i): Side => ({
    benchmark: b, letter: letterOf(i), colour: colours[i]!, trials: new Map(trials[i]!.map((t) => [trialName(t), t])), verdict: judged.get(b.uuid),
  }));
  if (!sides.some((s) => own.some((t) => s.trials.has(trialName(t))))) return h("p", { class: "state" }, "These have no trial in common.");

  const body = h("div");
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Measure" });
  const draw = () => {
    const m = measures.find((x) => x.key === param("m")) ?? measures[0]!;
    replace(chips, measures.map((x) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(x === m), onclick: () => { choose({ m: x === measures[0] ? undefined : x.key }); draw(); },
    }, x.text)));
    replace(body, chart(m, first, own, sides), sideTable(m, own, sides));
  };
  draw();
  return [verdictList(first, sides), equality(first, own, sides), section("Costs", undefined, chips, body)];
}

// verdictsAgainst gives the newest verdict of each benchmark that was judged
// by the claims of the first.
async function verdictsAgainst(first: Benchmark): Promise<Map<string, Verdict>> {
  return latest(await list<Verdict>("verdicts", { where: { published: first.uuid }, sort: "-created", omit: ["moves", "exact_differ"] }));
}

// verdictList says what was judged, and how to judge what was not.
function verdictList(first: Benchmark, sides: Side[]): Child {
  const unjudged = sides.filter((s) => !s.verdict);
  return h("dl", { class: "legend keys" }, sides.map((s) => h("div", {},
    h("dt", {}, sides.length > 1 ? [swatch(s.colour), ` ${s.letter}: `] : null, h("a", { href: benchmarkHref(s.benchmark.uuid) }, benchmarkText(s.benchmark))),
    h("dd", {}, s.verdict ? h("a", { href: verdictHref(s.verdict.uuid) }, badge(s.verdict.outcome)) : "not judged against the first"))),
    unjudged.length ? h("div", {}, h("dd", { class: "faint" }, `What is not judged is shown with wider intervals than a verdict has: brig compare works out the claims of ${first.name}.`)) : null);
}

// equality says what of the exact values agrees. Of engines of different kinds only
// packets mean the same.
function equality(first: Benchmark, own: Trial[], sides: Side[]): Child {
  const zeek = (b: Benchmark) => b.program?.kind === "zeek";
  const otherKind = sides.some((s) => zeek(s.benchmark) !== zeek(first));
  const pairs = sides.flatMap((s) => own.map((t) => [t.exact, s.trials.get(trialName(t))?.exact] as const)).filter((p): p is readonly [Exact, Exact] => !!p[0] && !!p[1]);
  if (pairs.length === 0) return null;
  const values: [string, (e: Exact) => string | number | undefined][] = otherKind ? [["packets", (e) => e.packets]] : [
    ["packets", (e) => e.packets], ["events", (e) => e.events], ["connections", (e) => e.connections], ["calls", (e) => e.calls],
    ["call chains", (e) => e.call_chains?.sha256], ["packet chains", (e) => e.packet_chains?.sha256], ["event edges", (e) => e.event_edges?.sha256],
    ["logs", (e) => (e.logs ?? []).map((l) => `${l.path} ${l.lines} ${l.sha256 ?? ""}`).join("\n")],
  ];
  const claimed = values.filter(([, of]) => pairs.some(([a, b]) => of(a) !== undefined || of(b) !== undefined));
  return section("Exact values", sides.length > 1 ? "In how many trials of all others it is as in the first." : "In how many trials both have the same.", h("dl", { class: "facts" }, claimed.map(([name, of]) => {
    const equal = pairs.filter(([a, b]) => of(a) === of(b)).length;
    return h("div", {}, h("dt", {}, name), h("dd", { class: equal === pairs.length ? "" : "word-different" },
      equal === pairs.length ? `all ${equal} equal` : `${equal} of ${pairs.length} equal`));
  })));
}

// changeOf is what a trial costs on a side over what it does in the first: the
// verdict's claim if there is one.
function changeOf(m: Measure, t: Trial, side: Side): Estimate | undefined {
  const other = side.trials.get(trialName(t));
  if (!other || known(m.of(t)) === undefined || known(m.of(other)) === undefined) return undefined;
  const claim = m.key === "relative" ? side.verdict?.costs?.find((c) => c.trial === trialName(t)) : undefined;
  return claim?.quotient ?? quotient(m.of(t), m.of(other));
}

function chart(m: Measure, first: Benchmark, own: Trial[], sides: Side[]): HTMLElement {
  const several = sides.length > 1;
  const rows = own.flatMap((t) => {
    let shown = 0;
    return sides.flatMap((s): IntervalRow[] => {
      const value = changeOf(m, t, s);
      if (!value) return [];
      const other = s.trials.get(trialName(t))!;
      return [{
        label: trialName(t), goesOn: shown++ > 0, colour: several ? s.colour : undefined, value, href: trialHref(other.uuid),
        doubt: unsound(t) || unsound(other) ? "no run of a side held all gates" : undefined,
      }];
    });
  });
  const judged = m.key === "relative" && sides.some((s) => s.verdict);
  return intervals({
    title: several ? `${m.text}: the others against the first` : `${m.text}: the second against the first`, axis: several ? "Over the first (×)" : "Second over first (×)", unit: "x", tolerance: first.tolerance,
    note: `Strip: the first one's tolerance of ${share(first.tolerance)}. ${judged ? "Bars: the intervals of the verdict, where there is one, else the far ends of both." : "Bars join the far ends of both intervals; a verdict is narrower."}`,
    key: several ? h("div", { class: "key wide" }, sides.map((s) => h("span", { class: "key-item" }, swatch(s.colour), `${s.letter}: ${benchmarkText(s.benchmark)}`))) : undefined,
    rows,
  });
}

function sideTable(m: Measure, own: Trial[], sides: Side[]): HTMLElement {
  const several = sides.length > 1;
  const names = new Map(own.map((t) => [trialName(t), t]));
  const rows = [...new Set([...names.keys(), ...sides.flatMap((s) => [...s.trials.keys()])])];
  const change = (name: string, s: Side) => (names.has(name) ? changeOf(m, names.get(name)!, s) : undefined);
  const ends = rows.flatMap((name) => sides.map((s) => change(name, s))).flatMap((e) => (e ? [e.low ?? e.median, e.high ?? e.median] : [])).concat(1);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const of = (name: string, s: Side) => { const t = s.trials.get(name); return t && known(m.of(t)); };
  const columns: Column<string>[] = [
    { key: "trial", head: "Trial", class: "name", sort: (name) => name, cell: (name) => h("a", { href: trialHref((sides.map((s) => s.trials.get(name)).find((t) => t) ?? names.get(name))!.uuid) }, name) },
    figures(rows, "a", several ? "A: first" : "First", (name) => (names.has(name) ? known(m.of(names.get(name)!)) : undefined), m.unit, m.stored, m.scale),
    ...sides.flatMap((s): Column<string>[] => [
      figures(rows, s.letter.toLowerCase(), several ? s.letter : "Second", (name) => of(name, s), m.unit, m.stored, m.scale),
      { key: `change${several ? "-" + s.letter.toLowerCase() : ""}`, head: several ? `${s.letter} / A` : "Change", num: true, sort: (name) => change(name, s)?.median, cell: (name) => {
        const e = change(name, s);
        return e ? figure(percentChange(e.median), e.median, "") : h("span", { class: "faint" }, names.has(name) && s.trials.has(name) ? "–" : "one side only");
      } },
      { key: `glyph-${s.letter}`, head: "", class: "glyph-cell", cell: (name) => { const e = change(name, s); return e ? glyph(e, low, high, false) : null; } },
    ]),
  ];
  return table<string>({ label: "Trials side by side", rows, columns: several ? columns.filter((c) => !c.key.startsWith("glyph")) : columns });
}
