package main

import (
	"context"
	"fmt"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
)

// shape is a problem of the trimmed game. lambda is the task's Λ under mixed
// confidence (0–100) and trust (0–65536); 0 is the trimmed mean, nobody stubborn.
type shape struct{ agents, coordinates, faults, lambda int }

// trimmedBenchmarks are the trimmed mean and the trimmed equilibrium, on one
// core and on all.
func trimmedBenchmarks(all int) []benchmark {
	var list []benchmark
	for _, b := range []struct {
		name string
		shape
	}{
		{"trimmed-equilibrium-10000x256", shape{10000, 256, 3300, 32768}},
		{"trimmed-equilibrium-10000x256-65000", shape{10000, 256, 3300, 65000}},
		{"trimmed-mean-10000x256", shape{10000, 256, 3300, 0}},
		{"trimmed-mean-100000x64", shape{100000, 64, 33000, 0}},
	} {
		for _, cores := range []int{1, all} {
			list = append(list, benchmark{name: b.name, cores: cores, prepare: b.compare})
		}
	}
	return list
}

// columns draws anchors from a bell curve, every bit of the fraction alive.
func (s shape) columns() (compute.Columns, error) {
	r := rand.New(rand.NewPCG(1, 2))
	c := compute.Columns{
		Agents: s.agents, Coordinates: s.coordinates, Faults: s.faults,
		Anchors: make([]fixed.Q64x64, s.agents*s.coordinates), Weights: make([]uint32, s.agents),
	}
	for i := range c.Anchors {
		b, err := fixed.FromFloat64(r.NormFloat64() * 100)
		if err != nil {
			return c, err
		}
		b.Lo ^= r.Uint64() >> 12
		c.Anchors[i] = b
	}
	for i := range c.Weights {
		lambda := int64(s.lambda)
		L := lambda - lambda*r.Int64N(101)*r.Int64N(65537)/(100*65536)
		c.Weights[i] = compute.Unit - uint32(L)
	}
	return c, c.Check()
}

// compare holds the backend against a plain solution of every column, in time
// and in values.
func (s shape) compare(cores int) (ours, reference func() error, err error) {
	plain := newtonOnSorted
	if s.lambda == 0 {
		plain = meanOfSorted
	}
	c, err := s.columns()
	if err != nil {
		return nil, nil, err
	}
	backend := &cpu.Backend{Workers: cores}
	var values []fixed.Q64x64
	ours = func() error {
		e, err := backend.TrimmedEquilibrium(context.Background(), c)
		values = e.Values
		return err
	}
	reference = func() error {
		got := make([]fixed.Q64x64, c.Coordinates)
		var wait sync.WaitGroup
		for k := range cores {
			wait.Go(func() {
				for j := k; j < c.Coordinates; j += cores {
					got[j] = plain(c.Column(j), c.Weights, c.Faults)
				}
			})
		}
		wait.Wait()
		if !slices.Equal(got, values) {
			return fmt.Errorf("the reference disagrees")
		}
		return nil
	}
	return ours, reference, nil
}

// weighted is a 128-bit integer and its agent's weight.
type weighted struct {
	p fixed.Q64x64
	w uint32
}

func byPull(a, b weighted) int { return a.p.Cmp(b.p) }

// newtonOnSorted returns the largest v with g(v) ≥ 0: Newton on g between
// bounds, with all pulls sorted at every step.
func newtonOnSorted(col []fixed.Q64x64, ws []uint32, f int) fixed.Q64x64 {
	one := fixed.FromUlps(1)
	lo, hi := slices.MinFunc(col, fixed.Q64x64.Cmp), slices.MaxFunc(col, fixed.Q64x64.Cmp)
	hi = add(hi, one) // g(lo) ≥ 0 > g(hi)
	pulls := make([]weighted, len(col))
	for v := col[len(col)/2]; ; {
		for i, b := range col {
			pulls[i] = weighted{times(sub(b, v), ws[i]), ws[i]}
		}
		slices.SortFunc(pulls, byPull)
		g, weight := sumOf(pulls[f : len(pulls)-f])
		step := new(big.Int).Div(g, weight)
		if g.Sign() >= 0 {
			lo = v
		} else {
			hi = v
		}
		if sub(hi, lo) == one {
			return lo
		}
		next, err := fixed.FromBig(step.Add(step, v.Big()))
		if err != nil {
			panic(err)
		}
		switch {
		case next == lo:
			next = add(lo, one)
		case next.Cmp(lo) < 0 || next.Cmp(hi) >= 0:
			s := add(lo, hi)
			next = fixed.Q64x64{Hi: s.Hi >> 1, Lo: uint64(s.Hi)<<63 | s.Lo>>1}
		}
		v = next
	}
}

// meanOfSorted returns the floor of the mean of the middle of a sorted column.
func meanOfSorted(col []fixed.Q64x64, _ []uint32, f int) fixed.Q64x64 {
	sorted := make([]weighted, len(col))
	for i, b := range col {
		sorted[i] = weighted{b, 1}
	}
	slices.SortFunc(sorted, byPull)
	sum, n := sumOf(sorted[f : len(sorted)-f])
	mean, err := fixed.FromBig(sum.Div(sum, n))
	if err != nil {
		panic(err)
	}
	return mean
}

// sumOf returns the sums of pulls and weights.
func sumOf(a []weighted) (sum, weight *big.Int) {
	var s0, s1, s2, c, w uint64
	for _, x := range a {
		s0, c = bits.Add64(s0, x.p.Lo, 0)
		s1, c = bits.Add64(s1, uint64(x.p.Hi), c)
		s2, _ = bits.Add64(s2, uint64(x.p.Hi>>63), c)
		w += uint64(x.w)
	}
	sum = big.NewInt(int64(s2))
	sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(s1))
	sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(s0))
	return sum, new(big.Int).SetUint64(w)
}

// add, sub and times do not overflow within compute's limits.
func add(a, b fixed.Q64x64) fixed.Q64x64 {
	lo, c := bits.Add64(a.Lo, b.Lo, 0)
	hi, _ := bits.Add64(uint64(a.Hi), uint64(b.Hi), c)
	return fixed.Q64x64{Hi: int64(hi), Lo: lo}
}

func sub(a, b fixed.Q64x64) fixed.Q64x64 {
	lo, c := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), c)
	return fixed.Q64x64{Hi: int64(hi), Lo: lo}
}

func times(a fixed.Q64x64, w uint32) fixed.Q64x64 {
	hi, lo := bits.Mul64(a.Lo, uint64(w))
	return fixed.Q64x64{Hi: int64(hi + uint64(a.Hi)*uint64(w)), Lo: lo}
}
