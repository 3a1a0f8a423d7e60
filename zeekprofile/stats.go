package zeekprofile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"brig/result"
)

// statsNames are the columns of a stats.log that are taken, of which the
// first few tell it from other logs.
var statsNames = []string{"ts", "mem", "pkts_proc", "events_proc", "peer", "bytes_recv", "tcp_conns", "udp_conns", "icmp_conns"}

const statsNeeded = 4

func isStats(line []byte) bool {
	if line, ok := bytes.CutPrefix(line, []byte("#fields\t")); ok {
		return statsColumns(strings.Split(string(line), "\t")) == nil
	}
	if !bytes.HasPrefix(line, []byte("{")) {
		return false
	}
	_, err := statsJSON(line)
	return err == nil
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
		if !ok {
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

// readStats reads a stats.log, which is a table or a JSON object a line.
func (s *series) readStats(in *lines) error {
	s.Clock = result.NetworkClock
	var names []string
	take := s.statsRow()
	for in.next() {
		text := strings.TrimRight(in.Text(), "\r")
		var row map[string]string
		var err error
		fields, isHeader := strings.CutPrefix(text, "#fields\t")
		switch {
		case isHeader:
			names = strings.Split(fields, "\t")
			err = statsColumns(names)
		case text == "" || text[0] == '#':
		case text[0] == '{':
			row, err = statsJSON([]byte(text))
		case names == nil:
			err = errors.New("want a line #fields before the first row, or JSON")
		default:
			values := strings.Split(text, "\t")
			if len(values) != len(names) {
				err = fmt.Errorf("%d columns, want %d", len(values), len(names))
				break
			}
			row = map[string]string{}
			for i, name := range names {
				if values[i] != "-" { // not set
					row[name] = values[i]
				}
			}
		}
		if err == nil && row != nil {
			err = take(row)
		}
		if err != nil {
			return in.errorf("%w", err)
		}
	}
	return nil
}

// statsRow returns what takes the rows of a stats.log.
func (s *series) statsRow() func(map[string]string) error {
	network, memory, packets, events := s.column(&s.Network), s.column(&s.RSS), s.column(&s.Packets), s.column(&s.Events)
	size, conns, at := s.column(&s.PacketBytes), s.column(&s.Connections), s.column(&s.At)
	peer := ""
	return func(row map[string]string) error {
		if len(s.At) == 0 {
			peer = row["peer"]
		} else if row["peer"] != peer {
			return fmt.Errorf("the statistics are of %s and of %s: give those of one at a time", excerpt(peer), excerpt(row["peer"]))
		}
		for _, name := range statsNames {
			text, ok := row[name]
			if !ok || name == "peer" {
				continue
			}
			v, err := int64(0), error(nil)
			switch name {
			case "ts":
				if v, err = moment(text); err != nil {
					var t time.Time
					if t, err = time.Parse(time.RFC3339Nano, text); err != nil || t.Unix() < 0 || t.Unix() > maxTime {
						return fmt.Errorf("column ts: %s is neither seconds since 1970 nor a date", excerpt(text))
					}
					v = t.UnixNano()
				}
				network.set(v)
			case "mem":
				v, err = megabytes(text)
				memory.set(v << 20)
			case "pkts_proc":
				v, err = count(text)
				packets.add(v)
			case "bytes_recv":
				v, err = count(text)
				size.add(v)
			case "events_proc":
				v, err = count(text)
				events.add(v)
			default:
				v, err = count(text)
				conns.add(v)
			}
			if err != nil {
				return fmt.Errorf("column %s: %w", name, err)
			}
		}
		if !network.have {
			return errors.New("column ts: it is not set")
		}
		at.set(0)
		if len(s.Network) > 0 {
			at.set(network.value - s.Network[0])
		}
		return s.row()
	}
}
