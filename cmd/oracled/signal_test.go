package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

func ended(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	case <-time.After(5 * time.Second):
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
	time.Sleep(500 * time.Millisecond)
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || stderr.String() != "oracled: interrupted\n" || time.Since(began) > patience/2 {
		t.Errorf("exit status %d after %s, stderr %q", code, time.Since(began), &stderr)
	}
}
