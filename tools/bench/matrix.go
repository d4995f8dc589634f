package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/firstorder"
)

// matrixBenchmarks are of products with payoff matrices, on one core and on all.
func matrixBenchmarks(all int) []benchmark {
	var list []benchmark
	for _, b := range []benchmark{
		{name: "nash-first-order-2000", prepare: firstOrder(2000, 0)},
		{name: "nash-first-order-2000-skill", prepare: firstOrder(2000, 1)},
		{name: "best-responses-1024x1000", prepare: bestResponses(1000, 1024)},
	} {
		for _, b.cores = range []int{1, all} {
			list = append(list, b)
		}
	}
	return list
}

// onCores runs a function on so many cores.
func onCores(cores int, f func() error) func() error {
	return func() error {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		return f()
	}
}

// firstOrder is a Nash equilibrium of payoffs uniform in [−1, 1], beside a
// difference of skills.
func firstOrder(n int, skill float64) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		skills := make([]float64, n)
		for i := range skills {
			skills[i] = skill * r.NormFloat64()
		}
		a := make([]float64, n*n)
		for i := range n {
			for j := range i {
				a[i*n+j] = skills[i] - skills[j] + 2*r.Float64() - 1
				a[j*n+i] = -a[i*n+j]
			}
		}
		ours = onCores(cores, func() error {
			x, err := firstorder.AVA(context.Background(), &cpu.Backend{Workers: cores}, n, a, firstorder.Options{Epsilon: 1e-4})
			if err == nil && !x.Converged {
				err = fmt.Errorf("exploitability %g after %d products", x.Relative, x.Products)
			}
			return err
		})
		reference = onCores(cores, func() error { return regretMatching(n, a, 1e-3) })
		return ours, reference, nil
	}
}

// regretMatching plays regret matching plus against itself (Tammelin 2014, "Solving
// large imperfect information games using CFR+"), until the average weighted by
// time is exploited by no more than this of the largest payoff.
func regretMatching(n int, a []float64, epsilon float64) error {
	most := 0.0
	for _, v := range a {
		most = max(most, math.Abs(v))
	}
	payoffs := blas64.General{Rows: n, Cols: n, Stride: n, Data: a}
	x, u := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	regrets, earned := make([]float64, n), make([]float64, n)
	weight := 0.0
	for t := 1.0; t < 1e5; t++ {
		total := 0.0
		for _, r := range regrets {
			total += r
		}
		for i, r := range regrets {
			x.SetVec(i, 1/float64(n))
			if total > 0 {
				x.SetVec(i, r/total)
			}
		}
		blas64.Gemv(blas.NoTrans, 1, payoffs, x.RawVector(), 0, u.RawVector())
		weight += t
		for i := range n {
			regrets[i] = max(regrets[i]+u.AtVec(i), 0)
			earned[i] += t * u.AtVec(i)
		}
		if slices.Max(earned) <= epsilon*most*weight {
			return nil
		}
	}
	return fmt.Errorf("the reference's exploitability is %g", slices.Max(earned)/weight)
}

// bestResponses is the best row of n against so many profiles.
func bestResponses(n, profiles int) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		a, x := make([]float64, n*n), make([]float64, profiles*n)
		for i := range a {
			a[i] = 2*r.Float64() - 1
		}
		q := compute.Profiles{Count: profiles, Weights: make([]int32, profiles*n)}
		for i := range profiles {
			row := x[i*n : (i+1)*n]
			for k := range row {
				row[k] = r.ExpFloat64()
			}
			if err := compute.QuantiseProfile(q.Profile(i, n), row); err != nil {
				return nil, nil, err
			}
		}
		p, _, err := compute.QuantisePayoffs(n, n, a)
		if err != nil {
			return nil, nil, err
		}
		m, err := (&cpu.Backend{Workers: cores}).Load(context.Background(), p)
		if err != nil {
			return nil, nil, err
		}
		var best []int32
		ours = onCores(cores, func() error {
			got, err := m.BestResponses(context.Background(), q)
			best = got.Best
			return err
		})
		reference = onCores(cores, func() error {
			u := mat.NewDense(profiles, n, nil)
			u.Mul(mat.NewDense(profiles, n, x), mat.NewDense(n, n, a).T())
			differ := 0
			for i := range profiles {
				row := u.RawRowView(i)
				if slices.Index(row, slices.Max(row)) != int(best[i]) {
					differ++
				}
			}
			if differ > profiles/100 { // near ties may
				return fmt.Errorf("the reference's best responses differ %d times", differ)
			}
			return nil
		})
		return ours, reference, nil
	}
}
