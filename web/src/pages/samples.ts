// What the probe sampled of runs, over time: a part of the pages of trials and
// runs. Which charts are shown, over which clock and how counters are drawn is
// in the address.

import { Group, timeChart } from "../chart-time";
import type { Run } from "../documents";
import { h, replace, type Child } from "../dom";
import { quantity } from "../format";
import { section } from "../page";
import { choose, param } from "../route";
import { type Clock, type Measure, endOf, lines, measures, runName, unitOf, usual, why } from "../series";

const runKinds = ["plain", "traced", "warmup"];

// chip is a button that is on or off.
function chip(text: Child, pressed: boolean, press: () => void, off?: string): HTMLButtonElement {
  return h("button", { type: "button", class: "chip", "aria-pressed": String(pressed), disabled: off !== undefined, title: off, onclick: press }, text);
}

// samplesSection draws what was sampled of some runs of one trial, of all in all.
export function samplesSection(runs: Run[], all: number): HTMLElement {
  const there = [...runKinds, undefined].filter((k) => runs.some((r) => r.kind === k));
  const network = runs.some((r) => r.samples?.clock === "network");
  // Threads have no name that is the same in all runs.
  const possible = measures.filter((m) => m.parts !== "threads" || runs.length === 1);
  const has = new Map(possible.map((m) => [m, lines(m, runs, "wall", true).length > 0]));
  if (!runs.some((r) => r.samples?.absent?.length) && ![...has.values()].some(Boolean)) return section("Over time", undefined, h("p", { class: "state" }, "No samples of these runs are stored."));
  const body = h("div", { class: "charts even" });
  const controls = h("div", { class: "chips" });
  const picker = h("details", { class: "chooser" });

  const set = (choices: Record<string, string | undefined>) => {
    choose(choices);
    draw();
  };
  const draw = () => {
    const hidden = new Set((param("hide") ?? "").split(",").filter(Boolean));
    const clock: Clock = network ? "network" : param("x") === "cpu" ? "cpu" : "wall";
    const totals = param("as") === "totals";
    const named = param("charts")?.split(",");
    const shown = possible.filter((m) => (named ?? usual).includes(m.key) && (named || has.get(m)));
    const drawn = there.filter((k) => !hidden.has(k ?? "")).flatMap((k) => runs.filter((r) => r.kind === k));

    replace(controls,
      there.length > 1 ? h("span", { role: "group", "aria-label": "Runs" }, there.map((k) =>
        chip(`${k ?? "run"} (${runs.filter((r) => r.kind === k).length})`, !hidden.has(k ?? ""), () => set({ hide: toggled([...hidden], k ?? "").join(",") })))) : null,
      network ? null : h("span", { role: "group", "aria-label": "x axis" },
        chip("over wall time", clock === "wall", () => set({ x: undefined, zoom: undefined })),
        chip("over CPU time", clock === "cpu", () => set({ x: "cpu", zoom: undefined }))),
      h("span", { role: "group", "aria-label": "Counters" },
        chip("rates", !totals, () => set({ as: undefined })),
        chip("totals", totals, () => set({ as: "totals" }))));
    const pick = (m: Measure) => {
      const keys = toggled(shown.map((x) => x.key), m.key);
      const inOrder = possible.filter((x) => keys.includes(x.key)).map((x) => x.key);
      set({ charts: inOrder.join() === usual.join() ? undefined : inOrder.join(",") || "none" });
    };
    drawPicker(picker, possible, shown, (m) => (has.get(m) ? undefined : why(m, runs)), pick);

    const group = new Group("zoom", endOf(drawn, clock));
    const xLabel = network ? "Network time since the first sample (s)" : clock === "cpu" ? "CPU time used (s)" : "Wall time since the start (s)";
    replace(body, shown.map((m) => {
      const unit = unitOf(m, totals);
      const lined = lines(m, drawn, clock, totals);
      if (lined.length === 0) return missing(m.title, drawn.length > 0 ? why(m, drawn) : "no runs are chosen");
      return timeChart({ title: titleOf(m.title, drawn), xLabel, yLabel: unit ? `${m.word} (${unit})` : m.word, unit, lines: lined }, group);
    }), shown.length === 0 ? h("p", { class: "state" }, "No chart is chosen.") : null);
  };
  draw();
  return section("Over time", noteOf(runs, all), controls, picker, body);
}

const toggled = (list: string[], item: string) => (list.includes(item) ? list.filter((x) => x !== item) : [...list, item]);

// drawPicker lists all charts by what they are of. One that cannot be drawn
// says why.
function drawPicker(el: HTMLElement, all: Measure[], shown: Measure[], off: (m: Measure) => string | undefined, pick: (m: Measure) => void): void {
  const missing = new Map<string, string[]>();
  for (const m of all) {
    const reason = off(m);
    if (reason !== undefined) missing.set(reason, [...(missing.get(reason) ?? []), m.title]);
  }
  const groups = [...new Set(all.map((m) => m.group))];
  replace(el, h("summary", {}, `Charts: ${shown.length} of ${all.length}`),
    groups.map((g) => h("div", { role: "group", "aria-label": g }, h("span", { class: "faint" }, g),
      all.filter((m) => m.group === g).map((m) => chip(m.title, shown.includes(m), () => pick(m), off(m))))),
    missing.size ? h("dl", { class: "absent" }, [...missing].map(([reason, titles]) => h("div", {}, h("dt", {}, titles.join(", ")), h("dd", {}, reason)))) : null);
}

function noteOf(runs: Run[], all: number): string {
  const broken = runs.filter((r) => r.noise.broken?.length).length;
  const thinned = runs.flatMap((r) => r.samples?.thinned ?? []);
  return [
    "Drag to zoom, double click to see all.",
    runs.length > 1 ? "One line a run; the key gives the median of the runs under the cursor and their range." : "",
    runs.length < all ? `${runs.length} of ${all} runs are drawn: all of them are too many samples for a page.` : "",
    broken === 0 || runs.length === 1 ? "" : broken === runs.length ? "Every run broke a gate." : `Dotted: ${broken} run${broken > 1 ? "s" : ""} that broke a gate.`,
    thinned.length ? `${thinned.length === runs.length ? "They keep" : `${thinned.length} of ${runs.length} runs keep`} one of ${quantity(thinned[0]!.every, "")} samples that were taken.` : "",
    runs.some((r) => r.samples?.threads_left_out) ? "Some threads are left out." : "",
  ].filter(Boolean).join(" ");
}

function titleOf(what: string, runs: Run[]): string {
  const parts = [...new Set(runs.map((r) => r.kind ?? "run"))];
  if (runs.length === 1) return `${what}: ${runName(runs[0]!)}`;
  return parts.length > 1 ? `${what}: ${parts.join(" against ")} runs` : `${what}: ${parts[0]} runs`;
}

function missing(title: string, reason: string): HTMLElement {
  return h("figure", { class: "figure" }, h("figcaption", {}, h("h3", {}, title)), h("p", { class: "state" }, `Not there: ${reason}.`));
}
