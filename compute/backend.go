package compute

import (
	"context"
	"errors"
	"fmt"

	"oracled/compute/internal/wide"
	"oracled/fixed"
)

// Limits of the trimmed aggregation game. Within them pulls fit 128 bits and
// sums of pulls 192; anything outside is rejected, never wrapped.
const (
	AnchorBits = wide.AnchorBits // anchors are below 2¹¹⁰ ulps in magnitude
	MaxLambda  = 65000           // the largest Λ, so the largest L
	Unit       = wide.MaxWeight  // L + w
	MaxAgents  = 1 << 24
)

// ErrInput is wrapped by every error about columns that are not a game within
// the limits.
var ErrInput = errors.New("compute: input")

// Columns are d independent games of the same n agents.
type Columns struct {
	Agents      int // n, 1 to MaxAgents
	Coordinates int // d, at least 1
	Faults      int // f, n ≥ 2f + 1

	// Anchors is d×n, one coordinate after the other: agent i's anchor in
	// coordinate j is Anchors[j·n+i], in ulps of 2⁻⁶⁴, |b| < 2¹¹⁰.
	Anchors []fixed.Q64x64
	// Weights is n long: w_i = 65536 − L_i, 536 to 65536.
	Weights []uint32
}

// NewColumns lays out n rows of d anchors coordinate by coordinate. L is n long
// or nil for nobody stubborn. It does not keep rows. Errors wrap ErrInput and
// name the first offending agent and coordinate.
func NewColumns(rows [][]fixed.Q64x64, L []uint32, faults int) (Columns, error) {
	n := len(rows)
	if n == 0 {
		return Columns{}, fmt.Errorf("%w: no agents", ErrInput)
	}
	if L != nil && len(L) != n {
		return Columns{}, fmt.Errorf("%w: L has %d entries for %d agents", ErrInput, len(L), n)
	}
	d := len(rows[0])
	c := Columns{Agents: n, Coordinates: d, Faults: faults, Weights: make([]uint32, n)}
	for i, row := range rows {
		if len(row) != d {
			return Columns{}, fmt.Errorf("%w: agent %d has %d coordinates, agent 0 has %d", ErrInput, i, len(row), d)
		}
		c.Weights[i] = Unit
		if L != nil {
			if L[i] > MaxLambda {
				return Columns{}, fmt.Errorf("%w: L of agent %d is %d, above %d", ErrInput, i, L[i], MaxLambda)
			}
			c.Weights[i] = Unit - L[i]
		}
	}
	c.Anchors = make([]fixed.Q64x64, n*d)
	// A few columns at a time: as many streams as a cache line and its
	// neighbour of a row can feed.
	const tile = 8
	for j0 := 0; j0 < d; j0 += tile {
		j1 := min(j0+tile, d)
		for i, row := range rows {
			for j, b := range row[j0:j1] {
				c.Anchors[(j0+j)*n+i] = b
			}
		}
	}
	return c, c.Check()
}

// Column returns the n anchors of coordinate j; it aliases c.
func (c Columns) Column(j int) []fixed.Q64x64 {
	return c.Anchors[j*c.Agents : (j+1)*c.Agents : (j+1)*c.Agents]
}

// CheckShape returns an error that wraps ErrInput unless sizes, f and weights
// are within the limits. It does not look at the anchors.
func (c Columns) CheckShape() error {
	n, d, f := c.Agents, c.Coordinates, c.Faults
	switch {
	case n < 1 || n > MaxAgents:
		return fmt.Errorf("%w: %d agents, not 1 to %d", ErrInput, n, MaxAgents)
	case d < 1:
		return fmt.Errorf("%w: no coordinates", ErrInput)
	case f < 0:
		return fmt.Errorf("%w: f is %d, below 0", ErrInput, f)
	case f > (n-1)/2:
		return fmt.Errorf("%w: f = %d is too large: %d agents are fewer than 2f+1", ErrInput, f, n)
	case len(c.Weights) != n:
		return fmt.Errorf("%w: %d weights for %d agents", ErrInput, len(c.Weights), n)
	case len(c.Anchors)/n != d || len(c.Anchors)%n != 0:
		return fmt.Errorf("%w: %d anchors for %d agents and %d coordinates", ErrInput, len(c.Anchors), n, d)
	}
	for i, w := range c.Weights {
		if w < Unit-MaxLambda || w > Unit {
			return fmt.Errorf("%w: weight of agent %d is %d, not %d to %d", ErrInput, i, w, Unit-MaxLambda, Unit)
		}
	}
	return nil
}

// Check returns an error that wraps ErrInput unless the columns are within the
// limits. It reads every anchor, in the order in which they are stored, and
// names the first that is out of range.
func (c Columns) Check() error {
	if err := c.CheckShape(); err != nil {
		return err
	}
	for at, b := range c.Anchors {
		if !wide.InRange(b) {
			return fmt.Errorf("%w: anchor of agent %d in coordinate %d is 2^%d ulps or more in magnitude", ErrInput, at%c.Agents, at/c.Agents, AnchorBits)
		}
	}
	return nil
}

// Equilibria are the solutions of Columns, d long.
type Equilibria struct {
	Values []fixed.Q64x64 // v, in ulps
	// Low and High are the (f+1)-th smallest and largest pull at v: integers
	// of 128 bits in units of 2⁻⁸⁰ (w·ulps), so only their Big is meaningful.
	Low, High []fixed.Q64x64
	// Steps is how often the busiest column was evaluated; informative only.
	Steps int
}

// Backend runs the kernels that take most of the time. Every backend returns
// the same bits for the same columns; compute/backendtest holds it to that.
// Backends are safe for concurrent use and do not change their input; only Load
// and LoadLearners keep it.
type Backend interface {
	// Name is what an answer reports: "cpu", "cuda".
	Name() string
	// TrimmedEquilibrium returns v and its cuts for every column. It returns
	// what Columns.Check returns for columns outside the limits, and ctx's
	// error soon after ctx ends.
	TrimmedEquilibrium(ctx context.Context, c Columns) (Equilibria, error)
	// Load makes a payoff matrix ready for many profiles. It keeps p's entries,
	// which must not change before the matrix is closed, and returns what
	// Payoffs.Check returns for payoffs outside the limits.
	Load(ctx context.Context, p Payoffs) (Matrix, error)
	// LoadLearners makes a game of two ready for fictitious play. It keeps e's
	// earnings, which must not change before the learners are closed, and returns
	// what Earnings.Largest returns for earnings outside the limits.
	LoadLearners(ctx context.Context, e Earnings) (Learners, error)
}
