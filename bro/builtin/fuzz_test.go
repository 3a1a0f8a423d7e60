package builtin_test

import (
	"io"
	"strings"
	"testing"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/resolve"
)

// touchesWorld are the builtins that a fuzzer must not call with any string.
var touchesWorld = map[string]bool{
	"system": true, "piped_exec": true, "open": true, "open_for_append": true, "mkdir": true, "rmdir": true,
	"unlink": true, "rename": true, "setenv": true, "lookup_hostname": true, "lookup_hostname_txt": true,
	"Reporter::fatal": true, "Reporter::fatal_error_with_core": true, "file_exists": true, "file_size": true,
	"sleep": true, "blocking_lookup_hostname": true, "rotate_file_by_name": true, "set_network_time": true,
	"fn_dump_mapping_info": true, "fn_set_file": true, "getenv": true,
}

// FuzzBuiltins calls every builtin of strings, counts, ints and patterns with
// arguments made of the fuzzer's data. None may panic.
func FuzzBuiltins(f *testing.F) {
	cfg, all := config(&builtin.Host{})
	prog, err := resolve.Load(cfg)
	if err != nil {
		f.Fatal(err)
	}
	in, err := interp.New(prog, all)
	if err != nil {
		f.Fatal(err)
	}
	in.Report = func(interp.Report) {}
	in.Stdout = io.Discard
	if err := in.Start(); err != nil {
		f.Fatal(err)
	}
	var funcs []*interp.Func
	for _, fn := range in.Funcs() {
		if fn.IsBuiltin() && !touchesWorld[fn.Name] && !strings.HasPrefix(fn.Name, "Option::") {
			funcs = append(funcs, fn)
		}
	}
	f.Add("%s %5.2d|%As%%", "a,b", uint64(3))
	f.Add("227 (1,2,3,4,5,6)", "|1|::1|x|", uint64(1)<<63)
	f.Add("%Y-%m-%d", "2011-09-12", uint64(0))
	f.Fuzz(func(t *testing.T, a, b string, n uint64) {
		if n > 1<<20 && n < 1<<40 {
			n %= 1 << 20 // do not make strings of gigabytes
		}
		pattern, _ := in.Call(in.Func("string_to_pattern"), interp.String(b), interp.Bool(true))
		for _, fn := range funcs {
			texts := []string{a, b}
			var args []interp.Value
			for _, p := range fn.Type().Sig.Params {
				switch p.Type.Kind {
				case resolve.String:
					args = append(args, interp.String(texts[len(args)%2]))
				case resolve.Count:
					args = append(args, interp.Count(n))
				case resolve.Int:
					args = append(args, interp.Int(int64(n)))
				case resolve.Bool:
					args = append(args, interp.Bool(n%2 == 0))
				case resolve.Double:
					args = append(args, interp.Double(float64(n)))
				case resolve.Time:
					args = append(args, interp.Time(float64(n)))
				case resolve.Pattern:
					args = append(args, pattern)
				case resolve.Any:
					args = append(args, interp.String(a))
				}
			}
			if len(args) != len(fn.Type().Sig.Params) || fn.Name == "exit" || fn.Name == "set_network_time" {
				continue
			}
			if fn.Type().Sig.VarArgs {
				args = append(args, interp.String(a), interp.String(b), interp.Count(n))
			}
			_, _ = in.Call(fn, args...)
		}
	})
}
