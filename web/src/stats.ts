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

// A Paired is an estimate from pairs of runs, and whether it had to be made
// of runs that broke a gate.
export interface Paired {
  value: Estimate;
  disturbed: boolean;
}

// paired joins the runs of two trials within blocks of interleaved runs, where
// what disturbs the machine for longer disturbs both, and estimates what join
// gives of their wall times. Runs that broke a gate are left out, unless no
// pair is left without them.
export function paired(before: Cost[], after: Cost[], join: (before: number, after: number) => number): Paired {
  const values = (fit: (c: Cost) => boolean): number[] => {
    const earlier = new Map(before.filter(fit).map((c) => [c.block, c.wall_ns]));
    return after.filter(fit).flatMap((c) => {
      const b = earlier.get(c.block);
      return b === undefined ? [] : [join(b, c.wall_ns)];
    });
  };
  const sound = values((c) => !c.broken?.length);
  return sound.length ? { value: estimate(sound), disturbed: false } : { value: estimate(values(() => true)), disturbed: true };
}

// added estimates how much more wall time the later trial took.
export const added = (before: Cost[], after: Cost[]) => paired(before, after, (b, a) => a - b);

// relative estimates how many times the wall time of the reference it took.
export const relative = (reference: Cost[], costs: Cost[]) => paired(reference, costs, (b, a) => a / b);
