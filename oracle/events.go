package oracle

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// Event is something that a confirmed block says. A Follower emits events in
// the order of the chain; Book folds them.
type Event interface{ event() }

// TaskCreated opens a task.
type TaskCreated struct {
	At   LogPosition
	Task Task
}

// TaskCancelled ends a task before its first round.
type TaskCancelled struct{ Task TaskID }

// TaskStopped ends a feed: it takes no commitments after LastRound.
type TaskStopped struct {
	Task      TaskID
	LastRound uint64
}

// AgentRegistered makes a key known. The registry has checked its possession.
type AgentRegistered struct {
	Agent, Sender common.Address
	PublicKey     []byte // uncompressed, 96 bytes
}

// Committed carries one commitment of a registered agent.
type Committed struct {
	Task       TaskID
	Round      uint64
	Agent      common.Address
	Commitment SignedCommitment
}

// Revealed carries one opening from an agent's registered sender.
type Revealed struct {
	Task    TaskID
	Round   uint64
	Agent   common.Address
	Opening Opening
}

// BatchPosted says that a batch was accepted, and which of its outcomes.
type BatchPosted struct {
	At       LogPosition
	TxHash   common.Hash
	Digest   common.Hash
	Batch    Batch
	Accepted []PostedOutcome
}

// BlockConfirmed says that every event up to and including this block has been
// emitted. Live tells that the follower had no newer confirmed block.
//
// BaseFee (wei, nil where the chain has none) and GasUsedRatio (of the limit, 0
// to 1) are those of the newest block that the follower has seen. They depend on
// when one looks: they may decide when something is posted, never what.
type BlockConfirmed struct {
	Anchor
	Live         bool
	BaseFee      *big.Int
	GasUsedRatio float64
}

func (TaskCreated) event()     {}
func (TaskCancelled) event()   {}
func (TaskStopped) event()     {}
func (AgentRegistered) event() {}
func (Committed) event()       {}
func (Revealed) event()        {}
func (BatchPosted) event()     {}
func (BlockConfirmed) event()  {}

// Cursor is where a Follower begins.
type Cursor struct {
	Block  uint64      // the first block that it looks at
	Parent common.Hash // of the block before it, checked before anything is emitted; zero: not known
}
