package crypto_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
)

// plain is the table of docs/protocol.md read line by line for one agent, with
// nothing but the functions for single items: what Verify must agree with. It
// knows neither capacity nor an agent with two submissions.
func plain(r oracle.Round, s oracle.Submission) (oracle.Reason, *oracle.Opening) {
	ctx := oracle.Context{Hub: r.Task.Hub, Task: r.Task.ID, Round: r.Number, Agent: s.Agent}
	if id, err := crypto.AgentID(s.PublicKey); err != nil || id != s.Agent {
		return oracle.BadSignature, nil
	}
	var chosen *oracle.SignedCommitment
	for i := range s.Commitments {
		c := &s.Commitments[i]
		if len(c.Commitment) != crypto.CommitmentSize || len(c.Proof) != crypto.ProofSize {
			continue
		}
		digest := crypto.CommitmentDigest(ctx, c.Commitment, c.Proof)
		if !remember(func() bool { return crypto.VerifyAgentSignature(s.PublicKey, digest[:], c.Signature) == nil }, s.PublicKey, digest[:], c.Signature) {
			continue
		}
		if chosen != nil && !slices.Equal(slices.Concat(chosen.Commitment, chosen.Proof), slices.Concat(c.Commitment, c.Proof)) {
			return oracle.Equivocation, nil
		}
		if chosen == nil {
			chosen = c
		}
	}
	if chosen == nil {
		return oracle.BadSignature, nil
	}
	if !crypto.ReadableCommitment(chosen.Commitment) {
		return oracle.BadCommitment, nil
	}
	if !remember(func() bool { return crypto.VerifyOpeningProof(ctx, chosen.Commitment, chosen.Proof) == nil }, s.Agent[:], chosen.Commitment, chosen.Proof) {
		return oracle.BadProof, nil
	}
	if len(s.Openings) == 0 {
		return oracle.NotRevealed, nil
	}
	for i := range s.Openings {
		o := &s.Openings[i]
		if len(o.Values) != r.Task.Dimension || crypto.VerifyOpening(ctx, chosen.Commitment, o.Confidence, o.Values, o.Blinding) != nil {
			continue
		}
		bound := r.Task.MaxMagnitude()
		for _, v := range o.Values {
			if v.Big().CmpAbs(bound) >= 0 {
				return oracle.OutOfRange, nil
			}
		}
		if o.Confidence > crypto.MaxConfidence {
			return oracle.OutOfRange, nil
		}
		return cryptotest.Accepted, o
	}
	return oracle.BadOpening, nil
}

// remembered are answers of plain's slow questions: a fuzzer asks the same again
// and again. One context each.
var remembered = map[string]bool{}

func remember(f func() bool, about ...[]byte) bool {
	key := string(slices.Concat(about...))
	yes, known := remembered[key]
	if !known {
		if len(remembered) > 1<<12 {
			clear(remembered)
		}
		yes = f()
		remembered[key] = yes
	}
	return yes
}

// agree holds Verify against plain for every agent of a round.
func agree(t *testing.T, v *crypto.Verifier, r oracle.Round, known map[common.Address]oracle.Opening) {
	t.Helper()
	p, rejections, err := v.Verify(context.Background(), r)
	if err != nil || len(p.Positions)+len(rejections) != len(r.Submissions) {
		t.Fatalf("%d positions and %d rejections of %d submissions, error %v", len(p.Positions), len(rejections), len(r.Submissions), err)
	}
	got := map[common.Address]oracle.Reason{}
	for _, x := range rejections {
		got[x.Agent] = x.Reason
	}
	positions := map[common.Address]oracle.Position{}
	for _, x := range p.Positions {
		positions[x.Agent] = x
	}
	for i, s := range r.Submissions {
		var want oracle.Reason
		var opening *oracle.Opening
		if o, ok := known[s.Agent]; ok {
			opening = &o
		} else {
			want, opening = plain(r, s)
		}
		if got[s.Agent] != want {
			t.Fatalf("submission %d: %q, read plainly %q", i, got[s.Agent], want)
		}
		if want != cryptotest.Accepted {
			continue
		}
		q, ok := positions[s.Agent]
		if !ok || q.Confidence != opening.Confidence || !slices.Equal(q.Values, opening.Values) {
			t.Fatalf("submission %d: position %+v, opened %+v", i, q, opening)
		}
	}
}

// TestPlainReading damages whole rounds and holds the verifier against the table
// read line by line.
func TestPlainReading(t *testing.T) {
	base := cryptotest.NewScene(60, 3)
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 2})
	for _, share := range []int{10, 60} {
		s, want := base.DamageMany(rand.New(rand.NewPCG(7, uint64(share))), share)
		agree(t, v, s.Round, nil)
		for i, w := range want {
			if got, _ := plain(s.Round, s.Round.Submissions[i]); got != w {
				t.Errorf("agent %d: the plain reading says %q, the damage %q", i, got, w)
			}
		}
	}
}

// FuzzVerify lets one agent beside an honest one send what a program of
// arbitrary bytes makes of the submissions of both: the honest one is accepted,
// and the other one gets what the table, read line by line, says. What is
// accepted is what was sealed.
func FuzzVerify(f *testing.F) {
	base := cryptotest.NewScene(2, 2)
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 1})
	honest := map[common.Address]oracle.Opening{base.Round.Submissions[0].Agent: base.Round.Submissions[0].Openings[0]}
	sealed := base.Round.Submissions[1].Openings[0]
	again := base.Agents[1]
	again.Seal(cryptotest.Reader("another commitment")) // of the same position
	second := again.Submission(2)
	for op := range byte(16) {
		f.Add([]byte{op, 0, 0, 0, 1})
		f.Add([]byte{op, 1, 7, 47, 0x80, 13, 0, 0, 0, 0})
	}
	f.Add([]byte{8, 0, 0, 0, 0, 0, 0, 0, 47, 1, 13, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, program []byte) {
		s := &cryptotest.Scene{Round: base.Round, Agents: base.Agents}
		s.Round.Submissions = slices.Clone(base.Round.Submissions)
		me := &s.Round.Submissions[1]
		me.Commitments, me.Openings = slices.Clone(me.Commitments), slices.Clone(me.Openings)
		for len(program) >= 5 {
			op, which, value := program[0]%16, int(program[1]), program[4]
			at := int(program[2])<<8 | int(program[3])
			program = program[5:]
			xor := func(b []byte) []byte {
				b = slices.Clone(b)
				if len(b) > 0 {
					b[at%len(b)] ^= value
				}
				return b
			}
			var c *oracle.SignedCommitment
			var o *oracle.Opening
			if n := len(me.Commitments); n > 0 {
				c = &me.Commitments[which%n]
			} else if op < 4 || op == 13 || op == 8 || op == 10 {
				continue
			}
			if n := len(me.Openings); n > 0 {
				o = &me.Openings[which%n]
			} else if op >= 4 && op < 7 || op == 9 || op == 11 || op == 12 {
				continue
			}
			switch op {
			case 0:
				c.Commitment = xor(c.Commitment)
			case 1:
				c.Proof = xor(c.Proof)
			case 2:
				c.Signature = xor(c.Signature)
			case 3: // another length
				field := []*[]byte{&c.Commitment, &c.Proof, &c.Signature}[at%3]
				*field = append(slices.Clone(*field), 0, 0)[:max(0, len(*field)-1+int(value%3))]
			case 4:
				o.Confidence ^= value
			case 5:
				o.Blinding[at%32] ^= value
			case 6:
				o.Values = slices.Clone(o.Values)
				switch {
				case len(o.Values) == 0 || value == 0:
					o.Values = append(o.Values, fixed.FromUlps(int64(at)))
				case value == 1:
					o.Values = o.Values[1:]
				default:
					o.Values[at%len(o.Values)].Lo ^= uint64(value) << (at % 57)
				}
			case 7:
				me.PublicKey = xor(me.PublicKey)
			case 8: // once more; a small round stays fast
				if len(me.Commitments) < 4 {
					me.Commitments = append(me.Commitments, *c)
				}
			case 9:
				if len(me.Openings) < 4 {
					me.Openings = append(me.Openings, *o)
				}
			case 10:
				me.Commitments = slices.Delete(me.Commitments, which%len(me.Commitments), which%len(me.Commitments)+1)
			case 11:
				me.Openings = slices.Delete(me.Openings, which%len(me.Openings), which%len(me.Openings)+1)
			case 12: // a piece of the honest agent's opening
				h := base.Round.Submissions[0].Openings[0]
				if value%2 == 0 {
					o.Blinding = h.Blinding
				} else {
					o.Values = h.Values
				}
			case 13: // sign what is there
				digest := crypto.CommitmentDigest(base.Agents[1].Context, c.Commitment, c.Proof)
				c.Signature = base.Agents[1].Key.Sign(digest[:])
			case 14: // the honest agent's commitment
				if len(me.Commitments) < 4 {
					me.Commitments = append(me.Commitments, base.Round.Submissions[0].Commitments[0])
				}
			case 15: // another own one, signed
				if len(me.Commitments) < 4 {
					me.Commitments = append(me.Commitments, second.Commitments[0])
				}
				me.Openings = append(me.Openings[:min(3, len(me.Openings))], second.Openings[0])
			}
		}
		agree(t, v, s.Round, honest)
		if reason, o := plain(s.Round, *me); reason == cryptotest.Accepted && (o.Confidence != sealed.Confidence || !slices.Equal(o.Values, sealed.Values)) {
			t.Fatal("accepted what was not sealed")
		}
	})
}
