package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk returns how many bytes the store takes with its snapshots and its history,
// and how many are left for it on its disk.
func (s *Store) Disk() (size, free uint64, err error) {
	for _, name := range []string{s.path, s.path + "-wal", s.path + "-shm", string(s.guard), HistoryPath(s.path), HistoryPath(s.path) + "-wal"} {
		info, err := os.Stat(name)
		switch {
		case err == nil:
			size += uint64(info.Size())
		case !errors.Is(err, fs.ErrNotExist):
			return 0, 0, fmt.Errorf("look at the store's size: %w", err)
		}
	}
	entries, err := os.ReadDir(s.snapshots)
	if err != nil {
		return 0, 0, fmt.Errorf("look at the size of the store's snapshots: %w", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // one may be replaced meanwhile
			size += uint64(info.Size())
		}
	}
	if free, err = room(filepath.Dir(s.path)); err != nil {
		return 0, 0, fmt.Errorf("look at the room on the store's disk: %w", err)
	}
	return size, free, nil
}
