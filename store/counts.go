package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/internal/durable"
	"oracled/oracle"
)

// An operator of a committee counts its signings. The count is in the database
// and, written before it, in a file of its own with what was signed last: a
// database that comes back from a backup is behind the file. Peers keep the count
// as well, under the operator's signature, so that a folder that comes back as a
// whole is noticed, too.

// guard is the file that holds the last signing.
type guard string

// signing is what the guard holds. A crash may come between the file and the
// database; then the rounds are taken from here.
type signing struct {
	Sequence uint64         `json:"sequence"`
	ChainID  uint64         `json:"chainId"`
	Hub      common.Address `json:"hub"`
	Rounds   []guardedRound `json:"rounds"`
	List     *guardedList   `json:"list,omitempty"` // instead of rounds
}

type guardedList struct {
	Scope common.Hash `json:"scope"`
	Round uint64      `json:"round"`
	List  oracle.Took `json:"list"`
}

type guardedRound struct {
	Task    uint32        `json:"task"`
	Round   uint32        `json:"round"`
	Outcome hexutil.Bytes `json:"outcome"` // outcomeHash
}

// read returns the last signing, one of sequence 0 when there is no file.
func (g guard) read() (signing, error) {
	var s signing
	raw, err := os.ReadFile(string(g))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(raw, &s); err != nil || s.Sequence > 1<<62 {
		return s, fmt.Errorf("%s does not hold a count of signings; oracled store accept writes it anew", string(g))
	}
	return s, nil
}

// write puts a signing on the disk, whole or not at all.
func (g guard) write(s signing) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return durable.Write(string(g), append(raw, '\n'))
}

// Sign records that the outcomes are about to be signed, all or none, and returns
// the count of signings with this one. Another outcome for a round that was
// signed is oracle.ErrEquivocation; a store that is behind the count of its guard
// or of a peer signs nothing, oracle.ErrRestored.
func (s *Store) Sign(ctx context.Context, hub oracle.Hub, outcomes []oracle.PostedOutcome) (uint64, error) {
	last := signing{ChainID: hub.ChainID, Hub: hub.Address}
	for _, o := range outcomes {
		last.Rounds = append(last.Rounds, guardedRound{o.Index, o.Round, outcomeHash(o)})
	}
	return s.sign(ctx, last, func(tx *sql.Tx) error { return rememberAll(ctx, tx, hub, outcomes) })
}

// sign has what is about to be signed remembered, and counts it.
func (s *Store) sign(ctx context.Context, last signing, remember func(*sql.Tx) error) (uint64, error) {
	err := s.transact(ctx, func(tx *sql.Tx) error {
		sequence, err := s.recover(ctx, tx)
		if err != nil {
			return err
		}
		if err := remember(tx); err != nil {
			return err
		}
		last.Sequence = sequence + 1
		if _, err := tx.ExecContext(ctx, `UPDATE signing SET sequence = ?`, int64(last.Sequence)); err != nil {
			return err
		}
		return s.guard.write(last)
	})
	return last.Sequence, explain("remember what is signed", err)
}

// recover returns the count of signings, after what a crash kept from the
// database has been taken from the guard.
func (s *Store) recover(ctx context.Context, tx *sql.Tx) (uint64, error) {
	var sequence, proven uint64
	if err := tx.QueryRowContext(ctx, `SELECT sequence, proven FROM signing`).Scan(&sequence, &proven); err != nil {
		return 0, err
	}
	last, err := s.guard.read()
	if err != nil {
		return 0, err
	}
	if last.Sequence == sequence+1 {
		for _, g := range last.Rounds {
			r := signedRound{oracle.Hub{ChainID: last.ChainID, Address: last.Hub}, g.Task, g.Round, g.Outcome}
			known, err := r.known(ctx, tx)
			if err == nil && !known {
				err = r.insert(ctx, tx)
			}
			if err != nil {
				return 0, err
			}
		}
		if l := last.List; l != nil {
			if err := (signedList{l.Scope, l.Round, l.List}).remember(ctx, tx); err != nil {
				return 0, err
			}
		}
		sequence++
	}
	if max(last.Sequence, proven) > sequence {
		return 0, fmt.Errorf("%w (%d signings, %d are remembered)", oracle.ErrRestored, max(last.Sequence, proven), sequence)
	}
	return sequence, nil
}

// Forgotten records a count of ours that a peer can prove.
func (s *Store) Forgotten(ctx context.Context, sequence uint64) error {
	if sequence > 1<<62 {
		return fmt.Errorf("a peer shows a count of %d signings, which this program never reaches", sequence)
	}
	_, err := s.db.ExecContext(ctx, `UPDATE signing SET proven = max(proven, ?)`, int64(sequence))
	return explain("remember the count that a peer has shown", err)
}

// Accept makes a store sign again that is behind: from now on nothing that it has
// forgotten is looked for. It returns the count before and after.
func (s *Store) Accept(ctx context.Context) (before, after uint64, err error) {
	err = s.transact(ctx, func(tx *sql.Tx) error {
		var proven uint64
		if err := tx.QueryRowContext(ctx, `SELECT sequence, proven FROM signing`).Scan(&before, &proven); err != nil {
			return err
		}
		last, err := s.guard.read()
		if err != nil {
			last = signing{} // it is written anew
		}
		after = max(before, proven, last.Sequence)
		if _, err := tx.ExecContext(ctx, `UPDATE signing SET sequence = ?`, int64(after)); err != nil {
			return err
		}
		return s.guard.write(signing{Sequence: after})
	})
	return before, after, explain("accept the store", err)
}

// Seen returns the highest count that an operator has shown, with its signature,
// 0 before the first.
func (s *Store) Seen(ctx context.Context, operator common.Address) (sequence uint64, signature []byte, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT sequence, signature FROM seen_count WHERE operator = ?`, operator[:]).Scan(&sequence, &signature)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	return sequence, signature, explain("look up an operator's count", err)
}

// See records a count that an operator has shown; a lower one changes nothing.
func (s *Store) See(ctx context.Context, operator common.Address, sequence uint64, signature []byte) error {
	if sequence > 1<<62 {
		return fmt.Errorf("operator %s shows a count of %d signings, which no program reaches", operator, sequence)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO seen_count (operator, sequence, signature) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET sequence = excluded.sequence, signature = excluded.signature WHERE excluded.sequence > sequence`,
		operator[:], int64(sequence), signature)
	return explain("remember an operator's count", err)
}

// SignRotation records that a rotation into an epoch is about to be signed.
// Another one for that epoch is oracle.ErrEquivocation.
func (s *Store) SignRotation(ctx context.Context, setID common.Hash, epoch uint32, digest common.Hash) error {
	err := s.transact(ctx, func(tx *sql.Tx) error {
		var before []byte
		err := tx.QueryRowContext(ctx, `SELECT digest FROM signed_rotation WHERE set_id = ? AND epoch = ?`, setID[:], epoch).Scan(&before)
		switch {
		case err == nil && common.BytesToHash(before) != digest:
			return fmt.Errorf("the rotation into epoch %d: %w", epoch, oracle.ErrEquivocation)
		case err == nil:
			return nil
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO signed_rotation (set_id, epoch, digest) VALUES (?, ?, ?)`, setID[:], epoch, digest[:])
		return err
	})
	return explain("remember a rotation", err)
}
