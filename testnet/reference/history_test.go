package reference_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// historySolvers are of every kind that the reference knows.
var historySolvers = []string{
	compute.TrimmedEquilibrium, compute.TrimmedMean, compute.Median, compute.Krum, compute.MultiKrum,
	"hierarchical groups=3", "hierarchical groups=4x2 trim=2500x0", "hierarchical groups=2x2x2 trim=0x0x0",
}

// Whole histories: trust, admission, f, stubbornness and values of the product
// against this package's, with liars, quitters and latecomers.
func TestHistoriesAgree(t *testing.T) {
	insufficient, low, out, hierarchical := 0, 0, 0, 0
	for seed := range uint64(96) {
		r := rand.New(rand.NewPCG(seed, 5))
		task := oracle.Task{
			ID: oracle.TaskIDFromIndex(4), Index: 4, Gate: common.Address{1}, Solver: historySolvers[seed%uint64(len(historySolvers))], Dimension: 1 + r.IntN(4),
			Width: []int{oracle.WidthFull, oracle.WidthNarrow}[r.IntN(2)], TrimBps: []uint32{0, 1000, 2500, 3333}[r.IntN(4)],
			Lambda: uint32(r.IntN(compute.MaxLambda + 1)), MinAgents: uint32(1 + r.IntN(6)),
			InitialTrust: uint32(r.IntN(65537)), MinTrust: uint32(r.IntN(30000)),
		}
		solver, err := compute.New(task.Solver, cpu.New())
		if err != nil {
			t.Fatal(err)
		}
		agents := 4 + r.IntN(12)
		if compute.Levels(task) > 0 {
			agents *= 4
		}
		history, trust := reference.NewHistory(task), oracle.NewTrust()
		for number := range uint64(25) {
			verified, rejected, round := drawRound(r, task, number+1, agents)
			admitted, lows := trust.Admit(task, verified)
			o, err := solver.Solve(context.Background(), task, admitted)
			if err != nil {
				t.Fatal(err)
			}
			if err := solver.Check(task, admitted, o); err != nil {
				t.Fatal(err)
			}
			trust.Fold(task, admitted, lows, rejected, o)

			e := history.Fold(round)
			at := fmt.Sprintf("seed %d, round %d", seed, number+1)
			if e.Insufficient != (o.Status == oracle.StatusInsufficient) || e.Participants != o.Participants || !e.Insufficient && e.Faults != o.Certificate.F || len(e.LowTrust) != len(lows.Positions) {
				t.Fatalf("%s: %+v, want %+v", at, o, e)
			}
			if got, want := fmt.Sprint(o.Posted().Values), fmt.Sprint(e.Posted(task.Width)); got != want {
				t.Fatalf("%s: posted %s, want %s", at, got, want)
			}
			want := history.Trust()
			for agent, w := range want {
				if got := trust.Of(task, agent); got != w {
					t.Fatalf("%s: trust of %s is %d, want %d", at, agent, got, w)
				}
			}
			switch {
			case e.Insufficient:
				insufficient++
			case compute.Levels(task) > 0:
				hierarchical++
			}
			low += len(e.LowTrust)
			for _, w := range slices.Collect(maps.Values(want)) {
				if w < task.InitialTrust {
					out++
				}
			}
		}
	}
	if insufficient == 0 || low == 0 || out == 0 || hierarchical < 100 {
		t.Errorf("the histories are too tame: %d insufficient rounds, %d of low trust, %d fell, %d hierarchical outcomes", insufficient, low, out, hierarchical)
	}
}

// drawRound draws the same round for both: each agent is honest, a liar in some
// coordinates, rejected for some reason, or absent; the last ones rarely honest.
func drawRound(r *rand.Rand, task oracle.Task, number uint64, agents int) (oracle.Profile, []oracle.Rejection, reference.Round) {
	p := oracle.Profile{Task: task.ID, Round: number}
	var rejected []oracle.Rejection
	var round reference.Round
	reasons := slices.DeleteFunc(oracle.Reasons(), func(x oracle.Reason) bool { return x == oracle.LowTrust })
	for i := range agents {
		agent := common.BigToAddress(big.NewInt(int64(i + 1)))
		honest := r.IntN(agents+2) > i
		switch {
		case !honest && r.IntN(3) == 0:
			reason := reasons[r.IntN(len(reasons))]
			rejected = append(rejected, oracle.Rejection{Agent: agent, Reason: reason})
			round.Rejected = append(round.Rejected, reference.Rejected{Agent: agent, Reason: reason})
			continue
		case r.IntN(8) == 0:
			continue
		}
		// Group 8 is in no tree; agents move between groups now and then.
		x := oracle.Position{Agent: agent, Group: uint32(i % (2 + r.IntN(8))), Confidence: uint8(r.IntN(101))}
		y := reference.Position{Agent: agent, Group: x.Group, Confidence: x.Confidence}
		for range task.Dimension {
			v, _ := fixed.FromFloat64(50 + r.NormFloat64())
			if !honest && r.IntN(3) > 0 {
				v = fixed.Q64x64{Hi: r.Int64N(1<<31) - 1<<30, Lo: r.Uint64()}
			}
			x.Values = append(x.Values, v)
			y.Values = append(y.Values, v.Big())
		}
		p.Positions = append(p.Positions, x)
		round.Positions = append(round.Positions, y)
	}
	return p, rejected, round
}
