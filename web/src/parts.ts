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

// benchmarkText tells benchmarks of one experiment apart by their time.
export const benchmarkText = (b: Benchmark) => `${b.name}, ${moment(b.started)}`;

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

// doubt says why a trial's costs are not to be trusted, if there is a reason.
export function doubt(trial: Trial): string | undefined {
  const reasons = [...(trial.doubts ?? [])];
  const broken = (trial.plain ?? []).filter((c) => c.broken?.length);
  if (broken.length) {
    const gates = new Map<string, number>(); // "runnable: 3 other tasks" is of the gate "runnable"
    for (const c of broken) for (const gate of new Set(c.broken!.map((text) => text.split(":")[0]!))) gates.set(gate, (gates.get(gate) ?? 0) + 1);
    reasons.push(`${broken.length} of ${trial.plain!.length} plain runs broke a gate: ${[...gates].map(([gate, n]) => `${gate} (${n})`).join(", ")}`);
  }
  return reasons.length ? reasons.join("; ") : undefined;
}

// unsound reports that no plain run of a trial held all gates, so that its
// figures are drawn hollow.
export function unsound(trial: Trial): boolean {
  const plain = trial.plain ?? [];
  return (trial.doubts?.length ?? 0) > 0 || (plain.length > 0 && plain.every((c) => c.broken?.length));
}
