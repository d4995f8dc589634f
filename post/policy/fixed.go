package policy

// fixedDelay lets the oldest outcome wait so many seconds for company.
type fixedDelay struct{ delay float64 }

func (*fixedDelay) Observe(Block) {}

func (f *fixedDelay) Until(m Moment) float64 { return m.Oldest + f.delay }

// Wait implements Patient.
func (f *fixedDelay) Wait() float64 { return f.delay }

// SetWait implements Patient.
func (f *fixedDelay) SetWait(seconds float64) { f.delay = seconds }
