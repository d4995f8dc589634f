package reference

import (
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"
)

// isHierarchy tells whether a solver string is a hierarchy's.
func isHierarchy(solver string) bool { return strings.Fields(solver)[0] == "hierarchical" }

// Hierarchy is the tree of `hierarchical groups=… trim=…`: how many members the
// nodes of each level have and how many of 10,000 may lie, the root first.
type Hierarchy struct{ Groups, Trim []int }

// ParseHierarchy reads a solver string. It panics on any that no task can have.
func ParseHierarchy(solver string) Hierarchy {
	given := map[string][]int{"groups": {3, 3}}
	for _, word := range strings.Fields(solver)[1:] {
		key, list, _ := strings.Cut(word, "=")
		given[key] = nil
		for _, digits := range strings.Split(list, "x") {
			n, err := strconv.Atoi(digits)
			if err != nil {
				panic(fmt.Sprintf("reference: %q: %v", solver, err))
			}
			given[key] = append(given[key], n)
		}
	}
	h := Hierarchy{given["groups"], given["trim"]}
	for len(h.Trim) < len(h.Groups) {
		h.Trim = append(h.Trim, 3334)
	}
	return h
}

// Member is one agent of a hierarchy.
type Member struct {
	Group  uint32
	Anchor []*big.Int // ulps
	L      uint32     // out of 65536
}

// Captured is what a hierarchy came to.
type Captured struct {
	Values    []*big.Int // nil: too small
	Agents    int        // that count
	Breakdown int        // the fewest captured agents that capture it
}

// Solve returns what members come to whose groups may lose trimBps of 10,000. A
// group that trimming leaves without a majority or that has nobody to trim is as
// if it were not there, and so is a node of too few groups.
func (h Hierarchy) Solve(members []Member, trimBps int) Captured {
	var inside []Member
	size := 1
	for _, m := range h.Groups {
		size *= m
	}
	for _, m := range members {
		if int(m.Group) < size {
			inside = append(inside, m)
		}
	}
	return h.node(0, size, inside, trimBps)
}

// node solves what is at a depth; span is how many groups of agents are below.
func (h Hierarchy) node(depth, span int, members []Member, trimBps int) Captured {
	if depth == len(h.Groups) {
		n := len(members)
		f := n * trimBps / 10000
		if n < 2*f+2 || trimBps > 0 && f < 1 {
			return Captured{}
		}
		var anchors [][]*big.Int
		var stubborn []uint32
		for _, m := range members {
			anchors, stubborn = append(anchors, m.Anchor), append(stubborn, m.L)
		}
		return Captured{Equilibrium(anchors, stubborn, f), n, f + 1}
	}
	span /= h.Groups[depth]
	var values [][]*big.Int
	var costs []int
	out := Captured{}
	for digit := range h.Groups[depth] {
		var below []Member
		for _, m := range members {
			if int(m.Group)/span%h.Groups[depth] == digit {
				below = append(below, m)
			}
		}
		if len(below) == 0 {
			continue
		}
		if c := h.node(depth+1, span, below, trimBps); c.Values != nil {
			values, costs = append(values, c.Values), append(costs, c.Breakdown)
			out.Agents += c.Agents
		}
	}
	f := len(values) * h.Trim[depth] / 10000
	if len(values) == 0 || h.Trim[depth] > 0 && f < 1 {
		return Captured{}
	}
	out.Values = TrimmedMean(values, f)
	sort.Ints(costs)
	for _, c := range costs[:f+1] {
		out.Breakdown += c
	}
	return out
}

// foldHierarchy is what a round of the admitted positions must have posted.
func (h *History) foldHierarchy(admitted []Position, e *Expected) {
	var members []Member
	for _, p := range admitted {
		members = append(members, Member{p.Group, p.Values, L(h.task.Lambda, p.Confidence, h.trustOf(p.Agent))})
	}
	c := ParseHierarchy(h.task.Solver).Solve(members, int(h.task.TrimBps))
	if c.Values == nil || c.Agents < int(h.task.MinAgents) {
		e.Insufficient = true
		return
	}
	e.Values, e.Participants, e.Faults = c.Values, c.Agents, c.Breakdown-1
}
