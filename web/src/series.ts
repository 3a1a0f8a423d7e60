// From a run's samples to lines over time. Counters become rates between
// neighbouring samples; a column the platform does not give gives no line.

import { place } from "./colour";
import type { Line } from "./chart-time";
import type { Run, Samples } from "./documents";

export type Clock = "wall" | "cpu";

// clockOf gives the x of each sample in seconds, or nothing when the run
// does not have that clock. A CPU clock stands still while the process
// sleeps; samples at which it did not advance are left out by keep.
function clockOf(samples: Samples, clock: Clock): number[] | undefined {
  const at = samples.at_ns ?? [];
  if (clock === "wall") return at.map((v) => v / 1e9);
  const { user_ns: user, system_ns: system } = samples;
  if (!user || !system) return undefined;
  return at.map((_, i) => (user[i]! + system[i]!) / 1e9);
}

// keep drops points whose x does not rise.
function keep(x: number[], y: (number | undefined)[]): { x: number[]; y: (number | undefined)[] } {
  const out = { x: [] as number[], y: [] as (number | undefined)[] };
  let last = -Infinity;
  x.forEach((v, i) => {
    if (v <= last) return;
    out.x.push(v);
    out.y.push(y[i]);
    last = v;
  });
  return out;
}

// rate is the growth of a counter per second of wall time up to each sample.
function rate(samples: Samples, counter: number[] | undefined): (number | undefined)[] | undefined {
  const at = samples.at_ns ?? [];
  if (!counter || counter.length !== at.length) return undefined;
  return at.map((t, i) => {
    const before = i === 0 ? 0 : at[i - 1]!;
    const grown = counter[i]! - (i === 0 ? 0 : counter[i - 1]!);
    return t > before && grown >= 0 ? grown / ((t - before) / 1e9) : undefined;
  });
}

function sum(a: number[] | undefined, b: number[] | undefined): number[] | undefined {
  return a && b && a.length === b.length ? a.map((v, i) => v + b[i]!) : undefined;
}

export interface Measure {
  key: string;
  title: string;
  yLabel: string;
  unit: "%" | "B" | "B/s" | "/s";
  parts: { name: string; dash?: number[]; values: (s: Samples) => (number | undefined)[] | undefined }[];
}

export const measures: Measure[] = [
  {
    key: "cpu", title: "CPU, of one processor", yLabel: "CPU use (%)", unit: "%",
    parts: [{ name: "", values: (s) => rate(s, sum(s.user_ns, s.system_ns))?.map((v) => v === undefined ? v : v / 1e7) }],
  },
  {
    key: "memory", title: "Memory", yLabel: "Resident (B)", unit: "B",
    parts: [{ name: "", values: (s) => s.rss_bytes }],
  },
  {
    key: "io", title: "Input and output", yLabel: "Bytes (B/s)", unit: "B/s",
    parts: [
      { name: "read", values: (s) => rate(s, s.read_bytes) },
      { name: "written", dash: [5, 3], values: (s) => rate(s, s.write_bytes) },
    ],
  },
  {
    key: "switches", title: "Context switches", yLabel: "Switches (/s)", unit: "/s",
    parts: [
      { name: "voluntary", values: (s) => rate(s, s.voluntary_switches) },
      { name: "involuntary", dash: [5, 3], values: (s) => rate(s, s.involuntary_switches) },
    ],
  },
];

export const runName = (run: Run) => `${run.kind ?? "run"} ${run.repeat ?? ""}`.trim();

// lines draws a measure of all runs.
export function lines(measure: Measure, runs: Run[], clock: Clock): Line[] {
  return runs.flatMap((run) => {
    const x = run.samples && clockOf(run.samples, clock);
    if (!run.samples || !x) return [];
    return measure.parts.flatMap((part): Line[] => {
      const y = part.values(run.samples!);
      if (!y || y.length !== x.length) return [];
      const kind = run.kind ?? "run";
      return [{
        name: [runName(run), part.name].join(" ").trim(),
        kind: [kind, part.name].join(" ").trim(),
        colour: place(kind),
        dash: part.dash,
        faint: !!run.noise.broken?.length,
        ...keep(x, y),
      }];
    });
  });
}

export function endOf(runs: Run[], clock: Clock): number {
  return Math.max(0, ...runs.map((r) => {
    const x = r.samples && clockOf(r.samples, clock);
    return x?.[x.length - 1] ?? 0;
  }));
}
