package nashavg

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// bases are games full of ties, whose perturbations are near-ties.
var bases = []family{
	{"zeros", func(r *rand.Rand, n int) []float64 { return make([]float64, n*n) }},
	{"ties", entry(func(r *rand.Rand) float64 { return float64(r.IntN(3) - 1) })},
	{"tournament", entry(func(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) })},
	{"tenths", entry(func(r *rand.Rand) float64 { return float64(r.IntN(7)-3) / 10 })},
	{"triplets", func(r *rand.Rand, n int) []float64 { return triplets(r, n, 0) }},
	{"rank 2", lowRank(2)},
	{"rank 4", lowRank(4)},
	{"transitive", func(r *rand.Rand, n int) []float64 { return skew(n, func(i, j int) float64 { return float64(j - i) }) }},
	{"cycle", func(r *rand.Rand, n int) []float64 {
		return skew(n, func(i, j int) float64 { return float64((i-j)%3) - 3*float64((i-j)%3/2) })
	}},
}

// nearTie perturbs a base by noise of its largest entry: all entries, or a few,
// or by whole multiples of it, which tie again.
func nearTie(r *rand.Rand, base family, n int, noise float64) []float64 {
	a := base.draw(r, n)
	most := largest(a)
	if most == 0 {
		most = 1
		a[n-1], a[(n-1)*n] = 1, -1
	}
	kind := r.IntN(3)
	scale := []float64{1, 1e-6, 1e6}[r.IntN(3)]
	return skew(n, func(i, j int) float64 {
		v := a[i*n+j]
		switch kind {
		case 0:
			v += noise * most * r.NormFloat64()
		case 1:
			if r.IntN(4) == 0 {
				v += noise * most * r.NormFloat64()
			}
		default:
			v += noise * most * float64(r.IntN(5)-2)
		}
		return v * scale
	})
}

// Near-ties of 10⁻⁶ to 10⁻¹² of the largest entry, agents against agents and
// the lower left of the same matrix as agents against tasks: all are certified.
func TestNearTieCorpus(t *testing.T) {
	sizes := []int{2, 3, 4, 5, 7, 9, 12, 17, 25, 40, 64, 100}
	all, missed := 0, 0
	for _, noise := range []float64{1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12} {
		for _, base := range bases {
			for k, n := range sizes {
				for seed := range max(1, 4-n/20) {
					r := rand.New(rand.NewPCG(uint64(seed)<<8+uint64(k), math.Float64bits(noise)))
					a := nearTie(r, base, n, noise)
					what := fmt.Sprintf("%s %v n=%d seed %d", base.name, noise, n, seed)
					x, err := AVA(bg, n, a)
					if err != nil {
						t.Fatal(err)
					}
					all++
					if !x.Converged {
						missed++
						t.Logf("%s: %s, gap %v, relative %v", what, x.Method, x.EntropyGap, x.Relative)
					}
					agents := (n + 1) / 2
					tasks := n - agents
					s := make([]float64, 0, agents*tasks)
					for i := range agents {
						s = append(s, a[(n-1-i)*n:(n-1-i)*n+tasks]...)
					}
					y, err := AVT(bg, agents, tasks, s)
					if err != nil {
						t.Fatal(err)
					}
					all++
					if !y.Converged {
						missed++
						t.Logf("avt %s: %s, gap %v, relative %v", what, y.Method, y.EntropyGap, y.Relative)
					}
				}
			}
		}
	}
	t.Logf("%d of %d not certified", missed, all)
	if missed > 0 {
		t.Errorf("%d of %d not certified", missed, all)
	}
}
