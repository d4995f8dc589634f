package metrics

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/compute"
	"oracled/oracle"
)

// MaxTasks is how many tasks of a chain have series of their own. Anybody can
// create tasks, so what there is of the rest is counted together, as task
// "other". See shelf.place for who comes first.
const MaxTasks = 64

// other is the label of the tasks without series of their own.
const other = "other"

// Tasks are the series about single tasks. They are made when they are asked
// for, so that those of a task vanish with it. It is safe for concurrent use.
type Tasks struct {
	descs map[string]*prometheus.Desc // by name

	mu     sync.Mutex
	chains map[string]*shelf
}

func newTasks(reg prometheus.Registerer, names []string) *Tasks {
	t := &Tasks{descs: descriptions(taskDefs), chains: map[string]*shelf{}}
	for _, name := range names {
		t.shelf(name)
	}
	reg.MustRegister(t)
	return t
}

// shelf returns a chain's tasks; t.mu is held.
func (t *Tasks) shelf(chain string) *shelf {
	s := t.chains[chain]
	if s == nil {
		s = &shelf{tasks: map[uint32]*task{}, other: newTask(oracle.Task{})}
		t.chains[chain] = s
	}
	return s
}

// Event takes in what a confirmed block says.
func (t *Tasks) Event(chain string, e oracle.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.shelf(chain)
	switch e := e.(type) {
	case oracle.TaskCreated:
		s.place(e.Task, unproven) // it may still be declined
	case oracle.TaskCancelled:
		delete(s.tasks, uint32(e.Task.Big().Uint64()))
	case oracle.BatchPosted:
		for _, o := range e.Accepted {
			if x := s.tasks[o.Index]; x != nil {
				x.settled(uint64(o.Round), s.now)
			}
		}
	case oracle.BlockConfirmed:
		s.confirmed(e.Time)
	}
}

// Declined takes a task's series away: nobody here works on it.
func (t *Tasks) Declined(chain string, x oracle.Task) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.shelf(chain).tasks, x.Index)
}

// Verified takes in what the submissions of a round came to. It is told with what
// Solved says of the same round next.
func (t *Tasks) Verified(chain string, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shelf(chain).verified = verified{p, rejected, seconds}
}

// Solved takes in an outcome.
func (t *Tasks) Solved(chain string, of oracle.Task, o oracle.Outcome, seconds float64) {
	t.mu.Lock()
	s := t.shelf(chain)
	v := s.verified
	s.verified = verified{}
	t.mu.Unlock()
	if v.profile.Task != o.Task || v.profile.Round != o.Round {
		v = verified{} // nobody told
	}
	// Outside of the lock, since it may take a while.
	all := distances(v.profile, o)
	gaps := map[string]float64{}
	if residual, ok := compute.Residual(of, v.profile, o); ok {
		gaps[gapResidual] = residual
	}
	if regret, ok := compute.Regret(of, o); ok {
		gaps[gapRegret] = regret
	}

	t.mu.Lock()
	defer t.mu.Unlock()
	x := s.place(of, rank(of, o.Status == oracle.StatusOK))
	if x == nil {
		s.other.count(v, o)
		return
	}
	x.count(v, o)
	x.round, x.trimmed, x.breakdown = o.Round, len(o.Trimmed), o.Breakdown()
	x.participants, x.submissions = len(v.profile.Positions), len(v.profile.Positions)+len(v.rejected)
	x.stages[StageVerify], x.stages[StageSolve] = v.seconds, seconds
	x.gaps, x.distances, x.far = gaps, nil, nil
	if len(all) > 0 {
		x.distances, x.far = summarise(all), slices.Clone(all[:min(len(all), MaxAgents)])
	}
}

// verified is what a round's submissions came to.
type verified struct {
	profile  oracle.Profile
	rejected []oracle.Rejection
	seconds  float64
}

// shelf holds what is known of a chain's tasks.
type shelf struct {
	now      uint64 // chain time
	tasks    map[uint32]*task
	other    *task
	verified verified // of the round that is being solved
}

// confirmed moves the chain's time on. Tasks that were met before the first block
// are those of a snapshot: they are met now.
func (s *shelf) confirmed(now uint64) {
	if s.now == 0 {
		for _, x := range s.tasks {
			x.since, x.alive = now, now
		}
	}
	s.now = now
}

// task is what is known of one task. Counters count from when it got its place.
type task struct {
	of    oracle.Task
	since uint64 // chain time at which it was met
	alive uint64 // chain time of the last that was heard of it

	round, posted uint64 // last solved, last on the chain
	postedAt      uint64 // reveal deadline of the latter, 0: none yet

	positions, cut int
	rejections     map[oracle.Reason]int
	outcomes       map[oracle.Status]int

	// Of the last round.
	participants, submissions, trimmed int
	breakdown                          int
	gaps                               map[string]float64 // by measure
	stages                             map[string]float64
	distances                          []float64 // by statistic
	far                                []agentDistance
}

func newTask(of oracle.Task) *task {
	return &task{of: of, rejections: map[oracle.Reason]int{}, outcomes: map[oracle.Status]int{}, stages: map[string]float64{}}
}

// count adds a round to the counters.
func (x *task) count(v verified, o oracle.Outcome) {
	x.positions += len(v.profile.Positions)
	for _, r := range v.rejected {
		x.rejections[r.Reason]++
	}
	x.outcomes[o.Status]++
	x.cut += len(o.Trimmed)
}

// settled notes that a round is on the chain.
func (x *task) settled(round, now uint64) {
	x.alive = max(x.alive, now)
	if round >= x.posted {
		x.posted, x.postedAt = round, x.of.Windows(round).Deadline
	}
}

// waited returns since when the task's next outcome is waited for, in chain
// time: the deadline of the last one on the chain or, before the first, when the
// task began or was met.
func (x *task) waited() uint64 {
	if x.postedAt > 0 {
		return x.postedAt
	}
	return max(x.of.Start, x.since)
}

// Patience with a task of which nothing is heard: rounds, and bounds in seconds.
const (
	silentRounds = 16
	leastSilence = 3600
	mostSilence  = 7 * 24 * 3600
)

// forgotten tells whether nothing was heard of a task for so long that it may go.
func (x *task) forgotten(now uint64) bool {
	return now > x.alive+min(max(silentRounds*x.of.Period, leastSilence), mostSilence)
}

// Ranks order tasks when there are too many: a feed that has brought an outcome
// comes before one that has not, and that before tasks of one round. One that is
// forgotten comes after all others.
const (
	gone = iota
	unproven
	idle
	working
)

func rank(t oracle.Task, works bool) int {
	switch {
	case t.Period == 0:
		return unproven
	case !works:
		return idle
	}
	return working
}

// rank is the task's now.
func (x *task) rank(now uint64) int {
	if x.forgotten(now) {
		return gone
	}
	return rank(x.of, x.outcomes[oracle.StatusOK] > 0 || x.posted > 0)
}

// place returns a task's entry, which is made if there is room; nil otherwise.
// When there is none, a new task takes the place of the one of the lowest rank
// that was silent longest, if that rank is below its own.
func (s *shelf) place(t oracle.Task, rank int) *task {
	if x := s.tasks[t.Index]; x != nil {
		x.of, x.alive = t, max(x.alive, s.now)
		return x
	}
	x := newTask(t)
	x.since, x.alive = s.now, s.now
	if len(s.tasks) >= MaxTasks {
		last := s.last()
		if last.rank(s.now) >= rank {
			return nil
		}
		delete(s.tasks, last.of.Index)
	}
	s.tasks[t.Index] = x
	return x
}

// last returns the task that comes after all others. There is one.
func (s *shelf) last() *task {
	return slices.MinFunc(slices.Collect(maps.Values(s.tasks)), func(a, b *task) int {
		return cmp.Or(cmp.Compare(a.rank(s.now), b.rank(s.now)), cmp.Compare(a.alive, b.alive), cmp.Compare(a.of.Index, b.of.Index))
	})
}
