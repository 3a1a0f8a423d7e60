package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
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
	"github.com/klauspost/compress/zstd"
)

// pcap makes a capture of n packets a second apart: TCP, UDP, ICMP over IPv6,
// ARP, and again.
func pcap(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	mac := net.HardwareAddr{2, 0, 0, 0, 0, 1}
	v4 := &layers.IPv4{Version: 4, IHL: 5, TTL: 9, SrcIP: net.IP{192, 0, 2, 1}, DstIP: net.IP{192, 0, 2, 2}}
	v6 := &layers.IPv6{Version: 6, HopLimit: 9, SrcIP: net.ParseIP("2001:db8::1"), DstIP: net.ParseIP("2001:db8::2"), NextHeader: layers.IPProtocolICMPv6}
	for i := range n {
		eth := &layers.Ethernet{SrcMAC: mac, DstMAC: mac, EthernetType: layers.EthernetTypeIPv4}
		var stack []gopacket.SerializableLayer
		switch i % 4 {
		case 0:
			v4.Protocol = layers.IPProtocolTCP
			stack = []gopacket.SerializableLayer{eth, v4, gopacket.Payload("12345678901234567890")}
		case 1:
			v4.Protocol = layers.IPProtocolUDP
			eth.EthernetType = layers.EthernetTypeDot1Q
			stack = []gopacket.SerializableLayer{eth, &layers.Dot1Q{Type: layers.EthernetTypeIPv4}, v4, gopacket.Payload("12345678")}
		case 2:
			eth.EthernetType = layers.EthernetTypeIPv6
			stack = []gopacket.SerializableLayer{eth, v6, gopacket.Payload("12345678")}
		case 3:
			eth.EthernetType = layers.EthernetTypeARP
			stack = []gopacket.SerializableLayer{eth, gopacket.Payload("1234")}
		}
		buf := gopacket.NewSerializeBuffer()
		if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{}, stack...); err != nil {
			t.Fatal(err)
		}
		data := buf.Bytes()
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(1000+int64(i), 0), CaptureLength: len(data), Length: len(data) + 1}
		if err := w.WritePacket(ci, data); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func save(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pcap")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestInfo(t *testing.T) {
	plain := pcap(t, 401)
	var zipped, packed bytes.Buffer
	g := gzip.NewWriter(&zipped)
	g.Write(plain)
	g.Close()
	z, _ := zstd.NewWriter(&packed)
	z.Write(plain)
	z.Close()
	for name, data := range map[string][]byte{"plain": plain, "gzip": zipped.Bytes(), "zstd": packed.Bytes()} {
		c, err := Info(t.Context(), save(t, data))
		if err != nil {
			t.Fatal(err)
		}
		if c.Packets != 401 || c.Bytes != c.Captured+401 || c.LinkType != "EN10MB" || c.Size != int64(len(plain)) || Duration(c) != 400*time.Second {
			t.Errorf("%s: %+v", name, c)
		}
		var got []string
		for _, p := range c.Protocols {
			total := int64(0)
			for _, n := range p.Packets {
				total += n
			}
			got = append(got, p.Name)
			if want := map[string]int64{"TCP": 101, "UDP": 100, "ICMP": 100, "other": 100}[p.Name]; total != want {
				t.Errorf("%s: %d packets of %s, want %d", name, total, p.Name, want)
			}
		}
		if strings.Join(got, " ") != "ICMP TCP UDP other" {
			t.Errorf("%s: protocols %v", name, got)
		}
	}
}

func TestInfoErrors(t *testing.T) {
	whole := pcap(t, 3)
	for _, tt := range []struct {
		data []byte
		want string
	}{
		{nil, "not a pcap or pcapng capture"},
		{[]byte("GIF89a, this is not a capture at all"), `not a pcap or pcapng capture: it begins with "GIF8"`},
		{pcap(t, 0), "the capture holds no packets"},
		{whole[:30], "the capture holds no whole packet: after packet 0: "},
	} {
		path := save(t, tt.data)
		_, err := Info(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("error = %v, want one with %q and the file's name", err, tt.want)
		}
	}
	if _, err := Info(t.Context(), "/nonexistent.pcap"); !os.IsNotExist(err) && !strings.Contains(err.Error(), "no such file") {
		t.Errorf("error = %v", err)
	}
}

// A capture that is cut short or damaged is described as far as it goes.
func TestInfoTruncated(t *testing.T) {
	whole := pcap(t, 9)
	var zipped bytes.Buffer
	g := gzip.NewWriter(&zipped)
	g.Write(whole)
	g.Close()
	damaged := bytes.Clone(whole)
	damaged[24+8+3] = 0xff // the first packet has gigabytes
	for name, tt := range map[string]struct {
		data    []byte
		packets int64
	}{
		"cut":             {whole[:len(whole)-5], 8},
		"cut in a header": {whole[:len(whole)-len("1234")-14-3], 8},
		"cut gzip":        {zipped.Bytes()[:zipped.Len()-10], 1},
		"damaged gzip":    {append(zipped.Bytes()[:zipped.Len()-8:zipped.Len()-8], 0, 0, 0, 0, 0, 0, 0, 0), 9},
	} {
		c, err := Info(t.Context(), save(t, tt.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Truncated == "" || !strings.HasPrefix(c.Truncated, "after packet ") || c.Packets < tt.packets || c.Packets > 9 {
			t.Errorf("%s: truncated %q, %d packets", name, c.Truncated, c.Packets)
		}
	}
	if _, err := Info(t.Context(), save(t, damaged)); err == nil || !strings.Contains(err.Error(), "no whole packet") {
		t.Errorf("damaged at once: %v", err)
	}
	if _, err := Scale(t.Context(), save(t, whole[:len(whole)-5]), io.Discard, Scaling{Copies: 2}); err == nil || !strings.Contains(err.Error(), "after packet 8") {
		t.Errorf("scaling what is cut short: %v", err)
	}
}

func TestSizesAndTalkers(t *testing.T) {
	path := save(t, pcap(t, 401))
	c, err := Info(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, s := range c.Sizes {
		total += s.Packets
	}
	if total != 401 || c.Talkers != nil {
		t.Errorf("sizes %v, talkers %v", c.Sizes, c.Talkers)
	}
	if c, err = InfoTalkers(t.Context(), path, 3); err != nil {
		t.Fatal(err)
	}
	if len(c.Talkers) != 3 || c.Talkers[0].Address != "192.0.2.1" || c.Talkers[0].Packets != 201 {
		t.Errorf("talkers %v", c.Talkers)
	}
	many := talkers{}
	frame := make([]byte, 34)
	frame[12], frame[14] = 8, 0x45
	for i := range maxTalkers + 1000 {
		binary.BigEndian.PutUint32(frame[26:], uint32(i))
		copy(frame[30:], "\xc0\x00\x02\x09")
		many.count(layers.LinkTypeEthernet, frame, 60)
	}
	if top := many.top(1); len(many) > maxTalkers || top[0].Address != "192.0.2.9" || top[0].Packets != maxTalkers+1000 {
		t.Errorf("%d addresses are counted, the first is %v", len(many), top)
	}
}

func TestExpand(t *testing.T) {
	plain := pcap(t, 10)
	var packed bytes.Buffer
	z, _ := zstd.NewWriter(&packed)
	z.Write(plain)
	z.Close()
	dir := t.TempDir()
	path, digest, err := Expand(t.Context(), dir, "x", bytes.NewReader(packed.Bytes()), "")
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Equal(data, plain) {
		t.Error("the expanded capture differs")
	}
	if again, _, err := Expand(t.Context(), dir, "x", strings.NewReader("unused"), digest); err != nil || again != path {
		t.Errorf("a second time: %s, %v", again, err)
	}
	if err := os.WriteFile(path, []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Expand(t.Context(), dir, "x", bytes.NewReader(packed.Bytes()), digest); err != nil {
		t.Errorf("a file that was changed: %v", err)
	}
	wrong := strings.Repeat("0", 64)
	if _, _, err := Expand(t.Context(), dir, "x", bytes.NewReader(packed.Bytes()), wrong); err == nil || !strings.Contains(err.Error(), "the experiment names") {
		t.Errorf("another digest: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Expand(ctx, dir, "x", bytes.NewReader(packed.Bytes()), ""); err == nil {
		t.Error("expanded after cancelling")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func FuzzProtocol(f *testing.F) {
	f.Add([]byte{0x60, 0, 0, 0, 0, 8, 44, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, link := range []layers.LinkType{layers.LinkTypeEthernet, layers.LinkTypeRaw, layers.LinkTypeNull, layers.LinkTypeLinuxSLL} {
			protocol(link, data)
		}
	})
}
