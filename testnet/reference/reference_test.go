package reference

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

func ints(values ...int64) []*big.Int {
	var out []*big.Int
	for _, v := range values {
		out = append(out, big.NewInt(v))
	}
	return out
}

func column(values ...int64) [][]*big.Int {
	var out [][]*big.Int
	for _, v := range values {
		out = append(out, ints(v))
	}
	return out
}

func agent(i int) common.Address { return common.BigToAddress(big.NewInt(int64(i))) }

func TestMeans(t *testing.T) {
	for _, c := range []struct {
		values []int64
		f      int
		want   int64
	}{
		{[]int64{10, 11, 12, 9, 10, 1000000, -1000000}, 2, 10},
		{[]int64{10, 11, 12, 9, 10, 1000000, 1000000}, 2, 11},
		{[]int64{-1, -2, -2, -3, 5}, 1, -2},
		{[]int64{-1, -2}, 0, -2},
		{[]int64{7}, 0, 7},
	} {
		if got := TrimmedMean(column(c.values...), c.f)[0]; got.Int64() != c.want {
			t.Errorf("trimmed mean of %v, f = %d: %v, want %d", c.values, c.f, got, c.want)
		}
		L := make([]uint32, len(c.values))
		for i := range L {
			L[i] = 40000
		}
		if got := Equilibrium(column(c.values...), L, c.f)[0]; got.Int64() != c.want {
			t.Errorf("equilibrium of %v, equal L, f = %d: %v, want %d", c.values, c.f, got, c.want)
		}
	}
	if got := PlainMean(column(0, 0, 100))[0].Int64(); got != 33 {
		t.Errorf("plain mean %d", got)
	}
}

func TestEquilibriumByHand(t *testing.T) {
	// 3·(0 − T) + 1·(8 − T) = 0 at T = 2: weights 49152 and 16384.
	got := Equilibrium(column(0, 8), []uint32{16384, 49152}, 0)[0]
	if got.Int64() != 2 {
		t.Errorf("got %v", got)
	}
	if got := L(60000, 50, 32768); got != 45000 {
		t.Errorf("L = %d", got)
	}
}

func TestTrustFold(t *testing.T) {
	task := oracle.Task{Solver: "trimmed-equilibrium", Dimension: 1, TrimBps: 2000, MinAgents: 3, InitialTrust: 32768, MinTrust: 20000, Width: oracle.WidthFull}
	h := NewHistory(task)
	good, bad := uint32(32768), uint32(32768)
	round := func() Round {
		r := Round{Rejected: []Rejected{
			{agent(8), oracle.NotRevealed}, {agent(9), oracle.BadSignature}, {agent(10), oracle.OverCapacity},
		}}
		for i := 1; i <= 6; i++ {
			v := int64(100 + i)
			if i == 6 {
				v = 1_000_000
			}
			r.Positions = append(r.Positions, Position{Agent: agent(i), Confidence: 50, Values: ints(v)})
		}
		return r
	}
	for k := range 12 {
		low := bad < task.MinTrust
		e := h.Fold(round())
		good, bad = good-good/8+8192, bad-bad/8
		if low && (len(e.LowTrust) != 1 || e.LowTrust[0] != agent(6)) {
			t.Fatalf("round %d: low trust %v", k+1, e.LowTrust)
		}
		if !low && (e.Participants != 6 || e.Faults != 1) {
			t.Fatalf("round %d: %d participants, f = %d", k+1, e.Participants, e.Faults)
		}
		trust := h.Trust()
		if trust[agent(1)] != good || trust[agent(6)] != bad || trust[agent(8)] != bad {
			t.Fatalf("round %d: trust %v, want %d and %d", k+1, trust, good, bad)
		}
		for _, i := range []int{9, 10} {
			if _, touched := trust[agent(i)]; touched {
				t.Fatalf("round %d: agent %d was touched", k+1, i)
			}
		}
	}
	if bad >= task.MinTrust {
		t.Fatal("the liar was never removed")
	}
	// It comes back by telling the truth, although it does not count.
	for range 30 {
		r := round()
		r.Positions[5].Values = ints(103)
		h.Fold(r)
	}
	if got := h.Trust()[agent(6)]; got < 60000 || got > 65536 {
		t.Fatalf("the converted liar's trust is %d", got)
	}
	// Nobody is out of a round without a value.
	before := h.Trust()
	e := h.Fold(Round{Positions: []Position{{Agent: agent(1), Values: ints(-1 << 60)}}, Rejected: []Rejected{{agent(2), oracle.Equivocation}}})
	if !e.Insufficient || e.Values != nil {
		t.Fatalf("one position suffices: %+v", e)
	}
	after := h.Trust()
	if after[agent(1)] < before[agent(1)] || after[agent(2)] >= before[agent(2)] || after[agent(3)] != before[agent(3)] {
		t.Fatalf("trust %v → %v", before, after)
	}
}

func TestTrustNeverExceedsOne(t *testing.T) {
	for v := uint32(0); v <= 65536; v++ {
		if next := v - v/8 + 8192; next > 65536 || next < v && v < 65536-7 {
			t.Fatalf("%d → %d", v, next)
		}
	}
}

func TestInsufficient(t *testing.T) {
	task := oracle.Task{Solver: "trimmed-equilibrium", TrimBps: 2500, MinAgents: 2}
	for n, want := range map[int]bool{0: true, 3: true, 4: false, 7: false, 8: false} {
		r := Round{}
		for i := range n {
			r.Positions = append(r.Positions, Position{Agent: agent(i + 1), Values: ints(int64(i))})
		}
		if e := NewHistory(task).Fold(r); e.Insufficient != want {
			t.Errorf("%d positions: insufficient %t", n, e.Insufficient)
		}
	}
	if v := (Expected{Values: ints(-1, 1<<40)}).Posted(oracle.WidthNarrow); v[0].Int64() != -1 || v[1].Int64() != 256 {
		t.Errorf("narrow %v", v)
	}
}
