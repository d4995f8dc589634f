package policy

import "math"

// adaptive waits while waiting is expected to save more than it costs, an
// optimal stopping problem that is solved anew with every block (stopping.go).
type adaptive struct {
	budget float64 // seconds
	delay  float64 // wei per second and outcome
	tip    float64 // wei per gas
	fees   fees
}

func newAdaptive(c Config, tip float64) Policy {
	a := &adaptive{
		budget: c.LatencyBudget.Seconds(), delay: c.DelayCostGwei * 1e9, tip: tip,
		fees: fees{window: c.FeeWindow, min: math.Log(max(c.NormalFeeMinGwei*1e9, 1)), max: math.Inf(1)},
	}
	if c.NormalFeeMaxGwei > 0 {
		a.fees.max = math.Log(max(c.NormalFeeMaxGwei*1e9, 1))
	}
	return a
}

func (a *adaptive) Observe(b Block) { a.fees.observe(b) }

// Until returns the end of the budget when waiting pays, or now.
func (a *adaptive) Until(m Moment) float64 {
	end := m.Oldest + a.budget
	if end <= m.Now {
		return m.Now
	}
	log, move, known := a.fees.next()
	if !known {
		log = 0 // without a base fee company still saves gas, at the tip's price
	}
	// What the next blocks may bring does not change between two of them, so
	// the question is that of the last block.
	habit := a.fees.learn()
	habit.move = move
	s := stopping{
		log: log, habit: habit, tip: a.tip, gas: m.Gas, fixed: m.Fixed,
		delay: a.delay * float64(m.Outcomes), now: m.Block, end: end,
		company: newCompany(m, a.budget),
	}
	if s.waits() {
		return end
	}
	return m.Now
}

// Wait implements Patient: it is the budget.
func (a *adaptive) Wait() float64 { return a.budget }

// SetWait implements Patient.
func (a *adaptive) SetWait(seconds float64) { a.budget = seconds }
