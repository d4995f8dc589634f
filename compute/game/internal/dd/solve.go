package dd

import (
	"context"
	"errors"
	"math"
)

// ErrSingular says that a pivot is zero.
var ErrSingular = errors.New("dd: singular matrix")

// MulVec sets y = A·x for a len(y)×len(x) matrix. Errors are the context's.
func MulVec(ctx context.Context, y, a, x []Num) error {
	for i := range y {
		if i%16 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		y[i] = Dot(a[i*len(x):(i+1)*len(x)], x)
	}
	return nil
}

// LU is a factorisation with partial pivoting of an n×n matrix.
type LU struct {
	n     int
	data  []Num
	pivot []int
}

// Factor factorises the n×n matrix a, which it overwrites. Errors: ErrSingular,
// or the context's.
func Factor(ctx context.Context, n int, a []Num) (*LU, error) {
	f := &LU{n, a, make([]int, n)}
	for j := range n {
		best := j
		for r := j + 1; r < n; r++ {
			if math.Abs(a[r*n+j].Hi) > math.Abs(a[best*n+j].Hi) {
				best = r
			}
		}
		f.pivot[j] = best
		if best != j {
			swap(a[j*n:j*n+n], a[best*n:best*n+n])
		}
		top := a[j*n+j]
		if !(math.Abs(top.Hi) > 0) {
			return nil, ErrSingular
		}
		for r := j + 1; r < n; r++ {
			if r%16 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if a[r*n+j].Hi == 0 {
				continue
			}
			q := a[r*n+j].Div(top)
			a[r*n+j] = q
			subtract(a[r*n+j+1:r*n+n], a[j*n+j+1:j*n+n], q)
		}
	}
	return f, nil
}

func swap(x, y []Num) {
	for k := range x {
		x[k], y[k] = y[k], x[k]
	}
}

// Solve overwrites x with A⁻¹·x.
func (f *LU) Solve(x []Num) {
	n := f.n
	for j, p := range f.pivot {
		x[j], x[p] = x[p], x[j]
	}
	for j := range n {
		x[j] = x[j].Sub(Dot(f.data[j*n:j*n+j], x[:j]))
	}
	for j := n - 1; j >= 0; j-- {
		rest := Dot(f.data[j*n+j+1:j*n+n], x[j+1:])
		x[j] = x[j].Sub(rest).Div(f.data[j*n+j])
	}
}

// Basis finds by elimination with complete pivoting which rows and columns of
// the rows×cols matrix a span it: those whose pivots are above tol in
// magnitude. f is the rank×(cols−rank) matrix with a ≈ a[:, at]·[I f] on the
// columns in the order of order, whose first rank are at. a is overwritten.
// Errors are the context's.
func Basis(ctx context.Context, rows, cols int, a []Num, tol float64) (rowsAt, order []int, f []Num, err error) {
	rowAt, order := count(rows), count(cols)
	rank := 0
	for ; rank < min(rows, cols); rank++ {
		bi, bj, best := -1, -1, tol
		for i := rank; i < rows; i++ {
			for j, v := range a[i*cols+rank : i*cols+cols] {
				if v.Hi > best || -v.Hi > best {
					bi, bj, best = i, rank+j, math.Abs(v.Hi)
				}
			}
		}
		if bi < 0 {
			break
		}
		if bi != rank {
			swap(a[bi*cols:bi*cols+cols], a[rank*cols:rank*cols+cols])
			rowAt[bi], rowAt[rank] = rowAt[rank], rowAt[bi]
		}
		if bj != rank {
			for i := range rows {
				a[i*cols+bj], a[i*cols+rank] = a[i*cols+rank], a[i*cols+bj]
			}
			order[bj], order[rank] = order[rank], order[bj]
		}
		top := a[rank*cols+rank : rank*cols+cols]
		for i := rank + 1; i < rows; i++ {
			if i%16 == 0 && ctx.Err() != nil {
				return nil, nil, nil, ctx.Err()
			}
			line := a[i*cols+rank : i*cols+cols]
			if line[0].Hi != 0 {
				subtract(line[1:], top[1:], line[0].Div(top[0]))
				line[0] = Num{}
			}
		}
	}
	free := cols - rank
	f = make([]Num, rank*free)
	for i := rank - 1; i >= 0; i-- {
		if err := ctx.Err(); err != nil {
			return nil, nil, nil, err
		}
		row := f[i*free : (i+1)*free]
		copy(row, a[i*cols+rank:i*cols+cols])
		for k := i + 1; k < rank; k++ {
			subtract(row, f[k*free:(k+1)*free], a[i*cols+k])
		}
		for k := range row {
			row[k] = row[k].Div(a[i*cols+i])
		}
	}
	return rowAt[:rank], order, f, nil
}

func count(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
