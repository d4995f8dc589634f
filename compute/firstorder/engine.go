package firstorder

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"

	"oracled/compute"
	"oracled/compute/progress"
)

// engine looks for an equilibrium of a zero-sum game: of two sides, or of one that
// plays against itself. Its operator is what everybody's actions earn, each side's
// against its opponent, over the largest payoff.
type engine struct {
	options  Options
	sides    []*side
	products int

	best [][]float64 // strategies of the smallest gap so far, by side
	gap  float64

	// restricted returns equilibrium strategies of the game in which each side
	// has these actions only.
	restricted func(ctx context.Context, sets [][]int) ([][]float64, error)
	polishFrom int // the number of products from which it is worth another try
}

// side is one player of the game.
type side struct {
	matrix   compute.Matrix // its actions × the opponent's
	unit     float64        // of products, over the largest payoff
	opponent int

	w    []int32 // what it plays, in integers
	raw  []int64
	best int // the row of raw that earns most, which the backend found

	x, u       []float64 // what it plays, and what its actions earn
	lastX      []float64 // a step earlier
	lastU      []float64
	anchor     []float64 // the golden ratio average
	sumX, sumU []float64 // weighted by steps, since the restart
}

// add makes one more side, whose payoffs are rows×cols with max|a| = most.
func (e *engine) add(ctx context.Context, b compute.Backend, rows, cols int, a []float64, most float64, opponent int) error {
	p, exponent, err := compute.QuantisePayoffs(rows, cols, a)
	if err != nil {
		return errors.Join(ErrInput, err)
	}
	m, err := b.Load(ctx, p)
	if err != nil {
		return err
	}
	s := &side{matrix: m, opponent: opponent, w: make([]int32, rows), raw: make([]int64, rows)}
	if most > 0 {
		mantissa, e := math.Frexp(most)
		s.unit = math.Ldexp(1/mantissa, exponent-e-30)
	}
	for _, v := range []*[]float64{&s.x, &s.u, &s.lastX, &s.lastU, &s.anchor, &s.sumX, &s.sumU} {
		*v = make([]float64, rows)
	}
	e.sides = append(e.sides, s)
	return nil
}

func (e *engine) close() {
	for _, s := range e.sides {
		_ = s.matrix.Close() // nothing that is kept depends on it
	}
}

// Constants of the method: the golden ratio algorithm's φ, and when to restart.
const (
	phi        = 1.5
	growth     = 1/phi + 1/(phi*phi) // of the step, at most
	sufficient = 0.2                 // of the gap at the restart: restart
	necessary  = 0.8                 // the same, once the gap grows again
	artificial = 0.36                // of all steps, without a restart
	longest    = 1 / LeastEpsilon    // step: from one corner to another for that much
)

// target is the gap to reach: quantised payoffs are off by 2⁻³⁰ of the largest.
func (e *engine) target() float64 { return e.options.Epsilon - 4e-9 }

// run takes steps until the gap is small enough or there were too many products.
func (e *engine) run(ctx context.Context) error {
	for _, s := range e.sides {
		for i := range s.x {
			s.x[i] = 1 / float64(len(s.x))
		}
	}
	if err := e.multiply(ctx); err != nil {
		return err
	}
	e.gap = math.Inf(1)
	e.keepCurrent()
	if e.done() {
		return nil
	}
	length, err := e.firstStep(ctx)
	if err != nil {
		return err
	}
	ratio := 1.0 // θ
	weight := 0.0
	atRestart, last := e.gap, e.gap
	since := 0
	for t := 1; !e.done(); t++ {
		length, ratio = e.stepLength(length, ratio)
		for _, s := range e.sides {
			for i, x := range s.x {
				s.sumX[i] += length * x
				s.sumU[i] += length * s.u[i]
				s.anchor[i] = ((phi-1)*x + s.anchor[i]) / phi
			}
			s.x, s.lastX = s.lastX, s.x
			s.u, s.lastU = s.lastU, s.u
			for i, x := range s.anchor {
				s.x[i] = x + length*s.lastU[i]
			}
			project(s.x)
		}
		weight += length
		if err := e.multiply(ctx); err != nil {
			return err
		}
		current, average := e.keepCurrent(), e.keepAverage(weight)
		gap := min(current, average)
		since++
		progress.Tell(e.options.Watchers, progress.Report{
			Done: int64(e.products), Unit: "products", Measure: "exploitability, of the largest payoff", Value: func() float64 { return gap },
		})
		if gap <= sufficient*atRestart || gap <= necessary*atRestart && gap > last || float64(since) >= artificial*float64(t) {
			e.restart(average < current, weight)
			if err := e.polish(ctx); err != nil {
				return err
			}
			weight, since, atRestart = 0, 0, gap
		}
		last = gap
	}
	return nil
}

// done tells whether the gap is small enough, or a step would make too many
// products.
func (e *engine) done() bool {
	return e.gap <= e.target() || e.products+len(e.sides) > e.options.Products
}

// multiply rounds what everybody plays to integers and sets what all actions earn.
func (e *engine) multiply(ctx context.Context) error {
	for _, s := range e.sides {
		if err := compute.QuantiseProfile(s.w, s.x); err != nil {
			return err
		}
		for i, w := range s.w {
			s.x[i] = float64(w) / compute.ProfileWeight
		}
	}
	for _, s := range e.sides {
		var err error
		if s.best, err = s.matrix.Multiply(ctx, s.raw, e.sides[s.opponent].w); err != nil {
			return err
		}
		e.products++
		for i, v := range s.raw {
			s.u[i] = float64(v) * s.unit
		}
	}
	return nil
}

// firstStep moves a little, and returns the step length that this suggests.
func (e *engine) firstStep(ctx context.Context) (float64, error) {
	var xx, uu float64
	for _, s := range e.sides {
		xx, uu = xx+floats.Dot(s.x, s.x), uu+floats.Dot(s.u, s.u)
		copy(s.anchor, s.x)
	}
	step := 0.01 * math.Sqrt(xx/uu) // the gap is not 0, so u is not
	for _, s := range e.sides {
		s.x, s.lastX = s.lastX, s.x
		s.u, s.lastU = s.lastU, s.u
		for i, x := range s.lastX {
			s.x[i] = x + step*s.lastU[i]
		}
		project(s.x)
	}
	if err := e.multiply(ctx); err != nil {
		return 0, err
	}
	e.keepCurrent()
	if moved, changed := e.moves(); moved > 0 && changed > 0 {
		return min(math.Sqrt(moved/changed), longest), nil
	}
	return min(step, longest), nil
}

// moves returns ‖x − lastX‖² and ‖u − lastU‖².
func (e *engine) moves() (moved, changed float64) {
	for _, s := range e.sides {
		for i := range s.x {
			dx, du := s.x[i]-s.lastX[i], s.u[i]-s.lastU[i]
			moved, changed = moved+dx*dx, changed+du*du
		}
	}
	return moved, changed
}

// stepLength returns λ_k and θ_k from the ones before.
func (e *engine) stepLength(length, ratio float64) (float64, float64) {
	next := min(growth*length, longest)
	if moved, changed := e.moves(); changed > 0 && moved > 0 {
		next = min(next, phi*ratio/(4*length)*moved/changed)
	}
	return next, phi * next / length
}

// restart goes on from the average, or from the last step.
func (e *engine) restart(fromAverage bool, weight float64) {
	for _, s := range e.sides {
		if fromAverage {
			for i := range s.x {
				s.x[i], s.u[i] = s.sumX[i]/weight, s.sumU[i]/weight
			}
		}
		copy(s.anchor, s.x)
		clear(s.sumX)
		clear(s.sumU)
	}
}

// keepCurrent returns the gap of what was multiplied last, and keeps that if it is
// the best. The regret is the backend's, exact, and rounded once.
func (e *engine) keepCurrent() float64 {
	gap := 0.0
	for _, s := range e.sides {
		gap += s.u[s.best]
	}
	if gap < e.gap {
		e.gap, e.best = gap, e.copied(func(s *side) []float64 { return s.x })
	}
	return gap
}

// keepAverage is keepCurrent for the average since the restart.
func (e *engine) keepAverage(weight float64) float64 {
	gap := 0.0
	for _, s := range e.sides {
		gap += slices.Max(s.sumU) / weight
	}
	if gap < e.gap {
		e.gap, e.best = gap, e.copied(func(s *side) []float64 { return s.sumX })
	}
	return gap
}

// copied returns the sides' vectors over their sums, in memory of its own.
func (e *engine) copied(of func(*side) []float64) [][]float64 {
	if e.best == nil {
		for _, s := range e.sides {
			e.best = append(e.best, make([]float64, len(s.x)))
		}
	}
	for k, s := range e.sides {
		x := of(s)
		floats.ScaleTo(e.best[k], 1/floats.Sum(x), x)
	}
	return e.best
}

// project replaces x by the nearest distribution, in Euclid's norm (Held, Wolfe,
// Crowder 1974, "Validation of subgradient optimization", §4; Michelot 1986): the
// threshold rises until the entries above it exceed it by 1 together.
func project(x []float64) {
	floor := slices.Max(x) - 1
	for {
		sum, count := 0.0, 0
		for _, v := range x {
			if v > floor {
				sum += v
				count++
			}
		}
		next := (sum - 1) / float64(count)
		if !(next > floor) {
			break
		}
		floor = next
	}
	for i, v := range x {
		x[i] = max(v-floor, 0)
	}
}

// multiply returns a·x in float64, len(x) numbers in a row.
func multiply(rows int, a, x []float64) []float64 {
	out := make([]float64, rows)
	workers := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := rows * w / workers; i < rows*(w+1)/workers; i++ {
				out[i] = floats.Dot(a[i*len(x):(i+1)*len(x)], x)
			}
		})
	}
	wait.Wait()
	return out
}
