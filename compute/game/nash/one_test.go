package nash

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"oracled/compute/game"
	"oracled/compute/internal/looks"
)

func random(r *rand.Rand, draw func() float64, shape ...int) *game.Game {
	size := 1
	for _, m := range shape {
		size *= m
	}
	payoffs := make([][]float64, len(shape))
	for i := range payoffs {
		for range size {
			payoffs[i] = append(payoffs[i], draw())
		}
	}
	g, err := game.New(shape, payoffs)
	if err != nil {
		panic(err)
	}
	return g
}

func mustOne(t testing.TB, g *game.Game) Equilibrium {
	t.Helper()
	e, err := One(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.CheckProfile(e.Profile); err != nil {
		t.Fatal(err)
	}
	if conv := g.NashConv(e.Profile); !e.Converged || conv > 1e-9*g.Spread() {
		t.Errorf("%v by %s: NashConv %g of %g after %d", g.Shape(), e.Method, conv, g.Spread(), e.Iterations)
	}
	return e
}

// Random games, at all scales, with ties, duplicated actions and players who do
// not care, have an equilibrium to 10⁻⁹.
func TestOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	methods := map[string]int{}
	for name, draw := range map[string]func() float64{
		"normal": r.NormFloat64,
		"ties":   func() float64 { return float64(r.IntN(3)) },
		"signs":  func() float64 { return float64(r.IntN(2)) },
		"large":  func() float64 { return 1e6 * (5 + r.NormFloat64()) },
		"small":  func() float64 { return 1e-6 * r.NormFloat64() },
		"cubic":  func() float64 { x := r.NormFloat64(); return x * x * x },
	} {
		for _, shape := range [][]int{{1}, {4}, {2, 2}, {3, 5}, {10, 10}, {30, 30}, {2, 2, 2}, {3, 2, 1}, {3, 3, 3}, {2, 3, 4}, {4, 4, 4}, {2, 2, 2, 2}, {3, 3, 3, 3}, {2, 2, 2, 2, 2, 2}} {
			t.Run(fmt.Sprint(name, shape), func(t *testing.T) {
				for range 3 {
					methods[mustOne(t, random(r, draw, shape...)).Method]++
				}
			})
		}
	}
	t.Log(methods)
}

// Games without a pure equilibrium, whose mixed ones are known.
func TestOneNamed(t *testing.T) {
	pennies := func(n int) *game.Game { // each player against the next (Jordan 1993)
		shape := make([]int, n)
		for i := range shape {
			shape[i] = 2
		}
		payoffs := make([][]float64, n)
		for i := range payoffs {
			for s := range 1 << n {
				same := s>>(n-1-i)&1 == s>>(n-1-(i+1)%n)&1
				if same != (i == n-1) {
					payoffs[i] = append(payoffs[i], 1)
				} else {
					payoffs[i] = append(payoffs[i], 0)
				}
			}
		}
		g, err := game.New(shape, payoffs)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for _, n := range []int{2, 3, 4, 5} {
		for _, x := range mustOne(t, pennies(n)).Profile {
			if x[0] < 0.5-1e-6 || x[0] > 0.5+1e-6 {
				t.Errorf("%d pennies: %v", n, x)
			}
		}
	}
	A, B := sixBySix()
	floats := func(M [][]*big.Rat) [][]float64 {
		out := make([][]float64, len(M))
		for i, row := range M {
			for _, x := range row {
				v, _ := x.Float64()
				out[i] = append(out[i], v)
			}
		}
		return out
	}
	g, err := game.Bimatrix(floats(A), floats(B))
	if err != nil {
		t.Fatal(err)
	}
	mustOne(t, g)
	// Every label leads somewhere, in floats and exactly, to the same place.
	for label := range 12 {
		p, _, err := lemkeHowson(context.Background(), g, label, false)
		q, _, err2 := lemkeHowson(context.Background(), g, label, true)
		if err != nil || err2 != nil || q == nil || g.NashConv(q) > 1e-9*g.Spread() {
			t.Fatalf("label %d: %v, %v, %v", label, q, err, err2)
		}
		for i := range p {
			for a := range p[i] {
				if d := p[i][a] - q[i][a]; d > 1e-7 || d < -1e-7 {
					t.Errorf("label %d: %v, exactly %v", label, p, q)
				}
			}
		}
	}
}

func TestOneStops(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1)) // draws games that take thousands of looks
	for _, shape := range [][]int{{12, 12, 12}, {300, 300}} {
		g := random(r, r.NormFloat64, shape...)
		for _, at := range []int64{1, 2, 100} {
			ctx := looks.New(at)
			if _, err := One(ctx, g); !errors.Is(err, context.Canceled) || ctx.TooMany() > 40 { // a look for each way to begin
				t.Errorf("%v: %v after %d looks too many", shape, err, ctx.TooMany())
			}
		}
	}
}

// An action given twice, a player who only watches, a positive affine change of
// payoffs and other names leave what is found an equilibrium of the game they
// were made from.
func TestOneInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for range 60 {
		g := random(r, r.NormFloat64, 3, 2, 3)
		changed := make([][]float64, 4)
		for i := range 3 {
			for a := range 4 { // action 3 is action 1 again
				for b := range 2 {
					for c := range 3 {
						u := g.Payoffs(i)[[]int{0, 1, 2, 1}[a]*6+(1-b)*3+c]
						changed[i] = append(changed[i], 3*u-float64([]int{b, c, a % 3}[i]))
					}
				}
			}
		}
		// A shift by others' actions changes no best response; player 0's own
		// shift is by b, 1's by c, and 2's by a, action 3 counting as 0.
		for s := 3 * 6; s < 4*6; s++ {
			changed[2][s]--
		}
		changed[3] = make([]float64, 24)
		h, err := game.New([]int{4, 2, 3, 1}, changed)
		if err != nil {
			t.Fatal(err)
		}
		p := mustOne(t, h).Profile
		back := game.Profile{{p[0][0], p[0][1] + p[0][3], p[0][2]}, {p[1][1], p[1][0]}, p[2]}
		if conv := g.NashConv(back); conv > 1e-8*g.Spread() {
			t.Errorf("NashConv %g back in the first game", conv)
		}
	}
}

// A large game without a pure equilibrium is refused before its matrices are
// made.
func TestOneTooLarge(t *testing.T) {
	payoffs := make([][]float64, 3)
	for i := range payoffs {
		payoffs[i] = make([]float64, 2*MaxTotal)
	}
	for a := range MaxTotal { // pennies on the parity of the first player's action
		payoffs[0][2*a+a%2] = 1
		payoffs[2][2*a+1-a%2] = 1
	}
	g, err := game.New([]int{MaxTotal, 1, 2}, payoffs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := One(context.Background(), g); !errors.Is(err, game.ErrInput) {
		t.Error(err)
	}
}

func BenchmarkOne(b *testing.B) {
	for _, shape := range [][]int{{10, 10}, {100, 100}, {4, 4, 4}, {2, 2, 2, 2, 2}} {
		b.Run(fmt.Sprint(shape), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			for b.Loop() {
				mustOne(b, random(r, r.NormFloat64, shape...))
			}
		})
	}
}
