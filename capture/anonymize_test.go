package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"

	"brig/pseudonym"
)

// frames reads all frames of a capture.
func frames(t testing.TB, path string) [][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := Decompress(f)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	s, err := open(plain)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for {
		data, _, err := s.ZeroCopyReadPacketData()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, bytes.Clone(data))
	}
}

// rightChecksums tells which checksums of a frame are right, by adding up
// everything anew: of the IPv4 header and of TCP, UDP or ICMP in a packet that is
// whole and unfragmented.
func rightChecksums(frame []byte) string {
	packet, ok := network(layers.LinkTypeEthernet, frame)
	if !ok || len(packet) < 20 {
		return ""
	}
	sum := func(b []byte, more uint32) bool {
		total := more
		for i := 0; i < len(b); i += 2 {
			if i+1 < len(b) {
				total += uint32(b[i])<<8 | uint32(b[i+1])
			} else {
				total += uint32(b[i]) << 8
			}
		}
		for total > 0xffff {
			total = total>>16 + total&0xffff
		}
		return total == 0xffff
	}
	var out string
	var body, pseudo []byte
	var proto byte
	if packet[0]>>4 == 4 {
		size, total := int(packet[0]&15)*4, int(binary.BigEndian.Uint16(packet[2:]))
		if total < size || total > len(packet) {
			return ""
		}
		out = fmt.Sprint("header ", sum(packet[:size], 0))
		if binary.BigEndian.Uint16(packet[6:])&0x3fff != 0 {
			return out
		}
		proto, body, pseudo = packet[9], packet[size:total], packet[12:20]
	} else {
		total := 40 + int(binary.BigEndian.Uint16(packet[4:]))
		if len(packet) < 40 || total > len(packet) {
			return ""
		}
		proto, body, pseudo = packet[6], packet[40:total], packet[8:40]
	}
	more := uint32(len(body)) + uint32(proto)
	for i := 0; i < len(pseudo); i += 2 {
		more += uint32(binary.BigEndian.Uint16(pseudo[i:]))
	}
	switch {
	case proto == 1:
		return out + fmt.Sprint(", body ", sum(body, 0))
	case proto == 17 && len(body) >= 8 && body[6] == 0 && body[7] == 0:
		return out + ", no sum"
	case proto == 6 || proto == 17 || proto == 58:
		return out + fmt.Sprint(", body ", sum(body, more))
	}
	return out
}

func anonymize(t testing.TB, path, payload string, key byte) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "out.pcap")
	a := Anonymizing{Pseudonyms: pseudonym.New(pseudonym.Key{key}), Payload: payload}
	if _, err := AnonymizeFile(t.Context(), path, to, a); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestAnonymize replaces the addresses of a recorded capture and looks for them
// in every byte of what comes out.
func TestAnonymize(t *testing.T) {
	const path = "../traces/site.pcap.zst"
	before := frames(t, path)
	p := pseudonym.New(pseudonym.Key{7})
	var secrets [][]byte
	seen := map[string]bool{}
	note := func(b []byte, same bool) {
		if !same && !seen[string(b)] {
			seen[string(b)] = true
			secrets = append(secrets, bytes.Clone(b))
		}
	}
	for _, b := range before {
		for _, m := range [][]byte{b[0:6], b[6:12]} {
			note(m, p.MAC([6]byte(m)) == [6]byte(m))
		}
		packet, ok := network(layers.LinkTypeEthernet, b)
		if !ok {
			continue
		}
		if packet[0]>>4 == 4 {
			for _, a := range [][]byte{packet[12:16], packet[16:20]} {
				note(a, p.IPv4([4]byte(a)) == [4]byte(a))
			}
		} else {
			for _, a := range [][]byte{packet[8:24], packet[24:40]} {
				note(a, p.IPv6([16]byte(a)) == [16]byte(a))
			}
		}
	}
	if len(secrets) < 40 {
		t.Fatalf("%d addresses to look for", len(secrets))
	}
	zeroed := anonymize(t, path, PayloadZero, 7)
	after := frames(t, zeroed)
	if len(after) != len(before) {
		t.Fatalf("%d packets, there were %d", len(after), len(before))
	}
	found, changed := 0, 0
	for i, b := range after {
		if len(b) != len(before[i]) {
			t.Fatalf("packet %d has %d bytes, had %d", i+1, len(b), len(before[i]))
		}
		if got, want := rightChecksums(b), rightChecksums(before[i]); got != want && changed < 5 {
			t.Errorf("packet %d: checksums: %s, were %s", i+1, got, want)
			changed++
		}
		for _, s := range secrets {
			// The sequence number of some packet may be an address by chance.
			if at := bytes.Index(b, s); at >= 0 && !(len(s) == 4 && at >= 36) {
				if found++; found < 5 {
					t.Errorf("packet %d: %x is left at %d: %x\nwas %x", i+1, s, at, b, before[i])
				}
			}
		}
	}
	// Addresses that shared a network share one still.
	a, b := netip.MustParseAddr("192.168.20.11").As4(), netip.MustParseAddr("192.168.20.12").As4()
	x, y := netip.AddrFrom4(p.IPv4(a)), netip.AddrFrom4(p.IPv4(b))
	if n, _ := x.Prefix(24); !n.Contains(y) || !x.IsPrivate() || x == y {
		t.Errorf("192.168.20.11 and .12 became %s and %s", x, y)
	}
	one, err := os.ReadFile(zeroed)
	if err != nil {
		t.Fatal(err)
	}
	if two, _ := os.ReadFile(anonymize(t, path, PayloadZero, 7)); !bytes.Equal(one, two) {
		t.Error("a second time there are other bytes")
	}
	if three, _ := os.ReadFile(anonymize(t, path, PayloadZero, 8)); bytes.Equal(one, three) {
		t.Error("another key makes no difference")
	}

	// Kept, payload stays and checksums hold; cut, it is gone.
	kept := frames(t, anonymize(t, path, PayloadKeep, 7))
	cut := frames(t, anonymize(t, path, PayloadCut, 7))
	longest := 0
	for i := range before {
		if got, want := rightChecksums(kept[i]), rightChecksums(before[i]); got != want {
			t.Fatalf("payload kept: packet %d: checksums: %s, were %s", i+1, got, want)
		}
		longest = max(longest, len(cut[i]))
	}
	if longest > 14+40+8+40+60+60 {
		t.Errorf("payload cut: a packet has %d bytes", longest)
	}
	text := func(all [][]byte) bool {
		for _, b := range all {
			if bytes.Contains(b, []byte("HTTP/1.1")) {
				return true
			}
		}
		return false
	}
	if !text(kept) || text(after) || text(cut) {
		t.Errorf("payload: kept %v, zeroed %v, cut %v", text(kept), text(after), text(cut))
	}
}

func TestAnonymizeErrors(t *testing.T) {
	a := Anonymizing{Pseudonyms: pseudonym.New(pseudonym.Key{}), Payload: PayloadZero}
	whole := pcap(t, 3)
	for _, tt := range []struct {
		data []byte
		want string
	}{
		{[]byte("GIF89a, no capture"), "not a pcap or pcapng capture"},
		{whole[:len(whole)-3], "after packet 2"},
		{pcap(t, 0), "holds no packets"},
		{append(bytes.Clone(whole[:20]), 105, 0, 0, 0), "link type DLT 105 are not understood"},
	} {
		to := filepath.Join(t.TempDir(), "out.pcap")
		if _, err := AnonymizeFile(t.Context(), save(t, tt.data), to, a); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want one with %q", err, tt.want)
		}
		if _, err := os.Stat(to); err == nil {
			t.Errorf("%s: a file is left", tt.want)
		}
	}
	a.Payload = "some"
	if _, err := Anonymize(context.Background(), save(t, whole), io.Discard, a); err == nil {
		t.Error("an unknown treatment of payload")
	}
}

// FuzzAnonymizeFrame shows that no frame makes it fail, that frames keep their
// size, and that with payload zeroed nothing is left of an Ethernet frame's payload that
// is not understood.
func FuzzAnonymizeFrame(f *testing.F) {
	for i, b := range frames(f, "../traces/site.pcap.zst") {
		if i%2000 == 0 {
			f.Add(b, uint8(1))
		}
	}
	f.Add([]byte("\x33\x33\xff\x01\x02\x03\x02\x00\x00\x00\x00\x01\x86\xdd\x60\x00\x00\x00\x00\x20\x3a\xff"+strings.Repeat("\xfe\x80", 16)+"\x87\x00\x00\x00\x00\x00\x00\x00"+strings.Repeat("\xfe\x80", 8)+"\x01\x01\x02\x00\x00\x00\x00\x01"), uint8(1))
	links := []layers.LinkType{layers.LinkTypeNull, layers.LinkTypeEthernet, layers.LinkTypeRaw, layers.LinkTypeLinuxSLL, linkSLL2, layers.LinkTypePPP}
	p := pseudonym.New(pseudonym.Key{1})
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		link := links[int(n)%len(links)]
		for _, payload := range []string{PayloadZero, PayloadKeep, PayloadCut} {
			a := &anonymizer{pseudonyms: p, payload: payload}
			out := a.frame(rewriter{link: link, anonymous: a}, bytes.Clone(b))
			if payload != PayloadCut && len(out) != len(b) || len(out) > len(b) {
				t.Fatalf("%d bytes of %d", len(out), len(b))
			}
			if payload == PayloadZero && link == layers.LinkTypeEthernet && len(b) > 14 {
				if typ := binary.BigEndian.Uint16(b[12:]); typ != 0x0800 && typ != 0x86dd && typ != 0x0806 && !isVLAN(b[12:]) {
					if rest := bytes.Trim(out[14:], "\x00"); len(rest) > 0 {
						t.Fatalf("type %04x: %x is left", typ, rest)
					}
				}
			}
		}
	})
}

func BenchmarkAnonymize(b *testing.B) {
	all := frames(b, "../traces/site.pcap.zst")
	a := &anonymizer{pseudonyms: pseudonym.New(pseudonym.Key{1}), payload: PayloadZero}
	r := rewriter{link: layers.LinkTypeEthernet, anonymous: a}
	i := 0
	for b.Loop() {
		a.frame(r, all[i%len(all)])
		i++
	}
}
