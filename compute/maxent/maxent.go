// Package maxent finds the distribution of largest entropy under linear
// inequalities, in arithmetic of a fixed precision that is the same on every
// machine: whoever runs it gets the same integers.
package maxent

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"oracled/compute/certify"
)

// Relaxation is how far, in units of their rows and as a power of two, the
// constraints are relaxed: p satisfies G·p ≤ 2^−Relaxation.
const Relaxation = 61

const (
	precision = 320 // bits of every number
	lastMu    = 70  // the barrier ends at 2^−lastMu
	steps     = 2000
)

// MaxWork bounds rows²·columns, which one step takes so many multiplications
// for.
const MaxWork = 1 << 18

// ErrNotConverged says that the iteration did not end, or was asked for more
// than MaxWork.
var ErrNotConverged = errors.New("maxent: not converged")

// Solution is a distribution and the multipliers that prove its entropy.
type Solution struct {
	P    []*big.Int // c, units of 2⁻⁶⁴, summing to 2⁶⁴
	Fine []*big.Int // the same in units of 2^−certify.DualBits
	Dual []*big.Int // r, what certify.Constraints.CheckEntropy takes
	// Steps of Newton's method.
	Steps int
}

// Solve returns the distribution of largest entropy over c outcomes among those
// with G_i·p ≤ 2^−Relaxation·Unit_i, which some p satisfies with 0 in the
// relaxation's place. So p's entropy is at least that of every distribution that
// satisfies the constraints themselves.
//
// It minimises the dual log Σ_j exp(−(Gᵀy)_j) + ε·Σy over y ≥ 0 along the path of
// a logarithmic barrier (Boyd and Vandenberghe 2004, §§5.2.4, 11.3), whose
// points have p ∝ exp(−Gᵀy) and y_i·(ε − G_i·p) = μ: p is strictly feasible, and
// its entropy is at most μ·r below log Σ_j exp(−(Gᵀy)_j). The relaxation gives the
// dual a minimum also where the constraints have no interior, as where an outcome
// has probability 0 in all that satisfy them; it shrinks with μ, so that the
// multipliers grow only where they must.
//
// Errors wrap ErrNotConverged or are ctx's.
func Solve(ctx context.Context, c int, g certify.Constraints) (Solution, error) {
	if r := len(g.Rows); r*r > MaxWork/max(c, 1) {
		return Solution{}, fmt.Errorf("%w: %d constraints on %d outcomes are too many", ErrNotConverged, r, c)
	}
	s := newState(c, g)
	mu := number(1)
	for s.taken = 0; s.taken < steps; s.taken++ {
		if err := ctx.Err(); err != nil {
			return Solution{}, err
		}
		// Along the path as soon as the products are near μ.
		for s.centred(mu) {
			if mu.Cmp(power(-lastMu)) <= 0 {
				return s.solution(), nil
			}
			mu.Mul(mu, power(-4))
			s.relax(mu)
		}
		if err := s.step(mu); err != nil {
			return Solution{}, err
		}
	}
	return Solution{}, fmt.Errorf("%w: %d steps", ErrNotConverged, steps)
}

// state is a point y and what follows from it.
type state struct {
	f       *certify.Precision
	a       [][]*big.Float // r×c, rows over their units
	y       []*big.Float   // r
	p       []*big.Float   // c
	slack   []*big.Float   // r: ε − G·p
	epsilon *big.Float
	taken   int
}

func number(x int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(x) }

func zero() *big.Float { return new(big.Float).SetPrec(precision) }

func power(e int) *big.Float { return zero().SetMantExp(number(1), e) }

func zeros(n int) []*big.Float {
	out := make([]*big.Float, n)
	for i := range out {
		out[i] = zero()
	}
	return out
}

func newState(c int, g certify.Constraints) *state {
	r := len(g.Rows)
	s := &state{
		f: certify.NewPrecision(precision), a: make([][]*big.Float, r),
		y: zeros(r), p: zeros(c), slack: zeros(r), epsilon: zero(),
	}
	for i, row := range g.Rows {
		unit := zero().SetInt(g.Unit[i])
		s.a[i] = zeros(c)
		for j, x := range row {
			s.a[i][j].Quo(zero().SetInt(x), unit)
		}
		s.y[i].SetInt64(1)
	}
	s.relax(number(1))
	s.evaluate(s.y)
	return s
}

// relax sets the relaxation ε that goes with μ.
func (s *state) relax(mu *big.Float) {
	now := zero().Add(power(-Relaxation-1), mu)
	change := zero().Sub(now, s.epsilon)
	for _, x := range s.slack {
		x.Add(x, change)
	}
	s.epsilon = now
}

// evaluate sets p and the slacks to those of y.
func (s *state) evaluate(y []*big.Float) {
	z, t := zeros(len(s.p)), zero()
	for i, row := range s.a {
		for j, x := range row {
			if x.Sign() != 0 {
				z[j].Sub(z[j], t.Mul(x, y[i]))
			}
		}
	}
	most := z[0]
	for _, x := range z {
		if x.Cmp(most) > 0 {
			most = x
		}
	}
	sum, fixed := zero(), new(big.Int)
	for j, x := range z {
		t.Sub(most, x)
		t.SetMantExp(t, precision).Int(fixed)
		lo, _ := s.f.ExpNeg(fixed)
		s.p[j].SetInt(lo)
		sum.Add(sum, s.p[j])
	}
	for _, x := range s.p {
		x.Quo(x, sum)
	}
	for i, row := range s.a {
		s.slack[i].Set(s.epsilon)
		for j, x := range row {
			if x.Sign() != 0 {
				s.slack[i].Sub(s.slack[i], t.Mul(x, s.p[j]))
			}
		}
	}
}

// centred tells whether every product y·slack is within half of μ.
func (s *state) centred(mu *big.Float) bool {
	t, half := zero(), zero().Mul(mu, power(-1))
	for i, y := range s.y {
		t.Mul(y, s.slack[i])
		if t.Sub(t, mu).Abs(t).Cmp(half) > 0 {
			return false
		}
	}
	return true
}

// step takes one of Newton's steps towards the point of μ: with the gradient
// slack − μ/y and the Hessian G·(diag p − ppᵀ)·Gᵀ + D. D is slack/y, as on the
// path, and μ/y², the barrier's own, where that is more.
func (s *state) step(mu *big.Float) error {
	r := len(s.a)
	gradient, direction := zeros(r), zeros(r)
	h := s.curvature()
	t := zero()
	for i, y := range s.y {
		pull := zero().Quo(mu, y)
		gradient[i].Sub(s.slack[i], pull)
		direction[i].Neg(gradient[i])
		if s.slack[i].Cmp(pull) > 0 {
			pull.Set(s.slack[i])
		}
		h[i][i].Add(h[i][i], t.Quo(pull, y))
	}
	if !solve(h, direction) {
		return fmt.Errorf("%w: the curvature is singular at step %d", ErrNotConverged, s.taken)
	}
	// At most nine tenths of the way to where a multiplier would be zero.
	reach, most := number(1), zero().Quo(number(9), number(10))
	for i, d := range direction {
		if d.Sign() < 0 {
			t.Quo(s.y[i], d)
			t.Mul(t.Neg(t), most)
			if t.Cmp(reach) < 0 {
				reach.Set(t)
			}
		}
	}
	// The dual is convex: it has not gone up where the slope is not yet half as
	// much up as it was down.
	limit := s.slope(mu, s.y, direction)
	limit.Mul(limit.Neg(limit), power(-1))
	from := s.y
	for range 200 {
		s.y = zeros(r)
		for i, d := range direction {
			s.y[i].Add(from[i], t.Mul(reach, d))
		}
		s.evaluate(s.y)
		if s.slope(mu, s.y, direction).Cmp(limit) <= 0 {
			return nil
		}
		reach.Mul(reach, power(-1))
	}
	return fmt.Errorf("%w: no descent at step %d", ErrNotConverged, s.taken)
}

// slope returns the derivative along d at y, where the slacks are.
func (s *state) slope(mu *big.Float, y, d []*big.Float) *big.Float {
	sum, t := zero(), zero()
	for i := range d {
		t.Quo(mu, y[i])
		t.Sub(s.slack[i], t)
		sum.Add(sum, t.Mul(t, d[i]))
	}
	return sum
}

// curvature returns the lower triangle of G·(diag p − ppᵀ)·Gᵀ.
func (s *state) curvature() [][]*big.Float {
	r, c := len(s.a), len(s.p)
	h, weighted, mean := make([][]*big.Float, r), zeros(c), zero()
	t := zero()
	for i, row := range s.a {
		mean.Sub(s.epsilon, s.slack[i]) // (G·p)_i
		for j, x := range row {
			weighted[j].Mul(t.Sub(x, mean), s.p[j])
		}
		h[i] = zeros(i + 1)
		for k := range i + 1 {
			sum := h[i][k]
			for j, x := range s.a[k] {
				if x.Sign() != 0 {
					sum.Add(sum, t.Mul(weighted[j], x))
				}
			}
		}
	}
	return h
}

// solve replaces b by the solution of h·x = b, h symmetric and positive
// definite, given by its lower triangle, which it destroys: h = L·D·Lᵀ.
func solve(h [][]*big.Float, b []*big.Float) bool {
	n, t := len(b), zero()
	scaled := zeros(n) // L·D of a row
	for i := range n {
		for k := range i {
			scaled[k].Set(h[i][k])
			for m := range k {
				scaled[k].Sub(scaled[k], t.Mul(scaled[m], h[k][m]))
			}
			h[i][k].Quo(scaled[k], h[k][k])
			h[i][i].Sub(h[i][i], t.Mul(h[i][k], scaled[k]))
		}
		if h[i][i].Sign() <= 0 {
			return false
		}
	}
	for i := range n {
		for k := range i {
			b[i].Sub(b[i], t.Mul(h[i][k], b[k]))
		}
	}
	for i := n - 1; i >= 0; i-- {
		b[i].Quo(b[i], h[i][i])
		for k := i + 1; k < n; k++ {
			b[i].Sub(b[i], t.Mul(h[k][i], b[k]))
		}
	}
	return true
}

func (s *state) solution() Solution {
	out := Solution{Steps: s.taken}
	shares := make([]*big.Int, len(s.p))
	for j, x := range s.p {
		shares[j], _ = zero().SetMantExp(x, precision/2).Int(nil)
	}
	out.P = Distribution(certify.ProbabilityBits, shares)
	out.Fine = Distribution(certify.DualBits, shares)
	for _, x := range s.y {
		y, _ := zero().SetMantExp(x, certify.DualBits).Int(nil)
		out.Dual = append(out.Dual, y)
	}
	return out
}

// Distribution returns weights, nowhere negative and not all zero, over their
// sum in units of 2^−bits: floored, the missing units to the largest remainders,
// of equal ones to the lowest index. It sums to exactly 2^bits.
func Distribution(bits uint, weights []*big.Int) []*big.Int {
	sum := new(big.Int)
	for _, x := range weights {
		sum.Add(sum, x)
	}
	out, rest := make([]*big.Int, len(weights)), make([]*big.Int, len(weights))
	missing := new(big.Int).Lsh(big.NewInt(1), bits)
	order := make([]int, len(weights))
	for j, x := range weights {
		order[j] = j
		rest[j] = new(big.Int)
		out[j], _ = new(big.Int).QuoRem(new(big.Int).Lsh(x, bits), sum, rest[j])
		missing.Sub(missing, out[j])
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for _, j := range order[:missing.Int64()] {
		out[j].Add(out[j], big.NewInt(1))
	}
	return out
}
