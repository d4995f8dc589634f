package oracle

import (
	"context"

	"github.com/ethereum/go-ethereum/common"
)

// Follower follows one chain.
//
// Follow emits every event of the blocks from the cursor on, in the order of
// the chain, each exactly once and only when confirmed, and does not return
// before the context ends or the chain is broken for good: a reorganisation
// deeper than the confirmation depth, another chain than configured. Endpoint
// failures are its own affair; it retries. An error from emit ends it.
//
// With a cursor that has a parent and nothing confirmed after it, Follow says so
// once: it emits the parent as a live BlockConfirmed.
type Follower interface {
	Follow(ctx context.Context, from Cursor, emit func(Event) error) error
}

// Verifier turns the submissions of a closed round into positions.
//
// Verify is deterministic: it depends on the round alone. Whatever one agent
// sent has no effect on what becomes of another. The error is never about a
// submission; it is the context's, or that of a machine that fails.
type Verifier interface {
	Verify(ctx context.Context, r Round) (Profile, []Rejection, error)
}

// Solver computes the outcome of a profile.
//
// Solve is a pure function of its arguments. A profile too small for the task
// gives an outcome with StatusInsufficient, not an error. Check accepts exactly
// the outcomes that an honest operator may sign.
type Solver interface {
	Solve(ctx context.Context, t Task, p Profile) (Outcome, error)
	Check(t Task, p Profile, o Outcome) error
}

// Batcher collects the outcomes for one hub and decides when they leave.
//
// Add never blocks. Next waits until a batch is due and marks its outcomes as
// in flight; they stay the batcher's until Settle says that the chain has them.
type Batcher interface {
	Add(t Task, o Outcome)
	Next(ctx context.Context) (Batch, error)
	// Return puts a batch that was not posted back into the queue.
	Return(b Batch)
	// Landed notes the block that holds a batch; until it is confirmed by
	// Settle its outcomes are kept and, should the block vanish, offered again.
	Landed(b Batch, block uint64)
	// Settle drops everything up to the posted rounds.
	Settle(accepted []PostedOutcome)
	// Expect tells the deadlines of the open rounds whose outcomes will be added,
	// in no particular order, as they are at the block that Confirmed tells next.
	Expect(deadlines []uint64)
	// Confirmed tells how far the chain has been folded.
	Confirmed(b BlockConfirmed)
}

// Attester turns an unsigned batch into a quorum's proof. It signs nothing that
// contradicts what it has signed before.
type Attester interface {
	Attest(ctx context.Context, b Batch) (QuorumProof, error)
}

// Poster brings a proven batch onto its chain and returns when it is mined.
// ErrNothingNew means that the chain has every outcome of the batch already.
type Poster interface {
	Post(ctx context.Context, b Batch, q QuorumProof) (Receipt, error)
}

// SignedLedger remembers what an operator has signed, across restarts.
type SignedLedger interface {
	// Remember records that the outcomes are about to be signed, all or none,
	// before any signature leaves. A different outcome for a round that was
	// signed before is ErrEquivocation.
	Remember(ctx context.Context, hub Hub, outcomes []PostedOutcome) error
}

// SentTx is a transaction that has been signed and may have been sent.
type SentTx struct {
	ChainID uint64
	From    common.Address
	Nonce   uint64
	Hash    common.Hash
	Raw     []byte // binary encoding, EIP-2718
}

// Outbox remembers transactions from before they are sent until they are
// settled, across restarts.
type Outbox interface {
	Save(ctx context.Context, tx SentTx) error
	// Pending returns what is not settled, ordered by nonce and then by age.
	Pending(ctx context.Context, chainID uint64, from common.Address) ([]SentTx, error)
	// Forget removes one transaction: the endpoint has refused it for good.
	Forget(ctx context.Context, tx SentTx) error
	// Settled forgets every transaction of the account below the nonce, and
	// remembers the nonce.
	Settled(ctx context.Context, chainID uint64, from common.Address, below uint64) error
	// Floor returns the highest nonce that Settled was told, 0 before the first:
	// the chain has mined every nonce below it.
	Floor(ctx context.Context, chainID uint64, from common.Address) (uint64, error)
}

// Snapshots keep the newest snapshot of every hub between runs. They only save
// time, so what is lost of them is folded anew.
type Snapshots interface {
	// LoadSnapshot returns nil when there is none.
	LoadSnapshot(ctx context.Context, hub Hub) ([]byte, error)
	SaveSnapshot(ctx context.Context, hub Hub, snapshot []byte) error
	DropSnapshot(ctx context.Context, hub Hub) error
}

// ScopedOutcome is the outcome of a round of a scope, for its task on one chain.
type ScopedOutcome struct {
	Task    Task
	Outcome Outcome
}

// Scopes is where the pipelines of one process meet whose chains have tasks of
// one scope: each tells what its chain says, and takes what its chain is to be
// told. Its methods return at once.
type Scopes interface {
	// Serve tells of a task of a scope that is served. Of its rounds up to floor
	// nothing is kept here.
	Serve(t Task, floor uint64)
	Cancelled(h Hub, id TaskID)
	// Closed hands over a closed round, before Confirmed tells of the block that
	// closed it.
	Closed(p Part)
	// Posted tells that the chain has an outcome.
	Posted(t Task, o PostedOutcome)
	// Everywhere returns the latest round that every chain of a task's scope has, or
	// has gone past.
	Everywhere(t Task) uint64
	// Confirmed tells how far the chain is; live: nothing newer was there.
	Confirmed(h Hub, time uint64, live bool)
	// Outcomes returns what a hub's chain is to be told, each once. Wake has an
	// element when there may be something.
	Outcomes(h Hub) []ScopedOutcome
	Wake(h Hub) <-chan struct{}
	// Due returns the next time of its chain that somebody waits for, 0: none.
	Due(h Hub) uint64
}

// Nudger makes a chain that mines only on demand mine a block. It is used on
// development chains alone.
type Nudger interface {
	// Now returns the timestamp that a block mined now would have.
	Now(ctx context.Context) (uint64, error)
	Nudge(ctx context.Context) error
}
