// Command ferret serves an embedded FerretDB on a free port of 127.0.0.1, so
// that the MongoDB store can be tested over the wire where there is no
// MongoDB. It is a module of its own to keep FerretDB out of brig's.
//
// It keeps its data in the folder named by its argument, prints the URI to
// connect to and ends when its standard input does.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: ferret DIR")
		os.Exit(2)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

func serve(dir string) error {
	// FerretDB logs every refused command in full as a warning.
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/",
		Logger:    quiet,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	// MongoDBURI waits until Run listens.
	go func() { fmt.Println(f.MongoDBURI()) }()
	return f.Run(ctx)
}
