// One verdict: would you get the same answer?

import { item, maybe, trialsOf } from "../api";
import { intervals } from "../chart-interval";
import type { Benchmark, CostClaim, Outcome, Verdict } from "../documents";
import { h, type Child } from "../dom";
import { percentChange, share } from "../format";
import { facts, open, section } from "../page";
import { benchmarkHref, benchmarkText, digest, engineText, time, trialHref, trialName } from "../parts";
import { link } from "../route";
import { figure, figures, table } from "../table";
import { badge, inWords, meanings } from "../verdicts";
import { range } from "./benchmark";

export function verdictPage([uuid]: string[]): void {
  open("benchmarks", "Verdict", async () => {
    const v = await item<Verdict>("verdicts", uuid!);
    const [here, published] = await Promise.all([maybe<Benchmark>("benchmarks", v.benchmark), maybe<Benchmark>("benchmarks", v.published)]);
    const trials = new Map((here ? await trialsOf(here) : []).map((t) => [trialName(t), t.uuid]));
    return {
      title: "Verdict",
      crumbs: [{ text: "Benchmarks", href: link("/benchmarks") }, ...(here ? [{ text: benchmarkText(here), href: benchmarkHref(here.uuid) }] : []), { text: "Verdict" }],
      actions: here && published ? h("a", { class: "button", href: link("/compare", { a: published.uuid, b: here.uuid }) }, "Compare trial by trial") : null,
      body: [
        h("p", { class: `banner banner-${v.outcome}` }, badge(v.outcome), h("span", {}, inWords(v))),
        facts(
          ["Here", side(here, v.benchmark)], ["Published", side(published, v.published)], ["Bundle", digest(v.bundle)],
          ["Tolerance", share(v.tolerance)], ["Level of all intervals", share(v.level)], ["Judged", time(v.created)],
        ),
        v.warnings?.length ? h("ul", { class: "gates" }, v.warnings.map((w) => h("li", {}, h("span", { class: "dot hollow", "aria-hidden": "true" }), w))) : null,
        costSection(v, trials), exactSection(v, trials), legend(),
      ],
    };
  });
}

function side(b: Benchmark | undefined, uuid: string | undefined): Child {
  if (!b) return uuid ? h("code", { title: "not stored on this server" }, uuid.slice(0, 8)) : undefined;
  return [h("a", { href: benchmarkHref(b.uuid) }, benchmarkText(b)), h("span", { class: "sub" }, `${engineText(b.engine)}, ${b.machine}`)];
}

function trialLink(trials: Map<string, string>, name: string): Child {
  const uuid = trials.get(name);
  return uuid ? h("a", { href: trialHref(uuid) }, name) : name;
}

function costSection(v: Verdict, trials: Map<string, string>): HTMLElement {
  const rows = v.costs ?? [];
  if (rows.length === 0) return section("Cost claims", undefined, h("p", { class: "state" }, "The experiment makes no cost claims."));
  const note = (c: CostClaim) => (c.outcome === "undecided" && c.repeats_needed ? `needs ${c.repeats_needed} repeats` : undefined);
  const href = (c: CostClaim) => {
    const uuid = trials.get(c.trial);
    return uuid && trialHref(uuid);
  };
  return section("Cost claims", "What a trial costs relative to the first of its suite, here over published.",
    intervals({
      title: "Relative cost here against published", axis: "Quotient (×), 1 is the same", unit: "x", tolerance: v.tolerance,
      note: `Strip: the tolerance of ${share(v.tolerance)}. Bars: intervals that hold together at ${share(v.level)}.`,
      rows: rows.map((c) => ({ label: c.trial, value: c.quotient, outcome: c.outcome, note: note(c), href: href(c) })),
    }),
    table<CostClaim>({
      label: "Cost claims", rows,
      columns: [
        { key: "trial", head: "Trial", class: "name", sort: (c) => c.trial, cell: (c) => trialLink(trials, c.trial) },
        figures(rows, "here", "Here", (c) => c.here.median, "x", ""),
        figures(rows, "published", "Published", (c) => c.published.median, "x", ""),
        { key: "change", head: "Change", num: true, sort: (c) => c.quotient.median, cell: (c) => figure(percentChange(c.quotient.median), c.quotient.median, "") },
        figures(rows, "quotient", "Quotient", (c) => c.quotient.median, "x", "", 1, "here over published"),
        range(rows, "interval", "Interval", (c) => c.quotient, "x", "", 1),
        { key: "outcome", head: "Outcome", sort: (c) => c.outcome, cell: (c) => [badge(c.outcome), note(c) ? h("span", { class: "sub" }, note(c)) : null] },
      ],
    }));
}

function exactSection(v: Verdict, trials: Map<string, string>): HTMLElement {
  const differ = v.exact_differ ?? [];
  const all = v.exact_equal + differ.length;
  const note = differ.length === 0 ? `All ${all} are equal: packets, events, calls, chains and logs of every trial.` : `${v.exact_equal} of ${all} are equal. These differ:`;
  return section("Exact claims", note, differ.length === 0 ? null : table({
    label: "Exact claims that differ", rows: differ, param: "xsort", limit: 50,
    columns: [
      { key: "trial", head: "Trial", class: "name", sort: (c) => c.trial, cell: (c) => trialLink(trials, c.trial) },
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
