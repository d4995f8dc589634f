package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/history"
	"oracled/oracle"
)

// query calls scan for every row of what a statement, which begins with the hub,
// selects.
func (h *History) query(ctx context.Context, q querier, hub oracle.Hub, scan func(*sql.Rows) error, statement string, args ...any) error {
	rows, err := q.QueryContext(ctx, statement, append([]any{int64(hub.ChainID), hub.Address[:]}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Tasks implements history.Ledger.
func (h *History) Tasks(ctx context.Context, hub oracle.Hub) ([]oracle.Task, error) {
	tasks, err := h.tasks(ctx, h.db, hub)
	return tasks, about("read the history", err)
}

func (h *History) tasks(ctx context.Context, q querier, hub oracle.Hub) (out []oracle.Task, err error) {
	err = h.query(ctx, q, hub, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		var t oracle.Task
		if err := json.Unmarshal([]byte(text), &t); err != nil {
			return fmt.Errorf("a task is not readable: %w", err)
		}
		out = append(out, t)
		return nil
	}, `SELECT parameters FROM task WHERE chain_id = ? AND hub = ? ORDER BY task`)
	return out, err
}

// batchColumns are what scanBatch reads.
const batchColumns = `b.tx, b.block, b.epoch, b.own, b.gas, b.fee, b.seen, b.time, b.sender, b.signers,
	(SELECT count(*) FROM posted p WHERE p.chain_id = b.chain_id AND p.hub = b.hub AND p.tx = b.tx)`

func scanBatch(rows *sql.Rows) (b history.Batch, err error) {
	var tx, sender []byte
	var fee, text string
	if err := rows.Scan(&tx, &b.Block, &b.Epoch, &b.Own, &b.Gas, &fee, &b.Seen, &b.Time, &sender, &text, &b.Outcomes); err != nil {
		return b, err
	}
	b.Tx, b.Sender, b.Fee = common.BytesToHash(tx), common.BytesToAddress(sender), wei(fee)
	if text != "" {
		var s signers
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return b, fmt.Errorf("the signers of %s are not readable: %w", b.Tx, err)
		}
		b.Signed, b.Absent = s.Signed, s.Absent
	}
	return b, nil
}

// Unseen implements history.Ledger. What the chain has not confirmed is not
// among them.
func (h *History) Unseen(ctx context.Context, hub oracle.Hub, limit int) (out []history.Batch, err error) {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, about("read the history", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	err = h.query(ctx, tx, hub, func(rows *sql.Rows) error {
		b, err := scanBatch(rows)
		if b.Outcomes > 0 {
			out = append(out, b)
		}
		return err
	}, `SELECT `+batchColumns+` FROM batch b WHERE b.chain_id = ? AND b.hub = ? AND b.seen = 0
		AND EXISTS (SELECT 1 FROM posted p WHERE p.chain_id = b.chain_id AND p.hub = b.hub AND p.tx = b.tx)
		ORDER BY b.block DESC, b.tx LIMIT ?`, limit)
	for i := range out {
		if err == nil {
			out[i].Postings, err = h.postings(ctx, tx, hub, out[i].Tx)
		}
	}
	return out, about("read the history", err)
}

func (h *History) postings(ctx context.Context, q querier, hub oracle.Hub, tx common.Hash) (out []history.Posting, err error) {
	err = h.query(ctx, q, hub, func(rows *sql.Rows) error {
		p := history.Posting{Tx: tx}
		err := rows.Scan(&p.Task, &p.Round, &p.Closed)
		out = append(out, p)
		return err
	}, `SELECT task, round, closed FROM posted WHERE chain_id = ? AND hub = ? AND tx = ? ORDER BY task, round`, tx[:])
	return out, err
}

// Extract returns what is known of a hub in the last seconds of its chain's
// time, all of it as of one moment. A hub of which nothing is known has a head of
// zero.
func (h *History) Extract(ctx context.Context, hub oracle.Hub, seconds uint64) (history.Extract, error) {
	e, err := h.extract(ctx, hub, seconds)
	return e, about("read the history", err)
}

func (h *History) extract(ctx context.Context, hub oracle.Hub, seconds uint64) (e history.Extract, err error) {
	tx, err := h.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return e, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	key := []any{int64(hub.ChainID), hub.Address[:]}
	err = tx.QueryRowContext(ctx, `SELECT block, time FROM head WHERE chain_id = ? AND hub = ?`, key...).Scan(&e.Head.Block, &e.Head.Time)
	if errors.Is(err, sql.ErrNoRows) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	e.To = e.Head.Time
	e.From = e.To - min(e.To, seconds)
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(min(deadline), 0) FROM round WHERE chain_id = ? AND hub = ?`, key...).Scan(&e.Oldest); err != nil {
		return e, err
	}
	if e.Tasks, err = h.tasks(ctx, tx, hub); err != nil {
		return e, err
	}
	e.Last = map[uint32]uint64{}
	batches := map[common.Hash]*history.Batch{}
	steps := []struct {
		scan      func(*sql.Rows) error
		statement string
		args      []any
	}{
		{func(rows *sql.Rows) error {
			var task uint32
			var round uint64
			err := rows.Scan(&task, &round)
			e.Last[task] = round
			return err
		}, `SELECT task, max(round) FROM posted WHERE chain_id = ? AND hub = ? GROUP BY task`, nil},
		{func(rows *sql.Rows) error {
			b, err := scanBatch(rows)
			batches[b.Tx] = &b
			if b.Time > e.From && b.Outcomes > 0 {
				e.Batches = append(e.Batches, b)
			}
			return err
			// A round of the period is mined in it or later, and later there is nothing.
		}, `SELECT ` + batchColumns + ` FROM batch b WHERE b.chain_id = ? AND b.hub = ? AND (b.time > ? OR b.seen = 0) ORDER BY b.block, b.tx`, []any{int64(e.From)}},
		{func(rows *sql.Rows) error {
			var r history.Entry
			var detail string
			var at []byte
			var closed sql.NullInt64
			if err := rows.Scan(&r.Task, &r.Number, &r.Deadline, &detail, &at, &closed); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(detail), &r.Round); err != nil {
				return fmt.Errorf("task %d round %d is not readable: %w", r.Task, r.Number, err)
			}
			if at != nil {
				r.Posted = &history.Posting{Task: r.Task, Round: r.Number, Tx: common.BytesToHash(at), Closed: uint64(closed.Int64)}
				r.Batch = batches[r.Posted.Tx]
			}
			e.Rounds = append(e.Rounds, r)
			return nil
		}, `SELECT r.task, r.round, r.deadline, r.detail, p.tx, p.closed FROM round r LEFT JOIN posted p
			ON p.chain_id = r.chain_id AND p.hub = r.hub AND p.task = r.task AND p.round = r.round
			WHERE r.chain_id = ? AND r.hub = ? AND r.deadline > ? AND r.deadline <= ? ORDER BY r.deadline, r.task, r.round`, []any{int64(e.From), int64(e.To)}},
		{func(rows *sql.Rows) error {
			var t history.Tally
			err := rows.Scan(&t.From, &t.Kind, &t.Subject, &t.Count, &t.Sum, &t.Max)
			e.Tallies = append(e.Tallies, t)
			return err
		}, `SELECT since, kind, subject, count, sum, max FROM tally WHERE chain_id = ? AND hub = ? AND since > ? ORDER BY since, kind, subject`,
			[]any{int64(e.From) - history.Bucket}},
		{func(rows *sql.Rows) error {
			var d history.Decision
			err := rows.Scan(&d.Time, &d.Knob, &d.From, &d.To, &d.Applied, &d.Reason)
			e.Decisions = append(e.Decisions, d)
			return err
		}, `SELECT time, knob, old, new, applied, reason FROM decision WHERE chain_id = ? AND hub = ? AND time > ? ORDER BY time, rowid`, []any{int64(e.From)}},
	}
	for _, s := range steps {
		if err := h.query(ctx, tx, hub, s.scan, s.statement, s.args...); err != nil {
			return e, err
		}
	}
	return e, nil
}

// Past returns the newest rounds of every task of a hub, up to perTask of one and
// rounds in all, with their tasks, and its newest batches.
func (h *History) Past(ctx context.Context, hub oracle.Hub, perTask, rounds, batches int) (history.Past, error) {
	p, err := h.past(ctx, hub, perTask, rounds, batches)
	return p, about("read the history", err)
}

func (h *History) past(ctx context.Context, hub oracle.Hub, perTask, rounds, batches int) (p history.Past, err error) {
	tx, err := h.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return p, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if p.Tasks, err = h.tasks(ctx, tx, hub); err != nil {
		return p, err
	}
	err = h.query(ctx, tx, hub, func(rows *sql.Rows) error {
		var r history.PastRound
		var detail string
		var at []byte
		var block sql.NullInt64
		if err := rows.Scan(&r.Task, &r.Number, &r.Deadline, &detail, &at, &block); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(detail), &r.Round); err != nil {
			return fmt.Errorf("task %d round %d is not readable: %w", r.Task, r.Number, err)
		}
		if block.Valid {
			r.Tx, r.Block = common.BytesToHash(at), uint64(block.Int64)
		}
		p.Rounds = append(p.Rounds, r)
		return nil
	}, `SELECT r.task, r.round, r.deadline, r.detail, b.tx, b.block FROM
			(SELECT *, row_number() OVER (PARTITION BY task ORDER BY round DESC) AS age FROM round WHERE chain_id = ?1 AND hub = ?2) r
		LEFT JOIN posted p ON p.chain_id = r.chain_id AND p.hub = r.hub AND p.task = r.task AND p.round = r.round
		LEFT JOIN batch b ON b.chain_id = p.chain_id AND b.hub = p.hub AND b.tx = p.tx
		WHERE r.age <= ?3 ORDER BY r.deadline DESC, r.task DESC, r.round DESC LIMIT ?4`, perTask, rounds)
	if err != nil {
		return p, err
	}
	slices.Reverse(p.Rounds)
	err = h.query(ctx, tx, hub, func(rows *sql.Rows) error {
		b, err := scanBatch(rows)
		p.Batches = append(p.Batches, b)
		return err
	}, `SELECT `+batchColumns+` FROM batch b WHERE b.chain_id = ? AND b.hub = ?
		AND EXISTS (SELECT 1 FROM posted p WHERE p.chain_id = b.chain_id AND p.hub = b.hub AND p.tx = b.tx)
		ORDER BY b.block DESC, b.tx DESC LIMIT ?`, batches)
	slices.Reverse(p.Batches)
	return p, err
}
