package store

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/history"
	"oracled/internal/durable"
	"oracled/oracle"
)

// TestMain is also a process that holds a store: it opens the file that the
// variable names, says so, and waits to be killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("HOLD_STORE"); path != "" {
		if _, err := Open(path); err != nil {
			os.Stdout.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Stdout.WriteString("open\n")
		select {}
	}
	os.Exit(m.Run())
}

// A store is one process's, until that dies, however it does.
func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "HOLD_STORE="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "another oracled has "+path+" open") {
		t.Errorf("opened twice: %v", err)
	}
	r, err := OpenReader(path)
	if err != nil {
		t.Fatalf("for reading: %v", err)
	}
	if _, err := r.Export(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if err := r.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 1)}); err == nil {
		t.Error("a reader wrote")
	}
	r.Close()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	open(t, path)
}

func TestFilesAreTheOwners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(HistoryPath(path), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 1)}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSnapshot(t.Context(), hub, []byte("x")); err != nil {
		t.Fatal(err)
	}
	h, err := OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Save(t.Context(), hub, history.Page{Head: history.Head{Block: 1, Time: 1}}); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.Walk(filepath.Dir(path), func(name string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			files++
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", name, info.Mode())
			}
		}
		return err
	})
	if err != nil || files < 8 { // database, -wal, -shm, lock, snapshot, and three of the history
		t.Errorf("%d files, %v", files, err)
	}
}

// A file that becomes read-only under a running daemon, and writable again.
func TestReadOnlyFile(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	if _, err := s.db.Exec("PRAGMA query_only = ON"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 1)}); err == nil || !strings.Contains(err.Error(), "let this user write") {
		t.Errorf("error %v", err)
	}
	if _, err := s.db.Exec("PRAGMA query_only = OFF"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 2)}); err != nil {
		t.Error(err)
	}
}

// old makes a store of the first schema that holds a signed round.
func old(t *testing.T, extra string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "o.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{migrations[0], "PRAGMA user_version = 1", extra} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	o := outcome(1, 5)
	if _, err := db.Exec(`INSERT INTO signed_outcome VALUES (?, ?, 1, 1, ?)`, int64(hub.ChainID), hub.Address[:], outcomeHash(o)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMigration(t *testing.T) {
	path := old(t, "")
	if _, err := OpenReader(path); err == nil || !strings.Contains(err.Error(), "schema 1") {
		t.Errorf("read in an old schema: %v", err)
	}
	s := open(t, path)
	if v, err := s.version(); v != len(migrations) || err != nil {
		t.Errorf("version %d, %v", v, err)
	}
	if err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 6)}); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("what was signed before the migration is forgotten: %v", err)
	}
}

// A migration that fails leaves the store as it was.
func TestMigrationIsAllOrNothing(t *testing.T) {
	path := old(t, "CREATE TABLE store (other INTEGER)")
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "migrate to schema") {
		t.Fatalf("error %v", err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version, tables int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil || version != 1 {
		t.Errorf("version %d, %v", version, err)
	}
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE name = 'signed_floor'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("half of the migration is there (%v)", err)
	}
}

func TestSnapshots(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	ctx := t.Context()
	s := open(t, path)
	other := oracle.Hub{ChainID: 1, Address: common.HexToAddress("0x9")}
	if b, err := s.LoadSnapshot(ctx, hub); b != nil || err != nil {
		t.Fatalf("%x, %v", b, err)
	}
	for _, b := range []string{"first", "second"} {
		if err := s.SaveSnapshot(ctx, hub, []byte(b)); err != nil {
			t.Fatal(err)
		}
	}
	// What a crash may leave.
	if err := os.WriteFile(s.snapshotPath(other)+".123"+durable.PartSuffix, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, path)
	if b, err := s.LoadSnapshot(ctx, hub); !bytes.Equal(b, []byte("second")) || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if b, err := s.LoadSnapshot(ctx, other); b != nil || err != nil {
		t.Errorf("another hub's: %q, %v", b, err)
	}
	if err := os.Truncate(s.snapshotPath(hub), oracle.MaxSnapshot+1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LoadSnapshot(ctx, hub); err == nil {
		t.Error("a huge file was read")
	}
	for range 2 {
		if err := s.DropSnapshot(ctx, hub); err != nil {
			t.Error(err)
		}
	}
	if err := s.SaveSnapshot(ctx, hub, []byte("third")); err != nil {
		t.Fatal(err)
	}
	s.Close()
	// The store is removed, as after a development chain that began anew: the
	// snapshot that stays behind is nobody's.
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && suffix == "" {
			t.Fatal(err)
		}
	}
	s = open(t, path)
	if b, err := s.LoadSnapshot(ctx, hub); b != nil || err != nil {
		t.Errorf("of a store that is gone: %q, %v", b, err)
	}
	if left, err := os.ReadDir(s.snapshots); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
