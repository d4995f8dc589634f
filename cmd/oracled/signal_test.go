package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"oracled/oracle"
)

func ended(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	case <-time.After(time.Minute):
		return false
	}
}

func interrupt(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}

func TestCommandInTwoStepsStopsInTwoSteps(t *testing.T) {
	ctx, stop := withSignals(io.Discard, patience)
	defer stop()
	cmd := &cobra.Command{}
	cmd.SetContext(ctx)
	in := intake(cmd, 0)
	interrupt(t)
	if !ended(in) {
		t.Fatal("the first signal does not stop the intake")
	}
	time.Sleep(50 * time.Millisecond)
	if ctx.Err() != nil {
		t.Fatal("the first signal cancels what is in flight")
	}
	interrupt(t)
	if !ended(ctx) {
		t.Fatal("the second signal does not cancel what is in flight")
	}
}

func TestOtherCommandsStopAtOnce(t *testing.T) {
	ctx, stop := withSignals(io.Discard, patience)
	defer stop()
	interrupt(t)
	if !ended(ctx) {
		t.Fatal("the first signal does not cancel the command")
	}
}

func TestSignalReachesACommandThatReads(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), exe, "solve")
	cmd.Args[0] = "oracled" // as in the scripts, the test binary is the program
	cmd.Stdin, cmd.Stderr = r, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	// More than a pipe holds is only taken by a command that reads.
	if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || stderr.String() != "oracled: interrupted\n" {
		t.Errorf("exit status %d, stderr %q", code, &stderr)
	}
}

// stubborn is a program that takes signals as oracled does. Its arguments are
// how long it drains, the patience, and whether it heeds the end of its work.
func stubborn() {
	var times [2]time.Duration
	for i := range times {
		var err error
		if times[i], err = time.ParseDuration(os.Args[1+i]); err != nil {
			panic(err)
		}
	}
	ctx, stop := withSignals(os.Stderr, times[1])
	defer stop()
	cmd := &cobra.Command{}
	cmd.SetContext(ctx)
	in := intake(cmd, times[0])
	os.Stdout.WriteString("up\n")
	<-in.Done()
	if os.Args[3] == "heeds" {
		<-ctx.Done()
		return
	}
	select {}
}

// A stop takes as long as was agreed and no longer, with real signals to a real
// process.
func TestStops(t *testing.T) {
	const never, soon = "1h", "100ms"
	for _, c := range []struct {
		name                  string
		drain, patience, work string
		signals               int
		code                  int
		want                  []string
		dump                  bool
	}{
		{"drained too long", soon, never, "heeds", 1, 0, []string{"stopping", "not finished within 100ms (stop.timeout)"}, false},
		{"drained too long and hangs", soon, soon, "hangs", 1, 1, []string{"stopping", "within 100ms", "still running 100ms after"}, true},
		{"two signals", "0s", never, "heeds", 2, 0, []string{"stopping"}, false},
		{"two signals and hangs", never, soon, "hangs", 2, 1, []string{"stopping", "still running"}, true},
		{"three signals", never, never, "hangs", 3, 1, []string{"stopping"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			exe, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, exe, c.drain, c.patience, c.work)
			cmd.Args[0] = "stubborn"
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			complaint, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(complaint)
			if up, err := bufio.NewReader(out).ReadString('\n'); up != "up\n" {
				t.Fatalf("%q, %v", up, err)
			}
			send := func() { _ = cmd.Process.Signal(syscall.SIGTERM) } // fails when it has ended
			send()
			text, err := lines.ReadString('\n') // the first has been taken when it says so
			if err != nil {
				t.Fatal(err)
			}
			if c.signals > 1 {
				send()
			}
			if c.signals > 2 { // signals that wait are one, so these are at least one more
				go func() {
					for oracle.Sleep(ctx, 10*time.Millisecond) == nil {
						send()
					}
				}()
			}
			rest, err := io.ReadAll(lines)
			if err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			text += string(rest)
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit status %d, want %d; it says\n%s", code, c.code, text)
			}
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("it does not say %q:\n%s", w, text)
				}
			}
			if dumped := strings.Contains(text, "cmd/oracled.stubborn("); dumped != c.dump {
				t.Errorf("the stacks were printed: %v, want %v\n%s", dumped, c.dump, text)
			}
		})
	}
}
