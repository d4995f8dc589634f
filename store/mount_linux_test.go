package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oracled/oracle"
)

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
