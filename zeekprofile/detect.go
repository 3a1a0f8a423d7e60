package zeekprofile

import "bytes"

// A Kind is a kind of profile.
type Kind string

const (
	ScriptProfile Kind = "a script profile of Zeek"
	ProfLog       Kind = "a prof.log of Zeek"
	StatsLog      Kind = "a stats.log of Zeek"
	PacketProfile Kind = "a packet profile of Zeek"
)

// HeadSize is how many bytes of the beginning of a file [Detect] looks at.
const HeadSize = 64 << 10

// Detect tells what the beginning of a file is of. It returns "" if that is no
// profile of Zeek.
func Detect(head []byte) Kind {
	head = head[:min(len(head), HeadSize)]
	if bytes.IndexByte(head, 0) >= 0 {
		return ""
	}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, " \r\n")
		switch {
		case isScripts(string(line)):
			return ScriptProfile
		case string(line) == packetHeader:
			return PacketProfile
		case isStats(line):
			return StatsLog
		case isProf(line):
			return ProfLog
		}
	}
	return ""
}
