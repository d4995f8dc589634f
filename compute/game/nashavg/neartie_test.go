package nashavg

import (
	"fmt"
	"math"
	"math/big"
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
	all, missed, everywhere := 0, 0, 0
	methods := make(map[Method]int)
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
						t.Errorf("%s: %s, gap %v, relative %v", what, x.Method, x.EntropyGap, x.Relative)
					}
					methods[x.Method]++
					if e := exploitability(n, a, x.P); e > ExploitabilityBound {
						t.Fatalf("%s: exploitability %v", what, e)
					}
					if x.Everywhere && x.Converged {
						everywhere++
						if gap := dualGap(n, a, x); gap > 2*EntropyBound {
							t.Fatalf("%s: %s: the dual's bound is %v above the entropy", what, x.Method, gap)
						}
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
					methods[y.Method]++
					if !y.Converged {
						missed++
						t.Errorf("avt %s: %s, gap %v, relative %v", what, y.Method, y.EntropyGap, y.Relative)
					}
				}
			}
		}
	}
	t.Logf("%d of %d not certified; methods %v; AVA's dual holds for all agents in %d", missed, all, methods, everywhere)
	if methods[Path] > 0 || methods[Relaxed] > all/100 {
		t.Errorf("methods %v of %d games", methods, all)
	}
	if everywhere < all/2*99/100 {
		t.Errorf("only %d of %d duals hold for all agents", everywhere, all/2)
	}
}

// dualGap is by how much log Σ_i exp(−(Aᵀy)_i/max|A|), over all agents, is above
// the entropy, in arithmetic of its own.
func dualGap(n int, a []float64, x Agents) float64 {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(v) }
	scale := number(largest(a))
	z := make([]float64, n)
	for i := range n {
		v := number(0)
		for j := range n {
			y := number(x.Dual[j])
			y.Add(y, number(x.DualLow[j]))
			v.Add(v, y.Mul(y, number(a[i*n+j])))
		}
		z[i], _ = v.Quo(v, scale).Float64()
	}
	return logSumExp(z) - x.Entropy
}

// Where everything else fails, the relaxed programme alone certifies most games.
func TestRelaxed(t *testing.T) {
	certified, all := 0, 0
	for _, base := range bases {
		for n := 2; n < 30; n++ {
			a := nearTie(rand.New(rand.NewPCG(3, uint64(n))), base, n, 1e-9)
			_, unit, err := antisymmetric(n, a)
			if err != nil {
				t.Fatal(err)
			}
			s := newSearch(n, unit)
			done, err := s.relax(bg)
			if err != nil {
				t.Fatal(err)
			}
			all++
			if !done {
				continue
			}
			certified++
			exact, err := AVA(bg, n, a)
			if err != nil {
				t.Fatal(err)
			}
			if e := exploitability(n, a, s.best.P); e > ExploitabilityBound || s.best.Entropy < exact.Entropy-EntropyBound {
				t.Fatalf("%s, n = %d: exploitability %v, entropy %v, an equilibrium has %v", base.name, n, e, s.best.Entropy, exact.Entropy)
			}
		}
	}
	t.Logf("%d of %d", certified, all)
	if certified < all*3/4 {
		t.Errorf("only %d of %d", certified, all)
	}
}
