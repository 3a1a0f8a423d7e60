// Command brig-probe runs a program, samples it and the machine until it
// ends, and writes what it took as documents.
//
//	brig-probe --out DIR -- COMMAND [ARGUMENT ...]
//
// See "brig-probe --help" for its flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
