package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"brig/images"
)

// The programs beside brig's own.
const (
	engineProgram = "bro"
	probeProgram  = "brig-probe"
)

// programsDir is the folder of brig's own program: bro and brig-probe are
// beside it.
func programsDir() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding brig's own folder: %w", err)
	}
	self, err = filepath.EvalSymlinks(self)
	return filepath.Dir(self), err
}

// imagePrograms is the folder of the programs that go into the image for a
// platform of images.Platforms. The host's own programs serve when the host
// is that platform.
func imagePrograms(dir, platform string) string {
	if platform == runtime.GOOS+"/"+runtime.GOARCH {
		return dir
	}
	return filepath.Join(dir, filepath.FromSlash(platform))
}

// goVersion is the Go version that built a program.
func goVersion(program string) (string, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return "", fmt.Errorf("%s: %w", program, err)
	}
	return info.GoVersion, nil
}

// buildImage builds the engine's image for a platform and returns it with the
// Go version of its programs.
func buildImage(dir, platform string) (*images.Image, string, error) {
	programs := imagePrograms(dir, platform)
	engine := filepath.Join(programs, engineProgram)
	recipe, err := images.Bro(platform, engine, filepath.Join(programs, probeProgram))
	if err != nil {
		return nil, "", err
	}
	version, err := goVersion(engine)
	if err != nil {
		return nil, "", err
	}
	img, err := images.Build(recipe)
	return img, version, err
}

// hostImage builds the image for this host's processor and checks that it is
// the one that is pinned.
func hostImage(dir string) (*images.Image, error) {
	img, version, err := buildImage(dir, "linux/"+runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	lock, err := images.ParseLock(images.LockText)
	if err != nil {
		return nil, err
	}
	return img, lock.Check(img, version)
}
