// Command job stands in for the probe inside a container: it reports what it
// can and cannot do there.
package main

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	switch os.Args[1] {
	case "look":
		look()
	case "sleep":
		os.WriteFile("/out/started", nil, 0o644)
		time.Sleep(time.Hour)
	case "fail":
		fmt.Fprintln(os.Stderr, "first line\nthe last line")
		os.Exit(3)
	case "measured":
		os.Mkdir("/out/run", 0o755)
		os.WriteFile("/out/run/run.json", []byte("{}"), 0o644)
		os.Exit(1)
	case "eat":
		n, _ := strconv.Atoi(os.Args[2])
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i)
		}
		fmt.Println(len(b))
	}
}

// look writes what it finds to /out/report.
func look() {
	var b strings.Builder
	say := func(name string, err error) { fmt.Fprintf(&b, "%s %t\n", name, err == nil) }
	_, err := os.ReadFile("/in/trial.bro")
	say("reads in", err)
	say("writes in", os.WriteFile("/in/x", nil, 0o644))
	_, err = os.ReadFile("/capture")
	say("reads capture", err)
	say("writes root", os.WriteFile("/x", nil, 0o644))
	say("writes work", os.WriteFile("/work/x", nil, 0o644))
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		fmt.Fprintf(&b, "interface %s\n", i.Name)
	}
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		for _, key := range []string{"CapEff:", "NoNewPrivs:", "Seccomp:"} {
			if strings.HasPrefix(line, key) {
				fmt.Fprintln(&b, strings.Join(strings.Fields(line), " "))
			}
		}
	}
	fmt.Fprintf(&b, "processors %d\n", runtime.NumCPU())
	if err := os.WriteFile("/out/report", []byte(b.String()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
