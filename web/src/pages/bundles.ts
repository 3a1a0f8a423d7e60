// The archives of benchmarks.

import { benchmarks, list } from "../api";
import type { Bundle } from "../documents";
import { h } from "../dom";
import { empty, open } from "../page";
import { benchmarkHref, benchmarkText, time } from "../parts";
import { figures, table } from "../table";

export function bundlesPage(): void {
  open("bundles", "Bundles", async () => {
    const [rows, all] = await Promise.all([list<Bundle>("bundles", { sort: "-created" }), benchmarks()]);
    if (rows.length === 0) {
      return { title: "Bundles", body: empty("No bundles yet", "A bundle is one file with everything of a benchmark, to share or to keep.", "brig bundle create results/NAME") };
    }
    const of = new Map(all.map((b) => [b.uuid, b]));
    return {
      title: "Bundles",
      body: table<Bundle>({
        label: "Bundles", rows, sort: "-when",
        columns: [
          { key: "name", head: "Bundle", class: "name", sort: (r) => r.name, cell: (r) => h("span", { class: "mono" }, r.name) },
          { key: "benchmark", head: "Benchmark", sort: (r) => of.get(r.benchmark ?? "")?.name,
            cell: (r) => {
              const b = of.get(r.benchmark ?? "");
              return b ? h("a", { href: benchmarkHref(b.uuid) }, benchmarkText(b)) : h("span", { class: "faint" }, "not stored");
            } },
          figures(rows, "size", "Size", (r) => r.size_bytes, "B", "bytes"),
          figures(rows, "files", "Files", (r) => r.files, "", "files"),
          { key: "when", head: "Made", class: "nowrap", sort: (r) => r.created, cell: (r) => time(r.created) },
          { key: "sha", head: "SHA-256", class: "digest", cell: (r) => h("code", {}, r.sha256) },
        ],
      }),
    };
  });
}
