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
	case layers.LinkTypeLoop:
		return "LOOP"
	case layers.LinkTypeRaw, linkRawBSD, linkRawOpenBSD:
		return "RAW"
	case layers.LinkTypeIPv4:
		return "IPV4"
	case layers.LinkTypeIPv6:
		return "IPV6"
	case layers.LinkTypeLinuxSLL:
		return "LINUX_SLL"
	case linkSLL2:
		return "LINUX_SLL2"
	case layers.LinkTypePPP:
		return "PPP"
	}
	return fmt.Sprintf("DLT %d", int(t))
}

// Link types that gopacket does not name.
const (
	linkRawBSD     layers.LinkType = 12
	linkRawOpenBSD layers.LinkType = 14
	linkSLL2       layers.LinkType = 276
)

// knownLink reports whether network can find packets in frames of a link type.
func knownLink(t layers.LinkType) bool {
	switch t {
	case layers.LinkTypeEthernet, layers.LinkTypeNull, layers.LinkTypeLoop, layers.LinkTypeRaw, linkRawBSD, linkRawOpenBSD,
		layers.LinkTypeIPv4, layers.LinkTypeIPv6, layers.LinkTypeLinuxSLL, linkSLL2, layers.LinkTypePPP:
		return true
	}
	return false
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
	case layers.LinkTypeNull, layers.LinkTypeLoop:
		if len(frame) >= 4 {
			return frame[4:], true
		}
	case layers.LinkTypeLinuxSLL:
		if len(frame) >= 16 && isIP(frame[14:]) {
			return frame[16:], true
		}
	case linkSLL2:
		if len(frame) >= 20 && isIP(frame) {
			return frame[20:], true
		}
	case layers.LinkTypePPP:
		at := 0
		if len(frame) >= 4 && frame[0] == 0xff && frame[1] == 3 {
			at = 2
		}
		if len(frame) >= at+2 && frame[at] == 0 && (frame[at+1] == 0x21 || frame[at+1] == 0x57) {
			return frame[at+2:], true
		}
	case layers.LinkTypeRaw, layers.LinkTypeIPv4, layers.LinkTypeIPv6, linkRawBSD, linkRawOpenBSD:
		return frame, true
	}
	return nil, false
}

// isVLAN reports whether an Ethernet type is that of a VLAN tag.
func isVLAN(b []byte) bool {
	typ := binary.BigEndian.Uint16(b)
	return typ == 0x8100 || typ == 0x88a8 || typ == 0x9100
}

// isIP reports whether an Ethernet type is IPv4's or IPv6's.
func isIP(b []byte) bool {
	typ := binary.BigEndian.Uint16(b)
	return typ == 0x0800 || typ == 0x86dd
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
