package oracle

import (
	"cmp"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// Book is the fold from one hub's confirmed events to closed rounds. It has no
// clock, no input but events, and no order but the chain's, so every operator's
// Book is the same. It is not safe for concurrent use.
//
// A cancelled task is forgotten at once, one whose last round is over, because it
// has one round or was stopped, with the block after the one that closed it, a
// closed round when it is returned. So a book
// grows with the registered agents and the tasks that may still have a round,
// and with nothing else.
type Book struct {
	tasks map[TaskID]*taskState
	order []TaskID // of tasks, in order of creation
	roll  *Roll
	time  uint64 // of the last confirmed block
	next  uint64 // the earliest deadline of an open round, 0: none is open
	over  uint64 // the earliest deadline of a last round, 0: there is none
}

type taskState struct {
	task   Task
	open   map[uint64]*openRound
	posted uint64 // last round on the chain
	last   uint64 // round that takes commitments, 0: none is the last
}

// over returns when the last round is over, 0: none is the last.
func (s *taskState) over() uint64 {
	if s.last == 0 {
		return 0
	}
	return s.task.Windows(s.last).Deadline
}

type openRound struct {
	order       []common.Address // by first commitment
	submissions map[common.Address]*Submission
	enrolled    Enrolment
}

// NewBook returns an empty book.
func NewBook() *Book {
	return &Book{tasks: map[TaskID]*taskState{}, roll: newRoll()}
}

// Task returns a task that is known and neither cancelled nor over.
func (b *Book) Task(id TaskID) (Task, bool) {
	s, ok := b.tasks[id]
	if !ok {
		return Task{}, false
	}
	return s.task, true
}

// Tasks returns the tasks that Task knows in order of creation.
func (b *Book) Tasks() []Task {
	out := make([]Task, 0, len(b.order))
	for _, id := range b.order {
		out = append(out, b.tasks[id].task)
	}
	return out
}

// LastPosted returns the last round of a task that is on the chain, 0 if none
// or if the task is over.
func (b *Book) LastPosted(id TaskID) uint64 {
	if s, ok := b.tasks[id]; ok {
		return s.posted
	}
	return 0
}

// NextDeadline returns the earliest reveal deadline of an open round, 0 if no
// round is open.
func (b *Book) NextDeadline() uint64 { return b.next }

// Deadlines returns the reveal deadline of every open round whose task is
// wanted, in no particular order.
func (b *Book) Deadlines(wanted func(Task) bool) []uint64 {
	var all []uint64
	for _, t := range b.tasks {
		if len(t.open) == 0 || !wanted(t.task) {
			continue
		}
		for number := range t.open {
			all = append(all, t.task.Windows(number).Deadline)
		}
	}
	return all
}

// Apply folds one event and returns the rounds that it closed, ordered by
// deadline and then by task. A round in which nobody committed is never closed:
// there is nothing to say about it.
func (b *Book) Apply(e Event) []Round {
	switch e := e.(type) {
	case TaskCreated:
		if _, known := b.tasks[e.Task.ID]; !known {
			b.order = append(b.order, e.Task.ID)
		}
		s := &taskState{task: e.Task, open: map[uint64]*openRound{}}
		if e.Task.Period == 0 {
			s.last = 1
		}
		b.tasks[e.Task.ID] = s
		b.over = earliest(b.over, s.over())
	case TaskStopped:
		if s, ok := b.tasks[e.Task]; ok {
			s.last = e.LastRound
			b.over = earliest(b.over, s.over())
		}
	case TaskCancelled:
		b.forget(func(s *taskState) bool { return s.task.ID == e.Task })
	case AgentRegistered:
		b.roll.register(e.Agent, e.PublicKey)
	case Committed:
		if s := b.submission(e.Task, e.Round, e.Agent, true); s != nil {
			s.Commitments = append(s.Commitments, e.Commitment)
		}
	case Revealed:
		// An opening without a commitment is nobody's.
		if s := b.submission(e.Task, e.Round, e.Agent, false); s != nil {
			s.Openings = append(s.Openings, e.Opening)
		}
	case BatchPosted:
		for _, o := range e.Accepted {
			if s, ok := b.tasks[TaskIDFromIndex(o.Index)]; ok {
				s.posted = max(s.posted, uint64(o.Round))
			}
		}
	case BlockConfirmed:
		return b.close(e.Time)
	}
	return nil
}

func (b *Book) submission(task TaskID, round uint64, agent common.Address, create bool) *Submission {
	t, ok := b.tasks[task]
	if !ok {
		return nil
	}
	r := t.open[round]
	if r == nil {
		if !create {
			return nil
		}
		r = &openRound{submissions: map[common.Address]*Submission{}, enrolled: b.roll.now()}
		t.open[round] = r
		b.next = earliest(b.next, t.task.Windows(round).Deadline)
	}
	s := r.submissions[agent]
	if s == nil && create {
		s = &Submission{Agent: agent, PublicKey: b.roll.key(agent)}
		r.submissions[agent] = s
		r.order = append(r.order, agent)
	}
	return s
}

// close takes out every round whose reveal deadline has passed at time now.
func (b *Book) close(now uint64) []Round {
	// What was over with the block before has had its last events.
	if b.over != 0 && b.over <= b.time {
		b.forget(func(s *taskState) bool { return s.last != 0 && s.over() <= b.time })
	}
	b.time = now
	if b.next == 0 || now < b.next {
		return nil
	}
	var closed []Round
	for _, t := range b.tasks {
		for number, open := range t.open {
			if t.task.Windows(number).Deadline > now {
				continue
			}
			r := Round{Task: t.task, Number: number, Enrolled: open.enrolled}
			for _, agent := range open.order {
				r.Submissions = append(r.Submissions, *open.submissions[agent])
			}
			closed = append(closed, r)
			delete(t.open, number)
		}
	}
	b.lookAhead()
	slices.SortFunc(closed, func(x, y Round) int {
		return cmp.Or(
			cmp.Compare(x.Task.Windows(x.Number).Deadline, y.Task.Windows(y.Number).Deadline),
			cmp.Compare(x.Task.Index, y.Task.Index),
			cmp.Compare(x.Number, y.Number),
		)
	})
	return closed
}

// forget drops the tasks that are gone.
func (b *Book) forget(gone func(*taskState) bool) {
	b.order = slices.DeleteFunc(b.order, func(id TaskID) bool {
		if !gone(b.tasks[id]) {
			return false
		}
		delete(b.tasks, id)
		return true
	})
	b.lookAhead()
}

// lookAhead finds the deadlines that come next.
func (b *Book) lookAhead() {
	b.next, b.over = 0, 0
	for _, t := range b.tasks {
		for number := range t.open {
			b.next = earliest(b.next, t.task.Windows(number).Deadline)
		}
		b.over = earliest(b.over, t.over())
	}
}

// earliest returns the smaller of two times of which 0 is none.
func earliest(a, b uint64) uint64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
