package correlated

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// With the first method made to fail, the second finds the same equilibria.
func TestSecondEntropyMethod(t *testing.T) {
	ctx := context.Background()
	fail := func(p *programme, _ context.Context) (Equilibrium, error) { return p.astray(1), nil }
	certified, all := 0, 0
	for name, drawn := range map[string]func(r *rand.Rand) float64{
		"normal":  (*rand.Rand).NormFloat64,
		"tiny":    func(r *rand.Rand) float64 { return 1e-6 * r.NormFloat64() },
		"ties":    func(r *rand.Rand) float64 { return float64(r.IntN(3)) },
		"zeros":   func(*rand.Rand) float64 { return 0 },
		"nearly":  func(r *rand.Rand) float64 { return float64(r.IntN(2)) + 1e-7*r.NormFloat64() },
		"offset":  func(r *rand.Rand) float64 { return 1e6 + r.Float64() },
		"integer": func(r *rand.Rand) float64 { return float64(r.IntN(100)) },
	} {
		// A stream for each name: the order in which they come is not fixed.
		r := rand.New(rand.NewPCG(1, uint64(len(name))<<8|uint64(name[0])))
		draw := func() float64 { return drawn(r) }
		for _, shape := range [][]int{{2, 2}, {3, 3}, {2, 5}, {2, 2, 2}, {3, 2, 3}, {4, 4, 4}} {
			g := random(r, draw, shape...)
			p := newProgramme(g)
			first, err := p.entropy(ctx, (*programme).interiorPoint)
			if err != nil {
				t.Fatal(err)
			}
			second, err := p.entropy(ctx, fail, (*programme).projectedNewton)
			if err != nil {
				t.Fatal(err)
			}
			all++
			if v, err := Violation(g, second.Distribution); err != nil || math.Abs(v-second.Violation) > 1e-12*p.unit() {
				t.Errorf("%s %v: says violation %g, it is %g, %v", name, shape, second.Violation, v, err)
			}
			if !second.Converged {
				t.Logf("%s %v: violation %g, gap %g after %d", name, shape, second.Violation/p.unit(), second.Gap, second.Iterations)
				continue
			}
			certified++
			// A mass of ε in another place changes the entropy by ε·(1 + log(n/ε)).
			near := 3 * Tolerance * (1 + math.Log(float64(g.Size())/Tolerance))
			if name == "nearly" {
				near = 1e-2 // what may be violated is a hundredth of what tells actions apart
			}
			if first.Converged && math.Abs(first.Entropy-second.Entropy) > near {
				t.Errorf("%s %v: entropies %v and %v", name, shape, first.Entropy, second.Entropy)
			}
		}
	}
	t.Logf("%d of %d certified by the second method", certified, all)
	if certified < all*9/10 {
		t.Errorf("only %d of %d certified", certified, all)
	}
}

// An answer that is not certified gives way to a better one, and stays where
// there is none.
func TestEntropyKeepsTheBest(t *testing.T) {
	ctx := context.Background()
	g := random(nil, rand.New(rand.NewPCG(2, 3)).NormFloat64, 3, 3)
	p := newProgramme(g)
	gap := func(x float64) entropyMethod {
		return func(p *programme, _ context.Context) (Equilibrium, error) {
			e := p.astray(1)
			e.Violation, e.Gap = 0, x
			return e, nil
		}
	}
	for _, methods := range [][]entropyMethod{{gap(2), gap(3)}, {gap(3), gap(2)}} {
		if e, err := p.entropy(ctx, methods...); err != nil || e.Gap != 2 || e.Converged {
			t.Errorf("%+v, %v", e, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := p.projectedNewton(ended); err == nil {
		t.Error("an ended context is not noticed")
	}
}
