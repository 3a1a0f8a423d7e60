// The results browser of brig: the frame around all pages, and which page an
// address shows.

import { refresh } from "./api";
import { h, replace } from "./dom";
import { icon } from "./icons";
import { empty, mount, open } from "./page";
import { benchmarkPage } from "./pages/benchmark";
import { benchmarksPage } from "./pages/benchmarks";
import { bundlesPage } from "./pages/bundles";
import { capturePage, capturesPage } from "./pages/captures";
import { comparePage } from "./pages/compare";
import { runPage } from "./pages/run";
import { settingsPage } from "./pages/settings";
import { systemPage, systemsPage } from "./pages/systems";
import { trialPage } from "./pages/trial";
import { verdictPage } from "./pages/verdict";
import { openPalette } from "./palette";
import { go, here, link, on, onOther, show, start } from "./route";
import { apply, chosen, dark, set } from "./theme";

const sections = ["Benchmarks", "Systems", "Captures", "Compare", "Bundles", "Settings"];

function shell(): void {
  const links = new Map(sections.map((text) => {
    const name = text.toLowerCase();
    return [name, h("a", { href: link("/" + name) }, icon(name), h("span", {}, text))];
  }));
  const crumbs = h("nav", { class: "crumbs", "aria-label": "Where you are" });
  const main = h("main", { id: "main", tabindex: -1 });
  const skip = h("a", { class: "skip", href: "#main" }, "Skip to the page");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  replace(document.body,
    skip,
    h("nav", { class: "rail", "aria-label": "Sections" },
      h("a", { class: "brand", href: link("/benchmarks"), "aria-label": "brig, results" }, icon("mark"), h("span", {}, "brig")),
      [...links.values()]),
    h("div", { class: "page" },
      h("header", { class: "top" }, crumbs, h("div", { class: "tools" },
        h("button", { type: "button", class: "quiet find", onclick: openPalette, "aria-label": "Find", "aria-keyshortcuts": "Control+K /" }, icon("search"), h("span", {}, "Find"), h("kbd", {}, "/")),
        h("button", { type: "button", class: "quiet", id: "theme", onclick: switchTheme, "aria-label": "Light or dark", title: "Light or dark (t)" }, icon("theme")))),
      main));
  mount({
    crumbs, main,
    section(name) {
      for (const [key, a] of links) {
        if (key === name) a.setAttribute("aria-current", "page");
        else a.removeAttribute("aria-current");
      }
    },
  });
}

function switchTheme(): void {
  set(dark() ? "light" : "dark");
  show(); // charts on canvas take their colours when they are drawn
}

const letters: Record<string, string> = { b: "benchmarks", s: "systems", c: "captures", m: "compare", u: "bundles" };

function keys(): void {
  let after = "";
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    const el = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || el?.closest("input, select, textarea, dialog")) return;
    const before = after;
    after = "";
    if (before === "g" && letters[event.key]) go(link("/" + letters[event.key]));
    else if (event.key === "/") {
      event.preventDefault();
      openPalette();
    } else if (event.key === "g") after = "g";
    else if (event.key === "t") switchTheme();
    else if (event.key === "r") {
      refresh();
      show();
    }
  });
}

// copying takes raw values: what is copied from a table can be reckoned with.
function copying(): void {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    const part = selection.getRangeAt(0).cloneContents();
    const numbers = part.querySelectorAll("data[value]");
    if (numbers.length === 0) return;
    for (const el of numbers) el.textContent = el.getAttribute("value");
    const rows = [...part.querySelectorAll("tr")];
    const text = rows.length
      ? rows.map((tr) => [...tr.querySelectorAll("th, td")].map((c) => c.textContent?.trim()).join("\t")).join("\n")
      : part.textContent ?? "";
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
}

function routes(): void {
  on("/", () => {
    history.replaceState(null, "", link("/benchmarks"));
    show();
  });
  on("/benchmarks", benchmarksPage);
  on("/benchmarks/:", benchmarkPage);
  on("/trials/:", trialPage);
  on("/runs/:", runPage);
  on("/systems", systemsPage);
  on("/systems/:", systemPage);
  on("/captures", capturesPage);
  on("/captures/:", capturePage);
  on("/verdicts/:", verdictPage);
  on("/compare", comparePage);
  on("/bundles", bundlesPage);
  on("/settings", settingsPage);
  onOther(() => open("", "No such page", async () => ({ title: "No such page", body: empty("Nothing is at this address", `${here()} is not a page of the results browser.`) })));
}

apply();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (chosen() !== "system") return;
  apply();
  show();
});
shell();
routes();
keys();
copying();
start();
