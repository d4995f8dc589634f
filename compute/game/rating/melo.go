package rating

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"oracled/compute/progress"
)

// MElo is multidimensional Elo, mElo₂ₖ: agent i beats agent j with probability
// σ(r_i − r_j + (C·Ω·Cᵀ)_ij), Ω block diagonal with k blocks [0 1; −1 0].
type MElo struct {
	K       int
	Ratings []float64 // n, Σ = 0, log-odds
	// Features is C, n×2k: its columns are orthogonal to 1 and to each other and
	// carry scale, the columns 2l and 2l+1 √λ_l each, λ descending.
	Features    []float64
	Predictions []float64 // n×n
	Loss        float64   // logistic loss, Σ over unordered pairs, nats
	Frobenius   float64   // ‖P − predictions‖
	Gradient    float64   // the largest derivative of the loss by a parameter
	Iterations  int
	Converged   bool
}

// Where a fit of mElo starts, and when it ends.
const (
	meloClip     = 0.01 // of P, for the start alone
	meloShake    = 1e-6 // relative size of the perturbation that leaves saddles
	meloSteps    = 2000
	meloRegion   = 1.0
	meloInner    = 200
	meloAccept   = 0.05
	meloGradient = 1e-10
)

// MEloOf fits mElo₂ₖ to an n×n matrix of win probabilities (Balduzzi et al.
// 2018, "Re-evaluating evaluation", multidimensional Elo): the maximum
// likelihood, every unordered pair as one game, by a trust-region Newton method.
// It starts from the Hodge decomposition of the log-odds (clipped to 0.01 for this alone) and the real Schur decomposition of
// their cyclic part, so it is deterministic; seed draws a perturbation of
// relative size 10⁻⁶ that leaves saddle points. The likelihood is not concave:
// the answer is a local maximum, and where P has 0 or 1 it may approach its
// supremum at infinity, where the gradient vanishes as well.
//
// It fails with ErrInput where P is not within [0, 1], p_ij + p_ji is not 1 or k
// is not within 1 to ⌊n/2⌋, and with the context's error. Watchers are told of the
// gradient at every step.
func MEloOf(ctx context.Context, n int, p []float64, k int, seed uint64, watchers ...progress.Func) (MElo, error) {
	if err := checkProbabilities(n, p); err != nil {
		return MElo{}, err
	}
	if k < 1 || k > n/2 {
		return MElo{}, fmt.Errorf("%w: k = %d is not within 1 to %d", ErrInput, k, n/2)
	}
	odds := make([]float64, n*n)
	for i := range n {
		for j := range i {
			q := math.Min(math.Max(p[i*n+j], meloClip), 1-meloClip)
			odds[i*n+j] = math.Log(q) - math.Log1p(-q)
			odds[j*n+i] = -odds[i*n+j]
		}
	}
	h, err := HodgeOf(n, odds)
	if err != nil {
		return MElo{}, err
	}
	f := &melo{n: n, k: k, p: p, a: make([]float64, n*n), g: make([]float64, n*n)}
	x := make([]float64, n*(1+2*k))
	copy(x, h.Div)
	if err := f.features(ctx, x[n:], h.Rot); err != nil {
		return MElo{}, err
	}
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	size := meloShake * math.Max(maxAbs(x), 1)
	for i := range x {
		x[i] += size * r.NormFloat64()
	}
	out := MElo{K: k}
	if out.Iterations, err = f.minimise(ctx, x, watchers); err != nil {
		return MElo{}, err
	}
	// The same model with features orthogonal to 1 and to each other.
	mean := func(v func(i int) float64) (m float64) {
		for i := range n {
			m += v(i) / float64(n)
		}
		return m
	}
	out.Ratings, out.Features = x[:n:n], x[n:]
	for l := range k {
		u := func(i int) *float64 { return &out.Features[i*2*k+2*l] }
		v := func(i int) *float64 { return &out.Features[i*2*k+2*l+1] }
		mu, mv := mean(func(i int) float64 { return *u(i) }), mean(func(i int) float64 { return *v(i) })
		for i := range n {
			*u(i) -= mu
			*v(i) -= mv
			out.Ratings[i] += mv**u(i) - mu**v(i)
		}
	}
	centre(out.Ratings, make([]int, n))
	if err := f.features(ctx, out.Features, f.cyclic(ctx, out.Features)); err != nil {
		return MElo{}, err
	}
	gradient := make([]float64, len(x))
	out.Loss = f.loss(ctx, x, gradient)
	if err := ctx.Err(); err != nil {
		return MElo{}, err
	}
	out.Gradient = maxAbs(gradient)
	out.Converged = out.Gradient <= GradientBound*float64(n)
	out.Predictions = make([]float64, n*n)
	for i, v := range f.a {
		out.Predictions[i] = Sigmoid(v)
		out.Frobenius += (out.Predictions[i] - p[i]) * (out.Predictions[i] - p[i])
	}
	out.Frobenius = math.Sqrt(out.Frobenius)
	return out, nil
}

// melo is the fit of one matrix. Parameters are r followed by C. What its methods
// return once ctx has ended is unfinished; minimise and its caller look.
type melo struct {
	n, k int
	p    []float64
	a, g []float64 // logits, and σ(a) − p
}

// features fills c, n×2k, from the Schur decomposition of an antisymmetric
// matrix whose rows sum to 0.
func (f *melo) features(ctx context.Context, c, rot []float64) error {
	s, err := SchurOf(ctx, f.n, rot)
	if err != nil {
		return err
	}
	for i := range f.n {
		for l := range f.k {
			root := math.Sqrt(s.Lambdas[l])
			c[i*2*f.k+2*l] = root * s.Q[i*f.n+2*l]
			c[i*2*f.k+2*l+1] = root * s.Q[i*f.n+2*l+1]
		}
	}
	return nil
}

// cyclic returns C·Ω·Cᵀ.
func (f *melo) cyclic(ctx context.Context, c []float64) []float64 {
	out := make([]float64, f.n*f.n)
	for i := range f.n {
		if ctx.Err() != nil {
			break
		}
		for j := range i {
			out[i*f.n+j] = f.wedge(c, c, i, j)
			out[j*f.n+i] = -out[i*f.n+j]
		}
	}
	return out
}

// wedge is (C·Ω·Dᵀ)_ij.
func (f *melo) wedge(c, d []float64, i, j int) (sum float64) {
	ci, dj := c[i*2*f.k:(i+1)*2*f.k], d[j*2*f.k:(j+1)*2*f.k]
	for l := 0; l < len(ci); l += 2 {
		sum += ci[l]*dj[l+1] - ci[l+1]*dj[l]
	}
	return sum
}

// loss fills a, g and the gradient at x.
func (f *melo) loss(ctx context.Context, x, gradient []float64) (loss float64) {
	n, c := f.n, x[f.n:]
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		f.a[i*n+i], f.g[i*n+i] = 0, 0
		for j := range i {
			a := x[i] - x[j] + f.wedge(c, c, i, j)
			f.a[i*n+j], f.a[j*n+i] = a, -a
			loss += logLoss(f.p[i*n+j], a)
			g := Sigmoid(a) - f.p[i*n+j]
			f.g[i*n+j], f.g[j*n+i] = g, -g
		}
	}
	clear(gradient)
	f.pull(ctx, gradient, f.g, c)
	return loss
}

// pull adds what derivatives by the logits are by the parameters, features c.
func (f *melo) pull(ctx context.Context, to, g, c []float64) {
	n, k := f.n, f.k
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		row := g[i*n : i*n+n]
		ti := to[n+i*2*k : n+(i+1)*2*k]
		for j, v := range row {
			to[i] += v
			cj := c[j*2*k : (j+1)*2*k]
			for l := 0; l < 2*k; l += 2 {
				ti[l] += v * cj[l+1]
				ti[l+1] -= v * cj[l]
			}
		}
	}
}

// curve sets out to the second derivative at x along d; a and g are those of x.
func (f *melo) curve(ctx context.Context, out, x, d, scratch []float64) {
	n, c, dc := f.n, x[f.n:], d[f.n:]
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		scratch[i*n+i] = 0
		for j := range i {
			da := d[i] - d[j] + f.wedge(dc, c, i, j) + f.wedge(c, dc, i, j)
			s := Sigmoid(f.a[i*n+j])
			v := s * (1 - s) * da
			scratch[i*n+j], scratch[j*n+i] = v, -v
		}
	}
	clear(out)
	f.pull(ctx, out, scratch, c)
	// What g does through the features' own change; r does not see it.
	k := f.k
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		oi := out[n+i*2*k : n+(i+1)*2*k]
		for j, v := range f.g[i*n : i*n+n] {
			dj := dc[j*2*k : (j+1)*2*k]
			for l := 0; l < 2*k; l += 2 {
				oi[l] += v * dj[l+1]
				oi[l+1] -= v * dj[l]
			}
		}
	}
}

// minimise moves x to a minimum of the loss: trust regions with truncated
// conjugate gradients (Steihaug 1983; Nocedal and Wright 2006, §7.1). a and g
// are those of x in the end.
func (f *melo) minimise(ctx context.Context, x []float64, watchers []progress.Func) (steps int, err error) {
	size := len(x)
	gradient, nextGradient, next := make([]float64, size), make([]float64, size), make([]float64, size)
	d, r, q, hq := make([]float64, size), make([]float64, size), make([]float64, size), make([]float64, size)
	scratch := make([]float64, f.n*f.n)
	loss := f.loss(ctx, x, gradient)
	region := meloRegion
	for ; steps < meloSteps && region > 1e-14; steps++ {
		tell(watchers, steps, func() float64 { return maxAbs(gradient) })
		if maxAbs(gradient) <= meloGradient {
			break
		}
		clear(d)
		copy(r, gradient)
		for i := range q {
			q[i] = -r[i]
		}
		rho := dot(r, r)
		goal := math.Min(0.25, math.Sqrt(math.Sqrt(rho))) * math.Sqrt(rho)
		for range meloInner {
			if err := ctx.Err(); err != nil {
				return steps, err
			}
			f.curve(ctx, hq, x, q, scratch)
			bend := dot(q, hq)
			alpha := rho / bend
			// Where the curve bends down or leaves the region, go to its edge.
			dd, dq, qq := dot(d, d), dot(d, q), dot(q, q)
			if bend <= 0 || dd+2*alpha*dq+alpha*alpha*qq >= region*region {
				axpy((-dq+math.Sqrt(math.Max(dq*dq+qq*(region*region-dd), 0)))/qq, q, d)
				break
			}
			axpy(alpha, q, d)
			axpy(alpha, hq, r)
			after := dot(r, r)
			if math.Sqrt(after) <= goal {
				break
			}
			for i := range q {
				q[i] = after/rho*q[i] - r[i]
			}
			rho = after
		}
		f.curve(ctx, hq, x, d, scratch)
		if err := ctx.Err(); err != nil {
			return steps, err
		}
		promised := -dot(gradient, d) - dot(d, hq)/2
		for i := range next {
			next[i] = x[i] + d[i]
		}
		nextLoss := f.loss(ctx, next, nextGradient)
		if err := ctx.Err(); err != nil {
			return steps, err
		}
		gained := loss - nextLoss
		small := promised <= 1e-13*math.Max(loss, 1) // rounding hides the gain
		switch {
		case gained < 0.25*promised && !small:
			region = math.Sqrt(dot(d, d)) / 4
		case gained > 0.75*promised && dot(d, d) > 0.5*region*region:
			region = math.Min(2*region, 100)
		}
		if gained > meloAccept*promised && promised > 0 || small && maxAbs(nextGradient) < maxAbs(gradient) {
			copy(x, next)
			gradient, nextGradient = nextGradient, gradient
			loss = nextLoss
			continue
		}
		f.loss(ctx, x, gradient)
		if small {
			break
		}
	}
	f.loss(ctx, x, gradient)
	return steps, ctx.Err()
}

func dot(x, y []float64) (sum float64) {
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

// axpy adds a·x to y.
func axpy(a float64, x, y []float64) {
	for i, v := range x {
		y[i] += a * v
	}
}
