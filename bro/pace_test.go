package bro_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"testing"
	"time"

	"brig/bro"
)

// spread is a capture of empty frames at these times, in ms.
func spread(ms ...uint32) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 0xa1b2c3d4)
	b = le.AppendUint16(le.AppendUint16(b, 2), 4)
	for _, v := range []uint32{0, 0, 65535, 1} {
		b = le.AppendUint32(b, v)
	}
	for _, t := range ms {
		for _, v := range []uint32{t / 1000, t % 1000 * 1000, 0, 60} {
			b = le.AppendUint32(b, v)
		}
	}
	return b
}

func TestPseudoRealtime(t *testing.T) {
	for _, tt := range []struct {
		speed float64
		ms    []uint32
		least time.Duration
	}{
		{1, []uint32{1000, 1200, 1100, 1400}, 400 * time.Millisecond},
		{4, []uint32{1000, 1200, 1100, 1400}, 100 * time.Millisecond},
		{1000, []uint32{0, 100_000, 200_000}, 200 * time.Millisecond}, // would take minutes
	} {
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		o := start(ctx, t, bro.Config{Bare: true, Capture: "-", Stdin: bytes.NewReader(spread(tt.ms...)), PseudoRealtime: tt.speed})
		if o.err != nil || o.summary.Packets != int64(len(tt.ms)) {
			t.Errorf("speed %v: got %+v, %v", tt.speed, o.summary, o.err)
		}
		if took := time.Since(began); took < tt.least {
			t.Errorf("speed %v: took %v, want at least %v", tt.speed, took, tt.least)
		}
	}
}

// A run that waits for a packet can be interrupted.
func TestPseudoRealtimeInterrupted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	o := start(ctx, t, bro.Config{Bare: true, Capture: "-", Stdin: bytes.NewReader(spread(0, 3600_000)), PseudoRealtime: 1})
	if !errors.Is(o.err, context.DeadlineExceeded) {
		t.Errorf("got %v, want an interruption", o.err)
	}
}

func TestCaptureFromStandardInput(t *testing.T) {
	stored, err := os.ReadFile(site())
	if err != nil {
		t.Fatal(err)
	}
	cfg := bro.Config{Bare: true, Capture: "-", Scripts: []string{"base/protocols/conn"}, Stdin: bytes.NewReader(stored)}
	piped := files(t, mustRun(t, cfg).dir, ".log")
	cfg.Capture = site()
	if named := files(t, mustRun(t, cfg).dir, ".log"); piped["conn.log"] == "" || piped["conn.log"] != named["conn.log"] {
		t.Error("conn.log of standard input differs from that of the file")
	}
}
