// Settings: how it looks, and where the data comes from.

import { base, count } from "../api";
import { h, type Child } from "../dom";
import { facts, open, section } from "../page";
import { show } from "../route";
import { figure, table } from "../table";
import { chosen, set, type Theme } from "../theme";

export function settingsPage(): void {
  open("settings", "Settings", async () => {
    const themes: [Theme, string][] = [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]];
    const looks = h("fieldset", { class: "choices" }, h("legend", {}, "Theme"), themes.map(([theme, text]) =>
      h("label", {}, h("input", {
        type: "radio", name: "theme", value: theme, checked: chosen() === theme,
        onchange: () => { set(theme); show(); },
      }), text)));
    const keys: [string, string][] = [
      ["/ or Ctrl-K", "find a benchmark, trial, script, function or component"],
      ["g then b, s, c, m, u", "benchmarks, systems, captures, compare, bundles"],
      ["t", "light or dark"], ["r", "read everything again"], ["Esc", "close what is open"],
    ];
    return {
      title: "Settings",
      body: [
        section("Look", undefined, looks),
        section("Data", "Documents are read from the server that served this page. Nothing is sent anywhere else.", facts(["API", h("code", {}, base + "/")], ["Requests", "only GET"]), await apiFacts()),
        section("Keys", undefined, h("dl", { class: "legend keys" }, keys.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))))),
        section("Licences", undefined, h("p", {}, h("a", { href: "/ui/LICENSES.txt", target: "_blank" }, "Licences of what is bundled in this page"))),
      ],
    };
  });
}

const resources = [
  "systems", "captures", "benchmarks", "trials", "sys_profile_entries", "counts", "call_chains", "packet_chains",
  "event_paths", "script_timings", "packet_costs", "mappings", "bundles", "verdicts",
];

// apiFacts says how many documents of each kind the server holds.
async function apiFacts(): Promise<Child> {
  const rows = await Promise.all(resources.map(async (name) => ({ name, total: await count(name) })));
  return table({
    label: "Resources", rows, slim: true,
    columns: [
      { key: "name", head: "Resource", class: "name", sort: (r) => r.name, cell: (r) => h("span", { class: "mono" }, "/" + r.name) },
      { key: "total", head: "Documents", num: true, sort: (r) => r.total, cell: (r) => figure(String(r.total ?? "–"), r.total, "documents") },
    ],
  });
}
