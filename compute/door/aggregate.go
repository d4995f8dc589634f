package door

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"oracled/compute"
	"oracled/compute/robust"
)

// aggregate answers {"rule": "multi-krum", "f": 2, "x": [[0.1, 0.2], ...],
// "params": {"m": 3}}: params are m of multi-krum, radius, iterations and start of
// centered-clipping, iterations of geometric-median.
func aggregate(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	rule, err := in.text("rule")
	if err != nil {
		return err
	}
	if _, err := robust.Kappa(rule, 1, 0); err != nil {
		return in.bad("rule", "%w", err)
	}
	f, err := in.integer("f", 0, compute.MaxAgents)
	if err != nil {
		return err
	}
	x, err := in.matrix("x", 0, 0)
	if err != nil {
		return err
	}
	var p robust.Params
	if in.has("params") {
		given, err := in.object("params", "m", "radius", "iterations", "start")
		if err != nil {
			return err
		}
		if p, err = aggregateParams(given, x.cols); err != nil {
			return err
		}
	}
	p.Watchers = out.watchers
	v, err := robust.Aggregate(ctx, rule, x.nested(), int(f), p)
	if errors.Is(err, robust.ErrInput) {
		return fmt.Errorf("%w: rule %q: %w", ErrInput, rule, err)
	}
	if err != nil {
		return err
	}
	out.Converged = v.Converged
	out.Iterations = v.Iterations
	out.Certificate = Certificate{Kind: "definition"}
	if strings.HasSuffix(rule, "geometric-median") {
		out.Certificate = Certificate{Kind: "gap", Value: v.Gap, Bound: robust.GapTolerance}
	}
	out.drawAggregate(rule, x, int(f), v.Value)
	out.add("value", v.Value)
	if !math.IsNaN(v.Kappa) && !math.IsInf(v.Kappa, 0) {
		out.add("kappa", v.Kappa)
	}
	return nil
}

func aggregateParams(in fields, d int) (p robust.Params, err error) {
	m, err := in.integerOr("m", 0, 1, compute.MaxAgents)
	if err != nil {
		return p, err
	}
	iterations, err := in.integerOr("iterations", 0, 1, math.MaxInt32)
	if err != nil {
		return p, err
	}
	p.M, p.Iterations = int(m), int(iterations)
	if p.Radius, err = in.realOr("radius", 0, 0, math.MaxFloat64); err != nil {
		return p, err
	}
	if in.has("start") {
		p.Start, err = in.reals("start", d)
	}
	return p, err
}

// hierarchical answers {"groups": [[["100"], ...], ...], "f": [1, 1]}: positions
// in ulps, one list deeper for every further level, f[0] inside the groups.
func hierarchical(ctx context.Context, backend compute.Backend, in fields, out *Answer) error {
	given, err := in.integers("f", 0, compute.MaxAgents)
	if err != nil {
		return err
	}
	if len(given) < 1 || len(given) > compute.MaxLevels {
		return in.bad("f", "%d levels, not 1 to %d", len(given), compute.MaxLevels)
	}
	f := make([]int, len(given))
	for l, x := range given {
		f[l] = int(x)
	}
	v, err := in.value("groups")
	if err != nil {
		return err
	}
	if err := in.reserveItems("groups", v); err != nil {
		return err
	}
	root, err := readHierarchy(in.cursor(v), len(f))
	if err != nil {
		return in.bad("groups", "%w", err)
	}
	value, breakdown, err := compute.Hierarchical(ctx, backend, root, f)
	if errors.Is(err, compute.ErrInput) {
		return in.bad("groups", "%w", err)
	}
	if err != nil {
		return err
	}
	out.Converged = true // every group's values have been certified
	out.Iterations = len(f)
	out.Certificate = Certificate{Kind: compute.TrimmedMean}
	out.drawHierarchy(root, value, breakdown)
	out.add("value", ulpStrings(value))
	out.add("breakdown", breakdown)
	return nil
}

// readHierarchy reads the node that stands here, so many levels above the
// positions.
func readHierarchy(at *cursor, levels int) (h compute.Hierarchy, err error) {
	if levels == 0 {
		h.Position, err = at.ulps(compute.AnchorBits)
	} else {
		err = at.items(func(i int) error {
			member, err := readHierarchy(at, levels-1)
			h.Members = append(h.Members, member)
			if err != nil {
				return bracketed(i, err)
			}
			return nil
		})
	}
	if err == nil && len(h.Members)+len(h.Position) == 0 {
		err = errors.New("an empty list")
	}
	return h, err
}
