package canonical

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"oracled/compute/game"
	"oracled/compute/game/correlated"
	"oracled/compute/game/nashavg"
	"oracled/compute/game/rating"
)

// TestAgainstFloatingPoint compares with the solvers of oracled solve, which
// share no code with these, where those have converged. Entropies are compared
// and not probabilities where near-ties leave the bounds their room.
func TestAgainstFloatingPoint(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 8))
	draw := func(n int, integers bool) ([]*big.Int, []float64) {
		x := make([]float64, n)
		for i := range x {
			if x[i] = 2*r.Float64() - 1; integers {
				x[i] = float64(r.IntN(5) - 2)
			}
		}
		return ulps(x...), x
	}
	same := func(what string, got []*big.Int, want []float64, within float64) {
		t.Helper()
		for i, x := range floats(got) {
			if math.Abs(x-want[i]) > within {
				t.Errorf("%s: %v, want %v", what, floats(got), want)
				return
			}
		}
	}
	compared := 0
	for k := range 16 {
		integers := k%2 == 0
		n := 5 + r.IntN(5)
		g := agents{n, defaultBound}
		tensor, x := draw(g.Entries(), integers)
		full := make([]float64, n*n)
		for i, at := 0, 0; i < n; i++ {
			for j := i + 1; j < n; j++ {
				full[i*n+j], full[j*n+i] = x[at], -x[at]
				at++
			}
		}
		got := solve(t, g, tensor).Values
		if want, err := nashavg.AVA(t.Context(), n, full); err != nil {
			t.Fatal(err)
		} else if want.Converged {
			compared++
			same(g.String(), got[:n], want.P, 1e-6)
			same("ratings of "+g.String(), got[n:], want.Ratings, 1e-6)
		}
		h := hodge{agents: n}
		if want, err := rating.HodgeOf(n, full); err != nil {
			t.Fatal(err)
		} else {
			same(h.String(), solve(t, h, tensor).Values, want.Div, 1e-14)
		}

		m, c := 2+r.IntN(4), 2+r.IntN(4)
		u := tasks{m, c, defaultBound}
		tensor, x = draw(u.Entries(), integers)
		got = solve(t, u, tensor).Values
		if want, err := nashavg.AVT(t.Context(), m, c, x); err != nil {
			t.Fatal(err)
		} else if want.Converged {
			compared++
			same(u.String(), got[:m], want.Agents, 1e-6)
			same("tasks of "+u.String(), got[m:m+c], want.Tasks, 1e-6)
			if u.rated() {
				same("skill of "+u.String(), got[m+c:2*m+c], want.Skill, 1e-6)
				same("difficulty of "+u.String(), got[2*m+c:], want.Difficulty, 1e-6)
			}
		}
		h = hodge{m, c}
		if want, err := rating.HodgeOfTasks(t.Context(), m, c, x); err != nil {
			t.Fatal(err)
		} else {
			same(h.String(), solve(t, h, tensor).Values, want.Div, 1e-14)
		}

		shape := [][]int{{2, 2}, {3, 2}, {2, 2, 2}, {3, 3}}[r.IntN(4)]
		e := correlatedOf(shape)
		tensor, x = draw(e.Entries(), false)
		var payoffs [][]float64
		for i := range shape {
			payoffs = append(payoffs, x[i*e.profiles:(i+1)*e.profiles])
		}
		of, err := game.New(shape, payoffs)
		if err != nil {
			t.Fatal(err)
		}
		got = solve(t, e, tensor).Values
		if want, err := correlated.Solve(t.Context(), of, correlated.MaxEntropy); err != nil {
			t.Fatal(err)
		} else if want.Converged {
			compared++
			same(e.String(), got[:e.profiles], want.Distribution, 1e-6)
		}
	}
	if compared < 40 {
		t.Errorf("only %d of 48 could be compared", compared)
	}
}

func correlatedOf(shape []int) correlatedEquilibrium {
	g := correlatedEquilibrium{shape: shape, profiles: 1, bound: defaultBound}
	for _, m := range shape {
		g.profiles *= m
	}
	return g
}

// alphago is the win rate of the row's agent against the column's less a half,
// of rvp, vp, rp, rv, r, v, p and Zen (Silver et al. 2016, extended data table
// 9), the strict upper triangle.
var alphago = []float64{
	0.49, 0.45, 0.5, 0.5, 0.5, 0.5, 0.49,
	-0.11, 0.15, 0.44, 0.5, 0.49, 0.34,
	0.37, 0.5, 0.5, 0.46, 0.48,
	0.5, 0.21, 0.02, 0.42,
	-0.28, -0.28, -0.44,
	0.2, -0.1,
	0.5,
}

// TestAlphaGo: the whole system beats everybody, so it is the equilibrium, and
// everybody is rated by what it loses to it. Without it rp is.
func TestAlphaGo(t *testing.T) {
	v := solve(t, parse(t, "nash-averaging agents=8"), ulps(alphago...)).Values
	near(t, "with rvp", v, 1, 0, 0, 0, 0, 0, 0, 0, 0, -0.49, -0.45, -0.5, -0.5, -0.5, -0.5, -0.49)
	v = solve(t, parse(t, "nash-averaging agents=7"), ulps(alphago[7:]...)).Values
	near(t, "without", v, 0, 1, 0, 0, 0, 0, 0, -0.11, 0, -0.37, -0.5, -0.5, -0.46, -0.48)
}
