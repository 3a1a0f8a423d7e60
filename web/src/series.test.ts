import { check } from "./check";
import type { Run, Samples } from "./documents";
import { columnsOf, lines, type Measure, measures, runName, unitOf, usual, why } from "./series";

const ms = (list: number[]) => list.map((v) => v * 1e6);
const run = (kind: string, samples: Partial<Samples>, broken?: string[]): Run => ({
  uuid: "", schema: 1, created: "", tool: { name: "", version: "" }, kind, repeat: 2, command: [], started: "", exit: { status: 0 },
  noise: { before: {}, after: {}, probe_cpu_ns: 0, late_ns: 0, broken }, samples: { interval_ns: 10e6, at_ns: null, ...samples },
});
const measure = (key: string): Measure => measures.find((m) => m.key === key)!;
const drawn = (key: string, r: Run, totals = false, clock: "wall" | "cpu" = "wall") => lines(measure(key), [r], clock, totals).map((l) => [l.kind, l.x, l.y]);

const steady = run("plain", {
  at_ns: ms([10, 20, 40]), user_ns: ms([8, 16, 36]), system_ns: ms([1, 3, 3]), rss_bytes: [5, 6, 7], minor_faults: [4, 8, 2], instructions: [10, 30, 70], cycles: [10, 20, 20],
});
check("CPU use is of one processor, from the start on", drawn("cpu", steady), [["plain", [0.01, 0.02, 0.04], [90, 100, 100]]]);
check("CPU time so far", drawn("cpu", steady, true), [["plain", [0.01, 0.02, 0.04], [0.009, 0.019, 0.039]]]);
check("over CPU time", drawn("memory", steady, false, "cpu"), [["plain", [0.009, 0.019, 0.039], [5, 6, 7]]]);
check("a level is not a rate", drawn("memory", steady), [["plain", [0.01, 0.02, 0.04], [5, 6, 7]]]);
check("a counter that falls gives no rate", drawn("faults", steady), [["minor", [0.01, 0.02, 0.04], [400, 400, null]]]);
check("instructions per cycle, none while no cycle passed", drawn("ipc", steady), [["plain", [0.01, 0.02, 0.04], [1, 2, null]]]);
check("what is absent has no line", drawn("wait", steady), []);

// Read at 0, 80 and 160 ms; the samples in between repeat it.
const slow = run("traced", {
  at_ns: ms([0, 40, 80, 120, 160]), voluntary_switches: [8, 8, 16, 16, 40], machine_steal_ns: ms([900, 900, 908, 908, 908]), anonymous_bytes: [1, 1, 2, 2, 3],
});
check("what is read rarely is no spike", drawn("switches", slow), [["voluntary", [0, 0.08, 0.16], [null, 100, 300]]]);
check("the machine's counters begin before the run", drawn("mcpu", slow), [["stolen", [0, 0.08, 0.16], [null, 10, 0]]]);
check("and are zero at its first sample", drawn("mcpu", slow, true), [["stolen", [0, 0.08, 0.16], [0, 0.008, 0.008]]]);
check("levels that are read rarely are shown as they are", drawn("kinds", slow)[0]![2], [1, 1, 2, 2, 3]);

const threads = run("plain", {
  at_ns: ms([10, 20, 30]), per_thread: [{ id: 7, name: "bro", first: 0, cpu_ns: ms([5, 10, 15]) }, { id: 9, first: 1, cpu_ns: ms([2, 4]) }],
});
check("threads, the later one from its second sample on", drawn("each", threads),
  [["bro 7", [0.01, 0.02, 0.03], [50, 50, 50]], ["thread 9", [0.02, 0.03], [null, 20]]]);

const both = lines(measure("faults"), [run("plain", { at_ns: [1], minor_faults: [1], major_faults: [0] }), run("traced", { at_ns: [1], minor_faults: [1] }, ["load: 9"])], "wall", true);
check("kinds of run are told by dashes", both.map((l) => [l.kind, l.dash?.length ?? 0, l.faint]), [["plain minor", 0, false], ["plain major", 0, false], ["traced minor", 2, true]]);
check("parts by colour", both[0]!.colour === both[2]!.colour && both[0]!.colour !== both[1]!.colour, true);

// Zeek's logs: one with a wall clock, one without, over the time they share.
const logs = [
  run("traced", { at_ns: ms([0, 500]), network_ns: ms([1000_000, 1015_000]), user_ns: ms([0, 200]), system_ns: ms([0, 50]) }),
  run("traced", { clock: "network", at_ns: ms([0, 300_000]), network_ns: ms([1000_500, 1300_500]), rss_bytes: [1, 2] }),
];
check("network time of all runs", ["cpu", "memory"].map((k) => lines(measure(k), logs, "network", false).map((l) => [l.x, l.y])), [[[[0, 15], [null, 50]]], [[[0.5, 300.5], [1, 2]]]]);
check("names of runs", [run("traced", {}), { ...run("traced", {}), suite: "imported", machine: "imported" }, { ...run("traced", {}), suite: "imported", machine: "worker-1" }].map(runName), ["traced 2", "traced 2", "worker-1"]);

check("why a column is absent", why(measure("ipc"), [run("plain", { absent: [{ columns: ["cycles", "instructions"], reason: "no counters" }, { columns: ["heap_bytes"], reason: "other" }] })]), "no counters");
check("units of rates and totals", ["cpu", "io", "faults", "memory", "ipc"].map((k) => [unitOf(measure(k), false), unitOf(measure(k), true)]),
  [["%", "s"], ["B/s", "B"], ["/s", ""], ["B", "B"], ["", ""]]);
check("keys are unique", new Set(measures.map((m) => m.key)).size, measures.length);
check("columns are in one chart each, but for CPU time and cycles", measures.flatMap(columnsOf).length - new Set(measures.flatMap(columnsOf)).size, 4);
check("what is usual is there", usual.every((k) => measure(k)), true);
