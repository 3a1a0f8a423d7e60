package compare

import (
	"fmt"
	"strconv"

	"brig/result"
)

// A claim is one exact value of a trial as text.
type claim struct{ name, value string }

// exactClaims lists the exact claims of a trial.
func exactClaims(e result.Exact) []claim {
	set := func(s result.ExactSet) string {
		return fmt.Sprintf("%d distinct, %d in all, %.12s", s.Distinct, s.Total, s.SHA256)
	}
	claims := []claim{
		{"packets", strconv.FormatInt(e.Packets, 10)},
		{"bytes", strconv.FormatInt(e.Bytes, 10)},
		{"connections", strconv.FormatInt(e.Connections, 10)},
		{"events", strconv.FormatInt(e.Events, 10)},
		{"calls", strconv.FormatInt(e.Calls, 10)},
		{"trace entries", strconv.FormatInt(e.Entries, 10)},
		{"call chains", set(e.CallChains)},
		{"packet chains", set(e.PacketChains)},
		{"event paths", set(e.EventEdges)},
	}
	for _, l := range e.Logs {
		claims = append(claims, claim{l.Path + ".log", fmt.Sprintf("%d lines, %.12s", l.Lines, l.SHA256)})
	}
	return claims
}

// absent is the value of a claim that only the other side makes.
const absent = "absent"

// compareExact returns the number of equal exact claims of two trials and
// those that differ.
func compareExact(here, published *result.Trial) (equal int, differ []result.ExactClaim) {
	ours := map[string]string{}
	for _, c := range exactClaims(here.Exact) {
		ours[c.name] = c.value
	}
	for _, c := range exactClaims(published.Exact) {
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
	for _, c := range exactClaims(here.Exact) {
		if value, left := ours[c.name]; left {
			differ = append(differ, result.ExactClaim{Trial: key(published), Name: c.name, Here: value, Published: absent})
		}
	}
	return equal, differ
}
