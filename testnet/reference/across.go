package reference

import "math/big"

// WeightedMedian returns, coordinate by coordinate, the least of the values at or
// below which lies at least half of the weight: every value is tried.
func WeightedMedian(values [][]*big.Int, weights []uint32) []*big.Int {
	out := make([]*big.Int, len(values[0]))
	for c := range out {
		for _, candidate := range values {
			below, whole := new(big.Int), new(big.Int)
			for i, v := range values {
				w := big.NewInt(int64(weights[i]))
				whole.Add(whole, w)
				if v[c].Cmp(candidate[c]) <= 0 {
					below.Add(below, w)
				}
			}
			if below.Lsh(below, 1).Cmp(whole) >= 0 && (out[c] == nil || candidate[c].Cmp(out[c]) < 0) {
				out[c] = candidate[c]
			}
		}
	}
	return out
}
