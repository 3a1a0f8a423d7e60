package zeekprofile

import "strings"

// packetHeader begins a packet profile.
const packetHeader = "time dt npkts nbytes dRtime dUtime dStime dmem"

// readPackets reads a packet profile. Each row is about the packets since the
// row before. Of memory it has the growth only, which is left out.
func (s *series) readPackets(in *lines) error {
	names := strings.Fields(packetHeader)
	columns := []struct {
		*column
		parse func(string) (int64, error)
	}{
		{s.column(&s.Network), moment},
		{nil, duration},
		{s.column(&s.Packets), count},
		{s.column(&s.PacketBytes), count},
		{s.column(&s.At), duration},
		{s.column(&s.User), duration},
		{s.column(&s.System), duration},
	}
	for in.next() {
		text := strings.TrimRight(in.Text(), " \r")
		if text == packetHeader || text == "" {
			continue
		}
		fields := strings.Fields(text)
		if len(fields) != len(names) {
			return in.errorf("%d columns, want %d: %s", len(fields), len(names), packetHeader)
		}
		for i, c := range columns {
			v, err := c.parse(fields[i])
			switch {
			case err != nil:
				return in.errorf("column %s: %w", names[i], err)
			case i == 0:
				c.set(v)
			case c.column != nil:
				c.add(v)
			}
		}
		if err := s.row(); err != nil {
			return in.errorf("%w", err)
		}
	}
	return nil
}
