// One verdict: would you get the same answer?

import { item, maybe, trialsOf } from "../api";
import { intervals } from "../chart-interval";
import { glyph, range as rangeText } from "../chart-parts";
import type { Benchmark, CostClaim, Estimate, Move, Outcome, RankClaim, Trial, Verdict } from "../documents";
import { h, type Child } from "../dom";
import { digits, percentChange, share } from "../format";
import { facts, open, section } from "../page";
import { benchmarkHref, benchmarkText, digest, engineText, measured, time, trialHref, trialName } from "../parts";
import { link } from "../route";
import { type Column, cut, figure, figures, table } from "../table";
import { badge, decisive, directly, inWords, meanings, whatDecides } from "../verdicts";
import { range } from "./benchmark";

// Sides are the trials of both benchmarks by name, as far as they are stored.
interface Sides {
  here: Map<string, Trial>;
  published: Map<string, Trial>;
}

export function verdictPage([uuid]: string[]): void {
  open("benchmarks", "Verdict", async () => {
    const v = await item<Verdict>("verdicts", uuid!);
    const [here, published] = await Promise.all([maybe<Benchmark>("benchmarks", v.benchmark), maybe<Benchmark>("benchmarks", v.published)]);
    const trials = async (b: Benchmark | undefined) => new Map((b ? await trialsOf(b) : []).map((t) => [trialName(t), t]));
    const [a, b] = await Promise.all([trials(here), trials(published)]);
    const sides = { here: a, published: b };
    const decides = whatDecides(v.costs ?? []);
    return {
      title: "Verdict",
      crumbs: [{ text: "Benchmarks", href: link("/benchmarks") }, ...(here ? [{ text: benchmarkText(here), href: benchmarkHref(here.uuid) }] : []), { text: "Verdict" }],
      actions: here && published ? h("a", { class: "button", href: link("/compare", { a: published.uuid, b: here.uuid }) }, "Compare trial by trial") : null,
      body: [
        h("p", { class: `banner banner-${v.outcome}` }, badge(v.outcome), h("span", {}, inWords(v)), decides ? h("span", { class: "faint" }, decides) : null),
        facts(
          ["Here", side(here, v.benchmark)], ["Published", side(published, v.published)], ["Bundle", digest(v.bundle)],
          ["Costs are", measured(v).word], ["Tolerance", share(v.tolerance)], ["Level of all claims", share(v.level)], ["Judged", time(v.created)],
        ),
        v.warnings?.length ? h("ul", { class: "gates" }, v.warnings.map((w) => h("li", {}, h("span", { class: "dot hollow", "aria-hidden": "true" }), w))) : null,
        directSection(v, sides), costSection(v, sides), moveSection(v.moves ?? []), rankSection(v.ranks ?? []), exactSection(v, sides), legend(),
      ],
    };
  });
}

function side(b: Benchmark | undefined, uuid: string | undefined): Child {
  if (!b) return uuid ? h("code", { title: "not stored on this server" }, uuid.slice(0, 8)) : undefined;
  return [h("a", { href: benchmarkHref(b.uuid) }, benchmarkText(b)), h("span", { class: "sub" }, `${engineText(b.engine)}, ${b.machine}`)];
}

function trialLink(sides: Sides, name: string): Child {
  const t = sides.here.get(name) ?? sides.published.get(name);
  return t ? h("a", { href: trialHref(t.uuid) }, name) : name;
}

// runLinks lead to the runs that a claim is made of, on both sides.
function runLinks(sides: Sides, c: CostClaim): Child {
  const one = (t: Trial | undefined, e: Estimate, where: string) =>
    t ? h("a", { href: trialHref(t.uuid) + "#runs", title: `the runs ${where}` }, String(e.n)) : h("span", { title: `the runs ${where} are not stored` }, String(e.n));
  return [one(sides.here.get(c.trial), c.here, "here"), " / ", one(sides.published.get(c.trial), c.published, "that were published")];
}

function claimColumns(rows: CostClaim[], sides: Sides, head: string): Column<CostClaim>[] {
  return [
    { key: "trial", head, class: "name", sort: (c) => c.trial, cell: (c) => trialLink(sides, c.trial) },
    figures(rows, "here", "Here", (c) => c.here.median, "x", ""),
    figures(rows, "published", "Published", (c) => c.published.median, "x", ""),
    { key: "runs", head: "Runs", unit: "here / published", num: true, sort: (c) => c.here.n, cell: (c) => runLinks(sides, c) },
    { key: "change", head: "Change", num: true, sort: (c) => c.quotient.median, cell: (c) => figure(percentChange(c.quotient.median), c.quotient.median, "") },
    range(rows, "interval", "Interval", (c) => c.quotient, "x", "", 1),
    { key: "p", head: "By chance", hint: "how probable as large a difference is when nothing changed", num: true, sort: (c) => c.p_moved, cell: (c) => chance(c.p_moved) },
    { key: "outcome", head: "Outcome", sort: (c) => c.outcome, cell: (c) => [badge(c.outcome), decisive(c) ? h("span", { class: "sub" }, decisive(c)) : null] },
  ];
}

// chance writes the probability that a difference as large is found where
// there is none, corrected for the number of claims.
function chance(p: number | undefined): Child {
  return p === undefined ? "–" : figure(p >= 0.9995 ? "1" : p < 0.001 ? "< 0.001" : digits(p, 3), p, "probability, corrected for the number of claims");
}

function costSection(v: Verdict, sides: Sides): HTMLElement {
  const rows = v.costs ?? [];
  if (rows.length === 0) return section("Cost claims", undefined, h("p", { class: "state" }, v.other_kind ? "Engines of different kinds are compared directly only." : "The experiment makes no cost claims."));
  const suites = v.suites ?? [];
  const note = (c: CostClaim) => (c.outcome === "undecided" ? (c.repeats_needed ?? c.repeats_needed_each ? `${c.repeats_needed ?? c.repeats_needed_each} repeats${c.repeats_needed ? "" : " each"}` : undefined) : undefined);
  const href = (c: CostClaim) => {
    const t = sides.here.get(c.trial);
    return t && trialHref(t.uuid);
  };
  const row = (label: string) => (c: CostClaim) => ({ label: label + c.trial, value: c.quotient, outcome: c.outcome, note: note(c), href: href(c) });
  return section("Cost claims", "What a trial costs relative to the first of its suite, here over published.",
    intervals({
      title: "Relative cost here against published", axis: "Quotient (×), 1 is the same", unit: "x", tolerance: v.tolerance,
      note: `Strip: the tolerance of ${share(v.tolerance)}. Beside undecided claims: the repeats that would decide.`,
      rows: [...suites.map(row("all of ")), ...rows.map(row(""))],
    }),
    suites.length ? table<CostClaim>({ label: "Suites", rows: suites, param: "susort", columns: claimColumns(suites, sides, "Suite").filter((c) => c.key !== "runs") }) : null,
    table<CostClaim>({ label: "Cost claims", rows, columns: claimColumns(rows, sides, "Trial") }));
}

// directSection compares the costs of two that were measured in the same blocks.
function directSection(v: Verdict, sides: Sides): Child {
  const d = v.direct;
  if (!d) return null;
  const rows = [{ ...d.whole, trial: "all trials" }, ...d.suites.map((c) => ({ ...c, trial: `all of ${c.trial}` })), ...d.trials];
  const columns = claimColumns(rows, sides, "Trial").map((c) =>
    c.key === "here" ? figures(rows, "here", d.here, (c) => c.here.median / 1e9, "s", "")
      : c.key === "published" ? figures(rows, "published", d.published, (c) => c.published.median / 1e9, "s", "") : c);
  const beside = (what: string, e: Estimate) => `${what} ${percentChange(e.median)}`;
  return section("Direct comparison", `${directly(v)}. Both were measured in the same blocks, so costs compare as they are. Not judged: ${beside("wall time", d.wall)}, ${beside("peak memory", d.peak_rss)}.`,
    intervals({
      title: `${measured(v).word}: ${d.here} against ${d.published}`, axis: "Quotient (×), 1 is the same", unit: "x", tolerance: v.tolerance,
      note: `Strip: the tolerance of ${share(v.tolerance)}.`,
      rows: rows.map((c) => ({ label: c.trial, value: c.quotient, outcome: c.outcome, href: sides.here.get(c.trial) && trialHref(sides.here.get(c.trial)!.uuid) })),
    }),
    table<CostClaim>({ label: "Direct claims", rows, param: "dsort", columns }));
}

// moveSection says which scripts and components take another share of the
// traced runs.
function moveSection(rows: Move[]): Child {
  if (rows.length === 0) return null;
  const moved = rows.filter((m) => m.moved).length;
  const name = (m: Move) => (m.kind === "component" ? `component ${m.name}` : m.name || "built in");
  return section("Moves", `Scripts and components whose part of the traced runs changed, in per cent of the published run, whatever the speed of the machine. ${moved === 0 ? "None moved for sure" : moved === 1 ? "One moved" : `${moved} moved`}; the others are the largest changes that may be chance.`,
    intervals({
      title: "Change of the time in scripts and components", axis: "Change (% of the run)", unit: "%", first: "Script or component",
      note: "0 is no change. Hollow: may be chance.",
      rows: rows.map((m) => ({ label: name(m), value: m.percent, doubt: m.moved ? undefined : "may be chance" })),
    }),
    table<Move>({
      label: "Moves", rows, param: "mvsort",
      columns: [
        { key: "name", head: "Script or component", class: "name", sort: name, cell: (m) => cut(name(m), 52) },
        figures(rows, "share", "Published", (m) => m.published_percent, "%", "% of the run"),
        { key: "change", head: "Change", unit: "% of the run", num: true, sort: (m) => m.percent.median, cell: (m) => figure((m.percent.median > 0 ? "+" : "") + digits(m.percent.median, 2), m.percent.median, "% of the run") },
        { key: "interval", head: "Interval", num: true, class: "nowrap", cell: (m) => (m.percent.low === undefined ? "–" : rangeText(m.percent, "%")) },
        figures(rows, "trials", "Trials", (m) => m.trials, "", "trials in which it ran"),
        { key: "p", head: "By chance", hint: "how probable as large a difference is when nothing changed", num: true, sort: (m) => m.p_moved, cell: (m) => chance(m.p_moved) },
        { key: "moved", head: "Outcome", sort: (m) => Number(m.moved), cell: (m) => (m.moved ? h("strong", {}, "moved") : h("span", { class: "faint" }, "may be chance")) },
      ],
    }));
}

// rankSection compares orders: 1 is the same order, 0 none in common.
function rankSection(rows: RankClaim[]): Child {
  if (rows.length === 0) return null;
  const column = (key: string, head: string, of: (r: RankClaim) => Estimate): Column<RankClaim>[] => [
    { key, head, num: true, sort: (r) => of(r).median, cell: (r) => figure(digits(of(r).median, 2), of(r).median, "") },
    { key: key + "-interval", head: "Interval", unit: "95 %", num: true, class: "nowrap", cell: (r) => rangeText(of(r), "") },
    { key: key + "-glyph", head: "", class: "glyph-cell", cell: (r) => glyph(of(r), 0, 1, false, "", "things") },
  ];
  return section("Order", "Whether what costs more than what is the same on both sides: 1 is the same order, 0 no relation.", table<RankClaim>({
    label: "Rank correlations", rows, param: "rksort",
    columns: [
      { key: "of", head: "Order of", class: "name", sort: (r) => r.of, cell: (r) => r.of },
      figures(rows, "n", "Things", (r) => r.kendall.n, "", "things"),
      ...column("kendall", "Kendall’s τ", (r) => r.kendall),
      ...column("spearman", "Spearman’s ρ", (r) => r.spearman),
    ],
  }));
}

function exactSection(v: Verdict, sides: Sides): HTMLElement {
  const differ = v.exact_differ ?? [];
  const all = v.exact_equal + differ.length;
  const claims = v.other_kind ? "packets of every trial; engines of different kinds have nothing else in common" : "packets, events, calls, chains and logs of every trial";
  const note = differ.length === 0 ? `All ${all} are equal: ${claims}.` : `${v.exact_equal} of ${all} are equal. These differ:`;
  return section("Exact claims", note, differ.length === 0 ? null : table({
    label: "Exact claims that differ", rows: differ, param: "xsort", limit: 50,
    columns: [
      { key: "trial", head: "Trial", class: "name", sort: (c) => c.trial, cell: (c) => trialLink(sides, c.trial) },
      { key: "name", head: "Claim", sort: (c) => c.name, cell: (c) => c.name },
      { key: "here", head: "Here", class: "wrap", cell: (c) => h("code", {}, c.here) },
      { key: "published", head: "Published", class: "wrap", cell: (c) => h("code", {}, c.published) },
    ],
  }));
}

function legend(): HTMLElement {
  const order: Outcome[] = ["reproduced", "shifted", "different", "undecided"];
  return h("dl", { class: "legend" }, order.map((o) => h("div", {}, h("dt", {}, badge(o)), h("dd", {}, meanings[o]))));
}
