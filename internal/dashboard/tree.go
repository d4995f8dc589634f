package dashboard

import (
	"math/big"
	"slices"

	"oracled/compute"
	"oracled/oracle"
)

// tree sums up a hierarchical outcome, nil where the task is not hierarchical.
func tree(t oracle.Task, o oracle.Outcome) *Tree {
	if compute.Levels(t) == 0 {
		return nil
	}
	out := &Tree{Breakdown: o.Breakdown(), Levels: []Level{}}
	for _, n := range o.Certificate.Nodes {
		i := slices.IndexFunc(out.Levels, func(l Level) bool { return l.Level == n.Level })
		if i < 0 {
			i = len(out.Levels)
			out.Levels = append(out.Levels, Level{Level: n.Level})
		}
		l := &out.Levels[i]
		if n.Values == nil {
			l.Left++
			continue
		}
		l.Nodes++
		l.Members.add(l.Nodes, n.Members)
		l.Faults.add(l.Nodes, n.F)
		l.Captured.add(l.Nodes, n.Breakdown)
	}
	return out
}

// add takes in the n-th number.
func (s *Span) add(n, x int) {
	if n == 1 {
		s.Least, s.Most = x, x
	}
	s.Least, s.Most = min(s.Least, x), max(s.Most, x)
}

// nodes copies as much of a certificate's nodes as is shown.
func nodes(all []oracle.Node) (out []oracle.Node) {
	for _, n := range all {
		n.Values = slices.Clone(n.Values[:min(len(n.Values), maxShown)])
		n.Cuts = slices.Clone(n.Cuts[:min(len(n.Cuts), maxShown)])
		out = append(out, n)
	}
	return out
}

// shownNodes are what a page has of the nodes, the root first.
func shownNodes(all []oracle.Node) []Node {
	out := []Node{}
	for _, n := range slices.Backward(all) {
		if len(out) == maxPositions {
			break
		}
		x := Node{
			Level: n.Level, Number: n.Number, Counts: n.Values != nil, Members: n.Members, Faults: n.F, Captured: n.Breakdown,
			Low: n.Low, High: n.High, Values: floats(n.Values), Cuts: []Cut{},
		}
		for _, c := range n.Cuts {
			x.Cuts = append(x.Cuts, Cut{Low: pull(c.Low), High: pull(c.High)})
		}
		out = append(out, x)
	}
	return out
}

func pull(x *big.Int) string {
	if x == nil {
		return ""
	}
	return x.String()
}
