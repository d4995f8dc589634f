// Package linalg is the linear algebra of the game solvers: gonum's kernels
// behind loops that a context can end. Matrices are row-major.
package linalg

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	lapack "gonum.org/v1/gonum/lapack/gonum"
)

// ErrSingular says that a pivot is exactly zero.
var ErrSingular = errors.New("linalg: singular matrix")

// Rows returns a view of a rows×cols matrix.
func Rows(rows, cols int, a []float64) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: max(cols, 1), Data: a}
}

// Vec returns a view of a vector.
func Vec(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Inc: 1, Data: x} }

// MulVec sets y = A·x for a len(y)×len(x) matrix, on all cores where that pays.
func MulVec(y, a, x []float64) {
	rows, cols := len(y), len(x)
	workers := min(runtime.GOMAXPROCS(0), 1+rows*cols/200_000)
	if workers == 1 {
		blas64.Gemv(blas.NoTrans, 1, Rows(rows, cols, a), Vec(x), 0, Vec(y))
		return
	}
	var wait sync.WaitGroup
	for w := range workers {
		lo, hi := rows*w/workers, rows*(w+1)/workers
		wait.Go(func() {
			blas64.Gemv(blas.NoTrans, 1, Rows(hi-lo, cols, a[lo*cols:hi*cols]), Vec(x), 0, Vec(y[lo:hi]))
		})
	}
	wait.Wait()
}

// MulVecT sets y = Aᵀ·x for a len(x)×len(y) matrix.
func MulVecT(y, a, x []float64) {
	blas64.Gemv(blas.Trans, 1, Rows(len(x), len(y), a), Vec(x), 0, Vec(y))
}

// MaxAbs returns the largest magnitude in x, 0 for none.
func MaxAbs(x []float64) float64 {
	var most float64
	for _, v := range x {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

// panel is how many columns are eliminated at a time.
const panel = 48

// tile bounds the multiplications between two looks at the context.
const tile = 40_000_000

// LU is a factorisation with partial pivoting of an n×n matrix.
type LU struct {
	n     int
	data  []float64
	pivot []int
}

// Factor factorises the n×n matrix a, which it overwrites. Errors: ErrSingular,
// or the context's.
func Factor(ctx context.Context, n int, a []float64) (*LU, error) {
	f := &LU{n: n, data: a, pivot: make([]int, n)}
	impl := lapack.Implementation{}
	for k := 0; k < n; k += panel {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := min(panel, n-k)
		if !impl.Dgetf2(n-k, w, a[k*n+k:], n, f.pivot[k:k+w]) {
			return nil, ErrSingular
		}
		for i := k; i < k+w; i++ {
			f.pivot[i] += k
		}
		if k > 0 {
			impl.Dlaswp(k, a, n, k, k+w-1, f.pivot[:k+w], 1)
		}
		rest := n - k - w
		if rest == 0 {
			break
		}
		impl.Dlaswp(rest, a[k+w:], n, k, k+w-1, f.pivot[:k+w], 1)
		right := blas64.General{Rows: w, Cols: rest, Stride: n, Data: a[k*n+k+w:]}
		blas64.Trsm(blas.Left, blas.NoTrans, 1, blas64.Triangular{
			Uplo: blas.Lower, Diag: blas.Unit, N: w, Stride: n, Data: a[k*n+k:],
		}, right)
		step := max(1, tile/(w*rest))
		for i := k + w; i < n; i += step {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			rows := min(step, n-i)
			blas64.Gemm(blas.NoTrans, blas.NoTrans, -1,
				blas64.General{Rows: rows, Cols: w, Stride: n, Data: a[i*n+k:]}, right, 1,
				blas64.General{Rows: rows, Cols: rest, Stride: n, Data: a[i*n+k+w:]})
		}
	}
	return f, nil
}

// Solve overwrites x with A⁻¹·x, or A⁻ᵀ·x when trans.
func (f *LU) Solve(x []float64, trans bool) {
	t := blas.NoTrans
	if trans {
		t = blas.Trans
	}
	lapack.Implementation{}.Dgetrs(t, f.n, 1, f.data, f.n, f.pivot, x, 1)
}

// Inverse returns A⁻¹.
func (f *LU) Inverse(ctx context.Context) ([]float64, error) {
	n := f.n
	out := make([]float64, n*n)
	step := max(1, min(64, tile/(n*n)))
	block := make([]float64, n*step)
	for j := 0; j < n; j += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := min(step, n-j)
		clear(block)
		for k := range w {
			block[(j+k)*w+k] = 1
		}
		lapack.Implementation{}.Dgetrs(blas.NoTrans, n, w, f.data, n, f.pivot, block, w)
		for i := range n {
			copy(out[i*n+j:i*n+j+w], block[i*w:i*w+w])
		}
	}
	return out, nil
}

// Gram returns w·wᵀ for a rows×cols matrix w.
func Gram(ctx context.Context, rows, cols int, w []float64) ([]float64, error) {
	out := make([]float64, rows*rows)
	step := max(1, tile/(rows*cols+1))
	for i := 0; i < rows; i += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k := min(step, rows-i)
		blas64.Gemm(blas.NoTrans, blas.Trans, 1, Rows(k, cols, w[i*cols:]), Rows(rows, cols, w), 0, Rows(k, rows, out[i*rows:]))
	}
	return out, nil
}
