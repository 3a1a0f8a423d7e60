// Package server offers the documents of a store over HTTP, in the
// conventions of python-eve that PyBrIG's clients speak, and the results
// browser under /ui/. doc/api.md is its manual.
//
//	h := server.New(server.Config{Store: st, UI: web.FS()})
//	l, err := server.Listen("127.0.0.1:8100", "")
//	err = server.Serve(ctx, l, h)
//
// A [Client] talks to such a server, and uploads the result directory that
// [Documents] reads.
package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"brig/result"
	"brig/server/store"
)

// A Config is what a server is made of.
type Config struct {
	Store store.Store
	UI    fs.FS // the results browser with its index.html; nil for none
	// Token is what a client must show to write. Without one everyone may
	// write who reaches the server under a name of this machine's loopback
	// interface, and no other name is served: see Listen.
	Token string
	Now   func() time.Time // the time of storing; nil for time.Now
	Log   *slog.Logger     // gets what is not for clients; nil for nothing
}

// MaxBody is the size of the largest request, in bytes.
const MaxBody = 64 << 20

// api is the server's state: all of it is in the store.
type api struct {
	store store.Store
	ui    fs.FS
	token string
	now   func() time.Time
	log   *slog.Logger
}

// New returns the handler of a server.
func New(c Config) http.Handler {
	a := &api{c.Store, c.UI, c.Token, c.Now, c.Log}
	if a.now == nil {
		a.now = time.Now
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	e := echo.New()
	e.HTTPErrorHandler = a.handleError
	e.Pre(middleware.RemoveTrailingSlashWithConfig(middleware.TrailingSlashConfig{
		Skipper: func(c echo.Context) bool { return underUI(c.Request().URL.Path) },
	}))
	e.Use(
		securityHeaders,
		middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1 << 10}),
		middleware.RecoverWithConfig(middleware.RecoverConfig{
			LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
				return fmt.Errorf("panic: %w\n%s", err, stack)
			},
		}),
		a.ownNamesOnly,
	)
	read := []string{http.MethodGet, http.MethodHead}
	for _, route := range []struct {
		methods []string
		path    string
		handler echo.HandlerFunc
	}{
		{read, "/", a.home},
		{read, "/ui", a.browser},
		{read, "/ui/*", a.browser},
		{read, "/:resource", a.list},
		{read, "/:resource/:uuid", a.item},
		{[]string{http.MethodPost}, "/:resource", a.writer(a.post)},
		{[]string{http.MethodDelete}, "/:resource/:uuid", a.writer(a.delete)},
	} {
		if a.ui == nil && underUI(route.path) {
			continue
		}
		e.Match(route.methods, route.path, route.handler)
	}
	return e
}

// resource returns the resource that the request's path names.
func resource(c echo.Context) (result.Resource, error) {
	r, ok := result.ResourceNamed(c.Param("resource"))
	if !ok {
		return r, errorf(http.StatusNotFound, "there is no resource %q: see GET /", c.Param("resource"))
	}
	return r, nil
}

// Listen opens a listener on a TCP address. Addresses that other machines can
// reach are refused unless there is a token, since anyone could write.
func Listen(address, token string) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening on %q: %w", address, err)
	}
	if token == "" && !addr.IP.IsLoopback() {
		return nil, fmt.Errorf("listening on %q: other machines can reach this address, so writing needs a token: set one with --token or BRIG_TOKEN, or listen on 127.0.0.1", address)
	}
	l, err := net.ListenTCP("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("address %s is in use: choose another with --listen", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %q: %w", address, err)
	}
	return l, nil
}

// shutdownTime is how long requests that are under way may take to end.
const shutdownTime = 10 * time.Second

// Serve serves requests from the listener until ctx is done. Then it lets the
// requests under way end, closes the listener and returns nil.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := s.Shutdown(end); err != nil {
		return errors.Join(fmt.Errorf("ending requests: %w", err), s.Close())
	}
	return nil
}
