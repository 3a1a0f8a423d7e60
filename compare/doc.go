// Package compare says whether one benchmark reproduces another.
//
// Use it in three steps:
//
//  1. Gather each side as a [Set]: the benchmark document and its trials.
//  2. [Verdict] takes the set measured here and the published one, checks
//     that they may be compared at all, and judges every claim.
//  3. [Text] renders a verdict for people; the document itself is JSON.
//
// Claims come in two kinds. An exact claim (packets, events, calls, chains,
// log lines) is equal or it is not. A cost claim is what a trial costs
// relative to the first trial of its suite, run in the same block of
// interleaved runs: such a ratio travels between machines, a wall time does
// not. With q the cost ratio here over the one published, its interval and
// the tolerance d of the published experiment, a cost claim is
//
//	reproduced  if the interval lies within [1/(1+d), 1+d] and holds 1
//	shifted     if it lies within but leaves 1 out: a real, small difference
//	different   if it lies wholly outside
//	undecided   otherwise, with the repeats that would decide
//
// The intervals of all claims hold together with confidence [Level]
// (Bonferroni's correction).
package compare
