package compute

import (
	"math"
	"math/big"
	"slices"

	"oracled/compute/internal/wide"
	"oracled/fixed"
	"oracled/oracle"
)

// residualWork bounds how many numbers Residual looks at.
const residualWork = 1 << 18

// Residual returns how far an outcome of a profile is from the exact
// equilibrium: the largest over the coordinates of |g(v)|/Σw, g being the sum of
// the pulls that are not trimmed (docs/protocol.md), in the unit of the
// positions. Values are whole ulps with g(v) ≥ 0 > g(v+1), so it is below 2⁻⁶⁴
// unless something is wrong. False where the solver trims no columns, or there
// is no outcome.
//
// It is for people to look at, who should not wait for it: of a large profile
// only the first coordinates are measured, at least one. Solver.Check is what
// looks at all of them.
func Residual(t oracle.Task, p oracle.Profile, o oracle.Outcome) (float64, bool) {
	_, r, err := lookUp(t.Solver)
	values := o.Robust()
	if err != nil || r.exact != nil || len(values) == 0 || len(p.Positions) == 0 || len(o.Certificate.Cuts) != len(values) {
		return 0, false
	}
	values = values[:min(len(values), max(1, residualWork/len(p.Positions)))]
	first := oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
	for i, x := range p.Positions {
		if len(x.Values) != t.Dimension || len(x.Values) < len(values) {
			return 0, false
		}
		first.Positions[i].Values = x.Values[:len(values)]
	}
	c, err := (&solver{rule: r}).columns(t, first, o.Certificate.F)
	if err != nil {
		return 0, false
	}
	total := 0.0
	for _, w := range c.Weights {
		total += float64(w)
	}
	most := 0.0
	for j, v := range values {
		low, high, ok := bigCut(o.Certificate.Cuts[j])
		if !ok || !wide.InRange(v) {
			return 0, false
		}
		g, ok := c.clampedSum(c.Column(j), v, low, high)
		if !ok { // the value is not that of the cuts
			low, high = c.cuts(c.Column(j), v)
			g, _ = c.clampedSum(c.Column(j), v, low, high)
		}
		pull, _ := new(big.Float).SetInt(g.Big()).Float64()
		most = max(most, math.Abs(pull)/total)
	}
	return math.Ldexp(most, -64), true
}

// cuts returns the (f+1)-th smallest and largest pull at v, by sorting them.
func (c Columns) cuts(col []fixed.Q64x64, v fixed.Q64x64) (low, high fixed.Q64x64) {
	pulls := make([]fixed.Q64x64, len(col))
	for i, b := range col {
		pulls[i] = wide.Pull(b, v, c.Weights[i])
	}
	slices.SortFunc(pulls, fixed.Q64x64.Cmp)
	return pulls[c.Faults], pulls[len(pulls)-1-c.Faults]
}

// Regret returns what the best deviation from an outcome would gain in the game
// that the positions' equilibrium is, in the unit of the payoffs; see
// canonical.Game. False where the solver plays no game with deviations, or there
// is no outcome.
func Regret(t oracle.Task, o oracle.Outcome) (float64, bool) {
	_, r, err := lookUp(t.Solver)
	if err != nil || r.game == nil || len(o.Values) != r.game.Size() || len(o.Aggregate) != r.game.Entries() {
		return 0, false
	}
	return r.game.Regret(integers(o.Aggregate), integers(o.Values))
}
