package testnet

import (
	"runtime"
	"slices"
	"sync"
	"testing"
)

// Scenarios wait most of the time, for blocks of a second and for the windows of
// rounds, and so several run at once. A scenario weighs what it keeps busy; it
// runs in real time, and on a machine that is too busy agents would miss windows.
const (
	light    = 1 // a daemon and some agents
	middling = 2 // several operators, or many agents
	roomy    = 4 // of each core
)

// together are the scenarios of this run.
var together = crowd{room: roomy * runtime.NumCPU()}

// beside lets a scenario run beside others, when there is room for it. It is the
// first thing that a scenario does.
func beside(t *testing.T, weight int) {
	t.Helper()
	p := together.enter(weight)
	t.Cleanup(func() { together.leave(p) })
	t.Parallel() // returns when all have entered
	together.admit()
	<-p.admitted
}

// crowd admits those that weigh most first, which are the long ones, and equals in
// the order in which they entered: what is short fills the room that is left in the
// end.
type crowd struct {
	mu      sync.Mutex
	room    int
	waiting []*place
}

// place is that of one in a crowd.
type place struct {
	weight   int
	admitted chan struct{} // closed when it is
}

func (c *crowd) enter(weight int) *place {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &place{weight, make(chan struct{})}
	c.waiting = append(c.waiting, p)
	slices.SortStableFunc(c.waiting, func(a, b *place) int { return b.weight - a.weight })
	return p
}

func (c *crowd) admit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.waiting) > 0 && c.waiting[0].weight <= c.room {
		c.room -= c.waiting[0].weight
		close(c.waiting[0].admitted)
		c.waiting = c.waiting[1:]
	}
}

func (c *crowd) leave(p *place) {
	c.mu.Lock()
	c.room += p.weight
	c.mu.Unlock()
	c.admit()
}

// Those that weigh most are admitted first, nobody without room, and equals in
// their order.
func TestCrowd(t *testing.T) {
	c := crowd{room: 4}
	var all []*place
	for _, weight := range []int{1, 2, 1, 2, 2, 1} {
		all = append(all, c.enter(weight))
	}
	inside := func() (out []int) {
		for i, p := range all {
			select {
			case <-p.admitted:
				out = append(out, i)
			default:
			}
		}
		return out
	}
	c.admit()
	for _, step := range []struct {
		leaves int
		want   []int // who has been admitted by then
	}{{1, []int{1, 3}}, {3, []int{1, 3, 4}}, {0, []int{0, 1, 2, 3, 4}}, {4, []int{0, 1, 2, 3, 4, 5}}} {
		if got := inside(); !slices.Equal(got, step.want) {
			t.Fatalf("%v are admitted, want %v", got, step.want)
		}
		c.leave(all[step.leaves])
	}
}

// Worlds that draw ports at the same time get different ones, also those that
// nobody listens on.
func TestPorts(t *testing.T) {
	var worlds [4]ports
	var drawn sync.Map
	var drawing sync.WaitGroup
	for i := range worlds {
		t.Cleanup(worlds[i].release)
		drawing.Go(func() {
			for range 3 * blockSize {
				at, err := worlds[i].free()
				if err != nil {
					t.Error(err)
					return
				}
				if _, twice := drawn.LoadOrStore(at, true); twice {
					t.Errorf("%s was given out twice", at)
				}
			}
		})
	}
	drawing.Wait()
}
