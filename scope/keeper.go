package scope

import (
	"cmp"
	"context"
	"maps"
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

// union is a scope with what is known of it.
type union struct {
	scope  *oracle.Scope
	tasks  []*oracle.Task // by member; nil: none
	posted []uint64       // by member: the latest round on the chain
	floor  []uint64       // by member: rounds up to it are no longer kept
	rounds map[uint64]*round
	landed map[uint64][]*LandedOutcome // by round and member: what the chain has of the newest; nil: nothing
}

type round struct {
	number, deadline uint64
	parts            []*oracle.Part // by member
	view             View
	live             bool            // every chain with a part has been read up to its head
	list             oracle.Took     // agreed; 0: not yet
	outcome          *oracle.Outcome // without what is a chain's own
	given            oracle.Took     // chains that have been given it
	agreeing         bool            // Run sees to the list
	combining        bool            // and to the outcome
	dead             bool            // nothing can be done for it here
}

// maxRounds bounds how many rounds of a scope are kept for chains that are down.
const maxRounds = 256

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
		for _, r := range u.rounds {
			if !k.due(u, r, i) {
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

// due tells whether member i is to be given the outcome of a round now.
func (k *Keeper) due(u *union, r *round, i int) bool {
	return u.tasks[i] != nil && r.outcome != nil && !r.given.Has(i) && u.posted[i] < r.number && k.hub(u.scope.Members[i].Hub).time >= r.deadline
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
		for _, r := range u.rounds {
			at := uint64(0)
			switch {
			case s.time < r.deadline && (r.outcome == nil || u.posted[i] < r.number && u.tasks[i] != nil):
				at = r.deadline
			case r.outcome == nil && !r.view.Full && !r.view.Late:
				at = s.graceEnds(u.scope, r)
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

// round returns a round, which it makes if need be.
func (u *union) round(t oracle.Task, number uint64) *round {
	r := u.rounds[number]
	if r == nil {
		r = &round{number: number, deadline: t.Windows(number).Deadline, parts: make([]*oracle.Part, len(u.scope.Members))}
		u.rounds[number] = r
	}
	return r
}

// look brings the rounds of a scope up to date; k.mu is held.
func (k *Keeper) look(u *union) {
	for _, r := range u.rounds {
		was := r.view
		k.view(u, r)
		if r.view.Late && !was.Late && r.outcome == nil {
			k.Watch.Late(u.scope, r.number, u.scope.All()&^k.settled(u, r))
		}
		for i := range u.scope.Members {
			if k.due(u, r, i) {
				wake(k.hub(u.scope.Members[i].Hub).wake)
			}
		}
		if r.wants() {
			wake(k.work)
		}
	}
	k.prune(u)
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// settled returns the chains that are past a round's deadline, with all that they
// have of it.
func (k *Keeper) settled(u *union, r *round) (settled oracle.Took) {
	for i, m := range u.scope.Members {
		if k.hub(m.Hub).time >= r.deadline && (r.parts[i] != nil || r.number > max(u.posted[i], u.floor[i])) {
			settled |= 1 << i
		}
	}
	return settled
}

func (k *Keeper) view(u *union, r *round) {
	var parts, over oracle.Took
	hopeless := true
	r.live = true
	settled := k.settled(u, r)
	for i, m := range u.scope.Members {
		h := k.hub(m.Hub)
		if r.parts[i] != nil {
			parts |= 1 << i
			r.live = r.live && h.live != 0
		}
		if h.live != 0 && h.time >= h.graceEnds(u.scope, r) {
			over |= 1 << i
		}
		if !settled.Has(i) && h.ahead && k.latest(u) < h.heard+u.scope.Grace {
			hopeless = false // it is being read, and will be there soon
		}
	}
	r.view.look(u.scope, parts, settled, over, hopeless)
}

// latest returns the latest time of a scope's chains.
func (k *Keeper) latest(u *union) (latest uint64) {
	for _, m := range u.scope.Members {
		latest = max(latest, k.hub(m.Hub).time)
	}
	return latest
}

// wants tells whether there is something to do for a round.
func (r *round) wants() bool {
	switch {
	case r.dead || r.outcome != nil:
		return false
	case r.list == 0:
		return !r.agreeing && r.live && r.view.Choice() != 0
	default:
		return !r.combining && r.complete()
	}
}

// complete tells whether the part of every chain on the list is there.
func (r *round) complete() bool {
	for i, p := range r.parts {
		if r.list.Has(i) && p == nil {
			return false
		}
	}
	return true
}

// prune forgets the rounds that every chain has, and the oldest beyond maxRounds.
// The latest that some chain has stays: it may be all that another can be given.
func (k *Keeper) prune(u *union) {
	least, latest := ^uint64(0), uint64(0)
	for i, t := range u.tasks {
		latest = max(latest, u.posted[i])
		// A chain of which nothing was heard may have a task.
		if t != nil || k.hub(u.scope.Members[i].Hub).time == 0 {
			least = min(least, u.posted[i])
		}
	}
	numbers := slices.Sorted(maps.Keys(u.rounds))
	for i, n := range numbers {
		switch r := u.rounds[n]; {
		case n <= least && n < latest || len(numbers)-i > maxRounds:
			delete(u.rounds, n)
		case n <= least && r.outcome != nil:
			clear(r.parts) // every chain has it; its outcome is enough for one that comes later
		}
	}
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
