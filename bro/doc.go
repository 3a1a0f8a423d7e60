// Package bro is the embedded engine: it runs Bro scripts on a capture.
//
// # Model
//
// [Run] does what the program bro does, from a [Config] to a [Summary]. It
//
//  1. loads the scripts (package resolve) and compiles them (interp, with the
//     built-in functions of builtin, logs and this package),
//  2. finds out which of the analyzers' events scripts handle, and has only
//     these made (event*.go),
//  3. raises zeek_init, takes the capture packet by packet through the
//     analyzers, running the event handlers after each, and raises zeek_done,
//  4. closes logs and trace.
//
// Without a capture only zeek_init, what it sets off, and zeek_done run.
//
// All effects go through the Config: where logs and traces are written, what
// is printed where, the library of scripts, the clock.
//
// # Time
//
// Network time is the time of the latest packet and never goes back: a packet
// older than the one before it is analyzed at the time of that one. Timers
// that run out fire before the packet that makes them run out.
//
// # Determinism
//
// The same scripts, capture and seed give the same logs and the same trace,
// clocks apart, on every operating system.
//
// # Tracing
//
// Scripts turn it on, see trace.go. A run that is not traced pays nothing for it.
package bro
