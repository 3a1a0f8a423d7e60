package capture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	neturl "net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// A Fetcher downloads captures into a folder. A download that was interrupted,
// by whatever, goes on where it was if the server can and has not changed the
// file. What is complete has the digest that was known or, the first time, one
// that is recorded beside the file; it is a capture that can be expanded.
type Fetcher struct {
	Dir    string
	Client *http.Client // nil for one that gives up when nothing arrives for a minute
	Stall  time.Duration
	// Retries is how often a download goes on after it broke off without a byte
	// more than the time before.
	Retries int
	Pause   func(ctx context.Context, retry int) error // between them; nil for 1 s, 2 s, 4 s...
	// Progress, if not nil, is told how many bytes of how many are there; total is
	// -1 if the server does not say.
	Progress func(done, total int64)
	// Force takes a file in place of one that is there, or that has another digest
	// than at the first fetch.
	Force bool
	Now   func() time.Time // nil for time.Now
}

// A Fetched says what was fetched: it is recorded in NAME.fetched.json.
type Fetched struct {
	Name    string    `json:"name"`
	URL     string    `json:"url"`
	Size    int64     `json:"size_bytes"`
	SHA256  string    `json:"sha256"`
	Fetched time.Time `json:"fetched"`

	// Present says that the file was there and is what the record says; it is no
	// part of the record.
	Present bool `json:"-"`
}

// A download is what is known of a file that is not complete: NAME.partial.json
// beside NAME.partial.
type download struct {
	URL       string `json:"url"`
	Validator string `json:"validator"` // a strong ETag, or Last-Modified; empty if it cannot go on
	Total     int64  `json:"total_bytes"`
}

// Fetch downloads a capture and returns its path and what is recorded of it.
func (f *Fetcher) Fetch(ctx context.Context, s Source) (path string, got *Fetched, err error) {
	if s.Name == "" || s.Name != filepath.Base(s.Name) || strings.HasPrefix(s.Name, ".") || strings.ContainsAny(s.Name, `\:`) {
		return "", nil, fmt.Errorf("%q is no name for a file", s.Name)
	}
	if err := os.MkdirAll(f.Dir, 0o755); err != nil {
		return "", nil, err
	}
	path = filepath.Join(f.Dir, s.Name)
	first, err := f.record(path, &s)
	if err != nil {
		return "", nil, err
	}
	if got, err := f.present(path, s, first); got != nil || err != nil {
		return path, got, err
	}
	var failed []error
	for _, url := range s.URLs {
		if err := f.download(ctx, url, path+".partial", s); err != nil {
			if ctx.Err() != nil {
				return "", nil, fmt.Errorf("fetching %s: %w: what has arrived is kept, and the same command goes on", s.Name, ctx.Err())
			}
			failed = append(failed, fmt.Errorf("%s: %w", url, err))
			continue
		}
		got, err := f.finish(ctx, url, path, s)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", url, err))
			continue
		}
		return path, got, nil
	}
	return "", nil, fmt.Errorf("fetching %s: %w", s.Name, errors.Join(failed...))
}

// record reads what an earlier fetch recorded. It is what is known of a source
// of which nothing else is.
func (f *Fetcher) record(path string, s *Source) (*Fetched, error) {
	text, err := os.ReadFile(path + ".fetched.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first := &Fetched{}
	if err := json.Unmarshal(text, first); err != nil || len(first.SHA256) != 64 {
		return nil, fmt.Errorf("%s.fetched.json is damaged: remove it to fetch anew", path)
	}
	if s.SHA256 == "" && !f.Force {
		s.SHA256, s.Size = first.SHA256, first.Size
	}
	return first, nil
}

// present checks a file that is there.
func (f *Fetcher) present(path string, s Source, first *Fetched) (*Fetched, error) {
	if f.Force {
		return nil, nil
	}
	digest, err := fileDigest(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case s.SHA256 == "":
		return nil, fmt.Errorf("%s: %w, and nothing says what it should be: --force fetches it anew", path, fs.ErrExist)
	case digest != s.SHA256:
		return nil, fmt.Errorf("%s has sha256 %s, and should have %s: --force fetches it anew", path, digest, s.SHA256)
	}
	if first == nil {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		first = &Fetched{Name: s.Name, Size: info.Size(), SHA256: digest}
	}
	first.Present = true
	return first, nil
}

// errChanged says that a server has another file than before.
var errChanged = errors.New("the file has changed on the server meanwhile")

// download brings all of a file into partial, with as many requests as it takes.
func (f *Fetcher) download(ctx context.Context, url, partial string, s Source) error {
	failures, last := 0, int64(-1)
	for {
		done, err := f.request(ctx, url, partial, s)
		if err == nil || ctx.Err() != nil {
			return err
		}
		var final *finalError
		if errors.As(err, &final) {
			return err
		}
		if errors.Is(err, errChanged) {
			if err := removePartial(partial); err != nil {
				return err
			}
			done = -1
		}
		if done > last {
			failures, last = 0, done
		}
		if failures++; failures > f.Retries {
			return err
		}
		pause := f.Pause
		if pause == nil {
			pause = backOff
		}
		if err := pause(ctx, failures); err != nil {
			return err
		}
	}
}

// A finalError is one that trying again does not mend.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func finalf(format string, args ...any) error { return &finalError{fmt.Errorf(format, args...)} }

func backOff(ctx context.Context, retry int) error {
	t := time.NewTimer(time.Second << min(retry-1, 5))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func removePartial(partial string) error {
	for _, name := range []string{partial, partial + ".json"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// resume is what an interrupted download of url left, or nothing.
func resume(url, partial string) (state download, have int64) {
	text, err := os.ReadFile(partial + ".json")
	if err != nil || json.Unmarshal(text, &state) != nil || state.URL != url || state.Validator == "" {
		return download{}, 0
	}
	info, err := os.Stat(partial)
	if err != nil || state.Total >= 0 && info.Size() > state.Total {
		return download{}, 0
	}
	return state, info.Size()
}

// request asks for what is missing of a file and appends it to partial. It
// returns how much is there.
func (f *Fetcher) request(ctx context.Context, url, partial string, s Source) (have int64, err error) {
	state, have := resume(url, partial)
	if have > 0 && have == state.Total {
		return have, nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := f.Stall
	if stall == 0 {
		stall = time.Minute
	}
	watch := time.AfterFunc(stall, func() { cancel(fmt.Errorf("nothing arrived for %v", stall)) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return have, &finalError{err}
	}
	req.Header.Set("Accept-Encoding", "identity") // the bytes as they are, for the digest
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		req.Header.Set("If-Range", state.Validator)
	}
	client := f.Client
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
			err = cause
		}
		var wrap *neturl.Error
		if errors.As(err, &wrap) {
			err = wrap.Err // without the whole address once more
		}
		var unknown *net.DNSError
		if errors.As(err, &unknown) && unknown.IsNotFound {
			return have, finalf("cannot be reached: %w: is there a network?", err)
		}
		return have, fmt.Errorf("cannot be reached: %w", err)
	}
	defer res.Body.Close()
	out, state, have, err := f.open(res, url, partial, state, have)
	if err != nil {
		return have, err
	}
	defer out.Close()
	if s.Size > 0 && state.Total >= 0 && state.Total != s.Size {
		return have, finalf("the server has %d bytes, and it should be %d", state.Total, s.Size)
	}
	if state.Total > MaxSize {
		return have, finalf("%d bytes: more than brig takes (%d)", state.Total, int64(MaxSize))
	}
	n, err := f.copy(ctx, out, res.Body, have, state.Total, func() { watch.Reset(stall) })
	have += n
	if err = errors.Join(err, out.Sync()); err != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
			err = cause
		}
		return have, fmt.Errorf("broke off after %d bytes: %w", have, err)
	}
	if state.Total >= 0 && have < state.Total {
		return have, fmt.Errorf("broke off after %d of %d bytes", have, state.Total)
	}
	return have, nil
}

// open prepares partial for the body of a reply.
func (f *Fetcher) open(res *http.Response, url, partial string, state download, have int64) (*os.File, download, int64, error) {
	flags := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	switch res.StatusCode {
	case http.StatusPartialContent:
		var from, to, total int64
		_, err := fmt.Sscanf(res.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total)
		if have == 0 || err != nil || from != have || total != state.Total || validator(res) != "" && validator(res) != state.Validator {
			return nil, state, have, errChanged
		}
	case http.StatusOK:
		flags |= os.O_TRUNC
		have = 0
		state = download{URL: url, Validator: validator(res), Total: res.ContentLength}
		if res.Header.Get("Accept-Ranges") == "none" {
			state.Validator = ""
		}
		text, err := json.Marshal(state)
		if err != nil {
			return nil, state, have, err
		}
		// Before the first byte: what is there must never pass for part of another.
		if err := errors.Join(removePartial(partial), renameio.WriteFile(partial+".json", append(text, '\n'), 0o644)); err != nil {
			return nil, state, have, &finalError{err}
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return nil, state, have, errChanged
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusInternalServerError:
		return nil, state, have, fmt.Errorf("the server says %q", res.Status)
	default:
		return nil, state, have, finalf("the server says %q", res.Status)
	}
	out, err := os.OpenFile(partial, flags, 0o644)
	if err != nil {
		return nil, state, have, &finalError{err}
	}
	return out, state, have, nil
}

// validator is what tells whether a file is still the same, or "".
func validator(res *http.Response) string {
	if etag := res.Header.Get("ETag"); strings.HasPrefix(etag, `"`) {
		return etag
	}
	return res.Header.Get("Last-Modified")
}

// copy copies a body, and tells of it.
func (f *Fetcher) copy(ctx context.Context, out *os.File, body io.Reader, have, total int64, arrived func()) (n int64, err error) {
	buf := make([]byte, 256<<10)
	for {
		m, err := body.Read(buf)
		if m > 0 {
			arrived()
			if _, err := out.Write(buf[:m]); err != nil {
				return n, &finalError{err}
			}
			n += int64(m)
			if have+n > MaxSize {
				return n, finalf("more than the %d bytes that brig takes", int64(MaxSize))
			}
			if f.Progress != nil {
				f.Progress(have+n, total)
			}
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}

// finish checks what was downloaded and gives it its name.
func (f *Fetcher) finish(ctx context.Context, url, path string, s Source) (*Fetched, error) {
	partial := path + ".partial"
	got := &Fetched{Name: s.Name, URL: url}
	info, err := os.Stat(partial)
	if err != nil {
		return nil, err
	}
	got.Size = info.Size()
	if got.SHA256, err = fileDigest(partial); err != nil {
		return nil, err
	}
	if s.SHA256 != "" && got.SHA256 != s.SHA256 {
		return nil, errors.Join(fmt.Errorf("what arrived has sha256 %s, and should have %s: it was not kept", got.SHA256, s.SHA256), removePartial(partial))
	}
	if err := checkCapture(ctx, partial); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errors.Join(fmt.Errorf("what arrived is no whole capture, and was not kept: %w", err), removePartial(partial))
	}
	now := f.Now
	if now == nil {
		now = time.Now
	}
	got.Fetched = now().UTC()
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return nil, err
	}
	// The record first: a file with a name but without a record could not be told
	// from one that someone else put there.
	if err := renameio.WriteFile(path+".fetched.json", append(text, '\n'), 0o644); err != nil {
		return nil, err
	}
	if err := os.Rename(partial, path); err != nil {
		return nil, err
	}
	return got, removePartial(partial)
}

// checkCapture expands a file, whose compression has checksums, to its end. Some
// captures that are published do end in the middle of a packet: that is not the
// download's fault.
func checkCapture(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	plain, err := Decompress(file)
	if err != nil {
		return err
	}
	defer plain.Close()
	r := &ctxReader{ctx, plain}
	if _, err := open(r); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return err
}

// Kept describes what of a source is in the folder already: "" for nothing.
func (f *Fetcher) Kept(s Source) string {
	path := filepath.Join(f.Dir, s.Name)
	if _, err := os.Stat(path); err == nil {
		return "here"
	}
	if info, err := os.Stat(path + ".partial"); err == nil {
		return strconv.FormatInt(info.Size(), 10) + " bytes here"
	}
	return ""
}
