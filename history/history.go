// Package history keeps what an operator wants to look back at: how every round
// went, what every batch cost and who signed it, how long stages took, and what
// went wrong. Nothing in it decides an answer. What the chain says of rounds and
// batches comes back when the logs are read again; how long this machine took
// and what it met does not, and is lost with the file.
package history

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// Head is the last confirmed block of a chain: the present, as a period sees it.
type Head struct {
	Block uint64
	Time  uint64 // seconds, chain time
}

// Round is how one closed round went.
type Round struct {
	Task     uint32 `json:"-"`
	Number   uint64 `json:"-"`
	Deadline uint64 `json:"-"` // chain time at which it closed

	Status    oracle.Status         `json:"status"`
	Positions int                   `json:"positions"`
	Faults    int                   `json:"f"` // liars that the outcome bears, wherever they are
	Rejected  map[oracle.Reason]int `json:"rejected,omitempty"`
	Trimmed   int                   `json:"trimmed"` // agents with a trimmed coordinate
	Verify    float64               `json:"verify"`  // seconds
	Solve     float64               `json:"solve"`   // seconds
	// Values are the first ShownValues of Coordinates; both empty when insufficient.
	Values      []fixed.Q64x64 `json:"values,omitempty"`
	Coordinates int            `json:"coordinates,omitempty"`
	Breakdown   int            `json:"breakdown,omitempty"` // as oracle.Outcome's

	// Spread is how the positions lay; nil where nobody measured it, because too
	// many rounds closed at once.
	Spread *Spread `json:"spread,omitempty"`
	// CommitUse and RevealUse are the share of the window that had passed when 95
	// of 100 had come, 0 to 1; nil where this process did not see them come.
	CommitUse *float64 `json:"commitUse,omitempty"`
	RevealUse *float64 `json:"revealUse,omitempty"`
}

// ShownValues is how many values of an outcome are kept.
const ShownValues = 4

// Posting says where an outcome landed.
type Posting struct {
	Task   uint32
	Round  uint64
	Tx     common.Hash
	Closed uint64 // first block at or past the deadline, 0: not looked up
}

// Batch is a batch that the hub accepted, whoever sent it.
type Batch struct {
	Tx       common.Hash
	Block    uint64
	Epoch    uint32
	Outcomes int // accepted
	Postings []Posting

	Own  bool     // this process sent it
	Gas  uint64   // 0: not known
	Fee  *big.Int // wei, data fees of an L2 included where known; nil: not known
	Seen bool     // the rest has been looked up
	Time uint64   // of its block

	Sender common.Address
	// Signed and Absent are the operators whose signatures its proof has and has
	// not, by id; both empty where the transaction does not show it.
	Signed []common.Address
	Absent []common.Address
}

// Tally counts what happened within the Bucket seconds from From on.
type Tally struct {
	Kind    string // one of the constants below
	Subject string
	From    uint64 // chain time, a multiple of Bucket
	Count   uint64
	Sum     float64 // of what was measured, seconds
	Max     float64
}

// Bucket is the grain of tallies, in seconds.
const Bucket = 300

// Kinds of tallies.
const (
	KindStage       = "stage"       // subject: the stage; with its seconds
	KindRetry       = "retry"       // subject: the stage that failed and was tried again
	KindEndpoint    = "endpoint"    // subject: endpoint and kind of fault
	KindTransaction = "transaction" // subject: the state that one came to
	KindHalt        = "halt"        // the chain was given up
)

// Decision is one of the tuning.
type Decision struct {
	Time    uint64 // chain time
	Knob    string
	From    float64
	To      float64
	Applied bool // not a dry run
	Reason  string
}

// Page is what goes into a ledger at once.
type Page struct {
	Head      Head
	Tasks     []oracle.Task
	Rounds    []Round
	Batches   []Batch
	Tallies   []Tally
	Decisions []Decision
}

// Entry is a round with where its outcome landed.
type Entry struct {
	Round
	Posted *Posting // nil: not on the chain, as far as is known
	Batch  *Batch   // that carried it; nil: not known
}

// Extract is what a ledger knows of one hub in a period. Times are the chain's.
type Extract struct {
	Head      Head
	From, To  uint64 // seconds; From is excluded
	Oldest    uint64 // deadline of the oldest round that is kept, 0: there is none
	Tasks     []oracle.Task
	Rounds    []Entry           // whose deadlines are in the period, by deadline, task and number
	Last      map[uint32]uint64 // last round on the chain, by task
	Batches   []Batch           // mined in the period, by block
	Tallies   []Tally           // to the grain of Bucket
	Decisions []Decision
}

// Past is the newest that a ledger knows of one hub.
type Past struct {
	Tasks   []oracle.Task
	Rounds  []PastRound // by deadline, task and number
	Batches []Batch     // by block, without postings
}

// PastRound is a round with where its outcome landed.
type PastRound struct {
	Round
	Block uint64 // 0: not on the chain, as far as is known
	Tx    common.Hash
}

// Ledger keeps history. It is bounded by Prune and by a number of rows.
type Ledger interface {
	// Save adds a page, all of it or nothing. What is there already is replaced;
	// tallies are added up.
	Save(ctx context.Context, hub oracle.Hub, p Page) error
	// Tasks returns the tasks that are known.
	Tasks(ctx context.Context, hub oracle.Hub) ([]oracle.Task, error)
	// Unseen returns batches that have not been looked up, the newest first.
	Unseen(ctx context.Context, hub oracle.Hub, limit int) ([]Batch, error)
	// Look completes a batch by what was looked up.
	Look(ctx context.Context, hub oracle.Hub, b Batch) error
	// Forget drops the batches below a block that have not been looked up.
	Forget(ctx context.Context, hub oracle.Hub, block uint64) error
	// Prune drops what was before a chain time.
	Prune(ctx context.Context, hub oracle.Hub, before uint64) error
}

// Inspector looks up what the log of a batch does not say: the block's time, gas
// and fee, sender and signers, and for every posting whose deadline is known the
// block that closed its round.
type Inspector interface {
	Inspect(ctx context.Context, b Batch, deadline func(Posting) (uint64, bool)) (Batch, error)
}
