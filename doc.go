// Package brig is a reproducible benchmark appliance for the Bro network
// monitor. It holds no code: this is the map of the tree, in the order in
// which data flows.
//
//	published     experiments and the published results they reproduce
//	traces        the recorded capture that ships with brig
//	capture       captures as files: what is in them
//	orchestrator  experiment, plan, runs; container and process are machines
//	images        the engine's image, pinned by digest
//	bro           the embedded engine: syntax, resolve and interp for the
//	              language, builtin for its functions, packet and analyzer for
//	              the network, input and logs for what goes in and out, tracer
//	              for the trace, scripts for the library
//	probe         one run: supervise, sample, note what disturbed it
//	trace         the trace format; tracetext is its text form
//	decoder       a trace to documents
//	zeekprofile   what Zeek writes of itself to documents
//	result        the documents
//	stats         medians, intervals, ratios
//	compare       documents to a verdict
//	bundle        archives
//	server        the REST API; store and its SQLite and MongoDB
//	web           the results browser
//	cmd           the programs: brig, brig-probe, bro
//	bench         the benchmarks of all packages in one table
//
// A package imports only what the table in deps_test.go allows.
package brig
