// Package canonical is the game solvers that a task on a chain may name. Their
// answers are unique, or selected by a rule that the doc comment of the solver
// states. They work in integers and in arithmetic of fixed precision, so that
// every operator gets the same bits, and every answer is checked exactly,
// whoever found it and however.
//
// Payoffs, scores and values are integers in units of 2⁻⁶⁴, below 2¹¹⁰ in
// magnitude.
package canonical

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"oracled/compute/certify"
)

// ErrSpec is wrapped by every error about a solver string.
var ErrSpec = errors.New("solver")

// MaxEntries is the largest dimension of a task.
const MaxEntries = 4096

// Answer is a solver's values and what proves them.
type Answer struct {
	Values []*big.Int // Size() of them, in units of 2⁻⁶⁴
	// Dual holds the multipliers of certify.Constraints.CheckEntropy, in the
	// order of the game's constraints; nil where checking is to compute again.
	Dual []*big.Int
}

// Game is a solver with its parameters. Games do not change and are safe for
// concurrent use.
type Game interface {
	// String is the solver string in its canonical form.
	String() string
	// Entries is how many numbers make a payoff tensor or score matrix: the
	// dimension of the task.
	Entries() int
	// Size is how many values an answer has, at most Entries.
	Size() int
	// Solve returns the answer for a tensor of Entries numbers. It is the same
	// on every machine. Errors are ctx's, but for a defect of ours.
	Solve(ctx context.Context, tensor []*big.Int) (Answer, error)
	// Check returns nil exactly when the answer is proven to be right. Errors
	// wrap certify.ErrRefused.
	Check(tensor []*big.Int, a Answer) error
	// Regret returns what the best deviation of any player gains on the values of
	// an answer, in payoffs (not in units of 2⁻⁶⁴): 0 at an exact equilibrium, of a
	// zero-sum game the exploitability. It says how good an answer is and
	// decides nothing. False where there are no deviations, as for ratings.
	Regret(tensor, values []*big.Int) (float64, bool)
}

var games = map[string]func(Spec) (Game, error){
	"nash-averaging":         parseAveraging,
	"hodge":                  parseHodge,
	"nash":                   parseNash,
	"correlated-equilibrium": parseCorrelated,
}

// Names lists the solvers of this package, sorted.
func Names() []string { return slices.Sorted(maps.Keys(games)) }

// Known tells whether a solver of that name is of this package.
func Known(name string) bool { _, ok := games[name]; return ok }

// Parse returns the game that a solver string names. Errors wrap ErrSpec and
// name the parameter.
func Parse(text string) (Game, error) {
	s, err := Split(text)
	if err != nil {
		return nil, err
	}
	parse, ok := games[s.Name]
	if !ok {
		return nil, fmt.Errorf("%w: %q is not one of %s", ErrSpec, s.Name, strings.Join(Names(), ", "))
	}
	g, err := parse(s)
	if err != nil {
		return nil, err
	}
	if g.Entries() > MaxEntries {
		return nil, fmt.Errorf("%w: %s has positions of %d numbers, above %d", ErrSpec, g, g.Entries(), MaxEntries)
	}
	return g, nil
}

// checkShape is what every Check begins with.
func checkShape(g Game, tensor []*big.Int, a Answer) error {
	if len(tensor) != g.Entries() {
		return fmt.Errorf("%w: a tensor of %d numbers, not %d", certify.ErrRefused, len(tensor), g.Entries())
	}
	if len(a.Values) != g.Size() {
		return fmt.Errorf("%w: an answer of %d values, not %d", certify.ErrRefused, len(a.Values), g.Size())
	}
	return nil
}

// checkAgain is the check of answers that are unique integers: compute them.
func checkAgain(g Game, tensor []*big.Int, a Answer) error {
	if err := checkShape(g, tensor, a); err != nil {
		return err
	}
	want, err := g.Solve(context.Background(), tensor)
	if err != nil {
		return err
	}
	if len(a.Dual) > 0 {
		return fmt.Errorf("%w: %s has no multipliers", certify.ErrRefused, g)
	}
	return checkEqual(a.Values, want.Values, 0)
}

// checkEqual compares values that start at the given index of an answer.
func checkEqual(got, want []*big.Int, from int) error {
	for i, v := range want {
		if got[i].Cmp(v) != 0 {
			return fmt.Errorf("%w: value %d is %s ulps, not %s", certify.ErrRefused, from+i, got[i], v)
		}
	}
	return nil
}

// products returns ⌊Σ_j rows[i][j]·p_j⌋ in units of the rows, p in units of 2⁻⁶⁴.
func products(rows [][]*big.Int, p []*big.Int) []*big.Int {
	out := weighted(rows, p)
	for _, x := range out {
		x.Rsh(x, certify.ProbabilityBits)
	}
	return out
}

// weighted returns Σ_j rows[i][j]·p_j.
func weighted(rows [][]*big.Int, p []*big.Int) []*big.Int {
	out, t := make([]*big.Int, len(rows)), new(big.Int)
	for i, row := range rows {
		out[i] = new(big.Int)
		for j, x := range row {
			out[i].Add(out[i], t.Mul(x, p[j]))
		}
	}
	return out
}

// matrix cuts a tensor into rows; it aliases the tensor.
func matrix(rows, columns int, tensor []*big.Int) [][]*big.Int {
	out := make([][]*big.Int, rows)
	for i := range out {
		out[i] = tensor[i*columns : (i+1)*columns]
	}
	return out
}

func transpose(rows [][]*big.Int) [][]*big.Int {
	out := make([][]*big.Int, len(rows[0]))
	for j := range out {
		for _, row := range rows {
			out[j] = append(out[j], row[j])
		}
	}
	return out
}

// antisymmetric returns the matrix of a strict upper triangle, row by row.
func antisymmetric(n int, upper []*big.Int) [][]*big.Int {
	out := make([][]*big.Int, n)
	for i := range out {
		out[i] = make([]*big.Int, n)
		out[i][i] = new(big.Int)
	}
	k := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			out[i][j], out[j][i] = upper[k], new(big.Int).Neg(upper[k])
			k++
		}
	}
	return out
}

// largest returns max|x|.
func largest(rows [][]*big.Int) *big.Int {
	most := new(big.Int)
	for _, row := range rows {
		for _, x := range row {
			if x.CmpAbs(most) > 0 {
				most.Abs(x)
			}
		}
	}
	return most
}
