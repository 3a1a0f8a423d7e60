// Package scripts is the engine's script library: what Bro scripts expect to
// find, written anew for this engine under the names Bro gives it.
//
// base/init-bare.bro declares the types and constants that the engine and all
// scripts share. base/init-default.bro loads what a monitor does without being
// asked. policy/ holds what a site may add, site/local.bro what it would
// choose. base/bif/ declares the builtin functions and the events.
//
// A script names another from the root of this tree, of policy/, or of
// site/:
//
//	@load base/protocols/http
//	@load misc/scan
//	@load local
package scripts

import "embed"

// FS holds the scripts, with base, policy and site at its root.
//
//go:embed all:base all:policy all:site
var FS embed.FS
