// Package firstorder is Nash averaging of games that are too large to factorise:
// it needs the payoffs only in products with strategies, which a compute.Backend
// does exactly, and returns one equilibrium, certified by its exploitability.
//
// What it returns is not the maximum-entropy equilibrium where there are several,
// and its ratings are then not the ones of package nashavg: no claim about
// entropy is made. Where the equilibrium is unique, as it is for almost every
// choice of payoffs, both approximate the same one, and how closely depends on
// how sharply the game punishes what is next to it.
//
// The method is the adaptive golden ratio algorithm (Malitsky 2020, "Golden ratio
// algorithms for variational inequalities", Algorithm 1), which finds its own step
// sizes, takes one product a step and converges for every monotone operator, as
// the payoffs of a zero-sum game are. It is restarted from the average of its steps, or from the
// last one if that is less exploited, when that has gained much (Applegate,
// Hinder, Lu, Lubin 2023, "Faster first-order primal-dual methods for linear
// programming using restarts and sharpness", §6). Where few agents are left with
// something to play, the game among them is solved by package nashavg, and grows by
// who exploits that until nobody does (McMahan, Gordon, Blum 2003, "Planning in the
// presence of cost functions controlled by an adversary", §4).
//
// Strategies are multiplied as integers of 30 bits and payoffs as integers of 30
// bits and a sign, so steps are the same on every backend of a kind of processor;
// the certificate is computed from the payoffs that were given, in float64.
package firstorder

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"oracled/compute"
	"oracled/compute/game/nashavg"
	"oracled/compute/progress"
)

// ErrInput is wrapped by errors about arguments.
var ErrInput = errors.New("firstorder: input")

// Limits and defaults of Options.
const (
	DefaultEpsilon  = 1e-6
	LeastEpsilon    = 1e-8 // payoffs are multiplied to within 10⁻⁹ of the largest
	DefaultProducts = 100_000
)

// Options say when to stop.
type Options struct {
	// Epsilon is the exploitability at which an answer has converged, of max|A| or
	// max|S|: LeastEpsilon to 1. 0 is DefaultEpsilon.
	Epsilon float64
	// Products is how many products with the matrix are made at most; 0 is
	// DefaultProducts.
	Products int
	// Watchers are told of the exploitability.
	Watchers []progress.Func
}

func (o Options) checked() (Options, error) {
	if o.Epsilon == 0 {
		o.Epsilon = DefaultEpsilon
	}
	if o.Products == 0 {
		o.Products = DefaultProducts
	}
	if !(o.Epsilon >= LeastEpsilon && o.Epsilon <= 1) {
		return o, fmt.Errorf("%w: epsilon %g is not within %g to 1", ErrInput, o.Epsilon, LeastEpsilon)
	}
	if o.Products < 1 {
		return o, fmt.Errorf("%w: %d products, fewer than one", ErrInput, o.Products)
	}
	return o, nil
}

// Agents is an approximate Nash equilibrium of agents against agents.
type Agents struct {
	P       []float64 // n, sums to 1
	Ratings []float64 // n: A·P, in units of A
	Entropy float64   // of P, nats; not claimed to be the largest

	// Exploitability is max(A·P), at least 0, in units of A, Relative the same
	// over max|A|, 0 when A is all zeros.
	Exploitability, Relative float64

	Products  int // with the matrix
	Converged bool
}

// AVA returns an equilibrium of the symmetric zero-sum game of an antisymmetric
// n×n matrix a, row-major: a[i·n+j] is what agent i wins from agent j. Errors wrap
// ErrInput, for wrong sizes, numbers that are not finite or above 10³⁰⁰ and
// entries for which a_ij + a_ji is above 10⁻⁹·max|a| (the antisymmetric part is
// what is solved), or are ctx's or the backend's. Beside a it takes 4·n² bytes,
// and 8·n² more if a is not exactly antisymmetric.
func AVA(ctx context.Context, b compute.Backend, n int, a []float64, o Options) (Agents, error) {
	o, err := o.checked()
	if err != nil {
		return Agents{}, err
	}
	a, most, err := antisymmetric(n, a)
	if err != nil {
		return Agents{}, err
	}
	e := &engine{options: o, restricted: func(ctx context.Context, sets [][]int) ([][]float64, error) {
		s := sets[0]
		x, err := nashavg.AVA(ctx, len(s), part(a, n, s, s))
		return [][]float64{x.P}, err
	}}
	if err := e.add(ctx, b, n, n, a, most, 0); err != nil {
		return Agents{}, err
	}
	defer e.close()
	if err := e.run(ctx); err != nil {
		return Agents{}, fmt.Errorf("first-order Nash averaging of %d agents: %w", n, err)
	}
	out := Agents{P: e.best[0], Ratings: multiply(n, a, e.best[0]), Products: e.products}
	out.Entropy = entropy(out.P)
	out.Exploitability = max(slices.Max(out.Ratings), 0)
	if most > 0 {
		out.Relative = out.Exploitability / most
	}
	out.Converged = out.Relative <= o.Epsilon
	return out, nil
}

// Tasks is an approximate Nash equilibrium of agents against tasks.
type Tasks struct {
	Agents, Tasks     []float64 // each sums to 1
	Value             float64   // Agents·S·Tasks
	Skill, Difficulty []float64 // S·Tasks, −Sᵀ·Agents

	// Entropies of both, nats; not claimed to be the largest.
	AgentEntropy, TaskEntropy float64

	// Gap is max(Skill) + max(Difficulty) ≥ 0 in units of S, Relative the same
	// over max|S|.
	Gap, Relative float64

	Products  int // with the matrix and its transpose
	Converged bool
}

// AVT returns an equilibrium of the zero-sum game in which one side picks an agent
// and gets the score, and the other a task and pays it. s is m×k, row-major. Errors
// are as AVA's; beside s it takes 16·m·k bytes.
func AVT(ctx context.Context, b compute.Backend, m, k int, s []float64, o Options) (Tasks, error) {
	o, err := o.checked()
	if err != nil {
		return Tasks{}, err
	}
	if err := checkEntries("s", m, k, s); err != nil {
		return Tasks{}, err
	}
	// What everybody gets in any case decides nothing, and would cost precision.
	least, most := slices.Min(s), slices.Max(s)
	middle, spread := least/2+most/2, most/2-least/2
	rows, cols := make([]float64, m*k), make([]float64, m*k)
	for i := range m {
		for j := range k {
			rows[i*k+j] = s[i*k+j] - middle
			cols[j*m+i] = -rows[i*k+j]
		}
	}
	e := &engine{options: o, restricted: func(ctx context.Context, sets [][]int) ([][]float64, error) {
		x, err := nashavg.AVT(ctx, len(sets[0]), len(sets[1]), part(rows, k, sets[0], sets[1]))
		return [][]float64{x.Agents, x.Tasks}, err
	}}
	defer e.close()
	if err := e.add(ctx, b, m, k, rows, spread, 1); err != nil {
		return Tasks{}, err
	}
	if err := e.add(ctx, b, k, m, cols, spread, 0); err != nil {
		return Tasks{}, err
	}
	if err := e.run(ctx); err != nil {
		return Tasks{}, fmt.Errorf("first-order Nash averaging of %d agents and %d tasks: %w", m, k, err)
	}
	out := Tasks{Agents: e.best[0], Tasks: e.best[1], Products: e.products}
	out.AgentEntropy, out.TaskEntropy = entropy(out.Agents), entropy(out.Tasks)
	out.Skill, out.Difficulty = multiply(m, rows, out.Tasks), multiply(k, cols, out.Agents)
	out.Gap = max(slices.Max(out.Skill)+slices.Max(out.Difficulty), 0)
	for i, p := range out.Agents {
		out.Value += p * out.Skill[i]
	}
	out.Value += middle
	for i := range out.Skill {
		out.Skill[i] += middle
	}
	for j := range out.Difficulty {
		out.Difficulty[j] -= middle
	}
	if size := max(math.Abs(least), math.Abs(most)); size > 0 {
		out.Relative = out.Gap / size
	}
	out.Converged = out.Relative <= o.Epsilon
	return out, nil
}

// largest is what entries may reach without their sums overflowing.
const largest = 1e300

func checkEntries(name string, rows, cols int, a []float64) error {
	if rows < 1 || cols < 1 || len(a) != rows*cols {
		return fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(a), rows, cols)
	}
	for k, v := range a {
		if !(math.Abs(v) <= largest) {
			return fmt.Errorf("%w: %s[%d][%d] = %v is not within ±%g", ErrInput, name, k/cols, k%cols, v, float64(largest))
		}
	}
	return nil
}

// antisymmetric checks a and returns its antisymmetric part, a itself if that is
// the same, and max|a|.
func antisymmetric(n int, a []float64) ([]float64, float64, error) {
	if err := checkEntries("a", n, n, a); err != nil {
		return nil, 0, err
	}
	most := max(slices.Max(a), -slices.Min(a))
	exact := true
	for i := range n {
		for j := range i + 1 {
			x, y := a[i*n+j], a[j*n+i]
			if math.Abs(x/most+y/most) > 1e-9 {
				return nil, 0, fmt.Errorf("%w: a[%d][%d] = %v and a[%d][%d] = %v are not opposite", ErrInput, i, j, x, j, i, y)
			}
			exact = exact && x == -y
		}
	}
	if exact {
		return a, most, nil
	}
	out := make([]float64, n*n)
	for i := range n {
		for j := range i {
			out[i*n+j] = a[i*n+j]/2 - a[j*n+i]/2
			out[j*n+i] = -out[i*n+j]
		}
	}
	return out, most, nil
}

// part returns the entries in these rows and columns of a matrix of cols columns.
func part(a []float64, cols int, rows, columns []int) []float64 {
	out := make([]float64, 0, len(rows)*len(columns))
	for _, i := range rows {
		for _, j := range columns {
			out = append(out, a[i*cols+j])
		}
	}
	return out
}

func entropy(p []float64) float64 {
	var h float64
	for _, v := range p {
		if v > 0 {
			h -= v * math.Log(v)
		}
	}
	return h
}
