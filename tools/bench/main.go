// Command bench measures what the project promises to be fast at, each against
// a reference in the same run on the same machine, and writes a list of results
// as JSON.
//
//	go run ./tools/bench [-only PREFIX] [-out build/bench.json]
//
// Benchmarks, the best of several runs that alternate with the reference's;
// ratio is value/reference. In seconds:
//
//   - round-verify-1024: verifying a closed round of 1,024 honest agents in 8
//     dimensions from its bytes, on all cores. The reference is herumi's
//     MultiVerify of the round's signatures alone, already decoded.
//   - trimmed-equilibrium-10000x256: the values and cuts of 256 columns of 10,000
//     agents of mixed confidence, f = 3,300, Λ = 32768, once on one core and once
//     on all; with -65000 for that Λ. The reference is Newton on columns that are
//     sorted at every step.
//   - trimmed-mean-10000x256: the same with nobody stubborn, and -100000x64 with
//     f = 33,000. The reference sorts every column once.
//   - fictitious-play-10x10: a million periods on a zero-sum game of normal
//     payoffs, best replies exact. The reference plays them one by one in floats.
//   - fictitious-play-2000: 20,000 periods on a zero-sum game of 2,000×2,000 normal
//     payoffs, best replies exact, with what it takes to lay it out, in processor
//     time. The reference adds lines that are laid out already, in floats.
//   - correlated-equilibrium-4x4x4: the best welfare of a random game. The
//     reference is the textbook's simplex by Bland's rule.
//   - nash-all-6x6-75: all 75 equilibria of a 6×6 game in rationals. The reference
//     tries every two sets of actions.
//   - nash-first-order-2000: an equilibrium to within 10⁻⁴ of the largest payoff,
//     of uniform random payoffs, from products with the matrix alone; with -skill
//     of a game in which skill decides most. The reference is regret matching plus
//     with float64 products (gonum), stopped at 10⁻³.
//   - best-responses-1024x1000: the best of 1,000 rows against 1,024 profiles of as
//     many columns, in integers. The reference is a product in float64 (gonum).
//   - nash-averaging-300, -1000: the maximum-entropy Nash equilibrium of uniform
//     random payoffs, certified, once on one core and once on all; with -rank4 of
//     a game of rank 4. The reference is an interior-point method that stops at
//     any equilibrium to within 10⁻⁹.
//
// In microseconds for each position of a round in 8 dimensions, verified from
// its bytes with a new cache of keys, on all cores unless it says otherwise:
//
//   - crypto-round-1024, crypto-round-16384: honest agents. The reference is
//     herumi's MultiVerify of the signatures alone, decoded before.
//   - crypto-round-1024-decoding: the reference decodes keys and signatures too.
//   - crypto-cores-1024, crypto-cores-16384: the reference is ours on one core.
//   - crypto-cpu-1024, crypto-cpu-16384, crypto-cpu-cores-16384: the same as
//     crypto-round and crypto-cores in processor time, which on a machine that
//     others work on too says more than the time that passes.
//   - crypto-bad-1pct-1024, crypto-bad-30pct-1024, and so for 16384: so many
//     agents send something wrong, of every kind that cryptotest knows, and are
//     rejected for the right reason, in processor time. The reference is the
//     same round of honest agents.
//
// In microseconds for each of the 21 shares that a quorum of 31 operators is:
//
//   - committee-31: checking them one by one as they arrive, joining them and
//     checking the proof, as a leader does, on one core. The reference checks as
//     many signatures alone.
//
// In microseconds for each log:
//
//   - follow-1e+05, follow-1e+06: reading back so many commitments from an endpoint on
//     loopback that serves 10,000 logs at once: pooled, checked, decoded and
//     emitted. The reference is eth_getLogs of the same ranges through ethclient.
//
// In MB:
//
//   - follow-memory-1e+05, -1e+06: the largest heap meanwhile, the endpoint's included.
//     The reference is the heap before.
//   - crypto-memory-100000: the most memory that the process takes while it
//     verifies a round of 100,000 in 8 dimensions, the round itself included.
//     The reference is what it takes before.
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
	"syscall"
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

	cpu     bool                                         // processor time instead of the time that passes
	per     int                                          // when it is not 0: microseconds for each of so many
	measure func() (value, reference float64, err error) // instead of prepare: MB
}

func benchmarks() []benchmark {
	all := runtime.GOMAXPROCS(0)
	list := []benchmark{{name: "round-verify-1024", cores: all, prepare: roundVerify}}
	list = append(list, trimmedBenchmarks(all)...)
	list = append(list, cryptoBenchmarks(all)...)
	list = append(list, gameBenchmarks()...)
	list = append(list, benchmark{name: "committee-31", cores: 1, prepare: committeeShares, per: committeeQuorum})
	list = append(list, followBenchmarks()...)
	list = append(list, matrixBenchmarks(all)...)
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

var started = time.Now()

func elapsed() time.Duration { return time.Since(started) }

// cpuTime is what the process has used of all cores.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only for bad arguments
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (b benchmark) run() (result, error) {
	if b.measure != nil {
		value, reference, err := b.measure()
		return result{Name: b.name, Unit: "MB", Value: value, Reference: reference, Ratio: value / reference, Cores: b.cores}, err
	}
	ours, reference, err := b.prepare(b.cores)
	if err != nil {
		return result{}, err
	}
	best := [2]time.Duration{1<<63 - 1, 1<<63 - 1}
	begin := time.Now()
	for k := 0; k < leastRuns || k < mostRuns && time.Since(begin) < enough; k++ {
		for i, f := range []func() error{ours, reference} {
			runtime.GC() // neither pays for the other's garbage
			clock := elapsed
			if b.cpu {
				clock = cpuTime
			}
			start := clock()
			if err := f(); err != nil {
				return result{}, err
			}
			best[i] = min(best[i], clock()-start)
		}
	}
	r := result{Name: b.name, Unit: "s", Value: best[0].Seconds(), Reference: best[1].Seconds(), Cores: b.cores}
	r.Ratio = r.Value / r.Reference
	if b.per > 0 {
		r.Unit = "µs"
		r.Value *= 1e6 / float64(b.per)
		r.Reference *= 1e6 / float64(b.per)
	}
	return r, nil
}
