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
