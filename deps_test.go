package brig_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "brig"

// policy says which packages of this module each package may import. It
// states what the design wants: when a build breaks it, the build is wrong. To
// change it, make a commit that says why. A package that is not listed fails.
var policy = map[string]string{
	".": "",

	// Leaves.
	"pseudonym":   "",
	"result":      "",
	"trace":       "",
	"stats":       "",
	"web":         "",
	"traces":      "",
	"published":   "",
	"images":      "",
	"bro/syntax":  "",
	"bro/pattern": "",
	"bro/packet":  "",
	"bro/scripts": "",

	"trace/tracetext":       "trace",
	"bro/syntax/syntaxtest": "",

	"decoder": "result trace",
	"probe":   "result",
	"compare": "result stats",
	"privacy": "pseudonym result",
	"doctor":  "result",
	"bundle":  "result",
	"capture": "pseudonym result",

	// Zeek's profiles have the forms of a trace's.
	"zeekprofile": "decoder result",

	// The engine.
	"bro/resolve":  "bro/pattern bro/syntax",
	"bro/interp":   "bro/pattern bro/resolve bro/syntax",
	"bro/builtin":  "bro/interp bro/pattern bro/resolve",
	"bro/analyzer": "bro/files bro/packet",
	"bro/files":    "bro/packet",
	"bro/x509":     "",
	"bro/input":    "bro/interp bro/pattern bro/resolve",
	"bro/logs":     "bro/interp bro/resolve",
	"bro/tracer":   "trace",
	"bro": "bro/analyzer bro/builtin bro/files bro/input bro/interp bro/logs bro/packet bro/pattern " +
		"bro/resolve bro/scripts bro/syntax bro/tracer bro/x509",

	// A trial's estimates are worked out where they are compared.
	"orchestrator":           "bundle capture compare images result",
	"orchestrator/container": "orchestrator",
	"orchestrator/process":   "orchestrator",

	"server/store":           "result",
	"server/store/storetest": "result server/store",
	"server/store/mongo":     "result server/store",
	"server/store/sqlite":    "result server/store",
	"server":                 "bundle compare result server/store",

	"cmd/bro":        "bro",
	"cmd/brig-probe": "decoder probe result trace zeekprofile",
	"cmd/brig": "bundle capture compare decoder doctor images orchestrator orchestrator/container " +
		"orchestrator/process privacy probe pseudonym published result server server/store server/store/sqlite " +
		"server/store/mongo trace trace/tracetext traces web zeekprofile",
}

// external says which packages may import which third-party modules. A module
// that is not listed may be imported by none.
var external = map[string]string{
	"github.com/aclements/go-moremath":       "stats",
	"github.com/containerd/errdefs":          "orchestrator/container",
	"github.com/docker/docker":               "orchestrator/container",
	"github.com/google/go-containerregistry": "images",
	"github.com/google/renameio":             "bro bundle capture cmd/brig cmd/brig-probe orchestrator",
	"github.com/google/uuid":                 "cmd/brig cmd/brig-probe orchestrator probe",
	"github.com/gopacket/gopacket":           "bro/packet capture",
	"github.com/klauspost/compress":          "bro/packet bro/analyzer bundle capture privacy trace",
	"github.com/labstack/echo":               "server",
	"github.com/opencontainers/image-spec":   "images",
	"github.com/pelletier/go-toml":           "images orchestrator",
	"github.com/rogpeppe/go-internal":        "bro/syntax/syntaxtest",
	"github.com/schollz/progressbar":         "cmd/brig",
	"github.com/shirou/gopsutil":             "probe",
	"github.com/spf13/cobra":                 "cmd/brig cmd/brig-probe cmd/bro",
	"github.com/spf13/pflag":                 "cmd/brig-probe cmd/bro",
	"go.mongodb.org/mongo-driver":            "server/store/mongo",
	"golang.org/x/crypto":                    "bundle",
	"golang.org/x/sys":                       "bro bro/tracer capture cmd/brig-probe doctor orchestrator/process probe",
	"golang.org/x/term":                      "cmd/brig cmd/brig-probe",
	"modernc.org/sqlite":                     "server/store/sqlite",
}

// A source is a non-test Go file and the folder of its package.
type source struct {
	pkg, file string
	ast       *ast.File
}

// sources parses the module's own files, those for other systems too. It asks
// no "go list", so that the test cache sees every file the test depends on.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (slices.Contains([]string{"testdata", "node_modules", "results", "bin"}, base) || base[0] == '.' || base[0] == '_') {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		if f.Name.Name == "main" && !strings.HasPrefix(filepath.ToSlash(name), "cmd/") {
			return nil // a generator
		}
		out = append(out, source{path.Dir(filepath.ToSlash(name)), name, f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, src := range sources(t) {
		allowed, ok := policy[src.pkg]
		if !ok && !seen[src.pkg] {
			t.Errorf("%s: not in policy; say what it may import", src.pkg)
		}
		seen[src.pkg] = true
		for _, spec := range src.ast.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			dep, local := strings.CutPrefix(imp, module+"/")
			host, _, _ := strings.Cut(imp, "/")
			switch {
			case local && !slices.Contains(strings.Fields(allowed), dep):
				t.Errorf("%s: imports %s; policy allows [%s]", src.file, dep, allowed)
			case !local && strings.Contains(host, ".") && !externalOK(src.pkg, imp):
				t.Errorf("%s: imports %s; external does not allow it", src.file, imp)
			}
		}
	}
	for pkg := range policy {
		if !seen[pkg] {
			t.Errorf("policy lists %s, which does not exist", pkg)
		}
	}
}

func externalOK(pkg, imp string) bool {
	for mod, users := range external {
		if (imp == mod || strings.HasPrefix(imp, mod+"/")) && slices.Contains(strings.Fields(users), pkg) {
			return true
		}
	}
	return false
}

func TestPackages(t *testing.T) {
	vague := strings.Fields("util utils common helper helpers misc shared types models base lib core")
	documented := map[string]bool{}
	for _, src := range sources(t) {
		documented[src.pkg] = documented[src.pkg] || src.ast.Doc != nil
		if slices.Contains(vague, path.Base(src.pkg)) {
			t.Errorf("%s: %q does not say what the package is for", src.file, path.Base(src.pkg))
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s: no package comment", pkg)
		}
	}
}

// TestLinked checks that what goes into every image stays small: neither the
// server nor a database or Docker client may be linked into it.
func TestLinked(t *testing.T) {
	for _, program := range []string{"./cmd/bro", "./cmd/brig-probe"} {
		out, err := exec.Command("go", "list", "-deps", program).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", program, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			for _, unwanted := range []string{"brig/server", "github.com/docker", "go.mongodb.org", "modernc.org", "github.com/labstack"} {
				if strings.HasPrefix(dep, unwanted) {
					t.Errorf("%s links %s", program, dep)
				}
			}
		}
	}
}
