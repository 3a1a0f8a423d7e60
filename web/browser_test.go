package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"brig/result"
)

// A look is one way the pages are shown.
type look struct {
	name          string
	width, height int64
	dark          bool
}

var looks = []look{
	{"wide-light", 1440, 900, false},
	{"wide-dark", 1440, 900, true},
	{"phone-light", 390, 844, false},
	{"phone-dark", 390, 844, true},
}

// TestPages clicks through every page in each look. It fails on anything in
// the browser's console, on a page wider than the screen and on chart text
// that is cut off, and keeps a picture of every page.
func TestPages(t *testing.T) {
	browser := startBrowser(t)
	docs := newFixture(1).all()
	base := serve(t, docs)
	pictures := artifacts(t)
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			b := newTab(t, browser, base, filepath.Join(pictures, look.name))
			b.roomy = look.width > 1000
			b.do(chromedp.EmulateViewport(look.width, look.height))
			b.open("/ui/", "Benchmarks")
			if look.dark != (b.eval("document.documentElement.dataset.theme") == "dark") {
				b.click("#theme")
				b.settled("Benchmarks")
			}
			b.picture("benchmarks")
			walk(b)
		})
	}
}

// walk goes the way a reader would, by clicking.
func walk(b *tab) {
	b.follow("main tbody tr:nth-child(1) td.name a", "pybrig-2013")
	b.has("main .engine", "bro (embedded) 0.1.0")
	b.has("main .isolation", "not pinned to a processor")
	b.has("main .facts", "In the same blocks as")
	b.has("main .actions", "Compare those made together")
	b.picture("benchmark")
	benchmark := b.path()

	b.click("main .chips .chip:nth-child(3)")
	b.query("suite=drop")
	b.click("main .chips .chip:nth-child(1)")
	b.query("")
	b.click("main .part thead th:nth-child(4) button")
	b.query("sort=-cost")
	b.back("pybrig-2013")
	b.query("")

	b.follow("main a.banner", "Verdict")
	b.has("main .banner", "exact claims differ")
	b.has("#exact-claims", "25268")
	b.has("#cost-claims", "140 repeats on each side would decide")
	b.has("#direct-comparison", "new costs 20.0")
	b.has("#direct-comparison", "all of drop")
	b.has("#moves", "One moved")
	b.has("#order", "drop trials")
	b.picture("verdict")
	verdict := b.path()
	b.follow("#cost-claims td a[href*='#runs']", "scripts/load-02")
	b.waits(`location.hash === "#runs"`)
	b.open(verdict, "Verdict")
	b.follow("main .actions a", "Compare")
	b.has("main .legend.keys", "different")
	b.picture("compare")
	b.click("main .chips .chip:nth-child(3)")
	b.query("m=wall")
	b.eval(`(() => { const s = document.querySelectorAll(".pickers select")[2]; s.selectedIndex = 1; s.dispatchEvent(new Event("change")); return ""; })()`)
	b.waits(`document.querySelectorAll(".pickers select").length === 3 && location.search.includes("%2C")`)
	b.settled("Compare")
	b.has("main .figure .key", "C: pybrig-2013")
	b.picture("compare-three")

	b.open(benchmark, "pybrig-2013")
	b.follow("main td.name a[href]:not([href=''])", "scripts/load-01")
	b.follow("main .actions a[rel=next]", "scripts/load-02")
	b.open(benchmark, "pybrig-2013")
	b.clickText("main td.name a", "scripts/load-14", "scripts/load-14")
	b.waits(`document.querySelectorAll(".time canvas").length === 10`)
	b.has("main [aria-label=Scripts]", "base/protocols/http/main.bro")
	b.has("main [aria-label=Components]", "Inclusive")
	b.has("main [aria-label=Functions]", "CPU time")
	b.has("main [aria-label='Kinds of packets']", "UDP › DNS")
	b.picture("trial")
	flames(b)
	b.click(".chooser summary")
	b.has(".chooser .absent", "kernel.perf_event_paranoid is 3")
	b.clickText(".chooser .chip", "Pressure in the control group", "scripts/load-14")
	b.clickText(".chooser .chip", "Page faults", "scripts/load-14")
	b.waits(`location.search.includes("charts=cpu%2Cwait%2Cmemory%2Cio%2Cswitches%2Cpressure")`)
	b.has(":focus", "Page faults")
	b.clickText("main .chips .chip", "totals", "scripts/load-14")
	b.waits(`location.search.includes("as=totals") && document.querySelectorAll(".time canvas").length === 10`)
	b.has("main .key", "traced processors")
	b.picture("trial-chosen")
	b.back("scripts/load-14")
	b.back("scripts/load-14")
	b.back("scripts/load-14")
	b.waits(`location.search === "" && document.querySelectorAll(".time canvas").length === 10`)
	b.drag(`.time .u-over`)
	b.waits(`location.search.includes("zoom=")`)
	b.picture("trial-zoomed")
	b.do(chromedp.DoubleClick(chromedp.CSS(".time .u-over")))
	b.waits(`!location.search.includes("zoom=")`)
	b.click("main .chips .chip:nth-child(2)")
	b.click("main .charts .figure-tools button")
	b.has("main .charts .figure-table", "Median")
	b.has("main", "15.2\u202fns an entry")
	b.has("#packet-calls", "http_reply")
	b.click("main td.name button[value='7922']")
	b.query("hide=traced&packet=7922")
	b.has("#packet-calls h3", "7\u2009922")
	b.waits(`document.querySelector("button[value='7922']").getAttribute("aria-pressed") === "true"`)
	b.clickText("main td.name a", "plain 4", "plain 4")
	b.has("#noise", "It broke 2 gates")
	b.has("#noise [aria-label^=Gates] td:last-child", "4")
	b.has("#noise .facts", "of what the engine used")
	b.picture("run")
	b.click(".chooser summary")
	b.clickText(".chooser .chip", "CPU by thread", "plain 4")
	b.has("main .key", "scripts 4712")

	b.follow(`.rail a[href="/ui/systems"]`, "Systems")
	b.picture("systems")
	b.follow("main td.name a", "lab-07")
	b.has("#processors", "0.800 – 5.10")
	b.has("#limits", "1.5 processors")
	b.has("#mitigations", "Enhanced / Automatic IBRS")
	b.has("main", "randomized, the heap too")
	b.picture("system")
	b.do(chromedp.SendKeys(chromedp.CSS("main input[type=search]"), "if42"))
	b.waits(`[...document.querySelectorAll("main table")].at(-1).querySelectorAll("tbody tr").length === 1`)

	b.follow(`.rail a[href="/ui/captures"]`, "Captures")
	b.picture("captures")
	b.follow("main td.name a", "lab.pcap")
	b.has("#sizes", "1024 – 1518")
	b.has("#talkers", "2001:db8::7")
	b.has("main .isolation", "40 bytes of 1514")
	b.picture("capture")
	b.click("main .chips .chip:nth-child(2)")
	b.query("mode=cumulative")
	b.picture("capture-cumulative")

	b.follow(`.rail a[href="/ui/bundles"]`, "Bundles")
	b.picture("bundles")
	b.follow(`.rail a[href="/ui/settings"]`, "Settings")
	b.has("main", "/sys_profile_entries")
	b.picture("settings")
	b.follow(`.rail a[href="/ui/compare"]`, "Compare")
	b.has("main", "Choose two benchmarks")

	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.waits(`document.querySelector(".palette [role=status]")?.textContent.endsWith("names")`)
	b.do(chromedp.SendKeys(chromedp.CSS(".palette input"), "http_rep"))
	b.waits(`document.querySelector(".palette li")?.textContent.includes("http_reply")`)
	b.picture("palette")
	b.do(chromedp.KeyEvent("\r"))
	b.settled("scripts/load-14")
	b.query("fn=http_reply")

	b.open("/ui/nowhere", "No such page")
	b.picture("no-such-page")
}

// flames reads the flame graph of a trial: by clicking, by a word and by keys.
func flames(b *tab) {
	const about = "main .flame-about"
	b.has(about, "All: ")
	b.has("main .figure .note", "34 call stacks that took less are left out")
	b.eval(`document.querySelector(".flame g[data-id='s0']").dispatchEvent(new MouseEvent("click", {bubbles: true})); ""`)
	b.waits(`location.search === "?flame=s0" && document.querySelectorAll(".flame g").length < 10`)
	b.waits(`document.querySelector(".flame g[data-id='s0'] rect").getAttribute("width") === document.querySelector(".flame g[data-id=''] rect").getAttribute("width")`)
	b.clickText("main .flame-tools button", "Show all", "scripts/load-14")
	b.waits(`location.search === "" && document.querySelectorAll(".flame g").length > 20`)
	b.do(chromedp.SendKeys(chromedp.CSS("main .flame-tools input"), "http"))
	b.waits(`location.search === "?find=http" && document.querySelector(".flame .dim") && document.querySelector(".flame .frame:not(.dim) title").textContent.toLowerCase().includes("http")`)
	b.has("main .flame-tools .note", "% of what is shown")
	b.picture("trial-flames")
	b.eval(`(() => { const i = document.querySelector("main .flame-tools input"); i.value = ""; i.dispatchEvent(new Event("input")); return ""; })()`)
	b.waits(`location.search === "" && !document.querySelector(".flame .dim")`)
	b.eval(`document.querySelector("main .drawing:has(.flame)").focus(); ""`)
	b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	b.waits(`/ of it itself, /.test(document.querySelector(".flame-about").textContent) && document.querySelectorAll(".flame .here").length === 1`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.waits(`location.search.startsWith("?flame=")`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.waits(`location.search === ""`)
}

// TestEmpty shows every list of a server that holds nothing.
func TestEmpty(t *testing.T) {
	b := newTab(t, startBrowser(t), serve(t, nil), filepath.Join(artifacts(t), "empty"))
	b.do(chromedp.EmulateViewport(1440, 900))
	for _, page := range []struct{ path, title, command string }{
		{"/ui/benchmarks", "Benchmarks", "brig appliance"},
		{"/ui/systems", "Systems", "brig gather"},
		{"/ui/captures", "Captures", "brig"},
		{"/ui/compare", "Compare", "brig appliance"},
		{"/ui/bundles", "Bundles", "brig bundle create"},
	} {
		b.open(page.path, page.title)
		b.has("main .state .command", page.command)
		b.picture(strings.ToLower(page.title))
	}
}

// TestMissing shows what is said of a document that is not there.
func TestMissing(t *testing.T) {
	b := newTab(t, startBrowser(t), serve(t, nil), filepath.Join(artifacts(t), "missing"))
	b.expect("404")
	b.do(chromedp.EmulateViewport(1440, 900))
	b.open("/ui/trials/00000000-0000-4000-8000-000000000000", "Trial")
	b.has("main [role=alert]", "no such document")
	b.has("main [role=alert]", "Try again")
	b.picture("trial")
}

// TestGone ends the server under an open page.
func TestGone(t *testing.T) {
	base, stop := serveUntil(t, nil)
	b := newTab(t, startBrowser(t), base, filepath.Join(artifacts(t), "gone"))
	b.do(chromedp.EmulateViewport(1440, 900))
	b.open("/ui/systems", "Systems")
	b.expect("ERR_CONNECTION_REFUSED")
	stop()
	b.follow(`.rail a[href="/ui/bundles"]`, "Bundles")
	b.has("main [role=alert]", "The server does not answer")
	b.has("main [role=alert]", "this page only reads")
	b.follow("main [role=alert] button", "Bundles")
	b.picture("bundles")
}

// TestBare shows documents that hold no more than they must, with names that
// would do harm if they were taken for markup.
func TestBare(t *testing.T) {
	docs := newFixture(2).bare()
	b := newTab(t, startBrowser(t), serve(t, docs), filepath.Join(artifacts(t), "bare"))
	b.do(chromedp.EmulateViewport(1440, 900))
	b.open("/ui/benchmarks", "Benchmarks")
	b.follow("main td.name a", harm)
	b.has("main .banner", "Not judged")
	b.picture("benchmark")
	b.follow("main td.name a", "custom/"+harm)
	b.has("main", "No traced run of this trial is stored")
	b.has("main", "No samples of these runs are stored")
	b.picture("trial")
	b.follow("main td.name a", "plain 1")
	b.has("main", "ended by SIGKILL")
	b.picture("run")
	for _, page := range []string{"systems", "captures"} {
		b.open("/ui/"+page, strings.ToUpper(page[:1])+page[1:])
		b.click("main td.name a")
		b.waits(`document.querySelector("main:not([aria-busy]) .crumbs a, .crumbs a") && document.querySelector("main .facts")`)
		b.picture(page)
	}
	b.do(chromedp.KeyEvent("g"), chromedp.KeyEvent("b"))
	b.settled("Benchmarks")
	b.do(chromedp.KeyEvent("t"))
	b.waits(`document.documentElement.dataset.theme === "dark"`)
}

// TestLarge opens the page of a benchmark of 1400 runs: what it reads is in
// proportion to what it shows, and nothing moves once it is there.
func TestLarge(t *testing.T) {
	f := newFixture(3)
	start := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	f.repeats = 38
	bench := f.benchmark("large", "container", start, f.system(start), f.capture(start), 1)
	kept := f.docs[:0]
	trial := bench.Trials[len(scripts)-1].UUID
	for _, d := range f.docs {
		if r, ok := d.doc.(*result.Run); ok && r.Trial != trial {
			continue
		}
		kept = append(kept, d)
	}
	b := newTab(t, startBrowser(t), serve(t, kept), filepath.Join(artifacts(t), "large"))
	b.do(chromedp.EmulateViewport(1440, 900))
	for _, page := range []struct {
		path, title string
		requests    int
		bytes       int
	}{
		{"/ui/benchmarks/" + bench.UUID, "large", 7, 120_000},
		{"/ui/trials/" + trial, "scripts/load-14", 50, 600_000},
	} {
		began := time.Now()
		b.open(page.path, page.title)
		b.waits(`!document.querySelector("[aria-busy]")`)
		took := time.Since(began)
		var got struct {
			Requests, Bytes int
			Shift           float64
		}
		b.eval(`window.shift = 0; new PerformanceObserver((l) => l.getEntries().forEach((e) => window.shift += e.value)).observe({type: "layout-shift", buffered: true}); ""`)
		time.Sleep(200 * time.Millisecond) // what was observed before is told later
		text := b.eval(`(() => {
			const read = performance.getEntriesByType("resource").filter((e) => !e.name.includes("/ui/"));
			return JSON.stringify({requests: read.length, bytes: read.reduce((n, e) => n + e.decodedBodySize, 0), shift});
		})()`)
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d requests, %d bytes, %v; layout shift %.3f", page.title, got.Requests, got.Bytes, took.Round(time.Millisecond), got.Shift)
		if got.Requests == 0 || got.Requests > page.requests || got.Bytes > page.bytes {
			t.Errorf("%s: reads %d bytes in %d requests, want at most %d in %d", page.title, got.Bytes, got.Requests, page.bytes, page.requests)
		}
		if got.Shift > 0.1 {
			t.Errorf("%s: what is shown moves by %.2f of the page, want at most 0.1", page.title, got.Shift)
		}
		b.picture(strings.ReplaceAll(page.title, "/", "-"))
	}
}

// TestSaving makes the files of every chart on a page and reads them back.
func TestSaving(t *testing.T) {
	docs := newFixture(1).all()
	b := newTab(t, startBrowser(t), serve(t, docs), filepath.Join(artifacts(t), "saving"))
	b.do(chromedp.EmulateViewport(1440, 900))
	// Instead of files, what would be saved ends up in window.saved.
	const record = `(() => {
		window.saved = [];
		const blobs = new Map();
		URL.createObjectURL = (blob) => { const url = "blob:" + blobs.size; blobs.set(url, blob); return url; };
		HTMLAnchorElement.prototype.click = function () {
			const name = this.download, reader = new FileReader();
			reader.onload = () => window.saved.push({name, data: reader.result});
			reader.readAsDataURL(blobs.get(this.getAttribute("href")));
		};
		return "";
	})()`
	trial := find(docs, "trials", func(d any) bool { return d.(*result.Trial).Name == "load-14" })
	for path, title := range map[string]string{
		"/ui/benchmarks/" + docs[2].doc.(*result.Benchmark).UUID: "pybrig-2013",
		"/ui/trials/" + trial: "scripts/load-14",
	} {
		b.open(path, title)
		b.waits(`document.querySelectorAll(".drawing svg, .time canvas").length >= 2`)
		b.eval(record)
		n := b.eval(`(() => { const l = document.querySelectorAll(".menu-list button"); l.forEach((x) => x.click()); return String(l.length) })()`)
		b.waits(`window.saved.length === ` + n)
		var saved []struct{ Name, Data string }
		if err := json.Unmarshal([]byte(b.eval("JSON.stringify(saved)")), &saved); err != nil {
			t.Fatal(err)
		}
		for _, file := range saved {
			checkSaved(t, b.pictures, file.Name, file.Data)
		}
	}
}

// checkSaved reads a saved chart back and keeps it beside the pictures.
func checkSaved(t *testing.T, dir, name, dataURL string) {
	t.Helper()
	_, text, _ := strings.Cut(dataURL, ";base64,")
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(content) == 0 {
		t.Errorf("%s: no content (%v)", name, err)
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
	switch filepath.Ext(name) {
	case ".svg":
		var root struct {
			XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		}
		if err := xml.Unmarshal(content, &root); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(content, []byte("class=")) || bytes.Contains(content, []byte("var(--")) {
			t.Errorf("%s: its looks depend on this page", name)
		}
	case ".png":
		img, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if n := colours(img); n < 20 {
			t.Errorf("%s: has %d colours; the chart is not on it", name, n)
		}
	case ".csv":
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows (%v)", name, len(rows), err)
		}
	default:
		t.Errorf("%s: neither SVG, PNG nor CSV", name)
	}
}

func colours(img image.Image) int {
	seen := map[color.Color]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 3 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 3 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen)
}

// artifacts is where pictures are kept.
func artifacts(t *testing.T) string {
	if dir := os.Getenv("BRIG_ARTIFACTS"); dir != "" {
		return filepath.Join(dir, "web")
	}
	return t.TempDir()
}

// startBrowser starts Debian's chromium, or skips the test without it.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("starts chromium: skipped by -short")
	}
	program := "/usr/bin/chromium"
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("chromium"); err != nil {
			t.Skip("chromium is not installed (apt-get install chromium)")
		}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting chromium: %v", err)
	}
	return ctx
}

// A tab is a page of the browser with a record of what went wrong in it.
type tab struct {
	t        *testing.T
	ctx      context.Context
	base     string
	pictures string
	roomy    bool // all tables have to fit

	mu       sync.Mutex
	expected string // what a console message may say
}

func newTab(t *testing.T, browser context.Context, base, pictures string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	b := &tab{t: t, ctx: ctx, base: base, pictures: pictures}
	done := make(chan struct{})
	messages := chromedp.Console(ctx)
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			fine := b.expected != "" && strings.Contains(m.Text, b.expected)
			b.mu.Unlock()
			if !fine {
				t.Errorf("console: %s: %s (%s:%d)", m.Type, m.Text, m.URL, m.Line)
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return b
}

func (b *tab) expect(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = text
}

// do runs actions, at most for a while.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("at %s: %v", b.path(), err)
	}
}

func (b *tab) eval(js string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](js))
	if err != nil {
		b.t.Fatalf("evaluating %s: %v", js, err)
	}
	return got
}

func (b *tab) path() string {
	path, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.pathname + location.search"))
	return path
}

// waits polls until an expression holds.
func (b *tab) waits(js string) {
	b.t.Helper()
	for range 400 {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		if err != nil {
			b.t.Fatalf("evaluating %s: %v", js, err)
		}
		if ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.picture("failure")
	b.t.Fatalf("at %s: waited in vain for %s", b.path(), js)
}

// settled waits for the page with that heading.
func (b *tab) settled(title string) {
	b.t.Helper()
	b.waits(fmt.Sprintf(`document.querySelector("main:not([aria-busy]) h1")?.textContent === %q`, title))
	b.waits(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))
		&& [...document.querySelectorAll(".drawing, .time")].every((e) => e.children.length > 0)`)
	if wide := b.eval(`document.documentElement.scrollWidth > innerWidth
		? [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .drawing, .figure-table")).map((e) => e.tagName + "." + e.className).slice(0, 5).join(" ") || "something"
		: ""`); wide != "" {
		b.t.Errorf("%s is wider than the screen: %s", b.path(), wide)
	}
	if b.roomy {
		if wide := b.eval(`[...document.querySelectorAll(".scroll")].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.ariaLabel).join(", ")`); wide != "" {
			b.t.Errorf("%s: tables do not fit: %s", b.path(), wide)
		}
	}
	if nameless := b.eval(`[...document.querySelectorAll("button, a[href], input, select, summary, [role=img], [role=region], [role=group]")].filter((e) =>
			!(e.ariaLabel || e.title || e.textContent.trim() || e.labels?.[0]?.textContent.trim() || document.getElementById(e.getAttribute("aria-labelledby")))
		).map((e) => e.outerHTML.slice(0, 80)).slice(0, 5).join(" | ")`); nameless != "" {
		b.t.Errorf("%s: these have no name for a screen reader: %s", b.path(), nameless)
	}
	if cut := b.eval(`[...document.querySelectorAll(".chart text")].filter((e) => {
			const box = e.getBoundingClientRect(), chart = e.ownerSVGElement.getBoundingClientRect();
			return box.width > 0 && (box.left < chart.left - 1 || box.right > chart.right + 1 || box.bottom > chart.bottom + 1);
		}).map((e) => e.textContent).slice(0, 5).join(" | ")`); cut != "" {
		b.t.Errorf("%s: chart text is cut off: %s", b.path(), cut)
	}
}

func (b *tab) open(path, title string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
	b.settled(title)
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// follow clicks a link and waits for the page it leads to.
func (b *tab) follow(selector, title string) {
	b.t.Helper()
	b.click(selector)
	b.settled(title)
}

// clickText follows the link that says text.
func (b *tab) clickText(selector, text, title string) {
	b.t.Helper()
	js := fmt.Sprintf(`(() => { const a = [...document.querySelectorAll(%q)].find((e) => e.textContent === %q); a?.focus(); a?.click(); return a ? "" : "none"; })()`, selector, text)
	if b.eval(js) != "" {
		b.t.Fatalf("at %s: no %s says %q", b.path(), selector, text)
	}
	b.settled(title)
}

func (b *tab) back(title string) {
	b.t.Helper()
	b.eval(`history.back(); ""`)
	b.settled(title)
}

func (b *tab) has(selector, want string) {
	b.t.Helper()
	got := b.eval(fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent).join("\n")`, selector))
	if !strings.Contains(got, want) {
		b.t.Errorf("at %s: %s says %.300q, want %q in it", b.path(), selector, got, want)
	}
}

func (b *tab) query(want string) {
	b.t.Helper()
	if want != "" {
		want = "?" + want
	}
	if strings.Contains(want, "m=wall") || strings.Contains(want, "fn=") {
		b.waits(fmt.Sprintf("location.search.includes(%q)", want[1:]))
		return
	}
	b.waits(fmt.Sprintf("location.search === %q", want))
}

// drag selects the middle of a chart.
func (b *tab) drag(selector string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`(() => {
		const el = document.querySelector(%q);
		el.scrollIntoView({block: "center"});
		const box = el.getBoundingClientRect();
		const at = (type, share) => el.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: box.left + box.width * share, clientY: box.top + box.height / 2, button: 0, buttons: 1, detail: 1, view: window}));
		at("mouseenter", 0.3); at("mousemove", 0.3); at("mousedown", 0.3);
		return "";
	})()`, selector))
	b.eval(fmt.Sprintf(`(() => {
		const el = document.querySelector(%q);
		const box = el.getBoundingClientRect();
		const at = (target, type, share) => target.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: box.left + box.width * share, clientY: box.top + box.height / 2, button: 0, buttons: 1, movementX: 9, view: window}));
		at(el, "mousemove", 0.45); at(el, "mousemove", 0.6); at(document, "mouseup", 0.6);
		return "";
	})()`, selector))
}

// picture keeps a picture of the whole page.
func (b *tab) picture(name string) {
	b.t.Helper()
	// A window as high as the page: what sticks to its edges stays there.
	size := b.eval("innerWidth + ' ' + innerHeight + ' ' + Math.max(innerHeight, document.documentElement.scrollHeight)")
	var width, height, all int64
	if _, err := fmt.Sscan(size, &width, &height, &all); err != nil {
		b.t.Fatal(err)
	}
	if all > height {
		b.do(chromedp.EmulateViewport(width, all))
	}
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("taking a picture of %s: %v", name, err)
	}
	if all > height {
		b.do(chromedp.EmulateViewport(width, height))
	}
	if err := os.MkdirAll(b.pictures, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.pictures, name+".png"), shot, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
