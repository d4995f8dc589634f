package canonical

import (
	"context"
	"fmt"
	"math/big"

	"oracled/compute/certify"
	"oracled/compute/game/nash"
	"oracled/compute/maxent"
)

// maxBimatrix bounds the actions of both players together: a polytope of so many
// facets has at most 660 vertices (McMullen 1970), far below nash.MaxVertices,
// whatever its payoffs.
const maxBimatrix = 16

func parseNash(s Spec) (Game, error) {
	if err := s.Only("rows", "columns"); err != nil {
		return nil, err
	}
	of, err := s.integers(2, maxBimatrix-2, "rows", "columns")
	if err != nil {
		return nil, err
	}
	if sum := of[0] + of[1]; sum > maxBimatrix {
		return nil, fmt.Errorf("%w: columns: %d actions of both players together, above %d", ErrSpec, sum, maxBimatrix)
	}
	return bimatrix{of[0], of[1]}, nil
}

// bimatrix is one Nash equilibrium of a game of two players, exact.
//
// A position is the row player's payoffs A and then the column player's B, both
// rows×columns, row-major. The answer is the strategies x and y, each summing to
// 2⁶⁴, and what the players expect, ⌊u⌋ and ⌊v⌋. A game may have many
// equilibria; this is the first of all extreme ones in the order of nash.All:
// the fewest actions played by both together, then by the row player, then the
// row player's and the column player's set of actions lexicographically, then
// the larger probabilities first. Pure equilibria so come before mixed ones, and
// the order of actions matters.
type bimatrix struct{ rows, columns int }

func (g bimatrix) String() string {
	return join("nash", defaultBound, "rows", g.rows, "columns", g.columns)
}
func (g bimatrix) Entries() int { return 2 * g.rows * g.columns }
func (g bimatrix) Size() int    { return g.rows + g.columns + 2 }

func (g bimatrix) Solve(ctx context.Context, tensor []*big.Int) (Answer, error) {
	half := g.rows * g.columns
	all, err := nash.All(ctx, rationals(matrix(g.rows, g.columns, tensor[:half])), rationals(matrix(g.rows, g.columns, tensor[half:])))
	if err != nil {
		return Answer{}, err
	}
	e := all[0]
	values := append(maxent.Distribution(certify.ProbabilityBits, weights(e.X)), maxent.Distribution(certify.ProbabilityBits, weights(e.Y))...)
	for _, u := range []*big.Rat{e.U, e.V} {
		values = append(values, new(big.Int).Div(u.Num(), u.Denom()))
	}
	return Answer{Values: values}, nil
}

func (g bimatrix) Check(tensor []*big.Int, a Answer) error { return checkAgain(g, tensor, a) }

func rationals(rows [][]*big.Int) [][]*big.Rat {
	out := make([][]*big.Rat, len(rows))
	for i, row := range rows {
		for _, x := range row {
			out[i] = append(out[i], new(big.Rat).SetInt(x))
		}
	}
	return out
}

// weights returns probabilities times their common denominator.
func weights(p []*big.Rat) []*big.Int {
	common := big.NewInt(1)
	for _, x := range p {
		g := new(big.Int).GCD(nil, nil, common, x.Denom())
		common.Mul(common, g.Div(x.Denom(), g))
	}
	out := make([]*big.Int, len(p))
	for i, x := range p {
		out[i] = new(big.Int).Mul(x.Num(), new(big.Int).Div(common, x.Denom()))
	}
	return out
}
