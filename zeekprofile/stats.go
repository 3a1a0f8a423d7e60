package zeekprofile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"brig/result"
)

// statsNames are the columns of a stats.log that are taken, of which the
// first few tell it from other logs.
var statsNames = []string{"ts", "mem", "pkts_proc", "events_proc", "peer", "bytes_recv", "tcp_conns", "udp_conns", "icmp_conns", "lag"}

const statsNeeded = 4

func isStats(line []byte) bool {
	switch {
	case bytes.HasPrefix(line, []byte("{")):
		_, err := statsJSON(line)
		return err == nil
	case bytes.HasPrefix(line, []byte("ts")), bytes.HasPrefix(line, []byte("#fields")):
		ok, err := newStatsTable().header(string(line))
		return ok && err == nil
	}
	return false
}

// statsColumns checks the names of columns.
func statsColumns(names []string) error {
	for _, name := range statsNames[:statsNeeded] {
		if !slices.Contains(names, name) {
			return fmt.Errorf("the column %s is missing", name)
		}
	}
	return nil
}

// statsJSON returns the columns of a row that is a JSON object.
func statsJSON(text []byte) (map[string]string, error) {
	keys := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &keys); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	row := map[string]string{}
	for _, name := range statsNames {
		raw, ok := keys[name]
		if !ok || string(raw) == "null" && name != "ts" { // not set
			continue
		}
		row[name] = string(raw)
		var quoted string
		if json.Unmarshal(raw, &quoted) == nil {
			row[name] = quoted
		}
	}
	for _, name := range statsNames[:statsNeeded] {
		if _, ok := row[name]; !ok {
			return nil, fmt.Errorf("the key %s is missing", name)
		}
	}
	return row, nil
}

// A statsTable is a stats.log that is a table, as its header describes it.
type statsTable struct {
	separator, unset string
	names            []string
}

func newStatsTable() *statsTable { return &statsTable{separator: "\t", unset: "-"} }

// header reports whether a line is of the header, and takes what it says. A
// log without comments has the names of columns only.
func (t *statsTable) header(line string) (bool, error) {
	if escaped, ok := strings.CutPrefix(line, "#separator "); ok {
		s, err := strconv.Unquote(`"` + escaped + `"`)
		if err != nil || s == "" {
			return true, fmt.Errorf("the separator is %s", excerpt(escaped))
		}
		t.separator = s
		return true, nil
	}
	if unset, ok := strings.CutPrefix(line, "#unset_field"+t.separator); ok {
		t.unset = unset
		return true, nil
	}
	names, ok := strings.CutPrefix(line, "#fields")
	switch {
	case ok && names != "":
		// Where nothing else of the header is known, this line tells.
		if !strings.HasPrefix(names, t.separator) {
			t.separator = names[:1]
		}
		names = names[len(t.separator):]
	case strings.HasPrefix(line, "ts"+t.separator):
		names = line
	default:
		return strings.HasPrefix(line, "#"), nil
	}
	t.names = strings.Split(names, t.separator)
	return true, statsColumns(t.names)
}

func (t *statsTable) row(line string) (map[string]string, error) {
	if t.names == nil {
		return nil, errors.New("want a line #fields before the first row, or JSON")
	}
	values := strings.Split(line, t.separator)
	if len(values) != len(t.names) {
		return nil, fmt.Errorf("%d columns, want %d", len(values), len(t.names))
	}
	row := map[string]string{}
	for i, name := range t.names {
		if values[i] != t.unset {
			row[name] = values[i]
		}
	}
	return row, nil
}

// readStats reads a stats.log, which is a table or a JSON object a line.
func (f *file) readStats(in *lines) error {
	table := newStatsTable()
	peers := map[string]*statsRows{}
	for in.next() {
		text := strings.TrimRight(in.Text(), "\r")
		header, err := table.header(text)
		var row map[string]string
		switch {
		case err != nil:
		case header, text == "":
			continue
		case text[0] == '{':
			row, err = statsJSON([]byte(text))
		default:
			row, err = table.row(text)
		}
		if err == nil {
			r := peers[row["peer"]]
			if r == nil {
				if len(peers) == maxPeers {
					return in.errorf("there are more than %d peers", maxPeers)
				}
				// Bro before 2.5 wrote the time of day, and how far the network
				// time was behind it when it was not reading a file.
				wall := slices.Contains(table.names, "lag") || row["lag"] != ""
				r = f.of(row["peer"]).statsRows(wall)
				peers[r.Peer] = r
			}
			err = r.take(row)
		}
		if err != nil {
			return in.errorf("%w", err)
		}
	}
	return nil
}

// statsRows takes the rows of one process.
type statsRows struct {
	*series
	wall     bool  // ts is of a wall clock
	first    int64 // ts
	megabyte int64

	network, memory, packets, events, bytes, connections, at *column
}

func (s *series) statsRows(wall bool) *statsRows {
	r := &statsRows{
		series: s, wall: wall, megabyte: 1 << 20,
		network: s.column(&s.Network), memory: s.column(&s.RSS), packets: s.column(&s.Packets), events: s.column(&s.Events),
		bytes: s.column(&s.PacketBytes), connections: s.column(&s.Connections), at: s.column(&s.At),
	}
	if wall {
		r.megabyte = 1e6
	} else {
		s.Clock = result.NetworkClock
	}
	return r
}

func (r *statsRows) take(row map[string]string) error {
	text, ok := row["ts"]
	if !ok {
		return errors.New("column ts: it is not set")
	}
	ts, err := logMoment(text)
	if err != nil {
		return err
	}
	for _, name := range statsNames[1:] {
		text, ok := row[name]
		if !ok || name == "peer" {
			continue
		}
		v, err := int64(0), error(nil)
		switch name {
		case "mem":
			v, err = megabytes(text)
			r.memory.set(v * r.megabyte)
		case "pkts_proc":
			v, err = count(text)
			r.packets.add(v)
		case "bytes_recv":
			v, err = count(text)
			r.bytes.add(v)
		case "events_proc":
			v, err = count(text)
			r.events.add(v)
		case "lag":
			v, err = duration(text)
			r.network.set(max(0, ts-v))
		default:
			v, err = count(text)
			r.connections.add(v)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
	}
	if !r.wall {
		r.network.set(ts)
		r.at.set(0) // it follows when all network times are known
		return r.row()
	}
	if len(r.At) == 0 {
		r.first = ts
	}
	r.at.set(ts - r.first)
	return r.row()
}

// logMoment parses a time as logs have it: seconds since 1970, milliseconds,
// or a date, which is of UTC if it does not say.
func logMoment(text string) (int64, error) {
	if v, err := moment(text); err == nil {
		return v, nil
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil && maxTime < v && v <= maxTime*1e3 {
		return int64(v) * 1e6, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil && t.Unix() >= 0 && t.Unix() <= maxTime {
			return t.UnixNano(), nil
		}
	}
	return 0, fmt.Errorf("column ts: %s is neither seconds or milliseconds since 1970 nor a date", excerpt(text))
}
