// Bro is the embedded engine with Bro's command line: it runs Bro scripts on a
// capture and writes Bro's logs into the current folder.
//
//	bro -r traffic.pcap                        the default scripts: conn.log, dns.log, ...
//	bro -r traffic.pcap local.bro              and a script of your own
//	bro -b -r traffic.pcap base/protocols/dns  only what is named
//	bro -e 'print 1 + 1;'                      code, without packets
//	bro -r traffic.pcap connection_skip_ratio=0.35
//
// Scripts are searched in the current folder, in the folders of BROPATH
// (ZEEKPATH is read when there is no BROPATH) and in the library inside the
// program. bro --help lists the options.
//
// bro --check finds all errors without running anything (--json: for editors),
// bro -N lists what scripts can use. A script named - is read from standard input.
//
// The exit status is 0, 1 after an error, 2 for a wrong command line, or what a
// script gives to exit().
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	hugePages()
	paceGC()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
