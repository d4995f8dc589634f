package robust

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/fixed"
)

// mixReference is Mix by definition, in big integers and one vector at a time.
func mixReference(rows [][]fixed.Q64x64, f int) [][]*big.Int {
	var out [][]*big.Int
	for _, x := range rows {
		type other struct {
			d *big.Int
			y []fixed.Q64x64
		}
		var near []other
		for _, y := range rows { // itself, or its equal, is at distance 0
			d := new(big.Int)
			for j := range y {
				e := new(big.Int).Sub(x[j].Big(), y[j].Big())
				d.Add(d, e.Mul(e, e))
			}
			near = append(near, other{d, y})
		}
		slices.SortFunc(near, func(a, b other) int {
			if c := a.d.Cmp(b.d); c != 0 {
				return c
			}
			return slices.CompareFunc(a.y, b.y, fixed.Q64x64.Cmp)
		})
		row := make([]*big.Int, len(x))
		for j := range row {
			row[j] = new(big.Int)
			for _, o := range near[:len(rows)-f] {
				row[j].Add(row[j], o.y[j].Big())
			}
			m := new(big.Int)
			row[j].DivMod(row[j], big.NewInt(int64(len(rows)-f)), m)
		}
		out = append(out, row)
	}
	return out
}

func exactRules() map[string]Exact {
	return map[string]Exact{
		"trimmed-mean": TrimmedMean,
		"krum":         Krum,
		"median":       func(_ context.Context, rows [][]fixed.Q64x64, _ int) ([]fixed.Q64x64, error) { return Median(rows) },
		"multi-krum": func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
			return MultiKrum(ctx, rows, f, len(rows)-f)
		},
	}
}

func drawRows(r *rand.Rand, n, d int, wide bool) [][]fixed.Q64x64 {
	out := make([][]fixed.Q64x64, n)
	for i := range out {
		for range d {
			x := fixed.FromUlps(r.Int64N(9) - 4) // many ties
			if wide {
				x = fixed.Q64x64{Hi: r.Int64N(1<<46) - 1<<45, Lo: r.Uint64()}
			}
			out[i] = append(out[i], x)
		}
	}
	return out
}

func TestMix(t *testing.T) {
	ctx := context.Background()
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		n := 1 + r.IntN(12)
		f := r.IntN((n + 1) / 2)
		rows := drawRows(r, n, 1+r.IntN(4), seed%2 == 0)
		if n > 2 && seed%3 == 0 {
			rows[n-1] = rows[0]
		}
		got, err := Mix(ctx, rows, f)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range mixReference(rows, f) {
			for j, w := range want {
				if got[i][j].Big().Cmp(w) != 0 {
					t.Fatalf("n = %d, f = %d: [%d][%d] is %v, want %v", n, f, i, j, got[i][j].Big(), w)
				}
			}
		}
	}
}

// Order changes nothing, a shift by integers shifts by as much, rows that agree
// are the answer.
func TestMixedRules(t *testing.T) {
	ctx := context.Background()
	for name, rule := range exactRules() {
		rule := Mixed(rule)
		for seed := range 60 {
			r := rand.New(rand.NewPCG(uint64(seed), 8))
			n, f := 7+r.IntN(6), r.IntN(3)
			rows := drawRows(r, n, 3, seed%2 == 0)
			want, err := rule(ctx, rows, f)
			if err != nil {
				t.Fatal(err)
			}
			shuffled := slices.Clone(rows)
			r.Shuffle(n, func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
			if got, err := rule(ctx, shuffled, f); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, in another order %v, %v", name, want, got, err)
			}
			by := fixed.FromUlps(r.Int64N(1 << 40))
			moved, aim := make([][]fixed.Q64x64, n), make([]fixed.Q64x64, 3)
			for i, row := range rows {
				for _, x := range row {
					y, _ := x.Add(by)
					moved[i] = append(moved[i], y)
				}
			}
			for j, x := range want {
				aim[j], _ = x.Add(by)
			}
			// The lexicographic ties are not moved by a shift either.
			if got, err := rule(ctx, moved, f); err != nil || !slices.Equal(got, aim) {
				t.Errorf("%s: %v, moved by %v: %v, %v", name, want, by, got, err)
			}
			same := slices.Repeat([][]fixed.Q64x64{rows[0]}, n)
			if got, err := rule(ctx, same, f); err != nil || !slices.Equal(got, rows[0]) {
				t.Errorf("%s of equals: %v, want %v, %v", name, got, rows[0], err)
			}
		}
	}
}

// On integers and on floats that hold them the rules agree, but for the ulp that
// averages are floored to, twice.
func TestMixedAgainstFloats(t *testing.T) {
	ctx := context.Background()
	for name, rule := range exactRules() {
		for seed := range 40 {
			r := rand.New(rand.NewPCG(uint64(seed), 9))
			n, f := 7+r.IntN(6), 1+r.IntN(2)
			rows, floats := make([][]fixed.Q64x64, n), make([][]float64, n)
			for i := range rows {
				for range 2 {
					x := r.Int64N(1 << 40)
					if i < f {
						x <<= 8
					}
					rows[i] = append(rows[i], fixed.FromUlps(x))
					floats[i] = append(floats[i], float64(x))
				}
			}
			got, err := Mixed(rule)(ctx, rows, f)
			if err != nil {
				t.Fatal(err)
			}
			want := mustAggregate(t, Mixing+name, floats, f, Params{})
			for j, x := range got {
				v, _ := new(big.Float).SetInt(x.Big()).Float64()
				if d := want.Value[j] - v; d < -0.1 || d > 2.1 {
					t.Errorf("%s%s, n = %d, f = %d: %v, floats say %v", Mixing, name, n, f, v, want.Value[j])
				}
			}
		}
	}
}

func TestMixedBadInput(t *testing.T) {
	ctx := context.Background()
	rows := drawRows(rand.New(rand.NewPCG(1, 1)), 4, 2, false)
	for what, err := range map[string]error{
		"f too large":  fails(Mix(ctx, rows, 2)),
		"negative f":   fails(Mix(ctx, rows, -1)),
		"nothing":      fails(Mix(ctx, nil, 0)),
		"ragged":       fails(Mix(ctx, [][]fixed.Q64x64{ulps(1), ulps(1, 2)}, 0)),
		"too large":    fails(Mix(ctx, [][]fixed.Q64x64{{{Hi: 1 << 46}}}, 0)),
		"trimmed mean": fails(TrimmedMean(ctx, rows, 2)),
		"krum's f":     fails(Mixed(Krum)(ctx, rows, 1)),
	} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Mix(ended, rows, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	if _, err := TrimmedMean(ended, rows, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

func fails[T any](_ T, err error) error { return err }
