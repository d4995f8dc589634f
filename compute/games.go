package compute

import (
	"context"
	"fmt"
	"math/big"

	"oracled/compute/canonical"
	"oracled/fixed"
	"oracled/oracle"
)

// play replaces an outcome's values, which become its aggregate, by the game's
// answer.
func (s *solver) play(ctx context.Context, o *oracle.Outcome) error {
	a, err := s.rule.game.Solve(ctx, integers(o.Values))
	if err != nil {
		return fmt.Errorf("solve %s: %w", o.Ref(), err)
	}
	o.Aggregate, o.Values = o.Values, make([]fixed.Q64x64, len(a.Values))
	for i, v := range a.Values {
		if o.Values[i], err = fixed.FromBig(v); err != nil {
			return fmt.Errorf("solve %s: value %d: %w", o.Ref(), i, err)
		}
	}
	o.Certificate.Dual = a.Dual
	return nil
}

// checkPlayed returns an error that wraps ErrOutcome unless the values are
// proven to be the game's answer for the aggregate.
func (s *solver) checkPlayed(o oracle.Outcome) error {
	a := canonical.Answer{Values: integers(o.Values), Dual: o.Certificate.Dual}
	if err := s.rule.game.Check(integers(o.Aggregate), a); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrOutcome, o.Ref(), err)
	}
	return nil
}

// Size returns how many values an outcome of the task has: its dimension, but of
// a game solver what it answers with. It is 0 where the solver is unknown.
func Size(t oracle.Task) int {
	_, r, err := lookUp(t.Solver)
	switch {
	case err != nil:
		return 0
	case r.game != nil:
		return r.game.Size()
	}
	return t.Dimension
}

func integers(values []fixed.Q64x64) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = v.Big()
	}
	return out
}

// WithValues returns an outcome with other values under the same certificate:
// what somebody else posted for the round, to be checked.
func WithValues(o oracle.Outcome, values []fixed.Q64x64) oracle.Outcome {
	o.Values = values
	o.Certificate.Digest = Digest(o.Certificate.Kind, o.Participants, o.Certificate.F, values)
	return o
}
