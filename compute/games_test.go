package compute_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

// rounds of game tasks: what the honest report lies around a tensor.
var gameTasks = []struct {
	solver    string
	dimension int
}{
	{"nash-averaging agents=5", 10},
	{"nash-averaging agents=3 bound=2^-20", 3},
	{"nash-averaging agents=4 tasks=3", 12},
	{"hodge agents=4", 6},
	{"nash rows=2 columns=3", 12},
	{"correlated-equilibrium shape=2x3", 12},
}

func gameTask(solver string, dimension int) oracle.Task {
	t := task(solver)
	t.Dimension = dimension
	return t
}

func TestGameTasks(t *testing.T) {
	for k, c := range gameTasks {
		task := gameTask(c.solver, c.dimension)
		if err := compute.CheckTask(task); err != nil {
			t.Fatal(err)
		}
		p := profile(task, 11, uint64(k))
		s, o := mustSolve(t, task, p)
		if err := s.Check(task, p, o); err != nil {
			t.Fatalf("%s: %v", c.solver, err)
		}
		if len(o.Values) != compute.Size(task) {
			t.Errorf("%s: %d values, not %d", c.solver, len(o.Values), compute.Size(task))
		}
		// What it ran on is the trimmed equilibrium of the positions.
		plain := task
		plain.Solver = compute.TrimmedEquilibrium
		_, robust := mustSolve(t, plain, p)
		if !slices.Equal(o.Aggregate, robust.Values) || !slices.Equal(o.Robust(), robust.Robust()) || fmt.Sprint(o.Trimmed) != fmt.Sprint(robust.Trimmed) {
			t.Errorf("%s: aggregate %v, want %v", c.solver, o.Aggregate, robust.Values)
		}
		if compute.LeastPositions(task) != compute.LeastPositions(plain) {
			t.Errorf("%s: %d positions are enough", c.solver, compute.LeastPositions(task))
		}
		// Agents are named differently, and so come in another order.
		r := rand.New(rand.NewPCG(uint64(k), 5))
		q := oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
		for i, to := range r.Perm(len(q.Positions)) {
			q.Positions[to] = p.Positions[i]
			q.Positions[to].Agent = p.Positions[to].Agent
		}
		if _, again := mustSolve(t, task, q); !slices.Equal(again.Values, o.Values) || !slices.Equal(again.Aggregate, o.Aggregate) {
			t.Errorf("%s: the agents' order changes the answer", c.solver)
		}
		// f liars leave the tensor within what the honest sent.
		f := task.Faults(len(p.Positions))
		for _, i := range r.Perm(len(q.Positions))[:f] {
			q.Positions[i].Values = slices.Clone(q.Positions[i].Values)
			q.Positions[i].Confidence, q.Positions[i].Trust = 100, 65536
			for j := range q.Positions[i].Values {
				q.Positions[i].Values[j] = fixed.FromInt64(1 << 45)
			}
		}
		_, lied := mustSolve(t, task, q)
		for j, v := range lied.Aggregate {
			low, high := fixed.Max(), fixed.Min()
			for _, x := range q.Positions {
				if x.Values[j] != fixed.FromInt64(1<<45) {
					if low.Cmp(x.Values[j]) > 0 {
						low = x.Values[j]
					}
					if high.Cmp(x.Values[j]) < 0 {
						high = x.Values[j]
					}
				}
			}
			if v.Cmp(low) < 0 || v.Cmp(high) > 0 {
				t.Errorf("%s: liars move entry %d to %v, outside of %v to %v", c.solver, j, v, low, high)
			}
		}
	}
}

// TestGameCheckRejects: nothing passes but the answer for these positions.
func TestGameCheckRejects(t *testing.T) {
	for k, c := range gameTasks {
		task := gameTask(c.solver, c.dimension)
		p := profile(task, 11, uint64(k))
		s, good := mustSolve(t, task, p)
		rejected := func(what string, change func(o *oracle.Outcome)) {
			t.Helper()
			o := good
			o.Values, o.Aggregate = slices.Clone(o.Values), slices.Clone(o.Aggregate)
			o.Certificate.Cuts = slices.Clone(o.Certificate.Cuts)
			change(&o)
			if o.Certificate.Digest == good.Certificate.Digest {
				o = compute.WithValues(o, o.Values)
			}
			if err := s.Check(task, p, o); !errors.Is(err, compute.ErrOutcome) {
				t.Errorf("%s: %s: %v", c.solver, what, err)
			}
		}
		ulp := fixed.FromUlps(1)
		rejected("an ulp more", func(o *oracle.Outcome) { o.Values[0], _ = o.Values[0].Add(ulp) })
		rejected("a negative value", func(o *oracle.Outcome) { o.Values[0] = fixed.FromInt64(-9) })
		rejected("one value too many", func(o *oracle.Outcome) { o.Values = append(o.Values, fixed.Q64x64{}) })
		rejected("no values", func(o *oracle.Outcome) { o.Values = nil })
		rejected("another aggregate", func(o *oracle.Outcome) { o.Aggregate[2], _ = o.Aggregate[2].Add(ulp) })
		rejected("no aggregate", func(o *oracle.Outcome) { o.Aggregate = nil })
		rejected("another cut", func(o *oracle.Outcome) {
			o.Certificate.Cuts[0] = oracle.Cut{Low: big.NewInt(0), High: big.NewInt(1)}
		})
		rejected("no cuts", func(o *oracle.Outcome) { o.Certificate.Cuts = nil })
		rejected("the aggregate for an answer", func(o *oracle.Outcome) { o.Values = o.Aggregate[:len(o.Values)] })
		rejected("another's multipliers", func(o *oracle.Outcome) { o.Certificate.Dual = []*big.Int{big.NewInt(1)} })
		rejected("another digest", func(o *oracle.Outcome) { o.Certificate.Digest[0] ^= 1 })
		rejected("another solver's certificate", func(o *oracle.Outcome) { o.Certificate.Kind = compute.TrimmedEquilibrium })
	}
	// A plain rule has neither.
	task := task(compute.TrimmedMean)
	p := profile(task, 11, 1)
	s, o := mustSolve(t, task, p)
	for what, change := range map[string]func(o *oracle.Outcome){
		"an aggregate": func(o *oracle.Outcome) { o.Aggregate = o.Values },
		"multipliers":  func(o *oracle.Outcome) { o.Certificate.Dual = []*big.Int{big.NewInt(1)} },
	} {
		o := o
		change(&o)
		if err := s.Check(task, p, o); !errors.Is(err, compute.ErrOutcome) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestGameBound: a value that is not ours passes within the task's bound.
func TestGameBound(t *testing.T) {
	task := gameTask("nash-averaging agents=3 bound=2^-20", 3)
	p := profile(task, 11, 3)
	for i := range p.Positions {
		p.Positions[i].Values = []fixed.Q64x64{fixed.FromInt64(1), fixed.FromInt64(-1), fixed.FromInt64(1)}
	}
	s, o := mustSolve(t, task, p)
	moved := func(by int64) oracle.Outcome {
		v := slices.Clone(o.Values)
		v[0], _ = v[0].Add(fixed.FromUlps(by))
		v[1], _ = v[1].Sub(fixed.FromUlps(by))
		return compute.WithValues(o, v)
	}
	if err := s.Check(task, p, moved(1<<40)); err != nil {
		t.Errorf("off by 2^-24: %v", err)
	}
	if err := s.Check(task, p, moved(1<<45)); !errors.Is(err, compute.ErrOutcome) {
		t.Errorf("off by 2^-19: %v", err)
	}
}

// TestGameInsufficient: too few positions have no answer.
func TestGameInsufficient(t *testing.T) {
	task := gameTask("hodge agents=4", 6)
	p := profile(task, 3, 1)
	s, o := mustSolve(t, task, p)
	if o.Status != oracle.StatusInsufficient || o.Values != nil || o.Aggregate != nil || s.Check(task, p, o) != nil {
		t.Errorf("%+v", o)
	}
	o.Aggregate = []fixed.Q64x64{{}}
	if err := s.Check(task, p, o); !errors.Is(err, compute.ErrOutcome) {
		t.Errorf("an aggregate: %v", err)
	}
}

func TestCanonicalAndCheckTask(t *testing.T) {
	for text, want := range map[string]string{
		"krum":                            "krum",
		"nash-averaging tasks=3 agents=4": "nash-averaging agents=4 tasks=3",
		"hodge agents=4":                  "hodge agents=4",
	} {
		if got, err := compute.Canonical(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"krum f=1":               "f: unknown parameter; krum takes no parameters",
		"elo agents=8":           `unknown solver "elo", not one of krum, median`,
		"hodge agents=4 k=2":     "k: unknown parameter; hodge takes agents, tasks",
		"nash-averaging":         "agents: missing",
		"trimmed-equilibrium ":   "key=value",
		"nash-averaging agents=": "key=value",
	} {
		_, err := compute.Canonical(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if _, err := compute.New(text, cpu.New()); err == nil {
			t.Errorf("%q is a solver", text)
		}
	}
	for _, c := range []struct {
		solver           string
		dimension, width int
		want             string
	}{
		{"median", 7, oracle.WidthNarrow, ""},
		{"hodge agents=4", 6, oracle.WidthFull, ""},
		{"hodge agents=4", 16, oracle.WidthFull, `dimension: positions of "hodge agents=4" have 6 numbers, not 16`},
		{"hodge agents=4", 6, oracle.WidthNarrow, `width: values of "hodge agents=4" take 16 bytes, not 8`},
		{"elo", 6, oracle.WidthFull, "unknown solver"},
	} {
		task := task(c.solver)
		task.Dimension, task.Width = c.dimension, c.width
		err := compute.CheckTask(task)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v", c, err)
		}
		if c.want != "" && c.solver != "elo" {
			s, err := compute.New(c.solver, cpu.New())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Solve(t.Context(), task, profile(task, 11, 1)); !errors.Is(err, compute.ErrInput) {
				t.Errorf("%+v is solved: %v", c, err)
			}
		}
	}
}

// TestSameBitsEverywhere: the answer is the same on every machine. The digests
// were computed on amd64.
func TestSameBitsEverywhere(t *testing.T) {
	for k, want := range []string{
		"8ff86a6dc46450f8", "afb98e3e5d71eaad", "69d536126a799bd5", "15d63afe36dd5c76", "22095b57c76e8f6c", "00b6f5e44ffd7559",
	} {
		c := gameTasks[k]
		task := gameTask(c.solver, c.dimension)
		if _, o := mustSolve(t, task, profile(task, 11, uint64(k))); hex.EncodeToString(o.Certificate.Digest[:8]) != want {
			t.Errorf("%s: %x", c.solver, o.Certificate.Digest[:8])
		}
	}
}
