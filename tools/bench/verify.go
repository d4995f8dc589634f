package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/herumi/bls-eth-go-binary/bls"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// roundVerify compares the verification of a round, keys and points decoded
// anew every time, with herumi's check of its decoded signatures.
func roundVerify(cores int) (ours, reference func() error, err error) {
	const n = 1024
	round, agents := cryptotest.Round(cryptotest.Options{Agents: n, Dimension: 8, Seed: 1})

	// Building the round has prepared herumi's library for the process.
	sigs, keys, digests := make([]bls.Sign, n), make([]bls.PublicKey, n), make([]byte, 0, 32*n)
	for i, s := range round.Submissions {
		c := s.Commitments[0]
		digest := crypto.CommitmentDigest(oracle.Context{Hub: round.Task.Hub, Task: round.Task.ID, Round: round.Number, Agent: s.Agent}, c.Commitment, c.Proof)
		digests = append(digests, digest[:]...)
		if err := keys[i].Deserialize(agents[i].Key.CompressedPublicKey()); err != nil {
			return nil, nil, fmt.Errorf("key %d: %w", i, err)
		}
		if err := sigs[i].Deserialize(c.Signature); err != nil {
			return nil, nil, fmt.Errorf("signature %d: %w", i, err)
		}
	}

	ours = func() error {
		v := crypto.NewVerifier(crypto.VerifierOptions{Workers: cores})
		p, rejected, err := v.Verify(context.Background(), round)
		if err == nil && (len(p.Positions) != n || len(rejected) > 0) {
			err = fmt.Errorf("%d positions and %d rejections of %d honest agents", len(p.Positions), len(rejected), n)
		}
		return err
	}
	reference = func() error {
		// MultiVerify hands pointers to C in a way that does not keep them
		// alive, so nothing may be collected meanwhile.
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
		ok := bls.MultiVerify(sigs, keys, digests)
		runtime.KeepAlive(digests)
		if !ok {
			return errors.New("herumi refuses honest signatures")
		}
		return nil
	}
	return ours, reference, nil
}
