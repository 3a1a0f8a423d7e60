package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"brig/server/store"
)

// An Error is an error as the API reports it, in a client as in the server.
type Error struct {
	Code    int    // HTTP status
	Message string // one line
	// Issues says what is wrong with a document, by field.
	Issues map[string]string
	// Items says it for each document of a list; it is empty for those that
	// are good.
	Items []map[string]string
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s (%d)", e.Message, e.Code)
	for _, issue := range sortedIssues(e.Issues) {
		text += "; " + issue
	}
	return text
}

func errorf(code int, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// An errorReply is the body of a reply to a request that failed.
type errorReply struct {
	Status string            `json:"_status"` // "ERR"
	Error  errorStatus       `json:"_error"`
	Issues map[string]string `json:"_issues,omitempty"`
	Items  []itemStatus      `json:"_items,omitempty"`
}

type errorStatus struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type itemStatus struct {
	Status string            `json:"_status"` // "OK" or "ERR"
	Issues map[string]string `json:"_issues,omitempty"`
}

// handleError is the one place where errors become replies. Errors that are
// no client's business are logged, not shown.
func (a *api) handleError(err error, c echo.Context) {
	e := a.status(err, c)
	if c.Response().Committed {
		return
	}
	reply := errorReply{Status: "ERR", Error: errorStatus{e.Code, e.Message}, Issues: e.Issues}
	for _, issues := range e.Items {
		status := "OK"
		if len(issues) > 0 {
			status = "ERR"
		}
		reply.Items = append(reply.Items, itemStatus{status, issues})
	}
	if err := c.JSON(e.Code, reply); err != nil {
		a.log.Warn("replying", "path", c.Request().URL.Path, "error", err)
	}
}

func (a *api) status(err error, c echo.Context) *Error {
	req := c.Request()
	var e *Error
	var route *echo.HTTPError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &route):
		switch route.Code {
		case http.StatusNotFound:
			return errorf(route.Code, "there is nothing at %s: see GET /", req.URL.Path)
		case http.StatusMethodNotAllowed:
			return errorf(route.Code, "%s is not supported here", req.Method)
		}
		return errorf(route.Code, "%s", http.StatusText(route.Code))
	case errors.Is(err, store.ErrNotFound):
		return errorf(http.StatusNotFound, "there is nothing at %s", req.URL.Path)
	case errors.Is(err, store.ErrBadQuery):
		return errorf(http.StatusBadRequest, "%v", err)
	case errors.Is(err, store.ErrTooLarge):
		return errorf(http.StatusRequestEntityTooLarge, "the document is larger than the server's database takes")
	case errors.Is(err, store.ErrUnavailable):
		a.log.Error("store unavailable", "method", req.Method, "path", req.URL.Path, "error", err)
		return errorf(http.StatusServiceUnavailable, "the server's database cannot be reached or has no room: see the server's log, try again later")
	case errors.Is(err, context.Canceled) && req.Context().Err() != nil:
		// The client has gone: nobody reads this.
		return errorf(http.StatusServiceUnavailable, "cancelled")
	}
	a.log.Error("internal error", "method", req.Method, "path", req.URL.Path, "error", err)
	return errorf(http.StatusInternalServerError, "internal error: the server's log says more")
}
