// Package tune adjusts what changes no answer, only when something is done and
// what it costs: how long outcomes wait for company, what priority fee is
// offered, and sizes that only speed depends on. It moves them towards targets
// that an operator sets, within bounds, one step at a time, and says why. It
// knows nothing of a task's parameters: those decide the answer.
//
// What is decided depends on the measurements of one window, the value that is
// set, and a State that it returns: Decide is pure.
package tune

import (
	"fmt"
	"math"
)

// Kind is how a knob is thought about.
type Kind int

const (
	// Wait is seconds that outcomes wait for company: more makes them cheaper and
	// later.
	Wait Kind = iota
	// Percentile is that of the priority fees of recent blocks that is offered:
	// more is dearer and mined sooner.
	Percentile
	// Size is a whole number on which nothing but speed depends, such as how many
	// items are worked on together. Values are powers of two times the least.
	Size
	// Crossover is the size of a piece of work from which on it is given to the
	// other of two machines. Values are powers of two times the least.
	Crossover
)

// Spec names a knob and its bounds, both included.
type Spec struct {
	Name     string
	Kind     Kind
	Min, Max float64
}

// Targets are what an operator wants; 0: no matter.
type Targets struct {
	Cost    float64 // gwei per outcome, on average
	Latency float64 // seconds from a round's close to its outcome on the chain, for 95 of 100
}

// Window is what was measured while nothing was changed.
type Window struct {
	Outcomes int     // that were posted
	Latency  float64 // seconds, of 95 of 100
	Paid     int     // outcomes of batches that this operator paid for
	Cost     float64 // gwei for each of these
	Price    float64 // gwei per gas that they paid; cost over it is what waiting can change
	Sent     int     // batches
	Slow     int     // of these, that took longer than a few blocks to be mined
	Work     map[string]Work
	Split    map[string][]Split
}

// Work is what was done while a Size had its present value.
type Work struct {
	Runs    int     // such as rounds
	Units   float64 // such as submissions
	Seconds float64
}

// Split is what was done by one of the two machines of a Crossover, with pieces of
// 2^Octave up to twice that.
type Split struct {
	Octave int
	Other  bool // by the machine for large pieces
	Work
}

// Limits of what is believed and how far a step goes.
const (
	MinOutcomes = 8    // in a window, below which it says nothing
	minSent     = 4    // batches
	slack       = 0.8  // of a target, below which there is room
	slowShare   = 0.25 // of batches, above which the fee is too low
	gain        = 0.02 // that waiting must save, or it is not worth it
	faster      = 0.05 // that another size must save
	minRuns     = 3    // of a size, before it is judged
	fewSeconds  = 0.05 // a run, below which a size does not matter
	fewOfASplit = 2e-3 // seconds of a piece, as that
	smallShare  = 0.01 // of the latency that is wanted, below which it does not either

	tipUp, tipDown = 10, 5 // percentiles

	firstRest, lastRest = 8, 1024 // windows

	maxTrials = 128
)

// State is what a knob's decisions remember. The zero value is the beginning.
type State struct {
	// Direction is that of the last change, -1 or 1; 0: none yet.
	Direction int
	// Rest is for how many windows nothing turns against the last change; Resting
	// is how long the last rest was. They double with each turn, so that a knob
	// comes to rest where nothing changes around it.
	Rest, Resting int
	Trials        []Trial // by value
}

// Trial is what was measured at a value.
type Trial struct {
	Value float64 // of a Crossover: see side
	Runs  float64 // windows, or runs of a Size
	Score float64 // sum over them; less is better
	Units float64 // that the score is for
}

func (t Trial) rate() float64 { return t.Score / t.Units }

// clone copies what a state's user may keep.
func (s State) clone() State {
	s.Trials = append([]Trial(nil), s.Trials...)
	return s
}

// Decide returns where a knob should stand after a window, why, and what to
// remember if it is put there. A value outside the bounds is brought inside. The
// reason is a sentence also where nothing changes.
func Decide(k Spec, s State, now float64, w Window, t Targets) (to float64, reason string, next State) {
	next = s.clone()
	if bounded := min(max(now, k.Min), k.Max); bounded != now {
		return bounded, fmt.Sprintf("%.6g is outside the bounds of %.6g to %.6g", now, k.Min, k.Max), next
	}
	if next.Rest > 0 {
		next.Rest--
	}
	switch k.Kind {
	case Wait:
		to, reason = next.wait(k, now, w, t)
	case Percentile:
		to, reason = next.percentile(k, now, w, t)
	case Crossover:
		to, reason = next.crossover(k, now, w)
	default:
		to, reason = next.size(k, now, w, t)
	}
	if to != now {
		next.moved(now, to)
	}
	return to, reason, next
}

// moved notes a change. One against the last lets the next wait twice as long.
func (s *State) moved(from, to float64) {
	direction := 1
	if to < from {
		direction = -1
	}
	if s.Direction == -direction {
		s.Resting = min(max(2*s.Resting, firstRest), lastRest)
		s.Rest = s.Resting
	}
	s.Direction = direction
}

// may tells whether a soft change of that direction is due: one that a target
// does not force.
func (s *State) may(direction int) bool { return s.Rest == 0 || s.Direction == direction }

// rests says for how long nothing is changed.
func (s *State) rests() string {
	return fmt.Sprintf("; the last change turned back the one before it, so it stays for %d windows", s.Rest)
}

// trial returns what was measured at a value, new if need be.
func (s *State) trial(value float64) *Trial {
	for i := range s.Trials {
		if s.Trials[i].Value == value {
			return &s.Trials[i]
		}
	}
	if len(s.Trials) == maxTrials {
		s.Trials = s.Trials[1:] // the oldest
	}
	s.Trials = append(s.Trials, Trial{Value: value})
	return &s.Trials[len(s.Trials)-1]
}

// tried returns what was measured at a value, nil if nothing was.
func (s *State) tried(value float64) *Trial {
	for i := range s.Trials {
		if s.Trials[i].Value == value && s.Trials[i].Units > 0 {
			return &s.Trials[i]
		}
	}
	return nil
}

// grid rounds to what people read, so that values are met again.
func grid(x float64) float64 {
	if x < 1 {
		return math.Round(x*100) / 100
	}
	return math.Round(x*10) / 10
}
