package play

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute/game"
)

// Undamped play ends at rest or in a cycle that is one: a round more per step of
// it leads back.
func TestBestResponseEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	cycles := 0
	for k := range 200 {
		g := random(r, func() float64 { return float64(r.IntN(100)) }, 3, 3, 2)
		d := Dynamics{Update: []Update{Jacobi, GaussSeidel}[k%2], MaxIterations: 1000}
		p, err := BestResponse(context.Background(), g, g.Uniform(), d)
		if err != nil {
			t.Fatal(err)
		}
		if p.Converged == (p.Cycle > 0) {
			t.Errorf("%+v", p)
		}
		if p.Converged {
			if g.NashConv(p.Profile) != 0 {
				t.Errorf("at rest with NashConv %g", g.NashConv(p.Profile))
			}
			continue
		}
		cycles++
		d.MaxIterations = p.Cycle
		again, err := BestResponse(context.Background(), g, p.Profile, d)
		if err != nil || again.Iterations != p.Cycle || !slices.EqualFunc(again.Profile, p.Profile, slices.Equal[[]float64]) {
			t.Errorf("%+v leads to %+v, %v", p, again, err)
		}
	}
	if cycles < 10 {
		t.Errorf("only %d cycles", cycles)
	}
}

// The regret is what the definition says, and the equilibrium has none.
func TestCournotRegrets(t *testing.T) {
	c := Cournot{Firms: 3, A: 120, C: 20}
	q := []float64{10, 40, 80}
	total := 130.0
	for i, r := range c.Regrets(q) {
		best := 0.0
		for x := 0.0; x < 200; x += 1.0 / 64 {
			best = max(best, x*(c.A-c.C-(total-q[i])-x))
		}
		if want := best - q[i]*(c.A-c.C-total); math.Abs(r-want) > 1e-3 {
			t.Errorf("firm %d: %g, want %g", i, r, want)
		}
	}
	if r := c.Regrets([]float64{25, 25, 25}); slices.Max(r) > 0 {
		t.Errorf("%v", r)
	}
	p, err := c.BestResponse(context.Background(), []float64{0, 0, 0}, Dynamics{Update: GaussSeidel, Epsilon: 1e-12, MaxIterations: 1000})
	if err != nil || !p.Converged || math.Abs(p.Profile[0]-25) > 1e-11 {
		t.Errorf("%+v, %v", p, err)
	}
	// Nobody sells where it costs more than anybody pays.
	c.C = 130
	p, err = c.BestResponse(context.Background(), q, Dynamics{Update: GaussSeidel, MaxIterations: 10})
	if err != nil || !p.Converged || slices.Max(p.Profile) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestResponseBadInput(t *testing.T) {
	ctx := context.Background()
	good := Dynamics{Update: Jacobi, MaxIterations: 1}
	g := random(rand.New(rand.NewPCG(1, 1)), func() float64 { return 1 }, 2, 2)
	for k, d := range []Dynamics{{}, {Update: Jacobi}, {Update: Jacobi, MaxIterations: 1, Damping: 1}, {Update: Jacobi, MaxIterations: 1, Damping: math.NaN()}, {Update: Jacobi, MaxIterations: 1, Epsilon: -1}} {
		if _, err := BestResponse(ctx, g, g.Uniform(), d); !errors.Is(err, game.ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
		if _, err := (Cournot{Firms: 1}).BestResponse(ctx, []float64{0}, d); !errors.Is(err, game.ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	if _, err := BestResponse(ctx, g, nil, good); !errors.Is(err, game.ErrInput) {
		t.Error(err)
	}
	for k, c := range []Cournot{{}, {Firms: 2}, {Firms: 1, A: math.NaN()}, {Firms: 1, C: math.Inf(1)}} {
		if _, err := c.BestResponse(ctx, []float64{0}, good); !errors.Is(err, game.ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := BestResponse(ended, g, g.Uniform(), good); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
