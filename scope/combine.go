package scope

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/fixed"
	"oracled/oracle"
)

// Solvers finds the solver that a task names.
type Solvers func(name string) (oracle.Solver, error)

// ChainOutcome is what one chain of the list came to by itself.
type ChainOutcome struct {
	Member  int
	Outcome oracle.Outcome
	Away    []common.Address // sorted: positions that do not count here, their agents having another home
}

// Result is the outcome of a round over all chains that took part.
type Result struct {
	List         oracle.Took
	Status       oracle.Status
	Values       []fixed.Q64x64 // empty when insufficient
	Participants int            // over all chains of the list
	Breakdown    uint64         // captured agents that are enough to move it anywhere; 0 when insufficient
	Chains       []ChainOutcome // of the list, in the scope's order
}

// maxParticipants is what a batch has room for.
const maxParticipants = 1<<24 - 1

// Combine computes the outcome of a round from the parts of the chains on a list,
// one for each member (nil for those that are not on it):
//
//   - An agent counts on its home: of the chains on the list the first, in the
//     scope's order, on which it had registered when the first commitment came.
//   - Each chain solves its own task with the positions that are at home.
//   - The outcome is the weighted median of those that had enough positions,
//     coordinate by coordinate, with the scope's weights.
//
// It is a pure function: whoever has the chains' logs and the list has the same.
func Combine(ctx context.Context, solvers Solvers, s *oracle.Scope, list oracle.Took, parts []*oracle.Part) (Result, error) {
	r := Result{List: list, Status: oracle.StatusInsufficient}
	if list == 0 || !list.Within(s.All()) || len(parts) != len(s.Members) {
		return r, fmt.Errorf("combine the scope %s: its list is %b and it has %d chains", s.ID, list, len(s.Members))
	}
	var rows [][]fixed.Q64x64
	var weights []uint32
	var captures []uint64
	for i, m := range s.Members {
		if !list.Has(i) {
			continue
		}
		p := parts[i]
		if p == nil {
			return r, fmt.Errorf("combine the scope %s: chain %d is on the list and has no closed round", s.ID, m.Hub.ChainID)
		}
		solver, err := solvers(p.Task.Solver)
		if err != nil {
			return r, err
		}
		profile, away := atHome(list, parts, i)
		o, err := solver.Solve(ctx, p.Task, profile)
		if err != nil {
			return r, fmt.Errorf("solve task %d of chain %d for the scope %s: %w", p.Task.Index, m.Hub.ChainID, s.ID, err)
		}
		if err := solver.Check(p.Task, profile, o); err != nil {
			return r, fmt.Errorf("check task %d of chain %d for the scope %s: %w", p.Task.Index, m.Hub.ChainID, s.ID, err)
		}
		r.Chains = append(r.Chains, ChainOutcome{Member: i, Outcome: o, Away: away})
		r.Participants += o.Participants
		if o.Status == oracle.StatusOK {
			rows, weights = append(rows, o.Values), append(weights, m.Weight)
			captures = append(captures, uint64(p.Task.Faults(o.Participants))+1)
		}
	}
	r.Participants = min(r.Participants, maxParticipants)
	if len(rows) == 0 {
		return r, nil
	}
	var err error
	if r.Values, err = compute.WeightedMedian(rows, weights); err != nil {
		return r, err
	}
	if r.Breakdown, err = compute.BreakdownAcross(weights, captures); err != nil {
		return r, err
	}
	r.Status = oracle.StatusOK
	return r, nil
}

// atHome splits a part's positions into those that count and the agents of those
// that do not.
func atHome(list oracle.Took, parts []*oracle.Part, member int) (oracle.Profile, []common.Address) {
	p := parts[member].Profile
	home := oracle.Profile{Task: p.Task, Round: p.Round}
	var away []common.Address
	for _, x := range p.Positions {
		if hasEarlierHome(list, parts, member, x.Agent) {
			away = append(away, x.Agent)
		} else {
			home.Positions = append(home.Positions, x)
		}
	}
	return home, away
}

func hasEarlierHome(list oracle.Took, parts []*oracle.Part, member int, agent common.Address) bool {
	for i, o := range parts[:member] {
		if list.Has(i) && o.Enrolled.Has(agent) {
			return true
		}
	}
	return false
}

// Outcome returns the result as a task of the scope is posted with it.
func (r Result) Outcome(t oracle.Task, round uint64) oracle.Outcome {
	return oracle.Outcome{
		Task: t.ID, Index: t.Index, Round: round, Status: r.Status, Participants: r.Participants, Values: r.Values,
		Narrow: t.Width == oracle.WidthNarrow, Digest: t.Digest, Took: r.List,
	}
}

// CheckTask returns why no operator can serve a task as one of a scope, nil if it
// can or if the task is in none.
func CheckTask(t oracle.Task) error {
	if err := t.ScopeFault(); err != nil {
		return err
	}
	if t.Scope != nil && !slices.Contains(compute.Solvers(), t.Solver) {
		return fmt.Errorf("solver: %q cannot be in a scope: of a game the weighted median of several chains' answers, number by number, is no answer, and groups are on one chain; expected one of %v", t.Solver, compute.Solvers())
	}
	return nil
}
