package backendtest

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"oracled/compute"
	"oracled/compute/internal/looks"
)

// RunLearners tests how a backend plays games over and over.
func RunLearners(t *testing.T, b compute.Backend) {
	t.Run("plays equal the definition", func(t *testing.T) {
		for _, s := range LearnerShapes() {
			t.Run(s.Name, func(t *testing.T) {
				for k, size := range s.Sizes {
					r := rand.New(rand.NewPCG(71, uint64(k)))
					e := s.Earnings(r, size)
					LearnersEqual(t, b, e, s.Periods, [2]int{r.IntN(e.Actions[0]), r.IntN(e.Actions[1])})
				}
			})
		}
	})
	t.Run("periods in several calls are those of one", func(t *testing.T) { split(t, b) })
	t.Run("a run of the same plays takes no time", func(t *testing.T) { longRun(t, b) })
	t.Run("sums reach their limit and no further", func(t *testing.T) { limits(t, b) })
	t.Run("many play at once", func(t *testing.T) { manyPlay(t, b) })
	t.Run("bad earnings and histories are rejected", func(t *testing.T) { rejectedLearners(t, b) })
	t.Run("a context ends play", func(t *testing.T) { cancelledLearners(t, b) })
}

// LearnerShape draws games of two of one kind.
type LearnerShape struct {
	Name      string
	Sizes     [][2]int // live actions of each
	Beside    [2]int   // actions of each that are not live
	Rounded   [2]bool
	Periods   int64
	Symmetric bool // both earn the same, and the sizes are the first
	Earn      func(r *rand.Rand, i, own, other int) int64
}

const zeroSum = "what one wins the other loses"

// LearnerShapes lists the kinds of games that are easy to play wrong: with ties,
// with long runs, with actions that nobody replies with, at the limits.
func LearnerShapes() []LearnerShape {
	odd := [][2]int{{1, 1}, {1, 40}, {40, 1}, {2, 2}, {3, 5}, {31, 33}, {64, 7}, {129, 65}}
	wide := [][2]int{{300, 520}, {1030, 12}, {513, 513}}
	few := func(r *rand.Rand, _, _, _ int) int64 { return r.Int64N(3) - 1 }
	any30 := func(r *rand.Rand, _, _, _ int) int64 { return r.Int64N(2<<30+1) - 1<<30 }
	any45 := func(r *rand.Rand, _, _, _ int) int64 { return r.Int64N(2<<45+1) - 1<<45 }
	edges := func(r *rand.Rand, _, _, _ int) int64 { return []int64{1 << 30, -1 << 30, 0, 1<<30 - 1}[r.IntN(4)] }
	same := func(*rand.Rand, int, int, int) int64 { return -7 }
	twins := func(_ *rand.Rand, i, own, other int) int64 { // 2k and 2k+1 earn the same
		return int64(uint32(own/2*977+other*(i+3))*2654435761>>4) - 1<<27
	}
	pure := func(_ *rand.Rand, _, own, _ int) int64 { return int64(own % 17) } // the best is the best against everybody
	near := func(r *rand.Rand, i, own, other int) int64 { return twins(r, i, own, other) + r.Int64N(2) }
	cycle := func(_ *rand.Rand, i, own, other int) int64 { // each beats the one before it
		d := (own + 2*other) % 3 // own − other
		return []int64{0, 1, -1}[d] * int64(1-2*i) * 1000
	}
	pennies := func(_ *rand.Rand, i, own, other int) int64 { // runs end in ties, at the first action
		return int64(1-2*i) * int64(1-2*((own+other)%2))
	}
	mixed := func(_ *rand.Rand, i, own, other int) int64 { // what one wins the other loses
		if i == 1 {
			own, other = other, own
		}
		return (int64(uint32(own*9973+other*7919+1)*2654435761>>2) - 1<<29) * int64(1-2*i)
	}
	skill := func(_ *rand.Rand, _, own, other int) int64 {
		return int64(own)*1000 - int64(other)*999 + int64(own*other%7)
	}
	return []LearnerShape{
		{Name: "few payoffs", Sizes: odd, Periods: 300, Earn: few},
		{Name: "few payoffs, wide", Sizes: wide, Periods: 150, Earn: few},
		{Name: "any payoffs", Sizes: odd, Periods: 300, Earn: any30},
		{Name: "any payoffs, wide", Sizes: wide, Periods: 100, Earn: any45},
		{Name: "edges", Sizes: odd, Periods: 300, Earn: edges},
		{Name: "nothing matters", Sizes: odd, Periods: 50, Earn: same},
		{Name: "twins", Sizes: odd, Periods: 300, Earn: twins},
		{Name: "a pure equilibrium", Sizes: odd, Periods: 500, Earn: pure},
		{Name: "a cycle", Sizes: [][2]int{{3, 3}, {60, 60}}, Periods: 3000, Earn: cycle},
		{Name: "pennies", Sizes: [][2]int{{2, 2}, {2, 2}, {2, 5}, {33, 70}}, Periods: 3000, Earn: pennies},
		{Name: zeroSum, Sizes: odd, Periods: 400, Earn: mixed},
		{Name: "skill", Sizes: odd, Periods: 400, Earn: skill},
		{Name: "actions beside the live ones", Sizes: odd, Beside: [2]int{1, 3}, Periods: 100, Earn: few},
		{Name: "symmetric", Sizes: odd, Symmetric: true, Periods: 300, Earn: few},
		{Name: "symmetric, wide", Sizes: wide, Symmetric: true, Periods: 100, Earn: any30},
		{Name: "rounded", Sizes: odd, Rounded: [2]bool{true, true}, Periods: 300, Earn: any45},
		{Name: "the row player's rounded", Sizes: odd, Rounded: [2]bool{true, false}, Periods: 300, Earn: near},
		{Name: "the column player's rounded", Sizes: odd, Rounded: [2]bool{false, true}, Periods: 300, Earn: near},
		{Name: "rounded to nearly nothing", Sizes: odd, Rounded: [2]bool{true, true}, Periods: 60, Earn: few},
		{Name: "rounded, a pure equilibrium", Sizes: odd, Rounded: [2]bool{true, true}, Periods: 300, Earn: pure},
		{Name: "rounded, wide", Sizes: wide, Rounded: [2]bool{true, true}, Periods: 100, Earn: any30},
	}
}

// Earnings returns a game of the shape.
func (s LearnerShape) Earnings(r *rand.Rand, live [2]int) compute.Earnings {
	if s.Symmetric {
		live[1] = live[0]
	}
	e := compute.Earnings{Live: live, Rounded: s.Rounded}
	for i := range 2 {
		e.Actions[i] = live[i] + s.Beside[i]
	}
	for i := range 2 {
		if i == 1 && s.Symmetric {
			e.Of[1] = e.Of[0]
			break
		}
		for other := range e.Actions[1-i] {
			for own := range live[i] {
				e.Of[i] = append(e.Of[i], s.Earn(r, i, own, other))
			}
		}
	}
	return e
}

// defined plays one period after the other with integers of any size.
func defined(e compute.Earnings, h *compute.History, until int64) (undecided [2]bool) {
	var sums [2][]*big.Int
	for i := range 2 {
		for _, sum := range h.Sums[i] {
			sums[i] = append(sums[i], big.NewInt(sum))
		}
	}
	for h.Periods < until && undecided == [2]bool{} {
		played := h.Next
		h.Periods++
		h.Behind++
		for i := range 2 {
			h.Counts[i][played[i]]++
			best := 0
			for own, sum := range sums[i] {
				sum.Add(sum, big.NewInt(e.Of[i][played[1-i]*e.Live[i]+own]))
				if sum.Cmp(sums[i][best]) > 0 {
					best = own
				}
			}
			h.Next[i] = best
			for own, sum := range sums[i] {
				less := new(big.Int).Sub(sums[i][best], sum)
				undecided[i] = undecided[i] || e.Rounded[i] && own != best && less.Cmp(big.NewInt(h.Behind)) < 0
			}
		}
	}
	for i := range 2 {
		for own, sum := range sums[i] {
			h.Sums[i][own] = sum.Int64()
		}
	}
	return undecided
}

// LearnersEqual fails unless a backend plays so many periods as the definition
// does, each time going on where it stops.
func LearnersEqual(t testing.TB, b compute.Backend, e compute.Earnings, periods int64, first [2]int) {
	t.Helper()
	l := loadLearners(t, b, e)
	want, got := compute.NewHistory(e, first), compute.NewHistory(e, first)
	for got.Periods < periods {
		undecided := defined(e, want, periods)
		stopped, err := l.Play(context.Background(), got, periods)
		if err != nil {
			t.Fatalf("%s: %v", b.Name(), err)
		}
		if stopped != undecided || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %v actions, %v live: undecided %v after\n%+v, not %v after\n%+v", b.Name(), e.Actions, e.Live, stopped, short(got), undecided, short(want))
		}
		if undecided != [2]bool{} { // as if somebody had put better sums in their place
			for _, h := range []*compute.History{got, want} {
				for i := range 2 {
					for own := range h.Sums[i] {
						if e.Rounded[i] {
							h.Sums[i][own] += int64(own) % (h.Behind/2 + 1)
						}
					}
				}
				h.Behind -= h.Behind / 2
			}
		}
	}
}

// short is a history as an error shows it.
func short(h *compute.History) string {
	text := fmt.Sprintf("%+v", *h)
	return text[:min(len(text), 600)]
}

func loadLearners(t testing.TB, b compute.Backend, e compute.Earnings) compute.Learners {
	t.Helper()
	l, err := b.LoadLearners(context.Background(), e)
	if err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("%s: close: %v", b.Name(), err)
		}
	})
	return l
}

// played returns the history after so many periods from the first actions.
func played(t testing.TB, l compute.Learners, e compute.Earnings, stops ...int64) *compute.History {
	t.Helper()
	h := compute.NewHistory(e, [2]int{})
	for _, until := range stops {
		if _, err := l.Play(context.Background(), h, until); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func split(t *testing.T, b compute.Backend) {
	for _, s := range LearnerShapes()[:4] {
		e := s.Earnings(rand.New(rand.NewPCG(73, 79)), [2]int{37, 41})
		l := loadLearners(t, b, e)
		want := played(t, l, e, 500)
		for _, stops := range [][]int64{{0, 500}, {1, 2, 3, 500}, {9, 10, 10, 250, 499, 500}} {
			if got := played(t, l, e, stops...); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: played until %v: %s, not %s", s.Name, stops, short(got), short(want))
			}
		}
		// A history is all that is needed to go on, with what another made ready.
		if got, again := played(t, l, e, 123), loadLearners(t, b, e); true {
			if _, err := again.Play(context.Background(), got, 500); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: resumed: %s, not %s, %v", s.Name, short(got), short(want), err)
			}
		}
	}
}

func longRun(t *testing.T, b compute.Backend) {
	const periods = 1 << 40
	for _, rounded := range []bool{false, true} {
		e := compute.Earnings{Actions: [2]int{3, 2}, Live: [2]int{3, 2}, Rounded: [2]bool{rounded, rounded},
			Of: [2][]int64{{0, 5, 3, 1 << 20, 6, 2}, {4, 1, 9, 3, 2, 1}}}
		l := loadLearners(t, b, e)
		h := played(t, l, e, 40)
		for undecided := [2]bool{true}; undecided != [2]bool{}; {
			var err error
			if undecided, err = l.Play(context.Background(), h, periods); err != nil {
				t.Fatal(err)
			}
		}
		if h.Periods != periods || h.Next != [2]int{1, 0} || h.Counts[0][1] < periods-1000 || h.Counts[1][0] < periods-1000 {
			t.Errorf("%+v", h)
		}
		if err := h.Check(e, [2]int64{1 << 20, 9}, periods); err != nil {
			t.Error(err)
		}
	}
}

func limits(t *testing.T, b compute.Backend) {
	for _, most := range []int64{1 << 30, 1<<30 - 1, 3 << 40, compute.MaxSum} {
		e := compute.Earnings{Actions: [2]int{2, 2}, Live: [2]int{2, 2}, Of: [2][]int64{{most, -most, -most, most}, {-most, most, most, -most}}}
		l := loadLearners(t, b, e)
		last := int64(compute.MaxSum) / most
		h := played(t, l, e, min(last, 3000))
		if last > 3000 { // as if it had come so far by itself
			h.Periods, h.Behind = last-1000, last-1000
			for i := range 2 {
				h.Counts[i] = []int64{last - 1000, 0}
				h.Sums[i] = []int64{-most * (last - 1000), most * (last - 1000)}
			}
			h.Sums[0] = []int64{most * (last - 1000), -most * (last - 1000)}
			if _, err := l.Play(context.Background(), h, last); err != nil {
				t.Error(err)
			}
		}
		for i := range 2 {
			for own, sum := range h.Sums[i] {
				want := new(big.Int)
				for other, c := range h.Counts[1-i] {
					earned := big.NewInt(e.Line(i, other)[own])
					want.Add(want, earned.Mul(earned, big.NewInt(c)))
				}
				if want.Cmp(big.NewInt(sum)) != 0 {
					t.Errorf("payoffs of %d: player %d's action %d has earned %d in %d periods, not %v", most, i, own, sum, h.Periods, want)
				}
			}
		}
		before := *h
		if _, err := l.Play(context.Background(), h, last+1); !errors.Is(err, compute.ErrInput) || h.Periods != before.Periods {
			t.Errorf("payoffs of %d: a period more than fit: %v", most, err)
		}
	}
}

func manyPlay(t *testing.T, b compute.Backend) {
	s := LearnerShapes()[0]
	e := s.Earnings(rand.New(rand.NewPCG(83, 89)), [2]int{50, 30})
	l := loadLearners(t, b, e)
	var wait sync.WaitGroup
	for k := range 4 {
		wait.Go(func() {
			want, got := compute.NewHistory(e, [2]int{k, k}), compute.NewHistory(e, [2]int{k, k})
			defined(e, want, 200)
			if _, err := l.Play(context.Background(), got, 200); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("beside others: %s, not %s, %v", short(got), short(want), err)
			}
		})
	}
	wait.Wait()
}

func rejectedLearners(t *testing.T, b compute.Backend) {
	ctx := context.Background()
	draw := func() compute.Earnings {
		return LearnerShape{Beside: [2]int{1, 0}, Earn: LearnerShapes()[0].Earn}.Earnings(rand.New(rand.NewPCG(97, 101)), [2]int{4, 3})
	}
	for name, spoil := range map[string]func(*compute.Earnings){
		"no actions":        func(e *compute.Earnings) { *e = compute.Earnings{} },
		"negative actions":  func(e *compute.Earnings) { e.Actions, e.Live = [2]int{-4, -3}, [2]int{-4, -3} },
		"too many actions":  func(e *compute.Earnings) { e.Actions[0] = compute.MaxActions + 1 },
		"no live actions":   func(e *compute.Earnings) { e.Live[1] = 0 },
		"more live actions": func(e *compute.Earnings) { e.Live[1] = 4 },
		"earnings missing":  func(e *compute.Earnings) { e.Of[0] = e.Of[0][1:] },
		"too many earnings": func(e *compute.Earnings) { e.Of[1] = append(e.Of[1], 0) },
		"earns too much":    func(e *compute.Earnings) { e.Of[1][5] = compute.MaxSum + 1 },
		"loses too much":    func(e *compute.Earnings) { e.Of[0][2] = -1 << 63 },
	} {
		e := draw()
		spoil(&e)
		_, want := e.Largest()
		if _, err := b.LoadLearners(ctx, e); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	e := draw()
	l := loadLearners(t, b, e)
	for name, spoil := range map[string]func(h *compute.History){
		"negative periods":   func(h *compute.History) { h.Periods = -1 },
		"too many periods":   func(h *compute.History) { h.Periods = 101 },
		"behind too much":    func(h *compute.History) { h.Behind = h.Periods + 1 },
		"behind nothing":     func(h *compute.History) { h.Behind = -1 },
		"a next action":      func(h *compute.History) { h.Next[1] = 3 },
		"a negative action":  func(h *compute.History) { h.Next[0] = -1 },
		"counts missing":     func(h *compute.History) { h.Counts[0] = h.Counts[0][1:] },
		"sums missing":       func(h *compute.History) { h.Sums[1] = nil },
		"a negative count":   func(h *compute.History) { h.Counts[0][0], h.Counts[0][1] = -1, h.Counts[0][0]+h.Counts[0][1]+1 },
		"too high a count":   func(h *compute.History) { h.Counts[1][2] = 1 << 62 },
		"a count too little": func(h *compute.History) { h.Counts[1][h.Next[1]] += 1 << 40; h.Counts[1][h.Next[1]] -= 1<<40 + 1 },
		"too large a sum":    func(h *compute.History) { h.Sums[0][3] = h.Periods + 1 },
		"too small a sum":    func(h *compute.History) { h.Sums[0][3] = -1 << 63 },
	} {
		h := played(t, l, e, 50)
		spoil(h)
		if _, err := l.Play(ctx, h, 100); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Play(ctx, played(t, l, e, 50), 49); !errors.Is(err, compute.ErrInput) {
		t.Errorf("back in time: %v", err)
	}
}

func cancelledLearners(t *testing.T, b compute.Backend) {
	shapes := LearnerShapes()
	s := shapes[slices.IndexFunc(shapes, func(s LearnerShape) bool { return s.Name == zeroSum })]
	e := s.Earnings(rand.New(rand.NewPCG(103, 107)), [2]int{20, 30})
	l := loadLearners(t, b, e)
	h := played(t, l, e, 70)
	want := played(t, l, e, 70)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.LoadLearners(ctx, e); !errors.Is(err, context.Canceled) {
		t.Errorf("load with an ended context: %v", err)
	}
	if _, err := l.Play(ctx, h, 1<<31); !errors.Is(err, context.Canceled) || !reflect.DeepEqual(h, want) {
		t.Errorf("play with an ended context: %v, and the history is %s, not %s", err, short(h), short(want))
	}
	// In the middle.
	ctx = looks.New(4)
	if _, err := l.Play(ctx, h, 1<<31); !errors.Is(err, context.Canceled) || !reflect.DeepEqual(h, want) {
		t.Errorf("play with a context that ends: %v, and the history is %s, not %s", err, short(h), short(want))
	}
}

// SameLearners fails unless two backends play so many periods of games of these
// sizes, of every shape in turn, the same.
func SameLearners(t *testing.T, a, b compute.Backend, periods int64, sizes ...[2]int) {
	t.Helper()
	shapes := LearnerShapes()
	for k, size := range sizes {
		s := shapes[k%len(shapes)]
		e := s.Earnings(rand.New(rand.NewPCG(109, uint64(k))), size)
		var all [2][]*compute.History
		for i, backend := range []compute.Backend{a, b} {
			l := loadLearners(t, backend, e)
			h := compute.NewHistory(e, [2]int{})
			for range 20 { // where it stops
				if _, err := l.Play(context.Background(), h, periods); err != nil {
					t.Fatalf("%s: %v", backend.Name(), err)
				}
				now := *h
				for i := range 2 {
					now.Counts[i], now.Sums[i] = append([]int64(nil), h.Counts[i]...), append([]int64(nil), h.Sums[i]...)
				}
				all[i] = append(all[i], &now)
			}
		}
		for k := range all[0] {
			if !reflect.DeepEqual(all[0][k], all[1][k]) {
				t.Errorf("%s, %v actions: %s plays %s and %s plays %s", s.Name, size, a.Name(), short(all[0][k]), b.Name(), short(all[1][k]))
				break
			}
		}
	}
}
