package robust

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute/internal/looks"
	"oracled/fixed"
)

func ulps(x ...int64) []fixed.Q64x64 {
	out := make([]fixed.Q64x64, len(x))
	for k, v := range x {
		out[k] = fixed.FromUlps(v)
	}
	return out
}

func mustAggregate(t testing.TB, rule string, x [][]float64, f int, p Params) Value {
	t.Helper()
	v, err := Aggregate(context.Background(), rule, x, f, p)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	if !v.Converged {
		t.Errorf("%s: not converged, gap %g after %d", rule, v.Gap, v.Iterations)
	}
	return v
}

// params of a rule that it needs.
func params(rule string) Params {
	if rule == "centered-clipping" || rule == Mixing+"centered-clipping" {
		return Params{Radius: 5, Iterations: 5}
	}
	return Params{}
}

func everyRule() []string {
	var out []string
	for _, r := range Rules() {
		out = append(out, r, Mixing+r)
	}
	return out
}

func TestExact(t *testing.T) {
	ctx := context.Background()
	x := [][]fixed.Q64x64{ulps(0, 1), ulps(1, 0), ulps(1, 1), ulps(2, -3), ulps(1000, 1000)}
	m, err := Median(x)
	if err != nil || !slices.Equal(m, ulps(1, 1)) {
		t.Errorf("median %v, %v", m, err)
	}
	if m, err := Median(x[:4]); err != nil || !slices.Equal(m, ulps(1, 0)) { // the lower of two
		t.Errorf("median of four %v, %v", m, err)
	}
	k, err := Krum(ctx, x, 1) // two nearest: 1+2=3, 1+2=3, 1+1=2
	if err != nil || !slices.Equal(k, ulps(1, 1)) {
		t.Errorf("krum %v, %v", k, err)
	}
	// A square: all tie, the lexicographically smallest wins.
	k, err = Krum(ctx, [][]fixed.Q64x64{ulps(1, 1), ulps(1, -1), ulps(-1, 1), ulps(-1, -1)}, 0)
	if err != nil || !slices.Equal(k, ulps(-1, -1)) {
		t.Errorf("krum of a square %v, %v", k, err)
	}
	k, err = MultiKrum(ctx, x, 1, 4) // (4, −1)/4, floored
	if err != nil || !slices.Equal(k, ulps(1, -1)) {
		t.Errorf("multi-krum %v, %v", k, err)
	}
	// The largest distances there are.
	top := fixed.Q64x64{Hi: 1<<46 - 1, Lo: math.MaxUint64}
	bottom, _ := top.Neg()
	far := [][]fixed.Q64x64{{top}, {top}, {bottom}, {bottom}, {bottom}}
	if k, err := Krum(ctx, far, 1); err != nil || k[0] != bottom {
		t.Errorf("krum of extremes %v, %v", k, err)
	}
	for what, c := range map[string]func() error{
		"no vectors":     func() error { _, err := Median(nil); return err },
		"no coordinates": func() error { _, err := Median([][]fixed.Q64x64{{}}); return err },
		"ragged":         func() error { _, err := Median([][]fixed.Q64x64{ulps(1), ulps(1, 2)}); return err },
		"2^110":          func() error { _, err := Median([][]fixed.Q64x64{{{Hi: 1 << 46}}}); return err },
		"-2^110":         func() error { _, err := Median([][]fixed.Q64x64{{{Hi: -1 << 46}}}); return err },
		"f":              func() error { _, err := Krum(ctx, x, 2); return err },
		"negative f":     func() error { _, err := Krum(ctx, x, -1); return err },
		"m":              func() error { _, err := MultiKrum(ctx, x, 1, 5); return err },
		"no m":           func() error { _, err := MultiKrum(ctx, x, 1, 0); return err },
	} {
		if err := c(); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Krum(ended, x, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestKnown(t *testing.T) {
	line := [][]float64{{1}, {2}, {3}, {4}, {100}}
	for rule, want := range map[string]float64{
		"mean": 22, "trimmed-mean": 3, "median": 3, "krum": 2, "multi-krum": 2.5, "geometric-median": 3,
	} {
		if v := mustAggregate(t, rule, line, 1, Params{}); math.Abs(v.Value[0]-want) > 1e-9 {
			t.Errorf("%s = %v, want %g", rule, v.Value, want)
		}
	}
	if v := mustAggregate(t, "multi-krum", line, 1, Params{M: 2}); v.Value[0] != 2.5 { // 2 and 3 tie
		t.Errorf("multi-krum of two %v", v.Value)
	}
	// Averages of four: 1…4 for the first four, 2, 3, 4, 100 for the liar.
	if v := mustAggregate(t, "nnm+mean", line, 1, Params{}); math.Abs(v.Value[0]-(4*2.5+27.25)/5) > 1e-12 {
		t.Errorf("nnm+mean %v", v.Value)
	}
	// One round from 0: each of 1, 2, 3, 4 and of 10·100/100.
	if v := mustAggregate(t, "centered-clipping", line, 1, Params{Radius: 10}); v.Value[0] != 4 {
		t.Errorf("centered clipping %v", v.Value)
	}
	if v := mustAggregate(t, "centered-clipping", line, 1, Params{Radius: 1, Start: []float64{3}}); math.Abs(v.Value[0]-3) > 1e-12 {
		t.Errorf("centered clipping from 3 %v", v.Value)
	}
	// Fermat's point sees an equilateral triangle's corners at equal angles; in
	// a flat triangle it is the blunt corner; of one point it is that.
	h := math.Sqrt(3) / 2
	for _, c := range []struct {
		x    [][]float64
		want []float64
	}{
		{[][]float64{{0, 0}, {1, 0}, {0.5, h}}, []float64{0.5, h / 3}},
		{[][]float64{{-10, 0}, {10, 0}, {0, 0.1}}, []float64{0, 0.1}},
		{[][]float64{{7, 8}}, []float64{7, 8}},
		{[][]float64{{1, 1}, {1, 1}, {1, 1}, {9, 9}, {5, 0}}, []float64{1, 1}},
	} {
		v := mustAggregate(t, "geometric-median", c.x, 0, Params{})
		for j, want := range c.want {
			if math.Abs(v.Value[j]-want) > 1e-6 {
				t.Errorf("geometric median of %v is %v, want %v", c.x, v.Value, c.want)
			}
		}
	}
}

// Order changes no bit; a shift and a scale move the answer along.
func TestInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, rule := range everyRule() {
		for _, scale := range []float64{1e-6, 1, 1e6} {
			x := make([][]float64, 11)
			for i := range x {
				x[i] = []float64{scale * r.NormFloat64(), scale * r.NormFloat64(), scale * r.NormFloat64()}
			}
			x[3] = slices.Clone(x[7])
			p := params(rule)
			p.Radius *= scale
			want := mustAggregate(t, rule, x, 2, p)
			mixed := slices.Clone(x)
			r.Shuffle(len(mixed), func(a, b int) { mixed[a], mixed[b] = mixed[b], mixed[a] })
			if got := mustAggregate(t, rule, mixed, 2, p); !slices.Equal(got.Value, want.Value) {
				t.Errorf("%s: %v, permuted %v", rule, want.Value, got.Value)
			}
			moved := make([][]float64, len(x))
			p.Radius *= 4
			p.Start = []float64{scale, scale, scale}
			for i, row := range x {
				for _, v := range row {
					moved[i] = append(moved[i], 4*v+scale)
				}
			}
			got := mustAggregate(t, rule, moved, 2, p)
			for j, v := range got.Value {
				if math.Abs(v-(4*want.Value[j]+scale)) > 1e-6*scale {
					t.Errorf("%s: %v, moved %v", rule, want.Value, got.Value)
					break
				}
			}
		}
	}
}

// The stated κ holds for every honest set that we can draw, whatever the liars
// send: far away, near by, and all alike.
func TestKappa(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, rule := range everyRule() {
		for k := range 300 {
			f := r.IntN(4)
			n := 2*f + 3 + r.IntN(6)
			d := 1 + r.IntN(4)
			kappa, err := Kappa(rule, n, f)
			if err != nil {
				t.Fatal(err)
			}
			if math.IsNaN(kappa) || math.IsInf(kappa, 1) {
				continue
			}
			x := make([][]float64, n)
			bias := math.Pow(10, float64(r.IntN(4)-1))
			for i := range x {
				for range d {
					x[i] = append(x[i], r.NormFloat64())
				}
				if i < f {
					for j := range x[i] {
						x[i][j] = bias + float64(k%2)*x[i][j]
					}
				}
			}
			v := mustAggregate(t, rule, x, f, params(rule))
			honest := make([]int, 0, n-f)
			for i := f; i < n; i++ {
				honest = append(honest, i)
			}
			mu := average(x, honest)
			spread := 0.0
			for _, i := range honest {
				spread += squared(x[i], mu) / float64(n-f)
			}
			if off := squared(v.Value, mu); off > kappa*spread+1e-9 {
				t.Errorf("%s n = %d f = %d: %g off, κ = %g allows %g", rule, n, f, off, kappa, kappa*spread)
			}
		}
	}
}

func TestBadInput(t *testing.T) {
	ctx := context.Background()
	good := [][]float64{{1}, {2}, {3}}
	for what, c := range map[string]struct {
		rule string
		x    [][]float64
		f    int
		p    Params
	}{
		"rule":       {"best", good, 0, Params{}},
		"only nnm":   {"nnm+", good, 0, Params{}},
		"twice":      {"nnm+nnm+mean", good, 0, Params{}},
		"none":       {"mean", nil, 0, Params{}},
		"empty":      {"mean", [][]float64{{}}, 0, Params{}},
		"ragged":     {"mean", [][]float64{{1}, {1, 2}}, 0, Params{}},
		"NaN":        {"mean", [][]float64{{math.NaN()}}, 0, Params{}},
		"infinite":   {"mean", [][]float64{{math.Inf(1)}}, 0, Params{}},
		"f":          {"mean", good, 2, Params{}},
		"negative f": {"mean", good, -1, Params{}},
		"krum's f":   {"krum", good, 1, Params{}},
		"m":          {"multi-krum", good, 0, Params{M: 4}},
		"radius":     {"centered-clipping", good, 0, Params{}},
		"start":      {"centered-clipping", good, 0, Params{Radius: 1, Start: []float64{1, 2}}},
		"rounds":     {"centered-clipping", good, 0, Params{Radius: 1, Iterations: -1}},
		"iterations": {"geometric-median", good, 0, Params{Iterations: -1}},
	} {
		if _, err := Aggregate(ctx, c.rule, c.x, c.f, c.p); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := rand.New(rand.NewPCG(3, 1))
	large := make([][]float64, 3000)
	for i := range large {
		for range 300 {
			large[i] = append(large[i], r.NormFloat64())
		}
	}
	for _, rule := range []string{"krum", "nnm+median", "geometric-median"} {
		for _, at := range []int64{1, 2, 20} {
			ending := looks.New(at)
			if _, err := Aggregate(ending, rule, large, 10, Params{}); !errors.Is(err, context.Canceled) || ending.TooMany() > 1 {
				t.Errorf("%s: %v after %d looks too many", rule, err, ending.TooMany())
			}
		}
	}
}

func ExampleAggregate() {
	x := [][]float64{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {900, -900}}
	for _, rule := range []string{"mean", "median", "nnm+trimmed-mean"} {
		v, err := Aggregate(context.Background(), rule, x, 1, Params{})
		fmt.Printf("%s %.2f %v\n", rule, v.Value, err)
	}
	// Output:
	// mean [181.20 -178.80] <nil>
	// median [2.00 1.00] <nil>
	// nnm+trimmed-mean [1.50 1.50] <nil>
}
