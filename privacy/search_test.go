package privacy

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"brig/pseudonym"
)

// A secret is a planted value. What must not get out is its core: the value
// without what everybody's has.
type secret struct{ kind, text, core string }

// A planter draws secrets.
type planter struct{ *rand.Rand }

func (p planter) word(n int) string {
	const syllables = "babodifugakiloMunepuraSitovuxyzequ"
	b := make([]byte, 0, 2*n)
	for range n {
		i := 2 * p.IntN(len(syllables)/2)
		b = append(b, strings.ToLower(syllables[i:i+2])...)
	}
	return string(b)
}

func (p planter) pick(of ...string) string { return of[p.IntN(len(of))] }

func (p planter) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(p.IntN(256))
	}
	return b
}

func (p planter) secret() secret {
	switch p.IntN(14) {
	case 0, 1:
		a := netip.AddrFrom4([4]byte{byte(p.pick("\n", "\xac", "\xc0", "\x08", "\x5d", "\xc6", "\x64")[0]), byte(1 + p.IntN(250)), byte(p.IntN(256)), byte(1 + p.IntN(250))})
		return secret{KindIPv4, a.String(), a.String()}
	case 2, 3:
		b := p.bytes(16)
		copy(b, p.pick("\x20\x01\x0d\xb8", "\xfe\x80\x00\x00\x00\x00\x00\x00", "\xfd", "\x2a\x02", "\x26\x07"))
		if p.IntN(2) == 0 {
			clear(b[5:13])
		}
		b[15] |= 1
		a := netip.AddrFrom16([16]byte(b)).String()
		if p.IntN(3) == 0 {
			a = netip.AddrFrom16([16]byte(b)).StringExpanded()
		}
		return secret{KindIPv6, a, a}
	case 4, 5:
		b := p.bytes(6)
		b[0] = b[0]&^1 | 4
		h := hex.EncodeToString(b)
		pairs := regexp.MustCompile("..").FindAllString(h, -1)
		text := p.pick(strings.Join(pairs, ":"), strings.Join(pairs, "-"), strings.ToUpper(strings.Join(pairs, ":")), h[:4]+"."+h[4:8]+"."+h[8:], "enx"+h)
		return secret{KindMAC, text, strings.TrimPrefix(text, "enx")}
	case 6:
		name := p.word(3) + p.pick("-laptop", "-srv", "01", "")
		return secret{KindEmail, name + "@" + p.word(3) + p.pick(".example.org", ".com", ".ac.uk"), name + "@"}
	case 7, 8:
		name := p.word(3) + p.pick("", "_x", "7", ".q")
		return secret{KindHome, p.pick("/home/", "/Users/", "/usr/home/", "/export/home/", `C:\Users\`, "/var/mail/", "/run/media/") + name, name}
	case 9:
		b := p.bytes(16)
		b[6] = b[6]&0xf | 0x40
		text := fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
		if p.IntN(3) == 0 {
			text = strings.ToUpper(text)
		}
		return secret{KindUUID, text, text}
	case 10:
		return secret{KindHost, p.word(3) + p.pick(".local", ".lan", ".corp", ".internal", ".home.arpa"), ""}
	case 11:
		serial := strings.ToUpper(p.word(2)) + fmt.Sprint(10000+p.IntN(80000))
		return secret{KindSerial, p.pick("S/N: ", "serial number ", "Serial=", "/dev/disk/by-id/", "Service Tag: ") + serial, serial}
	case 12:
		return secret{KindHost, p.pick("https://", "ssh://git@", "ftp://") + p.word(4) + ".example.net/x", ""}
	default:
		return secret{KindUser, p.pick("USER=", "username=", "login=", "SUDO_USER=", `"user": "`) + p.word(4), ""}
	}
}

// knownSecret is a name that only the machine's own list gives away.
func (p planter) known(names Names) secret {
	kind := p.pick(KindHost, KindUser, KindSerial)
	name := p.word(4) + p.pick("", "-7", "_b")
	names.Add(kind, name)
	if p.IntN(3) == 0 {
		name = strings.ToUpper(name)
	}
	return secret{kind, name, name}
}

// shapes are the forms in which a secret is planted: a file's name and its text.
// The file's name is unique by n.
var shapes = []struct {
	name  string
	plant func(p planter, n int, s string) (file, text string)
}{
	{"value", func(p planter, n int, s string) (string, string) { return js(n, map[string]any{"note": s}) }},
	{"nested", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"a": []any{1, map[string]any{"b": []any{"x", s}}}})
	}},
	{"key", func(p planter, n int, s string) (string, string) { return js(n, map[string]any{s: 1}) }},
	{"nested key", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"by": map[string]any{s: map[string]any{"n": 5}}})
	}},
	{"sentence", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"note": "seen on " + s + ", twice."})
	}},
	{"quoted", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"note": "it said '" + s + "' (" + s + ")"})
	}},
	{"argument", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"command": []any{"bro", "-i", "--x=" + s, s}})
	}},
	{"list in a string", func(p planter, n int, s string) (string, string) { return js(n, map[string]any{"a": "1;" + s + ";2"}) }},
	{"query", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"u": "https://zeek.org/?q=" + url.QueryEscape(s) + "&x=1"})
	}},
	{"percent of all", func(p planter, n int, s string) (string, string) {
		var b strings.Builder
		for i := range len(s) {
			fmt.Fprintf(&b, "%%%02x", s[i])
		}
		return js(n, map[string]any{"u": "/x/" + b.String()})
	}},
	{"JSON in a string", func(p planter, n int, s string) (string, string) {
		_, inner := js(n, map[string]any{"deep": []any{s}})
		return js(n, map[string]any{"text": inner})
	}},
	{"JSON in JSON in a string", func(p planter, n int, s string) (string, string) {
		_, inner := js(n, map[string]any{"deep": s})
		_, inner = js(n, map[string]any{"deeper": inner})
		return js(n, map[string]any{"text": inner})
	}},
	{"escaped characters", func(p planter, n int, s string) (string, string) {
		var b strings.Builder
		for _, c := range s {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
		return fmt.Sprintf("doc%d.json", n), `{"note": "` + b.String() + `", "twice": "` + strings.ReplaceAll(b.String(), `\`, `\\`) + `"}`
	}},
	{"base64", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"blob": base64.StdEncoding.EncodeToString([]byte("it is " + s + " here"))})
	}},
	{"base64 of a URL", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"blob": "x=" + base64.RawURLEncoding.EncodeToString([]byte("it is "+s+"; here???"))})
	}},
	{"hexadecimal", func(p planter, n int, s string) (string, string) {
		return js(n, map[string]any{"blob": hex.EncodeToString([]byte("it is " + s + " here"))})
	}},
	{"TOML", func(p planter, n int, s string) (string, string) {
		return fmt.Sprintf("doc%d.toml", n), "name = \"x\"\ntitle = '''" + s + "'''\n"
	}},
	{"comment", func(p planter, n int, s string) (string, string) {
		return fmt.Sprintf("doc%d.toml", n), "# made on " + s + "\nname = \"x\"\n"
	}},
	{"log", func(p planter, n int, s string) (string, string) {
		return fmt.Sprintf("doc%d.log", n), "#fields\tts\tnote\n1.5\t" + s + "\n"
	}},
	{"table", func(p planter, n int, s string) (string, string) {
		return fmt.Sprintf("doc%d.csv", n), "a,b\n1," + s + "\n"
	}},
	{"compressed", func(p planter, n int, s string) (string, string) {
		return fmt.Sprintf("doc%d.json", n), "" // filled in by plantAll
	}},
}

func js(n int, v any) (string, string) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("doc%d.json", n), string(text)
}

// TestPlanted plants secrets of each kind in each shape. None may be let through
// by Find, and none may be left by Scrub.
func TestPlanted(t *testing.T) {
	p := planter{rand.New(rand.NewPCG(2013, 8))}
	names := Names{}
	type plant struct {
		secret
		shape, file string
	}
	files := map[string][]byte{}
	var plants []plant
	for round := range 40 {
		for i, shape := range shapes {
			s := p.secret()
			if round%5 == 0 {
				s = p.known(names)
			}
			if s.core == "" {
				_, s.core, _ = strings.Cut(s.text, "=")
				if s.kind == KindHost {
					s.core = strings.TrimSuffix(s.text[strings.LastIndexAny(s.text, "@/")+1:], "/x")
					if rest, ok := strings.CutSuffix(s.text, "/x"); ok {
						s.core = rest[strings.LastIndexAny(rest, "@/")+1:]
					}
				} else if s.core == "" {
					s.core = s.text[strings.LastIndexByte(s.text, '"')+1:]
				}
			}
			file, text := shape.plant(p, len(plants), s.text)
			if shape.name == "compressed" {
				var b bytes.Buffer
				z := gzip.NewWriter(&b)
				fmt.Fprintf(z, `{"x": %q}`, s.text)
				z.Close()
				text = b.String()
			}
			files[file] = []byte(text)
			plants = append(plants, plant{s, shape.name, file})
			_ = i
		}
	}
	search := Search{Names: names}
	found := map[string][]Finding{}
	for _, f := range search.Find(files) {
		found[f.Document] = append(found[f.Document], f)
	}
	missed := 0
	for _, pl := range plants {
		ok := false
		for _, f := range found[pl.file] {
			ok = ok || strings.Contains(strings.ToLower(f.Value), strings.ToLower(strings.Trim(pl.core, ".@")))
		}
		if !ok {
			missed++
			t.Errorf("%s %q as %s in %s was let through: %v", pl.kind, pl.text, pl.shape, files[pl.file], found[pl.file])
		}
	}
	t.Logf("%d secrets in %d shapes, %d let through", len(plants), len(shapes), missed)

	for _, pl := range plants {
		if pl.shape == "compressed" {
			if _, _, err := search.Scrub(map[string][]byte{pl.file: files[pl.file]}, pseudonym.New(pseudonym.Key{7}), nil); err == nil {
				t.Errorf("%s: a compressed document with %s was scrubbed", pl.file, pl.text)
			}
			delete(files, pl.file)
		}
	}
	scrubbed, _, err := search.Scrub(files, pseudonym.New(pseudonym.Key{7}), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, pl := range plants {
		text := strings.ToLower(plain(string(scrubbed[pl.file])))
		if core := strings.ToLower(pl.core); strings.Contains(text, core) {
			t.Errorf("%s %q as %s is left in %s", pl.kind, pl.text, pl.shape, scrubbed[pl.file])
		}
	}
	again, _, err := search.Scrub(files, pseudonym.New(pseudonym.Key{7}), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range scrubbed {
		if !bytes.Equal(scrubbed[name], again[name]) {
			t.Errorf("%s: scrubbed twice, two texts", name)
		}
		if strings.HasSuffix(name, ".json") && !json.Valid(scrubbed[name]) {
			t.Errorf("%s is no JSON any more: %s", name, scrubbed[name])
		}
	}
}

// plain appends to a text what is encoded in it, told apart from the search's own
// code.
func plain(text string) string {
	out := text
	for range 3 {
		if s, err := url.PathUnescape(text); err == nil {
			text = s
		}
		text = unescape(strings.ReplaceAll(text, `\\`, `\`))
		out += text
		text = strings.ReplaceAll(text, `\"`, `"`)
	}
	for _, word := range regexp.MustCompile(`[A-Za-z0-9+/_=-]{8,}`).FindAllString(out, -1) {
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			if b, err := e.DecodeString(word); err == nil {
				out += string(b)
			}
		}
		if b, err := hex.DecodeString(word); err == nil {
			out += string(b)
		}
	}
	return out
}

// What nobody need hide.
var innocent = strings.Split(`1.10.3
6.1.0-18
v1.2.3.4
go1.26.8
1.3.6.1.2.1.1.1.0
127.0.0.1
0.0.0.0/0
255.255.255.0
224.0.0.251
::1
ff02::1
HTTP::Info
Site::local_nets
base/protocols/http/main.bro
Conn::LOG
a::b
DCE_RPC::binding
FTP::default_capture
12:34:56
2026-11-22T07:46:58.166383118Z
08e0c79a7a446c55979e8cff378d47c3915f8178d4e2e699103f1ee115dbb8e4
sha256:08e0c79a7a446c55979e8cff378d47c3915f8178d4e2e699103f1ee115dbb8e4
aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd
ff:ff:ff:ff:ff:ff
01:00:5e:00:00:fb
connection_skip_ratio = 0.35
/bin/bro -r /capture -s 20130808 --summary summary.json ../in/trial.bro
/usr/share/zoneinfo
/root/brig
/home/vagrant/brig
~/go/bin
redef Site::local_nets += { };
user time
the user: whoever runs it
host: addr, password: string
serial number unknown
net.ipv4.conf.all.forwarding
pkg@v1.2.3
@load base/frameworks/notice
a@b
https://zeek.org/x
https://github.com/cubic1271/pybrig
conn.log
site.pcap.zst
site/local.bro
x.local_nets
scripts/load-07
AMD EPYC
Intel(R) Xeon(R) CPU @ 2.60GHz
fq_codel
load 0.52, 0.40, 0.31
00000000-0000-0000-0000-000000000000
1 2 3 4
100%
50% of 20%
[a, b]
{"x": [1, 2]}
median of 5 runs
T:20 U:30 S:1.5
udp:53
localhost:8100
http://127.0.0.1:8100/ui/
http://localhost/
root
vm.lowmem_reserve_ratio
no user
a-b-c-d-e-f
60-00
dead:beef`, "\n")

func TestInnocent(t *testing.T) {
	search := Search{}
	for _, text := range innocent {
		_, doc := js(1, map[string]any{"note": text, "sha256": "x"})
		for _, f := range search.Find(map[string][]byte{"a.json": []byte(doc), "b.txt": []byte(text + "\n")}) {
			t.Errorf("%q: false alarm: %s %q", text, f.Kind, f.Value)
		}
	}
}

// TestFalseAlarms searches what ships with brig, its script library and the
// documents of its published benchmarks, where nobody's secrets are.
func TestFalseAlarms(t *testing.T) {
	search := Search{Names: Names{"planted-host": KindHost, "zoequinn": KindUser}}
	lines := 0
	files := map[string][]byte{}
	err := filepath.WalkDir("../bro/scripts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".bro" || strings.Contains(name, "testdata") {
			return err
		}
		text, err := os.ReadFile(name)
		lines += bytes.Count(text, []byte("\n"))
		files[filepath.ToSlash(name)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	alarms := search.Find(files)
	for _, f := range alarms {
		t.Logf("%s %s: %s %q %s", f.Document, f.Key, f.Kind, f.Value, f.Via)
	}
	t.Logf("script library: %d lines, %d alarms: %.2f in a thousand lines", lines, len(alarms), 1000*float64(len(alarms))/float64(lines))
	if 1000*len(alarms) > 5*lines {
		t.Errorf("%d alarms in %d lines", len(alarms), lines)
	}
	bundles, _ := filepath.Glob("../published/*.tar.zst")
	for _, name := range bundles {
		docs := untar(t, name)
		strings := 0
		for _, data := range docs {
			walkJSON(data, func(*jsonText, string, bool) (string, bool) { strings++; return "", false })
		}
		alarms := search.Find(docs)
		for _, f := range alarms {
			t.Errorf("%s: %s %s: %s %q", name, f.Document, f.Key, f.Kind, f.Value)
		}
		t.Logf("%s: %d documents, %d strings, %d alarms", name, len(docs), strings, len(alarms))
	}
	if len(bundles) == 0 {
		t.Error("no published bundle to search")
	}
}

func untar(t *testing.T, name string) map[string][]byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

func TestScrubKeepsStructure(t *testing.T) {
	const id, other = "01234567-89ab-4def-8123-456789abcdef", "11234567-89ab-4def-8123-456789abcdef"
	experiment := []byte("name = \"x\"\nfile = \"/home/zoequinn/site.pcap\"\n")
	files := map[string][]byte{
		"experiment.toml": experiment,
		"benchmark.json": []byte(`{"uuid":"` + id + `","schema":1,"experiment_sha256":"` + sum(experiment) + `","capture_sha256":"` + sum([]byte("c")) +
			`", "seed": 1.50,"a":"10.1.2.3","b":"10.1.2.99/24","c":"10.1.7.1","trials":[{"uuid":"` + other + `"}]}`),
		"system.json": []byte(`{"uuid":"` + other + `","schema":1,"benchmark":"` + id + `","hostname":"rack7.lab.example.org",` +
			`"sysctl":[{"name":"kernel.random.boot_id","value":"99999999-2222-4333-8444-555555555555"}]}`),
		"run.json":  []byte(`{"note":"rack7 and rack8.lab.example.org; zoequinn's; fe80::1234:5678:9abc:def0%eth0; 99999999-2222-4333-8444-555555555555"}`),
		"refs.json": []byte(`{"digest":"` + sum([]byte(`{"note":"x"}`)) + `"}`),
	}
	search := Search{}
	out, replaced, err := search.Scrub(files, pseudonym.New(pseudonym.Key{1}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(replaced) < 10 {
		t.Errorf("%d replaced: %v", len(replaced), replaced)
	}
	benchmark := string(out["benchmark.json"])
	for _, want := range []string{id, other, `"seed": 1.50`, sum(out["experiment.toml"]), sum([]byte("c"))} {
		if !strings.Contains(benchmark, want) {
			t.Errorf("%s is not in %s", want, benchmark)
		}
	}
	if bytes.Contains(out["benchmark.json"], []byte(sum(experiment))) || bytes.Equal(out["experiment.toml"], experiment) {
		t.Error("the experiment or its digest has not changed")
	}
	var b struct{ A, B, C string }
	if err := json.Unmarshal(out["benchmark.json"], &b); err != nil {
		t.Fatal(err)
	}
	pa, pb, pc := netip.MustParseAddr(b.A), netip.MustParsePrefix(b.B), netip.MustParseAddr(b.C)
	if p, _ := pa.Prefix(24); !p.Contains(pb.Addr()) || p.Contains(pc) || !pa.IsPrivate() || pb.Bits() != 24 {
		t.Errorf("%s, %s and %s: the networks are others", pa, pb, pc)
	}
	var s struct {
		Hostname string
		Sysctl   []struct{ Value string }
	}
	if err := json.Unmarshal(out["system.json"], &s); err != nil {
		t.Fatal(err)
	}
	short, domain, _ := strings.Cut(s.Hostname, ".")
	run := string(out["run.json"])
	for _, want := range []string{short + " and", "." + domain + ";", "%eth0", "'s", s.Sysctl[0].Value} {
		if !strings.Contains(run, want) {
			t.Errorf("%q is not in %s", want, run)
		}
	}
	user := strings.Split(string(out["experiment.toml"]), "/")[2]
	if !strings.HasPrefix(user, "user-") || !strings.Contains(run, user+"'s") {
		t.Errorf("user %q in %s", user, run)
	}
	if string(out["refs.json"]) != string(files["refs.json"]) {
		t.Errorf("%s has changed", out["refs.json"])
	}
	// With what is allowed left as it is.
	out, _, err = search.Scrub(files, pseudonym.New(pseudonym.Key{1}), []string{"ipv4", "zoequinn", "home"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out["benchmark.json"]), "10.1.2.3") || !bytes.Equal(out["experiment.toml"], experiment) || strings.Contains(string(out["run.json"]), "rack7") {
		t.Errorf("allowed: %s", out)
	}
}

func TestFindings(t *testing.T) {
	doc := `{"hostname":"rack7.lab.example.org","cmd":["bro","-i","/home/zoequinn/x"],"10.1.2.3":1,"raw":"{\"ip\":\"10.1.2.4\"}"}`
	got := (&Search{}).Find(map[string][]byte{"a.json": []byte(doc), "b.bin": {0, 1, 2}})
	want := []Finding{
		{"a.json", "hostname", KindHost, "rack7.lab.example.org", ""},
		{"a.json", "cmd[2]", KindHome, "/home/zoequinn", ""},
		{"a.json", "10.1.2.3 (the key)", KindIPv4, "10.1.2.3", ""},
		{"a.json", "raw", KindIPv4, "10.1.2.4", ""},
		{"b.bin", "(the document)", KindOpaque, "not text", ""},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("findings:\n%v, want\n%v", got, want)
	}
	left, unused := Allow(got, []string{"ipv4", "RACK7.lab.example.org", "home:/home/zoequinn", "opaque:x", "other"})
	if len(left) != 1 || left[0].Kind != KindOpaque || fmt.Sprint(unused) != "[opaque:x other]" {
		t.Errorf("left %v, unused %v", left, unused)
	}
}

// TestNamesOfAMachine reads a tree of files as a machine has them.
func TestNamesOfAMachine(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"etc/hostname":                     "rack7.lab.example.org\n",
		"etc/resolv.conf":                  "nameserver 10.0.0.1\nsearch corp.example.net\n",
		"etc/passwd":                       "root:x:0:0:root:/root:/bin/sh\nzoe:x:1000:1000:Zoe Quintana,,,:/home/zoeq:/bin/sh\nnobody:x:65534:65534::/:/bin/false\ndaemonx:x:7:7::/:/bin/false\nvagrant:x:1001:1001::/home/vagrant:/bin/sh\n",
		"etc/machine-id":                   "0123456789abcdef0123456789abcdef\n",
		"sys/class/dmi/id/product_serial":  "To Be Filled By O.E.M.\n",
		"sys/class/dmi/id/board_serial":    "XK42-991\n",
		"sys/block/sda/device/wwid":        "t10.ATA     Disk 0042\n",
		"sys/class/dmi/id/chassis_asset_x": "no",
	} {
		file := filepath.Join(root, name)
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := fmt.Sprint(map[string]string(NamesHere(root)))
	want := fmt.Sprint(map[string]string{
		"rack7.lab.example.org": "host", "rack7": "host", "lab.example.org": "host", "corp.example.net": "host", "example.net": "host",
		"zoe": "user", "zoe quintana": "user", "zoeq": "user", "0123456789abcdef0123456789abcdef": "serial", "xk42-991": "serial", "t10.ata     disk 0042": "serial",
		"corp": "host",
	})
	if got != want {
		t.Errorf("names %v\nwant  %v", got, want)
	}
}

func FuzzFind(f *testing.F) {
	for _, text := range innocent {
		f.Add(text)
	}
	f.Add(`{"a":"{\"b\":\"\\u0031\\u0030.1.2.3\"}","host":"x","name":"kern.hostuuid","value":"%2fhome%2fzed"}`)
	f.Add("enx02005e100001 fe80::1:2:3 aa-bb-cc-dd-ee-00 L2hvbWUvem9lcXVpbm4veA==")
	f.Fuzz(func(t *testing.T, text string) {
		search := Search{Names: Names{"zed": KindUser}}
		files := map[string][]byte{"a.json": []byte(text)}
		found := search.Find(files)
		out, _, err := search.Scrub(files, pseudonym.New(pseudonym.Key{3}), nil)
		if err != nil {
			return // says what is left
		}
		if len(found) == 0 && !bytes.Equal(out["a.json"], files["a.json"]) {
			t.Errorf("nothing is found in %q, and it became %q", text, out["a.json"])
		}
		if json.Valid([]byte(text)) && !json.Valid(out["a.json"]) {
			t.Errorf("%q became %q", text, out["a.json"])
		}
	})
}
