package play

import "math"

// Nothing is below every sum, and not so far that differences from one do not fit.
const Nothing = math.MinInt64 / 2

// Add adds what actions earn in a period, of which there is at least one, to what
// they have earned before, and returns the largest sum. There is no branch that
// depends on payoffs, which would be a toss-up.
func Add(sums, earned []int64) (top int64) {
	sums = sums[:len(earned)]
	even, odd := int64(Nothing), int64(Nothing)
	k := 0
	for ; k+1 < len(earned); k += 2 {
		s, t := sums[k]+earned[k], sums[k+1]+earned[k+1]
		sums[k], sums[k+1] = s, t
		even, odd = max(even, s), max(odd, t)
	}
	if k < len(earned) {
		sums[k] += earned[k]
		even = max(even, sums[k])
	}
	return max(even, odd)
}

// AddTwo is Add with the second largest sum as well, Nothing if there is none.
func AddTwo(sums, earned []int64) (top, second int64) {
	sums = sums[:len(earned)]
	top, second = Nothing, Nothing
	for k, e := range earned {
		s := sums[k] + e
		sums[k] = s
		second = max(second, min(top, s))
		top = max(top, s)
	}
	return top, second
}
