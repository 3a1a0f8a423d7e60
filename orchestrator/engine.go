package orchestrator

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"brig/result"
)

// An Engine is one of several that an experiment measures: a program of the host,
// an image that Docker has, or what brig pins, each with settings of its own.
type Engine struct {
	Name        string   `toml:"name"`        // names its result directory
	Path        string   `toml:"path"`        // the program, relative to the experiment's folder; of an image, inside it or on its PATH
	Image       string   `toml:"image"`       // as Docker names it
	Kind        string   `toml:"kind"`        // result.KindBro or result.KindZeek; it is asked, when not given
	SHA256      string   `toml:"sha256"`      // of the program, when it must be this one
	Options     []string `toml:"options"`     // of its command line, before those that brig gives
	Environment []string `toml:"environment"` // "GOGC=200"
}

const (
	maxEngines  = 10
	maxSettings = 100 // options, and variables, of an engine
)

// ours begin the options of an engine that brig gives by itself.
var ours = []string{"-r", "--readfile", "-s", "--seed", "-G", "--load-seeds", "-E", "--pseudo-realtime", "--summary", "--profile-script"}

func (g Engine) validate() error {
	switch {
	case !validName.MatchString(g.Name):
		return fmt.Errorf("name: %q is not 1 to 64 lower-case letters, digits, '.' and '-'", g.Name)
	case g.SHA256 != "" && !validDigest.MatchString(g.SHA256):
		return fmt.Errorf("sha256: %q is not 64 lower-case hex digits", g.SHA256)
	case g.SHA256 != "" && g.Path == "" || g.SHA256 != "" && g.Image != "":
		return errors.New("sha256: it is that of a program: give its path, and no image")
	case !slices.Contains([]string{"", result.KindBro, result.KindZeek}, g.Kind):
		return fmt.Errorf("kind: %q is neither %q nor %q", g.Kind, result.KindBro, result.KindZeek)
	case len(g.Options) > maxSettings || len(g.Environment) > maxSettings:
		return fmt.Errorf("options, environment: more than %d", maxSettings)
	}
	for _, option := range g.Options {
		given := func(name string) bool { return strings.HasPrefix(option, name) }
		if option == "" || option == "--" || strings.ContainsRune(option, 0) || slices.ContainsFunc(ours, given) {
			return fmt.Errorf("options: %q is given by brig itself, or none", option)
		}
	}
	for _, variable := range g.Environment {
		if name, _, ok := strings.Cut(variable, "="); !ok || name == "" || strings.ContainsRune(variable, 0) {
			return fmt.Errorf("environment: %q is not NAME=VALUE", variable)
		}
	}
	return nil
}

// ValidateEngines reports the first thing wrong with a list of engines.
func ValidateEngines(engines []Engine) error {
	if len(engines) > maxEngines {
		return fmt.Errorf("engines: %d (%d are allowed)", len(engines), maxEngines)
	}
	for i, g := range engines {
		if err := g.validate(); err != nil {
			return fmt.Errorf("engines %d: %w", i+1, err)
		}
		if slices.ContainsFunc(engines[:i], func(o Engine) bool { return o.Name == g.Name }) {
			return fmt.Errorf("engines %d: a second engine named %q: give it another name", i+1, g.Name)
		}
	}
	return nil
}

// CheckEngine finds out whether a program of the host can be measured.
func CheckEngine(path string) error {
	f, err := openEngine(path)
	if err != nil {
		return err
	}
	return f.Close()
}

func openEngine(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && (!info.Mode().IsRegular() || info.Mode()&0o111 == 0) {
		err = fmt.Errorf("%s is not a program that can be executed", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// KeepEngine copies a program of the host below root, by its SHA-256, so that it can
// be built anew while it is measured. It returns the copy and the digest.
func KeepEngine(root, path string) (copied, digest string, err error) {
	f, err := openEngine(path)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	dir := filepath.Join(root, enginesDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", "", err
	}
	// The name is known when all is read; a file that is there already has the
	// same content.
	tmp, err := renameio.NewPendingFile(filepath.Join(dir, "engine"), renameio.WithPermissions(0o755))
	if err != nil {
		return "", "", err
	}
	defer tmp.Cleanup()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(tmp, hash), f); err != nil {
		return "", "", fmt.Errorf("copying %s: %w", path, err)
	}
	digest = hex.EncodeToString(hash.Sum(nil))
	copied = filepath.Join(dir, digest)
	if _, err := os.Stat(copied); err == nil {
		return copied, digest, nil
	}
	if err := errors.Join(tmp.Sync(), tmp.Close(), os.Rename(tmp.Name(), copied)); err != nil {
		return "", "", fmt.Errorf("copying %s: %w", path, err)
	}
	return copied, digest, nil
}
