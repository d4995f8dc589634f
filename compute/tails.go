package compute

import (
	"slices"

	"oracled/compute/internal/wide"
	"oracled/oracle"
)

// Tails of a coordinate.
const (
	TailLow  = -1 // among the f lowest pulls
	Kept     = 0
	TailHigh = 1 // among the f highest
)

// Tails returns in which tail of coordinate j every position of a round is: as
// many entries as positions, in their order, nil where the solver trims no
// coordinates or trims nobody. It is what Outcome.Trimmed counts, for people to
// look at; o is the outcome of p, of which only coordinate j is looked at.
func Tails(t oracle.Task, p oracle.Profile, o oracle.Outcome, j int) []int8 {
	f, n := o.Certificate.F, len(p.Positions)
	values := o.Robust()
	_, r, err := lookUp(t.Solver)
	if err != nil || r.exact != nil || f == 0 || n < 2*f || j >= len(values) {
		return nil
	}
	pulls, order := make([]wide.Int, n), make([]int, n)
	for i, x := range p.Positions {
		w := uint32(Unit)
		if r.stubborn {
			w -= x.L(t.Lambda)
		}
		pulls[i], order[i] = wide.Pull(x.Values[j], values[j], w), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return pulls[a].Cmp(pulls[b]) })
	tails := make([]int8, n)
	for k := range f {
		tails[order[k]], tails[order[n-1-k]] = TailLow, TailHigh
	}
	return tails
}
