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

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
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
	case before == l.list && before != 0:
		return nil
	case before != 0:
		return fmt.Errorf("%s: the chains %b, and %b were signed before: %w", l, l.list, before, oracle.ErrEquivocation)
	}
	var floor uint64
	err := tx.QueryRowContext(ctx, `SELECT round FROM signed_list_floor WHERE scope = ?`, l.scope[:]).Scan(&floor)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
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
