package fictitious

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/game"
	"oracled/compute/game/play"
	"oracled/compute/progress"
)

// defined is fictitious play by its definition, in rationals.
func defined(g *game.Game, iterations int64, first []int) play.Counts {
	counts := play.Counts{make([]int64, g.Actions(0)), make([]int64, g.Actions(1))}
	var payoffs, sums [2][]*big.Rat
	for i := range 2 {
		for _, u := range g.Payoffs(i) {
			payoffs[i] = append(payoffs[i], new(big.Rat).SetFloat64(u))
		}
		for range g.Actions(i) {
			sums[i] = append(sums[i], new(big.Rat))
		}
	}
	now := [2]int{first[0], first[1]}
	for range iterations {
		next := [2]int{}
		for i := range 2 {
			counts[i][now[i]]++
			for a, s := range sums[i] {
				s.Add(s, payoffs[i][a*g.Stride(i)+now[1-i]*g.Stride(1-i)])
				if s.Cmp(sums[i][next[i]]) > 0 {
					next[i] = a
				}
			}
		}
		now = next
	}
	return counts
}

func drawn(t testing.TB, m, n int, draw func(i, a, b int) float64) *game.Game {
	t.Helper()
	payoffs := [][]float64{make([]float64, m*n), make([]float64, m*n)}
	for i := range payoffs {
		for k := range payoffs[i] {
			payoffs[i][k] = draw(i, k/n, k%n)
		}
	}
	g, err := game.New([]int{m, n}, payoffs)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func onHost(t *testing.T) compute.Backend {
	t.Helper()
	b, err := cuda.New(func() (device.Device, error) { return &kernels.Host{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// kinds of payoffs: integers, decimals that no float holds and whose sums tie all
// the same, duplicated actions, magnitudes far apart, both zeros.
func kinds(r *rand.Rand) map[string]func(i, a, b int) float64 {
	var small [2][40][40]float64
	for i := range small {
		for a := range small[i] {
			for b := range small[i][a] {
				small[i][a][b] = float64(r.IntN(7)-3) / 10
			}
		}
	}
	return map[string]func(i, a, b int) float64{
		"integers":   func(int, int, int) float64 { return float64(r.IntN(5) - 2) },
		"halves":     func(int, int, int) float64 { return float64(r.IntN(9)-4) / 2 * 0x1p-700 },
		"tenths":     func(int, int, int) float64 { return float64(r.IntN(7)-3) / 10 },
		"normal":     func(int, int, int) float64 { return r.NormFloat64() },
		"large":      func(int, int, int) float64 { return r.NormFloat64() * 1e90 },
		"small":      func(int, int, int) float64 { return r.NormFloat64() * 1e-290 },
		"near":       func(int, int, int) float64 { return 1 + float64(r.IntN(3))*0x1p-52 },
		"at 2^30":    func(int, int, int) float64 { return float64(r.IntN(3)-1) * (1 << 30) },
		"duplicates": func(i, a, b int) float64 { return small[i][a%5][b%4] },
		"some twins": func(i, a, b int) float64 { return small[i][a%17][b%13] * 7 },
		"symmetric":  func(i, a, b int) float64 { return small[0][[]int{a, b}[i]%40][[]int{b, a}[i]%40] },
		"zeros":      func(int, int, int) float64 { return math.Copysign(0, float64(r.IntN(2))-0.5) },
		"far apart":  func(int, int, int) float64 { return math.Ldexp(float64(r.IntN(3)-1), 40*r.IntN(2)) },
		"hopeless":   func(int, int, int) float64 { return math.Ldexp(r.Float64()-0.5, r.IntN(300)-150) },
	}
}

// Whatever it is played on, and whatever is rounded, the counts are the
// definition's.
func TestAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	backends := []compute.Backend{cpu.New(), onHost(t)}
	rounded := map[string]bool{}
	for name, draw := range kinds(r) {
		for _, shape := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {2, 2}, {7, 5}, {37, 33}} {
			g := drawn(t, shape[0], shape[1], draw)
			first := []int{r.IntN(shape[0]), r.IntN(shape[1])}
			want := defined(g, 400, first)
			for _, b := range backends {
				got, err := onBackend(context.Background(), b, g, 400, first, nil)
				if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s %v on %s: %v, want %v, %v", name, shape, b.Name(), got, want, err)
				}
				// The more periods there may be, the more is rounded.
				exact, ok := play.NewExact(g, play.MaxIterations)
				if !ok {
					continue
				}
				p, err := newPair(context.Background(), b, g, exact, play.MaxIterations, first)
				if err != nil {
					t.Fatal(err)
				}
				rounded[name] = rounded[name] || p.Rounded[0]
				if err := errors.Join(p.until(context.Background(), 123), p.until(context.Background(), 400), p.learners.Close()); err != nil {
					t.Fatal(err)
				}
				if got := p.counts(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s %v on %s, of many periods: %v, want %v", name, shape, b.Name(), got, want)
				}
			}
		}
	}
	for _, name := range []string{"tenths", "normal", "near", "large", "small"} {
		if !rounded[name] {
			t.Errorf("%s: nothing was rounded", name)
		}
	}
}

// Over many periods, with long runs and many ties, it is what package play counts.
func TestAgainstPlay(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for name, draw := range kinds(r) {
		if name == "hopeless" {
			continue // takes package play itself
		}
		zero := drawn(t, 12, 12, draw)
		p := zero.Payoffs(0)
		for k := range p {
			zero.Payoffs(1)[k] = -p[k]
		}
		for _, g := range []*game.Game{drawn(t, 9, 14, draw), zero} {
			const periods = 30_000
			want, err := play.Fictitious(context.Background(), g, periods, []int{0, 3})
			if err != nil {
				t.Fatal(err)
			}
			got, err := onBackend(context.Background(), cpu.New(), g, periods, []int{0, 3}, nil)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v, %v", name, got, want, err)
			}
		}
	}
}

// Play is a backend's from a size on, and reports what the empirical strategies'
// regret is.
func TestLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	loaded := 0
	b := &counting{Backend: cpu.New(), loaded: &loaded}
	for n, want := range map[int]int{511: 0, 512: 1} {
		g := drawn(t, 512, n, func(int, int, int) float64 { return r.NormFloat64() })
		loaded = 0
		var told []progress.Report
		watch := func(p progress.Report) { p.Value(); told = append(told, p) }
		const periods = 300
		got, err := Play(context.Background(), b, g, periods, []int{500, 7}, watch)
		if err != nil || loaded != want {
			t.Errorf("%d profiles: loaded %d times, %v", g.Size(), loaded, err)
		}
		if reference := defined(g, periods, []int{500, 7}); fmt.Sprint(got) != fmt.Sprint(reference) {
			t.Errorf("%d profiles: not the definition's counts", g.Size())
		}
		if len(told) < 8 {
			t.Errorf("%d reports of %d periods", len(told), periods)
		}
	}
}

// The NashConv of a report is the game's own.
func TestReports(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for name, draw := range kinds(r) {
		g := drawn(t, 20, 30, draw)
		most := 0.0
		for _, u := range slices.Concat(g.Payoffs(0), g.Payoffs(1)) {
			most = max(most, math.Abs(u))
		}
		last := int64(0)
		watch := func(p progress.Report) {
			if p.Done <= last || p.Done >= 500 || p.Total != 500 {
				t.Errorf("%s: %+v behind %d", name, p, last)
			}
			last = p.Done
			counts, err := play.Fictitious(context.Background(), g, p.Done, []int{19, 29})
			if err != nil {
				t.Fatal(err)
			}
			if want, got := g.NashConv(counts.Strategies()), p.Value(); math.Abs(got-want) > 1e-9*g.Spread()+1e-15*most {
				t.Errorf("%s: NashConv %g after %d periods, not %g", name, got, p.Done, want)
			}
		}
		if _, err := onBackend(context.Background(), cpu.New(), g, 500, []int{19, 29}, []progress.Func{watch}); err != nil {
			t.Fatal(err)
		}
		if last == 0 {
			t.Errorf("%s: no report", name)
		}
	}
}

// counting is a backend that counts the games that it is given, and those that are
// open.
type counting struct {
	compute.Backend
	loaded *int
	open   int
	broken bool
	calls  int
}

type counted struct {
	compute.Learners
	of *counting
}

func (c *counting) LoadLearners(ctx context.Context, e compute.Earnings) (compute.Learners, error) {
	*c.loaded++
	c.open++
	l, err := c.Backend.LoadLearners(ctx, e)
	return counted{l, c}, err
}

var errBroken = errors.New("broken")

func (c counted) Play(ctx context.Context, h *compute.History, until int64) ([2]bool, error) {
	c.of.calls++
	if c.of.broken && until > 100 {
		return [2]bool{}, errBroken
	}
	return c.Learners.Play(ctx, h, until)
}

func (c counted) Close() error {
	c.of.open--
	return c.Learners.Close()
}

func TestFailures(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	g := drawn(t, 10, 10, func(int, int, int) float64 { return r.NormFloat64() })
	loaded := 0
	b := &counting{Backend: cpu.New(), loaded: &loaded, broken: true}
	if _, err := onBackend(context.Background(), b, g, 1000, []int{0, 0}, nil); !errors.Is(err, errBroken) || b.open != 0 {
		t.Errorf("%v, %d games are open", err, b.open)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := onBackend(ctx, cpu.New(), g, 1000, []int{0, 0}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	for _, c := range []struct {
		n     int64
		first []int
	}{{0, []int{0, 0}}, {play.MaxIterations + 1, []int{0, 0}}, {1, nil}, {1, []int{10, 0}}, {1, []int{0, -1}}} {
		if _, err := onBackend(context.Background(), cpu.New(), g, c.n, c.first, nil); !errors.Is(err, game.ErrInput) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A lead that is far below a unit a period is certain in the end: sums that have
// fallen behind are worked out anew, and then runs of plays are jumped over again.
func TestSmallLead(t *testing.T) {
	g := drawn(t, 3, 3, func(i, a, b int) float64 { return 1 + float64([]int{a, b}[i])*0x1p-30 })
	exact, ok := play.NewExact(g, play.MaxIterations)
	if !ok {
		t.Fatal("the payoffs are too wide")
	}
	loaded := 0
	b := &counting{Backend: cpu.New(), loaded: &loaded}
	p, err := newPair(context.Background(), b, g, exact, play.MaxIterations, []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	const periods = 1 << 22
	if err := errors.Join(p.until(context.Background(), periods), p.learners.Close()); err != nil {
		t.Fatal(err)
	}
	want := play.Counts{{1, 0, periods - 1}, {0, 1, periods - 1}}
	if got := p.counts(); fmt.Sprint(got) != fmt.Sprint(want) || b.calls > periods/16 {
		t.Errorf("%v, not %v, in %d calls", got, want, b.calls)
	}
	for i := range 2 {
		for k, s := range p.history.Sums[i] {
			others, times := p.played(1 - i)
			right := make([]int64, 1)
			exact.Sums(right, i, p.order[i][k:k+1], others, times, p.unit[i])
			if s > right[0] || s <= right[0]-p.history.Behind {
				t.Errorf("player %d's action %d has %d units, not %d, which is more than %d behind", i, k, s, right[0], p.history.Behind)
			}
		}
	}
	t.Logf("%d calls", b.calls)
}

// A pure equilibrium is played for ever in no time, from actions that are never
// replies.
func TestPure(t *testing.T) {
	g := drawn(t, 40, 30, func(i, a, b int) float64 { return float64([]int{a, b}[i] / 2 * 2) })
	for _, b := range []compute.Backend{cpu.New(), onHost(t)} {
		got, err := onBackend(context.Background(), b, g, play.MaxIterations, []int{39, 29}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got[0][38] != play.MaxIterations-1 || got[1][28] != play.MaxIterations-1 || got[0][39] != 1 || got[1][29] != 1 {
			t.Errorf("on %s: %v", b.Name(), got)
		}
	}
}
