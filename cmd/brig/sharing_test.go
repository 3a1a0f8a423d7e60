package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brig/bundle"
	"brig/privacy"
	"brig/result"
)

// shareable makes a result directory in which a command line tells the name of
// its user, and the description of the machine that of the host.
func shareable(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "res")
	head := func(n string) result.Header {
		return result.Header{UUID: "0b9e7c1e-7d53-4a5e-9d8a-00000000000" + n, Schema: 1, Created: time.Unix(1, 0).UTC(), Tool: tool}
	}
	experiment := "name = \"x\"\nfile = \"/home/zoequintana/site.pcap\"\n"
	putDocument(t, filepath.Join(dir, "benchmark.json"), &result.Benchmark{Header: head("1"), Name: "x", Experiment: sha256Hex(experiment), System: head("2").UUID})
	putDocument(t, filepath.Join(dir, "system.json"), &result.System{Header: head("2"), OS: "linux", Hostname: "planted-rack", Memory: 5,
		Interfaces: []result.Interface{{Name: "eth0", MAC: "00:1b:21:0a:0b:0c", IPv4: []string{"10.9.8.7/24"}}}})
	putDocument(t, filepath.Join(dir, "runs", "a", "run.json"), &result.Run{Header: head("3"), Command: []string{"bro", "/home/zoequintana/x.bro", "on planted-rack"}})
	if err := os.WriteFile(filepath.Join(dir, "experiment.toml"), []byte(experiment), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// planted is what nobody must see.
var planted = []string{"zoequintana", "planted-rack", "00:1b:21", "10.9.8.7"}

func TestBundleIsSearched(t *testing.T) {
	dir := shareable(t)
	out := filepath.Join(t.TempDir(), "out.tar.zst")
	key := filepath.Join(t.TempDir(), "key")

	text := runBrig(t, []string{"bundle", "create", dir, "-o", out}, exitFindings)
	for _, want := range []string{
		"home       /home/zoequintana\n             experiment.toml: line 2\n             runs/a/run.json: command[1]\n",
		"host       planted-rack\n             runs/a/run.json: command[2]\n             system.json: hostname\n",
		"system.json: interfaces[0].mac", "system.json: interfaces[0].ipv4[0]",
		"nothing is shared: 6 findings of home, host, ipv4, mac: name what may be with --allow, or use --scrub",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	code, stdout, _ := brig(nil, "bundle", "create", dir, "-o", out, "--json")
	var list struct{ Findings []privacy.Finding }
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || code != exitFindings || len(list.Findings) != 6 {
		t.Errorf("--json: status %d, %v: %s", code, err, stdout)
	}
	if text := runBrig(t, []string{"privacy", "check", dir}, exitFindings); !strings.Contains(text, "command[1]") {
		t.Errorf("check: %s", text)
	}
	if _, err := os.Stat(out); err == nil {
		t.Fatal("a bundle was made all the same")
	}

	// What rules leave out needs no question.
	text = runBrig(t, []string{"bundle", "create", dir, "-P", "-o", out, "--allow", "home"}, exitFindings)
	if !strings.Contains(text, "1 findings of host") || !strings.Contains(text, "command[2]") {
		t.Errorf("the rules left the name of the host out of system.json, and so it was not looked for in run.json: %s", text)
	}
	text = runBrig(t, []string{"bundle", "create", dir, "-P", "-o", out, "--allow", "home,PLANTED-RACK", "--allow", "nosuch"}, exitOK)
	if !strings.Contains(text, "--allow nosuch: nothing of that was found") {
		t.Errorf("%s", text)
	}
	if err := os.Remove(out); err != nil {
		t.Fatal(err)
	}
	runBrig(t, []string{"bundle", "create", dir, "-o", out, "--allow", "home", "--allow", "host:planted-rack,mac,ipv4"}, exitOK)

	// A scrubbed bundle is whole, and its references hold.
	runBrig(t, []string{"bundle", "create", dir, "--scrub", "--key", key, "-o", out}, exitOK)
	runBrig(t, []string{"bundle", "verify", out}, exitOK)
	made, err := bundle.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	files := made.Files
	for name, data := range files {
		for _, secret := range planted {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s: %q is left: %s", name, secret, data)
			}
		}
	}
	var b result.Benchmark
	if err := json.Unmarshal(files["benchmark.json"], &b); err != nil || b.Experiment != sha256Hex(string(files["experiment.toml"])) {
		t.Errorf("the benchmark names experiment %s, %v", b.Experiment, err)
	}
	// The same key gives the same bytes, another key others.
	first := read(t, out)
	runBrig(t, []string{"bundle", "create", dir, "--scrub", "--key", key, "-o", out}, exitOK)
	if !bytes.Equal(first, read(t, out)) {
		t.Error("the same documents and key gave other bytes")
	}
	runBrig(t, []string{"bundle", "create", dir, "--scrub", "--key", key + "2", "-o", out}, exitOK)
	if bytes.Equal(first, read(t, out)) {
		t.Error("another key gave the same bytes")
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if err := os.WriteFile(key, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	runBrig(t, []string{"bundle", "create", dir, "--scrub", "--key", key, "-o", out}, exitFailure)
}

func TestScrubbedCopy(t *testing.T) {
	dir := shareable(t)
	out := filepath.Join(t.TempDir(), "copy")
	key := filepath.Join(t.TempDir(), "key")
	runBrig(t, []string{"privacy", "scrub", dir, "-o", out, "--key", key, "-P"}, exitOK)
	runBrig(t, []string{"privacy", "scrub", dir, "-o", out, "--key", key}, exitFailure) // it is there
	if text := runBrig(t, []string{"privacy", "check", out}, exitOK); text != "nothing found in 4 documents\n" {
		t.Errorf("the copy: %s", text)
	}
	again := filepath.Join(t.TempDir(), "again")
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"privacy", "scrub", dir, "-o", again, "--key", key, "--json"}, nil, &stdout, &stderr); status != exitOK {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	var done scrubbedCopy
	if err := json.Unmarshal(stdout.Bytes(), &done); err != nil {
		t.Fatal(err)
	}
	if done.Output != again || done.Documents != 4 || len(done.Findings) == 0 || done.KeyFile != key || done.Key == "" {
		t.Errorf("said of it: %s", stdout.String())
	}
}

// Any folder of documents can be searched and copied, as that of decode -o.
func TestFolderIsSearched(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "event_path.json"), []byte(`{"names":["/home/zoequintana/x.bro"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if text := runBrig(t, []string{"privacy", "check", dir}, exitFindings); !strings.Contains(text, "event_path.json: names[0]") {
		t.Errorf("%s", text)
	}
	out := filepath.Join(t.TempDir(), "copy")
	runBrig(t, []string{"privacy", "scrub", dir, "-o", out, "--key", filepath.Join(t.TempDir(), "key")}, exitOK)
	if text := string(read(t, filepath.Join(out, "event_path.json"))); strings.Contains(text, "zoequintana") || !strings.Contains(text, "/home/user-") || !strings.HasSuffix(text, `/x.bro"]}`) {
		t.Errorf("the copy: %s", text)
	}
}

func TestUploadIsSearched(t *testing.T) {
	url := startServe(t)
	dir := shareable(t)
	key := filepath.Join(t.TempDir(), "key")
	if text := runBrig(t, []string{"upload", dir, "--url", url}, exitFindings); strings.Contains(text, "uploading") || !strings.Contains(text, "/home/zoequintana") {
		t.Errorf("upload: %s", text)
	}
	if text := runBrig(t, []string{"upload", dir, "--url", url, "--scrub", "--key", key}, exitOK); !strings.Contains(text, "3 new, 0 already there, 0 refused") {
		t.Errorf("upload --scrub: %s", text)
	}
	// A second time they are the same documents.
	if text := runBrig(t, []string{"upload", dir, "--url", url, "--scrub", "--key", key}, exitOK); !strings.Contains(text, "0 new, 3 already there, 0 refused") {
		t.Errorf("upload --scrub again: %s", text)
	}
}
