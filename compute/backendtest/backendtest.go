// Package backendtest is the conformance suite of compute.Backend: the same
// bits for the same columns, and the same integers for the same payoffs and
// profiles, whatever they are computed on.
package backendtest

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/fixed"
)

// Run tests a backend.
func Run(t *testing.T, b compute.Backend) {
	t.Run("small columns equal the definition", func(t *testing.T) {
		for _, s := range Shapes() {
			t.Run(s.Name, func(t *testing.T) { small(t, b, s) })
		}
	})
	t.Run("large columns are certified", func(t *testing.T) {
		for _, s := range Shapes() {
			t.Run(s.Name, func(t *testing.T) { large(t, b, s) })
		}
	})
	t.Run("order does not matter", func(t *testing.T) { permuted(t, b) })
	t.Run("bad columns are rejected", func(t *testing.T) { rejected(t, b) })
	t.Run("a context ends it", func(t *testing.T) { cancelled(t, b) })
	t.Run("payoff matrices", func(t *testing.T) { RunMatrix(t, b) })
	t.Run("learners", func(t *testing.T) { RunLearners(t, b) })
	if b.Name() == "" {
		t.Error("the backend has no name")
	}
}

// Shape draws anchors and weights of one kind; f is at least 0 and n at least
// 2f + 1.
type Shape struct {
	Name   string
	Faults func(r *rand.Rand, n int) int
	Anchor func(r *rand.Rand) fixed.Q64x64
	Weight func(r *rand.Rand) uint32
}

// Shapes lists the kinds of columns that have ever been trouble.
func Shapes() []Shape {
	anyF := func(r *rand.Rand, n int) int { return r.IntN((n-1)/2 + 1) }
	fifth := func(_ *rand.Rand, n int) int { return n / 5 }
	none := func(*rand.Rand, int) int { return 0 }
	median := func(_ *rand.Rand, n int) int { return (n - 1) / 2 }
	twoLeft := func(_ *rand.Rand, n int) int { return max(0, n/2-1) }

	bell := func(r *rand.Rand) fixed.Q64x64 { return around(r, 100) }
	tied := func(r *rand.Rand) fixed.Q64x64 { return fixed.FromUlps(r.Int64N(5) - 2) }
	whole := func(r *rand.Rand) fixed.Q64x64 { return fixed.FromInt64(r.Int64N(7) - 3) }
	same := func(*rand.Rand) fixed.Q64x64 { return fixed.FromInt64(-3) }
	edge := func(r *rand.Rand) fixed.Q64x64 {
		return []fixed.Q64x64{most, least, most, least, {}, fixed.FromUlps(-1)}[r.IntN(6)]
	}
	liars := func(r *rand.Rand) fixed.Q64x64 {
		if r.IntN(5) == 0 {
			return edge(r)
		}
		return around(r, 1e-9)
	}
	scales := func(r *rand.Rand) fixed.Q64x64 {
		q, _ := fixed.FromBig(new(big.Int).Rsh(most.Big(), uint(r.IntN(111))))
		if r.IntN(2) == 0 {
			q, _ = q.Neg()
		}
		return q
	}

	mixed := func(r *rand.Rand) uint32 { return compute.Unit - uint32(r.IntN(compute.MaxLambda+1)) }
	extreme := func(r *rand.Rand) uint32 {
		return []uint32{compute.Unit, compute.Unit - compute.MaxLambda}[r.IntN(2)]
	}
	equal := func(*rand.Rand) uint32 { return compute.Unit / 2 }
	free := func(*rand.Rand) uint32 { return compute.Unit }
	close := func(r *rand.Rand) uint32 { return compute.Unit/2 + uint32(r.IntN(2)) }

	return []Shape{
		{"bell, mixed", fifth, bell, mixed},
		{"bell, mixed, any f", anyF, bell, mixed},
		{"bell, extreme", fifth, bell, extreme},
		{"bell, equal", fifth, bell, equal},
		{"bell, free", anyF, bell, free},
		{"bell, nobody trimmed", none, bell, mixed},
		{"bell, median", median, bell, mixed},
		{"bell, two left", twoLeft, bell, extreme},
		{"tied, mixed", anyF, tied, mixed},
		{"tied, equal", fifth, tied, equal},
		{"tied, extreme", twoLeft, tied, extreme},
		{"tied, nearly equal", fifth, tied, close},
		{"whole numbers, mixed", anyF, whole, mixed},
		{"whole numbers, extreme", fifth, whole, extreme},
		{"all the same", anyF, same, mixed},
		{"edges, mixed", anyF, edge, mixed},
		{"edges, extreme", twoLeft, edge, extreme},
		{"liars at the edges", fifth, liars, mixed},
		{"liars at the edges, extreme", anyF, liars, extreme},
		{"every scale", anyF, scales, mixed},
		{"every scale, extreme", median, scales, extreme},
	}
}

// Draw returns n×d columns of the shape.
func (s Shape) Draw(r *rand.Rand, n, d int) compute.Columns {
	c := compute.Columns{Agents: n, Coordinates: d, Faults: s.Faults(r, n)}
	for range n * d {
		c.Anchors = append(c.Anchors, s.Anchor(r))
	}
	for range n {
		c.Weights = append(c.Weights, s.Weight(r))
	}
	return c
}

// most and least are the largest and smallest anchors that are allowed.
var (
	most     = fixed.Q64x64{Hi: 1<<46 - 1, Lo: 1<<64 - 1}
	least, _ = most.Neg()
)

// around draws a bell curve with every bit of the fraction alive.
func around(r *rand.Rand, width float64) fixed.Q64x64 {
	q, err := fixed.FromFloat64(r.NormFloat64() * width)
	if err != nil {
		panic(err)
	}
	q.Lo ^= r.Uint64() >> 24
	return q
}

func small(t *testing.T, b compute.Backend, s Shape) {
	r := rand.New(rand.NewPCG(7, uint64(len(s.Name))))
	for n := 1; n < 24; n++ {
		c := s.Draw(r, n, 4)
		Equals(t, b, c)
	}
}

// Equals fails unless the backend returns for these columns what the definition
// says: v by bisection, the cuts by sorting, all in math/big.
func Equals(t testing.TB, b compute.Backend, c compute.Columns) {
	t.Helper()
	e, err := b.TrimmedEquilibrium(context.Background(), c)
	if err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
	for j := range c.Coordinates {
		v, low, high := define(c, j)
		if e.Values[j].Big().Cmp(v) != 0 || e.Low[j].Big().Cmp(low) != 0 || e.High[j].Big().Cmp(high) != 0 {
			t.Fatalf("%s: n = %d, f = %d, coordinate %d: value %v, cuts %v, %v; want %v, %v, %v\nanchors %v\nweights %v", b.Name(), c.Agents, c.Faults, j,
				e.Values[j].Big(), e.Low[j].Big(), e.High[j].Big(), v, low, high, c.Column(j), c.Weights)
		}
	}
	if err := c.Certify(e); err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
}

// define solves a column by the definition.
func define(c compute.Columns, j int) (v, low, high *big.Int) {
	pulls := func(at *big.Int) []*big.Int {
		out := make([]*big.Int, c.Agents)
		for i, b := range c.Column(j) {
			out[i] = b.Big()
			out[i].Sub(out[i], at).Mul(out[i], big.NewInt(int64(c.Weights[i])))
		}
		slices.SortFunc(out, (*big.Int).Cmp)
		return out
	}
	one := big.NewInt(1)
	lo, hi := new(big.Int).Lsh(big.NewInt(-1), compute.AnchorBits), new(big.Int).Lsh(one, compute.AnchorBits)
	for new(big.Int).Sub(hi, lo).Cmp(one) > 0 {
		mid := new(big.Int).Add(lo, hi)
		mid.Rsh(mid, 1)
		g := new(big.Int)
		for _, p := range pulls(mid)[c.Faults : c.Agents-c.Faults] {
			g.Add(g, p)
		}
		if g.Sign() >= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	sorted := pulls(lo)
	return lo, sorted[c.Faults], sorted[c.Agents-1-c.Faults]
}

func large(t *testing.T, b compute.Backend, s Shape) {
	r := rand.New(rand.NewPCG(11, uint64(len(s.Name))))
	for _, n := range []int{319, 320, 321, 1000, 3001} {
		c := s.Draw(r, n, 3)
		anchors, weights := slices.Clone(c.Anchors), slices.Clone(c.Weights)
		e, err := b.TrimmedEquilibrium(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Certify(e); err != nil {
			t.Fatalf("n = %d, f = %d: %v", n, c.Faults, err)
		}
		if !slices.Equal(anchors, c.Anchors) || !slices.Equal(weights, c.Weights) {
			t.Fatal("the backend changed its input")
		}
		t.Logf("n = %d: %d steps", n, e.Steps)
	}
}

func permuted(t *testing.T, b compute.Backend) {
	r := rand.New(rand.NewPCG(13, 17))
	for _, s := range Shapes() {
		c := s.Draw(r, 700, 2)
		e, err := b.TrimmedEquilibrium(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		p := compute.Columns{Agents: c.Agents, Coordinates: c.Coordinates, Faults: c.Faults}
		order := r.Perm(c.Agents)
		for j := range c.Coordinates {
			for _, i := range order {
				p.Anchors = append(p.Anchors, c.Column(j)[i])
			}
		}
		for _, i := range order {
			p.Weights = append(p.Weights, c.Weights[i])
		}
		again, err := b.TrimmedEquilibrium(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(e.Values, again.Values) || !slices.Equal(e.Low, again.Low) || !slices.Equal(e.High, again.High) {
			t.Errorf("%s: a permutation of the agents changed the result", s.Name)
		}
	}
}

func rejected(t *testing.T, b compute.Backend) {
	good := func() compute.Columns {
		return Shapes()[0].Draw(rand.New(rand.NewPCG(19, 23)), 9, 2)
	}
	over, _ := most.Add(fixed.FromUlps(1))
	under, _ := least.Sub(fixed.FromUlps(1))
	for name, spoil := range map[string]func(*compute.Columns){
		"no agents":          func(c *compute.Columns) { *c = compute.Columns{Coordinates: 1} },
		"no coordinates":     func(c *compute.Columns) { c.Coordinates, c.Anchors = 0, nil },
		"f below 0":          func(c *compute.Columns) { c.Faults = -1 },
		"f too large":        func(c *compute.Columns) { c.Faults = 5 },
		"anchors missing":    func(c *compute.Columns) { c.Anchors = c.Anchors[1:] },
		"weights missing":    func(c *compute.Columns) { c.Weights = c.Weights[1:] },
		"weight too large":   func(c *compute.Columns) { c.Weights[3] = compute.Unit + 1 },
		"weight too small":   func(c *compute.Columns) { c.Weights[3] = compute.Unit - compute.MaxLambda - 1 },
		"anchor 2¹¹⁰":        func(c *compute.Columns) { c.Anchors[12] = over },
		"anchor −2¹¹⁰":       func(c *compute.Columns) { c.Anchors[12] = under },
		"anchor the largest": func(c *compute.Columns) { c.Anchors[0] = fixed.Max() },
		"anchor smallest":    func(c *compute.Columns) { c.Anchors[17] = fixed.Min() },
	} {
		c := good()
		spoil(&c)
		_, err := b.TrimmedEquilibrium(context.Background(), c)
		if want := c.Check(); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

func cancelled(t *testing.T, b compute.Backend) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := Shapes()[0].Draw(rand.New(rand.NewPCG(29, 31)), 50, 8)
	if _, err := b.TrimmedEquilibrium(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}
