package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"brig/images"
)

func imagesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "images",
		Short: "Build the engine's container image and check it against images.lock",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(imagesBuildCommand(), imagesVerifyCommand())
	return cmd
}

func imagesBuildCommand() *cobra.Command {
	var out, lock string
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
			pinned := images.Lock{Images: map[string]map[string]string{}}
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
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s %s\n", name, platform, digest)
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
	cmd.Flags().StringVar(&out, "out", filepath.Join("bin", "images"), "folder of the image layout; it is replaced")
	cmd.Flags().StringVar(&lock, "lock", "", "rewrite this lock file to pin what was built")
	return cmd
}

func imagesVerifyCommand() *cobra.Command {
	var lockFile string
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
					fmt.Fprintf(cmd.OutOrStdout(), "%s not built here\n", platform)
					continue
				}
				img, version, err := buildImage(dir, platform)
				if err != nil {
					return err
				}
				if err := lock.Check(img, version); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s as pinned\n", img.Recipe.Name, platform)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&lockFile, "lock", "", "lock file to check against, instead of the one inside brig")
	return cmd
}
