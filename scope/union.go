package scope

import (
	"slices"

	"oracled/oracle"
)

// union is a scope with what is known of it.
type union struct {
	scope  *oracle.Scope
	hubs   []*hubState    // by member
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

// maxOpen bounds how many rounds of a scope are kept that have no outcome, with
// their positions. Those with an outcome are kept as oracle.MaxRelayed says.
const maxOpen = 256

// round returns a round, which it makes if need be.
func (u *union) round(t oracle.Task, number uint64) *round {
	r := u.rounds[number]
	if r == nil {
		r = &round{number: number, deadline: t.Windows(number).Deadline, parts: make([]*oracle.Part, len(u.scope.Members))}
		u.rounds[number] = r
	}
	return r
}

// due tells whether member i is to be given the outcome of a round now. open are
// the rounds of the union that may come to one.
//
// A hub takes no round after a later one. So a round waits for those before it,
// but not for ever: they may never be agreed.
func (u *union) due(r *round, i int, open []*round) bool {
	h := u.hubs[i]
	if u.tasks[i] == nil || r.outcome == nil || r.given.Has(i) || u.posted[i] >= r.number || h.time < r.deadline {
		return false
	}
	return h.time >= h.patienceEnds(u.scope, r) || !u.precedes(r, i, open)
}

// precedes tells whether an open round comes before one that member i does not have.
func (u *union) precedes(r *round, i int, open []*round) bool {
	return slices.ContainsFunc(open, func(x *round) bool { return u.posted[i] < x.number && x.number < r.number })
}

// open returns the rounds that may come to an outcome.
func (u *union) open() (open []*round) {
	for _, r := range u.rounds {
		if r.outcome == nil && !r.dead {
			open = append(open, r)
		}
	}
	return open
}

// settled returns the chains that are past a round's deadline, with all that they
// have of it.
func (u *union) settled(r *round) (settled oracle.Took) {
	for i, h := range u.hubs {
		if h.time >= r.deadline && (r.parts[i] != nil || r.number > max(u.posted[i], u.floor[i])) {
			settled |= 1 << i
		}
	}
	return settled
}

func (u *union) view(r *round) {
	var parts, over oracle.Took
	hopeless := true
	r.live = true
	settled := u.settled(r)
	for i, h := range u.hubs {
		if r.parts[i] != nil {
			parts |= 1 << i
			r.live = r.live && h.live != 0
		}
		if h.live != 0 && h.time >= h.graceEnds(u.scope, r) {
			over |= 1 << i
		}
		if !settled.Has(i) && h.ahead && u.latest() < h.heard+u.scope.Grace {
			hopeless = false // it is being read, and will be there soon
		}
	}
	r.view.look(u.scope, parts, settled, over, hopeless)
}

// latest returns the latest time of a scope's chains.
func (u *union) latest() (latest uint64) {
	for _, h := range u.hubs {
		latest = max(latest, h.time)
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

// everywhere returns the latest round that every chain has, or has gone past.
func (u *union) everywhere() uint64 {
	least := ^uint64(0)
	for i, t := range u.tasks {
		// A chain that has not been read up to its head may have a task.
		if t != nil || u.hubs[i].live == 0 {
			least = min(least, u.posted[i])
		}
	}
	return least
}

// prune forgets the rounds that every chain has, and the oldest when there are too
// many. The latest that some chain has stays: another may get its task later.
func (u *union) prune() {
	least, latest := u.everywhere(), slices.Max(u.posted)
	open, done, values := 0, 0, 0
	for n, r := range u.rounds {
		switch {
		case n <= least && n < latest:
			delete(u.rounds, n)
		case r.outcome == nil:
			open++
		default:
			clear(r.parts) // the outcome is enough for a chain that comes later
			done++
			values += r.size()
		}
	}
	for ; open > maxOpen; open-- {
		u.drop(func(r *round) bool { return r.outcome == nil })
	}
	for done > 1 && (done > oracle.MaxRelayed || values > oracle.MaxRelayedValues) {
		values -= u.drop(func(r *round) bool { return r.outcome != nil }).size()
		done--
	}
}

// size is what a round with an outcome counts among oracle.MaxRelayedValues.
func (r *round) size() int { return max(1, len(r.outcome.Values)) }

// drop forgets the oldest of some rounds, of which there is one.
func (u *union) drop(of func(*round) bool) (oldest *round) {
	for _, r := range u.rounds {
		if of(r) && (oldest == nil || r.number < oldest.number) {
			oldest = r
		}
	}
	delete(u.rounds, oldest.number)
	return oldest
}
