package crypto

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
)

// SetPlan is an operator set that is to begin to serve: what its members register
// for, and what the members before them sign.
type SetPlan struct {
	SetID     common.Hash     `json:"setId"` // of the hub, which keeps that of its first set
	Epoch     uint32          `json:"epoch"` // in which the set begins to serve, 1: the first
	Threshold int             `json:"threshold"`
	Payee     common.Address  `json:"payee"`
	Sender    common.Address  `json:"sender"` // the account that puts it into service
	Keys      []hexutil.Bytes `json:"keys"`   // of one kind, ascending
	Chains    []PlannedChain  `json:"chains"` // ascending
}

// PlannedChain is a chain on which the set is to serve.
type PlannedChain struct {
	ChainID uint64         `json:"chainId"`
	Quorum  common.Address `json:"quorum"`
}

// Registration is one operator's consent to serve: for each chain of a plan, in
// its order, the proof of possession made out to the plan's sender.
type Registration struct {
	Plan        common.Hash     `json:"plan"` // SetPlan.Digest
	Key         hexutil.Bytes   `json:"key"`
	Possessions []hexutil.Bytes `json:"possessions"` // of the key's kind
}

// ParsePlan reads a plan and checks it.
func ParsePlan(raw []byte) (SetPlan, error) {
	var p SetPlan
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("read a plan of an operator set: %w", err)
	}
	return p, p.Check()
}

// Check tells why no set can begin to serve by this plan.
func (p SetPlan) Check() error {
	switch {
	case p.Epoch == 0:
		return errors.New("plan: epoch: sets are numbered from 1")
	case p.Payee == (common.Address{}):
		return errors.New("plan: payee: missing")
	case p.Sender == (common.Address{}):
		return errors.New("plan: sender: missing; it is the account that will call the quorum")
	case p.Epoch == 1 && p.SetID != p.Set().ID():
		return fmt.Errorf("plan: setId: the first set is the one that gives its name, %s", p.Set().ID())
	case len(p.Chains) == 0:
		return errors.New("plan: chains: empty")
	}
	for i, c := range p.Chains {
		if i > 0 && c.ChainID <= p.Chains[i-1].ChainID {
			return fmt.Errorf("plan: chains[%d]: chain ids must ascend", i)
		}
	}
	if err := p.Set().Check(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return nil
}

// Set returns the planned set.
func (p SetPlan) Set() OperatorSet {
	s := OperatorSet{Threshold: p.Threshold, Payee: p.Payee}
	for _, k := range p.Keys {
		s.Keys = append(s.Keys, k)
	}
	return s
}

// Digest identifies a plan: the Keccak-256 of its JSON without spaces.
func (p SetPlan) Digest() common.Hash {
	raw, err := json.Marshal(p)
	if err != nil {
		panic("crypto: a plan does not encode: " + err.Error()) // it has nothing that could fail
	}
	return ethcrypto.Keccak256Hash(raw)
}

// RotationDigest is what the set before the planned one signs.
func (p SetPlan) RotationDigest() common.Hash {
	return RotationDigest(p.SetID, uint64(p.Epoch), p.Set())
}

// Register returns an operator's registration for a plan that has its key.
func (p SetPlan) Register(k *OperatorKey) (Registration, error) {
	if p.Set().Index(k.PublicKey()) < 0 {
		return Registration{}, fmt.Errorf("%s is not in the plan", k)
	}
	r := Registration{Plan: p.Digest(), Key: k.PublicKey()}
	for _, c := range p.Chains {
		r.Possessions = append(r.Possessions, k.ProvePossession(c.ChainID, c.Quorum, p.Sender, uint64(p.Epoch)))
	}
	return r, nil
}

// Verify checks a registration.
func (p SetPlan) Verify(r Registration) error {
	switch {
	case r.Plan != p.Digest():
		return fmt.Errorf("the registration is for plan %s, this is %s", r.Plan, p.Digest())
	case p.Set().Index(r.Key) < 0:
		return errors.New("the registration's key is not in the plan")
	case len(r.Possessions) != len(p.Chains):
		return fmt.Errorf("the registration has %d possessions for %d chains", len(r.Possessions), len(p.Chains))
	}
	for i, c := range p.Chains {
		if err := VerifyOperatorPossession(c.ChainID, c.Quorum, p.Sender, uint64(p.Epoch), r.Key, r.Possessions[i]); err != nil {
			return fmt.Errorf("the registration's possession for chain %d: %w", c.ChainID, err)
		}
	}
	return nil
}

// Possessions joins the possessions of all members for one chain, in the order
// of the keys: what the contract takes. It names the members that have not
// registered.
func (p SetPlan) Possessions(chainID uint64, registrations []Registration) ([]byte, error) {
	where := slices.IndexFunc(p.Chains, func(c PlannedChain) bool { return c.ChainID == chainID })
	if where < 0 {
		return nil, fmt.Errorf("the plan has no chain %d", chainID)
	}
	var out []byte
	var missing []error
	for _, key := range p.Keys {
		i := slices.IndexFunc(registrations, func(r Registration) bool { return bytes.Equal(r.Key, key) })
		if i < 0 {
			id, err := OperatorID(key)
			missing = append(missing, fmt.Errorf("operator %s has not registered for the plan: it runs `oracled operator register`", id), err)
			continue
		}
		if err := p.Verify(registrations[i]); err != nil {
			return nil, err
		}
		out = append(out, registrations[i].Possessions[where]...)
	}
	return out, errors.Join(missing...)
}
