package sqlite

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	driver "modernc.org/sqlite"

	"brig/result"
	"brig/server/store"
	"brig/server/store/storetest"
)

func mustOpen(t *testing.T, file string) *Store {
	t.Helper()
	s, err := Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return mustOpen(t, filepath.Join(t.TempDir(), "brig.db"))
	})
}

func TestReopen(t *testing.T) {
	// A name with everything that means something in a SQLite URI.
	file := filepath.Join(t.TempDir(), "new folder", "a?b#c%20d&e.db")
	s := mustOpen(t, file)
	doc := storetest.Doc(t, 1, `"a":9007199254740993`)
	if _, err := s.Put(t.Context(), "trials", []store.Document{doc}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	got, err := mustOpen(t, file).Get(t.Context(), "trials", doc.UUID)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != string(doc.Body) {
		t.Errorf("body = %s, want %s as it came", got.Body, doc.Body)
	}
}

func TestTwoPrograms(t *testing.T) {
	file := filepath.Join(t.TempDir(), "brig.db")
	a, b := mustOpen(t, file), mustOpen(t, file)
	doc := storetest.Doc(t, 1, "")
	for _, step := range []struct {
		s    *Store
		want store.Outcome
	}{{a, store.Stored}, {b, store.Present}} {
		if o, err := step.s.Put(t.Context(), "trials", []store.Document{doc}); err != nil || o[0] != step.want {
			t.Errorf("Put = %v, %v, want %v", o, err, step.want)
		}
	}
}

func rawDB(t *testing.T, file string) *sql.DB {
	t.Helper()
	c, err := driver.NewConnector(file)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	mustOpen(t, newer).Close()
	if _, err := rawDB(t, newer).Exec("PRAGMA user_version = 2"); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "foreign.db")
	if _, err := rawDB(t, foreign).Exec("CREATE TABLE trials (x)"); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ file, want string }{
		{newer, "made by a newer version of brig (layout 2, this one knows 1)"},
		{foreign, "belongs to another program"},
		{text, "file is not a database"},
		{dir, "unable to open"},
		{filepath.Join(text, "brig.db"), "not a directory"},
	} {
		s, err := Open(t.Context(), tt.file)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.file) {
			t.Errorf("Open(%s) = %v, want %q with the file's name", tt.file, err, tt.want)
		}
	}
	var mode string
	if err := rawDB(t, foreign).QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "delete" {
		t.Errorf("journal mode of the foreign file = %q, %v, want it as it was", mode, err)
	}
}

// A table that a newer program added is made in a file that lacks it.
func TestOpenAddsTables(t *testing.T) {
	file := filepath.Join(t.TempDir(), "brig.db")
	mustOpen(t, file).Close()
	db := rawDB(t, file)
	if _, err := db.Exec("DROP TABLE verdicts"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	s := mustOpen(t, file)
	if _, err := s.Put(t.Context(), "verdicts", []store.Document{storetest.Doc(t, 1, "")}); err != nil {
		t.Error(err)
	}
}

func TestDurable(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "brig.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000"} {
		var got string
		if err := s.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", pragma, got, err, want)
		}
	}
}

func TestIndexes(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "brig.db"))
	id := storetest.Doc(t, 1, "").UUID
	tests := []struct {
		where []store.Equal
		want  string
	}{
		{nil, "_by_created"},
		{[]store.Equal{{Field: "uuid", Value: id}}, "sqlite_autoindex_"},
		{[]store.Equal{{Field: "created", Value: "2026-11-21T10:00:00Z"}}, "_by_created (created=?)"},
		{[]store.Equal{{Field: "benchmark", Value: id}}, "_by_benchmark (benchmark=?)"},
		{[]store.Equal{{Field: "trial", Value: id}}, "_by_trial (trial=?)"},
		{[]store.Equal{{Field: "run", Value: id}}, "_by_run (run=?)"},
	}
	check := func(resource string, where []store.Equal, want string) {
		t.Helper()
		plan := explain(t, s, resource, store.Query{Where: where, Limit: 25})
		if !strings.Contains(plan, want) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s where %v: plan is %q, want %q and no sorting", resource, where, plan, want)
		}
	}
	for _, r := range result.Resources {
		for _, tt := range tests {
			check(r.Name, tt.where, tt.want)
		}
		switch names := fields[r.Name]; len(names) {
		case 1:
			check(r.Name, []store.Equal{{Field: "name", Value: "x"}}, "_by_name (<expr>=?)")
		case 2:
			check(r.Name, []store.Equal{{Field: "suite", Value: "drop"}, {Field: "name", Value: "0.35"}}, "_by_suite (<expr>=? AND <expr>=?)")
			check(r.Name, []store.Equal{{Field: "name", Value: "0.35"}}, "_by_name (<expr>=?)")
		}
	}
}

func explain(t *testing.T, s *Store, resource string, q store.Query) string {
	t.Helper()
	_, list, args := statements(resource, q)
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+list, append(args, q.Limit, q.Skip)...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}

func TestDiskFull(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "brig.db"))
	var pages int
	if err := s.write.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+4)); err != nil {
		t.Fatal(err)
	}
	big := storetest.Doc(t, 1, `"a":"`+strings.Repeat("x", 1<<20)+`"`)
	small := storetest.Doc(t, 2, "")
	outcomes, err := s.Put(t.Context(), "trials", []store.Document{small, big})
	if !errors.Is(err, store.ErrUnavailable) || outcomes[0] != store.Refused {
		t.Errorf("Put without room = %v, %v, want refused, %v", outcomes, err, store.ErrUnavailable)
	}
	if _, err := s.Get(t.Context(), "trials", small.UUID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get of what had room: %v, want %v", err, store.ErrNotFound)
	}
	if _, err := s.Put(t.Context(), "trials", []store.Document{small}); err != nil {
		t.Errorf("Put of what has room: %v", err)
	}
}

// killedEnv names the file that a child of this test writes until it is
// killed.
const killedEnv = "BRIG_TEST_SQLITE_KILLED"

func TestKilled(t *testing.T) {
	if file := os.Getenv(killedEnv); file != "" {
		s := mustOpen(t, file)
		for n := 0; ; n++ {
			doc := storetest.Doc(t, n, `"a":"`+strings.Repeat("x", n%5000)+`"`)
			if _, err := s.Put(t.Context(), "trials", []store.Document{doc}); err != nil {
				t.Fatal(err)
			}
			fmt.Printf("acknowledged %s\n", doc.UUID)
		}
	}
	file := filepath.Join(t.TempDir(), "brig.db")
	var acknowledged []string
	for round := range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), killedEnv+"="+file)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		until := (round + 1) * 150
		acknowledged = acknowledged[:0]
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if uuid, ok := strings.CutPrefix(lines.Text(), "acknowledged "); ok {
				acknowledged = append(acknowledged, uuid)
			}
			// What was written to the pipe before the kill counts as well.
			if len(acknowledged) == until {
				cmd.Process.Kill()
			}
		}
		cmd.Wait()
		if len(acknowledged) < until {
			t.Fatalf("round %d: the child ended after %d documents, want %d", round, len(acknowledged), until)
		}
		s := mustOpen(t, file)
		for _, uuid := range acknowledged {
			if _, err := s.Get(t.Context(), "trials", uuid); err != nil {
				t.Errorf("round %d: acknowledged document is lost: %v", round, err)
			}
		}
		var check string
		if err := s.write.QueryRow("PRAGMA integrity_check").Scan(&check); err != nil || check != "ok" {
			t.Errorf("round %d: integrity check says %q, %v, want ok", round, check, err)
		}
		s.Close()
	}
}

func BenchmarkPut(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "brig.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	n := 0
	for b.Loop() {
		n++
		if _, err := s.Put(b.Context(), "trials", []store.Document{storetest.Doc(b, n, `"suite":"drop"`)}); err != nil {
			b.Fatal(err)
		}
	}
}
