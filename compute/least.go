package compute

import "oracled/oracle"

// LeastPositions returns how many positions a round of the task needs to be
// sufficient: at least minAgents, n ≥ 2f + 2 (2f + 1 for the trimmed mean), and
// f ≥ 1 where trimBps > 0. It is 0 when no number up to maxAgents is enough, or
// when the solver is unknown.
func LeastPositions(t oracle.Task) int {
	_, r, err := lookUp(t.Solver)
	if err != nil {
		return 0
	}
	for n := int(t.MinAgents); n <= int(t.MaxAgents); n++ {
		if r.sufficient(t, n) {
			return n
		}
	}
	return 0
}

// sufficient tells whether n positions make a round of the task more than
// insufficient.
func (r rule) sufficient(t oracle.Task, n int) bool {
	f := t.Faults(n)
	return n >= max(int(t.MinAgents), 2*f+r.spare) && (f >= 1 || t.TrimBps == 0)
}
