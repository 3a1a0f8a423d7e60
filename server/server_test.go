package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/result"
	"brig/server"
	"brig/server/store"
	"brig/server/store/sqlite"
)

// now is when everything is stored.
var now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func newStore(t *testing.T) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "brig.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// start starts a server and returns its URL. It makes a store if c has none.
func start(t *testing.T, c server.Config) string {
	t.Helper()
	if c.Store == nil {
		c.Store = newStore(t)
	}
	c.Now = func() time.Time { return now }
	s := httptest.NewServer(server.New(c))
	t.Cleanup(s.Close)
	return s.URL
}

// A reply is what a server replied.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request with headers given as "Name: value".
func do(t *testing.T, method, url, body string, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			req.Host = value
		} else if value == "" {
			req.Header.Del(name)
		} else {
			req.Header.Set(name, value)
		}
	}
	client := http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(text)}
}

func id(n int) string { return fmt.Sprintf("0b9e7c1e-7d53-4a5e-9d8a-%012x", n) }

func header(n int) result.Header {
	return result.Header{
		UUID:    id(n),
		Schema:  result.Schema,
		Created: time.Date(2026, 11, 21, 10, 0, n, 5e8, time.UTC),
		Tool:    result.Version{Name: "brig", Version: "0.1.0"},
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func trial(t *testing.T, n int, suite, name string) string {
	t.Helper()
	return text(t, result.Trial{Header: header(n), Suite: suite, Name: name, Index: n, Exact: result.Exact{Events: 1<<53 + 1}})
}

func post(t *testing.T, url, body string) {
	t.Helper()
	if r := do(t, "POST", url, body); r.status != http.StatusCreated {
		t.Fatalf("POST %s = %d %s", url, r.status, r.body)
	}
}

// A page is a list as the API gives it.
type page struct {
	Items []map[string]any                 `json:"_items"`
	Links map[string]struct{ Href string } `json:"_links"`
	Meta  map[string]int                   `json:"_meta"`
}

func get(t *testing.T, url string) (page, reply) {
	t.Helper()
	r := do(t, "GET", url, "")
	var p page
	if r.status != http.StatusOK {
		t.Fatalf("GET %s = %d %s", url, r.status, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), &p); err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return p, r
}

func names(p page) []string {
	var ns []string
	for _, item := range p.Items {
		ns = append(ns, fmt.Sprint(item["name"]))
	}
	return ns
}

func TestHome(t *testing.T) {
	url := start(t, server.Config{UI: fstest.MapFS{"index.html": {Data: []byte("<title>brig</title>")}}})
	var home struct {
		Links struct {
			Child []struct{ Title, Href string }
		} `json:"_links"`
	}
	r := do(t, "GET", url+"/", "")
	if err := json.Unmarshal([]byte(r.body), &home); err != nil {
		t.Fatal(err)
	}
	if len(home.Links.Child) != len(result.Resources) {
		t.Errorf("GET / has %d resources, want %d", len(home.Links.Child), len(result.Resources))
	}
	for _, child := range home.Links.Child {
		get(t, url+"/"+child.Href)
	}
	r = do(t, "GET", url, "", "Accept: text/html,application/xhtml+xml,*/*;q=0.8")
	if r.status != http.StatusFound || r.header.Get("Location") != "/ui/" {
		t.Errorf("GET / of a browser = %d to %q, want a redirect to /ui/", r.status, r.header.Get("Location"))
	}
}

func TestPost(t *testing.T) {
	url := start(t, server.Config{})
	body := trial(t, 1, "drop", "0.35")
	r := do(t, "POST", url+"/trials/", body)
	want := `{"_status":"OK","_id":"` + id(1) + `","_created":"Sat, 21 Nov 2026 10:00:01 GMT","_updated":"Sun, 22 Nov 2026 08:00:00 GMT",` +
		`"_etag":` + r.header.Get("ETag") + `,"_links":{"self":{"title":"trials","href":"trials/` + id(1) + `"}}}`
	if r.status != http.StatusCreated || strings.TrimSpace(r.body) != want || r.header.Get("Location") != "/trials/"+id(1) {
		t.Errorf("POST = %d %s to %s, want 201 %s", r.status, r.body, r.header.Get("Location"), want)
	}
	if r := do(t, "POST", url+"/trials", " "+strings.ReplaceAll(body, `,"`, ` , "`)+"\n"); r.status != http.StatusOK || strings.TrimSpace(r.body) != want {
		t.Errorf("POST again = %d %s, want 200 %s", r.status, r.body, want)
	}

	// The document comes back as it was, to the last digit.
	r = do(t, "GET", url+"/trials/"+id(1), "")
	if _, fields, _ := strings.Cut(r.body, `"parent":{"title":"home","href":"/"},"self":{"title":"trials","href":"trials/`+id(1)+`"}},`); "{"+fields != body {
		t.Errorf("GET = %s, want the fields of %s", r.body, body)
	}
	if !strings.Contains(r.body, `"events":9007199254740993`) {
		t.Errorf("GET = %s, want an exact 9007199254740993", r.body)
	}
}

func TestPostRefuses(t *testing.T) {
	url := start(t, server.Config{})
	post(t, url+"/trials", trial(t, 1, "drop", "0.35"))
	good := trial(t, 2, "drop", "0.40")
	tests := []struct {
		name, body, headers string
		status              int
		want                string // in the body
	}{
		{"no JSON", `{"uuid":`, "", 400, `"message":"the request is not JSON`},
		{"nothing", ``, "", 400, "not JSON"},
		{"two documents", good + good, "", 400, "not JSON"},
		{"empty list", `[]`, "", 400, "the list is empty"},
		{"a string", `"x"`, "", 422, `"document":"a document is a JSON object"`},
		{"no header", `{}`, "", 422, `"_issues":{"uuid":`},
		{"bad uuid", strings.Replace(good, id(2), "x", 1), "", 422, `"_issues":{"uuid":`},
		{"newer schema", strings.Replace(good, `"schema":1`, `"schema":9`, 1), "", 422, `"_issues":{"schema":"version 9`},
		{"unknown field", strings.Replace(good, `"suite"`, `"sweet":1,"suite"`, 1), "", 422, `"_issues":{"sweet":"no field of this resource"}`},
		{"wrong kind", strings.Replace(good, `"index":2`, `"index":"2"`, 1), "", 422, `"_issues":{"index":"a string does not fit here"}`},
		{"fraction", strings.Replace(good, `"index":2`, `"index":2.5`, 1), "", 422, `"_issues":{"index":`},
		{"other resource", text(t, result.Capture{Header: header(3)}), "", 422, `no field of this resource`},
		{"twice a field", strings.Replace(good, `"suite"`, `"index":3,"suite"`, 1), "", 422, `occurs twice`},
		{"other content", strings.Replace(trial(t, 1, "drop", "0.35"), "0.35", "0.36", 1), "", 409, `"_issues":{"uuid":"` + id(1) + ` is there already`},
		{"list with a bad one", "[" + good + `,{"uuid":5},` + good + "]", "", 422, `"_items":[{"_status":"OK"},{"_status":"ERR","_issues":{"uuid":`},
		{"list with a conflict", "[" + good + "," + trial(t, 1, "drop", "x") + "]", "", 409, `"_items":[{"_status":"OK"},{"_status":"ERR","_issues":{"uuid":`},
		{"form", "data=" + good, "Content-Type: application/x-www-form-urlencoded", 415, "application/json only"},
		{"no content type", good, "Content-Type: ", 415, "application/json only"},
		{"compressed", good, "Content-Encoding: gzip", 415, "without Content-Encoding"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var headers []string
			if tt.headers != "" {
				headers = append(headers, tt.headers)
			}
			r := do(t, "POST", url+"/trials", tt.body, headers...)
			checkError(t, r, tt.status)
			if !strings.Contains(r.body, tt.want) {
				t.Errorf("reply is %s, want %s in it", r.body, tt.want)
			}
		})
	}
	if p, _ := get(t, url+"/trials"); p.Meta["total"] != 1 {
		t.Errorf("%d documents are stored, want 1", p.Meta["total"])
	}
}

// checkError checks that a reply is an error in Eve's form.
func checkError(t *testing.T, r reply, status int) {
	t.Helper()
	var e struct {
		Status string `json:"_status"`
		Error  struct {
			Code    int
			Message string
		} `json:"_error"`
	}
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		t.Errorf("reply %d %q is not JSON: %v", r.status, r.body, err)
	}
	if r.status != status || e.Status != "ERR" || e.Error.Code != status || e.Error.Message == "" || strings.Contains(e.Error.Message, "goroutine") {
		t.Errorf("reply is %d %s, want error %d", r.status, r.body, status)
	}
	if ct := r.header.Get("Content-Type"); ct != "application/json" {
		t.Errorf("Content-Type = %q, want application/json", ct)
	}
}

func TestPostList(t *testing.T) {
	url := start(t, server.Config{})
	one, two := trial(t, 1, "drop", "0.35"), trial(t, 2, "drop", "0.40")
	for _, step := range []struct {
		body  string
		want  int
		items int
	}{
		{"[" + one + "]", 201, 1},
		{"[" + one + "," + two + "]", 201, 2},
		{"[" + two + "," + one + "]", 200, 2},
	} {
		r := do(t, "POST", url+"/trials", step.body)
		var got struct {
			Status string           `json:"_status"`
			Items  []map[string]any `json:"_items"`
		}
		if err := json.Unmarshal([]byte(r.body), &got); err != nil {
			t.Fatal(err)
		}
		if r.status != step.want || got.Status != "OK" || len(got.Items) != step.items || got.Items[0]["_status"] != "OK" {
			t.Errorf("POST = %d %s, want %d with %d items", r.status, r.body, step.want, step.items)
		}
	}
}

// endless is a body that never ends by itself.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func TestPostTooLarge(t *testing.T) {
	h := server.New(server.Config{Store: newStore(t)})
	for _, length := range []int64{server.MaxBody + 1, -1} {
		body := &endless{}
		req := httptest.NewRequest("POST", "http://localhost/trials", body)
		req.ContentLength = length
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		checkError(t, reply{rec.Code, rec.Header(), rec.Body.String()}, http.StatusRequestEntityTooLarge)
		if body.read > 2*server.MaxBody {
			t.Errorf("%d bytes were read", body.read)
		}
	}
}

func TestList(t *testing.T) {
	url := start(t, server.Config{})
	for n, name := range []string{"load-01", "load-02", "load-03", "load-04", "load-05"} {
		post(t, url+"/trials", trial(t, n, "scripts", name))
	}
	post(t, url+"/trials", trial(t, 5, "drop", "0.35"))
	for _, tt := range []struct {
		query string
		want  []string
		total int
	}{
		{"", []string{"load-01", "load-02", "load-03", "load-04", "load-05", "0.35"}, 6},
		{`where={"suite":"scripts"}&max_results=2`, []string{"load-01", "load-02"}, 5},
		{`where={"suite":"scripts"}&max_results=2&page=3`, []string{"load-05"}, 5},
		{`where={"suite":"scripts"}&max_results=2&page=4`, nil, 5},
		{`where={"suite":"scripts","index":2}`, []string{"load-03"}, 1},
		{`where={"index":2.0}`, []string{"load-03"}, 1},
		{`where={"tool.name":"brig","suite":"drop"}`, []string{"0.35"}, 1},
		{`where={"skip_ratio":null}&max_results=1`, []string{"load-01"}, 6},
		{`where={"_id":"` + id(2) + `"}`, []string{"load-03"}, 1},
		{`where={"created":"2026-11-21T10:00:03.5Z"}`, []string{"load-04"}, 1},
		{`where={}&max_results=1`, []string{"load-01"}, 6},
		{`sort=-created&max_results=2`, []string{"0.35", "load-05"}, 6},
		{`sort=suite,-name&max_results=2`, []string{"0.35", "load-05"}, 6},
		{`sort=[("suite",-1),("name", 1)]&max_results=1`, []string{"load-01"}, 6},
		{`sort=[["_created",-1]]&max_results=1`, []string{"0.35"}, 6},
		{`sort=-_id&max_results=1`, []string{"0.35"}, 6},
	} {
		p, r := get(t, url+"/trials?"+strings.ReplaceAll(tt.query, " ", "%20"))
		if diff := cmp.Diff(tt.want, names(p)); diff != "" || p.Meta["total"] != tt.total || r.header.Get("X-Total-Count") != fmt.Sprint(tt.total) {
			t.Errorf("%s: total %d, X-Total-Count %s, want %d (-want +got):\n%s", tt.query, p.Meta["total"], r.header.Get("X-Total-Count"), tt.total, diff)
		}
	}
	if p, _ := get(t, url+"/trials?max_results=5000"); p.Meta["max_results"] != 1000 {
		t.Errorf("max_results = %d, want it cut to 1000", p.Meta["max_results"])
	}
}

func TestListLinks(t *testing.T) {
	url := start(t, server.Config{})
	for n := range 7 {
		post(t, url+"/trials", trial(t, n, "scripts", fmt.Sprintf("load-%02d", n)))
	}
	// Following next from the first page leads to all, and prev back.
	next := `trials?where={"suite":"scripts"}&sort=-name&max_results=3`
	var all []string
	for next != "" {
		p, _ := get(t, url+"/"+next)
		all = append(all, names(p)...)
		if p.Links["parent"].Href != "/" || p.Links["self"].Href == "" {
			t.Errorf("links of %s are %v", next, p.Links)
		}
		next = p.Links["next"].Href
		if _, ok := p.Links["last"]; ok != (next != "") {
			t.Errorf("page has last: %t, next: %q", ok, next)
		}
	}
	if want := "load-06 load-05 load-04 load-03 load-02 load-01 load-00"; strings.Join(all, " ") != want {
		t.Errorf("all pages have %v, want %s", all, want)
	}
	p, _ := get(t, url+`/trials?max_results=3&page=9`)
	prev, _ := get(t, url+"/"+p.Links["prev"].Href)
	if len(p.Items) != 0 || !cmp.Equal(names(prev), []string{"load-06"}) {
		t.Errorf("before page 9 comes %s with %v, want the last page", p.Links["prev"].Href, names(prev))
	}
}

func TestProjection(t *testing.T) {
	url := start(t, server.Config{})
	post(t, url+"/trials", trial(t, 1, "drop", "0.35"))
	for _, tt := range []struct {
		projection string
		has, not   []string
	}{
		{`{"plain":0,"traced":0}`, []string{"uuid", "suite", "exact", "_id", "_etag"}, []string{"plain", "traced"}},
		{`{"suite":1,"name":1}`, []string{"suite", "name", "_id", "_created", "_updated", "_etag", "_links"}, []string{"uuid", "exact"}},
		{`{"suite":true}`, []string{"suite"}, []string{"name"}},
		{`{"nothing":1}`, []string{"_id"}, []string{"suite"}},
		{`{}`, []string{"suite", "exact"}, nil},
	} {
		p, _ := get(t, url+"/trials?projection="+tt.projection)
		r := do(t, "GET", url+"/trials/"+id(1)+"?projection="+tt.projection, "")
		var item map[string]any
		if err := json.Unmarshal([]byte(r.body), &item); err != nil {
			t.Fatal(err)
		}
		for _, doc := range []map[string]any{p.Items[0], item} {
			for _, field := range tt.has {
				if _, ok := doc[field]; !ok {
					t.Errorf("projection %s: %s is missing", tt.projection, field)
				}
			}
			for _, field := range tt.not {
				if _, ok := doc[field]; ok {
					t.Errorf("projection %s: %s is there", tt.projection, field)
				}
			}
		}
	}
}

func TestBadRequests(t *testing.T) {
	url := start(t, server.Config{})
	post(t, url+"/trials", trial(t, 1, "drop", "0.35"))
	for _, tt := range []struct {
		method, path string
		status       int
		want         string
	}{
		{"GET", "/users", 404, `no resource \"users\"`},
		{"GET", "/ui/", 404, "there is no"}, // this server has no browser
		{"GET", "/trials/" + id(2), 404, "nothing at"},
		{"GET", "/trials/" + id(1) + "/more", 404, "nothing at"},
		{"GET", "/trials/..%2f..%2fetc%2fpasswd", 404, "nothing at"},
		{"PUT", "/trials/" + id(1), 405, "PUT is not supported"},
		{"PATCH", "/trials/" + id(1), 405, "PATCH is not supported"},
		{"DELETE", "/trials", 405, "DELETE is not supported"},
		{"POST", "/", 405, "POST is not supported"},
		{"POST", "/trials/" + id(1), 405, "POST is not supported"},
		{"GET", "/trials?where=suite=='drop'", 400, "not a JSON object"},
		{"GET", "/trials?where=null", 400, "not a JSON object"},
		{"GET", "/trials?where={}{}", 400, "text after the object"},
		{"GET", `/trials?where={"index":{"$gt":1}}`, 400, "only equality with a string, number, boolean or null"},
		{"GET", `/trials?where={"$or":[{"a":1}]}`, 400, "only equality"},
		{"GET", `/trials?where={"$where":"1"}`, 400, "operator $where is not supported"},
		{"GET", `/trials?where={"a'b":1}`, 400, "is not a field path"},
		{"GET", `/trials?where={"a":1e999}`, 400, "out of range"},
		{"GET", `/trials?where={"_created":5}`, 400, "RFC 3339"},
		{"GET", "/trials?sort=a;b", 400, "is not a field path"},
		{"GET", "/trials?sort=", 400, "is not a field path"},
		{"GET", `/trials?sort=[("a",2)]`, 400, "sort"},
		{"GET", "/trials?max_results=0", 400, "max_results"},
		{"GET", "/trials?max_results=x", 400, "max_results"},
		{"GET", "/trials?page=99999999999999999999", 400, "page"},
		{"GET", "/trials?page=0", 400, "page"},
		{"GET", "/trials?max_result=5", 400, "max_result: not supported here; where, sort"},
		{"GET", "/trials?page=1&page=2", 400, "given 2 times"},
		{"GET", `/trials?projection={"a":0,"b":1}`, 400, "either all"},
		{"GET", `/trials?projection={"a.b":0}`, 400, "only whole fields"},
		{"GET", `/trials?projection={"a":"x"}`, 400, "neither 0 nor 1"},
		{"GET", "/trials/" + id(1) + `?where={"suite":"x"}`, 400, "not supported here"},
	} {
		r := do(t, tt.method, url+strings.ReplaceAll(tt.path, ";", "%3B"), "")
		if r.status != tt.status || !strings.Contains(r.body, tt.want) {
			t.Errorf("%s %s = %d %s, want %d with %s", tt.method, tt.path, r.status, r.body, tt.status, tt.want)
		}
		checkError(t, r, tt.status)
		if r.status == 405 && r.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow header", tt.method, tt.path)
		}
	}
	checkError(t, do(t, "GET", url+"/trials", "", "Accept: text/html"), 406)
	checkError(t, do(t, "GET", url+"/trials", "", "Accept: application/json;q=0, text/*"), 406)
	for _, accept := range []string{"*/*", "application/json", "text/html, application/*;q=0.5"} {
		if r := do(t, "GET", url+"/trials", "", "Accept: "+accept); r.status != 200 {
			t.Errorf("GET with Accept: %s = %d, want 200", accept, r.status)
		}
	}
	if r := do(t, "OPTIONS", url+"/trials", ""); r.status != 204 || !strings.Contains(r.header.Get("Allow"), "POST") {
		t.Errorf("OPTIONS = %d, Allow %q, want 204 with POST", r.status, r.header.Get("Allow"))
	}
}

func TestConditions(t *testing.T) {
	url := start(t, server.Config{})
	post(t, url+"/trials", trial(t, 1, "drop", "0.35"))
	item := url + "/trials/" + id(1)
	etag := do(t, "GET", item, "").header.Get("ETag")
	for _, tt := range []struct {
		method, header string
		status         int
	}{
		{"GET", "If-None-Match: " + etag, 304},
		{"GET", `If-None-Match: "x", W/` + etag, 304},
		{"GET", "If-None-Match: " + strings.Trim(etag, `"`), 304},
		{"GET", "If-None-Match: *", 304},
		{"GET", `If-None-Match: "x"`, 200},
		{"HEAD", "If-None-Match: " + etag, 304},
		{"HEAD", `If-None-Match: "x"`, 200},
		{"DELETE", "X-None: x", 428},
		{"DELETE", `If-Match: "x"`, 412},
		{"DELETE", "If-Match: " + etag, 204},
		{"DELETE", "If-Match: " + etag, 404},
		{"GET", "If-None-Match: *", 404},
	} {
		r := do(t, tt.method, item, "", tt.header)
		if r.status != tt.status {
			t.Errorf("%s with %s = %d, want %d", tt.method, tt.header, r.status, tt.status)
		}
		if r.status < 400 && r.status != 200 && r.body != "" || tt.method == "HEAD" && r.body != "" {
			t.Errorf("%s with %s has a body: %s", tt.method, tt.header, r.body)
		}
		if r.status >= 400 {
			checkError(t, r, tt.status)
		}
	}
}

func TestGzip(t *testing.T) {
	url := start(t, server.Config{})
	for n := range 10 {
		post(t, url+"/trials", trial(t, n, "drop", "x"))
	}
	r := do(t, "GET", url+"/trials", "", "Accept-Encoding: gzip")
	if r.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding = %q, want gzip", r.header.Get("Content-Encoding"))
	}
	zr, err := gzip.NewReader(strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zr)
	if want := do(t, "GET", url+"/trials", "").body; err != nil || string(plain) != want {
		t.Errorf("unpacked reply = %q, %v, want %q", plain, err, want)
	}
	r = do(t, "GET", url+"/trials?where=x", "", "Accept-Encoding: gzip")
	checkError(t, r, 400)
}

func TestPretty(t *testing.T) {
	url := start(t, server.Config{})
	if r := do(t, "GET", url+"/trials?pretty", ""); !strings.HasPrefix(r.body, "{\n  \"_items\": []") {
		t.Errorf("reply is %q, want it indented", r.body)
	}
}

func TestToken(t *testing.T) {
	url := start(t, server.Config{Token: "s3cret"})
	body := trial(t, 1, "drop", "0.35")
	for _, auth := range []string{"", "Bearer wrong", "Bearer", "Basic s3cret", "s3cret", "Bearer s3cret2"} {
		r := do(t, "POST", url+"/trials", body, "Authorization: "+auth)
		checkError(t, r, 401)
		if !strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("Authorization %q: WWW-Authenticate = %q", auth, r.header.Get("WWW-Authenticate"))
		}
		checkError(t, do(t, "DELETE", url+"/trials/"+id(1), "", "Authorization: "+auth, "If-Match: *"), 401)
	}
	if r := do(t, "POST", url+"/trials", body, "Authorization: Bearer s3cret"); r.status != 201 {
		t.Errorf("POST with the token = %d %s, want 201", r.status, r.body)
	}
	if r := do(t, "GET", url+"/trials", "", "Host: lab.example.net"); r.status != 200 {
		t.Errorf("GET without the token = %d, want 200", r.status)
	}
}

// A server without a token serves its own machine's names only.
func TestForeignNames(t *testing.T) {
	url := start(t, server.Config{})
	for host, want := range map[string]int{
		"127.0.0.1:8100": 200, "localhost": 200, "LOCALHOST:9": 200, "[::1]:8100": 200, "[::1]": 200, "127.9.9.9": 200,
		"evil.example.com": 403, "localhost.evil.example.com:8100": 403, "192.0.2.1": 403, "127.0.0.1.evil.example.com": 403,
	} {
		if r := do(t, "GET", url+"/trials", "", "Host: "+host); r.status != want {
			t.Errorf("Host %s = %d, want %d", host, r.status, want)
		}
	}
}

// A failing store has each method fail with err.
type failing struct {
	store.Store
	err error
}

func (f failing) List(context.Context, string, store.Query, func(store.Document) error) (int, error) {
	if f.err == nil {
		panic("out of luck")
	}
	return 0, f.err
}

func TestInternalErrors(t *testing.T) {
	for _, tt := range []struct {
		err    error
		status int
		logged string
	}{
		{errors.New("secret detail"), 500, "secret detail"},
		{fmt.Errorf("%w: secret detail", store.ErrUnavailable), 503, "secret detail"},
		{nil, 500, "out of luck"}, // a panic
	} {
		var log bytes.Buffer
		url := start(t, server.Config{Store: failing{err: tt.err}, Log: slog.New(slog.NewTextHandler(&log, nil))})
		r := do(t, "GET", url+"/trials", "")
		checkError(t, r, tt.status)
		if strings.Contains(r.body, "secret") || strings.Contains(r.body, "luck") {
			t.Errorf("reply tells %s", r.body)
		}
		if !strings.Contains(log.String(), tt.logged) {
			t.Errorf("log is %q, want %q in it", log.String(), tt.logged)
		}
	}
}

func TestUI(t *testing.T) {
	url := start(t, server.Config{UI: fstest.MapFS{
		"index.html":    {Data: []byte("<title>brig</title>")},
		"app.js":        {Data: []byte("start()")},
		"fonts/a.woff2": {Data: []byte("wOF2")},
	}})
	for _, tt := range []struct {
		path   string
		status int
		kind   string
		body   string
	}{
		{"/ui/", 200, "text/html; charset=utf-8", "<title>brig</title>"},
		{"/ui/index.html", 200, "text/html; charset=utf-8", "<title>brig</title>"},
		{"/ui/app.js", 200, "text/javascript; charset=utf-8", "start()"},
		{"/ui/fonts/a.woff2", 200, "font/woff2", "wOF2"},
		{"/ui/trials/" + id(1), 200, "text/html; charset=utf-8", "<title>brig</title>"},
		{"/ui/fonts", 200, "text/html; charset=utf-8", "<title>brig</title>"},
		{"/ui/missing.js", 404, "application/json", ""},
		{"/ui/..%2fserver.go", 404, "application/json", ""},
		{"/ui/%2e%2e/%2e%2e/etc/passwd.txt", 404, "application/json", ""},
		{"/ui", 301, "", ""},
	} {
		r := do(t, "GET", url+tt.path, "")
		if r.status != tt.status || r.header.Get("Content-Type") != tt.kind || tt.body != "" && r.body != tt.body {
			t.Errorf("GET %s = %d %s %q, want %d %s %q", tt.path, r.status, r.header.Get("Content-Type"), r.body, tt.status, tt.kind, tt.body)
		}
		if csp := r.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self';") {
			t.Errorf("GET %s: Content-Security-Policy is %q", tt.path, csp)
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %s: X-Content-Type-Options is missing", tt.path)
		}
		if tt.status == 200 {
			if again := do(t, "GET", url+tt.path, "", "If-None-Match: "+r.header.Get("ETag")); again.status != 304 {
				t.Errorf("GET %s again = %d, want 304", tt.path, again.status)
			}
		}
	}
}

func TestListen(t *testing.T) {
	l, err := server.Listen("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	busy := l.Addr().String()
	for _, tt := range []struct{ address, token, want string }{
		{busy, "", "address " + busy + " is in use: choose another with --listen"},
		{"0.0.0.0:0", "", "needs a token"},
		{":0", "", "needs a token"},
		{"[::]:0", "", "needs a token"},
		{"127.0.0.1", "", "missing port"},
		{"127.0.0.1:99999", "", "invalid port"},
	} {
		l, err := server.Listen(tt.address, tt.token)
		if err == nil {
			l.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Listen(%q) = %v, want %q", tt.address, err, tt.want)
		}
	}
	l, err = server.Listen("0.0.0.0:0", "s3cret")
	if err != nil {
		t.Fatalf("Listen with a token: %v", err)
	}
	l.Close()
}

// A request that is under way when the server is told to end gets its reply.
func TestServeEndsGracefully(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	begun, finish := make(chan struct{}), make(chan struct{})
	served := make(chan error, 1)
	go func() {
		served <- server.Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(begun)
			<-finish
			io.WriteString(w, "done")
		}))
	}()
	replied := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			replied <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		replied <- string(b)
	}()
	<-begun
	cancel()
	close(finish)
	if got := <-replied; got != "done" {
		t.Errorf("reply = %q, want done", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the listener is still open")
	}
}

func BenchmarkList(b *testing.B) {
	st, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "brig.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	var docs []store.Document
	for n := range 1000 {
		body, err := json.Marshal(result.Trial{Header: header(n % 50), Suite: "drop", Name: fmt.Sprint(n)})
		if err != nil {
			b.Fatal(err)
		}
		d, err := store.Parse(bytes.Replace(body, []byte(id(n%50)), []byte(id(n)), 1), now)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, d)
	}
	if _, err := st.Put(b.Context(), "trials", docs); err != nil {
		b.Fatal(err)
	}
	h := server.New(server.Config{Store: st})
	for _, query := range []string{"", `max_results=1000`, `where={"suite":"drop","name":"500"}`} {
		b.Run("query="+query, func(b *testing.B) {
			for b.Loop() {
				req := httptest.NewRequest("GET", "http://localhost/trials", nil)
				req.URL.RawQuery = query
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, req)
				if rec.Code != 200 {
					b.Fatal(rec.Body)
				}
			}
		})
	}
}
