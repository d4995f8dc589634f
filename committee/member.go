package committee

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/wire"
)

// Ledger remembers what this operator has signed and what it has seen of others.
type Ledger interface {
	// Sign records that the outcomes are about to be signed, all or none, and
	// returns the sequence number of this signing, before any signature leaves. A
	// different outcome for a round that was signed before is
	// oracle.ErrEquivocation; a ledger that has forgotten something, oracle.ErrRestored.
	Sign(ctx context.Context, hub oracle.Hub, outcomes []oracle.PostedOutcome) (sequence uint64, err error)
	// Seen returns the highest count that an operator has shown, 0 before the first.
	Seen(ctx context.Context, operator common.Address) (sequence uint64, signature []byte, err error)
	// See records a count that an operator has shown; a lower one changes nothing.
	See(ctx context.Context, operator common.Address, sequence uint64, signature []byte) error
	// Forgotten tells that this operator has signed that many times. If the ledger
	// knows of fewer it was restored from a backup, and Sign fails from then on.
	Forgotten(ctx context.Context, sequence uint64) error
}

// Anchors finds the first confirmed block at or past a timestamp.
type Anchors interface {
	FirstBlockAt(ctx context.Context, timestamp uint64) (oracle.Anchor, error)
}

// Peers carries requests to the other operators.
type Peers interface {
	// Ask sends a request to the operator of that id, and reads the answer into out.
	Ask(ctx context.Context, id common.Address, path string, in, out any) error
	// Known lists the operators with an address.
	Known() []common.Address
}

// Member is one operator's part in the committee of one hub: it judges what
// others propose, and proposes when it is its turn. It implements
// oracle.Attester, and oracle.Batcher in front of the hub's queue; it is safe for
// concurrent use.
type Member struct {
	Hub     oracle.Hub
	SetID   common.Hash
	Keys    []*crypto.OperatorKey
	Sets    Sets
	Desk    *Desk
	Anchors Anchors
	Ledger  Ledger
	Peers   Peers
	// Turn is how long a leader has before the next one proposes as well. It
	// decides when, never what.
	Turn time.Duration
	// Watch is told what became of each proposal of ours, and of each judgement.
	Watch Watch

	current atomic.Pointer[memberSet]

	// recalls tells whether enough of a set have said what they have seen of our
	// signatures. Set by Service.Enroll; nil: nobody is asked.
	recalls func(set crypto.OperatorSet, own []*crypto.OperatorKey) *Refusal

	misses  atomic.Int32 // proposals without a quorum since the last with one
	next    sync.Mutex   // held by Next
	waiting []parked
}

// Add implements oracle.Batcher, as do the methods below.
func (m *Member) Add(t oracle.Task, o oracle.Outcome) { m.Desk.Add(t, o) }

// Return implements oracle.Batcher.
func (m *Member) Return(b oracle.Batch) { m.Desk.Return(b) }

// Landed implements oracle.Batcher.
func (m *Member) Landed(b oracle.Batch, block uint64) { m.Desk.Landed(b, block) }

// Settle implements oracle.Batcher.
func (m *Member) Settle(accepted []oracle.PostedOutcome) { m.Desk.Settle(accepted) }

// Expect implements oracle.Batcher.
func (m *Member) Expect(deadlines []uint64) { m.Desk.Expect(deadlines) }

// Confirmed implements oracle.Batcher.
func (m *Member) Confirmed(b oracle.BlockConfirmed) { m.Desk.Confirmed(b) }

type memberSet struct {
	set   crypto.OperatorSet
	epoch uint32
}

// Watch is told what a committee does. Its methods return at once.
type Watch interface {
	Judged(hub oracle.Hub, from common.Address, refusal *Refusal)
	Proposed(d Duty)
}

// refresh reads the operator set from the chain.
func (m *Member) refresh(ctx context.Context) (crypto.OperatorSet, uint32, error) {
	set, epoch, err := m.Sets.OperatorSet(ctx)
	if err != nil {
		return set, 0, err
	}
	m.current.Store(&memberSet{set, epoch})
	return set, epoch, nil
}

// Refresh reads the operator set from the chain. Until the first time nobody is a
// member.
func (m *Member) Refresh(ctx context.Context) error {
	_, _, err := m.refresh(ctx)
	return err
}

// IsMember tells whether a public key was in the set when it was
// read last.
func (m *Member) IsMember(public []byte) bool {
	s := m.current.Load()
	return s != nil && s.set.Index(public) >= 0
}

// Judge answers a proposal: it signs what it has checked, or says why not.
func (m *Member) Judge(ctx context.Context, from peer.Peer, p Proposal) Answer {
	answer, refusal := m.judge(ctx, from, p)
	// A leader that has its quorum hangs up; what we lacked until then is no refusal.
	abandoned := ctx.Err() != nil && refusal != nil && (refusal.Code.passes() || refusal.Code == Stopping)
	if !abandoned {
		m.Watch.Judged(m.Hub, from.ID, refusal)
	}
	answer.Refusal = refusal
	return answer
}

func (m *Member) judge(ctx context.Context, from peer.Peer, p Proposal) (Answer, *Refusal) {
	digest := wire.Digest(m.Hub, m.SetID, p.Payload)
	answer := Answer{Digest: digest}
	if p.SetID != m.SetID {
		return answer, refuse(WrongSet, "the hub's operator set is %s, not %s", m.SetID, p.SetID)
	}
	epoch, anchor, outcomes, err := wire.Unpack(p.Payload)
	if err != nil {
		return answer, refuse(Malformed, "%v", err)
	}
	if canonical, err := wire.Pack(epoch, anchor, outcomes); err != nil || !bytes.Equal(canonical, p.Payload) {
		return answer, refuse(Malformed, "the payload is not in canonical form")
	}
	patience, cancel := context.WithTimeout(ctx, min(max(time.Duration(p.Patience)*time.Millisecond, 0), peer.MaxWait))
	defer cancel()

	var lacks *Refusal
	ready := func() bool {
		lacks = m.Desk.missing(anchor, outcomes)
		return lacks == nil || !lacks.Code.passes()
	}
	if err := m.Desk.wait(patience, ready); err != nil || lacks != nil {
		if ctx.Err() != nil {
			lacks = refuse(Stopping, "the request was given up")
		}
		return answer, lacks
	}
	set, now, err := m.refresh(ctx)
	switch {
	case err != nil:
		return answer, refuse(Behind, "this operator cannot read the operator set: %v", err)
	case set.Index(from.PublicKey) < 0:
		return answer, refuse(NotAMember, "operator %s is not in the set of epoch %d", from.ID, now)
	case now != epoch:
		return answer, refuse(WrongEpoch, "the operator set is in epoch %d, the batch was made for %d", now, epoch)
	}
	deadline, refusal := m.Desk.compare(outcomes)
	if refusal != nil {
		return answer, refusal
	}
	own, err := m.Anchors.FirstBlockAt(ctx, deadline)
	switch {
	case err != nil:
		return answer, refuse(Behind, "this operator cannot find the batch's anchor: %v", err)
	case own.Number != anchor.Number || own.Hash != anchor.Hash:
		return answer, refuse(AnchorMismatch, "the first block at or past time %d is %d (%s) on this operator's chain, not %d (%s)", deadline, own.Number, own.Hash, anchor.Number, anchor.Hash)
	}
	if err := m.see(ctx, from, p.Count); err != nil {
		return answer, refuse(StoreUnavailable, "%v", err)
	}
	answer.Shares, answer.Count, refusal = m.sign(ctx, set, digest, outcomes)
	if refusal == nil && m.precedes(set, epoch, from.PublicKey, outcomes) {
		m.Desk.lead(from.ID, outcomes, time.Now())
	}
	return answer, refusal
}

// sign has the ledger remember, and then signs with every key in the set.
func (m *Member) sign(ctx context.Context, set crypto.OperatorSet, digest common.Hash, outcomes []oracle.PostedOutcome) ([]Share, *Count, *Refusal) {
	if m.recalls != nil {
		if refusal := m.recalls(set, m.Keys); refusal != nil {
			return nil, nil, refusal
		}
	}
	sequence, err := m.Ledger.Sign(ctx, m.Hub, outcomes)
	switch {
	case errors.Is(err, oracle.ErrEquivocation):
		return nil, nil, refuse(Equivocation, "%v", err)
	case errors.Is(err, oracle.ErrRestored):
		return nil, nil, refuse(RestoredStore, "%v", err)
	case err != nil:
		return nil, nil, refuse(StoreUnavailable, "%v", err)
	}
	var shares []Share
	for _, k := range m.Keys {
		if set.Index(k.PublicKey()) >= 0 {
			shares = append(shares, Share{Key: k.PublicKey(), Signature: k.Sign(digest)})
		}
	}
	first := m.Keys[0]
	return shares, &Count{Sequence: sequence, Signature: first.Sign(crypto.SequenceMessage(first.ID(), sequence))}, nil
}

// see keeps a peer's count, if it is the peer's.
func (m *Member) see(ctx context.Context, from peer.Peer, c Count) error {
	if err := crypto.VerifyOperatorSignature(from.PublicKey, crypto.SequenceMessage(from.ID, c.Sequence), c.Signature); err != nil {
		return nil // it harms the peer alone, which nobody can remind then
	}
	return m.Ledger.See(ctx, from.ID, c.Sequence, c.Signature)
}

// Attest implements oracle.Attester: it proposes a batch at once and gathers a
// quorum's shares. Whose turn it is was looked at by Next.
func (m *Member) Attest(ctx context.Context, b oracle.Batch) (oracle.QuorumProof, error) {
	set, epoch, err := m.refresh(ctx)
	if err != nil {
		return nil, err
	}
	if epoch != b.Epoch {
		return nil, fmt.Errorf("the operator set is in epoch %d, the batch was made for %d", epoch, b.Epoch)
	}
	rank, err := m.rank(set, epoch, b)
	if err != nil {
		return nil, err
	}
	d := newDuty(b, set, rank)
	proof, err := m.propose(ctx, d, set, b)
	d.end(err)
	switch {
	case err == nil:
		m.misses.Store(0)
	case ctx.Err() == nil:
		m.misses.Add(1)
	}
	m.Watch.Proposed(*d)
	return proof, err
}

// rank returns how many leaders stand before us.
func (m *Member) rank(set crypto.OperatorSet, epoch uint32, b oracle.Batch) (int, error) {
	for rank, i := range Order(m.Hub, m.SetID, epoch, m.Desk.slot(b.Outcomes), len(set.Keys)) {
		if m.owns(set.Keys[i]) {
			return rank, nil
		}
	}
	return 0, errors.New("none of operator.keystores belongs to the hub's operator set; after a rotation that left this operator out nothing is left to do here")
}

// precedes tells whether the operator of a key leads these rounds before we do.
func (m *Member) precedes(set crypto.OperatorSet, epoch uint32, public []byte, outcomes []oracle.PostedOutcome) bool {
	for _, i := range Order(m.Hub, m.SetID, epoch, m.Desk.slot(outcomes), len(set.Keys)) {
		switch {
		case bytes.Equal(public, set.Keys[i]):
			return true
		case m.owns(set.Keys[i]):
			return false
		}
	}
	return false
}

// owns tells whether a public key is one of ours.
func (m *Member) owns(public []byte) bool {
	return slices.ContainsFunc(m.Keys, func(k *crypto.OperatorKey) bool { return bytes.Equal(k.PublicKey(), public) })
}
