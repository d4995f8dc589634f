package compute_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oracled/fixed"
	"oracled/oracle"
)

// lies puts a value on the captured agents, as loud or as quiet as can be, and
// tells whether the outcome leaves what the others sent.
func lies(t *testing.T, tk oracle.Task, p oracle.Profile, captured func(i int) bool, value func(i int) fixed.Q64x64, confidence uint8) bool {
	t.Helper()
	q := oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
	low, high := fixed.Max(), fixed.Min()
	for i, x := range q.Positions {
		if captured(i) {
			q.Positions[i].Values = []fixed.Q64x64{value(i)}
			q.Positions[i].Confidence, q.Positions[i].Trust = confidence, 65536
			continue
		}
		if x.Values[0].Cmp(low) < 0 {
			low = x.Values[0]
		}
		if x.Values[0].Cmp(high) > 0 {
			high = x.Values[0]
		}
	}
	s, o := mustSolve(t, tk, q)
	if o.Status != oracle.StatusOK {
		t.Fatalf("%s: insufficient", tk.Solver)
	}
	if err := s.Check(tk, q, o); err != nil {
		t.Fatal(err)
	}
	return o.Values[0].Cmp(low) < 0 || o.Values[0].Cmp(high) > 0
}

// cheapest returns which agents to capture to break an outcome: in every node the
// f + 1 members that take the fewest.
func cheapest(p oracle.Profile, groups []int, o oracle.Outcome) map[int]bool {
	captured := map[int]bool{}
	var capture func(n oracle.Node)
	capture = func(n oracle.Node) {
		left := n.F + 1
		if n.Level == 1 {
			for i, x := range p.Positions {
				if x.Group == n.Number && left > 0 {
					captured[i] = true
					left--
				}
			}
			return
		}
		var below []oracle.Node
		for _, m := range o.Certificate.Nodes {
			if m.Level == n.Level-1 && m.Values != nil && m.Number/uint32(groups[len(groups)+1-n.Level]) == n.Number {
				below = append(below, m)
			}
		}
		slices.SortStableFunc(below, func(a, b oracle.Node) int { return a.Breakdown - b.Breakdown })
		for _, m := range below[:left] {
			capture(m)
		}
	}
	capture(o.Certificate.Nodes[len(o.Certificate.Nodes)-1])
	return captured
}

// The breakdown number's agents take the outcome out of what the honest say, in
// trees of all kinds; one fewer, wherever they are and whatever they say, do not.
func TestBreakdownOfTasks(t *testing.T) {
	r := rand.New(rand.NewPCG(30, 4))
	far, _ := fixed.FromBig(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 110), big.NewInt(1)))
	near, _ := far.Neg()
	broken := 0
	for seed := range uint64(200) {
		tk, in := drawCrowd(r)
		tk.Dimension = 1
		p := place(tk, in, seed)
		_, o := mustSolve(t, tk, p)
		if o.Status != oracle.StatusOK {
			continue
		}
		broken++
		var groups []int
		for m := range strings.SplitSeq(strings.TrimPrefix(strings.Fields(tk.Solver)[1], "groups="), "x") {
			var n int
			fmt.Sscan(m, &n)
			groups = append(groups, n)
		}
		captured := cheapest(p, groups, o)
		if len(captured) != o.Breakdown() {
			t.Fatalf("%s: %d agents capture the nodes, the outcome says %d", tk.Solver, len(captured), o.Breakdown())
		}
		for _, lie := range []fixed.Q64x64{far, near} {
			for _, confidence := range []uint8{0, 100} {
				say := func(int) fixed.Q64x64 { return lie }
				in := func(i int) bool { return captured[i] }
				if !lies(t, tk, p, in, say, confidence) {
					t.Fatalf("%s: %d captured agents do not break it", tk.Solver, len(captured))
				}
				for one := range captured {
					if lies(t, tk, p, func(i int) bool { return i != one && captured[i] }, say, confidence) {
						t.Fatalf("%s: %d captured agents break it", tk.Solver, len(captured)-1)
					}
				}
			}
		}
		for range 8 {
			order := r.Perm(len(p.Positions))[:o.Breakdown()-1]
			mix := r.IntN(3)
			if lies(t, tk, p, func(i int) bool { return slices.Contains(order, i) }, func(i int) fixed.Q64x64 {
				return []fixed.Q64x64{far, near, fixed.FromInt64(5)}[(mix+i*(mix/2))%3]
			}, uint8(100*r.IntN(2))) {
				t.Fatalf("%s: agents %v break it", tk.Solver, order)
			}
		}
	}
	if broken < 60 {
		t.Errorf("only %d outcomes", broken)
	}
}

// Every set of breakdown − 1 agents of a small hierarchy, and both lies.
func TestBreakdownExhaustive(t *testing.T) {
	tk := levelsTask("hierarchical groups=3 trim=3334")
	tk.TrimBps, tk.Dimension = 2500, 1
	p := place(tk, crowd(4, 5, 4), 3)
	_, o := mustSolve(t, tk, p)
	if o.Breakdown() != 4 {
		t.Fatalf("breakdown %d", o.Breakdown())
	}
	sets := 0
	for set := range 1 << len(p.Positions) {
		n := 0
		for i := range p.Positions {
			n += set >> i & 1
		}
		if n != 3 {
			continue
		}
		sets++
		for _, lie := range []int64{1 << 40, -1 << 40} {
			if lies(t, tk, p, func(i int) bool { return set>>i&1 == 1 }, func(int) fixed.Q64x64 { return fixed.FromInt64(lie) }, 100) {
				t.Fatalf("set %b breaks it", set)
			}
		}
	}
	if sets != 286 {
		t.Errorf("%d sets", sets)
	}
}
