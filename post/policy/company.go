package policy

import "sort"

// company tells how many batches the outcomes that are to come will need,
// depending on when this one leaves: what arrives before shares its fixed cost,
// what arrives after begins batches of its own, each of which waits for its
// budget in turn.
type company struct {
	arrivals []Arrival
	batches  []float64 // batches[i]: for the arrivals from i on, the last one zero
}

// foresight is how far company is looked for, in budgets. The first budget is
// the question; the others show what the answer does to later batches.
const foresight = 3

func newCompany(m Moment, budget float64) company {
	list, known := m.Arrivals(m.Block + foresight*budget)
	c := company{arrivals: list, batches: make([]float64, len(list)+1)}
	// The last batch counts by the share of its turn that is foreseen. Otherwise
	// a stream without end would make the last arrival foreseen matter most.
	turn := budget
	if n := len(list); n > 1 {
		turn += min((list[n-1].At-list[0].At)/float64(n-1), budget)
	}
	for i := len(list) - 1; i >= 0; i-- {
		a := list[i]
		begun := min(1, (known-a.At)/turn)
		if begun == 1 {
			begun += c.after(a.At + budget)
		}
		c.batches[i] = a.Chance*begun + (1-a.Chance)*c.batches[i+1]
	}
	return c
}

// after returns how many batches the arrivals after a time need, expected.
func (c company) after(at float64) float64 {
	return c.batches[sort.Search(len(c.arrivals), func(i int) bool { return c.arrivals[i].At > at })]
}
