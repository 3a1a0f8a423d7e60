package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"brig/traces"
)

var (
	alice4, bob4 = net.IP{10, 1, 2, 3}, net.IP{192, 0, 2, 80}
	alice6, bob6 = net.ParseIP("fd00::1234:56ff:fe78:9abc"), net.ParseIP("2001:db8::2")
)

func frame(t testing.TB, ls ...gopacket.SerializableLayer) []byte {
	t.Helper()
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ls...); err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(buf.Bytes())
}

func ip4(src, dst net.IP, proto layers.IPProtocol) *layers.IPv4 {
	return &layers.IPv4{Version: 4, TTL: 9, SrcIP: src, DstIP: dst, Protocol: proto}
}

func udp(ip gopacket.NetworkLayer, sport, dport layers.UDPPort) *layers.UDP {
	u := &layers.UDP{SrcPort: sport, DstPort: dport}
	u.SetNetworkLayerForChecksum(ip)
	return u
}

// raw writes a capture of IP packets, a second apart.
func raw(t testing.TB, frames ...[]byte) string {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	w.WriteFileHeader(65535, layers.LinkTypeRaw)
	for i, f := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(1000+int64(i), 0), CaptureLength: len(f), Length: len(f)}, f); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "raw.pcap")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func scaled(t testing.TB, path string, s Scaling) ([]gopacket.Packet, *Scaled) {
	t.Helper()
	var b bytes.Buffer
	done, err := Scale(t.Context(), path, &b, s)
	if err != nil {
		t.Fatal(err)
	}
	if int64(b.Len()) != done.Size {
		t.Errorf("wrote %d bytes, said %d", b.Len(), done.Size)
	}
	r, err := pcapgo.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	var packets []gopacket.Packet
	for {
		data, ci, err := r.ReadPacketData()
		if err == io.EOF {
			return packets, done
		}
		if err != nil {
			t.Fatal(err)
		}
		p := gopacket.NewPacket(data, r.LinkType(), gopacket.Default)
		p.Metadata().CaptureInfo = ci
		packets = append(packets, p)
	}
}

// wrongChecksums counts the layers whose checksum is wrong.
func wrongChecksums(t testing.TB, p gopacket.Packet) int {
	t.Helper()
	var network gopacket.NetworkLayer
	for _, l := range p.Layers() {
		if n, ok := l.(gopacket.NetworkLayer); ok {
			network = n
		}
		if l, ok := l.(interface {
			SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
		}); ok {
			l.SetNetworkLayerForChecksum(network)
		}
	}
	err, wrong := p.VerifyChecksums()
	if err != nil {
		t.Fatal(err)
	}
	return len(wrong)
}

// kinds are packets of all kinds that are rewritten.
func kinds(t testing.TB) map[string][]byte {
	tcp4, tcp6 := ip4(alice4, bob4, layers.IPProtocolTCP), &layers.IPv6{Version: 6, HopLimit: 9, SrcIP: alice6, DstIP: bob6, NextHeader: layers.IPProtocolTCP}
	segment := func(ip gopacket.NetworkLayer) *layers.TCP {
		s := &layers.TCP{SrcPort: 40000, DstPort: 80, Seq: 7, ACK: true}
		s.SetNetworkLayerForChecksum(ip)
		return s
	}
	udp4 := ip4(alice4, bob4, layers.IPProtocolUDP)
	quoted := frame(t, udp4, udp(udp4, 50000, 9), gopacket.Payload("question"))
	unreachable := frame(t, ip4(bob4, alice4, layers.IPProtocolICMPv4), &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}, gopacket.Payload(quoted))
	icmp6 := &layers.IPv6{Version: 6, HopLimit: 9, SrcIP: bob6, DstIP: alice6, NextHeader: layers.IPProtocolICMPv6}
	v6 := &layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(1, 4)}
	v6.SetNetworkLayerForChecksum(icmp6)
	quoted6 := frame(t, tcp6, segment(tcp6))
	return map[string][]byte{
		"TCP":           frame(t, tcp4, segment(tcp4), gopacket.Payload("data")),
		"TCP over IPv6": frame(t, tcp6, segment(tcp6), gopacket.Payload("odd")),
		"UDP":           quoted,
		"unreachable":   unreachable,
		"unreachable 6": frame(t, icmp6, v6, gopacket.Payload(append(make([]byte, 4), quoted6...))),
		"6in4":          frame(t, ip4(alice4, bob4, layers.IPProtocolIPv6), gopacket.Payload(quoted6)),
		"GRE":           frame(t, ip4(alice4, bob4, layers.IPProtocolGRE), &layers.GRE{Protocol: layers.EthernetTypeIPv4}, gopacket.Payload(quoted)),
		"hop-by-hop":    append(append(bytes.Clone(hopByHop(quoted6)[:40]), 6, 0, 1, 4, 0, 0, 0, 0), quoted6[40:]...),
	}
}

// hopByHop makes room for an extension header of 8 bytes.
func hopByHop(p []byte) []byte {
	p = bytes.Clone(p)
	binary.BigEndian.PutUint16(p[4:], binary.BigEndian.Uint16(p[4:])+8)
	p[6] = 0
	return p
}

func TestScaleKeepsChecksums(t *testing.T) {
	for name, f := range kinds(t) {
		packets, _ := scaled(t, raw(t, f), Scaling{Copies: 300})
		seen := map[string]bool{}
		for i, p := range packets {
			if p.ErrorLayer() != nil {
				t.Fatalf("%s: copy %d: %v", name, i, p.ErrorLayer().Error())
			}
			if n := wrongChecksums(t, p); n > 0 {
				t.Fatalf("%s: copy %d: %d wrong checksums", name, i, n)
			}
			// What an error message quotes keeps right checksums too.
			if l := p.Layer(layers.LayerTypeICMPv4); l != nil {
				q := gopacket.NewPacket(l.LayerPayload(), layers.LayerTypeIPv4, gopacket.Default)
				if n := wrongChecksums(t, q); n > 0 {
					t.Fatalf("%s: copy %d: %d wrong checksums in what it quotes", name, i, n)
				}
				if q.NetworkLayer().NetworkFlow().Src() != p.NetworkLayer().NetworkFlow().Dst() {
					t.Fatalf("%s: copy %d is about %v and quotes %v", name, i, p.NetworkLayer().NetworkFlow(), q.NetworkLayer().NetworkFlow())
				}
			}
			seen[fmt.Sprint(p.NetworkLayer().NetworkFlow())] = true
		}
		if len(packets) != 300 || len(seen) != 300 {
			t.Errorf("%s: got %d packets between %d pairs of hosts, want 300 and 300", name, len(packets), len(seen))
		}
		if !bytes.Equal(packets[0].Data(), f) {
			t.Errorf("%s: the first copy is not as it was", name)
		}
	}
}

// A checksum that was wrong stays wrong, one that was left out stays out.
func TestScaleKeepsWrongChecksums(t *testing.T) {
	ip := ip4(alice4, bob4, layers.IPProtocolUDP)
	none := frame(t, ip, udp(ip, 50000, 53), gopacket.Payload("x"))
	binary.BigEndian.PutUint16(none[26:], 0)
	wrong := frame(t, ip, udp(ip, 50000, 53), gopacket.Payload("x"))
	wrong[28] ^= 4
	packets, _ := scaled(t, raw(t, none, wrong), Scaling{Copies: 20})
	for i, p := range packets {
		u := p.Layer(layers.LayerTypeUDP).(*layers.UDP)
		if i%2 == 0 && u.Checksum != 0 {
			t.Fatalf("packet %d: a checksum where there was none", i)
		}
		if i%2 == 1 && wrongChecksums(t, p) != 1 {
			t.Fatalf("packet %d: a wrong checksum was put right", i)
		}
	}
}

func TestScaleRewrites(t *testing.T) {
	broadcast := net.IP{255, 255, 255, 255}
	group := net.IP{224, 0, 0, 251}
	between := func(src, dst net.IP, sport, dport layers.UDPPort) []byte {
		ip := ip4(src, dst, layers.IPProtocolUDP)
		return frame(t, ip, udp(ip, sport, dport), gopacket.Payload("x"))
	}
	packets, _ := scaled(t, raw(t, between(alice4, broadcast, 68, 67), between(alice4, group, 5353, 5353), between(alice4, bob4, 40000, 53)), Scaling{Copies: 40, Seed: 3})
	ports := map[layers.UDPPort]bool{}
	for i, p := range packets {
		ip, u := p.Layer(layers.LayerTypeIPv4).(*layers.IPv4), p.Layer(layers.LayerTypeUDP).(*layers.UDP)
		if ip.SrcIP[0] != 10 || ip.SrcIP[1] != 1 || ip.SrcIP[3] != 3 {
			t.Fatalf("packet %d: from %v, want 10.1.*.3", i, ip.SrcIP)
		}
		switch i % 3 {
		case 0:
			if !ip.DstIP.Equal(broadcast) || u.SrcPort != 68 || u.DstPort != 67 {
				t.Fatalf("packet %d: %v:%d to %v:%d", i, ip.SrcIP, u.SrcPort, ip.DstIP, u.DstPort)
			}
		case 1:
			if !ip.DstIP.Equal(group) || u.SrcPort != 5353 {
				t.Fatalf("packet %d: port %d to %v", i, u.SrcPort, ip.DstIP)
			}
		case 2:
			if u.SrcPort < 32768 || u.DstPort != 53 {
				t.Fatalf("packet %d: ports %d, %d", i, u.SrcPort, u.DstPort)
			}
			ports[u.SrcPort] = true
		}
	}
	if len(ports) < 35 {
		t.Errorf("clients of 40 copies have %d ports", len(ports))
	}
}

func TestScaleTimes(t *testing.T) {
	ip := ip4(alice4, bob4, layers.IPProtocolUDP)
	f := frame(t, ip, udp(ip, 50000, 53))
	path := raw(t, f, f, f, f) // 1000 s to 1003 s
	times := func(s Scaling) (at []int64, done *Scaled) {
		packets, done := scaled(t, path, s)
		for _, p := range packets {
			at = append(at, p.Metadata().Timestamp.Unix())
		}
		return at, done
	}
	if got, done := times(Scaling{Copies: 3}); fmt.Sprint(got) != "[1000 1001 1002 1003 1004 1005 1006 1007 1008 1009 1010 1011]" || done.AtOnce != 1 || done.Duration != 11*time.Second {
		t.Errorf("following: %v, %+v", got, done)
	}
	if got, done := times(Scaling{Copies: 3, Every: 2 * time.Second}); fmt.Sprint(got) != "[1000 1001 1002 1002 1003 1003 1004 1004 1005 1005 1006 1007]" || done.AtOnce != 2 {
		t.Errorf("overlapping: %v, %+v", got, done)
	}
	if got, done := times(Scaling{Copies: 2, Every: time.Hour}); fmt.Sprint(got) != "[1000 1001 1002 1003 4600 4601 4602 4603]" || done.Packets != 8 {
		t.Errorf("apart: %v, %+v", got, done)
	}
}

func TestScaleIsDeterministic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "site.pcap.zst")
	stored, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, stored, 0o644); err != nil {
		t.Fatal(err)
	}
	digest := func(s Scaling) string {
		h := sha256.New()
		done, err := Scale(t.Context(), path, h, s)
		if err != nil {
			t.Fatal(err)
		}
		if done.Copies != 2 || done.Packets != 2*traces.Packets {
			t.Errorf("got %+v, want 2 copies of %d packets", done, traces.Packets)
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	first := digest(Scaling{Size: 40e6})
	if digest(Scaling{Size: 40e6}) != first {
		t.Error("the same scaling gives other bytes")
	}
	if digest(Scaling{Copies: 2}) != first {
		t.Error("the same number of copies gives other bytes")
	}
	if digest(Scaling{Copies: 2, Seed: 1}) == first {
		t.Error("another seed gives the same bytes")
	}
}

func TestScaleRefuses(t *testing.T) {
	ip := ip4(alice4, bob4, layers.IPProtocolUDP)
	f := frame(t, ip, udp(ip, 50000, 53))
	path := raw(t, f, f)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	usb := bytes.Clone(data)
	usb[20] = 189
	for _, tt := range []struct {
		data []byte
		s    Scaling
		want string
	}{
		{data, Scaling{}, "either a size or a number"},
		{data, Scaling{Size: 1000, Copies: 2}, "either a size or a number"},
		{data, Scaling{Copies: -1}, "must be positive"},
		{data, Scaling{Copies: 1, Every: -1}, "must not be negative"},
		{data, Scaling{Size: 50}, "has 88 bytes already"},
		{data, Scaling{Copies: 1 << 17}, "at most 65536"},
		{data, Scaling{Copies: 1000, Every: time.Millisecond}, "1000 copies would overlap"},
		{data, Scaling{Copies: 1000, Every: 10000 * time.Hour}, "beyond the year 2106"},
		{data[:len(data)-1], Scaling{Copies: 1}, "after packet 1"},
		{data[:24], Scaling{Copies: 1}, "no packets"},
		{usb, Scaling{Copies: 1}, "link type DLT 189"},
		{[]byte("text"), Scaling{Copies: 1}, "not a pcap"},
	} {
		path := save(t, tt.data)
		if _, err := Scale(t.Context(), path, io.Discard, tt.s); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%+v: got %v, want an error with %q and the file's name", tt.s, err, tt.want)
		}
	}
}

// A file appears when it is complete, and is compressed by its name.
func TestScaleFile(t *testing.T) {
	ip := ip4(alice4, bob4, layers.IPProtocolUDP)
	path := raw(t, frame(t, ip, udp(ip, 50000, 53)))
	dir := t.TempDir()
	for _, name := range []string{"a.pcap", "a.pcap.gz", "a.pcap.zst"} {
		to := filepath.Join(dir, name)
		done, err := ScaleFile(t.Context(), path, to, Scaling{Copies: 50})
		if err != nil {
			t.Fatal(err)
		}
		info, err := Info(t.Context(), to)
		if err != nil || info.Packets != 50 || info.Size != done.Size {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
	if _, err := ScaleFile(t.Context(), path, filepath.Join(dir, "bad"), Scaling{}); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(dir); len(left) != 3 {
		t.Errorf("left over: %v", left)
	}
	if _, err := ScaleFile(t.Context(), path, filepath.Join(dir, "none", "x"), Scaling{Copies: 1}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

func FuzzRewrite(f *testing.F) {
	for _, data := range kinds(f) {
		f.Add(uint8(layers.LinkTypeRaw), data)
		f.Add(uint8(layers.LinkTypeEthernet), append([]byte{12: 8, 13: 0}, data...))
	}
	f.Fuzz(func(t *testing.T, link uint8, data []byte) {
		r := newRewriter(layers.LinkType(link), 1, 300)
		changed := bytes.Clone(data)
		r.frame(changed)
		// Rewriting is its own inverse but for checksums, of which 0 and 0xffff are one.
		again := bytes.Clone(changed)
		r.frame(again)
		if len(again) != len(data) {
			t.Fatal("the length has changed")
		}
	})
}
