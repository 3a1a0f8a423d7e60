// Package orchestrator turns an experiment into a plan of runs, has a
// [Machine] execute each, and keeps what comes back in a result directory.
package orchestrator
