// A flame graph: how wide a frame is says how long it took with what it called.
// A click zooms; a word dims what does not have it in its name.

import { rect, text } from "./chart-parts";
import { place } from "./colour";
import { h, s } from "./dom";
import { drawing } from "./figure";
import { bare, findFrame, matched, matches, path, walk, within, type Frame } from "./flame";
import { quantity } from "./format";
import { choose, param } from "./route";

const rowHeight = 20;
const maxRows = 48; // deeper ones are seen when one zooms
const thinnest = 0.4; // px

export function flame(title: string, note: string, root: Frame): HTMLElement {
  let top = findFrame(root, param("flame") ?? "") ?? root;
  let word = param("find") ?? "";
  let at: Frame | undefined; // that is pointed at
  let svg: SVGSVGElement | undefined;
  let redraw = () => {};

  const about = h("p", { class: "flame-about mono", role: "status" });
  const found = h("p", { class: "note" });
  const whole = h("button", { type: "button", onclick: () => zoom(root) }, "Show all");
  const input = h("input", { type: "search", class: "filter", placeholder: "Find in the flame graph", "aria-label": "Find in the flame graph", value: word });

  const say = () => {
    const f = at ?? top;
    const part = (ns: number) => `${quantity(ns / 1e9, "s")} (${quantity((100 * ns) / root.all, "%")})`;
    about.textContent = f === root ? `All: ${quantity(root.all / 1e9, "s")}`
      : `${f.name}: ${part(f.all)}${f.depth > 1 ? `, ${part(f.own)} of it itself, ${quantity(f.calls, "")} calls` : ""}`;
    whole.disabled = top === root;
    found.textContent = word === "" ? "" : `${quantity((100 * matched(top, word)) / top.all, "%")} of what is shown is in frames with that in their name.`;
    for (const g of svg?.querySelectorAll<SVGGElement>("g[data-id]") ?? []) g.classList.toggle("here", at !== undefined && g.dataset["id"] === at.id);
  };
  const zoom = (f: Frame) => {
    top = f;
    choose({ flame: f.id || undefined });
    redraw();
    say();
  };
  const point = (f: Frame | undefined) => {
    if (at === f) return;
    at = f;
    say();
  };
  input.addEventListener("input", () => {
    word = input.value.trim();
    choose({ find: word || undefined }, true);
    redraw();
    say();
  });

  const sheet = {
    columns: ["Call stack", "Calls", "Exclusive (ns)", "Inclusive (ns)"],
    rows: [...walk(root)].filter((f) => f.depth > 1).map((f) => [path(f).join(" › "), f.calls, f.own, f.all]),
  };
  const chart = drawing({ title, note, sheet }, (width) => (svg = draw(width, top, word)), heightOf(root), (again) => (redraw = again));
  const body = chart.querySelector<HTMLElement>(".drawing")!;
  const frameOf = (event: Event) => {
    const id = (event.target as Element).closest<SVGGElement>("g[data-id]")?.dataset["id"];
    return id === undefined ? undefined : findFrame(root, id);
  };
  body.addEventListener("mouseover", (event) => point(frameOf(event)));
  body.addEventListener("mouseleave", () => point(undefined));
  body.addEventListener("click", (event) => {
    const f = frameOf(event);
    if (f) zoom(f);
  });
  body.tabIndex = 0;
  body.setAttribute("role", "group");
  body.setAttribute("aria-label", `${title}: arrow keys walk, Enter zooms, Escape shows all`);
  body.addEventListener("keydown", (event) => {
    const f = step(at ?? top, event.key, top);
    if (event.key === "Enter") zoom(at ?? top);
    else if (event.key === "Escape" && top !== root) zoom(root);
    else if (f) point(f);
    else return;
    event.preventDefault();
  });
  body.addEventListener("blur", () => point(undefined));
  chart.insertBefore(h("div", { class: "flame-tools" }, input, whole, found), body);
  body.after(about);
  say();
  return chart;
}

// step is the frame that an arrow leads to.
function step(f: Frame, key: string, top: Frame): Frame | undefined {
  const beside = f.parent?.children ?? [f];
  const i = beside.indexOf(f);
  switch (key) {
    case "ArrowDown":
      return f.children[0] ?? f;
    case "ArrowUp":
      return f.parent ?? f;
    case "ArrowLeft":
      return f === top || within(top, f) ? f : beside[i - 1] ?? f;
    case "ArrowRight":
      return f === top || within(top, f) ? f : beside[i + 1] ?? f;
  }
  return undefined;
}

// label is a name, or as much of its beginning as there is room for: what
// belongs together begins alike.
function label(name: string, chars: number): string {
  if (name.length <= chars) return name;
  const short = bare(name);
  return short.length <= chars ? short : short.slice(0, chars - 1) + "…";
}

const rows = (root: Frame) => Math.min(maxRows, Math.max(...[...walk(root)].map((f) => f.depth)) + 1);
const heightOf = (root: Frame) => rows(root) * rowHeight + 1;

function draw(width: number, top: Frame, word: string): SVGSVGElement {
  const deepest = rows(top);
  const svg = s("svg", { width, height: deepest * rowHeight + 1, class: "chart flame" });
  const put = (f: Frame, x: number, w: number) => {
    if (w < thinnest || f.depth >= deepest) return;
    const g = s("g", { "data-id": f.id, class: word && !matches(f, word) ? "frame dim" : "frame" });
    const box = rect(x, f.depth * rowHeight, Math.max(thinnest, w - 0.5), rowHeight - 1, "");
    if (f.family) box.style.fill = `var(--c${place(f.family)})`;
    g.append(box);
    const chars = Math.floor((w - 8) / 7);
    if (chars >= 3) g.append(text(x + 4, f.depth * rowHeight + 14, label(f.name, chars), "mono"));
    g.append(s("title", {}, f.name));
    svg.append(g);
    if (within(top, f) && f !== top) return; // what is beside the one that is zoomed to is not drawn
    let from = x;
    for (const c of f.children) {
      const size = (c.all / f.all) * w;
      put(c, from, size);
      from += size;
    }
  };
  for (let f: Frame | undefined = top; f; f = f.parent) put(f, 0, width);
  return svg;
}
