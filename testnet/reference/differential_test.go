package reference_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// The product and this package agree on every bit, on every shape of columns
// that has ever been trouble.
func TestProductAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range backendtest.Shapes() {
		for k := range 40 {
			n := 2 + r.IntN(40)
			if k == 0 {
				n = 330 // sampled
			}
			compare(t, s.Name, s.Draw(r, n, 3))
		}
	}
}

func compare(t testing.TB, name string, c compute.Columns) {
	t.Helper()
	e, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	anchors := make([][]*big.Int, c.Agents)
	L := make([]uint32, c.Agents)
	equal := true
	for i := range anchors {
		for j := range c.Coordinates {
			anchors[i] = append(anchors[i], c.Column(j)[i].Big())
		}
		L[i] = 65536 - c.Weights[i]
		equal = equal && L[i] == L[0]
	}
	want := fmt.Sprint(reference.Equilibrium(anchors, L, c.Faults))
	if got := fmt.Sprint(bigs(e.Values)); got != want {
		t.Fatalf("%s: n = %d, f = %d: %s, want %s", name, c.Agents, c.Faults, got, want)
	}
	if mean := fmt.Sprint(reference.TrimmedMean(anchors, c.Faults)); equal && mean != want {
		t.Fatalf("%s: equal L give %s, the trimmed mean is %s", name, want, mean)
	}
}

func bigs(values []fixed.Q64x64) []*big.Int {
	var out []*big.Int
	for _, v := range values {
		out = append(out, v.Big())
	}
	return out
}

func FuzzProductAgrees(f *testing.F) {
	f.Add(uint64(1), uint8(8), uint8(0))
	f.Add(uint64(2), uint8(2), uint8(11))
	f.Add(uint64(3), uint8(60), uint8(20))
	f.Fuzz(func(t *testing.T, seed uint64, n, shape uint8) {
		s := backendtest.Shapes()[int(shape)%len(backendtest.Shapes())]
		compare(t, s.Name, s.Draw(rand.New(rand.NewPCG(seed, 3)), 1+int(n)%80, 1))
	})
}

// Hierarchies agree in values, in who counts and in what breaks them: trees of up
// to eight levels, with groups that are empty, too small or of no tree, and
// columns of every shape.
func TestHierarchiesAgree(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		if hierarchiesAgree(t, seed, uint8(seed)) {
			found++
		}
	}
	if found < 80 {
		t.Errorf("only %d trees had an outcome", found)
	}
}

func FuzzHierarchiesAgree(f *testing.F) {
	f.Add(uint64(1), uint8(0))
	f.Add(uint64(7), uint8(11))
	f.Fuzz(func(t *testing.T, seed uint64, shape uint8) { hierarchiesAgree(t, seed, shape) })
}

// hierarchiesAgree tells whether there was an outcome.
func hierarchiesAgree(t *testing.T, seed uint64, shape uint8) bool {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 30))
	task := oracle.Task{
		ID: oracle.TaskIDFromIndex(2), Index: 2, Gate: common.Address{1}, Dimension: 2, Width: oracle.WidthFull,
		TrimBps: []uint32{0, 2000, 2500, 4999}[r.IntN(4)], Lambda: uint32(r.IntN(compute.MaxLambda + 1)), MinAgents: uint32(r.IntN(20)), MaxAgents: 1 << 20,
	}
	levels := 1 + r.IntN(compute.MaxLevels-1)
	var groups, trim []string
	size := uint32(1)
	for range levels {
		m, share := 2, 0
		if size < 64 && r.IntN(2) == 0 {
			m = 3 + r.IntN(3)
			share = []int{0, 3334, 4999}[r.IntN(3)]
		}
		size *= uint32(m)
		groups, trim = append(groups, fmt.Sprint(m)), append(trim, fmt.Sprint(share))
	}
	task.Solver = fmt.Sprintf("hierarchical groups=%s trim=%s", strings.Join(groups, "x"), strings.Join(trim, "x"))
	var in []uint32
	each := 1 + r.IntN(9)
	first := uint32(0)
	if size > 80 { // some of them, and two that are not of the tree
		first = size - 80
	}
	for g := first; g < size+2; g++ {
		for range max(0, each+r.IntN(3)-r.IntN(8)/7*each) {
			in = append(in, g)
		}
	}
	r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	if len(in) < 2 {
		return false
	}
	c := backendtest.Shapes()[int(shape)%len(backendtest.Shapes())].Draw(r, len(in), task.Dimension)
	p := oracle.Profile{Task: task.ID, Round: 1}
	var round reference.Round
	for i, g := range in {
		x := oracle.Position{Agent: common.BigToAddress(big.NewInt(int64(i + 1))), Group: g, Confidence: uint8(r.IntN(101))}
		for j := range task.Dimension {
			x.Values = append(x.Values, c.Column(j)[i])
		}
		p.Positions = append(p.Positions, x)
		round.Positions = append(round.Positions, reference.Position{Agent: x.Agent, Group: g, Confidence: x.Confidence, Values: bigs(x.Values)})
	}
	task.InitialTrust = uint32(r.IntN(65537))
	for i := range p.Positions {
		p.Positions[i].Trust = task.InitialTrust
	}
	solver, err := compute.New(task.Solver, cpu.New())
	if err != nil {
		t.Fatal(err)
	}
	o, err := solver.Solve(context.Background(), task, p)
	if err != nil {
		t.Fatal(err)
	}
	e := reference.NewHistory(task).Fold(round)
	if e.Insufficient != (o.Status == oracle.StatusInsufficient) || e.Participants != o.Participants || fmt.Sprint(bigs(o.Values)) != fmt.Sprint(e.Values) {
		t.Fatalf("%s, seed %d: %s, %d agents, %v; want %+v", task.Solver, seed, o.Status, o.Participants, o.Values, e)
	}
	if e.Insufficient {
		return false
	}
	if o.Breakdown() != e.Faults+1 {
		t.Fatalf("%s, seed %d: breaks with %d, want %d", task.Solver, seed, o.Breakdown(), e.Faults+1)
	}
	return true
}
