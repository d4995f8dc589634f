package canonical

import (
	"math"
	"math/big"

	"oracled/compute/certify"
)

// payoff returns a number in units of 2⁻⁶⁴ times 2⁻⁶⁴, a payoff weighted by
// probabilities, as a payoff.
func payoff(x *big.Int) float64 {
	f, _ := new(big.Float).SetInt(x).Float64()
	return math.Ldexp(f, -2*certify.ProbabilityBits)
}

// gain returns what the best of some pure deviations makes over what is had, at
// least 0; none loses anything.
func gain(deviations []*big.Int, had *big.Int) *big.Int {
	best := new(big.Int)
	for _, d := range deviations {
		if g := new(big.Int).Sub(d, had); g.Cmp(best) > 0 {
			best = g
		}
	}
	return best
}

// dot returns Σ_i x_i·p_i in units of x times those of p.
func dot(x, p []*big.Int) *big.Int { return weighted([][]*big.Int{x}, p)[0] }

// Regret implements Game: max(A·p), since the value is 0.
func (g agents) Regret(tensor, values []*big.Int) (float64, bool) {
	return payoff(gain(weighted(antisymmetric(g.n, tensor), values[:g.n]), new(big.Int))), true
}

// Regret implements Game: max(S·p_e) − min(Sᵀ·p_a), what the two sides can gain
// together (Lanctot et al. 2017, NashConv).
func (g tasks) Regret(tensor, values []*big.Int) (float64, bool) {
	x := g.scores(tensor)
	return payoff(new(big.Int).Sub(x.worst(values[g.agents:g.agents+g.tasks]), x.best(values[:g.agents]))), true
}

// Regret implements Game: the larger of the two players' gains.
func (g bimatrix) Regret(tensor, values []*big.Int) (float64, bool) {
	half := g.rows * g.columns
	x, y := values[:g.rows], values[g.rows:g.rows+g.columns]
	ofRow := weighted(matrix(g.rows, g.columns, tensor[:half]), y)
	ofColumn := weighted(transpose(matrix(g.rows, g.columns, tensor[half:])), x)
	// What is had is weighted twice, so the deviations are too.
	one := new(big.Int).Lsh(big.NewInt(1), certify.ProbabilityBits)
	most := 0.0
	for _, side := range []struct{ pure, mixed []*big.Int }{{ofRow, x}, {ofColumn, y}} {
		had := dot(side.pure, side.mixed)
		for _, d := range side.pure {
			d.Mul(d, one)
		}
		most = max(most, math.Ldexp(payoff(gain(side.pure, had)), -certify.ProbabilityBits))
	}
	return most, true
}

// Regret implements Game: the largest gain of a player who, told an action, takes
// another, over all of what it is told (Aumann 1987).
func (g correlatedEquilibrium) Regret(tensor, values []*big.Int) (float64, bool) {
	payoffs := matrix(len(g.shape), g.profiles, tensor)
	return payoff(gain(weighted(g.constraints(payoffs).Rows, values[:g.profiles]), new(big.Int))), true
}

// Regret implements Game: ratings are no strategies.
func (g hodge) Regret(_, _ []*big.Int) (float64, bool) { return 0, false }
