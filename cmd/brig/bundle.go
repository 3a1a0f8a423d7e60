package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"brig/bundle"
	"brig/result"
)

func bundleCommand() *cobra.Command {
	return group("bundle", "Make, sign, check, list, convert and extract archives of benchmarks",
		bundleConvertCommand(), bundleCreateCommand(), bundleExtractCommand(), bundleListCommand(), bundleSignCommand(), bundleVerifyCommand())
}

func bundleCreateCommand() *cobra.Command {
	var out string
	var share sharing
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "create DIR",
		Short: "Make a bundle of a finished result directory",
		Long: `Make a bundle of a finished result directory: its documents, experiment and
image lock in one .tar.zst with sorted names and fixed times, or one .tar.bz2 if
-o says so (with the program bzip2). The same documents give the same bytes.

` + sharingHelp,
		Example: `  brig bundle create results/pybrig-2013-20260102T030405Z -o result.tar.zst
  brig bundle create results/mine-20260102T030405Z --scrub --sign ~/.ssh/id_ed25519`,
		Args: exactArgs(1, "one result directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := out
			if name == "" {
				name = filepath.Clean(args[0]) + bundle.Ext
			}
			if !bundle.IsName(name) {
				return usagef("-o %s: a bundle's name ends with %s or %s", name, bundle.Ext, bundle.ExtBzip2)
			}
			doc, err := makeBundle(cmd.Context(), cmd.ErrOrStderr(), args[0], name, &share)
			if err != nil {
				return reportFindings(cmd, err, asJSON)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(doc)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n%d files, %d bytes\n", doc.SHA256, name, doc.Files, doc.Size)
			return err
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the bundle's file (default: DIR"+bundle.Ext+")")
	share.add(cmd)
	share.addSign(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the bundle's document, or what was found, as JSON")
	return cmd
}

// makeBundle makes a bundle of a result directory, signed if that was asked for,
// and describes it. The error is a *findingsError if the documents must
// not be shared as they are.
func makeBundle(ctx context.Context, w io.Writer, dir, name string, share *sharing) (*result.Bundle, error) {
	files, err := bundle.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	if files, err = share.prepare(w, files); err != nil {
		return nil, err
	}
	docs, err := bundle.Documents(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	var signature []byte
	if share.sign != "" {
		if signature, err = signFiles(w, files, share.sign); err != nil {
			return nil, err
		}
	}
	digest, size, err := bundle.WriteFile(ctx, name, files, signature)
	if err != nil {
		return nil, err
	}
	doc := &result.Bundle{Header: newHeader(), Name: filepath.Base(name), SHA256: digest, Size: size, Files: len(files)}
	for _, d := range docs {
		if b, ok := d.Document.(*result.Benchmark); ok {
			doc.Benchmark, doc.Engine = b.UUID, b.Engine
		}
	}
	return doc, nil
}

// signFiles signs files with the key in a file, and asks for its passphrase on
// the terminal.
func signFiles(w io.Writer, files bundle.Files, key string) ([]byte, error) {
	signer, err := bundle.ReadSigner(key, nil)
	var protected *bundle.PassphraseError
	if stdin := int(os.Stdin.Fd()); errors.As(err, &protected) && term.IsTerminal(stdin) {
		fmt.Fprintf(w, "passphrase of %s: ", key)
		passphrase, readErr := term.ReadPassword(stdin)
		fmt.Fprintln(w)
		if readErr != nil {
			return nil, readErr
		}
		signer, err = bundle.ReadSigner(key, passphrase)
	} else if protected != nil {
		err = fmt.Errorf("%w: give it on a terminal, or load the key into ssh-agent and name its .pub file", err)
	}
	if err != nil {
		return nil, err
	}
	text, err := bundle.ManifestText(files)
	if err != nil {
		return nil, err
	}
	return bundle.Sign(text, signer)
}

func bundleSignCommand() *cobra.Command {
	var out, key string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sign BUNDLE --key KEY",
		Short: "Sign a bundle with an SSH key, in place of a signature it may have",
		Long: `Check a bundle and sign it with an SSH key, as git signs with SSH keys. The
signature is over the manifest, which names every file with its SHA-256: it holds
whatever the bundle is compressed with.`,
		Args: exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return usagef("say what to sign with: --key KEY")
			}
			b, err := bundle.ReadFile(args[0])
			if err != nil {
				return err
			}
			signature, err := signFiles(cmd.ErrOrStderr(), b.Files, key)
			if err != nil {
				return err
			}
			name := out
			if name == "" {
				name = args[0]
			}
			return rewriteBundle(cmd, name, b.Files, signature, asJSON)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the file of a private `KEY`, or of a public one that ssh-agent has")
	cmd.Flags().StringVarP(&out, "output", "o", "", "the signed bundle's file (default: the bundle itself)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was written as JSON")
	return cmd
}

func bundleConvertCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "convert BUNDLE OUT",
		Short:   "Check a bundle and write it compressed otherwise: " + bundle.Ext + " or " + bundle.ExtBzip2,
		Example: "  brig bundle convert result.tar.zst result.tar.bz2",
		Args:    exactArgs(2, "a bundle and the name of another"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !bundle.IsName(args[1]) {
				return usagef("%s: a bundle's name ends with %s or %s", args[1], bundle.Ext, bundle.ExtBzip2)
			}
			b, err := bundle.ReadFile(args[0])
			if err != nil {
				return err
			}
			return rewriteBundle(cmd, args[1], b.Files, b.Signature, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was written as JSON")
	return cmd
}

// rewriteBundle writes a bundle and says what it is now.
func rewriteBundle(cmd *cobra.Command, name string, files bundle.Files, signature []byte, asJSON bool) error {
	digest, size, err := bundle.WriteFile(cmd.Context(), name, files, signature)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
			Name   string `json:"name"`
			SHA256 string `json:"sha256"`
			Size   int64  `json:"size_bytes"`
			Files  int    `json:"files"`
			Signed bool   `json:"signed"`
		}{name, digest, size, len(files), signature != nil})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n%d files, %d bytes\n", digest, name, len(files), size)
	return err
}

// openBundle reads a bundle and checks all of it: files, documents, and its
// signature, which must be one of the signers' if there is a list of them.
func openBundle(name, signersFile string) (*bundle.Bundle, []bundle.Document, *bundle.Signed, error) {
	var signers *bundle.Signers
	if signersFile != "" {
		text, err := os.ReadFile(signersFile)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading the list of signers: %w", err)
		}
		if signers, err = bundle.ParseSigners(signersFile, text); err != nil {
			return nil, nil, nil, err
		}
	}
	b, err := bundle.ReadFile(name)
	if err != nil {
		return nil, nil, nil, err
	}
	signed, err := b.Verify(signers, time.Now())
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	docs, err := bundle.Documents(b.Files)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, docs, signed, nil
}

const signersHelp = "the bundle must be signed by one of these: an allowed_signers `FILE` of ssh-keygen(1)"

func bundleVerifyCommand() *cobra.Command {
	var signers string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Check every file of a bundle against its manifest, every document against its kind, and the signature",
		Long: `Check every file of a bundle against its manifest, every document against its
kind, and the signature of one that is signed. Without --signers it says only with
which key that was done; with it the bundle must be signed by someone on the list.`,
		Args: exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, docs, signed, err := openBundle(args[0], signers)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					SHA256    string         `json:"sha256"`
					Benchmark string         `json:"benchmark"`
					Files     int            `json:"files"`
					Documents int            `json:"documents"`
					Signed    *bundle.Signed `json:"signed,omitempty"`
				}{b.SHA256, b.Manifest.Benchmark, len(b.Files), len(docs), signed})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\nbenchmark %s: %d files, %d documents, all as the manifest says\n%s",
				b.SHA256, args[0], b.Manifest.Benchmark, len(b.Files), len(docs), signedText(signed))
			return err
		},
	}
	cmd.Flags().StringVar(&signers, "signers", "", signersHelp)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was checked as JSON")
	return cmd
}

func signedText(s *bundle.Signed) string {
	switch {
	case s == nil:
		return "not signed\n"
	case len(s.Names) == 0:
		return fmt.Sprintf("signed with %s %s; --signers says whose it is\n", s.Key, s.Fingerprint)
	}
	return fmt.Sprintf("signed by %s with %s %s\n", strings.Join(s.Names, ", "), s.Key, s.Fingerprint)
}

func bundleListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list BUNDLE",
		Short: "List the files of a bundle with their sizes and digests",
		Args:  exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := bundle.ReadFile(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(b.Manifest)
			}
			for _, f := range b.Manifest.Files {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %10d  %s\n", f.SHA256, f.Size, f.Name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the manifest as JSON")
	return cmd
}

func bundleExtractCommand() *cobra.Command {
	var out, signers string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "extract BUNDLE -o DIR",
		Short: "Check a bundle and write its files into a new directory",
		Long: `Check everything in a bundle as verify does, then write its files into a new
directory, which appears when all of them are there. A result directory that was
bundled comes back as it was: upload, compare and bundle create take it.`,
		Args: exactArgs(1, "one bundle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usagef("say where the files go: -o DIR")
			}
			if _, err := os.Lstat(out); err == nil {
				return fmt.Errorf("writing %s: %w", out, fs.ErrExist)
			}
			b, _, signed, err := openBundle(args[0], signers)
			if err != nil {
				return err
			}
			if err := writeFiles(out, b.Files); err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					bundle.Manifest
					SHA256    string         `json:"sha256"`
					Directory string         `json:"directory"`
					Signed    *bundle.Signed `json:"signed,omitempty"`
				}{b.Manifest, b.SHA256, out, signed})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d files in %s\n%s", len(b.Files), out, signedText(signed))
			return err
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`DIR` to write, which must not exist")
	cmd.Flags().StringVar(&signers, "signers", "", signersHelp)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the manifest and what was checked as JSON")
	return cmd
}
