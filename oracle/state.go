package oracle

import (
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// State is all that the fold over one hub's events has come to: the book, the
// trust of every task that is served, and the outcomes that the chain does not
// have yet. It is not safe for concurrent use.
type State struct {
	book     *Book
	trust    map[TaskID]*Trust
	unposted []unposted // in the order in which their rounds closed
	values   int        // coordinates in unposted
	scoped   map[TaskID]*scopedState
	last     Anchor // the last confirmed block
	whole    bool   // every event so far is of that block or an earlier one
}

type unposted struct {
	task    Task
	outcome Outcome // without what only a check needs: it has been checked
}

// maxUnposted bounds what a state keeps for a chain on which nobody posts:
// 2²⁰ coordinates, 16 MiB, an outcome without any counting as one. Beyond it
// the oldest outcome that a later one of its task supersedes is dropped, as
// post.Queue does.
const maxUnposted = 1 << 20

// NewState returns the state before a hub's first event.
func NewState() *State {
	return &State{book: NewBook(), trust: map[TaskID]*Trust{}, scoped: map[TaskID]*scopedState{}}
}

// Book returns the book. Only Apply may change it.
func (s *State) Book() *Book { return s.book }

// Last returns the last confirmed block, zero before the first.
func (s *State) Last() Anchor { return s.last }

// Apply folds one event and returns the rounds that it closed, as Book.Apply
// does. The caller solves them, in order, before the next event.
func (s *State) Apply(e Event) []Round {
	known := len(s.book.tasks)
	closed := s.book.Apply(e)
	if len(s.book.tasks) < known {
		maps.DeleteFunc(s.trust, func(id TaskID, _ *Trust) bool { return s.book.tasks[id] == nil })
	}
	s.whole = false
	switch e := e.(type) {
	case TaskCancelled:
		delete(s.scoped, e.Task)
	case TaskStopped:
		if k := s.scoped[e.Task]; k != nil {
			k.last = e.LastRound
		}
	case BatchPosted:
		for _, o := range e.Accepted {
			s.settle(o)
			s.relay(o)
		}
	case BlockConfirmed:
		s.last, s.whole = e.Anchor, true
	}
	return closed
}

// Trust returns the trust that a round of the task is weighed by and folded
// into. The trust of a task of one round is of no use afterwards and not kept.
func (s *State) Trust(t Task) *Trust {
	tr := s.trust[t.ID]
	if tr == nil {
		tr = NewTrust()
		if t.Period > 0 {
			s.trust[t.ID] = tr
		}
	}
	return tr
}

// Solved takes in the outcome of a closed round and tells whether it is still
// to be posted.
func (s *State) Solved(t Task, o Outcome) bool {
	if o.Round <= s.book.LastPosted(t.ID) || t.Scope != nil && s.has(t.ID, o.Round) {
		return false
	}
	o.Certificate, o.Trimmed, o.Aggregate = Certificate{}, nil, nil
	s.unposted = append(s.unposted, unposted{t, o})
	s.values += max(1, len(o.Values))
	if s.values > maxUnposted {
		s.dropSuperseded()
	}
	return true
}

func (s *State) dropSuperseded() {
	latest := map[TaskID]uint64{}
	for _, u := range s.unposted {
		latest[u.task.ID] = max(latest[u.task.ID], u.outcome.Round)
	}
	s.drop(func(u unposted) bool { return s.values > maxUnposted && u.outcome.Round < latest[u.task.ID] })
}

// settle drops what the chain has up to the posted round.
func (s *State) settle(o PostedOutcome) {
	s.drop(func(u unposted) bool { return u.task.Index == o.Index && u.outcome.Round <= uint64(o.Round) })
}

func (s *State) drop(gone func(unposted) bool) {
	s.unposted = slices.DeleteFunc(s.unposted, func(u unposted) bool {
		if !gone(u) {
			return false
		}
		s.values -= max(1, len(u.outcome.Values))
		return true
	})
}

// Unposted calls do for every outcome that the chain does not have, in the
// order in which their rounds closed.
func (s *State) Unposted(do func(Task, Outcome)) {
	for _, u := range s.unposted {
		do(u.task, u.outcome)
	}
}

// cursor returns where a follower goes on from a whole state.
func (s *State) cursor() Cursor {
	return Cursor{Block: s.last.Number + 1, Parent: s.last.Hash}
}

// agents returns the agents of a map, sorted.
func agents[V any](m map[common.Address]V) []common.Address {
	out := make([]common.Address, 0, len(m))
	for a := range m {
		out = append(out, a)
	}
	slices.SortFunc(out, common.Address.Cmp)
	return out
}
