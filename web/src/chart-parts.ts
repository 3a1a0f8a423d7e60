// What the SVG charts share: text, ticks, interval bars.

import type { Estimate } from "./documents";
import { s } from "./dom";
import { column, quantity, space, type Unit } from "./format";

export function text(x: number, y: number, words: string, cls = "", anchor: "start" | "middle" | "end" = "start", title?: string): SVGTextElement {
  const el = s("text", { x: x.toFixed(1), y: y.toFixed(1), class: cls, "text-anchor": anchor }, words);
  if (title) el.append(s("title", {}, title));
  return el;
}

export function line(x1: number, y1: number, x2: number, y2: number, cls: string): SVGLineElement {
  return s("line", { x1: x1.toFixed(1), y1: y1.toFixed(1), x2: x2.toFixed(1), y2: y2.toFixed(1), class: cls });
}

export function rect(x: number, y: number, width: number, height: number, cls: string): SVGRectElement {
  return s("rect", { x: x.toFixed(1), y: y.toFixed(1), width: Math.max(0, width).toFixed(1), height: Math.max(0, height).toFixed(1), class: cls });
}

// crisp puts a hairline on a pixel.
export const crisp = (v: number) => Math.round(v) + 0.5;

// interval says an estimate in words: "1.23 s, 95 % interval 1.20 s to 1.27 s, 5 runs".
export function interval(e: Estimate, unit: Unit, scale = 1, noun = "runs"): string {
  const range = e.low !== undefined && e.high !== undefined
    ? `, ${confidence(e)} interval ${quantity(e.low / scale, unit)} to ${quantity(e.high / scale, unit)}`
    : ", too few values for an interval";
  return `${quantity(e.median / scale, unit)}${range}, ${e.n} ${noun}`;
}

// range says an interval alone: "1.20 – 1.27 s".
export function range(e: Estimate, unit: Unit, scale = 1): string {
  const ends = [(e.low ?? NaN) / scale, (e.high ?? NaN) / scale];
  const format = column(ends, unit);
  const [low, high] = ends.map((v) => format.text(v).trim());
  return `${low} – ${high}${format.unit ? space + format.unit : ""}`;
}

export function confidence(e: Estimate): string {
  return e.confidence ? `${Number((e.confidence * 100).toPrecision(3))} %` : "95 %";
}

// whisker draws an interval on a horizontal scale.
export function whisker(e: Estimate, y: number, at: (v: number) => number, half = 4): SVGGElement | null {
  if (e.low === undefined || e.high === undefined) return null;
  const a = at(e.low);
  const b = at(e.high);
  return s("g", { class: "whisker" }, line(a, y, b, y, ""), line(a, y - half, a, y + half, ""), line(b, y - half, b, y + half, ""));
}

// glyph is an interval as small as a word, for table cells that share the
// scale from low to high, with 1 as a line.
export function glyph(e: Estimate, low: number, high: number, hollow: boolean, unit: Unit = "x", noun = "runs"): SVGSVGElement {
  const width = 88;
  const at = (v: number) => 4 + ((Math.min(Math.max(v, low), high) - low) / (high - low || 1)) * (width - 8);
  const svg = s("svg", { class: "glyph", width, height: 14, role: "img", "aria-label": interval(e, unit, 1, noun) },
    line(crisp(at(1)), 1, crisp(at(1)), 13, "one"));
  const w = whisker(e, 7, at, 3);
  if (w) svg.append(w);
  svg.append(s("circle", { cx: at(e.median).toFixed(1), cy: 7, r: 2.5, class: hollow ? "point hollow" : "point" }), s("title", {}, interval(e, unit, 1, noun)));
  return svg;
}

// swatch is a piece of a line, for keys.
export function swatch(colour: number, dash?: number[]): SVGSVGElement {
  const mark = s("line", { x1: 0, y1: 5, x2: 18, y2: 5, "stroke-width": 2, "stroke-dasharray": dash?.join(" ") });
  mark.style.stroke = `var(--c${colour})`;
  return s("svg", { class: "swatch", width: 18, height: 10, "aria-hidden": "true" }, mark);
}
