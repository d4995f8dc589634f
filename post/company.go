package post

import (
	"cmp"
	"maps"
	"slices"

	"oracled/oracle"
	"oracled/post/policy"
)

// company foresees which outcomes are to come. Rounds that are open will close:
// their outcomes are certain. Of rounds that nobody has entered yet it knows the
// schedule, from the task, and the chance, from how many of the task's rounds
// so far came to an outcome.
type company struct {
	open  []uint64 // deadlines of open rounds
	tasks map[uint32]*attendance
}

// attendance says how often a periodic task's rounds come to an outcome.
type attendance struct {
	task        oracle.Task
	first, last uint64 // rounds
	count       uint64 // of outcomes from first to last
}

// Bounds of what is foreseen: rounds of one task, and arrivals in all.
const (
	maxRounds   = 64
	maxArrivals = 4096
)

// forgotten is after how many rounds without an outcome a task counts as dead.
const forgotten = 16

func newCompany() company { return company{tasks: map[uint32]*attendance{}} }

// closed takes note of a round that came to an outcome.
func (c *company) closed(t oracle.Task, round uint64) {
	if t.Period == 0 {
		return
	}
	a := c.tasks[t.Index]
	if a == nil {
		a = &attendance{first: round}
		c.tasks[t.Index] = a
	}
	a.task, a.last = t, max(a.last, round)
	a.count++
}

// forget drops the tasks that are dead. A policy that foresees nothing asks for no
// arrivals, so this is done with every block.
func (c *company) forget(now uint64) {
	maps.DeleteFunc(c.tasks, func(_ uint32, a *attendance) bool { return a.over(now) > a.last+forgotten })
}

// arrivals lists what is to come after a chain time in order, everything up to
// the time that it returns, which is until or less.
func (c *company) arrivals(now uint64, until float64) (out []policy.Arrival, known float64) {
	open := make(map[uint64]bool, len(c.open))
	for _, d := range c.open {
		open[d] = true
		if d > now {
			out = append(out, policy.Arrival{At: float64(d), Chance: 1})
		}
	}
	known = until
	rounds := uint64(min(max(maxArrivals/max(len(c.tasks), 1), 2), maxRounds))
	for _, a := range c.tasks {
		over := a.over(now)
		first := max(over, a.last) + 1
		for round := first; ; round++ {
			w := a.task.Windows(round)
			if at := float64(w.Deadline); at > known || round == first+rounds {
				known = min(known, at)
				break
			}
			// A round that nobody has entered before its commit window ended stays empty.
			if w.CommitEnd > now && !open[w.Deadline] {
				out = append(out, policy.Arrival{At: float64(w.Deadline), Chance: a.chance(over)})
			}
		}
	}
	out = slices.DeleteFunc(out, func(a policy.Arrival) bool { return a.At > known })
	slices.SortFunc(out, func(a, b policy.Arrival) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Chance, b.Chance)) })
	return out, known
}

// over returns the last round whose reveal deadline has passed.
func (a *attendance) over(now uint64) uint64 {
	w := a.task.Windows(1)
	if now < w.Deadline {
		return 0
	}
	return a.task.RoundAt(now - (w.Deadline - w.CommitStart))
}

// chance is Laplace's rule of succession over the rounds that are over.
func (a *attendance) chance(over uint64) float64 {
	rounds := max(over, a.last) - a.first + 1
	return float64(a.count+1) / float64(rounds+2)
}
