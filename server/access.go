package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// writer lets a request through to a handler that writes, if it shows the
// token: "Authorization: Bearer TOKEN".
func (a *api) writer(next echo.HandlerFunc) echo.HandlerFunc {
	if a.token == "" {
		return next
	}
	want := sha256.Sum256([]byte(a.token))
	return func(c echo.Context) error {
		scheme, token, _ := strings.Cut(c.Request().Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(token)))
		// Digests have one length, so the time taken tells nothing.
		if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			c.Response().Header().Set("WWW-Authenticate", `Bearer realm="brig"`)
			return errorf(http.StatusUnauthorized, "writing needs the server's token: send \"Authorization: Bearer TOKEN\"")
		}
		return next(c)
	}
}

// ownNamesOnly keeps a server without a token to the names of the loopback
// interface. A page in the user's browser could otherwise reach it under the
// name of its own site, having let that name stand for 127.0.0.1.
func (a *api) ownNamesOnly(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if a.token == "" && !loopback(c.Request().Host) {
			return errorf(http.StatusForbidden, "this server is for its own machine only: use http://127.0.0.1 or http://localhost, or start it with a token")
		}
		return next(c)
	}
}

func loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// securityHeaders tells browsers to take nothing for what it is not, to load
// nothing from elsewhere and to show none of it inside other sites.
func securityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		policy := "default-src 'none'; frame-ancestors 'none'"
		if underUI(c.Request().URL.Path) {
			policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
		}
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		return next(c)
	}
}
