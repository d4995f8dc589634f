package dashboard

import (
	"math/big"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/fixed"
	"oracled/oracle"
)

// solveTree solves a round of groups with so many agents each.
func solveTree(t *testing.T, r *Recorder, task oracle.Task, round uint64, sizes ...int) oracle.Outcome {
	t.Helper()
	p := oracle.Profile{Task: task.ID, Round: round}
	for g, n := range sizes {
		for range n {
			x := oracle.Position{Agent: agent(len(p.Positions)), Group: uint32(g), Confidence: 50, Trust: 32768}
			for j := range task.Dimension {
				v, err := fixed.FromFloat64(float64(10*g) + float64(len(p.Positions))/16 + float64(j))
				if err != nil {
					t.Fatal(err)
				}
				x.Values = append(x.Values, v)
			}
			p.Positions = append(p.Positions, x)
		}
	}
	return tellOf(t, r, task, p, nil)
}

// Of a hierarchical outcome there are its levels, its breakdown number and every
// node with its certificate, as the solver has them; of others nothing.
func TestTree(t *testing.T) {
	r := NewRecorder()
	task := feed(3)
	task.Solver = compute.Hierarchical + " groups=2x3 trim=0x3334"
	o := solveTree(t, r, task, 1, 5, 6, 10, 5, 1, 5) // group 4 is too small, so the node above it is, too
	if o.Status != oracle.StatusOK || len(o.Certificate.Nodes) != 9 {
		t.Fatalf("%s with %d nodes", o.Status, len(o.Certificate.Nodes))
	}
	got := r.Activity(polygon).Outcomes[0].Tree
	want := &Tree{Breakdown: o.Breakdown(), Levels: []Level{
		{Level: 1, Nodes: 3, Left: 3, Members: Span{5, 10}, Faults: Span{1, 2}, Captured: Span{2, 3}},
		{Level: 2, Nodes: 1, Left: 1, Members: Span{3, 3}, Faults: Span{1, 1}, Captured: Span{4, 4}},
		{Level: 3, Nodes: 1, Members: Span{1, 1}, Captured: Span{4, 4}},
	}}
	if !reflect.DeepEqual(got, want) || got.Breakdown == 0 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	x, ok := r.Round(polygon, 3, 1)
	if !ok || len(x.Nodes) != 9 || x.Nodes[0].Level != 3 || x.Nodes[8].Level != 1 {
		t.Fatalf("%+v", x.Nodes)
	}
	left := 0
	for i, n := range x.Nodes {
		is := o.Certificate.Nodes[len(x.Nodes)-1-i]
		if n.Level != is.Level || n.Number != is.Number || n.Members != is.Members || n.Faults != is.F || n.Captured != is.Breakdown || n.Low != is.Low || n.High != is.High || n.Counts != (is.Values != nil) {
			t.Errorf("node %d: %+v, want %+v", i, n, is)
		}
		if !n.Counts {
			left++
			continue
		}
		for j, v := range is.Values {
			low, _ := new(big.Int).SetString(n.Cuts[j].Low, 10)
			high, _ := new(big.Int).SetString(n.Cuts[j].High, 10)
			if n.Values[j] != v.Float64() || low == nil || high == nil || low.Cmp(is.Cuts[j].Low) != 0 || high.Cmp(is.Cuts[j].High) != 0 {
				t.Errorf("node %d, value %d: %+v", i, j, n)
			}
		}
	}
	if left != 4 {
		t.Errorf("%d nodes are left out", left)
	}

	solveTree(t, r, task, 2, 1, 1)
	if got := r.Activity(polygon).Outcomes[0]; got.Status != oracle.StatusInsufficient || got.Tree == nil || got.Tree.Breakdown != 0 || len(got.Tree.Levels) != 0 {
		t.Errorf("an insufficient round: %+v", got)
	}
	scoped := feed(5)
	scoped.Scope = &oracle.Scope{ID: common.Hash{8}}
	solve(t, r, scoped, 1, 10)
	if x, _ := r.Round(polygon, 5, 1); x.Tree != nil || len(x.Nodes) != 0 || x.Scope == nil || *x.Scope != scoped.Scope.ID {
		t.Errorf("a task in a scope, without groups: %+v", x.Outcome)
	}
	// The nodes go with the positions, what they sum up to stays.
	for n := range uint64(maxDetailed + 1) {
		solveTree(t, r, task, n+3, 5, 5, 5, 5, 5, 5)
	}
	if x, _ := r.Round(polygon, 3, 1); len(x.Nodes) != 0 || x.Tree == nil || x.Tree.Breakdown != o.Breakdown() {
		t.Errorf("an old round: %+v", x.Tree)
	}
}
