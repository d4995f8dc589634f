package main

import (
	"bytes"
	"math/big"
	"strings"
	"testing"
	"time"

	"oracled/client"
	"oracled/internal/daemon"
	"oracled/oracle"
	"oracled/watcher"
)

// Anybody may create a task and word it. That moves no cursor, begins no line and
// turns no text around.
func TestTextOfStrangers(t *testing.T) {
	const hostile = "rain?\n\x1b[2J\x1b]0;owned\agate  none\r\u202etsurt\u0085"
	c := &client.Chain{Name: "dev", Config: watcher.Config{BlockTime: time.Second}}
	var plain, b bytes.Buffer
	for text, out := range map[string]*bytes.Buffer{"x": &plain, hostile: &b} {
		if err := printTask(out, c, oracle.Task{Index: 1, Description: text, Solver: text, Bounty: new(big.Int)}); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range b.String() {
		if r != '\n' && strings.ContainsRune(hostile, r) && daemon.Printable(string(r)) != string(r) {
			t.Errorf("character %U at %d reaches the terminal", r, i)
		}
	}
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "gate  none\r") || strings.HasPrefix(line, "\x1b") {
			t.Errorf("a line that a stranger wrote: %q", line)
		}
	}
	if want := `rain?\n\x1b[2J\x1b]0;owned\agate`; strings.Count(b.String(), want) != 2 {
		t.Errorf("%q is shown %d times, want 2:\n%s", want, strings.Count(b.String(), want), b.String())
	}
	if strings.Count(plain.String(), "\n") == 0 {
		t.Error("nothing was printed")
	}
}
