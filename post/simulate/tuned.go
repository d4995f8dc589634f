package simulate

import (
	"time"

	"oracled/oracle"
	"oracled/post"
	"oracled/post/policy"
	"oracled/tune"
)

// Tuning says how the waits of policies are tuned during a replay.
type Tuning struct {
	Targets  tune.Targets
	Every    time.Duration
	Min, Max time.Duration // of the wait
}

// waits tells whether a policy lets outcomes wait, so that there is something to
// tune.
func waits(c post.Config) bool {
	_, ok := policy.New(c.Config, 0).(policy.Patient)
	return ok
}

// steering is a tuner beside a queue; nil: nothing is tuned.
type steering struct {
	queue   *post.Queue
	tuner   *tune.Tuner
	changes int
}

func (o Options) steer(q *post.Queue) *steering {
	s := &steering{queue: q}
	spec := tune.Spec{Name: "wait", Kind: tune.Wait, Min: o.Tuning.Min.Seconds(), Max: o.Tuning.Max.Seconds()}
	s.tuner = tune.New(tune.Settings{Targets: o.Tuning.Targets, Every: uint64(o.Tuning.Every / time.Second)}, []tune.Knob{{
		Spec: spec, Get: s.wait, Set: func(v float64) { q.SetWait(time.Duration(v * float64(time.Second))) },
	}}, func(tune.Decision) { s.changes++ })
	return s
}

func (s *steering) wait() float64 {
	d, _ := s.queue.Wait()
	return d.Seconds()
}

// paid tells of a batch that is mined at a time.
func (s *steering) paid(b oracle.Batch, deadline func(oracle.PostedOutcome) uint64, at, gas uint64, wei float64) {
	if s == nil {
		return
	}
	first := at
	for _, x := range b.Outcomes {
		s.tuner.Posted(deadline(x), at)
		first = min(first, deadline(x))
	}
	s.tuner.Paid(first, len(b.Outcomes), gas, wei, 0)
}

// confirmed tells of a block.
func (s *steering) confirmed(time uint64) {
	if s != nil {
		s.tuner.Confirmed(time)
	}
}
