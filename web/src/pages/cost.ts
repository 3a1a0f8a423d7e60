// What packets cost, and where time went by module, script and component:
// parts of a trial's page.

import { Group, timeChart, type Line } from "../chart-time";
import { place, places } from "../colour";
import type { Calibration, Count, ExpensivePacket, PacketCosts, PacketKind, ScriptTimings, Share, Timing } from "../documents";
import { h, replace, type Child } from "../dom";
import { duration, quantity } from "../format";
import { facts, section } from "../page";
import { choose, param } from "../route";
import { type Column, bar, cut, figure, figures, table } from "../table";

// tracing says what of the times is the tracing itself.
export function tracing(c: Calibration | undefined): string {
  return c
    ? `Tracing took about ${quantity(c.entry_ps / 1e12, "s")} an entry, ${quantity(c.read_ps / 1e12, "s")} of it the clock (${c.clock}): that is subtracted.`
    : "Times hold the tracing itself, so compare their shares rather than their sums.";
}

// A Spent is a row of a table of times.
export interface Spent {
  name: string;
  calls?: number;
  exclusive?: number;
  cpu?: number; // exclusive time on a processor
  inclusive?: number;
}

// spent is a row of what a trace or an engine's own profile says.
export function spent(t: Timing | Share, nameless = ""): Spent {
  const timing: Timing = t;
  return {
    name: t.name || nameless, calls: t.calls, exclusive: t.exclusive_ns, cpu: t.exclusive_cpu_ns,
    inclusive: t.inclusive_ns ?? timing.real?.sum_ns ?? timing.virtual?.sum_ns,
  };
}

// byCost sorts a table of times: by time on a processor where it is known,
// since the wall clock also counts that others had it.
export const byCost = (rows: Spent[]) => (rows.some((r) => r.cpu !== undefined) ? "-cpu" : rows.some((r) => r.exclusive !== undefined) ? "-exclusive" : "-calls");

export function times(rows: Spent[], head: string, noun: string, width: number): Column<Spent>[] {
  const onCPU = rows.some((r) => r.cpu !== undefined);
  const own = (r: Spent) => (onCPU ? r.cpu : r.exclusive);
  const most = Math.max(0, ...rows.map((r) => own(r) ?? 0));
  const total = rows.reduce((n, r) => n + (own(r) ?? 0), 0) || 1;
  const columns: Column<Spent>[] = [
    { key: "name", head, class: "name", sort: (r) => r.name, cell: (r) => cut(r.name, width) },
    figures(rows, "cpu", "CPU time", (r) => r.cpu, "s", "ns", 1e9, `time on a processor in the ${noun} itself`),
    figures(rows, "exclusive", "Exclusive", (r) => r.exclusive, "s", "ns", 1e9, `time in the ${noun} itself, by the wall clock`),
    { key: "percent", head: "Share", unit: "%", num: true, sort: own, cell: (r) => { const v = own(r); return v === undefined ? "–" : ((100 * v) / total).toFixed(1); } },
    { key: "bar", head: "", class: "bar-cell", cell: (r) => { const v = own(r); return v === undefined ? null : bar(v, most, `${quantity((100 * v) / total, "%")} of all`); } },
    figures(rows, "inclusive", "Inclusive", (r) => r.inclusive, "s", "ns", 1e9, "with what it called"),
    figures(rows, "calls", "Calls", (r) => r.calls, "", "calls"),
  ];
  const wall = rows.some((r) => r.exclusive !== undefined) && (!onCPU || width > 40); // a narrow table has room for one
  const within = rows.some((r) => r.inclusive !== undefined); // Zeek's profiles tell it of functions only
  return columns.filter((c) => (c.key !== "cpu" || onCPU) && (c.key !== "exclusive" || wall) && (c.key !== "inclusive" || within));
}

// shareSections are the functions by module and by the script they are in.
export function shareSections(timings: ScriptTimings | undefined): Child {
  if (!timings?.modules?.length) return null;
  const rows = (list: ScriptTimings["modules"], nameless: string) => (list ?? []).map((m) => spent(m, nameless));
  const modules = rows(timings.modules, "GLOBAL");
  const scripts = rows(timings.scripts, "built in");
  return h("div", { class: "columns" },
    section("Modules", "Functions by the namespace of their name; handlers of events are GLOBAL.",
      table<Spent>({ label: "Modules", rows: modules, sort: byCost(modules), param: "msort", limit: 12, columns: times(modules, "Module", "module's functions", 26) })),
    section("Scripts", "Functions by the file they are in.",
      table<Spent>({ label: "Scripts", rows: scripts, sort: byCost(scripts), param: "ssort", limit: 12, columns: times(scripts, "Script", "script's functions", 30).filter((c) => c.key !== "bar") })));
}

// componentSection is time by analyzer, or how often each was used where the
// trace does not tell when that ended.
export function componentSection(timings: ScriptTimings | undefined, entries: Count[]): HTMLElement {
  const timed = timings?.components ?? [];
  if (timed.length > 0) {
    const rows = timed.map((c) => spent(c));
    return section("Components", "Analyzers and other parts of the engine, by the time in them.",
      table<Spent>({ label: "Components", rows, sort: byCost(rows), param: "csort", limit: 12, columns: times(rows, "Component", "component", 22) }));
  }
  if (entries.length === 0) return section("Components", undefined, h("p", { class: "state" }, "The trace holds no analyzers."));
  const most = Math.max(0, ...entries.map((r) => r.entries));
  return section("Components", "Analyzers, by how often the trace entered them.", table<Count>({
    label: "Components", rows: entries, sort: "-entries", param: "csort", limit: 12,
    columns: [
      { key: "name", head: "Analyzer", class: "name", sort: (r) => r.name, cell: (r) => h("span", { class: "mono" }, r.name) },
      figures(entries, "entries", "Entries", (r) => r.entries, "", "entries"),
      { key: "bar", head: "", class: "bar-cell", cell: (r) => bar(r.entries, most, `${r.entries} entries`) },
    ],
  }));
}

// packetSections are what packets cost: each, over network time, by kind, and
// the most expensive ones.
export function packetSections(costs: PacketCosts | undefined): Child {
  if (!costs || costs.all.packets === 0) return null;
  const all = costs.all;
  const time = (ns: number) => figure(quantity(ns / 1e9, "s"), ns, "ns");
  return [
    section("Packets", `From the traced run. What a packet cost is the time from its first call to its last. ${tracing(costs.calibration)}`,
      facts(
        ["Packets", figure(quantity(all.packets, ""), all.packets, "packets")],
        ["Median", time(all.p50_ns)], ["90th percentile", time(all.p90_ns)], ["99th percentile", time(all.p99_ns)], ["Most expensive", time(all.max_ns)],
        ["All packets", time(all.cost_ns)], ["Before the first", time(costs.before.cost_ns)], ["After the last", time(costs.after.cost_ns)],
      ),
      overTime(costs)),
    kindSection(costs.kinds ?? []),
    expensiveSection(costs),
  ];
}

const shownParts = 7;

// overTime draws what packets cost over network time, by component and module
// and each, and how many there were. What tracing took is a line of its own: it
// is in the parts but not in the total.
function overTime(costs: PacketCosts): Child {
  const s = costs.series;
  const cost = s.cost_ns ?? [];
  if (cost.length < 2) return null;
  const width = s.width_ns / 1e9;
  const x = cost.map((_, i) => (i + 1) * width);
  const list = (values: number[] | null | undefined, scale = 1) => (values ?? []).map((v) => v / scale);
  const parts = (s.parts ?? []).slice(0, shownParts).map((p) => ({ name: p.component ? p.name : `${p.name} scripts`, y: list(p.exclusive_ns, 1e9) }));
  const left = (s.parts?.length ?? 0) - parts.length;
  const named = [...parts, { name: "Total", y: list(cost, 1e9) }, ...(s.tracing_ns ? [{ name: "Tracing itself", y: list(s.tracing_ns, 1e9) }] : [])];
  const colours = places(named.map((p) => p.name));
  const dashes: Record<string, number[]> = { Total: [6, 3], "Tracing itself": [2, 3] };
  const line = (name: string, y: (number | undefined)[]): Line => ({ name, kind: name, colour: colours.get(name) ?? place(name), dash: dashes[name], x, y });
  const each = (name: string, values: number[], scale = 1) => [line(name, values.map((v, i) => (s.packets?.[i] ? v / s.packets[i]! / scale : undefined)))];
  const group = new Group("ntzoom", cost.length * width);
  const xLabel = "Network time since the first packet (s)";
  const within = `in each ${quantity(width, "s")}`;
  const stands = `${cost.length} intervals of ${quantity(width, "s")} stand for ${quantity(costs.all.packets, "")} packets.`;
  const apart = !costs.calibration ? "Tracing is in all times, the total too." : s.tracing_ns ? "Tracing itself is in the parts, and apart from the total." : "Tracing itself is in the parts, and subtracted from the total.";
  return h("div", { class: "charts even" },
    timeChart({
      title: "Cost over network time", xLabel, yLabel: `Time ${within}`, unit: "s", height: 240,
      note: `Components, and scripts by module. ${apart}${left > 0 ? ` ${left} smaller ones are left out.` : ""}`,
      lines: named.map((p) => line(p.name, p.y)),
    }, group),
    timeChart({ title: "Cost of a packet over network time", xLabel, yLabel: "Time per packet, on average", unit: "s", height: 240, note: stands, lines: each("Time per packet", cost, 1e9) }, group),
    timeChart({ title: "Packets over network time", xLabel, yLabel: `Packets ${within}`, unit: "", lines: [line("Packets", list(s.packets))] }, group),
    timeChart({ title: "Trace entries of a packet over network time", xLabel, yLabel: "Entries per packet", unit: "", lines: each("Entries", s.entries ?? []) }, group));
}

const pathOf = (path: string[] | null | undefined) => (path?.length ? path.join(" › ") : "others");

function kindSection(kinds: PacketKind[]): HTMLElement | null {
  if (kinds.length === 0) return null;
  const most = Math.max(0, ...kinds.map((k) => k.cost_ns));
  const total = kinds.reduce((n, k) => n + k.cost_ns, 0) || 1;
  return section("Kinds of packets", "A packet's kind is how deep it went: the analyzers within each other that it entered last.", table<PacketKind>({
    label: "Kinds of packets", rows: kinds, sort: "-cost", param: "ksort", limit: 12,
    columns: [
      { key: "kind", head: "Kind", class: "name", sort: (k) => pathOf(k.path), cell: (k) => cut(pathOf(k.path), 48) },
      figures(kinds, "cost", "Time", (k) => k.cost_ns, "s", "ns", 1e9, "of all packets of the kind"),
      { key: "percent", head: "Share", unit: "%", num: true, sort: (k) => k.cost_ns, cell: (k) => ((100 * k.cost_ns) / total).toFixed(1) },
      { key: "bar", head: "", class: "bar-cell", cell: (k) => bar(k.cost_ns, most, `${quantity((100 * k.cost_ns) / total, "%")} of all`) },
      figures(kinds, "packets", "Packets", (k) => k.packets, "", "packets"),
      figures(kinds, "p50", "Median", (k) => k.p50_ns, "s", "ns", 1e9, "time of a packet that half of them do not exceed"),
      figures(kinds, "p90", "90 %", (k) => k.p90_ns, "s", "ns", 1e9),
      figures(kinds, "p99", "99 %", (k) => k.p99_ns, "s", "ns", 1e9),
      figures(kinds, "max", "Most", (k) => k.max_ns, "s", "ns", 1e9),
    ],
  }));
}

// expensiveSection lists the most expensive packets; the one that is chosen
// shows its calls.
function expensiveSection(costs: PacketCosts): HTMLElement | null {
  const rows = costs.expensive ?? [];
  if (rows.length === 0) return null;
  const find = () => rows.find((r) => String(r.number) === param("packet")) ?? rows[0]!;
  const detail = h("div", { id: "packet-calls", "aria-live": "polite" }, calls(find()));
  const show = (r: ExpensivePacket) => {
    choose({ packet: String(r.number) });
    for (const b of el.querySelectorAll<HTMLButtonElement>("button[value]")) b.setAttribute("aria-pressed", String(b.value === String(r.number)));
    replace(detail, calls(r));
  };
  const worst = (r: ExpensivePacket) => (r.calls ?? []).reduce((a, c) => (c.exclusive_ns > (a?.exclusive_ns ?? -1) ? c : a), undefined as undefined | NonNullable<ExpensivePacket["calls"]>[number]);
  const el = section("Most expensive packets", "What a packet ran for is its time without that in which the process did not run, as far as the CPU clock tells. Choose one to see its calls.", table<ExpensivePacket>({
    label: "Most expensive packets", rows, sort: "-ran", param: "xsort", limit: 10,
    columns: [
      { key: "number", head: "Packet", class: "name", sort: (r) => r.number, cell: (r) => h("button", {
        type: "button", class: "chip", value: String(r.number), "aria-pressed": String(r === find()), "aria-controls": "packet-calls", onclick: () => show(r),
      }, quantity(r.number, "")) },
      { key: "at", head: "At", num: true, sort: (r) => r.time_ns, cell: (r) => figure(duration(r.time_ns - costs.series.first_ns), r.time_ns, "ns") },
      { key: "kind", head: "Kind", sort: (r) => pathOf(r.path), cell: (r) => cut(pathOf(r.path), 40) },
      figures(rows, "ran", "Ran for", (r) => r.ran_ns, "s", "ns", 1e9),
      figures(rows, "cost", "Wall clock", (r) => r.cost_ns, "s", "ns", 1e9),
      figures(rows, "entries", "Entries", (r) => r.entries, "", "entries"),
      { key: "most", head: "Most of it in", sort: (r) => worst(r)?.name, cell: (r) => (worst(r) ? cut(worst(r)!.name, 34) : "–") },
    ],
  }), detail);
  return el;
}

function calls(p: ExpensivePacket): Child {
  const rows = (p.calls ?? []).map((c, i) => ({ ...c, i }));
  if (rows.length === 0) return h("p", { class: "state" }, "The calls of this packet are not known.");
  const most = Math.max(0, ...rows.map((r) => r.exclusive_ns));
  return [
    h("h3", {}, `Packet ${quantity(p.number, "")}: what it called`),
    table<(typeof rows)[number]>({
      label: `Calls of packet ${p.number}`, rows, param: "callsort",
      columns: [
        { key: "name", head: "Call", class: "chain", cell: (r) => h("span", { class: "mono", title: r.name }, "\u2003\u2003".repeat(r.depth), r.component ? h("span", { class: "faint" }, r.name) : r.name) },
        figures(rows, "exclusive", "Exclusive", (r) => r.exclusive_ns, "s", "ns", 1e9, "tracing included"),
        { key: "bar", head: "", class: "bar-cell", cell: (r) => bar(r.exclusive_ns, most, quantity(r.exclusive_ns / 1e9, "s")) },
        figures(rows, "inclusive", "Inclusive", (r) => r.inclusive_ns, "s", "ns", 1e9, "with what it called, tracing included"),
        figures(rows, "calls", "Calls", (r) => r.calls, "", "calls"),
      ],
    }),
    p.omitted ? h("p", { class: "note" }, `${quantity(p.omitted, "")} more that took less time are left out.`) : null,
  ];
}
