// One benchmark: what costs what?

import { first, item, list, maybe, trialsOf, verdicts } from "../api";
import { curve } from "../chart-curve";
import { intervals } from "../chart-interval";
import { confidence, glyph } from "../chart-parts";
import { type Step, unsure, waterfall } from "../chart-waterfall";
import type { Benchmark, Bundle, Capture, Estimate, Omission, System, Trial, Verdict } from "../documents";
import { h, replace, type Child } from "../dom";
import { column, duration, share, type Unit } from "../format";
import { empty, facts, open, section } from "../page";
import { type Measured, benchmarkHref, benchmarkText, captureHref, digest, doubt, engine, engineText, fileStem, known, measured, scaled, systemHref, time, trialHref, trialName, unsound, verdictHref } from "../parts";
import { choose, link, param } from "../route";
import { type Column, cut, figure, figures, table } from "../table";
import { badge, inWords } from "../verdicts";

export function benchmarkPage([uuid]: string[]): void {
  open("benchmarks", "Benchmark", async () => {
    const b = await item<Benchmark>("benchmarks", uuid!);
    const [trials, together, system, capture, verdict, judged, bundle] = await Promise.all([
      trialsOf(b), b.session ? list<Benchmark>("benchmarks", { where: { session: b.session }, omit: ["trials"] }) : [], maybe<System>("systems", b.system), maybe<Capture>("captures", b.capture),
      first<Verdict>("verdicts", { benchmark: b.uuid }), verdicts({ published: b.uuid }), first<Bundle>("bundles", { benchmark: b.uuid }),
    ]);
    const others = together.filter((o) => o.uuid !== b.uuid);
    return {
      title: b.name,
      crumbs: [{ text: "Benchmarks", href: link("/benchmarks") }, { text: benchmarkText(b) }],
      actions: h("a", { class: "button", href: link("/compare", { a: b.uuid, b: others.map((o) => o.uuid).join(",") }) }, others.length ? "Compare those made together" : "Compare"),
      body: [
        b.title ? h("p", { class: "lead" }, b.title) : null,
        benchmarkFacts(b, others, system, capture, bundle),
        b.isolation?.length
          ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `The machine “${b.machine}” does not isolate everything: ${b.isolation.join("; ")}.`))
          : null,
        b.doubts?.length ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `Doubt: ${b.doubts.join("; ")}.`)) : null,
        banner(b, verdict, judged),
        trials.length === 0
          ? empty("No trials yet", "The benchmark is stored but none of its trials are. Uploading its results again adds what is missing.", `brig upload results/${fileStem(b)}`)
          : [charts(b, trials), trialSection(b, trials), omittedSection(b)],
      ],
    };
  });
}

function benchmarkFacts(b: Benchmark, others: Benchmark[], system?: System, capture?: Capture, bundle?: Bundle): HTMLElement {
  const took = (Date.parse(b.ended) - Date.parse(b.started)) * 1e6;
  return facts(
    ["Engine", b.program ? [engine(b), h("span", { class: "sub" }, [b.program.name, ...(b.program.options ?? []), ...(b.program.environment ?? [])].join(" "))] : engine(b)],
    ["Program", digest(b.program?.sha256)],
    ["Machine", b.machine],
    ["Image", digest(b.image)],
    ["Capture", capture ? h("a", { href: captureHref(capture.uuid) }, capture.name) : undefined],
    ["System", system ? h("a", { href: systemHref(system.uuid) }, system.cpu.model ?? `${system.os} ${system.arch}`) : undefined],
    ["Started", time(b.started)],
    ["Took", duration(took)],
    ["Where its time goes", b.program?.kind === "zeek" ? "from its own script profile, not a trace" : undefined],
    ["Repeats", `${b.repeats} plain, ${b.warmup} warm-up`],
    ["Costs are", measured(b).word],
    ["In the same blocks as", others.length ? others.map((o) => h("a", { class: "sub", href: benchmarkHref(o.uuid) }, `${benchmarkText(o)}, ${engineText(o.engine)}`)) : undefined],
    ["Seed", h("code", {}, String(b.seed))],
    ["Tolerance", share(b.tolerance)],
    ["Experiment", digest(b.experiment_sha256)],
    ["Bundle", bundle ? h("a", { href: link("/bundles") }, digest(bundle.sha256)) : undefined],
  );
}

function omittedSection(b: Benchmark): HTMLElement | null {
  const rows = b.omitted ?? [];
  if (rows.length === 0) return null;
  return section("Left out", "Trials of the experiment that this engine does not take, in its own words.", table<Omission>({
    label: "Trials left out", rows, param: "osort", limit: 12,
    columns: [
      { key: "trial", head: "Trial", class: "name", sort: (o) => `${o.suite}/${o.name}`, cell: (o) => `${o.suite}/${o.name}` },
      { key: "label", head: "What it adds or sets", class: "name", sort: (o) => o.label, cell: (o) => o.label },
      { key: "reason", head: "Why", class: "wrap", sort: (o) => o.reason, cell: (o) => o.reason },
    ],
  }));
}

function banner(b: Benchmark, v: Verdict | undefined, judged: Verdict[]): HTMLElement {
  if (!v && judged.length) {
    return h("p", { class: "banner" }, h("span", {}, "Others were judged by its claims:"),
      judged.slice(0, 5).map((j) => h("a", { href: verdictHref(j.uuid) }, badge(j.outcome), " ", time(j.created))),
      judged.length > 5 ? `and ${judged.length - 5} more` : null);
  }
  if (!v) {
    return h("p", { class: "banner" }, h("span", { class: "faint" }, "Not judged. "),
      "Compare it with a published result: ", h("code", {}, `brig reproduce published/${fileStem(b)}.tar.zst`));
  }
  return h("a", { class: `banner banner-${v.outcome}`, href: verdictHref(v.uuid) }, badge(v.outcome),
    h("span", {}, inWords(v)), h("span", { class: "more-word" }, "See the verdict"));
}

function charts(b: Benchmark, trials: Trial[]): Child {
  const suites = [...new Set(trials.map((t) => t.suite))];
  const m = measured(b);
  return h("div", { class: "charts" }, suites.map((suite) => {
    const own = trials.filter((t) => t.suite === suite);
    if (suite === "scripts" || own.some((t) => t.added_ns)) return scriptCosts(m, own);
    if (own.every((t) => t.skip_ratio !== undefined)) return dropCurve(b, own);
    return intervals({
      title: `${m.word} of the trials of ${suite}`,
      note: "The median of the plain runs with its interval.",
      axis: m.word, unit: "s",
      rows: own.map((t) => ({ label: t.name, value: scaled(m.of(t), 1e-9), doubt: hollow(t), href: trialHref(t.uuid) })),
    });
  }));
}

const hollow = (t: Trial) => (unsound(t) ? doubt(t) : undefined);

// cost is what a trial costs by the fit that relative costs are of, at what
// the first of its suite costs. Without any run that counts it is the median.
function cost(m: Measured, first: Trial, t: Trial): Estimate {
  return t.relative.n > 0 && first.relative.n > 0 ? scaled(t.relative, m.of(first).median) : { median: m.of(t).median, n: m.of(t).n };
}

function scriptCosts(m: Measured, trials: Trial[]): HTMLElement {
  const steps = trials.map((t, i): Step => {
    const total = cost(m, trials[0]!, t);
    // Results of before steps had intervals tell no more than the difference.
    const change = i > 0 && known(total) !== undefined ? { median: total.median - cost(m, trials[0]!, trials[i - 1]!).median, n: total.n } : undefined;
    return { name: t.name, label: t.label, total, href: trialHref(t.uuid), added: t.added_ns ?? change, doubt: hollow(t) };
  });
  const level = steps.map((p) => p.added).find((e) => e?.confidence);
  const clear = steps.filter((p) => p.added && !unsure(p.added)).length;
  return waterfall("What each script added: load-N+1 against load-N",
    level ? `${m.word} by the fit of all undisturbed plain runs, with ${confidence(level)} intervals. ${clear} of ${steps.length - 1} steps are told apart from nothing, where chance alone would do so with ${Math.round((1 - level.confidence!) * (steps.length - 1)) || "none"}; the others are pale.`
      : `${m.word} of the plain runs. ${trials.every(unsound) ? "All of them were disturbed, so nothing is certain." : "This result does not say how certain a step is, so all are pale."}`, m.word, steps);
}

function dropCurve(b: Benchmark, trials: Trial[]): HTMLElement {
  const m = measured(b);
  const first = m.of(trials[0]!).median;
  const points = trials.map((t) => ({
    x: t.skip_ratio!, name: t.label || trialName(t), value: scaled(cost(m, trials[0]!, t), 1 / first), href: trialHref(t.uuid), doubt: hollow(t),
  })).filter((p) => p.value.n > 0 && Number.isFinite(p.value.median)).sort((p, q) => p.x - q.x);
  return curve({
    title: "Cost of skipping connections against skipping none",
    note: `${m.word} over that of the first trial, by the fit of all undisturbed plain runs. Strip: the tolerance of ${share(b.tolerance)}.`,
    xLabel: "connection_skip_ratio", yLabel: `Relative ${m.word.replace("W", "w")} (×)`, tolerance: b.tolerance, points,
  });
}

// trialSection is the table of trials, of all suites or one.
function trialSection(b: Benchmark, trials: Trial[]): HTMLElement {
  const suites = [...new Set(trials.map((t) => t.suite))];
  const body = h("div");
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Suite" });
  const draw = () => {
    const chosen = suites.includes(param("suite") ?? "") ? param("suite") : undefined;
    replace(chips, [undefined, ...suites].map((suite) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(suite === chosen),
      onclick: () => { choose({ suite }); draw(); },
    }, suite ?? "All suites")));
    replace(body, trialTable(measured(b), chosen ? trials.filter((t) => t.suite === chosen) : trials));
  };
  draw();
  return section("Trials", `Times and memory: medians of ${b.repeats} plain runs. A hollow ring marks a doubt: hover to read it.`,
    suites.length > 1 ? chips : null, body);
}

function trialTable(m: Measured, trials: Trial[]): HTMLElement {
  const relatives = trials.filter((t) => t.relative.n > 0).flatMap((t) => [t.relative.median, t.relative.low ?? t.relative.median, t.relative.high ?? t.relative.median]).concat(1);
  const low = Math.min(...relatives);
  const high = Math.max(...relatives);
  const order = new Map(trials.map((t, i) => [t.uuid, i]));
  const columns: Column<Trial>[] = [
    { key: "trial", head: "Trial", class: "name", sort: (t) => order.get(t.uuid),
      cell: (t) => [h("a", { href: trialHref(t.uuid) }, trialName(t)), ring(t)] },
    { key: "label", head: "Adds or sets", class: "label-cell", sort: (t) => t.label, cell: (t) => cut(t.label, 36) },
    figures(trials, "events", "Events", (t) => t.exact?.events, "", "events"),
    ...(new Set(trials.map((t) => t.exact?.packets)).size > 1 ? [figures(trials, "packets", "Packets", (t) => t.exact?.packets, "", "packets")] : []),
    figures(trials, "cost", m.word, (t) => known(m.of(t)), "s", "ns", 1e9),
    range(trials, "interval", "Interval", m.of),
    figures(trials, "memory", "Peak memory", (t) => known(t.peak_rss_bytes), "B", "bytes"),
    figures(trials, "slowdown", "Traced / plain", (t) => known(t.slowdown), "x", "", 1, "how much tracing slows a run down"),
    ...(trials.some((t) => t.added_ns) ? [figures(trials, "added", "Added", (t) => known(t.added_ns), "s", "ns", 1e9, "over the trial before, which loads one script less; pale: not told apart from nothing")] : []),
    ...(relatives.length < 2 ? [] : [figures(trials, "relative", "Relative cost", (t) => known(t.relative), "x", "", 1, `${m.word} over that of the suite's first trial, by the fit of all plain runs`),
      { key: "glyph", head: "", class: "glyph-cell", cell: (t: Trial) => (t.relative.n > 0 ? glyph(t.relative, low, high, false) : null) }]),
  ];
  return table({ label: "Trials", columns, rows: trials, sort: "trial" });
}

// ring marks a trial whose costs have a doubt.
function ring(t: Trial): Child {
  const why = doubt(t);
  return why ? h("span", { class: "ring", title: why, role: "img", "aria-label": "doubt: " + why }) : null;
}

// range is a column of intervals written as "1.20 – 1.27".
export function range<T>(rows: T[], key: string, head: string, value: (row: T) => Estimate, unit: Unit = "s", stored = "ns", scale = 1e9): Column<T> {
  const ends = rows.flatMap((r) => [value(r).low, value(r).high]).filter((v): v is number => v !== undefined).map((v) => v / scale);
  const format = column(ends, unit);
  const levels = rows.map(value).filter((e) => e.confidence).sort((a, b) => a.confidence! - b.confidence!);
  const least = levels[0];
  return {
    key, head, unit: format.unit + (least ? `, ${least.confidence === levels[levels.length - 1]!.confidence ? "" : "≥ "}${confidence(least)}` : ""), num: true, class: "nowrap",
    cell: (r) => {
      const e = value(r);
      if (e.low === undefined || e.high === undefined) return h("span", { class: "faint", title: "too few runs for an interval" }, "–");
      return [figure(format.text(e.low / scale).trim(), e.low, stored), " – ", figure(format.text(e.high / scale), e.high, stored)];
    },
  };
}

