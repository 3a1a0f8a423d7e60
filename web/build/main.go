// Build bundles the results browser's TypeScript and styles into the files
// that package web embeds.
//
//	go run ./web/build [-src web] [-out web/dist]
//
// It needs the npm packages of web/package-lock.json in web/node_modules, but
// no Node to run. The same sources give the same bytes, wherever they are and
// whatever the day. The type check is tsc's, not done here: see "make web".
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	src := flag.String("src", "web", "`folder` with src and node_modules")
	out := flag.String("out", filepath.Join("web", "dist"), "`folder` to write to")
	flag.Parse()
	if err := build(*src, *out); err != nil {
		fmt.Fprintln(os.Stderr, "web/build:", err)
		os.Exit(1)
	}
}

// bundled are the npm packages whose code ends up in the browser.
var bundled = []string{"uplot"}

// build writes the browser made from the sources under src into out.
func build(src, out string) error {
	src, err := filepath.Abs(src)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(src, "node_modules", "uplot")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: run npm ci there first", filepath.Join(src, "node_modules"))
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     src,
		EntryPoints:       []string{"src/app.ts", "src/app.css"},
		Outdir:            "dist",
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone, // whole licences are in LICENSES.txt
		Metafile:          true,
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return errors.New(strings.TrimSpace(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "")))
	}
	if err := onlyBundled(result.Metafile); err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, f := range result.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	for _, name := range []string{"index.html", "icon.svg"} {
		if files[name], err = os.ReadFile(filepath.Join(src, "src", name)); err != nil {
			return err
		}
	}
	if files["LICENSES.txt"], err = licences(src); err != nil {
		return err
	}
	return write(out, files)
}

// licences gives the licence texts of the bundled packages.
func licences(src string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("The results browser's files contain code of these packages.\n")
	for _, name := range bundled {
		text, err := os.ReadFile(filepath.Join(src, "node_modules", name, "LICENSE"))
		if err != nil {
			return nil, fmt.Errorf("reading the licence of %s: %w", name, err)
		}
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", name, strings.Repeat("-", len(name)), strings.TrimSpace(string(text)))
	}
	return []byte(b.String()), nil
}

// onlyBundled makes sure that no package without its licence slips in.
func onlyBundled(metafile string) error {
	for rest := metafile; ; {
		_, after, ok := strings.Cut(rest, "node_modules/")
		if !ok {
			return nil
		}
		rest = after
		known := false
		for _, name := range bundled {
			known = known || strings.HasPrefix(after, name+"/")
		}
		if !known {
			name, _, _ := strings.Cut(after, `"`)
			return fmt.Errorf("%s is bundled, but its package is not listed for LICENSES.txt", name)
		}
	}
}

// write replaces what is in the folder by the files.
func write(out string, files map[string][]byte) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, entry := range old {
		if _, keep := files[entry.Name()]; !keep {
			if err := os.RemoveAll(filepath.Join(out, entry.Name())); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
