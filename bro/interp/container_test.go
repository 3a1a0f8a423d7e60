package interp_test

import (
	"runtime"
	"testing"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A record holds its fields, whatever their number, and keeps what they refer to.
func TestRecord(t *testing.T) {
	for n := range 70 {
		typ := &resolve.Type{Kind: resolve.Record}
		for i := range n {
			typ.Fields = append(typ.Fields, &resolve.Field{Name: string(rune('A' + i)), Index: i, Type: resolve.StringType})
		}
		r := interp.NewRecord(typ)
		for i := range n {
			if r.At(i).IsSet() {
				t.Fatalf("field %d of %d is set", i, n)
			}
			r.SetAt(i, interp.String(string([]byte{byte(i), 'x'})))
		}
		runtime.GC()
		if r.Type() != typ {
			t.Fatalf("a record of %d fields has type %v", n, r.Type())
		}
		for i := range n {
			if got := r.At(i).Str(); got[0] != byte(i) || got[1] != 'x' {
				t.Fatalf("field %d of %d is %q", i, n, got)
			}
		}
		for _, i := range []int{-1, n} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("a record of %d fields has field %d", n, i)
					}
				}()
				r.At(i)
			}()
		}
	}
}
