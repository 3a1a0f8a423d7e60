package container

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/google/go-cmp/cmp"

	"brig/images"
	"brig/orchestrator"
)

// machine connects to the daemon and uses an image that holds testdata/job as
// its probe.
func machine(t *testing.T) *Machine {
	t.Helper()
	m, err := Connect(t.Context())
	if err != nil {
		t.Skipf("needs a Docker daemon: %v", err)
	}
	t.Cleanup(func() { m.Close() })
	dir := t.TempDir()
	buildJob(t, filepath.Join(dir, "brig-probe"))
	if err := os.WriteFile(filepath.Join(dir, "bro"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	recipe, err := images.Bro("linux/"+runtime.GOARCH, filepath.Join(dir, "bro"), filepath.Join(dir, "brig-probe"))
	if err != nil {
		t.Fatal(err)
	}
	recipe.Name = "brig/container-test"
	img, err := images.Build(recipe)
	if err != nil {
		t.Fatal(err)
	}
	id, err := img.ConfigName()
	if err != nil {
		t.Fatal(err)
	}
	m.Use(Image{
		Name: recipe.Name, ID: id.String(),
		Archive: func(path string) error { return images.WriteDocker(path, img) },
		Paths: orchestrator.Paths{
			Probe: images.ProbePath, Engine: images.EnginePath, In: images.InPath,
			Capture: images.CapturePath, Out: images.OutPath, Work: images.WorkPath,
		},
	})
	if err := m.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

// buildJob builds testdata/job.
func buildJob(t *testing.T, out string) {
	t.Helper()
	build := exec.Command("go", "build", "-trimpath", "-o", out, "./testdata/job")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the job: %v\n%s", err, out)
	}
}

func job(t *testing.T, args ...string) orchestrator.Job {
	t.Helper()
	dir := t.TempDir()
	j := orchestrator.Job{
		Name: "test", In: filepath.Join(dir, "in"), Out: filepath.Join(dir, "out"), Capture: filepath.Join(dir, "capture"),
		Command: func(p orchestrator.Paths) []string { return append([]string{p.Probe}, args...) },
	}
	for _, path := range []string{j.In, j.Out} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{j.Capture, filepath.Join(j.In, "trial.bro")} {
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

// left lists the containers of this test's process that exist.
func left(t *testing.T, m *Machine) int {
	t.Helper()
	list, err := m.docker.ContainerList(context.Background(), container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", "brig.run=test")),
	})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestIsolation(t *testing.T) {
	m := machine(t)
	j := job(t, "look")
	j.CPUs, j.Memory = "0", 64<<20
	if err := m.Run(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(filepath.Join(j.Out, "report"))
	if err != nil {
		t.Fatal(err)
	}
	want := `reads in true
writes in false
reads capture true
writes root false
writes work true
interface lo
CapEff: 0000000000000000
NoNewPrivs: 1
Seccomp: 2
processors 1
`
	if diff := cmp.Diff(want, string(report)); diff != "" {
		t.Errorf("inside (-want +got):\n%s", diff)
	}
	if n := left(t, m); n != 0 {
		t.Errorf("%d containers left", n)
	}
}

func TestFailure(t *testing.T) {
	m := machine(t)
	if err := m.Run(t.Context(), job(t, "fail")); err == nil || err.Error() != "the probe ended with status 3: the last line" {
		t.Errorf("error = %v", err)
	}
	if err := m.Run(t.Context(), job(t, "measured")); err != nil {
		t.Errorf("a measured failure of the engine is not the machine's: %v", err)
	}
	j := job(t, "eat", "200000000")
	j.Memory = 64 << 20
	if err := m.Run(t.Context(), j); err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("error = %v, want one about memory", err)
	}
	if n := left(t, m); n != 0 {
		t.Errorf("%d containers left", n)
	}
}

func TestCancel(t *testing.T) {
	m := machine(t)
	ctx, cancel := context.WithCancel(t.Context())
	j := job(t, "sleep")
	done := make(chan error)
	go func() { done <- m.Run(ctx, j) }()
	for range 200 {
		if _, err := os.Stat(filepath.Join(j.Out, "started")); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
	if n := left(t, m); n != 0 {
		t.Errorf("%d containers left", n)
	}
}

// TestOrphans makes a container whose owner is gone.
func TestOrphans(t *testing.T) {
	m := machine(t)
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	config, host := m.config(job(t, "sleep"), os.Getuid(), os.Getgid())
	config.Labels[ownerLabel] = "999999999"
	if _, err := m.docker.ContainerCreate(t.Context(), config, host, nil, nil, ""); err != nil {
		t.Fatal(err)
	}
	if err := m.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := left(t, m); n != 0 {
		t.Errorf("%d containers left", n)
	}
}

func TestConfig(t *testing.T) {
	m := &Machine{image: Image{ID: "sha256:00", Paths: orchestrator.Paths{In: "/in", Capture: "/capture", Out: "/out", Work: "/work"}}}
	config, host := m.config(orchestrator.Job{
		Name: "scripts-load-01.plain-1", In: "/a", Capture: "/b", Out: "/c", Memory: 5, CPUs: "1",
		Command: func(orchestrator.Paths) []string { return []string{"x"} },
	}, 1, 2)
	if config.User != "1:2" || config.Image != "sha256:00" || !config.NetworkDisabled {
		t.Errorf("config = %+v", config)
	}
	if !host.ReadonlyRootfs || host.NetworkMode != "none" || host.Memory != 5 || host.MemorySwap != 5 || host.CpusetCpus != "1" ||
		len(host.CapDrop) != 1 || host.CapDrop[0] != "ALL" {
		t.Errorf("host config = %+v", host)
	}
	binds := []string{"/a:/in:ro", "/b:/capture:ro", "/c:/out"}
	if diff := cmp.Diff(binds, host.Binds); diff != "" {
		t.Errorf("binds (-want +got):\n%s", diff)
	}
	// An image that brig did not make: with a probe of the host and settings.
	m.image.Probe, m.image.Paths.Probe = "/host/brig-probe", "/bin/brig-probe"
	config, host = m.config(orchestrator.Job{
		In: "/a", Capture: "/b", Out: "/c", Env: []string{"GOGC=200"},
		Command: func(p orchestrator.Paths) []string { return []string{p.Probe, "x"} },
	}, 1, 2)
	if diff := cmp.Diff(append(binds, "/host/brig-probe:/bin/brig-probe:ro"), host.Binds); diff != "" {
		t.Errorf("binds of a foreign image (-want +got):\n%s", diff)
	}
	if config.Entrypoint[0] != "/bin/brig-probe" || config.Cmd[0] != "x" || config.Env[0] != "GOGC=200" {
		t.Errorf("config of a foreign image = %+v", config)
	}
}

func TestLoadError(t *testing.T) {
	if err := loadError(bytes.NewBufferString(`{"stream":"ok"}` + "\n" + `{"error":"no space left"}`)); err == nil || err.Error() != "no space left" {
		t.Errorf("loadError = %v", err)
	}
	if err := loadError(bytes.NewBufferString(`{"stream":"ok"}`)); err != nil {
		t.Errorf("loadError = %v", err)
	}
}
