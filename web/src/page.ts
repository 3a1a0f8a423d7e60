// What every page is made of: a heading, the way to it, and a body that is
// loading, there, or could not be had.

import { Failure, progress, refresh } from "./api";
import { append, h, replace, type Child } from "./dom";

export interface Crumb {
  text: string;
  href?: string;
}

export interface Content {
  title: string;
  crumbs?: Crumb[]; // from the section down; the last is the page itself
  actions?: Child; // beside the heading
  body: Child;
}

interface Frame {
  crumbs: HTMLElement;
  main: HTMLElement;
  section: (name: string) => void;
}

let frame: Frame;
let visit = 0;
let farewells: (() => void)[] = [];

export function mount(into: Frame): void {
  frame = into;
}

// leaving asks for a call when this page goes away.
export function leaving(call: () => void): void {
  farewells.push(call);
}

// open shows a page of a section: its skeleton at once, what load gives when
// it is there. A page that was left meanwhile is not shown.
export function open(section: string, title: string, load: () => Promise<Content>): void {
  const mine = ++visit;
  for (const farewell of farewells) farewell();
  farewells = [];
  frame.section(section);
  frame.main.setAttribute("aria-busy", "true");
  // What is there already needs no skeleton, so nothing flickers.
  const late = setTimeout(() => {
    if (mine !== visit) return;
    crumbs([{ text: title }]);
    replace(frame.main, heading(title), skeleton());
  }, 60);
  load().then(
    (content) => {
      clearTimeout(late);
      if (mine !== visit) return;
      settle(content.title, content.crumbs ?? [{ text: content.title }]);
      replace(frame.main, heading(content.title, content.actions), content.body);
      if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
      // Who follows a link by keyboard goes on reading at the new heading.
      if (mine > 1 && document.activeElement === document.body) frame.main.querySelector("h1")?.focus({ preventScroll: true });
    },
    (err: unknown) => {
      clearTimeout(late);
      if (mine !== visit) return;
      settle(title, [{ text: title }]);
      replace(frame.main, heading(title), problem(err, () => {
        refresh();
        open(section, title, load);
      }));
      if (!(err instanceof Failure)) throw err;
    },
  );
}

function settle(title: string, path: Crumb[]): void {
  document.title = `${title} · brig`;
  frame.main.removeAttribute("aria-busy");
  crumbs(path);
}

function heading(title: string, actions?: Child): HTMLElement {
  return h("header", { class: "heading" }, h("h1", { tabindex: -1 }, title), actions ? h("div", { class: "actions" }, actions) : null);
}

function crumbs(path: Crumb[]): void {
  replace(frame.crumbs, h("ol", {}, path.map((c, i) =>
    h("li", {}, i === path.length - 1 ? h("span", { "aria-current": "page" }, c.text) : h("a", { href: c.href ?? "#" }, c.text)))));
}

function skeleton(): HTMLElement {
  const figure = h("p", { class: "note", role: "status" });
  const el = h("div", { class: "skeleton" }, figure,
    h("div", { class: "bone wide" }), h("div", { class: "bone tall" }),
    [1, 2, 3, 4, 5, 6].map(() => h("div", { class: "bone" })));
  const tick = setInterval(() => {
    if (!el.isConnected) return clearInterval(tick);
    const { asked, answered } = progress();
    figure.textContent = `Reading: ${answered} of ${asked} answers are here`;
  }, 1000);
  return el;
}

// problem says what failed, that nothing was lost by it, and offers to retry.
export function problem(err: unknown, retry: () => void): HTMLElement {
  let what = "The page could not be drawn";
  let detail = err instanceof Error ? err.message : String(err);
  let safe = "Stored results are not affected.";
  if (err instanceof Failure) {
    what = err.status === 404 ? "The server has no such document" : "Reading from the server failed";
    if (err.status === 0) {
      what = "The server does not answer";
      detail = `${location.origin} did not accept the request. Is “brig serve” running?`;
      safe = "Stored results are safe: this page only reads.";
    } else {
      detail = `${err.status}: ${err.message} (${err.what.split("?")[0]})`;
    }
  }
  return h("section", { class: "state error", role: "alert" },
    h("h2", {}, what), h("p", {}, detail), h("p", { class: "note" }, safe),
    h("button", { type: "button", onclick: retry }, "Try again"));
}

// empty says what would be here and the command that fills it.
export function empty(what: string, how: string, ...commands: string[]): HTMLElement {
  return h("section", { class: "state" }, h("h2", {}, what), h("p", {}, how), commands.map(command));
}

function command(text: string): HTMLElement {
  const code = h("code", {}, text);
  const button = h("button", { type: "button", class: "quiet" }, "Copy");
  button.addEventListener("click", () => {
    const done = () => {
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    };
    const select = () => getSelection()?.selectAllChildren(code);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  });
  return h("div", { class: "command" }, code, button);
}

// later is a part of a page that is read after the rest is shown. Its place is
// kept as high as it is going to be.
export function later(cls: string, load: () => Promise<HTMLElement>): HTMLElement {
  const mine = visit;
  const el = h("div", { class: cls, "aria-busy": "true" }, skeleton());
  const show = (part: HTMLElement) => {
    if (mine !== visit) return;
    el.removeAttribute("aria-busy");
    el.className = "";
    replace(el, part);
  };
  const read = () => load().then(show, (err: unknown) => {
    show(problem(err, () => { refresh(); void read(); }));
    if (!(err instanceof Failure)) throw err;
  });
  void read();
  return el;
}

// section is a part of a page under its own heading, which an address can name.
export function section(title: string, note: string | undefined, ...children: Child[]): HTMLElement {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const el = h("section", { class: "part", id }, h("h2", {}, title), note ? h("p", { class: "note" }, note) : null);
  append(el, children);
  return el;
}

// facts is a list of terms and what they are; those that are absent are left out.
export function facts(...pairs: [string, Child][]): HTMLElement {
  return h("dl", { class: "facts" }, pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))));
}
