package scripts_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A wire turns the text form of a capture into packets, 10 ms apart:
//
//	tcp 10.1.0.1:4000 10.2.0.2:80    a connection with its handshake, now the current one
//	syn 10.1.0.1:4000 10.2.0.2:80    a SYN that nobody answers
//	refuse 10.1.0.1:4000 10.2.0.2:80 a SYN that is answered with RST
//	udp 10.1.0.1:4000 10.2.0.2:53    a flow, now the current one
//	> GET / HTTP/1.1\r\n\r\n         the originator sends this, with the escapes of Go
//	< HTTP/1.1 200 OK\r\n\r\n        the responder does
//	>x 16 03 01                      the same in hexadecimal
//	lost > 100                       bytes that the capture misses
//	fin                              both ends close
//	rst >                            an end resets
//	icmp 10.9.0.1 10.1.0.1 11 0      an ICMP message about the current flow's latest packet
//	ttl 3                            of the packets that follow
//	frame 02 00 ...                  a whole frame in hexadecimal
//	vlan 5                           of the packets that follow, 0 for none
//	again 20                         repeats the lines up to "end", with %d for the number from 0
//	wait 5s                          before the next packet
//
// A "#" begins a comment line. The MAC address of a host is 02:00 and its IPv4 address.
type wire struct {
	t    testing.TB
	w    *pcapgo.Writer
	now  time.Time
	ttl  uint8
	vlan uint16
	at   flowState
	last []byte // the IP datagram sent last
}

type flowState struct {
	tcp        bool
	orig, resp netip.AddrPort
	seq, ack   uint32 // next sequence numbers of originator and responder
}

// writeWire writes a capture file.
func writeWire(t testing.TB, name, text string) {
	t.Helper()
	var b bytes.Buffer
	v := &wire{t: t, w: pcapgo.NewWriter(&b), now: time.Unix(1400000000, 0), ttl: 64}
	if err := v.w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	v.lines(strings.Split(text, "\n"))
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (v *wire) lines(lines []string) {
	v.t.Helper()
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if n, ok := strings.CutPrefix(line, "again "); ok {
			end := i + 1
			for end < len(lines) && lines[end] != "end" {
				end++
			}
			for k := range v.number(n) {
				once := strings.ReplaceAll(strings.Join(lines[i+1:end], "\n"), "%d", strconv.Itoa(k))
				v.lines(strings.Split(once, "\n"))
			}
			i = end
			continue
		}
		if line != "" && line[0] != '#' {
			v.line(line)
		}
	}
}

func (v *wire) line(line string) {
	v.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	args := strings.Fields(rest)
	switch verb {
	case "tcp", "syn", "refuse", "udp":
		if len(args) != 2 {
			v.t.Fatalf("%s: want two addresses with ports", line)
		}
		v.at = flowState{verb != "udp", v.addrPort(args[0]), v.addrPort(args[1]), 1000, 5000}
		v.open(verb)
	case ">", "<":
		data, err := strconv.Unquote(`"` + strings.ReplaceAll(rest, `"`, `\"`) + `"`)
		if err != nil {
			v.t.Fatalf("%s: %v", line, err)
		}
		v.say(verb == ">", []byte(data))
	case ">x", "<x":
		data, err := hex.DecodeString(strings.Join(args, ""))
		if err != nil {
			v.t.Fatalf("%s: %v", line, err)
		}
		v.say(verb == ">x", data)
	case "lost":
		if args[0] == ">" {
			v.at.seq += uint32(v.number(args[1]))
		} else {
			v.at.ack += uint32(v.number(args[1]))
		}
	case "fin":
		v.segment(true, "FA", nil)
		v.segment(false, "FA", nil)
		v.segment(true, "A", nil)
	case "rst":
		v.segment(rest == ">", "RA", nil)
	case "icmp":
		v.icmp(args)
	case "ttl":
		v.ttl = uint8(v.number(rest))
	case "frame":
		frame, err := hex.DecodeString(strings.Join(args, ""))
		if err != nil {
			v.t.Fatalf("%s: %v", line, err)
		}
		v.write(frame)
	case "vlan":
		v.vlan = uint16(v.number(rest))
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			v.t.Fatal(err)
		}
		v.now = v.now.Add(d)
	default:
		v.t.Fatalf("%s: not a line of a capture", line)
	}
}

func (v *wire) open(verb string) {
	switch verb {
	case "tcp":
		v.segment(true, "S", nil)
		v.segment(false, "SA", nil)
		v.segment(true, "A", nil)
	case "syn":
		v.segment(true, "S", nil)
	case "refuse":
		v.segment(true, "S", nil)
		v.segment(false, "RA", nil)
	}
}

// say sends data, in segments that fit into packets.
func (v *wire) say(orig bool, data []byte) {
	if !v.at.tcp {
		from, to := v.ends(orig)
		v.send(from, to, layers.IPProtocolUDP, &layers.UDP{SrcPort: layers.UDPPort(from.Port()), DstPort: layers.UDPPort(to.Port())}, data)
		return
	}
	for len(data) > 0 {
		n := min(len(data), 1400)
		v.segment(orig, "A", data[:n])
		data = data[n:]
	}
	v.segment(!orig, "A", nil)
}

func (v *wire) ends(orig bool) (from, to netip.AddrPort) {
	if orig {
		return v.at.orig, v.at.resp
	}
	return v.at.resp, v.at.orig
}

func (v *wire) segment(orig bool, flags string, data []byte) {
	from, to := v.ends(orig)
	next, ack := &v.at.seq, v.at.ack
	if !orig {
		next, ack = &v.at.ack, v.at.seq
	}
	has := func(f string) bool { return strings.Contains(flags, f) }
	t := &layers.TCP{SrcPort: layers.TCPPort(from.Port()), DstPort: layers.TCPPort(to.Port()), Seq: *next, Window: 9000,
		SYN: has("S"), ACK: has("A"), FIN: has("F"), RST: has("R")}
	if t.ACK {
		t.Ack = ack
	}
	v.send(from, to, layers.IPProtocolTCP, t, data)
	*next += uint32(len(data))
	if t.SYN || t.FIN {
		*next++
	}
}

// icmp sends an error message: from, to, type and code.
func (v *wire) icmp(args []string) {
	if len(args) != 4 || len(v.last) == 0 {
		v.t.Fatalf("icmp %q: want two addresses, type and code, and a packet before", args)
	}
	from, to := netip.AddrPortFrom(netip.MustParseAddr(args[0]), 0), netip.AddrPortFrom(netip.MustParseAddr(args[1]), 0)
	code := layers.CreateICMPv4TypeCode(uint8(v.number(args[2])), uint8(v.number(args[3])))
	v.send(from, to, layers.IPProtocolICMPv4, &layers.ICMPv4{TypeCode: code}, bytes.Clone(v.last[:min(len(v.last), 28)]))
}

func (v *wire) send(from, to netip.AddrPort, proto layers.IPProtocol, l gopacket.SerializableLayer, data []byte) {
	v.t.Helper()
	eth := &layers.Ethernet{SrcMAC: mac(from.Addr()), DstMAC: mac(to.Addr()), EthernetType: layers.EthernetTypeIPv4}
	ls := []gopacket.SerializableLayer{eth}
	if v.vlan != 0 {
		eth.EthernetType = layers.EthernetTypeDot1Q
		ls = append(ls, &layers.Dot1Q{VLANIdentifier: v.vlan, Type: layers.EthernetTypeIPv4})
	}
	ip := &layers.IPv4{Version: 4, TTL: v.ttl, Protocol: proto, SrcIP: from.Addr().AsSlice(), DstIP: to.Addr().AsSlice()}
	if s, ok := l.(interface {
		SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
	}); ok {
		if err := s.SetNetworkLayerForChecksum(ip); err != nil {
			v.t.Fatal(err)
		}
	}
	buf := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opts, append(ls, ip, l, gopacket.Payload(data))...); err != nil {
		v.t.Fatalf("serializing layers: %v", err)
	}
	frame := buf.Bytes()
	v.last = bytes.Clone(frame[14:])
	if v.vlan != 0 {
		v.last = v.last[4:]
	}
	v.write(frame)
}

// write writes a frame.
func (v *wire) write(frame []byte) {
	v.now = v.now.Add(10 * time.Millisecond)
	if err := v.w.WritePacket(gopacket.CaptureInfo{Timestamp: v.now, CaptureLength: len(frame), Length: len(frame)}, frame); err != nil {
		v.t.Fatal(err)
	}
}

func mac(a netip.Addr) net.HardwareAddr {
	b := a.As4()
	return append(net.HardwareAddr{2, 0}, b[:]...)
}

func (v *wire) addrPort(s string) netip.AddrPort {
	v.t.Helper()
	a, err := netip.ParseAddrPort(s)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

func (v *wire) number(s string) int {
	v.t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		v.t.Fatal(fmt.Errorf("reading a number: %w", err))
	}
	return n
}
