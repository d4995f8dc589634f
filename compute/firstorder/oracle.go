package firstorder

import (
	"cmp"
	"context"
	"slices"
)

// Limits of the games that are solved among few.
const (
	mostAmong  = 300 // actions of all sides
	mostRounds = 40
	mostJoin   = 16 // actions of a side that join at a time
)

// polish solves the game among the actions that are played now, if they are few,
// and lets those join that would gain against the solution, until it is good
// enough or too many are in. It leaves the steps as they are, and the solution
// where the best so far is kept.
func (e *engine) polish(ctx context.Context) error {
	if e.products < e.polishFrom || e.done() {
		return nil
	}
	sets := make([][]int, len(e.sides))
	total := 0
	for k, s := range e.sides {
		for i, x := range s.x {
			if x > 0 {
				sets[k] = append(sets[k], i)
			}
		}
		total += len(sets[k])
	}
	if total > mostAmong {
		return nil
	}
	defer func() { e.polishFrom = e.products + e.products/2 }()

	x, u := e.copies(func(s *side) []float64 { return s.x }), e.copies(func(s *side) []float64 { return s.u })
	defer func() {
		for k, s := range e.sides {
			s.x, s.u = x[k], u[k]
		}
	}()
	for range mostRounds {
		among, err := e.restricted(ctx, sets)
		if err != nil {
			return err
		}
		for k, s := range e.sides {
			clear(s.x)
			for at, i := range sets[k] {
				s.x[i] = max(among[k][at], 0)
			}
		}
		if err := e.multiply(ctx); err != nil {
			return err
		}
		e.keepCurrent()
		if e.done() {
			return nil
		}
		grown := 0
		for k, s := range e.sides {
			sets[k] = s.joined(sets[k], e.target()/2)
			grown += len(sets[k])
		}
		if grown == total || grown > mostAmong {
			return nil
		}
		total = grown
	}
	return nil
}

// joined returns a set, ascending, with the actions outside of it that gain most
// beyond what the set's best does, and more than by.
func (s *side) joined(set []int, by float64) []int {
	in := make([]bool, len(s.x))
	level := s.u[set[0]]
	for _, i := range set {
		in[i] = true
		level = max(level, s.u[i])
	}
	var out []int
	for i, u := range s.u {
		if !in[i] && u > level+by {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(i, j int) int { return cmp.Or(cmp.Compare(s.u[j], s.u[i]), i-j) })
	set = append(slices.Clone(set), out[:min(len(out), mostJoin)]...)
	slices.Sort(set)
	return set
}

// copies returns the sides' vectors in memory of their own.
func (e *engine) copies(of func(*side) []float64) [][]float64 {
	var out [][]float64
	for _, s := range e.sides {
		out = append(out, slices.Clone(of(s)))
	}
	return out
}
