package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"brig/trace"
)

const capture = "traces/site.pcap.zst"

// record has an engine write a trace of its default scripts, and says what that
// cost it.
func record(dir, engine, brig string, copies, version, rounds int) (*recording, error) {
	pcap := dir + "/capture.pcap"
	if out, err := exec.Command(brig, "capture", "scale", capture, "-o", pcap, "--copies", fmt.Sprint(copies)).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("copying %s: %w: %s", capture, err, bytes.TrimSpace(out))
	}
	program, err := filepath.Abs(engine)
	if err != nil {
		return nil, err
	}
	t := &recording{file: dir + "/trace"}
	script := `fn_set_file("trace"); fn_trace_components(T); fn_trace_papi_time(T); fn_trace_packet_ts(T); fn_trace_add(/.*/);`
	if version == 1 {
		t.mapFile = dir + "/map"
		script = `fn_trace_use_lzf(T); fn_dump_mapping_info("map"); ` + script
	}
	var plain, traced []time.Duration
	for range rounds {
		took, err := analyse(dir, program, pcap)
		if err != nil {
			return nil, err
		}
		plain = append(plain, took)
		if took, err = analyse(dir, program, pcap, "-e", "event bro_init() { "+script+" }"); err != nil {
			return nil, err
		}
		traced = append(traced, took)
	}
	if err := t.count(); err != nil {
		return nil, err
	}
	size, err := os.Stat(t.file)
	if err != nil {
		return nil, err
	}
	with, without := slices.Min(traced), slices.Min(plain)
	fmt.Printf("version %d, a trace of %s on %d copies of %s: %.1f million entries of %.2f bytes\n",
		version, engine, copies, capture, float64(t.entries)/1e6, float64(size.Size())/float64(t.entries))
	fmt.Printf("  the engine took %v of processor time, and %v to trace as well: %.2f times as much, %.1f ns an entry\n",
		without.Round(1e7), with.Round(1e7), with.Seconds()/without.Seconds(), float64(with-without)/float64(t.entries))
	return t, os.Remove(pcap)
}

// analyse runs the engine on a capture and returns its processor time.
func analyse(dir, program, pcap string, args ...string) (time.Duration, error) {
	cmd := exec.Command(program, append([]string{"-C", "-r", pcap}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("running %v: %w: %s", cmd.Args, err, bytes.TrimSpace(out))
	}
	return processorTime(cmd), nil
}

// count counts the entries of the trace.
func (t *recording) count() error {
	f, err := os.Open(t.file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := trace.NewReader(f, trace.LittleEndian)
	if _, err := r.Map(); err != nil {
		return err
	}
	var b trace.Block
	for r.Next(&b) == nil {
		t.entries += int64(b.Entries)
	}
	return nil
}
