package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"brig/bundle"
)

// TestBundleTravels makes a signed bundle, changes its compression, checks it
// as someone else would, and makes the same bundle of what was extracted.
func TestBundleTravels(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("no ssh-keygen here")
	}
	tmp := t.TempDir()
	at := func(name string) string { return filepath.Join(tmp, name) }
	if out, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", at("id")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	signers := []byte("zoe@example.org " + string(read(t, at("id.pub"))))
	if err := os.WriteFile(at("signers"), signers, 0o644); err != nil {
		t.Fatal(err)
	}
	dir := shareable(t)
	if out := runBrig(t, []string{"bundle", "create", dir, "--allow", "home,host,ipv4,mac", "-o", at("a.tar.zst"), "--sign", at("id")}, exitOK); !strings.Contains(out, "4 files, ") {
		t.Errorf("create: %s", out)
	}
	runBrig(t, []string{"bundle", "convert", at("a.tar.zst"), at("a.tar.bz2")}, exitOK)
	runBrig(t, []string{"bundle", "convert", at("a.tar.zst"), at("a.zip")}, exitUsage)
	for _, name := range []string{"a.tar.zst", "a.tar.bz2"} {
		out := runBrig(t, []string{"bundle", "verify", at(name), "--signers", at("signers")}, exitOK)
		if !strings.Contains(out, "4 files, 3 documents, all as the manifest says\nsigned by zoe@example.org with ssh-ed25519 SHA256:") {
			t.Errorf("verify %s: %s", name, out)
		}
		if out := runBrig(t, []string{"bundle", "verify", at(name)}, exitOK); !strings.Contains(out, "--signers says whose it is") {
			t.Errorf("verify %s: %s", name, out)
		}
	}
	var checked struct {
		Files, Documents int
		Signed           bundle.Signed
	}
	if err := json.Unmarshal([]byte(runBrig(t, []string{"bundle", "verify", at("a.tar.bz2"), "--signers", at("signers"), "--json"}, exitOK)), &checked); err != nil ||
		checked.Files != 4 || checked.Documents != 3 || checked.Signed.Names[0] != "zoe@example.org" {
		t.Errorf("verify --json: %+v, %v", checked, err)
	}

	runBrig(t, []string{"bundle", "extract", at("a.tar.bz2"), "-o", at("out"), "--signers", at("signers")}, exitOK)
	runBrig(t, []string{"bundle", "extract", at("a.tar.bz2"), "-o", at("out")}, exitFailure) // it is there
	runBrig(t, []string{"bundle", "create", at("out"), "--allow", "home,host,ipv4,mac", "-o", at("b.tar.zst")}, exitOK)
	var written struct {
		Name   string
		Signed bool
	}
	stdout := runBrig(t, []string{"bundle", "sign", at("b.tar.zst"), "--key", at("id"), "--json"}, exitOK)
	if err := json.Unmarshal([]byte(stdout), &written); err != nil || written.Name != at("b.tar.zst") || !written.Signed {
		t.Errorf("signing printed %s (%v)", stdout, err)
	}
	if !bytes.Equal(read(t, at("a.tar.zst")), read(t, at("b.tar.zst"))) {
		t.Error("the bundle of what was extracted has other bytes")
	}

	// Someone else's list, a list that is none, and no signature.
	if err := os.WriteFile(at("others"), []byte("# nobody\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	runBrig(t, []string{"bundle", "create", dir, "--allow", "home,host,ipv4,mac", "-o", at("c.tar.zst")}, exitOK)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"verify", at("a.tar.zst"), "--signers", at("others")}, "no key of " + at("others")},
		{[]string{"extract", at("a.tar.zst"), "-o", at("out2"), "--signers", at("others")}, "no key of " + at("others")},
		{[]string{"verify", at("a.tar.zst"), "--signers", at("id")}, at("id") + ":1: want NAMES"},
		{[]string{"verify", at("c.tar.zst"), "--signers", at("signers")}, "the bundle is not signed"},
		{[]string{"sign", at("c.tar.zst"), "--key", at("others")}, "reading key"},
	} {
		if out := runBrig(t, append([]string{"bundle"}, tt.args...), exitFailure); !strings.Contains(out, tt.want) {
			t.Errorf("%q: %s, want %q", tt.args, out, tt.want)
		}
	}
	if left, _ := filepath.Glob(at("out2*")); left != nil {
		t.Errorf("%v was written of a bundle that nobody on the list signed", left)
	}
}

func TestNoBzip2(t *testing.T) {
	dir := shareable(t)
	t.Setenv("PATH", t.TempDir())
	out := filepath.Join(t.TempDir(), "a.tar.bz2")
	if text := runBrig(t, []string{"bundle", "create", dir, "--allow", "home,host,ipv4,mac", "-o", out}, exitFailure); !strings.Contains(text, "needs the program bzip2, which is not there") {
		t.Errorf("%s", text)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was left")
	}
}
