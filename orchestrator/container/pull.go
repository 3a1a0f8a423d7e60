package container

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
)

// pullEvery is how often a pull tells how far it is.
const pullEvery = 5 * time.Second

// pull pulls an image that is named with its digest.
func (m *Machine) pull(ctx context.Context, name string, progress func(string)) error {
	progress("pulling " + name)
	r, err := m.docker.ImagePull(ctx, name, image.PullOptions{})
	if err == nil {
		err = errors.Join(follow(r, progress), r.Close())
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case cerrdefs.IsNotFound(err):
		return fmt.Errorf("pulling %s: the registry has no such image: %w", name, err)
	case unreachable(err):
		return fmt.Errorf("pulling %s: no registry reachable: %w", name, err)
	}
	return fmt.Errorf("pulling %s: %w", name, err)
}

// unreachable tells a registry that cannot be reached from one that refuses. The
// daemon passes both on as text.
func unreachable(err error) bool {
	for _, sign := range []string{"dial ", "no such host", "timeout", "deadline exceeded", "connection refused", "network is unreachable", "proxyconnect", "EOF"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}

// follow reads the daemon's account of a pull to its end and says from time to time
// how many bytes have come. An error can be among the messages, with status 200.
func follow(r io.Reader, progress func(string)) error {
	type layer struct{ current, total int64 }
	layers := map[string]layer{}
	said := time.Now()
	for d := json.NewDecoder(r); ; {
		var msg struct {
			ID       string `json:"id"`
			Status   string `json:"status"`
			Error    string `json:"error"`
			Progress struct {
				Current int64 `json:"current"`
				Total   int64 `json:"total"`
			} `json:"progressDetail"`
		}
		switch err := d.Decode(&msg); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case msg.Error != "":
			return errors.New(msg.Error)
		}
		if msg.Status != "Downloading" || msg.Progress.Total <= 0 {
			continue
		}
		layers[msg.ID] = layer{msg.Progress.Current, msg.Progress.Total}
		if time.Since(said) < pullEvery {
			continue
		}
		said = time.Now()
		var all layer
		for _, l := range layers {
			all.current, all.total = all.current+l.current, all.total+l.total
		}
		progress(fmt.Sprintf("%.1f of %.1f MB of the layers begun so far", float64(all.current)/1e6, float64(all.total)/1e6))
	}
}
