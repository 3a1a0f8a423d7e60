package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// An ARP is a question for the hardware address of a host, or the answer (RFC 826).
// Slices are good as long as the frame.
type ARP struct {
	Request        bool
	SrcMAC, DstMAC []byte // of the frame; nil if it has none
	Sender, Target netip.Addr
	SenderHW       []byte
	TargetHW       []byte
	Wrong          string // what is wrong, "" for nothing
}

const (
	etherARP  = 0x0806
	etherRARP = 0x8035

	arpSize    = 28 // with addresses of Ethernet and IPv4
	arpRequest = 1
	arpReply   = 2
)

// arp takes a packet of ARP, in which there is nothing of IP.
//
//	hardware(2) protocol(2) sizes of their addresses(1, 1) operation(2)
//	sender's address of both, target's address of both
func (d *Decoder) arp(p *Packet, b []byte) Drop {
	if len(b) < arpSize {
		d.weird(nil, "ARP", "truncated_ARP")
		return DropTruncated
	}
	if d.ARP == nil {
		return DropNotIP
	}
	a := ARP{
		SrcMAC: p.SrcMAC, DstMAC: p.DstMAC,
		SenderHW: b[8:14], Sender: netip.AddrFrom4([4]byte(b[14:18])),
		TargetHW: b[18:24], Target: netip.AddrFrom4([4]byte(b[24:28])),
	}
	const ethernet = 1
	hardware, protocol := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	switch operation := binary.BigEndian.Uint16(b[6:]); {
	case hardware == ethernet && b[4] != 6:
		a.Wrong = fmt.Sprintf("corrupt-arp-header (hrd=%d, hln=%d)", hardware, b[4])
	case protocol == EtherIPv4 && b[5] != 4:
		a.Wrong = fmt.Sprintf("corrupt-arp-header (pro=%d, pln=%d)", protocol, b[5])
	case hardware != ethernet || protocol != EtherIPv4:
		return DropNotIP
	case a.SrcMAC != nil && string(a.SrcMAC) != string(a.SenderHW):
		a.Wrong = "weird-arp-sha"
	case operation == arpRequest:
		a.Request = true
	case operation != arpReply:
		a.Wrong = fmt.Sprintf("corrupt-arp-opcode (%d)", operation)
	}
	d.ARP(&a)
	return DropNotIP
}
