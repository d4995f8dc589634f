package daemon

import (
	"context"
	"fmt"

	"oracled/client"
	"oracled/crypto"
	"oracled/post/gas"
)

// proofOf returns what a proof of the set that serves a chain costs there.
func proofOf(c *client.Chain) func() gas.Quorum {
	return func() gas.Quorum {
		set, _, ok := c.Serving()
		if !ok || set.Kind() != crypto.ECDSA {
			return gas.Quorum{}
		}
		return gas.Quorum{Signatures: set.Threshold}
	}
}

// OperatorsStatus is the operator set that serves a hub, as it was read last.
type OperatorsStatus struct {
	Kind      crypto.Kind `json:"kind"`
	Size      int         `json:"size"`
	Threshold int         `json:"threshold"`
	Epoch     uint32      `json:"epoch"`
}

// String says it in a few words.
func (s OperatorsStatus) String() string {
	return fmt.Sprintf("%d operators of kind %s, %d must sign, epoch %d", s.Size, s.Kind, s.Threshold, s.Epoch)
}

// OperatorsOf describes a set.
func OperatorsOf(set crypto.OperatorSet, epoch uint32) OperatorsStatus {
	return OperatorsStatus{Kind: set.Kind(), Size: len(set.Keys), Threshold: set.Threshold, Epoch: epoch}
}

// probeOperators tells which set serves a chain's hub.
func probeOperators(c *client.Chain) Probe {
	return func(_ context.Context, s *ChainStatus) {
		if set, epoch, ok := c.Serving(); ok {
			o := OperatorsOf(set, epoch)
			s.Operators = &o
		}
	}
}
