package canonical

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"oracled/compute/certify"
	"oracled/compute/maxent"
)

func parseCorrelated(s Spec) (Game, error) {
	if err := s.Only("shape", "bound"); err != nil {
		return nil, err
	}
	bound, err := s.bound()
	if err != nil {
		return nil, err
	}
	shape, err := s.shape("shape")
	if err != nil {
		return nil, err
	}
	g := correlatedEquilibrium{shape: shape, profiles: 1, bound: bound}
	incentives := 0
	for _, m := range shape {
		if g.profiles > MaxEntries/m {
			return nil, fmt.Errorf("%w: shape: %s has more than %d profiles", ErrSpec, s.values["shape"], MaxEntries)
		}
		g.profiles *= m
		incentives += m * (m - 1)
	}
	if incentives*incentives > maxent.MaxWork/g.profiles {
		return nil, fmt.Errorf("%w: shape: %s has %d incentives and %d profiles: the square of the first times the second is above %d", ErrSpec, s.values["shape"], incentives, g.profiles, maxent.MaxWork)
	}
	return g, nil
}

// correlatedEquilibrium is the correlated equilibrium of largest entropy (Ortiz, Schapire,
// Kakade 2007), which is unique. Those of largest or least welfare are not, so
// no task can ask for them.
//
// A position is every player's payoffs, one tensor after the other, each in C
// order, the last player fastest. The answer is the distribution over profiles
// in C order, summing to 2⁶⁴, and every player's expected payoff, floored.
//
// Any distribution is accepted under which nobody who is told its action gains
// more than bound by another, weighted by how often it is told so and in units
// of the largest difference between two of its payoffs that one deviation makes,
// and whose entropy is proven to be at most bound below that of every correlated
// equilibrium.
type correlatedEquilibrium struct {
	shape    []int
	profiles int
	bound    certify.Bound
}

func (g correlatedEquilibrium) String() string {
	var m []string
	for _, x := range g.shape {
		m = append(m, strconv.Itoa(x))
	}
	return join("correlated-equilibrium", g.bound, "shape", strings.Join(m, "x"))
}
func (g correlatedEquilibrium) Entries() int { return len(g.shape) * g.profiles }
func (g correlatedEquilibrium) Size() int    { return g.profiles + len(g.shape) }

// constraints returns a row for every player and ordered pair of its actions:
// what it gains by the second when told the first. Players who are indifferent
// have none.
func (g correlatedEquilibrium) constraints(payoffs [][]*big.Int) certify.Constraints {
	var out certify.Constraints
	stride := g.profiles
	for i, m := range g.shape {
		stride /= m
		var rows [][]*big.Int
		for told := range m {
			for other := range m {
				if other == told {
					continue
				}
				row := make([]*big.Int, g.profiles)
				for s := range row {
					row[s] = new(big.Int)
					if s/stride%m == told {
						row[s].Sub(payoffs[i][s+(other-told)*stride], payoffs[i][s])
					}
				}
				rows = append(rows, row)
			}
		}
		player := uniform(rows, largest(rows))
		out.Rows, out.Unit = append(out.Rows, player.Rows...), append(out.Unit, player.Unit...)
	}
	return out
}

func (g correlatedEquilibrium) Solve(ctx context.Context, tensor []*big.Int) (Answer, error) {
	payoffs := matrix(len(g.shape), g.profiles, tensor)
	s, err := maxent.Solve(ctx, g.profiles, g.constraints(payoffs))
	if err != nil {
		return Answer{}, err
	}
	return Answer{Values: append(s.P, products(payoffs, s.P)...), Dual: s.Dual}, nil
}

func (g correlatedEquilibrium) Check(tensor []*big.Int, a Answer) error {
	if err := checkShape(g, tensor, a); err != nil {
		return err
	}
	payoffs := matrix(len(g.shape), g.profiles, tensor)
	p := a.Values[:g.profiles]
	if err := checkMaxEntropy(g.constraints(payoffs), p, a.Dual, g.bound); err != nil {
		return err
	}
	return checkEqual(a.Values[g.profiles:], products(payoffs, p), g.profiles)
}
