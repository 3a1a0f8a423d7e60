// How documents are named in text and links.

import type { Benchmark, Estimate, Header, Trial, Verdict, Version } from "./documents";
import { h, type Child } from "./dom";
import { moment, short } from "./format";
import { link } from "./route";

export const engineText = (v: Version | undefined) => (v ? `${v.name} ${v.version}` : "engine not named");

export function engine(doc: Header): Child {
  return h("span", { class: "engine mono", title: "the program that was measured" }, engineText(doc.engine));
}

export const benchmarkHref = (uuid: string) => link(`/benchmarks/${uuid}`);
export const trialHref = (uuid: string) => link(`/trials/${uuid}`);
export const runHref = (uuid: string) => link(`/runs/${uuid}`);
export const systemHref = (uuid: string) => link(`/systems/${uuid}`);
export const captureHref = (uuid: string) => link(`/captures/${uuid}`);
export const verdictHref = (uuid: string) => link(`/verdicts/${uuid}`);

// trialName is unique in a benchmark: "scripts/load-07".
export const trialName = (t: { suite: string; name: string }) => `${t.suite}/${t.name}`;

// benchmarkText tells benchmarks of one experiment apart by the names of their
// engines and their time.
export const benchmarkText = (b: Benchmark) => `${b.name}${b.program ? ` · ${b.program.name}` : ""}, ${moment(b.started)}`;

export function digest(text: string | undefined): Child {
  return text ? h("code", { title: text }, short(text)) : undefined;
}

export function time(text: string): Child {
  return h("time", { datetime: text, title: text }, moment(text));
}

// known gives an estimate's median, if it is of any values at all.
export const known = (e: Estimate | undefined) => (e && e.n > 0 ? e.median : undefined);

// fileStem is a benchmark's name where it is part of a command to copy: a
// name that a shell could take for more than a name is not put into one.
export const fileStem = (b: Benchmark) => (/^[A-Za-z0-9][\w.-]*$/.test(b.name) ? b.name : "NAME");

// latest keeps the newest verdict of each benchmark; verdicts come newest first.
export function latest(verdicts: Verdict[]): Map<string, Verdict> {
  const out = new Map<string, Verdict>();
  for (const v of verdicts) if (v.benchmark && !out.has(v.benchmark)) out.set(v.benchmark, v);
  return out;
}

// A Measured is what a benchmark compares costs by.
export interface Measured {
  word: string;
  of: (t: Trial) => Estimate; // ns
}

export const measured = (b: { cost_measure?: "cpu" } | undefined): Measured =>
  b?.cost_measure === "cpu" ? { word: "CPU time", of: (t) => t.cpu_ns } : { word: "Wall time", of: (t) => t.wall_ns };

// scaled multiplies an estimate.
export const scaled = (e: Estimate, by: number): Estimate =>
  ({ ...e, median: e.median * by, low: e.low === undefined ? undefined : e.low * by, high: e.high === undefined ? undefined : e.high * by });

// gateOf is the name of the gate that a line is of: "runnable: 3 other tasks"
// is of "runnable".
export const gateOf = (line: string) => line.split(":")[0]!;

// doubt says why a trial's costs are not to be trusted, if there is a reason.
export function doubt(trial: Trial): string | undefined {
  const reasons = [...(trial.doubts ?? [])];
  const gates = new Map<string, number>();
  for (const c of trial.plain ?? []) for (const gate of new Set((c.broken ?? []).map(gateOf))) gates.set(gate, (gates.get(gate) ?? 0) + 1);
  if (gates.size) reasons.push(`gates that plain runs broke: ${[...gates].map(([gate, n]) => `${gate} (${n})`).join(", ")}`);
  return reasons.length ? reasons.join("; ") : undefined;
}

// unsound reports that no plain run of a trial held all gates, so that its
// figures are drawn hollow: relative costs are of those that did.
export const unsound = (trial: Trial) => trial.relative.n === 0 && trial.wall_ns.n > 0;
