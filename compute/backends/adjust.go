package backends

// Adjustable tells whether there are two machines to choose from, and the choice
// is made by the size of a round.
func (c *Chosen) Adjustable() bool { return c.accelerator != nil && c.crossover > 0 }

// Crossover returns from how many anchors on a round goes to the accelerator;
// MaxInt64: never.
func (c *Chosen) Crossover() int64 {
	if n := c.adjusted.Load(); n > 0 {
		return n
	}
	return c.crossover
}

// SetCrossover changes it for the rounds that are solved from now on. It does
// nothing where the choice is not made by size, nor for n below 1.
func (c *Chosen) SetCrossover(n int64) {
	if c.Adjustable() && n > 0 {
		c.adjusted.Store(n)
	}
}
