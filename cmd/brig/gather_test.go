package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/result"
)

func TestGather(t *testing.T) {
	file := filepath.Join(t.TempDir(), "system.json")
	brig := func(args ...string) (status int, stdout, stderr string) {
		var out, err bytes.Buffer
		status = run(t.Context(), args, strings.NewReader(""), &out, &err)
		return status, out.String(), err.String()
	}
	for _, tt := range []struct {
		name    string
		args    []string
		private bool
	}{
		{"printed", []string{"gather"}, false},
		{"private", []string{"gather", "-P", "--json"}, true},
		{"file", []string{"gather", "-o", file}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, stdout, stderr := brig(tt.args...)
			if status != 0 || stderr != "" {
				t.Fatalf("status %d, stderr %q", status, stderr)
			}
			text := []byte(stdout)
			if tt.name == "file" {
				if stdout != "" {
					t.Errorf("printed %q beside the file", stdout)
				}
				var err error
				if text, err = os.ReadFile(file); err != nil {
					t.Fatal(err)
				}
			}
			var s result.System
			if err := json.Unmarshal(text, &s); err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(); err != nil {
				t.Error(err)
			}
			if s.Private != tt.private || (s.Hostname == "") != tt.private || s.CPU.Logical < 1 || s.Memory <= 0 {
				t.Errorf("system: private %v, host %q, %d processors, %d bytes", s.Private, s.Hostname, s.CPU.Logical, s.Memory)
			}
		})
	}
	if status, _, stderr := brig("gather", "x"); status != exitUsage || !strings.Contains(stderr, `"x"`) {
		t.Errorf("an argument: status %d, stderr %q", status, stderr)
	}
	if status, _, stderr := brig("gather", "-o", file+"/x"); status != exitFailure || !strings.HasPrefix(stderr, "brig: writing "+file+"/x: ") {
		t.Errorf("a bad file: status %d, stderr %q", status, stderr)
	}
}

// What is sent to a server is what -P leaves, and nothing is printed.
func TestGatherUpload(t *testing.T) {
	var posted struct {
		path string
		body []byte
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		posted.path = r.Method + " " + r.URL.Path
		posted.body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	defer server.Close()
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"gather", "-P", "-u", server.URL}, strings.NewReader(""), &out, &errs)
	if status != 0 || out.Len() > 0 || !strings.HasSuffix(errs.String(), ": the description of this machine is stored\n") {
		t.Fatalf("status %d, printed %q, %q", status, &out, &errs)
	}
	var s result.System
	if err := json.Unmarshal(posted.body, &s); err != nil {
		t.Fatal(err)
	}
	if posted.path != "POST /systems" || !s.Private || s.Hostname != "" || s.CPU.Logical < 1 || s.Validate() != nil {
		t.Errorf("%s: private %v, host %q, %d processors, %v", posted.path, s.Private, s.Hostname, s.CPU.Logical, s.Validate())
	}
	server.Close()
	if status := run(t.Context(), []string{"gather", "-P", "-u", server.URL}, strings.NewReader(""), &out, &errs); status != exitFailure {
		t.Errorf("without a server: status %d", status)
	}
}

func TestPrintSystem(t *testing.T) {
	var out bytes.Buffer
	err := printSystem(&out, &result.System{
		OS: "linux", Arch: "arm64", Kernel: "6.1.0", Hostname: "lab",
		CPU:        result.CPU{Model: "Example", Logical: 4, Sockets: 1, CoresPerSocket: 4, Cache: 4 << 20},
		Memory:     8 << 30,
		Interfaces: []result.Interface{{Name: "eth0", IPv4: []string{"192.0.2.1/24"}}},
		Partitions: []result.Partition{{Type: "ext4"}, {Device: "/dev/vda1", Mount: "/", Type: "ext4"}},
		Modules:    []string{"ext4"},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `host         lab
system       linux/arm64, kernel 6.1.0
processor    Example
processors   4
sockets      1, with 4 cores each
cache        4096 KiB
memory       8192 MiB, swap 0 MiB
interface    eth0
  ipv4       192.0.2.1/24
partition    ext4
partition    /dev/vda1 on / (ext4)
modules      1
settings     0 (--json lists modules and settings)
`
	if got := out.String(); got != want {
		t.Errorf("printed:\n%s\nwant:\n%s", got, want)
	}
}
