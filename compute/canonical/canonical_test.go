package canonical

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oracled/compute/certify"
)

var one = new(big.Int).Lsh(big.NewInt(1), 64)

func ulps(x ...float64) []*big.Int {
	out := make([]*big.Int, len(x))
	for i, v := range x {
		out[i], _ = new(big.Float).SetMantExp(big.NewFloat(v), 64).Int(nil)
	}
	return out
}

func parse(t testing.TB, spec string) Game {
	t.Helper()
	g, err := Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func solve(t testing.TB, g Game, tensor []*big.Int) Answer {
	t.Helper()
	a, err := g.Solve(t.Context(), tensor)
	if err != nil {
		t.Fatalf("%s: %v", g, err)
	}
	if err := g.Check(tensor, a); err != nil {
		t.Fatalf("%s: its own answer: %v", g, err)
	}
	return a
}

func floats(x []*big.Int) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		f, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(v), -64).Float64()
		out[i] = f
	}
	return out
}

func near(t *testing.T, what string, got []*big.Int, want ...float64) {
	t.Helper()
	x := floats(got)
	for i, w := range want {
		if len(x) != len(want) || x[i]-w > 1e-15 || w-x[i] > 1e-15 {
			t.Errorf("%s: %v, want %v", what, x, want)
			return
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"nash-averaging agents=8":                             "",
		"nash-averaging agents=8 bound=2^-30":                 "nash-averaging agents=8",
		"nash-averaging bound=2^-20 agents=8":                 "nash-averaging agents=8 bound=2^-20",
		"nash-averaging tasks=5 bound=2^-40 agents=8":         "nash-averaging agents=8 tasks=5 bound=2^-40",
		"hodge agents=91":                                     "",
		"hodge tasks=64 agents=64":                            "hodge agents=64 tasks=64",
		"nash columns=3 rows=2":                               "nash rows=2 columns=3",
		"correlated-equilibrium shape=2x3x2":                  "",
		"correlated-equilibrium bound=2^-8 shape=2x2":         "correlated-equilibrium shape=2x2 bound=2^-8",
		"correlated-equilibrium shape=2x2x2x2x2x2x2":          "",
		"nash-averaging agents=64":                            "",
		"nash-averaging agents=32 tasks=31":                   "",
		"nash rows=8 columns=8":                               "",
		"nash rows=2 columns=10":                              "",
		"correlated-equilibrium shape=6x6":                    "",
		"correlated-equilibrium shape=4x4x4":                  "",
		"correlated-equilibrium shape=2x2x2x2x2x2 bound=2^-9": "",
	} {
		if want == "" {
			want = text
		}
		g := parse(t, text)
		if g.String() != want {
			t.Errorf("%q is %q, want %q", text, g, want)
		}
		if again := parse(t, g.String()); again.String() != g.String() || fmt.Sprint(again) != fmt.Sprint(g) {
			t.Errorf("%q is not its own canonical form", g)
		}
		if g.Size() > g.Entries() || g.Size() < 1 {
			t.Errorf("%q: %d values for positions of %d", text, g.Size(), g.Entries())
		}
	}
	for text, want := range map[string]string{
		"":                                                       "name",
		" nash-averaging agents=8":                               "name",
		"elo agents=8":                                           `"elo" is not one of`,
		"nash-averaging":                                         "agents: missing",
		"nash-averaging agents":                                  "key=value",
		"nash-averaging agents=":                                 "key=value",
		"nash-averaging =8":                                      "key=value",
		"nash-averaging  agents=8":                               "key=value",
		"nash-averaging agents=8 ":                               "key=value",
		"nash-averaging agents=8\n":                              "agents:",
		"nash-averaging agents=8 agents=8":                       "agents is given twice",
		"nash-averaging agents=8 form=ava":                       "form: unknown parameter",
		"nash-averaging agents=2":                                "agents: \"2\" is not an integer from 3",
		"nash-averaging agents=08":                               "agents:",
		"nash-averaging agents=+8":                               "agents:",
		"nash-averaging agents=-8":                               "agents:",
		"nash-averaging agents=65":                               "agents:",
		"nash-averaging agents=99999999999999999999999":          "agents:",
		"nash-averaging agents=32 tasks=32":                      "tasks: 64",
		"nash-averaging agents=1 tasks=5":                        "agents:",
		"nash-averaging agents=8 bound=1e-9":                     "bound:",
		"nash-averaging agents=8 bound=2^-41":                    "bound:",
		"nash-averaging agents=8 bound=2^-7":                     "bound:",
		"nash-averaging agents=8 bound=2^-030":                   "bound:",
		"nash-averaging tasks=5":                                 "agents: missing",
		"hodge agents=8 bound=2^-30":                             "bound: unknown parameter",
		"hodge agents=92":                                        "agents:",
		"hodge agents=65 tasks=64":                               "tasks:",
		"nash rows=2":                                            "columns: missing",
		"nash rows=8 columns=9":                                  "columns:",
		"nash rows=1 columns=3":                                  "rows:",
		"correlated-equilibrium":                                 "shape: missing",
		"correlated-equilibrium shape=2":                         "shape:",
		"correlated-equilibrium shape=2x":                        "shape:",
		"correlated-equilibrium shape=2x1":                       "shape:",
		"correlated-equilibrium shape=2X2":                       "shape:",
		"correlated-equilibrium shape=64x64":                     "shape:",
		"correlated-equilibrium shape=64x64x64":                  "shape:",
		"correlated-equilibrium shape=7x7":                       "shape:",
		"correlated-equilibrium shape=2x2x2x2x2x2x2x2x2x2x2x2":   "",
		"correlated-equilibrium shape=2x2x2x2x2x2x2x2x2x2x2x2x2": "shape:",
	} {
		_, err := Parse(text)
		if !errors.Is(err, ErrSpec) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestAgents(t *testing.T) {
	rps := parse(t, "nash-averaging agents=3")
	a := solve(t, rps, ulps(1, -1, 1))
	near(t, "rock, paper, scissors", a.Values, 1.0/3, 1.0/3, 1.0/3)
	if total := sum(a.Values); total.Cmp(one) != 0 {
		t.Errorf("sums to %s", total)
	}
	// Rock, paper, scissors with unequal stakes: p ∝ what the other two play for.
	near(t, "unequal stakes", solve(t, rps, ulps(2, -3, 1)).Values, 1.0/6, 3.0/6, 2.0/6)
	// All zeros: everybody alike, the missing ulp to the first.
	zeros := solve(t, rps, ulps(0, 0, 0)).Values
	if third := new(big.Int).Div(one, big.NewInt(3)); zeros[0].Cmp(new(big.Int).Add(third, big.NewInt(1))) != 0 || zeros[1].Cmp(third) != 0 || zeros[2].Cmp(third) != 0 {
		t.Errorf("all zeros: %v", zeros)
	}
	// A p = 0 for an agent outside the support is no obstacle to the proof: three
	// that beat nobody, one of them only tied with the winner.
	near(t, "a tie outside", solve(t, rps, ulps(0, 1, 0)).Values, 1.0/2, 1.0/2, 0)
	// Who loses to all is played by nobody and rated below 0: four agents in a
	// circle of three, and a fifth that loses 1, 2, 3 to them, who are the support.
	five := parse(t, "nash-averaging agents=5")
	b := solve(t, five, ulps(1, -1, 1, 1, 1, 2, 2, 3, 3, 0)).Values
	near(t, "two losers", b, 1.0/3, 1.0/3, 1.0/3, 0, 0, 0, 0, 0, -2, -2)
}

func TestTasks(t *testing.T) {
	g := parse(t, "nash-averaging agents=2 tasks=2")
	// Matching pennies with 2: the value is 1/5.
	near(t, "pennies", solve(t, g, ulps(2, -1, -1, 1)).Values, 2.0/5, 3.0/5, 2.0/5, 3.0/5)
	near(t, "a constant", solve(t, g, ulps(7, 7, 7, 7)).Values, 0.5, 0.5, 0.5, 0.5)
	near(t, "dominated", solve(t, g, ulps(3, 2, 1, 0)).Values, 1, 0, 0, 1)
	h := parse(t, "nash-averaging agents=4 tasks=4")
	s := ulps(1, 0, 0, 2, 0, 1, 0, 2, 0, 0, 1, 2, 0, 0, 0, -1)
	a := solve(t, h, s).Values
	third := 1.0 / 3
	near(t, "three and three", a, third, third, third, 0, third, third, third, 0, third, third, third, 0, -third, -third, -third, -2)
}

func TestHodge(t *testing.T) {
	near(t, "agents", solve(t, parse(t, "hodge agents=3"), ulps(1, 2, 3)).Values, 1, 2.0/3, -5.0/3)
	v := solve(t, parse(t, "hodge agents=3"), []*big.Int{big.NewInt(1), big.NewInt(0), big.NewInt(0)}).Values
	if v[0].Int64() != 0 || v[1].Int64() != -1 || v[2].Int64() != 0 {
		t.Errorf("floors of 1/3, −1/3, 0 are %v", v)
	}
	near(t, "tasks", solve(t, parse(t, "hodge agents=2 tasks=3"), ulps(1, 2, 3, 4, 5, 9)).Values, -2, 2, 1.5, 0.5, -2)
}

func TestBimatrix(t *testing.T) {
	g := parse(t, "nash rows=2 columns=2")
	// Battle of the sexes has three; pure ones come first, of the first row.
	near(t, "battle", solve(t, g, ulps(3, 0, 0, 2, 2, 0, 0, 3)).Values, 1, 0, 1, 0, 3, 2)
	near(t, "pennies", solve(t, g, ulps(1, -1, -1, 1, -1, 1, 1, -1)).Values, 0.5, 0.5, 0.5, 0.5, 0, 0)
	v := solve(t, g, ulps(2, -1, -1, 0, -2, 1, 1, 0)).Values
	near(t, "quarters", v, 0.25, 0.75, 0.25, 0.75, -0.25, 0.25)
}

func TestCorrelated(t *testing.T) {
	g := parse(t, "correlated-equilibrium shape=2x2")
	// Chicken: of the largest entropy, with reference from the dual by hand: the
	// game is symmetric, and one incentive of each player binds.
	a := solve(t, g, ulps(0, 7, 2, 6, 0, 2, 7, 6))
	p := floats(a.Values[:4])
	if d := new(big.Int).Sub(a.Values[1], a.Values[2]); d.CmpAbs(big.NewInt(1)) > 0 {
		t.Errorf("not symmetric: %v", p)
	}
	// In the prisoners' dilemma only the dominant profile is left.
	near(t, "dilemma", solve(t, g, ulps(3, 0, 5, 1, 3, 5, 0, 1)).Values, 0, 0, 0, 1, 1, 1)
	// Nobody cares: uniform.
	near(t, "indifferent", solve(t, g, ulps(4, 4, 4, 4, 1, 1, 1, 1)).Values, 0.25, 0.25, 0.25, 0.25, 4, 1)
}

// random draws a tensor of small integers, so that there are ties, or of any.
func random(r *rand.Rand, g Game) []*big.Int {
	out := make([]*big.Int, g.Entries())
	kind := r.IntN(4)
	for i := range out {
		switch kind {
		case 0:
			out[i] = new(big.Int).Mul(big.NewInt(r.Int64N(3)-1), one)
		case 1:
			out[i] = new(big.Int).Lsh(big.NewInt(r.Int64()-r.Int64()), uint(r.IntN(47)))
		case 2:
			out[i] = big.NewInt(r.Int64N(5) - 2) // a few ulps
		default: // nearly equal
			out[i] = new(big.Int).Add(one, big.NewInt(r.Int64N(1<<uint(1+r.IntN(40)))))
		}
	}
	return out
}

var specs = []string{
	"nash-averaging agents=3 bound=2^-40", "nash-averaging agents=4", "nash-averaging agents=7 bound=2^-40", "nash-averaging agents=2 tasks=2 bound=2^-40",
	"nash-averaging agents=3 tasks=7", "nash-averaging agents=5 tasks=4 bound=2^-40", "hodge agents=4", "hodge agents=3 tasks=2", "nash rows=3 columns=3",
	"nash rows=2 columns=4", "correlated-equilibrium shape=2x2 bound=2^-40", "correlated-equilibrium shape=3x2", "correlated-equilibrium shape=2x2x2",
}

// TestRandom: whatever the game, there is an answer, it passes at the strictest
// bound, and it is the same again.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	for _, spec := range specs {
		g := parse(t, spec)
		for range 8 {
			tensor := random(r, g)
			a := solve(t, g, tensor)
			b := solve(t, g, tensor)
			if !slices.EqualFunc(a.Values, b.Values, equal) || !slices.EqualFunc(a.Dual, b.Dual, equal) {
				t.Errorf("%s: %v and %v", g, a, b)
			}
		}
	}
}

func equal(a, b *big.Int) bool { return a.Cmp(b) == 0 }

// TestRefused: answers that are not the game's do not pass.
func TestRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 13))
	for _, spec := range specs {
		g := parse(t, spec)
		tensor := make([]*big.Int, g.Entries())
		for i := range tensor {
			tensor[i] = new(big.Int).Lsh(big.NewInt(r.Int64()-r.Int64()), 3)
		}
		good := solve(t, g, tensor)
		refused := func(what string, change func(a *Answer)) {
			t.Helper()
			a := Answer{Values: clone(good.Values), Dual: clone(good.Dual)}
			change(&a)
			if err := g.Check(tensor, a); !errors.Is(err, certify.ErrRefused) {
				t.Errorf("%s: %s: %v", g, what, err)
			}
		}
		refused("an ulp more", func(a *Answer) { a.Values[0].Add(a.Values[0], big.NewInt(1)) })
		refused("an ulp less at the end", func(a *Answer) { v := a.Values[len(a.Values)-1]; v.Sub(v, big.NewInt(1)) })
		refused("a value missing", func(a *Answer) { a.Values = a.Values[1:] })
		refused("no values", func(a *Answer) { a.Values = nil })
		if good.Dual == nil {
			refused("multipliers", func(a *Answer) { a.Dual = []*big.Int{new(big.Int)} })
			continue
		}
		refused("a negative probability", func(a *Answer) {
			a.Values[0].Sub(a.Values[0], one)
			a.Values[1].Add(a.Values[1], one)
		})
		refused("a thousandth moved", func(a *Answer) {
			d := new(big.Int).Rsh(one, 10)
			from := slices.IndexFunc(a.Values, func(v *big.Int) bool { return v.Cmp(d) > 0 })
			a.Values[from].Sub(a.Values[from], d)
			a.Values[1-min(from, 1)].Add(a.Values[1-min(from, 1)], d)
		})
		refused("no multipliers", func(a *Answer) { a.Dual = nil })
		refused("a multiplier missing", func(a *Answer) { a.Dual = a.Dual[1:] })
		refused("a multiplier nil", func(a *Answer) { a.Dual[0] = nil })
		refused("a negative multiplier", func(a *Answer) { a.Dual[0].SetInt64(-1) })
		refused("a huge multiplier", func(a *Answer) { a.Dual[0].Lsh(one, 600) })
	}
}

func clone(x []*big.Int) []*big.Int {
	var out []*big.Int
	for _, v := range x {
		out = append(out, new(big.Int).Set(v))
	}
	return out
}

// TestWithinBound: a value that is off by less than the bound passes, one that is
// off by more does not. In rock, paper, scissors a shift by d is exploited by 2d.
func TestWithinBound(t *testing.T) {
	g := parse(t, "nash-averaging agents=3 bound=2^-20")
	tensor := ulps(1, -1, 1)
	good := solve(t, g, tensor)
	for _, c := range []struct {
		shift int64
		ok    bool
	}{{1, true}, {1 << 42, true}, {1<<43 - 2, true}, {1<<43 + 2, false}, {1 << 60, false}} {
		a := Answer{Values: clone(good.Values), Dual: good.Dual}
		a.Values[0].Add(a.Values[0], big.NewInt(c.shift))
		a.Values[1].Sub(a.Values[1], big.NewInt(c.shift))
		if err := g.Check(tensor, a); (err == nil) != c.ok {
			t.Errorf("shifted by %d ulps: %v", c.shift, err)
		}
	}
	// An equilibrium that is not the most even one.
	zeros := ulps(0, 0, 0)
	a := solve(t, g, zeros)
	a.Values = []*big.Int{new(big.Int).Set(one), new(big.Int), new(big.Int)}
	if err := g.Check(zeros, a); !errors.Is(err, certify.ErrRefused) || !strings.Contains(err.Error(), "entropy") {
		t.Errorf("a vertex: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range specs {
		f.Add(s)
	}
	f.Add("nash rows=2  columns=2")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrSpec) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if g.Entries() > MaxEntries || g.Size() > g.Entries() {
			t.Errorf("%q: %d values for %d", text, g.Size(), g.Entries())
		}
		again, err := Parse(g.String())
		if err != nil || again.String() != g.String() || len(g.String()) > 256 {
			t.Errorf("%q: %v", g, err)
		}
	})
}

// FuzzCheck: no values and multipliers make Check panic, and none but a
// distribution passes.
func FuzzCheck(f *testing.F) {
	f.Add(uint8(0), int64(1), uint16(3), []byte{1, 2, 3})
	f.Add(uint8(3), int64(-7), uint16(900), []byte{0xff, 0, 0x80})
	f.Fuzz(func(t *testing.T, which uint8, shift int64, bits uint16, raw []byte) {
		g := parse(t, specs[int(which)%len(specs)])
		tensor := make([]*big.Int, g.Entries())
		for i := range tensor {
			v := int64(i%5) - 2
			if i < len(raw) {
				v = int64(int8(raw[i]))
			}
			tensor[i] = new(big.Int).Lsh(big.NewInt(v), uint(bits%100))
		}
		a := solve(t, g, tensor)
		k := int(which) % len(a.Values)
		a.Values[k].Add(a.Values[k], big.NewInt(shift))
		if len(a.Dual) > 0 {
			d := a.Dual[int(which)%len(a.Dual)]
			d.Add(d, new(big.Int).Lsh(big.NewInt(shift), uint(bits)))
		}
		if err := g.Check(tensor, a); err == nil && shift != 0 {
			t.Errorf("%s: value %d moved by %d ulps passes", g, k, shift)
		}
	})
}
