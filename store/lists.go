package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// signedList is a row of signed_list: which chains of a scope took part in a
// round, as this operator has signed it.
type signedList struct {
	scope common.Hash
	round uint64
	list  oracle.Took
}

func (l signedList) String() string { return fmt.Sprintf("round %d of the scope %s", l.round, l.scope) }

// SignList records that a list of the chains of a scope is about to be signed for
// a round, and returns the count of signings as Sign does. Another list for the
// round is oracle.ErrEquivocation.
func (s *Store) SignList(ctx context.Context, scope common.Hash, round uint64, list oracle.Took) (uint64, error) {
	l := signedList{scope, round, list}
	return s.sign(ctx, signing{List: &guardedList{scope, round, list}}, func(tx *sql.Tx) error { return l.remember(ctx, tx) })
}

// SignedList returns the list that was signed for a round, 0: none is known.
func (s *Store) SignedList(ctx context.Context, scope common.Hash, round uint64) (oracle.Took, error) {
	list, err := listOf(ctx, s.db, scope, round)
	return list, explain("look up which chains took part", err)
}

func listOf(ctx context.Context, db querier, scope common.Hash, round uint64) (oracle.Took, error) {
	var list uint32
	err := db.QueryRowContext(ctx, `SELECT list FROM signed_list WHERE scope = ? AND round = ?`, scope[:], int64(round)).Scan(&list)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return oracle.Took(list), err
}

// remember writes the row unless it is there, and forgets the scope's rounds that
// are too old for one, as signedRound does with a task's.
func (l signedList) remember(ctx context.Context, tx *sql.Tx) error {
	switch before, err := listOf(ctx, tx, l.scope, l.round); {
	case err != nil:
		return err
	case before == l.list:
		return nil
	case before != 0:
		return fmt.Errorf("%s: the chains %b, and %b were signed before: %w", l, l.list, before, oracle.ErrEquivocation)
	}
	floor, err := listFloor(ctx, tx, l.scope)
	if err != nil {
		return err
	}
	if l.round <= floor {
		return fmt.Errorf("%s: %w", l, errForgotten{uint32(floor)})
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO signed_list (scope, round, list) VALUES (?, ?, ?)`, l.scope[:], int64(l.round), uint32(l.list)); err != nil {
		return err
	}
	if l.round <= keepRounds {
		return nil
	}
	return raiseListFloor(ctx, tx, l.scope, l.round-keepRounds)
}

func raiseListFloor(ctx context.Context, tx *sql.Tx, scope common.Hash, floor uint64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM signed_list WHERE scope = ? AND round <= ?`, scope[:], int64(floor)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO signed_list_floor (scope, round) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET round = max(round, excluded.round)`, scope[:], int64(floor))
	return err
}

func listFloor(ctx context.Context, tx *sql.Tx, scope common.Hash) (floor uint64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT round FROM signed_list_floor WHERE scope = ?`, scope[:]).Scan(&floor)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return floor, err
}

// SignedScope is what was signed for one scope: a list of chains for each of
// Rounds, and anything at all for the rounds up to Floor.
type SignedScope struct {
	Scope  common.Hash       `json:"scope"`
	Floor  uint64            `json:"floor,string"`
	Rounds []SignedRoundList `json:"rounds"` // sorted
}

// SignedRoundList is one round with the list that was signed, bit i for member i.
type SignedRoundList struct {
	Round uint64      `json:"round,string"`
	List  oracle.Took `json:"list"`
}

func (x SignedScope) tidy() error {
	for i, r := range x.Rounds {
		at := signedList{x.Scope, r.Round, r.List}
		switch {
		case r.Round == 0 || r.Round > 1<<32 || r.List == 0:
			return fmt.Errorf("%s: rounds are numbered from 1, and a list has a chain", at)
		case i > 0 && x.Rounds[i-1].Round >= r.Round:
			return fmt.Errorf("%s: it is not behind the round before it", at)
		}
	}
	return nil
}

func (s *Store) exportLists(ctx context.Context) (out []SignedScope, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT scope, round, list FROM signed_list
		UNION ALL SELECT scope, round, 0 FROM signed_list_floor ORDER BY 1, 2, 3`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var scope []byte
		var round uint64
		var list uint32
		if err := rows.Scan(&scope, &round, &list); err != nil {
			return nil, err
		}
		id := common.BytesToHash(scope)
		if n := len(out); n == 0 || out[n-1].Scope != id {
			out = append(out, SignedScope{Scope: id, Rounds: []SignedRoundList{}})
		}
		x := &out[len(out)-1]
		if list == 0 {
			x.Floor = round
		} else {
			x.Rounds = append(x.Rounds, SignedRoundList{round, oracle.Took(list)})
		}
	}
	return out, rows.Err()
}

// importLists adds lists that are new, and returns how many are.
func importLists(ctx context.Context, tx *sql.Tx, x SignedScope) (added int, err error) {
	for _, r := range x.Rounds {
		before, err := listOf(ctx, tx, x.Scope, r.Round)
		if err != nil {
			return added, err
		}
		switch err := (signedList{x.Scope, r.Round, r.List}).remember(ctx, tx); {
		case errors.As(err, new(errForgotten)):
		case err != nil:
			return added, err
		case before == 0:
			added++
		}
	}
	if x.Floor == 0 {
		return added, nil
	}
	return added, raiseListFloor(ctx, tx, x.Scope, x.Floor)
}
