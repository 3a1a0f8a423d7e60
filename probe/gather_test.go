package probe

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

func TestParseSettings(t *testing.T) {
	const printed = `kern.ostype: FreeBSD
kern.version: FreeBSD 14.1-RELEASE
    GENERIC

hw.model: Example: a processor
kern.clockrate: { hz = 100, tick = 10000 }
security.empty:
hw.ncpu = 4
garbage first
`
	want := []result.Setting{
		{Name: "kern.ostype", Value: "FreeBSD"},
		{Name: "kern.version", Value: "FreeBSD 14.1-RELEASE\nGENERIC"},
		{Name: "hw.model", Value: "Example: a processor"},
		{Name: "kern.clockrate", Value: "{ hz = 100, tick = 10000 }"},
		{Name: "security.empty"},
		{Name: "hw.ncpu", Value: "4\ngarbage first"},
	}
	if diff := cmp.Diff(want, parseSettings(printed)); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if got := parseSettings("  no setting at all\n"); got != nil {
		t.Errorf("settings %v of none", got)
	}
}
