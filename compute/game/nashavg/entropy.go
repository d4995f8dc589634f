package nashavg

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"

	"oracled/compute/game/internal/linalg"
)

// programme asks for the q of largest entropy with
//
//	E·q = 0,  C·q ≤ slack,  Σq = 1,  q > 0
//
// over m entries, with linearly independent rows of E and a q that satisfies
// C·q < slack strictly.
type programme struct {
	m            int
	equal, below []float64 // rows of length m
	slack        float64
}

// maximiser is where a programme is solved: log q + const = −Eᵀ·λ − Cᵀ·y.
type maximiser struct {
	q         []float64
	lambda, y []float64 // y ≥ 0
	steps     int
}

// Precision of a maximiser: residuals that end the iteration, and those that
// are accepted on a face when rounding allows no better.
const (
	entropyGoal   = 1e-15
	entropyAccept = 1e-11
	entropySteps  = 600
	patience      = 60 // steps without a smaller residual
)

// solve minimises the dual log Σ_j exp(−(Eᵀλ + Cᵀy)_j) + slack·Σy over y ≥ 0 by Newton's
// method, with a primal–dual interior point for y (Boyd and Vandenberghe 2004,
// §5.2.4 and §11.7). The primal is no place to search: there q has to shrink by
// Newton steps of its logarithm where near-ties leave some agents next to
// nothing. It returns nil where it does not get there.
func (x programme) solve(ctx context.Context) (*maximiser, error) {
	m := x.m
	r, c := len(x.equal)/m, len(x.below)/m
	rows := r + c
	g := append(append(make([]float64, 0, rows*m), x.equal...), x.below...)
	mult := make([]float64, rows) // λ and y
	z := make([]float64, c)       // slacks of C
	y := mult[r:]
	for i := range y {
		y[i], z[i] = 1, 1
	}
	q, gq := make([]float64, m), make([]float64, rows)
	w, step, trial := make([]float64, rows*m), make([]float64, rows), make([]float64, rows)
	value := gibbs(q, g, mult)
	best, bestResidual, worse := (*maximiser)(nil), math.Inf(1), 0
	for k := 0; k < entropySteps; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		linalg.MulVec(gq, g, q)
		for i := r; i < rows; i++ {
			gq[i] -= x.slack
		}
		var mu float64
		residual := linalg.MaxAbs(gq[:r])
		for i := range z {
			mu += y[i] * z[i] / float64(c)
			residual = math.Max(residual, math.Abs(gq[r+i]+z[i]))
		}
		residual = math.Max(residual, mu)
		if math.IsNaN(residual) {
			break
		}
		if residual < bestResidual {
			worse, bestResidual = 0, residual
			best = &maximiser{q: slices.Clone(q), lambda: slices.Clone(mult[:r]), y: slices.Clone(y), steps: k}
		} else if worse++; worse > patience {
			break
		}
		if residual <= entropyGoal || worse > 2 && bestResidual <= entropyAccept {
			break
		}
		// (H + Z/Y)·d = G·q + σμ/y, H the rows' covariance under q.
		for i := range rows {
			row := w[i*m : i*m+m]
			mean := gq[i]
			if i >= r {
				mean += x.slack
			}
			for j, v := range g[i*m : i*m+m] {
				row[j] = (v - mean) * math.Sqrt(q[j])
			}
		}
		normal, err := linalg.Gram(ctx, rows, m, w)
		if err != nil {
			return nil, err
		}
		target := 0.1 * mu
		copy(step, gq)
		for i := range y {
			step[r+i] += target / y[i]
			normal[(r+i)*rows+r+i] += z[i] / y[i]
		}
		slope, before := 0.0, value
		if !linalg.SolveDefinite(ctx, normal, step) {
			break
		}
		length := 1.0
		dz := make([]float64, c)
		for i := range r {
			slope -= step[i] * gq[i]
		}
		for i := range y {
			dy := step[r+i]
			slope -= dy * (gq[r+i] + target/y[i])
			before += x.slack*y[i] - target*math.Log(y[i])
			dz[i] = target/y[i] - z[i] - z[i]/y[i]*dy
			if dy < 0 {
				length = math.Min(length, -0.95*y[i]/dy)
			}
			if dz[i] < 0 {
				length = math.Min(length, -0.95*z[i]/dz[i])
			}
		}
		for range 50 {
			after := 0.0
			for i, v := range mult {
				trial[i] = v + length*step[i]
			}
			for _, v := range trial[r:] {
				after += x.slack*v - target*math.Log(v)
			}
			value = gibbs(q, g, trial)
			if after+value <= before+0.01*length*slope+1e-13*(1+math.Abs(before)) {
				break
			}
			length /= 2
		}
		copy(mult, trial)
		for i := range z {
			z[i] += length * dz[i]
		}
	}
	if bestResidual > entropyAccept {
		return nil, nil
	}
	return best, nil
}

// gibbs sets q_j ∝ exp(−(Gᵀ·mult)_j) and returns the logarithm of the sum.
func gibbs(q, g, mult []float64) float64 {
	clear(q)
	linalg.MulVecT(q, g, mult)
	blas64.Scal(-1, linalg.Vec(q))
	top := slices.Max(q)
	total := 0.0
	for j, v := range q {
		q[j] = math.Exp(v - top)
		total += q[j]
	}
	for j := range q {
		q[j] /= total
	}
	return top + math.Log(total)
}

// entropyOf returns −Σ p·log p in nats.
func entropyOf(p []float64) float64 {
	var h float64
	for _, v := range p {
		if v > 0 {
			h -= v * math.Log(v)
		}
	}
	return h
}

// logSumExp returns log Σ exp(x).
func logSumExp(x []float64) float64 {
	most := math.Inf(-1)
	for _, v := range x {
		most = math.Max(most, v)
	}
	var total float64
	for _, v := range x {
		total += math.Exp(v - most)
	}
	return most + math.Log(total)
}
