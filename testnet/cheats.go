package testnet

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"sync"
	"time"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"oracled/client"
	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/txmgr"
)

// cheat is a bad agent that no honest client can be: it commits and reveals by
// its own rules.
type cheat struct {
	role   Role
	chain  *client.Chain
	key    *crypto.AgentKey
	sender *txmgr.Manager
	number int
	report func(string, ...any)
}

// run cheats in the given rounds of a task.
func (c *cheat) run(ctx context.Context, t oracle.Task, rounds uint64) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for round := uint64(1); round <= rounds; round++ {
		w := t.Windows(round)
		if err := c.waitFor(ctx, w.CommitStart); err != nil {
			return
		}
		wg.Go(func() {
			if err := c.round(ctx, t, round); err != nil && ctx.Err() == nil {
				c.report("%s %s, task %d round %d: %v", c.role, c.chain.Name, t.Index, round, err)
			}
		})
	}
}

// waitFor waits until the next block would be at or past a chain time.
func (c *cheat) waitFor(ctx context.Context, timestamp uint64) error {
	for {
		if now, err := c.chain.Now(ctx); err == nil && now >= timestamp {
			return nil
		}
		select {
		case <-time.After(c.chain.Config.PollInterval):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *cheat) position(t oracle.Task, round uint64, bias float64) client.Position {
	p := client.Position{Confidence: 90}
	for i := range t.Dimension {
		v, err := fixed.FromFloat64(Truth(t.Hub.ChainID, t.Index, round, i) + noise(c.number, t.Hub.ChainID, t.Index, round, i) + bias)
		if err != nil {
			panic(err) // the truth is far below any limit
		}
		p.Values = append(p.Values, v)
	}
	return p
}

func (c *cheat) round(ctx context.Context, t oracle.Task, round uint64) error {
	seal := func(in oracle.Task, bias float64) (client.Opening, error) {
		return client.Seal(c.key, in, round, c.position(t, round, bias), rand.Reader)
	}
	commit := func(o client.Opening) error {
		_, err := client.SendCommit(ctx, c.chain, c.sender, o)
		return err
	}
	reveal := func(o client.Opening) error {
		if err := c.waitFor(ctx, t.Windows(round).RevealStart); err != nil {
			return err
		}
		_, err := client.SendReveal(ctx, c.chain, c.sender, o)
		return err
	}
	if c.role == Copycat {
		return c.copy(ctx, t, round, commit, reveal)
	}
	first, err := seal(t, 0)
	if err != nil {
		return err
	}
	switch c.role {
	case Equivocator:
		second, err := seal(t, 100)
		if err != nil {
			return err
		}
		if err := commit(first); err != nil {
			return err
		}
		if err := commit(second); err != nil {
			return err
		}
		return reveal(second)
	case Misopener:
		if err := commit(first); err != nil {
			return err
		}
		first.Values = c.position(t, round, 50).Values
		return reveal(first)
	case Replayer:
		// What it signed for the same task of another chain.
		elsewhere := t
		elsewhere.Hub.ChainID++
		replayed, err := seal(elsewhere, 0)
		if err != nil {
			return err
		}
		if err := commit(replayed); err != nil {
			return err
		}
		return reveal(replayed)
	case Silent:
		return commit(first)
	}
	return fmt.Errorf("%s is not a cheat", c.role)
}

// copy waits for somebody's commitment, re-randomises it, and signs it in its
// own name with the victim's proof; after the victim's reveal it could open it.
func (c *cheat) copy(ctx context.Context, t oracle.Task, round uint64, commit, reveal func(client.Opening) error) error {
	victim, err := c.victim(ctx, t, round)
	if err != nil {
		return err
	}
	var point bls12381.G1Affine
	if _, err := point.SetBytes(victim.Commitment.Commitment); err != nil {
		return fmt.Errorf("copy a commitment: %w", err)
	}
	var delta fr.Element
	if _, err := delta.SetRandom(); err != nil {
		return fmt.Errorf("copy a commitment: %w", err)
	}
	_, h := crypto.Generators()
	var shift bls12381.G1Affine
	shift.ScalarMultiplication(&h, delta.BigInt(new(big.Int)))
	point.Add(&point, &shift)
	stolen := point.Bytes()
	o := client.Opening{
		Hub: t.Hub, Task: t.Index, Round: round, Agent: c.key.ID(),
		Commitment: stolen[:], Proof: victim.Commitment.Proof,
	}
	digest := crypto.CommitmentDigest(o.Context(), o.Commitment, o.Proof)
	o.Signature = c.key.Sign(digest[:])
	if err := commit(o); err != nil {
		return err
	}
	opening, err := c.opening(ctx, t, round, victim.Agent)
	if err != nil {
		return err
	}
	var blinding fr.Element
	blinding.SetBytes(opening.Blinding[:])
	blinding.Add(&blinding, &delta)
	o.Confidence, o.Values, o.Blinding = opening.Confidence, opening.Values, common.Hash(blinding.Bytes())
	return reveal(o)
}

// victim returns the first commitment of somebody else in a round.
func (c *cheat) victim(ctx context.Context, t oracle.Task, round uint64) (oracle.Committed, error) {
	return await(ctx, c, func(e oracle.Event) (oracle.Committed, bool) {
		m, ok := e.(oracle.Committed)
		return m, ok && m.Task == t.ID && m.Round == round && m.Agent != c.key.ID()
	})
}

func (c *cheat) opening(ctx context.Context, t oracle.Task, round uint64, agent common.Address) (oracle.Opening, error) {
	r, err := await(ctx, c, func(e oracle.Event) (oracle.Revealed, bool) {
		m, ok := e.(oracle.Revealed)
		return m, ok && m.Task == t.ID && m.Round == round && m.Agent == agent
	})
	return r.Opening, err
}

// await looks through the hub's logs until one matches.
func await[E oracle.Event](ctx context.Context, c *cheat, match func(oracle.Event) (E, bool)) (E, error) {
	var none E
	decoder, err := c.chain.Decoder()
	if err != nil {
		return none, err
	}
	for {
		logs, err := c.chain.Eth.FilterLogs(ctx, ethereum.FilterQuery{Addresses: decoder.Addresses()})
		if err == nil {
			for i := range logs {
				e, err := decoder.Decode(&logs[i])
				if err != nil {
					return none, err
				}
				if found, ok := match(e); ok {
					return found, nil
				}
			}
		}
		select {
		case <-time.After(c.chain.Config.PollInterval):
		case <-ctx.Done():
			return none, ctx.Err()
		}
	}
}
