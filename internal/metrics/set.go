package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"oracled/oracle"
)

// Set is the series that every daemon has. It is safe for concurrent use.
type Set struct {
	chains
	rounds
	costs
	Tasks     *Tasks
	Endpoints *Endpoints
}

// Build says what a binary was made from.
type Build struct{ Version, Commit, Go string }

// New registers the series of a daemon that works on the named chains.
func New(reg prometheus.Registerer, names []string, b Build) *Set {
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	newGauge(reg, machineBuild).WithLabelValues(b.Version, b.Commit, b.Go).Set(1)
	return &Set{
		chains: newChains(reg, names), rounds: newRounds(reg, names), costs: newCosts(reg, names),
		Tasks: newTasks(reg, names), Endpoints: newEndpoints(reg),
	}
}

// Event takes in what a confirmed block says.
func (s *Set) Event(chain string, e oracle.Event) { s.Tasks.Event(chain, e) }

// Declined takes in that a task is not served.
func (s *Set) Declined(chain string, t oracle.Task) {
	s.declined.WithLabelValues(chain).Inc()
	s.Tasks.Declined(chain, t)
}

// Verified takes in what the submissions of a round came to.
func (s *Set) Verified(chain string, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	s.verified(chain, p, rejected)
	s.Took(chain, StageVerify, seconds)
	s.Tasks.Verified(chain, p, rejected, seconds)
}

// Solved takes in the outcome of the round that Verified was told of last.
func (s *Set) Solved(chain string, t oracle.Task, o oracle.Outcome, seconds float64) {
	s.solved(chain, o)
	s.Took(chain, StageSolve, seconds)
	s.Tasks.Solved(chain, t, o, seconds)
}
