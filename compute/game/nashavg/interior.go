package nashavg

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"

	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// interior is a point of the path
//
//	s = v·1 − A·p,  p_i·s_i = v/n,  Σp = 1,  p > 0,  s > 0
//
// that leads, as v → 0, to the analytic centre of the equilibria of the
// antisymmetric n×n matrix A with max|A| = 1: p_i > 0 there exactly where some
// equilibrium plays i, and s_i > 0 exactly where none does.
type interior struct {
	n     int
	a     []float64
	p, s  []float64
	fall  []float64 // p's last relative change less s's: above 0 inside the support
	v     float64
	steps int
	dense bool // conjugate gradients have become slow: factorise

	d, scaled []float64 // scratch
}

func newInterior(n int, a []float64) *interior {
	x := &interior{n: n, a: a, p: make([]float64, n), s: make([]float64, n), fall: make([]float64, n), d: make([]float64, n), scaled: make([]float64, n)}
	for i := range x.p {
		x.p[i] = 1 / float64(n)
	}
	linalg.MulVec(x.s, a, x.p)
	most := linalg.MaxAbs(x.s)
	x.v = 2*most + 1e-3
	for i, u := range x.s {
		x.s[i] = x.v - u
	}
	return x
}

// tell tells watchers where the path is: v bounds the exploitability of p, over
// max|A|.
func (x *interior) tell(watchers []progress.Func) {
	if len(watchers) > 0 {
		v := x.v
		progress.Tell(watchers, progress.Report{Done: int64(x.steps), Unit: "steps", Measure: "residual", Value: func() float64 { return v }})
	}
}

// step is one predictor and corrector (Mehrotra 1992). Both systems are
//
//	(D − A)·x = f,  D = diag(s/p),
//
// which scaling makes I − K with K antisymmetric: conjugate gradients on
// I − K² see few distinct eigenvalues early on and where A has low rank. It
// returns false where no more progress can be made.
func (x *interior) step(ctx context.Context) (bool, error) {
	n := x.n
	solve, err := x.solver(ctx)
	if err != nil {
		return false, err
	}
	ones, f := make([]float64, n), make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	border, err := solve(ones, nil)
	if err != nil {
		return false, err
	}
	total := sum(border)
	dp, ds := make([]float64, n), make([]float64, n)
	// direction solves s·dp + p·ds = rc with Σdp = 0 and ds = dv − A·dp; f is
	// rc/p.
	var start []float64
	direction := func() error {
		got, err := solve(f, start)
		if err != nil {
			return err
		}
		start = got
		dv := sum(got) / total
		for i := range dp {
			dp[i] = got[i] - dv*border[i]
		}
		shift := sum(dp) / float64(n)
		for i := range dp {
			dp[i] -= shift
		}
		linalg.MulVec(ds, x.a, dp)
		for i := range ds {
			ds[i] = dv - ds[i]
		}
		return nil
	}
	for i := range f {
		f[i] = -x.s[i]
	}
	if err := direction(); err != nil {
		return false, err
	}
	reach := x.reach(dp, ds)
	var after float64
	for i := range dp {
		after += (x.p[i] + reach*dp[i]) * (x.s[i] + reach*ds[i])
	}
	mu := x.v / float64(n)
	sigma := math.Pow(math.Max(after/x.v, 0), 3)
	for i := range f {
		f[i] = -x.s[i] + (sigma*mu-dp[i]*ds[i])/x.p[i]
	}
	if err := direction(); err != nil {
		return false, err
	}
	reach = x.reach(dp, ds)
	t := math.Min(1, math.Max(0.9, math.Min(0.999, 1-x.v))*reach)
	if !(t > 1e-8) {
		return false, nil
	}
	for i := range dp {
		x.fall[i] = t * (dp[i]/x.p[i] - ds[i]/x.s[i])
		x.p[i] += t * dp[i]
	}
	// s keeps its own recurrence: v − A·p would cancel where it is small.
	for i := range ds {
		x.s[i] += t * ds[i]
	}
	x.steps++
	for i := range x.s {
		if !(x.s[i] > 0) || !(x.p[i] > 0) {
			return false, nil
		}
	}
	var gap float64
	for i := range x.s {
		gap += x.p[i] * x.s[i]
	}
	x.v = gap
	return true, nil
}

// snapshot returns where the path is now; it cannot step from there.
func (x *interior) snapshot() *interior {
	return &interior{n: x.n, a: x.a, p: slices.Clone(x.p), s: slices.Clone(x.s), fall: slices.Clone(x.fall), v: x.v, steps: x.steps}
}

// clear says that every agent is either clearly inside the support or clearly
// outside.
func (x *interior) clear() bool {
	root := math.Sqrt(float64(x.n))
	for i, p := range x.p {
		if r := p * root / x.s[i]; r < clearFace && r > 1.0/clearFace {
			return false
		}
	}
	return true
}

// supports returns guesses of the support, the likeliest first: by size, and by
// which of p and s still falls (Tapia's indicator; El-Bakry, Tapia, Zhang 1994),
// which sees what is far below the square root of v.
func (x *interior) supports() [][]int {
	var bySize, byFall []int
	for i, p := range x.p {
		if p > x.s[i] {
			bySize = append(bySize, i)
		}
		if x.fall[i] > 0 {
			byFall = append(byFall, i)
		}
	}
	if slices.Equal(bySize, byFall) {
		return [][]int{bySize}
	}
	return [][]int{byFall, bySize}
}

// reach is the longest step, at most 1 beyond a hair, that keeps p and s positive.
func (x *interior) reach(dp, ds []float64) float64 {
	most := 1.0
	for i := range dp {
		if dp[i]*most < -x.p[i] {
			most = -x.p[i] / dp[i]
		}
		if ds[i]*most < -x.s[i] {
			most = -x.s[i] / ds[i]
		}
	}
	return most
}

// Precision that the conjugate gradients are asked for, relative to the right
// side, and how many steps they may take before factorising is cheaper.
const (
	gradientTolerance = 1e-4
	leastGradients    = 30
)

// solver returns a function that solves (D − A)·x = f, from a start or nil.
func (x *interior) solver(ctx context.Context) (func(f, start []float64) ([]float64, error), error) {
	n := x.n
	for i := range x.d {
		x.d[i] = math.Sqrt(x.p[i] / x.s[i])
	}
	var lu *linalg.LU
	factorised := func(f []float64) ([]float64, error) {
		if lu == nil {
			m := make([]float64, n*n)
			for i := range n {
				row, from := m[i*n:i*n+n], x.a[i*n:i*n+n]
				for j, v := range from {
					row[j] = -x.d[i] * v * x.d[j]
				}
				row[i] += 1
			}
			var err error
			if lu, err = linalg.Factor(ctx, n, m); err != nil {
				return nil, err
			}
		}
		out := make([]float64, n)
		for i := range out {
			out[i] = x.d[i] * f[i]
		}
		lu.Solve(out, false)
		for i := range out {
			out[i] *= x.d[i]
		}
		return out, nil
	}
	most := max(leastGradients, n/12)
	return func(f, start []float64) ([]float64, error) {
		if !x.dense {
			out, ok, err := x.gradients(ctx, f, start, most)
			if ok || err != nil {
				return out, err
			}
			x.dense = true
		}
		return factorised(f)
	}, nil
}

// times sets y = K·u = d∘A(d∘u).
func (x *interior) times(y, u []float64) {
	for i, v := range u {
		x.scaled[i] = x.d[i] * v
	}
	linalg.MulVec(y, x.a, x.scaled)
	for i := range y {
		y[i] *= x.d[i]
	}
}

// gradients solves (I − K)·u = d∘f as (I − K²)·u = (I + K)·d∘f and returns d∘u;
// false when most steps are not enough.
func (x *interior) gradients(ctx context.Context, f, start []float64, most int) ([]float64, bool, error) {
	n := x.n
	u, r, q, kq, w := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	e := make([]float64, n) // the residual f − (I − K)·u
	for i := range e {
		e[i] = x.d[i] * f[i]
	}
	goal := gradientTolerance * blas64.Nrm2(linalg.Vec(e))
	if start != nil {
		for i := range u {
			u[i] = start[i] / x.d[i]
		}
		x.times(kq, u)
		for i := range e {
			e[i] -= u[i] - kq[i]
		}
	}
	x.times(r, e)
	for i := range r {
		r[i] += e[i]
	}
	copy(q, r)
	rho := blas64.Dot(linalg.Vec(r), linalg.Vec(r))
	for k := 0; ; k++ {
		if blas64.Nrm2(linalg.Vec(e)) <= goal {
			for i := range u {
				u[i] *= x.d[i]
			}
			return u, true, nil
		}
		if k == most {
			return nil, false, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		x.times(kq, q)
		x.times(w, kq)
		blas64.Scal(-1, linalg.Vec(w))
		blas64.Axpy(1, linalg.Vec(q), linalg.Vec(w))
		alpha := rho / blas64.Dot(linalg.Vec(q), linalg.Vec(w))
		blas64.Axpy(alpha, linalg.Vec(q), linalg.Vec(u))
		blas64.Axpy(-alpha, linalg.Vec(w), linalg.Vec(r))
		blas64.Axpy(-alpha, linalg.Vec(q), linalg.Vec(e))
		blas64.Axpy(alpha, linalg.Vec(kq), linalg.Vec(e))
		next := blas64.Dot(linalg.Vec(r), linalg.Vec(r))
		blas64.Scal(next/rho, linalg.Vec(q))
		blas64.Axpy(1, linalg.Vec(r), linalg.Vec(q))
		rho = next
	}
}

func sum(x []float64) float64 {
	var out float64
	for _, v := range x {
		out += v
	}
	return out
}
