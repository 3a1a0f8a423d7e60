package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"brig/images"
)

func imagesCommand() *cobra.Command {
	return group("images", "Build the engine's container image and check it against images.lock",
		imagesBuildCommand(), imagesVerifyCommand())
}

func imagesBuildCommand() *cobra.Command {
	var out, lock string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Write the image for all platforms as an OCI image layout",
		Long: `Write the brig/bro image for all platforms as one OCI image layout, made from
the programs beside brig. No Docker is needed, and the same programs give the
same digests anywhere. With --lock, images.lock is rewritten to pin them.`,
		Example: "  brig images build --out bin/images\n  skopeo copy oci:bin/images docker-daemon:brig/bro:local",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := programsDir()
			if err != nil {
				return err
			}
			pinned, err := images.ParseLock(images.LockText)
			if err != nil {
				return err
			}
			pinned.Images = map[string]map[string]string{}
			var built []*images.Image
			for _, platform := range images.Platforms() {
				img, version, err := buildImage(dir, platform)
				if err != nil {
					return err
				}
				digest, err := img.Digest()
				if err != nil {
					return err
				}
				name := img.Recipe.Name
				if pinned.Images[name] == nil {
					pinned.Images[name] = map[string]string{}
				}
				pinned.Go, pinned.Images[name][platform] = version, digest.String()
				built = append(built, img)
				if err := printImage(cmd, asJSON, imageState{name, platform, digest.String(), "built"}); err != nil {
					return err
				}
			}
			if err := images.WriteLayout(out, built...); err != nil {
				return err
			}
			if lock == "" {
				return nil
			}
			return renameio.WriteFile(lock, pinned.Text(), 0o644)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object an image")
	cmd.Flags().StringVar(&out, "out", filepath.Join("bin", "images"), "folder of the image layout; it is replaced")
	cmd.Flags().StringVar(&lock, "lock", "", "rewrite this lock file to pin what was built")
	return cmd
}

func imagesVerifyCommand() *cobra.Command {
	var lockFile string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check that the image made from the programs beside brig is the pinned one",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := programsDir()
			if err != nil {
				return err
			}
			text := images.LockText
			if lockFile != "" {
				if text, err = os.ReadFile(lockFile); err != nil {
					return err
				}
			}
			lock, err := images.ParseLock(text)
			if err != nil {
				return err
			}
			for _, platform := range images.Platforms() {
				if _, err := os.Stat(filepath.Join(imagePrograms(dir, platform), "bro")); os.IsNotExist(err) {
					if err := printImage(cmd, asJSON, imageState{Platform: platform, State: "not built here"}); err != nil {
						return err
					}
					continue
				}
				img, version, err := buildImage(dir, platform)
				if err != nil {
					return err
				}
				if err := lock.Check(img, version); err != nil {
					return err
				}
				digest, err := img.Digest()
				if err != nil {
					return err
				}
				if err := printImage(cmd, asJSON, imageState{img.Recipe.Name, platform, digest.String(), "as pinned"}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object an image")
	cmd.Flags().StringVar(&lockFile, "lock", "", "lock file to check against, instead of the one inside brig")
	return cmd
}

// An imageState is what became of an image.
type imageState struct {
	Image    string `json:"image,omitempty"`
	Platform string `json:"platform"`
	Digest   string `json:"digest,omitempty"` // of the manifest
	State    string `json:"state"`            // "built", "as pinned", "not built here"
}

func printImage(cmd *cobra.Command, asJSON bool, s imageState) error {
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
	}
	var err error
	switch s.State {
	case "built":
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %s %s\n", s.Image, s.Platform, s.Digest)
	case "as pinned":
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %s %s\n", s.Image, s.Platform, s.State)
	default:
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", s.Platform, s.State)
	}
	return err
}
