package play

import (
	"math/bits"

	"oracled/compute/game"
)

// Exact tells the actions of two players apart whose sums are equal in floats.
type Exact struct {
	game  *game.Game
	units [2]int // payoffs are integers times 2^unit
	width [2]int // bits of the largest
}

// NewExact returns it for a game of two over so many periods; false where sums may
// not fit 128 bits, or the players are not two.
func NewExact(g *game.Game, iterations int64) (x Exact, ok bool) {
	if g.Players() != 2 {
		return x, false
	}
	x.game = g
	for i := range 2 {
		x.units[i], x.width[i] = exponents(g.Payoffs(i))
		if !fits(x.width[i], iterations) {
			return x, false
		}
	}
	return x, true
}

// fits tells whether sums over so many periods of integers of so many bits fit 128.
func fits(width int, iterations int64) bool { return width+bits.Len64(uint64(iterations)) <= 126 }

// Unit returns the largest power of two, as its exponent, of which all of player
// i's payoffs are multiples, and how many bits the largest multiple has.
func (x Exact) Unit(i int) (exponent, width int) { return x.units[i], x.width[i] }

// Sums sets sums to what player i's actions have earned where the other has played
// each of its actions so many times: in units of 2^exponent, which is Unit's or
// more, rounded down. They have to fit 64 bits.
func (x Exact) Sums(sums []int64, i int, actions, others []int, times []int64, exponent int) {
	t, own, other := x.game.Payoffs(i), x.game.Stride(i), x.game.Stride(1-i)
	all := make([]word, len(actions))
	for k, b := range others {
		for j, a := range actions {
			all[j] = all[j].plus(toWord(t[a*own+b*other], x.units[i]), times[k])
		}
	}
	for j, sum := range all {
		sums[j] = sum.above(exponent - x.units[i])
	}
}

// Best returns which of player i's actions has earned most, the first of several,
// where the other has played each of its actions so many times. Actions are
// ascending and at least one, the times not negative and one for each of the
// other's actions that is named.
func (x Exact) Best(i int, among, others []int, times []int64) int {
	t, own, other := x.game.Payoffs(i), x.game.Stride(i), x.game.Stride(1-i)
	best, at := word{}, -1
	for _, a := range among {
		sum := word{}
		for k, b := range others {
			sum = sum.plus(toWord(t[a*own+b*other], x.units[i]), times[k])
		}
		if at < 0 || sum.exceeds(best) {
			best, at = sum, a
		}
	}
	return at
}
