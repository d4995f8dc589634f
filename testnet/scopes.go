package testnet

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/client"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/scope"
	"oracled/testnet/reference"
	"oracled/txmgr"
)

// CreateScope creates a task in a scope over all chains of the world, with the
// given weights, behind its gates or those of residents.
func (w *World) CreateScope(ctx context.Context, t oracle.Task, grace uint64, residents []*Residents, weights ...uint32) ([]oracle.Task, error) {
	var parts []client.ScopePart
	for i, c := range w.Chains {
		p := client.ScopePart{Chain: c.Chain, Weight: weights[i], Gate: c.Deployment.Gate}
		if residents != nil {
			p.Gate = residents[i].Gate
		}
		parts = append(parts, p)
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
		if c := w.chainOf(m.Hub); c != nil {
			chains[i] = c.Chain
		}
		if chains[i] == nil {
			return nil, fmt.Errorf("the world has no chain %d with the hub %s", m.Hub.ChainID, m.Hub.Address)
		}
	}
	return a.AuditScope(ctx, s, chains)
}

// ScopeSummary is what a task on several chains came to.
type ScopeSummary struct {
	ID     common.Hash    `json:"id"`
	Chains []uint64       `json:"chains"` // in the scope's order
	Tasks  []uint32       `json:"tasks"`  // of each chain
	Weight []uint32       `json:"weights"`
	Rounds []ScopeOutcome `json:"rounds"`
}

// ScopeOutcome is one round. Integers are in ulps of 2⁻⁶⁴, as strings.
type ScopeOutcome struct {
	Round        uint64     `json:"round"`
	Took         []uint64   `json:"took"`     // the chains that took part
	Outcome      []string   `json:"outcome"`  // as posted on the first chain
	Alone        [][]string `json:"alone"`    // what each chain that took part says by itself, by the reference
	Expected     []string   `json:"expected"` // their weighted median, by the reference
	Equal        bool       `json:"equal"`    // every chain has the same
	Reproduced   bool       `json:"reproduced"`
	Audited      bool       `json:"audited"`
	Participants int        `json:"participants"`
	Breakdown    uint64     `json:"breakdown"` // captured agents that are enough to move it
}

// SummariseScope audits the first rounds of a scope on all its chains, compares
// them with the reference, and adds what is not as it must be to the failures.
func (w *World) SummariseScope(ctx context.Context, s *Summary, tasks []oracle.Task, rounds uint64) error {
	of := tasks[0].Scope
	out := ScopeSummary{ID: of.ID}
	histories := map[uint64]*reference.History{}
	for i, m := range of.Members {
		out.Chains, out.Weight, out.Tasks = append(out.Chains, m.Hub.ChainID), append(out.Weight, m.Weight), append(out.Tasks, tasks[i].Index)
		histories[m.Hub.ChainID] = reference.NewHistory(tasks[i])
	}
	audited, err := w.AuditScope(ctx, of)
	if err != nil {
		return err
	}
	for _, r := range audited {
		if r.Number > rounds {
			continue
		}
		o := ScopeOutcome{Round: r.Number, Took: scope.Chains(of, r.Result.List), Alone: [][]string{}, Participants: r.Result.Participants, Breakdown: r.Result.Breakdown, Equal: true}
		if err := r.Verdict(); err != nil {
			s.Failures = append(s.Failures, fmt.Sprintf("scope %s round %d: the audit says: %v", of.ID, r.Number, err))
		} else {
			o.Audited = true
		}
		var values [][]*big.Int
		var weights []uint32
		for i, c := range r.Chains {
			expected := histories[c.Task.Hub.ChainID].Fold(ReferenceRound(c))
			if r.Result.List.Has(i) && !expected.Insufficient {
				values, weights = append(values, expected.Values), append(weights, of.Members[i].Weight)
				o.Alone = append(o.Alone, texts(expected.Values))
			}
			if c.Posted == nil {
				o.Equal = false
				continue
			}
			if o.Outcome == nil {
				o.Outcome = texts(c.Posted.Values)
			}
			o.Equal = o.Equal && fmt.Sprint(texts(c.Posted.Values)) == fmt.Sprint(o.Outcome)
		}
		if len(values) > 0 {
			o.Expected = texts(reference.Expected{Values: reference.WeightedMedian(values, weights)}.Posted(tasks[0].Width))
		}
		o.Reproduced = fmt.Sprint(o.Outcome) == fmt.Sprint(o.Expected)
		if !o.Equal || !o.Reproduced {
			s.Failures = append(s.Failures, fmt.Sprintf("scope %s round %d: posted %v, equal on all chains: %t, expected %v", of.ID, r.Number, o.Outcome, o.Equal, o.Expected))
		}
		out.Rounds = append(out.Rounds, o)
	}
	if uint64(len(out.Rounds)) != rounds {
		s.Failures = append(s.Failures, fmt.Sprintf("scope %s has %d of %d rounds", of.ID, len(out.Rounds), rounds))
	}
	s.Scopes = append(s.Scopes, out)
	return nil
}

// AwaitScope waits until a round of a scope is on all its chains.
func (w *World) AwaitScope(ctx context.Context, tasks []oracle.Task, round uint64) error {
	for i := 0; i < len(tasks); {
		t := tasks[i]
		c := w.chainOf(t.Hub)
		if c == nil {
			return fmt.Errorf("the world has no chain %d with the hub %s", t.Hub.ChainID, t.Hub.Address)
		}
		r, err := c.Read(ctx, t.ID)
		if err != nil {
			return fmt.Errorf("wait for round %d of the scope %s: %w", round, t.Scope.ID, err)
		}
		if r.Round >= round {
			w.say(c.Name, "task %d round %d of the scope: %v, as on every chain", t.Index, r.Round, r.Value)
			i++
			continue
		}
		if err := oracle.Sleep(ctx, 200*time.Millisecond); err != nil {
			return fmt.Errorf("wait for round %d of the scope %s on %s: %w", round, t.Scope.ID, c.Name, err)
		}
	}
	return nil
}

func (w *World) chainOf(h oracle.Hub) *WorldChain {
	for _, c := range w.Chains {
		if c.Hub == h {
			return c
		}
	}
	return nil
}
