package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"

	"gonum.org/v1/gonum/mat"

	"oracled/compute/game/nashavg"
)

// nashUniform is the maximum-entropy Nash equilibrium of a game with payoffs
// uniform in [−1, 1].
func nashUniform(n int) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		return nashAverage(cores, n, func(i, j int) float64 { return 2*r.Float64() - 1 })
	}
}

// nashLowRank is the same of a game of the given rank, from normal factors.
func nashLowRank(n, rank int) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		u := make([]float64, n*rank)
		for i := range u {
			u[i] = r.NormFloat64()
		}
		return nashAverage(cores, n, func(i, j int) float64 {
			var v float64
			for l := 0; l < rank; l += 2 {
				v += u[i*rank+l]*u[j*rank+l+1] - u[i*rank+l+1]*u[j*rank+l]
			}
			return v
		})
	}
}

// nashAverage compares with a plain interior-point method without a guess of
// the support: Newton on the central path of the game's linear programme, one
// factorisation a step, to an exploitability of 10⁻⁹ and no further, so without
// any search for the largest entropy.
func nashAverage(cores, n int, payoff func(i, j int) float64) (ours, reference func() error, err error) {
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = payoff(i, j)
			a[j*n+i] = -a[i*n+j]
		}
	}
	on := func(f func() error) func() error {
		return func() error {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			return f()
		}
	}
	ours = on(func() error {
		x, err := nashavg.AVA(context.Background(), n, a)
		if err == nil && !x.Converged {
			err = fmt.Errorf("exploitability %g, entropy gap %g", x.Relative, x.EntropyGap)
		}
		return err
	})
	reference = on(func() error {
		if e := plainNash(n, a); !(e <= 1e-9) {
			return fmt.Errorf("the reference's exploitability is %g", e)
		}
		return nil
	})
	return ours, reference, nil
}

// plainNash follows p_i·s_i = μ, s = v − A·p, Σp = 1 and returns max(A·p)/max|A|.
func plainNash(n int, a []float64) float64 {
	payoffs := mat.NewDense(n, n, a)
	scale := math.Max(mat.Max(payoffs), -mat.Min(payoffs))
	p, s := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		p.SetVec(i, 1/float64(n))
	}
	s.MulVec(payoffs, p)
	v := 2 * mat.Max(s)
	for i := range n {
		s.SetVec(i, v-s.AtVec(i))
	}
	m := mat.NewDense(n, n, nil)
	rhs, step, ds := mat.NewDense(n, 2, nil), mat.NewDense(n, 2, nil), mat.NewVecDense(n, nil)
	for range 200 {
		if v <= 1e-9*scale {
			break
		}
		m.Scale(-1, payoffs)
		for i := range n {
			m.Set(i, i, s.AtVec(i)/p.AtVec(i))
			rhs.Set(i, 0, 1)
			rhs.Set(i, 1, 0.1*v/float64(n)/p.AtVec(i)-s.AtVec(i))
		}
		var lu mat.LU
		lu.Factorize(m)
		if err := lu.SolveTo(step, false, rhs); err != nil {
			if _, close := err.(mat.Condition); !close {
				return math.Inf(1)
			}
		}
		dv := mat.Sum(step.ColView(1)) / mat.Sum(step.ColView(0))
		dp := mat.NewVecDense(n, nil)
		dp.AddScaledVec(step.ColView(1), -dv, step.ColView(0))
		ds.MulVec(payoffs, dp)
		reach := 1.0
		for i := range n {
			ds.SetVec(i, dv-ds.AtVec(i))
			for _, x := range [][2]float64{{p.AtVec(i), dp.AtVec(i)}, {s.AtVec(i), ds.AtVec(i)}} {
				if x[1] < 0 {
					reach = math.Min(reach, -0.99*x[0]/x[1])
				}
			}
		}
		p.AddScaledVec(p, reach, dp)
		s.AddScaledVec(s, reach, ds)
		v = mat.Dot(p, s)
	}
	p.ScaleVec(1/mat.Sum(p), p)
	s.MulVec(payoffs, p)
	return mat.Max(s) / scale
}
