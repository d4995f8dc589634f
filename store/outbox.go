package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Save implements oracle.Outbox.
func (s *Store) Save(ctx context.Context, tx oracle.SentTx) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO sent_tx (chain_id, sender, nonce, hash, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(tx.ChainID), tx.From[:], int64(tx.Nonce), tx.Hash[:], tx.Raw)
	if err != nil {
		return explain("save a transaction to the outbox", err)
	}
	return nil
}

// Pending implements oracle.Outbox.
func (s *Store) Pending(ctx context.Context, chainID uint64, from common.Address) ([]oracle.SentTx, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT nonce, hash, raw FROM sent_tx WHERE chain_id = ? AND sender = ? ORDER BY nonce, rowid`, int64(chainID), from[:])
	if err != nil {
		return nil, explain("read the outbox", err)
	}
	defer rows.Close()
	var out []oracle.SentTx
	for rows.Next() {
		tx := oracle.SentTx{ChainID: chainID, From: from}
		var nonce int64
		var hash []byte
		if err := rows.Scan(&nonce, &hash, &tx.Raw); err != nil {
			return nil, explain("read the outbox", err)
		}
		tx.Nonce, tx.Hash = uint64(nonce), common.BytesToHash(hash)
		out = append(out, tx)
	}
	if err := rows.Err(); err != nil {
		return nil, explain("read the outbox", err)
	}
	return out, nil
}

// Forget implements oracle.Outbox.
func (s *Store) Forget(ctx context.Context, tx oracle.SentTx) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sent_tx WHERE chain_id = ? AND sender = ? AND nonce = ? AND hash = ?`,
		int64(tx.ChainID), tx.From[:], int64(tx.Nonce), tx.Hash[:])
	return explain("remove a transaction from the outbox", err)
}

// Settled implements oracle.Outbox.
func (s *Store) Settled(ctx context.Context, chainID uint64, from common.Address, below uint64) error {
	err := s.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sent_tx WHERE chain_id = ? AND sender = ? AND nonce < ?`, int64(chainID), from[:], int64(below)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO settled_nonce (chain_id, sender, below) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET below = max(below, excluded.below)`, int64(chainID), from[:], int64(below))
		return err
	})
	return explain("settle the outbox", err)
}

// Floor implements oracle.Outbox.
func (s *Store) Floor(ctx context.Context, chainID uint64, from common.Address) (uint64, error) {
	var below int64
	err := s.db.QueryRowContext(ctx, `SELECT below FROM settled_nonce WHERE chain_id = ? AND sender = ?`, int64(chainID), from[:]).Scan(&below)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return uint64(below), explain("read the outbox", err)
}
