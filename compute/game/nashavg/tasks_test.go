package nashavg

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// checkTasks verifies an answer by definition.
func checkTasks(t *testing.T, agents, tasks int, s []float64, x Tasks) {
	t.Helper()
	best, worst := math.Inf(-1), math.Inf(1)
	for i := range agents {
		var v float64
		for j := range tasks {
			v += s[i*tasks+j] * x.Tasks[j]
		}
		best = math.Max(best, v)
		if math.Abs(v-x.Skill[i]) > 1e-12*largest(s) {
			t.Fatalf("skill[%d] = %v, want %v", i, x.Skill[i], v)
		}
	}
	for j := range tasks {
		var v float64
		for i := range agents {
			v += s[i*tasks+j] * x.Agents[i]
		}
		worst = math.Min(worst, v)
		if math.Abs(v+x.Difficulty[j]) > 1e-12*largest(s) {
			t.Fatalf("difficulty[%d] = %v, want %v", j, x.Difficulty[j], -v)
		}
	}
	if best-worst > ExploitabilityBound*largest(s) {
		t.Fatalf("%s: gap %v of %v", x.Method, best-worst, largest(s))
	}
	for _, p := range [][]float64{x.Agents, x.Tasks} {
		var total float64
		for i, v := range p {
			if !(v >= 0) {
				t.Fatalf("p[%d] = %v", i, v)
			}
			total += v
		}
		if math.Abs(total-1) > 1e-12 {
			t.Fatalf("Σp = %v", total)
		}
	}
	if !x.Converged {
		t.Fatalf("%d×%d: not converged: %s, gap %v", agents, tasks, x.Method, x.EntropyGap)
	}
}

func TestRandomTasks(t *testing.T) {
	for name, draw := range map[string]func(r *rand.Rand) float64{
		"uniform":    (*rand.Rand).Float64,
		"scores":     func(r *rand.Rand) float64 { return float64(r.IntN(100)) },
		"few values": func(r *rand.Rand) float64 { return float64(r.IntN(3)) },
		"tiny":       func(r *rand.Rand) float64 { return 1e-6 * r.NormFloat64() },
		"huge":       func(r *rand.Rand) float64 { return 1e6 * r.NormFloat64() },
		"far off":    func(r *rand.Rand) float64 { return 1000 + r.Float64() },
		"constant":   func(r *rand.Rand) float64 { return -7 },
		"zeros":      func(r *rand.Rand) float64 { return 0 },
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range 120 {
				r := rand.New(rand.NewPCG(uint64(seed), 2))
				agents, tasks := 1+r.IntN(1+seed/2), 1+r.IntN(1+seed/2)
				s := make([]float64, agents*tasks)
				for i := range s {
					s[i] = draw(r)
				}
				if seed%3 == 1 { // a task that tells nothing
					for i := range agents {
						s[i*tasks] = s[0]
					}
				}
				if seed%3 == 2 { // the same agent twice, the same task twice
					copy(s[(agents-1)*tasks:], s[:tasks])
					for i := range agents {
						s[i*tasks+tasks-1] = s[i*tasks]
					}
				}
				x, err := AVT(bg, agents, tasks, s)
				if err != nil {
					t.Fatal(err)
				}
				checkTasks(t, agents, tasks, s, x)
			}
		})
	}
}

// Shifting and scaling all scores, and relabelling, moves nothing else.
func TestTasksInvariance(t *testing.T) {
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		agents, tasks := 1+r.IntN(20), 1+r.IntN(20)
		s, moved := make([]float64, agents*tasks), make([]float64, agents*tasks)
		rows, cols := r.Perm(agents), r.Perm(tasks)
		for i := range s {
			s[i] = float64(r.IntN(6))
		}
		for i := range agents {
			for j := range tasks {
				moved[i*tasks+j] = 3*s[rows[i]*tasks+cols[j]] - 5
			}
		}
		x, err := AVT(bg, agents, tasks, s)
		if err != nil {
			t.Fatal(err)
		}
		y, err := AVT(bg, agents, tasks, moved)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range rows {
			if math.Abs(x.Agents[k]-y.Agents[i]) > 1e-7 {
				t.Fatalf("agents %v became %v", x.Agents, y.Agents)
			}
		}
		for j, k := range cols {
			if math.Abs(x.Tasks[k]-y.Tasks[j]) > 1e-7 {
				t.Fatalf("tasks %v became %v", x.Tasks, y.Tasks)
			}
		}
		if math.Abs(3*x.Value-5-y.Value) > 1e-8 {
			t.Fatalf("value %v became %v", x.Value, y.Value)
		}
	}
}

func TestTasksBadInput(t *testing.T) {
	for name, err := range map[string]error{
		"no agents":  second(AVT(bg, 0, 2, nil)),
		"no tasks":   second(AVT(bg, 2, 0, nil)),
		"wrong size": second(AVT(bg, 2, 2, make([]float64, 3))),
		"NaN":        second(AVT(bg, 1, 2, []float64{0, math.NaN()})),
		"inf":        second(AVT(bg, 1, 2, []float64{0, math.Inf(-1)})),
	} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := AVT(ctx, 2, 2, []float64{1, 2, 3, 4}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}
