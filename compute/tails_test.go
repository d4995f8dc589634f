package compute_test

import (
	"slices"
	"testing"

	"oracled/compute"
	"oracled/oracle"
)

// What the tails of all coordinates count for an agent is what its outcome says,
// ties and stubbornness included.
func TestTailsAreWhatWasTrimmed(t *testing.T) {
	for _, name := range []string{compute.TrimmedEquilibrium, compute.TrimmedMean, "nash rows=2 columns=2"} {
		for seed := range uint64(40) {
			task := task(name)
			if name == "nash rows=2 columns=2" {
				task.Dimension = 8
			}
			p := profile(task, 6+int(seed), seed)
			_, o := mustSolve(t, task, p)
			var got []oracle.TrimmedAgent
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
					got = append(got, c)
				}
			}
			if !slices.Equal(got, o.Trimmed) || len(got) == 0 {
				t.Fatalf("%s, seed %d: %v, want %v", task.Solver, seed, got, o.Trimmed)
			}
		}
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
