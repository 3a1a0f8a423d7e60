package input_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A plainTable does what a tracked stream does to a table, in the plainest way.
type plainTable struct {
	keys   []int // in order of insertion
	vals   map[int]int
	last   map[int]int // what the last reading had
	events []string
}

func (p *plainTable) read(lines [][2]int) {
	current := map[int]int{}
	for _, l := range lines {
		key, val := l[0], l[1]
		old, inLast := p.last[key]
		if _, again := current[key]; !inLast || again {
			p.events = append(p.events, fmt.Sprintf("Input::EVENT_NEW, %d, %d", key, val))
		} else if old != val {
			p.events = append(p.events, fmt.Sprintf("Input::EVENT_CHANGED, %d, %d", key, p.vals[key]))
		}
		current[key] = val
		if _, there := p.vals[key]; !there {
			p.keys = append(p.keys, key)
		}
		p.vals[key] = val
	}
	p.keys = slices.DeleteFunc(p.keys, func(key int) bool {
		_, kept := current[key]
		if !kept {
			p.events = append(p.events, fmt.Sprintf("Input::EVENT_REMOVED, %d, %d", key, p.vals[key]))
			delete(p.vals, key)
		}
		return !kept
	})
	p.last = current
	for _, key := range p.keys {
		p.events = append(p.events, fmt.Sprint("has ", key, " ", p.vals[key]))
	}
	p.events = append(p.events, "end")
}

// FuzzTable reads a file again and again with other lines, and compares events and table with
// those of a plainTable. Of the bytes that describe the readings 255 begins the next; each other
// one is a line of a small key and value.
func FuzzTable(f *testing.F) {
	for _, seed := range []string{
		"", "\x00\x01\x02", "\x00\x01\xff\x01\x00", "\x00\xff\x10\xff\x20", "\x00\x10\x00\xff\x00\xff\x10\x00",
		"\x01\x02\x03\xff\xff\x03\x02\x01", "\x01\x01\xff\x01\xff\x11\x01\x11\x21", "\x07\x06\x05\xff\x05\x06\x17\xff\x06",
	} {
		f.Add([]byte(seed))
	}
	const script = `
type Idx: record { k: int; };
type Val: record { v: int; };
global t: table[int] of int;
global readings = 0;
event line(d: Input::TableDescription, tpe: Input::Event, left: Idx, right: int) { print tpe, left$k, right; }
event Input::end_of_data(name: string, source: string) {
	for ( k, v in t )
		print fmt("has %d %d", k, v);
	print "end";
	if ( ++readings < ROUNDS ) {
		rename(cat(readings), "in");
		Input::force_update("in");
	}
}
event bro_init() {
	Input::add_table([$source="in", $name="in", $idx=Idx, $val=Val, $destination=t, $ev=line]);
}
`
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 500 {
			return
		}
		t.Chdir(t.TempDir())
		model := plainTable{vals: map[int]int{}}
		rounds := strings.Split(string(data), "\xff")
		for i, r := range rounds {
			text := "#fields\tk\tv\n"
			var lines [][2]int
			for _, b := range []byte(r) {
				lines = append(lines, [2]int{int(b & 15), int(b >> 4)})
				text += fmt.Sprintf("%d\t%d\n", b&15, b>>4)
			}
			name := "in"
			if i > 0 {
				name = fmt.Sprint(i)
			}
			writeFile(t, name, text)
			model.read(lines)
		}
		stdout, stderr := runBro(t, strings.Replace(script, "ROUNDS", fmt.Sprint(len(rounds)), 1))
		compareLines(t, "stdout", stdout, model.events, func(got, want string) bool { return got == want })
		compareLines(t, "stderr", stderr, nil, strings.Contains)
	})
}
