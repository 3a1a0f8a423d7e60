// Saving charts. An SVG is the chart with its looks written into it, under
// its title. A PNG is painted from that SVG by hand, since the page's
// security policy does not let an image be loaded from a blob.

import { s } from "./dom";
import { token } from "./colour";

export interface Sheet {
  columns: string[]; // headings with their units
  rows: (string | number | undefined)[][];
}

export function csv(sheet: Sheet): string {
  const cell = (value: string | number | undefined) => {
    const text = value === undefined ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [sheet.columns, ...sheet.rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

const looks = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline",
];

// standalone copies a chart with its looks as attributes, a ground and a title.
export function standalone(chart: SVGSVGElement, title: string): SVGSVGElement {
  const width = chart.width.baseVal.value;
  const height = chart.height.baseVal.value;
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const from = chart.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((el, i) => {
    const style = getComputedStyle(from[i]!);
    for (const name of looks) {
      const value = style.getPropertyValue(name);
      if (value) el.setAttribute(name, value);
    }
    el.removeAttribute("class");
    el.removeAttribute("style");
  });
  const top = 30;
  const out = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: height + top, viewBox: `0 0 ${width} ${height + top}` });
  out.append(
    s("rect", { x: 0, y: 0, width, height: height + top, fill: token("--ground") }),
    s("text", { x: 8, y: 20, fill: token("--ink"), "font-family": token("--text"), "font-size": "13px", "font-weight": 600 }, title),
    s("g", { transform: `translate(0,${top})` }, [...copy.childNodes]),
  );
  return out;
}

// paint draws the elements that our charts are made of onto a canvas.
export function paint(svg: SVGSVGElement): HTMLCanvasElement {
  const scale = 2;
  const canvas = document.createElement("canvas");
  canvas.width = Number(svg.getAttribute("width")) * scale;
  canvas.height = Number(svg.getAttribute("height")) * scale;
  const ctx = canvas.getContext("2d")!;
  ctx.scale(scale, scale);
  for (const child of svg.children) paintElement(ctx, child, 1);
  return canvas;
}

function paintElement(ctx: CanvasRenderingContext2D, el: Element, opacity: number): void {
  const number = (name: string) => parseFloat(el.getAttribute(name) ?? "0") || 0;
  opacity *= el.hasAttribute("opacity") ? number("opacity") : 1;
  ctx.save();
  const move = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(el.getAttribute("transform") ?? "");
  if (move) ctx.translate(Number(move[1]), Number(move[2]));
  const turn = /rotate\(([-\d.]+)\)/.exec(el.getAttribute("transform") ?? "");
  if (turn) ctx.rotate((Number(turn[1]) * Math.PI) / 180);
  if (el.tagName === "g") {
    for (const child of el.children) paintElement(ctx, child, opacity);
  } else if (el.tagName === "text") {
    paintText(ctx, el, opacity);
  } else {
    const path = shape(el, number);
    if (path) {
      const fill = el.getAttribute("fill") ?? "black";
      if (fill !== "none") {
        ctx.globalAlpha = opacity * (el.hasAttribute("fill-opacity") ? number("fill-opacity") : 1);
        ctx.fillStyle = fill;
        ctx.fill(path);
      }
      const stroke = el.getAttribute("stroke") ?? "none";
      if (stroke !== "none") {
        ctx.globalAlpha = opacity * (el.hasAttribute("stroke-opacity") ? number("stroke-opacity") : 1);
        ctx.strokeStyle = stroke;
        ctx.lineWidth = el.hasAttribute("stroke-width") ? number("stroke-width") : 1;
        const dashes = el.getAttribute("stroke-dasharray") ?? "none";
        ctx.setLineDash(dashes === "none" ? [] : dashes.split(/[ ,]+/).map(parseFloat));
        ctx.stroke(path);
      }
    }
  }
  ctx.restore();
}

function shape(el: Element, number: (name: string) => number): Path2D | undefined {
  const path = new Path2D();
  switch (el.tagName) {
    case "path":
      return new Path2D(el.getAttribute("d") ?? "");
    case "rect":
      path.rect(number("x"), number("y"), number("width"), number("height"));
      return path;
    case "line":
      path.moveTo(number("x1"), number("y1"));
      path.lineTo(number("x2"), number("y2"));
      return path;
    case "circle":
      path.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
      return path;
  }
  return undefined;
}

function paintText(ctx: CanvasRenderingContext2D, el: Element, opacity: number): void {
  const get = (name: string, otherwise: string) => el.getAttribute(name) ?? otherwise;
  ctx.font = `${get("font-weight", "400")} ${get("font-size", "11px")} ${get("font-family", "sans-serif")}`;
  ctx.fillStyle = get("fill", "black");
  ctx.globalAlpha = opacity;
  const anchor = get("text-anchor", "start");
  ctx.textAlign = anchor === "middle" ? "center" : anchor === "end" ? "right" : "left";
  ctx.textBaseline = get("dominant-baseline", "auto") === "central" ? "middle" : "alphabetic";
  const text = [...el.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent).join("");
  ctx.fillText(text, parseFloat(get("x", "0")), parseFloat(get("y", "0")));
}

export function save(name: string, blob: Blob): void {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

// fileName makes a title a file name.
export function fileName(title: string, extension: string): string {
  const stem = title.toLowerCase().replace(/[^a-z0-9.]+/g, "-").replace(/^-+|-+$/g, "");
  return `${stem || "chart"}.${extension}`;
}

export function saveCsv(title: string, sheet: Sheet): void {
  save(fileName(title, "csv"), new Blob([csv(sheet)], { type: "text/csv" }));
}

export function saveSvg(title: string, svg: SVGSVGElement): void {
  save(fileName(title, "svg"), new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }));
}

export function savePng(title: string, svg: SVGSVGElement): void {
  paint(svg).toBlob((blob) => {
    if (blob) save(fileName(title, "png"), blob);
  }, "image/png");
}
