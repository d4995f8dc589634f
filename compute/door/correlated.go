package door

import (
	"context"

	"oracled/compute"
	"oracled/compute/game/correlated"
)

// correlatedEquilibrium answers a game and an objective, by default
// max-welfare. The certificate is the worst incentive violation.
func correlatedEquilibrium(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	g, err := readGame(in)
	if err != nil {
		return err
	}
	objective, err := in.choice("objective", string(correlated.MaxWelfare), string(correlated.MinWelfare), string(correlated.MaxEntropy))
	if err != nil {
		return err
	}
	key := "payoffs"
	if !in.has(key) {
		key = "A"
	}
	if err := in.reserve(key, 8, correlated.Size(g)); err != nil {
		return err
	}
	e, err := correlated.Solve(ctx, g, correlated.Objective(objective), out.watchers...)
	if err != nil {
		return in.blame(key, err)
	}
	out.Converged = e.Converged
	out.Iterations = e.Iterations
	out.Certificate = Certificate{Kind: "violation", Value: e.Violation, Bound: correlated.Tolerance * g.Spread()}
	out.add("distribution", e.Distribution)
	out.add("welfare", e.Welfare)
	out.add("entropy", e.Entropy)
	out.add("violation", e.Violation)
	out.add("gap", e.Gap)
	out.add("method", e.Method)
	return nil
}
