package door

import (
	"context"
	"encoding/json"
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
// in ulps, one list deeper for every further level, f[0] inside the groups. With
// "L": [[[32768, 0, ...], ...], [0, ...]], L[0] for agents and the last for the
// root's members, each nested as the groups are, or one number for all of a level,
// every level is a trimmed equilibrium.
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
	kind := compute.TrimmedMean
	if in.has("L") {
		kind = compute.TrimmedEquilibrium
		if err := in.stubbornness(&root, len(f)); err != nil {
			return err
		}
	}
	value, breakdown, err := compute.SolveHierarchy(ctx, backend, root, f)
	if errors.Is(err, compute.ErrInput) {
		return in.bad("groups", "%w", err)
	}
	if err != nil {
		return err
	}
	out.Converged = true // every group's values have been certified
	out.Iterations = len(f)
	out.Certificate = Certificate{Kind: kind}
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

// stubbornness reads the key "L" into the members of every level of a hierarchy.
func (f fields) stubbornness(root *compute.Hierarchy, levels int) error {
	v, err := f.value("L")
	if err != nil {
		return err
	}
	items, err := list(v)
	if err != nil {
		return f.bad("L", "%w", err)
	}
	if len(items) != levels {
		return f.bad("L", "%d levels, and \"f\" has %d", len(items), levels)
	}
	for l, item := range items {
		if err := setL(root.Members, item, levels-1-l); err != nil {
			return f.bad("L", "%w", bracketed(l, err))
		}
	}
	return nil
}

// setL gives the members so many levels further down the numbers in v.
func setL(members []compute.Hierarchy, v json.RawMessage, down int) error {
	items, err := list(v)
	if err != nil { // no list: one for all
		n, err := integer(v)
		if err != nil {
			return err
		}
		if !n.IsInt64() || n.Sign() < 0 || n.Int64() > compute.MaxLambda {
			return fmt.Errorf("%s is not within 0 to %d", short(v), compute.MaxLambda)
		}
		setAll(members, uint32(n.Int64()), down)
		return nil
	}
	if len(items) != len(members) {
		return fmt.Errorf("%d entries for %d members", len(items), len(members))
	}
	for i, item := range items {
		if down > 0 {
			err = setL(members[i].Members, item, down-1)
		} else if _, is := list(item); is == nil {
			err = errors.New("a list, one level too deep")
		} else {
			err = setL(members[i:i+1], item, 0)
		}
		if err != nil {
			return bracketed(i, err)
		}
	}
	return nil
}

func setAll(members []compute.Hierarchy, L uint32, down int) {
	for i := range members {
		if down > 0 {
			setAll(members[i].Members, L, down-1)
		} else {
			members[i].L = L
		}
	}
}
