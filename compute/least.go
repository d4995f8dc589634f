package compute

import "oracled/oracle"

// LeastPositions returns how many positions a round of the task needs to be
// sufficient: at least minAgents, n ≥ 2f + 2 (2f + 1 for the trimmed mean), and
// f ≥ 1 where trimBps > 0; of a hierarchical task if they are in the right
// groups. It is 0 when no number up to maxAgents is enough, or when the solver is
// unknown.
func LeastPositions(t oracle.Task) int {
	_, r, err := lookUp(t.Solver)
	if err != nil {
		return 0
	}
	if r.levels != nil {
		return r.levels.least(t)
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
	return n >= int(t.MinAgents) && r.trims(t, n)
}

// trims tells whether n positions can be trimmed.
func (r rule) trims(t oracle.Task, n int) bool {
	f := t.Faults(n)
	return n >= 2*f+r.spare && (f >= 1 || t.TrimBps == 0)
}

// least is LeastPositions of a hierarchical task.
func (l levels) least(t oracle.Task) int {
	most := int(t.MaxAgents)
	n := leastGroup(t, most)
	for entry := len(l.groups) - 1; entry >= 0 && n <= most; entry-- {
		m := 1
		for !l.enough(entry, m) { // groups[entry] is enough
			m++
		}
		n *= m
	}
	if n = max(n, int(t.MinAgents)); n > most {
		return 0
	}
	return n
}

// leastGroup returns how many agents a group needs, most + 1 if none so many are
// enough.
func leastGroup(t oracle.Task, most int) int {
	n := 1
	for n <= most && !rules[TrimmedEquilibrium].trims(t, n) {
		n++
	}
	return n
}
