// Package stats holds the numbers part of judging a benchmark: medians with
// distribution-free intervals, and ratios of costs with intervals that stay
// honest for a handful of values.
//
// It knows nothing of documents, trials or files. Doubts about a number are
// data: [Interval] states the confidence it really has, and a ratio of too
// few values has no interval at all.
package stats
