package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"oracled/oracle"
	"oracled/scope"
)

// ScopeRound is a round of a scope, recomputed from the logs of its chains and
// the list of those that took part, beside what was posted on each.
type ScopeRound struct {
	Number uint64
	Result scope.Result   // zero where no chain has it
	Chains []AuditedRound // of every chain that has the task, in the scope's order
	Err    error          // why it could not be recomputed
}

// Verdict tells whether every chain has the right outcome, and if not, why.
func (r ScopeRound) Verdict() error {
	if r.Err != nil {
		return r.Err
	}
	var faults []error
	for _, c := range r.Chains {
		if err := c.Verdict(); err != nil {
			faults = append(faults, fmt.Errorf("chain %d: %w", c.Task.Hub.ChainID, err))
		}
	}
	return errors.Join(faults...)
}

// AuditScope recomputes the rounds of a scope, in order, from the logs of its
// chains, given in the scope's order. Which of them took part is what the batches
// say that the quorums signed: one list for each round, on whatever chain.
func (a *Auditor) AuditScope(ctx context.Context, s *oracle.Scope, chains []*Chain) ([]ScopeRound, error) {
	if len(chains) != len(s.Members) {
		return nil, fmt.Errorf("audit the scope %s: %d chains, it has %d", s.ID, len(chains), len(s.Members))
	}
	all := make([]*scopeSurvey, len(chains))
	numbers := map[uint64]bool{}
	for i, c := range chains {
		if c.Hub != s.Members[i].Hub {
			return nil, fmt.Errorf("audit the scope %s: chain %d is given in the place of chain %d", s.ID, c.Hub.ChainID, s.Members[i].Hub.ChainID)
		}
		found, err := a.survey(ctx, c, func(t oracle.Task) bool { return t.Scope != nil && t.Scope.ID == s.ID })
		if err != nil {
			return nil, err
		}
		all[i] = ofScope(found, s)
		for n := range all[i].parts {
			numbers[n] = true
		}
		for n := range all[i].posted {
			numbers[n] = true
		}
	}
	var out []ScopeRound
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		r, err := a.scopeRound(ctx, s, all, n)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// scopeSurvey is what one chain's logs say of its task in a scope.
type scopeSurvey struct {
	task   oracle.Task // index 0: there is none
	parts  map[uint64]*oracle.Part
	own    map[uint64]AuditedRound
	posted map[uint64]posting
}

func ofScope(found *survey, s *oracle.Scope) *scopeSurvey {
	out := &scopeSurvey{parts: map[uint64]*oracle.Part{}, own: map[uint64]AuditedRound{}, posted: map[uint64]posting{}}
	var ok bool
	if out.task, ok = InScope(found.book.Tasks(), s.ID); !ok {
		return out
	}
	for i, r := range found.rounds {
		if r.Task.ID == out.task.ID {
			out.own[r.Number] = r
			out.parts[r.Number] = &oracle.Part{Task: r.Task, Round: r.Number, Profile: r.Resolution.Profile, Enrolled: found.enrolled[i]}
		}
	}
	for k, p := range found.postings {
		if k.index == out.task.Index {
			out.posted[uint64(k.round)] = p
		}
	}
	return out
}

func (a *Auditor) scopeRound(ctx context.Context, s *oracle.Scope, all []*scopeSurvey, n uint64) (ScopeRound, error) {
	out := ScopeRound{Number: n}
	parts := make([]*oracle.Part, len(all))
	var list oracle.Took
	for i, c := range all {
		parts[i] = c.parts[n]
		p, ok := c.posted[n]
		switch {
		case !ok:
		case list != 0 && p.outcome.Took != list:
			out.Err = fmt.Errorf("two lists were signed for round %d: chains %v, and on chain %d chains %v: operators have signed twice", n, scope.Chains(s, list), s.Members[i].Hub.ChainID, scope.Chains(s, p.outcome.Took))
		default:
			list = p.outcome.Took
		}
		if ok && p.outcome.Took == 0 {
			out.Err = fmt.Errorf("chain %d: round %d was posted without a list of the chains that took part", s.Members[i].Hub.ChainID, n)
		}
	}
	for i := range all {
		if list.Has(i) && parts[i] == nil && out.Err == nil {
			out.Err = fmt.Errorf("round %d was posted as one in which chain %d took part, and no log there leads to it", n, s.Members[i].Hub.ChainID)
		}
	}
	if out.Err == nil && list != 0 {
		var err error
		if out.Result, err = scope.Combine(ctx, a.Solvers, s, list, parts); ctx.Err() != nil {
			return out, ctx.Err()
		} else if err != nil {
			out.Err = err
		}
	}
	for _, c := range all {
		if c.task.Index == 0 {
			continue
		}
		r, ok := c.own[n]
		if !ok {
			r = AuditedRound{Task: c.task, Number: n}
		}
		r.Resolution.Outcome = out.Result.Outcome(c.task, n)
		if p, ok := c.posted[n]; ok {
			r.post(p)
		}
		out.Chains = append(out.Chains, r)
	}
	return out, nil
}
