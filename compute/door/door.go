// Package door is the engine without a chain: one JSON object in, one out, what
// `oracled solve` reads and writes. It refuses what it does not understand:
// unknown and repeated keys, numbers that are none, ragged arrays and sizes that
// do not agree are errors that name the key and the first offending index.
//
// A solver is one file with a function and one line in the solvers map.
package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"oracled/compute"
	"oracled/compute/backends"
	"oracled/compute/progress"
	"oracled/internal/plot"
)

// Exit codes of `oracled solve`.
const (
	ExitOK           = 0
	ExitNotConverged = 1 // the answer is printed with "converged": false; or the work was cut short
	ExitBadInput     = 2
)

// ErrInput is wrapped by every error about what was asked for.
var ErrInput = errors.New("input")

// solvers is the table of what the door answers, by the key "solver".
var solvers = map[string]entry{
	"polymatrix":               {keys: []string{"edges"}, solve: solvePolymatrix},
	compute.TrimmedMean:        {keys: []string{"f", "x"}, plots: true, solve: trimmedMean},
	compute.TrimmedEquilibrium: {keys: []string{"f", "anchors", "L"}, plots: true, solve: trimmedEquilibrium},
	"aggregate":                {keys: []string{"rule", "f", "x", "params"}, plots: true, solve: aggregate},
	"best-response":            {keys: withGame("cournot", "quadratic", "start", "update", "damping", "epsilon", "maxIterations"), plots: true, solve: bestResponse},
	"correlated-equilibrium":   {keys: withGame("objective"), solve: correlatedEquilibrium},
	"fictitious-play":          {keys: withGame("iterations", "first", "epsilon"), plots: true, solve: fictitiousPlay},
	"hierarchical":             {keys: []string{"groups", "f", "L"}, plots: true, solve: hierarchical},
	"nash":                     {keys: withGame("all"), solve: solveNash},
	"nashconv":                 {keys: withGame("x", "y", "strategies"), solve: nashConv},
	"nash-averaging":           {keys: []string{"form", "A", "P", "S", "clip", "agents", "tasks", "method", "epsilon", "maxProducts"}, plots: true, solve: nashAveraging},
	"utilities":                {keys: []string{"A", "profiles", "all"}, solve: utilities},
	"hodge":                    {keys: []string{"A", "S", "agents", "tasks"}, plots: true, solve: hodge},
	"schur":                    {keys: []string{"A"}, solve: schur},
	"elo":                      {keys: []string{"P", "clip", "games", "n", "eta", "scale", "agents"}, plots: true, solve: elo},
	"melo":                     {keys: []string{"P", "clip", "k", "seed", "agents"}, plots: true, solve: melo},
}

// entry is one solver: the keys that it reads beside "solver", and what it does
// with them. solve fills in what it found, and its figure where plots; an error
// wraps ErrInput when the input is to blame.
type entry struct {
	keys  []string
	plots bool
	solve func(ctx context.Context, backend compute.Backend, in fields, out *Answer) error
}

// Solvers lists the names that the door answers, sorted.
func Solvers() []string { return slices.Sorted(maps.Keys(solvers)) }

// Certificate is how far an answer is from what it claims, and how far it may be.
type Certificate struct {
	Kind  string  `json:"kind"`
	Value float64 `json:"value"`
	Bound float64 `json:"bound"`
}

// Answer is what the door found. Integers are written as decimal strings.
type Answer struct {
	Solver      string
	Converged   bool
	Iterations  int
	Backend     string
	Elapsed     time.Duration
	Certificate Certificate
	Results     []Result // in the order in which they are written

	watchers []progress.Func
	trace    *trace             // among watchers, where there will be a plot
	figure   func() plot.Figure // set by solvers that have a plot
}

// Figure is what a person would rather look at; false where the solver has no
// plot or Solve was not asked for one.
func (a *Answer) Figure() (plot.Figure, bool) {
	if a.figure == nil || a.trace == nil {
		return plot.Figure{}, false
	}
	return a.figure(), true
}

// Result is one key of an answer that only its solver has.
type Result struct {
	Key   string
	Value any
}

// add appends a result.
func (a *Answer) add(key string, value any) { a.Results = append(a.Results, Result{key, value}) }

// MarshalJSON writes one flat object.
func (a Answer) MarshalJSON() ([]byte, error) {
	all := append([]Result{
		{"solver", a.Solver},
		{"converged", a.Converged},
		{"iterations", a.Iterations},
		{"backend", a.Backend},
		{"elapsed_ms", float64(a.Elapsed.Microseconds()) / 1000},
		{"certificate", a.Certificate},
	}, a.Results...)
	var buf bytes.Buffer
	for i, r := range all {
		value, err := json.Marshal(r.Value)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", r.Key, err)
		}
		fmt.Fprintf(&buf, "%c%q:%s", "{,"[min(i, 1)], r.Key, value)
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// DefaultMemory is how much memory, in bytes, an input may ask for.
const DefaultMemory = 4 << 30

// Option changes how Run and Solve work.
type Option func(*options)

type options struct {
	memory   int64 // bytes
	watchers []progress.Func
	plot     io.Writer
}

// WithMemory refuses inputs that would take more bytes than this to read and to
// solve, by an estimate that is made before anything is allocated.
func WithMemory(bytes int64) Option { return func(o *options) { o.memory = bytes } }

// WithProgress tells somebody how far the solver has come. The first report is
// empty: the input has been read.
func WithProgress(f progress.Func) Option {
	return func(o *options) { o.watchers = append(o.watchers, f) }
}

// WithPlot makes Run write a figure of the answer, a whole SVG file, after the
// answer itself; a solver that has none is an error about the input, before any
// work.
func WithPlot(w io.Writer) Option { return func(o *options) { o.plot = w } }

func optionsOf(opts []Option) options {
	o := options{memory: DefaultMemory}
	for _, set := range opts {
		set(&o)
	}
	return o
}

// Solve reads one JSON object and answers it. Errors about the input wrap
// ErrInput; an answer that did not converge is no error.
func Solve(ctx context.Context, backend compute.Backend, in io.Reader, opts ...Option) (Answer, error) {
	o := optionsOf(opts)
	read, err := readFields(ctx, in, o.memory)
	if ctx.Err() != nil { // a reader that ctx interrupts is no bad input
		return Answer{}, fmt.Errorf("read the input: %w", ctx.Err())
	}
	if err != nil {
		return Answer{}, err
	}
	name, err := read.text("solver")
	if err != nil {
		return Answer{}, fmt.Errorf("%w; the solvers are %s", err, strings.Join(Solvers(), ", "))
	}
	e, ok := solvers[name]
	if !ok {
		return Answer{}, fmt.Errorf("%w: key \"solver\": unknown solver %q, not one of %s", ErrInput, name, strings.Join(Solvers(), ", "))
	}
	if err := read.onlyKeys(fmt.Sprintf("solver %q", name), append([]string{"solver"}, e.keys...)...); err != nil {
		return Answer{}, err
	}
	out := Answer{Solver: name, Backend: backend.Name(), watchers: o.watchers}
	if o.plot != nil {
		if err := checkPlot(name); err != nil {
			return Answer{}, err
		}
		out.trace = &trace{}
		out.watchers = append(slices.Clone(out.watchers), out.trace.watch)
	}
	progress.Tell(o.watchers, progress.Report{})
	start := time.Now()
	if err := e.solve(ctx, backend, read, &out); err != nil {
		if errors.Is(err, compute.ErrInput) && !errors.Is(err, ErrInput) {
			err = fmt.Errorf("%w: %w", ErrInput, err)
		}
		return Answer{}, err
	}
	out.Elapsed = time.Since(start)
	if ran, ok := backend.(interface{ Ran() string }); ok {
		out.Backend = ran.Ran()
	}
	return out, nil
}

// ExitCode classifies what Solve returned.
func ExitCode(a Answer, err error) int {
	switch {
	case errors.Is(err, ErrInput):
		return ExitBadInput
	case err != nil, !a.Converged:
		return ExitNotConverged
	}
	return ExitOK
}

// Run is `oracled solve --backend backend` from in to out: it writes the answer
// as one line and returns the exit code. It returns as soon as ctx ends, whatever
// the solver or in is doing. With an error nothing was written, but for
// one about the plot, which comes last.
func Run(ctx context.Context, backend string, in io.Reader, out io.Writer, opts ...Option) (code int, err error) {
	o := optionsOf(opts)
	b, err := backendNamed(ctx, backend, o.watchers)
	if err != nil {
		return ExitBadInput, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	a, err := solveApart(ctx, b, in, opts)
	if err != nil {
		return ExitCode(a, err), err
	}
	line, err := json.Marshal(a)
	if err != nil {
		return ExitNotConverged, fmt.Errorf("write the answer: %w", err)
	}
	if _, err := out.Write(append(line, '\n')); err != nil {
		return ExitNotConverged, fmt.Errorf("write the answer: %w", err)
	}
	if fig, ok := a.Figure(); ok {
		if _, err := o.plot.Write(fig.SVG()); err != nil {
			return ExitNotConverged, fmt.Errorf("write the plot: %w", err)
		}
	}
	return ExitCode(a, nil), nil
}

// solveApart is Solve, given up when ctx ends. Solvers look at ctx every few
// milliseconds, but a read that waits, a singular value decomposition and single
// passes over what was read cannot be interrupted: they then go on for nobody,
// within the memory limit, until they are done.
func solveApart(ctx context.Context, backend compute.Backend, in io.Reader, opts []Option) (Answer, error) {
	type result struct {
		answer Answer
		err    error
	}
	c := make(chan result, 1)
	go func() {
		a, err := Solve(ctx, backend, in, opts...)
		c <- result{a, err}
	}()
	select {
	case r := <-c:
		return r.answer, r.err
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Backends lists what Run accepts as a backend.
func Backends() []string { return backends.Names() }

func backendNamed(ctx context.Context, name string, watchers []progress.Func) (*backends.Chosen, error) {
	b, err := backends.Open(ctx, name, backends.Options{Watchers: watchers})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	return b, nil
}
