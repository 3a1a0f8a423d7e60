// The command palette: finds any benchmark, trial, script, function or
// component by its name.

import { benchmarks, captures, first, item, systems, trialsOf } from "./api";
import type { Benchmark, Counts, Trial } from "./documents";
import { h, replace } from "./dom";
import { benchmarkHref, benchmarkText, captureHref, systemHref, trialHref, trialName } from "./parts";
import { go, here, link } from "./route";

interface Entry {
  kind: string;
  text: string;
  more?: string;
  href: string;
}

const pages: Entry[] = ["Benchmarks", "Systems", "Captures", "Compare", "Bundles", "Settings"].map((text) => ({ kind: "page", text, href: link("/" + text.toLowerCase()) }));

let dialog: HTMLDialogElement | undefined;

export function openPalette(): void {
  if (dialog?.open) return;
  const input = h("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-label": "Find", placeholder: "Find a benchmark, trial, script, function or component", autocomplete: "off", spellcheck: "false" });
  const results = h("ul", { id: "palette-list", role: "listbox", "aria-label": "Results" });
  const status = h("p", { class: "note", role: "status" });
  const box = h("dialog", { class: "palette", "aria-label": "Find" }, input, results, status);
  dialog = box;
  document.body.append(box);
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });

  let entries = pages;
  let found: Entry[] = [];
  let at = 0;
  const draw = () => {
    found = search(entries, input.value);
    at = Math.min(at, Math.max(0, found.length - 1));
    replace(results, found.map((e, i) => h("li", {
      role: "option", id: `option-${i}`, "aria-selected": String(i === at),
      onclick: () => visit(e),
      onmousemove: () => { if (at !== i) { at = i; mark(); } },
    }, h("span", { class: "palette-kind" }, e.kind), h("span", { class: "palette-text mono" }, e.text), e.more ? h("span", { class: "palette-more" }, e.more) : null)));
    mark();
  };
  const mark = () => {
    [...results.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", found.length ? `option-${at}` : "");
    results.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const visit = (e: Entry) => {
    box.close();
    go(e.href);
  };
  input.addEventListener("input", () => { at = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") at = Math.min(at + 1, found.length - 1);
    else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
    else if (event.key === "Enter" && found[at]) return visit(found[at]!);
    else return;
    event.preventDefault();
    mark();
  });
  draw();
  box.showModal();
  status.textContent = "Reading names";
  gather().then((all) => {
    entries = all;
    status.textContent = `${all.length} names`;
    draw();
  }, () => {
    status.textContent = "The server does not answer; only pages can be found.";
  });
}

// gather names everything: all benchmarks, trials, captures and systems; and
// of the benchmark at hand its scripts, functions and components.
async function gather(): Promise<Entry[]> {
  const [all, files, machines] = await Promise.all([benchmarks(), captures(), systems()]);
  const out = [...pages];
  for (const b of all) out.push({ kind: "benchmark", text: b.name, more: benchmarkText(b), href: benchmarkHref(b.uuid) });
  for (const c of files) out.push({ kind: "capture", text: c.name, href: captureHref(c.uuid) });
  for (const m of machines) out.push({ kind: "system", text: m.hostname ?? m.cpu.model ?? m.os, href: systemHref(m.uuid) });
  const current = await benchmarkAtHand(all);
  for (const b of all) for (const t of b.trials ?? []) if (b !== current) out.push({ kind: "trial", text: trialName(t), more: benchmarkText(b), href: trialHref(t.uuid) });
  if (current) out.push(...(await inside(current)));
  return out;
}

async function benchmarkAtHand(all: Benchmark[]): Promise<Benchmark | undefined> {
  const [kind, uuid] = here().split("/").filter(Boolean);
  if (kind === "benchmarks" && uuid) return all.find((b) => b.uuid === uuid);
  if (kind === "trials" && uuid) return all.find((b) => b.trials?.some((t) => t.uuid === uuid));
  return all[0];
}

async function inside(b: Benchmark): Promise<Entry[]> {
  const trials = await trialsOf(b);
  const out: Entry[] = trials.map((t) => ({ kind: "trial", text: trialName(t), more: t.label, href: trialHref(t.uuid) }));
  for (const t of trials) if (t.suite === "scripts") out.push({ kind: "script", text: t.label, more: t.name, href: trialHref(t.uuid) });
  // The trial at hand, else the one that loads most scripts, names the functions.
  const [kind, uuid] = here().split("/").filter(Boolean);
  const most = trials.filter((t) => t.suite === "scripts").sort((x, y) => y.index - x.index)[0] ?? trials[trials.length - 1];
  const trial = kind === "trials" && uuid ? await item<Trial>("trials", uuid) : most;
  const counts = trial && (await first<Counts>("counts", { trial: trial.uuid }));
  if (trial && counts) {
    for (const f of counts.functions ?? []) out.push({ kind: "function", text: f.name, more: trialName(trial), href: link(`/trials/${trial.uuid}`, { fn: f.name }) });
    for (const c of counts.components ?? []) out.push({ kind: "component", text: c.name, more: trialName(trial), href: trialHref(trial.uuid) });
  }
  return out;
}

// search keeps entries that hold all words, those that begin with them first.
function search(entries: Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored: { e: Entry; score: number }[] = [];
  for (const e of entries) {
    const name = e.text.toLowerCase();
    const whole = `${e.kind} ${name} ${e.more?.toLowerCase() ?? ""}`;
    if (!words.every((w) => whole.includes(w))) continue;
    const score = words.reduce((n, w) => n + (name.startsWith(w) ? 0 : name.includes(w) ? 1 : 2), 0);
    scored.push({ e, score });
  }
  return scored.sort((a, b) => a.score - b.score).slice(0, 40).map((x) => x.e);
}
