package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/bro"
	"brig/traces"
)

func writeLog(t *testing.T, fields, types string, rows ...string) *table {
	t.Helper()
	tab := func(s string) string { return strings.ReplaceAll(s, " ", "\t") }
	text := "#path\tx\n#fields\t" + tab(fields) + "\n#types\t" + tab(types) + "\n"
	for _, r := range rows {
		text += tab(r) + "\n"
	}
	name := filepath.Join(t.TempDir(), "x.log")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := readLog(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTally(t *testing.T) {
	const id, addrs = "id.orig_h id.orig_p id.resp_h id.resp_p", "addr port addr port"
	ref := writeLog(t, "uid "+id+" n tags gone", "string "+addrs+" count set[string] string",
		"C1 1.1.1.1 1 2.2.2.2 2 5 a,b x",
		"C1 1.1.1.1 1 2.2.2.2 2 6 - x",
		"C2 1.1.1.1 1 2.2.2.2 3 7 - x")
	own := writeLog(t, id+" uid tags n more", addrs+" string set[string] count string",
		"1.1.1.1 1 2.2.2.2 2 D1 - 8 y",
		"1.1.1.1 1 2.2.2.2 2 D1 b,a 5 y",
		"9.9.9.9 1 2.2.2.2 2 D1 - 5 y")
	tl := newTally()
	tl.add("c", "x", ref, own)
	var out bytes.Buffer
	tl.markdown(&out)
	for _, want := range []string{
		"| x | 3 | 2 | 1 | 16 | 13 | 81.2 % |", // 8 fields, of which n differs once and gone is missing
		"| uid | 2 | 2 | 100.0 % |",
		"| n | 2 | 1 | 50.0 % |",
		"| tags | 2 | 2 | 100.0 % |",
		"| gone | 2 | 0 | no such field |",
	} {
		if !strings.Contains(out.String(), want+"\n") {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
}

// TestItself compares the engine's logs of the recorded capture with its own.
func TestItself(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "site")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	packets, err := os.ReadFile(filepath.Join("..", "..", "traces", traces.File))
	if err != nil {
		t.Fatal(err)
	}
	capture := filepath.Join(dir, "capture.pcap.zst")
	if err := os.WriteFile(capture, packets, 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := bro.Config{Capture: capture, IgnoreChecksums: true, Dir: dir, Seed: 1}
	if _, err := bro.Run(t.Context(), &cfg); err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(root, "doc.md")
	if err := os.WriteFile(doc, []byte("before\n"+heading+"old\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-o", doc, root}, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); !strings.HasPrefix(s, "before\n"+heading+"\n| log |") || strings.Contains(s, "old") {
		t.Errorf("the file is now:\n%s", s)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| conn |") || strings.HasPrefix(line, "| uid |") || strings.HasPrefix(line, "| query |") {
			if !strings.HasSuffix(line, "| 100.0 % |\n") {
				t.Errorf("the engine differs from itself: %s", line)
			}
		}
	}
}

func TestNoCaptures(t *testing.T) {
	if err := run(t.Context(), []string{t.TempDir()}, io.Discard); err == nil {
		t.Error("an empty folder is no error")
	}
}
