package oracle

import (
	"iter"
	"slices"

	"oracled/fixed"
)

// Part is what one chain brings to a round of a scope: its closed round, verified
// and weighed by the chain's own trust.
type Part struct {
	Task     Task
	Round    uint64
	Profile  Profile
	Enrolled Enrolment
}

// scopedState is what a hub's state keeps of a served task in a scope: what the
// other chains may still need of this one, and this one of them.
type scopedState struct {
	task   Task
	held   []Part    // rounds that are not on this chain yet, in the order in which they closed
	posted []relayed // by round: what is on this chain and may be missing on another, and the latest
	values int       // coordinates in posted
	floor  uint64    // rounds up to it were dropped from held for want of room
	last   uint64    // round of the task, 0: none is the last
}

// relayed is a posted outcome as it is kept for the other chains, in memory and in
// snapshots.
type relayed struct {
	Round        uint32
	Insufficient bool
	Narrow       bool
	Digest       bool
	Participants uint32
	Took         uint32
	Values       []value // integers in the unit of storage
}

func (r relayed) size() int { return max(1, len(r.Values)) }

// latest returns the latest round that is on this chain, 0: none is.
func (k *scopedState) latest() uint64 {
	if len(k.posted) == 0 {
		return 0
	}
	return uint64(k.posted[len(k.posted)-1].Round)
}

const (
	// maxHeld bounds what is kept of one task's rounds for a scope that posts
	// nothing: coordinates of positions, 64 MiB. Beyond it the oldest goes; its
	// round is missed.
	maxHeld = 1 << 22
	// MaxRelayed and MaxRelayedValues bound what is kept of one scope's outcomes for
	// a chain that does not have them: rounds, as many as post.maxQueue is by default
	// and as the store knows signatures of, and coordinates, 16 MiB, an outcome
	// without any counting as one. Beyond them the oldest goes; its round is missed
	// there.
	MaxRelayed       = 4096
	MaxRelayedValues = 1 << 20
	// keepOver is for how many seconds after the deadline of its last round the
	// outcomes of a task are kept for a chain that is down. A hub's grace is as long.
	keepOver = 7 * 24 * 3600
)

// Serve begins to keep what a scope needs of a task. Of two tasks of a hub in
// one scope the one created first is the scope's, and Serve tells of the other
// that it is not.
func (s *State) Serve(t Task) bool {
	for _, o := range s.scoped {
		if o.task.Scope.ID == t.Scope.ID && o.task.Index < t.Index {
			return false
		}
	}
	if s.scoped[t.ID] == nil {
		k := &scopedState{task: t}
		if b := s.book.tasks[t.ID]; b != nil {
			k.last = b.last
		}
		s.scoped[t.ID] = k
	}
	return true
}

// Hold keeps a closed round of a task in a scope and tells whether it is one that
// the scope waits for.
func (s *State) Hold(p Part) bool {
	k := s.scoped[p.Task.ID]
	if k == nil || !s.Serve(p.Task) || p.Round <= k.latest() {
		return false
	}
	k.held = append(k.held, p)
	size := 0
	for i := len(k.held) - 1; i >= 0; i-- {
		size += (len(k.held[i].Profile.Positions) + 1) * p.Task.Dimension
		if size > maxHeld && i < len(k.held)-1 {
			k.floor = k.held[i].Round
			k.held = slices.Delete(k.held, 0, i+1)
			break
		}
	}
	return true
}

// relay notes what the chain has of a task in a scope.
func (s *State) relay(o PostedOutcome) {
	k := s.scoped[TaskIDFromIndex(o.Index)]
	if k == nil || uint64(o.Round) <= k.latest() {
		return
	}
	r := relayed{Round: o.Round, Insufficient: o.Insufficient, Narrow: o.Narrow, Digest: o.Digest, Participants: o.Participants, Took: uint32(o.Took)}
	for _, v := range o.Values {
		q, _ := fixed.FromBig(v) // at most 16 bytes each, as they were in a batch
		r.Values = append(r.Values, q.Bytes16())
	}
	k.posted = append(k.posted, r)
	k.values += r.size()
	k.drop(func(i int) bool { return len(k.posted)-i > MaxRelayed || k.values > MaxRelayedValues })
	k.held = slices.DeleteFunc(k.held, func(p Part) bool { return p.Round <= uint64(o.Round) })
}

// drop drops the oldest outcomes as long as gone says so, but never the latest.
func (k *scopedState) drop(gone func(i int) bool) {
	n := 0
	for n < len(k.posted)-1 && gone(n) {
		k.values -= k.posted[n].size()
		n++
	}
	k.posted = slices.Delete(k.posted, 0, n)
}

// each returns what is kept of the chain's outcomes, by round.
func (k *scopedState) each() iter.Seq[PostedOutcome] {
	return func(yield func(PostedOutcome) bool) {
		for _, r := range k.posted {
			o := PostedOutcome{Index: k.task.Index, Round: r.Round, Insufficient: r.Insufficient, Narrow: r.Narrow, Digest: r.Digest, Participants: r.Participants, Took: Took(r.Took)}
			for _, v := range fromValues(r.Values) {
				o.Values = append(o.Values, v.Big())
			}
			if !yield(o) {
				return
			}
		}
	}
}

// Everywhere notes that every chain of a task's scope has the rounds up to one, or
// has gone past them: nobody needs them from here any more.
func (s *State) Everywhere(id TaskID, round uint64) {
	if k := s.scoped[id]; k != nil {
		k.drop(func(i int) bool { return uint64(k.posted[i].Round) <= round })
	}
}

// has tells whether the outcome of a round of a task in a scope is known here: the
// chain has it, or a later one, or it is to be posted.
func (s *State) has(id TaskID, round uint64) bool {
	if k := s.scoped[id]; k != nil && round <= k.latest() {
		return true
	}
	return slices.ContainsFunc(s.unposted, func(u unposted) bool { return u.task.ID == id && u.outcome.Round == round })
}

// ForgetScoped drops the tasks that are over for so long that no other chain is
// waited for, and returns them. One that was stopped on this chain alone goes on:
// it gets the outcomes of the others.
func (s *State) ForgetScoped() (gone []TaskID) {
	for id, k := range s.scoped {
		if k.last != 0 && s.last.Time > k.task.Windows(max(k.last, k.latest())).Deadline+keepOver {
			delete(s.scoped, id)
			gone = append(gone, id)
		}
	}
	return gone
}

// scopedInOrder returns what is kept in order of creation.
func (s *State) scopedInOrder() []*scopedState {
	var all []*scopedState
	for _, k := range s.scoped {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b *scopedState) int { return int(a.task.Index) - int(b.task.Index) })
	return all
}
