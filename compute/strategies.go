package compute

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"oracled/fixed"
)

// ErrNoStrategies says that a game of fewer than 2f + 2 agents has none: a
// single middle agent has nobody to lean on.
var ErrNoStrategies = errors.New("compute: strategies need 2f+2 agents")

// Strategies returns the equilibrium's strategies, n×d, in ulps: the floors of
// the exact rationals, from the values of a Backend. With T the exact root and
// ℓ, h the strategies at the cuts, agent i plays
//
//	(w_i·b_i + L_i·T) / 65536                            if kept,
//	(k·w_i·b_i + L_i·(k·T − ℓ)) / (65536·k − L_i)        below the lower cut,
//	(k·w_i·b_i + L_i·(k·T − h)) / (65536·k − L_i)        above the upper one,
//
// which is its best response to the others: outside the cuts, T_f of the others
// has the cut in the agent's place. It sorts each column in arbitrary
// precision; strategies are asked for offline and never posted.
func Strategies(ctx context.Context, c Columns, values []fixed.Q64x64) ([][]fixed.Q64x64, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Agents < 2*c.Faults+2 {
		return nil, fmt.Errorf("%w: %d agents, f = %d", ErrNoStrategies, c.Agents, c.Faults)
	}
	if len(values) != c.Coordinates {
		return nil, fmt.Errorf("%w: %d values for %d coordinates", ErrInput, len(values), c.Coordinates)
	}
	out := make([][]fixed.Q64x64, c.Agents)
	for i := range out {
		out[i] = make([]fixed.Q64x64, c.Coordinates)
	}
	var (
		wait   sync.WaitGroup
		next   atomic.Int64
		failed = make([]error, c.Coordinates)
	)
	for range min(runtime.GOMAXPROCS(0), c.Coordinates) {
		wait.Go(func() {
			for ctx.Err() == nil {
				j := int(next.Add(1)) - 1
				if j >= c.Coordinates {
					return
				}
				failed[j] = c.strategies(j, values[j].Big(), out)
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("strategies of %d agents: %w", c.Agents, err)
	}
	return out, errors.Join(failed...)
}

// strategies fills in column j, whose value is v.
func (c Columns) strategies(j int, v *big.Int, out [][]fixed.Q64x64) error {
	b := make([]*big.Int, c.Agents)
	for i, x := range c.Column(j) {
		b[i] = x.Big()
	}
	root, pulls, err := c.exactRoot(b, v)
	if err != nil {
		return fmt.Errorf("coordinate %d: %w", j, err)
	}
	// In units of 1/D: T = N, a pull is w·(b·D − N).
	N, D := root.num, root.den
	low, high := c.exactCuts(pulls)
	k := big.NewInt(int64(c.Agents - 2*c.Faults))
	unit := big.NewInt(Unit)
	unitD := new(big.Int).Mul(unit, D)
	unitN := new(big.Int).Mul(unit, N)
	for i, p := range pulls {
		cut := low
		switch {
		case p.Cmp(low) < 0:
		case p.Cmp(high) > 0:
			cut = high
		default: // w·b + L·T = 65536·T + pull
			num := new(big.Int).Add(unitN, p)
			out[i][j], err = fixed.FromBig(num.Div(num, unitD)) // Div floors: the divisor is positive
			if err != nil {
				return fmt.Errorf("coordinate %d: strategy of agent %d: %w", j, i, err)
			}
			continue
		}
		w := big.NewInt(int64(c.Weights[i]))
		L := big.NewInt(int64(Unit - c.Weights[i]))
		num := new(big.Int).Mul(k, w)
		num.Mul(num, b[i]).Mul(num, unitD)
		rest := new(big.Int).Mul(k, unitN)
		rest.Sub(rest, unitN).Sub(rest, cut) // 65536·D·(k·T − ℓ), with 65536·D·ℓ = 65536·N + cut
		num.Add(num, rest.Mul(rest, L))
		den := new(big.Int).Mul(unit, k)
		den.Sub(den, L).Mul(den, unitD)
		out[i][j], err = fixed.FromBig(num.Div(num, den))
		if err != nil {
			return fmt.Errorf("coordinate %d: strategy of agent %d: %w", j, i, err)
		}
	}
	return nil
}

// ratio is num/den, den > 0.
type ratio struct{ num, den *big.Int }

func (r ratio) cmp(s ratio) int {
	return new(big.Int).Mul(r.num, s.den).Cmp(new(big.Int).Mul(s.num, r.den))
}

// exactRoot returns the rational T in [v, v+1) with g(T) = 0, and the pulls
// there times T's denominator. Newton's points all have the form Σwb/Σw over
// some k agents, so they do not grow; between them the bracket is halved, and
// once no two pulls cross inside it, Newton lands on T.
func (c Columns) exactRoot(b []*big.Int, v *big.Int) (ratio, []*big.Int, error) {
	one := big.NewInt(1)
	lo, hi := ratio{v, one}, ratio{new(big.Int).Add(v, one), one}
	at := lo
	order := make([]int, c.Agents)
	for range 1000 {
		pulls := make([]*big.Int, c.Agents)
		for i := range pulls {
			pulls[i] = new(big.Int).Mul(b[i], at.den)
			pulls[i].Sub(pulls[i], at.num)
			pulls[i].Mul(pulls[i], big.NewInt(int64(c.Weights[i])))
			order[i] = i
		}
		slices.SortFunc(order, func(x, y int) int { return pulls[x].Cmp(pulls[y]) })
		newton := ratio{new(big.Int), new(big.Int)}
		g := new(big.Int)
		for _, i := range order[c.Faults : c.Agents-c.Faults] {
			w := big.NewInt(int64(c.Weights[i]))
			g.Add(g, pulls[i])
			newton.num.Add(newton.num, new(big.Int).Mul(w, b[i]))
			newton.den.Add(newton.den, w)
		}
		switch g.Sign() {
		case 0:
			return at, pulls, nil
		case 1:
			if at.cmp(lo) >= 0 {
				lo = at
			}
		default:
			if at == lo {
				return at, nil, fmt.Errorf("%w: g is negative at the value", ErrInput)
			}
			hi = at
		}
		if at = newton; at.cmp(lo) <= 0 || at.cmp(hi) >= 0 {
			mid := ratio{new(big.Int).Mul(lo.num, hi.den), new(big.Int).Mul(lo.den, hi.den)}
			mid.num.Add(mid.num, new(big.Int).Mul(hi.num, lo.den))
			mid.den.Lsh(mid.den, 1)
			at = reduce(mid)
		}
	}
	return at, nil, fmt.Errorf("%w: no root next to the value", ErrInput)
}

func reduce(r ratio) ratio {
	g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(r.num), r.den)
	return ratio{new(big.Int).Quo(r.num, g), new(big.Int).Quo(r.den, g)}
}

// exactCuts returns the (f+1)-th smallest and largest of n integers.
func (c Columns) exactCuts(pulls []*big.Int) (low, high *big.Int) {
	sorted := slices.Clone(pulls)
	slices.SortFunc(sorted, (*big.Int).Cmp)
	return sorted[c.Faults], sorted[c.Agents-1-c.Faults]
}
