package committee

import (
	"context"
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	"oracled/scope"
)

// ListLedger remembers which lists of a scope's chains this operator has signed.
type ListLedger interface {
	// SignList records that a list is about to be signed for a round and returns
	// the sequence number of this signing, before any signature leaves. Another
	// list for the round is oracle.ErrEquivocation; a ledger that has forgotten
	// something, oracle.ErrRestored.
	SignList(ctx context.Context, scope common.Hash, round uint64, list oracle.Took) (sequence uint64, err error)
	// SignedList returns the list that was signed for a round, 0: none is known.
	SignedList(ctx context.Context, scope common.Hash, round uint64) (oracle.Took, error)
}

// Views tells how far this operator has seen the chains of a scope.
type Views interface {
	View(scope common.Hash, round uint64) (s *oracle.Scope, v scope.View, deadline uint64, agreed oracle.Took, ok bool)
}

// pause between two looks at what may have changed.
const lookAgain = 100 * time.Millisecond

// LocalLists is the agreement inside a process that holds a quorum's keys: there
// is one view, and what was signed once stays.
type LocalLists struct {
	Views  Views
	Ledger ListLedger
	Report func(error) // of what is tried again
}

// Agree implements scope.Agreement.
func (l *LocalLists) Agree(ctx context.Context, s *oracle.Scope, round uint64) (oracle.Took, error) {
	for {
		list, err := l.Ledger.SignedList(ctx, s.ID, round)
		if err == nil && list == 0 {
			_, v, _, _, _ := l.Views.View(s.ID, round)
			if list = v.Choice(); list != 0 {
				_, err = l.Ledger.SignList(ctx, s.ID, round, list)
			}
		}
		switch {
		case err == nil && list != 0:
			return list, nil
		case errors.Is(err, oracle.ErrEquivocation), errors.Is(err, oracle.ErrRestored):
			return 0, err
		case err != nil && ctx.Err() == nil:
			l.Report(err)
		}
		if err := oracle.Sleep(ctx, lookAgain); err != nil {
			return 0, err
		}
	}
}
