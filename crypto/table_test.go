package crypto_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
)

// accepted is the expectation that a change makes no difference.
const accepted oracle.Reason = ""

// scene is a round with what its agents know; change damages agent i.
type scene struct {
	round  oracle.Round
	agents []cryptotest.Agent
}

func newScene(n, d int) *scene {
	r, agents := cryptotest.Round(cryptotest.Options{Agents: n, Dimension: d})
	return &scene{r, agents}
}

func (s *scene) sub(i int) *oracle.Submission              { return &s.round.Submissions[i] }
func (s *scene) commitment(i int) *oracle.SignedCommitment { return &s.sub(i).Commitments[0] }
func (s *scene) opening(i int) *oracle.Opening             { return &s.sub(i).Openings[0] }

// resign signs what agent i now sends as its commitment.
func (s *scene) resign(i int) {
	c := s.commitment(i)
	digest := crypto.CommitmentDigest(s.agents[i].Context, c.Commitment, c.Proof)
	c.Signature = s.agents[i].Key.Sign(digest[:])
}

// reseal commits agent i anew to its present values and sends that.
func (s *scene) reseal(i int) {
	a := &s.agents[i]
	a.Seal(cryptotest.Reader(fmt.Sprint("reseal ", i)))
	s.round.Submissions[i] = a.Submission(uint64(i))
}

// elsewhere gives agent i the commitment and opening of another context; it
// signs in the right one when signed is set.
func (s *scene) elsewhere(i int, signed bool, move func(*oracle.Context)) {
	a := s.agents[i]
	move(&a.Context)
	a.Seal(cryptotest.Reader("elsewhere"))
	s.round.Submissions[i] = a.Submission(uint64(i))
	s.round.Submissions[i].Agent = s.agents[i].Context.Agent
	if signed {
		s.resign(i)
	}
}

// other is another agent than i.
func (s *scene) other(i int) int { return (i + 1) % len(s.agents) }

func flip(b []byte, bit int) []byte {
	b = slices.Clone(b)
	b[bit/8] ^= 0x80 >> (bit % 8)
	return b
}

func infinity(n int) []byte {
	b := make([]byte, n)
	b[0] = 0xc0
	return b
}

// outsideG1 moves a compressed point of G1 out of the subgroup, on the curve.
func outsideG1(b []byte) []byte {
	var p bls12381.G1Affine
	if _, err := p.SetBytes(b); err != nil {
		panic(err)
	}
	var f fp.Element
	f.SetUint64(7)
	j := bls12381.GeneratePointNotInG1(f)
	j.AddMixed(&p)
	p.FromJacobian(&j)
	out := p.Bytes()
	return out[:]
}

func outsideG2(b []byte) []byte {
	var p bls12381.G2Affine
	if _, err := p.SetBytes(b); err != nil {
		panic(err)
	}
	var f bls12381.E2
	f.A0.SetUint64(7)
	j := bls12381.GeneratePointNotInG2(f)
	j.AddMixed(&p)
	p.FromJacobian(&j)
	out := p.Bytes()
	return out[:]
}

// add returns scalar b plus x mod r.
func add(b []byte, x int64) []byte {
	s := new(big.Int).SetBytes(b)
	s.Add(s, big.NewInt(x)).Mod(s, fr.Modulus())
	return s.FillBytes(make([]byte, 32))
}

// plusOrder is the same scalar in a form that is not canonical.
func plusOrder(b []byte) []byte {
	s := new(big.Int).SetBytes(b)
	return s.Add(s, fr.Modulus()).FillBytes(make([]byte, 32))
}

func ulps(x *big.Int) fixed.Q64x64 {
	q, err := fixed.FromBig(x)
	if err != nil {
		panic(err)
	}
	return q
}

func power(e uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), e) }

var one = big.NewInt(1)

type change struct {
	name string
	want oracle.Reason
	do   func(s *scene, i int)
}

func splice(b []byte, at int, part []byte) []byte {
	b = slices.Clone(b)
	copy(b[at:], part)
	return b
}

// signedCommitment sets C and signs it.
func setC(f func(c []byte) []byte) func(*scene, int) {
	return func(s *scene, i int) {
		c := s.commitment(i)
		c.Commitment = f(c.Commitment)
		s.resign(i)
	}
}

func setProof(f func(p []byte) []byte) func(*scene, int) {
	return func(s *scene, i int) {
		c := s.commitment(i)
		c.Proof = f(c.Proof)
		s.resign(i)
	}
}

func setSignature(f func(s *scene, i int) []byte) func(*scene, int) {
	return func(s *scene, i int) { s.commitment(i).Signature = f(s, i) }
}

func setKey(f func(s *scene, i int) []byte) func(*scene, int) {
	return func(s *scene, i int) { s.sub(i).PublicKey = f(s, i) }
}

func setOpening(f func(s *scene, i int, o *oracle.Opening)) func(*scene, int) {
	return func(s *scene, i int) {
		o := s.opening(i)
		o.Values = slices.Clone(o.Values)
		f(s, i, o)
	}
}

// recommit changes the position before it is committed to.
func recommit(f func(a *cryptotest.Agent)) func(*scene, int) {
	return func(s *scene, i int) {
		s.agents[i].Values = slices.Clone(s.agents[i].Values)
		f(&s.agents[i])
		s.reseal(i)
	}
}

func contexts() map[string]func(*oracle.Context) {
	return map[string]func(*oracle.Context){
		"chain": func(c *oracle.Context) { c.Hub.ChainID++ },
		"hub":   func(c *oracle.Context) { c.Hub.Address[19] ^= 1 },
		"task":  func(c *oracle.Context) { c.Task[31] ^= 1 },
		"round": func(c *oracle.Context) { c.Round++ },
	}
}

func changes() []change {
	list := []change{
		{"nothing", accepted, func(*scene, int) {}},

		// What carries the agent's name without its signature.
		{"no commitment", oracle.BadSignature, func(s *scene, i int) { s.sub(i).Commitments = nil }},
		{"signature: no bytes", oracle.BadSignature, setSignature(func(*scene, int) []byte { return nil })},
		{"signature: zeros", oracle.BadSignature, setSignature(func(*scene, int) []byte { return make([]byte, 96) })},
		{"signature: infinity", oracle.BadSignature, setSignature(func(*scene, int) []byte { return infinity(96) })},
		{"signature: short", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return s.commitment(i).Signature[:95] })},
		{"signature: long", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return append(slices.Clone(s.commitment(i).Signature), 0) })},
		{"signature: negated", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return flip(s.commitment(i).Signature, 2) })},
		{"signature: not compressed", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return flip(s.commitment(i).Signature, 0) })},
		{"signature: x flipped", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return flip(s.commitment(i).Signature, 767) })},
		{"signature: outside the subgroup", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return outsideG2(s.commitment(i).Signature) })},
		{"signature: another agent's", oracle.BadSignature, setSignature(func(s *scene, i int) []byte { return s.commitment(s.other(i)).Signature })},
		{"signature: another agent signs", oracle.BadSignature, setSignature(func(s *scene, i int) []byte {
			c := s.commitment(i)
			digest := crypto.CommitmentDigest(s.agents[i].Context, c.Commitment, c.Proof)
			return s.agents[s.other(i)].Key.Sign(digest[:])
		})},
		{"key: none", oracle.BadSignature, setKey(func(*scene, int) []byte { return nil })},
		{"key: zeros", oracle.BadSignature, setKey(func(*scene, int) []byte { return make([]byte, 96) })},
		{"key: infinity", oracle.BadSignature, setKey(func(*scene, int) []byte { return append([]byte{0x40}, make([]byte, 95)...) })},
		{"key: compressed", oracle.BadSignature, setKey(func(s *scene, i int) []byte { return s.agents[i].Key.CompressedPublicKey() })},
		{"key: off the curve", oracle.BadSignature, setKey(func(s *scene, i int) []byte { return flip(s.sub(i).PublicKey, 767) })},
		{"key: another agent's", oracle.BadSignature, setKey(func(s *scene, i int) []byte { return s.sub(s.other(i)).PublicKey })},
		{"key: rogue", oracle.BadSignature, func(s *scene, i int) {
			// pk' = x·g − pk(other): a signature of x·H minus the other's would pass
			// in a sum without random coefficients.
			var p, q bls12381.G1Affine
			_, err := p.SetBytes(s.sub(s.other(i)).PublicKey)
			if err != nil {
				panic(err)
			}
			q.ScalarMultiplicationBase(big.NewInt(12345))
			q.Sub(&q, &p)
			raw := q.RawBytes()
			id, err := crypto.AgentID(raw[:])
			if err != nil {
				panic(err)
			}
			s.sub(i).PublicKey, s.sub(i).Agent = raw[:], id
			s.agents[i].Context.Agent = id
		}},
		{"commitment: flipped, not signed", oracle.BadSignature, func(s *scene, i int) { c := s.commitment(i); c.Commitment = flip(c.Commitment, 300) }},
		{"commitment: short", oracle.BadSignature, setC(func(c []byte) []byte { return c[:47] })},
		{"commitment: long", oracle.BadSignature, setC(func(c []byte) []byte { return append(slices.Clone(c), 0) })},
		{"proof: flipped, not signed", oracle.BadSignature, func(s *scene, i int) { c := s.commitment(i); c.Proof = flip(c.Proof, 600) }},
		{"proof: short", oracle.BadSignature, setProof(func(p []byte) []byte { return p[:111] })},

		// What the agent signed.
		{"two commitments", oracle.Equivocation, func(s *scene, i int) {
			a := s.agents[i]
			a.Seal(cryptotest.Reader("again"))
			s.sub(i).Commitments = append(s.sub(i).Commitments, a.Submission(1000).Commitments...)
		}},
		{"two proofs of one commitment", oracle.Equivocation, func(s *scene, i int) {
			a := s.agents[i]
			a.Sealed.Proof = flip(a.Sealed.Proof, 500)
			s.sub(i).Commitments = append(s.sub(i).Commitments, a.Submission(1000).Commitments...)
		}},
		{"equivocation with garbage", oracle.Equivocation, func(s *scene, i int) {
			a := s.agents[i]
			a.Sealed = crypto.Sealed{Commitment: make([]byte, 48), Proof: make([]byte, 112)}
			s.sub(i).Commitments = append(a.Submission(0).Commitments, s.sub(i).Commitments...)
		}},
		{"commitment: infinity", oracle.BadCommitment, setC(func([]byte) []byte { return infinity(48) })},
		{"commitment: zeros", oracle.BadCommitment, setC(func([]byte) []byte { return make([]byte, 48) })},
		{"commitment: not compressed", oracle.BadCommitment, setC(func(c []byte) []byte { return flip(c, 0) })},
		{"commitment: x above p", oracle.BadCommitment, setC(func([]byte) []byte { return append([]byte{0x9f}, bytes.Repeat([]byte{0xff}, 47)...) })},
		{"commitment: outside the subgroup", oracle.BadCommitment, setC(outsideG1)},
		{"commitment: infinity and a bad proof", oracle.BadCommitment, func(s *scene, i int) {
			s.commitment(i).Proof = make([]byte, 112)
			setC(func([]byte) []byte { return infinity(48) })(s, i)
		}},
		{"commitment: negated", oracle.BadProof, setC(func(c []byte) []byte { return flip(c, 2) })},
		{"commitment: another agent's, whole", oracle.BadProof, func(s *scene, i int) {
			o := s.commitment(s.other(i))
			s.commitment(i).Commitment, s.commitment(i).Proof = o.Commitment, o.Proof
			s.resign(i)
		}},
		{"commitment: re-randomised copy", oracle.BadProof, func(s *scene, i int) {
			o := s.commitment(s.other(i))
			var p bls12381.G1Affine
			if _, err := p.SetBytes(o.Commitment); err != nil {
				panic(err)
			}
			_, h := crypto.Generators()
			var t bls12381.G1Affine
			t.ScalarMultiplication(&h, big.NewInt(99))
			p.Add(&p, &t)
			b := p.Bytes()
			s.commitment(i).Commitment, s.commitment(i).Proof = b[:], o.Proof
			s.resign(i)
		}},
		{"proof: zeros", oracle.BadProof, setProof(func([]byte) []byte { return make([]byte, 112) })},
		{"proof: R infinity", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 0, infinity(48)) })},
		{"proof: R negated", oracle.BadProof, setProof(func(p []byte) []byte { return flip(p, 2) })},
		{"proof: R outside the subgroup", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 0, outsideG1(p[:48])) })},
		{"proof: R not compressed", oracle.BadProof, setProof(func(p []byte) []byte { return flip(p, 0) })},
		{"proof: s_h plus one", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 48, add(p[48:80], 1)) })},
		{"proof: s_ρ plus one", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 80, add(p[80:], 1)) })},
		{"proof: s_h above r", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 48, plusOrder(p[48:80])) })},
		{"proof: s_ρ above r", oracle.BadProof, setProof(func(p []byte) []byte { return splice(p, 80, plusOrder(p[80:])) })},
		{"proof: scalars swapped", oracle.BadProof, setProof(func(p []byte) []byte { return slices.Concat(p[:48], p[80:], p[48:80]) })},
		{"no proof and no opening", oracle.BadProof, func(s *scene, i int) {
			s.sub(i).Openings = nil
			setProof(func(p []byte) []byte { return splice(p, 48, add(p[48:80], 1)) })(s, i)
		}},

		{"no opening", oracle.NotRevealed, func(s *scene, i int) { s.sub(i).Openings = nil }},
		{"opening: confidence", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Confidence ^= 1 })},
		{"opening: confidence out of range", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Confidence = 101 })},
		{"opening: value", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Values[0].Lo ^= 1 })},
		{"opening: sign", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Values[0].Hi = ^o.Values[0].Hi })},
		{"opening: order of values", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { slices.Reverse(o.Values) })},
		{"opening: no values", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Values = nil })},
		{"opening: one value less", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Values = o.Values[1:] })},
		{"opening: one value more", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Values = append(o.Values, fixed.Q64x64{}) })},
		{"opening: blinding", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte(add(o.Blinding[:], 1)) })},
		{"opening: blinding zero", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte{} })},
		{"opening: blinding above r", oracle.BadOpening, setOpening(func(_ *scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte(plusOrder(o.Blinding[:])) })},
		{"opening: another agent's", oracle.BadOpening, setOpening(func(s *scene, i int, o *oracle.Opening) { *o = *s.opening(s.other(i)) })},
		{"opening: several, all wrong", oracle.BadOpening, func(s *scene, i int) {
			wrong, wronger := *s.opening(i), *s.opening(i)
			wrong.Confidence ^= 1
			wronger.Blinding = [32]byte{31: 1}
			s.sub(i).Openings = []oracle.Opening{wrong, wronger, wrong}
		}},
		{"values of another dimension, committed to", oracle.BadOpening, recommit(func(a *cryptotest.Agent) { a.Values = append(a.Values, fixed.Q64x64{}) })},
		{"confidence 101", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Confidence = 101 })},
		{"confidence 255", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Confidence = 255 })},
		{"confidence 100", accepted, recommit(func(a *cryptotest.Agent) { a.Confidence = 100 })},
		{"value 2¹¹⁰", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Values[0] = ulps(power(110)) })},
		{"value −2¹¹⁰", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Values[1] = ulps(new(big.Int).Neg(power(110))) })},
		{"the smallest value", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Values[2] = fixed.Min() })},
		{"the largest value", oracle.OutOfRange, recommit(func(a *cryptotest.Agent) { a.Values[2] = fixed.Max() })},
		{"value 2¹¹⁰ − 1", accepted, recommit(func(a *cryptotest.Agent) { a.Values[0] = ulps(new(big.Int).Sub(power(110), one)) })},
		{"value 1 − 2¹¹⁰", accepted, recommit(func(a *cryptotest.Agent) { a.Values[0] = ulps(new(big.Int).Sub(one, power(110))) })},

		// Noise beside what is right.
		{"a forged commitment first", accepted, func(s *scene, i int) {
			forged := *s.commitment(i)
			forged.Commitment = flip(forged.Commitment, 300)
			forged.At = oracle.LogPosition{Block: 1}
			s.sub(i).Commitments = append([]oracle.SignedCommitment{forged}, s.sub(i).Commitments...)
		}},
		{"a forged commitment last", accepted, func(s *scene, i int) {
			forged := *s.commitment(s.other(i))
			s.sub(i).Commitments = append(s.sub(i).Commitments, forged)
		}},
		{"garbage of every size", accepted, func(s *scene, i int) {
			for n := range 4 {
				s.sub(i).Commitments = append(s.sub(i).Commitments, oracle.SignedCommitment{Commitment: make([]byte, 16*n), Proof: make([]byte, 37*n), Signature: make([]byte, 32*n)})
			}
		}},
		{"its commitment under a bad signature", accepted, func(s *scene, i int) {
			again := *s.commitment(i)
			again.Signature = s.commitment(s.other(i)).Signature
			s.sub(i).Commitments = append([]oracle.SignedCommitment{again}, s.sub(i).Commitments...)
		}},
		{"its commitment twice", accepted, func(s *scene, i int) {
			s.sub(i).Commitments = append(s.sub(i).Commitments, *s.commitment(i))
		}},
		{"its commitment three times, two signatures bad", accepted, func(s *scene, i int) {
			bad, worse := *s.commitment(i), *s.commitment(i)
			bad.Signature, worse.Signature = infinity(96), flip(bad.Signature, 2)
			s.sub(i).Commitments = append([]oracle.SignedCommitment{bad, worse}, *s.commitment(i))
		}},
		{"a wrong opening first", accepted, func(s *scene, i int) {
			wrong := *s.opening(i)
			wrong.Confidence ^= 1
			s.sub(i).Openings = append([]oracle.Opening{wrong}, s.sub(i).Openings...)
		}},
		{"a wrong opening last", accepted, func(s *scene, i int) {
			wrong := *s.opening(i)
			wrong.Blinding = [32]byte{}
			s.sub(i).Openings = append(s.sub(i).Openings, wrong)
		}},
		{"its opening twice", accepted, func(s *scene, i int) { s.sub(i).Openings = append(s.sub(i).Openings, *s.opening(i)) }},
		{"an opening of another dimension", accepted, func(s *scene, i int) {
			s.sub(i).Openings = append(s.sub(i).Openings, oracle.Opening{Values: make([]fixed.Q64x64, 9)})
		}},
		{"two submissions of one agent", accepted, func(s *scene, i int) {
			s.round.Submissions = append(s.round.Submissions, *s.sub(i))
		}},
	}
	for name, move := range contexts() {
		list = append(list,
			change{"replayed from another " + name, oracle.BadSignature, func(s *scene, i int) { s.elsewhere(i, false, move) }},
			change{"replayed from another " + name + ", signed", oracle.BadProof, func(s *scene, i int) { s.elsewhere(i, true, move) }},
			change{"opening bound to another " + name, oracle.BadOpening, func(s *scene, i int) {
				a := s.agents[i]
				move(&a.Context)
				a.Seal(cryptotest.Reader("bound"))
				s.opening(i).Blinding = a.Sealed.Blinding
			}})
	}
	slices.SortFunc(list, func(a, b change) int { return bytes.Compare([]byte(a.name), []byte(b.name)) })
	return list
}

// expect verifies a scene and compares every agent's fate.
func expect(t *testing.T, v *crypto.Verifier, s *scene, want map[int]oracle.Reason) {
	t.Helper()
	p, rejections, err := v.Verify(context.Background(), s.round)
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
	if len(got)+len(positions) != len(s.agents) {
		t.Fatalf("%d rejections and %d positions of %d agents", len(rejections), len(p.Positions), len(s.agents))
	}
	for i, a := range s.agents {
		id := s.sub(i).Agent
		if got[id] != want[i] {
			t.Fatalf("agent %d: %q, want %q", i, got[id], want[i])
		}
		if want[i] != accepted {
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
	if p.Task != s.round.Task.ID || p.Round != s.round.Number {
		t.Fatal("the profile is of another round")
	}
}

// TestDamageOne changes one submission of a round in every way: exactly that
// agent is rejected, for exactly that reason.
func TestDamageOne(t *testing.T) {
	const n = 5
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	for j, c := range changes() {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(n, 3)
			i := j % n
			c.do(s, i)
			expect(t, v, s, map[int]oracle.Reason{i: c.want})
		})
	}
}

// TestDamageMany changes many submissions of larger rounds at random, so that
// culprits are searched among others, up to all of them.
func TestDamageMany(t *testing.T) {
	all := changes()
	list := slices.DeleteFunc(all, func(c change) bool {
		// These look at a neighbour that may itself be damaged.
		return c.name == "two submissions of one agent" || c.name == "key: rogue"
	})
	random := rand.New(rand.NewPCG(1, 2))
	base := newScene(150, 3)
	for _, workers := range []int{1, 3} {
		v := crypto.NewVerifier(crypto.VerifierOptions{Workers: workers, CacheSize: 40})
		for _, share := range []int{1, 5, 50, 100} {
			s := &scene{round: base.round, agents: slices.Clone(base.agents)}
			s.round.Submissions = slices.Clone(base.round.Submissions)
			want := map[int]oracle.Reason{}
			for i := range s.agents {
				s.round.Submissions[i].Commitments = slices.Clone(s.round.Submissions[i].Commitments)
				s.round.Submissions[i].Openings = slices.Clone(s.round.Submissions[i].Openings)
			}
			for i := range s.agents {
				if random.IntN(100) >= share {
					continue
				}
				// Neighbours must be whole when they are copied from: let the
				// copying changes see the untouched round.
				c := list[random.IntN(len(list))]
				one := &scene{round: base.round, agents: s.agents}
				one.round.Submissions = slices.Clone(base.round.Submissions)
				one.round.Submissions[i] = s.round.Submissions[i]
				c.do(one, i)
				s.round.Submissions[i] = one.round.Submissions[i]
				want[i] = c.want
			}
			expect(t, v, s, want)
		}
	}
}

// TestCancellingErrors damages two submissions so that their errors would cancel
// in a sum without random coefficients.
func TestCancellingErrors(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 1})
	t.Run("signatures", func(t *testing.T) {
		s := newScene(6, 1)
		var a, b, g bls12381.G2Affine
		if _, err := a.SetBytes(s.commitment(1).Signature); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SetBytes(s.commitment(4).Signature); err != nil {
			t.Fatal(err)
		}
		_, _, _, g = bls12381.Generators()
		a.Add(&a, &g)
		b.Sub(&b, &g)
		x, y := a.Bytes(), b.Bytes()
		s.commitment(1).Signature, s.commitment(4).Signature = x[:], y[:]
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadSignature, 4: oracle.BadSignature})
	})
	t.Run("proofs", func(t *testing.T) {
		s := newScene(6, 1)
		for i, x := range map[int]int64{1: 1, 4: -1} {
			setProof(func(p []byte) []byte { return splice(p, 48, add(p[48:80], x)) })(s, i)
		}
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadProof, 4: oracle.BadProof})
	})
	t.Run("openings", func(t *testing.T) {
		s := newScene(6, 1)
		for i, x := range map[int]int64{1: 1, 4: -1} {
			o := s.opening(i)
			o.Blinding = [32]byte(add(o.Blinding[:], x))
		}
		expect(t, v, s, map[int]oracle.Reason{1: oracle.BadOpening, 4: oracle.BadOpening})
	})
	t.Run("proof against opening", func(t *testing.T) {
		s := newScene(6, 1)
		setProof(func(p []byte) []byte { return splice(p, 80, add(p[80:], 1)) })(s, 2)
		o := s.opening(2)
		o.Blinding = [32]byte(add(o.Blinding[:], -1))
		expect(t, v, s, map[int]oracle.Reason{2: oracle.BadProof})
	})
}

// TestCapacity counts agents with a valid commitment in the log order of it.
func TestCapacity(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	s := newScene(7, 1)
	s.round.Task.MaxAgents = 3
	s.commitment(0).Signature = infinity(96)                                         // takes no place
	setProof(func(p []byte) []byte { return splice(p, 48, add(p[48:80], 1)) })(s, 1) // nor this
	s.sub(2).Openings = nil                                                          // takes one
	s.opening(3).Confidence = 101                                                    // so does this
	s.sub(4).Openings = nil                                                          // over capacity comes first
	early, late := *s.commitment(4), *s.commitment(4)
	early.Signature, early.At = infinity(96), oracle.LogPosition{Block: 1} // a forgery does not keep a place
	late.At = oracle.LogPosition{Block: 101}
	s.sub(4).Commitments = []oracle.SignedCommitment{early, late}
	s.commitment(6).At = oracle.LogPosition{Block: 100, Index: 5}
	s.commitment(5).At = oracle.LogPosition{Block: 100, Index: 6}
	expect(t, v, s, map[int]oracle.Reason{
		0: oracle.BadSignature, 1: oracle.BadProof, 2: oracle.NotRevealed, 3: oracle.BadOpening,
		4: oracle.OverCapacity, 5: oracle.OverCapacity,
	})
}

func TestNarrow(t *testing.T) {
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	s := newScene(4, 2)
	s.round.Task.Width = oracle.WidthNarrow
	for i, x := range []*big.Int{power(95), new(big.Int).Sub(power(95), one), new(big.Int).Neg(power(95)), new(big.Int).Sub(one, power(95))} {
		recommit(func(a *cryptotest.Agent) { a.Values[1] = ulps(x) })(s, i)
	}
	expect(t, v, s, map[int]oracle.Reason{0: oracle.OutOfRange, 2: oracle.OutOfRange})
}

func TestGroup(t *testing.T) {
	s := newScene(2, 1)
	again, forged := *s.commitment(0), *s.commitment(0)
	again.Group, again.At = 7, oracle.LogPosition{Block: 3}
	forged.Group, forged.At, forged.Signature = 9, oracle.LogPosition{Block: 2}, infinity(96)
	s.sub(0).Commitments = append(s.sub(0).Commitments, again, forged)
	p, _, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(context.Background(), s.round)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range p.Positions {
		if q.Agent == s.agents[0].Context.Agent && q.Group != 7 {
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
		start := time.Now()
		_, _, err := v.Verify(ctx, r)
		cancel()
		if took := time.Since(start); err == nil {
			t.Logf("600 agents were verified within %v", took)
		} else if !errors.Is(err, context.DeadlineExceeded) || took > after+2*time.Second {
			t.Errorf("after %v: returned %v after %v", after, err, took)
		}
	}
}

func TestConcurrentVerify(t *testing.T) {
	s := newScene(20, 2)
	s.commitment(3).Signature = infinity(96)
	v := crypto.NewVerifier(crypto.VerifierOptions{CacheSize: 4})
	done := make(chan error)
	for range 4 {
		go func() {
			p, rejections, err := v.Verify(context.Background(), s.round)
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

// FuzzVerify damages what one of three agents sends by arbitrary bytes: the
// others are accepted, and it is in the result once.
func FuzzVerify(f *testing.F) {
	base := newScene(3, 2)
	v := crypto.NewVerifier(crypto.VerifierOptions{})
	f.Add([]byte{}, uint8(0), uint16(0))
	for field := range uint8(7) {
		f.Add([]byte{1}, field, uint16(5))
		f.Add(bytes.Repeat([]byte{0xff}, 200), field, uint16(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, field uint8, at uint16) {
		s := &scene{round: base.round, agents: base.agents}
		s.round.Submissions = slices.Clone(base.round.Submissions)
		a := base.agents[1]
		s.round.Submissions[1] = a.Submission(1)
		mutate := func(b []byte) []byte {
			if len(data) == 0 {
				return b[:int(at)%(len(b)+1)]
			}
			b = slices.Clone(b)
			for i, x := range data {
				b[(int(at)+i)%len(b)] ^= x
			}
			return b
		}
		c, o := s.commitment(1), s.opening(1)
		switch field % 7 {
		case 0:
			c.Commitment = mutate(c.Commitment)
			s.resign(1)
		case 1:
			c.Proof = mutate(c.Proof)
			s.resign(1)
		case 2:
			c.Signature = mutate(c.Signature)
		case 3:
			s.sub(1).PublicKey = mutate(s.sub(1).PublicKey)
		case 4:
			copy(o.Blinding[:], mutate(o.Blinding[:]))
		case 5:
			o.Confidence ^= uint8(at)
		case 6:
			o.Values = make([]fixed.Q64x64, len(data)/16)
			for i := range o.Values {
				o.Values[i] = fixed.Q64x64{Hi: int64(binary.BigEndian.Uint64(data[16*i:])), Lo: binary.BigEndian.Uint64(data[16*i+8:])}
			}
		}
		p, rejections, err := v.Verify(context.Background(), s.round)
		if err != nil || len(p.Positions)+len(rejections) != 3 {
			t.Fatal(p, rejections, err)
		}
		for _, r := range rejections {
			if r.Agent != a.Context.Agent {
				t.Fatalf("an honest agent was rejected: %v", r.Reason)
			}
		}
	})
}
