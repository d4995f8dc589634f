package backendtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"oracled/compute"
)

// RunMatrix tests what a backend does with payoff matrices.
func RunMatrix(t *testing.T, b compute.Backend) {
	t.Run("utilities equal the definition", func(t *testing.T) {
		for _, s := range MatrixShapes() {
			t.Run(s.Name, func(t *testing.T) {
				r := rand.New(rand.NewPCG(5, uint64(len(s.Name))))
				for _, size := range s.Sizes {
					MatrixEquals(t, b, s.Payoffs(r, size[0], size[1]), s.Profiles(r, size[2], size[1]))
				}
			})
		}
	})
	t.Run("one matrix serves many at once", func(t *testing.T) { together(t, b) })
	t.Run("bad payoffs and profiles are rejected", func(t *testing.T) { rejectedMatrix(t, b) })
	t.Run("a context ends products", func(t *testing.T) { cancelledMatrix(t, b) })
}

// MatrixShape draws payoffs and profiles of one kind.
type MatrixShape struct {
	Name   string
	Sizes  [][3]int // rows, columns, profiles
	Payoff func(r *rand.Rand, a, b int) int32
	Mix    func(r *rand.Rand, w []int32) // within the limits
}

// MatrixShapes lists the kinds of payoffs and profiles that are easy to get
// wrong: with limbs, with a search in low precision, with tiles that do not fit.
func MatrixShapes() []MatrixShape {
	odd := [][3]int{{1, 1, 1}, {1, 40, 3}, {40, 1, 3}, {3, 5, 0}, {15, 17, 16}, {16, 16, 16}, {33, 31, 5}, {129, 65, 7}}
	even := [][3]int{{64, 64, 20}, {200, 130, 9}}
	any32 := func(r *rand.Rand, _, _ int) int32 { return int32(r.Int64N(2*compute.MaxPayoff+1) - compute.MaxPayoff) }
	edges := func(r *rand.Rand, _, _ int) int32 {
		return []int32{compute.MaxPayoff, -compute.MaxPayoff, compute.MaxPayoff - 1, 0, 1, -1}[r.IntN(6)]
	}
	// Rows are equal but for a unit here and there.
	ties := func(r *rand.Rand, _, b int) int32 {
		v := int32(uint32(b)*2654435761>>2) - compute.MaxPayoff/2
		if r.IntN(300) == 0 {
			v++
		}
		return v
	}
	pairs := func(_ *rand.Rand, a, b int) int32 { // rows 2k and 2k+1 are the same
		return int32(uint32(a/2*977+b)*2654435761>>2) - compute.MaxPayoff/2
	}
	// Digits of −128 in base 256, the largest products of limbs.
	limbs := func(r *rand.Rand, _, _ int) int32 { return -(128 + 128<<8 + 128<<16) - int32(r.IntN(2)) }

	mixed := func(r *rand.Rand, w []int32) {
		x := make([]float64, len(w))
		for i := range x {
			x[i] = r.ExpFloat64()
		}
		if err := compute.QuantiseProfile(w, x); err != nil {
			panic(err)
		}
	}
	sparse := func(r *rand.Rand, w []int32) {
		for range 3 {
			w[r.IntN(len(w))] += compute.ProfileWeight / 3
		}
	}
	pure := func(r *rand.Rand, w []int32) { w[r.IntN(len(w))] = compute.ProfileWeight }
	signed := func(r *rand.Rand, w []int32) {
		mixed(r, w)
		for i := range w {
			if r.IntN(2) == 0 {
				w[i] = -w[i]
			}
		}
	}
	counts := func(r *rand.Rand, w []int32) {
		for range 50 {
			w[r.IntN(len(w))]++
		}
	}
	nothing := func(*rand.Rand, []int32) {}
	scales := func(r *rand.Rand, w []int32) {
		left := int64(compute.ProfileWeight)
		for i := range w {
			v := r.Int64N(1 << r.IntN(30))
			v = min(v, left)
			w[i], left = int32(v), left-v
		}
	}
	digits := func(r *rand.Rand, w []int32) {
		for i := range w {
			w[i] = 128 + int32(r.IntN(2))
		}
	}
	return []MatrixShape{
		{"any payoffs, mixed", odd, any32, mixed},
		{"any payoffs, even sizes", even, any32, mixed},
		{"any payoffs, signed weights", odd, any32, signed},
		{"any payoffs, sparse", even, any32, sparse},
		{"any payoffs, counts", even, any32, counts},
		{"any payoffs, weights of every scale", even, any32, scales},
		{"edges, mixed", even, edges, mixed},
		{"edges, pure", odd, edges, pure},
		{"edges, signed", even, edges, signed},
		{"near ties, mixed", even, ties, mixed},
		{"near ties, pure", even, ties, pure},
		{"twins, mixed", even, pairs, mixed},
		{"twins, counts", odd, pairs, counts},
		{"nobody plays", odd, any32, nothing},
		{"limbs at their limits", [][3]int{{3, 16500, 1}}, limbs, digits},
		{"a long row", [][3]int{{2, 3001, 2}}, edges, mixed},
	}
}

// Payoffs returns rows×cols payoffs of the shape.
func (s MatrixShape) Payoffs(r *rand.Rand, rows, cols int) compute.Payoffs {
	p := compute.Payoffs{Rows: rows, Cols: cols}
	for a := range rows {
		for b := range cols {
			p.Entries = append(p.Entries, s.Payoff(r, a, b))
		}
	}
	return p
}

// Profiles returns so many profiles of the shape.
func (s MatrixShape) Profiles(r *rand.Rand, count, cols int) compute.Profiles {
	p := compute.Profiles{Count: count, Weights: make([]int32, count*cols)}
	for i := range count {
		s.Mix(r, p.Profile(i, cols))
	}
	return p
}

// MatrixEquals fails unless every method of the backend's matrix returns what the
// definition says.
func MatrixEquals(t testing.TB, b compute.Backend, p compute.Payoffs, q compute.Profiles) {
	t.Helper()
	ctx := context.Background()
	entries, weights := slices.Clone(p.Entries), slices.Clone(q.Weights)
	want := make([]int64, q.Count*p.Rows)
	best := make([]int32, q.Count)
	for i := range q.Count {
		u := want[i*p.Rows : (i+1)*p.Rows]
		for a := range u {
			for k, w := range q.Profile(i, p.Cols) {
				u[a] += int64(w) * int64(p.Row(a)[k])
			}
		}
		best[i] = int32(slices.Index(u, slices.Max(u)))
	}
	m, err := b.Load(ctx, p)
	if err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
	defer func() {
		if err := m.Close(); err != nil {
			t.Errorf("%s: close: %v", b.Name(), err)
		}
	}()
	all, err := m.Utilities(ctx, q)
	if err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
	if at := differ(all, want); at >= 0 {
		t.Fatalf("%s: %d×%d, profile %d: utility of row %d is %d, not %d", b.Name(), p.Rows, p.Cols, at/p.Rows, at%p.Rows, all[at], want[at])
	}
	got, err := m.BestResponses(ctx, q)
	if err != nil {
		t.Fatalf("%s: %v", b.Name(), err)
	}
	if at := differ(got.Best, best); at >= 0 {
		t.Fatalf("%s: %d×%d, profile %d: the best row is %d, not %d", b.Name(), p.Rows, p.Cols, at, got.Best[at], best[at])
	}
	u := make([]int64, p.Rows)
	for i := range q.Count {
		if k := i*p.Rows + int(best[i]); got.Utility[i] != want[k] {
			t.Fatalf("%s: profile %d: the best row earns %d, not %d", b.Name(), i, got.Utility[i], want[k])
		}
		at, err := m.Multiply(ctx, u, q.Profile(i, p.Cols))
		if err != nil {
			t.Fatalf("%s: %v", b.Name(), err)
		}
		if at != int(best[i]) || !slices.Equal(u, want[i*p.Rows:(i+1)*p.Rows]) {
			t.Fatalf("%s: profile %d: Multiply gives %v with best row %d, not %v with %d", b.Name(), i, u, at, want[i*p.Rows:(i+1)*p.Rows], best[i])
		}
	}
	if !slices.Equal(entries, p.Entries) || !slices.Equal(weights, q.Weights) {
		t.Fatalf("%s changed its input", b.Name())
	}
}

// differ returns the first index at which two lists are not the same, −1 for
// none.
func differ[T comparable](got, want []T) int {
	if len(got) != len(want) {
		return min(len(got), len(want))
	}
	for k := range got {
		if got[k] != want[k] {
			return k
		}
	}
	return -1
}

func together(t *testing.T, b compute.Backend) {
	s := MatrixShapes()[1]
	r := rand.New(rand.NewPCG(37, 41))
	m, err := b.Load(context.Background(), s.Payoffs(r, 70, 50))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	q := s.Profiles(r, 8, 50)
	want, err := m.Utilities(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range q.Count {
		wait.Go(func() {
			u := make([]int64, 70)
			best, err := m.Multiply(context.Background(), u, q.Profile(i, 50))
			if err != nil || !slices.Equal(u, want[i*70:(i+1)*70]) {
				t.Errorf("profile %d beside others: %v", i, err)
			}
			got, err := m.BestResponses(context.Background(), q)
			if err != nil || int(got.Best[i]) != best {
				t.Errorf("best response to profile %d beside others: %v", i, err)
			}
		})
	}
	wait.Wait()
}

func rejectedMatrix(t *testing.T, b compute.Backend) {
	ctx := context.Background()
	draw := func() (compute.Payoffs, compute.Profiles) {
		r := rand.New(rand.NewPCG(43, 47))
		s := MatrixShapes()[0]
		return s.Payoffs(r, 6, 5), s.Profiles(r, 3, 5)
	}
	for name, spoil := range map[string]func(*compute.Payoffs){
		"no rows":           func(p *compute.Payoffs) { *p = compute.Payoffs{Cols: 3} },
		"no columns":        func(p *compute.Payoffs) { *p = compute.Payoffs{Rows: 3} },
		"negative rows":     func(p *compute.Payoffs) { p.Rows, p.Cols = -6, -5 },
		"too many rows":     func(p *compute.Payoffs) { p.Rows = compute.MaxActions + 1 },
		"too many columns":  func(p *compute.Payoffs) { p.Cols = compute.MaxActions + 1 },
		"entries missing":   func(p *compute.Payoffs) { p.Entries = p.Entries[1:] },
		"payoff too large":  func(p *compute.Payoffs) { p.Entries[7] = compute.MaxPayoff + 1 },
		"payoff too small":  func(p *compute.Payoffs) { p.Entries[7] = -compute.MaxPayoff - 1 },
		"payoff the lowest": func(p *compute.Payoffs) { p.Entries[29] = -1 << 31 },
	} {
		p, _ := draw()
		spoil(&p)
		want := p.Check()
		if _, err := b.Load(ctx, p); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	p, _ := draw()
	m, err := b.Load(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for name, spoil := range map[string]func(*compute.Profiles){
		"fewer than none":      func(q *compute.Profiles) { q.Count = -1 },
		"too many":             func(q *compute.Profiles) { q.Count = compute.MaxProfiles + 1 },
		"weights missing":      func(q *compute.Profiles) { q.Weights = q.Weights[1:] },
		"one profile too many": func(q *compute.Profiles) { q.Count++ },
		"too heavy":            func(q *compute.Profiles) { q.Weights[6] = compute.ProfileWeight },
		"too heavy below 0":    func(q *compute.Profiles) { q.Weights[6] = -1 << 31 },
	} {
		_, q := draw()
		spoil(&q)
		want := q.Check(p.Cols)
		if _, err := m.Utilities(ctx, q); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Errorf("utilities, %s: %v, want %v", name, err, want)
		}
		if _, err := m.BestResponses(ctx, q); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Errorf("best responses, %s: %v, want %v", name, err, want)
		}
	}
	for name, c := range map[string]struct {
		u []int64
		w []int32
	}{
		"no room":      {make([]int64, 5), make([]int32, 5)},
		"few weights":  {make([]int64, 6), make([]int32, 4)},
		"many weights": {make([]int64, 6), make([]int32, 6)},
		"too heavy":    {make([]int64, 6), []int32{compute.ProfileWeight, 1, 0, 0, 0}},
	} {
		if _, err := m.Multiply(ctx, c.u, c.w); !errors.Is(err, compute.ErrInput) {
			t.Errorf("multiply, %s: %v", name, err)
		}
	}
}

func cancelledMatrix(t *testing.T, b compute.Backend) {
	s := MatrixShapes()[0]
	r := rand.New(rand.NewPCG(53, 59))
	p, q := s.Payoffs(r, 30, 30), s.Profiles(r, 4, 30)
	m, err := b.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Load(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("load with an ended context: %v", err)
	}
	if _, err := m.Utilities(ctx, q); !errors.Is(err, context.Canceled) {
		t.Errorf("utilities with an ended context: %v", err)
	}
	if _, err := m.BestResponses(ctx, q); !errors.Is(err, context.Canceled) {
		t.Errorf("best responses with an ended context: %v", err)
	}
	if _, err := m.Multiply(ctx, make([]int64, p.Rows), q.Profile(0, p.Cols)); !errors.Is(err, context.Canceled) {
		t.Errorf("multiply with an ended context: %v", err)
	}
}
