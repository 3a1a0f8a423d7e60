package builtin

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// lookupFuncs asks the name service, and data bases of places that this engine
// does not have. Answers take their time: the condition of a "when" waits for
// them while the run goes on.
func lookupFuncs(l *Lookups) table {
	noDatabase := func(call) (value, error) { return boolean(false) }
	unknownPlace := func(c call) (value, error) { return c.In.NewRecord(c.Result).Value(), nil }
	return table{
		"lookup_addr":              l.addr,
		"lookup_hostname":          l.hostname,
		"lookup_hostname_txt":      l.text,
		"blocking_lookup_hostname": func(c call) (value, error) { return addresses(c.Result, l.resolveHost(c.Str(0))), nil },
		"lookup_location":          unknownPlace,
		"lookup_autonomous_system": unknownPlace,
		"lookup_asn":               func(call) (value, error) { return count(0) },
		"mmdb_open_location_db":    noDatabase,
		"mmdb_open_asn_db":         noDatabase,
		"is_local_interface":       localInterface,
	}
}

// patience is how long a lookup may take.
const patience = 5 * time.Second

// later has the condition of a when wait for what work finds out. Elsewhere it
// is an error message, and the result is otherwise.
func later(c call, name string, otherwise value, work func() func() value) (value, error) {
	if v, ok := c.Later(work); ok {
		return v, nil
	}
	c.Error("%s() can only be called inside a when-condition", name)
	return otherwise, nil
}

// Lookups counts what the name service was asked for, and what came of it.
type Lookups struct{ asked, found, failed atomic.Uint64 }

// done counts an answer.
func (l *Lookups) done(found bool) {
	if found {
		l.found.Add(1)
	} else {
		l.failed.Add(1)
	}
}

// Counts gives how many questions were asked, answered, and not answered.
func (l *Lookups) Counts() (asked, found, failed uint64) {
	return l.asked.Load(), l.found.Load(), l.failed.Load()
}

// stats makes a DNSStats record. Nothing is cached.
func (l *Lookups) stats(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	asked, found, failed := l.Counts()
	set(r, "requests", interp.Count(asked))
	set(r, "successful", interp.Count(found))
	set(r, "failed", interp.Count(failed))
	set(r, "pending", interp.Count(asked-min(asked, found+failed)))
	return r.Value(), nil
}

// first asks for the first of some names; "<???>" if there is none.
func (l *Lookups) first(c call, name string, ask func(context.Context) ([]string, error)) (value, error) {
	return later(c, name, interp.String("<error>"), func() func() value {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		answer := "<???>"
		l.asked.Add(1)
		found, err := ask(ctx)
		if err == nil && len(found) > 0 {
			answer = found[0]
		}
		l.done(answer != "<???>")
		return func() value { return interp.String(answer) }
	})
}

func (l *Lookups) addr(c call) (value, error) {
	a := c.Args[0].Addr().String()
	return l.first(c, "lookup_addr", func(ctx context.Context) ([]string, error) {
		names, err := net.DefaultResolver.LookupAddr(ctx, a)
		for i, name := range names {
			names[i] = strings.TrimSuffix(name, ".")
		}
		return names, err
	})
}

func (l *Lookups) text(c call) (value, error) {
	name := c.Str(0)
	return l.first(c, "lookup_hostname_txt", func(ctx context.Context) ([]string, error) {
		return net.DefaultResolver.LookupTXT(ctx, name)
	})
}

func (l *Lookups) hostname(c call) (value, error) {
	name, t := c.Str(0), c.Result
	return later(c, "lookup_hostname", addresses(t, nil), func() func() value {
		found := l.resolveHost(name)
		return func() value { return addresses(t, found) }
	})
}

// resolveHost gives the addresses of a name: 0.0.0.0 for one that has none, as
// Bro does.
func (l *Lookups) resolveHost(name string) []value {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	l.asked.Add(1)
	hosts, _ := net.DefaultResolver.LookupHost(ctx, name)
	var found []value
	for _, h := range hosts {
		if a, ok := interp.ParseAddr(h); ok {
			found = append(found, a)
		}
	}
	l.done(found != nil)
	if found == nil {
		found = append(found, interp.Addr(netip.IPv4Unspecified()))
	}
	return found
}

// addresses makes a set of addresses.
func addresses(t *resolve.Type, found []value) value {
	out := interp.NewTable(t)
	for _, a := range found {
		out.Add(a)
	}
	return out.Value()
}

func localInterface(c call) (value, error) {
	if c.Args[0].Addr().IsLoopback() {
		return boolean(true)
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		c.Error("is_local_interface: %v", err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.String() == c.Args[0].Addr().String() {
			return boolean(true)
		}
	}
	return boolean(false)
}
