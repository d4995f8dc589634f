package compute

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"oracled/compute/canonical"
	"oracled/oracle"
)

// Hierarchical names the solver of agents in groups, groups of groups and so on:
// every group of agents reaches the trimmed equilibrium of its positions, and
// every node above the trimmed mean of the values below it, floored.
const Hierarchical = "hierarchical"

// What `hierarchical` alone stands for: three levels, nodes of three, one of whom
// may lie.
const (
	defaultLevels  = 3
	defaultMembers = 3
	defaultTrim    = 3334
)

func defaultGroups() []int { return slices.Repeat([]int{defaultMembers}, defaultLevels-1) }

const (
	maxGroups  = uint64(1 << 32) // of agents: their numbers have 32 bits
	maxMembers = 1 << 16         // of a node above them
	maxTrim    = 4999            // as the hub's for a task
)

// levels is the tree of a hierarchical task above its agents, from the root
// down: how many members a node has, and what share of them may lie, 1/10000. A
// group of agents is trimmed by the task's own TrimBps.
//
// The number of a group of agents is the path to it, a digit for each entry of
// groups and the root's first: with 3x4, 4a + b is group b of group a.
type levels struct {
	groups []int
	trim   []int
}

func parseLevels(s canonical.Spec) (levels, error) {
	if err := s.Only("groups", "trim"); err != nil {
		return levels{}, err
	}
	groups, err := s.List("groups", "how many members each node has, from the root down", 2, maxMembers)
	if err != nil {
		return levels{}, err
	}
	if groups == nil {
		groups = defaultGroups()
	}
	if len(groups) >= MaxLevels {
		return levels{}, fmt.Errorf("%w: groups: %d levels above the agents' groups, and with those a hierarchy has at most %d", canonical.ErrSpec, len(groups), MaxLevels)
	}
	l := levels{groups: groups}
	if l.size() > maxGroups {
		return levels{}, fmt.Errorf("%w: groups: %s are more groups of agents than the 2^32 that have numbers", canonical.ErrSpec, join(groups))
	}
	l.trim, err = s.List("trim", "the share of each node's members that may lie in 1/10000, from the root down", 0, maxTrim)
	if err != nil {
		return levels{}, err
	}
	if l.trim == nil {
		l.trim = slices.Repeat([]int{defaultTrim}, len(groups))
	}
	if len(l.trim) != len(groups) {
		return levels{}, fmt.Errorf("%w: trim: %d shares for the %d levels of groups", canonical.ErrSpec, len(l.trim), len(groups))
	}
	for i, m := range groups {
		if l.enough(i, m) {
			continue
		}
		advice := fmt.Sprintf("one of them from %d on", (10000+m-1)/m)
		if m == 2 {
			advice = "take three: of two nobody can be outvoted"
		}
		return levels{}, fmt.Errorf("%w: trim: %d/10000 of %d members is nobody; trim nobody with 0, or %s", canonical.ErrSpec, l.trim[i], m, advice)
	}
	return l, nil
}

// String returns the solver string in its canonical form.
func (l levels) String() string {
	out := Hierarchical
	if !slices.Equal(l.groups, defaultGroups()) {
		out += " groups=" + join(l.groups)
	}
	if slices.ContainsFunc(l.trim, func(t int) bool { return t != defaultTrim }) {
		out += " trim=" + join(l.trim)
	}
	return out
}

func join(numbers []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(numbers), "[]"), " ", "x")
}

// size returns how many groups of agents the tree has; beyond maxGroups any
// larger number stands for all.
func (l levels) size() uint64 {
	n := uint64(1)
	for _, m := range l.groups {
		if n *= uint64(m); n > maxGroups {
			break
		}
	}
	return n
}

// faults returns how many of n members may lie.
func (l levels) faults(entry, n int) int { return l.trim[entry] * n / 10000 }

// enough tells whether n members make a value of a node above the agents'
// groups: with nobody stubborn the trimmed mean, which takes 2f + 1.
func (l levels) enough(entry, n int) bool {
	f := l.faults(entry, n)
	return n >= 2*f+1 && (f >= 1 || l.trim[entry] == 0)
}

// tree is what a profile, or a plan, makes of levels.
type tree [][]branch // by level, groups of agents first; by number

// branch is one node. Its level's members are the branches of the level below
// that have its number once their last digit is gone.
type branch struct {
	number    uint32
	members   int  // that count
	f         int  // of them
	breakdown int  // 0: too small
	stray     bool // a group that the tree does not have
	counts    bool // neither it nor one above it is too small
}

// grow returns the tree of groups of agents of the given sizes. Groups that are
// not in it do not exist: a node has those members that have agents below them
// and are large enough.
func (l levels) grow(t oracle.Task, sizes map[uint32]int) tree {
	tr := tree{nil}
	base := rules[TrimmedEquilibrium]
	for _, g := range slices.Sorted(maps.Keys(sizes)) {
		b := branch{number: g, members: sizes[g], stray: uint64(g) >= l.size()}
		b.f = t.Faults(b.members)
		if !b.stray && base.trims(t, b.members) {
			b.breakdown = b.f + 1
		}
		tr[0] = append(tr[0], b)
	}
	for entry := len(l.groups) - 1; entry >= 0; entry-- {
		var above []branch
		for at, below := 0, tr[len(tr)-1]; at < len(below) && !below[at].stray; {
			b := branch{number: l.parent(entry, below[at].number)}
			var costs []int
			for ; at < len(below) && !below[at].stray && l.parent(entry, below[at].number) == b.number; at++ {
				if c := below[at].breakdown; c > 0 {
					costs = append(costs, c)
				}
			}
			b.members = len(costs)
			b.f = l.faults(entry, b.members)
			if l.enough(entry, b.members) {
				// Who captures the f + 1 cheapest members has captured the node.
				slices.Sort(costs)
				for _, c := range costs[:b.f+1] {
					b.breakdown += c
				}
			}
			above = append(above, b)
		}
		tr = append(tr, above)
	}
	for level := len(tr) - 1; level >= 0; level-- {
		at := 0
		for i := range tr[level] {
			b := &tr[level][i]
			b.counts = b.breakdown > 0
			if level == len(tr)-1 || b.stray {
				continue
			}
			for tr[level+1][at].number != l.parent(len(l.groups)-1-level, b.number) {
				at++
			}
			b.counts = b.counts && tr[level+1][at].counts
		}
	}
	return tr
}

// parent returns the number of the node above, whose members are entry's.
func (l levels) parent(entry int, number uint32) uint32 {
	return uint32(uint64(number) / uint64(l.groups[entry]))
}

// breakdown returns how many captured agents move the root anywhere, 0 when it
// is too small.
func (tr tree) breakdown() int {
	root := tr[len(tr)-1]
	if len(root) == 0 {
		return 0
	}
	return root[0].breakdown
}

// agents returns how many agents are in groups that count.
func (tr tree) agents() int {
	n := 0
	for _, b := range tr[0] {
		if b.counts {
			n += b.members
		}
	}
	return n
}

// nodes returns how many nodes there are.
func (tr tree) nodes() int {
	n := 0
	for _, level := range tr {
		n += len(level)
	}
	return n
}

// groups returns a profile's positions by group, in their order.
func groups(p oracle.Profile) map[uint32][]oracle.Position {
	out := map[uint32][]oracle.Position{}
	for _, x := range p.Positions {
		out[x.Group] = append(out[x.Group], x)
	}
	return out
}

// tree returns the tree of a profile.
func (l levels) tree(t oracle.Task, p oracle.Profile) tree {
	sizes := map[uint32]int{}
	for _, x := range p.Positions {
		sizes[x.Group]++
	}
	return l.grow(t, sizes)
}
