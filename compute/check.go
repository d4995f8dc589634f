package compute

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"oracled/compute/internal/wide"
	"oracled/fixed"
	"oracled/oracle"
)

// ErrOutcome is wrapped by every error about an outcome that is not the
// profile's.
var ErrOutcome = errors.New("compute: outcome")

// Check implements Solver.
func (s *solver) Check(t oracle.Task, p oracle.Profile, o oracle.Outcome) error {
	want, f, err := s.open(t, p)
	if err != nil {
		return err
	}
	switch {
	case o.Task != want.Task || o.Index != want.Index || o.Round != want.Round:
		return fmt.Errorf("%w: it is of %s, not of %s", ErrOutcome, o.Ref(), want.Ref())
	case o.Status != want.Status:
		return fmt.Errorf("%w: status of %s is %q, not %q", ErrOutcome, o.Ref(), o.Status, want.Status)
	case o.Participants != want.Participants:
		return fmt.Errorf("%w: %s has %d participants, not %d", ErrOutcome, o.Ref(), o.Participants, want.Participants)
	case o.Narrow != want.Narrow:
		return fmt.Errorf("%w: narrow of %s is %t, not the task's", ErrOutcome, o.Ref(), o.Narrow)
	case o.Digest != want.Digest:
		return fmt.Errorf("%w: digest of %s is %t, not the task's", ErrOutcome, o.Ref(), o.Digest)
	}
	if want.Status == oracle.StatusInsufficient {
		if len(o.Values) > 0 || len(o.Aggregate) > 0 || len(o.Trimmed) > 0 || len(o.Certificate.Cuts) > 0 || len(o.Certificate.Dual) > 0 || len(o.Certificate.Nodes) > 0 {
			return fmt.Errorf("%w: %s is insufficient but has values", ErrOutcome, o.Ref())
		}
		return nil
	}
	cuts, size, aggregated, multipliers := t.Dimension, t.Dimension, 0, 0
	switch {
	case s.rule.exact != nil, s.rule.levels != nil:
		cuts = 0
	case s.rule.game != nil:
		size, aggregated, multipliers = s.rule.game.Size(), t.Dimension, len(o.Certificate.Dual)
	}
	switch cert := o.Certificate; {
	case cert.Kind != s.name:
		return fmt.Errorf("%w: the certificate of %s is %q, not %q", ErrOutcome, o.Ref(), cert.Kind, s.name)
	case cert.F != f:
		return fmt.Errorf("%w: f of %s is %d, not %d", ErrOutcome, o.Ref(), cert.F, f)
	case len(o.Values) != size || len(cert.Cuts) != cuts || len(o.Aggregate) != aggregated:
		return fmt.Errorf("%w: %s has %d values, %d cuts and an aggregate of %d, not %d, %d and %d", ErrOutcome, o.Ref(), len(o.Values), len(cert.Cuts), len(o.Aggregate), size, cuts, aggregated)
	case len(cert.Dual) != multipliers:
		return fmt.Errorf("%w: %s has multipliers, and %s has none", ErrOutcome, o.Ref(), s.name)
	case len(cert.Nodes) > 0 && s.rule.levels == nil:
		return fmt.Errorf("%w: %s has nodes, and %s has none", ErrOutcome, o.Ref(), s.name)
	case cert.Digest != Digest(s.name, want.Participants, f, o.Values):
		return fmt.Errorf("%w: the digest of %s is not that of its values", ErrOutcome, o.Ref())
	}
	if s.rule.levels != nil {
		return s.checkLevels(t, p, o)
	}
	c, err := s.columns(t, p, f)
	if err != nil {
		return err
	}
	if s.rule.exact != nil {
		values, err := s.rule.exact(context.Background(), rows(p.Positions), f)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", o.Ref(), err)
		case !slices.Equal(values, o.Values):
			return fmt.Errorf("%w: the values of %s are not the %s of its positions", ErrOutcome, o.Ref(), s.name)
		case len(o.Trimmed) > 0:
			return fmt.Errorf("%w: %s has trimmed agents, and %s trims nobody", ErrOutcome, o.Ref(), s.name)
		}
		return nil
	}
	e, err := claimed(o.Robust(), o.Certificate.Cuts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Ref(), err)
	}
	if err := c.Certify(e); err != nil {
		return fmt.Errorf("%s: %w", o.Ref(), err)
	}
	if !slices.Equal(o.Trimmed, trimmedAgents(p.Positions, c, e)) {
		return fmt.Errorf("%w: the trimmed agents of %s are not those of its cuts", ErrOutcome, o.Ref())
	}
	if s.rule.game != nil {
		return s.checkPlayed(o)
	}
	return nil
}

// claimed returns what values and cuts, as many, claim to be.
func claimed(values []fixed.Q64x64, cuts []oracle.Cut) (Equilibria, error) {
	e := Equilibria{Values: values, Low: make([]fixed.Q64x64, len(cuts)), High: make([]fixed.Q64x64, len(cuts))}
	for j, cut := range cuts {
		var ok bool
		if e.Low[j], e.High[j], ok = bigCut(cut); !ok {
			return e, fmt.Errorf("%w: the cuts in coordinate %d are not integers of 128 bits", ErrOutcome, j)
		}
	}
	return e, nil
}

// Certify returns nil exactly when e solves the columns, which are within the
// limits: in every coordinate the cuts are the (f+1)-th smallest and largest
// pull at v, and g(v) ≥ 0 > g(v+1). It makes four passes over each column and
// sorts only the pulls that one ulp could move across a cut. Errors wrap
// ErrOutcome and name the first coordinate that fails.
func (c Columns) Certify(e Equilibria) error {
	d := c.Coordinates
	if len(e.Values) != d || len(e.Low) != d || len(e.High) != d {
		return fmt.Errorf("%w: %d values, %d and %d cuts for %d coordinates", ErrOutcome, len(e.Values), len(e.Low), len(e.High), d)
	}
	for j := range d {
		if what := c.certify(c.Column(j), e.Values[j], e.Low[j], e.High[j]); what != "" {
			return fmt.Errorf("%w: %s in coordinate %d", ErrOutcome, what, j)
		}
	}
	return nil
}

// certify returns what is wrong with a column's solution, or "".
func (c Columns) certify(col []fixed.Q64x64, v, low, high fixed.Q64x64) string {
	if !wide.InRange(v) {
		return "the value is out of range"
	}
	if g, ok := c.clampedSum(col, v, low, high); !ok {
		return "a cut is not an order statistic of the pulls"
	} else if g.Negative() {
		return "g(v) is negative"
	}
	// One ulp on, every pull has fallen by its weight, so the new cuts are
	// among those that were within one weight of the old ones.
	next := wide.Add(v, fixed.Q64x64{Lo: 1})
	newLow, ok := c.cutNear(col, v, next, low, false)
	newHigh, ok2 := c.cutNear(col, v, next, high, true)
	if !ok || !ok2 {
		return "a cut is not an order statistic of the pulls"
	}
	if g, ok := c.clampedSum(col, next, newLow, newHigh); !ok {
		return "a cut at v+1 is not an order statistic of the pulls"
	} else if !g.Negative() {
		return "g(v+1) is not negative"
	}
	return ""
}

// clampedSum returns g(v) = Σ clamp(pull, low, high) − f·(low + high), and
// whether low and high are the cuts: at least f+1 pulls at or below low and at
// most f below it, and likewise above high.
func (c Columns) clampedSum(col []fixed.Q64x64, v, low, high fixed.Q64x64) (wide.Sum, bool) {
	var g wide.Sum
	if wide.Less(high, low) {
		return g, false
	}
	var below, atMostLow, above, atLeastHigh int
	for i, b := range col {
		p := wide.Pull(b, v, c.Weights[i])
		x := p
		if !wide.Less(low, p) {
			atMostLow++
			if p != low {
				below++
			}
			x = low
		}
		if !wide.Less(p, high) {
			atLeastHigh++
			if p != high {
				above++
			}
			x = high
		}
		g.Add(x)
	}
	f := c.Faults
	g.SubMul(low, uint64(f))
	g.SubMul(high, uint64(f))
	return g, below <= f && atMostLow > f && above <= f && atLeastHigh > f
}

// cutNear returns the cut at v+1 given the one at v.
func (c Columns) cutNear(col []fixed.Q64x64, v, next, cut fixed.Q64x64, upper bool) (fixed.Q64x64, bool) {
	rank := c.Faults // from the smallest
	if upper {
		rank = c.Agents - 1 - c.Faults
	}
	// Pulls at v that can be the cut at v+1: it lies in [cut − 65536, cut), so
	// they lie in (cut − 65536, cut + 65536).
	from, to := wide.Sub(cut, fixed.Q64x64{Lo: Unit}), wide.Add(cut, fixed.Q64x64{Lo: Unit})
	var near []fixed.Q64x64
	for i, b := range col {
		p := wide.Pull(b, v, c.Weights[i])
		switch {
		case wide.Less(p, from):
			rank--
		case wide.Less(p, to):
			near = append(near, wide.Pull(b, next, c.Weights[i]))
		}
	}
	if rank < 0 || rank >= len(near) {
		return fixed.Q64x64{}, false
	}
	slices.SortFunc(near, fixed.Q64x64.Cmp)
	return near[rank], true
}
