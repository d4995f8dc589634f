package nashavg

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas/blas64"

	"oracled/compute/game/internal/linalg"
)

// programme asks for the q of largest entropy with
//
//	E·q = 0,  C·q ≤ 0,  Σq = 1,  q > 0
//
// over m entries, with linearly independent rows of E and a q that satisfies
// C·q < 0 strictly.
type programme struct {
	m            int
	equal, below []float64 // rows of length m
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
	entropySteps  = 200
)

// solve is a primal-dual interior-point method (Boyd and Vandenberghe 2004,
// §11.7; without C it is Newton on the conditions of optimality) from a start q.
// It returns nil where it does not get there.
func (x programme) solve(ctx context.Context, q []float64) (*maximiser, error) {
	m := x.m
	r, c := len(x.equal)/m, len(x.below)/m
	rows := 1 + r + c // Σ, E, C
	g := make([]float64, 0, rows*m)
	for range m {
		g = append(g, 1)
	}
	g = append(append(g, x.equal...), x.below...)
	q = append([]float64(nil), q...)
	mult := make([]float64, rows) // multipliers, those of C last
	t := make([]float64, c)       // slacks
	linalg.MulVec(t, x.below, q)
	for i := range t {
		t[i] = math.Max(-t[i], 1e-3)
		mult[1+r+i] = 1e-2 / math.Max(t[i], 1e-2)
	}
	y := mult[1+r:]
	mult[0] = -1
	for _, v := range q {
		mult[0] -= v * math.Log(v)
	}
	rd, gq, dq, dt := make([]float64, m), make([]float64, rows), make([]float64, m), make([]float64, c)
	w := make([]float64, rows*m)
	rhs := make([]float64, rows)
	sigma := 0.1
	best, bestResidual, worse := (*maximiser)(nil), math.Inf(1), 0
	for k := 0; k < entropySteps; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		linalg.MulVecT(rd, g, mult)
		linalg.MulVec(gq, g, q)
		gq[0]--
		residual := 0.0
		for i, v := range q {
			rd[i] += math.Log(v) + 1
			residual = math.Max(residual, math.Abs(v*rd[i]))
		}
		mu := 0.0
		for i := range t {
			gq[1+r+i] += t[i]
			mu += t[i] * y[i]
		}
		residual = math.Max(math.Max(residual, linalg.MaxAbs(gq)), mu)
		if math.IsNaN(residual) {
			break
		}
		if residual < bestResidual {
			worse, bestResidual = 0, residual
			best = &maximiser{q: append([]float64(nil), q...), lambda: append([]float64(nil), mult[1:1+r]...), y: append([]float64(nil), y...), steps: k}
		} else if worse++; worse > 12 {
			break
		}
		if residual <= entropyGoal || worse > 2 && bestResidual <= entropyAccept {
			break
		}
		// (G·Q·Gᵀ + T/Y)·d = G·q − G·Q·rd, in the rows of C with σμ/y − t.
		for i, row := 0, w; i < rows; i, row = i+1, row[m:] {
			for j, v := range g[i*m : i*m+m] {
				row[j] = v * math.Sqrt(q[j])
			}
		}
		normal, err := linalg.Gram(ctx, rows, m, w)
		if err != nil {
			return nil, err
		}
		for j := range dq {
			dq[j] = q[j] * rd[j]
		}
		linalg.MulVec(rhs, g, dq)
		for i := range rhs {
			rhs[i] = gq[i] - rhs[i]
		}
		for i := range t {
			rhs[1+r+i] += sigma*mu/float64(c)/y[i] - t[i]
			normal[(1+r+i)*rows+1+r+i] += t[i] / y[i]
		}
		lu, err := linalg.Factor(ctx, rows, normal)
		if err != nil {
			if ctx.Err() != nil {
				return nil, err
			}
			break
		}
		lu.Solve(rhs, false) // now the step of mult
		linalg.MulVecT(dq, g, rhs)
		reach := 1 / 0.95
		for j := range dq {
			dq[j] = -q[j] * (rd[j] + dq[j])
			if dq[j]*reach < -q[j] {
				reach = -q[j] / dq[j]
			}
		}
		for i := range t {
			dy := rhs[1+r+i]
			dt[i] = (sigma*mu/float64(c)-t[i]*dy)/y[i] - t[i]
			if dt[i]*reach < -t[i] {
				reach = -t[i] / dt[i]
			}
			if dy*reach < -y[i] {
				reach = -y[i] / dy
			}
		}
		step := 0.95 * reach
		blas64.Axpy(step, linalg.Vec(dq), linalg.Vec(q))
		blas64.Axpy(step, linalg.Vec(rhs), linalg.Vec(mult))
		if c > 0 {
			blas64.Axpy(step, linalg.Vec(dt), linalg.Vec(t))
		}
		sigma = 0.3
		if step > 0.8 {
			sigma = 0.02
		}
	}
	if bestResidual > entropyAccept {
		return nil, nil
	}
	return best, nil
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

// face is {q ≥ 0 over the columns cols: (B·q)_i = 0 for i in tight, ≤ 0 for i in
// loose, Σq = 1} for a matrix B of rows of the given width.
type face struct {
	width        int
	b            []float64
	tight, loose []int
	cols         []int
	rank         float64 // pivots below it are rounding, relative to max|B| = 1
}

// maximum returns the q of largest entropy, by column of cols, and the
// multipliers of B's rows: log q + const = −Bᵀ·dual on cols. Rows of loose enter
// the programme as they are violated. It returns nil where it does not get
// there, as on an empty face.
func (x face) maximum(ctx context.Context, start []float64) (q, dual []float64, steps int, err error) {
	m := len(x.cols)
	sub := make([]float64, len(x.tight)*m)
	for k, i := range x.tight {
		x.gather(sub[k*m:k*m+m], i)
	}
	rowsAt, order, f, err := linalg.Basis(ctx, len(x.tight), m, append([]float64(nil), sub...), x.rank)
	if err != nil {
		return nil, nil, 0, err
	}
	rank := len(rowsAt)
	if rank == m {
		return nil, nil, 0, nil
	}
	// [I f] in the order of the columns.
	todo := programme{m: m, equal: make([]float64, rank*m)}
	for k := range rank {
		row := todo.equal[k*m : k*m+m]
		row[order[k]] = 1
		for l, v := range f[k*(m-rank) : (k+1)*(m-rank)] {
			row[order[rank+l]] = v
		}
	}
	var active []int
	in := make([]bool, len(x.b)/x.width)
	full := make([]float64, x.width)
	bq := make([]float64, len(in))
	for {
		got, err := todo.solve(ctx, start)
		if got == nil || err != nil {
			return nil, nil, steps, err
		}
		steps += got.steps
		clear(full)
		for k, j := range x.cols {
			full[j] = got.q[k]
		}
		linalg.MulVec(bq, x.b, full)
		more := false
		for _, i := range x.loose {
			if bq[i] > x.rank/100 && !in[i] {
				in[i], more = true, true
				active = append(active, i)
				todo.below = append(todo.below, make([]float64, m)...)
				x.gather(todo.below[len(todo.below)-m:], i)
			}
		}
		if more {
			continue
		}
		dual = make([]float64, len(in))
		if rank > 0 {
			// Eᵀλ = B_tᵀ·(B_tc⁻ᵀ·λ) for the rows t and columns c of the rank.
			pick := make([]float64, rank*rank)
			for k, i := range rowsAt {
				for l := range rank {
					pick[k*rank+l] = sub[i*m+order[l]]
				}
			}
			lu, err := linalg.Factor(ctx, rank, pick)
			if err != nil {
				return nil, nil, steps, ctx.Err()
			}
			lu.Solve(got.lambda, true)
			for k, i := range rowsAt {
				dual[x.tight[i]] = got.lambda[k]
			}
		}
		for k, i := range active {
			dual[i] = got.y[k]
		}
		return got.q, dual, steps, nil
	}
}

func (x face) gather(to []float64, row int) {
	for k, j := range x.cols {
		to[k] = x.b[row*x.width+j]
	}
}
