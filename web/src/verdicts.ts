// Outcomes as a word, a shape and a colour, so that none has to be told by
// colour alone.

import type { Outcome, Verdict } from "./documents";
import { h, s } from "./dom";

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

// inWords sums a verdict up in one sentence.
export function inWords(v: Verdict): string {
  const costs = v.costs ?? [];
  const differ = v.exact_differ?.length ?? 0;
  const counts = new Map<string, number>();
  for (const c of costs) counts.set(c.outcome, (counts.get(c.outcome) ?? 0) + 1);
  const exact = differ === 0 ? `all ${v.exact_equal} exact claims are equal` : `${differ} of ${v.exact_equal + differ} exact claims differ`;
  const order: Outcome[] = ["reproduced", "shifted", "different", "undecided"];
  const cost = order.filter((o) => counts.has(o)).map((o) => `${counts.get(o)} ${o}`).join(", ");
  return `${exact}; cost claims: ${cost || "none"}`;
}
