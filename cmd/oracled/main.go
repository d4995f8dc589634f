// Command oracled is the oracle on the command line: the operator's daemon, an
// agent, and what requesters, readers and auditors need.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// patience is how long a stop may take when nothing is finished any more.
const patience = 10 * time.Second

// run is the program; it returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := withSignals(stderr, patience)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	code := 1
	var exit exitError
	if errors.As(err, &exit) {
		code, err = exit.code, exit.err
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	if err != nil {
		fmt.Fprintf(stderr, "oracled: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  "))
	}
	return code
}

// exitError ends the program with a code, and with a message unless err is nil.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return fmt.Sprintf("exit status %d: %v", e.code, e.err) }
func (e exitError) Unwrap() error { return e.err }

// stops travels in the context of a command.
type stops struct {
	intake context.Context
	staged atomic.Bool  // the command asked for intake, so it stops in two steps
	drain  atomic.Int64 // nanoseconds between the two; 0: until the second signal
}

type stopsKey struct{}

// intake returns the context that ends with the first signal. A command that
// uses it finishes what is in flight under cmd.Context(), which then ends with
// the second signal, or drain after the first unless that is 0; for all others
// cmd.Context() ends with the first.
func intake(cmd *cobra.Command, drain time.Duration) context.Context {
	s, ok := cmd.Context().Value(stopsKey{}).(*stops)
	if !ok {
		return cmd.Context()
	}
	s.drain.Store(int64(drain))
	s.staged.Store(true)
	return s.intake
}

// withSignals returns the context of the command. A stop that hangs for longer
// than the patience dumps the goroutines and ends the process.
func withSignals(stderr io.Writer, patience time.Duration) (context.Context, func()) {
	work, cancelWork := context.WithCancel(context.Background())
	in, cancelIntake := context.WithCancel(work)
	s := &stops{intake: in}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
		case <-done:
			return
		}
		cancelIntake()
		if s.staged.Load() {
			fmt.Fprintln(stderr, "oracled: stopping; what is in flight is finished first, another signal stops at once")
			var late <-chan time.Time
			drain := time.Duration(s.drain.Load())
			if drain > 0 {
				late = time.After(drain)
			}
			select {
			case <-signals:
			case <-late:
				fmt.Fprintf(stderr, "oracled: what is in flight was not finished within %s (stop.timeout) and is cut off; the next start takes it up\n", drain)
			case <-done:
				return
			}
		}
		cancelWork()
		select {
		case <-done:
		case <-signals:
			os.Exit(1)
		case <-time.After(patience):
			fmt.Fprintf(stderr, "oracled: still running %s after it was told to stop; please report this:\n", patience)
			_ = pprof.Lookup("goroutine").WriteTo(stderr, 2)
			os.Exit(1)
		}
	}()
	return context.WithValue(work, stopsKey{}, s), func() {
		signal.Stop(signals)
		close(done)
		cancelWork()
	}
}
