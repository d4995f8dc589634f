package robust

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"oracled/fixed"
)

// Exact is a rule on n×d integers in ulps, f of the n rows being liars, whose
// answer is unique and the same in every order of the rows.
type Exact func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error)

// Mixed returns the rule after nearest-neighbour mixing: on the n rows of Mix. It
// needs what the rule itself needs; mixing alone takes n ≥ 2f + 1. If the rule is
// (f, κ)-robust, Mixed is (f, 8f/(n−f)·(κ + 1))-robust, but for the flooring of
// averages to an ulp (Allouah et al. 2023, "Fixing by mixing", §3 and lemma 1).
func Mixed(rule Exact) Exact {
	return func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
		mixed, err := Mix(ctx, rows, f)
		if err != nil {
			return nil, err
		}
		return rule(ctx, mixed, f)
	}
}

// Mix returns n×d integers in ulps: in place of every row the average of it and
// of the n − f − 1 others nearest to it, coordinate by coordinate, each sum exact
// and rounded once, down. Distances are Euclidean, squared and compared in 256
// bits; of others that are equally near the lexicographically smaller come first,
// so that the order of the agents changes the order of the answer's rows and
// nothing else. It needs n ≥ 2f + 1 (Allouah et al. 2023, "Fixing by mixing",
// algorithm 2). Errors wrap ErrInput or are ctx's.
func Mix(ctx context.Context, rows [][]fixed.Q64x64, f int) ([][]fixed.Q64x64, error) {
	if err := checkFaults(rows, f); err != nil {
		return nil, err
	}
	n := len(rows)
	out, errs := make([][]fixed.Q64x64, n), make([]error, n)
	err := distances(ctx, rows, func(i int, from []square) {
		order := indices(n)
		slices.SortFunc(order, func(a, b int) int {
			if a == i || b == i { // itself comes first
				return cmp.Compare(b2i(b == i), b2i(a == i))
			}
			return cmp.Or(from[a].compare(from[b]), slices.CompareFunc(rows[a], rows[b], fixed.Q64x64.Cmp))
		})
		out[i], errs[i] = floorMean(rows, order[:n-f])
	})
	if err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkFaults returns an error unless rows are what rules take and n ≥ 2f + 1.
func checkFaults(rows [][]fixed.Q64x64, f int) error {
	if err := check(rows); err != nil {
		return err
	}
	if f < 0 || len(rows) < 2*f+1 {
		return fmt.Errorf("%w: f = %d takes %d vectors, and there are %d", ErrInput, f, 2*f+1, len(rows))
	}
	return nil
}

// TrimmedMean returns, coordinate by coordinate, the floor of the mean of n×d
// integers in ulps without the f smallest and the f largest. It needs n ≥ 2f + 1
// (Yin, Chen, Kannan, Bartlett 2018, definition 2) and is (f, 6f/(n−2f)·(1 +
// f/(n−2f)))-robust (Allouah et al. 2023, table 1). Errors wrap ErrInput or are
// ctx's.
func TrimmedMean(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
	if err := checkFaults(rows, f); err != nil {
		return nil, err
	}
	n := len(rows)
	out := make([]fixed.Q64x64, len(rows[0]))
	column := make([][]fixed.Q64x64, n)
	for j := range out {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("trimmed mean of %d vectors: %w", n, err)
		}
		for i, row := range rows {
			column[i] = row[j : j+1]
		}
		slices.SortFunc(column, func(a, b []fixed.Q64x64) int { return a[0].Cmp(b[0]) })
		mean, err := floorMean(column[f:n-f], indices(n-2*f))
		if err != nil {
			return nil, err
		}
		out[j] = mean[0]
	}
	return out, nil
}
