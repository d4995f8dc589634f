package rating

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Hodge is the decomposition of agents against agents: A = Grad + Rot.
type Hodge struct {
	Div       []float64 // n: (1/n)·Σ_j A_ij, in units of A
	Grad, Rot []float64 // n×n; Grad_ij = Div_i − Div_j, the rows of Rot sum to 0
	// Transitive is ‖Grad‖²/‖A‖² (Frobenius), 1 when A is all zeros: nothing is
	// cyclic there.
	Transitive float64
	Error      float64 // max|Grad + Rot − A| / max|A|
}

// HodgeOf decomposes an antisymmetric n×n matrix (Jiang, Lim, Yao, Ye 2011,
// "Statistical ranking and combinatorial Hodge theory"; Balduzzi et al. 2018,
// "Re-evaluating evaluation", on agents against agents). It fails with ErrInput
// for wrong sizes, numbers that are not finite, and where A + Aᵀ is above
// 10⁻⁹·max|A|.
func HodgeOf(n int, a []float64) (Hodge, error) {
	scale, unit, err := antisymmetric(n, a)
	if err != nil {
		return Hodge{}, err
	}
	h := Hodge{Div: make([]float64, n), Grad: make([]float64, n*n), Rot: make([]float64, n*n)}
	for i := range n {
		for _, v := range unit[i*n : i*n+n] {
			h.Div[i] += v
		}
		h.Div[i] /= float64(n)
	}
	for i := range n {
		for j := range n {
			k := i*n + j
			h.Grad[k] = h.Div[i] - h.Div[j]
			h.Rot[k] = unit[k] - h.Grad[k]
		}
	}
	h.Transitive = share(h.Grad, unit)
	rescale(scale, h.Div, h.Grad, h.Rot)
	h.Error = reconstruction(a, h.Grad, h.Rot, scale)
	return h, nil
}

// Tasks is the decomposition of agents against tasks: S = Mean + Grad + Rot.
type Tasks struct {
	Mean float64 // of all of S
	// Div is the agents' row means of S − Mean followed by minus the tasks'
	// column means: skill, then difficulty.
	Div       []float64
	Grad, Rot []float64 // agents×tasks; Grad_ij = Div_i − Div_(agents+j)
	// Transitive is ‖Grad‖²/‖S − Mean‖² (Frobenius), 1 when S is constant.
	Transitive float64
	Error      float64 // max|Mean + Grad + Rot − S| / max|S|, of Rot's factors as well

	// Singular values of Rot, descending, with its left vectors in the columns
	// of Abilities (agents×r) and its right vectors in those of Problems
	// (tasks×r), r = min(agents, tasks). The largest entry of every ability, the
	// first of several, is positive.
	Singular            []float64
	Abilities, Problems []float64
}

// HodgeOfTasks decomposes agents×tasks scores (Balduzzi et al. 2018, on
// agents against tasks). It
// fails with ErrInput for wrong sizes and numbers that are not finite, and with
// the context's error.
func HodgeOfTasks(ctx context.Context, agents, tasks int, s []float64) (Tasks, error) {
	if agents < 1 || tasks < 1 || len(s) != agents*tasks {
		return Tasks{}, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(s), agents, tasks)
	}
	if err := checkFinite("s", tasks, s); err != nil {
		return Tasks{}, err
	}
	scale := powerBelow(maxAbs(s))
	unit := make([]float64, len(s))
	h := Tasks{Div: make([]float64, agents+tasks), Grad: make([]float64, len(s)), Rot: make([]float64, len(s)), Transitive: 1}
	if scale > 0 {
		for k, v := range s {
			unit[k] = v / scale
			h.Mean += unit[k]
		}
		h.Mean /= float64(len(s))
	}
	if slices.Min(s) == slices.Max(s) && scale > 0 {
		h.Mean = s[0] / scale // without the sum's rounding
	}
	for k := range unit {
		unit[k] -= h.Mean
	}
	for i := range agents {
		for j := range tasks {
			v := unit[i*tasks+j]
			h.Div[i] += v / float64(tasks)
			h.Div[agents+j] -= v / float64(agents)
		}
	}
	for i := range agents {
		for j := range tasks {
			k := i*tasks + j
			h.Grad[k] = h.Div[i] - h.Div[agents+j]
			h.Rot[k] = unit[k] - h.Grad[k]
		}
	}
	h.Transitive = share(h.Grad, unit)
	rescale(scale, h.Div, h.Grad, h.Rot)
	h.Mean *= scale
	rank := min(agents, tasks)
	var f mat.SVD
	var ok bool
	if err := apart(ctx, func() { ok = f.Factorize(mat.NewDense(agents, tasks, append([]float64(nil), h.Rot...)), mat.SVDThin) }); err != nil {
		return Tasks{}, err
	}
	if !ok {
		return Tasks{}, fmt.Errorf("rating: the singular values of the residual did not converge")
	}
	var u, v mat.Dense
	f.UTo(&u)
	f.VTo(&v)
	h.Singular = f.Values(nil)
	h.Abilities, h.Problems = make([]float64, agents*rank), make([]float64, tasks*rank)
	for k := range rank {
		sign, most := 1.0, 0.0
		for i := range agents {
			if x := u.At(i, k); math.Abs(x) > most*(1+1e-9) {
				most, sign = math.Abs(x), math.Copysign(1, x)
			}
		}
		for i := range agents {
			h.Abilities[i*rank+k] = sign * u.At(i, k)
		}
		for j := range tasks {
			h.Problems[j*rank+k] = sign * v.At(j, k)
		}
	}
	product := make([]float64, len(s))
	for i := range agents {
		if err := ctx.Err(); err != nil {
			return Tasks{}, err
		}
		for j := range tasks {
			product[i*tasks+j] = h.Mean
			for k, value := range h.Singular {
				product[i*tasks+j] += value * h.Abilities[i*rank+k] * h.Problems[j*rank+k]
			}
		}
	}
	h.Error = reconstruction(s, h.Grad, product, scale)
	return h, nil
}

// share is ‖part‖²/‖all‖², 1 for nothing at all.
func share(part, all []float64) float64 {
	var p, a float64
	for k, v := range part {
		p += v * v
		a += all[k] * all[k]
	}
	if a == 0 {
		return 1
	}
	return math.Min(p/a, 1)
}

func rescale(scale float64, vectors ...[]float64) {
	for _, x := range vectors {
		for i := range x {
			x[i] *= scale
		}
	}
}

// reconstruction is max|x + y − a|/max|a|, computed over scale.
func reconstruction(a, x, y []float64, scale float64) float64 {
	if scale == 0 {
		return 0
	}
	var most, of float64
	for k, v := range a {
		most = math.Max(most, math.Abs(x[k]/scale+y[k]/scale-v/scale))
		of = math.Max(of, math.Abs(v/scale))
	}
	return most / of
}

// apart runs a computation that cannot be interrupted and abandons it when ctx
// ends: it then goes on for nobody until it is done.
func apart(ctx context.Context, f func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
