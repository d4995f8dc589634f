package compute_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oracled/compute"
)

func TestQuantisePayoffs(t *testing.T) {
	r := rand.New(rand.NewPCG(61, 67))
	for _, scale := range []float64{1, 3e-7, 1e300, math.MaxFloat64 / 4, 5e-324 * (1 << 40), 1 << 30} {
		a := make([]float64, 12)
		most := 0.0
		for k := range a {
			a[k] = (2*r.Float64() - 1) * scale
			most = max(most, math.Abs(a[k]))
		}
		p, e, err := compute.QuantisePayoffs(3, 4, a)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		largest := int32(0)
		for k, v := range p.Entries {
			largest = max(largest, v, -v)
			if off := math.Abs(math.Ldexp(float64(v), e) - a[k]); off > math.Ldexp(1, e-1) || off > most*0x1p-30 {
				t.Errorf("scale %g: %g is %d·2^%d, which is %g off", scale, a[k], v, e, off)
			}
		}
		if largest <= compute.MaxPayoff/2 {
			t.Errorf("scale %g: the largest is %d: a bit is wasted", scale, largest)
		}
	}
	// What is an integer already stays one, up to a power of two.
	a := []float64{0, -1, 7, compute.MaxPayoff, -compute.MaxPayoff, 12345}
	p, e, err := compute.QuantisePayoffs(2, 3, a)
	if err != nil || e != 0 {
		t.Fatalf("exponent %d, %v", e, err)
	}
	for k, v := range p.Entries {
		if float64(v) != a[k] {
			t.Errorf("%g became %d", a[k], v)
		}
	}
	if p, e, err := compute.QuantisePayoffs(1, 2, []float64{0, 0}); err != nil || e != 0 || !slices.Equal(p.Entries, []int32{0, 0}) {
		t.Errorf("zeros: %v, %d, %v", p, e, err)
	}
	for name, c := range map[string]struct {
		rows, cols int
		a          []float64
		want       string
	}{
		"not a number": {2, 2, []float64{0, 0, 0, math.NaN()}, "payoff [1][1] is NaN"},
		"infinite":     {1, 2, []float64{0, math.Inf(-1)}, "payoff [0][1] is -Inf"},
		"too few":      {2, 2, []float64{1}, "1 payoffs for 2×2"},
		"no columns":   {2, 0, nil, "0 columns"},
		"nan, no size": {0, 0, []float64{math.NaN()}, "NaN"},
	} {
		if _, _, err := compute.QuantisePayoffs(c.rows, c.cols, c.a); !errors.Is(err, compute.ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestQuantiseProfile(t *testing.T) {
	r := rand.New(rand.NewPCG(71, 73))
	for n := 1; n < 3000; n = 2*n + 1 {
		x, w := make([]float64, n), make([]int32, n)
		for i := range x {
			if r.IntN(3) > 0 || i == n-1 {
				x[i] = math.Exp(20 * r.NormFloat64())
			}
		}
		if err := compute.QuantiseProfile(w, x); err != nil {
			t.Fatal(err)
		}
		if err := compute.CheckWeights(w, n); err != nil {
			t.Fatal(err)
		}
		sum, total := int64(0), 0.0
		for i, v := range w {
			sum += int64(v)
			total += x[i]
			if v < 0 || x[i] == 0 && v != 0 {
				t.Fatalf("n = %d: %g became %d", n, x[i], v)
			}
		}
		if sum != compute.ProfileWeight {
			t.Fatalf("n = %d: the weights sum to %d", n, sum)
		}
		for i, v := range w {
			if off := float64(v) - x[i]/total*compute.ProfileWeight; math.Abs(off) > 1.001 {
				t.Fatalf("n = %d: %g of %g became %d, %g off", n, x[i], total, v, off)
			}
		}
	}
	for name, x := range map[string][]float64{
		"negative": {1, -1e-9}, "not a number": {1, math.NaN()}, "infinite": {math.Inf(1), 1},
		"nothing": {0, 0}, "too few": {1}, "none": {}, "beyond floats": {math.MaxFloat64, math.MaxFloat64},
	} {
		if err := compute.QuantiseProfile(make([]int32, 2), x); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
