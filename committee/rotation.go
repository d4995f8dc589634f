package committee

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
)

// PathRotations is where operators ask each other to hand over to another set.
const PathRotations = "/v1/rotations"

// NotApproved is the code for a plan that this operator's person has not seen.
const NotApproved Code = "not-approved"

// RotationAnswer is what an operator says to a plan that it has approved: its
// signature, if it serves now, and its registration, if it is to serve.
type RotationAnswer struct {
	Shares        []Share               `json:"shares,omitempty"`
	Registrations []crypto.Registration `json:"registrations,omitempty"`
	Refusal       *Refusal              `json:"refusal,omitempty"`
}

// Approvals tells which plans a person has approved.
type Approvals interface {
	Approved(plan common.Hash) (bool, error)
}

// RotationLedger remembers which set this operator has handed over to: one for
// each hub and epoch, since one signature rotates every chain.
type RotationLedger interface {
	// SignRotation records that a rotation is about to be signed; another one for
	// the same epoch is oracle.ErrEquivocation.
	SignRotation(ctx context.Context, setID common.Hash, epoch uint32, digest common.Hash) error
}

// rotate answers a plan.
func (s *Service) rotate(ctx context.Context, from peer.Peer, p crypto.SetPlan) RotationAnswer {
	a, refusal := s.handOver(ctx, from, p)
	a.Refusal = refusal
	return a
}

func (s *Service) handOver(ctx context.Context, from peer.Peer, p crypto.SetPlan) (RotationAnswer, *Refusal) {
	if err := p.Check(); err != nil {
		return RotationAnswer{}, refuse(Malformed, "%v", err)
	}
	var m *Member
	for _, x := range s.enrolled() {
		if x.SetID == p.SetID {
			m = x
		}
	}
	if m == nil {
		return RotationAnswer{}, refuse(WrongSet, "this operator serves no hub with set %s", p.SetID)
	}
	set, epoch, err := m.refresh(ctx)
	switch {
	case err != nil:
		return RotationAnswer{}, refuse(Behind, "this operator cannot read the operator set: %v", err)
	case set.Index(from.PublicKey) < 0:
		return RotationAnswer{}, refuse(NotAMember, "operator %s is not in the set of epoch %d", from.ID, epoch)
	case p.Epoch != epoch+1:
		return RotationAnswer{}, refuse(WrongEpoch, "the set is in epoch %d and the plan is for %d", epoch, p.Epoch)
	}
	switch ok, err := s.Approvals.Approved(p.Digest()); {
	case err != nil:
		return RotationAnswer{}, refuse(StoreUnavailable, "%v", err)
	case !ok:
		return RotationAnswer{}, refuse(NotApproved, "plan %s is not approved here; whoever runs this operator looks at it and runs `oracled operator rotate approve`", p.Digest())
	}
	return SignPlan(ctx, s.Rotations, m.Keys, set, p)
}

// SignPlan signs a rotation with every key that serves now, and registers every
// key that is to serve.
func SignPlan(ctx context.Context, ledger RotationLedger, keys []*crypto.OperatorKey, serving crypto.OperatorSet, p crypto.SetPlan) (RotationAnswer, *Refusal) {
	var a RotationAnswer
	digest := p.RotationDigest()
	if err := ledger.SignRotation(ctx, p.SetID, p.Epoch, digest); err != nil {
		if errors.Is(err, oracle.ErrEquivocation) {
			return a, refuse(Equivocation, "another set was signed for epoch %d before", p.Epoch)
		}
		return a, refuse(StoreUnavailable, "%v", err)
	}
	for _, k := range keys {
		if serving.Index(k.PublicKey()) >= 0 {
			a.Shares = append(a.Shares, Share{Key: k.PublicKey(), Signature: k.Sign(digest)})
		}
		if p.Set().Index(k.PublicKey()) >= 0 {
			r, err := p.Register(k)
			if err != nil {
				return RotationAnswer{}, refuse(Malformed, "%v", err)
			}
			a.Registrations = append(a.Registrations, r)
		}
	}
	return a, nil
}

// CollectRotation asks every operator of the serving set for its part of a plan,
// and returns the quorum's proof and the registrations. told hears what became of
// each.
func CollectRotation(ctx context.Context, peers Peers, serving crypto.OperatorSet, p crypto.SetPlan, told func(id common.Address, what string)) (oracle.QuorumProof, []crypto.Registration, error) {
	digest := p.RotationDigest()
	shares := map[int][]byte{}
	var registrations []crypto.Registration
	for i, key := range serving.Keys {
		id, err := crypto.OperatorID(key)
		if err != nil {
			return nil, nil, err
		}
		if shares[i] != nil {
			continue // of an operator with several keys
		}
		var a RotationAnswer
		if err := peers.Ask(ctx, id, PathRotations, p, &a); err != nil {
			told(id, err.Error())
			continue
		}
		if a.Refusal != nil {
			told(id, "refused: "+a.Refusal.Error())
			continue
		}
		a.count(serving, digest, shares)
		for _, r := range a.Registrations {
			if p.Verify(r) == nil {
				registrations = append(registrations, r)
			}
		}
		if shares[i] == nil {
			told(id, "answered without a valid signature")
		} else {
			told(id, "signed")
		}
	}
	proof, err := JoinRotation(serving, digest, shares)
	return proof, registrations, err
}

// count takes the shares that are right.
func (a RotationAnswer) count(serving crypto.OperatorSet, digest common.Hash, shares map[int][]byte) {
	for _, s := range a.Shares {
		if j := serving.Index(s.Key); j >= 0 && shares[j] == nil && crypto.VerifyOperatorSignature(s.Key, digest, s.Signature) == nil {
			shares[j] = s.Signature
		}
	}
}

// JoinRotation makes the proof of a quorum's shares.
func JoinRotation(serving crypto.OperatorSet, digest common.Hash, shares map[int][]byte) (oracle.QuorumProof, error) {
	if len(shares) < serving.Threshold {
		return nil, fmt.Errorf("%d of %d operators have signed the rotation and %d must", len(shares), len(serving.Keys), serving.Threshold)
	}
	proof, err := crypto.AggregateProof(serving, shares)
	if err != nil {
		return nil, err
	}
	if err := crypto.VerifyProof(serving, digest, proof); err != nil {
		return nil, fmt.Errorf("check the rotation's proof: %w", err)
	}
	return proof, nil
}

// ProofAlone makes a rotation's proof from what one process has signed, which
// holds a quorum's keys.
func (a RotationAnswer) ProofAlone(serving crypto.OperatorSet, p crypto.SetPlan) (oracle.QuorumProof, error) {
	shares := map[int][]byte{}
	a.count(serving, p.RotationDigest(), shares)
	return JoinRotation(serving, p.RotationDigest(), shares)
}
