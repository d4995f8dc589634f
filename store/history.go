package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"oracled/history"
	"oracled/oracle"
)

// History is an SQLite file beside the store's, which holds nothing that an
// operator must not lose. It is apart so that no report and no full table ever
// holds up what has to be remembered before something is signed. It implements
// history.Ledger and is safe for concurrent use.
type History struct {
	db           *sql.DB
	rounds, rows int // that are kept of each hub
}

var _ history.Ledger = (*History)(nil)

// HistoryPath returns where the history of a store is.
func HistoryPath(store string) string { return store + "-history" }

// historySchema counts the changes of the tables. A file of another schema is
// begun anew: what is in it is worth less than code that carries it over.
const historySchema = 1

const historyTables = `
CREATE TABLE head (chain_id INTEGER NOT NULL, hub BLOB NOT NULL, block INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (chain_id, hub));
CREATE TABLE task (chain_id INTEGER NOT NULL, hub BLOB NOT NULL, task INTEGER NOT NULL, parameters TEXT NOT NULL, PRIMARY KEY (chain_id, hub, task));
CREATE TABLE round (
	chain_id INTEGER NOT NULL, hub BLOB NOT NULL, task INTEGER NOT NULL, round INTEGER NOT NULL,
	deadline INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (chain_id, hub, task, round)
);
CREATE INDEX round_time ON round (chain_id, hub, deadline);
CREATE TABLE posted (
	chain_id INTEGER NOT NULL, hub BLOB NOT NULL, task INTEGER NOT NULL, round INTEGER NOT NULL,
	tx BLOB NOT NULL, closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (chain_id, hub, task, round)
);
CREATE INDEX posted_tx ON posted (chain_id, hub, tx);
CREATE TABLE batch (
	chain_id INTEGER NOT NULL, hub BLOB NOT NULL, tx BLOB NOT NULL, block INTEGER NOT NULL, epoch INTEGER NOT NULL,
	own INTEGER NOT NULL, gas INTEGER NOT NULL, fee TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0, time INTEGER NOT NULL DEFAULT 0,
	sender BLOB NOT NULL DEFAULT x'', signers TEXT NOT NULL DEFAULT '', PRIMARY KEY (chain_id, hub, tx)
);
CREATE INDEX batch_block ON batch (chain_id, hub, seen, block);
CREATE TABLE tally (
	chain_id INTEGER NOT NULL, hub BLOB NOT NULL, since INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
	count INTEGER NOT NULL, sum REAL NOT NULL, max REAL NOT NULL, PRIMARY KEY (chain_id, hub, since, kind, subject)
);
CREATE TABLE decision (
	chain_id INTEGER NOT NULL, hub BLOB NOT NULL, time INTEGER NOT NULL, knob TEXT NOT NULL, old REAL NOT NULL, new REAL NOT NULL,
	applied INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX decision_time ON decision (chain_id, hub, time);`

// Rows that are kept of each hub, whatever the time says.
const (
	keepHistoryRounds = 50_000
	keepHistoryRows   = 100_000 // of tallies, and of decisions
)

// errWorthless: the file is damaged, or of another program version.
var errWorthless = errors.New("it is begun anew")

// OpenHistory opens or creates the history beside a store that this process has
// open. A file that is damaged or has another form is begun anew.
func OpenHistory(store string) (*History, error) {
	path := HistoryPath(store)
	h, err := openHistory(path)
	if !errors.Is(err, errWorthless) {
		return h, err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open the history: remove what cannot be read: %w", err)
		}
	}
	return openHistory(path)
}

func openHistory(path string) (*History, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the history: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, fmt.Errorf("open the history: keep %s to its owner: %w", path, err)
	}
	// What a power cut takes of it, nobody misses.
	db, err := connect(path, "rwc", "journal_mode(WAL)", "synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	h := &History{db, keepHistoryRounds, keepHistoryRows}
	if err := h.create(); err != nil {
		return nil, errors.Join(fmt.Errorf("open the history %s: %w", path, err), db.Close())
	}
	return h, nil
}

// create makes the tables of a new file.
func (h *History) create() error {
	var version int
	err := h.db.QueryRow("PRAGMA user_version").Scan(&version)
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_NOTADB || e.Code()&0xff == sqlite3.SQLITE_CORRUPT) {
		return fmt.Errorf("%w: %w", err, errWorthless)
	}
	switch {
	case err != nil || version == historySchema:
		return err
	case version != 0:
		return fmt.Errorf("it has schema %d, this program writes %d: %w", version, historySchema, errWorthless)
	}
	return h.transact(context.Background(), func(tx *sql.Tx) error {
		if _, err := tx.Exec(historyTables); err != nil {
			return err
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", historySchema))
		return err
	})
}

// ReadHistory opens the history beside a store to read it, also while a daemon
// writes it.
func ReadHistory(store string) (*History, error) {
	path := HistoryPath(store)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open the history: %w; the daemon writes it beside store.path while history.keep is not 0", err)
	}
	db, err := connect(path, "ro")
	if err != nil {
		return nil, err
	}
	var version int
	err = db.QueryRow("PRAGMA user_version").Scan(&version)
	if err == nil && version != historySchema {
		err = fmt.Errorf("it has schema %d, this program reads %d; start the daemon of this version once", version, historySchema)
	}
	if err != nil {
		return nil, errors.Join(about("read the history "+path, err), db.Close())
	}
	return &History{db: db}, nil
}

// Close closes the file.
func (h *History) Close() error { return h.db.Close() }

func (h *History) transact(ctx context.Context, f func(*sql.Tx) error) error {
	return (&Store{db: h.db}).transact(ctx, f)
}

// Save implements history.Ledger.
func (h *History) Save(ctx context.Context, hub oracle.Hub, p history.Page) error {
	err := h.transact(ctx, func(tx *sql.Tx) error {
		w := writer{ctx: ctx, tx: tx, hub: hub}
		if p.Head.Block > 0 {
			w.do(`INSERT INTO head VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET block = excluded.block, time = excluded.time`, p.Head.Block, p.Head.Time)
		}
		for _, t := range p.Tasks {
			w.do(`INSERT INTO task VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET parameters = excluded.parameters`, t.Index, w.json(t))
		}
		for _, r := range p.Rounds {
			w.do(`INSERT INTO round VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET deadline = excluded.deadline,
				detail = json_patch(detail, excluded.detail)`, r.Task, r.Number, r.Deadline, w.json(r))
		}
		for _, b := range p.Batches {
			w.batch(b)
		}
		for _, t := range p.Tallies {
			w.do(`INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
				count = count + excluded.count, sum = sum + excluded.sum, max = max(max, excluded.max)`, t.From, t.Kind, t.Subject, t.Count, t.Sum, t.Max)
		}
		for _, d := range p.Decisions {
			w.do(`INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, d.Time, d.Knob, d.From, d.To, d.Applied, d.Reason)
		}
		return w.err
	})
	return about("write the history", err)
}

// writer runs statements until one fails. Every one begins with the hub.
type writer struct {
	ctx context.Context
	tx  *sql.Tx
	hub oracle.Hub
	err error

	prepared map[string]*sql.Stmt
}

func (w *writer) do(statement string, args ...any) {
	if w.err != nil {
		return
	}
	for i, a := range args {
		if n, ok := a.(uint64); ok {
			args[i] = int64(n) // times, blocks and rounds are far below 2^63
		}
	}
	// A page of a thousand rounds repeats the same few.
	prepared := w.prepared[statement]
	if prepared == nil {
		if prepared, w.err = w.tx.PrepareContext(w.ctx, statement); w.err != nil {
			return
		}
		if w.prepared == nil {
			w.prepared = map[string]*sql.Stmt{}
		}
		w.prepared[statement] = prepared // closed with the transaction
	}
	_, w.err = prepared.ExecContext(w.ctx, append([]any{int64(w.hub.ChainID), w.hub.Address[:]}, args...)...)
}

func (w *writer) json(v any) string {
	b, err := json.Marshal(v)
	w.err = errors.Join(w.err, err)
	return string(b)
}

// batch adds a batch. What the daemon knows of its own and what the chain says
// come one after the other, in either order.
func (w *writer) batch(b history.Batch) {
	fee := ""
	if b.Fee != nil {
		fee = b.Fee.String()
	}
	w.do(`INSERT INTO batch (chain_id, hub, tx, block, epoch, own, gas, fee) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
		block = excluded.block, own = max(own, excluded.own),
		gas = CASE WHEN excluded.gas > 0 THEN excluded.gas ELSE gas END, fee = CASE WHEN excluded.fee <> '' THEN excluded.fee ELSE fee END`,
		b.Tx[:], b.Block, b.Epoch, b.Own, b.Gas, fee)
	for _, p := range b.Postings {
		w.do(`INSERT INTO posted (chain_id, hub, task, round, tx) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET tx = excluded.tx, closed = 0
			WHERE tx <> excluded.tx`, p.Task, p.Round, b.Tx[:])
	}
}

// signers is the column of that name.
type signers struct {
	Signed []common.Address `json:"signed,omitempty"`
	Absent []common.Address `json:"absent,omitempty"`
}

// Look implements history.Ledger.
func (h *History) Look(ctx context.Context, hub oracle.Hub, b history.Batch) error {
	err := h.transact(ctx, func(tx *sql.Tx) error {
		w := writer{ctx: ctx, tx: tx, hub: hub}
		postings := b.Postings
		b.Postings = nil
		w.batch(b)
		w.do(`UPDATE batch SET seen = 1, time = ?4, sender = ?5, signers = ?6 WHERE chain_id = ?1 AND hub = ?2 AND tx = ?3`,
			b.Tx[:], b.Time, b.Sender[:], w.json(signers{b.Signed, b.Absent}))
		for _, p := range postings {
			w.do(`UPDATE posted SET closed = ?5 WHERE chain_id = ?1 AND hub = ?2 AND task = ?3 AND round = ?4`, p.Task, p.Round, p.Closed)
		}
		return w.err
	})
	return about("write the history", err)
}

// Forget implements history.Ledger.
func (h *History) Forget(ctx context.Context, hub oracle.Hub, block uint64) error {
	return h.delete(ctx, hub, func(w *writer) {
		w.do(`DELETE FROM batch WHERE chain_id = ? AND hub = ? AND seen = 0 AND block < ?`, block)
	})
}

// Prune implements history.Ledger.
func (h *History) Prune(ctx context.Context, hub oracle.Hub, before uint64) error {
	return h.delete(ctx, hub, func(w *writer) {
		w.do(`DELETE FROM round WHERE chain_id = ? AND hub = ? AND deadline < ?`, before)
		w.do(`DELETE FROM batch WHERE chain_id = ? AND hub = ? AND seen = 1 AND time < ?`, before)
		w.do(`DELETE FROM tally WHERE chain_id = ? AND hub = ? AND since < ?`, before)
		w.do(`DELETE FROM decision WHERE chain_id = ? AND hub = ? AND time < ?`, before)
		for _, t := range []struct {
			table, order string
			rows         int
		}{{"round", "deadline", h.rounds}, {"batch", "block", h.rounds}, {"tally", "since", h.rows}, {"decision", "time", h.rows}} {
			w.do(fmt.Sprintf(`DELETE FROM %[1]s WHERE rowid IN (SELECT rowid FROM %[1]s WHERE chain_id = ? AND hub = ? ORDER BY %[2]s DESC LIMIT -1 OFFSET ?)`, t.table, t.order), t.rows)
		}
		w.do(`DELETE FROM task WHERE chain_id = ?1 AND hub = ?2 AND NOT EXISTS
			(SELECT 1 FROM round r WHERE r.chain_id = ?1 AND r.hub = ?2 AND r.task = task.task)`)
	})
}

// delete runs deletions, and drops the postings whose batches are gone.
func (h *History) delete(ctx context.Context, hub oracle.Hub, what func(*writer)) error {
	err := h.transact(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, tx: tx, hub: hub}
		what(w)
		w.do(`DELETE FROM posted WHERE chain_id = ?1 AND hub = ?2 AND NOT EXISTS
			(SELECT 1 FROM batch b WHERE b.chain_id = ?1 AND b.hub = ?2 AND b.tx = posted.tx)`)
		return w.err
	})
	return about("prune the history", err)
}

// about says what was being done. What explain advises is about the store.
func about(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// wei reads a fee as it is kept.
func wei(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil
	}
	return n
}
