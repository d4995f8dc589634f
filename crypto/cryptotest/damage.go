package cryptotest

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
)

// Accepted is the expectation that a change makes no difference.
const Accepted oracle.Reason = ""

// Scene is a round with what its agents know, to be damaged.
type Scene struct {
	Round  oracle.Round
	Agents []Agent
}

// NewScene returns a round of n honest agents in d dimensions.
func NewScene(n, d int) *Scene {
	r, agents := Round(Options{Agents: n, Dimension: d})
	return &Scene{r, agents}
}

// Sub returns what agent i sends.
func (s *Scene) Sub(i int) *oracle.Submission { return &s.Round.Submissions[i] }

// Commitment returns the first commitment of agent i.
func (s *Scene) Commitment(i int) *oracle.SignedCommitment { return &s.Sub(i).Commitments[0] }

// Opening returns the first opening of agent i.
func (s *Scene) Opening(i int) *oracle.Opening { return &s.Sub(i).Openings[0] }

// Resign signs what agent i now sends as its commitment.
func (s *Scene) Resign(i int) {
	c := s.Commitment(i)
	digest := crypto.CommitmentDigest(s.Agents[i].Context, c.Commitment, c.Proof)
	c.Signature = s.Agents[i].Key.Sign(digest[:])
}

// Reseal commits agent i anew to its present values and sends that.
func (s *Scene) Reseal(i int) {
	a := &s.Agents[i]
	a.Seal(Reader(fmt.Sprint("reseal ", i)))
	s.Round.Submissions[i] = a.Submission(uint64(i))
}

// elsewhere gives agent i the commitment and opening of another context; it
// signs in the right one when signed is set.
func (s *Scene) elsewhere(i int, signed bool, move func(*oracle.Context)) {
	a := s.Agents[i]
	move(&a.Context)
	a.Seal(Reader("elsewhere"))
	s.Round.Submissions[i] = a.Submission(uint64(i))
	s.Round.Submissions[i].Agent = s.Agents[i].Context.Agent
	if signed {
		s.Resign(i)
	}
}

// Other is another agent than i.
func (s *Scene) Other(i int) int { return (i + 1) % len(s.Agents) }

func flip(b []byte, bit int) []byte {
	b = slices.Clone(b)
	b[bit/8] ^= 0x80 >> (bit % 8)
	return b
}

// Infinity returns the compressed point at infinity in n bytes.
func Infinity(n int) []byte {
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

// AddScalar returns scalar b plus x mod r.
func AddScalar(b []byte, x int64) []byte {
	s := new(big.Int).SetBytes(b)
	s.Add(s, big.NewInt(x)).Mod(s, fr.Modulus())
	return s.FillBytes(make([]byte, 32))
}

// plusOrder is the same scalar in a form that is not canonical.
func plusOrder(b []byte) []byte {
	s := new(big.Int).SetBytes(b)
	return s.Add(s, fr.Modulus()).FillBytes(make([]byte, 32))
}

// Ulps returns x·2⁻⁶⁴.
func Ulps(x *big.Int) fixed.Q64x64 {
	q, err := fixed.FromBig(x)
	if err != nil {
		panic(err)
	}
	return q
}

func power(e uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), e) }

var one = big.NewInt(1)

// Damage is one way in which a submission can be wrong, or only look so.
type Damage struct {
	Name string
	Want oracle.Reason
	Do   func(s *Scene, i int) // damages agent i, and looks at its neighbour
}

// Splice returns b with a part written over it.
func Splice(b []byte, at int, part []byte) []byte {
	b = slices.Clone(b)
	copy(b[at:], part)
	return b
}

// setC changes C and signs what results.
func setC(f func(c []byte) []byte) func(*Scene, int) {
	return func(s *Scene, i int) {
		c := s.Commitment(i)
		c.Commitment = f(c.Commitment)
		s.Resign(i)
	}
}

// SetProof changes the proof of opening and signs what results.
func SetProof(f func(p []byte) []byte) func(*Scene, int) {
	return func(s *Scene, i int) {
		c := s.Commitment(i)
		c.Proof = f(c.Proof)
		s.Resign(i)
	}
}

func setSignature(f func(s *Scene, i int) []byte) func(*Scene, int) {
	return func(s *Scene, i int) { s.Commitment(i).Signature = f(s, i) }
}

func setKey(f func(s *Scene, i int) []byte) func(*Scene, int) {
	return func(s *Scene, i int) { s.Sub(i).PublicKey = f(s, i) }
}

func setOpening(f func(s *Scene, i int, o *oracle.Opening)) func(*Scene, int) {
	return func(s *Scene, i int) {
		o := s.Opening(i)
		o.Values = slices.Clone(o.Values)
		f(s, i, o)
	}
}

// Recommit changes the position before it is committed to.
func Recommit(f func(a *Agent)) func(*Scene, int) {
	return func(s *Scene, i int) {
		s.Agents[i].Values = slices.Clone(s.Agents[i].Values)
		f(&s.Agents[i])
		s.Reseal(i)
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

// Damages lists every field and every kind of damage, for rounds of three
// dimensions and more.
func Damages() []Damage {
	list := []Damage{
		{"nothing", Accepted, func(*Scene, int) {}},

		// What carries the agent's name without its signature.
		{"no commitment", oracle.BadSignature, func(s *Scene, i int) { s.Sub(i).Commitments = nil }},
		{"signature: no bytes", oracle.BadSignature, setSignature(func(*Scene, int) []byte { return nil })},
		{"signature: zeros", oracle.BadSignature, setSignature(func(*Scene, int) []byte { return make([]byte, 96) })},
		{"signature: infinity", oracle.BadSignature, setSignature(func(*Scene, int) []byte { return Infinity(96) })},
		{"signature: short", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return s.Commitment(i).Signature[:95] })},
		{"signature: long", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return append(slices.Clone(s.Commitment(i).Signature), 0) })},
		{"signature: negated", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return flip(s.Commitment(i).Signature, 2) })},
		{"signature: not compressed", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return flip(s.Commitment(i).Signature, 0) })},
		{"signature: x flipped", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return flip(s.Commitment(i).Signature, 767) })},
		{"signature: outside the subgroup", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return outsideG2(s.Commitment(i).Signature) })},
		{"signature: another agent's", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte { return s.Commitment(s.Other(i)).Signature })},
		{"signature: another agent signs", oracle.BadSignature, setSignature(func(s *Scene, i int) []byte {
			c := s.Commitment(i)
			digest := crypto.CommitmentDigest(s.Agents[i].Context, c.Commitment, c.Proof)
			return s.Agents[s.Other(i)].Key.Sign(digest[:])
		})},
		{"key: none", oracle.BadSignature, setKey(func(*Scene, int) []byte { return nil })},
		{"key: zeros", oracle.BadSignature, setKey(func(*Scene, int) []byte { return make([]byte, 96) })},
		{"key: infinity", oracle.BadSignature, setKey(func(*Scene, int) []byte { return append([]byte{0x40}, make([]byte, 95)...) })},
		{"key: compressed", oracle.BadSignature, setKey(func(s *Scene, i int) []byte { return s.Agents[i].Key.CompressedPublicKey() })},
		{"key: off the curve", oracle.BadSignature, setKey(func(s *Scene, i int) []byte { return flip(s.Sub(i).PublicKey, 767) })},
		{"key: another agent's", oracle.BadSignature, setKey(func(s *Scene, i int) []byte { return s.Sub(s.Other(i)).PublicKey })},
		{"key: rogue", oracle.BadSignature, func(s *Scene, i int) {
			// pk' = x·g − pk(other): a signature of x·H minus the other's would pass
			// in a sum without random coefficients.
			var p, q bls12381.G1Affine
			_, err := p.SetBytes(s.Sub(s.Other(i)).PublicKey)
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
			s.Sub(i).PublicKey, s.Sub(i).Agent = raw[:], id
			s.Agents[i].Context.Agent = id
		}},
		{"commitment: flipped, not signed", oracle.BadSignature, func(s *Scene, i int) { c := s.Commitment(i); c.Commitment = flip(c.Commitment, 300) }},
		{"commitment: short", oracle.BadSignature, setC(func(c []byte) []byte { return c[:47] })},
		{"commitment: long", oracle.BadSignature, setC(func(c []byte) []byte { return append(slices.Clone(c), 0) })},
		{"proof: flipped, not signed", oracle.BadSignature, func(s *Scene, i int) { c := s.Commitment(i); c.Proof = flip(c.Proof, 600) }},
		{"proof: short", oracle.BadSignature, SetProof(func(p []byte) []byte { return p[:111] })},

		// What the agent signed.
		{"two commitments", oracle.Equivocation, func(s *Scene, i int) {
			a := s.Agents[i]
			a.Seal(Reader("again"))
			s.Sub(i).Commitments = append(s.Sub(i).Commitments, a.Submission(1000).Commitments...)
		}},
		{"two proofs of one commitment", oracle.Equivocation, func(s *Scene, i int) {
			a := s.Agents[i]
			a.Sealed.Proof = flip(a.Sealed.Proof, 500)
			s.Sub(i).Commitments = append(s.Sub(i).Commitments, a.Submission(1000).Commitments...)
		}},
		{"equivocation with garbage", oracle.Equivocation, func(s *Scene, i int) {
			a := s.Agents[i]
			a.Sealed = crypto.Sealed{Commitment: make([]byte, 48), Proof: make([]byte, 112)}
			s.Sub(i).Commitments = append(a.Submission(0).Commitments, s.Sub(i).Commitments...)
		}},
		{"commitment: infinity", oracle.BadCommitment, setC(func([]byte) []byte { return Infinity(48) })},
		{"commitment: zeros", oracle.BadCommitment, setC(func([]byte) []byte { return make([]byte, 48) })},
		{"commitment: not compressed", oracle.BadCommitment, setC(func(c []byte) []byte { return flip(c, 0) })},
		{"commitment: x above p", oracle.BadCommitment, setC(func([]byte) []byte { return append([]byte{0x9f}, bytes.Repeat([]byte{0xff}, 47)...) })},
		{"commitment: outside the subgroup", oracle.BadCommitment, setC(outsideG1)},
		{"commitment: infinity and a bad proof", oracle.BadCommitment, func(s *Scene, i int) {
			s.Commitment(i).Proof = make([]byte, 112)
			setC(func([]byte) []byte { return Infinity(48) })(s, i)
		}},
		{"commitment: negated", oracle.BadProof, setC(func(c []byte) []byte { return flip(c, 2) })},
		{"commitment: another agent's, whole", oracle.BadProof, func(s *Scene, i int) {
			o := s.Commitment(s.Other(i))
			s.Commitment(i).Commitment, s.Commitment(i).Proof = o.Commitment, o.Proof
			s.Resign(i)
		}},
		{"commitment: re-randomised copy", oracle.BadProof, func(s *Scene, i int) {
			o := s.Commitment(s.Other(i))
			var p bls12381.G1Affine
			if _, err := p.SetBytes(o.Commitment); err != nil {
				panic(err)
			}
			_, h := crypto.Generators()
			var t bls12381.G1Affine
			t.ScalarMultiplication(&h, big.NewInt(99))
			p.Add(&p, &t)
			b := p.Bytes()
			s.Commitment(i).Commitment, s.Commitment(i).Proof = b[:], o.Proof
			s.Resign(i)
		}},
		{"proof: zeros", oracle.BadProof, SetProof(func([]byte) []byte { return make([]byte, 112) })},
		{"proof: R infinity", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 0, Infinity(48)) })},
		{"proof: R negated", oracle.BadProof, SetProof(func(p []byte) []byte { return flip(p, 2) })},
		{"proof: R outside the subgroup", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 0, outsideG1(p[:48])) })},
		{"proof: R not compressed", oracle.BadProof, SetProof(func(p []byte) []byte { return flip(p, 0) })},
		{"proof: s_h plus one", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 48, AddScalar(p[48:80], 1)) })},
		{"proof: s_ρ plus one", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 80, AddScalar(p[80:], 1)) })},
		{"proof: s_h above r", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 48, plusOrder(p[48:80])) })},
		{"proof: s_ρ above r", oracle.BadProof, SetProof(func(p []byte) []byte { return Splice(p, 80, plusOrder(p[80:])) })},
		{"proof: scalars swapped", oracle.BadProof, SetProof(func(p []byte) []byte { return slices.Concat(p[:48], p[80:], p[48:80]) })},
		{"no proof and no opening", oracle.BadProof, func(s *Scene, i int) {
			s.Sub(i).Openings = nil
			SetProof(func(p []byte) []byte { return Splice(p, 48, AddScalar(p[48:80], 1)) })(s, i)
		}},

		{"no opening", oracle.NotRevealed, func(s *Scene, i int) { s.Sub(i).Openings = nil }},
		{"opening: confidence", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Confidence ^= 1 })},
		{"opening: confidence out of range", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Confidence = 101 })},
		{"opening: value", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Values[0].Lo ^= 1 })},
		{"opening: sign", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Values[0].Hi = ^o.Values[0].Hi })},
		{"opening: order of values", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { slices.Reverse(o.Values) })},
		{"opening: no values", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Values = nil })},
		{"opening: one value less", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Values = o.Values[1:] })},
		{"opening: one value more", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Values = append(o.Values, fixed.Q64x64{}) })},
		{"opening: blinding", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte(AddScalar(o.Blinding[:], 1)) })},
		{"opening: blinding zero", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte{} })},
		{"opening: blinding above r", oracle.BadOpening, setOpening(func(_ *Scene, _ int, o *oracle.Opening) { o.Blinding = [32]byte(plusOrder(o.Blinding[:])) })},
		{"opening: another agent's", oracle.BadOpening, setOpening(func(s *Scene, i int, o *oracle.Opening) { *o = *s.Opening(s.Other(i)) })},
		{"opening: several, all wrong", oracle.BadOpening, func(s *Scene, i int) {
			wrong, wronger := *s.Opening(i), *s.Opening(i)
			wrong.Confidence ^= 1
			wronger.Blinding = [32]byte{31: 1}
			s.Sub(i).Openings = []oracle.Opening{wrong, wronger, wrong}
		}},
		{"values of another dimension, committed to", oracle.BadOpening, Recommit(func(a *Agent) { a.Values = append(a.Values, fixed.Q64x64{}) })},
		{"confidence 101", oracle.OutOfRange, Recommit(func(a *Agent) { a.Confidence = 101 })},
		{"confidence 255", oracle.OutOfRange, Recommit(func(a *Agent) { a.Confidence = 255 })},
		{"confidence 100", Accepted, Recommit(func(a *Agent) { a.Confidence = 100 })},
		{"value 2¹¹⁰", oracle.OutOfRange, Recommit(func(a *Agent) { a.Values[0] = Ulps(power(110)) })},
		{"value −2¹¹⁰", oracle.OutOfRange, Recommit(func(a *Agent) { a.Values[1] = Ulps(new(big.Int).Neg(power(110))) })},
		{"the smallest value", oracle.OutOfRange, Recommit(func(a *Agent) { a.Values[2] = fixed.Min() })},
		{"the largest value", oracle.OutOfRange, Recommit(func(a *Agent) { a.Values[2] = fixed.Max() })},
		{"value 2¹¹⁰ − 1", Accepted, Recommit(func(a *Agent) { a.Values[0] = Ulps(new(big.Int).Sub(power(110), one)) })},
		{"value 1 − 2¹¹⁰", Accepted, Recommit(func(a *Agent) { a.Values[0] = Ulps(new(big.Int).Sub(one, power(110))) })},

		// Noise beside what is right.
		{"a forged commitment first", Accepted, func(s *Scene, i int) {
			forged := *s.Commitment(i)
			forged.Commitment = flip(forged.Commitment, 300)
			forged.At = oracle.LogPosition{Block: 1}
			s.Sub(i).Commitments = append([]oracle.SignedCommitment{forged}, s.Sub(i).Commitments...)
		}},
		{"a forged commitment last", Accepted, func(s *Scene, i int) {
			forged := *s.Commitment(s.Other(i))
			s.Sub(i).Commitments = append(s.Sub(i).Commitments, forged)
		}},
		{"garbage of every size", Accepted, func(s *Scene, i int) {
			for n := range 4 {
				s.Sub(i).Commitments = append(s.Sub(i).Commitments, oracle.SignedCommitment{Commitment: make([]byte, 16*n), Proof: make([]byte, 37*n), Signature: make([]byte, 32*n)})
			}
		}},
		{"its commitment under a bad signature", Accepted, func(s *Scene, i int) {
			again := *s.Commitment(i)
			again.Signature = s.Commitment(s.Other(i)).Signature
			s.Sub(i).Commitments = append([]oracle.SignedCommitment{again}, s.Sub(i).Commitments...)
		}},
		{"its commitment twice", Accepted, func(s *Scene, i int) {
			s.Sub(i).Commitments = append(s.Sub(i).Commitments, *s.Commitment(i))
		}},
		{"its commitment three times, two signatures bad", Accepted, func(s *Scene, i int) {
			bad, worse := *s.Commitment(i), *s.Commitment(i)
			bad.Signature, worse.Signature = Infinity(96), flip(bad.Signature, 2)
			s.Sub(i).Commitments = append([]oracle.SignedCommitment{bad, worse}, *s.Commitment(i))
		}},
		{"a wrong opening first", Accepted, func(s *Scene, i int) {
			wrong := *s.Opening(i)
			wrong.Confidence ^= 1
			s.Sub(i).Openings = append([]oracle.Opening{wrong}, s.Sub(i).Openings...)
		}},
		{"a wrong opening last", Accepted, func(s *Scene, i int) {
			wrong := *s.Opening(i)
			wrong.Blinding = [32]byte{}
			s.Sub(i).Openings = append(s.Sub(i).Openings, wrong)
		}},
		{"its opening twice", Accepted, func(s *Scene, i int) { s.Sub(i).Openings = append(s.Sub(i).Openings, *s.Opening(i)) }},
		{"an opening of another dimension", Accepted, func(s *Scene, i int) {
			s.Sub(i).Openings = append(s.Sub(i).Openings, oracle.Opening{Values: make([]fixed.Q64x64, 9)})
		}},
		{"two submissions of one agent", Accepted, func(s *Scene, i int) {
			s.Round.Submissions = append(s.Round.Submissions, *s.Sub(i))
		}},
	}
	for name, move := range contexts() {
		list = append(list,
			Damage{"replayed from another " + name, oracle.BadSignature, func(s *Scene, i int) { s.elsewhere(i, false, move) }},
			Damage{"replayed from another " + name + ", signed", oracle.BadProof, func(s *Scene, i int) { s.elsewhere(i, true, move) }},
			Damage{"opening bound to another " + name, oracle.BadOpening, func(s *Scene, i int) {
				a := s.Agents[i]
				move(&a.Context)
				a.Seal(Reader("bound"))
				s.Opening(i).Blinding = a.Sealed.Blinding
			}})
	}
	slices.SortFunc(list, func(a, b Damage) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return list
}

// DamageMany returns the scene with about so many in a hundred agents damaged at
// random by every kind, and what becomes of those. The scene stays as it is.
func (s *Scene) DamageMany(random *rand.Rand, percent int) (*Scene, map[int]oracle.Reason) {
	list := slices.DeleteFunc(Damages(), func(d Damage) bool {
		// These change more than one submission, or who is meant.
		return d.Name == "two submissions of one agent" || d.Name == "key: rogue"
	})
	want := map[int]oracle.Reason{}
	out := &Scene{Round: s.Round, Agents: slices.Clone(s.Agents)}
	out.Round.Submissions = slices.Clone(s.Round.Submissions)
	one := &Scene{Round: s.Round, Agents: out.Agents}
	one.Round.Submissions = slices.Clone(s.Round.Submissions)
	for i := range s.Agents {
		if random.IntN(100) >= percent {
			continue
		}
		// Neighbours are whole when they are copied from.
		d := list[random.IntN(len(list))]
		sub := &one.Round.Submissions[i]
		sub.Commitments, sub.Openings = slices.Clone(sub.Commitments), slices.Clone(sub.Openings)
		d.Do(one, i)
		out.Round.Submissions[i] = *sub
		*sub = s.Round.Submissions[i]
		want[i] = d.Want
	}
	return out, want
}
