package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/firstorder"
)

// Sizes of what is promised.
const (
	manyProfiles = 65536
	manyActions  = 4096
	manyAgents   = 10000
)

// utilities prints the rows of products with payoff matrices.
func utilities(ctx context.Context, b *cuda.Backend, t *table) error {
	r := rand.New(rand.NewPCG(1, 3))
	p := compute.Payoffs{Rows: manyActions, Cols: manyActions, Entries: make([]int32, manyActions*manyActions)}
	for i := range p.Entries {
		p.Entries[i] = int32(r.Int64N(2*compute.MaxPayoff+1) - compute.MaxPayoff)
	}
	q := compute.Profiles{Count: manyProfiles, Weights: make([]int32, manyProfiles*manyActions)}
	x := make([]float64, manyActions)
	for i := range q.Count {
		for k := range x {
			x[k] = r.ExpFloat64()
		}
		if err := compute.QuantiseProfile(q.Profile(i, manyActions), x); err != nil {
			return err
		}
	}
	rate, err := b.MeasureMatrixRate(ctx, 4096)
	if err != nil {
		return err
	}
	took, err := b.MeasureBestResponses(ctx, p, q)
	if err != nil {
		return err
	}
	reached := 2 * float64(manyProfiles) * manyActions * manyActions / took.Search
	t.row(fmt.Sprintf("utilities, %d profiles × %d actions, search in TF32", manyProfiles, manyActions),
		fmt.Sprintf("%.3g ms, %.0f of %.0f TFLOP/s, %.0f %%", 1e3*took.Search, reached/1e12, rate/1e12, 100*reached/rate), "≥ 50 %", reached >= 0.5*rate)
	t.row("the same, the best in integers, and end to end", fmt.Sprintf("%.3g ms more, %.3g ms", 1e3*took.Settle, 1e3*took.All), "–", "–")
	return nil
}

// averaging prints the rows of first-order Nash averaging, of payoffs uniform in
// [−1, 1], which half of the agents play.
func averaging(ctx context.Context, b *cuda.Backend, t *table, copyRate float64) error {
	const n = manyAgents
	r := rand.New(rand.NewPCG(1, n))
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = 2*r.Float64() - 1
			a[j*n+i] = -a[i*n+j]
		}
	}
	p, _, err := compute.QuantisePayoffs(n, n, a)
	if err != nil {
		return err
	}
	w := make([]int32, n)
	for i := range w {
		w[i] = compute.ProfileWeight / n
	}
	seconds, err := b.MeasureMultiply(ctx, p, w)
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("product with %d × %d payoffs, kernel", n, n),
		fmt.Sprintf("%.3g µs, %.0f GB/s, a copy's are %.0f", 1e6*seconds, 4*n*n/seconds/1e9, copyRate/1e9), "–", "–")

	on := func(backend compute.Backend) (firstorder.Agents, float64, error) {
		start := time.Now()
		x, err := firstorder.AVA(ctx, backend, n, a, firstorder.Options{})
		return x, time.Since(start).Seconds(), err
	}
	x, took, err := on(b)
	if err != nil {
		return err
	}
	_, host, err := on(cpu.New())
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("Nash averaging, first-order, n = %d", n),
		fmt.Sprintf("exploitability %.2g of max|A| in %.3g s, %d products; the CPU %.3g s", x.Relative, took, x.Products, host), "≤ 1e-06", x.Converged)
	return nil
}

// playing prints the row of fictitious play of a symmetric game of random integers,
// which settles on nothing: what the kernel takes for a period, and many periods
// with all copies beside the CPU's.
func playing(ctx context.Context, b *cuda.Backend, t *table) error {
	const n, periods = manyAgents, 20_000
	r := rand.New(rand.NewPCG(2, n))
	e := compute.Earnings{Actions: [2]int{n, n}, Live: [2]int{n, n}, Of: [2][]int64{make([]int64, n*n)}}
	for i := range n {
		for j := range i {
			e.Of[0][i*n+j] = r.Int64N(2<<30+1) - 1<<30
			e.Of[0][j*n+i] = -e.Of[0][i*n+j]
		}
	}
	e.Of[1] = e.Of[0]
	kernel, err := b.MeasurePlay(ctx, e, 4096)
	if err != nil {
		return err
	}
	on := func(backend compute.Backend) (*compute.History, float64, error) {
		l, err := backend.LoadLearners(ctx, e)
		if err != nil {
			return nil, 0, err
		}
		defer l.Close()
		h := compute.NewHistory(e, [2]int{0, 1})
		start := time.Now()
		_, err = l.Play(ctx, h, periods)
		return h, time.Since(start).Seconds(), err
	}
	got, took, err := on(b)
	if err != nil {
		return err
	}
	want, host, err := on(cpu.New())
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("fictitious play, n = %d, kernel", n), fmt.Sprintf("%.3g µs a period, %.0f GB/s", 1e6*kernel, 16*n/kernel/1e9), "–", "–")
	t.row(fmt.Sprintf("the same, %d periods end to end, counts as the CPU's", periods),
		fmt.Sprintf("%.3g periods/s; the CPU %.3g", periods/took, periods/host), "–", reflect.DeepEqual(got, want))
	return nil
}
