package committee

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
)

// Pauses between two tries at the same peer within a turn.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = time.Second
)

// patience is how long a proposal of ours may take. Each one that found no quorum
// doubles it, up to 16 turns: on machines that are too busy for a turn, leaders
// that never waited longer would all miss the quorum for ever.
func (m *Member) patience() time.Duration {
	return max(m.Turn, time.Second) << min(m.misses.Load(), 4)
}

// reply is what came of asking one peer once.
type reply struct {
	from   common.Address
	answer Answer
	err    error
}

// propose gathers shares until a quorum has signed, and joins them.
func (m *Member) propose(ctx context.Context, d *Duty, set crypto.OperatorSet, b oracle.Batch) (oracle.QuorumProof, error) {
	shares := map[int][]byte{}
	own, count, refusal := m.sign(ctx, set, b.Digest, b.Outcomes)
	if refusal != nil {
		if refusal.Code == Equivocation {
			return nil, fmt.Errorf("batch %s: %w", b.Digest, oracle.ErrEquivocation)
		}
		return nil, refusal
	}
	for _, s := range own {
		i := set.Index(s.Key)
		shares[i] = s.Signature
		d.signed(i)
	}
	turn, cancel := context.WithTimeout(ctx, m.patience())
	defer cancel() // whoever has not answered need not any more

	p := Proposal{ChainID: m.Hub.ChainID, Hub: m.Hub.Address, SetID: m.SetID, Payload: b.Payload, Count: *count}
	asked := m.others(set)
	replies := make(chan reply, len(asked))
	for id, i := range asked {
		d.Peers[i].Said = late
		go m.ask(turn, id, p, replies)
	}
	for open := len(asked); len(shares) < set.Threshold && open > 0; open-- {
		r := <-replies
		d.heard(r, m.take(ctx, d, set, b, r, asked, shares))
	}
	if len(shares) < set.Threshold {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%d of %d operators have signed and %d must: %s", len(shares), len(set.Keys), set.Threshold, d.why())
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

// others returns the members that can be asked, with their keys' indices.
func (m *Member) others(set crypto.OperatorSet) map[common.Address]int {
	asked := map[common.Address]int{}
	known := m.Peers.Known()
	for i, key := range set.Keys {
		id, err := crypto.OperatorID(key)
		ours := slices.ContainsFunc(m.Keys, func(k *crypto.OperatorKey) bool { return k.ID() == id })
		if err == nil && !ours && slices.Contains(known, id) {
			asked[id] = i
		}
	}
	return asked
}

// ask asks one peer until it has signed, has refused for good, or the turn is
// over, and replies once.
func (m *Member) ask(turn context.Context, id common.Address, p Proposal, replies chan<- reply) {
	pause := firstPause
	for {
		if until, ok := turn.Deadline(); ok {
			p.Patience = max(time.Until(until)-200*time.Millisecond, 0).Milliseconds()
		}
		var a Answer
		err := m.Peers.Ask(turn, id, PathProposals, p, &a)
		again := err != nil || a.Refusal != nil && a.Refusal.Code.passes()
		if again && oracle.Sleep(turn, pause) == nil {
			pause = min(2*pause, lastPause)
			continue
		}
		replies <- reply{from: id, answer: a, err: err}
		return
	}
}

// take counts what a peer has signed. It returns what is wrong with its answer.
func (m *Member) take(ctx context.Context, d *Duty, set crypto.OperatorSet, b oracle.Batch, r reply, asked map[common.Address]int, shares map[int][]byte) error {
	if r.err != nil {
		return r.err
	}
	if r.answer.Refusal != nil {
		return r.answer.Refusal
	}
	if r.answer.Digest != b.Digest || len(r.answer.Shares) == 0 || len(r.answer.Shares) > len(set.Keys) || r.answer.Count == nil {
		return errors.New("it answered something else than was asked")
	}
	for _, s := range r.answer.Shares {
		i := set.Index(s.Key)
		if i < 0 || shares[i] != nil {
			continue // of a key that has signed already, or that is not in this set
		}
		// Each by itself: one wrong share in a sum could not be found again.
		if err := crypto.VerifyOperatorSignature(s.Key, b.Digest, s.Signature); err != nil {
			return fmt.Errorf("its signature is wrong: %w", err)
		}
		shares[i] = s.Signature
		d.signed(i)
	}
	from := peer.Peer{ID: r.from, PublicKey: set.Keys[asked[r.from]]}
	if err := m.see(ctx, from, *r.answer.Count); err != nil {
		return fmt.Errorf("remember its count: %w", err)
	}
	return nil
}

// why says for every peer that did not sign what became of it.
func (d *Duty) why() string {
	var parts []string
	for _, p := range d.Peers {
		if !p.Signed {
			parts = append(parts, fmt.Sprintf("%s %s", p.ID, p.Said))
		}
	}
	return strings.Join(parts, "; ")
}
