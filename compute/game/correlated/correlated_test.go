package correlated

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"oracled/compute/game"
	"oracled/compute/internal/looks"
)

var objectives = []Objective{MaxWelfare, MinWelfare, MaxEntropy}

func make2(t testing.TB, shape []int, payoffs ...[]float64) *game.Game {
	t.Helper()
	g, err := game.New(shape, payoffs)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func random(r *rand.Rand, draw func() float64, shape ...int) *game.Game {
	size := 1
	for _, m := range shape {
		size *= m
	}
	payoffs := make([][]float64, len(shape))
	for i := range payoffs {
		for range size {
			payoffs[i] = append(payoffs[i], draw())
		}
	}
	g, err := game.New(shape, payoffs)
	if err != nil {
		panic(err)
	}
	return g
}

func mustSolve(t testing.TB, g *game.Game, o Objective) Equilibrium {
	t.Helper()
	e, err := Solve(context.Background(), g, o)
	if err != nil {
		t.Fatal(err)
	}
	if !e.Converged {
		t.Errorf("%v %s: not converged: %d steps, violation %g, gap %g", g.Shape(), o, e.Iterations, e.Violation, e.Gap)
	}
	v, err := Violation(g, e.Distribution)
	if err != nil || v != e.Violation || v > 1e-9*math.Max(g.Spread(), 1e-300) {
		t.Errorf("%v %s: violation %g, said to be %g, %v", g.Shape(), o, v, e.Violation, err)
	}
	return e
}

// Games whose answers are known.
func TestNamed(t *testing.T) {
	for _, c := range []struct {
		name     string
		g        *game.Game
		max, min float64
		even     []float64 // the distribution of maximal entropy; nil: not checked
	}{
		{"chicken (Aumann 1974)", make2(t, []int{2, 2}, []float64{6, 2, 7, 0}, []float64{6, 7, 2, 0}), 10.5, 6.75 + 0.45, nil},
		{"prisoner's dilemma: one profile", make2(t, []int{2, 2}, []float64{3, 0, 5, 1}, []float64{3, 5, 0, 1}), 2, 2, []float64{0, 0, 0, 1}},
		{"matching pennies: one point, all incentives tight", make2(t, []int{2, 2}, []float64{1, -1, -1, 1}, []float64{-1, 1, 1, -1}), 0, 0, []float64{.25, .25, .25, .25}},
		{"constant", make2(t, []int{2, 3}, make([]float64, 6), []float64{1, 1, 1, 1, 1, 1}), 1, 1, []float64{1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6}},
		{"battle of the sexes", make2(t, []int{2, 2}, []float64{3, 0, 0, 2}, []float64{2, 0, 0, 3}), 5, 2.4, nil},
		{"one player", make2(t, []int{3}, []float64{1, 2, 2}), 2, 2, []float64{0, .5, .5}},
		{"rock paper scissors", make2(t, []int{3, 3}, []float64{0, -1, 1, 1, 0, -1, -1, 1, 0}, []float64{0, 1, -1, -1, 0, 1, 1, -1, 0}), 0, 0,
			[]float64{1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9}},
		{"Nau 2004, three players", make2(t, []int{2, 2, 2}, []float64{3, 1, 0, 0, 0, 0, 1, 2}, []float64{0, 0, 2, 1, 1, 3, 0, 0}, []float64{2, 0, 0, 0, 0, 0, 0, 3}), 58. / 15, math.NaN(), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if e := mustSolve(t, c.g, MaxWelfare); math.Abs(e.Welfare-c.max) > 1e-8 {
				t.Errorf("max-welfare %g, want %g", e.Welfare, c.max)
			}
			if e := mustSolve(t, c.g, MinWelfare); c.name[0] != 'c' && math.Abs(e.Welfare-c.min) > 1e-8 {
				t.Errorf("min-welfare %g, want %g", e.Welfare, c.min)
			}
			e := mustSolve(t, c.g, MaxEntropy)
			for s, v := range c.even {
				if math.Abs(e.Distribution[s]-v) > 1e-7 {
					t.Errorf("max-entropy %v, want %v", e.Distribution, c.even)
					break
				}
			}
		})
	}
}

// Random games of all sizes and scales, with ties and duplicated actions: both
// simplexes agree, and entropy is at least that of any other answer.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, draw := range map[string]func() float64{
		"normal": r.NormFloat64,
		"ties":   func() float64 { return float64(r.IntN(3)) },
		"signs":  func() float64 { return float64(r.IntN(2)) },
		"large":  func() float64 { return 1e6 * r.NormFloat64() },
		"small":  func() float64 { return 1e-6 * r.NormFloat64() },
		"cubic":  func() float64 { x := r.NormFloat64(); return x * x * x },
	} {
		for _, shape := range [][]int{{2, 2}, {3, 3}, {5, 4}, {1, 4}, {2, 2, 2}, {3, 3, 3}, {2, 3, 4}, {4, 4, 4}, {2, 2, 2, 2, 2}, {8, 8}} {
			t.Run(fmt.Sprint(name, shape), func(t *testing.T) {
				g := random(r, draw, shape...)
				most, least, even := mustSolve(t, g, MaxWelfare), mustSolve(t, g, MinWelfare), mustSolve(t, g, MaxEntropy)
				slack := 1e-7 * g.Spread()
				if even.Welfare > most.Welfare+slack || even.Welfare < least.Welfare-slack {
					t.Errorf("welfare %g is not within %g to %g", even.Welfare, least.Welfare, most.Welfare)
				}
				if even.Entropy < max(most.Entropy, least.Entropy)-1e-7 {
					t.Errorf("entropy %g, but %g and %g", even.Entropy, most.Entropy, least.Entropy)
				}
				if g.Size() <= 16 {
					exact, ok, err := newProgramme(g).simplex(context.Background(), 1, true)
					if err != nil || !ok || !exact.Converged || math.Abs(exact.Welfare-most.Welfare) > 1e-9*g.Spread()*2 {
						t.Errorf("exactly %+v, in floats %+v, %v", exact, most, err)
					}
				}
			})
		}
	}
}

// A positive affine change of everybody's payoffs by the same factor moves
// welfare along, relabelled players and actions nothing, and duplicating an
// action nothing either.
func TestInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 30 {
		g := random(r, r.NormFloat64, 3, 2, 2)
		moved := make([][]float64, 3)
		twice := make([][]float64, 3)
		swapped := make([][]float64, 3)
		for i := range moved {
			u := g.Payoffs(i)
			moved[i] = make([]float64, 12)
			twice[i] = append(append([]float64{}, u...), u[4:8]...) // player 0's action 1 again
			for s, x := range u {
				moved[i][s] = 1e3*x - 7
			}
		}
		for i, to := range []int{0, 2, 1} { // players 1 and 2 change names, player 0's actions their order
			swapped[to] = make([]float64, 12)
			for s, x := range g.Payoffs(i) {
				a, b, c := s/4, s/2%2, s%2
				swapped[to][(2-a)*4+c*2+b] = x
			}
		}
		for _, o := range objectives {
			e := mustSolve(t, g, o)
			if f := mustSolve(t, make2(t, []int{3, 2, 2}, moved...), o); math.Abs(f.Welfare-(1e3*e.Welfare-21)) > 1e-4 {
				t.Errorf("%s: welfare %g, moved %g", o, e.Welfare, f.Welfare)
			}
			if f := mustSolve(t, make2(t, []int{3, 2, 2}, swapped...), o); math.Abs(f.Welfare-e.Welfare) > 1e-6 {
				t.Errorf("%s: welfare %g, relabelled %g", o, e.Welfare, f.Welfare)
			}
			if f := mustSolve(t, make2(t, []int{4, 2, 2}, twice...), o); o != MaxEntropy && math.Abs(f.Welfare-e.Welfare) > 1e-6 {
				t.Errorf("%s: welfare %g, with a duplicate %g", o, e.Welfare, f.Welfare)
			}
		}
	}
}

func TestStops(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	g := random(r, r.NormFloat64, 24, 24)
	for _, o := range objectives {
		for _, at := range []int64{1, 2, 20} {
			ctx := looks.New(at)
			if _, err := Solve(ctx, g, o); !errors.Is(err, context.Canceled) || ctx.TooMany() > 1 {
				t.Errorf("%s: %v after %d looks too many", o, err, ctx.TooMany())
			}
		}
	}
	if _, err := Solve(context.Background(), g, "fair"); !errors.Is(err, game.ErrInput) {
		t.Error(err)
	}
	if _, err := Violation(g, nil); !errors.Is(err, game.ErrInput) {
		t.Error(err)
	}
}

func BenchmarkSolve(b *testing.B) {
	for _, shape := range [][]int{{4, 4, 4}, {10, 10}} {
		for _, o := range objectives {
			b.Run(fmt.Sprint(o, shape), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 1))
				g := random(r, r.NormFloat64, shape...)
				for b.Loop() {
					if e, err := Solve(context.Background(), g, o); err != nil || !e.Converged {
						b.Fatal(e, err)
					}
				}
			})
		}
	}
}
