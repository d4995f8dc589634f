// Package store keeps what a chain cannot give back after a crash: the outbox
// of transactions and what this operator has signed. Everything else is derived
// from the chain.
package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	_ "modernc.org/sqlite" // the driver's documented way to register itself

	"oracled/oracle"
)

// migrations are applied in order, each once; user_version counts them.
var migrations = []string{
	`CREATE TABLE sent_tx (
		chain_id INTEGER NOT NULL,
		sender   BLOB    NOT NULL,
		nonce    INTEGER NOT NULL,
		hash     BLOB    NOT NULL,
		raw      BLOB    NOT NULL,
		PRIMARY KEY (chain_id, sender, nonce, hash)
	);
	CREATE TABLE signed_outcome (
		chain_id INTEGER NOT NULL,
		hub      BLOB    NOT NULL,
		task     INTEGER NOT NULL,
		round    INTEGER NOT NULL,
		outcome  BLOB    NOT NULL,
		PRIMARY KEY (chain_id, hub, task, round)
	);`,
	`CREATE TABLE settled_nonce (
		chain_id INTEGER NOT NULL,
		sender   BLOB    NOT NULL,
		below    INTEGER NOT NULL,
		PRIMARY KEY (chain_id, sender)
	);`,
}

// Store is an SQLite file. It implements oracle.Outbox and oracle.SignedLedger
// and is safe for concurrent use.
type Store struct{ db *sql.DB }

// Open opens or creates the file. Writes are on the disk when a method returns.
func Open(path string) (*Store, error) {
	// The file holds nothing secret, but only the operator should change it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w; set store.path to a file that this user may write", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)"},
		"_txlock": {"immediate"},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // SQLite has one writer; waiting here beats SQLITE_BUSY
	s := &Store{db: db}
	if err := s.migrate(); err != nil {
		return nil, errors.Join(fmt.Errorf("bring the store %s up to date: %w", path, err), db.Close())
	}
	return s, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

func (s *Store) migrate() error {
	var version int
	if err := s.db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("it was written by a newer version of this program (schema %d, known are %d)", version, len(migrations))
	}
	for i := version; i < len(migrations); i++ {
		tx, err := s.db.Begin()
		if err != nil {
			return err
		}
		_, err = tx.Exec(migrations[i])
		if err == nil {
			_, err = tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", i+1))
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// Save implements oracle.Outbox.
func (s *Store) Save(ctx context.Context, tx oracle.SentTx) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO sent_tx (chain_id, sender, nonce, hash, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(tx.ChainID), tx.From[:], int64(tx.Nonce), tx.Hash[:], tx.Raw)
	if err != nil {
		return fmt.Errorf("save a transaction to the outbox: %w", err)
	}
	return nil
}

// Pending implements oracle.Outbox.
func (s *Store) Pending(ctx context.Context, chainID uint64, from common.Address) ([]oracle.SentTx, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT nonce, hash, raw FROM sent_tx WHERE chain_id = ? AND sender = ? ORDER BY nonce, rowid`, int64(chainID), from[:])
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	defer rows.Close()
	var out []oracle.SentTx
	for rows.Next() {
		tx := oracle.SentTx{ChainID: chainID, From: from}
		var nonce int64
		var hash []byte
		if err := rows.Scan(&nonce, &hash, &tx.Raw); err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		tx.Nonce, tx.Hash = uint64(nonce), common.BytesToHash(hash)
		out = append(out, tx)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return out, nil
}

// Forget implements oracle.Outbox.
func (s *Store) Forget(ctx context.Context, tx oracle.SentTx) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sent_tx WHERE chain_id = ? AND sender = ? AND nonce = ? AND hash = ?`,
		int64(tx.ChainID), tx.From[:], int64(tx.Nonce), tx.Hash[:])
	if err != nil {
		return fmt.Errorf("remove a transaction from the outbox: %w", err)
	}
	return nil
}

// Settled implements oracle.Outbox.
func (s *Store) Settled(ctx context.Context, chainID uint64, from common.Address, below uint64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("settle the outbox: %w", err)
	}
	defer tx.Rollback() // after a commit this does nothing
	if _, err := tx.ExecContext(ctx, `DELETE FROM sent_tx WHERE chain_id = ? AND sender = ? AND nonce < ?`, int64(chainID), from[:], int64(below)); err != nil {
		return fmt.Errorf("settle the outbox: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO settled_nonce (chain_id, sender, below) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET below = max(below, excluded.below)`, int64(chainID), from[:], int64(below)); err != nil {
		return fmt.Errorf("settle the outbox: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("settle the outbox: %w", err)
	}
	return nil
}

// Floor implements oracle.Outbox.
func (s *Store) Floor(ctx context.Context, chainID uint64, from common.Address) (uint64, error) {
	var below int64
	err := s.db.QueryRowContext(ctx, `SELECT below FROM settled_nonce WHERE chain_id = ? AND sender = ?`, int64(chainID), from[:]).Scan(&below)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read the outbox: %w", err)
	}
	return uint64(below), nil
}

// Remember implements oracle.SignedLedger.
func (s *Store) Remember(ctx context.Context, hub oracle.Hub, outcomes []oracle.PostedOutcome) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("remember what is signed: %w", err)
	}
	defer tx.Rollback() // after a commit this does nothing
	for _, o := range outcomes {
		hash := outcomeHash(o)
		var before []byte
		err := tx.QueryRowContext(ctx, `SELECT outcome FROM signed_outcome WHERE chain_id = ? AND hub = ? AND task = ? AND round = ?`,
			int64(hub.ChainID), hub.Address[:], o.Index, o.Round).Scan(&before)
		switch {
		case err == nil && !bytes.Equal(before, hash):
			return fmt.Errorf("task %d round %d of chain %d: %w", o.Index, o.Round, hub.ChainID, oracle.ErrEquivocation)
		case err == nil:
			continue
		case !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("look up what was signed: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO signed_outcome (chain_id, hub, task, round, outcome) VALUES (?, ?, ?, ?, ?)`,
			int64(hub.ChainID), hub.Address[:], o.Index, o.Round, hash); err != nil {
			return fmt.Errorf("remember what is signed: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("remember what is signed: %w", err)
	}
	return nil
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
