package packet

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

var (
	client = netip.MustParseAddr("10.1.0.1")
	server = netip.MustParseAddr("10.2.0.2")
)

// seconds is the time of a test packet: a round number makes failures readable.
func seconds(s float64) int64 { return 1_000_000_000e9 + int64(s*1e9) }

func serialize(t testing.TB, ls ...gopacket.SerializableLayer) []byte {
	t.Helper()
	buf := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opts, ls...); err != nil {
		t.Fatalf("serializing layers: %v", err)
	}
	return bytes.Clone(buf.Bytes())
}

func ethernet(typ layers.EthernetType) *layers.Ethernet {
	return &layers.Ethernet{SrcMAC: []byte{2, 0, 0, 0, 0, 1}, DstMAC: []byte{2, 0, 0, 0, 0, 2}, EthernetType: typ}
}

func ipv4(src, dst netip.Addr, proto layers.IPProtocol) *layers.IPv4 {
	return &layers.IPv4{Version: 4, TTL: 64, Protocol: proto, SrcIP: src.AsSlice(), DstIP: dst.AsSlice(), Id: 1}
}

// A tcpSegment is a TCP segment of the test connection 10.1.0.1:1000 to
// 10.2.0.2:80, in the flags' letters S A F R P.
type tcpSegment struct {
	at       float64
	orig     bool
	flags    string
	seq, ack uint32
	data     string
}

func (s tcpSegment) frame(t testing.TB) []byte {
	src, dst, sport, dport := client, server, 1000, 80
	if !s.orig {
		src, dst, sport, dport = server, client, 80, 1000
	}
	tcp := &layers.TCP{SrcPort: layers.TCPPort(sport), DstPort: layers.TCPPort(dport), Seq: s.seq, Ack: s.ack, Window: 1000}
	for _, f := range s.flags {
		switch f {
		case 'S':
			tcp.SYN = true
		case 'A':
			tcp.ACK = true
		case 'F':
			tcp.FIN = true
		case 'R':
			tcp.RST = true
		case 'P':
			tcp.PSH = true
		case 'W':
			tcp.Window = 0
		}
	}
	ip := ipv4(src, dst, layers.IPProtocolTCP)
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	return serialize(t, ethernet(layers.EthernetTypeIPv4), ip, tcp, gopacket.Payload(s.data))
}

func udpFrame(t testing.TB, src, dst netip.Addr, sport, dport uint16, data string) []byte {
	ip := ipv4(src, dst, layers.IPProtocolUDP)
	udp := &layers.UDP{SrcPort: layers.UDPPort(sport), DstPort: layers.UDPPort(dport)}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	return serialize(t, ethernet(layers.EthernetTypeIPv4), ip, udp, gopacket.Payload(data))
}

// pcapFile writes frames, a millisecond apart, as an Ethernet pcap file.
func pcapFile(t testing.TB, frames ...[]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := pcapgo.NewWriter(&buf)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	for i, f := range frames {
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(0, seconds(float64(i)/1000)), CaptureLength: len(f), Length: len(f)}
		if err := w.WritePacket(ci, f); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes()
}
