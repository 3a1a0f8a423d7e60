// The captures that were read, and one of them: packets over its time.

import { captures, item } from "../api";
import { Group, timeChart, type Line } from "../chart-time";
import { places } from "../colour";
import type { Capture } from "../documents";
import { h, replace } from "../dom";
import { duration, quantity } from "../format";
import { empty, facts, open, section } from "../page";
import { captureHref, digest, time } from "../parts";
import { choose, link, param } from "../route";
import { bar, figure, figures, table } from "../table";

export function capturesPage(): void {
  open("captures", "Captures", async () => {
    const rows = await captures();
    if (rows.length === 0) {
      return { title: "Captures", body: empty("No captures yet", "A benchmark brings its own capture. To describe one alone:", "brig capture info FILE") };
    }
    return {
      title: "Captures",
      body: table<Capture>({
        label: "Captures", rows, sort: "name",
        columns: [
          { key: "name", head: "Capture", class: "name", sort: (c) => c.name, cell: (c) => h("a", { href: captureHref(c.uuid) }, c.name) },
          figures(rows, "packets", "Packets", (c) => c.packets, "", "packets"),
          figures(rows, "bytes", "On the wire", (c) => c.bytes, "B", "bytes"),
          figures(rows, "size", "File", (c) => c.size_bytes, "B", "bytes"),
          { key: "duration", head: "Duration", num: true, sort: (c) => c.last_ns - c.first_ns, cell: (c) => figure(duration(c.last_ns - c.first_ns), c.last_ns - c.first_ns, "ns") },
          { key: "link", head: "Link", sort: (c) => c.link_type, cell: (c) => h("span", { class: "mono" }, c.link_type) },
          { key: "sha", head: "SHA-256", cell: (c) => digest(c.sha256) },
        ],
      }),
    };
  });
}

export function capturePage([uuid]: string[]): void {
  open("captures", "Capture", async () => {
    const c = await item<Capture>("captures", uuid!);
    const took = c.last_ns - c.first_ns;
    return {
      title: c.name,
      crumbs: [{ text: "Captures", href: link("/captures") }, { text: c.name }],
      body: [
        facts(
          ["Packets", figure(quantity(c.packets, ""), c.packets, "packets")], ["On the wire", figure(quantity(c.bytes, "B"), c.bytes, "bytes")],
          ["Captured", figure(quantity(c.captured_bytes, "B"), c.captured_bytes, "bytes")], ["File", figure(quantity(c.size_bytes, "B"), c.size_bytes, "bytes")],
          ["Duration", figure(duration(took), took, "ns")], ["First packet", time(new Date(c.first_ns / 1e6).toISOString())],
          ["Link type", h("span", { class: "mono" }, c.link_type)], ["SHA-256", digest(c.sha256)],
        ),
        c.truncated ? h("p", { class: "note isolation" }, h("span", { class: "dot hollow", "aria-hidden": "true" }), h("span", {}, `Cut short: ${c.truncated}. All else is about what could be read.`)) : null,
        trafficSection(c), h("div", { class: "columns" }, protocolSection(c), sizeSection(c)), talkerSection(c),
      ],
    };
  });
}

const modes = [
  { key: "", text: "Packets", y: "Packets in each interval" },
  { key: "cumulative", text: "Cumulative", y: "Packets so far" },
  { key: "rate", text: "Packets / second", y: "Packets per second (/s)" },
];

// trafficSection draws packets per protocol, as counted, summed up, or as a rate.
function trafficSection(c: Capture): HTMLElement | null {
  const step = (c.last_ns - c.first_ns) / 1e9 / c.intervals;
  if (!(step > 0)) return null;
  const series = (c.protocols ?? []).map((p) => ({ name: p.name, packets: p.packets ?? [] }));
  const sum = Array.from({ length: c.intervals }, (_, i) => series.reduce((n, p) => n + (p.packets[i] ?? 0), 0));
  const all = [...series, { name: "Total", packets: sum }];
  const colours = places(all.map((p) => p.name));
  const body = h("div");
  const chips = h("div", { class: "chips" });
  const draw = () => {
    const mode = modes.find((m) => m.key === (param("mode") ?? "")) ?? modes[0]!;
    const off = new Set((param("hide") ?? "").split(",").filter(Boolean));
    replace(chips,
      h("span", { role: "group", "aria-label": "Counting" }, modes.map((m) => h("button", {
        type: "button", class: "chip", "aria-pressed": String(m === mode), onclick: () => { choose({ mode: m.key }); draw(); },
      }, m.text))),
      h("span", { role: "group", "aria-label": "Protocols" }, all.map((p) => h("button", {
        type: "button", class: "chip", "aria-pressed": String(!off.has(p.name)),
        onclick: () => {
          if (off.has(p.name)) off.delete(p.name);
          else off.add(p.name);
          choose({ hide: [...off].join(",") });
          draw();
        },
      }, p.name))));
    const lines: Line[] = all.filter((p) => !off.has(p.name)).map((p) => {
      let so = 0;
      return {
        name: p.name, kind: p.name, colour: colours.get(p.name) ?? 0, dash: p.name === "Total" ? [6, 3] : undefined,
        x: p.packets.map((_, i) => (i + 1) * step),
        y: p.packets.map((n) => (mode.key === "cumulative" ? (so += n) : mode.key === "rate" ? n / step : n)),
      };
    });
    replace(body, lines.length === 0 ? h("p", { class: "state" }, "No protocols are chosen.") : timeChart({
      title: `${mode.text} by protocol`, note: `${c.intervals} intervals of ${quantity(step, "s")} stand for ${quantity(c.packets, "")} packets.`,
      xLabel: "Time since the first packet (s)", yLabel: mode.y, unit: mode.key === "rate" ? "/s" : "", lines, height: 320,
    }, new Group("zoom", c.intervals * step)));
  };
  draw();
  return section("Packets over time", undefined, chips, body);
}

function protocolSection(c: Capture): HTMLElement {
  const rows = (c.protocols ?? []).map((p) => ({ name: p.name, packets: (p.packets ?? []).reduce((n, v) => n + v, 0) }));
  const most = Math.max(0, ...rows.map((r) => r.packets));
  return section("Protocols", undefined, table({
    label: "Protocols", rows, slim: true, sort: "-packets", param: "psort",
    columns: [
      { key: "name", head: "Protocol", class: "name", sort: (r) => r.name, cell: (r) => r.name },
      figures(rows, "packets", "Packets", (r) => r.packets, "", "packets"),
      { key: "share", head: "Share", unit: "%", num: true, sort: (r) => r.packets, cell: (r) => ((100 * r.packets) / (c.packets || 1)).toFixed(1) },
      { key: "bar", head: "", class: "bar-cell", cell: (r) => bar(r.packets, most, `${r.packets} packets`) },
    ],
  }));
}

// sizeSection is the packets by size. The class above the largest is open.
function sizeSection(c: Capture): HTMLElement | null {
  const rows = (c.sizes ?? []).map((r) => ({ ...r, text: sizeClass(r.from_bytes) }));
  if (rows.length === 0) return null;
  const most = Math.max(0, ...rows.map((r) => r.packets));
  return section("Sizes", "Packets by their size on the wire.", table({
    label: "Sizes of packets", rows, slim: true, param: "zsort",
    columns: [
      { key: "size", head: "Size", unit: "B", class: "name", sort: (r) => r.from_bytes, cell: (r) => r.text },
      figures(rows, "packets", "Packets", (r) => r.packets, "", "packets"),
      { key: "share", head: "Share", unit: "%", num: true, sort: (r) => r.packets, cell: (r) => ((100 * r.packets) / (c.packets || 1)).toFixed(1) },
      { key: "bar", head: "", class: "bar-cell", cell: (r) => bar(r.packets, most, `${r.packets} packets`) },
    ],
  }));
}

const classes = [0, 64, 128, 256, 512, 1024, 1519, 9019]; // as package result has them

function sizeClass(from: number): string {
  const next = classes[classes.indexOf(from) + 1];
  return next === undefined ? `${from} and more` : `${from} – ${next - 1}`;
}

function talkerSection(c: Capture): HTMLElement | null {
  const rows = c.talkers ?? [];
  if (rows.length === 0) return null;
  return section("Talkers", "The addresses of the most bytes, sent or received.", table({
    label: "Talkers", rows, slim: true, sort: "-bytes", param: "tsort", limit: 20,
    columns: [
      { key: "address", head: "Address", class: "name", sort: (r) => r.address, cell: (r) => h("span", { class: "mono" }, r.address) },
      figures(rows, "bytes", "On the wire", (r) => r.bytes, "B", "bytes"),
      figures(rows, "packets", "Packets", (r) => r.packets, "", "packets"),
    ],
  }));
}
