package testnet

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"oracled/client"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/txmgr"
)

// CreateScope creates a task in a scope over all chains of the world, behind its
// gates, with the given weights.
func (w *World) CreateScope(ctx context.Context, t oracle.Task, grace uint64, weights ...uint32) ([]oracle.Task, error) {
	var parts []client.ScopePart
	for i, c := range w.Chains {
		parts = append(parts, client.ScopePart{Chain: c.Chain, Weight: weights[i], Gate: c.Deployment.Gate})
	}
	plan, err := client.PlanScope(t, w.requester.Address(), common.Hash{31: 1}, grace, parts)
	if err != nil {
		return nil, err
	}
	sender := func(c *client.Chain) *txmgr.Manager { return c.Sender(w.requester) }
	return client.CreateScope(ctx, parts, sender, plan, false, func(c *client.Chain, t oracle.Task, _ bool) {
		w.say(c.Name, "task %d of the scope %s", t.Index, t.Scope.ID)
	})
}

// AuditScope recomputes what was posted for a scope over the world's chains.
func (w *World) AuditScope(ctx context.Context, s *oracle.Scope) ([]client.ScopeRound, error) {
	a := client.Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	chains := make([]*client.Chain, len(s.Members))
	for i, m := range s.Members {
		for _, c := range w.Chains {
			if c.Hub == m.Hub {
				chains[i] = c.Chain
			}
		}
		if chains[i] == nil {
			return nil, fmt.Errorf("the world has no chain %d with the hub %s", m.Hub.ChainID, m.Hub.Address)
		}
	}
	return a.AuditScope(ctx, s, chains)
}
