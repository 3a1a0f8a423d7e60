package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"brig/server"
	"brig/server/store/sqlite"
	"brig/web"
)

// serve starts the server over a new SQLite store, uploads the documents and
// returns the server's address.
func serve(t *testing.T, docs []document) string {
	t.Helper()
	base, _ := serveUntil(t, docs)
	return base
}

// serveUntil is serve, with a function that ends it early.
func serveUntil(t *testing.T, docs []document) (base string, stop func()) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "brig.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	srv := httptest.NewServer(server.New(server.Config{Store: st, UI: web.FS()}))
	t.Cleanup(srv.Close)
	post(t, srv.URL, docs)
	return srv.URL, srv.Close
}

// post uploads documents as every client does, some of one resource at a time.
func post(t *testing.T, base string, docs []document) {
	t.Helper()
	for start := 0; start < len(docs); {
		end := start
		var batch []any
		for ; end < len(docs) && docs[end].resource == docs[start].resource && len(batch) < 50; end++ {
			batch = append(batch, docs[end].doc)
		}
		body, err := json.Marshal(batch)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(base+"/"+docs[start].resource, "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusCreated {
			t.Fatalf("posting %s: %s", docs[start].resource, resp.Status)
		}
		start = end
	}
}
