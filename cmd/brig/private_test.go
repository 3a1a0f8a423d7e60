package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brig/probe"
)

// A private description of this very machine holds nothing that identifies it.
func TestPrivateHere(t *testing.T) {
	open, err := probe.Gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	private := *open
	if err := new(privateFlag).apply(&private); err != nil {
		t.Fatal(err)
	}
	if private.Kernel == "" || private.CPU.Logical == 0 || private.Memory == 0 || len(private.Interfaces) == 0 {
		t.Errorf("the private description lacks what it may say: %+v", private)
	}
	text, err := json.Marshal(private)
	if err != nil {
		t.Fatal(err)
	}
	var secrets []string
	if len(open.Hostname) > 3 {
		secrets = append(secrets, open.Hostname)
	}
	for _, i := range open.Interfaces {
		secrets = append(secrets, i.MAC)
		secrets = append(secrets, i.IPv4...)
		secrets = append(secrets, i.IPv6...)
	}
	for _, p := range open.Partitions {
		if len(p.Mount) > 1 {
			secrets = append(secrets, p.Mount)
		}
	}
	if id, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		secrets = append(secrets, strings.TrimSpace(string(id)))
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(string(text), strconv.Quote(secret)) {
			t.Errorf("%q is in the private description", secret)
		}
	}
}

func TestPrivateRulesOfAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.conf")
	if err := os.WriteFile(file, []byte("[system.include]\nos:.*\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"gather", "--json", "-P", file}, {"gather", "--json", "-P=" + file}, {"gather", "--private=" + file}} {
		out := runBrig(t, args, exitOK)
		var s map[string]any
		if err := json.Unmarshal([]byte(out), &s); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		if s["os"] == "" || s["kernel"] != "" || s["sysctl"] != nil || s["private"] != true {
			t.Errorf("%q: %s", args, out)
		}
	}
	if err := os.WriteFile(file, []byte("[system.include]\nos:.*\n(:x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"gather", "run", "appliance"} {
		if out := runBrig(t, []string{command, "-P", file}, exitFailure); !strings.Contains(out, file+":3: ") {
			t.Errorf("%s: %q does not name the line", command, out)
		}
	}
	if out := runBrig(t, []string{"gather", "-P", "-o", "x", "y.conf"}, exitUsage); !strings.Contains(out, "unexpected argument") {
		t.Errorf("%q", out)
	}
}

func TestJoinPrivateFile(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"run -P x.conf y.toml", "run -P=x.conf y.toml"},
		{"run -P y.toml", "run -P y.toml"},
		{"run --private x.conf", "run --private=x.conf"},
		{"run -P", "run -P"},
		{"run -- -P x.conf", "run -- -P x.conf"},
	} {
		if got := joinPrivateFile(strings.Fields(tt.args)); !slices.Equal(got, strings.Fields(tt.want)) {
			t.Errorf("%q = %q", tt.args, got)
		}
	}
}

// runBrig runs brig and returns what it printed, both streams together.
func runBrig(t *testing.T, args []string, want int) string {
	t.Helper()
	status, stdout, stderr := brig(nil, args...)
	if status != want {
		t.Fatalf("brig %q: status %d, want %d: %s%s", args, status, want, stdout, stderr)
	}
	return stdout + stderr
}
