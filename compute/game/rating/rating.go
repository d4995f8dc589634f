// Package rating rates agents from how they do against each other: Elo's
// maximum likelihood and its online update, its multidimensional extension
// mElo, the combinatorial Hodge decomposition into what is transitive and what
// is cyclic, and the real Schur decomposition of an antisymmetric matrix.
//
// Matrices are square and row-major unless said otherwise. All results are
// deterministic; signs and orders are fixed by rules that the docs give.
package rating

import (
	"errors"
	"fmt"
	"math"

	"oracled/compute/progress"
)

// ErrInput is wrapped by errors about arguments.
var ErrInput = errors.New("rating: input")

// Symmetry is how far A + Aᵀ may be from zero, relative to max|A|, and how far
// p_ij + p_ji may be from one.
const Symmetry = 1e-9

// tell tells watchers of a step of a fit.
func tell(watchers []progress.Func, steps int, gradient func() float64) {
	progress.Tell(watchers, progress.Report{Done: int64(steps), Unit: "steps", Measure: "gradient", Value: gradient})
}

func checkFinite(name string, cols int, a []float64) error {
	for k, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: %s[%d][%d] = %v is not finite", ErrInput, name, k/cols, k%cols, v)
		}
	}
	return nil
}

// powerBelow returns the power of two that is at most x and more than half of it,
// by which scaling is exact; 0 for 0.
func powerBelow(x float64) float64 {
	if x == 0 {
		return 0
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, e-1)
}

// antisymmetric returns a power of two near max|a| and the antisymmetric part of
// a over it.
func antisymmetric(n int, a []float64) (scale float64, unit []float64, err error) {
	if n < 1 || len(a) != n*n {
		return 0, nil, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(a), n, n)
	}
	if err := checkFinite("a", n, a); err != nil {
		return 0, nil, err
	}
	most := maxAbs(a)
	scale = powerBelow(most)
	unit = make([]float64, n*n)
	if scale == 0 {
		return 0, unit, nil
	}
	for i := range n {
		for j := range i + 1 {
			x, y := a[i*n+j]/scale, a[j*n+i]/scale
			if math.Abs(x+y) > Symmetry*(most/scale) {
				return 0, nil, fmt.Errorf("%w: a[%d][%d] = %v and a[%d][%d] = %v are not antisymmetric", ErrInput, i, j, a[i*n+j], j, i, a[j*n+i])
			}
			unit[i*n+j], unit[j*n+i] = (x-y)/2, (y-x)/2
		}
	}
	return scale, unit, nil
}

// checkProbabilities checks an n×n matrix of win probabilities.
func checkProbabilities(n int, p []float64) error {
	if n < 1 || len(p) != n*n {
		return fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(p), n, n)
	}
	for i := range n {
		for j := range i + 1 {
			x, y := p[i*n+j], p[j*n+i]
			if !(x >= 0 && x <= 1 && y >= 0 && y <= 1) || math.Abs(x+y-1) > Symmetry {
				return fmt.Errorf("%w: p[%d][%d] = %v and p[%d][%d] = %v are not the probabilities of win and loss", ErrInput, i, j, x, j, i, y)
			}
		}
	}
	return nil
}

func maxAbs(x []float64) float64 {
	var most float64
	for _, v := range x {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

// Sigmoid is 1/(1 + exp(−x)).
func Sigmoid(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// logLoss is −s·log σ(x) − (1−s)·log σ(−x), nats.
func logLoss(s, x float64) float64 {
	// log(1 + e^x) − s·x, stable on both sides.
	return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) - s*x
}
