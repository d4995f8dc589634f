package door

import (
	"context"
	"fmt"

	"oracled/compute"
	"oracled/fixed"
)

// trimmedMean answers {"f": 2, "x": [["7","1"], ...]}: the floor of the mean of
// what is left of every coordinate without the f smallest and the f largest.
func trimmedMean(ctx context.Context, backend compute.Backend, in fields, out *Answer) error {
	c, err := trimmedColumns(in, "x", false)
	if err != nil {
		return err
	}
	e, err := solveTrimmed(ctx, backend, c, out)
	if err != nil {
		return err
	}
	out.drawTrimmed(c, e)
	return nil
}

// trimmedEquilibrium answers {"f": 1, "anchors": [["5",...],...], "L": [0,...]}.
func trimmedEquilibrium(ctx context.Context, backend compute.Backend, in fields, out *Answer) error {
	c, err := trimmedColumns(in, "anchors", true)
	if err != nil {
		return err
	}
	e, err := solveTrimmed(ctx, backend, c, out)
	if err != nil {
		return err
	}
	strategies, err := compute.Strategies(ctx, c, e.Values)
	if err != nil {
		return err
	}
	rows := make([][]string, len(strategies))
	for i, row := range strategies {
		rows[i] = ulpStrings(row)
	}
	out.add("strategies", rows)
	out.drawTrimmed(c, e)
	out.add("digest", fmt.Sprintf("%#x", compute.Digest(compute.TrimmedEquilibrium, c.Agents, c.Faults, e.Values)))
	return nil
}

// trimmedColumns reads f, an n×d matrix and, for a game, L.
func trimmedColumns(in fields, matrix string, game bool) (compute.Columns, error) {
	rows, err := in.ulps(matrix, compute.AnchorBits)
	if err != nil {
		return compute.Columns{}, err
	}
	n := len(rows)
	f, err := in.integer("f", 0, compute.MaxAgents)
	if err != nil {
		return compute.Columns{}, err
	}
	need := 2*int(f) + 1
	if game {
		need++
	}
	if n < need {
		return compute.Columns{}, fmt.Errorf("%w: key \"f\": %d is too large: it takes %d agents and %q has %d", ErrInput, f, need, matrix, n)
	}
	var L []uint32
	if game {
		given, err := in.integers("L", 0, compute.MaxLambda)
		if err != nil {
			return compute.Columns{}, err
		}
		if len(given) != n {
			return compute.Columns{}, fmt.Errorf("%w: key \"L\": %d entries, but %q has %d rows", ErrInput, len(given), matrix, n)
		}
		L = make([]uint32, n)
		for i, l := range given {
			L[i] = uint32(l)
		}
	}
	return compute.NewColumns(rows, L, int(f))
}

// solveTrimmed fills in all that both solvers answer. The certificate's value
// is the number of coordinates in which g(v) ≥ 0 > g(v+1) does not hold.
func solveTrimmed(ctx context.Context, backend compute.Backend, c compute.Columns, out *Answer) (compute.Equilibria, error) {
	e, err := backend.TrimmedEquilibrium(ctx, c)
	if err != nil {
		return e, err
	}
	if err := c.Certify(e); err != nil {
		return e, fmt.Errorf("certify what backend %s found: %w", backend.Name(), err)
	}
	out.Converged = true
	out.Iterations = e.Steps
	out.Certificate = Certificate{Kind: out.Solver}
	out.add("value", ulpStrings(e.Values))
	return e, nil
}

// ulpStrings writes counts of ulps as decimal integers.
func ulpStrings(values []fixed.Q64x64) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Big().String()
	}
	return out
}
