package compute

import (
	"testing"

	"oracled/oracle"
)

func TestLeastPositions(t *testing.T) {
	for _, c := range []struct {
		solver         string
		trim, min, max uint32
		want           int
	}{
		{TrimmedEquilibrium, 2000, 4, 100, 5}, // f = 1 from five on
		{TrimmedEquilibrium, 2500, 4, 100, 4}, // n = 2f + 2
		{TrimmedEquilibrium, 0, 1, 100, 2},    // f = 0 may be, n ≥ 2
		{TrimmedMean, 0, 1, 100, 1},           // 2f + 1
		{TrimmedMean, 3333, 3, 100, 4},        // ⌊0.3333·3⌋ = 0
		{TrimmedMean, 3334, 3, 100, 3},        // 2f + 1 = 3
		{TrimmedEquilibrium, 3334, 3, 100, 4}, // 2f + 2 = 4
		{TrimmedEquilibrium, 1, 4, 100, 0},    // f = 0 up to a hundred
		{TrimmedEquilibrium, 1, 4, 20000, 10000},
		{TrimmedEquilibrium, 2000, 30, 100, 30},
		{"no such solver", 2000, 4, 100, 0},
	} {
		task := oracle.Task{Solver: c.solver, TrimBps: c.trim, MinAgents: c.min, MaxAgents: c.max}
		if got := LeastPositions(task); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
