package compute_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

func measured(t *testing.T, solver string, trim uint32, rows ...[]fixed.Q64x64) (oracle.Task, oracle.Profile, oracle.Outcome) {
	t.Helper()
	task := oracle.Task{ID: oracle.TaskIDFromIndex(1), Index: 1, Solver: solver, Dimension: len(rows[0]), Width: oracle.WidthFull, TrimBps: trim, Lambda: 30000, MinAgents: 1}
	p := oracle.Profile{Task: task.ID, Round: 1}
	for i, row := range rows {
		p.Positions = append(p.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Confidence: uint8(10 * i % 100), Trust: 65536, Values: row})
	}
	s, err := compute.New(solver, cpu.New())
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Solve(t.Context(), task, p)
	if err != nil {
		t.Fatal(err)
	}
	return task, p, o
}

// residual is the definition, in big rationals: sort the pulls, leave out the f
// lowest and highest, add.
func residual(p oracle.Profile, task oracle.Task, v fixed.Q64x64, f, j int) float64 {
	var pulls []*big.Int
	weights := new(big.Int)
	for _, x := range p.Positions {
		w := big.NewInt(65536 - int64(x.L(task.Lambda)))
		weights.Add(weights, w)
		pulls = append(pulls, w.Mul(w, new(big.Int).Sub(x.Values[j].Big(), v.Big())))
	}
	for i := range pulls {
		for k := i + 1; k < len(pulls); k++ {
			if pulls[k].Cmp(pulls[i]) < 0 {
				pulls[i], pulls[k] = pulls[k], pulls[i]
			}
		}
	}
	sum := new(big.Int)
	for _, x := range pulls[f : len(pulls)-f] {
		sum.Add(sum, x)
	}
	r, _ := new(big.Rat).SetFrac(sum, weights).Float64()
	return math.Ldexp(math.Abs(r), -64)
}

func TestResidual(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n, d := 4+r.IntN(20), 1+r.IntN(3)
		rows := make([][]fixed.Q64x64, n)
		for i := range rows {
			for range d {
				rows[i] = append(rows[i], fixed.Q64x64{Hi: r.Int64N(1<<20) - 1<<19, Lo: r.Uint64()})
			}
		}
		task, p, o := measured(t, compute.TrimmedEquilibrium, 2500, rows...)
		want := 0.0
		for j, v := range o.Values {
			want = max(want, residual(p, task, v, o.Certificate.F, j))
		}
		got, ok := compute.Residual(task, p, o)
		if !ok || math.Abs(got-want) > 1e-9*want {
			t.Errorf("n = %d, d = %d: %v (%v), want %v", n, d, got, ok, want)
		}
		if got >= math.Ldexp(1, -64) {
			t.Errorf("an outcome is %v from its equilibrium", got)
		}
	}
}

// A wrong outcome shows, and where there is no outcome there is no residual.
func TestResidualOfWhatIsWrong(t *testing.T) {
	one := []fixed.Q64x64{fixed.FromInt64(1)}
	task, p, o := measured(t, compute.TrimmedEquilibrium, 0, one, one, one)
	if got, ok := compute.Residual(task, p, o); !ok || got != 0 {
		t.Errorf("%v, %v", got, ok)
	}
	wrong := o
	wrong.Values = []fixed.Q64x64{fixed.FromInt64(3)}
	if got, ok := compute.Residual(task, p, wrong); !ok || got != 2 {
		t.Errorf("an outcome that is 2 off everybody has the residual %v (%v)", got, ok)
	}
	for name, none := range map[string]oracle.Outcome{"nothing": {}, "no cuts": {Values: one}} {
		if _, ok := compute.Residual(task, p, none); ok {
			t.Errorf("%s has a residual", name)
		}
	}
	if _, ok := compute.Residual(task, oracle.Profile{}, o); ok {
		t.Error("nobody has a residual")
	}
	task, p, o = measured(t, compute.Median, 0, one, one, one)
	if _, ok := compute.Residual(task, p, o); ok {
		t.Error("a median has a residual")
	}
	if _, ok := compute.Regret(task, o); ok {
		t.Error("a median has a regret")
	}
}

// The regret of what is solved is nothing, and that of another answer is what the
// best deviation from it gains.
func TestRegret(t *testing.T) {
	number := func(x float64) fixed.Q64x64 {
		q, err := fixed.FromFloat64(x)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	numbers := func(xs ...float64) (out []fixed.Q64x64) {
		for _, x := range xs {
			out = append(out, number(x))
		}
		return out
	}
	for _, c := range []struct {
		solver string
		game   []fixed.Q64x64
		wrong  []fixed.Q64x64 // values that are no equilibrium; nil: there are no deviations
		gain   float64
	}{
		// Rock, paper, scissors: always rock loses 1 to paper.
		{"nash-averaging agents=3", numbers(-1, 1, -1), numbers(1, 0, 0), 1},
		// Matching pennies: both always heads; the agents have 1, the tasks' best answer leaves −1.
		{"nash-averaging agents=2 tasks=2", numbers(1, -1, -1, 1), numbers(1, 0, 1, 0), 2},
		// Prisoners' dilemma, cooperate first: both gain 2 by defecting.
		{"nash rows=2 columns=2", numbers(3, 0, 5, 1, 3, 5, 0, 1), numbers(1, 0, 1, 0, 3, 3), 2},
		// The same half of the time: who is told to cooperate, half of the time, gains 2.
		{"correlated-equilibrium shape=2x2", numbers(3, 0, 5, 1, 3, 5, 0, 1), numbers(0.5, 0, 0, 0.5, 2, 2), 1},
		{"hodge agents=3", numbers(1, 1, 1), nil, 0},
	} {
		task, _, o := measured(t, c.solver, 0, c.game, c.game, c.game)
		got, ok := compute.Regret(task, o)
		if ok != (c.wrong != nil) || math.Abs(got) > 1e-6 {
			t.Errorf("%s: %v, %v", c.solver, got, ok)
		}
		if c.wrong == nil {
			continue
		}
		copy(o.Values, c.wrong)
		if got, ok := compute.Regret(task, o); !ok || math.Abs(got-c.gain) > 1e-9 {
			t.Errorf("%s: the regret of what is no equilibrium is %v (%v), want %v", c.solver, got, ok, c.gain)
		}
		o.Values = o.Values[1:]
		if _, ok := compute.Regret(task, o); ok {
			t.Errorf("%s: an outcome without all of its values has a regret", c.solver)
		}
	}
}
