package door

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"oracled/compute/cpu"
	"oracled/compute/progress"
)

// processorTime is what the process has used of all cores.
func processorTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// long are problems of every solver that work for a second or more.
func long(t *testing.T) map[string]string {
	r := rand.New(rand.NewPCG(7, 7))
	normal := func(rows, cols int) [][]float64 {
		out := make([][]float64, rows)
		for i := range out {
			out[i] = make([]float64, cols)
			for j := range out[i] {
				out[i][j] = math.Round(r.NormFloat64()*1e6) / 1e6
			}
		}
		return out
	}
	skew := func(n int) [][]float64 {
		out := normal(n, n)
		for i := range n {
			out[i][i] = 0
			for j := range i {
				out[i][j] = -out[j][i]
			}
		}
		return out
	}
	chances := func(n int) [][]float64 {
		out := skew(n)
		for i := range n {
			for j := range n {
				out[i][j] = 0.5 + math.Round(1e6*math.Tanh(out[i][j]))/2.1e6
				if j < i {
					out[i][j] = 1 - out[j][i]
				}
			}
		}
		return out
	}
	minus := func(a [][]float64) [][]float64 {
		out := make([][]float64, len(a))
		for i, row := range a {
			for _, v := range row {
				out[i] = append(out[i], -v)
			}
		}
		return out
	}
	integers := func(n, d int) [][]int64 {
		out := make([][]int64, n)
		for i := range out {
			for range d {
				out[i] = append(out[i], r.Int64())
			}
		}
		return out
	}
	flat := func(a [][]float64) []float64 {
		var out []float64
		for _, row := range a {
			out = append(out, row...)
		}
		return out
	}
	type object = map[string]any
	edges := func(players, actions int) (out []object) {
		for i := range players {
			for j := range i {
				out = append(out, object{"i": j, "j": i, "Ai": normal(actions, actions), "Aj": normal(actions, actions)})
			}
		}
		return out
	}
	L := func(n int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = r.IntN(65000)
		}
		return out
	}
	games := func(n, count int) (out [][]float64) {
		for range count {
			i := r.IntN(n)
			out = append(out, []float64{float64(i), float64((i + 1 + r.IntN(n-1)) % n), float64(r.IntN(3)) / 2})
		}
		return out
	}
	a20, a9 := normal(20, 20), normal(9, 9)
	problems := map[string]object{
		"trimmed-mean":                    {"f": 3000, "x": integers(10000, 100)},
		"trimmed-equilibrium":             {"f": 3000, "anchors": integers(10000, 100), "L": L(10000)},
		"hierarchical":                    {"f": []int{2000, 0}, "groups": [][][]int64{integers(5000, 100), integers(5000, 100)}},
		"aggregate krum":                  {"rule": "krum", "f": 100, "x": normal(4000, 60)},
		"aggregate geometric-median":      {"rule": "geometric-median", "f": 100, "x": normal(20000, 30), "params": object{"iterations": 1 << 30}},
		"aggregate nnm+centered-clipping": {"rule": "nnm+centered-clipping", "f": 100, "x": normal(3000, 60), "params": object{"radius": 1, "iterations": 1 << 30}},
		"fictitious-play":                 {"A": a20, "B": minus(a20), "iterations": 1 << 40},
		"fictitious-play n":               {"shape": []int{60, 60, 60}, "payoffs": [][]float64{flat(normal(600, 360)), flat(normal(600, 360)), flat(normal(600, 360))}, "iterations": 1 << 40},
		"best-response":                   {"A": a20, "B": minus(a20), "start": normalised(20), "damping": 0.9999999, "epsilon": 0, "maxIterations": math.MaxInt32},
		"best-response cournot":           {"cournot": object{"n": 20000, "a": 120, "c": 0}, "start": make([]int, 20000), "update": "gauss-seidel", "epsilon": 0, "damping": 0.9999999, "maxIterations": math.MaxInt32},
		"nash all":                        {"A": normal(14, 14), "B": normal(14, 14), "all": true},
		"nash one":                        {"A": normal(700, 700), "B": normal(700, 700)},
		"nash homotopy":                   {"shape": []int{24, 24, 24}, "payoffs": [][]float64{flat(normal(144, 96)), flat(normal(144, 96)), flat(normal(144, 96))}},
		"nashconv":                        {"shape": []int{90, 90, 90}, "payoffs": [][]float64{flat(normal(900, 810)), flat(normal(900, 810)), flat(normal(900, 810))}, "strategies": append(normalised(90), normalised(90)[0])},
		"nash-averaging":                  {"form": "ava", "A": skew(1500)},
		"nash-averaging first-order":      {"form": "ava", "method": "first-order", "A": skew(1500), "epsilon": 1e-8},
		"nash-averaging first-order avt":  {"form": "avt", "method": "first-order", "S": normal(1500, 1000), "epsilon": 1e-8},
		"utilities":                       {"A": normal(1500, 700), "profiles": slices.Repeat(normalised(700), 500)},
		"nash-averaging avt":              {"form": "avt", "S": normal(700, 700)},
		"hodge":                           {"S": normal(900, 900)},
		"schur":                           {"A": skew(900)},
		"elo":                             {"P": chances(1200)},
		"elo games":                       {"games": games(1000, 300000)},
		"melo":                            {"P": chances(500), "k": 20},
		"polymatrix":                      {"edges": edges(16, 24)},
		"correlated-equilibrium":          {"A": normal(30, 30), "B": normal(30, 30)},
		"correlated-equilibrium entropy":  {"A": a9, "B": minus(a9), "objective": "max-entropy"},
	}
	out := map[string]string{}
	for name, p := range problems {
		p["solver"], _, _ = strings.Cut(name, " ")
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(text)
	}
	return out
}

func normalised(m int) [][]float64 {
	x := make([]float64, m)
	for k := range x {
		x[k] = 1 / float64(m)
	}
	return [][]float64{x, x}
}

// yardstick is the processor time of two hundred million multiplications and
// additions of numbers in memory, here and now: the race detector and a machine
// that is busy make it longer as they do a solver.
func yardstick(t *testing.T) time.Duration {
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i], y[i] = float64(i), 1/float64(1+i)
	}
	began, sum := processorTime(t), 0.0
	for range 200_000_000 / len(x) {
		for i := range x {
			sum += x[i] * y[i]
		}
	}
	took := processorTime(t) - began
	t.Logf("the yardstick is %s of processor time (%g)", took, sum)
	return took
}

// A solver whose context ends works no longer from there on than a processor does
// on two hundred million multiplications, wherever it is: just behind its input or
// far into its work.
func TestSolversStop(t *testing.T) {
	limit := yardstick(t)
	problems := long(t)
	tested := map[string]bool{}
	for name, text := range problems {
		solver, _, _ := strings.Cut(name, " ")
		tested[solver] = true
		t.Run(name, func(t *testing.T) {
			for k, wait := range []time.Duration{5 * time.Millisecond, 150 * time.Millisecond} {
				runtime.GC() // what is left of the last run is not this one's
				ctx, cancel := context.WithCancel(context.Background())
				ended := make(chan time.Duration, 1)
				read := func(r progress.Report) {
					if r.Unit == "" { // the input has been read
						time.AfterFunc(wait, func() {
							// The clock is read afterwards: what a solver does before
							// this goroutine gets to end its context is not its fault.
							cancel()
							ended <- processorTime(t)
						})
					}
				}
				_, err := Solve(ctx, cpu.New(), strings.NewReader(text), WithProgress(read))
				used := processorTime(t)
				used -= <-ended
				t.Logf("%.3f of the yardstick after %s", float64(used)/float64(limit), wait)
				switch {
				case err == nil && k > 0: // done before
				case !errors.Is(err, context.Canceled):
					t.Errorf("%v after %s", err, wait)
				case used > limit:
					t.Errorf("%s of processor time after the end, which came after %s", used, wait)
				}
			}
		})
	}
	for _, name := range Solvers() {
		if !tested[name] {
			t.Errorf("no problem for %s", name)
		}
	}
}

// Run returns when its context ends also where nothing can be interrupted, like a
// read.
func TestRunReturnsAtOnce(t *testing.T) {
	in, feeder := io.Pipe()
	defer feeder.Close()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	var out strings.Builder
	go func() {
		code, err := Run(ctx, "cpu", in, &out)
		if code != ExitNotConverged {
			t.Errorf("exit code %d", code)
		}
		done <- err
	}()
	if _, err := io.WriteString(feeder, `{"solver": "tri`); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("%v, %q", err, &out)
	}
}
