// Package oracle holds the nouns of the corridor, the interfaces of its stages,
// the pure fold from a chain's confirmed events to closed rounds (Book), the
// fold from a task's history to trust (Trust), and the pipeline that a position
// walks (Pipeline).
package oracle

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
)

// Widths of a stored value in bytes.
const (
	WidthFull   = 16 // Q64.64
	WidthNarrow = 8  // Q32.32: the value floored to 32 fractional bits
)

// Hub identifies one deployment of the contracts: a chain and the address of
// its NashOracle. Everything that is signed is bound to it.
type Hub struct {
	ChainID uint64
	Address common.Address
}

// TaskID is the index of a task on its hub, as 32 bytes.
type TaskID = common.Hash

// TaskIDFromIndex returns the identifier of the index-th task of a hub.
func TaskIDFromIndex(index uint32) TaskID {
	return common.BigToHash(new(big.Int).SetUint64(uint64(index)))
}

// Task is a question on a chain, as its creator wrote it.
type Task struct {
	Hub     Hub
	ID      TaskID
	Index   uint32
	Creator common.Address

	Solver       string // the solver and its parameters, "trimmed-equilibrium"
	Dimension    int    // coordinates of a position
	Width        int    // WidthFull or WidthNarrow
	Digest       bool   // values are proven from a batch's root, not stored
	TrimBps      uint32 // share of agents that may lie, 1/10000
	Lambda       uint32 // Λ, the stubbornness a task asks for, 0–65000
	MinAgents    uint32
	MaxAgents    uint32
	InitialTrust uint32 // 0–65536
	MinTrust     uint32 // 0–65536

	Start         uint64 // seconds since the epoch, chain time
	CommitSeconds uint64
	RevealDelay   uint64
	RevealSeconds uint64
	Period        uint64 // seconds between the starts of rounds; 0: one round

	Gate        common.Address // zero: open, no f is promised
	Consumer    common.Address // zero: no callback
	CallbackGas uint32
	Bounty      *big.Int // wei per round
	Decimals    uint8
	Description string

	Scope *Scope // of which this is the task on one chain; nil: of none
}

// Windows are the bounds of a round in chain time; ends are excluded.
type Windows struct {
	CommitStart, CommitEnd, RevealStart, Deadline uint64
}

// Windows returns the bounds of a round (numbered from 1).
func (t Task) Windows(round uint64) Windows {
	s := t.Start + (round-1)*t.Period
	c := s + t.CommitSeconds
	r := c + t.RevealDelay
	return Windows{CommitStart: s, CommitEnd: c, RevealStart: r, Deadline: r + t.RevealSeconds}
}

// RoundAt returns the round whose commit window has begun last at the given
// chain time, 0 before the first.
func (t Task) RoundAt(timestamp uint64) uint64 {
	if timestamp < t.Start {
		return 0
	}
	if t.Period == 0 {
		return 1
	}
	return (timestamp-t.Start)/t.Period + 1
}

// Faults returns f = ⌊trimBps·n/10000⌋, how many of n agents may lie.
func (t Task) Faults(n int) int { return int(uint64(t.TrimBps) * uint64(n) / 10000) }

// MaxMagnitude returns the smallest power of two of ulps that no coordinate of
// a position may reach in magnitude: 2¹¹⁰, or 2⁹⁵ where narrow storage would
// not hold it.
func (t Task) MaxMagnitude() *big.Int {
	if t.Width == WidthNarrow {
		return new(big.Int).Lsh(big.NewInt(1), 95)
	}
	return new(big.Int).Lsh(big.NewInt(1), 110)
}

// Context is what every commitment, proof and signature of an agent is bound to.
type Context struct {
	Hub   Hub
	Task  TaskID
	Round uint64
	Agent common.Address
}

// Position of a log in its chain's order.
type LogPosition struct {
	Block uint64
	Index uint
}

// SignedCommitment is what an agent sent in the commit window, unverified.
type SignedCommitment struct {
	At         LogPosition
	Group      uint32
	Commitment []byte // compressed point, 48 bytes
	Proof      []byte // 112 bytes
	Signature  []byte // 96 bytes
}

// Opening is what an agent sent in the reveal window, unverified.
type Opening struct {
	At         LogPosition
	Confidence uint8
	Values     []fixed.Q64x64
	Blinding   [32]byte
}

// Submission is all that came under one agent's name in one round, unverified,
// each list in log order.
type Submission struct {
	Agent       common.Address
	PublicKey   []byte // uncompressed, 96 bytes, as registered
	Commitments []SignedCommitment
	Openings    []Opening
}

// Anchor is the first confirmed block at or past a reveal deadline.
type Anchor struct {
	Number uint64
	Hash   common.Hash
	Time   uint64
}

// Round is one closed run of a task. Submissions are in the log order of their
// first commitment.
type Round struct {
	Task        Task
	Number      uint64
	Submissions []Submission
	Enrolled    Enrolment // when the first commitment came
}

// Position is a verified opening.
type Position struct {
	Agent      common.Address
	Group      uint32
	Confidence uint8  // 0–100
	Trust      uint32 // 0–65536; set by the fold over the task's history
	Values     []fixed.Q64x64
}

// L returns the agent's stubbornness for a task with the given Λ:
// Λ − ⌊Λ·c·t / (100·65536)⌋.
func (p Position) L(lambda uint32) uint32 {
	return lambda - uint32(uint64(lambda)*uint64(p.Confidence)*uint64(p.Trust)/(100*65536))
}

// Profile is a closed round's positions, sorted by agent; n × d.
type Profile struct {
	Task      TaskID
	Round     uint64
	Positions []Position
}

// Reason says why a submission did not become a position.
type Reason string

// The reasons of docs/protocol.md, in the order in which they are looked for.
const (
	BadSignature  Reason = "bad-signature"
	Equivocation  Reason = "equivocation"
	BadCommitment Reason = "bad-commitment"
	BadProof      Reason = "bad-proof"
	OverCapacity  Reason = "over-capacity"
	NotRevealed   Reason = "not-revealed"
	BadOpening    Reason = "bad-opening"
	OutOfRange    Reason = "out-of-range"
	LowTrust      Reason = "low-trust"
)

// Reasons lists every reason, for metrics and documentation.
func Reasons() []Reason {
	return []Reason{BadSignature, Equivocation, BadCommitment, BadProof, OverCapacity, NotRevealed, BadOpening, OutOfRange, LowTrust}
}

// Signed tells whether the agent itself signed what was rejected. Only then may
// the rejection touch its trust.
func (r Reason) Signed() bool { return r != BadSignature }

// Rejection is a submission that did not become a position.
type Rejection struct {
	Agent  common.Address
	Reason Reason
}

// Status of an outcome.
type Status string

const (
	StatusOK           Status = "ok"
	StatusInsufficient Status = "insufficient" // too few positions: posted without a value
)

// TrimmedAgent is an agent some of whose coordinates were cut.
type TrimmedAgent struct {
	Agent     common.Address
	Low, High int // number of coordinates in which it was among the f lowest, the f highest
}

// Certificate is an exact, cheap check that an outcome is what it claims.
type Certificate struct {
	Kind   string     // "trimmed-equilibrium", "trimmed-mean"; a solver's with its parameters
	F      int        // so many liars cannot break the outcome, wherever they are
	Cuts   []Cut      // one per coordinate; of a hierarchical outcome the nodes have them
	Nodes  []Node     // of a hierarchical outcome, the groups of agents first and the root last
	Dual   []*big.Int // of a game solver: multipliers that prove its values
	Digest [32]byte   // of the exact, unfloored-to-width values
}

// Cut holds the (f+1)-th smallest and largest pull of one coordinate.
type Cut struct{ Low, High *big.Int }

// Node is one node of a hierarchical outcome. On level 1 are the groups of
// agents, on level 2 those of groups, and so on up to the root.
type Node struct {
	Level  int
	Number uint32 // the path to it: of a group of agents the group's number, of the root 0
	// Members that count: positions, and above level 1 nodes that have values.
	Members   int
	F         int // so many of them may lie
	Breakdown int // so many captured agents below it move it anywhere
	Low, High int // number of coordinates in which the node above cut it as too low, as too high
	// Values and Cuts are one per coordinate, in ulps and as a certificate's, or
	// nil: the node is too small, or the one above is, so it does not count.
	Values []fixed.Q64x64
	Cuts   []Cut
}

// Outcome is the answer to one round of one task.
type Outcome struct {
	Task         TaskID
	Index        uint32
	Round        uint64
	Status       Status
	Participants int            // positions that counted; when insufficient, all there were
	Values       []fixed.Q64x64 // empty when insufficient
	// Aggregate is what a game solver made Values of: the positions' trimmed
	// equilibrium, one value per coordinate. It is nil where Values are that.
	Aggregate   []fixed.Q64x64
	Narrow      bool
	Digest      bool
	Took        Took           // of a task in a scope: the chains whose outcomes this was made of
	Trimmed     []TrimmedAgent // sorted by agent
	Certificate Certificate
}

// Breakdown returns how many captured agents could have broken the outcome: with
// fewer, wherever they are, its robust values lie within what the others sent,
// coordinate by coordinate. It is 0 where there is nothing to break, and where
// the solver does not trim coordinates, so that there is no such number.
func (o Outcome) Breakdown() int {
	if o.Status != StatusOK || len(o.Certificate.Cuts)+len(o.Certificate.Nodes) == 0 {
		return 0
	}
	return o.Certificate.F + 1
}

// Ref names a round for people.
func (o Outcome) Ref() string { return fmt.Sprintf("task %d round %d", o.Index, o.Round) }

// Robust returns the outcome as a position: one value per coordinate.
func (o Outcome) Robust() []fixed.Q64x64 {
	if o.Aggregate != nil {
		return o.Aggregate
	}
	return o.Values
}

// PostedOutcome is what a batch carries of an outcome: the integers in the
// unit of storage, 2⁻⁶⁴ or, when narrow, 2⁻³².
type PostedOutcome struct {
	Index        uint32
	Round        uint32
	Insufficient bool
	Narrow       bool
	Digest       bool // of a task whose values are not stored
	Participants uint32
	Took         Took // of a task in a scope
	Values       []*big.Int
}

// Posted returns what goes into a batch: values floored to the storage's unit.
func (o Outcome) Posted() PostedOutcome {
	p := PostedOutcome{
		Index: o.Index, Round: uint32(o.Round),
		Insufficient: o.Status == StatusInsufficient,
		Narrow:       o.Narrow,
		Digest:       o.Digest,
		Participants: uint32(o.Participants),
		Took:         o.Took,
	}
	for _, v := range o.Values {
		b := v.Big()
		if o.Narrow {
			b.Rsh(b, 32) // floor: big.Int shifts arithmetically
		}
		p.Values = append(p.Values, b)
	}
	return p
}

// Batch is a set of outcomes for one hub with the block that they refer to.
type Batch struct {
	Hub      Hub
	SetID    common.Hash
	Epoch    uint32
	Anchor   Anchor
	Outcomes []PostedOutcome
	Payload  []byte // the packed form, docs/protocol.md
	Digest   common.Hash
}

// QuorumProof is what a quorum verifier on the chain accepts for a batch.
type QuorumProof []byte

// Receipt says where a batch landed and what it cost.
type Receipt struct {
	TxHash      common.Hash
	Block       uint64
	GasUsed     uint64
	GasPriceWei *big.Int
	DataFeeWei  *big.Int // paid beside the gas for data on the L1; nil: nothing
}
