package mongo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"brig/result"
	"brig/server/store"
	"brig/server/store/storetest"
)

// ferretDB starts the stand-in of testdata/ferret and returns its URI. It
// speaks MongoDB's protocol but is not MongoDB: it uses no indexes.
func ferretDB(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building FerretDB takes a minute at first")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "ferret")
	build := exec.Command("go", "build", "-C", filepath.Join("testdata", "ferret"), "-o", program, ".")
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		text := string(out)
		if strings.Contains(text, "main.go:") {
			t.Fatalf("building FerretDB: %v\n%s", err, text)
		}
		lines := strings.Split(strings.TrimSpace(text), "\n")
		t.Skipf("FerretDB cannot be built here (%s): set BRIG_TEST_MONGODB_URI to test with a MongoDB", lines[len(lines)-1])
	}
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, data)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	uri, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("FerretDB did not start: %v\n%s", err, &stderr)
	}
	return strings.TrimSpace(uri)
}

// openers returns a function that opens a new database, by server.
func openers(t *testing.T) map[string]func(*testing.T) *Store {
	n := 0
	opener := func(uri string) func(*testing.T) *Store {
		return func(t *testing.T) *Store {
			t.Helper()
			n++
			s, err := Open(t.Context(), withDatabase(uri, fmt.Sprintf("brig_test_%d_%d", os.Getpid(), n)))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.db.Drop(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
				s.Close()
			})
			return s
		}
	}
	if uri := os.Getenv("BRIG_TEST_MONGODB_URI"); uri != "" {
		return map[string]func(*testing.T) *Store{"MongoDB": opener(uri)}
	}
	return map[string]func(*testing.T) *Store{"FerretDB": opener(ferretDB(t))}
}

// withDatabase returns uri for another database of its server.
func withDatabase(uri, name string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	rest, opts, has := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(rest, "/")
	uri = scheme + "://" + hosts + "/" + name
	if has {
		uri += "?" + opts
	}
	return uri
}

func TestStore(t *testing.T) {
	for server, open := range openers(t) {
		t.Run(server, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store { return open(t) })
			t.Run("Record", func(t *testing.T) { testRecord(t, open(t)) })
			t.Run("Indexes", func(t *testing.T) { testIndexes(t, open(t)) })
			t.Run("TooLarge", func(t *testing.T) { testTooLarge(t, open(t)) })
			t.Run("Late", func(t *testing.T) { testLate(t, open(t)) })
		})
	}
}

// Others can query what is stored: types and the order of fields are kept.
func testRecord(t *testing.T, s *Store) {
	doc := storetest.Doc(t, 1, `"z":9007199254740993,"a":{"y":0.5,"x":[1,"s",true,null]}`)
	if _, err := s.Put(t.Context(), "trials", []store.Document{doc}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		ID      string `bson:"_id"`
		Created int64
		Body    bson.D
	}
	if err := s.db.Collection("trials").FindOne(t.Context(), bson.D{{Key: "body.z", Value: int64(9007199254740993)}}).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := bson.D{
		{Key: "z", Value: int64(9007199254740993)},
		{Key: "a", Value: bson.D{
			{Key: "y", Value: 0.5},
			{Key: "x", Value: bson.A{int64(1), "s", true, nil}},
		}},
	}
	if diff := cmp.Diff(want, got.Body[len(got.Body)-2:]); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if got.ID != doc.UUID || got.Created != doc.Created.UnixNano() {
		t.Errorf("_id, created = %s, %d, want %s, %d", got.ID, got.Created, doc.UUID, doc.Created.UnixNano())
	}
}

func testIndexes(t *testing.T, s *Store) {
	for _, r := range result.Resources {
		specs, err := s.db.Collection(r.Name).Indexes().ListSpecifications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		has := map[string]bool{}
		for _, spec := range specs {
			elems, err := spec.KeysDocument.Elements()
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, e := range elems {
				keys = append(keys, e.Key())
			}
			has[strings.Join(keys, " ")] = true
		}
		want := []string{"_id", "created _id", "body.benchmark created _id", "body.trial created _id", "body.run created _id"}
		if r.Name == "trials" {
			want = append(want, "body.suite body.name created _id", "body.name created _id")
		}
		for _, w := range want {
			if !has[w] {
				t.Errorf("%s has no index of %q, only %v", r.Name, w, has)
			}
		}
	}
}

func testTooLarge(t *testing.T, s *Store) {
	docs := []store.Document{
		storetest.Doc(t, 1, ""),
		storetest.Doc(t, 2, `"a":"`+strings.Repeat("x", 16<<20)+`"`),
	}
	if o, err := s.Put(t.Context(), "trials", docs); !errors.Is(err, store.ErrTooLarge) || o[0] != store.Refused {
		t.Errorf("Put = %v, %v, want refused, %v", o, err, store.ErrTooLarge)
	}
	if _, err := s.Get(t.Context(), "trials", docs[0].UUID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get: %v, want %v", err, store.ErrNotFound)
	}
}

// Documents that another Put stores after the look for conflicts.
func testLate(t *testing.T, s *Store) {
	there := []store.Document{storetest.Doc(t, 1, `"a":1`), storetest.Doc(t, 2, `"a":1`)}
	if _, err := s.Put(t.Context(), "trials", there); err != nil {
		t.Fatal(err)
	}
	docs := []store.Document{storetest.Doc(t, 3, ""), storetest.Doc(t, 1, `"a":1`), storetest.Doc(t, 2, `"a":2`), storetest.Doc(t, 4, "")}
	var records []any
	for _, d := range docs {
		r, err := newRecord(d)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	outcomes := make([]store.Outcome, len(docs))
	conflict, err := insert(t.Context(), s.db.Collection("trials"), docs, records, []int{0, 1, 2, 3}, outcomes)
	want := []store.Outcome{store.Stored, store.Present, store.Conflict, store.Stored}
	if diff := cmp.Diff(want, outcomes); diff != "" || !conflict || err != nil {
		t.Errorf("insert = %v, %v, outcomes %v, want a conflict and %v", conflict, err, outcomes, want)
	}
}

func TestUnreachable(t *testing.T) {
	// A port that was free a moment ago.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	begin := time.Now()
	_, err = Open(t.Context(), "mongodb://me:s3cret@"+addr+"/lab?serverSelectionTimeoutMS=300")
	if err == nil {
		t.Fatal("Open succeeds with no server")
	}
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Open: %v, want %v", err, store.ErrUnavailable)
	}
	if text := err.Error(); !strings.Contains(text, "mongodb://"+addr+"/lab") || strings.Contains(text, "s3cret") {
		t.Errorf("Open: %q, want the address and no password", text)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("Open: %q, want one line", err)
	}
	if d := time.Since(begin); d > selectionTimeout {
		t.Errorf("Open took %v, want what the URI says", d)
	}
}

func TestParseURI(t *testing.T) {
	for _, tt := range []struct{ uri, shown, database string }{
		{"mongodb://localhost", "mongodb://localhost/brig", "brig"},
		{"mongodb://localhost:27017/?replicaSet=rs0", "mongodb://localhost:27017/brig", "brig"},
		{"mongodb://a:1,b:2,c:3/lab?w=1", "mongodb://a:1,b:2,c:3/lab", "lab"},
		{"mongodb+srv://me:s3cret@cluster.example.net/lab?tlsCertificateKeyFilePassword=s3cret", "mongodb+srv://cluster.example.net/lab", "lab"},
		{"mongodb://me:s3cr@et@h/lab", "mongodb://h/lab", "lab"},
		{"mongodb://me:s3c/ret@h/lab", "mongodb://h/lab", "lab"},
		{"s3cret", "MongoDB", "brig"},
	} {
		a := parseURI(tt.uri)
		if a.String() != tt.shown || a.database != tt.database {
			t.Errorf("parseURI(%q) = %v, %q, want %v, %q", tt.uri, a, a.database, tt.shown, tt.database)
		}
		if _, err := Open(t.Context(), tt.uri+"&appName=%zz"); err != nil && strings.Contains(err.Error(), "s3c") {
			t.Errorf("Open(%q): %v, which tells the password", tt.uri, err)
		}
	}
	if _, err := Open(t.Context(), "http://localhost"); err == nil || !strings.Contains(err.Error(), "scheme") {
		t.Errorf("Open of an http URI: %v, want it to say what is wrong with the scheme", err)
	}
}

func FuzzConvert(f *testing.F) {
	f.Add([]byte(`{"uuid":"0b9e7c1e-7d53-4a5e-9d8a-30f7f6a3a001","schema":1,"created":"2026-11-21T10:00:00Z","tool":{"name":"brig"},"a":[1,-2.5e3,"x",true,null,{"b":{}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		want, err := store.Parse(text, time.Unix(0, 0))
		if err != nil {
			return
		}
		raw, err := toBSON(want.Body)
		if err != nil {
			t.Fatalf("toBSON(%s): %v", want.Body, err)
		}
		back, err := toJSON(raw)
		if err != nil {
			t.Fatalf("toJSON of %s: %v", want.Body, err)
		}
		got, err := store.Parse(back, time.Unix(0, 0))
		if err != nil || got.ETag != want.ETag {
			t.Errorf("%s came back as %s (%v)", want.Body, back, err)
		}
	})
}

func TestURIOptionsWin(t *testing.T) {
	opts := options.Client().SetServerSelectionTimeout(selectionTimeout).ApplyURI("mongodb://h/?serverSelectionTimeoutMS=300")
	if got := *opts.ServerSelectionTimeout; got != 300*time.Millisecond {
		t.Errorf("server selection timeout = %v, want 300ms", got)
	}
}
