package robust

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"oracled/compute/progress"
)

// Params is what rules need beside the vectors. Zero values are the defaults.
type Params struct {
	// M is how many vectors multi-krum averages; 0 means n − f.
	M int
	// Radius is what centered-clipping clips at, in units of the vectors; it has
	// no default.
	Radius float64
	// Iterations bounds geometric-median, default 10,000, and is the number of
	// rounds of centered-clipping, default 1.
	Iterations int
	// Start is where centered-clipping starts from, d long; nil means 0.
	Start []float64
	// Watchers are told of the vectors whose distances are known, of rules that
	// need them, and of geometric-median's iterations and gap.
	Watchers []progress.Func
}

// Value is what a rule made of n vectors.
type Value struct {
	Value []float64 // d long
	// Kappa is the rule's robustness coefficient at this n and f, NaN where its
	// source states none.
	Kappa      float64
	Converged  bool
	Iterations int
	// Gap bounds how far the sum of distances of a geometric median is above
	// the least, relative to it; 0 for rules that compute their definition.
	Gap float64
}

// Mixing is what a rule's name begins with to average nearest neighbours first.
const Mixing = "nnm+"

// GapTolerance is the relative Gap at which a geometric median has converged.
const GapTolerance = 1e-9

// rule aggregates vectors that are sorted lexicographically, so that the answer
// does not depend on the order in which they came, to the last bit.
type rule struct {
	spare int // n ≥ 2f + spare
	kappa func(n, f float64) float64
	of    func(ctx context.Context, x [][]float64, f int, p Params) (Value, error)
}

var rules = map[string]rule{
	"mean":              {1, meanKappa, mean},
	"trimmed-mean":      {1, trimmedKappa, trimmedMean},
	"median":            {1, medianKappa, median},
	"krum":              {3, krumKappa, krum},
	"multi-krum":        {3, unknownKappa, multiKrum},
	"geometric-median":  {1, medianKappa, geometricMedian},
	"centered-clipping": {1, unknownKappa, centeredClipping},
}

// The coefficients of Allouah et al. 2023, table 1.
func trimmedKappa(n, f float64) float64 { return 6 * f / (n - 2*f) * (1 + f/(n-2*f)) }
func krumKappa(n, f float64) float64    { return 6 * (1 + f/(n-2*f)) }
func medianKappa(n, f float64) float64  { return 4 * (1 + f/(n-2*f)) * (1 + f/(n-2*f)) }
func unknownKappa(_, _ float64) float64 { return math.NaN() }
func meanKappa(_, f float64) float64 {
	if f > 0 {
		return math.Inf(1) // one liar moves it anywhere
	}
	return 0
}

// Rules lists the names that Aggregate knows, without those that begin with
// Mixing, sorted.
func Rules() []string { return slices.Sorted(maps.Keys(rules)) }

// Kappa returns the robustness coefficient of a rule for n vectors, f of them
// liars: NaN where its source states none. With Mixing it is at most
// 8f/(n−f)·(κ + 1), κ the rule's own (Allouah et al. 2023, lemma 1), which is
// the order of the least possible.
func Kappa(name string, n, f int) (float64, error) {
	inner, mixed := strings.CutPrefix(name, Mixing)
	r, ok := rules[inner]
	if !ok {
		return 0, unknown(name)
	}
	k := r.kappa(float64(n), float64(f))
	if mixed {
		k = 8 * float64(f) / float64(n-f) * (k + 1)
		if f == 0 {
			k = 0
		}
	}
	return k, nil
}

func unknown(name string) error {
	return fmt.Errorf("%w: unknown rule %q, not one of %s, each optionally after %q", ErrInput, name, strings.Join(Rules(), ", "), Mixing)
}

// Aggregate applies a rule to n×d finite numbers, f of the n being liars.
//
//   - mean: not robust; to compare with.
//   - trimmed-mean: per coordinate without the f smallest and f largest (Yin,
//     Chen, Ramchandran, Bartlett 2018, "Byzantine-robust distributed learning:
//     towards optimal statistical rates", ICML); κ = 6f/(n−2f)·(1 + f/(n−2f)).
//   - median: the lower one per coordinate; κ = 4·(1 + f/(n−2f))².
//   - krum, multi-krum: see Krum and MultiKrum; κ = 6·(1 + f/(n−2f)) for krum.
//   - geometric-median: the point with the least sum of Euclidean distances, by
//     Weiszfeld's iteration as Vardi and Zhang (2000, "The multivariate L1-median
//     and associated data depth", PNAS 97) mend it at data points;
//     κ = 4·(1 + f/(n−2f))².
//   - centered-clipping: v ← v + mean of (x_i − v)·min(1, Radius/‖x_i − v‖)
//     (Karimireddy, He, Jaggi 2021, "Learning from history for Byzantine robust
//     optimization", ICML); it is as good as its start and radius
//     and has no κ without them.
//   - nnm+rule: the rule on n averages, each of a vector and the n − f − 1
//     nearest to it (ties to the lexicographically smaller); κ ≤ 8f/(n−f)·(κ+1).
//
// The κ are from Allouah et al. 2023, table 1. The answer does not depend on the
// order of the vectors. Errors wrap ErrInput or are ctx's.
func Aggregate(ctx context.Context, name string, rows [][]float64, f int, p Params) (Value, error) {
	inner, mixed := strings.CutPrefix(name, Mixing)
	r, ok := rules[inner]
	if !ok {
		return Value{}, unknown(name)
	}
	if len(rows) == 0 || len(rows[0]) == 0 {
		return Value{}, fmt.Errorf("%w: no vectors or no coordinates", ErrInput)
	}
	n, d := len(rows), len(rows[0])
	for i, row := range rows {
		if len(row) != d {
			return Value{}, fmt.Errorf("%w: vector %d has %d coordinates, vector 0 has %d", ErrInput, i, len(row), d)
		}
		for j, x := range row {
			if !(math.Abs(x) <= largest) {
				return Value{}, fmt.Errorf("%w: coordinate %d of vector %d is %g, not within ±%g", ErrInput, j, i, x, largest)
			}
		}
	}
	if f < 0 || n < 2*f+r.spare {
		return Value{}, fmt.Errorf("%w: f = %d takes %d vectors, and there are %d", ErrInput, f, 2*f+r.spare, n)
	}
	x := slices.Clone(rows)
	slices.SortFunc(x, slices.Compare[[]float64])
	if mixed {
		var err error
		if x, err = mix(ctx, x, f, p.Watchers); err != nil {
			return Value{}, err
		}
	}
	v, err := r.of(ctx, x, f, p)
	if err != nil {
		return Value{}, err
	}
	v.Kappa, err = Kappa(name, n, f)
	return v, err
}

// largest bounds the numbers, so that squares and sums stay finite.
const largest = 1e100

// mix replaces every vector by the average of itself and those nearest to it.
func mix(ctx context.Context, x [][]float64, f int, watchers []progress.Func) ([][]float64, error) {
	out := make([][]float64, len(x))
	order := make([]int, len(x))
	distances := make([]float64, len(x))
	for i := range x {
		if err := fill(ctx, distances, x, x[i]); err != nil {
			return nil, err
		}
		for k := range order {
			order[k] = k
		}
		progress.Tell(watchers, progress.Report{Done: int64(i), Total: int64(len(x)), Unit: "vectors"})
		distances[i] = -1 // itself comes first
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(distances[a], distances[b]), cmp.Compare(a, b)) })
		near := order[:len(x)-f]
		slices.Sort(near)
		out[i] = average(x, near)
	}
	slices.SortFunc(out, slices.Compare[[]float64])
	return out, nil
}

// fill sets to the squared distances from y.
func fill(ctx context.Context, to []float64, x [][]float64, y []float64) error {
	work := 0
	for k, row := range x {
		if work += len(row); k == 0 || work > 1<<20 {
			if work = 0; ctx.Err() != nil {
				return fmt.Errorf("aggregate %d vectors: %w", len(x), ctx.Err())
			}
		}
		to[k] = squared(row, y)
	}
	return nil
}

func squared(x, y []float64) float64 {
	sum := 0.0
	for j, a := range x {
		sum += (a - y[j]) * (a - y[j])
	}
	return sum
}

func average(x [][]float64, of []int) []float64 {
	out := make([]float64, len(x[0]))
	for _, i := range of {
		for j, v := range x[i] {
			out[j] += v
		}
	}
	for j := range out {
		out[j] /= float64(len(of))
	}
	return out
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func mean(_ context.Context, x [][]float64, _ int, _ Params) (Value, error) {
	return Value{Value: average(x, indices(len(x))), Converged: true}, nil
}

func trimmedMean(ctx context.Context, x [][]float64, f int, _ Params) (Value, error) {
	return columns(ctx, x, func(column []float64) float64 {
		sum := 0.0
		kept := column[f : len(column)-f]
		for _, v := range kept {
			sum += v
		}
		return sum / float64(len(kept))
	})
}

func median(ctx context.Context, x [][]float64, _ int, _ Params) (Value, error) {
	return columns(ctx, x, func(column []float64) float64 { return column[(len(column)-1)/2] })
}

// columns applies a function to every sorted coordinate.
func columns(ctx context.Context, x [][]float64, of func([]float64) float64) (Value, error) {
	v := Value{Converged: true}
	column := make([]float64, len(x))
	for j := range x[0] {
		if err := ctx.Err(); err != nil {
			return v, fmt.Errorf("aggregate %d vectors: %w", len(x), err)
		}
		for i, row := range x {
			column[i] = row[j]
		}
		slices.Sort(column)
		v.Value = append(v.Value, of(column))
	}
	return v, nil
}

func krum(ctx context.Context, x [][]float64, f int, p Params) (Value, error) {
	return multiKrum(ctx, x, f, Params{M: 1, Watchers: p.Watchers})
}

func multiKrum(ctx context.Context, x [][]float64, f int, p Params) (Value, error) {
	n := len(x)
	if p.M == 0 {
		p.M = n - f
	}
	if p.M < 1 || p.M > n-f {
		return Value{}, fmt.Errorf("%w: m = %d is not within 1 to n − f = %d", ErrInput, p.M, n-f)
	}
	score := make([]float64, n)
	distances := make([]float64, n)
	for i := range x {
		if err := fill(ctx, distances, x, x[i]); err != nil {
			return Value{}, err
		}
		progress.Tell(p.Watchers, progress.Report{Done: int64(i), Total: int64(n), Unit: "vectors"})
		distances[i] = -1 // itself comes first and is left out
		slices.Sort(distances)
		for _, d := range distances[1 : n-f-1] {
			score[i] += d
		}
	}
	order := indices(n)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	best := order[:p.M]
	slices.Sort(best)
	return Value{Value: average(x, best), Converged: true}, nil
}

// geometricMedian iterates y ← Σ x_i/‖x_i−y‖ / Σ 1/‖x_i−y‖. A subgradient g at y
// bounds the gap: the sum at y is at most ‖g‖·D above the least, D the largest
// distance from y, as the least lies within D of y too.
func geometricMedian(ctx context.Context, x [][]float64, _ int, p Params) (Value, error) {
	if p.Iterations == 0 {
		p.Iterations = 10000
	}
	if p.Iterations < 1 {
		return Value{}, fmt.Errorf("%w: %d iterations", ErrInput, p.Iterations)
	}
	n, d := len(x), len(x[0])
	start, err := median(ctx, x, 0, p) // the coordinates' medians are no bad one
	if err != nil {
		return Value{}, err
	}
	y := start.Value
	distances := make([]float64, n)
	best := Value{Gap: math.Inf(1)}
	// look judges y and returns where the iteration leads.
	look := func(y []float64) ([]float64, error) {
		if err := fill(ctx, distances, x, y); err != nil {
			return nil, err
		}
		total, far, weight, here := 0.0, 0.0, 0.0, 0
		pull, next := make([]float64, d), make([]float64, d)
		for i, row := range x {
			r := math.Sqrt(distances[i])
			total += r
			far = max(far, r)
			if r == 0 {
				here++
				continue
			}
			weight += 1 / r
			for j, v := range row {
				pull[j] += (v - y[j]) / r
			}
		}
		g := 0.0
		for _, v := range pull {
			g += v * v
		}
		g = math.Sqrt(g)
		// The data at y push back with up to their number.
		left := max(g-float64(here), 0)
		gap := 0.0
		if total > 0 {
			gap = left * far / total
		}
		if gap < best.Gap {
			best.Value, best.Gap = slices.Clone(y), gap
		}
		step := 0.0
		if g > 0 {
			step = left / g
		}
		for j := range next {
			next[j] = y[j]
			if weight > 0 {
				next[j] += step * pull[j] / weight
			}
		}
		return next, nil
	}
	for k := 1; ; k++ {
		next, err := look(y)
		if err != nil {
			return Value{}, err
		}
		best.Iterations = k
		gap := func() float64 { return best.Gap }
		progress.Tell(p.Watchers, progress.Report{Done: int64(k), Total: int64(p.Iterations), Unit: "iterations", Measure: "gap", Value: gap})
		if best.Converged = best.Gap <= GapTolerance; best.Converged || k >= p.Iterations {
			return best, nil
		}
		if k&(k-1) == 0 { // now and then: is it the vector nearest by?
			near := 0
			for i, r := range distances {
				if r < distances[near] {
					near = i
				}
			}
			if _, err := look(x[near]); err != nil {
				return Value{}, err
			}
			if best.Converged = best.Gap <= GapTolerance; best.Converged {
				return best, nil
			}
		}
		y = next
	}
}

func centeredClipping(ctx context.Context, x [][]float64, _ int, p Params) (Value, error) {
	n, d := len(x), len(x[0])
	if p.Iterations == 0 {
		p.Iterations = 1
	}
	switch {
	case !(p.Radius > 0 && p.Radius <= largest):
		return Value{}, fmt.Errorf("%w: radius is %g; centered-clipping needs one above 0", ErrInput, p.Radius)
	case p.Iterations < 1:
		return Value{}, fmt.Errorf("%w: %d iterations", ErrInput, p.Iterations)
	case p.Start != nil && len(p.Start) != d:
		return Value{}, fmt.Errorf("%w: start has %d coordinates, the vectors have %d", ErrInput, len(p.Start), d)
	}
	v := make([]float64, d)
	copy(v, p.Start)
	distances := make([]float64, n)
	for range p.Iterations {
		if err := fill(ctx, distances, x, v); err != nil {
			return Value{}, err
		}
		move := make([]float64, d)
		for i, row := range x {
			weight := 1.0
			if r := math.Sqrt(distances[i]); r > p.Radius {
				weight = p.Radius / r
			}
			for j, a := range row {
				move[j] += weight * (a - v[j])
			}
		}
		for j := range v {
			v[j] += move[j] / float64(n)
		}
	}
	return Value{Value: v, Converged: true, Iterations: p.Iterations}, nil
}
