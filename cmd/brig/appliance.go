package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/compare"
	"brig/result"
	"brig/server"
)

// An appliance is one pass of everything brig does.
type appliance struct {
	benchmarkRun
	store  storeFlags
	share  sharing
	listen string
	once   bool
}

func applianceCommand() *cobra.Command {
	var a appliance
	cmd := &cobra.Command{
		Use:   "appliance [EXPERIMENT]",
		Short: "Run, store, compare, archive and show a benchmark",
		Long: `Do all that brig does, once: run an experiment with the pinned image, store its
documents behind the REST API and read them back, compare them with the published
result, make a bundle, and serve the results browser until Ctrl-C.

The bundle is searched for what could tell who or where someone is. With what ships
with brig nothing is found; when something is, it is listed and no bundle is made
unless --allow or --scrub says how (see "brig bundle create --help").

With --once, or when the output is no terminal, the server is stopped at the end.`,
		Example: "  brig appliance\n  brig appliance --once --repeats 10\n  brig appliance my.toml --machine process",
		Args:    a.argument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	a.flags(cmd)
	a.store.add(cmd)
	a.share.addSearch(cmd)
	a.share.addSign(cmd)
	cmd.Flags().StringVar(&a.listen, "listen", defaultAddress, "serve on this `address`; port 0 chooses a free one")
	cmd.Flags().BoolVar(&a.once, "once", false, "stop the server after reading everything back")
	return cmd
}

func (a *appliance) run(ctx context.Context, stdout, stderr io.Writer) error {
	// A port in use, a store that cannot be opened or a key that cannot be read is
	// better known before the runs than after them.
	if err := a.share.checkSign(); err != nil {
		return err
	}
	l, err := server.Listen(a.listen, a.store.writeToken())
	if err != nil {
		return err
	}
	defer l.Close()
	config, err := a.store.config(ctx, stderr)
	if err != nil {
		return err
	}
	defer config.Store.Close()

	dirs, err := a.execute(ctx, stderr)
	if err != nil {
		return err
	}
	stop := serveUntil(l, config)
	if err := a.finishAll(ctx, dirs, l.Addr(), stdout, stderr); err != nil {
		stop() // the first error is the one to tell
		return err
	}
	if a.once || !isTerminal(stdout) {
		return stop()
	}
	if !a.JSON {
		fmt.Fprintln(stdout, "Ctrl-C stops the server.")
	}
	<-ctx.Done()
	return stop()
}

// serveUntil serves in the background until the function it returns is called.
func serveUntil(l net.Listener, config server.Config) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, server.New(config)) }()
	return func() error {
		cancel()
		return <-done
	}
}

// finishAll judges the benchmarks of result directories, those of further engines by
// the first, and finishes each.
func (a *appliance) finishAll(ctx context.Context, dirs []string, addr net.Addr, stdout, stderr io.Writer) error {
	sets, err := readSets(dirs)
	if err != nil {
		return err
	}
	verdicts, err := judgeEngines(dirs, sets)
	if err != nil {
		return err
	}
	for i, dir := range dirs {
		if verdicts[i] == nil {
			if verdicts[i], err = judgePublished(dir, sets[i]); err != nil {
				return err
			}
		}
		if err := a.finish(ctx, dir, sets[i], verdicts[i], addr, stdout, stderr); err != nil {
			return err
		}
	}
	return nil
}

// finish archives, stores and shows the benchmark in dir.
func (a *appliance) finish(ctx context.Context, dir string, set compare.Set, verdict *result.Verdict, addr net.Addr, stdout, stderr io.Writer) error {
	archive := dir + bundle.Ext
	doc, err := makeBundle(ctx, stderr, dir, archive, &a.share)
	var found *findingsError
	switch {
	case errors.As(err, &found): // the benchmark stands; only sharing it must wait
		if err := printFindings(stderr, found.findings); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if err := writeDocument(dir, "bundle.json", doc); err != nil {
			return err
		}
	}
	client := &server.Client{URL: "http://" + addr.String(), Token: a.store.writeToken()}
	n, err := storeAndVerify(ctx, client, os.DirFS(dir))
	if err != nil {
		return err
	}
	voice{stderr, a.JSON}.say("stored", "%d documents through the API, and read back equal", n)
	if a.JSON {
		done := finished{Results: dir, Benchmark: set.Benchmark, Trials: set.Trials, Verdict: verdict, Browser: "http://" + addr.String() + "/ui/"}
		if doc != nil {
			done.Bundle, done.SHA256 = archive, doc.SHA256
		}
		return json.NewEncoder(stdout).Encode(done)
	}

	fmt.Fprintln(stdout)
	b := set.Benchmark
	if err := printBenchmark(stdout, b, set.Trials); err != nil {
		return err
	}
	name := ""
	if b.Program != nil {
		name = ", " + b.Program.Name
		if b.Program.Kind == result.KindZeek && b.Image != "" {
			name += ", image " + b.Image
		}
	}
	fmt.Fprintf(stdout, "\nengine   %s %s%s\nmachine  %s\n", b.Engine.Name, b.Engine.Version, name, machineText(b.Machine, b.Isolation))
	if verdict == nil {
		fmt.Fprintf(stdout, "verdict  none: nothing is published for experiment %s on this capture\n", b.Name)
	} else if err := compare.Text(stdout, verdict, false); err != nil {
		return err
	}
	shared := "none: " + fmt.Sprint(found) + "\n         brig bundle create " + dir
	if doc != nil {
		shared = archive + "\n         sha256:" + doc.SHA256
	}
	_, err = fmt.Fprintf(stdout, "results  %s\nbundle   %s\nbrowser  http://%s/ui/\n", dir, shared, addr)
	return err
}

// judgePublished compares with the published result of the same experiment on the
// same capture with an engine of the same kind, if there is one, and writes the verdict beside the documents.
func judgePublished(dir string, here compare.Set) (*result.Verdict, error) {
	p, err := publicationOf(here.Benchmark.Name)
	if err != nil || p == nil || p.set.Benchmark.CaptureSHA256 != here.Benchmark.CaptureSHA256 ||
		p.set.Benchmark.IsZeek() != here.Benchmark.IsZeek() {
		return nil, err
	}
	v, err := judge(here, p.set, p.digest)
	if err != nil {
		return nil, err
	}
	return v, writeDocument(dir, "verdict.json", v)
}

// storeAndVerify uploads the documents of a result directory and reads every
// one back. It returns how many there are.
func storeAndVerify(ctx context.Context, client *server.Client, dir fs.FS) (int, error) {
	files, err := server.Documents(dir)
	if err != nil {
		return 0, err
	}
	var refused error
	_, err = client.Upload(ctx, dir, files, func(f server.File, _ bool, err error) {
		if err != nil && refused == nil {
			refused = fmt.Errorf("%s: the server refused it: %w", f.Path, err)
		}
	})
	if err != nil {
		return 0, fmt.Errorf("storing the documents: %w", err)
	}
	if refused != nil {
		return 0, refused
	}
	for _, f := range files {
		body, err := server.ReadFile(dir, f.Path)
		if err != nil {
			return 0, err
		}
		if err := client.Verify(ctx, f.Resource, body); err != nil {
			return 0, fmt.Errorf("reading %s back: %w", f.Path, err)
		}
	}
	return len(files), nil
}
