package compare

import (
	"fmt"
	"strconv"

	"brig/result"
)

// A claim is one exact value of a trial as text.
type claim struct{ name, value string }

// exactClaims lists the exact claims of a trial. Engines of different kinds can agree
// on packets only: what each calls a byte, a connection or an event is its own.
func exactClaims(e result.Exact, sameKind bool) []claim {
	set := func(s result.ExactSet) string {
		return fmt.Sprintf("%d distinct, %d in all, %.12s", s.Distinct, s.Total, s.SHA256)
	}
	claims := []claim{{"packets", strconv.FormatInt(e.Packets, 10)}}
	if !sameKind {
		return claims
	}
	claims = append(claims,
		claim{"bytes", strconv.FormatInt(e.Bytes, 10)},
		claim{"connections", strconv.FormatInt(e.Connections, 10)},
		claim{"events", strconv.FormatInt(e.Events, 10)},
	)
	if e.Entries > 0 {
		claims = append(claims,
			claim{"calls", strconv.FormatInt(e.Calls, 10)},
			claim{"trace entries", strconv.FormatInt(e.Entries, 10)},
			claim{"call chains", set(e.CallChains)},
			claim{"packet chains", set(e.PacketChains)},
			claim{"event paths", set(e.EventEdges)},
		)
	}
	for _, l := range e.Logs {
		value := fmt.Sprintf("%d lines", l.Lines)
		if l.SHA256 != "" {
			value += fmt.Sprintf(", %.12s", l.SHA256)
		}
		claims = append(claims, claim{l.Path + ".log", value})
	}
	return claims
}

// absent is the value of a claim that only the other side makes.
const absent = "absent"

// compareExact returns the number of equal exact claims of two trials and
// those that differ.
func compareExact(here, published *result.Trial, sameKind bool) (equal int, differ []result.ExactClaim) {
	ours := map[string]string{}
	for _, c := range exactClaims(here.Exact, sameKind) {
		ours[c.name] = c.value
	}
	for _, c := range exactClaims(published.Exact, sameKind) {
		value, ok := ours[c.name]
		if !ok {
			value = absent
		}
		delete(ours, c.name)
		if value == c.value {
			equal++
			continue
		}
		differ = append(differ, result.ExactClaim{Trial: key(published), Name: c.name, Here: value, Published: c.value})
	}
	for _, c := range exactClaims(here.Exact, sameKind) {
		if value, left := ours[c.name]; left {
			differ = append(differ, result.ExactClaim{Trial: key(published), Name: c.name, Here: value, Published: absent})
		}
	}
	return equal, differ
}
