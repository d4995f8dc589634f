package main

import (
	"bytes"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
)

// committeeShares is what a leader does with the shares of a quorum of 31
// operators: it checks each, joins them, and checks the proof. The reference
// checks as many signatures and does nothing else.
func committeeShares(int) (ours, reference func() error, err error) {
	keys := make([]*crypto.OperatorKey, committeeSize)
	for i := range keys {
		keys[i] = cryptotest.OperatorKey(31, uint64(i))
	}
	slices.SortFunc(keys, func(a, b *crypto.OperatorKey) int { return bytes.Compare(a.PublicKey(), b.PublicKey()) })
	set := crypto.OperatorSet{Threshold: committeeQuorum}
	digest := common.HexToHash("0xd1")
	var signatures [][]byte
	for i, k := range keys {
		set.Keys = append(set.Keys, k.PublicKey())
		if i < committeeQuorum {
			signatures = append(signatures, k.Sign(digest))
		}
	}
	check := func(i int) error { return crypto.VerifyOperatorSignature(set.Keys[i], digest, signatures[i]) }
	reference = func() error {
		for i := range signatures {
			if err := check(i); err != nil {
				return err
			}
		}
		return nil
	}
	ours = func() error {
		shares := map[int][]byte{}
		for i, s := range signatures {
			if err := check(i); err != nil {
				return err
			}
			shares[i] = s
		}
		proof, err := crypto.AggregateProof(set, shares)
		if err != nil {
			return err
		}
		return crypto.VerifyProof(set, digest, proof)
	}
	return ours, reference, nil
}

const committeeSize, committeeQuorum = 31, 21
