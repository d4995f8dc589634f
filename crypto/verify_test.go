package crypto_test

import (
	"context"
	"testing"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
)

func TestHonestRound(t *testing.T) {
	for _, n := range []int{1, 2, 3, 17, 300} {
		r, agents := cryptotest.Round(cryptotest.Options{Agents: n, Dimension: 3})
		p, rejections, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(context.Background(), r)
		if err != nil || len(rejections) != 0 || len(p.Positions) != len(agents) {
			t.Fatalf("n = %d: %d positions, rejections %v, error %v", n, len(p.Positions), rejections, err)
		}
	}
}

func BenchmarkVerifyRound1024(b *testing.B) {
	const n = 1024
	r, _ := cryptotest.Round(cryptotest.Options{Agents: n, Dimension: 8})
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	for b.Loop() {
		if p, _, err := v.Verify(context.Background(), r); err != nil || len(p.Positions) != n {
			b.Fatal("not every agent was accepted", err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "µs/position")
}
