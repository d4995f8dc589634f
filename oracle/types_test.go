package oracle_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

func TestStubbornness(t *testing.T) {
	for _, c := range []struct {
		lambda     uint32
		confidence uint8
		trust      uint32
		want       uint32
	}{
		{65000, 100, 65536, 0},
		{65000, 0, 65536, 65000},
		{65000, 100, 0, 65000},
		{65000, 50, 65536, 32500},
		{6500, 100, 32768, 3250},
		{1, 100, 65535, 1}, // the floor of what is earned
		{0, 100, 65536, 0},
	} {
		p := oracle.Position{Confidence: c.confidence, Trust: c.trust}
		if got := p.L(c.lambda); got != c.want {
			t.Errorf("Λ = %d, c = %d, t = %d: L = %d, want %d", c.lambda, c.confidence, c.trust, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		lambda, p := r.Uint32N(65001), oracle.Position{Confidence: uint8(r.IntN(101)), Trust: r.Uint32N(65537)}
		if got, want := p.L(lambda), reference.L(lambda, p.Confidence, p.Trust); got != want {
			t.Fatalf("Λ = %d, %+v: L = %d, want %d", lambda, p, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		bps  uint32
		n, f int
	}{{0, 100, 0}, {3333, 3, 0}, {3334, 3, 1}, {2500, 21, 5}, {10000, 1 << 24, 1 << 24}} {
		if got := (oracle.Task{TrimBps: c.bps}).Faults(c.n); got != c.f {
			t.Errorf("%d bps of %d: %d, want %d", c.bps, c.n, got, c.f)
		}
	}
}

// What is stored narrow is floored, not rounded towards zero.
func TestPostedFloors(t *testing.T) {
	unit := new(big.Int).Lsh(big.NewInt(1), 32)
	ulps := func(units, rest int64) fixed.Q64x64 {
		z := new(big.Int).Mul(unit, big.NewInt(units))
		q, err := fixed.FromBig(z.Add(z, big.NewInt(rest)))
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	o := oracle.Outcome{
		Index: 3, Round: 9, Status: oracle.StatusOK, Participants: 5, Narrow: true,
		Values: []fixed.Q64x64{ulps(0, 1), ulps(0, -1), ulps(1, 0), ulps(-1, 0), ulps(-2, 1), ulps(7, 1<<32-1), ulps(-1<<31, -1)},
	}
	p := o.Posted()
	if got, want := fmt.Sprint(p.Values), "[0 -1 1 -1 -2 7 -2147483649]"; got != want {
		t.Errorf("posted %s, want %s", got, want)
	}
	if p.Index != 3 || p.Round != 9 || p.Participants != 5 || !p.Narrow || p.Insufficient {
		t.Errorf("posted %+v", p)
	}
	if o.Values[1] != ulps(0, -1) {
		t.Error("the outcome was changed")
	}
	o.Narrow = false
	if got, want := o.Posted().Values[4].String(), "-8589934591"; got != want {
		t.Errorf("full width: %s, want %s", got, want)
	}
	if p := (oracle.Outcome{Status: oracle.StatusInsufficient}).Posted(); !p.Insufficient || p.Values != nil {
		t.Errorf("insufficient: %+v", p)
	}
}

func TestMaxMagnitude(t *testing.T) {
	if got := (oracle.Task{Width: oracle.WidthNarrow}).MaxMagnitude().BitLen(); got != 96 {
		t.Errorf("narrow: %d bits", got)
	}
	if got := (oracle.Task{Width: oracle.WidthFull}).MaxMagnitude().BitLen(); got != 111 {
		t.Errorf("full: %d bits", got)
	}
}
