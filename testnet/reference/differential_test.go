package reference_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/testnet/reference"
)

// The product and this package agree on every bit, on every shape of columns
// that has ever been trouble.
func TestProductAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range backendtest.Shapes() {
		for k := range 40 {
			n := 2 + r.IntN(40)
			if k == 0 {
				n = 330 // sampled
			}
			compare(t, s.Name, s.Draw(r, n, 3))
		}
	}
}

func compare(t testing.TB, name string, c compute.Columns) {
	t.Helper()
	e, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	anchors := make([][]*big.Int, c.Agents)
	L := make([]uint32, c.Agents)
	equal := true
	for i := range anchors {
		for j := range c.Coordinates {
			anchors[i] = append(anchors[i], c.Column(j)[i].Big())
		}
		L[i] = 65536 - c.Weights[i]
		equal = equal && L[i] == L[0]
	}
	want := fmt.Sprint(reference.Equilibrium(anchors, L, c.Faults))
	if got := fmt.Sprint(bigs(e.Values)); got != want {
		t.Fatalf("%s: n = %d, f = %d: %s, want %s", name, c.Agents, c.Faults, got, want)
	}
	if mean := fmt.Sprint(reference.TrimmedMean(anchors, c.Faults)); equal && mean != want {
		t.Fatalf("%s: equal L give %s, the trimmed mean is %s", name, want, mean)
	}
}

func bigs(values []fixed.Q64x64) []*big.Int {
	var out []*big.Int
	for _, v := range values {
		out = append(out, v.Big())
	}
	return out
}

func FuzzProductAgrees(f *testing.F) {
	f.Add(uint64(1), uint8(8), uint8(0))
	f.Add(uint64(2), uint8(2), uint8(11))
	f.Add(uint64(3), uint8(60), uint8(20))
	f.Fuzz(func(t *testing.T, seed uint64, n, shape uint8) {
		s := backendtest.Shapes()[int(shape)%len(backendtest.Shapes())]
		compare(t, s.Name, s.Draw(rand.New(rand.NewPCG(seed, 3)), 1+int(n)%80, 1))
	})
}
