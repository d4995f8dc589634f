// Package reference recomputes, in math/big and in the plainest way that can
// be read, what the network must have posted: the trimmed equilibrium by
// bisection and sorting, the means, and the fold of trust over a task's rounds.
// It shares no code with package compute, so that a mistake there cannot hide
// here.
package reference

import (
	"fmt"
	"math/big"
	"sort"
)

// L returns the stubbornness of an agent, Λ − ⌊Λ·confidence·trust/(100·65536)⌋,
// with confidence 0–100 and trust 0–65536.
func L(lambda uint32, confidence uint8, trust uint32) uint32 {
	earned := new(big.Int).SetUint64(uint64(lambda))
	earned.Mul(earned, big.NewInt(int64(confidence)))
	earned.Mul(earned, big.NewInt(int64(trust)))
	earned.Div(earned, big.NewInt(100*65536))
	return lambda - uint32(earned.Uint64())
}

// Equilibrium returns, for n×d anchors in ulps, n stubbornnesses out of 65536
// and f faults, the largest integers v with g(v) ≥ 0, d of them; g(T) is the sum
// of the n − 2f middle values of (65536 − L_i)·(b_i − T). It panics on shapes
// that do not agree: it is a test's yardstick.
func Equilibrium(anchors [][]*big.Int, L []uint32, f int) []*big.Int {
	n := len(anchors)
	if n < 2*f+1 || len(L) != n {
		panic(fmt.Sprintf("reference: %d agents, %d L, f = %d", n, len(L), f))
	}
	var out []*big.Int
	for j := range anchors[0] {
		g := func(T *big.Int) *big.Int {
			pulls := make([]*big.Int, n)
			for i := range pulls {
				pulls[i] = new(big.Int).Sub(anchors[i][j], T)
				pulls[i].Mul(pulls[i], big.NewInt(65536-int64(L[i])))
			}
			return sumOfMiddle(pulls, f)
		}
		// All pulls are ≥ 0 at the smallest anchor and < 0 past the largest.
		lo, hi := new(big.Int).Set(anchors[0][j]), new(big.Int).Set(anchors[0][j])
		for i := range anchors {
			if b := anchors[i][j]; b.Cmp(lo) < 0 {
				lo.Set(b)
			} else if b.Cmp(hi) > 0 {
				hi.Set(b)
			}
		}
		hi.Add(hi, big.NewInt(1))
		for new(big.Int).Sub(hi, lo).Cmp(big.NewInt(1)) > 0 {
			mid := new(big.Int).Add(lo, hi)
			mid.Rsh(mid, 1)
			if g(mid).Sign() >= 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		out = append(out, lo)
	}
	return out
}

// TrimmedMean returns, coordinate by coordinate, the floor of the mean of what
// is left of n×d anchors without the f smallest and the f largest.
func TrimmedMean(anchors [][]*big.Int, f int) []*big.Int {
	n := len(anchors)
	if n < 2*f+1 {
		panic(fmt.Sprintf("reference: %d agents, f = %d", n, f))
	}
	var out []*big.Int
	for j := range anchors[0] {
		column := make([]*big.Int, n)
		for i := range column {
			column[i] = anchors[i][j]
		}
		out = append(out, floorDiv(sumOfMiddle(column, f), int64(n-2*f)))
	}
	return out
}

// PlainMean returns the floor of the mean of n×d anchors, liars and all.
func PlainMean(anchors [][]*big.Int) []*big.Int { return TrimmedMean(anchors, 0) }

func sumOfMiddle(values []*big.Int, f int) *big.Int {
	sorted := append([]*big.Int(nil), values...)
	sort.Slice(sorted, func(a, b int) bool { return sorted[a].Cmp(sorted[b]) < 0 })
	sum := new(big.Int)
	for _, x := range sorted[f : len(sorted)-f] {
		sum.Add(sum, x)
	}
	return sum
}

// floorDiv returns ⌊x/y⌋, y > 0: Euclid's division is the floor's.
func floorDiv(x *big.Int, y int64) *big.Int { return new(big.Int).Div(x, big.NewInt(y)) }
