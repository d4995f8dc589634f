package cryptotest

import (
	"context"
	"reflect"
	"testing"

	"oracled/crypto"
)

func TestRoundIsDeterministic(t *testing.T) {
	o := Options{Agents: 6, Dimension: 2, Seed: 5, Number: 3}
	a, agents := Round(o)
	b, _ := Round(o)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same options give another round")
	}
	o.Seed++
	if c, _ := Round(o); c.Submissions[0].Agent == a.Submissions[0].Agent {
		t.Error("another seed gives the same agents")
	}
	p, rejections, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(context.Background(), a)
	if err != nil || len(rejections) != 0 || len(p.Positions) != len(agents) || p.Round != 3 {
		t.Error(p, rejections, err)
	}
}
