package dashboard

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"oracled/fixed"
	"oracled/oracle"
)

// What Remember takes of a chain at most.
const (
	PastTasks   = maxTasks
	PastRounds  = maxHistory // of one task
	PastBatches = maxBatches
)

// Earlier is a round that was solved before this process began.
type Earlier struct {
	Task          oracle.Task
	Round         uint64
	Status        oracle.Status
	Participants  int
	Rejected      int
	Trimmed       int // agents
	Faults        int
	Breakdown     int            // as oracle.Outcome's
	Values        []fixed.Q64x64 // the first of Coordinates
	Coordinates   int
	VerifySeconds float64
	SolveSeconds  float64
	Landed        *Landing // nil: not on the chain, as far as is known
}

// Remember takes in what was kept of a hub before this process began, the tasks
// whose last rounds closed last. What is told of the same rounds from now on takes
// their place.
func (r *Recorder) Remember(h oracle.Hub, rounds []Earlier, batches []Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.of(h)
	wanted := newestTasks(rounds)
	for _, e := range rounds {
		if !wanted[e.Task.Index] {
			continue
		}
		t := short(e.Task)
		x := &record{
			task: t, values: e.Coordinates, trimmed: e.Trimmed, breaks: e.Breakdown, tree: tree(t, oracle.Outcome{}), earlier: true,
			at: time.Unix(int64(t.Windows(e.Round).Deadline), 0), verify: e.VerifySeconds, solve: e.SolveSeconds, rejected: e.Rejected, landed: e.Landed,
			outcome: oracle.Outcome{
				Task: t.ID, Index: t.Index, Round: e.Round, Status: e.Status, Participants: e.Participants,
				Values: e.Values[:min(len(e.Values), maxShown)], Certificate: oracle.Certificate{F: e.Faults},
			},
		}
		if x.tree != nil {
			x.tree.Breakdown = e.Breakdown
		}
		c.keep(x)
	}
	for _, b := range batches {
		c.batch(b.Tx, func(x *Batch) { *x = b })
	}
}

// newestTasks returns the tasks that there is room for.
func newestTasks(rounds []Earlier) map[uint32]bool {
	last := map[uint32]uint64{}
	for _, e := range rounds {
		last[e.Task.Index] = max(last[e.Task.Index], e.Task.Windows(e.Round).Deadline)
	}
	tasks := slices.SortedFunc(maps.Keys(last), func(a, b uint32) int { return cmp.Or(cmp.Compare(last[b], last[a]), cmp.Compare(b, a)) })
	wanted := map[uint32]bool{}
	for _, t := range tasks[:min(len(tasks), maxTasks)] {
		wanted[t] = true
	}
	return wanted
}
