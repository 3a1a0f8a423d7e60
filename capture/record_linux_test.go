package capture

import (
	"bytes"
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRecord records on the loopback interface what it sends itself.
func TestRecord(t *testing.T) {
	to := filepath.Join(t.TempDir(), "lo.pcap.zst")
	conn, err := net.Dial("udp", "127.0.0.1:9")
	if err != nil {
		t.Skip("no loopback")
	}
	defer conn.Close()
	marker := []byte("recorded by a test of brig")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			conn.Write(marker)
			time.Sleep(5 * time.Millisecond)
		}
	}()
	done, err := RecordFile(ctx, to, Recording{Interface: "lo", Time: 20 * time.Second, Packets: 30})
	if err != nil && strings.Contains(err.Error(), "needs root") {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if done.Packets != 30 || done.Ended != "packets" || done.Dropped != 0 {
		t.Errorf("%+v", done)
	}
	seen := 0
	for _, b := range frames(t, to) {
		if bytes.Contains(b, marker) {
			if seen++; rightChecksums(b) == "" {
				t.Errorf("no whole packet: %x", b)
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d packets have what was sent", seen)
	}
	info, err := Info(t.Context(), to)
	if err != nil || info.Size != done.Size || time.Since(time.Unix(0, info.Last)) > time.Minute {
		t.Errorf("%+v, %v", info, err)
	}

	// The other ends, and short packets.
	if done, err = RecordFile(ctx, to, Recording{Interface: "lo", Time: 300 * time.Millisecond, Snap: 20}); err != nil || done.Ended != "time" || done.Duration > 5*time.Second {
		t.Errorf("time: %+v, %v", done, err)
	}
	for _, b := range frames(t, to) {
		if len(b) > 20 {
			t.Fatalf("a packet of %d bytes", len(b))
		}
	}
	if done, err = RecordFile(ctx, to, Recording{Interface: "lo", Size: 1000}); err != nil || done.Ended != "size" || done.Size < 1000 {
		t.Errorf("size: %+v, %v", done, err)
	}
	stopped, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	if done, err = RecordFile(stopped, to, Recording{Interface: "lo", Time: time.Hour}); err != nil || done.Ended != "stopped" {
		t.Errorf("stopped: %+v, %v", done, err)
	}
}

func TestRecordErrors(t *testing.T) {
	for _, tt := range []struct {
		r    Recording
		want string
	}{
		{Recording{Interface: "lo"}, "needs an end"},
		{Recording{Interface: "lo", Time: -1}, "must be positive"},
		{Recording{Interface: "nosuch0", Time: 1}, "nosuch0: there is no such interface"},
		{Recording{Interface: "lo", Size: MaxSize + 1}, "at most 1 TiB"},
	} {
		if _, err := Record(t.Context(), io.Discard, tt.r); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one with %q", tt.r, err, tt.want)
		}
	}
}
