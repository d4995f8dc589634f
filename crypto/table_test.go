package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

func flip(b []byte, bit int) []byte {
	b = slices.Clone(b)
	b[bit/8] ^= 0x80 >> (bit % 8)
	return b
}

func power(e uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), e) }

var one = big.NewInt(1)

// expect verifies a scene and compares every agent's fate.
func expect(t *testing.T, v *crypto.Verifier, s *cryptotest.Scene, want map[int]oracle.Reason) {
	t.Helper()
	p, rejections, err := v.Verify(context.Background(), s.Round)
	if err != nil {
		t.Fatal(err)
	}
	got := map[common.Address]oracle.Reason{}
	for _, r := range rejections {
		got[r.Agent] = r.Reason
	}
	positions := map[common.Address]oracle.Position{}
	for _, q := range p.Positions {
		positions[q.Agent] = q
	}
	if len(got)+len(positions) != len(s.Agents) {
		t.Fatalf("%d rejections and %d positions of %d agents", len(rejections), len(p.Positions), len(s.Agents))
	}
	for i, a := range s.Agents {
		id := s.Sub(i).Agent
		if got[id] != want[i] {
			t.Fatalf("agent %d: %q, want %q", i, got[id], want[i])
		}
		if want[i] != cryptotest.Accepted {
			continue
		}
		q, ok := positions[id]
		if !ok || q.Confidence != a.Confidence || !slices.Equal(q.Values, a.Values) || q.Trust != 0 {
			t.Fatalf("agent %d: position %+v is not what it committed to", i, q)
		}
	}
	if !slices.IsSortedFunc(p.Positions, func(a, b oracle.Position) int { return bytes.Compare(a.Agent[:], b.Agent[:]) }) ||
		!slices.IsSortedFunc(rejections, func(a, b oracle.Rejection) int { return bytes.Compare(a.Agent[:], b.Agent[:]) }) {
		t.Fatal("the result is not sorted by agent")
	}
	if p.Task != s.Round.Task.ID || p.Round != s.Round.Number {
		t.Fatal("the profile is of another round")
	}
}

// TestDamageOne changes one submission of a round in every way: exactly that
// agent is rejected, for exactly that reason.
func TestDamageOne(t *testing.T) {
	const n = 5
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	for j, c := range cryptotest.Damages() {
		t.Run(c.Name, func(t *testing.T) {
			s := cryptotest.NewScene(n, 3)
			i := j % n
			c.Do(s, i)
			expect(t, v, s, map[int]oracle.Reason{i: c.Want})
		})
	}
}

// TestDamageMany damages many submissions of a larger round at random, so that
// culprits are searched among others, up to all of them.
func TestDamageMany(t *testing.T) {
	base := cryptotest.NewScene(150, 3)
	for _, workers := range []int{1, 3} {
		v := crypto.NewVerifier(crypto.VerifierOptions{Workers: workers, CacheSize: 40})
		for _, share := range []int{1, 5, 30, 50, 100} {
			s, want := base.DamageMany(rand.New(rand.NewPCG(1, uint64(share))), share)
			expect(t, v, s, want)
		}
	}
}

// TestCancellingErrors damages two submissions so that their errors would cancel
// in a sum without random coefficients.
func TestCancellingErrors(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 1})
	t.Run("signatures", func(t *testing.T) {
		s := cryptotest.NewScene(6, 1)
		var a, b, g bls12381.G2Affine
		if _, err := a.SetBytes(s.Commitment(1).Signature); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SetBytes(s.Commitment(4).Signature); err != nil {
			t.Fatal(err)
		}
		_, _, _, g = bls12381.Generators()
		a.Add(&a, &g)
		b.Sub(&b, &g)
		x, y := a.Bytes(), b.Bytes()
		s.Commitment(1).Signature, s.Commitment(4).Signature = x[:], y[:]
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadSignature, 4: oracle.BadSignature})
	})
	t.Run("proofs", func(t *testing.T) {
		s := cryptotest.NewScene(6, 1)
		for i, x := range map[int]int64{1: 1, 4: -1} {
			cryptotest.SetProof(func(p []byte) []byte { return cryptotest.Splice(p, 48, cryptotest.AddScalar(p[48:80], x)) })(s, i)
		}
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadProof, 4: oracle.BadProof})
	})
	t.Run("openings", func(t *testing.T) {
		s := cryptotest.NewScene(6, 1)
		for i, x := range map[int]int64{1: 1, 4: -1} {
			o := s.Opening(i)
			o.Blinding = [32]byte(cryptotest.AddScalar(o.Blinding[:], x))
		}
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadOpening, 4: oracle.BadOpening})
	})
	t.Run("proof against opening", func(t *testing.T) {
		s := cryptotest.NewScene(6, 1)
		cryptotest.SetProof(func(p []byte) []byte { return cryptotest.Splice(p, 80, cryptotest.AddScalar(p[80:], 1)) })(s, 2)
		o := s.Opening(2)
		o.Blinding = [32]byte(cryptotest.AddScalar(o.Blinding[:], -1))
		expect(t, v, s, map[int]oracle.Reason{2: oracle.BadProof})
	})
}

// TestCapacity counts agents with a valid commitment in the log order of it.
func TestCapacity(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	s := cryptotest.NewScene(7, 1)
	s.Round.Task.MaxAgents = 3
	s.Commitment(0).Signature = cryptotest.Infinity(96)                                                                     // takes no place
	cryptotest.SetProof(func(p []byte) []byte { return cryptotest.Splice(p, 48, cryptotest.AddScalar(p[48:80], 1)) })(s, 1) // nor this
	s.Sub(2).Openings = nil                                                                                                 // takes one
	s.Opening(3).Confidence = 101                                                                                           // so does this
	s.Sub(4).Openings = nil                                                                                                 // over capacity comes first
	early, late := *s.Commitment(4), *s.Commitment(4)
	early.Signature, early.At = cryptotest.Infinity(96), oracle.LogPosition{Block: 1} // a forgery does not keep a place
	late.At = oracle.LogPosition{Block: 101}
	s.Sub(4).Commitments = []oracle.SignedCommitment{early, late}
	s.Commitment(6).At = oracle.LogPosition{Block: 100, Index: 5}
	s.Commitment(5).At = oracle.LogPosition{Block: 100, Index: 6}
	expect(t, v, s, map[int]oracle.Reason{
		0: oracle.BadSignature, 1: oracle.BadProof, 2: oracle.NotRevealed, 3: oracle.BadOpening,
		4: oracle.OverCapacity, 5: oracle.OverCapacity,
	})
}

func TestNarrow(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	s := cryptotest.NewScene(4, 2)
	s.Round.Task.Width = oracle.WidthNarrow
	for i, x := range []*big.Int{power(95), new(big.Int).Sub(power(95), one), new(big.Int).Neg(power(95)), new(big.Int).Sub(one, power(95))} {
		cryptotest.Recommit(func(a *cryptotest.Agent) { a.Values[1] = cryptotest.Ulps(x) })(s, i)
	}
	expect(t, v, s, map[int]oracle.Reason{0: oracle.OutOfRange, 2: oracle.OutOfRange})
}

func TestGroup(t *testing.T) {
	s := cryptotest.NewScene(2, 1)
	again, forged := *s.Commitment(0), *s.Commitment(0)
	again.Group, again.At = 7, oracle.LogPosition{Block: 3}
	forged.Group, forged.At, forged.Signature = 9, oracle.LogPosition{Block: 2}, cryptotest.Infinity(96)
	s.Sub(0).Commitments = append(s.Sub(0).Commitments, again, forged)
	p, _, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(context.Background(), s.Round)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range p.Positions {
		if q.Agent == s.Agents[0].Context.Agent && q.Group != 7 {
			t.Fatalf("group %d, want that of the earliest signed commitment", q.Group)
		}
	}
}

func TestEmptyRound(t *testing.T) {
	p, rejections, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(context.Background(), oracle.Round{Task: cryptotest.Task(1, 1), Number: 4})
	if err != nil || len(p.Positions) != 0 || len(rejections) != 0 || p.Round != 4 {
		t.Fatal(p, rejections, err)
	}
}

func TestVerifyIsCancelled(t *testing.T) {
	r, _ := cryptotest.Round(cryptotest.Options{Agents: 600, Dimension: 1})
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	for _, after := range []time.Duration{0, 10 * time.Millisecond, 120 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		_, _, err := v.Verify(ctx, r)
		cancel()
		if err == nil && after > 0 {
			t.Logf("600 agents were verified within %v", after)
		} else if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %v: %v", after, err)
		}
	}
}

func TestConcurrentVerify(t *testing.T) {
	s := cryptotest.NewScene(20, 2)
	s.Commitment(3).Signature = cryptotest.Infinity(96)
	v := crypto.NewVerifier(crypto.VerifierOptions{CacheSize: 4})
	done := make(chan error)
	for range 4 {
		go func() {
			p, rejections, err := v.Verify(context.Background(), s.Round)
			if err == nil && (len(p.Positions) != 19 || len(rejections) != 1) {
				err = errors.New("another result")
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
