package oracle

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// What a View lists at most.
const (
	MaxViewTasks  = 100
	MaxViewRounds = 8    // of one task, those that close first
	MaxViewAgents = 500  // of one round
	maxViewAgents = 5000 // of all rounds
)

// View is a copy of what the fold over one hub's events has come to, bounded in
// size however many tasks and agents there are. Submissions in it are not yet
// verified.
type View struct {
	Hub   Hub
	Block BlockConfirmed
	Tasks []TaskView // those with an open round first, then the newest
	All   int        // tasks, those that are not listed included
}

// TaskView is a task that is neither cancelled nor over.
type TaskView struct {
	Task     Task
	Declined error       // why this operator does not serve it; nil: it does
	Posted   uint64      // last round on the chain, 0: none
	Rounds   []RoundView // that are open, by number
}

// RoundView is a round whose reveal deadline has not passed.
type RoundView struct {
	Number    uint64
	Committed int             // agents
	Revealed  int             // of those
	Agents    []Participation // those that committed first, in that order
}

// Participation is what an agent has sent in a round so far.
type Participation struct {
	Agent       common.Address
	Commitments int // one, from an honest agent
	Revealed    bool
}

// View returns what there is to see of the book at a block. The time that it takes
// grows with the tasks and with the agents of the open rounds that are listed.
func (b *Book) View(h Hub, at BlockConfirmed, serves func(Task) error) View {
	v := View{Hub: h, Block: at, All: len(b.order)}
	listed := slices.Clone(b.order)
	slices.SortFunc(listed, func(x, y TaskID) int {
		s, t := b.tasks[x], b.tasks[y]
		return cmp.Or(cmp.Compare(min(len(t.open), 1), min(len(s.open), 1)), cmp.Compare(t.task.Index, s.task.Index))
	})
	room := maxViewAgents
	for _, id := range listed[:min(len(listed), MaxViewTasks)] {
		s := b.tasks[id]
		t := TaskView{Task: s.task, Declined: serves(s.task), Posted: s.posted}
		open := slices.Sorted(maps.Keys(s.open))
		for _, number := range open[:min(len(open), MaxViewRounds)] {
			r := s.open[number].view(number, min(room, MaxViewAgents))
			room -= len(r.Agents)
			t.Rounds = append(t.Rounds, r)
		}
		// The round that runs, to which nobody has committed yet.
		n := s.task.RoundAt(at.Time)
		if n > 0 && s.open[n] == nil && at.Time < s.task.Windows(n).Deadline {
			t.Rounds = append(t.Rounds, RoundView{Number: n})
		}
		v.Tasks = append(v.Tasks, t)
	}
	return v
}

func (r *openRound) view(number uint64, most int) RoundView {
	v := RoundView{Number: number, Committed: len(r.order)}
	for i, agent := range r.order {
		s := r.submissions[agent]
		revealed := len(s.Openings) > 0
		if revealed {
			v.Revealed++
		}
		if i < most {
			v.Agents = append(v.Agents, Participation{Agent: agent, Commitments: len(s.Commitments), Revealed: revealed})
		}
	}
	return v
}
