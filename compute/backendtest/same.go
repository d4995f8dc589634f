package backendtest

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"oracled/compute"
	"oracled/fixed"
)

// Same fails unless two backends return the same bits for so many random rounds,
// and the same digest over all of them, which it logs.
func Same(t *testing.T, want, got compute.Backend, rounds int) {
	t.Helper()
	var digests [2][]byte
	shapes := Shapes()
	for i := range rounds {
		r := rand.New(rand.NewPCG(uint64(i), 37))
		n := 1 + r.IntN(200)
		switch {
		case i%50 == 0:
			n = 1 + r.IntN(5000)
		case i%5 == 0:
			n = 1 + r.IntN(1200)
		}
		c := shapes[i%len(shapes)].Draw(r, n, 1+r.IntN(3))
		a, b := Compare(t, want, got, c)
		for k, e := range []compute.Equilibria{a, b} {
			d := compute.Digest(compute.TrimmedEquilibrium, c.Agents, c.Faults, slices.Concat(e.Values, e.Low, e.High))
			digests[k] = append(digests[k], d[:]...)
		}
	}
	a, b := crypto.Keccak256Hash(digests[0]), crypto.Keccak256Hash(digests[1])
	if a != b {
		t.Fatalf("the digest over %d rounds is %s on %s and %s on %s", rounds, a, want.Name(), b, got.Name())
	}
	t.Logf("digest over %d rounds on %s and %s: %s", rounds, want.Name(), got.Name(), a)
}

// Compare fails unless two backends return the same bits for these columns, and
// returns what they do.
func Compare(t testing.TB, want, got compute.Backend, c compute.Columns) (a, b compute.Equilibria) {
	t.Helper()
	a, err := want.TrimmedEquilibrium(context.Background(), c)
	if err != nil {
		t.Fatalf("%s: n = %d, f = %d: %v", want.Name(), c.Agents, c.Faults, err)
	}
	if b, err = got.TrimmedEquilibrium(context.Background(), c); err != nil {
		t.Fatalf("%s: n = %d, f = %d: %v", got.Name(), c.Agents, c.Faults, err)
	}
	for j := range c.Coordinates {
		if a.Values[j] != b.Values[j] || a.Low[j] != b.Low[j] || a.High[j] != b.High[j] {
			t.Fatalf("n = %d, f = %d, coordinate %d: %s finds %v with cuts %v, %v; %s finds %v with cuts %v, %v", c.Agents, c.Faults, j,
				want.Name(), a.Values[j].Big(), a.Low[j].Big(), a.High[j].Big(), got.Name(), b.Values[j].Big(), b.Low[j].Big(), b.High[j].Big())
		}
	}
	return a, b
}

// Extremes compares two backends at the ends of what is allowed: the largest and
// smallest anchors and weights, every f of a small n, sizes around those at which
// an implementation may change its ways, and whatever values of one column are
// hard to tell apart.
func Extremes(t *testing.T, want, got compute.Backend, sizes []int) {
	t.Helper()
	r := rand.New(rand.NewPCG(41, 43))
	weights := map[string]func(i int) uint32{
		"nobody stubborn":  func(int) uint32 { return compute.Unit },
		"all most":         func(int) uint32 { return compute.Unit - compute.MaxLambda },
		"one most":         func(i int) uint32 { return compute.Unit - compute.MaxLambda*uint32(b2i(i == 0)) },
		"one not stubborn": func(i int) uint32 { return compute.Unit - compute.MaxLambda*uint32(b2i(i != 0)) },
		"alternating":      func(i int) uint32 { return compute.Unit - compute.MaxLambda*uint32(i%2) },
		"drawn":            func(int) uint32 { return compute.Unit - uint32(r.IntN(compute.MaxLambda+1)) },
	}
	anchors := map[string]func(i, n int) fixed.Q64x64{
		"all least":           func(int, int) fixed.Q64x64 { return least },
		"all most":            func(int, int) fixed.Q64x64 { return most },
		"both ends":           func(i, _ int) fixed.Q64x64 { return []fixed.Q64x64{least, most}[i%2] },
		"one at an end":       func(i, _ int) fixed.Q64x64 { return []fixed.Q64x64{{}, most}[b2i(i == 0)] },
		"neighbours":          func(i, n int) fixed.Q64x64 { return fixed.FromUlps(int64(i - n/2)) },
		"neighbours at 2¹⁰⁹":  func(i, _ int) fixed.Q64x64 { return fixed.Q64x64{Hi: 1 << 45, Lo: uint64(i)} },
		"sorted":              func(i, _ int) fixed.Q64x64 { return fixed.Q64x64{Hi: int64(i), Lo: uint64(i) << 50} },
		"sorted downwards":    func(i, n int) fixed.Q64x64 { return fixed.Q64x64{Hi: int64(n - i), Lo: uint64(i) << 50} },
		"most the same":       func(i, _ int) fixed.Q64x64 { return fixed.FromInt64(int64(b2i(i%97 == 0))) },
		"two heaps far apart": func(i, _ int) fixed.Q64x64 { return fixed.Q64x64{Hi: int64(i%2) << 44, Lo: uint64(i / 2)} },
		"liars far out": func(i, _ int) fixed.Q64x64 {
			return []fixed.Q64x64{around(r, 1e-12), most, around(r, 1e-12), around(r, 1e-12), least}[i%5]
		},
	}
	for _, n := range sizes {
		for name, weight := range weights {
			c := compute.Columns{Agents: n, Coordinates: len(anchors)}
			for i := range n {
				c.Weights = append(c.Weights, weight(i))
			}
			for _, anchor := range anchors {
				for i := range n {
					c.Anchors = append(c.Anchors, anchor(i, n))
				}
			}
			faults := []int{0, n / 5, n / 3, max(0, n/2-1), (n - 1) / 2}
			if n < 8 {
				faults = faults[:0]
				for f := range (n-1)/2 + 1 {
					faults = append(faults, f)
				}
			}
			slices.Sort(faults)
			for _, c.Faults = range slices.Compact(faults) {
				if c.Faults > (n-1)/2 {
					continue
				}
				t.Run(name, func(t *testing.T) { Compare(t, want, got, c) })
			}
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Draws returns d columns of n anchors of random bits within the limits and mixed
// weights, quickly, for large n.
func Draws(seed uint64, n, d, faults int) compute.Columns {
	r := rand.NewChaCha8([32]byte(binary.LittleEndian.AppendUint64(make([]byte, 24), seed)))
	c := compute.Columns{Agents: n, Coordinates: d, Faults: faults, Anchors: make([]fixed.Q64x64, n*d), Weights: make([]uint32, n)}
	for i := range c.Anchors {
		u := r.Uint64()
		c.Anchors[i] = fixed.Q64x64{Hi: int64(u&0xff) + int64(u>>8&0xff) - 255, Lo: r.Uint64()}
	}
	for i := range c.Weights {
		c.Weights[i] = compute.Unit - uint32(r.Uint64()%(compute.MaxLambda+1))
	}
	return c
}
