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
	v, breakdown, err := compute.Hierarchical(ctx, cpu.New(), root, []int{1, 1})
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
		if _, _, err := compute.Hierarchical(ctx, cpu.New(), c.h, c.f); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// breakdown liars can take the value anywhere, and one fewer, wherever they sit,
// cannot take it out of the honest range.
func TestBreakdown(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	f := []int{1, 0, 2} // (1+1)·(0+1)·(2+1)
	honest := func() int64 { return r.Int64N(100) }
	const lie = 1 << 40
	sizes := []int{3, 1, 5}
	for k := range 300 {
		placed := make(map[int]bool)
		if k == 0 { // two in each of three groups
			for _, i := range []int{0, 1, 3, 4, 6, 7} {
				placed[i] = true
			}
		} else {
			for _, i := range r.Perm(15)[:5] {
				placed[i] = true
			}
		}
		at := 0
		var build func(level int) compute.Hierarchy
		build = func(level int) compute.Hierarchy {
			if level < 0 {
				x := honest()
				if placed[at] {
					x = lie
				}
				at++
				return leaf(x)
			}
			h := compute.Hierarchy{}
			for range sizes[level] {
				h.Members = append(h.Members, build(level-1))
			}
			return h
		}
		v, breakdown, err := compute.Hierarchical(context.Background(), cpu.New(), build(2), f)
		if err != nil || breakdown != 6 {
			t.Fatalf("breakdown %d, %v", breakdown, err)
		}
		if out := v[0].Cmp(fixed.FromUlps(99)) > 0; out != (k == 0) {
			t.Errorf("%d: %v", k, v)
		}
	}
}
