package oracle_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// profile gives agents 1, 2, … the rows.
func profile(rows ...[]int64) oracle.Profile {
	var p oracle.Profile
	for i, row := range rows {
		pos := oracle.Position{Agent: addr(i + 1), Confidence: 100}
		for _, v := range row {
			pos.Values = append(pos.Values, fixed.FromUlps(v))
		}
		p.Positions = append(p.Positions, pos)
	}
	return p
}

func outcome(values ...int64) oracle.Outcome {
	o := oracle.Outcome{Status: oracle.StatusOK}
	for _, v := range values {
		o.Values = append(o.Values, fixed.FromUlps(v))
	}
	return o
}

func TestTrustStep(t *testing.T) {
	task := oracle.Task{Dimension: 1, InitialTrust: 32768}
	tr := oracle.NewTrust()
	// Equal positions: s = 0, nobody is out.
	tr.Fold(task, profile([]int64{5}), oracle.Profile{}, nil, outcome(5))
	if got := tr.Of(task, addr(1)); got != 32768-4096+8192 {
		t.Errorf("after an honest round: %d", got)
	}
	tr.Fold(task, oracle.Profile{}, oracle.Profile{}, []oracle.Rejection{{Agent: addr(1), Reason: oracle.BadOpening}}, oracle.Outcome{Status: oracle.StatusInsufficient})
	if got, want := tr.Of(task, addr(1)), uint32(36864-36864/8); got != want {
		t.Errorf("after a bad opening: %d, want %d", got, want)
	}
	if got := tr.Of(task, addr(2)); got != 32768 {
		t.Errorf("an agent that was not there: %d", got)
	}
	for range 200 {
		tr.Fold(task, profile([]int64{5}), oracle.Profile{}, nil, outcome(5))
		if got := tr.Of(task, addr(1)); got > 65536 {
			t.Fatalf("trust %d", got)
		}
	}
	if got := tr.Of(task, addr(1)); got < 65529 {
		t.Errorf("honest for ever: %d", got)
	}
	for range 200 {
		tr.Fold(task, oracle.Profile{}, oracle.Profile{}, []oracle.Rejection{{Agent: addr(1), Reason: oracle.Equivocation}}, oracle.Outcome{})
	}
	if got := tr.Of(task, addr(1)); got > 7 {
		t.Errorf("a cheat for ever: %d", got)
	}
}

// Only what an agent signed itself is held against it.
func TestTrustOfRejected(t *testing.T) {
	task := oracle.Task{Dimension: 1, InitialTrust: 8000}
	for _, reason := range oracle.Reasons() {
		tr := oracle.NewTrust()
		tr.Fold(task, oracle.Profile{}, oracle.Profile{}, []oracle.Rejection{{Agent: addr(1), Reason: reason}}, oracle.Outcome{Status: oracle.StatusInsufficient})
		want := uint32(7000)
		switch reason {
		case oracle.BadSignature, oracle.OverCapacity, oracle.LowTrust:
			want = 8000
		}
		if got := tr.Of(task, addr(1)); got != want {
			t.Errorf("%s: %d, want %d", reason, got, want)
		}
	}
}

func TestTrustOutInMoreThanHalf(t *testing.T) {
	const honest, bad = 8000 - 1000 + 8192, 7000
	// n = 4, f = 1: s is the third smallest distance, 1 in each coordinate; out
	// is beyond 4.
	for _, c := range []struct {
		name string
		last []int64
		low  bool
		want uint32
	}{
		{"at the limit", []int64{104, 96}, false, honest},
		{"out in half", []int64{105, 100}, false, honest},
		{"out in all", []int64{105, 95}, false, bad},
		{"of low trust and in", []int64{104, 104}, true, honest},
		{"of low trust and out", []int64{1 << 50, -1 << 50}, true, bad},
	} {
		task := oracle.Task{Dimension: 2, InitialTrust: 8000, TrimBps: 2500}
		admitted, low := profile([]int64{99, 101}, []int64{100, 100}, []int64{101, 99}, c.last), oracle.Profile{}
		if c.low {
			low.Positions = admitted.Positions[3:]
			admitted.Positions = append(slices.Clone(admitted.Positions[:3]), profile(nil, nil, nil, nil, []int64{100, 100}).Positions[4])
		}
		tr := oracle.NewTrust()
		tr.Fold(task, admitted, low, nil, outcome(100, 100))
		if got := tr.Of(task, addr(4)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if got := tr.Of(task, addr(1)); got != honest {
			t.Errorf("%s: an honest agent has %d", c.name, got)
		}
	}
}

// An insufficient round has no value to be out of; who took part is honest.
// What a game solver makes of the positions has nothing to do with how far they
// are out.
func TestTrustOfAGame(t *testing.T) {
	task := oracle.Task{Dimension: 3, InitialTrust: 32768, TrimBps: 2000}
	p := profile([]int64{1, 2, 3}, []int64{1, 2, 3}, []int64{2, 2, 3}, []int64{1, 3, 3}, []int64{900, 900, 900})
	o := outcome(1, 2, 3)
	o.Aggregate, o.Values = o.Values, []fixed.Q64x64{fixed.FromUlps(777)}
	tr := oracle.NewTrust()
	tr.Fold(task, p, oracle.Profile{}, nil, o)
	for i, want := range []uint32{36864, 36864, 36864, 36864, 28672} {
		if got := tr.Of(task, addr(i+1)); got != want {
			t.Errorf("agent %d has trust %d, want %d", i+1, got, want)
		}
	}
}

func TestTrustWithoutOutcome(t *testing.T) {
	task := oracle.Task{Dimension: 1, InitialTrust: 8000, TrimBps: 2500}
	tr := oracle.NewTrust()
	tr.Fold(task, profile([]int64{1}, []int64{1 << 60}), oracle.Profile{}, nil, oracle.Outcome{Status: oracle.StatusInsufficient})
	if got := tr.Of(task, addr(2)); got != 15192 {
		t.Errorf("%d, want 15192", got)
	}
}

func TestTrustAdmit(t *testing.T) {
	task := oracle.Task{Dimension: 1, InitialTrust: 8000, MinTrust: 7500}
	tr := oracle.NewTrust()
	tr.Fold(task, oracle.Profile{}, oracle.Profile{}, []oracle.Rejection{{Agent: addr(2), Reason: oracle.BadProof}}, oracle.Outcome{})
	p := profile([]int64{1}, []int64{2}, []int64{3})
	p.Round = 4
	admitted, low := tr.Admit(task, p)
	if len(admitted.Positions) != 2 || len(low.Positions) != 1 || low.Positions[0].Agent != addr(2) || admitted.Round != 4 {
		t.Fatalf("admitted %+v, low %+v", admitted, low)
	}
	if low.Positions[0].Trust != 7000 || admitted.Positions[1].Trust != 8000 {
		t.Errorf("trust %d and %d", low.Positions[0].Trust, admitted.Positions[1].Trust)
	}
	if p.Positions[0].Trust != 0 {
		t.Error("the verifier's profile was changed")
	}
	task.MinTrust = 7000 // at the bound it counts
	if _, low := tr.Admit(task, p); len(low.Positions) != 0 {
		t.Errorf("low %+v", low)
	}
}

// The fold against the plain one of testnet/reference, which shares no code
// with it, over random histories with liars, cheats and those who come back.
func TestTrustAgainstReference(t *testing.T) {
	fell, rose := 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 2))
		task := oracle.Task{
			ID: oracle.TaskIDFromIndex(1), Index: 1, Solver: "trimmed-mean", Dimension: 1 + r.IntN(5),
			TrimBps: []uint32{0, 1000, 2000, 3333}[r.IntN(4)], MinAgents: uint32(1 + r.IntN(4)),
			InitialTrust: r.Uint32N(65537), MinTrust: r.Uint32N(40000),
		}
		tr, history := oracle.NewTrust(), reference.NewHistory(task)
		reasons := slices.DeleteFunc(oracle.Reasons(), func(x oracle.Reason) bool { return x == oracle.LowTrust })
		agents := 3 + r.IntN(12)
		wasLow := map[common.Address]bool{}
		for number := range 40 {
			var p oracle.Profile
			var rejected []oracle.Rejection
			var round reference.Round
			for i := range agents {
				agent := addr(i + 1)
				switch {
				case r.IntN(10) == 0: // absent
				case r.IntN(agents+6) < i:
					reason := reasons[r.IntN(len(reasons))]
					rejected = append(rejected, oracle.Rejection{Agent: agent, Reason: reason})
					round.Rejected = append(round.Rejected, reference.Rejected{Agent: agent, Reason: reason})
				default:
					x, y := oracle.Position{Agent: agent}, reference.Position{Agent: agent}
					for range task.Dimension {
						v := fixed.FromUlps(1000 + r.Int64N(21) - 10)
						if r.IntN(agents+6) < i {
							v = fixed.Q64x64{Hi: r.Int64N(1<<46) - 1<<45, Lo: r.Uint64()}
						}
						x.Values, y.Values = append(x.Values, v), append(y.Values, v.Big())
					}
					p.Positions, round.Positions = append(p.Positions, x), append(round.Positions, y)
				}
			}
			admitted, low := tr.Admit(task, p)
			e := history.Fold(round)
			o := oracle.Outcome{Status: oracle.StatusInsufficient}
			if !e.Insufficient {
				o.Status = oracle.StatusOK
				for _, v := range e.Values {
					q, err := fixed.FromBig(v)
					if err != nil {
						t.Fatal(err)
					}
					o.Values = append(o.Values, q)
				}
			}
			if len(low.Positions) != len(e.LowTrust) {
				t.Fatalf("seed %d round %d: %d of low trust, want %d", seed, number, len(low.Positions), len(e.LowTrust))
			}
			tr.Fold(task, admitted, low, rejected, o)
			for agent, want := range history.Trust() {
				if got := tr.Of(task, agent); got != want {
					t.Fatalf("seed %d round %d: trust of %s is %d, want %d", seed, number, agent, got, want)
				}
				if isLow := want < task.MinTrust; isLow != wasLow[agent] {
					wasLow[agent] = isLow
					if isLow {
						fell++
					} else {
						rose++
					}
				}
			}
		}
	}
	if fell < 50 || rose < 50 {
		t.Errorf("the histories are too tame: %d fell below minTrust, %d rose above", fell, rose)
	}
}
