package linalg

import (
	"context"
	"math"
)

// Dot returns Σ x_k·y_k.
func Dot(x, y []float64) float64 {
	sum := 0.0
	y = y[:len(x)]
	for k, v := range x {
		sum += v * y[k]
	}
	return sum
}

// SolveDefinite replaces b by the solution of h·x = b, h positive definite,
// m×m, row-major and overwritten: Cholesky's factors after scaling the diagonal
// to 1. It is false where h is not definite or ctx has ended.
func SolveDefinite(ctx context.Context, h, b []float64) bool {
	m := len(b)
	scale := make([]float64, m)
	for k := range scale {
		scale[k] = 1 / math.Sqrt(h[k*m+k])
	}
	for j := range m {
		for k := range m {
			h[j*m+k] *= scale[j] * scale[k]
		}
		h[j*m+j] += 1e-15
		b[j] *= scale[j]
	}
	for j := range m {
		if ctx.Err() != nil {
			return false
		}
		row := h[j*m : j*m+j]
		for k := range j {
			row[k] = (row[k] - Dot(row[:k], h[k*m:k*m+k])) / h[k*m+k]
		}
		d := h[j*m+j] - Dot(row, row)
		if !(d > 0) {
			return false
		}
		h[j*m+j] = math.Sqrt(d)
		b[j] = (b[j] - Dot(row, b[:j])) / h[j*m+j]
	}
	for j := m - 1; j >= 0; j-- {
		b[j] /= h[j*m+j]
		for k := range j {
			b[k] -= h[j*m+k] * b[j]
		}
	}
	for j := range b {
		b[j] *= scale[j]
	}
	return finite(b)
}

// Solve replaces b by the solution of a·x = b, a m×m, row-major and
// overwritten: Gauss's elimination with partial pivoting after scaling the rows.
// It is false where a is singular to working precision or ctx has ended.
func Solve(ctx context.Context, a, b []float64) bool {
	m := len(b)
	for j := range m {
		top := 0.0
		for _, x := range a[j*m : (j+1)*m] {
			top = max(top, math.Abs(x))
		}
		if top == 0 {
			return false
		}
		for k := range m {
			a[j*m+k] /= top
		}
		b[j] /= top
	}
	for j := range m {
		if ctx.Err() != nil {
			return false
		}
		p := j
		for r := j + 1; r < m; r++ {
			if math.Abs(a[r*m+j]) > math.Abs(a[p*m+j]) {
				p = r
			}
		}
		if !(math.Abs(a[p*m+j]) > 1e-300) {
			return false
		}
		if p != j {
			for k := range m {
				a[j*m+k], a[p*m+k] = a[p*m+k], a[j*m+k]
			}
			b[j], b[p] = b[p], b[j]
		}
		row := a[j*m+j : (j+1)*m]
		for r := j + 1; r < m; r++ {
			f := a[r*m+j] / row[0]
			if f == 0 {
				continue
			}
			line := a[r*m+j : (r+1)*m]
			for k := range line {
				line[k] -= f * row[k]
			}
			b[r] -= f * b[j]
		}
	}
	for j := m - 1; j >= 0; j-- {
		b[j] = (b[j] - Dot(a[j*m+j+1:(j+1)*m], b[j+1:])) / a[j*m+j]
	}
	return finite(b)
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
