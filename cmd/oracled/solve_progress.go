package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"oracled/compute/progress"
)

// When the bar shows, and how often it is drawn and the solver's measure taken.
const (
	barAfter = time.Second
	barEvery = 100 * time.Millisecond
)

// bar shows on one line of a terminal how far work has come, when it takes long.
// It is drawn in one write each time, over itself, and erased in the end.
type bar struct {
	out   io.Writer
	width func() int // columns of the terminal

	mu       sync.Mutex
	report   progress.Report
	value    float64 // of report.Value, measured some time ago
	measured time.Time
	quit     chan struct{} // nil before begin and after finish
	over     bool          // finished: work that was given up may still report
	done     chan struct{}
	began    time.Time
}

// newBar returns a bar on w, nil where w is no terminal that can redraw a line.
func newBar(w io.Writer) *bar {
	f, ok := w.(*os.File)
	if !ok || !terminal(f) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &bar{out: f, width: func() int {
		columns, _, err := term.GetSize(int(f.Fd()))
		if err != nil || columns <= 0 {
			return 80
		}
		return columns
	}}
}

// terminal tells whether an input or an output is a terminal.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// begin starts the clock unless it runs; finish ends what begin started.
func (b *bar) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.quit != nil || b.over {
		return
	}
	b.quit, b.done, b.began = make(chan struct{}), make(chan struct{}), time.Now()
	go b.run(b.quit, b.done)
}

// finish erases the bar. Nothing is drawn after it.
func (b *bar) finish() {
	b.mu.Lock()
	quit, done := b.quit, b.done
	b.quit, b.over = nil, true
	b.mu.Unlock()
	if quit != nil {
		close(quit)
		<-done
	}
}

func (b *bar) run(quit, done chan struct{}) {
	defer close(done)
	select {
	case <-quit:
		return
	case <-time.After(barAfter):
	}
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	for frame := 0; ; frame++ {
		b.mu.Lock()
		line := b.line(time.Since(b.began), frame)
		b.mu.Unlock()
		fmt.Fprintf(b.out, "\r%s\x1b[K", line)
		select {
		case <-quit:
			fmt.Fprint(b.out, "\r\x1b[K")
			return
		case <-tick.C:
		}
	}
}

// behind is an output that may be the same terminal: the bar is gone before
// anything is written.
type behind struct {
	b *bar
	w io.Writer
}

func (o behind) Write(p []byte) (int, error) {
	o.b.finish()
	return o.w.Write(p)
}

// watch is a progress.Func.
func (b *bar) watch(r progress.Report) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.Value != nil {
		if now := time.Now(); now.Sub(b.measured) >= barEvery {
			b.value, b.measured = r.Value(), now
		}
	}
	b.report = r
}

// line is what the terminal shows, no wider than it is.
func (b *bar) line(elapsed time.Duration, frame int) string {
	const cells = 24
	spinner := []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
	r := b.report
	var parts []string
	switch {
	case r.Unit == "":
		parts = append(parts, string(spinner[frame%len(spinner)])+" solving")
	case r.Total > 0:
		share := min(float64(r.Done)/float64(r.Total), 1)
		full := int(share * cells)
		parts = append(parts,
			fmt.Sprintf("%s%s %3.0f%%", strings.Repeat("█", full), strings.Repeat("░", cells-full), 100*share),
			fmt.Sprintf("%s of %s %s", brief(r.Done), brief(r.Total), r.Unit))
	default:
		parts = append(parts, fmt.Sprintf("%c %s %s", spinner[frame%len(spinner)], brief(r.Done), r.Unit))
	}
	if r.Value != nil {
		parts = append(parts, fmt.Sprintf("%s %.3g", r.Measure, b.value))
	}
	parts = append(parts, elapsed.Truncate(barEvery).String())
	line := strings.Join(parts, "  ")
	// The last column stays free: writing there would break the line.
	if most := max(b.width()-1, 0); utf8.RuneCountInString(line) > most {
		line = string([]rune(line)[:most])
	}
	return line
}

// brief is a count in a few characters: 24.7M.
func brief(n int64) string {
	if n < 100_000 {
		return fmt.Sprint(n)
	}
	x, unit := float64(n), 0
	for x >= 999.95 && unit < len("kMGT") {
		x, unit = x/1000, unit+1
	}
	return fmt.Sprintf("%.1f%c", x, "kMGT"[unit-1])
}
