// Package stats holds the numbers part of judging a benchmark: medians with
// distribution-free intervals, robust centres of costs with errors that stay
// honest for a handful of values, tests corrected for their number, and rank
// correlations.
//
// A benchmark's costs are given to [Fit] as the logarithms of single runs, each
// of a row (a trial) in a block (runs made close to each other). Differences of
// the [Centre] values it returns are ratios of costs; [Sum] gives their errors,
// and the methods of [Difference] the tests. [Holm] and [BenjaminiHochberg]
// correct for their number.
//
// The package knows nothing of documents, trials or files. Doubts about a number
// are data: [Interval] states the confidence it really has, and a centre of too
// few values has an infinite error.
package stats
