package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"oracled/oracle"
)

// keepRounds is how many rounds of a task, back from the newest that was
// signed, are remembered one by one. Below that nothing is signed any more,
// whatever it is, as with the minimum of EIP-3076. Rounds of a task are signed
// in order, so what an operator signs again, after a crash or a batch that came
// back, is a few hundred rounds old at most.
const keepRounds = 4096

// Remember implements oracle.SignedLedger.
func (s *Store) Remember(ctx context.Context, hub oracle.Hub, outcomes []oracle.PostedOutcome) error {
	err := s.transact(ctx, func(tx *sql.Tx) error { return rememberAll(ctx, tx, hub, outcomes) })
	return explain("remember what is signed", err)
}

func rememberAll(ctx context.Context, tx *sql.Tx, hub oracle.Hub, outcomes []oracle.PostedOutcome) error {
	for _, o := range outcomes {
		r := signedRound{hub, o.Index, o.Round, outcomeHash(o)}
		known, err := r.known(ctx, tx)
		if err == nil && !known {
			err = r.insert(ctx, tx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// signedRound is a row of signed_outcome.
type signedRound struct {
	hub         oracle.Hub
	task, round uint32
	outcome     []byte // outcomeHash
}

func (r signedRound) String() string {
	return fmt.Sprintf("task %d round %d of the hub %s on chain %d", r.task, r.round, r.hub.Address, r.hub.ChainID)
}

// known tells whether this very outcome was signed before. Another outcome for
// the round is oracle.ErrEquivocation.
func (r signedRound) known(ctx context.Context, tx *sql.Tx) (bool, error) {
	var before []byte
	err := tx.QueryRowContext(ctx, `SELECT outcome FROM signed_outcome WHERE chain_id = ? AND hub = ? AND task = ? AND round = ?`,
		int64(r.hub.ChainID), r.hub.Address[:], r.task, r.round).Scan(&before)
	switch {
	case err == nil && !bytes.Equal(before, r.outcome):
		return false, fmt.Errorf("%s: %w", r, oracle.ErrEquivocation)
	case !errors.Is(err, sql.ErrNoRows):
		return err == nil, err
	}
	floor, err := floorOf(ctx, tx, r.hub, r.task)
	if err == nil && r.round <= floor {
		err = fmt.Errorf("%s: %w", r, errForgotten{floor})
	}
	return false, err
}

// errForgotten: a round so old that what was signed for it is not known.
type errForgotten struct{ floor uint32 }

func (e errForgotten) Error() string {
	return fmt.Sprintf("what was signed up to round %d is no longer remembered one by one, so nothing is signed for a round that old", e.floor)
}

// floorOf returns the round up to which a task's rounds are forgotten.
func floorOf(ctx context.Context, tx *sql.Tx, hub oracle.Hub, task uint32) (uint32, error) {
	var floor uint32
	err := tx.QueryRowContext(ctx, `SELECT round FROM signed_floor WHERE chain_id = ? AND hub = ? AND task = ?`,
		int64(hub.ChainID), hub.Address[:], task).Scan(&floor)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return floor, err
}

func raiseFloor(ctx context.Context, tx *sql.Tx, hub oracle.Hub, task, floor uint32) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO signed_floor (chain_id, hub, task, round) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET round = max(round, excluded.round)`, int64(hub.ChainID), hub.Address[:], task, floor)
	return err
}

// insert writes a row and forgets the task's rounds that are too old for one.
func (r signedRound) insert(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO signed_outcome (chain_id, hub, task, round, outcome) VALUES (?, ?, ?, ?, ?)`,
		int64(r.hub.ChainID), r.hub.Address[:], r.task, r.round, r.outcome); err != nil {
		return err
	}
	if r.round <= keepRounds {
		return nil
	}
	floor := r.round - keepRounds
	gone, err := tx.ExecContext(ctx, `DELETE FROM signed_outcome WHERE chain_id = ? AND hub = ? AND task = ? AND round <= ?`,
		int64(r.hub.ChainID), r.hub.Address[:], r.task, floor)
	if err != nil {
		return err
	}
	if n, err := gone.RowsAffected(); n == 0 || err != nil {
		return err
	}
	return raiseFloor(ctx, tx, r.hub, r.task, floor)
}

// outcomeHash identifies an outcome whatever batch carries it.
func outcomeHash(o oracle.PostedOutcome) []byte {
	var b []byte
	flags := byte(0)
	if o.Insufficient {
		flags |= 1
	}
	if o.Narrow {
		flags |= 2
	}
	if o.Digest {
		flags |= 4
	}
	b = append(b, flags)
	b = binary.BigEndian.AppendUint32(b, o.Participants)
	if o.Took != 0 {
		b = append(b, 's')
		b = binary.BigEndian.AppendUint32(b, uint32(o.Took))
	}
	for _, v := range o.Values {
		sign := byte(0)
		if v.Sign() < 0 {
			sign = 1
		}
		b = append(b, sign)
		b = append(b, common.BigToHash(v).Bytes()...)
	}
	return crypto.Keccak256(b)
}
