package canonical

import (
	"context"
	"fmt"
	"math/big"
)

func parseHodge(s Spec) (Game, error) {
	if err := s.Only("agents", "tasks"); err != nil {
		return nil, err
	}
	if !s.has("tasks") {
		n, err := s.integer("agents", 3, 91)
		return hodge{agents: n}, err
	}
	of, err := s.integers(2, MaxEntries/2, "agents", "tasks")
	if err != nil {
		return nil, err
	}
	if of[0] > MaxEntries/of[1] {
		return nil, fmt.Errorf("%w: tasks: %d agents and %d tasks are above %d scores", ErrSpec, of[0], of[1], MaxEntries)
	}
	return hodge{of[0], of[1]}, nil
}

// hodge is the divergence of the combinatorial Hodge decomposition (Jiang, Lim,
// Yao, Ye 2011; Balduzzi et al. 2018, §2): the transitive ratings, floors of
// exact rationals.
//
// Without tasks a position is the strict upper triangle of an antisymmetric
// matrix A, row by row, and the answer is ⌊(1/n)·Σ_j A_ij⌋ for every agent. With
// tasks it is the matrix S of scores, row-major, and the answer is every agent's
// row mean less the total mean, then for every task the total mean less its
// column mean.
type hodge struct{ agents, tasks int }

func (g hodge) String() string {
	if g.tasks == 0 {
		return join("hodge", defaultBound, "agents", g.agents)
	}
	return join("hodge", defaultBound, "agents", g.agents, "tasks", g.tasks)
}

func (g hodge) Entries() int {
	if g.tasks == 0 {
		return g.agents * (g.agents - 1) / 2
	}
	return g.agents * g.tasks
}

func (g hodge) Size() int { return g.agents + g.tasks }

func (g hodge) Solve(_ context.Context, tensor []*big.Int) (Answer, error) {
	var out Answer
	if g.tasks == 0 {
		n := big.NewInt(int64(g.agents))
		for _, row := range antisymmetric(g.agents, tensor) {
			s := sum(row)
			out.Values = append(out.Values, s.Div(s, n)) // floors: the divisor is positive
		}
		return out, nil
	}
	// (m·Σ_row − Σ)/(m·k) and (Σ − k·Σ_column)/(m·k)
	m, k := big.NewInt(int64(g.agents)), big.NewInt(int64(g.tasks))
	total, cells := sum(tensor), new(big.Int).Mul(m, k)
	rows := matrix(g.agents, g.tasks, tensor)
	for _, row := range rows {
		s := sum(row)
		s.Sub(s.Mul(s, m), total)
		out.Values = append(out.Values, s.Div(s, cells))
	}
	for _, column := range transpose(rows) {
		s := sum(column)
		s.Sub(total, s.Mul(s, k))
		out.Values = append(out.Values, s.Div(s, cells))
	}
	return out, nil
}

func sum(x []*big.Int) *big.Int {
	s := new(big.Int)
	for _, v := range x {
		s.Add(s, v)
	}
	return s
}

func (g hodge) Check(tensor []*big.Int, a Answer) error { return checkAgain(g, tensor, a) }
