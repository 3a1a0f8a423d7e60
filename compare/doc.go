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
// log lines) is equal or it is not. A cost claim is what a trial, or a suite's
// trials together, costs relative to the first trial of its suite, both from
// interleaved runs: such a ratio travels between machines, a time does not. With q the
// relative cost here over the one published, its interval and the tolerance d of
// the published experiment, a cost claim is
//
//	reproduced  if the interval lies within [1/(1+d), 1+d] and q = 1 is not refuted
//	shifted     if it lies within but q = 1 is refuted: a real, small difference
//	different   if q = 1 is refuted and so is that q lies within
//	undecided   otherwise, with the repeats that would decide
//
// Of benchmarks of one session, such as two engines in one experiment, costs are
// compared directly too: what a trial costs here over what it costs there, from
// runs of the same blocks, with the same outcomes.
//
// Moves say which scripts and components take another share of the traced runs.
//
// When nothing changed, anything is refuted anywhere in a verdict with
// probability 1-[Level] at most (Holm's correction); of the claims that are found
// to be within the tolerance a share of 1-[Level] is wrong at most (Benjamini and
// Hochberg's).
package compare
