package door

import (
	"context"
	"math"

	"oracled/compute"
	"oracled/compute/game"
)

// utilities answers {"A": [[...]], "profiles": [[...], ...], "all": true}: what
// the rows of a payoff matrix earn against each of many mixed strategies of the
// columns. Payoffs and probabilities are taken as integers of 30 bits, in which
// the best row is exact; the certificate is how far a utility may be from that of
// the numbers given.
func utilities(ctx context.Context, b compute.Backend, in fields, out *Answer) error {
	a, err := in.matrix("A", 0, 0)
	if err != nil {
		return err
	}
	if err := in.moderate("A", a); err != nil {
		return err
	}
	x, err := in.matrix("profiles", 0, a.cols)
	if err != nil {
		return err
	}
	all, err := in.boolean("all")
	if err != nil {
		return err
	}
	for i := range x.rows {
		if err := game.CheckStrategy(x.row(i), a.cols); err != nil {
			return in.bad("profiles", "[%d]: %w", i, err)
		}
	}
	if err := in.reserve("A", 4, len(a.data)); err != nil {
		return err
	}
	if err := in.reserve("profiles", 4, len(x.data)); err != nil {
		return err
	}
	if all {
		if err := in.reserve("all", 16, a.rows, x.rows); err != nil {
			return err
		}
	}
	p, exponent, err := compute.QuantisePayoffs(a.rows, a.cols, a.data)
	if err != nil {
		return err
	}
	q := compute.Profiles{Count: x.rows, Weights: make([]int32, len(x.data))}
	off := 0.0 // of a profile's probabilities together, at most
	for i := range x.rows {
		w := q.Profile(i, a.cols)
		if err := compute.QuantiseProfile(w, x.row(i)); err != nil {
			return in.bad("profiles", "[%d]: %w", i, err)
		}
		sum := 0.0
		for j, v := range x.row(i) {
			sum += math.Abs(float64(w[j])/compute.ProfileWeight - v)
		}
		off = max(off, sum)
	}
	most, rounded := 0.0, 0.0
	for k, v := range a.data {
		most = max(most, math.Abs(v))
		rounded = max(rounded, math.Abs(math.Ldexp(float64(p.Entries[k]), exponent)-v))
	}
	m, err := b.Load(ctx, p)
	if err != nil {
		return err
	}
	defer m.Close()
	got, err := m.BestResponses(ctx, q)
	if err != nil {
		return err
	}
	// Not by the product of both units at once, which float64 may not hold.
	real := func(u int64) float64 { return math.Ldexp(float64(u)/compute.ProfileWeight, exponent) }
	earned := make([]float64, len(got.Utility))
	for i, u := range got.Utility {
		earned[i] = real(u)
	}
	out.Converged, out.Iterations = true, q.Count
	// The bound is that of the quantisation; the value what these numbers lose.
	out.Certificate = Certificate{Kind: "quantisation", Value: rounded + off*most, Bound: most * (float64(a.cols) + 2) * 0x1p-29}
	out.add("best", got.Best)
	out.add("utility", earned)
	if !all {
		return nil
	}
	every, err := m.Utilities(ctx, q)
	if err != nil {
		return err
	}
	rows := make([][]float64, q.Count)
	for i := range rows {
		rows[i] = make([]float64, a.rows)
		for k, u := range every[i*a.rows : (i+1)*a.rows] {
			rows[i][k] = real(u)
		}
	}
	out.add("utilities", rows)
	return nil
}
