package play

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game"
	"oracled/compute/progress"
)

// Update is the order in which players answer each other.
type Update string

const (
	Jacobi      Update = "jacobi"       // all at once
	GaussSeidel Update = "gauss-seidel" // one after the other, each seeing what is new
)

// Dynamics is how best responses are iterated.
type Dynamics struct {
	Update Update
	// Damping is the weight of the old strategy in the new one, 0 (none) up to
	// but without 1.
	Damping float64
	// Epsilon is the regret, in units of payoff, at which play is at rest.
	Epsilon float64
	// MaxIterations bounds the number of rounds in which everybody answers.
	MaxIterations int
}

func (d Dynamics) check() error {
	switch {
	case d.Update != Jacobi && d.Update != GaussSeidel:
		return fmt.Errorf("%w: unknown update %q", game.ErrInput, d.Update)
	case !(d.Damping >= 0 && d.Damping < 1):
		return fmt.Errorf("%w: damping is %g, not within 0 to 1", game.ErrInput, d.Damping)
	case !(d.Epsilon >= 0):
		return fmt.Errorf("%w: epsilon is %g", game.ErrInput, d.Epsilon)
	case d.MaxIterations < 1:
		return fmt.Errorf("%w: %d iterations", game.ErrInput, d.MaxIterations)
	}
	return nil
}

// Path is where best-response dynamics ended.
type Path[P any] struct {
	Profile    P
	Regrets    []float64 // by player
	Converged  bool      // at rest: every regret is at most Epsilon
	Iterations int       // rounds that were played
	// Cycle is the number of rounds after which play repeats itself exactly,
	// which it then does for ever; 0 where it was not seen to.
	Cycle int
	// Diverged says that play left all bounds; Profile is where it was before.
	Diverged bool
}

// BestResponse iterates pure best responses (ties to the lowest index) from a
// mixed profile: x ← Damping·x + (1−Damping)·response. It stops at rest, when
// play repeats itself, or after MaxIterations. Rest is judged by regret, so a
// mixed equilibrium is at rest although each player's response to it is pure;
// undamped play that is not at rest moves between pure profiles and, there being
// finitely many, repeats itself (Young 1993, "The evolution of conventions", §4,
// has games in which it must). Watchers are told of the largest regret in every
// round. Errors wrap game.ErrInput or are ctx's.
func BestResponse(ctx context.Context, g *game.Game, start game.Profile, d Dynamics, watchers ...progress.Func) (Path[game.Profile], error) {
	if err := g.CheckProfile(start); err != nil {
		return Path[game.Profile]{}, err
	}
	if err := d.check(); err != nil {
		return Path[game.Profile]{}, err
	}
	step := func(x game.Profile) game.Profile {
		seen := x
		x = x.Clone()
		if d.Update == GaussSeidel {
			seen = x
		}
		for i := range x {
			dev := g.Deviations(i, seen)
			at := slices.Index(dev, slices.Max(dev))
			for a := range x[i] {
				x[i][a] *= d.Damping
			}
			x[i][at] += 1 - d.Damping
		}
		return x
	}
	rest := func(x game.Profile) ([]float64, bool) {
		r := g.Regrets(x)
		return r, slices.Max(r) <= d.Epsilon
	}
	same := func(x, y game.Profile) bool { return slices.EqualFunc(x, y, slices.Equal[[]float64]) }
	return iterate(ctx, d, start.Clone(), step, rest, same, never[game.Profile], watchers)
}

// never is of play that stays within bounds.
func never[P any](P) bool { return false }

// Cournot is the quadratic game of n firms with a linear inverse demand: firm i
// chooses a quantity q_i ≥ 0 and earns q_i·(A − C − Σq). It is a potential game
// with the unique equilibrium q_i = (A − C)/(n + 1), or 0 where A ≤ C.
type Cournot struct {
	Firms int     // n, at least 1
	A, C  float64 // the price at which nothing is bought, and the cost of a unit
}

// MaxFirms bounds a Cournot game.
const MaxFirms = 1 << 20

// Regrets returns how much more each firm could earn, n long.
func (c Cournot) Regrets(q []float64) []float64 {
	out := make([]float64, len(q))
	total := sum(q)
	for i, x := range q {
		best := c.response(total - x)
		// u(best) − u(x), as a product that does not cancel: the payoff is a
		// parabola around the unconstrained best.
		top := (c.A - c.C - (total - x)) / 2
		out[i] = max((x-best)*(x+best-2*top), 0)
	}
	return out
}

// response is the best response to what all the others bring to market.
func (c Cournot) response(others float64) float64 { return max(0, (c.A-c.C-others)/2) }

// BestResponse is the function BestResponse for this game, from quantities that
// are n long and not negative. At rest, every firm's regret and its distance to
// its best response are at most Epsilon. Simultaneous undamped play has
// modulus (n−1)/2: it converges for two firms, oscillates for three and cycles
// between the corners for more (Theocharis 1960, "On the stability of the
// Cournot solution on the oligopoly problem"); played one after the other it
// always converges, as it climbs the potential.
func (c Cournot) BestResponse(ctx context.Context, start []float64, d Dynamics, watchers ...progress.Func) (Path[[]float64], error) {
	switch {
	case c.Firms < 1 || c.Firms > MaxFirms:
		return Path[[]float64]{}, fmt.Errorf("%w: %d firms, not 1 to %d", game.ErrInput, c.Firms, MaxFirms)
	case !(math.Abs(c.A) <= game.MaxPayoff && math.Abs(c.C) <= game.MaxPayoff):
		return Path[[]float64]{}, fmt.Errorf("%w: a is %g and c is %g, not within ±%g", game.ErrInput, c.A, c.C, game.MaxPayoff)
	case len(start) != c.Firms:
		return Path[[]float64]{}, fmt.Errorf("%w: %d quantities for %d firms", game.ErrInput, len(start), c.Firms)
	}
	for i, x := range start {
		if !(x >= 0 && x <= game.MaxPayoff) {
			return Path[[]float64]{}, fmt.Errorf("%w: quantity %d is %g", game.ErrInput, i, x)
		}
	}
	if err := d.check(); err != nil {
		return Path[[]float64]{}, err
	}
	step := func(q []float64) []float64 {
		total := sum(q)
		q = slices.Clone(q)
		for i, x := range q {
			q[i] = d.Damping*x + (1-d.Damping)*c.response(total-x)
			if d.Update == GaussSeidel {
				total += q[i] - x
			}
		}
		return q
	}
	rest := func(q []float64) ([]float64, bool) {
		r := c.Regrets(q)
		still := slices.Max(r) <= d.Epsilon
		total := sum(q)
		for _, x := range q {
			still = still && math.Abs(x-c.response(total-x)) <= d.Epsilon
		}
		return r, still
	}
	return iterate(ctx, d, slices.Clone(start), step, rest, slices.Equal[[]float64], never[[]float64], watchers)
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// iterate plays rounds until rest, until play is gone beyond all bounds, or until
// one returns to where play has been: Brent's cycle detection, which keeps one
// profile of the past.
func iterate[P any](ctx context.Context, d Dynamics, x P, step func(P) P, rest func(P) ([]float64, bool), same func(P, P) bool, gone func(P) bool, watchers []progress.Func) (Path[P], error) {
	kept, since, power := x, 0, 1
	for round := 0; ; round++ {
		if err := ctx.Err(); err != nil {
			return Path[P]{}, fmt.Errorf("best response, round %d: %w", round, err)
		}
		regrets, still := rest(x)
		out := Path[P]{Profile: x, Regrets: regrets, Converged: still, Iterations: round}
		if round > 0 && same(x, kept) {
			out.Cycle = since
		}
		if len(watchers) > 0 {
			worst := func() float64 { return slices.Max(regrets) }
			progress.Tell(watchers, progress.Report{Done: int64(round), Total: int64(d.MaxIterations), Unit: "rounds", Measure: "regret", Value: worst})
		}
		if still || out.Cycle > 0 || round == d.MaxIterations {
			return out, nil
		}
		if since == power {
			kept, since, power = x, 0, 2*power
		}
		next := step(x)
		if gone(next) {
			out.Diverged = true
			return out, nil
		}
		x = next
		since++
	}
}
