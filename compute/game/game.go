package game

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrInput is wrapped by every error about a game, a profile or a parameter
// that is not one.
var ErrInput = errors.New("game: input")

// Limits of a game. The number of payoffs is bounded by memory alone.
const (
	MaxPlayers = 64
	// MaxPayoff bounds the magnitude of payoffs, so that sums and products of
	// them stay finite.
	MaxPayoff = 1e100
)

// Game is a finite game in normal form of n players, player i with its own
// number of actions m_i. It does not change once it is made.
type Game struct {
	shape   []int
	payoffs [][]float64 // by player, C order: the last player's action changes fastest
}

// New returns the game of a shape (m_1, …, m_n) and n payoff tensors, each of
// m_1·…·m_n numbers in C order, the last player fastest. It keeps payoffs.
// Errors wrap ErrInput and name the first offending index.
func New(shape []int, payoffs [][]float64) (*Game, error) {
	if len(shape) < 1 || len(shape) > MaxPlayers {
		return nil, fmt.Errorf("%w: %d players, not 1 to %d", ErrInput, len(shape), MaxPlayers)
	}
	size := 1
	for i, m := range shape {
		if m < 1 {
			return nil, fmt.Errorf("%w: player %d has %d actions", ErrInput, i, m)
		}
		if size > math.MaxInt32/m {
			return nil, fmt.Errorf("%w: more than %d profiles", ErrInput, math.MaxInt32)
		}
		size *= m
	}
	if len(payoffs) != len(shape) {
		return nil, fmt.Errorf("%w: %d payoff tensors for %d players", ErrInput, len(payoffs), len(shape))
	}
	for i, t := range payoffs {
		if len(t) != size {
			return nil, fmt.Errorf("%w: %d payoffs of player %d, not %d", ErrInput, len(t), i, size)
		}
		for k, u := range t {
			if !(math.Abs(u) <= MaxPayoff) {
				return nil, fmt.Errorf("%w: payoff %d of player %d is %g, not within ±%g", ErrInput, k, i, u, MaxPayoff)
			}
		}
	}
	return &Game{slices.Clone(shape), payoffs}, nil
}

// Bimatrix returns the game of two players with payoffs A and B, both m×n: the
// row player gets A[a][b] and the column player B[a][b].
func Bimatrix(A, B [][]float64) (*Game, error) {
	if len(A) == 0 || len(A) != len(B) {
		return nil, fmt.Errorf("%w: A has %d rows and B has %d", ErrInput, len(A), len(B))
	}
	flat := make([][]float64, 2)
	for k, M := range [][][]float64{A, B} {
		for a, row := range M {
			if len(row) != len(A[0]) {
				return nil, fmt.Errorf("%w: row %d of %c has %d numbers, row 0 of A has %d", ErrInput, a, 'A'+k, len(row), len(A[0]))
			}
			flat[k] = append(flat[k], row...)
		}
	}
	return New([]int{len(A), len(A[0])}, flat)
}

// Players returns n.
func (g *Game) Players() int { return len(g.shape) }

// Actions returns m_i.
func (g *Game) Actions(i int) int { return g.shape[i] }

// Shape returns (m_1, …, m_n); the caller must not change it.
func (g *Game) Shape() []int { return g.shape }

// Size returns the number of pure profiles.
func (g *Game) Size() int { return len(g.payoffs[0]) }

// Payoffs returns player i's tensor; the caller must not change it.
func (g *Game) Payoffs(i int) []float64 { return g.payoffs[i] }

// Stride returns how far apart in a tensor two neighbouring actions of player i
// are.
func (g *Game) Stride(i int) int {
	stride := 1
	for _, m := range g.shape[i+1:] {
		stride *= m
	}
	return stride
}

// Spread returns the largest difference between two payoffs of one player: the
// unit in which regrets are judged.
func (g *Game) Spread() float64 {
	spread := 0.0
	for _, t := range g.payoffs {
		spread = max(spread, slices.Max(t)-slices.Min(t))
	}
	return spread
}

// Profile is one mixed strategy per player: Profile[i][a] is the probability
// with which player i plays action a.
type Profile [][]float64

// Pure returns the profile in which player i plays actions[i].
func (g *Game) Pure(actions ...int) Profile {
	p := make(Profile, len(g.shape))
	for i, a := range actions {
		p[i] = make([]float64, g.shape[i])
		p[i][a] = 1
	}
	return p
}

// Uniform returns the profile in which everybody plays every action equally
// often.
func (g *Game) Uniform() Profile {
	p := make(Profile, len(g.shape))
	for i, m := range g.shape {
		p[i] = make([]float64, m)
		for a := range p[i] {
			p[i][a] = 1 / float64(m)
		}
	}
	return p
}

// Clone returns a copy that shares nothing.
func (p Profile) Clone() Profile {
	out := make(Profile, len(p))
	for i := range p {
		out[i] = slices.Clone(p[i])
	}
	return out
}

// CheckProfile returns an error that wraps ErrInput unless p is a profile of
// this game: of its shape, nowhere negative, every strategy summing to 1 to
// within 10⁻⁹.
func (g *Game) CheckProfile(p Profile) error {
	if len(p) != len(g.shape) {
		return fmt.Errorf("%w: %d strategies for %d players", ErrInput, len(p), len(g.shape))
	}
	for i := range p {
		if err := CheckStrategy(p[i], g.shape[i]); err != nil {
			return fmt.Errorf("strategy of player %d: %w", i, err)
		}
	}
	return nil
}

// CheckStrategy returns an error that wraps ErrInput unless x is a distribution
// over m actions: nowhere negative, summing to 1 to within 10⁻⁹.
func CheckStrategy(x []float64, m int) error {
	if len(x) != m {
		return fmt.Errorf("%w: %d probabilities for %d actions", ErrInput, len(x), m)
	}
	sum := 0.0
	for a, v := range x {
		if !(v >= 0 && v <= 1+1e-9) {
			return fmt.Errorf("%w: probability %d is %g", ErrInput, a, v)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("%w: the probabilities sum to %g", ErrInput, sum)
	}
	return nil
}

// Deviations returns what each of player i's actions would earn it against the
// others' strategies in p, m_i long. p[i] is not looked at.
func (g *Game) Deviations(i int, p Profile) []float64 {
	return g.contract(i, i, p)
}

// Cross returns what player i earns by action a where player j plays b and all
// others follow p, m_i×m_j, row-major. i and j are different; p[i] and p[j] are
// not looked at.
func (g *Game) Cross(i, j int, p Profile) []float64 {
	t := g.contract(i, j, p)
	if i < j {
		return t
	}
	// j comes first in C order.
	out := make([]float64, len(t))
	mi, mj := g.shape[i], g.shape[j]
	for b := range mj {
		for a := range mi {
			out[a*mj+b] = t[b*mi+a]
		}
	}
	return out
}

// contract averages player i's tensor over everybody's strategy but those of
// the players i and j.
func (g *Game) contract(i, j int, p Profile) []float64 {
	first, last := min(i, j), max(i, j)
	t := g.payoffs[i]
	for k := len(g.shape) - 1; k > last; k-- { // the axis that changes fastest
		x := p[k]
		out := make([]float64, len(t)/len(x))
		for r := range out {
			out[r] = dot(t[r*len(x):(r+1)*len(x)], x)
		}
		t = out
	}
	for k := range first { // the axis that changes slowest
		t = weighted(t, p[k])
	}
	for k := first + 1; k < last; k++ { // behind i's axis, which stays
		m, rest := g.shape[first], len(t)/g.shape[first]
		out := make([]float64, 0, len(t)/len(p[k]))
		for a := range m {
			out = append(out, weighted(t[a*rest:(a+1)*rest], p[k])...)
		}
		t = out
	}
	return t
}

// weighted averages over the axis that changes slowest.
func weighted(t, x []float64) []float64 {
	out := make([]float64, len(t)/len(x))
	for a, v := range x {
		if v == 0 {
			continue
		}
		for r, u := range t[a*len(out) : (a+1)*len(out)] {
			out[r] += v * u
		}
	}
	return out
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for k, v := range x {
		sum += v * y[k]
	}
	return sum
}

// Utilities returns everybody's expected payoff, n long.
func (g *Game) Utilities(p Profile) []float64 {
	out := make([]float64, len(g.shape))
	for i := range out {
		out[i] = dot(g.Deviations(i, p), p[i])
	}
	return out
}

// Regrets returns by how much each player could do better by a deviation of its
// own, in units of its payoff, n long and nowhere negative.
func (g *Game) Regrets(p Profile) []float64 {
	out := make([]float64, len(g.shape))
	for i := range out {
		out[i] = regret(g.Deviations(i, p), p[i])
	}
	return out
}

// regret averages max(dev) − dev[a], which loses nothing to cancellation where
// payoffs are large and nearly equal.
func regret(dev, x []float64) float64 {
	best, sum := slices.Max(dev), 0.0
	for a, v := range x {
		sum += v * (best - dev[a])
	}
	return sum
}

// NashConv returns the sum of the regrets: 0 exactly at the Nash equilibria
// (Lanctot et al. 2017, "A unified game-theoretic approach to multiagent
// reinforcement learning", §2).
func (g *Game) NashConv(p Profile) float64 {
	sum := 0.0
	for _, r := range g.Regrets(p) {
		sum += r
	}
	return sum
}
