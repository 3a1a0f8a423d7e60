package main

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("mounting a small tmpfs: %v (needs root)", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	out := filepath.Join(disk, "run")
	status, _, stderr := runProbe(t, "--out", out, "--", "sh", "-c", "head -c 300000 /dev/zero")
	if status != 1 || !strings.HasPrefix(stderr, "brig-probe: writing a document: write "+out+".partial/stdout.txt: no space left on device") ||
		strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d, stderr %q, want one line about the full disk", status, stderr)
	}
	if left := list(t, disk); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMountPoint(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("mounting a small tmpfs: %v (needs root)", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	status, _, stderr := runProbe(t, "--out", disk, "--", "true")
	if want := "brig-probe: " + disk + " is a mount point: name a folder in it\n"; status != 1 || stderr != want {
		t.Errorf("status %d, stderr %q, want %q", status, stderr, want)
	}
	if status, _, stderr := runProbe(t, "--out", disk+"/run", "--", "true"); status != 0 {
		t.Errorf("a folder in it: status %d, %s", status, stderr)
	}
}
