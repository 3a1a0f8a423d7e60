package analyzer

import (
	"testing"
)

func TestNeighborOptions(t *testing.T) {
	link := "\x01\x01macmac"
	prefix := "\x03\x04\x40\xc0\x00\x00\x00\x0a\x00\x00\x00\x05\x00\x00\x00\x00" + "\x20\x01" + string(make([]byte, 14))
	opts := neighborOptions([]byte(link + prefix + "\x05\x01\x00\x00\x00\x00\x05\xdc" + "\x63\x01other." + "\x63\x09not whole"))
	if len(opts) != 4 {
		t.Fatalf("got %d options, want the 4 that are whole: %+v", len(opts), opts)
	}
	if string(opts[0].LinkAddress) != "macmac" || opts[2].MTU != 1500 || string(opts[3].Payload) != "other." {
		t.Errorf("got %+v", opts)
	}
	if p := opts[1].Prefix; p == nil || p.Length != 64 || !p.OnLink || !p.Auto || p.Valid.Seconds() != 10 || p.Prefix.String() != "2001::" {
		t.Errorf("got prefix %+v", p)
	}
	if opts := neighborOptions([]byte(link + "\x01\x00macmac" + link)); len(opts) != 1 {
		t.Errorf("got %d options, want the one before an option of no length", len(opts))
	}
}

// FuzzNeighborOptions holds that options lie one behind the other.
func FuzzNeighborOptions(f *testing.F) {
	f.Add([]byte("\x01\x01macmac\x04\x02......datagram\x05\x01\x00\x00\x00\x00\x05\xdc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		for _, o := range neighborOptions(b) {
			n += 8 * int(o.Len)
		}
		if n > len(b) {
			t.Fatalf("options of %d bytes in %d", n, len(b))
		}
	})
}
