// Package committee turns an unsigned batch into one with a quorum's proof.
package committee

import (
	"context"
	"fmt"

	"oracled/crypto"
	"oracled/oracle"
)

// Sets tells which operator set serves a hub, and in which epoch.
type Sets interface {
	OperatorSet(ctx context.Context) (crypto.OperatorSet, uint32, error)
}

// Local is a committee inside one process: it holds the keys of enough
// operators to form a quorum. It implements oracle.Attester.
type Local struct {
	keys   []*crypto.OperatorKey
	sets   Sets
	ledger oracle.SignedLedger
}

// NewLocal returns a committee of the given keys. Before a signature is made,
// the ledger remembers what it is for.
func NewLocal(keys []*crypto.OperatorKey, sets Sets, ledger oracle.SignedLedger) *Local {
	return &Local{keys: keys, sets: sets, ledger: ledger}
}

// Attest implements oracle.Attester.
func (l *Local) Attest(ctx context.Context, b oracle.Batch) (oracle.QuorumProof, error) {
	set, epoch, err := l.sets.OperatorSet(ctx)
	if err != nil {
		return nil, err
	}
	if epoch != b.Epoch {
		return nil, fmt.Errorf("the operator set is in epoch %d, the batch was made for %d", epoch, b.Epoch)
	}
	if err := l.ledger.Remember(ctx, b.Hub, b.Outcomes); err != nil {
		return nil, err
	}
	shares := map[int][]byte{}
	for _, k := range l.keys {
		if i := set.Index(k.PublicKey()); i >= 0 {
			shares[i] = k.Sign(b.Digest)
		}
	}
	if len(shares) < set.Threshold {
		return nil, fmt.Errorf("this process holds %d keys of the operator set and %d must sign; add keystores to operator.keystores", len(shares), set.Threshold)
	}
	proof, err := crypto.AggregateProof(set, shares)
	if err != nil {
		return nil, err
	}
	if err := crypto.VerifyProof(set, b.Digest, proof); err != nil {
		return nil, fmt.Errorf("check our own proof: %w", err)
	}
	return proof, nil
}
