package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"brig/server"
	"brig/server/store/mongo"
	"brig/server/store/sqlite"
	"brig/web"
)

// defaultAddress is where brig serve listens and brig upload sends to.
const defaultAddress = "127.0.0.1:8100"

// A storeFlags says where documents are kept and who may write.
type storeFlags struct {
	data    string // folder of the embedded store
	mongodb string // URI; empty for the embedded store
	token   string
}

func (f *storeFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.data, "data", "brig-data", "keep documents in this `folder`, in an embedded SQLite file")
	cmd.Flags().StringVar(&f.mongodb, "mongodb", "", "keep documents in the MongoDB at this `URI` instead (default $BRIG_MONGODB_URI)")
	cmd.Flags().StringVar(&f.token, "token", "", "let only those write who show this `token` (default $BRIG_TOKEN)")
}

// config opens the store. The caller closes config.Store.
func (f *storeFlags) config(ctx context.Context, log io.Writer) (server.Config, error) {
	c := server.Config{
		UI:    web.FS(),
		Token: f.writeToken(),
		Log:   slog.New(slog.NewTextHandler(log, nil)),
	}
	if uri := cmp.Or(f.mongodb, os.Getenv("BRIG_MONGODB_URI")); uri != "" {
		st, err := mongo.Open(ctx, uri)
		c.Store = st
		return c, err
	}
	st, err := sqlite.Open(ctx, filepath.Join(f.data, "brig.db"))
	c.Store = st
	return c, err
}

func (f *storeFlags) writeToken() string { return cmp.Or(f.token, os.Getenv("BRIG_TOKEN")) }

func serveCommand() *cobra.Command {
	var flags storeFlags
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve documents and the results browser",
		Long: `serve offers the documents that were uploaded over HTTP, and the results
browser at /ui/, until it is interrupted.

It listens on this machine only. To let others read, name another address and
set a token, which those who write must show. doc/api.md describes the API.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			l, err := server.Listen(listen, flags.writeToken())
			if err != nil {
				return err
			}
			defer l.Close()
			config, err := flags.config(ctx, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			defer config.Store.Close()
			fmt.Fprintf(cmd.OutOrStdout(), "listening on http://%s/\n", l.Addr())
			return server.Serve(ctx, l, server.New(config))
		},
	}
	cmd.Flags().StringVar(&listen, "listen", defaultAddress, "listen on this `address`; port 0 chooses a free one")
	flags.add(cmd)
	return cmd
}
