package oracle

import "errors"

var (
	// ErrReorg: the chain replaced a block that was deeper than the configured
	// confirmations. Everything folded since is doubtful; the chain halts.
	ErrReorg = errors.New("the chain was reorganised deeper than the configured confirmations")
	// ErrWrongChain: an endpoint serves another chain than configured.
	ErrWrongChain = errors.New("the endpoint serves another chain")
	// ErrEquivocation: another outcome was signed for the same round before.
	ErrEquivocation = errors.New("a different outcome was already signed for this round; if a development chain was begun anew, remove the store (store.path)")
	// ErrNoScopes: a task belongs to several chains, and this program follows one.
	ErrNoScopes = errors.New("the task belongs to a scope of several chains, which this program does not serve")
	// ErrRepeatedScope: another task of the hub is the one of its scope there.
	ErrRepeatedScope = errors.New("an earlier task of this hub carries the same scope; only that one is served")
	// ErrNothingNew: the hub has every outcome of the batch already.
	ErrNothingNew = errors.New("every outcome of the batch is already on the chain")
	// ErrRestored: the ledger is older than what this operator has signed.
	ErrRestored = errors.New("this operator has signed more than its store remembers, so the store comes from an older backup; make sure that the rounds since are on the chain, then run oracled store accept")
)
