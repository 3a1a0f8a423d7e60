//go:build !linux

package process

import (
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
)

// startOn starts a program. It cannot choose the processors here.
func startOn(cmd *exec.Cmd, cpus string) error {
	if cpus != "" {
		return fmt.Errorf("cpus %q: a process cannot be pinned to processors on %s: remove cpus from the experiment", cpus, runtime.GOOS)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd.Start()
}
