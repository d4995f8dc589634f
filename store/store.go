// Package store keeps what a chain cannot give back after a crash: the outbox
// of transactions and what this operator has signed. Everything else is derived
// from the chain; snapshots, files beside the database, save the time for it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/gofrs/flock"
	"modernc.org/sqlite" // registers itself as the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
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
	`CREATE TABLE signed_floor (
		chain_id INTEGER NOT NULL,
		hub      BLOB    NOT NULL,
		task     INTEGER NOT NULL,
		round    INTEGER NOT NULL,
		PRIMARY KEY (chain_id, hub, task)
	);
	CREATE TABLE store (id BLOB NOT NULL);
	INSERT INTO store VALUES (randomblob(8));`,
	`CREATE TABLE settled_nonce (
		chain_id INTEGER NOT NULL,
		sender   BLOB    NOT NULL,
		below    INTEGER NOT NULL,
		PRIMARY KEY (chain_id, sender)
	);`,
	`CREATE TABLE signing (sequence INTEGER NOT NULL, proven INTEGER NOT NULL);
	INSERT INTO signing VALUES (0, 0);
	CREATE TABLE seen_count (
		operator  BLOB    NOT NULL PRIMARY KEY,
		sequence  INTEGER NOT NULL,
		signature BLOB    NOT NULL
	);
	CREATE TABLE signed_rotation (
		set_id BLOB    NOT NULL,
		epoch  INTEGER NOT NULL,
		digest BLOB    NOT NULL,
		PRIMARY KEY (set_id, epoch)
	);`,
	`CREATE TABLE signed_list (
		scope BLOB    NOT NULL,
		round INTEGER NOT NULL,
		list  INTEGER NOT NULL,
		PRIMARY KEY (scope, round)
	);
	CREATE TABLE signed_list_floor (
		scope BLOB    NOT NULL PRIMARY KEY,
		round INTEGER NOT NULL
	);`,
}

// Store is an SQLite file and a folder of snapshots beside it. It implements
// oracle.Outbox, oracle.SignedLedger and oracle.Snapshots and is safe for
// concurrent use.
type Store struct {
	db        *sql.DB
	lock      *flock.Flock // nil: for reading
	path      string       // of the database; empty: for reading
	snapshots string       // folder
	guard     guard
	id        string // of this database, so that another's snapshots are not taken for its own
}

// Open opens or creates the file for one process: a second one is refused.
// Writes are on the disk when a method returns.
func Open(path string) (*Store, error) {
	// The file holds nothing secret, but only the operator should change it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w; set store.path to a file that this user may write", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, fmt.Errorf("open the store: keep %s to its owner: %w", path, err)
	}
	// Not on the database itself, whose own locks SQLite takes and drops.
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	switch held, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("open the store: lock %s: %w", path, err)
	case !held:
		return nil, fmt.Errorf("open the store: another oracled has %s open; stop it, or give this one a store.path (and keys) of its own", path)
	}
	s := &Store{lock: lock, path: path, snapshots: path + "-snapshots", guard: guard(path + "-signed")}
	if s.db, err = connect(path, "rwc", "journal_mode(WAL)", "synchronous(FULL)"); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.migrate(); err != nil {
		return nil, errors.Join(explain("bring the store "+path+" up to date", err), s.Close())
	}
	if err := s.openSnapshots(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenReader opens an existing file to read what was signed, also while another
// process has it open.
func OpenReader(path string) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open the store: %w; is store.path right?", err)
	}
	db, err := connect(path, "ro")
	if err != nil {
		return nil, err
	}
	s := &Store{db: db}
	version, err := s.version()
	if err == nil && version != len(migrations) {
		err = fmt.Errorf("it has schema %d, this program reads %d; start and stop the daemon of this version once", version, len(migrations))
	}
	if err != nil {
		return nil, errors.Join(explain("read the store "+path, err), s.Close())
	}
	return s, nil
}

func connect(path, mode string, pragmas ...string) (*sql.DB, error) {
	pragmas = append([]string{"busy_timeout(5000)"}, pragmas...)
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{
		"_pragma": pragmas, "_txlock": {"immediate"}, "mode": {mode},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // SQLite has one writer; waiting here beats SQLITE_BUSY
	return db, nil
}

// Close closes the file and lets another process have it.
func (s *Store) Close() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return err
}

// transact runs f in a transaction, all or nothing.
func (s *Store) transact(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // what led here says more
		return err
	}
	return tx.Commit()
}

// explain says what was being done, and for a disk that refuses what to do.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	advice := ""
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			advice = "; make room on the disk of store.path: until then nothing is signed, and it goes on by itself afterwards"
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
			advice = "; let this user write to store.path and its folder: until then nothing is signed, and it goes on by itself afterwards"
		case sqlite3.SQLITE_IOERR:
			advice = "; look at the disk of store.path: until it can be written nothing is signed"
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			advice = "; the file is damaged or no store: bring back a copy, or move it away and read docs/operators.md on a lost store"
		}
	}
	return fmt.Errorf("%s: %w%s", doing, err, advice)
}

func (s *Store) version() (int, error) {
	var version int
	err := s.db.QueryRow("PRAGMA user_version").Scan(&version)
	return version, err
}

func (s *Store) migrate() error {
	version, err := s.version()
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("it was written by a newer version of this program (schema %d, known are %d); use that one, or the copy from before the upgrade", version, len(migrations))
	}
	for i := version; i < len(migrations); i++ {
		err := s.transact(context.Background(), func(tx *sql.Tx) error {
			if _, err := tx.Exec(migrations[i]); err != nil {
				return err
			}
			_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", i+1))
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate to schema %d: %w", i+1, err)
		}
	}
	return nil
}
