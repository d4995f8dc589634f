package compute_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/oracle"
)

// trimmedBy counts the tails of all coordinates as an outcome counts who was trimmed.
func trimmedBy(task oracle.Task, p oracle.Profile, o oracle.Outcome) (out []oracle.TrimmedAgent) {
	counts := make([]oracle.TrimmedAgent, len(p.Positions))
	for j := range task.Dimension {
		for i, tail := range compute.Tails(task, p, o, j) {
			switch tail {
			case compute.TailLow:
				counts[i].Low++
			case compute.TailHigh:
				counts[i].High++
			}
		}
	}
	for i, c := range counts {
		if c.Low+c.High > 0 {
			c.Agent = p.Positions[i].Agent
			out = append(out, c)
		}
	}
	return out
}

// What the tails of all coordinates count for an agent is what its outcome says,
// ties and stubbornness included.
func TestTailsAreWhatWasTrimmed(t *testing.T) {
	for name, dimension := range map[string]int{compute.TrimmedEquilibrium: 3, compute.TrimmedMean: 3, "nash rows=2 columns=2": 8} {
		for seed := range uint64(40) {
			task := task(name)
			task.Dimension = dimension
			p := profile(task, 6+int(seed), seed)
			_, o := mustSolve(t, task, p)
			if got := trimmedBy(task, p, o); !slices.Equal(got, o.Trimmed) || len(got) == 0 {
				t.Fatalf("%s, seed %d: %v, want %v", task.Solver, seed, got, o.Trimmed)
			}
		}
	}
}

// In a hierarchy it is the agent's own group that trims it, and those whose group
// does not count stand aside.
func TestTailsOfGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	trimmed, aside := 0, 0
	for seed := range uint64(200) {
		task, groups := drawCrowd(r)
		p := place(task, groups, seed)
		_, o := mustSolve(t, task, p)
		if o.Status != oracle.StatusOK {
			continue
		}
		if got := trimmedBy(task, p, o); !slices.Equal(got, o.Trimmed) {
			t.Fatalf("%s, seed %d: %v, want %v", task.Solver, seed, got, o.Trimmed)
		}
		trimmed += len(o.Trimmed)
		left := 0
		for _, tail := range compute.Tails(task, p, o, 0) {
			if tail == compute.Aside {
				left++
			}
		}
		if compute.Tails(task, p, o, 0) != nil && left != len(p.Positions)-o.Participants {
			t.Fatalf("%s, seed %d: %d of %d stand aside, %d count", task.Solver, seed, left, len(p.Positions), o.Participants)
		}
		aside += left
	}
	if trimmed == 0 || aside == 0 {
		t.Errorf("%d trimmed, %d aside: the draws show nothing", trimmed, aside)
	}
}

func TestNoTails(t *testing.T) {
	few, exact := task(compute.TrimmedEquilibrium), task(compute.Krum)
	few.MinAgents = 50
	for _, task := range []oracle.Task{few, exact} {
		p := profile(task, 12, 1)
		_, o := mustSolve(t, task, p)
		if got := compute.Tails(task, p, o, 0); got != nil {
			t.Errorf("%s, %s: %v", task.Solver, o.Status, got)
		}
	}
	task := task(compute.TrimmedEquilibrium)
	p := profile(task, 12, 1)
	_, o := mustSolve(t, task, p)
	if got := compute.Tails(task, p, o, task.Dimension); got != nil {
		t.Errorf("a coordinate that there is not: %v", got)
	}
}
