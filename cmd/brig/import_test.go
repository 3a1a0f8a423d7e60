package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/result"
	"brig/server"
	"brig/server/store/sqlite"
)

func TestImportSessions(t *testing.T) { runSessions(t, "import") }

// What is imported can be uploaded; the trial that the browser shows has the
// documents of the profile, and lacks what is not known.
func TestImportUpload(t *testing.T) {
	profiles := filepath.Join("..", "..", "zeekprofile", "testdata")
	dir := filepath.Join(t.TempDir(), "zeek")
	status, stdout, stderr := brig(nil, "import", filepath.Join(profiles, "stacks.tsv"), filepath.Join(profiles, "prof.log"),
		"-o", dir, "--engine", "zeek 8.0.1", "--json")
	var made importSummary
	if status != exitOK || json.Unmarshal([]byte(stdout), &made) != nil || made.Documents != 9 {
		t.Fatalf("exit %d, %s%s", status, stdout, stderr)
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := httptest.NewServer(server.New(server.Config{Store: store}))
	defer s.Close()
	if status, stdout, stderr := brig(nil, "upload", dir, "--url", s.URL); status != exitOK || !strings.HasPrefix(stdout, "9 new, 0 already there, 0 refused") {
		t.Fatalf("upload: exit %d, %s%s", status, stdout, stderr)
	}
	var trial result.Trial
	text, err := os.ReadFile(filepath.Join(dir, "trials", "imported-1.json"))
	if err != nil || json.Unmarshal(text, &trial) != nil || strings.Contains(string(text), `"exact"`) || trial.Engine.Version != "8.0.1" {
		t.Errorf("%s (%v)", text, err)
	}
	for _, resource := range []string{"counts", "script_timings", "call_chains", "event_paths", "mappings"} {
		r, err := http.Get(s.URL + "/" + resource + `?where={"trial":"` + trial.UUID + `"}`)
		if err != nil {
			t.Fatal(err)
		}
		var list struct {
			Items []map[string]any `json:"_items"`
		}
		err = json.NewDecoder(r.Body).Decode(&list)
		r.Body.Close()
		if err != nil || len(list.Items) != 1 || list.Items[0]["benchmark"] != made.Benchmark {
			t.Errorf("%s: %v (%v)", resource, list.Items, err)
		}
	}
}

// What was read before damage is marked in the trial, without the folder it
// was in.
func TestImportPartial(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("..", "..", "zeekprofile", "testdata", "stacks.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	cut, out := filepath.Join(dir, "cut.prof"), filepath.Join(dir, "out")
	if err := os.WriteFile(cut, text[:bytes.Index(text, []byte("non-scripts"))], 0o666); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := brig(nil, "import", cut, "-o", out); status != exitFailure || !strings.Contains(stderr, `without the row "non-scripts"`) {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("it made a directory")
	}
	if status, _, stderr := brig(nil, "import", cut, "-o", out, "--partial"); status != exitFailure || !strings.Contains(stderr, "(the documents hold what came before)") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	var trial result.Trial
	text, err = os.ReadFile(filepath.Join(out, "trials", "imported-1.json"))
	if err != nil || json.Unmarshal(text, &trial) != nil || len(trial.Doubts) != 2 ||
		!strings.HasPrefix(trial.Doubts[1], "cut.prof:13: the profile ends without") || !strings.HasSuffix(trial.Doubts[1], ": the documents hold what came before") {
		t.Errorf("%s (%v)", text, err)
	}
}

// A cluster's stats.log is a run for each process; logs are compressed when
// they are rotated, one after the other in what zcat makes of them.
func TestImportCluster(t *testing.T) {
	profiles := filepath.Join("..", "..", "zeekprofile", "testdata")
	text, err := os.ReadFile(filepath.Join(profiles, "stats.log"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "stats.10:00:00-11:00:00.log.gz")
	var packed bytes.Buffer
	for _, peer := range []string{"zeek", "worker-1"} {
		z := gzip.NewWriter(&packed)
		z.Write(bytes.ReplaceAll(text, []byte("\tzeek\t"), []byte("\t"+peer+"\t")))
		z.Close()
	}
	if err := os.WriteFile(log, packed.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	if status, stdout, stderr := brig(nil, "import", log, filepath.Join(profiles, "prof.log"), "-o", filepath.Join(dir, "out")); status != exitOK {
		t.Fatalf("exit %d, %s%s", status, stdout, stderr)
	}
	for i, want := range []struct {
		machine string
		samples int
	}{{"zeek", 3}, {"worker-1", 3}, {"imported", 3}} {
		var run result.Run
		text, err := os.ReadFile(filepath.Join(dir, "out", "runs", fmt.Sprintf("imported-1.%d", i+1), "run.json"))
		if err != nil || json.Unmarshal(text, &run) != nil || run.Machine != want.machine || run.Repeat != i+1 || len(run.Samples.At) != want.samples {
			t.Errorf("%s (%v)", text, err)
		}
	}
	cut := filepath.Join(dir, "cut.gz")
	if err := os.WriteFile(cut, packed.Bytes()[:packed.Len()/4], 0o666); err != nil {
		t.Fatal(err)
	}
	if status, stdout, stderr := brig(nil, "decode", cut); status != exitFailure || !strings.Contains(stderr, "unexpected EOF") {
		t.Errorf("exit %d, %s%s", status, stdout, stderr)
	}
}
