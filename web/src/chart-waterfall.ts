// What each step added: on the left the steps from zero to the whole, on the
// right each step alone with its interval, on its own, finer scale. A step that
// is not told apart from nothing is pale and has no direction.

import { linear } from "./axis";
import { confidence, crisp, interval, line, rect, text, whisker } from "./chart-parts";
import type { Estimate } from "./documents";
import { s } from "./dom";
import { drawing } from "./figure";
import { column, middle, tickTexts } from "./format";
import { go } from "./route";

export interface Step {
  name: string; // "load-07"
  label: string; // what it adds
  total: Estimate; // ns, with it
  added?: Estimate; // ns; none for the first, or where nothing is known of it
  doubt?: string; // why not to trust it
  href: string;
}

const rowHeight = 22;
const top = 44;
const heightOf = (rows: number) => top + rows * rowHeight + 10;

export function waterfall(title: string, note: string, measure: string, steps: Step[]): HTMLElement {
  const round = (v: number | undefined) => (v === undefined ? undefined : Math.round(v));
  const sheet = {
    columns: ["Step", "Adds", `${measure} (ns)`, "Added (ns)", "Added, low (ns)", "Added, high (ns)", "Confidence", "Runs", "Doubt"],
    rows: steps.map((p) => [p.name, p.label, round(p.total.median), round(p.added?.median), round(p.added?.low), round(p.added?.high),
      p.added?.confidence === undefined ? undefined : confidence(p.added), p.added?.n, p.doubt]),
  };
  return drawing({ title, note, sheet }, (width) => draw(width, measure, steps), heightOf(steps.length));
}

// unsure tells a step that may be nothing.
export const unsure = (e: Estimate) => e.low === undefined || e.high === undefined || (e.low <= 0 && e.high >= 0);

function draw(width: number, measure: string, steps: Step[]): SVGSVGElement {
  const both = width >= 620;
  const figures = 64;
  const labels = Math.max(104, Math.min(280, width * (both ? 0.28 : 0.36)));
  const room = width - labels - figures - 16;
  const gap = both ? 28 : 0;
  const cumulative = both ? (room - gap) * 0.45 : 0;
  const left = labels + 8;
  const middleX = left + cumulative + gap;
  const right = width - figures - 8;
  const height = heightOf(steps.length);
  const svg = s("svg", { width, height, class: "chart" });

  const all = steps.map((p) => p.total.median / 1e9);
  const total = linear(0, Math.max(...all, 1e-9) * 1.02, left, left + cumulative, Math.max(2, cumulative / 70));
  const parts = steps.flatMap((p) => (p.added ? [p.added.median, p.added.low ?? 0, p.added.high ?? 0] : [0])).map((v) => v / 1e9);
  const low = Math.min(0, ...parts);
  const high = Math.max(0, ...parts, 1e-9);
  const pad = (high - low) * 0.04;
  const added = linear(low - (low < 0 ? pad : 0), high + pad, middleX, right, Math.max(2, (right - middleX) / 76));

  if (both) {
    svg.append(text(left, 12, `${measure} from zero`, "axis-title"));
    axis(svg, total, height);
  }
  svg.append(text(middleX, 12, both ? "Added by this script, with interval" : "Added by this script", "axis-title"));
  axis(svg, added, height);
  const format = column(steps.flatMap((p) => (p.added ? [p.added.median / 1e9] : [])), "s");
  svg.append(text(width - 4, top - 12, format.unit, "tick mono", "end"));
  svg.append(line(crisp(added(0)), top - 6, crisp(added(0)), height - 6, "zero"));

  let before = 0;
  steps.forEach((step, i) => {
    const y = top + i * rowHeight;
    const mid = y + rowHeight / 2;
    const value = step.total.median / 1e9;
    const row = s("g", { class: "row" });
    row.append(rect(0, y, width, rowHeight, "row-ground"));
    const chars = Math.floor((labels - 4) / 6.7);
    row.append(text(labels, mid + 4, middle(step.label || step.name, chars), "label mono", "end", `${step.name}: ${step.label}`));
    const hollow = step.doubt ? " hollow" : "";
    if (both) {
      const a = total(Math.min(before, value));
      const b = total(Math.max(before, value));
      row.append(rect(a, y + 6, Math.max(1.5, b - a), rowHeight - 12, (i === 0 ? "step-first" : kind(value - before, !step.added || unsure(step.added))) + hollow));
      if (i < steps.length - 1) row.append(line(crisp(total(value)), y + 6, crisp(total(value)), y + rowHeight + 6, "link"));
    }
    before = value;
    if (step.added) {
      const m = step.added.median / 1e9;
      const from = added(Math.min(0, m));
      row.append(rect(from, y + 6, Math.max(1, added(Math.max(0, m)) - from), rowHeight - 12, kind(m, unsure(step.added)) + hollow));
      const w = whisker(step.added, mid, (v) => added(v / 1e9));
      if (w) row.append(w);
      row.append(text(width - 4, mid + 4, (m > 0 ? "+" : "") + format.text(m), unsure(step.added) ? "value mono pale" : "value mono", "end"));
    } else {
      row.append(text(width - 4, mid + 4, i === 0 ? "first" : "–", "faint", "end"));
    }
    const words = step.added ? `added ${interval(step.added, "s", 1e9)}${unsure(step.added) ? ", not told apart from nothing" : ""}` : i === 0 ? "the first" : "what it added is not known";
    row.append(s("title", {}, `${step.name}, ${step.label}: ${interval(step.total, "s", 1e9)}; ${words}${step.doubt ? "; hollow: " + step.doubt : ""}`));
    row.addEventListener("click", () => go(step.href));
    svg.append(row);
  });
  return svg;
}

const kind = (change: number, doubtful: boolean) => (doubtful ? "step-unsure" : change < 0 ? "step-less" : "step-more");

function axis(svg: SVGSVGElement, scale: ReturnType<typeof linear>, height: number): void {
  const words = tickTexts(scale.ticks, "s");
  scale.ticks.forEach((t, i) => {
    const x = crisp(scale(t));
    svg.append(line(x, top - 6, x, height - 6, "grid"), text(x, top - 12, words[i]!, "tick mono", "middle"));
  });
}
