// A cost against a setting: points with their intervals, 1 as a line and the
// tolerance as a strip around it.

import { linear } from "./axis";
import { crisp, interval, line, rect, text } from "./chart-parts";
import type { Estimate } from "./documents";
import { s } from "./dom";
import { drawing } from "./figure";
import { go } from "./route";

export interface CurvePoint {
  x: number;
  name: string;
  value: Estimate; // a factor
  doubt?: string;
  href: string;
}

export interface Curve {
  title: string;
  note: string;
  xLabel: string;
  yLabel: string;
  tolerance: number;
  points: CurvePoint[];
}

export function curve(spec: Curve): HTMLElement {
  const sheet = {
    columns: [spec.xLabel, spec.yLabel, "low", "high", "Runs", "Doubt"],
    rows: spec.points.map((p) => [p.x, p.value.median, p.value.low, p.value.high, p.value.n, p.doubt]),
  };
  return drawing({ title: spec.title, note: spec.note, sheet }, (width) => draw(width, spec));
}

function draw(width: number, spec: Curve): SVGSVGElement {
  const height = Math.round(Math.max(240, Math.min(380, width * 0.72)));
  const left = 48;
  const right = width - 12;
  const top = 24;
  const bottom = height - 42;
  const xs = spec.points.map((p) => p.x);
  const ys = spec.points.flatMap((p) => [p.value.median, p.value.high ?? 0]);
  const band = 1 + spec.tolerance;
  const x = linear(Math.min(0, ...xs), Math.max(1, ...xs), left + 8, right - 8, Math.max(2, (right - left) / 64));
  const y = linear(0, Math.max(band, ...ys) * 1.06, bottom, top, 6);
  const svg = s("svg", { width, height, class: "chart" });

  svg.append(text(left - 40, 12, spec.yLabel, "axis-title"));
  svg.append(rect(left, y(band), right - left, y(1 / band) - y(band), "strip"));
  for (const t of y.ticks) {
    svg.append(line(left, crisp(y(t)), right, crisp(y(t)), "grid"), text(left - 8, y(t) + 4, String(t), "tick mono", "end"));
  }
  for (const t of x.ticks) {
    svg.append(line(crisp(x(t)), bottom, crisp(x(t)), bottom + 4, "axis"), text(x(t), bottom + 17, String(t), "tick mono", "middle"));
  }
  svg.append(line(left, crisp(y(1)), right, crisp(y(1)), "one"), line(left, crisp(bottom), right, crisp(bottom), "axis"));
  svg.append(text((left + right) / 2, height - 6, spec.xLabel, "axis-title", "middle"));
  const d = spec.points.map((p, i) => `${i ? "L" : "M"}${x(p.x).toFixed(1)} ${y(p.value.median).toFixed(1)}`).join("");
  svg.append(s("path", { class: "curve", d }));
  for (const p of spec.points) {
    const cx = x(p.x);
    const g = s("g", { class: "row" });
    if (p.value.low !== undefined && p.value.high !== undefined) {
      const a = y(p.value.low);
      const b = y(p.value.high);
      g.append(s("g", { class: "whisker" }, line(cx, a, cx, b, ""), line(cx - 4, a, cx + 4, a, ""), line(cx - 4, b, cx + 4, b, "")));
    }
    g.append(s("circle", { cx: cx.toFixed(1), cy: y(p.value.median).toFixed(1), r: 3.5, class: p.doubt ? "point hollow" : "point" }));
    g.append(rect(cx - 8, top, 16, bottom - top, "hit"));
    g.append(s("title", {}, `${p.name}: ${interval(p.value, "x")}${p.doubt ? "; hollow: " + p.doubt : ""}`));
    g.addEventListener("click", () => go(p.href));
    svg.append(g);
  }
  return svg;
}
