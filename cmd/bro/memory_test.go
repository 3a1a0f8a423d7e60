package main

import (
	"runtime"
	"testing"
)

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		live uint64
		want int
	}{
		{0, 400}, {10 << 20, 400}, {64 << 20, 400}, {128 << 20, 200}, {256 << 20, 100}, {512 << 20, 50}, {64 << 30, 50},
	} {
		if got := percent(tt.live); got != tt.want {
			t.Errorf("percent(%d) = %d, want %d", tt.live, got, tt.want)
		}
	}
}

func TestAfterGC(t *testing.T) {
	calls := make(chan bool, 100)
	afterGC(func() { calls <- true })
	for range 3 {
		runtime.GC()
		<-calls
	}
	if live() == 0 {
		t.Error("nothing is in use")
	}
}
