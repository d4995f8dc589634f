package nash

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute/game"
	"oracled/compute/internal/looks"
)

func ints(rows ...[]int64) [][]*big.Rat {
	out := make([][]*big.Rat, len(rows))
	for i, row := range rows {
		for _, x := range row {
			out[i] = append(out[i], big.NewRat(x, 1))
		}
	}
	return out
}

func mustAll(t testing.TB, A, B [][]*big.Rat) []Exact {
	t.Helper()
	all, err := All(context.Background(), A, B)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func text(e Exact) string {
	s := ""
	for _, x := range [][]*big.Rat{e.X, e.Y} {
		for _, v := range x {
			s += v.RatString() + " "
		}
		s += "| "
	}
	return s
}

// sixBySix is von Stengel's game with 75 equilibria (1999, "New maximal numbers
// of equilibria in bimatrix games", §5).
func sixBySix() (A, B [][]*big.Rat) {
	A = ints(
		[]int64{9504, -660, 19976, -20526, 1776, -8976},
		[]int64{-111771, 31680, -130944, 168124, -8514, 52764},
		[]int64{397584, -113850, 451176, -586476, 29216, -178761},
		[]int64{171204, -45936, 208626, -263076, 14124, -84436},
		[]int64{1303104, -453420, 1227336, -1718376, 72336, -461736},
		[]int64{737154, -227040, 774576, -1039236, 48081, -300036})
	B = ints(
		[]int64{72336, 48081, 29216, 14124, 1776, -8514},
		[]int64{-461736, -300036, -178761, -84436, -8976, 52764},
		[]int64{1227336, 774576, 451176, 208626, 19976, -130944},
		[]int64{-1718376, -1039236, -586476, -263076, -20526, 168124},
		[]int64{1303104, 737154, 397584, 171204, 9504, -111771},
		[]int64{-453420, -227040, -113850, -45936, -660, 31680})
	return A, B
}

func TestSixBySix(t *testing.T) {
	A, B := sixBySix()
	if all := mustAll(t, A, B); len(all) != 75 {
		t.Errorf("%d equilibria", len(all))
	}
}

func TestNamedGames(t *testing.T) {
	for _, c := range []struct {
		name string
		A, B [][]*big.Rat
		want []string
	}{
		{"matching pennies", ints([]int64{1, -1}, []int64{-1, 1}), ints([]int64{-1, 1}, []int64{1, -1}), []string{"1/2 1/2 | 1/2 1/2 | "}},
		{"battle of the sexes", ints([]int64{3, 0}, []int64{0, 2}), ints([]int64{2, 0}, []int64{0, 3}),
			[]string{"1 0 | 1 0 | ", "0 1 | 0 1 | ", "3/5 2/5 | 2/5 3/5 | "}},
		{"prisoner's dilemma", ints([]int64{3, 0}, []int64{5, 1}), ints([]int64{3, 5}, []int64{0, 1}), []string{"0 1 | 0 1 | "}},
		{"Shapley 1964", ints([]int64{1, 0, 0}, []int64{0, 1, 0}, []int64{0, 0, 1}), ints([]int64{0, 1, 0}, []int64{0, 0, 1}, []int64{1, 0, 0}),
			[]string{"1/3 1/3 1/3 | 1/3 1/3 1/3 | "}},
		{"coordination on three", ints([]int64{1, 0, 0}, []int64{0, 1, 0}, []int64{0, 0, 1}), ints([]int64{1, 0, 0}, []int64{0, 1, 0}, []int64{0, 0, 1}),
			[]string{
				"1 0 0 | 1 0 0 | ", "0 1 0 | 0 1 0 | ", "0 0 1 | 0 0 1 | ",
				"1/2 1/2 0 | 1/2 1/2 0 | ", "1/2 0 1/2 | 1/2 0 1/2 | ", "0 1/2 1/2 | 0 1/2 1/2 | ", "1/3 1/3 1/3 | 1/3 1/3 1/3 | ",
			}},
		// Degenerate: the row player does not care, and ties.
		{"indifference", ints([]int64{0, 0}, []int64{0, 0}), ints([]int64{1, 0}, []int64{0, 1}),
			[]string{"1 0 | 1 0 | ", "0 1 | 0 1 | ", "1/2 1/2 | 1 0 | ", "1/2 1/2 | 0 1 | "}},
		{"all zeros", ints([]int64{0, 0}), ints([]int64{0, 0}), []string{"1 | 1 0 | ", "1 | 0 1 | "}},
		{"von Stengel 2002, degenerate 3×2", ints([]int64{3, 3}, []int64{2, 5}, []int64{0, 6}), ints([]int64{3, 3}, []int64{2, 6}, []int64{3, 1}),
			[]string{"1 0 0 | 1 0 | ", "1 0 0 | 2/3 1/3 | ", "0 1/3 2/3 | 1/3 2/3 | "}},
		{"one by one", ints([]int64{-5}), ints([]int64{7}), []string{"1 | 1 | "}},
	} {
		var got []string
		for _, e := range mustAll(t, c.A, c.B) {
			got = append(got, text(e))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// bySupports is the definition for nondegenerate games: for any two sets of
// actions of one size, the strategies that make the other indifferent.
func bySupports(A, B [][]*big.Rat) []string {
	m, n := len(A), len(A[0])
	var out []string
	for sx := 1; sx < 1<<m; sx++ {
		for sy := 1; sy < 1<<n; sy++ {
			I, J := members(sx, m), members(sy, n)
			if len(I) != len(J) {
				continue
			}
			y := indifferent(len(I), func(a, b int) *big.Rat { return A[I[a]][J[b]] })
			x := indifferent(len(I), func(b, a int) *big.Rat { return B[I[a]][J[b]] })
			if x == nil || y == nil {
				continue
			}
			full := func(z []*big.Rat, at []int, size int) []*big.Rat {
				o := make([]*big.Rat, size)
				for k := range o {
					o[k] = new(big.Rat)
				}
				for k, v := range z {
					o[at[k]] = v
				}
				return o
			}
			if e, err := equilibrium(A, B, full(x, I, m), full(y, J, n)); err == nil {
				out = append(out, text(e))
			}
		}
	}
	return out
}

func members(set, size int) []int {
	var out []int
	for k := range size {
		if set>>k&1 == 1 {
			out = append(out, k)
		}
	}
	return out
}

// indifferent returns z > 0 with Σz = 1 for which all rows pay the same; nil
// where there is none or more than one.
func indifferent(k int, pay func(a, b int) *big.Rat) []*big.Rat {
	T := make([][]*big.Rat, k+1) // unknowns z and the value
	for a := range k {
		for b := range k {
			T[a] = append(T[a], new(big.Rat).Set(pay(a, b)))
		}
		T[a] = append(T[a], big.NewRat(-1, 1), new(big.Rat))
	}
	for range k {
		T[k] = append(T[k], big.NewRat(1, 1))
	}
	T[k] = append(T[k], new(big.Rat), big.NewRat(1, 1))
	for c := range k + 1 {
		p := -1
		for r := c; r <= k; r++ {
			if T[r][c].Sign() != 0 {
				p = r
				break
			}
		}
		if p < 0 {
			return nil
		}
		T[c], T[p] = T[p], T[c]
		for r := range k + 1 {
			if r == c || T[r][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(T[r][c], T[c][c])
			for j := c; j < k+2; j++ {
				T[r][j].Sub(T[r][j], new(big.Rat).Mul(f, T[c][j]))
			}
		}
	}
	z := make([]*big.Rat, k)
	for r := range z {
		if z[r] = new(big.Rat).Quo(T[r][k+1], T[r][r]); z[r].Sign() <= 0 {
			return nil
		}
	}
	return z
}

func randomRats(r *rand.Rand, m, n int, draw func() int64) [][]*big.Rat {
	rows := make([][]int64, m)
	for i := range rows {
		for range n {
			rows[i] = append(rows[i], draw())
		}
	}
	return ints(rows...)
}

// Random nondegenerate games have the equilibria that supports give, an odd
// number.
func TestAgainstSupports(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for k := range 60 {
		m, n := 1+r.IntN(4), 1+r.IntN(4)
		draw := func() int64 { return r.Int64N(1<<40) - 1<<39 }
		A, B := randomRats(r, m, n, draw), randomRats(r, m, n, draw)
		want := bySupports(A, B)
		var got []string
		for _, e := range mustAll(t, A, B) {
			got = append(got, text(e))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) || len(got)%2 == 0 {
			t.Errorf("%d: %q, want %q", k, got, want)
		}
	}
}

// Degenerate games: what supports find is found (where it is extreme), nothing
// is found twice, and a positive affine change or other names change nothing.
func TestDegenerate(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for k := range 200 {
		m, n := 1+r.IntN(4), 1+r.IntN(4)
		draw := func() int64 { return r.Int64N(3) }
		A, B := randomRats(r, m, n, draw), randomRats(r, m, n, draw)
		all := mustAll(t, A, B)
		if len(all) == 0 {
			t.Fatalf("%d: no equilibrium", k)
		}
		seen := map[string]bool{}
		for _, e := range all {
			if seen[text(e)] {
				t.Errorf("%d: %s twice", k, text(e))
			}
			seen[text(e)] = true
		}
		px, py := r.Perm(m), r.Perm(n)
		A2, B2 := randomRats(r, m, n, draw), randomRats(r, m, n, draw)
		for a := range m {
			for b := range n {
				A2[px[a]][py[b]].Add(new(big.Rat).Mul(A[a][b], big.NewRat(7, 3)), big.NewRat(int64(b), 5))
				B2[px[a]][py[b]].Sub(new(big.Rat).Mul(B[a][b], big.NewRat(2, 9)), big.NewRat(int64(a), 7))
			}
		}
		moved := mustAll(t, A2, B2)
		if len(moved) != len(all) {
			t.Fatalf("%d: %d equilibria, %d after renaming", k, len(all), len(moved))
		}
		for _, e := range moved {
			back := Exact{X: make([]*big.Rat, m), Y: make([]*big.Rat, n)}
			for a := range m {
				back.X[a] = e.X[px[a]]
			}
			for b := range n {
				back.Y[b] = e.Y[py[b]]
			}
			if !seen[text(back)] {
				t.Errorf("%d: %s is not among the first game's", k, text(back))
			}
		}
	}
}

func TestAllBadInput(t *testing.T) {
	one := ints([]int64{1})
	wide := ints(make([]int64, 64))
	for k, c := range [][2][][]*big.Rat{
		{nil, nil}, {one, nil}, {{{}}, {{}}}, {one, ints([]int64{1, 2})}, {one, ints([]int64{1}, []int64{1})},
		{{{nil}}, one}, {wide, wide},
	} {
		if _, err := All(context.Background(), c[0], c[1]); !errors.Is(err, game.ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	r := rand.New(rand.NewPCG(3, 1))
	draw := func() int64 { return r.Int64N(1 << 40) }
	A, B := randomRats(r, 20, 20, draw), randomRats(r, 20, 20, draw)
	for _, at := range []int64{1, 2, 20} { // of more looks than would fit in a year
		ctx := looks.New(at)
		if _, err := All(ctx, A, B); !errors.Is(err, context.Canceled) || ctx.TooMany() > 1 {
			t.Errorf("%v after %d looks too many", err, ctx.TooMany())
		}
	}
}

func BenchmarkAll(b *testing.B) {
	A, B := sixBySix()
	for b.Loop() {
		if all := mustAll(b, A, B); len(all) != 75 {
			b.Fatal(len(all))
		}
	}
}

// All equilibria of a game with other names for players and actions, and payoffs
// in another unit and shifted by what the other does, are the same.
func TestAllInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for range 25 {
		m, n := 1+r.IntN(4), 1+r.IntN(4)
		rows, cols := r.Perm(m), r.Perm(n)
		A, B := make([][]float64, m), make([][]float64, m)
		C, D := make([][]float64, n), make([][]float64, n) // players change places
		for j := range n {
			C[j], D[j] = make([]float64, m), make([]float64, m)
		}
		for i := range m {
			for range n {
				A[i], B[i] = append(A[i], float64(r.IntN(9))), append(B[i], float64(r.IntN(9)))
			}
		}
		for i := range m {
			for j := range n {
				D[j][i] = 3*A[rows[i]][cols[j]] - float64(cols[j])
				C[j][i] = 2*B[rows[i]][cols[j]] + float64(rows[i])
			}
		}
		names := func(all []Exact, swapped bool) []string {
			var out []string
			for _, e := range all {
				x, y := e.X, e.Y
				if swapped {
					x, y = make([]*big.Rat, m), make([]*big.Rat, n)
					for i, k := range rows {
						x[k] = e.Y[i]
					}
					for j, k := range cols {
						y[k] = e.X[j]
					}
				}
				out = append(out, fmt.Sprint(x, y))
			}
			slices.Sort(out)
			return out
		}
		first, err := All(context.Background(), Rationals(A), Rationals(B))
		if err != nil {
			t.Fatal(err)
		}
		second, err := All(context.Background(), Rationals(C), Rationals(D))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := names(first, false), names(second, true); !slices.Equal(a, b) {
			t.Errorf("%v, under other names %v", a, b)
		}
	}
}
