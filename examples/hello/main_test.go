package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func nothing(string) string { return "" }

func TestRunServesUntilItIsTold(t *testing.T) {
	for what, test := range map[string]struct {
		args   []string
		getenv func(string) string
	}{
		"flag":     {[]string{"-addr", "127.0.0.1:0"}, nothing},
		"variable": {nil, func(name string) string { return map[string]string{"HELLO_ADDR": "127.0.0.1:0"}[name] }},
	} {
		t.Run(what, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			out, stdout := io.Pipe()
			status := make(chan int, 1)
			go func() {
				status <- run(ctx, test.args, test.getenv, stdout, io.Discard)
				_ = stdout.Close()
			}()
			lines := bufio.NewScanner(out)
			lines.Scan()
			url, found := strings.CutPrefix(lines.Text(), "listening on ")
			if !found {
				t.Fatalf("printed %q", lines.Text())
			}
			response, err := http.Get(url + "/healthz")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("got status %d", response.StatusCode)
			}
			cancel()
			if lines.Scan(); lines.Text() != "stopped" {
				t.Errorf("printed %q", lines.Text())
			}
			if got := <-status; got != 0 {
				t.Errorf("got exit status %d", got)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, test := range []struct {
		what   string
		args   []string
		status int
		says   string
	}{
		{"help", []string{"-h"}, 0, "-addr"},
		{"an unknown flag", []string{"-port", "1"}, 2, "-port"},
		{"an argument", []string{"now"}, 2, `unexpected argument "now"`},
		{"a taken address", []string{"-addr", taken.Addr().String()}, 1, "in use"},
	} {
		t.Run(test.what, func(t *testing.T) {
			var stderr bytes.Buffer
			status := run(context.Background(), test.args, nothing, io.Discard, &stderr)
			if status != test.status || !strings.Contains(stderr.String(), test.says) {
				t.Errorf("got exit status %d and %q", status, stderr.String())
			}
		})
	}
}

// slowly starts a service whose only answer waits for release, and sends it a request.
func slowly(ctx context.Context, t *testing.T, grace time.Duration) (release func(), served, answered <-chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, wait := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-wait
		_, _ = io.WriteString(w, "done")
	})
	ended, answer := make(chan error, 1), make(chan error, 1)
	go func() { ended <- serve(ctx, listener, handler, grace) }()
	go func() {
		response, err := http.Get("http://" + listener.Addr().String())
		if err == nil {
			err = response.Body.Close()
		}
		answer <- err
	}()
	<-entered
	return func() { close(wait) }, ended, answer
}

func TestOpenRequestIsAnsweredBeforeTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	release, served, answered := slowly(ctx, t, time.Minute)
	cancel()
	release()
	if err := <-answered; err != nil {
		t.Errorf("the open request got %v", err)
	}
	if err := <-served; err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

func TestGraceEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	release, served, _ := slowly(ctx, t, time.Millisecond)
	defer release()
	cancel()
	if err := <-served; !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "still open after 1ms") {
		t.Errorf("serve ended with %v", err)
	}
}

func TestServeTellsWhyItCannot(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	if err := serve(context.Background(), listener, http.NotFoundHandler(), time.Second); !errors.Is(err, net.ErrClosed) {
		t.Errorf("serve ended with %v", err)
	}
}
