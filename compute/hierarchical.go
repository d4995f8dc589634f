package compute

import (
	"context"
	"fmt"
	"slices"

	"oracled/fixed"
)

// MaxLevels bounds a hierarchy.
const MaxLevels = 8

// Hierarchy is agents in groups, groups of groups and so on: a leaf is one
// agent's position of d coordinates in ulps, and every other node has members of
// one kind.
type Hierarchy struct {
	Position []fixed.Q64x64
	Members  []Hierarchy
	// L is how stubborn the node is among its siblings, in 1/65536, 0 to
	// MaxLambda; the root's is not looked at.
	L uint32
}

// SolveHierarchy returns the value of a hierarchy whose leaves all lie len(f)
// levels below its root: at every node the trimmed mean of its members' values,
// floored, f[0] of them trimmed at each end in the groups of agents and the last
// at the root. Every group takes at least 2f + 1 members.
//
// This is a trimmed mean of trimmed means and not the trimmed mean of all
// agents. It falls to fewer of them, too: breakdown = Π (f_l + 1) agents, f_l+1
// in each of f_(l+1)+1 groups and so on, are enough to move it anywhere, where
// fewer, however they are placed, leave it within the range of what honest
// agents sent.
//
// Errors wrap ErrInput and say where, or are ctx's.
func SolveHierarchy(ctx context.Context, backend Backend, root Hierarchy, f []int) (value []fixed.Q64x64, breakdown uint64, err error) {
	if len(f) < 1 || len(f) > MaxLevels {
		return nil, 0, fmt.Errorf("%w: %d levels, not 1 to %d", ErrInput, len(f), MaxLevels)
	}
	breakdown = 1
	for l, x := range f {
		if x < 0 || x > MaxAgents {
			return nil, 0, fmt.Errorf("%w: f of level %d is %d, not 0 to %d", ErrInput, l, x, MaxAgents)
		}
		if breakdown > (1<<63)/uint64(x+1) {
			return nil, 0, fmt.Errorf("%w: f of all levels together is too large", ErrInput)
		}
		breakdown *= uint64(x + 1)
	}
	value, err = groupValue(ctx, backend, root, f, "")
	return value, breakdown, err
}

func groupValue(ctx context.Context, backend Backend, h Hierarchy, f []int, path string) ([]fixed.Q64x64, error) {
	if len(f) == 0 {
		if len(h.Members) > 0 || len(h.Position) == 0 {
			return nil, fmt.Errorf("%w: %s is no position", ErrInput, path)
		}
		return h.Position, nil
	}
	top := len(f) - 1
	where := path
	if where == "" {
		where = "the root"
	}
	need := 2*f[top] + 1
	var L []uint32
	if slices.ContainsFunc(h.Members, func(m Hierarchy) bool { return m.L > 0 }) {
		need++
		for _, m := range h.Members {
			L = append(L, m.L)
		}
	}
	if len(h.Position) > 0 || len(h.Members) < need {
		return nil, fmt.Errorf("%w: %s has %d members, and f = %d takes %d", ErrInput, where, len(h.Members), f[top], need)
	}
	rows := make([][]fixed.Q64x64, len(h.Members))
	for i, m := range h.Members {
		var err error
		if rows[i], err = groupValue(ctx, backend, m, f[:top], fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return nil, err
		}
	}
	c, err := NewColumns(rows, L, f[top])
	if err != nil {
		return nil, fmt.Errorf("in %s: %w", where, err)
	}
	e, err := backend.TrimmedEquilibrium(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := c.Certify(e); err != nil {
		return nil, fmt.Errorf("certify what backend %s found: %w", backend.Name(), err)
	}
	return e.Values, nil
}
