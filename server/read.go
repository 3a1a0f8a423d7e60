package server

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"brig/result"
	"brig/server/store"
)

// maxReply bounds the JSON of a page, which is made in memory.
const maxReply = 64 << 20

// A link is an entry of Eve's _links. Href is relative to the API's root.
type link struct {
	Title string `json:"title"`
	Href  string `json:"href"`
}

// home handles "GET /": the resources. A browser is sent to the results
// browser.
func (a *api) home(c echo.Context) error {
	if a.ui != nil && strings.Contains(c.Request().Header.Get("Accept"), "text/html") {
		return c.Redirect(http.StatusFound, "/ui/")
	}
	if err := acceptable(c); err != nil {
		return err
	}
	var reply struct {
		Links struct {
			Child []link `json:"child"`
		} `json:"_links"`
	}
	for _, r := range result.Resources {
		reply.Links.Child = append(reply.Links.Child, link{r.Name, r.Name})
	}
	return c.JSON(http.StatusOK, reply)
}

// list handles "GET /{resource}".
func (a *api) list(c echo.Context) error {
	r, err := resource(c)
	if err != nil {
		return err
	}
	if err := acceptable(c); err != nil {
		return err
	}
	q, err := parseQuery(c.QueryParams(), listParams)
	if err != nil {
		return err
	}
	out := []byte(`{"_items":[`)
	first := true
	total, err := a.store.List(c.Request().Context(), r.Name, q.Query, func(d store.Document) error {
		if !first {
			out = append(out, ',')
		}
		first = false
		var err error
		if out, err = appendItem(out, r, d, q.fields, nil); err != nil {
			return err
		}
		if len(out) > maxReply {
			return errorf(http.StatusRequestEntityTooLarge,
				"the page has more than %d MiB: ask for fewer documents with max_results or for fewer fields with projection", maxReply>>20)
		}
		return nil
	})
	if err != nil {
		return err
	}
	tail, err := json.Marshal(struct {
		Links map[string]link `json:"_links"`
		Meta  map[string]int  `json:"_meta"`
	}{listLinks(r, q, total), map[string]int{"page": q.page, "max_results": q.Limit, "total": total}})
	if err != nil {
		return err
	}
	out = append(out, "],"...)
	out = append(out, tail[1:]...)
	c.Response().Header().Set("X-Total-Count", strconv.Itoa(total))
	return reply(c, http.StatusOK, out, q.pretty)
}

// listLinks returns the links of a page to itself and to other pages.
func listLinks(r result.Resource, q listQuery, total int) map[string]link {
	page := func(title string, n int) link {
		params := url.Values{}
		for name, values := range q.filters {
			params[name] = values
		}
		if n > 1 {
			params.Set("page", strconv.Itoa(n))
		}
		href := r.Name
		if len(params) > 0 {
			href += "?" + params.Encode()
		}
		return link{title, href}
	}
	last := max(1, (total+q.Limit-1)/q.Limit)
	links := map[string]link{
		"parent": {"home", "/"},
		"self":   page(r.Name, q.page),
	}
	if q.page > 1 {
		links["prev"] = page("previous page", min(q.page-1, last))
	}
	if q.page < last {
		links["next"] = page("next page", q.page+1)
		links["last"] = page("last page", last)
	}
	return links
}

// item handles "GET /{resource}/{uuid}".
func (a *api) item(c echo.Context) error {
	r, err := resource(c)
	if err != nil {
		return err
	}
	if err := acceptable(c); err != nil {
		return err
	}
	q, err := parseQuery(c.QueryParams(), itemParams)
	if err != nil {
		return err
	}
	d, err := a.store.Get(c.Request().Context(), r.Name, c.Param("uuid"))
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-cache") // ask with the ETag
	h.Set("ETag", strconv.Quote(d.ETag))
	h.Set("Last-Modified", d.Updated.Format(http.TimeFormat))
	if matches(c.Request().Header.Get("If-None-Match"), d.ETag) {
		return c.NoContent(http.StatusNotModified)
	}
	out, err := appendItem(nil, r, d, q.fields, map[string]link{
		"collection": {r.Name, r.Name},
		"parent":     {"home", "/"},
	})
	if err != nil {
		return err
	}
	return reply(c, http.StatusOK, out, q.pretty)
}

// metaFields are Eve's fields of a document that is stored.
type metaFields struct {
	ID      string          `json:"_id"`
	Created string          `json:"_created"` // RFC 1123, as all dates of Eve; "created" has the fraction
	Updated string          `json:"_updated"` // when it was stored
	ETag    string          `json:"_etag"`
	Links   map[string]link `json:"_links"`
}

func metaOf(r result.Resource, d store.Document, more map[string]link) metaFields {
	links := map[string]link{"self": {r.Name, r.Name + "/" + d.UUID}}
	for name, l := range more {
		links[name] = l
	}
	return metaFields{
		ID:      d.UUID,
		Created: d.Created.Format(http.TimeFormat),
		Updated: d.Updated.Format(http.TimeFormat),
		ETag:    d.ETag,
		Links:   links,
	}
}

// appendItem appends a document's fields to Eve's. No field of a document
// has a name that begins with an underscore.
func appendItem(out []byte, r result.Resource, d store.Document, p projection, more map[string]link) ([]byte, error) {
	meta, err := json.Marshal(metaOf(r, d, more))
	if err != nil {
		return nil, err
	}
	out = append(out, meta[:len(meta)-1]...)
	if p.fields == nil {
		out = append(out, ',')
		return append(out, d.Body[1:]...), nil
	}
	dec := json.NewDecoder(bytes.NewReader(d.Body))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		if p.keeps(name.(string)) {
			out = append(out, ',')
			out = strconv.AppendQuote(out, name.(string))
			out = append(out, ':')
			out = append(out, value...)
		}
	}
	return append(out, '}'), nil
}

func reply(c echo.Context, status int, out []byte, pretty bool) error {
	if pretty {
		var indented bytes.Buffer
		if err := json.Indent(&indented, out, "", "  "); err != nil {
			return err
		}
		out = append(indented.Bytes(), '\n')
	}
	return c.Blob(status, echo.MIMEApplicationJSON, out)
}

// acceptable refuses requests that do not take JSON.
func acceptable(c echo.Context) error {
	accept := strings.Join(c.Request().Header.Values("Accept"), ",")
	if accept == "" {
		return nil
	}
	for each := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(each)
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(params["q"], 64)
		if err == nil && q == 0 {
			continue
		}
		if kind == "application/json" || kind == "application/*" || kind == "*/*" {
			return nil
		}
	}
	return errorf(http.StatusNotAcceptable, "the reply is application/json, which the request does not accept")
}

// matches reports whether a header field If-Match or If-None-Match names the
// ETag, which may be weak, or not quoted as in Eve of 2013.
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
