package scope

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Agreement brings operators to one list of the chains that took part in a round.
type Agreement interface {
	// Agree returns the list that a quorum has signed. It tries until it succeeds
	// or ctx ends; what cannot be mended by trying again is an error.
	Agree(ctx context.Context, s *oracle.Scope, round uint64) (oracle.Took, error)
}

// Watch is told what becomes of a scope's rounds. Its methods return at once.
type Watch interface {
	// Late: the grace of a round is over, and these chains are not past its deadline.
	Late(s *oracle.Scope, round uint64, missing oracle.Took)
	// Agreed: which chains took part.
	Agreed(s *oracle.Scope, round uint64, list oracle.Took)
	// Combined: the outcome for all chains.
	Combined(s *oracle.Scope, round uint64, r Result, seconds float64)
	// Failing: a round cannot go on, and is tried again unless that is of no use.
	Failing(s *oracle.Scope, round uint64, err error)
}

// Keeper is where the pipelines of one process meet whose chains are in one
// scope. It implements oracle.Scopes and is safe for concurrent use.
type Keeper struct {
	Solvers   Solvers
	Agreement Agreement
	Watch     Watch

	mu     sync.Mutex
	scopes map[common.Hash]*union
	hubs   map[oracle.Hub]*hubState
	work   chan struct{} // wakes Run
}

type hubState struct {
	time  uint64 // of the last confirmed block
	live  uint64 // time of the first block after which nothing newer was there, 0: not yet
	ahead bool   // the last block had newer ones after it
	heard uint64 // the latest time of any chain when that was heard
	wake  chan struct{}
}

// NewKeeper returns a keeper that knows of no scope. Run makes it work.
func NewKeeper(solvers Solvers, watch Watch) *Keeper {
	return &Keeper{Solvers: solvers, Watch: watch, scopes: map[common.Hash]*union{}, hubs: map[oracle.Hub]*hubState{}, work: make(chan struct{}, 1)}
}

func (k *Keeper) hub(h oracle.Hub) *hubState {
	s := k.hubs[h]
	if s == nil {
		s = &hubState{wake: make(chan struct{}, 1)}
		k.hubs[h] = s
	}
	return s
}

// Serve implements oracle.Scopes.
func (k *Keeper) Serve(t oracle.Task, floor uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.scopes[t.Scope.ID]
	if u == nil {
		n := len(t.Scope.Members)
		u = &union{scope: t.Scope, tasks: make([]*oracle.Task, n), posted: make([]uint64, n), floor: make([]uint64, n), rounds: map[uint64]*round{}, landed: map[uint64][]*LandedOutcome{}}
		for _, m := range t.Scope.Members {
			u.hubs = append(u.hubs, k.hub(m.Hub))
		}
		k.scopes[t.Scope.ID] = u
	}
	i := u.scope.Index(t.Hub)
	if u.tasks[i] == nil || t.Index <= u.tasks[i].Index {
		u.tasks[i] = &t
		u.floor[i] = max(u.floor[i], floor)
	}
	k.look(u)
}

// Cancelled implements oracle.Scopes.
func (k *Keeper) Cancelled(h oracle.Hub, id oracle.TaskID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, u := range k.scopes {
		if i := u.scope.Index(h); i >= 0 && u.tasks[i] != nil && u.tasks[i].ID == id {
			u.tasks[i] = nil
		}
		if !slices.ContainsFunc(u.tasks, func(t *oracle.Task) bool { return t != nil }) {
			delete(k.scopes, u.scope.ID)
		}
	}
}

// Closed implements oracle.Scopes.
func (k *Keeper) Closed(p oracle.Part) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.scopes[p.Task.Scope.ID]
	if u == nil {
		return
	}
	i := u.scope.Index(p.Task.Hub)
	if p.Round <= u.posted[i] {
		return
	}
	u.round(p.Task, p.Round).parts[i] = &p
	k.look(u)
}

// Posted implements oracle.Scopes.
func (k *Keeper) Posted(t oracle.Task, o oracle.PostedOutcome) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.scopes[t.Scope.ID]
	if u == nil {
		return
	}
	i := u.scope.Index(t.Hub)
	u.posted[i] = max(u.posted[i], uint64(o.Round))
	u.land(i, o)
	// What a quorum has signed for one chain is the outcome for all, also for an
	// operator that has no longer what it was made of.
	if r := u.round(t, uint64(o.Round)); r.outcome == nil && o.Took != 0 {
		r.list, r.outcome = o.Took, outcomeOf(o)
	}
	k.look(u)
}

// outcomeOf returns a posted outcome in units of 2⁻⁶⁴.
func outcomeOf(o oracle.PostedOutcome) *oracle.Outcome {
	out := &oracle.Outcome{Status: oracle.StatusOK, Participants: int(o.Participants), Took: o.Took}
	if o.Insufficient {
		out.Status = oracle.StatusInsufficient
	}
	out.Values = unitsOf(o)
	return out
}

// Confirmed implements oracle.Scopes.
func (k *Keeper) Confirmed(h oracle.Hub, time uint64, live bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.hub(h)
	s.time, s.ahead, s.heard = time, !live, time
	for _, other := range k.hubs {
		s.heard = max(s.heard, other.time)
	}
	if live && s.live == 0 {
		s.live = time
	}
	for _, u := range k.scopes {
		if u.scope.Index(h) >= 0 {
			k.look(u)
		}
	}
}

// Outcomes implements oracle.Scopes.
func (k *Keeper) Outcomes(h oracle.Hub) (out []oracle.ScopedOutcome) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, u := range k.scopes {
		i := u.scope.Index(h)
		if i < 0 || u.tasks[i] == nil {
			continue
		}
		open := u.open()
		for _, r := range u.rounds {
			if !u.due(r, i, open) {
				continue
			}
			r.given |= 1 << i
			t, o := *u.tasks[i], *r.outcome
			o.Task, o.Index, o.Round = t.ID, t.Index, r.number
			o.Narrow, o.Digest = t.Width == oracle.WidthNarrow, t.Digest
			out = append(out, oracle.ScopedOutcome{Task: t, Outcome: o})
		}
	}
	slices.SortFunc(out, func(a, b oracle.ScopedOutcome) int {
		return cmp.Or(cmp.Compare(a.Task.Windows(a.Outcome.Round).Deadline, b.Task.Windows(b.Outcome.Round).Deadline), cmp.Compare(a.Task.Index, b.Task.Index))
	})
	return out
}

// Wake implements oracle.Scopes.
func (k *Keeper) Wake(h oracle.Hub) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.hub(h).wake
}

// Due implements oracle.Scopes.
func (k *Keeper) Due(h oracle.Hub) (earliest uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.hub(h)
	for _, u := range k.scopes {
		i := u.scope.Index(h)
		if i < 0 {
			continue
		}
		open := u.open()
		for _, r := range u.rounds {
			at := uint64(0)
			switch {
			case s.time < r.deadline && (r.outcome == nil || u.posted[i] < r.number && u.tasks[i] != nil):
				at = r.deadline
			case r.outcome == nil && !r.view.Full && !r.view.Late:
				at = s.graceEnds(u.scope, r)
			case r.outcome != nil && u.tasks[i] != nil && !r.given.Has(i) && u.precedes(r, i, open):
				at = s.patienceEnds(u.scope, r)
			}
			if at > s.time && (earliest == 0 || at < earliest) {
				earliest = at
			}
		}
	}
	return earliest
}

// graceEnds returns the time on a chain at which a round waits no longer for
// others. A process that begins gives them a grace from then on, too.
func (s *hubState) graceEnds(of *oracle.Scope, r *round) uint64 {
	return max(r.deadline, s.live) + of.Grace
}

// patienceEnds returns the time on a chain at which a round waits no longer for
// earlier ones. Their graces end no later than its own, and after a start at the
// same moment; without a late chain they are agreed only then, for which they have
// as long again.
func (s *hubState) patienceEnds(of *oracle.Scope, r *round) uint64 {
	return s.graceEnds(of, r) + of.Grace
}

// look brings the rounds of a scope up to date; k.mu is held.
func (k *Keeper) look(u *union) {
	open := u.open()
	for _, r := range u.rounds {
		if r.outcome == nil { // else nobody needs to know how far the chains are
			was := r.view
			u.view(r)
			if r.view.Late && !was.Late {
				k.Watch.Late(u.scope, r.number, u.scope.All()&^u.settled(r))
			}
		}
		for i, h := range u.hubs {
			if u.due(r, i, open) {
				wake(h.wake)
			}
		}
		if r.wants() {
			wake(k.work)
		}
	}
	u.prune()
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Everywhere implements oracle.Scopes.
func (k *Keeper) Everywhere(t oracle.Task) uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if u := k.scopes[t.Scope.ID]; u != nil {
		return u.everywhere()
	}
	return 0
}

// Learn tells the list that a quorum has signed for a round.
func (k *Keeper) Learn(scope common.Hash, number uint64, list oracle.Took) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.scopes[scope]
	if u == nil {
		return
	}
	r := u.rounds[number]
	if r == nil || r.list != 0 {
		return
	}
	r.list = list
	k.Watch.Agreed(u.scope, number, list)
	k.look(u)
}

// View returns this operator's view of a round, whether it knows the round, and
// the list that is agreed, 0: none.
func (k *Keeper) View(scope common.Hash, number uint64) (s *oracle.Scope, v View, deadline uint64, list oracle.Took, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.scopes[scope]
	if u == nil {
		return nil, View{}, 0, 0, false
	}
	r := u.rounds[number]
	if r == nil {
		return u.scope, View{}, 0, 0, false
	}
	return u.scope, r.view, r.deadline, r.list, true
}
