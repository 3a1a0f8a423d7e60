package bro

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"testing"

	"brig/bro/packet"
)

// handshakes writes a capture of n TCP connections that are open and idle:
// SYN, SYN-ACK, ACK, from n/60000 hosts, all within a second.
func handshakes(n int) []byte {
	le, be := binary.LittleEndian, binary.BigEndian
	b := le.AppendUint32(nil, 0xa1b2c3d4)
	b = le.AppendUint16(le.AppendUint16(b, 2), 4)
	for _, v := range []uint32{0, 0, 65535, 101} {
		b = le.AppendUint32(b, v)
	}
	for i := range 3 * n {
		conn, step := i/3, i%3
		client, server := []byte{10, 0, byte(conn / 60000 >> 8), byte(conn / 60000)}, []byte{192, 0, 2, 1}
		sport, dport := uint16(1024+conn%60000), uint16(6667)
		seq, ack, flags := uint32(100), uint32(0), byte(packet.SYN)
		switch step {
		case 1:
			client, server, sport, dport = server, client, dport, sport
			seq, ack, flags = 500, 101, packet.SYN|packet.ACK
		case 2:
			seq, ack, flags = 101, 501, packet.ACK
		}
		for _, v := range []uint32{1_400_000_000, uint32(i), 40, 40} {
			b = le.AppendUint32(b, v)
		}
		b = append(b, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, packet.ProtoTCP, 0, 0)
		b = append(append(b, client...), server...)
		b = be.AppendUint16(be.AppendUint16(b, sport), dport)
		b = be.AppendUint32(be.AppendUint32(b, seq), ack)
		b = append(b, 0x50, flags, 0x10, 0, 0, 0, 0, 0)
	}
	return b
}

// idle takes n idle connections through an engine and gives the bytes each
// costs.
func idle(t testing.TB, cfg *Config, n int) int64 {
	t.Helper()
	file := handshakes(n)
	cfg.IgnoreChecksums, cfg.Dir = true, t.TempDir()
	e := newEngine(cfg.withDefaults())
	if err := e.load(); err != nil {
		t.Fatal(err)
	}
	in := e.in
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	if err := e.configure(); err != nil {
		t.Fatal(err)
	}
	in.Queue(in.Event("zeek_init"))
	if err := in.Drain(); err != nil {
		t.Fatal(err)
	}
	e.hookComponents()
	reader, err := packet.NewReader("idle", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err, captureErr := e.analyze(t.Context(), reader); err != nil || captureErr != nil {
		t.Fatal(err, captureErr)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if st := e.session.Stats(); st.Active != n {
		t.Fatalf("%d connections, want %d", st.Active, n)
	}
	runtime.KeepAlive(file)
	runtime.KeepAlive(reader)
	return int64(after.HeapAlloc-before.HeapAlloc) / int64(n)
}

// An open TCP connection that is idle costs less than 1 KB as long as no event
// has shown it to a script, which the default scripts want of none of them. One
// that scripts have seen costs what its records have fields.
func TestBytesPerIdleConnection(t *testing.T) {
	for _, tt := range []struct {
		name string
		cfg  *Config
		most int64
	}{
		{"no scripts", &Config{Bare: true}, 1024},
		{"default scripts", &Config{}, 1024},
		{"a script that sees it", &Config{Code: []string{"event connection_established(c: connection) { }"}}, 4096},
	} {
		each := idle(t, tt.cfg, 20000)
		t.Logf("%s: %d bytes per connection", tt.name, each)
		if each > tt.most {
			t.Errorf("%s: %d bytes per idle connection, want at most %d", tt.name, each, tt.most)
		}
	}
}
