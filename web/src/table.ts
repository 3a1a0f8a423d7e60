// Tables that sort by their headings. The sorting is in the address.

import { h, replace, s, type Child } from "./dom";
import { type Unit, column, middle, raw } from "./format";
import { choose, param } from "./route";

export interface Column<T> {
  key: string; // names the column in the address
  head: string;
  unit?: string; // under the heading
  hint?: string; // what it means, on hover
  cell: (row: T) => Child;
  sort?: (row: T) => number | string | undefined;
  num?: boolean;
  class?: string;
}

export interface Table<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  sort?: string; // by default: a column's key, with "-" for falling
  param?: string; // in the address, "sort" unless there are several tables
  slim?: boolean; // few, short columns: not as wide as the page
  limit?: number; // rows shown before the reader asks for all
  rowClass?: (row: T) => string;
}

export function table<T>(spec: Table<T>): HTMLElement {
  const name = spec.param ?? "sort";
  let sort = param(name) ?? spec.sort ?? "";
  let all = false;
  const body = h("tbody");
  const head = h("tr");
  const more = h("div", { class: "more" });

  const draw = () => {
    const key = sort.replace(/^-/, "");
    const by = spec.columns.find((c) => c.key === key && c.sort);
    const rows = by ? sorted(spec.rows, by.sort!, sort.startsWith("-")) : spec.rows;
    replace(head, spec.columns.map((c) => heading(c, by === c ? (sort.startsWith("-") ? "descending" : "ascending") : undefined)));
    const shown = all || !spec.limit || rows.length <= spec.limit + 5 ? rows : rows.slice(0, spec.limit);
    replace(body, shown.map((row) => h("tr", { class: spec.rowClass?.(row) },
      spec.columns.map((c) => h("td", { class: classes(c) }, c.cell(row))))));
    replace(more, shown.length < rows.length
      ? h("button", { type: "button", class: "quiet", onclick: () => { all = true; draw(); } }, `Show all ${rows.length} (${rows.length - shown.length} more)`)
      : null);
  };
  const heading = (c: Column<T>, state: string | undefined) => {
    const unit = c.unit ? h("span", { class: "unit" }, c.unit) : null;
    if (!c.sort) return h("th", { scope: "col", class: classes(c), title: c.hint }, c.head, unit);
    return h("th", { scope: "col", class: classes(c), "aria-sort": state },
      h("button", {
        type: "button", class: "sort", title: c.hint,
        onclick: () => {
          // Figures are asked for largest first, names from A.
          const up = c.key;
          const down = "-" + c.key;
          sort = c.num ? (sort === down ? up : down) : sort === up ? down : up;
          choose({ [name]: sort === spec.sort ? undefined : sort });
          draw();
          head.querySelectorAll<HTMLElement>("th")[spec.columns.indexOf(c)]?.querySelector("button")?.focus();
        },
      }, h("span", { class: "sort-word" }, c.head), unit, arrow(state)));
  };
  draw();
  return h("div", { class: spec.slim ? "table slim" : "table" },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": spec.label },
      h("table", {}, h("thead", {}, head), body)),
    more);
}

function classes<T>(c: Column<T>): string {
  return [c.num ? "num" : "", c.class ?? ""].join(" ").trim();
}

function arrow(state: string | undefined): SVGSVGElement {
  const d = state === "ascending" ? "M1 6 4 2 7 6" : state === "descending" ? "M1 2 4 6 7 2" : "";
  return s("svg", { class: "arrow", width: 8, height: 8, "aria-hidden": "true" }, s("path", { d }));
}

// sorted keeps rows without a value at the end, whichever way it sorts.
function sorted<T>(rows: T[], value: (row: T) => number | string | undefined, falling: boolean): T[] {
  const keyed = rows.map((row, i) => ({ row, i, v: value(row) }));
  keyed.sort((a, b) => {
    if (a.v === undefined || b.v === undefined) return Number(a.v === undefined) - Number(b.v === undefined) || a.i - b.i;
    const order = typeof a.v === "number" && typeof b.v === "number" ? a.v - b.v : compareText(String(a.v), String(b.v));
    return (falling ? -order : order) || a.i - b.i;
  });
  return keyed.map((k) => k.row);
}

export function compareText(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

// figure is a number in a table: short to the eye, raw on hover and copy.
export function figure(text: string, value: number | undefined, unit: string): Child {
  if (value === undefined || !Number.isFinite(value)) return h("span", { class: "faint", title: "not given by this platform" }, "–");
  return h("data", { value: String(value), title: raw(value, unit) }, text);
}

// figures makes a column of numbers that share a prefix. The stored value is
// in stored units, of which scale make one base unit.
export function figures<T>(
  rows: T[], key: string, head: string, value: (row: T) => number | undefined,
  unit: Unit, stored: string = unit, scale = 1, hint?: string,
): Column<T> {
  const values = rows.map(value).filter((v): v is number => v !== undefined).map((v) => v / scale);
  const format = column(values, unit);
  return {
    key, head, hint, num: true, unit: format.unit || undefined, sort: value,
    cell: (row) => {
      const v = value(row);
      return figure(v === undefined ? "" : format.text(v / scale), v, stored);
    },
  };
}

// cut is a long name in a table: whole on hover and copy.
export function cut(name: string, max: number): HTMLElement {
  return h("data", { class: "cut", value: name, title: name }, middle(name, max));
}

// bar is a value's share of the largest, as a length.
export function bar(value: number, max: number, label: string): SVGSVGElement {
  const share = max > 0 ? Math.max(0, Math.min(1, value / max)) : 0;
  return s("svg", { class: "bar", width: 96, height: 10, role: "img", "aria-label": label },
    s("rect", { class: "bar-track", x: 0, y: 4.5, width: 96, height: 1 }),
    s("rect", { class: "bar-fill", x: 0, y: 1, width: (96 * share).toFixed(1), height: 8 }));
}
