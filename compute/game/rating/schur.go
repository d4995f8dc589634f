package rating

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Schur is A = Q·T·Qᵀ with T block diagonal, the blocks [0 λ; −λ 0] of Lambdas
// and, for odd n, a 0: in the plane of columns 2k and 2k+1 the game is
// rock–paper–scissors of strength λ_k.
type Schur struct {
	Lambdas []float64 // ⌊n/2⌋, descending, at least 0, in units of A
	Q       []float64 // n×n, orthogonal; pairs of columns belong together
	Error   float64   // max|Q·T·Qᵀ − A| / max|A|, or max|QᵀQ − 1| if larger
}

// SchurOf returns the real Schur decomposition of an antisymmetric n×n matrix,
// backward stable, small values included: Householder reflections make A
// tridiagonal, and as its diagonal is zero the even and the odd rows leave a
// bidiagonal matrix whose singular values are the λ (Ward and Gray 1978). It
// fails with ErrInput for wrong sizes, numbers that are not finite and where
// A + Aᵀ is above 10⁻⁹·max|A|, and with the context's error.
func SchurOf(ctx context.Context, n int, a []float64) (Schur, error) {
	scale, unit, err := antisymmetric(n, a)
	if err != nil {
		return Schur{}, err
	}
	out := Schur{Lambdas: make([]float64, n/2), Q: make([]float64, n*n)}
	for i := range n {
		out.Q[i*n+i] = 1
	}
	if scale == 0 || n == 1 {
		return out, nil
	}
	t := append([]float64(nil), unit...)
	h := append([]float64(nil), out.Q...)
	if err := tridiagonal(ctx, n, t, h); err != nil {
		return Schur{}, err
	}
	// T in the order even, odd is [0 B; −Bᵀ 0].
	even, odd := (n+1)/2, n/2
	b := mat.NewDense(even, odd, nil)
	for i := range even {
		if 2*i+1 < n {
			b.Set(i, i, t[2*i*n+2*i+1])
		}
		if i > 0 {
			b.Set(i, i-1, t[2*i*n+2*i-1])
		}
	}
	var f mat.SVD
	var ok bool
	if err := apart(ctx, func() { ok = f.Factorize(b, mat.SVDFull) }); err != nil {
		return Schur{}, err
	}
	if !ok {
		return Schur{}, fmt.Errorf("rating: the singular values of the game did not converge")
	}
	f.Values(out.Lambdas)
	var u, v mat.Dense
	f.UTo(&u)
	f.VTo(&v)
	// Columns of Q: H·(u on even, v on odd), pair by pair.
	for r := range n {
		if err := ctx.Err(); err != nil {
			return Schur{}, err
		}
		row, to := h[r*n:r*n+n], out.Q[r*n:r*n+n]
		clear(to)
		for i := range even {
			for k, x := range u.RawRowView(i)[:even] {
				to[2*k] += row[2*i] * x
			}
		}
		for i := range odd {
			for k, x := range v.RawRowView(i)[:odd] {
				to[2*k+1] += row[2*i+1] * x
			}
		}
	}
	if err := out.verify(ctx, n, unit); err != nil {
		return Schur{}, err
	}
	rescale(scale, out.Lambdas)
	return out, nil
}

// tridiagonal overwrites the antisymmetric t by Hᵀ·t·H, tridiagonal, and the
// identity in h by H.
func tridiagonal(ctx context.Context, n int, t, h []float64) error {
	v, w := make([]float64, n), make([]float64, n)
	for k := range n - 2 {
		if err := ctx.Err(); err != nil {
			return err
		}
		// A reflection that leaves only entry k+1 of column k below the diagonal.
		most := 0.0
		for i := k + 1; i < n; i++ {
			most = math.Max(most, math.Abs(t[i*n+k]))
		}
		if most == 0 {
			continue
		}
		norm := 0.0
		clear(v)
		for i := k + 1; i < n; i++ {
			v[i] = t[i*n+k] / most
			norm += v[i] * v[i]
		}
		norm = math.Copysign(math.Sqrt(norm), v[k+1])
		v[k+1] += norm
		beta := 1 / (norm * v[k+1]) // 2/vᵀv
		// T ← T + v·wᵀ − w·vᵀ with w = β·T·v, as vᵀTv = 0.
		for i := k; i < n; i++ {
			w[i] = 0
			for j := k + 1; j < n; j++ {
				w[i] += t[i*n+j] * v[j]
			}
			w[i] *= beta
		}
		for i := k; i < n; i++ {
			row := t[i*n : i*n+n]
			for j := k; j < n; j++ {
				row[j] += v[i]*w[j] - w[i]*v[j]
			}
		}
		for i := range n {
			row := h[i*n : i*n+n]
			var dot float64
			for j := k + 1; j < n; j++ {
				dot += row[j] * v[j]
			}
			dot *= beta
			for j := k + 1; j < n; j++ {
				row[j] -= dot * v[j]
			}
		}
	}
	return nil
}

// verify fills in Error, for max|a| from 1 to 2 and the λ of that.
func (s *Schur) verify(ctx context.Context, n int, a []float64) error {
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		qi := s.Q[i*n : i*n+n]
		for j := range n {
			qj := s.Q[j*n : j*n+n]
			var rebuilt, unit float64
			for k, l := range s.Lambdas {
				rebuilt += l * (qi[2*k]*qj[2*k+1] - qi[2*k+1]*qj[2*k])
			}
			for k, x := range qi {
				unit += x * qj[k]
			}
			if i == j {
				unit--
			}
			s.Error = math.Max(s.Error, math.Max(math.Abs(rebuilt-a[i*n+j]), math.Abs(unit)))
		}
	}
	return nil
}
