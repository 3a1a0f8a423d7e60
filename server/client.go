package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"brig/server/store"
)

// A Client talks to a server.
type Client struct {
	URL   string       // "http://127.0.0.1:8100"
	Token string       // for writing, if the server asks for one
	HTTP  *http.Client // nil for http.DefaultClient
}

// Post stores a document, which is JSON text of the resource, and reports
// whether it was new. The same document may be posted again. What the server
// refuses is an *[Error].
func (c *Client) Post(ctx context.Context, resource string, body []byte) (isNew bool, err error) {
	status, _, err := c.do(ctx, http.MethodPost, resource, body)
	return status == http.StatusCreated, err
}

// Verify reads a document back from the server and returns an error unless
// its content is that of body.
func (c *Client) Verify(ctx context.Context, resource string, body []byte) error {
	want, err := store.Parse(body, time.Time{})
	if err != nil {
		return err
	}
	_, text, err := c.do(ctx, http.MethodGet, resource+"/"+want.UUID, nil)
	if err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return fmt.Errorf("reading %s %s back: %w", resource, want.UUID, err)
	}
	for name := range fields {
		if strings.HasPrefix(name, "_") {
			delete(fields, name)
		}
	}
	if text, err = json.Marshal(fields); err != nil {
		return err
	}
	got, err := store.Parse(text, time.Time{})
	if err != nil {
		return fmt.Errorf("reading %s %s back: %w", resource, want.UUID, err)
	}
	if got.ETag != want.ETag {
		return fmt.Errorf("reading %s %s back: content differs from what was stored", resource, want.UUID)
	}
	return nil
}

// Total returns how many documents of a resource the server has.
func (c *Client) Total(ctx context.Context, resource string) (int, error) {
	_, text, err := c.do(ctx, http.MethodGet, resource+`?max_results=1&projection={"uuid":1}`, nil)
	if err != nil {
		return 0, err
	}
	var page struct {
		Meta struct{ Total int } `json:"_meta"`
	}
	if err := json.Unmarshal(text, &page); err != nil {
		return 0, fmt.Errorf("counting %s: %w", resource, err)
	}
	return page.Meta.Total, nil
}

// do sends a request and returns the body of the reply.
func (c *Client) do(ctx context.Context, method, path string, body []byte) (status int, reply []byte, err error) {
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" {
		return 0, nil, fmt.Errorf("server address %q is not a URL such as http://127.0.0.1:8100", c.URL)
	}
	ref, err := url.Parse(strings.TrimSuffix(base.Path, "/") + "/" + path)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, base.ResolveReference(ref).String(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		if wrap := (*url.Error)(nil); errors.As(err, &wrap) {
			err = wrap.Err // without the whole URL once more
		}
		return 0, nil, fmt.Errorf("talking to %s: %w", c.URL, err)
	}
	defer res.Body.Close()
	reply, err = io.ReadAll(io.LimitReader(res.Body, maxReply+MaxBody))
	if err != nil {
		return 0, nil, fmt.Errorf("talking to %s: %w", c.URL, err)
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, nil, replyError(res.StatusCode, reply)
	}
	return res.StatusCode, reply, nil
}

// replyError reads the error in a reply, which may come from a program that
// is no server of ours.
func replyError(status int, reply []byte) error {
	var r errorReply
	if err := json.Unmarshal(reply, &r); err != nil || r.Error.Message == "" {
		return errorf(status, "%s", strings.ToLower(http.StatusText(status)))
	}
	e := &Error{Code: r.Error.Code, Message: r.Error.Message, Issues: r.Issues}
	for _, item := range r.Items {
		e.Items = append(e.Items, item.Issues)
	}
	return e
}
