package compute_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

func levelsTask(solver string) oracle.Task {
	t := task(solver)
	t.Gate = common.HexToAddress("0xaa")
	return t
}

// place returns a profile whose agents are in the given groups.
func place(t oracle.Task, groups []uint32, seed uint64) oracle.Profile {
	p := profile(t, len(groups), seed)
	for i := range p.Positions {
		p.Positions[i].Group = groups[i]
	}
	return p
}

// crowd returns so many agents for each group of a list of sizes, by number.
func crowd(sizes ...int) (groups []uint32) {
	for g, n := range sizes {
		groups = append(groups, slices.Repeat([]uint32{uint32(g)}, n)...)
	}
	return groups
}

// drawCrowd draws a task of two to four levels and agents for it, some groups of
// whom are empty, too small, or not of the tree.
func drawCrowd(r *rand.Rand) (oracle.Task, []uint32) {
	groups, trim := make([]string, 1+r.IntN(3)), make([]string, 0)
	size := 1
	for i := range groups {
		m := 2 + r.IntN(4)
		size *= m
		groups[i] = fmt.Sprint(m)
		share := []int{0, 10000/m + 1, 4999}[r.IntN(3)]
		if m == 2 { // of two nobody can be trimmed
			share = 0
		}
		trim = append(trim, fmt.Sprint(share))
	}
	t := levelsTask("hierarchical groups=" + strings.Join(groups, "x") + " trim=" + strings.Join(trim, "x"))
	t.TrimBps, t.MinAgents, t.Dimension = []uint32{0, 2000, 2500, 3334}[r.IntN(4)], 1, 1+r.IntN(2)
	var in []uint32
	for g := range size + 1 {
		for range []int{0, 2, 4, 5, 6, 7, 8, 9, 10, 12}[r.IntN(10)] {
			in = append(in, uint32(g))
		}
	}
	r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	return t, in
}

func ulps(x ...int64) []fixed.Q64x64 {
	var out []fixed.Q64x64
	for _, v := range x {
		out = append(out, fixed.FromUlps(v))
	}
	return out
}

// By hand: two levels, where one group is too small, one lies as a whole, and one
// is not of the tree.
func TestHierarchicalTaskByHand(t *testing.T) {
	tk := levelsTask("hierarchical groups=5 trim=2500")
	tk.Dimension, tk.TrimBps, tk.Lambda = 1, 2500, 0
	groups := append(crowd(4, 4, 3, 4, 5), 5, 1<<32-1)
	p := place(tk, groups, 1)
	for i, v := range []int64{
		10, 11, 12, 1000, // 11 of 11 and 12, floored
		20, 21, 22, -1000, // 20
		1 << 60, 1 << 60, 1 << 60, // too few
		1 << 60, 1 << 60, 1 << 60, 1 << 60, // all lie
		5, 30, 31, 32, 1 << 60, // 31
		1 << 60, -1 << 60, // no such groups
	} {
		p.Positions[i].Values = ulps(v)
	}
	s, o := mustSolve(t, tk, p)
	if err := s.Check(tk, p, o); err != nil {
		t.Fatal(err)
	}
	// The root has 11, 20, 31 and 2⁶⁰, of which 20 and 31 are in the middle.
	if !slices.Equal(o.Values, ulps(25)) || o.Participants != 17 || o.Breakdown() != 4 || o.Certificate.F != 3 {
		t.Fatalf("%v of %d agents, breakdown %d", o.Values, o.Participants, o.Breakdown())
	}
	type node struct {
		level                            int
		number                           uint32
		members, f, breakdown, low, high int
		value                            string
	}
	var got []node
	for _, n := range o.Certificate.Nodes {
		v := ""
		if n.Values != nil {
			v = n.Values[0].Big().String()
		}
		got = append(got, node{n.Level, n.Number, n.Members, n.F, n.Breakdown, n.Low, n.High, v})
	}
	want := []node{
		{1, 0, 4, 1, 2, 1, 0, "11"}, {1, 1, 4, 1, 2, 0, 0, "20"}, {1, 2, 3, 0, 0, 0, 0, ""},
		{1, 3, 4, 1, 2, 0, 1, "1152921504606846976"}, {1, 4, 5, 1, 2, 0, 0, "31"},
		{1, 5, 1, 0, 0, 0, 0, ""}, {1, 1<<32 - 1, 1, 0, 0, 0, 0, ""},
		{2, 0, 4, 1, 4, 0, 0, "25"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("nodes\n%v, want\n%v", got, want)
	}
	trimmed := map[int64]string{}
	for _, x := range o.Trimmed {
		trimmed[x.Agent.Big().Int64()-1000] = fmt.Sprint(x.Low, x.High)
	}
	if want := map[int64]string{0: "1 0", 3: "0 1", 6: "0 1", 7: "1 0", 11: "1 0", 14: "0 1", 15: "1 0", 19: "0 1"}; !reflect.DeepEqual(trimmed, want) {
		t.Errorf("trimmed %v, want %v", trimmed, want)
	}
	// With one agent fewer in two groups the root has nobody to trim.
	q := p
	q.Positions = slices.Delete(slices.Clone(p.Positions), 3, 4)
	q.Positions = slices.Delete(q.Positions, 6, 7)
	if s, o := mustSolve(t, tk, q); o.Status != oracle.StatusInsufficient || o.Participants != len(q.Positions) || o.Breakdown() != 0 || s.Check(tk, q, o) != nil {
		t.Errorf("three groups of which a quarter may lie: %+v", o)
	}
	// A third group fewer leaves the other three to themselves if a third may lie.
	tk.Solver = "hierarchical groups=5"
	if s, o := mustSolve(t, tk, p); !slices.Equal(o.Values, ulps(25)) || s.Check(tk, p, o) != nil {
		t.Errorf("a third may lie: %v", o.Values)
	}
}

// A hierarchy of one group under a root that trims nobody is the trimmed
// equilibrium of that group.
func TestHierarchicalOfOneGroup(t *testing.T) {
	tk := levelsTask("hierarchical groups=2 trim=0")
	plain := tk
	plain.Solver = compute.TrimmedEquilibrium
	for seed := range uint64(30) {
		p := place(tk, slices.Repeat([]uint32{1}, 5+int(seed)), seed)
		_, o := mustSolve(t, tk, p)
		_, want := mustSolve(t, plain, p)
		if !slices.Equal(o.Values, want.Values) || !slices.Equal(o.Trimmed, want.Trimmed) || o.Participants != want.Participants || o.Breakdown() != want.Breakdown() {
			t.Fatalf("%+v, want %+v", o, want)
		}
	}
}

// What is solved passes the check, is the same twice, and counts whom it says.
func TestHierarchicalSolveAndCheck(t *testing.T) {
	r := rand.New(rand.NewPCG(30, 1))
	good, dropped := 0, 0
	for seed := range uint64(400) {
		tk, groups := drawCrowd(r)
		if seed%2 == 0 {
			tk.Width = oracle.WidthNarrow
		}
		p := place(tk, groups, seed)
		s, o := mustSolve(t, tk, p)
		if err := s.Check(tk, p, o); err != nil {
			t.Fatalf("%s: %v", tk.Solver, err)
		}
		if _, again := mustSolve(t, tk, p); !reflect.DeepEqual(o, again) {
			t.Fatalf("%s: two solutions differ", tk.Solver)
		}
		if o.Status != oracle.StatusOK {
			continue
		}
		good++
		counted, root := 0, o.Certificate.Nodes[len(o.Certificate.Nodes)-1]
		for _, n := range o.Certificate.Nodes {
			switch {
			case n.Values == nil:
				dropped++
			case n.Level == 1:
				counted += n.Members
			}
		}
		if counted != o.Participants || root.Level != compute.Levels(tk) || root.Number != 0 || root.Breakdown != o.Breakdown() {
			t.Fatalf("%s: %d agents count, outcome %+v", tk.Solver, counted, o)
		}
	}
	if good < 150 || dropped < 100 {
		t.Errorf("the draws are too tame: %d outcomes, %d nodes dropped", good, dropped)
	}
}

// Neither the agents' names nor the order of the groups below a node matter.
func TestHierarchicalPermutation(t *testing.T) {
	r := rand.New(rand.NewPCG(30, 2))
	tk := levelsTask("hierarchical groups=3x4 trim=3334x2500")
	for seed := range uint64(60) {
		p := place(tk, crowd(5, 6, 7, 5, 5, 5, 5, 8, 9, 5, 6, 5), seed)
		_, o := mustSolve(t, tk, p)
		top := r.Perm(3)
		sub := [][]int{r.Perm(4), r.Perm(4), r.Perm(4)}
		q := oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
		for i, to := range r.Perm(len(q.Positions)) {
			q.Positions[to] = p.Positions[i]
			q.Positions[to].Agent = p.Positions[to].Agent
			g := p.Positions[i].Group
			q.Positions[to].Group = uint32(4*top[g/4] + sub[g/4][g%4])
		}
		if _, again := mustSolve(t, tk, q); !slices.Equal(again.Values, o.Values) || again.Breakdown() != o.Breakdown() {
			t.Fatalf("%v, and in another order %v", o.Values, again.Values)
		}
	}
}

// Shifting every position by an integer shifts the outcome by exactly that
// integer; raising one never lowers it.
func TestHierarchicalShiftAndMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(30, 3))
	solved := 0
	for seed := range uint64(300) {
		tk, groups := drawCrowd(r)
		p := place(tk, groups, seed)
		_, o := mustSolve(t, tk, p)
		if o.Status != oracle.StatusOK {
			continue
		}
		solved++
		moved := func(by fixed.Q64x64, which func(i int) bool) oracle.Outcome {
			q := oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
			for i, x := range q.Positions {
				if !which(i) {
					continue
				}
				q.Positions[i].Values = slices.Clone(x.Values)
				for j, v := range x.Values {
					q.Positions[i].Values[j], _ = v.Add(by)
				}
			}
			_, m := mustSolve(t, tk, q)
			return m
		}
		by := fixed.Q64x64{Hi: r.Int64N(1<<40) - 1<<39, Lo: r.Uint64()}
		all := moved(by, func(int) bool { return true })
		up := fixed.Q64x64{Hi: r.Int64N(1 << uint(r.IntN(40))), Lo: r.Uint64()}
		one := r.IntN(len(p.Positions))
		risen := moved(up, func(i int) bool { return i == one })
		for j, v := range o.Values {
			if want, _ := v.Add(by); all.Values[j] != want {
				t.Fatalf("%s: shifted by %v: %v, want %v", tk.Solver, by, all.Values[j], want)
			}
			if risen.Values[j].Cmp(v) < 0 {
				t.Fatalf("%s: a position rose and the outcome fell from %v to %v", tk.Solver, v, risen.Values[j])
			}
		}
	}
	if solved < 100 {
		t.Errorf("only %d outcomes", solved)
	}
}

// No lie about an outcome passes.
func TestHierarchicalCheckRejects(t *testing.T) {
	tk := levelsTask("hierarchical groups=3x4")
	p := place(tk, crowd(6, 5, 7, 5, 5, 5, 9, 6, 5, 5, 5, 2), 4)
	s, good := mustSolve(t, tk, p)
	one := fixed.FromUlps(1)
	clone := func() oracle.Outcome {
		o := good
		o.Values, o.Trimmed = slices.Clone(o.Values), slices.Clone(o.Trimmed)
		o.Certificate.Nodes = slices.Clone(o.Certificate.Nodes)
		for i := range o.Certificate.Nodes {
			n := &o.Certificate.Nodes[i]
			n.Values, n.Cuts = slices.Clone(n.Values), slices.Clone(n.Cuts)
		}
		return o
	}
	if err := s.Check(tk, p, clone()); err != nil {
		t.Fatal(err)
	}
	lies := map[string]func(o *oracle.Outcome){
		"the root's value alone": func(o *oracle.Outcome) { o.Values[0], _ = o.Values[0].Add(one) },
		"no values":              func(o *oracle.Outcome) { o.Values = nil },
		"no nodes":               func(o *oracle.Outcome) { o.Certificate.Nodes = nil },
		"a node less":            func(o *oracle.Outcome) { o.Certificate.Nodes = o.Certificate.Nodes[1:] },
		"a node twice":           func(o *oracle.Outcome) { o.Certificate.Nodes = append(o.Certificate.Nodes, o.Certificate.Nodes[0]) },
		"nodes swapped":          func(o *oracle.Outcome) { n := o.Certificate.Nodes; n[0], n[1] = n[1], n[0] },
		"cuts of its own":        func(o *oracle.Outcome) { o.Certificate.Cuts = o.Certificate.Nodes[0].Cuts },
		"multipliers":            func(o *oracle.Outcome) { o.Certificate.Dual = []*big.Int{big.NewInt(1)} },
		"an aggregate":           func(o *oracle.Outcome) { o.Aggregate = o.Values },
		"breakdown":              func(o *oracle.Outcome) { o.Certificate.F++ },
		"participants":           func(o *oracle.Outcome) { o.Participants++ },
		"kind":                   func(o *oracle.Outcome) { o.Certificate.Kind = "hierarchical groups=9" },
		"insufficient":           func(o *oracle.Outcome) { o.Status = oracle.StatusInsufficient },
		"nobody trimmed":         func(o *oracle.Outcome) { o.Trimmed = nil },
		"somebody else trimmed":  func(o *oracle.Outcome) { o.Trimmed[0].Low++ },
	}
	for i, n := range good.Certificate.Nodes {
		node := func(what string, change func(n *oracle.Node)) {
			lies[fmt.Sprintf("node %d: %s", i, what)] = func(o *oracle.Outcome) { change(&o.Certificate.Nodes[i]) }
		}
		node("level", func(n *oracle.Node) { n.Level++ })
		node("number", func(n *oracle.Node) { n.Number++ })
		node("members", func(n *oracle.Node) { n.Members-- })
		node("f", func(n *oracle.Node) { n.F++ })
		node("breakdown", func(n *oracle.Node) { n.Breakdown++ })
		node("low", func(n *oracle.Node) { n.Low++ })
		node("high", func(n *oracle.Node) { n.High-- })
		if n.Values == nil {
			node("values", func(n *oracle.Node) { n.Values, n.Cuts = good.Values, good.Certificate.Nodes[0].Cuts })
			continue
		}
		for j := range n.Values {
			node(fmt.Sprintf("value %d up", j), func(n *oracle.Node) { n.Values[j], _ = n.Values[j].Add(one) })
			node(fmt.Sprintf("value %d down", j), func(n *oracle.Node) { n.Values[j], _ = n.Values[j].Sub(one) })
			node(fmt.Sprintf("value %d far", j), func(n *oracle.Node) { n.Values[j] = fixed.Max() })
			node(fmt.Sprintf("cut %d", j), func(n *oracle.Node) {
				n.Cuts[j] = oracle.Cut{Low: n.Cuts[j].Low, High: new(big.Int).Add(n.Cuts[j].High, big.NewInt(1))}
			})
			node(fmt.Sprintf("cut %d missing", j), func(n *oracle.Node) { n.Cuts[j].Low = nil })
		}
		node("left out", func(n *oracle.Node) { n.Values, n.Cuts = nil, nil })
		node("a value less", func(n *oracle.Node) { n.Values = n.Values[1:] })
		node("a cut less", func(n *oracle.Node) { n.Cuts = n.Cuts[1:] })
	}
	for what, spoil := range lies {
		o := clone()
		spoil(&o)
		if last := len(o.Certificate.Nodes) - 1; last >= 0 && what[:4] == "node" && len(o.Certificate.Nodes[last].Values) == len(o.Values) {
			o.Values = slices.Clone(o.Certificate.Nodes[last].Values) // a consistent liar
		}
		o = compute.WithValues(o, o.Values)
		if err := s.Check(tk, p, o); !errors.Is(err, compute.ErrOutcome) {
			t.Errorf("%s was accepted: %v", what, err)
		}
	}
	// A plain task's outcome has no nodes.
	plain := task(compute.TrimmedMean)
	ps, po := mustSolve(t, plain, p)
	po.Certificate.Nodes = good.Certificate.Nodes
	if err := ps.Check(plain, p, po); !errors.Is(err, compute.ErrOutcome) {
		t.Errorf("nodes of a plain task: %v", err)
	}
}

// A profile that the pipeline cannot have made is an error, as for other solvers.
func TestHierarchicalSolveRejects(t *testing.T) {
	for what, spoil := range map[string]func(*oracle.Task, *oracle.Profile){
		"no gate": func(t *oracle.Task, _ *oracle.Profile) { t.Gate = common.Address{} },
		"2¹¹⁰":    func(_ *oracle.Task, p *oracle.Profile) { p.Positions[4].Values[1] = fixed.Q64x64{Hi: 1 << 46} },
		"no group": func(_ *oracle.Task, p *oracle.Profile) {
			p.Positions[14].Values[1] = fixed.Q64x64{Hi: -1 << 47}
			p.Positions[14].Group = 9
		},
		"too wide": func(t *oracle.Task, p *oracle.Profile) {
			t.Width = 8
			p.Positions[4].Values[1] = fixed.FromInt64(1 << 31)
		},
		"another one": func(t *oracle.Task, _ *oracle.Profile) { t.Solver = "hierarchical groups=4" },
	} {
		tk := levelsTask("hierarchical groups=3")
		p := place(tk, crowd(5, 5, 6), 1)
		s, o := mustSolve(t, tk, p)
		spoil(&tk, &p)
		if _, err := s.Solve(context.Background(), tk, p); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: solved: %v", what, err)
		}
		if err := s.Check(tk, p, o); err == nil {
			t.Errorf("%s: checked", what)
		}
	}
	tk := levelsTask("hierarchical groups=3")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s, _ := compute.New(tk.Solver, cpu.New())
	if _, err := s.Solve(ctx, tk, place(tk, crowd(5, 5, 5), 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// The same agents in a hundred groups of ten.
func BenchmarkSolveHierarchical(b *testing.B) {
	tk := levelsTask("hierarchical groups=10x10")
	tk.Dimension = 64
	var in []uint32
	for i := range 1000 {
		in = append(in, uint32(i/10))
	}
	p := place(tk, in, 9)
	solveAndCheck(b, tk, p)
}
