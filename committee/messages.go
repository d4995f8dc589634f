package committee

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/oracle"
)

// Paths of the requests that operators answer, all POST with JSON bodies.
const (
	PathHello     = "/v1/hello"
	PathProposals = "/v1/proposals"
)

// Proposal asks an operator to sign a batch.
type Proposal struct {
	ChainID uint64         `json:"chainId"`
	Hub     common.Address `json:"hub"`
	SetID   common.Hash    `json:"setId"`
	Payload hexutil.Bytes  `json:"payload"` // the packed batch: epoch, anchor, outcomes
	// Patience is how many milliseconds the answer may take when the operator
	// has not got so far itself; at most peer.MaxWait counts.
	Patience int64 `json:"patience"`
	// Count is the proposer's, who signs its own batch, too.
	Count Count `json:"count"`
}

// Answer is what an operator says to a proposal: shares, or why not.
type Answer struct {
	Digest  common.Hash `json:"digest"` // of the batch, wire.Digest
	Shares  []Share     `json:"shares,omitempty"`
	Refusal *Refusal    `json:"refusal,omitempty"`
	// Count says, in an answer with shares, how many times the operator has signed.
	Count *Count `json:"count,omitempty"`
}

// Count says under an operator's signature how many times it has signed. The
// others keep the highest for it: an operator that knows less than its peers can
// prove has lost some of its memory, and must not sign.
type Count struct {
	Sequence  uint64        `json:"sequence"`
	Signature hexutil.Bytes `json:"signature"` // of crypto.SequenceMessage
}

// Share is one key's signature of a batch's digest.
type Share struct {
	Key       hexutil.Bytes `json:"key"`       // of either crypto.Kind
	Signature hexutil.Bytes `json:"signature"` // of the key's kind
}

// Code says why an operator does not sign.
type Code string

// The codes, in the order in which a proposal is looked at.
const (
	UnknownChain     Code = "unknown-chain"     // it does not follow this hub
	NotAMember       Code = "not-a-member"      // the proposer is in no set of this hub
	WrongSet         Code = "wrong-set"         // the hub has another set
	Malformed        Code = "malformed"         // the payload is not a batch in canonical form
	WrongEpoch       Code = "wrong-epoch"       // the set has rotated, or the operator has not seen it yet
	NotServing       Code = "not-serving"       // its policy declines the task
	Halted           Code = "halted"            // it follows the chain no more until a person has looked at it
	Behind           Code = "behind"            // its node has not got so far
	NotSolved        Code = "not-solved"        // it knows no such round
	AnchorMismatch   Code = "anchor-mismatch"   // its chain has another block there
	WrongOutcome     Code = "wrong-outcome"     // it found another outcome
	UnknownScope     Code = "unknown-scope"     // it knows no task of this scope
	WrongList        Code = "wrong-list"        // the list lacks chains that took part in time
	Equivocation     Code = "equivocation"      // it has signed another outcome of the round
	RestoredStore    Code = "restored-store"    // it has forgotten what it signed
	StoreUnavailable Code = "store-unavailable" // it cannot remember what it would sign
	NotGreeted       Code = "not-greeted"       // since its start too few others have told it what it has signed before
	TooLarge         Code = "too-large"         // the request is longer than peer.MaxBody
	Stopping         Code = "stopping"
)

// Codes lists every code, for metrics and documentation.
func Codes() []Code {
	return []Code{UnknownChain, NotAMember, WrongSet, Malformed, WrongEpoch, NotServing, Halted, Behind, NotSolved, AnchorMismatch, WrongOutcome, UnknownScope, WrongList, Equivocation, RestoredStore, StoreUnavailable, NotGreeted, TooLarge, Stopping, NotApproved}
}

// passes tells whether waiting may help.
func (c Code) passes() bool {
	return c == Behind || c == NotSolved || c == WrongEpoch || c == NotGreeted || c == StoreUnavailable
}

// Refusal says why an operator does not sign, and what it lacks.
type Refusal struct {
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
	Behind uint64 `json:"behind,omitempty"` // blocks
}

// Error returns what a person reads.
func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s", r.Code, r.Detail) }

// refuse returns a refusal with a sentence.
func refuse(code Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Hello is exchanged when operators meet, and every now and then.
type Hello struct {
	Version string       `json:"version"`
	Chains  []HelloChain `json:"chains"`
}

// HelloChain is how far an operator has followed one hub.
type HelloChain struct {
	ChainID   uint64         `json:"chainId"`
	Hub       common.Address `json:"hub"`
	Epoch     uint32         `json:"epoch"`
	Confirmed uint64         `json:"confirmed"`
}

// HelloAnswer is a Hello, and the highest count that was seen of the asker.
type HelloAnswer struct {
	Hello
	Seen *Count `json:"seen,omitempty"`
}

func (p Proposal) hub() oracle.Hub { return oracle.Hub{ChainID: p.ChainID, Address: p.Hub} }
