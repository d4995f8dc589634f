package compute

import (
	"slices"

	"oracled/compute/internal/wide"
	"oracled/fixed"
	"oracled/oracle"
)

// What became of a position in a coordinate.
const (
	TailLow  = -1 // among the f lowest pulls
	Kept     = 0
	TailHigh = 1 // among the f highest
	Aside    = 2 // of a group that was too small to count
)

// Tails returns what became of every position of a round in coordinate j, in their
// order; nil where the solver trims no coordinates or trimmed nobody. Of a
// hierarchical outcome it is what the agent's own group did. It is what
// Outcome.Trimmed counts, for people to look at: o is the outcome of p, and of both
// only coordinate j is looked at.
func Tails(t oracle.Task, p oracle.Profile, o oracle.Outcome, j int) []int8 {
	_, r, err := lookUp(t.Solver)
	values := o.Robust()
	if err != nil || r.exact != nil || j >= len(values) {
		return nil
	}
	tails := make([]int8, len(p.Positions))
	if r.levels == nil {
		all := make([]int, len(tails))
		for i := range all {
			all[i] = i
		}
		r.cut(t, p, all, values[j], o.Certificate.F, j, tails)
	} else {
		in := map[uint32][]int{}
		for i, x := range p.Positions {
			in[x.Group], tails[i] = append(in[x.Group], i), Aside
		}
		for _, n := range o.Certificate.Nodes {
			if n.Level != 1 || j >= len(n.Values) {
				continue
			}
			for _, i := range in[n.Number] {
				tails[i] = Kept
			}
			r.cut(t, p, in[n.Number], n.Values[j], n.F, j, tails)
		}
	}
	if !slices.ContainsFunc(tails, func(x int8) bool { return x != Kept }) {
		return nil
	}
	return tails
}

// cut marks those of some positions that are among the f lowest and the f highest
// pulls around v. Equal pulls are told apart by the agents' order.
func (r rule) cut(t oracle.Task, p oracle.Profile, of []int, v fixed.Q64x64, f, j int, tails []int8) {
	pulls := make(map[int]wide.Int, len(of))
	for _, i := range of {
		w := uint32(Unit)
		if r.stubborn || r.levels != nil {
			w -= p.Positions[i].L(t.Lambda)
		}
		pulls[i] = wide.Pull(p.Positions[i].Values[j], v, w)
	}
	order := slices.Clone(of)
	slices.SortStableFunc(order, func(a, b int) int { return pulls[a].Cmp(pulls[b]) })
	for k := range min(f, len(order)/2) {
		tails[order[k]], tails[order[len(order)-1-k]] = TailLow, TailHigh
	}
}
