package crypto

import (
	"bytes"
	"math/big"
	"slices"
	"strconv"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// TestCopiedCommitment lets an agent send another's commitment as its own, in
// every form that it can compute without the opening, and sign it properly.
func TestCopiedCommitment(t *testing.T) {
	r, keys := benchRound(t, 2, 1)
	victim, thief := &r.Submissions[0], &r.Submissions[1]
	theirs := oracle.Context{Task: r.Task.ID, Round: 1, Agent: victim.Agent}
	mine := oracle.Context{Task: r.Task.ID, Round: 1, Agent: thief.Agent}
	c, proof := victim.Commitments[0].Commitment, victim.Commitments[0].Proof
	own := thief.Commitments[0]

	_, h := Generators()
	delta := scalarOf("delta")
	moved, err := decodeG1(c)
	if err != nil {
		t.Fatal(err)
	}
	shift := mulG1(&h, &delta)
	moved.Add(&moved, &shift)
	rerandomised := moved.Bytes()

	p, err := decodeProof(theirs, c, proof)
	if err != nil {
		t.Fatal(err)
	}
	// The answer for C + δ·H, to the challenge of C or to one that is recomputed.
	answer := func(e fr.Element) []byte {
		var s fr.Element
		s.Mul(&e, &delta).Add(&s, &p.sr)
		return slices.Concat(proof[:80], scalarBytes(s))
	}
	adapted := answer(p.e)
	old := p
	if old.sr, err = decodeScalar(adapted[80:]); err != nil || !old.verifies(&moved) {
		t.Fatal("the adapted proof does not hold even for the old challenge")
	}
	movedOpening := victim.Openings[0]
	var rho fr.Element
	if rho, err = decodeScalar(movedOpening.Blinding[:]); err != nil {
		t.Fatal(err)
	}
	rho.Add(&rho, &delta)
	movedOpening.Blinding = rho.Bytes()

	for _, a := range []struct {
		name     string
		c, proof []byte
		opening  oracle.Opening
		want     oracle.Reason
	}{
		{"copied whole", c, proof, victim.Openings[0], oracle.BadProof},
		{"copied with an own proof", c, own.Proof, victim.Openings[0], oracle.BadProof},
		{"own with a copied proof", own.Commitment, proof, thief.Openings[0], oracle.BadProof},
		{"re-randomised with the proof as it is", rerandomised[:], proof, movedOpening, oracle.BadProof},
		{"re-randomised, the proof adapted to the old challenge", rerandomised[:], adapted, movedOpening, oracle.BadProof},
		{"re-randomised, the proof adapted to the victim's new challenge", rerandomised[:], answer(challenge(theirs, rerandomised[:], proof[:48])), movedOpening, oracle.BadProof},
		{"re-randomised, the proof adapted to the own challenge", rerandomised[:], answer(challenge(mine, rerandomised[:], proof[:48])), movedOpening, oracle.BadProof},
		{"own, opened as the victim", own.Commitment, own.Proof, victim.Openings[0], oracle.BadOpening},
	} {
		s := r
		s.Submissions = slices.Clone(r.Submissions)
		digest := CommitmentDigest(mine, a.c, a.proof)
		s.Submissions[1].Commitments = []oracle.SignedCommitment{{Commitment: a.c, Proof: a.proof, Signature: keys[1].Sign(digest[:])}}
		s.Submissions[1].Openings = []oracle.Opening{a.opening}
		profile, rejections, err := NewVerifier(VerifierOptions{}).Verify(t.Context(), s)
		if err != nil || len(profile.Positions) != 1 || profile.Positions[0].Agent != victim.Agent ||
			len(rejections) != 1 || rejections[0] != (oracle.Rejection{Agent: thief.Agent, Reason: a.want}) {
			t.Errorf("%s: %v, %v", a.name, rejections, err)
		}
	}

	// Even with the proof out of the way, it opens to nothing in the thief's name.
	for _, o := range []oracle.Opening{victim.Openings[0], movedOpening} {
		for _, commitment := range [][]byte{c, rerandomised[:]} {
			if VerifyOpening(mine, commitment, o.Confidence, o.Values, o.Blinding) == nil {
				t.Error("another's commitment opens in the thief's name")
			}
		}
	}
	if VerifyOpening(theirs, rerandomised[:], movedOpening.Confidence, movedOpening.Values, movedOpening.Blinding) != nil {
		t.Error("the re-randomised commitment should open, in the victim's name")
	}
}

// TestRogueKeys makes an operator's key out of the others' so that one signer
// passes for all of them: the equation alone lets that through, the proof of
// possession does not.
func TestRogueKeys(t *testing.T) {
	digest := keccak([]byte("a batch that nobody else would sign"))
	quorum, sender := common.Address{1}, common.Address{2}
	x := scalarOf("rogue")
	_, _, _, g2 := bls12381.Generators()
	rogue := mulG2(&g2, &x)
	var set OperatorSet
	var honest []*OperatorKey
	for i := range 3 {
		k, err := OperatorKeyFromBytes(scalarBytes(scalarOf("honest operator " + strconv.Itoa(i))))
		if err != nil {
			t.Fatal(err)
		}
		p, err := decodeOperatorKey(k.public[:])
		if err != nil {
			t.Fatal(err)
		}
		rogue.Sub(&rogue, &p)
		honest = append(honest, k)
		set.Keys = append(set.Keys, k.PublicKey())
	}
	public := encodeOperatorKey(&rogue)
	set.Keys = append(set.Keys, public)
	slices.SortFunc(set.Keys, bytes.Compare)
	set.Threshold = 4
	if err := set.Check(); err != nil {
		t.Fatal(err)
	}
	sign := func(msg common.Hash, suite string) bls12381.G1Affine {
		h, err := bls12381.HashToG1(msg[:], []byte(suite))
		if err != nil {
			t.Fatal(err)
		}
		return mulG1(&h, &x)
	}
	forged := sign(digest, OperatorSuite)
	proof := append(big.NewInt(15).FillBytes(make([]byte, 32)), encodeOperatorSignature(&forged)...)
	if err := VerifyProof(set, digest, proof); err != nil {
		t.Fatalf("the attack should work on keys without possession, or it shows nothing: %v", err)
	}

	msg := OperatorPossessionMessage(31337, quorum, sender, 1, public)
	bySuite, otherSuite := sign(msg, OperatorPossessionSuite), sign(msg, OperatorSuite)
	less := bySuite
	for _, k := range honest {
		own, err := decodeEIP2537G1(k.ProvePossession(31337, quorum, sender, 1))
		if err != nil {
			t.Fatal(err)
		}
		less.Sub(&less, &own)
	}
	for name, p := range map[string]bls12381.G1Affine{
		"x·H": bySuite, "x·H in the other suite": otherSuite, "x·H less the others' possessions": less, "the forged signature": forged,
	} {
		if VerifyOperatorPossession(31337, quorum, sender, 1, public, encodeEIP2537G1(&p)) == nil {
			t.Errorf("%s proves possession of a rogue key", name)
		}
	}
	if VerifyOperatorPossession(31337, quorum, sender, 1, public, honest[0].ProvePossession(31337, quorum, sender, 1)) == nil {
		t.Error("another's possession proves that of a rogue key")
	}

	// An agent's rogue key has nobody to hide behind: every signature is checked
	// under its own key, in a batch with the victim's too.
	r, keys := benchRound(t, 2, 1)
	_, _, g1, _ := bls12381.Generators()
	stolen, err := decodeG1Uncompressed(keys[0].public[:])
	if err != nil {
		t.Fatal(err)
	}
	agent := mulG1(&g1, &x)
	agent.Sub(&agent, &stolen)
	raw := agent.RawBytes()
	id, err := AgentID(raw[:])
	if err != nil {
		t.Fatal(err)
	}
	ctx := oracle.Context{Task: r.Task.ID, Round: 1, Agent: id}
	sealed, err := Commit(ctx, 50, r.Submissions[1].Openings[0].Values, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := CommitmentDigest(ctx, sealed.Commitment, sealed.Proof)
	h := hashToG2(t, d[:])
	part := mulG2(&h, &x)
	theirs, err := decodeG2(r.Submissions[0].Commitments[0].Signature)
	if err != nil {
		t.Fatal(err)
	}
	difference := part
	difference.Sub(&difference, &theirs)
	for _, q := range []bls12381.G2Affine{part, difference} {
		b := q.Bytes()
		s := r
		s.Submissions = append(slices.Clone(r.Submissions), oracle.Submission{
			Agent: id, PublicKey: raw[:],
			Commitments: []oracle.SignedCommitment{{Commitment: sealed.Commitment, Proof: sealed.Proof, Signature: b[:]}},
			Openings:    []oracle.Opening{{Confidence: 50, Values: r.Submissions[1].Openings[0].Values, Blinding: sealed.Blinding}},
		})
		s.Task.MaxAgents = 3
		p, rejections, err := NewVerifier(VerifierOptions{Workers: 1}).Verify(t.Context(), s)
		if err != nil || len(p.Positions) != 2 || len(rejections) != 1 || rejections[0] != (oracle.Rejection{Agent: id, Reason: oracle.BadSignature}) {
			t.Errorf("a rogue agent: %v, %v", rejections, err)
		}
	}
}
