// Package backends chooses what a process computes on. The answer never depends
// on it: every backend returns the same bits, and work that one fails to do is
// done by the CPU.
package backends

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/driver"
	"oracled/compute/progress"
)

// Auto is the name under which Open chooses.
const Auto = "auto"

// CPU is the backend that is always there.
const CPU = "cpu"

// ErrUnknown is wrapped by Open's error for a name that is none.
var ErrUnknown = errors.New("unknown backend")

// Accelerator is a backend beside the CPU's, on hardware that may be missing or
// fail. It is safe for concurrent use.
type Accelerator interface {
	compute.Backend
	// Describe says in one line what it runs on.
	Describe() string
	// Close gives the hardware back.
	Close() error
}

// opener opens an accelerator, and says whether this binary was built with it.
type opener struct {
	built bool
	open  func(watchers []progress.Func) (Accelerator, error)
}

// accelerators are the backends beside the CPU's: a folder and a line each.
func accelerators() map[string]opener {
	return map[string]opener{
		"cuda": {driver.Built, func(w []progress.Func) (Accelerator, error) { return openCUDA(driver.Open, w) }},
	}
}

func openCUDA(open cuda.Opener, watchers []progress.Func) (Accelerator, error) {
	b, err := cuda.New(open)
	if err != nil {
		return nil, err
	}
	b.Watchers = watchers
	return b, nil
}

// Names lists what Open accepts, Auto first.
func Names() []string {
	return append([]string{Auto, CPU}, slices.Sorted(maps.Keys(accelerators()))...)
}

// Built lists the backends of this binary.
func Built() []string {
	out := []string{CPU}
	for name, a := range accelerators() {
		if a.built {
			out = append(out, name)
		}
	}
	slices.Sort(out[1:])
	return out
}

// Options say what Open's caller wants to know. Both functions may be called by
// several goroutines at once.
type Options struct {
	// Ran is told which backend has done some work.
	Ran func(backend string)
	// FellBack is told that a backend failed and the CPU did the work. The reason
	// is one of Reasons.
	FellBack func(backend, reason string, err error)
	// Watchers are told how far the work has come.
	Watchers []progress.Func
}

// Reasons lists why work falls back to the CPU.
func Reasons() []string { return device.Reasons() }

// Chosen is a compute.Backend that computes on what Open chose.
type Chosen struct {
	cpu         compute.Backend
	accelerator Accelerator // nil: none
	missing     error       // why there is none, where one was looked for
	crossover   int64       // anchors from which on the accelerator is asked
	longest     int64       // agents from which on it is asked for rounds of any size; 0: from none
	products    int64       // products of payoffs from which on it is asked
	actions     int64       // live actions of both players from which on it plays
	options     Options
	adjusted    atomic.Int64 // what SetCrossover says in its stead; 0: nothing

	mu  sync.Mutex
	ran string
}

// Open returns the backend of a name: one of Names. Auto takes an accelerator
// where there is one and measures both once, so that each piece of work goes to
// the faster; Missing says why it found none. Any other name is that backend, or
// an error. Close ends it.
func Open(ctx context.Context, name string, o Options) (*Chosen, error) {
	c := &Chosen{cpu: &cpu.Backend{Watchers: o.Watchers}, options: o, crossover: math.MaxInt64, products: math.MaxInt64, actions: math.MaxInt64, ran: CPU}
	all := accelerators()
	if a, ok := all[name]; ok {
		var err error
		if c.accelerator, err = a.open(o.Watchers); err != nil {
			return nil, fmt.Errorf("%w; %s and %s work without it", err, Auto, CPU)
		}
		c.crossover, c.products, c.actions = 0, 0, 0
		return c, nil
	}
	switch name {
	case CPU:
		return c, nil
	case Auto:
	default:
		return nil, fmt.Errorf("%w %q, not one of %s", ErrUnknown, name, strings.Join(Names(), ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !all[name].built {
			continue
		}
		a, err := all[name].open(o.Watchers)
		if err != nil {
			c.missing = errors.Join(c.missing, err)
			continue
		}
		return c, c.add(ctx, a)
	}
	return c, nil
}

// add takes an accelerator and measures it. On an error it is closed.
func (c *Chosen) add(ctx context.Context, a Accelerator) (err error) {
	c.accelerator = a
	if c.crossover, err = crossover(ctx, &cpu.Backend{}, a, rounds); err == nil {
		c.longest, err = crossover(ctx, &cpu.Backend{}, a, columns)
	}
	if err == nil {
		c.products, err = crossover(ctx, &cpu.Backend{}, a, products)
	}
	if err == nil {
		c.actions, err = crossover(ctx, &cpu.Backend{}, a, plays)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.Join(fmt.Errorf("measure backend %s: %w", a.Name(), err), c.Close())
	}
	// What fails before it was needed is not there.
	c.missing = errors.Join(fmt.Errorf("measure backend %s: %w", a.Name(), err), a.Close())
	c.accelerator, c.crossover, c.longest, c.products, c.actions = nil, math.MaxInt64, 0, math.MaxInt64, math.MaxInt64
	return nil
}

// Close gives the accelerator back, if there is one.
func (c *Chosen) Close() error {
	if c.accelerator == nil {
		return nil
	}
	return c.accelerator.Close()
}

// Missing returns why there is no accelerator although one was looked for, nil
// otherwise.
func (c *Chosen) Missing() error { return c.missing }

// Describe says in one line what is computed on.
func (c *Chosen) Describe() string {
	switch {
	case c.accelerator == nil:
		return "the CPU computes"
	case c.crossover == 0 && c.products == 0 && c.actions == 0:
		return c.accelerator.Describe() + "; it computes everything"
	}
	var large []string
	if c.crossover < math.MaxInt64 {
		large = append(large, fmt.Sprintf("rounds of %d anchors or more", c.crossover))
	}
	if c.longest > 0 && c.longest < math.MaxInt64 {
		large = append(large, fmt.Sprintf("rounds of %d agents or more", c.longest))
	}
	if c.products < math.MaxInt64 {
		large = append(large, fmt.Sprintf("products with %d payoffs or more", c.products))
	}
	if c.actions < math.MaxInt64 {
		large = append(large, fmt.Sprintf("fictitious play of %d actions or more", c.actions))
	}
	if large == nil {
		return c.accelerator.Describe() + "; the CPU was faster at every size that was measured, and computes"
	}
	return fmt.Sprintf("%s; it computes %s; the CPU the rest", c.accelerator.Describe(), strings.Join(large, ", "))
}

// Name returns the name of the accelerator, else "cpu".
func (c *Chosen) Name() string {
	if c.accelerator != nil {
		return c.accelerator.Name()
	}
	return CPU
}

// Ran returns the backend that has done the last piece of work, "cpu" before.
func (c *Chosen) Ran() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ran
}

// TrimmedEquilibrium implements compute.Backend.
func (c *Chosen) TrimmedEquilibrium(ctx context.Context, in compute.Columns) (compute.Equilibria, error) {
	return run(ctx, c, int64(len(in.Anchors)) >= c.Crossover() || c.longest > 0 && int64(in.Agents) >= c.longest,
		func() (compute.Equilibria, error) { return c.accelerator.TrimmedEquilibrium(ctx, in) },
		func() (compute.Equilibria, error) { return c.cpu.TrimmedEquilibrium(ctx, in) })
}

// run has a piece of work done by the accelerator where it is large, and by the CPU
// where it is not or the accelerator fails.
func run[T any](ctx context.Context, c *Chosen, large bool, accelerated, plain func() (T, error)) (T, error) {
	if c.accelerator != nil && large {
		out, err := accelerated()
		if err == nil {
			c.tell(c.accelerator.Name())
			return out, nil
		}
		if ctx.Err() != nil || errors.Is(err, compute.ErrInput) {
			return out, err
		}
		if c.options.FellBack != nil {
			c.options.FellBack(c.accelerator.Name(), device.Reason(err), err)
		}
	}
	out, err := plain()
	if err == nil {
		c.tell(c.cpu.Name())
	}
	return out, err
}

func (c *Chosen) tell(name string) {
	c.mu.Lock()
	c.ran = name
	c.mu.Unlock()
	if c.options.Ran != nil {
		c.options.Ran(name)
	}
}
