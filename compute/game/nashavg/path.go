package nashavg

import (
	"context"
	"errors"
	"math"

	"oracled/compute/game/internal/dd"
)

// precise is the path of interior in double-doubles, for games whose near-ties
// are below what float64 tells from ties: it goes on to v = preciseEnd, where
// whatever is played with probability 10⁻¹² is a million times as far from zero
// as whatever is not.
type precise struct {
	n     int
	a     []dd.Num
	p, s  []dd.Num
	fall  []float64
	v     float64
	steps int
}

// preciseEnd is the v at which the precise path has arrived.
const preciseEnd = 1e-28

// newPrecise starts from a point of the path in float64, or from its beginning
// where that point has no slack left.
func newPrecise(ctx context.Context, n int, a []dd.Num, from *interior) (*precise, error) {
	x := &precise{n: n, a: a, p: make([]dd.Num, n), s: make([]dd.Num, n), fall: make([]float64, n)}
	if from != nil {
		copy(x.p, dd.Vector(from.p))
		ok, err := x.place(ctx, from.v)
		if ok || err != nil {
			return x, err
		}
	}
	for i := range x.p {
		x.p[i] = dd.Of(1)
	}
	_, err := x.place(ctx, 0)
	return x, err
}

// place normalises p and sets s = v·1 − A·p; v = 0 asks for one that is large
// enough. It returns false where that is not above 0.
func (x *precise) place(ctx context.Context, v float64) (bool, error) {
	total := dd.Total(x.p)
	for i, p := range x.p {
		x.p[i] = p.Div(total)
	}
	if err := dd.MulVec(ctx, x.s, x.a, x.p); err != nil {
		return false, err
	}
	if v == 0 {
		for _, s := range x.s {
			v = math.Max(v, 2*math.Abs(s.Hi))
		}
		v += 1e-3
	}
	x.v = v
	for i, s := range x.s {
		if x.s[i] = dd.Of(v).Sub(s); !(x.s[i].Hi > 0) {
			return false, nil
		}
	}
	return true, nil
}

// run follows the path to its end and returns where it is, in float64.
func (x *precise) run(ctx context.Context) (*interior, error) {
	for x.v > preciseEnd && x.steps < pathSteps {
		ok, err := x.step(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
	}
	return &interior{n: x.n, p: dd.Floats(x.p), s: dd.Floats(x.s), fall: x.fall, v: x.v, steps: x.steps}, nil
}

// step is interior.step with every system factorised: (D − A)·x = f, scaled by
// the square root d of 1/D.
func (x *precise) step(ctx context.Context) (bool, error) {
	n := x.n
	d, m := make([]float64, n), make([]dd.Num, n*n)
	for i := range d {
		d[i] = math.Sqrt(x.p[i].Hi / x.s[i].Hi)
	}
	for i := range n {
		row := m[i*n : i*n+n]
		for j, v := range x.a[i*n : i*n+n] {
			row[j] = v.Times(-d[i]).Times(d[j])
		}
		row[i] = row[i].Add(x.s[i].Div(x.p[i]).Times(d[i]).Times(d[i]))
	}
	lu, err := dd.Factor(ctx, n, m)
	if errors.Is(err, dd.ErrSingular) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	solve := func(f []dd.Num) []dd.Num {
		out := make([]dd.Num, n)
		for i := range out {
			out[i] = f[i].Times(d[i])
		}
		lu.Solve(out)
		for i := range out {
			out[i] = out[i].Times(d[i])
		}
		return out
	}
	f := make([]dd.Num, n)
	for i := range f {
		f[i] = dd.Of(1)
	}
	border := solve(f)
	total := dd.Total(border)
	dp, ds := make([]dd.Num, n), make([]dd.Num, n)
	direction := func() error {
		got := solve(f)
		dv := dd.Total(got).Div(total)
		for i := range dp {
			dp[i] = got[i].Sub(dv.Mul(border[i]))
		}
		shift := dd.Total(dp).Div(dd.Of(float64(n)))
		for i := range dp {
			dp[i] = dp[i].Sub(shift)
		}
		if err := dd.MulVec(ctx, ds, x.a, dp); err != nil {
			return err
		}
		for i := range ds {
			ds[i] = dv.Sub(ds[i])
		}
		return nil
	}
	for i := range f {
		f[i] = x.s[i].Neg()
	}
	if err := direction(); err != nil {
		return false, err
	}
	reach := x.reach(dp, ds)
	var after float64
	for i := range dp {
		after += (x.p[i].Hi + reach*dp[i].Hi) * (x.s[i].Hi + reach*ds[i].Hi)
	}
	mu := x.v / float64(n)
	sigma := math.Pow(math.Max(after/x.v, 0), 3)
	for i := range f {
		second := dd.Of(sigma * mu).Sub(dp[i].Mul(ds[i]))
		f[i] = second.Div(x.p[i]).Sub(x.s[i])
	}
	if err := direction(); err != nil {
		return false, err
	}
	t := math.Min(1, math.Max(0.9, math.Min(0.999, 1-x.v))*x.reach(dp, ds))
	if !(t > 1e-8) {
		return false, nil
	}
	var gap float64
	for i := range dp {
		x.fall[i] = t * (dp[i].Hi/x.p[i].Hi - ds[i].Hi/x.s[i].Hi)
		x.p[i] = x.p[i].Add(dp[i].Times(t))
		x.s[i] = x.s[i].Add(ds[i].Times(t))
		if !(x.p[i].Hi > 0) || !(x.s[i].Hi > 0) {
			return false, nil
		}
		gap += x.p[i].Hi * x.s[i].Hi
	}
	x.steps++
	x.v = gap
	return true, nil
}

// reach is the longest step, at most 1 beyond a hair, that keeps p and s positive.
func (x *precise) reach(dp, ds []dd.Num) float64 {
	most := 1.0
	for i := range dp {
		if dp[i].Hi*most < -x.p[i].Hi {
			most = -x.p[i].Hi / dp[i].Hi
		}
		if ds[i].Hi*most < -x.s[i].Hi {
			most = -x.s[i].Hi / ds[i].Hi
		}
	}
	return most
}
