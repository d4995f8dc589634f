package firstorder

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/game/nashavg"
	"oracled/compute/progress"
)

// skew returns an antisymmetric matrix.
func skew(n int, entry func(i, j int) float64) []float64 {
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = entry(i, j)
			a[j*n+i] = -a[i*n+j]
		}
	}
	return a
}

// games are kinds of meta-games: without structure, of low rank, transitive and
// nearly so, a spinning top, a cycle, with copies.
func games(n int) map[string][]float64 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	skill, angle, u := make([]float64, n), make([]float64, n), make([]float64, 4*n)
	for i := range n {
		skill[i], angle[i] = r.NormFloat64(), 2*math.Pi*r.Float64()
	}
	for i := range u {
		u[i] = r.NormFloat64()
	}
	disc := func(i, j int) float64 {
		return u[4*i]*u[4*j+1] - u[4*i+1]*u[4*j] + u[4*i+2]*u[4*j+3] - u[4*i+3]*u[4*j+2]
	}
	m := n/3 + 1
	small := skew(m, func(int, int) float64 { return 2*r.Float64() - 1 })
	return map[string][]float64{
		"uniform":    skew(n, func(int, int) float64 { return 2*r.Float64() - 1 }),
		"wins":       skew(n, func(int, int) float64 { return float64(r.IntN(2)*2 - 1) }),
		"rank 4":     skew(n, disc),
		"transitive": skew(n, func(i, j int) float64 { return skill[i] - skill[j] }),
		"noisy":      skew(n, func(i, j int) float64 { return skill[i] - skill[j] + 0.5*r.NormFloat64() }),
		"log-odds":   skew(n, func(i, j int) float64 { return math.Tanh(skill[i] - skill[j] + disc(i, j)/4) }),
		"top": skew(n, func(i, j int) float64 {
			return skill[i] - skill[j] + math.Exp(-skill[i]-skill[j])*math.Sin(angle[i]-angle[j])
		}),
		"cycle":  skew(n, func(i, j int) float64 { return math.Copysign(1, float64(2*(i-j)-n)) }),
		"copies": skew(n, func(i, j int) float64 { return small[i%m*m+j%m] }),
		"zeros":  make([]float64, n*n),
	}
}

// checkAgents recomputes everything that is claimed.
func checkAgents(t *testing.T, n int, a []float64, x Agents, epsilon float64) {
	t.Helper()
	sum, most, worst := 0.0, 0.0, math.Inf(-1)
	for _, v := range a {
		most = max(most, math.Abs(v))
	}
	for i, p := range x.P {
		if !(p >= 0) {
			t.Fatalf("p[%d] = %v", i, p)
		}
		sum += p
		rating := 0.0
		for j, q := range x.P {
			rating += a[i*n+j] * q
		}
		worst = max(worst, rating)
		if math.Abs(rating-x.Ratings[i]) > 1e-12*most {
			t.Fatalf("rating %d is %g, not %g", i, x.Ratings[i], rating)
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Fatalf("p sums to %v", sum)
	}
	if !x.Converged || x.Relative > epsilon || math.Abs(worst-x.Exploitability) > 1e-12*most || math.Abs(x.Relative*most-x.Exploitability) > 1e-12*most {
		t.Fatalf("exploitability %g, relative %g, converged %t after %d products; it is %g of %g", x.Exploitability, x.Relative, x.Converged, x.Products, worst, most)
	}
}

func TestAgents(t *testing.T) {
	for _, n := range []int{1, 2, 3, 17, 120} {
		for name, a := range games(n) {
			t.Run(name, func(t *testing.T) {
				x, err := AVA(context.Background(), cpu.New(), n, a, Options{})
				if err != nil {
					t.Fatal(err)
				}
				checkAgents(t, n, a, x, DefaultEpsilon)
			})
		}
	}
}

// Where more play than are solved among themselves, steps alone converge.
func TestStepsAlone(t *testing.T) {
	const n = 2*mostAmong + 101
	all := games(n)
	for name, epsilon := range map[string]float64{"uniform": 1e-4, "rank 4": 1e-6, "cycle": 1e-6, "wins": 1e-4} {
		t.Run(name, func(t *testing.T) {
			var told []int64
			watch := func(r progress.Report) {
				if r.Unit != "products" || r.Value() < 0 {
					t.Errorf("a report %v", r)
				}
				told = append(told, r.Done)
			}
			x, err := AVA(context.Background(), cpu.New(), n, all[name], Options{Epsilon: epsilon, Watchers: []progress.Func{watch}})
			if err != nil {
				t.Fatal(err)
			}
			checkAgents(t, n, all[name], x, epsilon)
			played := 0
			for _, p := range x.P {
				if p > 0 {
					played++
				}
			}
			if played <= mostAmong {
				t.Errorf("%d agents play: too few to test steps", played)
			}
			if !slices.IsSorted(told) || len(told) > 0 && told[len(told)-1] > int64(x.Products) {
				t.Errorf("reports of %d products of %d", told, x.Products)
			}
			t.Logf("%d products", x.Products)
		})
	}
}

// Games with one equilibrium have the one that package nashavg finds.
func TestUnique(t *testing.T) {
	const n = 41
	for _, name := range []string{"uniform", "noisy", "log-odds", "top"} {
		a := games(n)[name]
		want, err := nashavg.AVA(context.Background(), n, a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := AVA(context.Background(), cpu.New(), n, a, Options{Epsilon: LeastEpsilon})
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range want.P {
			if math.Abs(p-got.P[i]) > 1e-5 {
				t.Errorf("%s: p[%d] = %g, not %g", name, i, got.P[i], p)
			}
		}
		if math.Abs(got.Entropy-want.Entropy) > 1e-4 {
			t.Errorf("%s: entropy %g, not %g", name, got.Entropy, want.Entropy)
		}
	}
}

func TestTasks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func(m, k int, scale, offset float64) []float64 {
		s := make([]float64, m*k)
		for i := range s {
			s[i] = offset + scale*r.NormFloat64()
		}
		return s
	}
	for _, c := range []struct {
		name string
		m, k int
		s    []float64
	}{
		{"one of each", 1, 1, []float64{7}},
		{"all the same", 3, 5, slices.Repeat([]float64{-2.5}, 15)},
		{"pennies", 2, 2, []float64{1, -1, -1, 1}},
		{"one task", 9, 1, random(9, 1, 1, 0)},
		{"one agent", 1, 9, random(1, 9, 1, 0)},
		{"many agents", 150, 20, random(150, 20, 1, 0)},
		{"many tasks", 20, 150, random(20, 150, 1, 0)},
		{"far from 0", 30, 40, random(30, 40, 1, 1e6)},
		{"tiny", 30, 40, random(30, 40, 1e-300, 0)},
		{"huge", 30, 40, random(30, 40, 1e299, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, err := AVT(context.Background(), cpu.New(), c.m, c.k, c.s, Options{})
			if err != nil {
				t.Fatal(err)
			}
			most := max(slices.Max(c.s), -slices.Min(c.s))
			best, worst := math.Inf(-1), math.Inf(1)
			for i := range c.m {
				u := 0.0
				for j, q := range x.Tasks {
					u += c.s[i*c.k+j] * q
				}
				best = max(best, u)
				if math.Abs(u-x.Skill[i]) > 1e-9*most {
					t.Errorf("skill %d is %g, not %g", i, x.Skill[i], u)
				}
			}
			for j := range c.k {
				u := 0.0
				for i, p := range x.Agents {
					u += c.s[i*c.k+j] * p
				}
				worst = min(worst, u)
				if math.Abs(u+x.Difficulty[j]) > 1e-9*most {
					t.Errorf("difficulty %d is %g, not %g", j, x.Difficulty[j], -u)
				}
			}
			if !x.Converged || math.Abs(best-worst-x.Gap) > 1e-9*most || x.Relative > DefaultEpsilon || x.Value > best+1e-9*most || x.Value < worst-1e-9*most {
				t.Errorf("value %g, gap %g, relative %g, converged %t after %d products; it is %g to %g", x.Value, x.Gap, x.Relative, x.Converged, x.Products, worst, best)
			}
			exact, err := nashavg.AVT(context.Background(), c.m, c.k, c.s)
			if err != nil || math.Abs(exact.Value-x.Value) > 1e-6*most {
				t.Errorf("the value is %g, not %g (%v)", x.Value, exact.Value, err)
			}
		})
	}
}

// Scale changes nothing but the units; a power of two not even the bits.
func TestScale(t *testing.T) {
	const n = 60
	a := games(n)["uniform"]
	want, err := AVA(context.Background(), cpu.New(), n, a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, scale := range []float64{0x1p-1000, 0x1p+990, 1e-6, 1e6} {
		b := make([]float64, len(a))
		for k, v := range a {
			b[k] = v * scale
		}
		got, err := AVA(context.Background(), cpu.New(), n, b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		mantissa, _ := math.Frexp(scale)
		if exact := mantissa == 0.5; exact && !slices.Equal(got.P, want.P) || !got.Converged {
			t.Errorf("times %g: converged %t, p %v, not %v", scale, got.Converged, got.P, want.P)
		}
	}
}

// Payoffs that are antisymmetric but for rounding are made so.
func TestNearlyAntisymmetric(t *testing.T) {
	const n = 50
	a := games(n)["wins"]
	for i := range n {
		a[i*n+i] = 4e-10
		for j := range i {
			a[i*n+j] += 5e-10
		}
	}
	before := slices.Clone(a)
	x, err := AVA(context.Background(), cpu.New(), n, a, Options{Epsilon: LeastEpsilon})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a, before) {
		t.Error("the payoffs were changed")
	}
	half := skew(n, func(i, j int) float64 { return a[i*n+j]/2 - a[j*n+i]/2 })
	checkAgents(t, n, half, x, LeastEpsilon)
}

func TestNotConverged(t *testing.T) {
	const n = 2*mostAmong + 1
	a := games(n)["uniform"]
	x, err := AVA(context.Background(), cpu.New(), n, a, Options{Products: 20})
	if err != nil {
		t.Fatal(err)
	}
	if x.Converged || x.Products > 20 || x.Relative <= DefaultEpsilon || math.Abs(sum(x.P)-1) > 1e-12 {
		t.Errorf("converged %t after %d products, exploitability %g, p sums to %g", x.Converged, x.Products, x.Relative, sum(x.P))
	}
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func TestBadInput(t *testing.T) {
	rps := []float64{0, 1, -1, -1, 0, 1, 1, -1, 0}
	with := func(k int, v float64) []float64 {
		a := slices.Clone(rps)
		a[k] = v
		return a
	}
	for name, c := range map[string]struct {
		n    int
		a    []float64
		o    Options
		want string
	}{
		"no agents":            {0, nil, Options{}, "0 numbers are no 0×0 matrix"},
		"negative":             {-3, rps, Options{}, "no -3×-3 matrix"},
		"ragged":               {3, rps[1:], Options{}, "8 numbers are no 3×3 matrix"},
		"not a number":         {3, with(5, math.NaN()), Options{}, "a[1][2] = NaN"},
		"too large":            {3, with(5, 2e300), Options{}, "a[1][2] = 2e+300"},
		"not opposite":         {3, with(1, 1+2e-9), Options{}, "a[1][0] = -1 and a[0][1]"},
		"a diagonal":           {3, with(4, 1e-3), Options{}, "a[1][1]"},
		"epsilon too small":    {3, rps, Options{Epsilon: 1e-9}, "epsilon 1e-09"},
		"epsilon not a number": {3, rps, Options{Epsilon: math.NaN()}, "epsilon NaN"},
		"no products":          {3, rps, Options{Products: -1}, "-1 products"},
	} {
		if _, err := AVA(context.Background(), cpu.New(), c.n, c.a, c.o); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := AVT(context.Background(), cpu.New(), 2, 3, rps, Options{}); !errors.Is(err, ErrInput) {
		t.Errorf("tasks of wrong sizes: %v", err)
	}
	if _, err := AVT(context.Background(), cpu.New(), 3, 3, rps, Options{Epsilon: 2}); !errors.Is(err, ErrInput) {
		t.Errorf("epsilon 2: %v", err)
	}
}

// failing is a backend whose products fail from some number on, and that counts
// the matrices that are open.
type failing struct {
	compute.Backend
	left, open int
}

var errBroken = errors.New("broken")

type failingMatrix struct {
	compute.Matrix
	of *failing
}

func (f *failing) Load(ctx context.Context, p compute.Payoffs) (compute.Matrix, error) {
	m, err := f.Backend.Load(ctx, p)
	f.open++
	return failingMatrix{m, f}, err
}

func (m failingMatrix) Multiply(ctx context.Context, u []int64, w []int32) (int, error) {
	if m.of.left--; m.of.left < 0 {
		return 0, errBroken
	}
	return m.Matrix.Multiply(ctx, u, w)
}

func (m failingMatrix) Close() error {
	m.of.open--
	return m.Matrix.Close()
}

func TestFailures(t *testing.T) {
	const n = 30
	a := games(n)["uniform"]
	for left := range 12 {
		b := &failing{Backend: cpu.New(), left: left}
		if _, err := AVA(context.Background(), b, n, a, Options{Epsilon: LeastEpsilon}); err != nil && !errors.Is(err, errBroken) {
			t.Errorf("after %d products: %v", left, err)
		} else if left < 2 && err == nil {
			t.Errorf("no error after %d products", left)
		}
		if _, err := AVT(context.Background(), b, n, n, a, Options{}); !errors.Is(err, errBroken) {
			t.Errorf("tasks: %v", err)
		}
		if b.open != 0 {
			t.Errorf("after %d products %d matrices are open", left, b.open)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := AVA(ctx, cpu.New(), n, a, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// The projection is nearest: what is taken from it is the same for all that are
// kept, and at least as large as all that are not.
func TestProject(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := 1; n < 300; n += 7 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64() * math.Pow(10, float64(r.IntN(7)-3))
		}
		y := slices.Clone(x)
		project(y)
		least, most, total := math.Inf(1), math.Inf(-1), 0.0
		for i, v := range y {
			total += v
			if v < 0 {
				t.Fatalf("n = %d: %g", n, v)
			}
			if v > 0 {
				least, most = min(least, x[i]-v), max(most, x[i]-v)
			}
		}
		size := max(slices.Max(x), -slices.Min(x), 1)
		if math.Abs(total-1) > 1e-12*size*float64(n) || most-least > 1e-13*size {
			t.Fatalf("n = %d: sums to %g, from %g to %g is taken", n, total, least, most)
		}
		for i, v := range y {
			if v == 0 && x[i] > least+1e-13*size {
				t.Fatalf("n = %d: %g is dropped and %g taken", n, x[i], least)
			}
		}
	}
}
