package cpu

import (
	"math/bits"
	"slices"

	"oracled/compute/internal/wide"
)

// pull is one agent's pull with what it takes to move it.
type pull struct {
	p wide.Int
	w uint32
}

func comparePulls(a, b pull) int { return a.p.Cmp(b.p) }

// selectRank reorders a so that a[r] is its r-th smallest (from 0), nothing
// before it is larger and nothing behind it smaller. O(n) expected; a range
// that does not shrink is sorted, so O(n log n) whatever the order of a.
func selectRank(a []pull, r int) {
	for budget := 2 * bits.Len(uint(len(a))); len(a) > 12; budget-- {
		if budget == 0 {
			slices.SortFunc(a, comparePulls)
			return
		}
		j := partition(a)
		switch {
		case r < j:
			a = a[:j]
		case r > j:
			a, r = a[j+1:], r-j-1
		default:
			return
		}
	}
	for i := 1; i < len(a); i++ {
		x := a[i]
		j := i
		for ; j > 0 && wide.Less(x.p, a[j-1].p); j-- {
			a[j] = a[j-1]
		}
		a[j] = x
	}
}

// partition picks the middle of three, or of three such middles, puts it where
// it belongs and returns that place. Equal pulls go to both sides evenly.
func partition(a []pull) int {
	n := len(a)
	m := middle(a, 0, n/2, n-1)
	if n > 200 {
		e := n / 8
		m = middle(a, middle(a, 0, e, 2*e), middle(a, n/2-e, n/2, n/2+e), middle(a, n-1-2*e, n-1-e, n-1))
	}
	a[0], a[m] = a[m], a[0]
	x := a[0].p
	i, j := 1, n-1
	for {
		for i <= j && wide.Less(a[i].p, x) {
			i++
		}
		for wide.Less(x, a[j].p) { // stops at a[0]
			j--
		}
		if i >= j {
			break
		}
		a[i], a[j] = a[j], a[i]
		i++
		j--
	}
	a[0], a[j] = a[j], a[0]
	return j
}

// middle returns which of three places holds the middle pull.
func middle(a []pull, i, j, k int) int {
	if wide.Less(a[j].p, a[i].p) {
		i, j = j, i
	}
	if wide.Less(a[k].p, a[j].p) {
		j = k
		if wide.Less(a[j].p, a[i].p) {
			j = i
		}
	}
	return j
}
