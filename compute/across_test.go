package compute_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/fixed"
)

func small(v int) fixed.Q64x64 {
	if v < 0 {
		return fixed.Q64x64{Hi: -1, Lo: uint64(int64(v))}
	}
	return fixed.Q64x64{Lo: uint64(v)}
}

// TestWeightedMedian against its definition, over every value that it could be:
// the least at or below which lies half of the weight; the same in any order; and
// out of the reach of less than half of the weight.
func TestWeightedMedian(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + r.IntN(9)
		values, weights := make([]int, n), make([]uint32, n)
		rows := make([][]fixed.Q64x64, n)
		whole := 0
		for i := range n {
			values[i], weights[i] = r.IntN(9)-4, 1+r.Uint32N(5)
			rows[i] = []fixed.Q64x64{small(values[i]), small(-values[i])}
			whole += int(weights[i])
		}
		half := func(v int, sign int) bool {
			below := 0
			for i := range n {
				if sign*values[i] <= v {
					below += int(weights[i])
				}
			}
			return 2*below >= whole
		}
		got, err := compute.WeightedMedian(rows, weights)
		if err != nil {
			t.Fatal(err)
		}
		for c, sign := range []int{1, -1} {
			want := -5
			for !half(want, sign) {
				want++
			}
			if got[c] != small(want) {
				t.Fatalf("%v with weights %v, coordinate %d: %v, want %d", values, weights, c, got[c], want)
			}
		}
		order := r.Perm(n)
		rows2, weights2 := make([][]fixed.Q64x64, n), make([]uint32, n)
		for to, from := range order {
			rows2[to], weights2[to] = rows[from], weights[from]
		}
		if again, err := compute.WeightedMedian(rows2, weights2); err != nil || !slices.Equal(again, got) {
			t.Fatalf("in another order %v, %v; before %v", again, err, got)
		}
		// Captured rows with less than half of the weight leave it among the others'.
		captured, taken := map[int]bool{}, 0
		for _, i := range order {
			if 2*(taken+int(weights[i])) < whole {
				captured[i] = true
				taken += int(weights[i])
				rows[i] = []fixed.Q64x64{small(1_000_000), small(-1_000_000)}
			}
		}
		low, high := 99, -99
		for i, v := range values {
			if !captured[i] {
				low, high = min(low, v), max(high, v)
			}
		}
		moved, err := compute.WeightedMedian(rows, weights)
		if err != nil || moved[0].Cmp(small(low)) < 0 || moved[0].Cmp(small(high)) > 0 {
			t.Fatalf("captured %v: %v, %v, honest %d to %d", captured, moved, err, low, high)
		}
	}
}

// TestBreakdownAcross: so many captured agents are enough, and no fewer, by
// capturing every set of groups.
func TestBreakdownAcross(t *testing.T) {
	for _, c := range []struct {
		weights  []uint32
		captures []uint64
		want     uint64
	}{
		{[]uint32{1}, []uint64{3}, 3},
		{[]uint32{1, 1, 1}, []uint64{3, 3, 3}, 6},
		{[]uint32{1, 1}, []uint64{3, 5}, 3}, // half is enough to pull it down
		{[]uint32{5, 1, 1}, []uint64{9, 1, 1}, 9},
		{[]uint32{2, 1, 1}, []uint64{9, 2, 3}, 5},
	} {
		if got, err := compute.BreakdownAcross(c.weights, c.captures); err != nil || got != c.want {
			t.Errorf("%v %v: %d, %v", c.weights, c.captures, got, err)
		}
	}
	for _, bad := range [][]uint32{nil, make([]uint32, 21), {1, 2}} {
		if _, err := compute.BreakdownAcross(bad, make([]uint64, 21)[:len(bad)/2]); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	row := []fixed.Q64x64{{}}
	for _, c := range []struct {
		rows    [][]fixed.Q64x64
		weights []uint32
	}{{nil, nil}, {[][]fixed.Q64x64{row}, nil}, {[][]fixed.Q64x64{row}, []uint32{0}}, {[][]fixed.Q64x64{row, nil}, []uint32{1, 1}}} {
		if _, err := compute.WeightedMedian(c.rows, c.weights); !errors.Is(err, compute.ErrInput) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
