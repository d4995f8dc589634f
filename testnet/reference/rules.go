package reference

import (
	"fmt"
	"math/big"
	"sort"
)

// Median returns the lower median of every coordinate of n×d integers.
func Median(x [][]*big.Int) []*big.Int {
	var out []*big.Int
	for j := range x[0] {
		var column []*big.Int
		for i := range x {
			column = append(column, x[i][j])
		}
		sort.Slice(column, func(a, b int) bool { return column[a].Cmp(column[b]) < 0 })
		out = append(out, column[(len(column)+1)/2-1])
	}
	return out
}

// MultiKrum returns the floor of the mean of those m of n×d integers whose
// squared distances to their n − f − 2 nearest others sum to the least; of equal
// sums the lexicographically smaller comes first. It panics on f and m that do
// not fit: it is a test's yardstick.
func MultiKrum(x [][]*big.Int, f, m int) []*big.Int {
	n := len(x)
	if n < 2*f+3 || m < 1 || m > n-f {
		panic(fmt.Sprintf("reference: n = %d, f = %d, m = %d", n, f, m))
	}
	type candidate struct {
		score *big.Int
		x     []*big.Int
	}
	var all []candidate
	for i := range x {
		var distances []*big.Int
		for k := range x {
			if k == i {
				continue
			}
			d := new(big.Int)
			for j := range x[i] {
				e := new(big.Int).Sub(x[i][j], x[k][j])
				d.Add(d, e.Mul(e, e))
			}
			distances = append(distances, d)
		}
		sort.Slice(distances, func(a, b int) bool { return distances[a].Cmp(distances[b]) < 0 })
		score := new(big.Int)
		for _, d := range distances[:n-f-2] {
			score.Add(score, d)
		}
		all = append(all, candidate{score, x[i]})
	}
	sort.Slice(all, func(a, b int) bool {
		if c := all[a].score.Cmp(all[b].score); c != 0 {
			return c < 0
		}
		for j := range all[a].x {
			if c := all[a].x[j].Cmp(all[b].x[j]); c != 0 {
				return c < 0
			}
		}
		return false
	})
	var out []*big.Int
	for j := range x[0] {
		sum := new(big.Int)
		for _, c := range all[:m] {
			sum.Add(sum, c.x[j])
		}
		out = append(out, floorDiv(sum, int64(m)))
	}
	return out
}
