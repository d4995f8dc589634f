// Package robust is aggregation rules that survive liars: of n vectors, f of
// which may be anything, they make one that stays close to the honest ones'
// mean. A rule is (f, κ)-robust (Allouah, Farhadkhani, Guerraoui, Gupta, Pinot,
// Stephan 2023, "Fixing by mixing: a recipe for optimal Byzantine ML under
// heterogeneity", AISTATS, definition 2) if for every set S of n − f of the
// vectors, with mean μ_S,
//
//	‖F(x) − μ_S‖² ≤ κ/|S| · Σ_{i∈S} ‖x_i − μ_S‖².
//
// No rule has κ < f/(n − 2f) (ibid., proposition 6). Kappa lists the bounds.
//
// Rules whose answer is a unique integer vector are in this file and mixing.go, on
// integers and independent of the order of the agents; Aggregate has all of them on floats.
package robust

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"oracled/fixed"
)

// ErrInput is wrapped by every error about vectors or parameters that a rule
// cannot take.
var ErrInput = errors.New("robust: input")

// Bits bounds the magnitude of what the rules on integers take: |x| < 2¹¹⁰
// ulps. Squared distances then fit 256 bits up to MaxEntries numbers.
const (
	Bits       = 110
	MaxEntries = 1 << 33
)

// Median returns the lower median of every coordinate of n×d integers in ulps:
// the ⌊(n+1)/2⌋-th smallest, which somebody sent. It is (f, 4·(1 + f/(n−2f))²)-
// robust for n ≥ 2f+1 (Allouah et al. 2023, table 1).
func Median(rows [][]fixed.Q64x64) ([]fixed.Q64x64, error) {
	if err := check(rows); err != nil {
		return nil, err
	}
	out := make([]fixed.Q64x64, len(rows[0]))
	column := make([]fixed.Q64x64, len(rows))
	for j := range out {
		for i, row := range rows {
			column[i] = row[j]
		}
		slices.SortFunc(column, fixed.Q64x64.Cmp)
		out[j] = column[(len(column)-1)/2]
	}
	return out, nil
}

// Krum returns the vector with the least sum of squared Euclidean distances to
// the n − f − 2 others that are nearest to it, of n×d integers in ulps; of equal
// scores the lexicographically smaller vector. It needs n ≥ 2f + 3 (Blanchard,
// El Mhamdi, Guerraoui, Stainer 2017, "Machine learning with adversaries:
// Byzantine tolerant gradient descent", NeurIPS) and is (f, 6·(1 + f/(n−2f)))-robust
// (Allouah et al. 2023, table 1). Errors wrap ErrInput or are ctx's.
func Krum(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
	return MultiKrum(ctx, rows, f, 1)
}

// MultiKrum returns, coordinate by coordinate, the floor of the mean of the m
// vectors that Krum likes best, 1 ≤ m ≤ n − f: the sum is exact and rounded
// once. For m = 1 it is Krum; for larger m Allouah et al. 2023 state no κ (Bareilles,
// Bouaziz, Fageot, El Mhamdi 2026, "Byzantine machine learning: MultiKrum and an
// optimal notion of robustness", are the first to bound it): each of the chosen
// scores at most as much as the worst honest vector.
func MultiKrum(ctx context.Context, rows [][]fixed.Q64x64, f, m int) ([]fixed.Q64x64, error) {
	if err := check(rows); err != nil {
		return nil, err
	}
	n := len(rows)
	switch {
	case f < 0 || n < 2*f+3:
		return nil, fmt.Errorf("%w: f = %d takes %d vectors, and there are %d", ErrInput, f, 2*f+3, n)
	case m < 1 || m > n-f:
		return nil, fmt.Errorf("%w: m = %d is not within 1 to n − f = %d", ErrInput, m, n-f)
	}
	scores, err := scores(ctx, rows, n-f-2)
	if err != nil {
		return nil, err
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, k int) int {
		return cmp.Or(scores[i].compare(scores[k]), slices.CompareFunc(rows[i], rows[k], fixed.Q64x64.Cmp))
	})
	return floorMean(rows, order[:m])
}

// floorMean returns, coordinate by coordinate, the floor of the mean of the rows
// of these numbers.
func floorMean(rows [][]fixed.Q64x64, of []int) (_ []fixed.Q64x64, err error) {
	out := make([]fixed.Q64x64, len(rows[0]))
	count, sum := big.NewInt(int64(len(of))), new(big.Int)
	for j := range out {
		sum.SetInt64(0)
		for _, i := range of {
			sum.Add(sum, rows[i][j].Big())
		}
		if out[j], err = fixed.FromBig(sum.Div(sum, count)); err != nil { // Div floors: the divisor is positive
			return nil, err
		}
	}
	return out, nil
}

func check(rows [][]fixed.Q64x64) error {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return fmt.Errorf("%w: no vectors or no coordinates", ErrInput)
	}
	d := len(rows[0])
	if len(rows) > MaxEntries/d {
		return fmt.Errorf("%w: %d vectors of %d coordinates are more than %d numbers", ErrInput, len(rows), d, MaxEntries)
	}
	const limit = 1 << (Bits - 64)
	for i, row := range rows {
		if len(row) != d {
			return fmt.Errorf("%w: vector %d has %d coordinates, vector 0 has %d", ErrInput, i, len(row), d)
		}
		for j, x := range row {
			if x.Hi >= limit || x.Hi < -limit || x.Hi == -limit && x.Lo == 0 {
				return fmt.Errorf("%w: coordinate %d of vector %d is 2^%d ulps or more in magnitude", ErrInput, j, i, Bits)
			}
		}
	}
	return nil
}

// scores returns for every vector the sum of its squared distances to the
// nearest others.
func scores(ctx context.Context, rows [][]fixed.Q64x64, nearest int) ([]square, error) {
	out := make([]square, len(rows))
	err := distances(ctx, rows, func(i int, from []square) {
		others := slices.Delete(from, i, i+1)
		slices.SortFunc(others, square.compare)
		for _, s := range others[:nearest] {
			out[i].add(s)
		}
	})
	return out, err
}

// distances calls each, on all cores, with every vector's number and its squared
// distances from all vectors, which each may overwrite but not keep.
func distances(ctx context.Context, rows [][]fixed.Q64x64, each func(i int, from []square)) error {
	n := len(rows)
	var (
		wait sync.WaitGroup
		next atomic.Int64
	)
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			from := make([]square, n)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work := 0
				for k, row := range rows {
					if work += len(row); work > 1<<20 {
						if work = 0; ctx.Err() != nil {
							return
						}
					}
					from[k] = distance(rows[i], row)
				}
				each(i, from)
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("distances of %d vectors: %w", n, err)
	}
	return nil
}

// square is a sum of squares, 256 bits, the lowest word first.
type square [4]uint64

func (s square) compare(t square) int {
	return cmp.Or(cmp.Compare(s[3], t[3]), cmp.Compare(s[2], t[2]), cmp.Compare(s[1], t[1]), cmp.Compare(s[0], t[0]))
}

func (s *square) add(t square) {
	var c uint64
	s[0], c = bits.Add64(s[0], t[0], 0)
	s[1], c = bits.Add64(s[1], t[1], c)
	s[2], c = bits.Add64(s[2], t[2], c)
	s[3], _ = bits.Add64(s[3], t[3], c)
}

// distance returns Σ (x_j − y_j)².
func distance(x, y []fixed.Q64x64) (sum square) {
	for j, a := range x {
		b := y[j]
		lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
		hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), borrow)
		if int64(hi) < 0 { // |a − b| < 2¹¹¹
			lo, borrow = bits.Sub64(0, lo, 0)
			hi, _ = bits.Sub64(0, hi, borrow)
		}
		// (hi·2⁶⁴ + lo)² = hi²·2¹²⁸ + 2·hi·lo·2⁶⁴ + lo²
		var s square
		s[1], s[0] = bits.Mul64(lo, lo)
		s[3], s[2] = bits.Mul64(hi, hi)
		crossHi, crossLo := bits.Mul64(2*hi, lo)
		var c uint64
		s[1], c = bits.Add64(s[1], crossLo, 0)
		s[2], c = bits.Add64(s[2], crossHi, c)
		s[3] += c
		sum.add(s)
	}
	return sum
}
