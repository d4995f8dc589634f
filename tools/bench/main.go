// Command bench measures what the project promises to be fast at, each against
// a reference in the same run on the same machine, and writes a list of results
// as JSON.
//
//	go run ./tools/bench [-only PREFIX] [-out build/bench.json]
//
// Benchmarks, all in seconds, the best of several runs that alternate with the
// reference's; ratio is value/reference:
//
//   - round-verify-1024: verifying a closed round of 1,024 honest agents in 8
//     dimensions from its bytes, on all cores. The reference is herumi's
//     MultiVerify of the round's signatures alone, already decoded.
//   - trimmed-equilibrium-10000x256: the values and cuts of 256 columns of 10,000
//     agents of mixed confidence, f = 2,000, once on one core and once on all.
//     The reference is Newton on columns that are sorted at every step.
//   - trimmed-mean-10000x256: the same with nobody stubborn. The reference sorts
//     every column once.
//   - nash-averaging-300, -1000: the maximum-entropy Nash equilibrium of uniform
//     random payoffs, certified, once on one core and once on all; with -rank4 of
//     a game of rank 4. The reference is an interior-point method that stops at
//     any equilibrium to within 10⁻⁹.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// result is one line of the output.
type result struct {
	Name      string  `json:"name"`
	Unit      string  `json:"unit"`
	Value     float64 `json:"value"`
	Reference float64 `json:"reference"`
	Ratio     float64 `json:"ratio"`
	Cores     int     `json:"cores"`
}

// benchmark is one line of the table: prepare builds the input and returns the
// two functions to compare, which use so many cores.
type benchmark struct {
	name    string
	cores   int
	prepare func(cores int) (ours, reference func() error, err error)
}

func benchmarks() []benchmark {
	all := runtime.GOMAXPROCS(0)
	list := []benchmark{{"round-verify-1024", all, roundVerify}}
	for _, cores := range []int{1, all} {
		list = append(list, benchmark{"trimmed-equilibrium-10000x256", cores, trimmedEquilibrium})
	}
	for _, cores := range []int{1, all} {
		list = append(list, benchmark{"trimmed-mean-10000x256", cores, trimmedMean})
	}
	for _, b := range []benchmark{
		{name: "nash-averaging-300", prepare: nashUniform(300)},
		{name: "nash-averaging-1000", prepare: nashUniform(1000)},
		{name: "nash-averaging-rank4-1000", prepare: nashLowRank(1000, 4)},
	} {
		for _, b.cores = range []int{1, all} {
			list = append(list, b)
		}
	}
	return list
}

func main() {
	only := flag.String("only", "", "run only the benchmarks whose names begin with this")
	out := flag.String("out", filepath.Join("build", "bench.json"), "file for the results")
	flag.Parse()
	if err := run(*only, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(only, out string, table io.Writer) error {
	var results []result
	var names []string
	for _, b := range benchmarks() {
		if len(names) == 0 || names[len(names)-1] != b.name {
			names = append(names, b.name)
		}
		if !strings.HasPrefix(b.name, only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s on %d cores\n", b.name, b.cores)
		r, err := b.run()
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return fmt.Errorf("no benchmark begins with %q; there are %s", only, strings.Join(names, ", "))
	}
	w := tabwriter.NewWriter(table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "name\tcores\tvalue\treference\tratio\t")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%d\t%.4f %s\t%.4f %s\t%.3f\t\n", r.Name, r.Cores, r.Value, r.Unit, r.Reference, r.Unit, r.Ratio)
	}
	data, err := json.MarshalIndent(results, "", "  ")
	return errors.Join(w.Flush(), err, os.MkdirAll(filepath.Dir(out), 0o755), os.WriteFile(out, append(data, '\n'), 0o644))
}

// Runs of one benchmark: at least least, and more until enough time has passed.
const (
	leastRuns = 3
	mostRuns  = 15
	enough    = 4 * time.Second
)

func (b benchmark) run() (result, error) {
	ours, reference, err := b.prepare(b.cores)
	if err != nil {
		return result{}, err
	}
	best := [2]time.Duration{1<<63 - 1, 1<<63 - 1}
	begin := time.Now()
	for k := 0; k < leastRuns || k < mostRuns && time.Since(begin) < enough; k++ {
		for i, f := range []func() error{ours, reference} {
			runtime.GC() // neither pays for the other's garbage
			start := time.Now()
			if err := f(); err != nil {
				return result{}, err
			}
			best[i] = min(best[i], time.Since(start))
		}
	}
	r := result{Name: b.name, Unit: "s", Value: best[0].Seconds(), Reference: best[1].Seconds(), Cores: b.cores}
	r.Ratio = r.Value / r.Reference
	return r, nil
}
