// The little statistics the charts need: a median with a distribution-free
// interval between two order statistics. Costs carry their own estimates;
// this is for differences between trials, which no document holds.

import type { Cost, Estimate } from "./documents";

export function median(sorted: number[]): number {
  const n = sorted.length;
  if (n === 0) return NaN;
  const mid = n >> 1;
  return n % 2 ? sorted[mid]! : (sorted[mid - 1]! + sorted[mid]!) / 2;
}

// estimate gives the median and the narrowest interval of order statistics
// that holds the true median with at least the confidence; when there are
// too few values for it, the whole range with the confidence it has. Of n
// values, the k-th smallest and k-th largest hold the median with
// probability 1 - 2 P(B < k), B binomial(n, 1/2).
export function estimate(values: number[], confidence = 0.95): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const out: Estimate = { median: median(sorted), n };
  if (n < 2) return out;
  let below = 0.5 ** n; // P(B <= 0)
  let term = below;
  let k = 1;
  for (;;) {
    term = (term * (n - k + 1)) / k; // P(B = k)
    if (2 * (k + 1) > n || 1 - 2 * (below + term) < confidence) break;
    below += term;
    k++;
  }
  out.low = sorted[k - 1]!;
  out.high = sorted[n - k]!;
  out.confidence = 1 - 2 * below;
  return out;
}

// sound gives the costs of runs that broke no gate, or all when none held.
export function sound(costs: Cost[]): Cost[] {
  const good = costs.filter((c) => !c.broken?.length);
  return good.length ? good : costs;
}

// added estimates how much more wall time the later trial took, from the
// differences within blocks of interleaved runs, where what disturbs the
// machine for longer disturbs both.
export function added(before: Cost[], after: Cost[]): Estimate {
  const earlier = new Map(sound(before).map((c) => [c.block, c.wall_ns]));
  const differences: number[] = [];
  for (const c of sound(after)) {
    const b = earlier.get(c.block);
    if (b !== undefined) differences.push(c.wall_ns - b);
  }
  return estimate(differences);
}
