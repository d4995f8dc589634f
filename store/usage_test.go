package store

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"oracled/oracle"
)

// The size is that of the files, and the room that of the file system.
func TestDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before, free, err := s.Disk()
	if err != nil {
		t.Fatal(err)
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &fs); err != nil {
		t.Fatal(err)
	}
	if total := fs.Blocks * uint64(fs.Bsize); before == 0 || free == 0 || free > total {
		t.Errorf("%d bytes, %d left of %d", before, free, total)
	}
	snapshot := make([]byte, 100_000)
	if err := s.SaveSnapshot(t.Context(), oracle.Hub{ChainID: 1}, snapshot); err != nil {
		t.Fatal(err)
	}
	after, _, err := s.Disk()
	if err != nil || after < before+uint64(len(snapshot)) || after > before+uint64(len(snapshot))+10_000 {
		t.Errorf("%d bytes after a snapshot of %d, %d before; %v", after, len(snapshot), before, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Disk(); err == nil {
		t.Error("a folder that is gone has room")
	}
}
