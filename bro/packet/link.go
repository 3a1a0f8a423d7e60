package packet

import "encoding/binary"

// A LinkType says how a frame begins: a number of the tcpdump.org link-layer
// header type registry.
type LinkType uint16

// Link types that the Decoder knows.
const (
	LinkNull       LinkType = 0   // BSD loopback, address family in the writer's byte order
	LinkEthernet   LinkType = 1   // Ethernet II and 802.3
	LinkPPP        LinkType = 9   // PPP, with HDLC framing or without
	LinkPPPHDLC    LinkType = 50  // PPP in HDLC framing, or Cisco's HDLC
	LinkPPPoE      LinkType = 51  // PPPoE, its session header first
	LinkRaw        LinkType = 101 // IPv4 or IPv6, by the version field
	LinkHDLC       LinkType = 104 // Cisco HDLC
	LinkWiFi       LinkType = 105 // 802.11
	LinkLoop       LinkType = 108 // OpenBSD loopback, address family in network byte order
	LinkSLL        LinkType = 113 // Linux cooked
	LinkWiFiPrism  LinkType = 119 // 802.11 behind a Prism header
	LinkWiFiRadio  LinkType = 127 // 802.11 behind a radiotap header
	LinkWiFiAVS    LinkType = 163 // 802.11 behind an AVS header
	LinkPPI        LinkType = 192 // per-packet information, then a frame of the type it says
	LinkMPLS       LinkType = 219
	LinkIPv4       LinkType = 228
	LinkIPv6       LinkType = 229
	LinkNFLOG      LinkType = 239 // Linux netfilter log
	LinkSLL2       LinkType = 276 // Linux cooked, version 2
	linkRawOpenBSD LinkType = 14  // DLT_RAW written unmapped by some systems
	linkRawOther   LinkType = 12
)

// Ethernet types.
const (
	EtherIPv4  = 0x0800
	etherVLAN  = 0x8100
	EtherIPv6  = 0x86dd
	etherMPLS  = 0x8847
	etherMPLSM = 0x8848 // multicast
	etherPPPoE = 0x8864 // session stage
	etherQinQ  = 0x88a8
	etherQOld  = 0x9100 // QinQ before 802.1ad

	// etherMin is the least number that is a type; less is the length of an
	// 802.3 frame.
	etherMin = 0x0600

	maxTags   = 8
	maxLabels = 16
)

func (d *Decoder) link(p *Packet) Drop {
	b := p.Data
	switch p.Link {
	case LinkEthernet:
		return d.ethernet(p, b)
	case LinkRaw, LinkIPv4, LinkIPv6, linkRawOther, linkRawOpenBSD:
		return d.ip(p, b)
	case LinkNull, LinkLoop:
		return d.loopback(p, b)
	case LinkSLL:
		return d.cooked(p, b, 16, 14, 4, "LINUX_SLL", "truncated_Linux_SLL_header")
	case LinkSLL2:
		return d.cooked(p, b, 20, 0, 11, "LINUX_SLL2", "truncated_Linux_SLL2_header")
	case LinkPPP, LinkPPPHDLC, LinkHDLC:
		return d.serial(p, b)
	case LinkPPPoE:
		return d.pppoe(p, b)
	case LinkWiFi:
		return d.wifi(p, b, false)
	case LinkWiFiRadio, LinkWiFiPrism, LinkWiFiAVS:
		return d.radio(p, b)
	case LinkPPI:
		return d.ppi(p, b)
	case LinkMPLS:
		return d.mpls(p, b)
	case LinkNFLOG:
		return d.nflog(p, b)
	}
	return DropLink
}

func (d *Decoder) ethernet(p *Packet, b []byte) Drop {
	d.Hooks.EnterComponent(ComponentEthernet)
	defer d.Hooks.LeaveComponent(ComponentEthernet)
	if len(b) < 14 {
		d.weird(nil, "ETHERNET", "truncated_ethernet_frame")
		return DropTruncated
	}
	p.DstMAC, p.SrcMAC = b[0:6], b[6:12]
	typ := binary.BigEndian.Uint16(b[12:])
	if typ < etherMin {
		return d.llc(p, b[14:])
	}
	return d.ether(p, typ, b[14:])
}

// llc takes an 802.2 header and SNAP behind it (RFC 1042); other users of it do
// not carry IP.
func (d *Decoder) llc(p *Packet, b []byte) Drop {
	if len(b) < 8 || b[0] != 0xaa || b[1] != 0xaa || b[2] != 3 || b[3]|b[4] != 0 || b[5] != 0 && b[5] != 0xf8 {
		return DropNotIP
	}
	return d.ether(p, binary.BigEndian.Uint16(b[6:]), b[8:])
}

func (d *Decoder) loopback(p *Packet, b []byte) Drop {
	d.Hooks.EnterComponent(ComponentNull)
	defer d.Hooks.LeaveComponent(ComponentNull)
	if len(b) < 4 {
		d.weird(nil, "NULL", "null_analyzer_failed")
		return DropTruncated
	}
	family := binary.LittleEndian.Uint32(b)
	if family > 0xffff || p.Link == LinkLoop {
		family = binary.BigEndian.Uint32(b)
	}
	switch family {
	case 2, 10, 23, 24, 28, 30: // AF_INET everywhere; AF_INET6 of Linux, Windows, NetBSD, FreeBSD, macOS
		return d.ip(p, b[4:])
	}
	return DropNotIP
}

// cooked takes a header of so many bytes with the Ethernet type and the length of
// the sender's address, which follows it, at these places.
func (d *Decoder) cooked(p *Packet, b []byte, size, typ, address int, source, weird string) Drop {
	d.Hooks.EnterComponent(ComponentSLL)
	defer d.Hooks.LeaveComponent(ComponentSLL)
	if len(b) < size {
		d.weird(nil, source, weird)
		return DropTruncated
	}
	if size == 16 { // a length of 16 bits
		address++
	}
	if b[address] == 6 {
		p.SrcMAC = b[address+1 : address+7]
	}
	return d.ether(p, binary.BigEndian.Uint16(b[typ:]), b[size:])
}

func (d *Decoder) ether(p *Packet, typ uint16, b []byte) Drop {
	switch typ {
	case EtherIPv4, EtherIPv6:
		return d.ip(p, b)
	case etherVLAN, etherQinQ, etherQOld:
		d.Stats.VLAN++
		d.Hooks.EnterComponent(ComponentVLAN)
		drop := d.vlan(p, b)
		d.Hooks.LeaveComponent(ComponentVLAN)
		return drop
	case etherMPLS, etherMPLSM:
		return d.mpls(p, b)
	case etherPPPoE:
		return d.pppoe(p, b)
	case etherARP, etherRARP:
		return d.arp(p, b)
	}
	return DropNotIP
}

// vlan walks the tags of a frame whose first tag's type was seen.
func (d *Decoder) vlan(p *Packet, b []byte) Drop {
	for tags := range maxTags {
		if len(b) < 4 {
			break
		}
		id, typ := binary.BigEndian.Uint16(b)&0x0fff, binary.BigEndian.Uint16(b[2:])
		b = b[4:]
		if tags == 0 {
			p.VLAN = id
		} else {
			p.InnerVLAN = id
		}
		switch typ {
		case etherVLAN, etherQinQ, etherQOld:
			continue
		}
		if typ < etherMin {
			return d.llc(p, b)
		}
		return d.ether(p, typ, b)
	}
	d.weird(nil, "VLAN", "truncated_VLAN_frame")
	return DropTruncated
}

// mpls walks a stack of labels. What is below is told from its first bits
// (RFC 4928): an IP version, or a pseudowire, whose content nothing says.
func (d *Decoder) mpls(p *Packet, b []byte) Drop {
	for range maxLabels {
		if len(b) < 4 {
			break
		}
		bottom := b[2]&1 != 0
		b = b[4:]
		if !bottom {
			continue
		}
		if len(b) == 0 {
			d.weird(nil, "MPLS", "no_mpls_payload")
			return DropTruncated
		}
		if v := b[0] >> 4; v != 4 && v != 6 {
			return DropNotIP
		}
		return d.ip(p, b)
	}
	d.weird(nil, "MPLS", "truncated_MPLS_header")
	return DropTruncated
}

// pppoe takes the header of a session (RFC 2516 4).
func (d *Decoder) pppoe(p *Packet, b []byte) Drop {
	if len(b) < 8 {
		d.weird(nil, "PPPOE", "truncated_pppoe_header")
		return DropTruncated
	}
	if b[0] != 0x11 || b[1] != 0 { // discovery has no packets
		return DropNotIP
	}
	return d.ppp(p, b[6:])
}

// serial takes PPP that may be in HDLC framing (RFC 1662), and Cisco's HDLC.
func (d *Decoder) serial(p *Packet, b []byte) Drop {
	if len(b) < 4 {
		d.weird(nil, "PPPSERIAL", "truncated_ppp_serial_header")
		return DropTruncated
	}
	switch {
	case b[0] == 0xff && b[1] == 3:
		return d.ppp(p, b[2:])
	case p.Link != LinkPPP && (b[0] == 0x0f || b[0] == 0x8f): // unicast, multicast
		return d.ether(p, binary.BigEndian.Uint16(b[2:]), b[4:])
	}
	return d.ppp(p, b)
}

// ppp takes a protocol field, of one byte if its last bit says so (RFC 1661 2),
// and what follows.
func (d *Decoder) ppp(p *Packet, b []byte) Drop {
	proto, size := uint16(0), 2
	switch {
	case len(b) > 0 && b[0]&1 != 0:
		proto, size = uint16(b[0]), 1
	case len(b) >= 2:
		proto = binary.BigEndian.Uint16(b)
	default:
		return DropTruncated
	}
	switch b = b[size:]; proto {
	case 0x0021, 0x0057:
		return d.ip(p, b)
	case 0x0281, 0x0283:
		return d.mpls(p, b)
	}
	return DropNotIP
}

// ppi takes a per-packet information header, which says the link type itself.
func (d *Decoder) ppi(p *Packet, b []byte) Drop {
	if len(b) < 8 {
		return DropTruncated
	}
	size, link := int(binary.LittleEndian.Uint16(b[2:])), binary.LittleEndian.Uint32(b[4:])
	if size < 8 || size > len(b) {
		return DropBadHeader
	}
	if link > 0xffff || LinkType(link) == LinkPPI {
		return DropLink
	}
	// onWire counts from Data.
	p.WireLen -= size
	p.Data, p.Link = b[size:], LinkType(link)
	return d.link(p)
}

// nflog looks for the packet among the fields of a netfilter log entry, whose
// numbers have the byte order of the host but for the first.
func (d *Decoder) nflog(p *Packet, b []byte) Drop {
	const payload = 9
	if len(b) < 4 {
		d.weird(nil, "NFLOG", "nflog_analyzer_failed")
		return DropTruncated
	}
	if family := b[0]; family != 2 && family != 10 {
		return DropNotIP
	}
	for b = b[4:]; len(b) >= 4; {
		size, typ := int(binary.LittleEndian.Uint16(b)), binary.LittleEndian.Uint16(b[2:])
		if typ == payload {
			return d.ip(p, b[4:])
		}
		size = (size + 3) &^ 3
		if size < 4 || size > len(b) {
			break
		}
		b = b[size:]
	}
	d.weird(nil, "NFLOG", "nflog_analyzer_failed")
	return DropBadHeader
}
