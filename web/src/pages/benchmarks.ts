// The list of benchmarks: what is there, how did it go?

import { benchmarks, captures, verdicts } from "../api";
import type { Benchmark } from "../documents";
import { h, replace } from "../dom";
import { duration } from "../format";
import { empty, open } from "../page";
import { benchmarkHref, captureHref, engine, engineText, latest, time, verdictHref } from "../parts";
import { choose, param } from "../route";
import { figure, table } from "../table";
import { badge } from "../verdicts";

export function benchmarksPage(): void {
  open("benchmarks", "Benchmarks", async () => {
    const [all, files, judged] = await Promise.all([benchmarks(), captures(), verdicts()]);
    if (all.length === 0) {
      return {
        title: "Benchmarks",
        body: empty("No benchmarks yet", "Run one and it is stored here. Results that are on disk already can be uploaded.",
          "brig appliance", "brig upload results/NAME"),
      };
    }
    const captureNames = new Map(files.map((c) => [c.uuid, c.name]));
    const verdictOf = latest(judged);
    const captureName = (b: Benchmark) => captureNames.get(b.capture) ?? "";
    const text = (b: Benchmark) =>
      [b.name, b.title, engineText(b.engine), b.program?.name, b.machine, captureName(b), verdictOf.get(b.uuid)?.outcome].join(" ").toLowerCase();
    const rank = (b: Benchmark) => ["reproduced", "shifted", "undecided", "different"].indexOf(verdictOf.get(b.uuid)?.outcome ?? "");

    const body = h("div");
    const draw = () => {
      const words = (param("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      const rows = all.filter((b) => words.every((w) => text(b).includes(w)));
      if (rows.length === 0) {
        replace(body, h("p", { class: "state" }, "No benchmark fits this filter."));
        return;
      }
      replace(body, table<Benchmark>({
        label: "Benchmarks", rows, sort: "-when",
        columns: [
          { key: "name", head: "Benchmark", class: "name", sort: (b) => b.name,
            cell: (b) => [h("a", { href: benchmarkHref(b.uuid) }, b.name), b.title ? h("span", { class: "sub", title: b.title }, b.title) : null] },
          { key: "engine", head: "Engine", sort: (b) => engineText(b.engine) + (b.program?.name ?? ""),
            cell: (b) => [engine(b), b.program ? h("span", { class: "sub" }, b.program.name) : null] },
          { key: "machine", head: "Machine", sort: (b) => b.machine,
            cell: (b) => h("span", { title: b.isolation?.length ? "not isolated: " + b.isolation.join("; ") : undefined }, b.machine) },
          { key: "capture", head: "Capture", sort: captureName,
            cell: (b) => (captureName(b) ? h("a", { href: captureHref(b.capture) }, captureName(b)) : "–") },
          { key: "when", head: "When", class: "nowrap", sort: (b) => b.started, cell: (b) => time(b.started) },
          { key: "took", head: "Took", num: true, sort: (b) => Date.parse(b.ended) - Date.parse(b.started),
            cell: (b) => duration((Date.parse(b.ended) - Date.parse(b.started)) * 1e6) },
          { key: "trials", head: "Trials", num: true, sort: (b) => b.trials?.length ?? 0, cell: (b) => figure(String(b.trials?.length ?? 0), b.trials?.length ?? 0, "") },
          { key: "repeats", head: "Repeats", num: true, sort: (b) => b.repeats, cell: (b) => figure(String(b.repeats), b.repeats, "plain runs of each trial") },
          { key: "verdict", head: "Verdict", sort: rank,
            cell: (b) => {
              const v = verdictOf.get(b.uuid);
              return v ? h("a", { href: verdictHref(v.uuid), title: `exact claims: ${v.exact}; cost claims: ${v.cost}` }, badge(v.outcome)) : h("span", { class: "faint" }, "not judged");
            } },
        ],
      }));
    };
    const filter = h("input", { type: "search", class: "filter", placeholder: "Filter", "aria-label": "Filter benchmarks", value: param("q") ?? "" });
    filter.addEventListener("input", () => {
      choose({ q: filter.value || undefined }, true);
      draw();
    });
    draw();
    return { title: "Benchmarks", actions: filter, body };
  });
}
