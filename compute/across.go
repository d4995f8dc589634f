package compute

import (
	"fmt"
	"math/bits"
	"slices"

	"oracled/fixed"
)

// WeightedMedian returns, coordinate by coordinate, the lower weighted median of
// rows of values: the smallest v with twice the weight of the values ≤ v at least
// the whole. It is one of the values, so nothing is rounded, and no order of the
// rows changes it. Whoever holds less than half of the weight cannot move it out
// of the range of the others' values.
//
// It is not the equilibrium of what is under the rows, as no average of equilibria
// is: with equal weights it is what the chain in the middle says. Errors wrap
// ErrInput.
func WeightedMedian(rows [][]fixed.Q64x64, weights []uint32) ([]fixed.Q64x64, error) {
	if len(rows) == 0 || len(rows) != len(weights) {
		return nil, fmt.Errorf("%w: %d rows with %d weights", ErrInput, len(rows), len(weights))
	}
	var whole uint64
	order := make([]int, len(rows))
	for i, row := range rows {
		if len(row) != len(rows[0]) || weights[i] == 0 {
			return nil, fmt.Errorf("%w: row %d has %d values and weight %d, the first has %d values", ErrInput, i, len(row), weights[i], len(rows[0]))
		}
		whole += uint64(weights[i])
		order[i] = i
	}
	out := make([]fixed.Q64x64, len(rows[0]))
	for c := range out {
		slices.SortFunc(order, func(a, b int) int { return rows[a][c].Cmp(rows[b][c]) })
		var below uint64
		for _, i := range order {
			if below += uint64(weights[i]); 2*below >= whole {
				out[c] = rows[i][c]
				break
			}
		}
	}
	return out, nil
}

// maxAcross bounds BreakdownAcross, which looks at every set of groups.
const maxAcross = 20

// BreakdownAcross returns how many captured agents are enough to move the
// weighted median of groups anywhere, when captures[i] are enough to move group
// i's value: the least sum over groups that hold half of the weight.
func BreakdownAcross(weights []uint32, captures []uint64) (uint64, error) {
	n := len(weights)
	if n == 0 || n > maxAcross || n != len(captures) {
		return 0, fmt.Errorf("%w: %d weights with %d groups, 1 to %d go", ErrInput, n, len(captures), maxAcross)
	}
	var whole uint64
	for _, w := range weights {
		whole += uint64(w)
	}
	best := ^uint64(0)
	for set := uint32(1); set < 1<<n; set++ {
		var weight, cost uint64
		for rest := set; rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros32(rest)
			weight += uint64(weights[i])
			cost += captures[i]
		}
		if 2*weight >= whole {
			best = min(best, cost)
		}
	}
	return best, nil
}
