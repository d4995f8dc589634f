package compute_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

func task(name string) oracle.Task {
	return oracle.Task{
		ID: oracle.TaskIDFromIndex(3), Index: 3, Solver: name, Dimension: 3, Width: oracle.WidthFull,
		TrimBps: 2000, Lambda: 60000, MinAgents: 4, MaxAgents: 1000, InitialTrust: 32768,
	}
}

func profile(t oracle.Task, n int, seed uint64) oracle.Profile {
	r := rand.New(rand.NewPCG(seed, 1))
	p := oracle.Profile{Task: t.ID, Round: 7}
	for i := range n {
		x := oracle.Position{
			Agent: common.BigToAddress(big.NewInt(int64(1000 + i))), Confidence: uint8(r.IntN(101)), Trust: uint32(r.IntN(65537)),
		}
		for range t.Dimension {
			x.Values = append(x.Values, fixed.Q64x64{Hi: r.Int64N(9) - 4, Lo: uint64(r.IntN(2)) * r.Uint64()})
		}
		p.Positions = append(p.Positions, x)
	}
	return p
}

func mustSolve(t testing.TB, task oracle.Task, p oracle.Profile) (compute.Solver, oracle.Outcome) {
	t.Helper()
	s, err := compute.New(task.Solver, cpu.New())
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Solve(context.Background(), task, p)
	if err != nil {
		t.Fatal(err)
	}
	return s, o
}

func TestNew(t *testing.T) {
	if got := fmt.Sprint(compute.Solvers()); got != "[krum median multi-krum nnm+krum nnm+median nnm+multi-krum nnm+trimmed-mean trimmed-equilibrium trimmed-mean]" {
		t.Errorf("solvers %s", got)
	}
	_, err := compute.New("mean", cpu.New())
	if err == nil || !strings.Contains(err.Error(), "trimmed-equilibrium, trimmed-mean") {
		t.Errorf("unknown solver: %v", err)
	}
}

// trims tells whether a solver's certificates have cuts.
func trims(name string) bool { return strings.HasPrefix(name, "trimmed-") }

// What a solver finds it also accepts; and it is what the columns say.
func TestSolveAndCheck(t *testing.T) {
	for _, name := range compute.Solvers() {
		for n := 5; n < 60; n++ {
			tk := task(name)
			if n%2 == 0 {
				tk.Width = oracle.WidthNarrow
			}
			p := profile(tk, n, uint64(n))
			s, o := mustSolve(t, tk, p)
			if o.Status != oracle.StatusOK || o.Participants != n || o.Task != tk.ID || o.Index != 3 || o.Round != 7 || o.Narrow != (n%2 == 0) {
				t.Fatalf("head of %+v", o)
			}
			cuts := 0
			if trims(name) {
				cuts = 3
			}
			if len(o.Values) != 3 || len(o.Certificate.Cuts) != cuts || o.Certificate.Kind != name || o.Certificate.F != tk.Faults(n) {
				t.Fatalf("shape of %+v", o)
			}
			low, high := 0, 0
			for i, x := range o.Trimmed {
				low, high = low+x.Low, high+x.High
				if x.Low+x.High == 0 || i > 0 && x.Agent.Cmp(o.Trimmed[i-1].Agent) <= 0 {
					t.Fatalf("trimmed %+v", o.Trimmed)
				}
			}
			if want := cuts * tk.Faults(n); low != want || high != want {
				t.Fatalf("n = %d: %d low and %d high cuts, want %d each", n, low, high, want)
			}
			if err := s.Check(tk, p, o); err != nil {
				t.Fatalf("%s, n = %d: %v", name, n, err)
			}
			if b := o.Breakdown(); trims(name) && b != tk.Faults(n)+1 || !trims(name) && b != 0 {
				t.Fatalf("%s, n = %d: breakdown %d", name, n, b)
			}
			_, again := mustSolve(t, tk, p)
			if !reflect.DeepEqual(o, again) {
				t.Fatalf("n = %d: two solutions differ", n)
			}
		}
	}
}

// Every lie about an outcome is found.
func TestCheckRejects(t *testing.T) {
	for _, name := range compute.Solvers() {
		tk := task(name)
		p := profile(tk, 23, 5)
		s, _ := mustSolve(t, tk, p)
		redigest := func(o *oracle.Outcome) {
			o.Certificate.Digest = compute.Digest(name, o.Participants, o.Certificate.F, o.Values)
		}
		shift := func(o *oracle.Outcome, ulps int64) {
			v, _ := o.Values[1].Add(fixed.FromUlps(ulps))
			o.Values[1] = v
			redigest(o)
		}
		cut := func(ulps int64, high bool) func(*oracle.Outcome) {
			return func(o *oracle.Outcome) {
				c := &o.Certificate.Cuts[2]
				if high {
					c.High = new(big.Int).Add(c.High, big.NewInt(ulps))
				} else {
					c.Low = new(big.Int).Add(c.Low, big.NewInt(ulps))
				}
			}
		}
		lies := map[string]func(*oracle.Outcome){
			"v+1":            func(o *oracle.Outcome) { shift(o, 1) },
			"v−1":            func(o *oracle.Outcome) { shift(o, -1) },
			"v far away":     func(o *oracle.Outcome) { o.Values[0] = fixed.Max(); redigest(o) },
			"v the smallest": func(o *oracle.Outcome) { o.Values[0] = fixed.Min(); redigest(o) },
			"digest":         func(o *oracle.Outcome) { o.Certificate.Digest[5] ^= 1 },
			"a value less":   func(o *oracle.Outcome) { o.Values = o.Values[1:] },
			"f":              func(o *oracle.Outcome) { o.Certificate.F--; redigest(o) },
			"kind":           func(o *oracle.Outcome) { o.Certificate.Kind = "mean" },
			"status":         func(o *oracle.Outcome) { o.Status = oracle.StatusInsufficient },
			"participants":   func(o *oracle.Outcome) { o.Participants++; redigest(o) },
			"round":          func(o *oracle.Outcome) { o.Round++ },
			"index":          func(o *oracle.Outcome) { o.Index++ },
			"task":           func(o *oracle.Outcome) { o.Task[0] = 1 },
			"narrow":         func(o *oracle.Outcome) { o.Narrow = true },
		}
		if trims(name) {
			maps.Copy(lies, map[string]func(*oracle.Outcome){
				"low cut up":       cut(1, false),
				"low cut down":     cut(-1, false),
				"high cut up":      cut(1, true),
				"high cut down":    cut(-1, true),
				"cuts swapped":     func(o *oracle.Outcome) { c := &o.Certificate.Cuts[0]; c.Low, c.High = c.High, c.Low },
				"cut missing":      func(o *oracle.Outcome) { o.Certificate.Cuts[0].Low = nil },
				"cut of 128 bits":  func(o *oracle.Outcome) { o.Certificate.Cuts[0].High = new(big.Int).Lsh(big.NewInt(1), 127) },
				"a cut less":       func(o *oracle.Outcome) { o.Certificate.Cuts = o.Certificate.Cuts[1:] },
				"nobody trimmed":   func(o *oracle.Outcome) { o.Trimmed = nil },
				"somebody trimmed": func(o *oracle.Outcome) { o.Trimmed[0].Low++ },
			})
		} else {
			maps.Copy(lies, map[string]func(*oracle.Outcome){
				"a cut":            func(o *oracle.Outcome) { o.Certificate.Cuts = make([]oracle.Cut, 3) },
				"somebody trimmed": func(o *oracle.Outcome) { o.Trimmed = []oracle.TrimmedAgent{{Low: 1}} },
			})
		}
		for what, spoil := range lies {
			_, o := mustSolve(t, tk, p)
			spoil(&o)
			if err := s.Check(tk, p, o); !errors.Is(err, compute.ErrOutcome) {
				t.Errorf("%s: %s was accepted: %v", name, what, err)
			}
		}
	}
}

func TestInsufficient(t *testing.T) {
	for _, c := range []struct {
		solver    string
		trim, min uint32
		n         int
		want      oracle.Status
	}{
		{compute.TrimmedEquilibrium, 2000, 4, 4, oracle.StatusInsufficient}, // f = 0 although the task trims
		{compute.TrimmedEquilibrium, 2000, 4, 5, oracle.StatusOK},
		{compute.TrimmedEquilibrium, 2000, 8, 7, oracle.StatusInsufficient},
		{compute.TrimmedEquilibrium, 0, 1, 2, oracle.StatusOK},
		{compute.TrimmedEquilibrium, 0, 1, 1, oracle.StatusInsufficient},
		{compute.TrimmedEquilibrium, 4000, 1, 5, oracle.StatusInsufficient}, // n = 2f + 1
		{compute.TrimmedMean, 4000, 1, 5, oracle.StatusOK},
		{compute.TrimmedMean, 0, 1, 1, oracle.StatusOK},
		{compute.TrimmedMean, 0, 0, 0, oracle.StatusInsufficient},
		{compute.TrimmedMean, 5000, 1, 4, oracle.StatusInsufficient},
		{compute.TrimmedEquilibrium, 10000, 1, 4, oracle.StatusInsufficient},
		{compute.Median, 4000, 1, 5, oracle.StatusOK},
		{compute.Krum, 2000, 1, 5, oracle.StatusOK},                // n = 2f + 3
		{compute.MultiKrum, 4000, 1, 6, oracle.StatusInsufficient}, // n = 2f + 2
	} {
		tk := task(c.solver)
		tk.TrimBps, tk.MinAgents = c.trim, c.min
		p := profile(tk, c.n, 2)
		s, o := mustSolve(t, tk, p)
		if o.Status != c.want || o.Participants != c.n || (len(o.Values) == 0) != (c.want == oracle.StatusInsufficient) {
			t.Errorf("%+v: %+v", c, o)
		}
		if err := s.Check(tk, p, o); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if o.Status == oracle.StatusInsufficient {
			o.Values = []fixed.Q64x64{{}}
			if err := s.Check(tk, p, o); !errors.Is(err, compute.ErrOutcome) {
				t.Errorf("%+v: values were accepted: %v", c, err)
			}
		}
	}
}

func TestSolveRejects(t *testing.T) {
	for what, spoil := range map[string]func(*oracle.Task, *oracle.Profile){
		"another solver": func(tk *oracle.Task, _ *oracle.Profile) { tk.Solver = compute.TrimmedMean },
		"another task":   func(_ *oracle.Task, p *oracle.Profile) { p.Task[0] = 1 },
		"Λ":              func(tk *oracle.Task, _ *oracle.Profile) { tk.Lambda = 65001 },
		"order": func(_ *oracle.Task, p *oracle.Profile) {
			p.Positions[2], p.Positions[3] = p.Positions[3], p.Positions[2]
		},
		"an agent twice":     func(_ *oracle.Task, p *oracle.Profile) { p.Positions[2].Agent = p.Positions[3].Agent },
		"a coordinate short": func(_ *oracle.Task, p *oracle.Profile) { p.Positions[4].Values = p.Positions[4].Values[1:] },
		"confidence":         func(_ *oracle.Task, p *oracle.Profile) { p.Positions[4].Confidence = 101 },
		"trust":              func(_ *oracle.Task, p *oracle.Profile) { p.Positions[4].Trust = 65537 },
		"2¹¹⁰":               func(_ *oracle.Task, p *oracle.Profile) { p.Positions[4].Values[1] = fixed.Q64x64{Hi: 1 << 46} },
		"too large for narrow": func(tk *oracle.Task, p *oracle.Profile) {
			tk.Width = 8
			p.Positions[4].Values[1] = fixed.FromInt64(-1 << 31)
		},
	} {
		tk := task(compute.TrimmedEquilibrium)
		p := profile(tk, 12, 3)
		s, o := mustSolve(t, tk, p)
		spoil(&tk, &p)
		if _, err := s.Solve(context.Background(), tk, p); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: solved: %v", what, err)
		}
		if err := s.Check(tk, p, o); err == nil {
			t.Errorf("%s: checked", what)
		}
	}
	tk := task(compute.TrimmedEquilibrium)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s, _ := compute.New(tk.Solver, cpu.New())
	if _, err := s.Solve(ctx, tk, profile(tk, 12, 3)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// Equal pulls: the first agents are the lowest, the last the highest.
func TestTrimmedTies(t *testing.T) {
	tk := task(compute.TrimmedMean)
	tk.Dimension = 1
	p := profile(tk, 10, 1)
	for i := range p.Positions {
		p.Positions[i].Values[0] = fixed.FromInt64(5)
	}
	p.Positions[7].Values[0] = fixed.FromInt64(9)
	_, o := mustSolve(t, tk, p)
	var got []string
	for _, x := range o.Trimmed {
		got = append(got, fmt.Sprint(x.Agent.Big().Int64()-1000, x.Low, x.High))
	}
	if want := "0 1 0|1 1 0|7 0 1|9 0 1"; strings.Join(got, "|") != want {
		t.Errorf("trimmed %v, want %s", got, want)
	}
}

func TestDigest(t *testing.T) {
	// keccak256("oracled/trimmed-equilibrium/1" ‖ 7 ‖ 1 ‖ 1 ‖ 16 bytes of ff), computed with another implementation.
	got := fmt.Sprintf("%x", compute.Digest(compute.TrimmedEquilibrium, 7, 1, []fixed.Q64x64{fixed.FromUlps(-1)}))
	if want := "fb77b7b221c132cb6a4ef6ff9d6ff87c7f1554c047674ea71694efc97a27c034"; got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func BenchmarkSolve(b *testing.B) {
	tk := task(compute.TrimmedEquilibrium)
	tk.Dimension = 64
	p := profile(tk, 1000, 9)
	solveAndCheck(b, tk, p)
}

// solveAndCheck measures a solver, and its check of what it found.
func solveAndCheck(b *testing.B, tk oracle.Task, p oracle.Profile) {
	s, o := mustSolve(b, tk, p)
	b.Run("solve", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Solve(context.Background(), tk, p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if err := s.Check(tk, p, o); err != nil {
				b.Fatal(err)
			}
		}
	})
}
