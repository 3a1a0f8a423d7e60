package traces_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/klauspost/compress/zstd"

	"brig/traces"
)

// maxStored keeps the repository and the brig program small.
const maxStored = 8 << 20

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func stored(t *testing.T) []byte {
	t.Helper()
	b, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func capture(t *testing.T) []byte {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(stored(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("decompressing %s: %v", traces.File, err)
	}
	return b
}

func TestStored(t *testing.T) {
	b := stored(t)
	if got := digest(b); got != traces.SHA256 {
		t.Errorf("sha256 of %s: got %s, want %s", traces.File, got, traces.SHA256)
	}
	if len(b) > maxStored {
		t.Errorf("size of %s: got %d bytes, want at most %d", traces.File, len(b), maxStored)
	}
}

func TestCapture(t *testing.T) {
	b := capture(t)
	if got := digest(b); got != traces.PcapSHA256 {
		t.Errorf("sha256 of the capture: got %s, want %s", got, traces.PcapSHA256)
	}
	if len(b) != traces.PcapSize {
		t.Errorf("size of the capture: got %d bytes, want %d", len(b), traces.PcapSize)
	}
}

// TestPackets reads the capture with a library that the project's own packet
// code does not share, and counts what the constants claim.
func TestPackets(t *testing.T) {
	r, err := pcapgo.NewReader(bytes.NewReader(capture(t)))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.LinkType(); got != layers.LinkTypeEthernet {
		t.Errorf("link type: got %v, want Ethernet", got)
	}
	type connection struct{ network, transport uint64 }
	var (
		packets, cut int
		last         time.Time
		back         time.Duration // the longest step back in time
		connections  = map[connection]bool{}
		networks     = map[gopacket.LayerType]int{}
	)
	for {
		data, info, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("reading packet %d: %v", packets+1, err)
		}
		packets++
		if packets == 1 {
			last = info.Timestamp
		}
		if info.CaptureLength != info.Length {
			cut++
		}
		back = max(back, last.Sub(info.Timestamp))
		last = info.Timestamp
		p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.NoCopy)
		n, x := p.NetworkLayer(), p.TransportLayer()
		if n == nil {
			continue
		}
		networks[n.LayerType()]++
		if x != nil {
			// FastHash is the same for both directions.
			connections[connection{n.NetworkFlow().FastHash(), x.TransportFlow().FastHash()}] = true
		}
	}
	if packets != traces.Packets {
		t.Errorf("packets: got %d, want %d", packets, traces.Packets)
	}
	if traces.Packets < 20_000 || traces.Connections < 500 {
		t.Errorf("got %d packets and %d connections, want at least 20000 and 500", traces.Packets, traces.Connections)
	}
	if cut > 0 {
		t.Errorf("packets cut by the snapshot length: got %d, want 0", cut)
	}
	// Two processors stamp packets before one queue puts them in order.
	if back > time.Millisecond {
		t.Errorf("a packet is older than the one before: got %v, want at most 1ms", back)
	}
	for _, v := range []gopacket.LayerType{layers.LayerTypeIPv4, layers.LayerTypeIPv6} {
		if networks[v] < 1000 {
			t.Errorf("%v packets: got %d, want at least 1000", v, networks[v])
		}
	}
	// The README's count is of another program, which opens a new connection
	// when ports are used again; address pairs alone cannot be more than that.
	if got := len(connections); got < 500 || got > traces.Connections {
		t.Errorf("pairs of addresses and ports: got %d, want 500 to %d", got, traces.Connections)
	}
}

func TestReadme(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{traces.SHA256, traces.PcapSHA256, strconv.Itoa(traces.PcapSize),
		"| all packets | " + strconv.Itoa(traces.Packets) + " |",
		" | " + strconv.Itoa(traces.Connections) + " |"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("README.md does not hold %q", want)
		}
	}
}
