// Estimates of many things under each other, on one scale: factors around 1
// with the tolerance as a strip, per cents around 0, or times from zero.

import { linear, ratios } from "./axis";
import { crisp, interval, line, rect, text, whisker } from "./chart-parts";
import type { Estimate, Outcome } from "./documents";
import { s, type Child } from "./dom";
import { drawing } from "./figure";
import { column, middle, tickTexts } from "./format";
import { go } from "./route";
import { shape } from "./verdicts";

export interface IntervalRow {
  label: string;
  goesOn?: boolean; // of the thing that the row before is of
  colour?: number; // its place in the palette
  value: Estimate; // a factor, per cents, or seconds
  outcome?: Outcome;
  note?: string; // beside the outcome
  doubt?: string;
  href?: string;
}

export interface Intervals {
  title: string;
  note: string;
  axis: string; // what the scale is
  unit: "x" | "s" | "%";
  tolerance?: number; // of factors
  key?: Child;
  first?: string; // heading of what the rows are, in the table
  rows: IntervalRow[];
}

const rowHeight = 22;
const top = 44;
const heightOf = (rows: number) => top + rows * rowHeight + 10;

export function intervals(spec: Intervals): HTMLElement {
  const sheet = {
    columns: [spec.first ?? "Trial", `${spec.axis}${spec.unit === "s" ? " (s)" : ""}`, "low", "high", "Outcome", "Note"],
    rows: spec.rows.map((r) => [r.label, r.value.median, r.value.low, r.value.high, r.outcome, r.note ?? r.doubt]),
  };
  return drawing({ title: spec.title, note: spec.note, key: spec.key, sheet }, (width) => draw(width, spec), heightOf(spec.rows.length));
}

function draw(width: number, spec: Intervals): SVGSVGElement {
  const wide = width >= 560;
  const longest = Math.max(...spec.rows.map((r) => r.label.length)) * 7;
  const labels = Math.min(Math.max(112, Math.min(wide ? 300 : 200, longest)), width * 0.34);
  const outcomes = spec.rows.some((r) => r.outcome) ? (wide ? 210 : 20) : 0;
  const figures = 66;
  const left = labels + 14;
  const right = width - outcomes - figures - 12;
  const height = heightOf(spec.rows.length);
  const svg = s("svg", { width, height, class: "chart" });

  const ends = spec.rows.flatMap((r) => [r.value.median, r.value.low ?? r.value.median, r.value.high ?? r.value.median]).filter(Number.isFinite);
  const values = ends.filter((v) => v > 0);
  const band = 1 + (spec.tolerance ?? 0);
  let x;
  if (spec.unit === "x") {
    const reach = Math.max(band, 1.02, ...values, ...values.map((v) => 1 / v));
    const span = Math.min(reach * 1.02, 200);
    x = ratios(1 / span, span, left, right, 44);
    svg.append(rect(x(1 / band), top - 6, x(band) - x(1 / band), height - top, "strip"));
  } else if (spec.unit === "%") {
    const low = Math.min(0, ...ends);
    const high = Math.max(0, ...ends);
    const pad = (high - low || 1) * 0.04;
    x = linear(low - pad, high + pad, left, right, Math.max(2, (right - left) / 80));
  } else {
    x = linear(0, Math.max(...values, 1e-9) * 1.04, left, right, Math.max(2, (right - left) / 80));
  }
  const same = spec.unit === "x" ? 1 : 0;
  svg.append(text(left, 12, spec.axis, "axis-title"));
  const words = spec.unit === "s" ? tickTexts(x.ticks, "s") : x.ticks.map((t) => String(t).replace("-", "−"));
  x.ticks.forEach((t, i) => {
    const at = crisp(x(t));
    svg.append(line(at, top - 6, at, height - 6, spec.unit !== "s" && t === same ? "one" : "grid"),
      text(at, top - 12, words[i]!, "tick mono", "middle"));
  });
  const format = column(spec.rows.map((r) => r.value.median), spec.unit);
  svg.append(text(right + figures, top - 12, format.unit, "tick mono", "end"));
  spec.rows.forEach((row, i) => {
    const y = top + i * rowHeight;
    const mid = y + rowHeight / 2;
    const g = s("g", { class: "row" }, rect(0, y, width, rowHeight, "row-ground"));
    if (!row.goesOn) g.append(text(labels, mid + 4, middle(row.label, Math.floor(labels / 6.9)), "label mono", "end", row.label));
    const w = whisker(row.value, mid, x);
    if (w) g.append(w);
    if (Number.isFinite(row.value.median) && (spec.unit === "%" || row.value.median > 0)) {
      const point = s("circle", { cx: x(row.value.median).toFixed(1), cy: mid, r: 3.5, class: row.doubt ? "point hollow" : "point" });
      if (row.colour !== undefined && !row.doubt) point.style.fill = point.style.stroke = `var(--c${row.colour})`;
      g.append(point);
    }
    g.append(text(right + figures, mid + 4, format.text(row.value.median), "value mono", "end"));
    if (row.outcome) {
      g.append(s("g", { transform: `translate(${(right + figures + 20).toFixed(1)},${mid})` }, shape(row.outcome, 4.5)));
      if (wide) g.append(text(right + figures + 32, mid + 4, row.outcome + (row.note ? `: ${row.note}` : ""), `word-${row.outcome}`));
    }
    g.append(s("title", {}, `${row.label}: ${interval(row.value, spec.unit)}${row.outcome ? "; " + row.outcome : ""}${row.note ? ", " + row.note : ""}${row.doubt ? "; hollow: " + row.doubt : ""}`));
    if (row.href) g.addEventListener("click", () => go(row.href!));
    svg.append(g);
  });
  return svg;
}
