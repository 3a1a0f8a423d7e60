// One benchmark: what costs what?

import { first, item, maybe, trialsOf, verdicts } from "../api";
import { curve } from "../chart-curve";
import { intervals } from "../chart-interval";
import { confidence, glyph } from "../chart-parts";
import { waterfall } from "../chart-waterfall";
import type { Benchmark, Bundle, Capture, Estimate, System, Trial, Verdict } from "../documents";
import { h, replace, type Child } from "../dom";
import { column, duration, share, type Unit } from "../format";
import { empty, facts, open, section } from "../page";
import { benchmarkText, captureHref, digest, doubt, engine, fileStem, known, latest, systemHref, time, trialHref, trialName, unsound, verdictHref } from "../parts";
import { choose, link, param } from "../route";
import { added, relative } from "../stats";
import { type Column, cut, figure, figures, table } from "../table";
import { badge, inWords } from "../verdicts";

export function benchmarkPage([uuid]: string[]): void {
  open("benchmarks", "Benchmark", async () => {
    const b = await item<Benchmark>("benchmarks", uuid!);
    const [trials, system, capture, judged, bundle] = await Promise.all([
      trialsOf(b), maybe<System>("systems", b.system), maybe<Capture>("captures", b.capture),
      verdicts(), first<Bundle>("bundles", { benchmark: b.uuid }),
    ]);
    const verdict = latest(judged).get(b.uuid);
    return {
      title: b.name,
      crumbs: [{ text: "Benchmarks", href: link("/benchmarks") }, { text: benchmarkText(b) }],
      actions: h("a", { class: "button", href: link("/compare", { a: b.uuid }) }, "Compare"),
      body: [
        b.title ? h("p", { class: "lead" }, b.title) : null,
        benchmarkFacts(b, system, capture, bundle),
        b.isolation?.length
          ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `The machine “${b.machine}” does not isolate everything: ${b.isolation.join("; ")}.`))
          : null,
        banner(b, verdict),
        trials.length === 0
          ? empty("No trials yet", "The benchmark is stored but none of its trials are. Uploading its results again adds what is missing.", `brig upload results/${fileStem(b)}`)
          : [charts(b, trials), trialSection(b, trials)],
      ],
    };
  });
}

function benchmarkFacts(b: Benchmark, system?: System, capture?: Capture, bundle?: Bundle): HTMLElement {
  const took = (Date.parse(b.ended) - Date.parse(b.started)) * 1e6;
  return facts(
    ["Engine", engine(b)],
    ["Machine", b.machine],
    ["Image", digest(b.image)],
    ["Capture", capture ? h("a", { href: captureHref(capture.uuid) }, capture.name) : undefined],
    ["System", system ? h("a", { href: systemHref(system.uuid) }, system.cpu.model ?? `${system.os} ${system.arch}`) : undefined],
    ["Started", time(b.started)],
    ["Took", duration(took)],
    ["Repeats", `${b.repeats} plain, ${b.warmup} warm-up`],
    ["Seed", h("code", {}, String(b.seed))],
    ["Tolerance", share(b.tolerance)],
    ["Experiment", digest(b.experiment_sha256)],
    ["Bundle", bundle ? h("a", { href: link("/bundles") }, digest(bundle.sha256)) : undefined],
  );
}

function banner(b: Benchmark, v: Verdict | undefined): HTMLElement {
  if (!v) {
    return h("p", { class: "banner" }, h("span", { class: "faint" }, "Not judged. "),
      "Compare it with a published result: ", h("code", {}, `brig reproduce published/${fileStem(b)}.tar.zst`));
  }
  return h("a", { class: `banner banner-${v.outcome}`, href: verdictHref(v.uuid) }, badge(v.outcome),
    h("span", {}, inWords(v)), h("span", { class: "more-word" }, "See the verdict"));
}

function charts(b: Benchmark, trials: Trial[]): Child {
  const suites = [...new Set(trials.map((t) => t.suite))];
  return h("div", { class: "charts" }, suites.map((suite) => {
    const own = trials.filter((t) => t.suite === suite);
    if (suite === "scripts") return scriptCosts(own);
    if (own.every((t) => t.skip_ratio !== undefined)) return dropCurve(b, own);
    return intervals({
      title: `Wall time of the trials of ${suite}`,
      note: "The median of the plain runs with its interval.",
      axis: "Wall time", unit: "s",
      rows: own.map((t) => ({ label: t.name, value: seconds(t.wall_ns), doubt: unsound(t) ? doubt(t) : undefined, href: trialHref(t.uuid) })),
    });
  }));
}

function seconds(e: Estimate): Estimate {
  return { ...e, median: e.median / 1e9, low: e.low === undefined ? undefined : e.low / 1e9, high: e.high === undefined ? undefined : e.high / 1e9 };
}

function scriptCosts(trials: Trial[]): HTMLElement {
  const steps = trials.map((t, i) => {
    const before = trials[i - 1];
    const more = before && added(before.plain ?? [], t.plain ?? []);
    return {
      name: t.name, label: t.label, total: t.wall_ns, href: trialHref(t.uuid),
      added: more?.value.n ? more.value : undefined,
      doubt: unsound(t) ? doubt(t) : more?.disturbed ? disturbed : undefined,
    };
  });
  const given = steps.flatMap((p) => (p.added ? [p.added] : []));
  const least = Math.min(...given.map((e) => e.n));
  const most = given.find((e) => e.n === Math.max(...given.map((g) => g.n)));
  const level = most?.confidence === undefined ? "too few runs for an interval"
    : least === most.n ? `${confidence(most)} interval, ${most.n} pairs of runs`
    : `${least} to ${most.n} pairs of runs, at most a ${confidence(most)} interval`;
  return waterfall("What each script added: load-N+1 against load-N",
    `Median difference of plain runs of the same block (${level}). Pale: not told apart from nothing.`, steps);
}

const disturbed = "no pair of runs held all gates, so disturbed runs are shown";

function dropCurve(b: Benchmark, trials: Trial[]): HTMLElement {
  const first = trials[0]!;
  const points = trials.map((t) => {
    const shown = t.relative.n > 0 ? { value: t.relative, disturbed: false } : relative(first.plain ?? [], t.plain ?? []);
    return {
      x: t.skip_ratio!, name: t.label || trialName(t), value: shown.value, href: trialHref(t.uuid),
      doubt: shown.disturbed ? disturbed : unsound(t) ? doubt(t) : undefined,
    };
  }).filter((p) => p.value.n > 0).sort((p, q) => p.x - q.x);
  return curve({
    title: "Cost of skipping connections against skipping none",
    note: `Wall time over that of the first trial in the same block. Strip: the tolerance of ${share(b.tolerance)}.`,
    xLabel: "connection_skip_ratio", yLabel: "Relative wall time (×)", tolerance: b.tolerance, points,
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
    replace(body, trialTable(chosen ? trials.filter((t) => t.suite === chosen) : trials));
  };
  draw();
  return section("Trials", `Times and memory: medians of ${b.repeats} plain runs. A hollow ring marks a doubt: hover to read it.`,
    suites.length > 1 ? chips : null, body);
}

export function trialTable(trials: Trial[]): HTMLElement {
  const relatives = trials.filter((t) => t.relative.n > 0).flatMap((t) => [t.relative.median, t.relative.low ?? t.relative.median, t.relative.high ?? t.relative.median]).concat(1);
  const low = Math.min(...relatives);
  const high = Math.max(...relatives);
  const order = new Map(trials.map((t, i) => [t.uuid, i]));
  const columns: Column<Trial>[] = [
    { key: "trial", head: "Trial", class: "name", sort: (t) => order.get(t.uuid),
      cell: (t) => [h("a", { href: trialHref(t.uuid) }, trialName(t)), ring(t)] },
    { key: "label", head: "Adds or sets", class: "label-cell", sort: (t) => t.label, cell: (t) => cut(t.label, 36) },
    figures(trials, "events", "Events", (t) => t.exact?.events, "", "events"),
    figures(trials, "packets", "Packets", (t) => t.exact?.packets, "", "packets"),
    figures(trials, "wall", "Wall time", (t) => known(t.wall_ns), "s", "ns", 1e9),
    range(trials, "interval", "Interval", (t) => t.wall_ns),
    figures(trials, "memory", "Peak memory", (t) => known(t.peak_rss_bytes), "B", "bytes"),
    figures(trials, "slowdown", "Traced / plain", (t) => known(t.slowdown), "x", "", 1, "how much tracing slows a run down"),
    figures(trials, "relative", "Relative cost", (t) => known(t.relative), "x", "", 1, "wall time over that of the suite's first trial, block by block"),
    { key: "glyph", head: "", class: "glyph-cell", cell: (t) => (t.relative.n > 0 ? glyph(t.relative, low, high, unsound(t)) : null) },
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
  const level = rows.map(value).find((e) => e.confidence);
  return {
    key, head, unit: format.unit + (level ? `, ${confidence(level)}` : ""), num: true, class: "nowrap",
    cell: (r) => {
      const e = value(r);
      if (e.low === undefined || e.high === undefined) return h("span", { class: "faint", title: "too few runs for an interval" }, "–");
      return [figure(format.text(e.low / scale).trim(), e.low, stored), " – ", figure(format.text(e.high / scale), e.high, stored)];
    },
  };
}

