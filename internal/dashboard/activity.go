package dashboard

import (
	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Activity is what one chain's pipeline sees and has done, as docs/dashboard.md
// describes it. Text that strangers wrote is printable in it, and bounded. Amounts
// are decimal integers, empty where they are not known.
type Activity struct {
	Block      *Block     `json:"block,omitempty"` // of Tasks; none before the chain has caught up
	Tasks      []Task     `json:"tasks"`
	AllTasks   int        `json:"allTasks"` // those that are not listed included
	Outcomes   []Outcome  `json:"outcomes"` // the newest of every task, the last that was solved first
	Batches    []Batch    `json:"batches"`  // newest first
	Rejections Rejections `json:"rejections"`
	Totals     Totals     `json:"totals"`
}

// Block is a confirmed block.
type Block struct {
	Number       uint64  `json:"number"`
	Time         uint64  `json:"time"`              // seconds since the epoch, the chain's
	BaseFee      string  `json:"baseFee,omitempty"` // wei per gas, of the newest block seen
	GasUsedRatio float64 `json:"gasUsedRatio"`      // of the limit, of the newest block seen
}

// Task is a task that is neither cancelled nor over.
type Task struct {
	Index       uint32         `json:"index"`
	Description string         `json:"description"`
	Solver      string         `json:"solver"`
	Dimension   int            `json:"dimension"`
	Trim        float64        `json:"trim"` // share of agents that may lie, 0 to 1
	MinAgents   uint32         `json:"minAgents"`
	MaxAgents   uint32         `json:"maxAgents"`
	Period      uint64         `json:"period"` // seconds, 0: one round
	Bounty      string         `json:"bounty"` // wei per round
	Creator     common.Address `json:"creator"`
	Open        bool           `json:"open"`               // has no gate, so no f is promised
	Declined    string         `json:"declined,omitempty"` // why this operator does not serve it
	Posted      uint64         `json:"posted"`             // last round on the chain, 0: none
	Rounds      []LiveRound    `json:"rounds,omitempty"`
}

// Phases of a round that is open.
const (
	PhaseCommit = "commit" // agents commit
	PhaseDelay  = "delay"  // nobody may commit any more, nobody reveals yet
	PhaseReveal = "reveal"
	PhaseClosed = "closed" // until a confirmed block says so
)

// LiveRound is a round that is open. Its submissions are not yet verified.
type LiveRound struct {
	Round     uint64        `json:"round"`
	Phase     string        `json:"phase"`
	Ends      uint64        `json:"ends"`  // the phase's end, chain time
	Start     uint64        `json:"start"` // the windows' bounds, chain time
	CommitEnd uint64        `json:"commitEnd"`
	RevealAt  uint64        `json:"revealAt"`
	Deadline  uint64        `json:"deadline"`
	Committed int           `json:"committed"`
	Revealed  int           `json:"revealed"`
	Agents    []Participant `json:"agents"` // the first oracle.MaxViewAgents
}

// Participant is an agent of a round that is open.
type Participant struct {
	Agent       common.Address `json:"agent"`
	Commitments int            `json:"commitments"`
	Revealed    bool           `json:"revealed"`
}

// Outcome is a round that this operator has solved, since its start or, as far as
// its history has them, before.
type Outcome struct {
	Task          uint32         `json:"task"`
	Description   string         `json:"description"`
	Solver        string         `json:"solver"`
	Dimension     int            `json:"dimension"`
	Round         uint64         `json:"round"`
	Status        oracle.Status  `json:"status"`
	Participants  int            `json:"participants"`
	Rejected      int            `json:"rejected"`
	Trimmed       int            `json:"trimmed"` // agents with a trimmed coordinate
	Faults        int            `json:"faults"`  // f: so many liars cannot break it, wherever they are
	Values        []float64      `json:"values"`  // the first coordinates
	Coordinates   int            `json:"coordinates"`
	Deadline      uint64         `json:"deadline"` // chain time
	Solved        int64          `json:"solved"`   // milliseconds since the epoch, this machine's clock
	VerifySeconds float64        `json:"verifySeconds"`
	SolveSeconds  float64        `json:"solveSeconds"`
	Landed        *Landing       `json:"landed,omitempty"` // none: not seen on the chain
	History       int            `json:"history"`          // rounds of this task that are kept
	Earlier       bool           `json:"earlier"`          // solved before the daemon started; Solved is its deadline
	Tree          *Tree          `json:"tree,omitempty"`   // of a hierarchical task
	Scope         *common.Hash   `json:"scope,omitempty"`  // of a task in one: this is its chain's own part, not the outcome that is posted
	Figure        map[string]Box `json:"figure,omitempty"` // by width, as asked for in its address
}

// Tree is what a hierarchical outcome was made of.
type Tree struct {
	Breakdown int     `json:"breakdown"` // captured agents that could have broken it, 0: there is no outcome
	Levels    []Level `json:"levels"`    // the groups of agents first and the root last; empty: not kept
}

// Level is what the nodes of one level had in a round.
type Level struct {
	Level    int  `json:"level"`
	Nodes    int  `json:"nodes"`    // that count
	Left     int  `json:"left"`     // out, because they or what they belong to were too small
	Members  Span `json:"members"`  // of each node that counts
	Faults   Span `json:"faults"`   // of those, so many may lie
	Captured Span `json:"captured"` // agents that break each
}

// Span is the least and the most of something.
type Span struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// Node is one node of a hierarchical outcome with its certificate.
type Node struct {
	Level    int       `json:"level"`
	Number   uint32    `json:"number"`
	Counts   bool      `json:"counts"`
	Members  int       `json:"members"`
	Faults   int       `json:"faults"`
	Captured int       `json:"captured"` // agents below it that move it anywhere
	Low      int       `json:"low"`      // coordinates in which the node above cut it as too low
	High     int       `json:"high"`     // as too high
	Values   []float64 `json:"values"`
	Cuts     []Cut     `json:"cuts"` // one for each of Values
}

// Cut bounds the pulls that a node did not trim in one coordinate: its (f+1)-th
// smallest and largest, decimal integers.
type Cut struct {
	Low  string `json:"low"`
	High string `json:"high"`
}

// Box is the size of a figure, in pixels.
type Box struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Landing says where an outcome came onto its chain.
type Landing struct {
	Block uint64      `json:"block"`
	Tx    common.Hash `json:"tx"`
}

// Batch is a transaction with outcomes. What it cost is known of our own.
type Batch struct {
	Block    uint64      `json:"block"`
	Tx       common.Hash `json:"tx"`
	Outcomes int         `json:"outcomes"`
	Ours     bool        `json:"ours"`
	Gas      uint64      `json:"gas,omitempty"`
	GasPrice string      `json:"gasPrice,omitempty"` // wei per gas
	Fee      string      `json:"fee,omitempty"`      // wei, for data on the L1 included
}

// Rejections are submissions that did not become positions.
type Rejections struct {
	ByReason map[oracle.Reason]int `json:"byReason"` // since the start
	Last     []Rejected            `json:"last"`     // newest first
}

// Rejected is one submission that did not become a position.
type Rejected struct {
	Task   uint32         `json:"task"`
	Round  uint64         `json:"round"`
	Agent  common.Address `json:"agent"`
	Reason oracle.Reason  `json:"reason"`
}

// Totals count since the start. Gas and fees are of the batches that this process
// posted.
type Totals struct {
	Solved       int    `json:"solved"`
	Insufficient int    `json:"insufficient"`
	Batches      int    `json:"batches"`
	Posted       int    `json:"posted"` // outcomes in Batches
	Gas          uint64 `json:"gas"`
	Fees         string `json:"fees"` // wei
}

// Round is everything that is kept of a solved round.
type Round struct {
	Outcome
	Exact     []string   `json:"exact"`     // the values, decimal and complete
	Positions []Position `json:"positions"` // empty when no longer kept
	Shown     int        `json:"shown"`     // coordinates of each position
	Refused   []Rejected `json:"refused"`   // the first maxRefused
	Nodes     []Node     `json:"nodes"`     // of a hierarchical outcome, the root first; empty when no longer kept
}

// Position is a verified opening and what became of it.
type Position struct {
	Agent      common.Address `json:"agent"`
	Confidence uint8          `json:"confidence"` // 0 to 100
	Trust      float64        `json:"trust"`      // 0 to 1
	Values     []float64      `json:"values"`
	Low        int            `json:"low"`  // coordinates in which it was among the f lowest
	High       int            `json:"high"` // among the f highest
}
