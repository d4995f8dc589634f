// Command gpubench measures what the CUDA backend promises, on the GPU that the
// driver shows first, and prints a line for each promise:
//
//	go run -tags cuda ./tools/gpubench [-n 10000] [-d 4096] [-python python3]
//
// The row against torch.sort is left out, with the reason, where PyTorch or its
// CUDA support is missing. Everything is the best of several runs.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"oracled/compute"
	"oracled/compute/backends"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/driver"
)

func main() {
	n := flag.Int("n", 10000, "agents")
	d := flag.Int("d", 4096, "coordinates")
	python := flag.String("python", "python3", "a Python with PyTorch, to compare with torch.sort")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *n, *d, *python, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gpubench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, n, d int, python string, out io.Writer) error {
	b, err := cuda.New(driver.Open)
	if err != nil {
		return err
	}
	defer b.Close()
	fmt.Fprintf(out, "%s; %d CPU cores\n", b.Describe(), runtime.GOMAXPROCS(0))
	t := table{w: tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	t.row("work", "measured", "to reach", "reached")
	rates, err := b.MeasureRates(ctx, 256<<20)
	if err != nil {
		return err
	}
	if err := trimmed(ctx, b, &t, rates, n, d, python); err != nil {
		return err
	}
	for _, size := range [][2]int{{100000, 64}, {1000000, 1}} {
		if err := tall(ctx, b, &t, rates, size[0], size[1]); err != nil {
			return err
		}
	}
	if err := utilities(ctx, b, &t); err != nil {
		return err
	}
	if err := averaging(ctx, b, &t, rates.Copy); err != nil {
		return err
	}
	if err := playing(ctx, b, &t); err != nil {
		return err
	}
	if err := t.w.Flush(); err != nil {
		return err
	}
	chosen, err := backends.Open(ctx, backends.Auto, backends.Options{})
	if err != nil {
		return err
	}
	defer chosen.Close()
	fmt.Fprintln(out, "auto:", chosen.Describe())
	return nil
}

// trimmed prints the rows of the trimmed equilibrium.
func trimmed(ctx context.Context, b *cuda.Backend, t *table, rates cuda.Rates, n, d int, python string) error {
	mixed := backendtest.Draws(1, n, d, n/5)
	mean := mixed
	mean.Weights = make([]uint32, n)
	for i := range mean.Weights {
		mean.Weights[i] = compute.Unit
	}
	meanSeconds, err := b.MeasureTrimmed(ctx, mean)
	if err != nil {
		return err
	}
	mixedSeconds, err := b.MeasureTrimmed(ctx, mixed)
	if err != nil {
		return err
	}
	size := float64(n) * float64(d) * 16
	what := fmt.Sprintf("trimmed mean, n = %d, d = %d, kernel", n, d)
	share := size / meanSeconds / rates.Copy
	t.row(what, fmt.Sprintf("%.3g ms, %.0f %% of a copy's %.0f GB/s", 1e3*meanSeconds, 100*share, rates.Copy/1e9), "≥ 50 %", share >= 0.5)
	t.row("trimmed equilibrium, mixed confidence, kernel", fmt.Sprintf("%.3g ms, %.2f × the mean's", 1e3*mixedSeconds, mixedSeconds/meanSeconds), "≤ 4 ×", mixedSeconds <= 4*meanSeconds)

	if sorted, err := torchSort(ctx, python, n, d); err != nil {
		t.row("trimmed equilibrium against torch.sort + mean, float64", "not measured: "+err.Error(), "≥ 20 ×", "–")
	} else {
		t.row("trimmed equilibrium against torch.sort + mean, float64", fmt.Sprintf("%.3g ms, %.1f × as fast", 1e3*sorted, sorted/mixedSeconds), "≥ 20 ×", sorted >= 20*mixedSeconds)
	}

	gpu, err := endToEnd(ctx, b, mixed)
	if err != nil {
		return err
	}
	host, err := endToEnd(ctx, cpu.New(), mixed)
	if err != nil {
		return err
	}
	share = size / gpu / rates.Upload
	t.row("the same, end to end", fmt.Sprintf("%.3g ms, %.0f %% of an upload's %.1f GB/s", 1e3*gpu, 100*share, rates.Upload/1e9), "≥ 70 %", share >= 0.7)
	t.row("the same against the CPU", fmt.Sprintf("%.3g ms, %.1f × as fast", 1e3*host, host/gpu), "≥ 5 × on 16 cores", host >= 5*gpu)
	return nil
}

// tall prints a row of columns that do not fit into one multiprocessor.
func tall(ctx context.Context, b *cuda.Backend, t *table, rates cuda.Rates, n, d int) error {
	c := backendtest.Draws(2, n, d, n/5)
	seconds, err := b.MeasureTrimmed(ctx, c)
	if err != nil {
		return err
	}
	gpu, err := endToEnd(ctx, b, c)
	if err != nil {
		return err
	}
	host, err := endToEnd(ctx, cpu.New(), c)
	if err != nil {
		return err
	}
	size := float64(n) * float64(d) * 16
	t.row(fmt.Sprintf("trimmed equilibrium, n = %d, d = %d, in slices", n, d),
		fmt.Sprintf("%.3g ms, %.0f %% of a copy's rate; end to end %.3g ms; the CPU %.3g ms, %.1f ×", 1e3*seconds, 100*size/seconds/rates.Copy, 1e3*gpu, 1e3*host, host/gpu),
		"–", "–")
	return nil
}

func endToEnd(ctx context.Context, b compute.Backend, c compute.Columns) (float64, error) {
	best := time.Duration(1<<63 - 1)
	for range 3 {
		start := time.Now()
		if _, err := b.TrimmedEquilibrium(ctx, c); err != nil {
			return 0, err
		}
		best = min(best, time.Since(start))
	}
	return best.Seconds(), nil
}

// torchSort times what a data scientist would write.
func torchSort(ctx context.Context, python string, n, d int) (float64, error) {
	script := fmt.Sprintf(`
import torch
x = torch.randn(%d, %d, dtype=torch.float64, device="cuda")
f = %d // 5
best = 1e9
for _ in range(5):
    a, b = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    a.record()
    torch.sort(x, dim=1).values[:, f:x.shape[1] - f].mean(dim=1)
    b.record()
    torch.cuda.synchronize()
    best = min(best, a.elapsed_time(b))
print(best / 1e3)
`, d, n, n)
	text, err := exec.CommandContext(ctx, python, "-c", script).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %s", python, err, lines[len(lines)-1])
	}
	return strconv.ParseFloat(lines[len(lines)-1], 64)
}

// table is what is printed.
type table struct{ w *tabwriter.Writer }

func (t *table) row(work, measured, goal string, reached any) {
	switch reached {
	case true:
		reached = "yes"
	case false:
		reached = "no"
	}
	fmt.Fprintf(t.w, "%s\t%s\t%s\t%v\n", work, measured, goal, reached)
}
