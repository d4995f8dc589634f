package oracle

import "slices"

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
	task  Task
	held  []Part         // rounds that are not on this chain yet, in the order in which they closed
	last  *PostedOutcome // the latest that is
	floor uint64         // rounds up to it were dropped for want of room
}

const (
	// maxHeld bounds what is kept of one task's rounds for a scope that posts
	// nothing: coordinates of positions, 64 MiB. Beyond it the oldest goes; its
	// round is missed.
	maxHeld = 1 << 22
	// keepOver is for how many seconds after its deadline the outcome of a task of
	// one round is kept for a chain that is down. A hub's grace is as long.
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
		s.scoped[t.ID] = &scopedState{task: t}
	}
	return true
}

// Hold keeps a closed round of a task in a scope and tells whether it is one that
// the scope waits for.
func (s *State) Hold(p Part) bool {
	k := s.scoped[p.Task.ID]
	if k == nil || !s.Serve(p.Task) || k.last != nil && p.Round <= uint64(k.last.Round) {
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
	if k == nil || k.last != nil && o.Round <= k.last.Round {
		return
	}
	k.last = &o
	k.held = slices.DeleteFunc(k.held, func(p Part) bool { return p.Round <= uint64(o.Round) })
}

// has tells whether the outcome of a round of a task in a scope is known here: the
// chain has it, or a later one, or it is to be posted.
func (s *State) has(id TaskID, round uint64) bool {
	if k := s.scoped[id]; k != nil && k.last != nil && round <= uint64(k.last.Round) {
		return true
	}
	return slices.ContainsFunc(s.unposted, func(u unposted) bool { return u.task.ID == id && u.outcome.Round == round })
}

// ForgetScoped drops the tasks of one round that are over for so long that no
// other chain is waited for, and returns them.
func (s *State) ForgetScoped() (gone []TaskID) {
	for id, k := range s.scoped {
		if k.task.Period == 0 && s.last.Time > k.task.Windows(1).Deadline+keepOver {
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
