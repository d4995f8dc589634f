package fictitious

import (
	"context"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"oracled/compute"
	"oracled/compute/game"
	"oracled/compute/game/play"
)

// table is a game as a backend plays it: without the actions that earn the same as
// an earlier one, which are never the first best reply, unless play begins with
// one. That is then the last.
type table struct {
	compute.Earnings
	actions [2]int   // of the game
	order   [2][]int // which of them are played here; live ones are ascending
	first   [2]int   // what play begins with, here
	twin    [2]int   // what earns the same as a first action that is not live
	unit    [2]int   // earnings are in units of 2^unit
}

// lay lays a game out in integers.
func lay(ctx context.Context, g *game.Game, exact play.Exact, iterations int64, first []int) (*table, error) {
	t := &table{}
	for i := range 2 {
		t.actions[i] = g.Actions(i)
		same, err := earlier(ctx, g, i)
		if err != nil {
			return nil, err
		}
		for a, b := range same {
			if a == b {
				t.order[i] = append(t.order[i], a)
			}
		}
		t.Live[i] = len(t.order[i])
		t.first[i] = t.live(i, same[first[i]])
		if same[first[i]] != first[i] {
			t.twin[i], t.first[i] = t.first[i], t.Live[i]
			t.order[i] = append(t.order[i], first[i])
		}
		t.Actions[i] = len(t.order[i])
	}
	for i := range 2 {
		least, width := exact.Unit(i)
		drop := max(0, width+bits.Len64(uint64(iterations))-60)
		t.unit[i], t.Rounded[i] = least+drop, drop > 0
	}
	if symmetric(g) && slices.Equal(t.order[0], t.order[1]) {
		of, err := t.earnings(ctx, g, 1)
		t.Of = [2][]int64{of, of}
		return t, err
	}
	for i := range 2 {
		var err error
		if t.Of[i], err = t.earnings(ctx, g, i); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// block is how many actions are dealt with together: as many of a line of payoffs
// as a few cache lines hold.
const block = 32

// inBlocks calls do, from several goroutines, with 0 to block, block to 2·block and
// so on up to n.
func inBlocks(ctx context.Context, n int, do func(from, to int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wait.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(block)) - block
				if from >= n {
					return
				}
				do(from, min(from+block, n))
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// earnings returns what player i's live actions earn, rounded down to its unit.
func (t *table) earnings(ctx context.Context, g *game.Game, i int) ([]int64, error) {
	own, other, payoffs := g.Stride(i), g.Stride(1-i), g.Payoffs(i)
	live := t.order[i][:t.Live[i]]
	out := make([]int64, t.Actions[1-i]*len(live))
	// Two steps, as 2^−unit alone can be beyond what float64 holds. Nothing is lost:
	// a payoff that is not 0 is at least 2⁻¹²⁶ units.
	half := -t.unit[i] / 2
	first, second := math.Ldexp(1, half), math.Ldexp(1, -t.unit[i]-half)
	return out, inBlocks(ctx, t.Actions[1-i], func(from, to int) {
		for k, a := range live {
			for b := from; b < to; b++ {
				u := payoffs[a*own+t.order[1-i][b]*other]
				out[b*len(live)+k] = int64(math.Floor(u * first * second))
			}
		}
	})
}

// symmetric tells whether both players earn the same in each other's place.
func symmetric(g *game.Game) bool {
	n := g.Actions(0)
	if n != g.Actions(1) {
		return false
	}
	A, B := g.Payoffs(0), g.Payoffs(1)
	for from := 0; from < n; from += block {
		for b := range n {
			for a := from; a < min(from+block, n); a++ {
				if A[a*n+b] != B[b*n+a] {
					return false
				}
			}
		}
	}
	return true
}

// earlier returns, for each of player i's actions, the first that earns the same
// against everything.
func earlier(ctx context.Context, g *game.Game, i int) ([]int, error) {
	own, other, payoffs := g.Stride(i), g.Stride(1-i), g.Payoffs(i)
	m, n := g.Actions(i), g.Actions(1-i)
	sums := make([]uint64, m) // to tell most of them apart
	err := inBlocks(ctx, m, func(from, to int) {
		for b := range n {
			for a := from; a < to; a++ {
				u := payoffs[a*own+b*other] + 0 // −0 is 0
				h := (sums[a] ^ math.Float64bits(u)) * 0x9e3779b97f4a7c15
				sums[a] = h ^ h>>29
			}
		}
	})
	if err != nil {
		return nil, err
	}
	same := func(a, b int) bool {
		for k := range n {
			if payoffs[a*own+k*other] != payoffs[b*own+k*other] {
				return false
			}
		}
		return true
	}
	out := make([]int, m)
	first := map[uint64][]int{}
	for a, s := range sums {
		out[a] = a
		for _, b := range first[s] {
			if same(a, b) {
				out[a] = b
				break
			}
		}
		if out[a] == a {
			first[s] = append(first[s], a)
		}
	}
	return out, ctx.Err()
}
