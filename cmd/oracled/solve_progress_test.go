package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/creack/pty"

	"oracled/compute/progress"
)

// screen records when what was written.
type screen struct {
	mu     sync.Mutex
	writes []string
	at     []time.Time
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes, s.at = append(s.writes, string(p)), append(s.at, time.Now())
	return len(p), nil
}

// shown is what a terminal of one line has in the end.
func shown(t *testing.T, writes []string) (last string) {
	t.Helper()
	for _, w := range writes {
		body, ok := strings.CutSuffix(w, "\x1b[K")
		if !ok || !strings.HasPrefix(body, "\r") {
			t.Fatalf("%q does not draw over the line", w)
		}
		last = body[1:]
	}
	return last
}

func TestBarTiming(t *testing.T) {
	for _, c := range []struct {
		works time.Duration
		draws int
	}{
		{999 * time.Millisecond, 0}, {1001 * time.Millisecond, 1}, {1250 * time.Millisecond, 3}, {5050 * time.Millisecond, 41},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &screen{}
			b := &bar{out: s, width: func() int { return 80 }}
			start := time.Now()
			b.begin()
			b.begin() // has begun
			b.watch(progress.Report{Done: 3, Total: 4, Unit: "columns"})
			time.Sleep(c.works)
			b.finish()
			b.finish()
			b.begin() // what was given up reports once more
			time.Sleep(time.Minute)
			erased := 0
			if c.draws > 0 {
				erased = 1
			}
			if len(s.writes) != c.draws+erased {
				t.Fatalf("after %s: %q", c.works, s.writes)
			}
			if c.draws == 0 {
				return
			}
			if first := s.at[0].Sub(start); first != barAfter {
				t.Errorf("the first after %s", first)
			}
			if last := shown(t, s.writes); last != "" {
				t.Errorf("%q is left", last)
			}
			if !strings.Contains(s.writes[0], " 75%  3 of 4 columns  1s") || strings.Count(s.writes[0], "█") != 18 {
				t.Errorf("%q", s.writes[0])
			}
		})
	}
}

// The measure is taken ten times a second, however often the solver reports.
func TestBarMeasures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bar{out: &screen{}, width: func() int { return 80 }}
		calls := 0
		for range 10000 {
			b.watch(progress.Report{Done: 1, Unit: "steps", Measure: "gap", Value: func() float64 { calls++; return 0.125 }})
			time.Sleep(time.Millisecond)
		}
		if calls != 100 {
			t.Errorf("%d times in ten seconds", calls)
		}
		if line := b.line(time.Minute, 3); line != "⠸ 1 steps  gap 0.125  1m0s" {
			t.Errorf("%q", line)
		}
		b.width = func() int { return 10 }
		if line := b.line(time.Minute, 3); line != "⠸ 1 steps" {
			t.Errorf("%q", line)
		}
		b.report = progress.Report{}
		if line := b.line(1234*time.Millisecond, 0); line != "⠋ solving" {
			t.Errorf("%q", line)
		}
		b.width = func() int { return 80 }
		b.report = progress.Report{Done: 12345678, Total: 1 << 40, Unit: "periods"}
		if line := b.line(0, 0); !strings.Contains(line, "12.3M of 1.1T periods") {
			t.Errorf("%q", line)
		}
		b.report = progress.Report{Done: 7, Total: 5, Unit: "rounds"}
		if line := b.line(0, 0); !strings.Contains(line, "100%") || strings.Contains(line, "░") {
			t.Errorf("%q", line)
		}
	})
}

// endless is a problem that takes longer than any test.
func endless(t *testing.T) string {
	A, B := make([][]float64, 20), make([][]float64, 20)
	for i := range A {
		for j := range A {
			u := math.Sin(float64(i*i + 7*j*j))
			A[i], B[i] = append(A[i], u), append(B[i], -u)
		}
	}
	text, err := json.Marshal(map[string]any{"solver": "fictitious-play", "A": A, "B": B, "iterations": 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "endless.json")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func oracled(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Args[0] = "oracled" // as in the scripts, the test binary is the program
	cmd.Env = append(os.Environ(), "TERM=xterm")
	return cmd
}

// A terminal shows the bar after a second and not before, and nothing of it once
// the command has been interrupted, which the last line says.
func TestBarOnATerminal(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	var stdout bytes.Buffer
	cmd := oracled(t, "solve", endless(t))
	cmd.Stdout, cmd.Stderr = &stdout, slave
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	var seen bytes.Buffer
	buf := make([]byte, 4096)
	for first := true; strings.Count(seen.String(), "\r") < 5; first = false {
		n, err := master.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, &seen)
		}
		if after := time.Since(began); first && after < barAfter {
			t.Errorf("something shows after %s", after)
		}
		seen.Write(buf[:n])
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(&seen, master) // ends with EIO when the other side has closed
	if err != nil && !strings.Contains(err.Error(), syscall.EIO.Error()) {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	text := seen.String()
	if !strings.Contains(text, "of 1.1T periods  NashConv ") {
		t.Errorf("no progress in %q", text)
	}
	drawn, rest, _ := strings.Cut(text, "\r\x1b[K")
	if rest != "oracled: interrupted\r\n" || cmd.ProcessState.ExitCode() != 1 || stdout.Len() > 0 {
		t.Errorf("exit status %d, %q, %q behind %q", cmd.ProcessState.ExitCode(), &stdout, rest, drawn)
	}
	if strings.ContainsAny(drawn, "\n") {
		t.Errorf("more than a line: %q", drawn)
	}
}

// The answer does not stand behind what is left of the bar.
func TestBarAndAnswerOnOneTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &screen{}
		b := &bar{out: s, width: func() int { return 80 }}
		b.begin()
		time.Sleep(2 * time.Second)
		if _, err := (behind{b, s}).Write([]byte("{}\n")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		n := len(s.writes)
		if n < 3 || s.writes[n-1] != "{}\n" || s.writes[n-2] != "\r\x1b[K" {
			t.Errorf("%q", s.writes[max(n-3, 0):])
		}
	})
}

// Nothing shows in a pipe however long it takes, nor on a terminal when it is quick
// or cannot redraw.
func TestNoBar(t *testing.T) {
	var stderr bytes.Buffer
	cmd := oracled(t, "solve", endless(t))
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(barAfter + 5*barEvery) // long enough for one to show
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if stderr.String() != "oracled: interrupted\n" {
		t.Errorf("a pipe has %q", &stderr)
	}
	if newBar(&stderr) != nil {
		t.Error("a bar on a buffer")
	}

	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	t.Setenv("TERM", "dumb")
	if newBar(slave) != nil {
		t.Error("a bar on a terminal that cannot redraw")
	}
	t.Setenv("TERM", "xterm")
	if newBar(slave) == nil {
		t.Error("no bar on a terminal")
	}
	cmd = oracled(t, "solve")
	cmd.Stdin, cmd.Stderr = strings.NewReader(`{"solver":"trimmed-mean","f":0,"x":[[1]]}`), slave
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	text, _ := io.ReadAll(master) // ends with EIO
	if len(text) > 0 {
		t.Errorf("a quick answer shows %q", text)
	}
}
