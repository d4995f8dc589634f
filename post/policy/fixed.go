package policy

// fixedDelay lets the oldest outcome wait so many seconds for company.
type fixedDelay struct{ delay float64 }

func (fixedDelay) Observe(Block) {}

func (f fixedDelay) Until(m Moment) float64 { return m.Oldest + f.delay }
