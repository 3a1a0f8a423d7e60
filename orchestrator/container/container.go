// Package container runs jobs in Docker containers.
//
// A [Machine] talks to a Docker daemon through the Engine API. It loads the
// image it was given, by the digest of its configuration, and starts one
// container a job: no network, no capabilities, a read-only root, scratch in
// memory, bounded processes, the job's memory and processors. Containers carry
// labels that name the process that started them, so that one which was killed
// is cleaned up after by the next.
package container

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"
	"github.com/docker/docker/pkg/stdcopy"

	"brig/orchestrator"
)

const (
	ownerLabel = "brig.owner" // pid of the brig that started the container
	maxProcs   = 256
	cleanup    = 20 * time.Second // for removing what was started
)

// An Image is what containers are started from.
type Image struct {
	Name   string // for messages
	Digest string // of the manifest or index; what Docker knows the image by when it has no such
	ID     string // of the configuration: the daemon's name for it
	// Archive writes the file that "docker load" reads. Nil means that Docker has the
	// image or that there is none.
	Archive func(path string) error
	// Probe is a program of the host that is brig-probe in the image, "" when the image
	// has its own.
	Probe string
	// Where things are inside.
	Paths orchestrator.Paths
}

// A Machine is a Docker daemon with an image.
type Machine struct {
	docker *client.Client
	image  Image
}

// Connect returns a machine on the daemon that DOCKER_HOST or the default
// socket names. It fails when no daemon answers within a few seconds.
func Connect(ctx context.Context) (*Machine, error) {
	docker, err := client.NewClientWithOpts(client.FromEnv, client.WithAPIVersionNegotiation())
	if err != nil {
		return nil, fmt.Errorf("connecting to Docker: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := docker.Ping(ctx); err != nil {
		docker.Close()
		return nil, fmt.Errorf("connecting to Docker: %w", err)
	}
	return &Machine{docker: docker}, nil
}

// Use sets the image that jobs run in. It is called before Prepare.
func (m *Machine) Use(image Image) { m.image = image }

// UseForeign has jobs run in an image that brig did not make, by its name, with a
// program of the host as the probe. An image that Docker does not have is pulled when
// the name pins it by its digest, which Docker checks; progress is called with lines
// about that.
func (m *Machine) UseForeign(ctx context.Context, name, probe string, paths orchestrator.Paths, progress func(string)) error {
	bare, digest, pinned := strings.Cut(name, "@")
	found, err := m.docker.ImageInspect(ctx, name)
	if cerrdefs.IsNotFound(err) {
		if !pinned {
			return fmt.Errorf("Docker has no image %s: docker pull or docker load it, or name it with its digest, and it is pulled", name)
		}
		if err := m.pull(ctx, name, progress); err != nil {
			return fmt.Errorf("%w; %s", err, m.loaded(ctx, bare))
		}
		found, err = m.docker.ImageInspect(ctx, name)
	}
	if err != nil {
		return fmt.Errorf("asking Docker for image %s: %w", name, err)
	}
	if !pinned {
		digest = found.ID
	}
	m.Use(Image{Name: name, Digest: digest, ID: found.ID, Probe: probe, Paths: paths})
	return nil
}

// loaded says of an image that cannot be pulled by its digest how it can be had, or
// that Docker has it by its name alone: what is loaded from a file has no digest of a
// registry.
func (m *Machine) loaded(ctx context.Context, bare string) string {
	found, err := m.docker.ImageInspect(ctx, bare)
	if err != nil {
		return fmt.Sprintf("where there is a registry: docker pull %s && docker save %s -o image.tar; here: docker load -i image.tar, and name it without its digest", bare, bare)
	}
	return fmt.Sprintf("Docker has %s, but not by that digest, as it has when it was loaded from a file: name it without, and the documents have Docker's own ID of it, %s", bare, found.ID)
}

// Name is "container".
func (m *Machine) Name() string { return "container" }

// Image is the digest of the image in use: that which it is pinned by or, of a foreign
// one that is not, what Docker knows it by.
func (m *Machine) Image() string { return m.image.Digest }

// Isolation is empty: a container is cut off from all that it can be.
func (m *Machine) Isolation() []string { return nil }

// Close ends the connection to the daemon.
func (m *Machine) Close() error { return m.docker.Close() }

// Prepare removes containers that a killed brig left and loads the image if
// the daemon does not have it.
func (m *Machine) Prepare(ctx context.Context) error {
	if err := m.removeOrphans(ctx); err != nil {
		return err
	}
	_, err := m.docker.ImageInspect(ctx, m.image.ID)
	if err == nil {
		return nil
	}
	if !cerrdefs.IsNotFound(err) {
		return fmt.Errorf("asking Docker for image %s: %w", m.image.Name, err)
	}
	if m.image.Archive == nil {
		return fmt.Errorf("Docker has no image %s any more", m.image.Name)
	}
	tmp, err := os.MkdirTemp("", "brig-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	archive := filepath.Join(tmp, "image.tar")
	if err := m.image.Archive(archive); err != nil {
		return err
	}
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	resp, err := m.docker.ImageLoad(ctx, f)
	if err != nil {
		return fmt.Errorf("loading image %s: %w", m.image.Name, err)
	}
	defer resp.Body.Close()
	if err := loadError(resp.Body); err != nil {
		return fmt.Errorf("loading image %s: %w", m.image.Name, err)
	}
	if _, err := m.docker.ImageInspect(ctx, m.image.ID); err != nil {
		return fmt.Errorf("Docker loaded image %s but does not have it as %s: %w", m.image.Name, m.image.ID, err)
	}
	return nil
}

// loadError reads the daemon's answer to a load to its end: errors come as
// one of its messages, with status 200.
func loadError(r io.Reader) error {
	d := json.NewDecoder(r)
	for {
		var msg struct {
			Error string `json:"error"`
		}
		switch err := d.Decode(&msg); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case msg.Error != "":
			return errors.New(msg.Error)
		}
	}
}

// removeOrphans removes the containers whose owner no longer runs.
func (m *Machine) removeOrphans(ctx context.Context) error {
	list, err := m.docker.ContainerList(ctx, container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", ownerLabel)),
	})
	if err != nil {
		return fmt.Errorf("listing containers: %w", err)
	}
	for _, c := range list {
		pid, err := strconv.Atoi(c.Labels[ownerLabel])
		if err == nil && pid != os.Getpid() && syscall.Kill(pid, 0) == nil {
			continue // its owner is alive
		}
		if err := m.remove(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// remove removes a container and waits until it is gone.
func (m *Machine) remove(ctx context.Context, id string) error {
	err := m.docker.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if err != nil && !cerrdefs.IsNotFound(err) {
		return fmt.Errorf("removing container %.12s: %w", id, err)
	}
	return nil
}

// config says what a job's container is: a pure function of the job.
func (m *Machine) config(job orchestrator.Job, uid, gid int) (*container.Config, *container.HostConfig) {
	p := m.image.Paths
	argv := job.Command(p)
	pids := int64(maxProcs)
	binds := []string{
		job.In + ":" + p.In + ":ro",
		job.Capture + ":" + p.Capture + ":ro",
		job.Out + ":" + p.Out,
	}
	if m.image.Probe != "" {
		binds = append(binds, m.image.Probe+":"+p.Probe+":ro")
	}
	return &container.Config{
			Image:           m.image.ID,
			Entrypoint:      argv[:1], // in place of an image's own
			Cmd:             argv[1:],
			Env:             job.Env,
			User:            fmt.Sprintf("%d:%d", uid, gid),
			WorkingDir:      p.Work,
			NetworkDisabled: true,
			Labels:          map[string]string{ownerLabel: strconv.Itoa(os.Getpid()), "brig.run": job.Name},
		}, &container.HostConfig{
			NetworkMode:    "none",
			ReadonlyRootfs: true,
			CapDrop:        []string{"ALL"},
			SecurityOpt:    []string{"no-new-privileges"},
			Binds:          binds,
			Tmpfs:          map[string]string{p.Work: "rw,nosuid,nodev,noexec,mode=1777"},
			Resources: container.Resources{
				Memory:     job.Memory,
				MemorySwap: job.Memory, // no swap beyond it
				PidsLimit:  &pids,
				CpusetCpus: job.CPUs,
			},
		}
}

// Run runs one job in a container of its own.
func (m *Machine) Run(ctx context.Context, job orchestrator.Job) (err error) {
	for _, path := range []*string{&job.In, &job.Capture, &job.Out} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
		if strings.Contains(*path, ":") {
			return fmt.Errorf("path %q: Docker cannot bind a path with a colon", *path)
		}
	}
	config, host := m.config(job, os.Getuid(), os.Getgid())
	created, err := m.docker.ContainerCreate(ctx, config, host, nil, nil, "")
	if err != nil {
		return fmt.Errorf("creating container: %w", err)
	}
	defer func() {
		// ctx may have ended: that is no reason to leave a container behind.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanup)
		defer cancel()
		err = errors.Join(err, m.remove(ctx, created.ID))
	}()
	// Waiting begins before the start, so that a quick end is not missed.
	status, failed := m.docker.ContainerWait(ctx, created.ID, container.WaitConditionNextExit)
	if err := m.docker.ContainerStart(ctx, created.ID, container.StartOptions{}); err != nil {
		return fmt.Errorf("starting container: %w", err)
	}
	select {
	case err := <-failed:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("waiting for container: %w", err)
	case s := <-status:
		return m.judge(ctx, created.ID, job, s)
	}
}

// judge tells a run that was measured, however the engine ended, from one
// that was not.
func (m *Machine) judge(ctx context.Context, id string, job orchestrator.Job, s container.WaitResponse) error {
	if s.Error != nil {
		return fmt.Errorf("waiting for container: %s", s.Error.Message)
	}
	if s.StatusCode == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(job.Out, "run", "run.json")); err == nil {
		return nil
	}
	inspect, err := m.docker.ContainerInspect(ctx, id)
	if err != nil {
		return fmt.Errorf("inspecting container: %w", err)
	}
	if inspect.State.OOMKilled {
		return fmt.Errorf("the run used more than the %d bytes of memory it may: raise memory in the experiment", job.Memory)
	}
	return fmt.Errorf("the probe ended with status %d: %s", s.StatusCode, m.lastLine(ctx, id))
}

// lastLine is the last line a container wrote.
func (m *Machine) lastLine(ctx context.Context, id string) string {
	r, err := m.docker.ContainerLogs(ctx, id, container.LogsOptions{ShowStdout: true, ShowStderr: true, Tail: "5"})
	if err != nil {
		return "no output: " + err.Error()
	}
	defer r.Close()
	var out bytes.Buffer
	if _, err := stdcopy.StdCopy(&out, &out, io.LimitReader(r, 1<<20)); err != nil && out.Len() == 0 {
		return "no output: " + err.Error()
	}
	text := strings.TrimSpace(out.String())
	return text[strings.LastIndexByte(text, '\n')+1:]
}
