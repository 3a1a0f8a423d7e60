// The frame of a chart: what is compared, the chart, the same as a table, and
// how to save it.

import { h, replace, type Child } from "./dom";
import { type Sheet, saveCsv, savePng, saveSvg, standalone } from "./export";
import { leaving } from "./page";

export interface Figure {
  title: string; // what is compared with what
  note?: string; // how to read it
  key?: Child; // which line is what
  aside?: Child; // beside the tools
  sheet: Sheet; // what the table shows
  data?: () => Sheet; // what CSV holds when that is more
  svg: () => SVGSVGElement | undefined; // the chart as it is saved
}

let figures = 0;

// frame puts a chart's body into its frame.
export function frame(fig: Figure, body: HTMLElement): HTMLElement {
  const id = `figure-${++figures}`;
  const table = h("div", { class: "figure-table scroll", id: `${id}-table`, hidden: true, tabindex: 0, role: "region", "aria-label": `${fig.title}: table` });
  const toggle = h("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": `${id}-table` }, "Table");
  toggle.addEventListener("click", () => {
    if (table.hidden) replace(table, sheetTable(fig.sheet));
    table.hidden = !table.hidden;
    toggle.setAttribute("aria-expanded", String(!table.hidden));
  });
  const drawn = (use: (svg: SVGSVGElement) => void) => () => {
    const svg = fig.svg();
    if (svg) use(svg);
    menu.open = false;
  };
  const menu = h("details", { class: "menu" },
    h("summary", { class: "quiet" }, "Save"),
    h("div", { class: "menu-list" },
      h("button", { type: "button", onclick: drawn((svg) => saveSvg(fig.title, svg)) }, "SVG"),
      h("button", { type: "button", onclick: drawn((svg) => savePng(fig.title, svg)) }, "PNG"),
      h("button", { type: "button", onclick: () => { saveCsv(fig.title, (fig.data ?? (() => fig.sheet))()); menu.open = false; } }, "CSV"),
    ),
  );
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
  });
  return h("figure", { class: "figure", "aria-labelledby": id },
    h("figcaption", {},
      h("h3", { id }, fig.title),
      h("div", { class: "figure-tools" }, fig.aside, toggle, menu),
      fig.note ? h("p", { class: "note" }, fig.note) : null,
    ),
    fig.key,
    body,
    table,
  );
}

function sheetTable(sheet: Sheet): HTMLTableElement {
  return h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, sheet.columns.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", {}, sheet.rows.map((row) => h("tr", {}, row.map((value) =>
      h("td", { class: typeof value === "number" ? "num" : "" }, value ?? "–"))))),
  );
}

// drawing makes a body that draws itself as an SVG for its width, and again
// when that changes. A height that is known keeps its place until then. Who
// changes what is drawn is given what draws it again.
export function drawing(fig: Omit<Figure, "svg">, draw: (width: number) => SVGSVGElement, height = 240, changed?: (again: () => void) => void): HTMLElement {
  const body = h("div", { class: "drawing" });
  body.style.minHeight = `${height}px`;
  let svg: SVGSVGElement | undefined;
  let drawn = 0;
  const again = () => {
    const width = Math.floor(body.clientWidth);
    if (width < 50 || width === drawn) return;
    drawn = width;
    svg = draw(width);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", fig.title);
    body.replaceChildren(svg);
  };
  changed?.(() => {
    drawn = 0;
    again();
  });
  const watch = new ResizeObserver(again);
  watch.observe(body);
  leaving(() => watch.disconnect());
  return frame({ ...fig, svg: () => svg && standalone(svg, fig.title) }, body);
}
