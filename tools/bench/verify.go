package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/herumi/bls-eth-go-binary/bls"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// roundVerify compares the verification of a round, keys and points decoded
// anew every time, with herumi's check of its decoded signatures.
func roundVerify(cores int) (ours, reference func() error, err error) {
	return verifyAgainstHerumi(1024, false)(cores)
}

const verifyDimension = 8

// honestScenes are rounds of honest agents by their number, built once.
var honestScenes = map[int]*cryptotest.Scene{}

func honestScene(n int) *cryptotest.Scene {
	if honestScenes[n] == nil {
		round, agents := cryptotest.Round(cryptotest.Options{Agents: n, Dimension: verifyDimension, Seed: 1})
		honestScenes[n] = &cryptotest.Scene{Round: round, Agents: agents}
	}
	return honestScenes[n]
}

// verifies returns the verification of a round with a verifier that has seen
// nothing yet. Agents fare as expected, by their place in the round; those that
// are not in want are accepted.
func verifies(s *cryptotest.Scene, want map[int]oracle.Reason, cores int) func() error {
	expected := map[common.Address]oracle.Reason{}
	for i, reason := range want {
		if reason != cryptotest.Accepted {
			expected[s.Round.Submissions[i].Agent] = reason
		}
	}
	return func() error {
		v := crypto.NewVerifier(crypto.VerifierOptions{Workers: cores})
		p, rejected, err := v.Verify(context.Background(), s.Round)
		if err != nil {
			return err
		}
		if len(rejected) != len(expected) || len(p.Positions)+len(rejected) != len(s.Round.Submissions) {
			return fmt.Errorf("%d positions and %d rejections of %d agents, %d of them bad", len(p.Positions), len(rejected), len(s.Round.Submissions), len(expected))
		}
		for _, r := range rejected {
			if expected[r.Agent] != r.Reason {
				return fmt.Errorf("%s is rejected for %q, want %q", r.Agent, r.Reason, expected[r.Agent])
			}
		}
		return nil
	}
}

// verifyAgainstHerumi compares the verification of a round with herumi's check
// of its signatures, decoded before or at every run.
func verifyAgainstHerumi(n int, decoding bool) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		s := honestScene(n)
		// Building the round has prepared herumi's library for the process.
		digests := make([]byte, 0, 32*n)
		for i, sub := range s.Round.Submissions {
			c := sub.Commitments[0]
			digest := crypto.CommitmentDigest(s.Agents[i].Context, c.Commitment, c.Proof)
			digests = append(digests, digest[:]...)
		}
		sigs, keys := make([]bls.Sign, n), make([]bls.PublicKey, n)
		decode := func(i int) error {
			// What is registered is uncompressed, as our side reads it.
			if err := keys[i].DeserializeUncompressed(s.Round.Submissions[i].PublicKey); err != nil {
				return fmt.Errorf("key %d: %w", i, err)
			}
			if err := sigs[i].Deserialize(s.Round.Submissions[i].Commitments[0].Signature); err != nil {
				return fmt.Errorf("signature %d: %w", i, err)
			}
			return nil
		}
		decodeAll := func() error {
			errs := make([]error, cores)
			var wait sync.WaitGroup
			for k := range cores {
				wait.Go(func() {
					for i := k; i < n; i += cores {
						errs[k] = errors.Join(errs[k], decode(i))
					}
				})
			}
			wait.Wait()
			return errors.Join(errs...)
		}
		if err := decodeAll(); err != nil {
			return nil, nil, err
		}
		reference = func() error {
			if decoding {
				if err := decodeAll(); err != nil {
					return err
				}
			}
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
		return verifies(s, nil, cores), reference, nil
	}
}
