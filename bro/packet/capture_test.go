package packet

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/klauspost/compress/zstd"
)

// pcapIn writes one 4-byte packet at 5.000000007 s in a byte order and unit.
func pcapIn(order binary.AppendByteOrder, magic uint32, subsecond uint32) []byte {
	b := order.AppendUint32(nil, magic)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 4)
	for _, v := range []uint32{0, 0, 65535, 101, 5, subsecond, 4, 60} {
		b = order.AppendUint32(b, v)
	}
	return append(b, "data"...)
}

func TestReaderFormats(t *testing.T) {
	le := pcapIn(binary.LittleEndian, 0xa1b2c3d4, 7)
	kuznetzov := slices.Concat(pcapIn(binary.LittleEndian, magicModified, 7)[:40], make([]byte, 8), []byte("data"))
	zipped := func(b []byte) []byte {
		var gz bytes.Buffer
		zw := gzip.NewWriter(&gz)
		zw.Write(b)
		zw.Close()
		return gz.Bytes()
	}
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var ng bytes.Buffer
	w, err := pcapgo.NewNgWriter(&ng, layers.LinkTypeRaw)
	if err != nil {
		t.Fatal(err)
	}
	ci := gopacket.CaptureInfo{Timestamp: time.Unix(5, 7), CaptureLength: 4, Length: 60}
	if err := w.WritePacket(ci, []byte("data")); err != nil {
		t.Fatal(err)
	}
	w.Flush()

	tests := []struct {
		name string
		file []byte
		time int64
	}{
		{"little endian, us", le, 5e9 + 7000},
		{"big endian, us", pcapIn(binary.BigEndian, 0xa1b2c3d4, 7), 5e9 + 7000},
		{"little endian, ns", pcapIn(binary.LittleEndian, 0xa1b23c4d, 7), 5e9 + 7},
		{"big endian, ns", pcapIn(binary.BigEndian, 0xa1b23c4d, 7), 5e9 + 7},
		{"Kuznetzov's", kuznetzov, 5e9 + 7000},
		{"gzip", zipped(le), 5e9 + 7000},
		{"gzip of several members", slices.Concat(zipped(le[:20]), zipped(nil), zipped(le[20:])), 5e9 + 7000},
		{"zstd of several frames", slices.Concat(enc.EncodeAll(le[:20], nil), enc.EncodeAll(le[20:], nil)), 5e9 + 7000},
		{"zstd", enc.EncodeAll(le, nil), 5e9 + 7000},
		{"pcapng", ng.Bytes(), 5e9 + 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := NewReader("x", bytes.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			var raw Raw
			if err := r.Next(&raw); err != nil {
				t.Fatal(err)
			}
			if raw.Time != tt.time || string(raw.Data) != "data" || raw.WireLen != 60 || raw.Link != LinkRaw && raw.Link != 12 {
				t.Errorf("got packet %d %q %d link %d, want %d \"data\" 60 link 101", raw.Time, raw.Data, raw.WireLen, raw.Link, tt.time)
			}
			for range 2 {
				if err := r.Next(&raw); err != io.EOF {
					t.Errorf("after the last packet: got %v, want EOF", err)
				}
			}
		})
	}
}

// Two sections, of which the second has two interfaces with other link types:
// each packet says its own.
func TestReaderMixedLinkTypes(t *testing.T) {
	var ng bytes.Buffer
	w, err := pcapgo.NewNgWriter(&ng, layers.LinkTypeEthernet)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.AddInterface(pcapgo.NgInterface{LinkType: layers.LinkTypeLinuxSLL})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, id, 0} {
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(1, 0), CaptureLength: 1, Length: 1, InterfaceIndex: i}
		if err := w.WritePacket(ci, []byte{0}); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	r, err := NewReader("x", &ng)
	if err != nil {
		t.Fatal(err)
	}
	var raw Raw
	for i, want := range []LinkType{LinkEthernet, LinkSLL, LinkEthernet} {
		if err := r.Next(&raw); err != nil {
			t.Fatal(err)
		}
		if raw.Link != want {
			t.Errorf("packet %d: got link type %d, want %d", i, raw.Link, want)
		}
	}
}

func TestReaderDamaged(t *testing.T) {
	frame := udpFrame(t, client, server, 1, 2, "x")
	whole := pcapFile(t, frame, frame, frame)
	record := len(frame) + 16
	bad := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(bad[24+record+8:], 1<<30) // a hostile length
	tests := []struct {
		name    string
		file    []byte
		packets uint64
		want    string
	}{
		{"cut in a packet", whole[:24+2*record+20], 2, "cut off at byte 196, after 2 whole packets"},
		{"cut in a record header", whole[:24+record+3], 1, "cut off at byte"},
		{"hostile length", bad, 1, "damaged at byte"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := NewReader("site.pcap", bytes.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			var raw Raw
			var n uint64
			for err = r.Next(&raw); err == nil; err = r.Next(&raw) {
				n++
			}
			var damaged *DamagedError
			if !errors.As(err, &damaged) {
				t.Fatalf("got %v, want a DamagedError", err)
			}
			if n != tt.packets || damaged.Packets != tt.packets {
				t.Errorf("got %d packets, error says %d, want %d", n, damaged.Packets, tt.packets)
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "site.pcap") {
				t.Errorf("got error %q, want the name and %q", err, tt.want)
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	if _, err := Open(filepath.Join(dir, "missing")); !errors.Is(err, os.ErrNotExist) || strings.Count(err.Error(), "missing") != 1 {
		t.Errorf("missing file: got %v", err)
	}
	for _, name := range []string{dir, write("text", []byte("hello, world")), write("empty", nil), write("short", []byte{0xd4, 0xc3})} {
		if _, err := Open(name); !errors.Is(err, ErrNotCapture) {
			t.Errorf("Open(%s): got %v, want ErrNotCapture", filepath.Base(name), err)
		}
	}
	r, err := Open(write("none.pcap", pcapFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var raw Raw
	if err := r.Next(&raw); !errors.Is(err, ErrNoPackets) {
		t.Errorf("capture without packets: got %v, want ErrNoPackets", err)
	}
}
