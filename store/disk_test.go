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
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/common"

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
	s := open(t, path)
	if err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, 1)}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSnapshot(t.Context(), hub, []byte("x")); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.Walk(filepath.Dir(path), func(name string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			files++
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", name, info.Mode())
			}
		}
		return err
	})
	if err != nil || files < 5 { // database, -wal, -shm, lock, snapshot
		t.Errorf("%d files, %v", files, err)
	}
}

// mount makes a small file system of its own for the test.
func mount(t *testing.T, size string) (dir string, remount func(flags uintptr)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a file system of its own cannot be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size="+size); err != nil {
			t.Fatal(err)
		}
	}
}

// batchFrom is a batch of many rounds: what a full disk cannot take.
func batchFrom(first uint32) (out []oracle.PostedOutcome) {
	for r := range uint32(400) {
		out = append(out, outcome(first+r, 1))
	}
	return out
}

// On a full disk nothing is remembered, so nothing is signed; what was
// remembered before still is; and it goes on when there is room.
func TestFullDisk(t *testing.T) {
	dir, _ := mount(t, "512k")
	s := open(t, filepath.Join(dir, "o.db"))
	ctx := t.Context()
	if err := s.Remember(ctx, hub, batchFrom(1)); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 512))
	}
	f.Close()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	// Some room may be left in the pages and the log that there are.
	first := uint32(401)
	for err = nil; err == nil && first < 20_000; first += 400 {
		err = s.Remember(ctx, hub, batchFrom(first))
	}
	if err == nil || !strings.Contains(err.Error(), "make room") {
		t.Fatalf("a full disk took 20,000 rounds: %v", err)
	}
	refused := batchFrom(first - 400)
	if err := s.Save(ctx, oracle.SentTx{ChainID: 1, Raw: make([]byte, 100_000)}); err == nil {
		t.Error("a full disk took a transaction")
	}
	if err := s.SaveSnapshot(ctx, hub, make([]byte, 100_000)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full disk took a snapshot: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "o.db-snapshots", "*")); err != nil || len(left) > 0 {
		t.Errorf("half a snapshot is left: %v, %v", left, err)
	}
	if err := s.Remember(ctx, hub, []oracle.PostedOutcome{outcome(1, 2)}); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("what was signed is forgotten: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := s.Remember(ctx, hub, refused); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	// The refused batch had left nothing behind.
	var n int
	if err := s.db.QueryRow(`SELECT count(*) FROM signed_outcome`).Scan(&n); err != nil || n != int(first)-1 {
		t.Errorf("%d rounds are remembered (%v), want %d", n, err, first-1)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	dir, remount := mount(t, "1m")
	path := filepath.Join(dir, "o.db")
	s := open(t, path)
	s.Close()
	remount(syscall.MS_RDONLY)
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "store.path") {
		t.Errorf("opened on a disk that is read-only: %v", err)
	}
	remount(0)
	open(t, path)
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
	if err := os.WriteFile(strings.TrimSuffix(s.snapshotPath(other), snapshotSuffix)+partSuffix, []byte("half"), 0o600); err != nil {
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
