package capture

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/gopacket/gopacket/layers"

	"brig/result"
)

// linkName is the name that libpcap gives a link type.
func linkName(t layers.LinkType) string {
	switch t {
	case layers.LinkTypeEthernet:
		return "EN10MB"
	case layers.LinkTypeNull:
		return "NULL"
	case layers.LinkTypeRaw, 12, 14:
		return "RAW"
	case layers.LinkTypeLinuxSLL:
		return "LINUX_SLL"
	case layers.LinkTypePPP:
		return "PPP"
	}
	return fmt.Sprintf("DLT %d", int(t))
}

// protocol names what a frame carries as PyBrIG's capture page did: "TCP",
// "UDP", "ICMP" or "other".
func protocol(link layers.LinkType, frame []byte) string {
	const other = "other"
	packet, ok := network(link, frame)
	if !ok || len(packet) == 0 {
		return other
	}
	switch next, ok := transport(packet); {
	case !ok:
		return other
	case next == 6:
		return "TCP"
	case next == 17:
		return "UDP"
	case next == 1 || next == 58:
		return "ICMP"
	}
	return other
}

// network cuts the link header off.
func network(link layers.LinkType, frame []byte) ([]byte, bool) {
	switch link {
	case layers.LinkTypeEthernet:
		at := 12
		for range 3 { // up to two VLAN tags
			if len(frame) < at+2 {
				return nil, false
			}
			switch binary.BigEndian.Uint16(frame[at:]) {
			case 0x8100, 0x88a8, 0x9100:
				at += 4
				continue
			case 0x0800, 0x86dd:
				return frame[at+2:], true
			}
			return nil, false
		}
	case layers.LinkTypeNull:
		if len(frame) >= 4 {
			return frame[4:], true
		}
	case layers.LinkTypeLinuxSLL:
		if len(frame) >= 16 {
			return frame[16:], true
		}
	case layers.LinkTypeRaw, 12, 14:
		return frame, true
	}
	return nil, false
}

// transport returns the protocol number of an IP packet, past IPv6 extension
// headers.
func transport(packet []byte) (byte, bool) {
	switch packet[0] >> 4 {
	case 4:
		if len(packet) < 20 {
			return 0, false
		}
		return packet[9], true
	case 6:
		if len(packet) < 40 {
			return 0, false
		}
		next, rest := packet[6], packet[40:]
		for range 8 {
			switch next {
			case 0, 43, 60: // hop-by-hop, routing, destination options
				if len(rest) < 8 || len(rest) < 8+8*int(rest[1]) {
					return next, true
				}
				next, rest = rest[0], rest[8+8*int(rest[1]):]
			case 44: // fragment
				if len(rest) < 8 {
					return next, true
				}
				next, rest = rest[0], rest[8:]
			default:
				return next, true
			}
		}
		return next, true
	}
	return 0, false
}

func sortedCounts(counts map[string][]int64) []result.ProtocolCount {
	list := []result.ProtocolCount{}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, result.ProtocolCount{Name: name, Packets: counts[name]})
	}
	return list
}
