package compute

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"oracled/oracle"
)

// ErrSmallGroups is wrapped by PlanOf's error about groups that are empty or too
// small, where the others are enough without them.
var ErrSmallGroups = errors.New("these groups drop out of every round")

// ErrNoOutcome is wrapped by PlanOf's errors about too few agents or groups.
var ErrNoOutcome = errors.New("no round can have an outcome")

// Plan is what a hierarchical task's groups come to when everybody in them takes
// part.
type Plan struct {
	Agents    int // in groups that count
	Breakdown int // so many captured agents move the outcome anywhere
	// Levels are the tree's, the groups of agents first and the root last.
	Levels []PlanLevel
}

// PlanLevel is one level of a plan: of the nodes that count, how many there are,
// how many members they have and how many of those may lie.
type PlanLevel struct {
	Nodes           int
	Members, Faults Range
}

// Range is the least and the most of something.
type Range struct{ Least, Most int }

// Levels returns how many levels a task's hierarchy has, 0 if it is not
// hierarchical.
func Levels(t oracle.Task) int {
	if _, r, err := lookUp(t.Solver); err == nil && r.levels != nil {
		return len(r.levels.groups) + 1
	}
	return 0
}

// PlanOf returns what groups of agents of the given sizes make of a hierarchical
// task. Errors say what cannot work: a group that the tree does not have, too few
// agents or groups for any outcome, more agents than the task takes. One that
// wraps ErrSmallGroups comes with the plan of what is left without the groups
// that it names.
func PlanOf(t oracle.Task, sizes map[uint32]int) (Plan, error) {
	_, r, err := lookUp(t.Solver)
	if err != nil {
		return Plan{}, err
	}
	l := r.levels
	if l == nil {
		return Plan{}, fmt.Errorf("solver %q has no groups", t.Solver)
	}
	if t.TrimBps > maxTrim {
		return Plan{}, fmt.Errorf("%d/10000 of the agents in a group may lie; it must be at most %d", t.TrimBps, maxTrim)
	}
	total := 0
	var small []string
	for _, g := range slices.Sorted(maps.Keys(sizes)) {
		n := sizes[g]
		switch {
		case uint64(g) >= l.size():
			return Plan{}, fmt.Errorf("group %d: %s has groups 0 to %d", g, t.Solver, l.size()-1)
		case n == 0:
			continue // counted below
		case !rules[TrimmedEquilibrium].trims(t, n):
			small = append(small, tooSmall(t, g, n))
		}
		total += n
	}
	tr := l.grow(t, sizes)
	small = append(small, l.empty(sizes)...)
	for level := 1; level < len(tr); level++ {
		name := "node %d of level %d"
		if level == len(tr)-1 {
			name = "the root, node %d of level %d,"
		}
		for _, b := range tr[level] {
			if b.breakdown == 0 && b.members > 0 {
				small = append(small, fmt.Sprintf(name+" has %d members that count, and %d/10000 of those is nobody", b.number, level+1, b.members, l.trim[len(l.groups)-level]))
			}
		}
	}
	p := Plan{Agents: tr.agents(), Breakdown: tr.breakdown()}
	switch {
	case p.Breakdown == 0:
		return Plan{}, fmt.Errorf("%w: %s", ErrNoOutcome, some(small))
	case p.Agents < int(t.MinAgents):
		return Plan{}, fmt.Errorf("%w: %d agents are in groups that count, and a round needs %d", ErrNoOutcome, p.Agents, t.MinAgents)
	case total > int(t.MaxAgents):
		return Plan{}, fmt.Errorf("a round takes %d of the %d agents, whoever commits first, so no group is sure of its own", t.MaxAgents, total)
	}
	for _, branches := range tr {
		p.Levels = append(p.Levels, level(branches))
	}
	if len(small) > 0 {
		return p, fmt.Errorf("%w: %s", ErrSmallGroups, some(small))
	}
	return p, nil
}

func level(branches []branch) PlanLevel {
	var out PlanLevel
	for _, b := range branches {
		if b.counts {
			out.Nodes++
			out.Members.add(out.Nodes, b.members)
			out.Faults.add(out.Nodes, b.f)
		}
	}
	return out
}

// add makes room for the n-th number.
func (r *Range) add(n, x int) {
	if n == 1 {
		*r = Range{x, x}
	}
	r.Least, r.Most = min(r.Least, x), max(r.Most, x)
}

// most is how many things a sentence lists.
const most = 4

// some joins the first few of a list.
func some(list []string) string {
	if n := len(list); n > most {
		list = append(slices.Clone(list[:most]), fmt.Sprintf("and %d more", n-most))
	}
	return strings.Join(list, "; ")
}

// tooSmall says why a group has no value.
func tooSmall(t oracle.Task, g uint32, n int) string {
	if f := t.Faults(n); f > 0 {
		return fmt.Sprintf("group %d has %d agents, of whom %d may lie, which takes %d", g, n, f, 2*f+rules[TrimmedEquilibrium].spare)
	}
	return fmt.Sprintf("group %d has %d agents, and a group needs %d", g, n, leastGroup(t, int(t.MaxAgents)))
}

// empty says which groups of agents have none: the first few, and how many.
func (l levels) empty(sizes map[uint32]int) []string {
	missing := l.size()
	for _, n := range sizes {
		if n > 0 {
			missing--
		}
	}
	if missing == 0 {
		return nil
	}
	var first []string
	for g := uint64(0); uint64(len(first)) < min(missing, most); g++ {
		if sizes[uint32(g)] == 0 {
			first = append(first, fmt.Sprint(g))
		}
	}
	if missing > most {
		first = append(first, "…")
	}
	return []string{fmt.Sprintf("%d of %d groups are empty (%s)", missing, l.size(), strings.Join(first, ", "))}
}
