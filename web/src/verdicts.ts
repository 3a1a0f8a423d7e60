// Outcomes as a word, a shape and a colour, so that none has to be told by
// colour alone.

import type { CostClaim, Outcome, Verdict } from "./documents";
import { h, s } from "./dom";
import { group, percentChange } from "./format";

const paths: Record<Outcome, (r: number) => string> = {
  reproduced: (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
  shifted: (r) => `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z`,
  different: (r) => `M0 ${-r * 1.15}L${r * 1.15} ${r * 0.9}H${-r * 1.15}Z`,
  undecided: (r) => `M${-r * 0.9} ${-r * 0.9}H${r * 0.9}V${r * 0.9}H${-r * 0.9}Z`,
};

export const meanings: Record<Outcome, string> = {
  reproduced: "equal within the tolerance, and shown to be",
  shifted: "within the tolerance, but a real difference",
  different: "outside the tolerance",
  undecided: "the runs are too few or too noisy to say",
};

// shape is the outcome's mark, centred on the origin.
export function shape(outcome: Outcome, r: number): SVGPathElement {
  return s("path", { class: `mark mark-${outcome}`, d: (paths[outcome] ?? paths.undecided)(r) });
}

export function badge(outcome: Outcome): HTMLElement {
  return h("span", { class: `badge badge-${outcome}`, title: `${outcome}: ${meanings[outcome] ?? ""}` },
    s("svg", { width: 12, height: 12, viewBox: "-6 -6 12 12", "aria-hidden": "true" }, shape(outcome, 4.5)), outcome);
}

// decisive says how many repeats would decide an undecided claim.
export function decisive(c: CostClaim): string | undefined {
  if (c.outcome !== "undecided") return undefined;
  const many = (n: number) => (n >= 10_000 ? "10\u2009000 or more repeats" : `${group(n)} repeats`);
  const needs = c.repeats_needed ? `${many(c.repeats_needed)} here would decide`
    : c.repeats_needed_each ? `${many(c.repeats_needed_each)} on each side would decide` : undefined;
  return [c.moved ? "it moved, by how much is open" : "", needs ?? ""].filter(Boolean).join("; ") || undefined;
}

// whatDecides sums up what would decide the undecided claims: half of them, and
// nine in ten.
export function whatDecides(costs: CostClaim[]): string | undefined {
  const parts: string[] = [];
  const sayOf = (list: number[], where: string) => {
    if (list.length === 0) return;
    list.sort((a, b) => a - b);
    const at = (share: number) => group(list[Math.floor((list.length - 1) * share)]!);
    parts.push(list.length === 1 ? `1 undecided claim would be decided by ${at(0)} repeats ${where}` : `of ${list.length} undecided claims, ${at(0.5)} repeats ${where} would decide half and ${at(0.9)} nine in ten`);
  };
  sayOf(costs.flatMap((c) => c.repeats_needed ?? []), "here");
  sayOf(costs.flatMap((c) => (c.repeats_needed ? [] : c.repeats_needed_each ?? [])), "on each side");
  return parts.length ? parts.join("; ") : undefined;
}

// directly says which of two that were measured in the same blocks is cheaper.
export function directly(v: Verdict): string | undefined {
  const d = v.direct;
  if (!d) return undefined;
  const q = d.whole.quotient;
  const measure = v.cost_measure === "cpu" ? "CPU time" : "wall time";
  if (!q.n) return `${d.here} and ${d.published} have no undisturbed runs in common`;
  const bounds = q.low !== undefined && q.high !== undefined ? ` [${percentChange(q.low)}, ${percentChange(q.high)}]` : ", by too few runs for an interval";
  if (d.whole.moved) {
    const size = percentChange(q.median).replace(/^[+−±]/, "");
    return `${d.here} costs ${size} ${q.median > 1 ? "more" : "less"} ${measure} than ${d.published}${bounds}`;
  }
  return d.whole.outcome === "reproduced" ? `${d.here} costs as much ${measure} as ${d.published}, within the tolerance: ${percentChange(q.median)}${bounds}`
    : `whether ${d.here} or ${d.published} costs more ${measure} is open: ${percentChange(q.median)}${bounds}`;
}

// inWords sums a verdict up in one sentence.
export function inWords(v: Verdict): string {
  const differ = v.exact_differ?.length ?? 0;
  const exact = differ === 0 ? `all ${v.exact_equal} exact claims are equal` : `${differ} of ${v.exact_equal + differ} exact claims differ`;
  const order: Outcome[] = ["reproduced", "shifted", "different", "undecided"];
  const of = (what: string, claims: CostClaim[]) => {
    const parts = order.map((o) => [claims.filter((c) => c.outcome === o).length, o] as const).filter(([n]) => n > 0);
    return parts.length ? `; cost of ${what}: ${parts.map(([n, o]) => `${n} ${o}`).join(", ")}` : "";
  };
  const direct = directly(v);
  return (direct ? `${direct}; ` : "") + exact + of("suites", v.suites ?? []) + of("single trials", v.costs ?? []);
}
