package client

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/txmgr"
)

// PlanSet writes down the set of the given public keys, of one kind. On
// chains that have no hub yet it is the first set of one; otherwise all chains
// must be in the same epoch, and it is the next. A threshold of 0 is the least
// above two thirds. sender is the account that will put the set into service.
func PlanSet(ctx context.Context, chains []*Chain, keys [][]byte, threshold int, payee, sender common.Address) (crypto.SetPlan, error) {
	if threshold == 0 {
		threshold = 2*len(keys)/3 + 1
	}
	p := crypto.SetPlan{Epoch: 1, Threshold: threshold, Payee: payee, Sender: sender}
	for _, k := range keys {
		p.Keys = append(p.Keys, hexutil.Bytes(k))
	}
	slices.SortFunc(p.Keys, func(a, b hexutil.Bytes) int { return bytes.Compare(a, b) })
	for i, k := range p.Keys {
		if i > 0 && bytes.Equal(k, p.Keys[i-1]) {
			id, err := crypto.OperatorID(k)
			return p, cmp.Or(err, fmt.Errorf("operator %s is named twice", id))
		}
	}
	first := PlanDeployment(p.Set(), sender)
	for i, c := range chains {
		epoch, quorum, setID := uint32(1), first.Quorum, first.SetID
		if c.Hub.Address != (common.Address{}) {
			serving, err := c.Epoch(ctx)
			if err != nil {
				return p, err
			}
			if err := c.keepsKind(ctx, serving, p.Set().Kind()); err != nil {
				return p, err
			}
			epoch, quorum, setID = serving+1, c.Quorum, c.SetID
		}
		if i > 0 && (epoch != p.Epoch || setID != p.SetID) {
			return p, fmt.Errorf("chain %s would be in epoch %d of set %s and chain %s in epoch %d of %s; a plan is for chains that go together, choose them with --chain",
				c.Name, epoch, setID, chains[0].Name, p.Epoch, p.SetID)
		}
		p.Epoch, p.SetID = epoch, setID
		p.Chains = append(p.Chains, crypto.PlannedChain{ChainID: c.Hub.ChainID, Quorum: quorum})
	}
	slices.SortFunc(p.Chains, func(a, b crypto.PlannedChain) int { return cmp.Compare(a.ChainID, b.ChainID) })
	return p, p.Check()
}

// keepsKind tells why a set of a kind cannot follow the one that serves.
func (c *Chain) keepsKind(ctx context.Context, serving uint32, kind crypto.Kind) error {
	if serving == 0 {
		return nil // nothing serves, and the set's identifier says what may
	}
	set, _, err := c.OperatorSet(ctx)
	if err != nil {
		return err
	}
	if own := set.Kind(); own != kind {
		return fmt.Errorf("chain %s: the hub's operator set is of kind %s, as long as there is the hub, and these keys are of kind %s; plan with keys that oracled operator keys --new FILE --kind %s makes, or create another hub", c.Name, own, kind, own)
	}
	return nil
}

// PlanFits tells why an account cannot put a plan into service in an epoch.
func PlanFits(p crypto.SetPlan, sender common.Address, epoch uint32) error {
	switch {
	case p.Sender != sender:
		return fmt.Errorf("the plan's possessions are made out to %s, and account.keystore is %s; use that account, or plan again", p.Sender, sender)
	case p.Epoch != epoch:
		return fmt.Errorf("the plan is for epoch %d, and the one that comes next is %d; plan again", p.Epoch, epoch)
	}
	return nil
}

// Rotate puts a planned set into service on a chain, under the proof of the set
// before it over the plan's RotationDigest.
func Rotate(ctx context.Context, c *Chain, account txmgr.Signer, p crypto.SetPlan, registrations []crypto.Registration, proof oracle.QuorumProof) (*txmgr.Receipt, error) {
	serving, err := c.Epoch(ctx)
	if err != nil {
		return nil, err
	}
	if err := PlanFits(p, account.Address(), serving+1); err != nil {
		return nil, fmt.Errorf("chain %s: %w", c.Name, err)
	}
	possessions, err := p.Possessions(c.Hub.ChainID, registrations)
	if err != nil {
		return nil, err
	}
	// The functions that move sets are those of every quorum.
	data := bindings.NewBlsQuorum().PackRotate(p.Set().KeysBytes(), big.NewInt(int64(p.Threshold)), p.Payee, possessions, proof)
	r, err := c.Sender(account).Send(ctx, txmgr.Candidate{To: c.Quorum, Data: data})
	if err != nil {
		return nil, fmt.Errorf("chain %s: rotate the operator set: %w", c.Name, explain(p.Set().Kind().Contract(), err))
	}
	return r, nil
}
