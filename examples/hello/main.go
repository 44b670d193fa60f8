// Command hello is a small HTTP service that greets people.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/hello/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is the whole program. It returns the exit status: 0 after a clean end, 1 for an error, 2 for wrong arguments.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hello", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("addr", or(getenv("HELLO_ADDR"), "127.0.0.1:8080"), "`address` to listen on; HELLO_ADDR sets the default")
	grace := flags.Duration("grace", 10*time.Second, "how long open requests may take when the service ends")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		say(stderr, "hello: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		say(stderr, "hello: %v\n", err)
		return 1
	}
	say(stdout, "listening on http://%s\n", listener.Addr())
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := serve(ctx, listener, server.New(&server.Visits{}, log), *grace); err != nil {
		say(stderr, "hello: %v\n", err)
		return 1
	}
	say(stdout, "stopped\n")
	return 0
}

// say prints a line. There is nobody to tell when nobody can read it.
func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}

// serve answers requests until ctx ends; then it takes no new ones and waits up to grace for the open ones.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, grace time.Duration) error {
	service := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- service.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := service.Shutdown(last); err != nil {
		return errors.Join(fmt.Errorf("requests were still open after %s", grace), err, service.Close())
	}
	return nil
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
