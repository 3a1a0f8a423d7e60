package trace

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// samples are inputs of all sorts, from none to several thousand bytes.
func samples() [][]byte {
	rng := rand.New(rand.NewPCG(1, 1))
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	records := make([]byte, 0, 40_000)
	for i := range 1000 {
		records = append(records, 0x40, 1, 0, 0, byte(rng.IntN(9)), 0, 0, 0, byte(i), byte(i>>8), 3, 0, 0, 0, 0, 0)
	}
	return [][]byte{
		nil, {1}, []byte("abcdefg"), []byte("aaaaaaaa"),
		bytes.Repeat([]byte{0}, 9), bytes.Repeat([]byte{7}, 300), bytes.Repeat([]byte("abc"), 9000),
		noise, append(bytes.Clone(noise), noise...), records,
		append(bytes.Repeat([]byte{0}, 9000), noise[:33]...),
	}
}

func TestPackRoundTrip(t *testing.T) {
	var p packer
	for round := range 2 { // the second with a used table
		for i, src := range samples() {
			dst := make([]byte, len(src))
			n := p.pack(dst, src)
			if n == 0 {
				continue
			}
			if n >= len(src) {
				t.Errorf("round %d, sample %d: packed %d bytes into %d", round, i, len(src), n)
			}
			got := make([]byte, len(src))
			if err := expandLZF(got, dst[:n], len(got)); err != nil {
				t.Errorf("round %d, sample %d: %v", round, i, err)
			} else if !bytes.Equal(got, src) {
				t.Errorf("round %d, sample %d: the expansion differs", round, i)
			}
			if last := lastItem(dst[:n]); last >= lzfMaxLiteral {
				t.Errorf("round %d, sample %d: the last item is a reference", round, i)
			}
		}
	}
}

// lastItem returns the control byte of the last item of packed data.
func lastItem(src []byte) (control byte) {
	for i := 0; i < len(src); {
		control = src[i]
		switch {
		case control < lzfMaxLiteral:
			i += 2 + int(control)
		case control>>5 == 7:
			i += 3
		default:
			i += 2
		}
	}
	return control
}

func TestPackMakesSmaller(t *testing.T) {
	var p packer
	list := samples()
	for i, want := range map[int]int{5: 10, 6: 400, 9: 10_000} {
		dst := make([]byte, len(list[i]))
		if n := p.pack(dst, list[i]); n == 0 || n > want {
			t.Errorf("sample %d: packed %d bytes into %d, want at most %d", i, len(list[i]), n, want)
		}
	}
}

func TestPackTableWraps(t *testing.T) {
	src := bytes.Repeat([]byte("wrap around "), 100)
	p := packer{base: 1<<32 - 1000}
	dst := make([]byte, len(src))
	n := p.pack(dst, src)
	got := make([]byte, len(src))
	if err := expandLZF(got, dst[:n], len(got)); err != nil || !bytes.Equal(got, src) {
		t.Errorf("after the table's positions wrapped: %v, equal %v", err, bytes.Equal(got, src))
	}
	if p.base > 1<<20 {
		t.Errorf("base = %d, want it to begin anew", p.base)
	}
}

func TestExpand(t *testing.T) {
	long := strings.Repeat("a", 300)
	for _, test := range []struct {
		name, packed string // hex
		size         int
		want         string
		err          error
	}{
		{"literal", "02616263", 3, "abc", nil},
		{"short reference", "02616263 2002 00 64", 7, "abcabcd", nil},
		{"reference at the end of the block", "02616263 2002", 6, "abcabc", nil},
		{"overlap of one byte", "0061 e0ff00 e01a00", 300, long, nil},
		{"shortest long reference", "0061 e00000", 10, strings.Repeat("a", 10), nil},
		{"left over input", "02616263 026162", 3, "abc", nil},
		{"nothing", "", 0, "", nil},
		{"no input", "", 1, "", errLZFShort},
		{"literal run cut", "0461", 5, "", errLZFShort},
		{"reference cut", "0061 20", 4, "", errLZFShort},
		{"length cut", "0061 e0", 10, "", errLZFShort},
		{"distance cut", "0061 e001", 10, "", errLZFShort},
		{"before the start", "0061 2001", 4, "", errLZFDistance},
		{"reference as first item", "2000", 3, "", errLZFDistance},
		{"literal run too long", "02616263", 2, "", errLZFLong},
		{"reference too long", "0061 2000", 3, "", errLZFLong},
	} {
		src, err := hex.DecodeString(strings.ReplaceAll(test.packed, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]byte, test.size)
		err = expandLZF(dst, src, len(dst))
		if !errors.Is(err, test.err) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.err)
		} else if err == nil && string(dst) != test.want {
			t.Errorf("%s: got %q, want %q", test.name, dst, test.want)
		}
	}
}

// plainExpand is expandLZF by the letter: byte by byte.
func plainExpand(dst, src []byte) bool {
	o := 0
	next := func() int {
		if len(src) == 0 {
			return -1
		}
		b := src[0]
		src = src[1:]
		return int(b)
	}
	for o < len(dst) {
		c := next()
		if c < 0 {
			return false
		}
		if c < 32 {
			for range c + 1 {
				b := next()
				if b < 0 || o == len(dst) {
					return false
				}
				dst[o] = byte(b)
				o++
			}
			continue
		}
		n := c >> 5
		if n == 7 {
			more := next()
			if more < 0 {
				return false
			}
			n += more
		}
		low := next()
		if low < 0 {
			return false
		}
		from := o - (c&31)<<8 - low - 1
		for range n + 2 {
			if from < 0 || o == len(dst) {
				return false
			}
			dst[o] = dst[from]
			o++
			from++
		}
	}
	return true
}

// TestExpandItems expands items at random, some of them wrong, to far more than
// a window.
func TestExpandItems(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	bad := 0
	for round := range 300 {
		var src []byte
		size := 0
		wrong := rng.IntN(100_000)
		for target := rng.IntN(80_000); size < target; {
			distance, length := 1+rng.IntN(min(max(size, 1), lzfMaxDistance)), 3+rng.IntN(6)
			if rng.IntN(8) == 0 {
				distance = 1 + rng.IntN(min(size+1, 40))
			}
			if rng.IntN(4) == 0 {
				length += rng.IntN(1 + rng.IntN(lzfMaxMatch-8))
			}
			switch {
			case size == 0 || rng.IntN(3) == 0:
				length = 1
				if rng.IntN(9) == 0 {
					length += rng.IntN(lzfMaxLiteral)
				}
				src = append(src, byte(length-1))
				for range length {
					src = append(src, byte(rng.Uint32()))
				}
			case rng.IntN(wrong+1) == 0:
				distance = size + 1 // before the start
				fallthrough
			default:
				d := (distance - 1) & (lzfMaxDistance - 1)
				if length < 9 {
					src = append(src, byte((length-2)<<5|d>>8), byte(d))
				} else {
					src = append(src, byte(7<<5|d>>8), byte(length-9), byte(d))
				}
			}
			size += length
		}
		switch rng.IntN(3) {
		case 0:
			src = src[:len(src)-rng.IntN(min(len(src), 5)+1)]
		case 1:
			size = max(0, size-rng.IntN(4)+1)
		}
		got, want := make([]byte, size), make([]byte, size)
		err := expandLZF(got, src, len(got))
		ok := plainExpand(want, src)
		if (err == nil) != ok {
			t.Fatalf("round %d: error %v, by the letter ok is %v", round, err, ok)
		}
		if ok && !bytes.Equal(got, want) {
			t.Fatalf("round %d: the expansion differs", round)
		}
		if !ok {
			bad++
		}
	}
	if bad < 50 || bad > 250 {
		t.Errorf("%d of 300 cases are wrong: the test tests little", bad)
	}
}

func FuzzExpand(f *testing.F) {
	var p packer
	for _, src := range samples() {
		dst := make([]byte, len(src))
		f.Add(dst[:p.pack(dst, src)], len(src))
	}
	f.Add([]byte("\x00a\xe0\xff\x00"), 265)
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 0 || size > 1<<16 {
			return
		}
		got, want := make([]byte, size), make([]byte, size)
		err := expandLZF(got, src, len(got))
		ok := plainExpand(want, src)
		if (err == nil) != ok {
			t.Fatalf("error %v, by the letter ok is %v", err, ok)
		}
		if ok && !bytes.Equal(got, want) {
			t.Fatalf("got %x, want %x", got, want)
		}
	})
}

func FuzzPack(f *testing.F) {
	for _, src := range samples() {
		f.Add(src)
	}
	var p packer
	f.Fuzz(func(t *testing.T, src []byte) {
		dst := make([]byte, len(src))
		n := p.pack(dst, src)
		if n == 0 {
			return
		}
		got := make([]byte, len(src))
		if err := expandLZF(got, dst[:n], len(got)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, src) {
			t.Fatal("the expansion differs")
		}
	})
}

// TestAgainstLiblzf has the C library expand what we pack and pack what we
// expand. It goes through Python, since brig is built without C.
func TestAgainstLiblzf(t *testing.T) {
	const script = `
import ctypes, sys
lib = ctypes.CDLL("liblzf.so.1")
src = open(sys.argv[2], "rb").read()
size = int(sys.argv[4])
out = ctypes.create_string_buffer(size + 1)
f = lib.lzf_compress if sys.argv[1] == "pack" else lib.lzf_decompress
n = f(src, len(src), out, size)
open(sys.argv[3], "wb").write(out.raw[:n])
`
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	if err := exec.Command("python3", "-c", `import ctypes; ctypes.CDLL("liblzf.so.1")`).Run(); err != nil {
		t.Skip("liblzf.so.1 (Debian: liblzf1) is not installed")
	}
	dir := t.TempDir()
	library := func(what string, src []byte, size string) []byte {
		t.Helper()
		in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
		if err := os.WriteFile(in, src, 0o600); err != nil {
			t.Fatal(err)
		}
		if msg, err := exec.Command("python3", "-c", script, what, in, out, size).CombinedOutput(); err != nil {
			t.Fatalf("python3: %v\n%s", err, msg)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var p packer
	for i, src := range samples() {
		dst := make([]byte, len(src))
		if n := p.pack(dst, src); n > 0 {
			if got := library("expand", dst[:n], strconv.Itoa(len(src))); !bytes.Equal(got, src) {
				t.Errorf("sample %d: liblzf expands our data to %d bytes, want our %d", i, len(got), len(src))
			}
		}
		if len(src) < 8 {
			continue
		}
		packed := library("pack", src, strconv.Itoa(len(src)-1))
		if len(packed) == 0 {
			continue // not smaller
		}
		got := make([]byte, len(src))
		if err := expandLZF(got, packed, len(got)); err != nil {
			t.Errorf("sample %d: expanding what liblzf packed: %v", i, err)
		} else if !bytes.Equal(got, src) {
			t.Errorf("sample %d: we expand what liblzf packed to something else", i)
		}
	}
}
