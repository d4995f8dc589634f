package post

import (
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

// horizon bounds how far ahead the schedule of one task is looked at.
const horizon = 8 // rounds

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

// arrivals returns what is to come after a chain time.
func (c *company) arrivals(now uint64) []policy.Arrival {
	var out []policy.Arrival
	open := make(map[uint64]bool, len(c.open))
	for _, d := range c.open {
		open[d] = true
		if d > now {
			out = append(out, policy.Arrival{At: float64(d), Chance: 1})
		}
	}
	for index, a := range c.tasks {
		over := a.over(now)
		if over > a.last+forgotten {
			delete(c.tasks, index)
			continue
		}
		begun := a.task.RoundAt(now)
		for round := max(over, a.last) + 1; round <= begun+horizon; round++ {
			w := a.task.Windows(round)
			// A round that nobody has entered before its commit window ended stays empty.
			if w.CommitEnd > now && !open[w.Deadline] {
				out = append(out, policy.Arrival{At: float64(w.Deadline), Chance: a.chance(over)})
			}
		}
	}
	return out
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
