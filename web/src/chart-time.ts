// Time series. Charts of a group share one x axis, one cursor and one zoom,
// which is in the address: dragging zooms, a double click shows all again.

import uPlot from "uplot";
import { linear } from "./axis";
import { crisp, line as svgLine, swatch, text } from "./chart-parts";
import { colour, token } from "./colour";
import { h, s, replace, type Child } from "./dom";
import { standalone, type Sheet } from "./export";
import { frame } from "./figure";
import { column, quantity, space, tickTexts, type Unit } from "./format";
import { leaving } from "./page";
import { choose, param } from "./route";
import { median } from "./stats";

export interface Line {
  name: string; // "plain 2"
  kind: string; // what the key says; lines of a kind look alike
  colour: number; // its place in the palette
  dash?: number[];
  faint?: boolean; // a run that broke a gate
  x: number[]; // rising
  y: (number | undefined)[];
}

export interface TimeChart {
  title: string;
  note?: string;
  xLabel: string;
  yLabel: string;
  unit: Unit;
  lines: Line[];
  height?: number;
}

// A Group ties charts together.
export class Group {
  private plots = new Set<uPlot>();
  private readonly name: string;
  private readonly all: [number, number];
  private window: [number, number] | undefined;
  readonly key: string;

  constructor(name: string, end: number, start = 0) {
    this.name = name;
    this.key = `${name}-${Math.random()}`;
    this.all = [start, end > start ? end : start + 1];
    const [a, b] = (param(name) ?? "").split("~").map(Number);
    if (a !== undefined && b !== undefined && b > a) this.window = [a, b];
  }

  get range(): [number, number] {
    return this.window ?? this.all;
  }

  add(plot: uPlot): void {
    this.plots.add(plot);
  }

  remove(plot: uPlot): void {
    this.plots.delete(plot);
  }

  zoom(window: [number, number] | undefined): void {
    this.window = window;
    choose({ [this.name]: window && window.map((v) => Number(v.toPrecision(6))).join("~") });
    const [min, max] = this.range;
    for (const plot of this.plots) plot.setScale("x", { min, max });
  }
}

interface Kind {
  name: string;
  colour: number;
  dash?: number[];
  lines: Line[];
}

export function timeChart(spec: TimeChart, group: Group): HTMLElement {
  const body = h("div", { class: "time", role: "img", "aria-label": spec.title });
  const kinds: Kind[] = [];
  for (const line of spec.lines) {
    const kind = kinds.find((k) => k.name === line.kind);
    if (kind) kind.lines.push(line);
    else kinds.push({ name: line.kind, colour: line.colour, dash: line.dash, lines: [line] });
  }
  const values = kinds.map(() => h("span", { class: "key-value mono" }));
  const now = h("span", { class: "key-now mono" });
  const key = kinds.map((k, i) => h("span", { class: "key-item" }, swatch(k.colour, k.dash), k.name, values[i]));

  const read = (x: number | undefined) => {
    now.textContent = x === undefined ? "" : `at ${quantity(x, "s")}`;
    kinds.forEach((k, i) => replace(values[i]!, x === undefined ? "" : reading(k, x, spec.unit)));
  };

  const data = uPlot.join(spec.lines.map((l) => [l.x, l.y] as uPlot.AlignedData));
  let plot: uPlot | undefined;
  const watch = new ResizeObserver(() => {
    const width = Math.floor(body.clientWidth);
    if (width < 50) return;
    const height = spec.height ?? 190;
    if (plot) {
      if (plot.width !== width) plot.setSize({ width, height });
      return;
    }
    plot = new uPlot(options(spec, group, width, height, read), data, body);
    group.add(plot);
  });
  watch.observe(body);
  leaving(() => {
    watch.disconnect();
    if (plot) {
      group.remove(plot);
      plot.destroy();
    }
  });
  return frame({
    title: spec.title,
    note: spec.note,
    key: h("div", { class: spec.lines.length === kinds.length ? "key short" : "key" }, key),
    aside: now,
    sheet: summary(spec),
    data: () => everything(spec),
    svg: () => standalone(still(spec, kinds, group, body.clientWidth || 600), spec.title),
  }, body);
}

function options(spec: TimeChart, group: Group, width: number, height: number, read: (x: number | undefined) => void): uPlot.Options {
  const [min, max] = group.range;
  const ink = token("--ink2");
  const font = `11px ${token("--mono")}`;
  const labelFont = `11px ${token("--text")}`;
  const grid: uPlot.Axis.Grid = { stroke: token("--grid"), width: 1 };
  const ticks: uPlot.Axis.Ticks = { stroke: token("--rule"), width: 1, size: 4 };
  const labels = (unit: Unit) => (_: uPlot, splits: number[]) => tickTexts(splits, unit);
  const finest = 1e-9;
  const crowd = spec.lines.length > 12; // so that each is still seen
  return {
    width,
    height,
    padding: [8, 24, 0, 0], // room for half a label at the end
    legend: { show: false },
    scales: {
      x: { time: false, min, max, auto: false },
      y: { range: (_u, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { stroke: ink, font, labelFont, label: spec.xLabel, labelSize: 18, size: 26, gap: 3, grid: { show: false }, ticks, space: 70, values: labels("s"), incrs: increments(finest) },
      { stroke: ink, font, labelFont, label: spec.yLabel, labelSize: 18, size: (_u, texts) => 14 + 6.8 * Math.max(3, ...(texts ?? []).map((v) => v.length)), gap: 3, grid, ticks, space: 32, values: labels(spec.unit), incrs: increments(finest) },
    ],
    series: [
      {},
      ...spec.lines.map((l): uPlot.Series => ({
        label: l.name,
        stroke: colour(l.colour),
        width: l.faint ? 1 : 1.4,
        alpha: crowd ? 0.4 : l.faint ? 0.75 : 0.95,
        dash: l.faint ? faint(l) : l.dash,
        spanGaps: true,
        points: { show: !crowd && l.x.length < 24, size: 5, width: 1.2, stroke: colour(l.colour), fill: l.faint ? token("--ground") : colour(l.colour) },
      })),
    ],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      sync: { key: group.key, scales: ["x", null], filters: { pub: (type) => type === "mousemove" || type === "mouseleave", sub: () => true } },
      bind: { dblclick: () => () => { group.zoom(undefined); return null; } },
    },
    hooks: {
      setCursor: [(u) => read(u.cursor.left !== undefined && u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : undefined)],
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        const a = u.posToVal(u.select.left, "x");
        const b = u.posToVal(u.select.left + u.select.width, "x");
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        group.zoom([Math.max(a, 0), b]);
      }],
    },
  };
}

// increments gives 1, 2 and 5 times all powers of ten from the finest.
function increments(finest: number): number[] {
  const out: number[] = [];
  for (let p = Math.round(Math.log10(finest)); p < 16; p++) for (const m of [1, 2, 5]) out.push(Number(`${m}e${p}`));
  return out;
}

// faint dots a line, dashed ones more thinly.
const faint = (line: Line) => (line.dash ? [1, 5] : [2, 3]);

// at gives a line's value at x: that of its nearest sample within its span.
function at(line: Line, x: number): number | undefined {
  const n = line.x.length;
  if (n === 0 || x > line.x[n - 1]!) return undefined;
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (line.x[mid]! < x) low = mid + 1;
    else high = mid;
  }
  if (low > 0 && x - line.x[low - 1]! < line.x[low]! - x) low--;
  return line.y[low] ?? undefined;
}

function reading(kind: Kind, x: number, unit: Unit): Child {
  const found = kind.lines.map((l) => at(l, x)).filter((v): v is number => v !== undefined).sort((a, b) => a - b);
  if (found.length === 0) return "–";
  if (found.length === 1) return quantity(found[0], unit);
  const ends = [found[0]!, median(found), found[found.length - 1]!];
  const format = column(ends, unit);
  const [low, mid, high] = ends.map((v) => format.text(v).replace(/[\u2007\u2008]/g, ""));
  return [`${mid}${space}${format.unit}`, h("span", { class: "key-range" }, ` (${low}–${high})`)];
}

const present = (line: Line) => line.y.filter((v): v is number => v !== undefined && v !== null).sort((a, b) => a - b);

function summary(spec: TimeChart): Sheet {
  const unit = spec.unit ? ` (${spec.unit})` : "";
  return {
    columns: ["Series", "Points", `Least${unit}`, `Median${unit}`, `Greatest${unit}`],
    rows: spec.lines.map((l) => {
      const v = present(l);
      return [l.name, v.length, v[0], v.length ? median(v) : undefined, v[v.length - 1]].map((c) => (typeof c === "number" ? Number(c.toPrecision(6)) : c));
    }),
  };
}

function everything(spec: TimeChart): Sheet {
  return {
    columns: ["series", spec.xLabel, spec.yLabel],
    rows: spec.lines.flatMap((l) => l.x.map((x, i) => [l.name, x, l.y[i] ?? undefined])),
  };
}

// still draws the chart as it is zoomed now, for saving.
function still(spec: TimeChart, kinds: Kind[], group: Group, width: number): SVGSVGElement {
  const height = 280;
  const left = 70;
  const right = width - 14;
  const top = 46;
  const bottom = height - 42;
  const [min, max] = group.range;
  const inside = (l: Line) => l.x.flatMap((x, i) => (x >= min && x <= max && l.y[i] !== undefined ? [[x, l.y[i]!] as const] : []));
  const high = Math.max(1e-12, ...spec.lines.map((l) => Math.max(0, ...inside(l).map(([, y]) => y))));
  const x = linear(min, max, left, right, Math.max(2, (right - left) / 80));
  const y = linear(0, high * 1.08, bottom, top, 5);
  const set = <T extends SVGElement>(el: T, props: Record<string, string>): T => {
    for (const [name, value] of Object.entries(props)) el.setAttribute(name, value);
    return el;
  };
  const write = (px: number, py: number, words: string, anchor: "start" | "middle" | "end", font: string) =>
    set(text(px, py, words, "", anchor), { "font-family": token(font), "font-size": "11px", fill: token("--ink2") });
  const svg = s("svg", { width, height });
  tickTexts(y.ticks, spec.unit).forEach((words, i) => {
    const at = crisp(y(y.ticks[i]!));
    svg.append(set(svgLine(left, at, right, at, ""), { stroke: token("--grid") }), write(left - 6, at + 4, words, "end", "--mono"));
  });
  tickTexts(x.ticks, "s").forEach((words, i) => svg.append(write(x(x.ticks[i]!), bottom + 16, words, "middle", "--mono")));
  svg.append(set(svgLine(left, crisp(bottom), right, crisp(bottom), ""), { stroke: token("--rule") }));
  svg.append(write((left + right) / 2, height - 6, spec.xLabel, "middle", "--text"), write(8, top - 12, spec.yLabel, "start", "--text"));
  let keyX = 8;
  for (const k of kinds) {
    svg.append(set(svgLine(keyX, 8, keyX + 18, 8, ""), { stroke: colour(k.colour), "stroke-width": "2", "stroke-dasharray": k.dash?.join(" ") ?? "none" }));
    svg.append(write(keyX + 24, 12, k.name, "start", "--text"));
    keyX += 42 + k.name.length * 6.6;
  }
  for (const l of spec.lines) {
    const d = inside(l).map(([px, py], i) => `${i ? "L" : "M"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join("");
    svg.append(s("path", { d, fill: "none", stroke: colour(l.colour), "stroke-width": 1.4, opacity: l.faint ? 0.75 : 0.95, "stroke-dasharray": (l.faint ? faint(l) : l.dash)?.join(" ") }));
  }
  return svg;
}
