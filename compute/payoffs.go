package compute

import (
	"context"
	"fmt"
	"math"
)

// Limits of payoffs and mixed profiles in integers. Within them a utility is
// below 2⁶⁰ in magnitude, so sums of products are exact in 64 bits and any order
// of summation gives the same bits on every backend.
const (
	MaxPayoff     = 1 << 30 // the largest magnitude of an entry
	ProfileWeight = 1 << 30 // what the magnitudes of a profile's weights may sum to
	MaxActions    = 1 << 24
	MaxProfiles   = 1 << 24
)

// Payoffs is a payoff matrix in integers: row a is an action of the player whose
// utility is looked for, column b one of the opponent's. Its unit is the
// caller's.
type Payoffs struct {
	Rows, Cols int     // actions, 1 to MaxActions each
	Entries    []int32 // Rows×Cols, row-major, within ±MaxPayoff
}

// QuantisePayoffs returns the integers next to a·2^−exponent (ties to even) for
// a rows×cols matrix a, row-major, with the smallest exponent at which max|a| is
// at most MaxPayoff: every entry is within 2^(exponent−1), below 2⁻³⁰·max|a|, of
// what it was, and matrices of integers up to MaxPayoff are kept as they are up
// to a power of two. It does not keep a. Errors wrap ErrInput.
func QuantisePayoffs(rows, cols int, a []float64) (p Payoffs, exponent int, err error) {
	p = Payoffs{Rows: rows, Cols: cols, Entries: make([]int32, len(a))}
	most := 0.0
	for k, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Payoffs{}, 0, fmt.Errorf("%w: payoff [%d][%d] is %v, which is not finite", ErrInput, k/max(cols, 1), k%max(cols, 1), v)
		}
		most = max(most, math.Abs(v))
	}
	if err := p.CheckShape(); err != nil {
		return Payoffs{}, 0, err
	}
	if most == 0 {
		return p, 0, nil
	}
	mantissa, e := math.Frexp(most) // most = mantissa·2^e, mantissa within ½ to 1
	if exponent = e - 30; mantissa == 0.5 {
		exponent--
	}
	// Two steps, as 2^−exponent alone can be beyond what float64 holds.
	half := -exponent / 2
	first, second := math.Ldexp(1, half), math.Ldexp(1, -exponent-half)
	for k, v := range a {
		p.Entries[k] = int32(math.RoundToEven(v * first * second))
	}
	return p, exponent, nil
}

// CheckShape returns an error that wraps ErrInput unless the sizes are within
// the limits. It does not look at the entries.
func (p Payoffs) CheckShape() error {
	switch {
	case p.Rows < 1 || p.Rows > MaxActions:
		return fmt.Errorf("%w: a payoff matrix of %d rows, not 1 to %d", ErrInput, p.Rows, MaxActions)
	case p.Cols < 1 || p.Cols > MaxActions:
		return fmt.Errorf("%w: a payoff matrix of %d columns, not 1 to %d", ErrInput, p.Cols, MaxActions)
	case len(p.Entries) != p.Rows*p.Cols:
		return fmt.Errorf("%w: %d payoffs for %d×%d actions", ErrInput, len(p.Entries), p.Rows, p.Cols)
	}
	return nil
}

// Check returns an error that wraps ErrInput unless the matrix is within the
// limits, and names the first entry that is not.
func (p Payoffs) Check() error {
	if err := p.CheckShape(); err != nil {
		return err
	}
	for k, v := range p.Entries {
		if v > MaxPayoff || v < -MaxPayoff {
			return fmt.Errorf("%w: payoff [%d][%d] is %d, not within ±%d", ErrInput, k/p.Cols, k%p.Cols, v, MaxPayoff)
		}
	}
	return nil
}

// Row returns row a; it aliases p.
func (p Payoffs) Row(a int) []int32 { return p.Entries[a*p.Cols : (a+1)*p.Cols : (a+1)*p.Cols] }

// Profiles are mixed strategies of the opponent, in integers: a distribution is
// weights that sum to ProfileWeight, counts of play are weights too, and
// differences of strategies may be negative.
type Profiles struct {
	Count   int     // 0 to MaxProfiles
	Weights []int32 // Count×Cols, row-major; the magnitudes of a row sum to at most ProfileWeight
}

// Profile returns profile i over cols actions; it aliases p.
func (p Profiles) Profile(i, cols int) []int32 { return p.Weights[i*cols : (i+1)*cols : (i+1)*cols] }

// Check returns an error that wraps ErrInput unless these are profiles over so
// many actions, and names the first that is not.
func (p Profiles) Check(cols int) error {
	if p.Count < 0 || p.Count > MaxProfiles {
		return fmt.Errorf("%w: %d profiles, not 0 to %d", ErrInput, p.Count, MaxProfiles)
	}
	if len(p.Weights) != p.Count*cols {
		return fmt.Errorf("%w: %d weights for %d profiles over %d actions", ErrInput, len(p.Weights), p.Count, cols)
	}
	for i := range p.Count {
		if err := CheckWeights(p.Profile(i, cols), cols); err != nil {
			return fmt.Errorf("profile %d: %w", i, err)
		}
	}
	return nil
}

// CheckWeights is Profiles.Check for one profile.
func CheckWeights(w []int32, cols int) error {
	if len(w) != cols {
		return fmt.Errorf("%w: %d weights for %d actions", ErrInput, len(w), cols)
	}
	total := int64(0)
	for _, v := range w {
		total += max(int64(v), -int64(v))
	}
	if total > ProfileWeight {
		return fmt.Errorf("%w: the magnitudes of the weights sum to %d, above %d", ErrInput, total, ProfileWeight)
	}
	return nil
}

// QuantiseProfile writes a distribution in integers that sum to ProfileWeight:
// x_i·2³⁰ over Σx rounded down, and what is missing, one each, to the first
// actions that x plays. x is nowhere negative and not all zeros; both are as
// long. No weight is 2⁻³⁰ or more from what it stands for, up to rounding.
func QuantiseProfile(w []int32, x []float64) error {
	sum := 0.0
	for i, v := range x {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: probability %d is %v", ErrInput, i, v)
		}
		sum += v
	}
	if len(w) != len(x) || !(sum > 0) || math.IsInf(sum, 0) {
		return fmt.Errorf("%w: %d probabilities that sum to %v for %d actions", ErrInput, len(x), sum, len(w))
	}
	missing := int64(ProfileWeight)
	for i, v := range x {
		w[i] = int32(math.Floor(v / sum * ProfileWeight))
		missing -= int64(w[i])
	}
	for missing != 0 {
		step := int64(1)
		if missing < 0 { // sum was rounded down
			step = -1
		}
		for i, v := range x {
			if missing != 0 && v > 0 && int64(w[i])+step >= 0 {
				w[i] += int32(step)
				missing -= step
			}
		}
	}
	return nil
}

// Responses are what is best against each of many profiles.
type Responses struct {
	Best    []int32 // the row of largest utility, the lowest index on ties
	Utility []int64 // its utility Σ_b Entries[best][b]·Weights[b], exact
}

// Matrix is a payoff matrix that a backend holds ready: u = A·w for the weights w
// of a profile, in units of the payoffs' times the weights'. Every backend
// returns the same integers; compute/backendtest holds it to that. What a backend
// finds its candidates with is its own affair.
//
// Methods are safe for concurrent use. They return what Profiles.Check or
// CheckWeights returns for profiles outside the limits, and ctx's error soon
// after ctx ends.
type Matrix interface {
	// BestResponses returns the best row against every profile.
	BestResponses(ctx context.Context, p Profiles) (Responses, error)
	// Utilities returns every row's utility against every profile, Count×Rows,
	// row-major.
	Utilities(ctx context.Context, p Profiles) ([]int64, error)
	// Multiply sets u, Rows long, to A·w for one profile, Cols long, and returns
	// the best row, the lowest index on ties: what first-order methods do over and
	// over. u[best] less what is played is the regret.
	Multiply(ctx context.Context, u []int64, w []int32) (best int, err error)
	// Close gives back what the backend holds. Nothing may be called after it.
	Close() error
}
