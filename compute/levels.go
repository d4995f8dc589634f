package compute

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// solveLevels makes the outcome of a profile that is sufficient: its values and
// the certificate.
func (s *solver) solveLevels(ctx context.Context, t oracle.Task, p oracle.Profile, out *oracle.Outcome) error {
	if err := checkWidth(t, p); err != nil {
		return err
	}
	tr := s.rule.levels.tree(t, p)
	nodes, trimmed, err := s.rule.levels.climb(t, p, tr, func(_ int, c Columns) (Equilibria, error) {
		return s.backend.TrimmedEquilibrium(ctx, c)
	})
	if err != nil {
		return fmt.Errorf("solve %s: %w", out.Ref(), err)
	}
	f := tr.breakdown() - 1
	out.Values = slices.Clone(nodes[len(nodes)-1].Values)
	out.Trimmed = trimmed
	out.Certificate = oracle.Certificate{Kind: s.name, F: f, Nodes: nodes, Digest: Digest(s.name, out.Participants, f, out.Values)}
	return nil
}

// checkLevels returns nil exactly when the nodes are those of the profile, each
// one's certificate proves its values for the values below it, and the outcome's
// are the root's. It solves nothing.
func (s *solver) checkLevels(t oracle.Task, p oracle.Profile, o oracle.Outcome) error {
	if err := checkWidth(t, p); err != nil {
		return err
	}
	tr := s.rule.levels.tree(t, p)
	claims := o.Certificate.Nodes
	if n := tr.nodes(); len(claims) != n {
		return fmt.Errorf("%w: %s has %d nodes, not %d", ErrOutcome, o.Ref(), len(claims), n)
	}
	nodes, trimmed, err := s.rule.levels.climb(t, p, tr, func(i int, c Columns) (Equilibria, error) {
		n := claims[i]
		if len(n.Values) != t.Dimension || len(n.Cuts) != t.Dimension {
			return Equilibria{}, fmt.Errorf("%w: %d values and %d cuts, not %d", ErrOutcome, len(n.Values), len(n.Cuts), t.Dimension)
		}
		e, err := claimed(n.Values, n.Cuts)
		if err != nil {
			return e, err
		}
		return e, c.Certify(e)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", o.Ref(), err)
	}
	for i, n := range nodes {
		if !sameNode(n, claims[i]) {
			return fmt.Errorf("%w: node %d of %s is not that of its positions", ErrOutcome, i, o.Ref())
		}
	}
	switch {
	case !slices.Equal(o.Values, nodes[len(nodes)-1].Values):
		return fmt.Errorf("%w: the values of %s are not its root's", ErrOutcome, o.Ref())
	case !slices.Equal(o.Trimmed, trimmed):
		return fmt.Errorf("%w: the trimmed agents of %s are not those of its cuts", ErrOutcome, o.Ref())
	}
	return nil
}

// sameNode compares nodes; big integers by value.
func sameNode(a, b oracle.Node) bool {
	same := func(x, y *big.Int) bool { return x != nil && y != nil && x.Cmp(y) == 0 }
	return a.Level == b.Level && a.Number == b.Number && a.Members == b.Members && a.F == b.F && a.Breakdown == b.Breakdown &&
		a.Low == b.Low && a.High == b.High && slices.Equal(a.Values, b.Values) &&
		slices.EqualFunc(a.Cuts, b.Cuts, func(x, y oracle.Cut) bool { return same(x.Low, y.Low) && same(x.High, y.High) })
}

// climb walks the tree of a profile from the groups of agents to the root,
// calling solve for the columns of every node that counts with its index among
// all, and returns the nodes and the agents that were cut, sorted.
func (l levels) climb(t oracle.Task, p oracle.Profile, tr tree, solve func(node int, c Columns) (Equilibria, error)) ([]oracle.Node, []oracle.TrimmedAgent, error) {
	nodes := make([]oracle.Node, 0, tr.nodes())
	var trimmed []oracle.TrimmedAgent
	// place adds a node, given its members' values and, of agents, their L.
	place := func(level int, b branch, values [][]fixed.Q64x64, L []uint32) (c Columns, e Equilibria, err error) {
		n := oracle.Node{Level: level + 1, Number: b.number, Members: b.members, F: b.f, Breakdown: b.breakdown}
		if b.counts {
			if c, err = NewColumns(values, L, b.f); err == nil {
				e, err = solve(len(nodes), c)
			}
			if err != nil {
				return c, e, fmt.Errorf("level %d node %d: %w", n.Level, n.Number, err)
			}
			n.Values, n.Cuts = e.Values, e.cuts()
		}
		nodes = append(nodes, n)
		return c, e, nil
	}
	in := groups(p)
	for _, b := range tr[0] {
		positions := in[b.number]
		c, e, err := place(0, b, rows(positions), stubbornness(t, positions))
		if err != nil {
			return nil, nil, err
		}
		if b.counts {
			trimmed = append(trimmed, trimmedAgents(positions, c, e)...)
		}
	}
	at := 0 // the next member
	for level := 1; level < len(tr); level++ {
		end, entry := len(nodes), len(l.groups)-level
		for _, b := range tr[level] {
			var members []int
			var values [][]fixed.Q64x64
			for ; at < end && l.parent(entry, nodes[at].Number) == b.number; at++ {
				if nodes[at].Values != nil {
					members, values = append(members, at), append(values, nodes[at].Values)
				}
			}
			c, e, err := place(level, b, values, nil)
			if err != nil {
				return nil, nil, err
			}
			if b.counts {
				lows, highs := cutCounts(c, e)
				for i, m := range members {
					nodes[m].Low, nodes[m].High = lows[i], highs[i]
				}
			}
		}
		at = end // past those that no node has
	}
	slices.SortFunc(trimmed, func(a, b oracle.TrimmedAgent) int { return common.Address.Cmp(a.Agent, b.Agent) })
	return nodes, trimmed, nil
}
