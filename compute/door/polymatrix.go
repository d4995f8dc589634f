package door

import (
	"context"

	"oracled/compute"
	"oracled/compute/game/polymatrix"
)

// solvePolymatrix answers {"edges": [{"i": 0, "j": 1, "Ai": [[...]], "Aj":
// [[...]]}, ...]}: both matrices have a row for each of i's actions and a column
// for each of j's.
func solvePolymatrix(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	given, err := in.objects("edges", "i", "j", "Ai", "Aj")
	if err != nil {
		return err
	}
	players := 0
	edges := make([]polymatrix.Edge, len(given))
	actions := map[int]int{}
	for k, e := range given {
		i, err := e.integer("i", 0, polymatrix.MaxUnknowns)
		if err != nil {
			return err
		}
		j, err := e.integer("j", 0, polymatrix.MaxUnknowns)
		if err != nil {
			return err
		}
		A, err := e.matrix("Ai", 0, 0)
		if err != nil {
			return err
		}
		B, err := e.matrix("Aj", A.rows, A.cols)
		if err != nil {
			return err
		}
		edges[k] = polymatrix.Edge{I: int(i), J: int(j), A: A.nested(), B: B.nested()}
		players = max(players, int(i)+1, int(j)+1)
		actions[int(i)], actions[int(j)] = A.rows, A.cols
	}
	unknowns := players
	for _, m := range actions {
		unknowns += m
	}
	if err := in.reserve("edges", 16, unknowns, unknowns); err != nil {
		return err
	}
	g, err := polymatrix.New(players, edges)
	if err != nil {
		return in.blame("edges", err)
	}
	e, err := g.Solve(ctx, out.watchers...)
	if err != nil {
		return err
	}
	out.Converged = e.Converged
	out.Iterations = e.Iterations
	out.Certificate = Certificate{Kind: "nashconv", Value: e.NashConv, Bound: polymatrix.Tolerance * g.Spread()}
	out.add("strategies", e.Profile)
	out.add("payoffs", g.Utilities(e.Profile))
	out.add("regrets", e.Regrets)
	out.add("nashconv", e.NashConv)
	out.add("method", e.Method)
	return nil
}
