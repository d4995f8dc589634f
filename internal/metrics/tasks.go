package metrics

import (
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
		s.place(e.Task)
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

// Verified takes in what the submissions of a round came to. Solved of the same
// round is next.
func (t *Tasks) Verified(chain string, x oracle.Task, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.shelf(chain)
	s.profile = p
	own := s.place(x)
	for _, e := range s.entries(own) {
		e.positions += len(p.Positions)
		for _, r := range rejected {
			e.rejections[r.Reason]++
		}
	}
	if own != nil {
		own.participants, own.submissions = len(p.Positions), len(p.Positions)+len(rejected)
		own.stages[StageVerify] = seconds
	}
}

// Solved takes in an outcome of the profile that Verified was told last.
func (t *Tasks) Solved(chain string, x oracle.Task, o oracle.Outcome, seconds float64) {
	t.mu.Lock()
	s := t.shelf(chain)
	p := s.profile
	s.profile = oracle.Profile{}
	t.mu.Unlock()
	if p.Task != o.Task || p.Round != o.Round {
		p = oracle.Profile{} // nobody told
	}
	// Outside of the lock, since it may take a while.
	all := distances(p, o)
	gaps := map[string]float64{}
	if residual, ok := compute.Residual(x, p, o); ok {
		gaps[gapResidual] = residual
	}
	if regret, ok := compute.Regret(x, o); ok {
		gaps[gapRegret] = regret
	}

	t.mu.Lock()
	defer t.mu.Unlock()
	own := s.place(x)
	for _, e := range s.entries(own) {
		e.outcomes[o.Status]++
		e.cut += len(o.Trimmed)
	}
	if own == nil {
		return
	}
	own.round, own.trimmed = o.Round, len(o.Trimmed)
	own.stages[StageSolve] = seconds
	own.gaps, own.distances, own.far = gaps, nil, nil
	if len(all) > 0 {
		own.distances, own.far = summarise(all), slices.Clone(all[:min(len(all), MaxAgents)])
	}
}

// shelf holds what is known of a chain's tasks.
type shelf struct {
	now     uint64 // chain time
	tasks   map[uint32]*task
	other   *task
	profile oracle.Profile // of the round that is being solved
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

// entries returns where to count what became of a task.
func (s *shelf) entries(own *task) []*task {
	if own != nil {
		return []*task{own}
	}
	return []*task{s.other}
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
	gaps                               map[string]float64 // by measure
	stages                             map[string]float64
	distances                          []float64 // by statistic
	far                                []agentDistance
}

func newTask(of oracle.Task) *task {
	return &task{of: of, rejections: map[oracle.Reason]int{}, outcomes: map[oracle.Status]int{}, stages: map[string]float64{}}
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

// rank orders the tasks when there are too many: a feed that has brought an
// outcome comes before one that has not, and that before tasks of one round.
func (x *task) rank() int {
	switch {
	case x.of.Period == 0:
		return 0
	case x.outcomes[oracle.StatusOK] == 0 && x.posted == 0:
		return 1
	}
	return 2
}

// place returns a task's entry, which is made if there is room; nil otherwise.
// When there is none, the new task takes the place of one that is forgotten, or
// of the one of the lowest rank below its own that was silent longest.
func (s *shelf) place(t oracle.Task) *task {
	if x := s.tasks[t.Index]; x != nil {
		x.of, x.alive = t, max(x.alive, s.now)
		return x
	}
	x := newTask(t)
	x.since, x.alive = s.now, s.now
	if len(s.tasks) >= MaxTasks {
		victim := s.victim(x.rank())
		if victim == nil {
			return nil
		}
		delete(s.tasks, victim.of.Index)
	}
	s.tasks[t.Index] = x
	return x
}

// victim returns whose place a task of a rank may take, nil if nobody's.
func (s *shelf) victim(rank int) *task {
	var worst *task
	key := func(x *task) [3]uint64 {
		r := uint64(x.rank()) + 1
		if x.forgotten(s.now) {
			r = 0
		}
		return [3]uint64{r, x.alive, uint64(x.of.Index)}
	}
	for _, x := range s.tasks {
		if worst == nil || less(key(x), key(worst)) {
			worst = x
		}
	}
	if key(worst)[0] > uint64(rank) {
		return nil
	}
	return worst
}

func less(a, b [3]uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
