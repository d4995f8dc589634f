package reference_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// The product's median, krum and multi-krum are this package's, as outcomes and
// as what the history expects, on every shape of columns that has ever been
// trouble.
func TestRulesAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for _, s := range backendtest.Shapes() {
		for k := range 12 {
			n := 5 + r.IntN(20)
			c := s.Draw(r, n, 1+k%3)
			compareRules(t, s.Name, c)
		}
	}
}

func compareRules(t *testing.T, shape string, c compute.Columns) {
	t.Helper()
	p := oracle.Profile{Round: 1}
	round := reference.Round{}
	var x [][]*big.Int
	for i := range c.Agents {
		position := oracle.Position{Agent: common.BigToAddress(big.NewInt(int64(i + 1)))}
		for j := range c.Coordinates {
			position.Values = append(position.Values, c.Column(j)[i])
		}
		p.Positions = append(p.Positions, position)
		x = append(x, bigs(position.Values))
		round.Positions = append(round.Positions, reference.Position{Agent: position.Agent, Values: x[i]})
	}
	for _, name := range []string{"median", "krum", "multi-krum"} {
		task := oracle.Task{Solver: name, Dimension: c.Coordinates, Width: oracle.WidthFull, TrimBps: 2000, MinAgents: 3}
		p.Task = task.ID
		s, err := compute.New(name, cpu.New())
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Solve(context.Background(), task, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(task, p, o); err != nil {
			t.Errorf("%s %s: %v", shape, name, err)
		}
		e := reference.NewHistory(task).Fold(round)
		if e.Insufficient != (o.Status == oracle.StatusInsufficient) || fmt.Sprint(bigs(o.Values)) != fmt.Sprint(e.Values) {
			t.Errorf("%s %s, n = %d, f = %d: %v, want %v (%v)", shape, name, c.Agents, e.Faults, bigs(o.Values), e.Values, e.Insufficient)
		}
		if e.Insufficient {
			continue
		}
		o.Values = append([]fixed.Q64x64(nil), o.Values...)
		o.Values[0], _ = o.Values[0].Add(fixed.FromUlps(1))
		o.Certificate.Digest = compute.Digest(name, c.Agents, e.Faults, o.Values)
		if err := s.Check(task, p, o); err == nil {
			t.Errorf("%s %s: one ulp off was accepted", shape, name)
		}
	}
}
