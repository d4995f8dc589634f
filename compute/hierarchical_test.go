package compute_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
)

func leaf(x ...int64) compute.Hierarchy {
	h := compute.Hierarchy{}
	for _, v := range x {
		h.Position = append(h.Position, fixed.FromUlps(v))
	}
	return h
}

func group(members ...compute.Hierarchy) compute.Hierarchy {
	return compute.Hierarchy{Members: members}
}

func TestHierarchical(t *testing.T) {
	ctx := context.Background()
	root := group(
		group(leaf(1, -1), leaf(2, -2), leaf(900, -4)),        // 2, −2
		group(leaf(7, 0), leaf(8, 0), leaf(9, 0)),             // 8, 0
		group(leaf(3, 5), leaf(4, 5), leaf(4, 5), leaf(9, 5)), // ⌊8/2⌋, 5
	)
	v, breakdown, err := compute.SolveHierarchy(ctx, cpu.New(), root, []int{1, 1})
	if err != nil || breakdown != 4 || !slices.Equal(v, []fixed.Q64x64{fixed.FromUlps(4), {}}) {
		t.Errorf("%v, breakdown %d, %v", v, breakdown, err)
	}
	for what, c := range map[string]struct {
		h compute.Hierarchy
		f []int
	}{
		"no levels":       {root, nil},
		"too many levels": {root, make([]int, 9)},
		"too few levels":  {root, []int{1}},
		"one level more":  {root, []int{1, 1, 0}},
		"f at the root":   {root, []int{1, 2}},
		"f of a group":    {root, []int{2, 1}},
		"negative f":      {root, []int{-1, 1}},
		"too much f":      {root, []int{1 << 24, 1 << 24, 1 << 24}},
		"an empty group":  {group(group()), []int{0, 0}},
		"an empty leaf":   {group(group(leaf())), []int{0, 0}},
		"ragged leaves":   {group(group(leaf(1), leaf(1, 2))), []int{0, 0}},
		"ragged groups":   {group(group(leaf(1)), group(leaf(1, 2))), []int{0, 0}},
	} {
		if _, _, err := compute.SolveHierarchy(ctx, cpu.New(), c.h, c.f); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Every level is the trimmed equilibrium of what the level below made, with the
// members' own L.
func TestHierarchicalStubborn(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		var root compute.Hierarchy
		var values [][]fixed.Q64x64
		var above []uint32
		for range 4 + r.IntN(3) {
			var g compute.Hierarchy
			var rows [][]fixed.Q64x64
			var L []uint32
			for range 6 + r.IntN(3) {
				m := leaf(r.Int64N(1000), r.Int64N(1000))
				m.L = r.Uint32N(compute.MaxLambda + 1)
				rows, L = append(rows, m.Position), append(L, m.L)
				g.Members = append(g.Members, m)
			}
			c, err := compute.NewColumns(rows, L, 2)
			if err != nil {
				t.Fatal(err)
			}
			e, err := cpu.New().TrimmedEquilibrium(ctx, c)
			if err != nil {
				t.Fatal(err)
			}
			g.L = r.Uint32N(compute.MaxLambda + 1)
			values, above = append(values, e.Values), append(above, g.L)
			root.Members = append(root.Members, g)
		}
		c, err := compute.NewColumns(values, above, 1)
		if err != nil {
			t.Fatal(err)
		}
		want, err := cpu.New().TrimmedEquilibrium(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		got, breakdown, err := compute.SolveHierarchy(ctx, cpu.New(), root, []int{2, 1})
		if err != nil || breakdown != 6 || !slices.Equal(got, want.Values) {
			t.Fatalf("%v, want %v; breakdown %d, %v", got, want.Values, breakdown, err)
		}
	}
	few := group(leaf(1), leaf(2), leaf(3))
	few.Members[0].L = 1
	if _, _, err := compute.SolveHierarchy(ctx, cpu.New(), few, []int{1}); !errors.Is(err, compute.ErrInput) {
		t.Errorf("2f + 1 with a stubborn one: %v", err)
	}
	few.Members[0].L = compute.MaxLambda + 1
	if _, _, err := compute.SolveHierarchy(ctx, cpu.New(), few, []int{0}); !errors.Is(err, compute.ErrInput) {
		t.Errorf("L above the limit: %v", err)
	}
}

// breakdown liars can take the value anywhere, and one fewer, wherever they sit,
// cannot take it out of the honest range: also where all are stubborn, as the
// liars are, to the utmost.
func TestBreakdown(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	f := []int{1, 0, 2} // (1+1)·(0+1)·(2+1)
	honest := func() int64 { return r.Int64N(100) }
	const lie = 1 << 40
	sizes := []int{4, 2, 6}
	for k := range 300 {
		placed := make(map[int]bool)
		key := []int{0, 1, 8, 9, 16, 17} // two in each of three groups
		switch {
		case k == 0:
		case k < 20: // but one
			key = slices.Delete(key, k%6, k%6+1)
		default:
			key = r.Perm(48)[:5]
		}
		for _, i := range key {
			placed[i] = true
		}
		at, stubborn := 0, k%2 == 1
		var build func(level int) compute.Hierarchy
		build = func(level int) compute.Hierarchy {
			if level < 0 {
				x := honest()
				if placed[at] {
					x = lie
				}
				at++
				h := leaf(x)
				if stubborn {
					h.L = compute.MaxLambda
				}
				return h
			}
			h := compute.Hierarchy{}
			if stubborn {
				h.L = r.Uint32N(compute.MaxLambda)
			}
			for range sizes[level] {
				h.Members = append(h.Members, build(level-1))
			}
			return h
		}
		v, breakdown, err := compute.SolveHierarchy(context.Background(), cpu.New(), build(2), f)
		if err != nil || breakdown != 6 {
			t.Fatalf("breakdown %d, %v", breakdown, err)
		}
		if out := v[0].Cmp(fixed.FromUlps(99)) > 0; out != (k == 0) {
			t.Errorf("%d: %v", k, v)
		}
	}
}
